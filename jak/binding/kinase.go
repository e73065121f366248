// Package binding knows how a ligand meets its kinase: competition with ATP, constants and measured half-maximal concentrations brought to one
// frame and one ATP level, covalent loss of enzyme and its turnover, and all of it in time as a piece of an engine model ([Fragment]).
// What a receptor makes of its kinases is the business of jak/receptor. This package must not know pharmacokinetics or receptors.
package binding

import "jakstat/engine/fpmath"

// Kinase is one of the four Janus kinases.
type Kinase uint8

// The Janus kinases.
const (
	JAK1 Kinase = iota
	JAK2
	JAK3
	TYK2
	NumKinases // how many there are
)

var kinaseNames = [NumKinases]string{"JAK1", "JAK2", "JAK3", "TYK2"}

// String returns the usual name.
func (k Kinase) String() string { return kinaseNames[k] }

// Kinases lists all four in their usual order.
func Kinases() []Kinase { return []Kinase{JAK1, JAK2, JAK3, TYK2} }

// ParseKinase returns the kinase of that name; ok is false for another word.
func ParseKinase(name string) (k Kinase, ok bool) {
	for i, n := range kinaseNames {
		if n == name {
			return Kinase(i), true
		}
	}
	return 0, false
}

// KiApp is the apparent inhibition constant of a ligand that competes with ATP, in the unit of ki:
// Ki·(1 + [ATP]/Km), with ATP and its Michaelis constant in one unit (Cheng & Prusoff 1973,
// Biochem Pharmacol 22:3099, doi:10.1016/0006-2952(73)90196-2).
func KiApp(ki, atp, km float64) float64 { return ki * (1 + atp/km) }

// KiFromIC50 undoes the competition of an assay run at that ATP level: IC50/(1 + [ATP]/Km).
func KiFromIC50(ic50, atp, km float64) float64 { return ic50 / (1 + atp/km) }

// Active is the fraction of a kinase left active at unbound concentration cu when the apparent
// constant is kiApp (same unit): 1/(1 + cu/kiApp). A constant of +Inf means no binding.
func Active(cu, kiApp float64) float64 { return 1 / (1 + cu/kiApp) }

// Sigmoid is the inhibition at potency-normalised concentration u with Hill coefficient h: u^h/(1 + u^h), in 0..1.
func Sigmoid(u, h float64) float64 {
	if !(u > 0) {
		return 0
	}
	if h != 1 {
		u = fpmath.Pow(u, h)
	}
	return u / (1 + u)
}
