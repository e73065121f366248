package inhibit

import "math"

// Response is what the drug does to one variable over a stretch of time. Peaks and areas keep the unit of the variable; inhibitions are
// fractions, below 0 where the drug raises the variable and NaN where there is nothing to compare with.
type Response struct {
	Variable       string
	PeakWithout    float64
	PeakWith       float64
	PeakInhibition float64
	AreaWithout    float64 // linear trapezoid
	AreaWith       float64
	AreaInhibition float64
}

// Respond compares the courses of one variable at the same times.
func Respond(variable string, t, without, with []float64) Response {
	r := Response{Variable: variable}
	r.PeakWithout, r.AreaWithout = peakAndArea(t, without)
	r.PeakWith, r.AreaWith = peakAndArea(t, with)
	r.PeakInhibition, r.AreaInhibition = inhibition(r.PeakWithout, r.PeakWith), inhibition(r.AreaWithout, r.AreaWith)
	return r
}

func peakAndArea(t, v []float64) (peak, area float64) {
	peak = math.Inf(-1)
	for i, x := range v {
		if peak = max(peak, x); i > 0 {
			area += (t[i] - t[i-1]) * (v[i-1] + x) / 2
		}
	}
	return peak, area
}

func inhibition(without, with float64) float64 {
	f := 1 - with/without
	if !(without > 0) || math.IsInf(f, 0) {
		return math.NaN()
	}
	return f
}

// Moved is the size of the response: by how much the logarithm of the area or of the peak changes; +Inf for all or nothing, 0 where there is
// nothing to compare with.
func (r Response) Moved() float64 {
	most := 0.0
	for _, q := range []float64{r.PeakWith / r.PeakWithout, r.AreaWith / r.AreaWithout} {
		if d := math.Abs(math.Log(q)); d > most {
			most = d
		}
	}
	return most
}
