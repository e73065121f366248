package stat

import (
	"math"
	"slices"
)

// Sketch gives quantiles of values that come one by one, in bounded memory and whatever their order. Up to maxExact distinct values it is
// exact; beyond that values are counted in bins whose bounds grow by the factor (1 + accuracy)/(1 − accuracy) (DDSketch, Masson, Rim & Lee
// 2019, doi:10.14778/3352063.3352135), so that a quantile lies within accuracy of a value there. The zero value is empty. NaN counts as a value and
// makes every result NaN.
type Sketch struct {
	n      int
	values []tally // sorted by value
	fresh  []float64
	binned bool
	nan    bool
}

type tally struct {
	value float64 // or the middle of its bin
	n     int
}

const (
	maxExact = 1024
	maxFresh = 256
	accuracy = 0.001
)

// Add takes a value.
func (s *Sketch) Add(x float64) {
	s.n++
	if math.IsNaN(x) {
		s.nan = true
		return
	}
	if s.binned {
		x = bin(x)
	}
	if s.fresh = append(s.fresh, x); len(s.fresh) == maxFresh {
		s.settle()
	}
}

// bin is the middle of the bin of a value; 0 and infinite values have bins of their own.
func bin(x float64) float64 {
	a := math.Abs(x)
	if a == 0 || math.IsInf(a, 1) {
		return x + 0 // no negative zero
	}
	const gamma = (1 + accuracy) / (1 - accuracy)
	k := math.Ceil(math.Log(a) / math.Log(gamma))
	return math.Copysign(2*math.Exp(k*math.Log(gamma))/(gamma+1), x)
}

// settle sorts the fresh values in among the others, and goes over to bins when there are too many.
func (s *Sketch) settle() {
	slices.Sort(s.fresh)
	out := make([]tally, 0, len(s.values)+len(s.fresh))
	put := func(v float64, n int) {
		if k := len(out); k > 0 && out[k-1].value == v {
			out[k-1].n += n
			return
		}
		out = append(out, tally{v, n})
	}
	i := 0
	for _, t := range s.values {
		for ; i < len(s.fresh) && s.fresh[i] < t.value; i++ {
			put(s.fresh[i], 1)
		}
		put(t.value, t.n)
	}
	for ; i < len(s.fresh); i++ {
		put(s.fresh[i], 1)
	}
	s.fresh = s.fresh[:0]
	s.values = out
	if !s.binned && len(out) > maxExact {
		s.binned = true
		list := out
		out = make([]tally, 0, len(list))
		for _, t := range list {
			put(bin(t.value), t.n)
		}
		s.values = out
	}
}

// Exact tells whether quantiles are those of the values themselves.
func (s *Sketch) Exact() bool {
	s.settle()
	return !s.binned
}

// Quantile returns the p-quantile, as [Quantile] does. It panics when p is outside [0, 1].
func (s *Sketch) Quantile(p float64) float64 {
	if !(p >= 0 && p <= 1) {
		panic("stat: quantile outside [0, 1]")
	}
	if s.n == 0 || s.nan {
		return math.NaN()
	}
	s.settle()
	h := float64(float64(s.n-1) * p)
	i := int(h)
	low, high := s.at(i), s.at(min(i+1, s.n-1))
	if low == high {
		return low
	}
	f := h - float64(i)
	if f == 0 {
		return low
	}
	return float64(low*(1-f)) + float64(high*f)
}

// at is the value of rank i from 0.
func (s *Sketch) at(i int) float64 {
	for _, t := range s.values {
		if i -= t.n; i < 0 {
			return t.value
		}
	}
	return s.values[len(s.values)-1].value
}
