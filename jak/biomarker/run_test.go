package biomarker

import (
	"context"
	"math"
	"testing"

	"jakstat/evidence"
	"jakstat/jak/blockade"
)

// blocked is a blockade of some cytokines; nothing else is blocked.
func blocked(v map[string]float64) blockade.Blockade {
	all := map[string]float64{}
	for _, c := range Cytokines() {
		all[c] = v[c]
	}
	return blockade.Blockade{Average: all}
}

func build(t *testing.T, parts ...Part) *Model {
	t.Helper()
	m, err := Build(evidence.Default(), Shipped(), parts...)
	if err != nil {
		t.Fatal(err)
	}
	return m
}

func setting(t *testing.T, id string) Setting {
	t.Helper()
	s, err := FindSetting(id)
	if err != nil {
		t.Fatal(err)
	}
	return s
}

func run(t *testing.T, m *Model, weeks []float64, persons ...Person) []Course {
	t.Helper()
	c, err := m.Run(context.Background(), weeks, persons...)
	if err != nil {
		t.Fatal(err)
	}
	return c
}

func TestNothingBlockedNothingMoves(t *testing.T) {
	m := build(t)
	for _, s := range Settings() {
		c := run(t, m, []float64{0, 12, 104}, Person{Setting: s, Blockade: blocked(nil)})[0]
		for lab, v := range c.Relative {
			for i, x := range v {
				if math.Abs(x-1) > 1e-9 {
					t.Errorf("%s in %s: %.12g at week %g", lab, s.ID, x, c.Weeks[i])
				}
				if got, want := c.Value[lab][i], s.Baseline[lab]; math.Abs(got/want-1) > 1e-9 {
					t.Errorf("%s in %s: %g, baseline %g", lab, s.ID, got, want)
				}
			}
		}
	}
}

func TestCoursesComeToTheClosedSteadyState(t *testing.T) {
	m := build(t)
	for name, v := range map[string]map[string]float64{
		"little":           {"IL-6": 0.1, "EPO": 0.05, "TPO": 0.05, "G-CSF": 0.05, "IL-7": 0.1, "IL-15": 0.1, "IFN-gamma": 0.1},
		"tofacitinib-like": {"IL-6": 0.33, "EPO": 0.18, "TPO": 0.11, "G-CSF": 0.11, "GM-CSF": 0.05, "IL-7": 0.42, "IL-15": 0.5, "IFN-gamma": 0.26},
		"JAK2":             {"IL-6": 0.1, "EPO": 0.5, "TPO": 0.4, "G-CSF": 0.5, "GM-CSF": 0.4, "ACVR1": 0.6},
	} {
		for _, id := range []string{"RA", "MF", "healthy"} {
			p := Person{Setting: setting(t, id), Blockade: blocked(v)}
			c := run(t, m, []float64{0, 1500}, p)[0]
			for lab, want := range m.Steady(p) {
				if got := c.Relative[lab][1]; math.Abs(got-want) > 2e-3*math.Max(1, want) {
					t.Errorf("%s, %s, %s: %.6g after 30 years, steady state %.6g", name, id, lab, got, want)
				}
			}
		}
	}
}

// Haemoglobin rises where IL-6 or ACVR1 is blocked in the inflamed and falls where EPO is; without inflammation IL-6 does nothing to it.
func TestDirectionsOfHaemoglobin(t *testing.T) {
	m := build(t, RedCells)
	at := func(id string, v map[string]float64) float64 {
		return run(t, m, []float64{0, 52}, Person{Setting: setting(t, id), Blockade: blocked(v)})[0].Relative["hemoglobin"][1] - 1
	}
	if x := at("RA", map[string]float64{"IL-6": 0.4}); x < 0.01 {
		t.Errorf("IL-6 blocked in rheumatoid arthritis: %+.3f", x)
	}
	if x := at("RA", map[string]float64{"ACVR1": 0.5}); x < 0.01 {
		t.Errorf("ACVR1 blocked: %+.3f", x)
	}
	if x := at("RA", map[string]float64{"EPO": 0.5}); x > -0.01 {
		t.Errorf("EPO blocked: %+.3f", x)
	}
	if x := at("healthy", map[string]float64{"IL-6": 0.4}); math.Abs(x) > 1e-9 {
		t.Errorf("IL-6 blocked in health: %+.3g", x)
	}
	both := map[string]float64{"IL-6": 0.33, "EPO": 0.18}
	if ra, pso := at("RA", both), at("PsO", both); !(ra > 0 && pso < 0) {
		t.Errorf("the same drug: %+.3f in rheumatoid arthritis, %+.3f in psoriasis", ra, pso)
	}
}

