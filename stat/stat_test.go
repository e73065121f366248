package stat

import (
	"math"
	"math/big"
	"math/rand/v2"
	"testing"

	"gonum.org/v1/gonum/stat/distuv"
	"pgregory.net/rapid"
)

func near(t *testing.T, what string, got, want, tolerance float64) {
	t.Helper()
	if !(math.Abs(got-want) <= tolerance*(1+math.Abs(want))) {
		t.Errorf("%s is %.15g, want %.15g", what, got, want)
	}
}

// anyFloat draws over the whole range of exponents, both signs.
func anyFloat() *rapid.Generator[float64] {
	return rapid.Custom(func(t *rapid.T) float64 {
		m := rapid.Float64Range(-2, 2).Draw(t, "mantissa")
		return math.Ldexp(m, rapid.IntRange(-1070, 1015).Draw(t, "exponent"))
	})
}

// bigSum adds with enough bits to be exact.
func bigSum(terms ...*big.Float) *big.Float {
	sum := new(big.Float).SetPrec(8000)
	for _, x := range terms {
		sum.Add(sum, x)
	}
	return sum
}

func exactly(x float64) *big.Float { return new(big.Float).SetPrec(8000).SetFloat64(x) }

func TestExactSumAgainstBigFloat(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		x := rapid.SliceOfN(anyFloat(), 0, 40).Draw(t, "x")
		w := rapid.SliceOfN(anyFloat(), len(x), len(x)).Draw(t, "w")
		var s, p ExactSum
		var sums, products []*big.Float
		for i, v := range x {
			s.Add(v)
			sums = append(sums, exactly(v))
			if math.IsInf(w[i]*v, 0) {
				continue
			}
			p.AddProduct(w[i], v)
			p.AddSquare(math.Sqrt(math.Abs(v)))
			r := exactly(math.Sqrt(math.Abs(v)))
			products = append(products, new(big.Float).SetPrec(8000).Mul(exactly(w[i]), exactly(v)), new(big.Float).SetPrec(8000).Mul(r, r))
		}
		want, _ := bigSum(sums...).Float64()
		if got := s.Value(); got != want {
			t.Fatalf("sum %g, want %g", got, want)
		}
		want, _ = bigSum(products...).Float64()
		if got := p.Value(); got != want {
			t.Fatalf("products %g, want %g", got, want)
		}
	})
}

// Any order and any grouping give the same bits.
func TestMergeDoesNotDependOnOrder(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		x := rapid.SliceOfN(rapid.OneOf(anyFloat(), rapid.Float64Range(-100, 100)), 2, 60).Draw(t, "x")
		whole := moments(x)
		r := rand.New(rand.NewPCG(rapid.Uint64().Draw(t, "order"), 0))
		parts := make([]Moments, 5)
		for _, i := range r.Perm(len(x)) {
			parts[r.IntN(len(parts))].Add(x[i])
		}
		var all Moments
		for _, i := range r.Perm(len(parts)) {
			all.Merge(&parts[i])
		}
		for what, pair := range map[string][2]float64{
			"mean": {whole.Mean(), all.Mean()}, "var": {whole.Var(), all.Var()}, "sum": {whole.Sum(), all.Sum()}, "min": {whole.Min(), all.Min()}, "max": {whole.Max(), all.Max()},
		} {
			if math.Float64bits(pair[0]) != math.Float64bits(pair[1]) {
				t.Fatalf("%s: %g and %g", what, pair[0], pair[1])
			}
		}
		if all.N() != len(x) {
			t.Fatalf("%d values of %d", all.N(), len(x))
		}
	})
}

