package main

import (
	"math"

	fit "jakstat/fit/safety"
)

// safetyDocument is the machine-readable form of a safety qualification.
type safetyDocument struct {
	Schema  string            `json:"schema"`
	Product string            `json:"product"`
	Pass    bool              `json:"pass"`
	Verdict string            `json:"verdict"`
	Checks  []safetyCheck     `json:"checks"`
	Scores  []safetyScore     `json:"scores"`
	Rows    []safetyPoint     `json:"rows"`
	Pairs   []safetyPair      `json:"pairs"`
	Outside []safetyOutsider  `json:"not_compared"`
	Ratios  []safetyRatioUsed `json:"hazard_ratios"`
}

type safetyCheck struct {
	Name     string   `json:"name"`
	Quantity string   `json:"quantity"`
	Value    *float64 `json:"value"`
	N        int      `json:"n"`
	Min      *float64 `json:"min"`
	Max      *float64 `json:"max"`
	Pass     bool     `json:"pass"`
	Remark   string   `json:"remark,omitempty"`
}

type safetyScore struct {
	Name     string  `json:"name"`
	Rows     int     `json:"rows"`
	Inside   int     `json:"inside_95"`
	Width    float64 `json:"median_width"`
	LogScore float64 `json:"log_score"`
}

type safetyPoint struct {
	LeftOut    string  `json:"left_out"`
	Event      string  `json:"event"`
	ID         string  `json:"id"`
	Pool       string  `json:"pool"`
	Population string  `json:"population"`
	Arm        string  `json:"arm"`
	Verified   bool    `json:"verified"`
	Observed   float64 `json:"observed_per_100_patient_years"`
	Predicted  float64 `json:"predicted"`
	Low        float64 `json:"low"`
	High       float64 `json:"high"`
	Events     float64 `json:"events"`
	Years      float64 `json:"patient_years"`
	Implied    bool    `json:"implied"`
	EventsLow  float64 `json:"events_low"`
	EventsHigh float64 `json:"events_high"`
	Inside     bool    `json:"inside_95"`
	Covered    string  `json:"same_people_as,omitempty"`
}

type safetyPair struct {
	By        string  `json:"by"`
	More      string  `json:"more"`
	Less      string  `json:"less"`
	Observed  float64 `json:"observed_ratio"`
	Predicted float64 `json:"predicted_ratio"`
	Right     bool    `json:"right"`
}

type safetyOutsider struct {
	ID     string `json:"id"`
	Event  string `json:"event"`
	Reason string `json:"reason"`
}

type safetyRatioUsed struct {
	ID     string `json:"id"`
	Event  string `json:"event"`
	Fitted bool   `json:"fitted"`
	Reason string `json:"reason,omitempty"`
}

func safetyRow(p *fit.Point) safetyPoint {
	return safetyPoint{
		LeftOut: string(p.Left), Event: p.Event.Name, ID: p.ID, Pool: p.Row.Rate.Pool, Population: p.Row.Rate.Population, Arm: p.Arm, Verified: p.Verified,
		Observed: p.Rate100(), Predicted: math.Exp(p.Ln), Low: p.Quantile(-z95), High: p.Quantile(z95), Events: p.N, Years: p.PY, Implied: p.Implied,
		EventsLow: p.EventsLow, EventsHigh: p.EventsHigh, Inside: p.Inside(), Covered: p.Covered,
	}
}

func (v safetyView) document() safetyDocument {
	d := safetyDocument{Schema: safetySchema, Product: "jakstat " + versionText(), Pass: v.q.Pass, Verdict: v.verdict()}
	for i := range v.q.Checks {
		c := &v.q.Checks[i]
		d.Checks = append(d.Checks, safetyCheck{c.Name, c.Quantity, finiteOrNil(c.Value), c.N, finiteOrNil(c.Min), finiteOrNil(c.Max), c.Pass(), c.Remark})
	}
	for _, s := range append(append([]fit.Score{}, v.q.ByEvent...), v.q.All, v.q.Once, v.q.Rule, v.q.ByDrug) {
		d.Scores = append(d.Scores, safetyScore{s.Name, s.Rows, s.Inside, s.Width, s.LogScore})
	}
	for _, points := range [][]fit.Point{v.q.Points, v.q.Drugs} {
		for i := range points {
			d.Rows = append(d.Rows, safetyRow(&points[i]))
		}
	}
	for i := range v.q.Pairs {
		p := &v.q.Pairs[i]
		d.Pairs = append(d.Pairs, safetyPair{p.By, p.More.ID, p.Less.ID, p.More.Rate100() / p.Less.Rate100(), math.Exp(p.More.Ln - p.Less.Ln), p.Right()})
	}
	for _, r := range v.q.Outside {
		d.Outside = append(d.Outside, safetyOutsider{r.ID, r.Event.Name, r.Reason})
	}
	for _, c := range v.q.Contrasts {
		d.Ratios = append(d.Ratios, safetyRatioUsed{c.ID, c.Event.Name, c.Reason == "", c.Reason})
	}
	return d
}
