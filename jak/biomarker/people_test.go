package biomarker

import (
	"context"
	"math"
	"slices"
	"testing"

	"jakstat/evidence"
	"jakstat/stat"
)

func TestPeopleAreKeyedByNumber(t *testing.T) {
	m := build(t)
	pop := Population{Setting: setting(t, "RA"), Seed: 7}
	b := blocked(map[string]float64{"IL-6": 0.4, "EPO": 0.2})
	weeks := []float64{0, 4, 12}
	all, err := m.People(context.Background(), pop, b, nil, weeks, 0, 20)
	if err != nil {
		t.Fatal(err)
	}
	some, err := m.People(context.Background(), pop, b, nil, weeks, 13, 3)
	if err != nil {
		t.Fatal(err)
	}
	for i, c := range some {
		for lab, v := range c.Value {
			for k := range v {
				if math.Float64bits(v[k]) != math.Float64bits(all[13+i].Value[lab][k]) {
					t.Errorf("person %d, %s: %g alone, %g among others", 13+i, lab, v[k], all[13+i].Value[lab][k])
				}
			}
		}
	}
	if pop.Measured(3, "CRP", 4, 10) != pop.Measured(3, "CRP", 4, 10) || pop.Measured(3, "CRP", 4, 10) == pop.Measured(3, "CRP", 8, 10) {
		t.Error("a visit has its own variation, the same every time")
	}
}

func TestPeopleVaryAsStated(t *testing.T) {
	pop := Population{Setting: setting(t, "healthy"), Seed: 1}
	for _, lab := range []string{"platelets", "LDL-C", "CK"} {
		l, _ := FindLab(lab)
		var v []float64
		for i := range 2000 {
			v = append(v, pop.Individual(i).Setting.Baseline[lab])
		}
		if cv := stat.GeoCV(v); math.Abs(cv/l.between-1) > 0.1 && Entry(pop.Setting, lab) == 0 {
			t.Errorf("%s varies by %.3f between people, %.3f stated", lab, cv, l.between)
		}
		if m := stat.Median(v); math.Abs(m/pop.Setting.Baseline[lab]-1) > 0.05 {
			t.Errorf("median of %s is %g", lab, m)
		}
		if slices.Min(v) < Entry(pop.Setting, lab) {
			t.Errorf("%s: someone below the limit of entry", lab)
		}
	}
}

// The closed incidence is what virtual people show: same variation, many visits, someone counted once.
func TestIncidenceAgreesWithDrawnPeople(t *testing.T) {
	s := setting(t, "RA")
	e, err := ParseEvent("lymphocytes", "omeract 3")
	if err != nil {
		t.Fatal(err)
	}
	visits := Visits(48)
	relative := make([]float64, len(visits))
	for i := range relative {
		relative[i] = 0.85
	}
	want := Incidence(e, s, visits, relative, Entry(s, "lymphocytes"), Shipped().spread("lymphocytes"))
	pop := Population{Setting: s, Seed: 3}
	n, hits := 4000, 0
	for i := range n {
		b := pop.Individual(i).Setting.Baseline["lymphocytes"]
		share := []float64{0.5, 1, 1, 1.5}[i%4]
		worst := math.Inf(1)
		week := 0.0
		for k, v := range visits {
			for range int(v.Count) {
				week++
				worst = min(worst, pop.Measured(i, "lymphocytes", week, b*math.Pow(relative[k], share)))
			}
		}
		if worst < 1 && worst >= 0.5 {
			hits++
		}
	}
	in := stat.Wilson(hits, n, 0.999)
	if want < in.Low || want > in.High {
		t.Errorf("incidence %.4f, drawn %.4f to %.4f", want, in.Low, in.High)
	}
}

