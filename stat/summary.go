package stat

import (
	"math"
	"sort"

	gonum "gonum.org/v1/gonum/stat"
)

func moments(x []float64) *Moments {
	m := new(Moments)
	for _, v := range x {
		m.Add(v)
	}
	return m
}

// Mean returns the arithmetic mean; NaN for no values.
func Mean(x []float64) float64 { return moments(x).Mean() }

// SD returns the standard deviation with n − 1; NaN below two values.
func SD(x []float64) float64 { return moments(x).SD() }

// logs returns the logarithms; NaN for a value that is not positive.
func logs(x []float64) []float64 {
	out := make([]float64, len(x))
	for i, v := range x {
		out[i] = math.NaN()
		if v > 0 {
			out[i] = math.Log(v)
		}
	}
	return out
}

// GeoMean returns exp of the mean logarithm; NaN when a value is not positive.
func GeoMean(x []float64) float64 { return math.Exp(Mean(logs(x))) }

// GeoSD returns exp of the standard deviation of the logarithms, a factor.
func GeoSD(x []float64) float64 { return math.Exp(SD(logs(x))) }

// GeoCV returns the geometric coefficient of variation √(exp(s²) − 1), s the standard deviation of
// the natural logarithms (Kirkwood 1979, Biometrics 35:908), a fraction.
func GeoCV(x []float64) float64 { return GeoCVFromSD(SD(logs(x))) }

// GeoCVFromSD turns the standard deviation of natural logarithms (omega) into a geometric CV.
func GeoCVFromSD(s float64) float64 { return math.Sqrt(math.Expm1(s * s)) }

// GeoSDFromCV is the inverse of [GeoCVFromSD]: the standard deviation of natural logarithms.
func GeoSDFromCV(cv float64) float64 { return math.Sqrt(math.Log1p(cv * cv)) }

// Quantile returns the p-quantile of x in any order, 0 ≤ p ≤ 1: type 7 of Hyndman & Fan 1996
// (doi:10.2307/2684934), the default of R and NumPy: linear between order statistics at (n − 1)p. NaN for no
// values or when one is NaN. It panics when p is outside [0, 1].
func Quantile(p float64, x []float64) float64 { return Quantiles(x, p)[0] }

// Quantiles returns several quantiles with one sort.
func Quantiles(x []float64, ps ...float64) []float64 {
	s := append([]float64(nil), x...)
	sort.Float64s(s)
	out := make([]float64, len(ps))
	for i, p := range ps {
		out[i] = SortedQuantile(p, s)
	}
	return out
}

// SortedQuantile is [Quantile] of values already in increasing order.
func SortedQuantile(p float64, s []float64) float64 {
	if !(p >= 0 && p <= 1) {
		panic("stat: quantile outside [0, 1]")
	}
	if len(s) == 0 || math.IsNaN(s[0]) { // sort.Float64s puts NaN first
		return math.NaN()
	}
	h := float64(float64(len(s)-1) * p)
	i := int(h)
	if i+1 >= len(s) || s[i] == s[i+1] {
		return s[i]
	}
	f := h - float64(i)
	if f == 0 {
		return s[i]
	}
	return float64(s[i]*(1-f)) + float64(s[i+1]*f)
}

// Median returns the 0.5-quantile.
func Median(x []float64) float64 { return Quantile(0.5, x) }

// Summary is what a table of results shows of a set of values. The geometric statistics are NaN when a
// value is not positive.
type Summary struct {
	N       int
	Mean    float64
	SD      float64
	CV      float64
	Min     float64
	P5      float64
	P25     float64
	Median  float64
	P75     float64
	P95     float64
	Max     float64
	GeoMean float64
	GeoCV   float64
}

// Describe summarises x.
func Describe(x []float64) Summary {
	m, l := moments(x), moments(logs(x))
	q := Quantiles(x, 0.05, 0.25, 0.5, 0.75, 0.95)
	return Summary{
		N: m.N(), Mean: m.Mean(), SD: m.SD(), CV: m.CV(), Min: m.Min(), P5: q[0], P25: q[1], Median: q[2], P75: q[3], P95: q[4], Max: m.Max(),
		GeoMean: math.Exp(l.Mean()), GeoCV: GeoCVFromSD(l.SD()),
	}
}

// WeightedMean returns Σwx/Σw, the sums exact. It panics when the lengths differ; NaN when the weights sum to 0.
func WeightedMean(x, w []float64) float64 {
	sameLength(x, w)
	var top, bottom ExactSum
	for i := range x {
		top.AddProduct(w[i], x[i])
		bottom.Add(w[i])
	}
	return top.Value() / bottom.Value()
}

// WeightedVar returns Σw(x − mean)²/(Σw − 1): weights are counts of repeated values.
func WeightedVar(x, w []float64) float64 {
	sameLength(x, w)
	return gonum.Variance(x, w)
}

// WeightedSD is the root of [WeightedVar].
func WeightedSD(x, w []float64) float64 { return math.Sqrt(WeightedVar(x, w)) }

// WeightedGeoMean returns exp(Σw·ln x/Σw).
func WeightedGeoMean(x, w []float64) float64 { return math.Exp(WeightedMean(logs(x), w)) }

// WeightedQuantile returns the least value whose cumulative weight reaches the fraction p of all
// weight (the inverse of the weighted distribution function; no interpolation). x in any order.
func WeightedQuantile(p float64, x, w []float64) float64 {
	sameLength(x, w)
	if !(p >= 0 && p <= 1) {
		panic("stat: quantile outside [0, 1]")
	}
	if len(x) == 0 {
		return math.NaN()
	}
	sx, sw := append([]float64(nil), x...), append([]float64(nil), w...)
	gonum.SortWeighted(sx, sw)
	if math.IsNaN(sx[0]) || math.IsNaN(sx[len(sx)-1]) {
		return math.NaN()
	}
	return gonum.Quantile(p, gonum.Empirical, sx, sw)
}

func sameLength(x, y []float64) {
	if len(x) != len(y) {
		panic("stat: slices of different lengths")
	}
}
