package main

import (
	"jakstat/jak/design"
	sobol "jakstat/stat/sensitivity"
)

// sensitivityDocument is the JSON form of an analysis.
type sensitivityDocument struct {
	Schema      string                  `json:"schema"`
	Product     string                  `json:"product"`
	Command     string                  `json:"command"`
	Seed        uint64                  `json:"seed"`
	Base        moleculeDocument        `json:"base"`
	Vary        map[string]design.Range `json:"vary"`
	Dose        design.Range            `json:"dose_mg"`
	Interval    float64                 `json:"interval_h"`
	Evaluations int                     `json:"evaluations"`
	Outcomes    []outcomeDocument       `json:"outcomes"`
}

type outcomeDocument struct {
	Name    string          `json:"name"`
	Measure string          `json:"measure"` // average_daily_inhibition or log10_ic50_ratio
	Mean    float64         `json:"mean"`
	SD      float64         `json:"sd"`
	Low     float64         `json:"low"`
	High    float64         `json:"high"`
	Indices []indexDocument `json:"indices"`
}

type indexDocument struct {
	Property string           `json:"property"`
	First    estimateDocument `json:"first_order"`
	Total    estimateDocument `json:"total"`
}

type estimateDocument struct {
	Value *float64 `json:"value"`
	Low   *float64 `json:"low"`
	High  *float64 `json:"high"`
}

func (v *sensitivityView) document() sensitivityDocument {
	d := sensitivityDocument{
		Schema: sensitivitySchema, Product: "jakstat " + versionText(), Command: v.command, Seed: v.seed, Base: moleculeOf(&v.space.Base), Vary: map[string]design.Range{},
		Dose: v.space.Dose, Interval: v.space.Interval, Evaluations: v.r.Evaluations,
	}
	for p, r := range v.space.Vary {
		d.Vary[p.String()] = r
	}
	estimate := func(e sobol.Estimate) estimateDocument {
		return estimateDocument{finiteOrNil(e.Value), finiteOrNil(e.Low), finiteOrNil(e.High)}
	}
	for i, o := range v.r.Outcomes {
		x := v.r.Results[i]
		out := outcomeDocument{Name: o.Name, Measure: "average_daily_inhibition", Mean: x.Mean, SD: x.SD, Low: x.Low, High: x.High}
		if o.Spared != nil {
			out.Measure = "log10_ic50_ratio"
		}
		for _, j := range v.ranked(i) {
			out.Indices = append(out.Indices, indexDocument{v.r.Properties[j].String(), estimate(x.Indices[j].First), estimate(x.Indices[j].Total)})
		}
		d.Outcomes = append(d.Outcomes, out)
	}
	return d
}
