package safety

import (
	"math"

	"jakstat/rng"
)

// Draws are joint draws of the rate (per 100 patient-years) of the event in populations under treatments, in a group of typical pools: what is common
// to them, such as the baseline, is common in each draw. Row i holds the draws of the i-th case. The same seed gives the same draws.
func (m *Model) Draws(seed uint64, n int, cases ...Case) [][]float64 {
	out := make([][]float64, len(cases))
	for i := range out {
		out[i] = make([]float64, n)
	}
	for d := range n {
		x := m.coordinates(seed, uint64(d))
		for i, c := range cases {
			ln := 0.0
			for _, t := range m.Terms(c.People, c.Action, x) {
				ln += t.Ln
				if t.Unknown {
					ln += m.unknown(seed, uint64(d), &t)
				}
			}
			out[i][d] = math.Exp(ln)
		}
	}
	return out
}

// coordinates are draw d of the coordinates.
func (m *Model) coordinates(seed, d uint64) []float64 {
	x, z := make([]float64, len(m.X)), make([]float64, len(m.X))
	s := rng.Key(seed, d, rng.Name(m.Event.Name), 0)
	for i := range z {
		z[i] = s.Normal(uint64(i))
	}
	for i := range x {
		sum := 0.0
		for j := range i + 1 {
			sum += m.Factor.At(i, j) * z[j]
		}
		x[i] = m.X[i] + sum
	}
	return x
}

// Case is a population under a treatment.
type Case struct {
	People *Population
	Action *Action
}

// unknown draws what is peculiar to a disease or drug that the evidence does not hold.
func (m *Model) unknown(seed, d uint64, t *Term) float64 {
	s := rng.Key(seed, d, rng.Name(m.Event.Name+", "+t.Name), 0)
	if t.Kind == OfDisease {
		return m.Disease * s.Normal(0)
	}
	return m.Drug * s.Normal(0)
}
