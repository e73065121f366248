package potency

import (
	"math"

	"jakstat/rng"
	"jakstat/stat"
)

// resamples makes the ends of an interval of a gain certain to about a percentage point.
const resamples = 4000

// gainInterval is the 90 % interval of the gain of one way to predict over another (1 − ratio of their mean log fold errors, each drug counting
// once), by drawing drugs with replacement and rows within each: the next drugs are others, and so are their rows. Only rows that are
// wanted and that both predict count.
func gainInterval(ours, theirs []Point, want func(Point) bool) stat.Interval {
	type pair struct{ a, b float64 }
	other := map[string]float64{}
	for _, p := range theirs {
		other[p.Drug+" "+p.Cell.ID] = math.Log(p.Fold())
	}
	var drugs [][]pair
	at := map[string]int{}
	for _, p := range ours {
		b, ok := other[p.Drug+" "+p.Cell.ID]
		if !ok || !want(p) {
			continue
		}
		if _, ok := at[p.Drug]; !ok {
			at[p.Drug] = len(drugs)
			drugs = append(drugs, nil)
		}
		drugs[at[p.Drug]] = append(drugs[at[p.Drug]], pair{math.Log(p.Fold()), b})
	}
	if len(drugs) == 0 {
		return stat.Interval{Low: math.NaN(), High: math.NaN()}
	}
	stream, n := rng.Key(1, 0, rng.Name("resampled drugs"), 0), uint64(0)
	draw := func(k int) int { n++; return stream.Intn(n, k) }
	gains := make([]float64, resamples)
	for i := range gains {
		a, b := 0.0, 0.0
		for range drugs {
			rows := drugs[draw(len(drugs))]
			x, y := 0.0, 0.0
			for range rows {
				r := rows[draw(len(rows))]
				x, y = x+r.a, y+r.b
			}
			a, b = a+x/float64(len(rows)), b+y/float64(len(rows))
		}
		gains[i] = 1 - a/b
	}
	return stat.Central(gains, 0.90)
}
