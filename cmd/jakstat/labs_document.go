package main

import (
	"jakstat/engine/result"
	"jakstat/evidence"
	"jakstat/jak/biomarker"
)

// labsDocument is the JSON form.
type labsDocument struct {
	Schema     string          `json:"schema"`
	Manifest   result.Manifest `json:"manifest"`
	Disease    string          `json:"disease"`
	Grading    string          `json:"grading"`
	Weeks      []float64       `json:"weeks"`
	Treatments []labsTreatment `json:"treatments"`
}

type labsTreatment struct {
	Treatment string             `json:"treatment"`
	Blocked   map[string]float64 `json:"average_inhibition"`
	Unknown   []string           `json:"unknown"`
	Labs      []labsCourse       `json:"labs"`
	Rules     []labsRule         `json:"rules"`
}

type labsCourse struct {
	Lab       string    `json:"lab"`
	Unit      string    `json:"unit"`
	Empirical bool      `json:"empirical"`
	Typical   []float64 `json:"typical"`
	Low       []float64 `json:"low"`
	High      []float64 `json:"high"`
	P5        []float64 `json:"patients_p5,omitempty"`
	P95       []float64 `json:"patients_p95,omitempty"`
	Grade3    *float64  `json:"grade_3_or_4,omitempty"`
}

type labsRule struct {
	Region    string           `json:"region"`
	Action    biomarker.Action `json:"action"`
	Lab       string           `json:"lab"`
	Below     float64          `json:"below,omitempty"`
	From      float64          `json:"from,omitempty"`
	Drop      float64          `json:"drop,omitempty"`
	Confirmed bool             `json:"confirmed"`
	Text      string           `json:"text"`
	Row       string           `json:"row"`
}

func (v *labsView) document() labsDocument {
	d := labsDocument{Schema: labsSchema, Manifest: v.manifest(), Disease: v.plan.Setting.ID, Grading: v.plan.Grading, Weeks: v.plan.Weeks}
	for i, f := range v.forecasts {
		t := labsTreatment{Treatment: f.Treatment, Blocked: map[string]float64{}, Unknown: append([]string{}, f.Unknown...), Rules: []labsRule{}}
		for _, c := range biomarker.Cytokines() {
			if x, ok := v.blocked[i].In(c); ok {
				t.Blocked[c] = x
			}
		}
		for _, l := range f.Labs {
			x := labsCourse{Lab: l.Lab.ID, Unit: l.Lab.Unit, Empirical: l.Lab.Empirical, Typical: l.Typical, Low: l.Low, High: l.High, P5: l.P5, P95: l.P95}
			if l.Graded {
				x.Grade3 = &l.Grade3
			}
			t.Labs = append(t.Labs, x)
		}
		for _, region := range evidence.Regions() {
			list, _ := biomarker.Rules(v.lib, v.treatments[i].Drug.Name, region, "")
			for _, r := range list {
				t.Rules = append(t.Rules, labsRule{region, r.Action, r.Lab, r.Criterion.Below, r.Low, r.Criterion.Drop, r.Confirmed, r.Text, r.Dose})
			}
		}
		d.Treatments = append(d.Treatments, t)
	}
	return d
}
