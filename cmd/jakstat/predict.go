package main

import (
	"fmt"
	"math"

	"github.com/spf13/cobra"

	"jakstat/diag"
	"jakstat/evidence"
	"jakstat/evidence/results"
	"jakstat/fit/efficacy"
	"jakstat/report"
)

const predictSchema = "jakstat.predict/1"

type predictOptions struct {
	formats
	blind bool
	trial string
}

func newPredictCommand() *cobra.Command {
	o := predictOptions{}
	cmd := &cobra.Command{
		Use:   "predict",
		Short: "Predict what trials report whose results are not in the product",
		Long: `Predicts every arm, week and endpoint of library/trials/to_predict.csv: trials whose design is shipped and whose results are not, so that
whoever has them can tell how far the predictions can be trusted. Median, 50 % and 95 % intervals are those of a report of an arm of that
size: they hold uncertain parameters, differences between trials and arms, and the sampling of patients. "parameters" is the share that uncertain
parameters have in the variance on the scale of the model; blank for endpoints that join or derive from others.

` + exitSimulate,
		Example: `  jakstat predict --blind --csv
  jakstat predict --blind --trial "SELECT-CHOICE"`,
		Args: noArguments,
		RunE: func(cmd *cobra.Command, _ []string) error { return o.run(cmd) },
	}
	o.formats.add(cmd, predictSchema, "the columns of to_predict.csv and the prediction")
	cmd.Flags().BoolVar(&o.blind, "blind", false, "predict the trials whose results are kept back")
	cmd.Flags().StringVar(&o.trial, "trial", "", "only the trial `NAME`")
	return cmd
}

type predictDocument struct {
	Schema  string       `json:"schema"`
	Product string       `json:"product"`
	Data    string       `json:"calibrated_on"`
	Rows    []predictRow `json:"rows"`
}

type predictRow struct {
	ID         string   `json:"id"`
	Trial      string   `json:"trial"`
	Arm        string   `json:"arm"`
	Drug       string   `json:"drug"`
	Dose       string   `json:"dose_mg"`
	Regimen    string   `json:"regimen"`
	N          string   `json:"n"`
	Week       float64  `json:"week"`
	Endpoint   string   `json:"endpoint"`
	Unit       string   `json:"unit"`
	Median     float64  `json:"median"`
	Low50      float64  `json:"low_50"`
	High50     float64  `json:"high_50"`
	Low95      float64  `json:"low_95"`
	High95     float64  `json:"high_95"`
	Parameters *float64 `json:"parameters"`
}

func (o *predictOptions) run(cmd *cobra.Command) error {
	var diags diag.List
	o.formats.check(&diags)
	if !o.blind {
		diags.Add(diag.New(diag.Pos{Where: "predict"}, "cli.flag", "nothing is asked for").Suggest("predict --blind predicts the trials whose results are kept back; one trial: jakstat trial run"))
	}
	lib := results.Shipped()
	known := false
	for i := range lib.Wanted {
		known = known || lib.Wanted[i].Trial == o.trial
	}
	if o.trial != "" && !known {
		diags.Add(diag.New(diag.Pos{Where: "--trial"}, "cli.trial", "no trial %q among those to predict", o.trial).Suggest("jakstat trial list shows them"))
	}
	if err := diags.Err(); err != nil {
		return err
	}
	p, err := efficacy.Shipped(evidence.Default())
	if err != nil {
		return err
	}
	asks := efficacy.Wanted(lib)
	n := make([]float64, len(asks))
	for i := range lib.Wanted {
		n[i] = efficacy.Patients(&lib.Wanted[i])
	}
	answers, err := p.Answers(asks, n)
	if err != nil {
		return err
	}
	d := predictDocument{Schema: predictSchema, Product: "jakstat " + versionText(), Data: p.Calibration.Hash}
	for i, a := range answers {
		r := &lib.Wanted[i]
		if o.trial != "" && r.Trial != o.trial {
			continue
		}
		row := predictRow{
			r.ID, r.Trial, r.Arm, r.Drug, r.Dose, r.Regimen, r.N.Text, r.Week, r.Endpoint, r.Unit, round4(a.Median), round4(a.Low50), round4(a.High50), round4(a.Low95), round4(a.High95), nil,
		}
		if !math.IsNaN(a.ParameterShare) {
			share := round4(a.ParameterShare)
			row.Parameters = &share
		}
		d.Rows = append(d.Rows, row)
	}
	w := cmd.OutOrStdout()
	switch {
	case o.json:
		return writeJSON(w, d)
	case o.csv:
		return d.table().CSV(w)
	}
	if err := d.table().Text(w, report.DetectTerm(w)); err != nil {
		return err
	}
	_, err = fmt.Fprintln(w, researchNotice)
	return err
}

// round4 keeps four significant digits: more would claim what intervals deny.
func round4(v float64) float64 {
	if v == 0 {
		return 0
	}
	scale := math.Pow(10, 3-math.Floor(math.Log10(math.Abs(v))))
	return math.Round(v*scale) / scale
}

func (d predictDocument) table() *report.Table {
	t := &report.Table{Title: "Predictions of trials whose results are kept back", RowHeads: 2, Columns: []report.Column{
		{Name: "id"},
		{Name: "trial"},
		{Name: "arm"},
		{Name: "drug"},
		{Name: "dose_mg"},
		{Name: "regimen"},
		{Name: "n"},
		{Name: "week", Align: report.Right},
		{Name: "endpoint"},
		{Name: "unit"},
		{Name: "median", Align: report.Right},
		{Name: "low_50", Align: report.Right},
		{Name: "high_50", Align: report.Right},
		{Name: "low_95", Align: report.Right},
		{Name: "high_95", Align: report.Right},
		{Name: "parameters", Align: report.Right},
	}}
	for _, r := range d.Rows {
		t.Add(r.ID, r.Trial, r.Arm, r.Drug, r.Dose, r.Regimen, r.N, fmt.Sprint(r.Week), r.Endpoint, r.Unit, fmt.Sprint(r.Median), fmt.Sprint(r.Low50), fmt.Sprint(r.High50), fmt.Sprint(r.Low95),
			fmt.Sprint(r.High95), optional("%.2f", r.Parameters))
	}
	return t
}