func TestEventsAndGrades(t *testing.T) {
	for text, want := range map[string]Event{
		"< 0.5":                {Worse: Criterion{Below: 0.5}},
		"drop 3 or < 7":        {Worse: Criterion{Below: 7, Drop: 3}},
		"confirmed ratio 1.33": {Worse: Criterion{Ratio: 1.33}, Confirmed: true},
		"omeract 4":            {Worse: Criterion{Below: 7, Drop: 2.95}},
		"ctcae 3-4":            {Worse: Criterion{Below: 8}},
	} {
		got, err := ParseEvent("hemoglobin", text)
		want.Lab = "hemoglobin"
		if err != nil || got != want {
			t.Errorf("%q: %+v, %v", text, got, err)
		}
	}
	for _, text := range []string{"", "omeract 5", "omeract 2-3", "ctcae", "< x", "below 3", "drop 3 and < 7"} {
		if _, err := ParseEvent("hemoglobin", text); err == nil {
			t.Errorf("%q is read", text)
		}
	}
	for _, c := range []struct {
		value, baseline float64
		want            int
	}{{12, 12.5, 0}, {12, 13, 1}, {10.9, 13, 3}, {9.9, 13, 4}, {7.5, 8, 3}, {6.9, 8, 4}} {
		if g, ok := Grade("omeract", "hemoglobin", c.value, c.baseline); !ok || g != c.want {
			t.Errorf("%g of %g: grade %d, want %d", c.value, c.baseline, g, c.want)
		}
	}
	if _, ok := Grade("omeract", "CRP", 5, 5); ok {
		t.Error("CRP has no grades")
	}
	// Worse limits are rarer.
	s := setting(t, "RA")
	visits := Visits(24)
	relative := make([]float64, len(visits))
	for i := range relative {
		relative[i] = 0.9
	}
	last := 1.0
	for grade := 1; grade <= 4; grade++ {
		c, _ := Limit("omeract", "neutrophils", grade)
		p := Incidence(Event{Lab: "neutrophils", Worse: c}, s, visits, relative, 0, 1)
		if !(p < last && p > 0) {
			t.Errorf("grade %d or worse in %.4f, the grade before in %.4f", grade, p, last)
		}
		last = p
	}
}

func TestRulesOfLabels(t *testing.T) {
	lib := evidence.Default()
	find := func(drug, region, indication string, a Action, lab string) []Rule {
		var out []Rule
		rules, _ := Rules(lib, drug, region, indication)
		for _, r := range rules {
			if r.Action == a && r.Lab == lab {
				out = append(out, r)
			}
		}
		return out
	}
	hb := find("tofacitinib", "FDA", "RA", Interrupt, "hemoglobin")
	if len(hb) != 1 || hb[0].Criterion != (Criterion{Below: 8, Drop: 2}) {
		t.Errorf("tofacitinib, haemoglobin: %+v", hb)
	}
	anc := find("tofacitinib", "FDA", "RA", Reduce, "neutrophils")
	if len(anc) != 1 || anc[0].Low != 0.5 || anc[0].Criterion.Below != 1 || !anc[0].Confirmed {
		t.Errorf("tofacitinib, neutrophils: %+v", anc)
	}
	if r := find("abrocitinib", "FDA", "AD", NoStart, "platelets"); len(r) != 1 || r[0].Criterion.Below != 150 {
		t.Errorf("abrocitinib, platelets: %+v", r)
	}
	if r := find("upadacitinib", "EMA", "RA", Interrupt, "lymphocytes"); len(r) != 1 || r[0].Criterion.Below != 0.5 {
		t.Errorf("upadacitinib, lymphocytes: %+v", r)
	}
	if r := find("peficitinib", "PMDA", "", NoStart, "neutrophils"); len(r) != 1 || r[0].Criterion.Below != 0.5 {
		t.Errorf("peficitinib: %+v", r)
	}
	// What is not read is not lost.
	if rules, rest := Rules(lib, "momelotinib", "FDA", ""); len(rules) != 1 || rest == "" {
		t.Errorf("momelotinib: %+v, %q", rules, rest)
	}
	for _, d := range lib.Doses {
		rules, rest := parseRules(d.LabInterruptionRules, d.ID)
		if d.LabInterruptionRules != "" && len(rules) == 0 && rest == "" {
			t.Errorf("%s: nothing is left of %q", d.ID, d.LabInterruptionRules)
		}
		for _, r := range rules {
			if r.Criterion == (Criterion{}) || r.Lab == "" {
				t.Errorf("%s: %+v", d.ID, r)
			}
		}
	}
}
