package design

import (
	"math"

	"jakstat/engine/fpmath"
	"jakstat/jak/binding"
	"jakstat/jak/receptor"
)

// Concentration is the total plasma concentration (mg/L) per mg of dose at time t (h) after a dose at steady state, one dose every interval (h):
//
//	C(t) = ka/(V·(ka − ke)) · [e^(−ke·t)/(1 − e^(−ke·τ)) − e^(−ka·t)/(1 − e^(−ka·τ))]
//
// (Gibaldi & Perrier 1982, Pharmacokinetics, 2nd ed., ch. 3), with its limit where ka = ke.
func (m *Molecule) Concentration(t, interval float64) float64 {
	ke, ka := m.CLF/m.VF, m.Ka
	if math.Abs(ka-ke) < 1e-4*ke {
		k := (ka + ke) / 2
		left := fpmath.Exp(-k * interval)
		f := fpmath.Exp(-k*t) / (1 - left)
		return ka / m.VF * f * (t + interval*left/(1-left))
	}
	return ka / (m.VF * (ka - ke)) * (fpmath.Exp(-ke*t)/(1-fpmath.Exp(-ke*interval)) - fpmath.Exp(-ka*t)/(1-fpmath.Exp(-ka*interval)))
}

// Peak is the time of the largest concentration within an interval (h).
func (m *Molecule) Peak(interval float64) float64 {
	ke, ka := m.CLF/m.VF, m.Ka
	if math.Abs(ka-ke) < 1e-4*ke {
		k := (ka + ke) / 2
		return 1/k - interval*fpmath.Exp(-k*interval)/(1-fpmath.Exp(-k*interval))
	}
	return fpmath.Log(ka*(1-fpmath.Exp(-ke*interval))/(ke*(1-fpmath.Exp(-ka*interval)))) / (ka - ke)
}

// The nodes and weights of the Gauss–Legendre rule of eight points on (−1, 1) (Abramowitz & Stegun 1964, table 25.4), the positive half.
var (
	legendreNodes   = [4]float64{0.1834346424956498, 0.5255324099163290, 0.7966664774136267, 0.9602898564975363}
	legendreWeights = [4]float64{0.3626837833783620, 0.3137066458778873, 0.2223810344533745, 0.1012285362903763}
)

const (
	pieces = 5 // of an interval: two before the peak, three of the decline
	nodes  = 8 * pieces
)

// quadratureError bounds what the rule errs in an average, as a fraction; a test holds it. Figures are shown to 0.1 percentage points.
const quadratureError = 5e-5

// course is an interval at steady state: unbound concentration (nM) per mg at quadrature nodes, with weights that sum to 1.
type course struct {
	unbound, weight [nodes]float64
	average         float64 // unbound nM per mg over the interval
}

// course lays out the interval.
func (m *Molecule) course(interval float64) course {
	var c course
	peak := min(max(m.Peak(interval), 0), interval)
	ends := [pieces + 1]float64{0, 0.2 * peak, peak, peak + 0.2*(interval-peak), peak + 0.55*(interval-peak), interval}
	scale := 1e6 / m.MolarMass * m.Fu // mg/L over g/mol is mM
	n := 0
	for p := range pieces {
		middle, half := (ends[p]+ends[p+1])/2, (ends[p+1]-ends[p])/2
		for i := range legendreNodes {
			for _, side := range [2]float64{-1, 1} {
				c.unbound[n] = scale * m.Concentration(middle+side*half*legendreNodes[i], interval)
				c.weight[n] = legendreWeights[i] * half / interval
				n++
			}
		}
	}
	c.average = scale / (m.CLF * interval)
	return c
}

// inhibition is the average of a read-out over the interval at a dose (mg).
func (c *course) inhibition(x *receptor.Response, ki *[binding.NumKinases]float64, dose float64) float64 {
	sum := 0.0
	for n, w := range c.weight {
		sum += w * x.Inhibition(dose*c.unbound[n], ki)
	}
	return sum
}

// Average is the average inhibition of a read-out over the day at steady state, by the typical values: what a comparison shows for the molecule,
// without its interval. Dose in mg, one every interval (h).
func (m *Molecule) Average(x *receptor.Response, dose, interval float64) float64 {
	c := m.course(interval)
	return c.inhibition(x, &m.Ki, dose)
}

// UnboundAverage is the mean unbound concentration in nM.
func (m *Molecule) UnboundAverage(dose, interval float64) float64 {
	return dose / (m.CLF * interval) * 1e6 / m.MolarMass * m.Fu
}
