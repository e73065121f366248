package safety

import (
	"math"

	"jakstat/jak/safety"
)

// Pair is two rates of one source that differ significantly by one thing: age, region, or drug.
type Pair struct {
	By         string
	More, Less *Point // by observation
}

// Right tells whether the prediction has the same order.
func (p *Pair) Right() bool { return p.More.Ln > p.Less.Ln }

// pairs finds the significant differences of an event within one source.
func pairs(points []Point, event string) []Pair {
	var out []Pair
	for i := range points {
		for j := range points[:i] {
			a, b := &points[i], &points[j]
			if a.Event.Name != event || b.Event.Name != event || a.Rate.Pool != b.Rate.Pool {
				continue
			}
			by := differ(a.Row, b.Row)
			if by == "" || a.N == 0 || b.N == 0 {
				continue
			}
			if math.Abs(math.Log(a.Rate100()/b.Rate100())) < z95*math.Sqrt(1/a.N+1/b.N) {
				continue
			}
			if a.Rate100() < b.Rate100() {
				a, b = b, a
			}
			out = append(out, Pair{by, a, b})
		}
	}
	return out
}

// differ names the one thing by which two rows differ; empty when it is none or several.
func differ(a, b *Row) string {
	if a.Population.Disease != b.Population.Disease {
		return ""
	}
	var things []string
	if a.Plan.Key() != b.Plan.Key() {
		things = append(things, "drug")
	}
	if math.Abs(a.Population.X[safety.Age]-b.Population.X[safety.Age]) > 5 {
		things = append(things, "age")
	}
	for _, c := range []safety.Covariate{safety.EasternEurope, safety.LatinAmerica, safety.JapanKorea, safety.OtherAsia} {
		if math.Abs(a.Population.X[c]-b.Population.X[c]) > 0.2 {
			things = append(things, "region")
			break
		}
	}
	for _, c := range []safety.Covariate{safety.Steroids, safety.PriorBiologic} {
		if math.Abs(a.Population.X[c]-b.Population.X[c]) > 0.2 {
			things = append(things, c.Name())
		}
	}
	if len(things) != 1 {
		return ""
	}
	return things[0]
}

// agreement is the share of pairs of a kind in the right order.
func agreement(pairs []Pair, by string) (share float64, n int) {
	right := 0
	for i := range pairs {
		if pairs[i].By == by {
			n++
			if pairs[i].Right() {
				right++
			}
		}
	}
	return float64(right) / float64(n), n
}
