package pk

import (
	"math"
	"testing"
)

// The terms of the active analytes add up to the equivalent concentration, in health and under conditions that move metabolites.
func TestTermsAddUpToEquivalents(t *testing.T) {
	for _, c := range []struct {
		drug, model, regimen, condition string
		terms                           int
	}{
		{"tofacitinib", "ra", "5 mg bid", "", 1},
		{"filgotinib", "ra", "200 mg qd", "renal severe", 2},
		{"abrocitinib", "ad", "200 mg qd", "CYP2C19 inhibitor", 3},
		{"abrocitinib", "ad", "100 mg qd", "", 3},
		{"deucravacitinib", "pso", "6 mg qd", "", 2},
		{"momelotinib", "", "200 mg qd", "", 2},
	} {
		m := open(t, c.drug, c.model)
		s := Subject{}
		if c.condition != "" {
			found, err := m.Drug.Condition(c.condition)
			if err != nil {
				t.Fatal(err)
			}
			s.Condition = &found
		}
		times, profiles := day(t, m, c.regimen, 1, s)
		terms := m.Terms(s.Condition)
		if len(terms) != c.terms {
			t.Errorf("%s: %d terms, want %d", c.drug, len(terms), c.terms)
		}
		course := map[string][]float64{}
		for i, name := range m.Courses() {
			symbol := "C"
			if i > 0 {
				symbol = metabolitePrefix(name) + "C"
			}
			course[symbol] = profiles[0].Mass[i]
		}
		for k := range times {
			sum := 0.0
			for _, x := range terms {
				sum += x.Weight * course[x.Course][k] / x.MolarMass.Value * 1000
			}
			if want := profiles[0].Equivalent[k]; !(math.Abs(sum-want) <= 1e-12*want) {
				t.Errorf("%s, %s: %g at %g h, want %g", c.drug, c.condition, sum, times[k], want)
				break
			}
		}
	}
}
