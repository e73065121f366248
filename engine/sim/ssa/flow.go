package ssa

import "math"

// flow is what time alone does between reactions and events: clocks run linearly, and comparisons with them or with time change at times
// that are computed.
type flow struct {
	w        *path
	since    float64   // time of the values in base
	base     []float64 // of the clocks
	speed    []float64
	cross    []float64 // value and rate of each crossing
	edge     []bool    // the crossing is zero, and the time right after has been looked at
	moving   bool      // there are clocks or crossings
	nearby   float64   // a time too short to matter
	atEdge   []int     // crossings whose edge the horizon is
	rootSide []float64
}

func newFlow(w *path) *flow {
	j := w.p.Jumps
	return &flow{
		w: w, base: make([]float64, len(j.Clocks)), speed: make([]float64, len(j.Clocks)), cross: make([]float64, len(j.Crossing.Out)),
		edge: make([]bool, len(j.Crossings)), moving: len(j.Clocks)+len(j.Crossings) > 0, rootSide: make([]float64, len(j.Crossing.Out)),
	}
}

func (f *flow) begin() {
	clear(f.edge)
	f.nearby = 0x1p-50 * (f.w.r.End - f.w.r.Start)
	f.rebase()
}

// rebase starts the clocks anew at the present values: some of them, or a speed, may have changed.
func (f *flow) rebase() {
	if !f.moving {
		return
	}
	f.since = f.w.t
	for k, s := range f.w.p.Jumps.Clocks {
		f.base[k] = f.w.x[s]
	}
	f.w.m.Clocks(f.speed)
}

// look sets time and clocks to a time not before the present one.
func (f *flow) look(t float64) {
	f.w.m.SetTime(t)
	for k, s := range f.w.p.Jumps.Clocks {
		f.w.x[s] = f.base[k]
		if d := t - f.since; d > 0 {
			f.w.x[s] += float64(f.speed[k] * d)
		}
	}
}

// next finds the horizon: the time at which something other than a reaction happens, or the end.
func (f *flow) next() float64 {
	w := f.w
	horizon := min(w.r.End, w.ev.due())
	if f.moving {
		f.rebase()
		horizon = min(horizon, f.crossing())
	}
	return max(horizon, w.t)
}

// crossing finds the first time at which a crossing changes its side.
func (f *flow) crossing() float64 {
	w := f.w
	if len(f.edge) == 0 {
		return math.Inf(1)
	}
	w.m.SetTime(w.t)
	w.m.Crossings(f.cross)
	first := math.Inf(1)
	f.atEdge = f.atEdge[:0]
	for i := range f.edge {
		g, rate := f.cross[2*i], f.cross[2*i+1]
		at := math.Inf(1)
		switch {
		case g == 0 && rate != 0 && !f.edge[i]:
			at = w.t + f.gap(w.t) // on the edge: < and <= part right after it
		case g*rate < 0:
			at = w.t - g/rate
		}
		if g != 0 {
			f.edge[i] = false
		}
		if at < first {
			first, f.atEdge = at, f.atEdge[:0]
		}
		if at == first {
			f.atEdge = append(f.atEdge, i)
		}
	}
	if math.IsInf(first, 1) || first > w.r.End+f.gap(w.r.End) {
		return math.Inf(1)
	}
	copy(f.rootSide, f.cross)
	for _, i := range f.atEdge {
		if f.rootSide[2*i] == 0 {
			f.edge[i] = true
			return first
		}
	}
	return f.refine(first)
}

// gap is a time longer than rounding errors near t.
func (f *flow) gap(t float64) float64 { return max(0x1p-50*math.Abs(t), f.nearby) }

// refine bisects for the first float at which a crossing near a computed time has changed its side, so that rounding puts no event behind
// the time at which its trigger is first true.
func (f *flow) refine(at float64) float64 {
	w := f.w
	changed := func(t float64) bool {
		f.look(t)
		w.m.Crossings(f.cross)
		for _, i := range f.atEdge {
			if !(f.cross[2*i]*f.rootSide[2*i] > 0) {
				return true
			}
		}
		return false
	}
	lo, hi := max(w.t, at-f.gap(at)), at+f.gap(at)
	defer func() { f.look(w.t) }()
	if !changed(hi) {
		return hi
	}
	if lo > w.t && changed(lo) {
		return lo
	}
	for {
		mid := lo + float64(0.5*(hi-lo))
		if !(mid > lo && mid < hi) {
			return hi
		}
		if changed(mid) {
			hi = mid
		} else {
			lo = mid
		}
	}
}
