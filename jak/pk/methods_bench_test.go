package pk

import (
	"context"
	"testing"

	"jakstat/engine/dose"
	"jakstat/engine/ode"
	"jakstat/evidence"
	"jakstat/rng"
)

// BenchmarkMethods runs 48 virtual patients of every kind of shipped model over a day at steady state with each solver, at the
// tolerances of a comparison.
func BenchmarkMethods(b *testing.B) {
	for _, c := range []struct{ drug, model, dose string }{
		{"tofacitinib", "ra", "5 mg bid"},
		{"upadacitinib", "ra-er", "15 mg qd"},
		{"baricitinib", "ra", "4 mg qd"},
		{"filgotinib", "ra", "200 mg qd"},
		{"abrocitinib", "ad", "200 mg qd"},
		{"ritlecitinib", "aa", "50 mg qd"},
		{"fedratinib", "mf", "400 mg qd"},
		{"momelotinib", "mf", "200 mg qd"},
	} {
		d, err := Open(c.drug, evidence.Default())
		if err != nil {
			b.Fatal(err)
		}
		m, err := d.Find(c.model)
		if err != nil {
			b.Fatal(err)
		}
		reg, err := dose.ParseRegimen(c.dose)
		if err != nil {
			b.Fatal(err)
		}
		w, err := m.SteadyState(reg)
		if err != nil {
			b.Fatal(err)
		}
		s := Simulation{Events: w.Events, Times: w.Grid(0.2), Workers: 1, Options: ode.Options{RTol: 1e-5, ATol: []float64{1e-8}}}
		for i := range 48 {
			stream := rng.Key(1, uint64(i), rng.Name("bench"), 0)
			z := make([]float64, m.RandomEffects())
			stream.Normals(z, 0)
			s.Subjects = append(s.Subjects, Subject{Effects: z})
		}
		for _, method := range ode.Methods() {
			s.Method = method
			b.Run(c.drug+"/"+method.Name(), func(b *testing.B) {
				for b.Loop() {
					if _, err := m.Simulate(context.Background(), s); err != nil {
						b.Fatal(err)
					}
				}
			})
		}
	}
}
