package efficacy

import (
	"math"
	"testing"

	"jakstat/evidence"
	"jakstat/jak/disease"
	"jakstat/trial"
)

// Simulated replicates of a trial have the medians and widths of the answers in closed form.
func TestSimulationAgreesWithAnswers(t *testing.T) {
	post, err := Shipped(evidence.Default())
	if err != nil {
		t.Fatal(err)
	}
	p, err := trial.Shipped("EQUATOR")
	if err != nil {
		t.Fatal(err)
	}
	s, err := trial.New(p, post.Predictor(), trial.Options{Seed: 1, Replicates: 600, Without: []string{p.Name}})
	if err != nil {
		t.Fatal(err)
	}
	r, err := s.Run(t.Context(), nil, nil, nil)
	if err != nil {
		t.Fatal(err)
	}
	asks, patients := make([]disease.Ask, len(r.Estimates)), make([]float64, len(r.Estimates))
	for i, e := range r.Estimates {
		asks[i] = disease.Ask{Setting: &p.Setting, Arm: &p.Arms[e.Arm].Arm, Endpoint: p.Endpoints[e.Endpoint].Name, Week: e.Week}
		patients[i] = e.N
	}
	answers, err := post.Answers(asks, patients, p.Name)
	if err != nil {
		t.Fatal(err)
	}
	for i, e := range r.Estimates {
		a := answers[i]
		width := a.High95 - a.Low95
		// Three standard errors of a median of 600, and of ends of intervals, in parts of the width.
		if math.Abs(e.Median-a.Median) > 0.06*width {
			t.Errorf("%s %s: simulated %g, in closed form %g", p.Arms[e.Arm].Label, asks[i].Endpoint, e.Median, a.Median)
		}
		if q := e.Central95.Width() / width; q < 0.75 || q > 1.2 {
			t.Errorf("%s %s: simulated %v, in closed form %g to %g", p.Arms[e.Arm].Label, asks[i].Endpoint, e.Central95, a.Low95, a.High95)
		}
	}
}
