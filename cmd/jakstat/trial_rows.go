package main

import (
	"strconv"

	"jakstat/evidence/results"
	"jakstat/report"
	"jakstat/trial"
)

// trialReported is a figure that a trial reported.
type trialReported struct {
	ID       string   `json:"id"`
	Arm      string   `json:"arm"`
	Endpoint string   `json:"endpoint"`
	Week     float64  `json:"week"`
	Unit     string   `json:"unit"`
	N        *float64 `json:"n"`
	Value    float64  `json:"value"`
	Interval string   `json:"interval" doc:"As printed, with its kind"`
	Verified bool     `json:"verified"`
	Source   string   `json:"source"`
	Fitted   bool     `json:"fitted" doc:"It took part in the prediction beside it; where there is none, in the calibration of the model"`
	Inside   *bool    `json:"inside_95" doc:"Whether it lies in the 95 % interval; null without a prediction"`
}

func reportedRow(r results.Result) trialReported {
	out := trialReported{
		ID: r.ID, Arm: r.Arm, Endpoint: r.Endpoint, Week: r.Week, Unit: shareUnit, Value: r.Value, Interval: r.Interval, Verified: r.Verified, Source: r.Source,
	}
	if r.Unit != "pct" {
		out.Unit = changeUnit
	}
	if r.N.Known {
		out.N = &r.N.Value
	}
	return out
}

// reported are the figures that the trial reported and this result predicts.
func (v *trialView) reported() []trialReported {
	_, shipped := trial.Design(v.plan().Name)
	out := []trialReported{}
	for _, c := range v.result.Compare(reportedOf(v.plan())) {
		r, inside := reportedRow(c.Reported), c.Inside()
		r.Fitted, r.Inside = shipped && len(v.without) == 0, &inside
		out = append(out, r)
	}
	return out
}

// rows is everything in the long form.
func (d *trialDocument) rows() *report.Table {
	t := &report.Table{Title: "Estimates", RowHeads: 4, Columns: []report.Column{
		{Name: "what"},
		{Name: "arm"},
		{Name: "patients"},
		{Name: "endpoint"},
		{Name: "week"},
		{Name: "unit"},
		{Name: "n"},
		{Name: "median"},
		{Name: "low 50"},
		{Name: "high 50"},
		{Name: "low 95"},
		{Name: "high 95"},
		{Name: "low 95 without sampling"},
		{Name: "high 95 without sampling"},
		{Name: "sd parameters"},
		{Name: "sd between"},
		{Name: "sd sampling"},
		{Name: "odds ratio"},
		{Name: "assurance"},
		{Name: "reported"},
		{Name: "reported is"},
	}}
	add := func(what string, e *trialEstimate, odds, success *float64) {
		reported, is := "", ""
		if x, verified, ok := d.beside(e, what == "difference"); ok {
			reported, is = long(&x), "unverified"
			if verified {
				is = "verified"
			}
			if d.fitted() {
				is += ", fitted"
			}
		}
		t.Add(what, e.Arm, e.Stratum, e.Endpoint, long(&e.Week), e.Unit, long(e.N), long(e.Median), long(e.Low50), long(e.High50), long(e.Low95), long(e.High95),
			long(e.ExpectedLow), long(e.ExpectedHigh), long(&e.Parameters), long(&e.Between), long(&e.Sampling), long(odds), long(success), reported, is)
	}
	for i := range d.Estimates {
		add("arm", &d.Estimates[i], nil, nil)
	}
	for i := range d.Differences {
		x := &d.Differences[i]
		add("difference", &x.trialEstimate, x.Odds, &x.Success)
	}
	d.eventRows(t)
	d.labRows(t)
	return t
}

// long writes a number of the long form; nil leaves its place empty.
func long(x *float64) string {
	if x == nil {
		return ""
	}
	return strconv.FormatFloat(*x, 'g', 6, 64)
}
