package receptor

import (
	"math"
	"testing"

	"jakstat/evidence"
)

// A tabulated effect is the effect, to 1e-4, inside the table and outside.
func TestTabulatedEffects(t *testing.T) {
	lib := evidence.Default()
	worst := 0.0
	for _, name := range []string{"tofacitinib", "upadacitinib", "filgotinib", "ruxolitinib", "deucravacitinib", "fedratinib"} {
		m := molecule(t, name)
		for _, r := range Readouts(lib) {
			e := m.mechanism(r)
			if e == nil {
				continue
			}
			var c, ln, exact []float64
			for x := -14.0; x < 14; x += 0.037 {
				c, ln = append(c, math.Exp(x)*100), append(ln, x+math.Log(100))
				exact = append(exact, e.Inhibition(c[len(c)-1], 1.3))
			}
			c, ln, exact = append(c, 0), append(ln, math.Inf(-1)), append(exact, 0)
			plain, fast := make([]float64, len(c)), make([]float64, len(c))
			e.Along(c, ln, 1.3, plain)
			e.Tabulate()
			e.Along(c, ln, 1.3, fast)
			for i := range c {
				if plain[i] != exact[i] {
					t.Fatalf("%s at %s: %g along a course, %g alone", name, r.Label(), plain[i], exact[i])
				}
				worst = max(worst, math.Abs(fast[i]-exact[i]))
			}
			if e.Inhibition(0, 1) != 0 {
				t.Errorf("%s at %s inhibits without drug", name, r.Label())
			}
		}
	}
	if worst == 0 || worst > 1e-4 {
		t.Errorf("the table errs by %.2g", worst)
	}
}