// Platelets fall for weeks and come back where IL-6 is blocked deeply, rise where TPO is blocked more, and stay low where clones make them.
func TestDirectionsOfPlatelets(t *testing.T) {
	m := build(t, Platelets)
	weeks := []float64{0, 1, 2, 3, 4, 6, 8, 12, 24, 52}
	course := func(id string, v map[string]float64) []float64 {
		return run(t, m, weeks, Person{Setting: setting(t, id), Blockade: blocked(v)})[0].Relative["platelets"]
	}
	dip := course("AD", map[string]float64{"IL-6": 0.5, "TPO": 0.1})
	least := 0
	for i := range dip {
		if dip[i] < dip[least] {
			least = i
		}
	}
	if !(weeks[least] >= 2 && weeks[least] <= 6 && dip[least] < 0.8 && dip[len(dip)-1] > dip[least]+0.1) {
		t.Errorf("deep blockade of IL-6: %.3g at weeks %v", dip, weeks)
	}
	rise := course("RA", map[string]float64{"IL-6": 0.3, "TPO": 0.38})
	if !(rise[len(rise)-1] > 1.03) {
		t.Errorf("blockade of TPO: %.3g", rise)
	}
	clones := course("MF", map[string]float64{"TPO": 0.42, "IL-6": 0.4})
	if !(clones[len(clones)-1] < 0.9) {
		t.Errorf("clones: %.3g", clones)
	}
}

func TestStoppingTheDrugUndoesIt(t *testing.T) {
	m := build(t)
	p := Person{Setting: setting(t, "RA"), Blockade: blocked(map[string]float64{"IL-6": 0.5, "EPO": 0.3, "TPO": 0.2, "G-CSF": 0.2, "IL-15": 0.6}), Periods: []Period{{0, 12}}}
	c := run(t, m, []float64{0, 12, 24, 200}, p)[0]
	on := run(t, m, []float64{0, 12}, Person{Setting: p.Setting, Blockade: p.Blockade})[0]
	for lab, v := range c.Relative {
		if math.Abs(v[1]-on.Relative[lab][1]) > 1e-4 {
			t.Errorf("%s at week 12: %g with a later stop, %g without", lab, v[1], on.Relative[lab][1])
		}
		if math.Abs(v[3]-1) > 0.02 {
			t.Errorf("%s: %g long after stopping", lab, v[3])
		}
	}
	again := p
	again.Periods = []Period{{0, 12}, {24, math.Inf(1)}}
	if x := run(t, m, []float64{0, 24, 30}, again)[0].Relative["CRP"]; !(x[1] > 0.95 && x[2] < 0.6) {
		t.Errorf("CRP %.3g before and after the drug is taken again", x)
	}
}

// More of a drug never means less of its effects that are monotone, and a person with more exposure has more of them.
func TestMoreBlockadeMoreEffect(t *testing.T) {
	m := build(t, Chemistry, WhiteCells)
	var persons []Person
	for _, u := range []float64{0.1, 0.3, 0.5, 0.7} {
		persons = append(persons, Person{Setting: setting(t, "RA"), Blockade: blocked(map[string]float64{"IL-6": u, "G-CSF": u, "IL-15": u, "IL-7": u, "IFN-gamma": u})})
	}
	high := persons[1]
	high.Exposure = 0.5
	c := run(t, m, []float64{0, 12}, append(persons, high)...)
	for lab, sign := range map[string]float64{"CRP": -1, "LDL-C": 1, "HDL-C": 1, "CK": 1, "creatinine": 1, "neutrophils": -1, "NK cells": -1, "B cells": 1, "CXCL10": -1} {
		for i := 1; i < 4; i++ {
			if sign*(c[i].Relative[lab][1]-c[i-1].Relative[lab][1]) <= 0 {
				t.Errorf("%s: %g, then %g with more blocked", lab, c[i-1].Relative[lab][1], c[i].Relative[lab][1])
			}
		}
		if sign*(c[4].Relative[lab][1]-c[1].Relative[lab][1]) <= 0 {
			t.Errorf("%s does not follow exposure", lab)
		}
	}
}
