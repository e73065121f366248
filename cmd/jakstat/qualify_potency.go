package main

import (
	"fmt"
	"io"

	"github.com/spf13/cobra"

	"jakstat/diag"
	"jakstat/evidence"
	"jakstat/fit/potency"
)

type qualifyPotencyOptions struct {
	formats
	pictures
}

func newQualifyPotencyCommand() *cobra.Command {
	o := qualifyPotencyOptions{}
	cmd := &cobra.Command{
		Use:   "potency",
		Short: "Predicted against measured IC50 in cells, each drug and each cytokine left out in turn",
		Long: fmt.Sprintf(`Predicts every measured IC50 of a reversible drug in human cells from its kinase assays and the cell data of the other drugs, and every
cytokine from the others, with all parameters estimated again each time: a row never tests what was fitted to it. Forms of the
receptor, the rule "IC50 of the most sensitive kinase" and a constant stand beside each other. Drugs of a rare kind (covalent,
pseudokinase) are described only.

Criteria, on all rows with each drug left out: at least %.0f %% better than the better naive rule (logarithm of the fold error,
averaged over drugs), at least %.0f %% of measurements inside 90 %% intervals, whose median width is at most %.0f-fold.

%s`, 100*potency.MinGain, 100*potency.MinCoverage, potency.MaxWidth, exitCheck),
		Example: `  jakstat qualify potency
  jakstat qualify potency --html potency.html`,
		Args: noArguments,
		RunE: func(cmd *cobra.Command, _ []string) error { return o.run(cmd) },
	}
	o.formats.add(cmd, potencySchema, "one line per measurement and what was left out")
	o.pictures.add(cmd, "predicted beside measured")
	return cmd
}

func (o *qualifyPotencyOptions) run(cmd *cobra.Command) error {
	var diags diag.List
	o.formats.check(&diags)
	o.pictures.check(cmd, &diags)
	if err := diags.Err(); err != nil {
		return err
	}
	if err := writable(o.files()...); err != nil {
		return err
	}
	lib := evidence.Default()
	steps := newCounter(cmd.ErrOrStderr(), potency.Steps(lib), "estimations")
	q, err := potency.Qualify(cmd.Context(), lib, steps.add)
	steps.clear()
	if err != nil {
		return err
	}
	v := potencyView{q}
	w := cmd.OutOrStdout()
	if err := o.pictures.write(func(w io.Writer) error { return v.picture().SVG(w) }, func(w io.Writer) error { return v.page().HTML(w) }); err != nil {
		return err
	}
	err = show(w, o.formats, v.document, v.rows().CSV, o.ended(v.text))
	if err == nil && !q.Pass {
		return errCheckFailed
	}
	return err
}
