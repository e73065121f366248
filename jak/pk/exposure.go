package pk

import "math"

// Exposure summarises a concentration course as a non-compartmental analysis does (Gabrielsson & Weiner, Pharmacokinetic
// and Pharmacodynamic Data Analysis, 5th ed., ch. 2.8). Concentrations keep the unit of the course.
type Exposure struct {
	AUC  float64 `json:"auc"` // over the span, linear trapezoid
	Cmax float64 `json:"cmax"`
	Tmax float64 `json:"tmax_h"` // since the start of the span
	Cmin float64 `json:"cmin"`
	Cavg float64 `json:"cavg"`
}

// Expose computes the summary of c at rising times t (h).
func Expose(t, c []float64) Exposure {
	e := Exposure{Cmin: math.Inf(1)}
	for i, v := range c {
		if v > e.Cmax {
			e.Cmax, e.Tmax = v, t[i]-t[0]
		}
		e.Cmin = min(e.Cmin, v)
		if i > 0 {
			e.AUC += (t[i] - t[i-1]) * (v + c[i-1]) / 2
		}
	}
	e.Cavg = e.AUC / (t[len(t)-1] - t[0])
	return e
}

// HalfLife is the log-linear half-life (h) between a tenth and a hundredth of the peak: the stretch that assays of usual
// sensitivity see, so that a slow phase carrying little drug does not dominate. NaN when the course does not fall that far.
func HalfLife(t, c []float64) float64 {
	peak := 0
	for i, v := range c {
		if v > c[peak] {
			peak = i
		}
	}
	var n, sx, sy, sxx, sxy float64
	reached := false
	for i := peak; i < len(c); i++ {
		if c[i] < 0.01*c[peak] {
			reached = true
			break
		}
		if c[i] <= 0.1*c[peak] {
			x, y := t[i], math.Log(c[i])
			n, sx, sy, sxx, sxy = n+1, sx+x, sy+y, sxx+x*x, sxy+x*y
		}
	}
	if !reached || n < 3 {
		return math.NaN()
	}
	slope := (n*sxy - sx*sy) / (n*sxx - sx*sx)
	return -math.Ln2 / slope
}
