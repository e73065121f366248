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

// Periodic fills active with the active fraction of the enzyme over one period of a repeating concentration
// course c (nM at times t in h, t[len−1] − t[0] = the period). The concentration is taken as constant
// between grid points at the mean of its ends; the linear equation is then solved exactly, and the periodic
// solution follows in closed form from one sweep.
func (v Covalent) Periodic(t, c, active []float64) {
	// One sweep gives E(T) = decay·E(0) + gain; periodicity E(T) = E(0) fixes E(0).
	decay, gain := 1.0, 0.0
	sweep := func(e float64, store bool) {
		for i := range t {
			if store {
				active[i] = e
			}
			if i+1 == len(t) {
				break
			}
			k := v.KDeg + v.KInact*(c[i]+c[i+1])/2
			f := fpmath.Exp(-k * (t[i+1] - t[i]))
			g := v.KDeg / k * (1 - f)
			e = e*f + g
			decay, gain = decay*f, gain*f+g
		}
	}
	sweep(0, false)
	sweep(gain/(1-decay), true)
}
