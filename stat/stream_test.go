package stat

import (
	"math"
	"slices"
	"testing"

	"pgregory.net/rapid"
)

func TestCentralMomentsByDefinition(t *testing.T) {
	rapid.Check(t, func(r *rapid.T) {
		offset := rapid.SampledFrom([]float64{0, 1e3, -1e7}).Draw(r, "offset")
		x := rapid.SliceOfN(rapid.Float64Range(-10, 10), 4, 40).Draw(r, "x")
		var c CentralMoments
		for i := range x {
			x[i] += offset
			c.Add(x[i])
		}
		mean := Mean(x)
		m := [5]float64{}
		for _, v := range x {
			d := v - mean
			for k, p := 0, 1.0; k < 5; k, p = k+1, p*d {
				m[k] += p
			}
		}
		n := m[0]
		same := func(what string, got, want, scale float64) {
			if math.Abs(got-want) > 1e-8*(math.Abs(want)+scale) {
				r.Fatalf("%s = %v, not %v, of %v", what, got, want, x)
			}
		}
		same("mean", c.Mean(), mean, 1)
		same("variance", c.Var(), m[2]/(n-1), 1e-6)
		if m[2] > 1 {
			same("kurtosis", c.Kurtosis(), n*m[4]/(m[2]*m[2]), 1e-6)
		}
	})
}

// TestVarianceErrorOfNormalValues: the standard error of S²/σ² of normal values is √(2/(n−1)), and of a fair coin nearly 0.
func TestVarianceErrorOfNormalValues(t *testing.T) {
	var normal, coin CentralMoments
	for i := range 20_000 {
		u := (float64(i) + 0.5) / 20_000
		normal.Add(math.Sqrt2 * math.Erfinv(2*u-1))
		coin.Add(float64(i % 2))
	}
	near(t, "kurtosis", normal.Kurtosis(), 3, 0.01)
	near(t, "error", normal.VarSE(), math.Sqrt(2./19_999), 1e-4)
	near(t, "kurtosis of a coin", coin.Kurtosis(), 1, 1e-9)
	if se := coin.VarSE(); se > 1e-4 {
		t.Errorf("error of a coin's variance %v", se)
	}
	var none CentralMoments
	if !math.IsNaN(none.Mean()) || !math.IsNaN(none.Var()) || !math.IsNaN(none.Kurtosis()) {
		t.Error("no values have moments")
	}
}

func TestCovarianceByDefinition(t *testing.T) {
	rapid.Check(t, func(r *rapid.T) {
		n := rapid.IntRange(2, 30).Draw(r, "n")
		c := NewCovariance(3)
		rows := make([][]float64, n)
		for i := range rows {
			rows[i] = rapid.SliceOfN(rapid.Float64Range(-5, 5), 3, 3).Draw(r, "row")
			rows[i][2] += 1e6
			c.Add(rows[i])
		}
		for i := range 3 {
			for j := range 3 {
				var mi, mj, want float64
				for _, x := range rows {
					mi += x[i] / float64(n)
					mj += x[j] / float64(n)
				}
				for _, x := range rows {
					want += (x[i] - mi) * (x[j] - mj) / float64(n-1)
				}
				if math.Abs(c.Of(i, j)-want) > 1e-7*(1+math.Abs(want)) {
					r.Fatalf("covariance %d, %d: %v, not %v", i, j, c.Of(i, j), want)
				}
			}
		}
	})
}

// TestSketchIsExactForFewValues and independent of the order always.
func TestSketchIsExactForFewValues(t *testing.T) {
	rapid.Check(t, func(r *rapid.T) {
		x := rapid.SliceOfN(rapid.Float64Range(-100, 100), 1, 1000).Draw(r, "x")
		var s Sketch
		for _, v := range x {
			s.Add(v)
		}
		for _, p := range []float64{0, 0.05, 0.5, 0.77, 1} {
			if got, want := s.Quantile(p), Quantile(p, x); got != want {
				r.Fatalf("quantile %v of %v: %v, not %v", p, x, got, want)
			}
		}
	})
}

func TestSketchIsBoundedAndClose(t *testing.T) {
	const n = 50_000
	x := make([]float64, n)
	for i := range x {
		u := (float64(i) + 0.5) / n
		x[i] = math.Copysign(math.Exp(6*math.Abs(u-0.5)), u-0.5) // distinct, both signs
	}
	var up, down Sketch
	for i := range x {
		up.Add(x[i])
		down.Add(x[n-1-i])
	}
	if up.Exact() {
		t.Fatal("50000 distinct values are kept")
	}
	if len(up.values) > 5000 {
		t.Errorf("%d bins", len(up.values))
	}
	for _, p := range []float64{0, 0.05, 0.25, 0.6, 0.95, 1} {
		got, want := up.Quantile(p), Quantile(p, x)
		if math.Abs(got-want) > 1.5*accuracy*math.Abs(want) {
			t.Errorf("quantile %v: %v, not %v", p, got, want)
		}
		if other := down.Quantile(p); other != got {
			t.Errorf("quantile %v depends on the order: %v, %v", p, got, other)
		}
	}
	if !slices.Equal(up.values, down.values) {
		t.Error("the bins depend on the order")
	}
	up.Add(math.NaN())
	if !math.IsNaN(up.Quantile(0.5)) {
		t.Error("NaN is lost")
	}
}