func TestExactSumHoldsWhatOthersLose(t *testing.T) {
	var s ExactSum
	for _, x := range []float64{1e308, 1e308, 1, 5e-324, -1e308, -1e308} {
		s.Add(x)
	}
	if s.Value() != 1 {
		t.Errorf("1e308 + 1e308 + 1 + 5e-324 − 2e308 = %g", s.Value())
	}
	s.Add(-1)
	if s.Value() != 5e-324 {
		t.Errorf("the denormal is lost: %g", s.Value())
	}
	s.Add(math.Inf(1))
	if !math.IsInf(s.Value(), 1) {
		t.Error("+Inf is lost")
	}
	s.Add(math.Inf(-1))
	if !math.IsNaN(s.Value()) {
		t.Error("Inf − Inf is not NaN")
	}
	var many ExactSum
	many.pending = maxPending - 2 // carries settle in the middle
	for range 5 {
		many.Add(-math.MaxFloat64)
		many.Add(math.MaxFloat64)
		many.Add(0.1)
	}
	var five ExactSum
	for range 5 {
		five.Add(0.1)
	}
	if many.Value() != five.Value() {
		t.Errorf("settling changes the sum: %g", many.Value())
	}
}

// NIST StRD, univariate summary statistics, certified values: NumAcc3 and NumAcc4 defeat the textbook
// formula, Michelson and Lew are ordinary data (https://www.itl.nist.gov/div898/strd/univ/homepage.html). Input
// such as 10000000.1 is itself rounded, which limits the agreement.
func TestNISTNumAcc(t *testing.T) {
	for _, c := range []struct {
		base      float64
		tolerance float64
	}{{1000000, 1e-9}, {10000000, 1e-7}} {
		x := []float64{c.base + 0.2}
		for range 500 {
			x = append(x, c.base+0.1, c.base+0.3)
		}
		near(t, "mean", Mean(x), c.base+0.2, 1e-16)
		near(t, "sd", SD(x), 0.1, c.tolerance)
	}
	x := []float64{10000001, 10000003, 10000002} // NumAcc1
	if Mean(x) != 10000002 || SD(x) != 1 {
		t.Errorf("NumAcc1: %g %g", Mean(x), SD(x))
	}
}

func TestSummaries(t *testing.T) {
	ten := []float64{10, 9, 8, 7, 6, 5, 4, 3, 2, 1}
	// R: quantile(1:10, c(0, .1, .25, .5, .9, 1))
	for i, want := range []float64{1, 1.9, 3.25, 5.5, 9.1, 10} {
		near(t, "quantile", Quantiles(ten, 0, .1, .25, .5, .9, 1)[i], want, 1e-15)
	}
	if ten[0] != 10 {
		t.Error("Quantiles reorders its argument")
	}
	near(t, "median", Median([]float64{3, 1, 2}), 2, 0)
	near(t, "geometric mean", GeoMean([]float64{1, 10, 100}), 10, 1e-15)
	near(t, "geometric SD", GeoSD([]float64{1, 10, 100}), 10, 1e-14)
	// ln 10 as SD of logarithms: √(exp(5.3019) − 1).
	near(t, "geometric CV", GeoCV([]float64{1, 10, 100}), math.Sqrt(math.Exp(math.Ln10*math.Ln10)-1), 1e-13)
	near(t, "CV of omega 0.3", GeoCVFromSD(0.3), 0.30688, 1e-5)
	near(t, "omega back", GeoSDFromCV(GeoCVFromSD(0.3)), 0.3, 1e-15)
	d := Describe(ten)
	if d.N != 10 || d.Mean != 5.5 || d.Min != 1 || d.Max != 10 || d.P25 != 3.25 || d.P75 != 7.75 {
		t.Errorf("Describe: %+v", d)
	}
	near(t, "sd of 1..10", d.SD, 3.0276503540974917, 1e-15)
	for what, v := range map[string]float64{
		"mean of nothing": Mean(nil), "sd of one": SD([]float64{1}), "median of nothing": Median(nil), "geometric mean with 0": GeoMean([]float64{0, 1}),
		"quantile with NaN": Median([]float64{1, math.NaN(), 2}), "mean with NaN": Mean([]float64{1, math.NaN()}), "sd with Inf": SD([]float64{1, math.Inf(1)}),
	} {
		if !math.IsNaN(v) {
			t.Errorf("%s is %g", what, v)
		}
	}
}

