package binding

import (
	"math"

	"jakstat/engine/fpmath"
)

// Covalent describes loss of an enzyme to an irreversible inhibitor and its resynthesis:
//
//	dE/dt = kdeg·(1 − E) − kinact·C(t)·E,  E(0…) in 0..1
//
// (one-step inactivation, Copeland 2013, Evaluation of Enzyme Inhibitors in Drug Discovery, 2nd ed., ch. 9; turnover
// as in Mayhew 2000, Drug Metab Dispos 28:1031). No measured kinact/KI exists for a marketed JAK inhibitor here, so
// KInact is derived from a fixed-time IC50, see [CovalentFromIC50].
type Covalent struct {
	KInact float64 // second-order inactivation constant, 1/(nM·h), on the concentration the IC50 refers to
	KDeg   float64 // turnover of the enzyme, 1/h
}

// CovalentFromIC50 derives the inactivation constant from an IC50 (nM) measured after that many hours of contact:
// half the enzyme is left when exp(−KInact·IC50·t) = 1/2. Resynthesis during the assay is neglected.
func CovalentFromIC50(ic50, hours, meanLifetimeHours float64) Covalent {
	return Covalent{KInact: math.Ln2 / (ic50 * hours), KDeg: 1 / meanLifetimeHours}
}

// advance moves the active fraction over one grid interval; the concentration is taken as constant at the mean of its ends, for
// which the linear equation is solved exactly: e' = e·decay + gain.
func (v Covalent) advance(dt, c0, c1 float64) (decay, gain float64) {
	k := v.KDeg + v.KInact*(c0+c1)/2
	decay = fpmath.Exp(-k * dt)
	return decay, v.KDeg / k * (1 - decay)
}

// From fills active with the active fraction over a concentration course c (nM at times t in h), starting at e.
func (v Covalent) From(e float64, t, c, active []float64) {
	for i := range t {
		active[i] = e
		if i+1 < len(t) {
			decay, gain := v.advance(t[i+1]-t[i], c[i], c[i+1])
			e = e*decay + gain
		}
	}
}

// Periodic fills active with the active fraction over one period of a repeating concentration course. One sweep gives
// E(T) = decay·E(0) + gain; periodicity, E(T) = E(0), fixes where it starts.
func (v Covalent) Periodic(t, c, active []float64) {
	decay, gain := 1.0, 0.0
	for i := range len(t) - 1 {
		d, g := v.advance(t[i+1]-t[i], c[i], c[i+1])
		decay, gain = decay*d, gain*d+g
	}
	v.From(gain/(1-decay), t, c, active)
}
