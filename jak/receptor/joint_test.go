package receptor

import (
	"math"
	"testing"

	"jakstat/evidence"
	"jakstat/jak/binding"
)

// The parts of an error sum up to the error, for every molecule and read-out.
func TestErrorPartsSumUp(t *testing.T) {
	lib := evidence.Default()
	for _, name := range []string{"upadacitinib", "tofacitinib", "deucravacitinib", "fedratinib"} {
		m := molecule(t, name)
		for _, r := range Readouts(lib) {
			e, _ := m.Effects(lib, r)
			if e.Route == NoRoute {
				continue
			}
			if got := Spread(m.ErrorParts(r, e)); math.Abs(got-e.SD) > 1e-4*e.SD {
				t.Errorf("%s at %s: parts %.6f, SD %.6f", name, r.Label(), got, e.SD)
			}
		}
		for _, k := range binding.Kinases() {
			p, ok := m.Potency(k)
			if got := Spread(m.ConstantParts(k)); ok && math.Abs(got-p.LnSD) > 1e-4*p.LnSD {
				t.Errorf("%s on %s: parts %.6f, SD %.6f", name, k, got, p.LnSD)
			}
		}
	}
}

// What two drugs share at one receptor cancels when they are compared: the ratio is surer than independent errors would make it.
func TestSharedErrorsAreShared(t *testing.T) {
	lib := evidence.Default()
	a, b := molecule(t, "upadacitinib"), molecule(t, "fedratinib")
	r := FindReadouts(lib, "EPO")[0]
	sum := map[string]float64{}
	var apart float64
	for i, m := range []*Molecule{a, b} {
		e, _ := m.Effects(lib, r)
		apart += e.SD * e.SD
		for _, p := range m.ErrorParts(r, e) {
			sum[p.Name] += p.By * float64(1-2*i)
		}
	}
	together := 0.0
	for _, v := range sum {
		together += v * v
	}
	if !(together < 0.9*apart) {
		t.Errorf("variance of the ratio %.3f, with independent errors %.3f", together, apart)
	}
}
