package receptor

import (
	"math"
	"testing"

	"jakstat/jak/binding"

	"pgregory.net/rapid"
)

func close9(a, b float64) bool { return a == b || math.Abs(a-b) <= 1e-9*math.Abs(b) }

func TestPairLimits(t *testing.T) {
	inf := math.Inf(1)
	gammaC, homo := Pair{binding.JAK1, []binding.Kinase{binding.JAK3}}, Pair{binding.JAK2, []binding.Kinase{binding.JAK2}}
	gp130, gcsf := Pair{binding.JAK1, []binding.Kinase{binding.JAK2, binding.TYK2}}, Pair{binding.JAK2, []binding.Kinase{binding.TYK2, binding.JAK1}}
	for _, c := range []struct {
		name string
		pair Pair
		ki   [binding.NumKinases]float64 // JAK1 JAK2 JAK3 TYK2
		want float64
	}{
		{"one kinase of two bound: its constant", gammaC, [binding.NumKinases]float64{7, inf, inf, inf}, 7},
		{"the other alone, as well", gammaC, [binding.NumKinases]float64{inf, inf, 7, inf}, 7},
		{"both alike: 1/(1+x)² = 1/2", gammaC, [binding.NumKinases]float64{7, inf, 7, inf}, 7 * (math.Sqrt2 - 1)},
		{"two of one kind", homo, [binding.NumKinases]float64{inf, 7, inf, inf}, 7 * (math.Sqrt2 - 1)},
		{"a thousandfold apart: the stronger rules", gammaC, [binding.NumKinases]float64{7, inf, 7000, inf}, 7 / 1.002}, // 1 + x + x/1000 = 2, nearly
		{"the shared place fails only with both", gp130, [binding.NumKinases]float64{inf, 7, inf, inf}, inf},
		{"the shared place, both alike: (x/(1+x))² = 1/2", gp130, [binding.NumKinases]float64{inf, 7, inf, 7}, 7 / (math.Sqrt2 - 1)},
		{"JAK1 alone at gp130", gp130, [binding.NumKinases]float64{7, inf, inf, inf}, 7},
		{"TYK2 alone at the G-CSF receptor", gcsf, [binding.NumKinases]float64{inf, inf, inf, 7}, inf},
		{"nothing bound", gammaC, [binding.NumKinases]float64{inf, inf, inf, inf}, inf},
	} {
		t.Run(c.name, func(t *testing.T) {
			got := c.pair.IC50(&c.ki)
			if math.IsInf(c.want, 1) != math.IsInf(got, 1) || !math.IsInf(got, 1) && math.Abs(got-c.want) > 2e-6*c.want {
				t.Errorf("IC50 %g, want %g", got, c.want)
			}
		})
	}
	for pair, want := range map[string]Pair{"JAK1/JAK3": gammaC, "JAK2/JAK2": homo, "JAK1/JAK2|TYK2": gp130, "JAK2/TYK2|JAK1": gcsf} {
		if want.String() != pair {
			t.Errorf("%v prints as %s", want, want.String())
		}
	}
}

// Inhibition lies in 0..1, rises with concentration and with affinity, is one half at the IC50, and scales with the constants.
func TestPairProperties(t *testing.T) {
	pairs := []Pair{{binding.JAK1, []binding.Kinase{binding.JAK3}}, {binding.JAK2, []binding.Kinase{binding.JAK2}}, {binding.JAK1, []binding.Kinase{binding.JAK2, binding.TYK2}}, {binding.JAK1, []binding.Kinase{binding.TYK2}}, {binding.JAK2, []binding.Kinase{binding.TYK2, binding.JAK1}}}
	rapid.Check(t, func(t *rapid.T) {
		p := pairs[rapid.IntRange(0, len(pairs)-1).Draw(t, "pair")]
		var ki, tighter [binding.NumKinases]float64
		for k := range ki {
			ki[k] = math.Exp(rapid.Float64Range(-4, 11).Draw(t, "ln ki"))
			tighter[k] = ki[k] * rapid.Float64Range(0.1, 1).Draw(t, "tighter")
		}
		c := math.Exp(rapid.Float64Range(-8, 14).Draw(t, "ln c"))
		e := p.Inhibition(c, &ki)
		switch {
		case !(e >= 0 && e <= 1):
			t.Fatalf("inhibition %g", e)
		case p.Inhibition(2*c, &ki) < e:
			t.Fatal("more drug, less inhibition")
		case p.Inhibition(c, &tighter) < e-1e-12:
			t.Fatal("tighter binding, less inhibition")
		case p.Inhibition(0, &ki) != 0:
			t.Fatal("inhibition without drug")
		}
		half := p.IC50(&ki)
		if math.Abs(p.Inhibition(half, &ki)-0.5) > 1e-9 {
			t.Fatalf("at the IC50 %g inhibition is %g", half, p.Inhibition(half, &ki))
		}
		double := ki
		for k := range double {
			double[k] *= 2
		}
		if !close9(p.IC50(&double), 2*half) {
			t.Fatal("twice the constants must be twice the IC50")
		}
	})
}
