package binding

import (
	"math"
	"testing"

	"pgregory.net/rapid"
)

func close9(a, b float64) bool { return a == b || math.Abs(a-b) <= 1e-9*math.Abs(b) }

func TestChengPrusoffRoundTrip(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		ki := math.Exp(rapid.Float64Range(-5, 12).Draw(t, "ln ki"))
		km := math.Exp(rapid.Float64Range(-7, 1).Draw(t, "ln km"))
		atp := rapid.Float64Range(0, 5).Draw(t, "atp")
		if got := KiFromIC50(KiApp(ki, atp, km), atp, km); !close9(got, ki) {
			t.Fatalf("%g comes back as %g", ki, got)
		}
	})
	for _, c := range []struct{ ki, atp, km, want float64 }{
		{10, 0, 0.04, 10},       // no ATP, no competition
		{10, 0.04, 0.04, 20},    // at Km the constant doubles
		{10, 1, 0.04, 260},      // 1 + 25
		{1.7, 1, 0.0025, 681.7}, // 1 + 400
	} {
		if got := KiApp(c.ki, c.atp, c.km); !close9(got, c.want) {
			t.Errorf("KiApp(%g, %g, %g) = %g, want %g", c.ki, c.atp, c.km, got, c.want)
		}
	}
}

func TestSigmoidAndActive(t *testing.T) {
	for _, c := range []struct{ u, h, want float64 }{{0, 1, 0}, {0, 2, 0}, {1, 1, 0.5}, {1, 3.7, 0.5}, {3, 1, 0.75}, {3, 2, 0.9}, {-1, 1, 0}, {math.NaN(), 1, 0}, {1e9, 1, 1e9 / (1 + 1e9)}} {
		if got := Sigmoid(c.u, c.h); math.Abs(got-c.want) > 1e-12 {
			t.Errorf("Sigmoid(%g, %g) = %g, want %g", c.u, c.h, got, c.want)
		}
	}
	for _, c := range []struct{ cu, ki, want float64 }{{0, 5, 1}, {5, 5, 0.5}, {15, 5, 0.25}, {15, math.Inf(1), 1}} {
		if got := Active(c.cu, c.ki); math.Abs(got-c.want) > 1e-15 {
			t.Errorf("Active(%g, %g) = %g, want %g", c.cu, c.ki, got, c.want)
		}
	}
}
