package stat

import (
	"math"
	"sort"
)

// Scores are losses: smaller is better, and each is proper, so that an honest forecast is the best
// one and width buys nothing. Gneiting & Raftery 2007, doi:10.1198/016214506000001437.

// IntervalScore scores a central interval of the given level against what was observed (equation 43):
// width + 2/α × the distance by which y misses, α = 1 − level.
func IntervalScore(i Interval, y, level float64) float64 {
	checkLevel(level)
	alpha := 1 - level
	return i.Width() + 2/alpha*(math.Max(0, i.Low-y)+math.Max(0, y-i.High))
}

// Coverage returns the fraction of observations inside their intervals.
func Coverage(is []Interval, ys []float64) float64 {
	if len(is) != len(ys) {
		panic("stat: slices of different lengths")
	}
	hit := 0
	for k, i := range is {
		if i.Contains(ys[k]) {
			hit++
		}
	}
	return float64(hit) / float64(len(is))
}

// CRPS returns the continuous ranked probability score of a sample as a forecast of y (equation 21):
// mean|x − y| − ½·mean|x − x'| over all pairs, in the unit of y. It is |x − y| for one value, NaN for none.
func CRPS(sample []float64, y float64) float64 {
	return crps(sample, y, float64(len(sample)))
}

// FairCRPS is [CRPS] as it would be, on average, for an infinite sample (pairs of different members
// only; Ferro 2014, doi:10.1002/qj.2270), to compare ensembles of different sizes; NaN below two values.
func FairCRPS(sample []float64, y float64) float64 {
	return crps(sample, y, float64(len(sample)-1))
}

// crps sums |x − x'| over pairs from the sorted values: Σ(2i − n − 1)·x(i), i from 1, is half of it.
func crps(sample []float64, y, denominator float64) float64 {
	s := append([]float64(nil), sample...)
	sort.Float64s(s)
	n := float64(len(s))
	var miss, spread ExactSum
	for i, x := range s {
		miss.Add(math.Abs(x - y))
		spread.AddProduct(2*float64(i+1)-n-1, x)
	}
	if len(s) == 1 && denominator == 1 {
		return miss.Value()
	}
	return miss.Value()/n - spread.Value()/(n*denominator)
}

// NormalLogScore returns −ln of the normal density at y.
func NormalLogScore(y, mean, sd float64) float64 {
	const halfLn2Pi = 0.91893853320467274178
	u := (y - mean) / sd
	return halfLn2Pi + math.Log(sd) + u*u/2
}

// EventLogScore returns −ln of the probability given to what happened, p being that of the event.
func EventLogScore(p float64, happened bool) float64 {
	if !happened {
		return -math.Log1p(-p)
	}
	return -math.Log(p)
}

// Brier returns the quadratic score of a probability (Brier 1950): (p − 1)² or p².
func Brier(p float64, happened bool) float64 {
	if happened {
		p = 1 - p
	}
	return p * p
}
