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
			plain := *e
			e.Tabulate()
			for x := -14.0; x < 14; x += 0.037 {
				c := math.Exp(x) * 100
				worst = max(worst, math.Abs(e.Inhibition(c, 1.3)-plain.Inhibition(c, 1.3)))
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
