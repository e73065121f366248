package main

import (
	"fmt"
	"io"
	"strings"

	"github.com/spf13/cobra"

	"jakstat/diag"
	"jakstat/evidence"
	"jakstat/jak/statements"
	"jakstat/report"
)

// statementSeed is that of the recorded verdicts.
const statementSeed = 1

type statementsOptions struct {
	formats
	pictures
	all   bool
	check bool
}

func newStatementsCommand() *cobra.Command {
	o := statementsOptions{}
	cmd := &cobra.Command{
		Use:   "statements [ID...]",
		Short: "What the field says of JAK inhibitors, simulated, with the evidence and a verdict",
		Long: fmt.Sprintf(`Each statement about the biology and pharmacology of JAK inhibitors has checks: a quantity, a criterion that was set
before the number, and what was simulated. Verdicts follow from the numbers. A check holds when its criterion is met with a
probability of %.0f %% and more, fails with %.0f %% and less, and cannot be told in between; draws are joint over potency and
groups of virtual patients, and errors that drugs or read-outs share are shared.

A core check that fails contradicts its statement; a part that does not hold, or that nothing computes yet, qualifies it. A
published observation that the simulation misses qualifies it too and speaks against the simulation. Observations are counted
apart when their own study took part in the calibration.

Without ID one line per statement, its deciding check; with ID all checks. Verdicts are findings: the exit status is 0 whatever
they are, unless --check is given and one differs from the recorded one (qualification/).

%s`, 100*statements.Sure, 100*(1-statements.Sure), exitCheck),
		Example: `  jakstat statements
  jakstat statements S13 S16
  jakstat statements --html statements.html
  jakstat statements --check`,
		RunE: func(cmd *cobra.Command, args []string) error { return o.run(cmd, args) },
	}
	o.formats.add(cmd, statementsSchema, "one line per check, and per statement without one")
	o.pictures.add(cmd, "the comparisons with published observations")
	cmd.Flags().BoolVar(&o.all, "all", false, "list all checks of all statements")
	cmd.Flags().BoolVar(&o.check, "check", false, "fail when a verdict differs from the recorded one")
	return cmd
}

func (o *statementsOptions) run(cmd *cobra.Command, args []string) error {
	var diags diag.List
	o.formats.check(&diags)
	o.pictures.check(cmd, &diags)
	ids, err := statementIDs(args)
	diags.AddError(diag.Pos{}, "cli", err)
	if err := diags.Err(); err != nil {
		return err
	}
	if err := writable(o.files()...); err != nil {
		return err
	}
	lib := evidence.Default()
	r, err := statements.Run(cmd.Context(), lib, statementSeed, ids...)
	if err != nil {
		return err
	}
	v := statementsView{lib: lib, r: r, command: commandLine(cmd, args)}
	if err := o.pictures.write(func(w io.Writer) error { return v.picture().SVG(w) }, func(w io.Writer) error { return v.page().HTML(w) }); err != nil {
		return err
	}
	err = show(cmd.OutOrStdout(), o.formats, v.document, v.checks(r.Statements).CSV, o.ended(func(w io.Writer, t report.Term) error {
		return v.text(w, t, o.all || len(ids) > 0)
	}))
	if err == nil && o.check {
		return unchanged(cmd.ErrOrStderr(), r)
	}
	return err
}

// unchanged fails when a verdict is not the recorded one and says which.
func unchanged(w io.Writer, r *statements.Result) error {
	differences := r.Differences()
	for _, d := range differences {
		fmt.Fprintln(w, "jakstat: statements:", d)
	}
	if len(differences) > 0 {
		return errCheckFailed
	}
	return nil
}

// statementIDs reads the ids of the command line, in any case; all mistakes together.
func statementIDs(args []string) ([]string, error) {
	plans, err := statements.Plans()
	if err != nil {
		return nil, err
	}
	var known, ids []string
	for _, p := range plans {
		known = append(known, p.ID)
	}
	var diags diag.List
	for _, a := range args {
		found := ""
		for _, id := range known {
			if strings.EqualFold(id, a) {
				found = id
			}
		}
		if found == "" {
			diags.Add(diag.New(diag.Pos{Where: "statements"}, "cli.statement", "there is no statement %q", a).Suggest("they are %s to %s", known[0], known[len(known)-1]))
			continue
		}
		ids = append(ids, found)
	}
	return ids, diags.Err()
}
