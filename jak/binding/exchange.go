package binding

import (
	"math"

	"jakstat/engine/fpmath"
)

// Exchange describes reversible binding that takes time:
//
//	dO/dt = koff·(u·(1 − O) − O),  u = Cu/KiApp,  O in 0..1
//
// (one step; the equation of a slow ligand in a [Fragment] after the rapid competition with ATP, whose kon is koff/KiApp). It is what a comparison
// solves along the courses of its many patients; ligands of one place with the same constants count by the sum of their concentrations.
type Exchange struct {
	Koff float64 // 1/h
}

// advance moves occupancy over one interval, on which u is linear: O' = O·decay + gain. It goes in parts over which 1 + u changes by a
// fraction only; in each the rate koff·(1 + u) is taken at its mean and the equilibrium q = u/(1 + u) as linear, for which the equation is solved
// exactly, so that binding that is fast against the grid is at equilibrium on its points.
func (x Exchange) advance(dt, u0, u1 float64) (decay, gain float64) {
	du, parts := u1-u0, 1
	if span := partChange * (1 + min(u0, u1)); math.Abs(du) >= span {
		parts += int(min(partsMost, math.Abs(du)/span))
		dt /= float64(parts)
		du /= float64(parts)
	}
	decay = 1.0
	a, qa := u0, u0/(1+u0)
	for i := range parts {
		b := u0 + float64(i+1)*du
		qb := b / (1 + b)
		k := x.Koff * (1 + (a+b)/2) * dt
		d := fpmath.Exp(-k)
		decay *= d
		gain = gain*d + qb - qa*d - (qb-qa)*lag(k, d)
		a, qa = b, qb
	}
	return decay, gain
}

// lag is the mean of e^(−k·s) over a part, 0 ≤ s ≤ 1, where d is e^−k.
func lag(k, d float64) float64 {
	if k > 1e-6 {
		return (1 - d) / k
	}
	return 1 - k/2
}

const (
	partChange = 0.2 // of 1 + u over one part
	partsMost  = 50
)

// From fills occupied with the occupancy at times t (h) over a course of u, starting at o.
func (x Exchange) From(o float64, t, u, occupied []float64) {
	for i := range t {
		occupied[i] = o
		if i+1 < len(t) {
			decay, gain := x.advance(t[i+1]-t[i], u[i], u[i+1])
			o = o*decay + gain
		}
	}
}

// Periodic fills occupied over one period of a repeating course and overwrites u. Occupancy is B(t) + A(t)·O(0); periodicity fixes where it starts.
func (x Exchange) Periodic(t, u, occupied []float64) {
	left, first := u, u[0] // A takes the place of what has been used
	decay, gain := 1.0, 0.0
	for i := range t {
		now := u[i]
		left[i], occupied[i] = decay, gain
		if i+1 < len(t) {
			d, g := x.advance(t[i+1]-t[i], now, u[i+1])
			decay, gain = decay*d, gain*d+g
		}
	}
	start := first / (1 + first) // of a rate so small that nothing changes in a period
	if decay < 1 {
		start = gain / (1 - decay)
	}
	for i, a := range left {
		occupied[i] += a * start
	}
}
