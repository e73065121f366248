package main

import (
	"runtime/debug"
	"strings"

	"github.com/spf13/cobra"

	"jakstat/diag"
)

// version is the released version; a build from a checkout says which commit.
const version = "0.1.0"

const researchNotice = "For research and teaching. Not for treating a patient."

func newRootCommand() *cobra.Command {
	root := &cobra.Command{
		Use:   "jakstat",
		Short: "The pharmacology of JAK inhibitors, executable",
		Long: `jakstat makes the pharmacology of Janus kinase (JAK) inhibitors executable: dose, concentration,
kinase and cytokine inhibition over the day, every number with its source.

` + researchNotice + `

EXIT STATUS
  0    success
  1    a qualification or evidence check ran and failed
  2    wrong input: a flag, drug, dose, unit or file; nothing was written
  3    a simulation failed or a result could not be written
  130  interrupted
More codes may be added.`,
		Example: `  jakstat compare
  jakstat compare "upadacitinib:15 mg:qd" "tofacitinib:5 mg:bid" --html compare.html
  jakstat explain tofacitinib IL-6
  jakstat evidence show upadacitinib`,
		Version:       versionText(),
		SilenceUsage:  true,
		SilenceErrors: true,
	}
	root.SetFlagErrorFunc(func(c *cobra.Command, err error) error {
		return usageError{withFlagSuggestion(c, err)}
	})
	root.AddCommand(newCompareCommand(), newSimulateCommand(), newExplainCommand(), newEvidenceCommand(), newQualifyCommand())
	for _, c := range root.Commands() {
		requireKnownArguments(c)
	}
	return root
}

// requireKnownArguments makes cobra's own argument errors (too many, unknown verb) exit with code 2.
func requireKnownArguments(c *cobra.Command) {
	if args := c.Args; args != nil {
		c.Args = func(cmd *cobra.Command, a []string) error {
			if err := args(cmd, a); err != nil {
				return usageError{err}
			}
			return nil
		}
	}
	for _, sub := range c.Commands() {
		requireKnownArguments(sub)
	}
}

func withFlagSuggestion(c *cobra.Command, err error) error {
	_, name, ok := strings.Cut(err.Error(), "unknown flag: --")
	if !ok {
		return err
	}
	var known []string
	c.Flags().VisitAll(func(f *flag) { known = append(known, f.Name) })
	if best, ok := diag.Nearest(name, known); ok {
		return usagef("%v; did you mean --%s?", err, best)
	}
	return err
}

func versionText() string {
	info, ok := debug.ReadBuildInfo()
	if !ok {
		return version
	}
	for _, s := range info.Settings {
		if s.Key == "vcs.revision" && len(s.Value) >= 12 {
			return version + "+" + s.Value[:12]
		}
	}
	return version
}