func TestQuantileLaws(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		x := rapid.SliceOfN(rapid.Float64Range(-1e6, 1e6), 1, 50).Draw(t, "x")
		p, q := rapid.Float64Range(0, 1).Draw(t, "p"), rapid.Float64Range(0, 1).Draw(t, "q")
		lo, hi := Quantile(min(p, q), x), Quantile(max(p, q), x)
		if lo > hi+1e-9 {
			t.Fatalf("quantiles cross: %g > %g", lo, hi)
		}
		neg := make([]float64, len(x))
		for i, v := range x {
			neg[i] = -v
		}
		if math.Abs(Quantile(p, x)+Quantile(1-p, neg)) > 1e-6 {
			t.Fatalf("reflection: %g and %g", Quantile(p, x), Quantile(1-p, neg))
		}
	})
}

// A weight of k is k copies.
func TestWeightsAreCopies(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		x := rapid.SliceOfN(rapid.Float64Range(0.1, 100), 2, 10).Draw(t, "x")
		w := make([]float64, len(x))
		var copies []float64
		for i := range x {
			k := rapid.IntRange(1, 4).Draw(t, "copies")
			w[i] = float64(k)
			for range k {
				copies = append(copies, x[i])
			}
		}
		for what, pair := range map[string][2]float64{
			"mean": {WeightedMean(x, w), Mean(copies)}, "sd": {WeightedSD(x, w), SD(copies)}, "geometric mean": {WeightedGeoMean(x, w), GeoMean(copies)},
		} {
			if math.Abs(pair[0]-pair[1]) > 1e-7*(1+pair[1]) {
				t.Fatalf("%s: %g and %g", what, pair[0], pair[1])
			}
		}
		ones := make([]float64, len(copies))
		for i := range ones {
			ones[i] = 1
		}
		for _, p := range []float64{0.1, 0.5, 0.77} {
			if a, b := WeightedQuantile(p, x, w), WeightedQuantile(p, copies, ones); a != b {
				t.Fatalf("quantile %g: %g and %g", p, a, b)
			}
		}
	})
}

// Newcombe 1998, Stat Med 17:857, table I, methods 3 (score) and 5 (exact), printed to four places.
func TestProportionsOfNewcombe(t *testing.T) {
	for _, c := range []struct {
		k, n                     int
		wLow, wHigh, cLow, cHigh float64
	}{
		{81, 263, 0.2553, 0.3662, 0.2527, 0.3676},
		{15, 148, 0.0624, 0.1605, 0.0578, 0.1617},
		{0, 20, 0, 0.1611, 0, 0.1684},
		{1, 29, 0.0061, 0.1718, 0.0009, 0.1776},
	} {
		w, e := Wilson(c.k, c.n, 0.95), ClopperPearson(c.k, c.n, 0.95)
		for i, pair := range [][2]float64{{w.Low, c.wLow}, {w.High, c.wHigh}, {e.Low, c.cLow}, {e.High, c.cHigh}} {
			if math.Abs(pair[0]-pair[1]) > 5.1e-5 {
				t.Errorf("%d/%d bound %d: %.5f, printed %.4f", c.k, c.n, i, pair[0], pair[1])
			}
		}
		mirror := Wilson(c.n-c.k, c.n, 0.95)
		near(t, "mirrored bound", 1-mirror.High, w.Low, 1e-14)
	}
}

