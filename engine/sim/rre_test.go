package sim

import (
	"math"
	"testing"
)

// A chain of two compartments dosed at intervals is a linear map y → A y + b; the fixed point is known by solving (I − A) y = b.
func TestExtrapolateIsExactForLinearMaps(t *testing.T) {
	a := [3][3]float64{{0.05, 0, 0}, {0.6, 0.93, 0.02}, {0.1, 0.05, 0.995}}
	b := [3]float64{1, 0.2, 0}
	step := func(y []float64) []float64 {
		out := make([]float64, 3)
		for i := range 3 {
			out[i] = b[i]
			for j := range 3 {
				out[i] += a[i][j] * y[j]
			}
		}
		return out
	}
	seq := [][]float64{{0, 0, 0}}
	for range 4 {
		seq = append(seq, step(seq[len(seq)-1]))
	}
	fixed, ok := extrapolate(seq, []float64{1, 1, 1})
	if !ok {
		t.Fatal("no fixed point")
	}
	again := step(fixed)
	for i := range fixed {
		if math.Abs(again[i]-fixed[i]) > 1e-9*math.Abs(fixed[i]) {
			t.Errorf("component %d: Φ(y)=%g, y=%g", i, again[i], fixed[i])
		}
	}
	if plain := step(step(seq[4])); math.Abs(plain[2]-fixed[2]) < 0.1*fixed[2] {
		t.Error("the test case converges by itself and proves nothing")
	}
}

func TestExtrapolateSurvivesRankDeficiency(t *testing.T) {
	// The second component is dead and the third mirrors the first.
	seq := [][]float64{{0, 0, 0}, {1, 0, 2}, {1.5, 0, 3}, {1.75, 0, 3.5}, {1.875, 0, 3.75}}
	fixed, ok := extrapolate(seq, []float64{1, 1, 1})
	if !ok || math.Abs(fixed[0]-2) > 1e-9 || fixed[1] != 0 || math.Abs(fixed[2]-4) > 1e-9 {
		t.Errorf("got %v, %v; want [2 0 4]", fixed, ok)
	}
	if _, ok := extrapolate([][]float64{{1}, {1}, {1}}, []float64{1}); ok {
		t.Error("a constant sequence carries no direction and must be reported as such")
	}
}
