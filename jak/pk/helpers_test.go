package pk

import (
	"context"
	"math"
	"testing"

	"jakstat/engine/dose"
	"jakstat/engine/ode"
	"jakstat/evidence"
	"jakstat/unit"
)

func open(t testing.TB, drug, model string) *Model {
	t.Helper()
	d, err := Open(drug, evidence.Default())
	if err != nil {
		t.Fatal(err)
	}
	m, err := d.Find(model)
	if err != nil {
		t.Fatal(err)
	}
	return m
}

// day simulates subjects over a day at steady state, on a fine grid.
func day(t testing.TB, m *Model, regimen string, workers int, subjects ...Subject) (times []float64, profiles []Profile) {
	t.Helper()
	reg, err := dose.ParseRegimen(regimen)
	if err != nil {
		t.Fatal(err)
	}
	w, err := m.SteadyState(reg)
	if err != nil {
		t.Fatal(err)
	}
	given := append([]Subject(nil), subjects...)
	for i := range given {
		c := map[string]unit.Quantity{}
		for k, v := range given[i].Covariates {
			c[k] = v
		}
		if m.Uses("daily_dose") {
			c["daily_dose"] = DailyDose(reg)
		}
		given[i].Covariates = c
	}
	times = w.Grid(0.02)
	profiles, err = m.Simulate(context.Background(), Simulation{
		Events: w.Events, Times: times, Subjects: given, Workers: workers, Options: ode.Options{RTol: 1e-8, ATol: []float64{1e-11}},
	})
	if err != nil {
		t.Fatal(err)
	}
	return times, profiles
}

// exposures are those of one subject, by analyte.
func exposures(t testing.TB, m *Model, regimen string, s Subject) []Exposure {
	t.Helper()
	times, p := day(t, m, regimen, 1, s)
	var out []Exposure
	for _, mass := range p[0].Mass {
		out = append(out, Expose(times, mass))
	}
	return out
}

func within(t *testing.T, what string, got, want, rel float64) {
	t.Helper()
	if !(math.Abs(got-want) <= rel*math.Abs(want)) {
		t.Errorf("%s is %.6g, want %.6g within %g %%", what, got, want, 100*rel)
	}
}
