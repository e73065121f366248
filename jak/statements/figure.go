package statements

import (
	"math"
	"slices"

	"jakstat/stat"
)

// Figure is a number with its draws, which are joint over figures of one world: draw i is one set of groups of patients and of potencies. No draws: it is not uncertain.
// Refs are the evidence rows it rests on; Detail says in words what stands behind it.
type Figure struct {
	Typical float64
	Draws   []float64
	Refs    []string
	Detail  string
}

// draws is how many looks the intervals and probabilities are made of: a probability is known to two percentage points and better.
const draws = 400

// Interval is the central 90 % of the draws; the typical figure twice without any.
func (f Figure) Interval() stat.Interval {
	if len(f.Draws) == 0 {
		return stat.Interval{Low: f.Typical, High: f.Typical}
	}
	for _, v := range f.Draws {
		if math.IsNaN(v) {
			return stat.Interval{Low: math.NaN(), High: math.NaN()}
		}
	}
	return stat.Central(f.Draws, 0.90)
}

// exactly is a figure that is not uncertain.
func exactly(v float64, detail string, refs ...string) Figure {
	return Figure{Typical: v, Detail: detail, Refs: refs}
}

// combine applies f to the values of several figures, draw by draw.
func combine(f func(v []float64) float64, figures ...Figure) Figure {
	out := Figure{}
	v := make([]float64, len(figures))
	for i, x := range figures {
		v[i] = x.Typical
		out.Refs = append(out.Refs, x.Refs...)
		if n := len(x.Draws); n > 0 && out.Draws == nil {
			out.Draws = make([]float64, n)
		}
	}
	out.Typical = f(v)
	for d := range out.Draws {
		for i, x := range figures {
			v[i] = x.Typical
			if len(x.Draws) > 0 {
				v[i] = x.Draws[d]
			}
		}
		out.Draws[d] = f(v)
	}
	out.Refs = unique(out.Refs)
	return out
}

func least(figures ...Figure) Figure {
	return combine(func(v []float64) float64 { return extreme(v, math.Min) }, figures...)
}

func most(figures ...Figure) Figure {
	return combine(func(v []float64) float64 { return extreme(v, math.Max) }, figures...)
}

// extreme folds with math.Min or math.Max, which keep NaN: an unknown figure makes the whole unknown.
func extreme(v []float64, f func(a, b float64) float64) float64 {
	x := v[0]
	for _, y := range v[1:] {
		x = f(x, y)
	}
	return x
}

func mean(figures ...Figure) Figure { return combine(stat.Mean, figures...) }

func geomean(figures ...Figure) Figure { return combine(stat.GeoMean, figures...) }

func less(a, b Figure) Figure {
	return combine(func(v []float64) float64 { return v[0] - v[1] }, a, b)
}

func over(a, b Figure) Figure {
	return combine(func(v []float64) float64 { return v[0] / v[1] }, a, b)
}

// spread is the distance between the largest and the smallest.
func spread(figures ...Figure) Figure { return less(most(figures...), least(figures...)) }

// with adds words and rows.
func (f Figure) with(detail string, refs ...string) Figure {
	f.Detail = detail
	f.Refs = unique(append(slices.Clone(f.Refs), refs...))
	return f
}

// unique keeps the first of every word.
func unique(words []string) []string {
	var out []string
	seen := map[string]bool{}
	for _, w := range words {
		if !seen[w] {
			seen[w] = true
			out = append(out, w)
		}
	}
	return out
}
