package main

import (
	"fmt"
	"io"

	"github.com/spf13/cobra"

	"jakstat/diag"
	"jakstat/evidence"
	"jakstat/fit/labs"
	"jakstat/report"
)

const qualifyLabsSchema = "jakstat.qualify.labs/1"

type qualifyLabsOptions struct {
	all bool
	formats
	pictures
}

func newQualifyLabsCommand() *cobra.Command {
	o := qualifyLabsOptions{}
	cmd := &cobra.Command{
		Use:   "labs",
		Short: "Predicted against reported laboratory values, one set of numbers for all drugs",
		Long: fmt.Sprintf(`Predicts every row of library/trials/labs.csv, and directions that pharmacodynamic studies found, from the average inhibition of cytokines and one set
of numbers for all drugs. Where a placebo arm is reported, the prediction adds to its course. qualification/labs.csv says what each row is compared with.

Criteria: of rows that report a change, %.0f %% have the right sign and %.0f %% lie within the larger of %.0f %% or 0.3 g/dL, 0.3 10^9/L, 8 mg/dL of a lipid; of rows
that count people, %.0f %% lie inside the 95 %% interval; %.0f %% of directions are right; and when the rows of a drug that was left out come in, at most %.0f %% of its
predictions leave the 95 %% interval stated without them.

%s`, 100*labs.MinSigns, 100*labs.MinWithin, 100*labs.Tolerance, 100*labs.MinCovered, 100*labs.MinDirections, 100*labs.MaxLeaving, exitCheck),
		Example: `  jakstat qualify labs
  jakstat qualify labs --all --html labs.html`,
		Args: noArguments,
		RunE: func(cmd *cobra.Command, _ []string) error { return o.run(cmd) },
	}
	o.formats.add(cmd, qualifyLabsSchema, "one line per row, as with --all")
	o.pictures.add(cmd, "predicted beside reported")
	cmd.Flags().BoolVar(&o.all, "all", false, "list all rows; default: those that miss")
	return cmd
}

func (o *qualifyLabsOptions) run(cmd *cobra.Command) error {
	var diags diag.List
	o.formats.check(&diags)
	o.pictures.check(cmd, &diags)
	if err := diags.Err(); err != nil {
		return err
	}
	if err := writable(o.files()...); err != nil {
		return err
	}
	q, err := labs.Qualify(cmd.Context(), evidence.Default())
	if err != nil {
		return err
	}
	v := qualifyLabsView{q}
	if err := o.pictures.write(func(w io.Writer) error { return v.picture().SVG(w) }, func(w io.Writer) error { return v.page().HTML(w) }); err != nil {
		return err
	}
	text := func(w io.Writer, t report.Term) error {
		if err := v.rows(o.all).Text(w, t); err != nil {
			return err
		}
		_, err := fmt.Fprintf(w, "\n%s\n", v.verdict())
		return err
	}
	err = show(cmd.OutOrStdout(), o.formats, v.document, v.rows(true).CSV, o.ended(text))
	if err == nil && !q.Pass {
		return errCheckFailed
	}
	return err
}
