package main

import (
	"fmt"
	"io"

	"github.com/spf13/cobra"

	"jakstat/diag"
	"jakstat/evidence"
	fit "jakstat/fit/safety"
	"jakstat/report"
)

type qualifySafetyOptions struct {
	formats
	pictures
}

func newQualifySafetyCommand() *cobra.Command {
	o := qualifySafetyOptions{}
	cmd := &cobra.Command{
		Use:   "safety",
		Short: "Predicted against observed event rates of pools, each programme and each drug left out in turn",
		Long: `Predicts the rate of every adverse event in every pool of trials and registries from the other programmes, with everything estimated and every
pathway chosen again each time: all cuts of a programme, its hazard ratios and the effects of covariates that rest on its rates are left out
together. A second round leaves out each drug. Criteria stand in qualification/safety.csv; rates that cannot be compared are listed with the reason.

` + exitCheck,
		Example: `  jakstat qualify safety
  jakstat qualify safety --html safety.html`,
		Args: noArguments,
		RunE: func(cmd *cobra.Command, _ []string) error { return o.run(cmd) },
	}
	o.formats.add(cmd, safetySchema, "one line per rate and what was left out")
	o.pictures.add(cmd, "predicted beside observed rates")
	return cmd
}

func (o *qualifySafetyOptions) run(cmd *cobra.Command) error {
	var diags diag.List
	o.formats.check(&diags)
	o.pictures.check(cmd, &diags)
	if err := diags.Err(); err != nil {
		return err
	}
	if err := writable(o.files()...); err != nil {
		return err
	}
	d, err := fit.Open(cmd.Context(), evidence.Default())
	if err != nil {
		return err
	}
	steps := newCounter(cmd.ErrOrStderr(), d.Steps(), "estimations")
	q, err := d.Qualify(cmd.Context(), steps.add)
	steps.clear()
	if err != nil {
		return err
	}
	v := safetyView{q}
	if err := o.pictures.write(func(w io.Writer) error { return v.picture().SVG(w) }, func(w io.Writer) error { return v.page().HTML(w) }); err != nil {
		return err
	}
	w := cmd.OutOrStdout()
	switch {
	case o.json:
		err = writeJSON(w, v.document())
	case o.csv:
		err = v.rows().CSV(w)
	default:
		for _, t := range []*report.Table{v.checks(), v.events(), v.missed()} {
			if err := t.Text(w, report.DetectTerm(w)); err != nil {
				return err
			}
			fmt.Fprintln(w)
		}
		fmt.Fprintf(w, "%s\n", v.verdict())
		err = o.footer(w)
	}
	if err == nil && !q.Pass {
		return errCheckFailed
	}
	return err
}
