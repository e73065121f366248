package main

import (
	"fmt"
	"io"

	"github.com/spf13/cobra"

	"jakstat/diag"
	"jakstat/evidence"
	"jakstat/fit/efficacy"
	"jakstat/report"
)

type qualifyEfficacyOptions struct {
	formats
	pictures
	onset bool
}

func newQualifyEfficacyCommand() *cobra.Command {
	o := qualifyEfficacyOptions{}
	cmd := &cobra.Command{
		Use:   "efficacy",
		Short: "Predicted against reported results of trials, each trial left out in turn",
		Long: fmt.Sprintf(`Predicts every reported result of every trial from the results of the other trials, with standard deviations estimated without a fifth of
the trials, the one's among them. Beside it stands the naive rule: the mean of the same drug, dose, endpoint and about the same week in
other trials of the disease.

Criteria, on responder rates with each trial left out: at least %.0f %% inside 95 %% intervals, mean absolute error at most %.1f percentage
points, at most %.0f with the trial's own results, at least %.0f %% better than the naive rule on the rows it can answer.

%s`, 100*efficacy.MinCoverage, efficacy.MaxHeldOut, efficacy.MaxFitted, 100*efficacy.MinGain, exitCheck),
		Example: `  jakstat qualify efficacy
  jakstat qualify efficacy --html efficacy.html`,
		Args: noArguments,
		RunE: func(cmd *cobra.Command, _ []string) error { return o.run(cmd) },
	}
	o.formats.add(cmd, efficacySchema, "one line per reported result")
	o.pictures.add(cmd, "predicted beside reported")
	return cmd
}

func newQualifyOnsetCommand() *cobra.Command {
	o := qualifyEfficacyOptions{onset: true}
	cmd := &cobra.Command{
		Use:   "onset",
		Short: "How soon patients respond: predicted against reported in the first weeks",
		Long: fmt.Sprintf(`Predicts every responder rate before the reference week of its disease from the other trials. Criteria: at least %.0f %% inside 95 %% intervals,
mean absolute error at most %.1f percentage points.

%s`, 100*efficacy.MinCoverage, efficacy.MaxHeldOut, exitCheck),
		Example: `  jakstat qualify onset`,
		Args:    noArguments,
		RunE:    func(cmd *cobra.Command, _ []string) error { return o.run(cmd) },
	}
	o.formats.add(cmd, efficacySchema, "one line per reported result")
	o.pictures.add(cmd, "predicted beside reported")
	return cmd
}

func (o *qualifyEfficacyOptions) run(cmd *cobra.Command) error {
	var diags diag.List
	o.formats.check(&diags)
	o.pictures.check(cmd, &diags)
	if err := diags.Err(); err != nil {
		return err
	}
	if err := writable(o.files()...); err != nil {
		return err
	}
	q, err := qualifiedEfficacy(evidence.Default())
	if err != nil {
		return err
	}
	v := efficacyView{q: q, onset: o.onset}
	w := cmd.OutOrStdout()
	if err := o.pictures.write(func(w io.Writer) error { return v.picture().SVG(w) }, func(w io.Writer) error { return v.page().HTML(w) }); err != nil {
		return err
	}
	switch {
	case o.json:
		err = writeJSON(w, v.document())
	case o.csv:
		err = v.rows().CSV(w)
	default:
		if err = v.text(w, report.DetectTerm(w)); err == nil {
			err = o.footer(w)
		}
	}
	if err == nil && !v.pass() {
		return errCheckFailed
	}
	return err
}
