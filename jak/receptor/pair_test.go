package receptor

import (
	"math"
	"testing"

	"jakstat/jak/binding"

	"pgregory.net/rapid"
)

// ic50 is the concentration that halves the signal, +Inf where none does.
func ic50(p Pair, ki [binding.NumKinases]float64) float64 {
	if !p.Halves(&ki) {
		return math.Inf(1)
	}
	var ln [binding.NumKinases]float64
	for k := range ln {
		ln[k] = min(math.Log(ki[k]), unbound)
	}
	x, _, _, _, _ := Product.Half(p, &ln, Shape{})
	return math.Exp(x)
}

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
			got := ic50(c.pair, c.ki)
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
		e := p.Inhibition(c, &ki, 1)
		switch {
		case !(e >= 0 && e <= 1):
			t.Fatalf("inhibition %g", e)
		case p.Inhibition(2*c, &ki, 1) < e:
			t.Fatal("more drug, less inhibition")
		case p.Inhibition(c, &tighter, 1) < e-1e-12:
			t.Fatal("tighter binding, less inhibition")
		case p.Inhibition(0, &ki, 1) != 0:
			t.Fatal("inhibition without drug")
		}
		half := ic50(p, ki)
		if math.Abs(p.Inhibition(half, &ki, 1)-0.5) > 1e-9 {
			t.Fatalf("at the IC50 %g inhibition is %g", half, p.Inhibition(half, &ki, 1))
		}
		double := ki
		for k := range double {
			double[k] *= 2
		}
		if math.Abs(ic50(p, double)/(2*half)-1) > 1e-9 {
			t.Fatal("twice the constants must be twice the IC50")
		}
	})
}

// The exponent: a place counted twice is the place with an exponent of two, and nothing else moves.
func TestExponentOfTheSecondPlace(t *testing.T) {
	ki := [binding.NumKinases]float64{10, 40, 5, 80}
	p := Pair{binding.JAK1, []binding.Kinase{binding.JAK3}}
	for _, c := range []float64{0, 0.1, 3, 50, 4000} {
		a, b := binding.Active(c, 10), binding.Active(c, 5)
		if got, want := 1-p.Inhibition(c, &ki, 2), a*b*b; math.Abs(got-want) > 1e-12 {
			t.Errorf("at %g nM the signal is %g, want %g", c, got, want)
		}
		active := [binding.NumKinases]float64{a, 0, b, 0}
		if got := p.Signal(&active, 2); math.Abs(got-a*b*b) > 1e-12 {
			t.Errorf("at %g nM Signal is %g, want %g", c, got, a*b*b)
		}
	}
}

// The reserve: E = (1+τ)S/(1+τS) by hand, half where S = 1/(2+τ).
func TestReserveByHand(t *testing.T) {
	for _, tau := range []float64{0, 0.5, 4, 100} {
		for _, s := range []float64{0, 0.1, 0.5, 1} {
			want := 1 - (1+tau)*s/(1+tau*s)
			if got := throughReserve(1-s, tau); math.Abs(got-want) > 1e-12 {
				t.Errorf("τ %g, S %g: %g, want %g", tau, s, got, want)
			}
		}
		if got := throughReserve(1-1/(2+tau), tau); math.Abs(got-0.5) > 1e-12 {
			t.Errorf("τ %g: at S = 1/(2+τ) %g is inhibited", tau, got)
		}
	}
}
