package draw

import (
	"fmt"
	"math"
	"slices"
	"strings"
	"testing"

	"jakstat/engine/model"
	"jakstat/rng"
)

func phi(x float64) float64 { return 0.5 * math.Erfc(-x/math.Sqrt2) }

// poissonCDF and its kind are distribution functions written down from their definitions.
func poissonCDF(mean float64) func(float64) float64 {
	return func(x float64) float64 {
		sum, p := 0.0, math.Exp(-mean)
		for k := 0.0; k <= x && k < 200; k++ {
			sum += p
			p *= mean / (k + 1)
		}
		return sum
	}
}

func binomialCDF(n, p float64) func(float64) float64 {
	return func(x float64) float64 {
		sum, w := 0.0, math.Pow(1-p, n)
		for k := 0.0; k <= x && k <= n; k++ {
			sum += w
			w *= (n - k) / (k + 1) * p / (1 - p)
		}
		return sum
	}
}

// gammaCDF is the incomplete gamma function by its series.
func gammaCDF(shape, scale float64) func(float64) float64 {
	return func(x float64) float64 {
		x /= scale
		if x <= 0 {
			return 0
		}
		if math.IsInf(x, 1) {
			return 1
		}
		term := 1 / shape
		sum := term
		for k := 1.0; term > 1e-17*sum; k++ {
			term *= x / (shape + k)
			sum += term
		}
		lg, _ := math.Lgamma(shape)
		return sum * math.Exp(shape*math.Log(x)-x-lg)
	}
}

// cases are distributions with their distribution functions.
var cases = []struct {
	d    model.Distribution
	args []float64
	cdf  func(float64) float64
	// whole: values are whole numbers.
	whole bool
}{
	{model.NormalDist, []float64{3, 2}, func(x float64) float64 { return phi((x - 3) / 2) }, false},
	{model.UniformDist, []float64{-1, 4}, func(x float64) float64 { return (x + 1) / 5 }, false},
	{model.BernoulliDist, []float64{0.23}, binomialCDF(1, 0.23), true},
	{model.BinomialDist, []float64{100, 0.2}, binomialCDF(100, 0.2), true},
	{model.BinomialDist, []float64{7, 0.9}, binomialCDF(7, 0.9), true},
	{model.CauchyDist, []float64{1, 2}, func(x float64) float64 { return 0.5 + math.Atan((x-1)/2)/math.Pi }, false},
	{model.CauchyDist, []float64{2}, func(x float64) float64 { return 0.5 + math.Atan(x/2)/math.Pi }, false},
	{model.ChiSquareDist, []float64{3}, gammaCDF(1.5, 2), false},
	{model.ExponentialDist, []float64{0.5}, func(x float64) float64 { return -math.Expm1(-math.Max(x, 0) / 2) }, false},
	{model.GammaDist, []float64{2, 1.1}, gammaCDF(2, 1.1), false},
	{model.GammaDist, []float64{0.3, 2}, gammaCDF(0.3, 2), false},
	{model.LaplaceDist, []float64{1, 2}, func(x float64) float64 {
		z := (x - 1) / 2
		if z < 0 {
			return 0.5 * math.Exp(z)
		}
		return 1 - 0.5*math.Exp(-z)
	}, false},
	{model.LogNormalDist, []float64{1, 2}, func(x float64) float64 { return phi((math.Log(math.Max(x, 0)) - 1) / 2) }, false},
	{model.PoissonDist, []float64{1.5}, poissonCDF(1.5), true},
	{model.PoissonDist, []float64{40}, poissonCDF(40), true},
	{model.RayleighDist, []float64{2}, func(x float64) float64 { return -math.Expm1(-math.Max(x, 0) * math.Max(x, 0) / 8) }, false},
}

// kolmogorov is the distance between the distribution of a sample and a distribution function, of whole numbers at their steps.
func kolmogorov(sample []float64, cdf func(float64) float64, whole bool) float64 {
	slices.Sort(sample)
	n, worst := float64(len(sample)), 0.0
	for i, x := range sample {
		if whole {
			if i+1 < len(sample) && sample[i+1] == x {
				continue
			}
			worst = math.Max(worst, math.Abs(float64(i+1)/n-cdf(x)))
			continue
		}
		p := cdf(x)
		worst = math.Max(worst, math.Max(math.Abs(float64(i)/n-p), math.Abs(float64(i+1)/n-p)))
	}
	return worst
}

const size = 4000

func sample(t *testing.T, d model.Distribution, args []float64) []float64 {
	t.Helper()
	out := make([]float64, size)
	for i := range out {
		v, err := Value(rng.Key(7, uint64(i), rng.Name(fmt.Sprint(d, args)), 0), d, args)
		if err != nil {
			t.Fatalf("%s%v: %v", d, args, err)
		}
		out[i] = v
	}
	return out
}

// limit is the Kolmogorov distance that a right sampler exceeds with a chance of 1e-6.
var limit = math.Sqrt(math.Log(2e6) / 2 / size)

func TestDistributions(t *testing.T) {
	for _, c := range cases {
		s := sample(t, c.d, c.args)
		if d := kolmogorov(s, c.cdf, c.whole); !(d < limit) {
			t.Errorf("%s%v: Kolmogorov distance %.4f, at most %.4f by chance", c.d, c.args, d, limit)
		}
		if c.whole && slices.ContainsFunc(s, func(x float64) bool { return x != math.Trunc(x) }) {
			t.Errorf("%s%v gives parts of numbers", c.d, c.args)
		}
	}
}

