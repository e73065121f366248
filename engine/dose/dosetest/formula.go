package dosetest

import "math"

// Model is one compartment with first-order elimination and, when Ka > 0, a depot with first-order
// absorption. Amounts in mg, so concentrations are mg/L.
type Model struct {
	CL  float64 // L/h
	V   float64 // L
	Ka  float64 // 1/h; 0: there is no depot
	F   float64 // bioavailable fraction of every dose
	Lag float64 // h, of every dose
}

// k is the elimination rate constant.
func (m Model) k() float64 { return m.CL / m.V }

// The unit responses below are the textbook equations of the one-compartment model, for t ≥ 0 since
// the dose (Gibaldi & Perrier, Pharmacokinetics, 2nd ed. 1982, chapter 1; Gabrielsson & Weiner,
// Pharmacokinetic and Pharmacodynamic Data Analysis, 5th ed. 2016, chapter 2). Steady state replaces
// exp(−λt) by exp(−λt)/(1 − exp(−λτ)), the sum over all earlier doses.

// bolus is D/V·exp(−kt).
func (m Model) bolus(d, t float64) float64 { return d / m.V * math.Exp(-m.k()*t) }

// bolusSS is the bolus with the same dose every tau since ever.
func (m Model) bolusSS(d, tau, t float64) float64 {
	return m.bolus(d, t) / -math.Expm1(-m.k()*tau)
}

// infusion is R/CL·(1 − exp(−kt)) up to its end at T, then that value washed out.
func (m Model) infusion(r, dur, t float64) float64 {
	if t <= dur {
		return r / m.CL * -math.Expm1(-m.k()*t)
	}
	return r / m.CL * -math.Expm1(-m.k()*dur) * math.Exp(-m.k()*(t-dur))
}

// infusionSS sums infusions every tau since ever: the n that still run at t one by one, those that
// have ended as a geometric series, R/CL·(exp(kT) − 1)·exp(−k(t + nτ))/(1 − exp(−kτ)).
func (m Model) infusionSS(r, dur, tau, t float64) float64 {
	sum, n := 0.0, 0.0
	for ; t+n*tau < dur; n++ {
		sum += m.infusion(r, dur, t+n*tau)
	}
	return sum + r/m.CL*math.Expm1(m.k()*dur)*math.Exp(-m.k()*(t+n*tau))/-math.Expm1(-m.k()*tau)
}

// oral is the Bateman function, D·ka/(V(ka − k))·(exp(−kt) − exp(−ka·t)), with its limit at ka = k.
func (m Model) oral(d, t float64) float64 {
	if m.Ka == m.k() {
		return d / m.V * m.k() * t * math.Exp(-m.k()*t)
	}
	return d * m.Ka / (m.V * (m.Ka - m.k())) * (math.Exp(-m.k()*t) - math.Exp(-m.Ka*t))
}

// oralSS is the Bateman function with the same dose every tau since ever (ka ≠ k).
func (m Model) oralSS(d, tau, t float64) float64 {
	return d * m.Ka / (m.V * (m.Ka - m.k())) *
		(math.Exp(-m.k()*t)/-math.Expm1(-m.k()*tau) - math.Exp(-m.Ka*t)/-math.Expm1(-m.Ka*tau))
}

// constant is a constant infusion since ever that ends at t = 0.
func (m Model) constant(r, t float64) float64 { return r / m.CL * math.Exp(-m.k()*t) }
