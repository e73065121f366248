package main

import (
	"io"
	"runtime/debug"

	"github.com/spf13/cobra"
)

// version is the released version; a build from a checkout says which commit.
const version = "0.1.0"

const researchNotice = "For research and teaching. Not for treating a patient."

// Exit codes as the help of each verb tells them.
const (
	exitRead = `EXIT STATUS
  0 success   2 wrong input, nothing written   3 the output could not be written   130 interrupted`
	exitSimulate = `EXIT STATUS
  0 success   2 wrong input, nothing written   3 a simulation failed or a file could not be written   130 interrupted`
	exitCheck = `EXIT STATUS
  0 the criteria are met   1 they are not   2 wrong input   3 a simulation failed or the output could not be written   130 interrupted`
)

func newRootCommand(stdout io.Writer) *cobra.Command {
	root := &cobra.Command{
		Use:   "jakstat",
		Short: "The pharmacology of JAK inhibitors, executable",
		Long: `jakstat makes the pharmacology of Janus kinase (JAK) inhibitors executable: dose, concentration,
kinase and cytokine inhibition over the day, every number with its source.

` + researchNotice + `

EXIT STATUS
  0    success
  1    a qualification, conformance or evidence check ran and failed
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
	group(root, newCompareCommand(), newSimulateCommand(), newExplainCommand(), newResidenceCommand(), newEvidenceCommand(), newQualifyCommand(), newStatementsCommand(), newFitCommand(), newPredictCommand(),
		newLabsCommand(), newTrialCommand(), newBenchCommand(), newRunCommand(), newInhibitCommand(), newDesignCommand(), newRiskCommand(), newFluxCommand(), newModelCommand(), newConformanceCommand(), newServeCommand())
	root.SetHelpCommand(newHelpCommand())
	root.SetOut(stdout) // before the completion command, which keeps it
	root.InitDefaultCompletionCmd()
	for _, c := range root.Commands() {
		if c.Name() == "completion" {
			group(c)
		}
	}
	return root
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