// TestTruncation: between bounds the distribution is the whole one, conditioned, bounds included.
func TestTruncation(t *testing.T) {
	inf := math.Inf(1)
	for _, c := range cases {
		if c.d.CheckArity(c.d.Own()+2) != nil || len(c.args) != c.d.Own() {
			continue
		}
		for _, b := range [][2]float64{{-inf, inf}, {0.5, inf}, {-inf, 3}, {1, 6}, {2, 2.5}, {5, 9}, {4, 4.01}, {12, 40}, {3, 3}} {
			low, high := b[0], b[1]
			if c.whole {
				low, high = math.Ceil(low), math.Floor(high)
				if low > high {
					continue
				}
			}
			below := c.cdf(low)
			if c.whole {
				below = c.cdf(low - 1)
			}
			if mass := c.cdf(high) - below; low < high && mass < 1e-9 {
				continue // the distribution function itself has no digits left
			}
			s := sample(t, c.d, append(slices.Clone(c.args), b[0], b[1]))
			if slices.ContainsFunc(s, func(x float64) bool { return x < b[0] || x > b[1] }) {
				t.Errorf("%s%v leaves %v", c.d, c.args, b)
			}
			if low == high {
				continue
			}
			mass := c.cdf(high) - below
			if d := kolmogorov(s, func(x float64) float64 { return (c.cdf(x) - below) / mass }, c.whole); !(d < limit) {
				t.Errorf("%s%v in %v: Kolmogorov distance %.4f, at most %.4f by chance", c.d, c.args, b, d, limit)
			}
		}
	}
}

// TestFarTails: ten and more standard deviations out, where rejection of the whole distribution would never end, the excess over the bound is
// nearly exponential with the hazard there.
func TestFarTails(t *testing.T) {
	for _, c := range []struct {
		d      model.Distribution
		args   []float64
		at     float64
		excess float64 // mean
	}{
		{model.NormalDist, []float64{0, 1, 20, math.Inf(1)}, 20, 0.0497}, // the inverse Mills ratio minus 20
		{model.NormalDist, []float64{0, 1, math.Inf(-1), -20}, -20, -0.0497},
		{model.ExponentialDist, []float64{1, 500, math.Inf(1)}, 500, 1},
		{model.GammaDist, []float64{2, 1, 300, math.Inf(1)}, 300, 1.0033},
		{model.GammaDist, []float64{0.5, 1, 300, math.Inf(1)}, 300, 0.9984},
		{model.RayleighDist, []float64{1, 30, math.Inf(1)}, 30, 1. / 30},
		{model.LaplaceDist, []float64{0, 1, math.Inf(-1), -200}, -200, -1},
		{model.PoissonDist, []float64{1, 60, math.Inf(1)}, 60, 0.0167},
	} {
		s := sample(t, c.d, c.args)
		mean := 0.0
		for _, x := range s {
			mean += (x - c.at) / size
		}
		if math.Abs(mean-c.excess) > 0.05*math.Abs(c.excess)+0.003 {
			t.Errorf("%s%v: mean excess %v, not %v", c.d, c.args, mean, c.excess)
		}
	}
	// A Cauchy distribution far out: the median excess over the bound equals the bound.
	s := sample(t, model.CauchyDist, []float64{0, 1, 1e12, math.Inf(1)})
	slices.Sort(s)
	if m := s[size/2]; math.Abs(m/2e12-1) > 0.05 {
		t.Errorf("median %v, not 2e12", m)
	}
}

func TestArguments(t *testing.T) {
	for _, c := range []struct {
		d    model.Distribution
		args []float64
		want string
	}{
		{model.NormalDist, []float64{0, -1}, "standard deviation is -1"},
		{model.NormalDist, []float64{math.Inf(1), 1}, "mean is +Inf"},
		{model.NormalDist, []float64{0, math.NaN()}, "no number"},
		{model.NormalDist, []float64{0, 1, 3, 2}, "least value 3 is above the largest 2"},
		{model.UniformDist, []float64{2, 1}, "above the largest"},
		{model.BernoulliDist, []float64{1.5}, "probability is 1.5"},
		{model.BinomialDist, []float64{2.5, 0.5}, "trials is 2.5"},
		{model.BinomialDist, []float64{10, 0.5, 11, 20}, "takes no value from 11 to 20"},
		{model.CauchyDist, []float64{0, 0}, "scale is 0"},
		{model.ChiSquareDist, []float64{0}, "degrees of freedom is 0"},
		{model.ExponentialDist, []float64{-1}, "rate is -1"},
		{model.ExponentialDist, []float64{1, -3, -2}, "takes no value"},
		{model.GammaDist, []float64{0, 1}, "shape is 0"},
		{model.LaplaceDist, []float64{0, -1}, "scale is -1"},
		{model.LogNormalDist, []float64{0, 1, -2, 0}, "takes no value"},
		{model.PoissonDist, []float64{-1}, "mean is -1"},
		{model.RayleighDist, []float64{-1}, "scale is -1"},
	} {
		_, err := Value(rng.Key(1, 1, 1, 1), c.d, c.args)
		if err == nil || !strings.Contains(err.Error(), c.want) || !strings.Contains(err.Error(), c.d.String()) {
			t.Errorf("%s%v: %v, not %q", c.d, c.args, err, c.want)
		}
	}
	if v, err := Value(rng.Key(1, 1, 1, 1), model.NormalDist, []float64{4, 0}); v != 4 || err != nil {
		t.Errorf("no spread: %v, %v", v, err)
	}
}