// The exact intervals have by definition tail probabilities of (1 − level)/2 at their ends.
func TestExactIntervalsByDefinition(t *testing.T) {
	for _, k := range []int{1, 3, 40, 99} {
		i := ClopperPearson(k, 100, 0.9)
		near(t, "upper tail at the lower end", 1-distuv.Binomial{N: 100, P: i.Low}.CDF(float64(k-1)), 0.05, 1e-9)
		near(t, "lower tail at the upper end", distuv.Binomial{N: 100, P: i.High}.CDF(float64(k)), 0.05, 1e-9)
		p := Poisson(k, 0.9)
		near(t, "Poisson upper tail", 1-distuv.Poisson{Lambda: p.Low}.CDF(float64(k-1)), 0.05, 1e-9)
		near(t, "Poisson lower tail", distuv.Poisson{Lambda: p.High}.CDF(float64(k)), 0.05, 1e-9)
	}
	// Garwood 1936: 10 events, 95 %: 4.795 to 18.39; 0 events: −ln 0.025.
	p := Poisson(10, 0.95)
	near(t, "Garwood low", p.Low, 4.795, 1e-4)
	near(t, "Garwood high", p.High, 18.390, 1e-4)
	near(t, "no events", Poisson(0, 0.95).High, -math.Log(0.025), 1e-10)
	// t(0.975, 9) = 2.262157.
	m := MeanT(5, 3, 10, 0.95)
	near(t, "t interval", m.Width()/2, 2.2621571627*3/math.Sqrt(10), 1e-8)
	if i := MeanT(5, 3, 1, 0.95); !math.IsInf(i.High, 1) {
		t.Error("one value has no interval")
	}
	c := Central([]float64{0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10}, 0.8)
	near(t, "central interval", c.Low, 1, 1e-15)
	near(t, "central interval", c.High, 9, 1e-15)
}

func TestScores(t *testing.T) {
	i := Interval{2, 5}
	near(t, "inside", IntervalScore(i, 3, 0.9), 3, 0)
	near(t, "below", IntervalScore(i, 1, 0.9), 3+20, 1e-14)
	near(t, "above", IntervalScore(i, 5.5, 0.9), 3+10, 1e-14)
	near(t, "coverage", Coverage([]Interval{i, i, i, i}, []float64{1, 2, 5, 6}), 0.5, 0)
	near(t, "CRPS of a point", CRPS([]float64{3}, 5), 2, 0)
	near(t, "CRPS of two points", CRPS([]float64{1, 0}, 0.5), 0.25, 1e-15)
	near(t, "fair CRPS of two points", FairCRPS([]float64{1, 0}, 0.5), 0, 1e-15)
	near(t, "log score", NormalLogScore(1, 0, 2), -math.Log(distuv.Normal{Mu: 0, Sigma: 2}.Prob(1)), 1e-15)
	near(t, "event", EventLogScore(0.25, true), math.Log(4), 1e-15)
	near(t, "no event", EventLogScore(0.25, false), -math.Log(0.75), 1e-15)
	near(t, "Brier", Brier(0.25, true)+Brier(0.25, false), 0.5625+0.0625, 1e-15)
	// Closed form for the normal distribution (Gneiting & Raftery 2007, section 4.2), on its quantiles.
	const n = 4000
	x := make([]float64, n)
	for k := range x {
		x[k] = distuv.UnitNormal.Quantile((float64(k) + 0.5) / n)
	}
	for _, y := range []float64{-2, 0, 0.7} {
		want := y*(2*distuv.UnitNormal.CDF(y)-1) + 2*distuv.UnitNormal.Prob(y) - 1/math.Sqrt(math.Pi)
		near(t, "CRPS of the normal", CRPS(x, y), want, 1e-3)
	}
	if !math.IsNaN(CRPS(nil, 1)) || !math.IsNaN(FairCRPS([]float64{1}, 2)) {
		t.Error("an empty ensemble has a score")
	}
}

// CRPS is half the pairwise definition, and does not depend on the order of members.
func TestCRPSByDefinition(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		x := rapid.SliceOfN(rapid.Float64Range(-10, 10), 1, 30).Draw(t, "x")
		y := rapid.Float64Range(-20, 20).Draw(t, "y")
		miss, pairs := 0.0, 0.0
		for _, a := range x {
			miss += math.Abs(a - y)
			for _, b := range x {
				pairs += math.Abs(a - b)
			}
		}
		n := float64(len(x))
		if got, want := CRPS(x, y), miss/n-pairs/(2*n*n); math.Abs(got-want) > 1e-12*(1+want) {
			t.Fatalf("CRPS %g, by definition %g", got, want)
		}
	})
}

