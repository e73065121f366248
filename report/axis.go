package report

import (
	"math"
	"slices"
	"strconv"
)

// Axis is one direction of a chart. Its label reads "Label, Unit".
type Axis struct {
	Label string
	Unit  string
	// Log draws powers of ten at equal distances; values at or below zero are left out.
	Log bool
	// Min and Max bound the axis; both zero means: as far as the data go.
	Min, Max float64
	// Ticks override the chosen tick positions.
	Ticks []float64
}

func (a Axis) title() string { return join(", ", a.Label, a.Unit) }

// scale maps data to pixels.
type scale struct {
	axis     Axis
	min, max float64 // in data units, log10 for Log
	from, to float64 // pixels
	ticks    []float64
}

// newScale fits the axis to the data range [lo, hi] (ignored where Min and Max are set).
func newScale(a Axis, lo, hi, from, to float64, want int) scale {
	if a.Min != a.Max {
		lo, hi = a.Min, a.Max
	}
	if math.IsInf(lo, 0) || math.IsInf(hi, 0) || lo > hi {
		lo, hi = 0, 1
	}
	sc := scale{axis: a, from: from, to: to}
	if a.Log {
		if lo <= 0 {
			lo = math.Min(1, hi/1000)
		}
		if hi <= lo {
			hi = lo * 10
		}
		sc.ticks = logTicks(lo, hi, want)
		if a.Min == a.Max {
			sc.ticks, lo, hi = logCover(lo, hi, want)
		}
		sc.min, sc.max = math.Log10(lo), math.Log10(hi)
	} else {
		if hi == lo {
			lo, hi = lo-0.5, hi+0.5
		}
		step := niceStep((hi-lo)/float64(want), a.Unit)
		if a.Min == a.Max {
			lo, hi = math.Floor(lo/step+1e-9)*step, math.Ceil(hi/step-1e-9)*step
		}
		for k := math.Ceil(lo/step - 1e-9); k*step <= hi+step*1e-6; k++ {
			sc.ticks = append(sc.ticks, k*step)
		}
		sc.min, sc.max = lo, hi
	}
	if a.Ticks != nil {
		sc.ticks = slices.Clone(a.Ticks)
	}
	return sc
}

// at returns the pixel of v and whether v can be drawn at all; values outside the axis give pixels
// outside it.
func (s scale) at(v float64) (float64, bool) {
	if s.axis.Log {
		if v <= 0 {
			return 0, false
		}
		v = math.Log10(v)
	}
	if math.IsNaN(v) || math.IsInf(v, 0) {
		return 0, false
	}
	return s.from + (v-s.min)/(s.max-s.min)*(s.to-s.from), true
}

// clamp is at, held within the axis; a value a log axis cannot show goes to the low end.
func (s scale) clamp(v float64) (float64, bool) {
	if math.IsNaN(v) {
		return 0, false
	}
	if s.axis.Log && v <= 0 || math.IsInf(v, -1) {
		return s.from, true
	}
	if math.IsInf(v, 1) {
		return s.to, true
	}
	p, ok := s.at(v)
	return math.Max(math.Min(s.from, s.to), math.Min(math.Max(s.from, s.to), p)), ok
}

// hourSteps divide days evenly, which is what an axis in hours is read by.
var hourSteps = []float64{0.25, 0.5, 1, 2, 3, 4, 6, 12, 24, 48, 72, 168, 336, 672}

func niceStep(raw float64, unit string) float64 {
	if unit == "h" && raw > 0.1 {
		for _, s := range hourSteps {
			if s >= raw*0.99 {
				return s
			}
		}
	}
	p := math.Pow(10, math.Floor(math.Log10(raw)))
	for _, m := range []float64{1, 2, 5, 10} {
		if m*p >= raw*0.999 {
			return m * p
		}
	}
	return 10 * p
}

// logTicks lists 1, 2, 5 of each decade, or the decades alone when that would be too many.
func logTicks(lo, hi float64, want int) []float64 {
	for _, mult := range [][]float64{{1, 2, 5}, {1, 3}, {1}} {
		var out []float64
		for e := math.Floor(math.Log10(lo) + 1e-9); e <= math.Ceil(math.Log10(hi)); e++ {
			for _, m := range mult {
				if v := m * math.Pow(10, e); v >= lo*0.9999 && v <= hi*1.0001 {
					out = append(out, v)
				}
			}
		}
		if len(out) <= want+3 || len(mult) == 1 {
			return out
		}
	}
	return nil
}

// logCover widens [lo, hi] to 1, 2 or 5 of a decade on both sides.
func logCover(lo, hi float64, want int) (ticks []float64, low, high float64) {
	snap := func(v float64, up bool) float64 {
		p := math.Pow(10, math.Floor(math.Log10(v)+1e-12))
		best := p
		for _, m := range []float64{1, 2, 5, 10} {
			if up && m*p >= v*(1-1e-9) {
				return m * p
			}
			if !up && m*p <= v*(1+1e-9) {
				best = m * p
			}
		}
		return best
	}
	low, high = snap(lo, false), snap(hi, true)
	if low == high {
		high = low * 10
	}
	return logTicks(low, high, want), low, high
}

// tickText prints a tick with as many decimals as its neighbours need.
func (s scale) tickText(v float64) string {
	if s.axis.Log || len(s.ticks) < 2 {
		return short(v)
	}
	step := math.Inf(1)
	for i := 1; i < len(s.ticks); i++ {
		step = math.Min(step, math.Abs(s.ticks[i]-s.ticks[i-1]))
	}
	if m := math.Max(math.Abs(s.min), math.Abs(s.max)); m >= 1e6 || m < 1e-3 {
		return short(v)
	}
	d := 0
	for d < 6 && math.Abs(math.Round(step*math.Pow(10, float64(d)))-step*math.Pow(10, float64(d))) > 1e-6 {
		d++
	}
	if math.Abs(v) < step*1e-6 {
		v = 0 // -0 and what rounding leaves of a zero
	}
	return strconv.FormatFloat(v, 'f', d, 64)
}
