package binding

import (
	"math"
	"testing"
)

// brute integrates dE/dt = kdeg(1 − E) − k·C(t)·E by small fourth-order steps, C linear between grid points.
func brute(v Covalent, e float64, t, c []float64, periods int) []float64 {
	const steps = 400
	out := make([]float64, len(t))
	for range periods {
		for i := range t {
			out[i] = e
			if i+1 == len(t) {
				break
			}
			h := (t[i+1] - t[i]) / steps
			f := func(x, e float64) float64 { return v.KDeg*(1-e) - v.KInact*(c[i]+(c[i+1]-c[i])*x)*e }
			for s := range steps {
				x := float64(s) / steps
				k1 := f(x, e)
				k2 := f(x+0.5/steps, e+h/2*k1)
				k3 := f(x+0.5/steps, e+h/2*k2)
				k4 := f(x+1.0/steps, e+h*k3)
				e += h / 6 * (k1 + 2*k2 + 2*k3 + k4)
			}
		}
	}
	return out
}

// oral is a course like ritlecitinib's: a sharp peak and a half-life of about 2 h.
func oral(step float64) (t, c []float64) {
	n := int(math.Round(24 / step))
	for i := range n + 1 {
		x := float64(i) * step
		t = append(t, x)
		c = append(c, 1900*(math.Exp(-0.35*x)-math.Exp(-3*x)))
	}
	return t, c
}

func TestCovalentAgainstTheDifferentialEquation(t *testing.T) {
	v := CovalentFromIC50(122, 1, 303.0/60)
	for _, c := range []struct{ step, tolerance float64 }{{0.2, 0.004}, {0.05, 3e-4}} {
		times, conc := oral(c.step)
		got, want := make([]float64, len(times)), brute(v, 1, times, conc, 8)
		v.Periodic(times, conc, got)
		first, wantFirst := make([]float64, len(times)), brute(v, 1, times, conc, 1)
		v.From(1, times, conc, first)
		for i := range times {
			if math.Abs(got[i]-want[i]) > c.tolerance {
				t.Errorf("step %g, periodic, %g h: %.6f, want %.6f", c.step, times[i], got[i], want[i])
				break
			}
			if math.Abs(first[i]-wantFirst[i]) > c.tolerance {
				t.Errorf("step %g, first day, %g h: %.6f, want %.6f", c.step, times[i], first[i], wantFirst[i])
				break
			}
		}
		if math.Abs(got[0]-got[len(got)-1]) > 1e-12 {
			t.Errorf("the periodic course begins at %g and ends at %g", got[0], got[len(got)-1])
		}
	}
}

func TestCovalentLimits(t *testing.T) {
	v := Covalent{KInact: 0.005, KDeg: 0.2}
	times, _ := oral(0.5)
	constant := func(c float64) []float64 {
		out := make([]float64, len(times))
		for i := range out {
			out[i] = c
		}
		return out
	}
	active := make([]float64, len(times))
	for _, c := range []struct{ conc, want float64 }{{0, 1}, {40, 0.5}, {1000, 0.2 / 5.2}} { // kdeg/(kdeg + k·C)
		v.Periodic(times, constant(c.conc), active)
		for i := range active {
			if math.Abs(active[i]-c.want) > 1e-12 {
				t.Fatalf("at a constant %g nM %g of the enzyme is active, want %g", c.conc, active[i], c.want)
			}
		}
	}
	v.From(0, times, constant(0), active)
	if want := 1 - math.Exp(-0.2*24); math.Abs(active[len(active)-1]-want) > 1e-12 {
		t.Errorf("after a day without drug %g of the enzyme is back, want %g", active[len(active)-1], want)
	}
	for _, hours := range []float64{0.5, 1, 4} {
		w := CovalentFromIC50(100, hours, 1e9)
		one := []float64{0, 0}
		w.From(1, []float64{0, hours}, []float64{100, 100}, one)
		if math.Abs(one[1]-0.5) > 1e-6 {
			t.Errorf("after %g h at the IC50 %g is left, want one half", hours, one[1])
		}
	}
}