// A proper score is best, on average, for the true interval and not for a wider or narrower one.
func TestIntervalScoreIsProper(t *testing.T) {
	score := func(half float64) float64 {
		sum := 0.0
		for k := range 20000 {
			y := distuv.UnitNormal.Quantile((float64(k) + 0.5) / 20000)
			sum += IntervalScore(Interval{-half, half}, y, 0.9)
		}
		return sum
	}
	honest := score(1.6449)
	if score(1.3) <= honest || score(2) <= honest {
		t.Error("width buys a better score")
	}
}

func TestFolds(t *testing.T) {
	p, o := []float64{2, 1, 1}, []float64{1, 2, 1}
	near(t, "GMFE", GMFE(p, o), math.Pow(2, 2./3), 1e-14)
	near(t, "AFE", AFE(p, o), 1, 1e-15)
	near(t, "within 2", WithinFold(2, p, o), 1, 0)
	near(t, "within 1.5", WithinFold(1.5, p, o), 1./3, 1e-15)
	near(t, "fold error", FoldError(1, 4), 4, 0)
	if !IsWithinFold(1.25, 0.8, 1) || !IsWithinFold(1.25, 1.25, 1) || IsWithinFold(1.25, 1.2501, 1) || IsWithinFold(2, -1, 1) {
		t.Error("limits of a fold")
	}
	if !math.IsNaN(GMFE([]float64{0}, []float64{1})) || !math.IsNaN(FoldError(1, 0)) {
		t.Error("a fold of nothing")
	}
}

func TestCalibration(t *testing.T) {
	near(t, "PIT", PIT([]float64{1, 2, 3, 4}, 3), 0.625, 0)
	var pits []float64
	for k := range 1000 {
		pits = append(pits, (float64(k)+0.5)/1000)
	}
	for _, c := range CalibrationCurve(pits, 0.5, 0.9) {
		near(t, "uniform PIT", c.Fraction, c.Level, 1e-3)
		if !c.Interval.Contains(c.Level) {
			t.Errorf("level %g outside %v", c.Level, c.Interval)
		}
	}
	narrow := CalibrationCurve([]float64{0, 0, 1, 1, 0.5}, 0.9)[0]
	if narrow.Inside != 1 || narrow.N != 5 {
		t.Errorf("too narrow forecasts: %+v", narrow)
	}
	bins := Reliability([]float64{0.9, 0.1, 0.8, 0.2}, []bool{true, false, true, true}, 2)
	if len(bins) != 2 || bins[0].N != 2 || bins[0].Observed != 0.5 || bins[1].Observed != 1 {
		t.Errorf("bins %+v", bins)
	}
	near(t, "bin mean", bins[0].Predicted, 0.15, 1e-15)
	if len(Reliability(nil, nil, 3)) != 0 {
		t.Error("bins of nothing")
	}
	a, b := CalibrationSlope([]float64{1, 2, 4, 8}, []float64{3, 6, 12, 24})
	near(t, "intercept", a, math.Log(3), 1e-14)
	near(t, "slope", b, 1, 1e-14)
}

func TestProgrammerErrorsPanic(t *testing.T) {
	for name, f := range map[string]func(){
		"quantile": func() { Quantile(1.5, []float64{1}) }, "level": func() { Wilson(1, 2, 1) }, "count": func() { ClopperPearson(3, 2, 0.9) },
		"lengths": func() { GMFE([]float64{1}, nil) }, "fold": func() { WithinFold(0.5, nil, nil) }, "negative": func() { Poisson(-1, 0.9) },
	} {
		func() {
			defer func() {
				if recover() == nil {
					t.Errorf("%s does not panic", name)
				}
			}()
			f()
		}()
	}
}
