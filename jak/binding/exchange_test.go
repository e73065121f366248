package binding

import (
	"math"
	"slices"
	"testing"
)

// relax integrates dO/dt = koff·(u·(1 − O) − O) by small implicit steps of second order, u linear between grid points.
func relax(koff, o float64, t, u []float64, periods int) []float64 {
	const steps = 400
	out := make([]float64, len(t))
	for range periods {
		for i := range t {
			out[i] = o
			if i+1 == len(t) {
				break
			}
			h := (t[i+1] - t[i]) / steps
			for s := range steps {
				a := u[i] + (u[i+1]-u[i])*float64(s)/steps
				b := u[i] + (u[i+1]-u[i])*float64(s+1)/steps
				o = (o + h/2*koff*(a*(1-o)-o+b)) / (1 + h/2*koff*(1+b))
			}
		}
	}
	return out
}

func TestExchangeAgainstTheDifferentialEquation(t *testing.T) {
	for _, koff := range []float64{0.02, 0.3, 3, 100} {
		for _, strength := range []float64{0.05, 5, 200} {
			var times, us []float64
			for x := 0.0; x < 24.1; x += 0.4 {
				times, us = append(times, x), append(us, strength*(math.Exp(-0.2*x)-math.Exp(-1.5*x)+0.01))
			}
			got := make([]float64, len(times))
			compare := func(what string, want []float64) {
				t.Helper()
				for i := range got {
					if !(math.Abs(got[i]-want[i]) < 1.5e-3) {
						t.Errorf("koff %g, u to %g, %s, %g h: %.6f, want %.6f", koff, strength, what, times[i], got[i], want[i])
						break
					}
				}
			}
			Exchange{koff}.From(0.3, times, us, got)
			compare("from 0.3", relax(koff, 0.3, times, us, 1))
			Exchange{koff}.Periodic(times, slices.Clone(us), got)
			compare("periodic", relax(koff, 0, times, us, 3+int(10/(koff*24))))
			if math.Abs(got[0]-got[len(got)-1]) > 1e-12 {
				t.Errorf("koff %g: %g at the start, %g at the end of a period", koff, got[0], got[len(got)-1])
			}
		}
	}
}

// Binding that is fast against the grid is at equilibrium on its points, a constant concentration leads there at koff·(1 + u), and
// without drug occupancy decays at koff: the closed forms of the equation.
func TestExchangeInItsLimits(t *testing.T) {
	times, us := []float64{0, 0.5, 1.7, 4}, []float64{0.1, 3, 3, 0.02}
	got := make([]float64, 4)
	Exchange{1e9}.Periodic(times, slices.Clone(us), got)
	for i := 1; i < 4; i++ {
		if want := us[i] / (1 + us[i]); math.Abs(got[i]-want) > 1e-8 {
			t.Errorf("fast: %g at %g h, at equilibrium %g", got[i], times[i], want)
		}
	}
	for _, u := range []float64{0, 0.5, 40} {
		Exchange{0.7}.From(0.9, times, []float64{u, u, u, u}, got)
		for i, x := range times {
			q := u / (1 + u)
			if want := q + (0.9-q)*math.Exp(-0.7*(1+u)*x); math.Abs(got[i]-want) > 1e-12 {
				t.Errorf("constant u = %g: %g at %g h, want %g", u, got[i], x, want)
			}
		}
	}
	Exchange{1e-300}.Periodic(times, slices.Clone(us), got)
	for _, o := range got {
		if !(o >= 0 && o <= 1) {
			t.Errorf("a rate of nothing gives %v", got)
		}
	}
}
