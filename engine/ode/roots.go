package ode

import "math"

// rootSamples is the number of equal parts of a step whose ends are checked for sign changes, so that
// a function that crosses zero and returns within a long step is still seen in most cases.
const rootSamples = 4

// justAfter is the part of a step after which a function that was zero at its start shows its sign.
const justAfter = 1.0 / (1 << 20)

// rootFinder locates the first sign change of any root function in accepted steps.
//
// Each function has a side, the sign it had when last looked at. A root is a time at which a function
// is zero or on the other side; the time reported is the upper end of the final bracket, so that the
// state there has the new sign. A function that is zero where a lane starts, jumps or left a root
// takes its side from just after, so that a root is reported once; a function that leaves zero
// is not a root.
//
// The search is the Illinois variant of false position with forced bisection, on all functions at once
// (Hiebert and Shampine, SAND80-0180; also in SUNDIALS): the bracket always keeps the earliest change.
type rootFinder struct {
	*problem
	rs         RootSystem
	count      int
	ofTime     bool   // the functions do not read the states
	side       []int8 // [lane*count+function]
	fired      []bool // reported at the present time of the lane
	directions []int8 // of the last report
	g          []float64
	low, high  []float64 // values at the ends of the bracket, slot-major like g
	t, y       []float64
	lane       []bracket
}

// bracket is the state of the search in one lane.
type bracket struct {
	searching, found     bool
	unknown              bool // some function has no side
	lo, hi               float64
	weightLow, weightHi  float64
	lastMove, iterations int
}

func newRootFinder(p *problem, rs RootSystem) *rootFinder {
	count := rs.Roots()
	gl := count * p.lanes
	tr, ok := rs.(TimeRootSystem)
	return &rootFinder{
		ofTime: ok && tr.RootsOfTime(), problem: p, rs: rs, count: count,
		side: make([]int8, gl), fired: make([]bool, gl), directions: make([]int8, gl),
		g: make([]float64, gl), low: make([]float64, gl), high: make([]float64, gl),
		t: make([]float64, p.lanes), y: make([]float64, p.n*p.lanes), lane: make([]bracket, p.lanes),
	}
}

func (r *rootFinder) forget(l int) { clear(r.fired[l*r.count : (l+1)*r.count]) }

func sign(v float64) int8 {
	switch {
	case v > 0:
		return 1
	case v < 0:
		return -1
	default:
		return 0
	}
}

// begin takes the sides of the lanes in mask from their state. A function whose root the lane stands on
// has a sign made of rounding errors; its side is left open.
func (r *rootFinder) begin(t, y []float64, mask []bool, stats []Stats) {
	r.rs.RootFunctions(t, y, r.g)
	for l, on := range mask {
		if !on {
			continue
		}
		stats[l].RootChecks++
		for i := range r.count {
			r.low[i*r.lanes+l] = r.g[i*r.lanes+l]
			r.side[l*r.count+i] = sign(r.g[i*r.lanes+l])
			if r.fired[l*r.count+i] {
				r.side[l*r.count+i] = 0
			}
		}
	}
}

// changed tells whether some function of lane l has, in r.g, left its side.
func (r *rootFinder) changed(l int) bool {
	for i := range r.count {
		if side := r.side[l*r.count+i]; side != 0 && sign(r.g[i*r.lanes+l]) != side && r.g[i*r.lanes+l] == r.g[i*r.lanes+l] {
			return true
		}
	}
	return false
}

// open gives functions without a side the sign they have in r.g.
func (r *rootFinder) open(l int) {
	for i := range r.count {
		if side := &r.side[l*r.count+i]; *side == 0 {
			*side = sign(r.g[i*r.lanes+l])
		}
	}
}

func (r *rootFinder) keep(dst []float64, l int) {
	for i := range r.count {
		dst[i*r.lanes+l] = r.g[i*r.lanes+l]
	}
}

// at puts lane l to time t of its last step, for the next evaluation.
func (s *Solver) at(l int, t float64) {
	r := s.root
	r.t[l] = t
	if r.ofTime {
		return
	}
	if t == s.state[l].end {
		s.copyLane(r.y, s.a.ynew, l)
		return
	}
	s.interpolate(l, t, r.y[l:], s.lanes)
}

// findRoots looks for roots in the steps just accepted and ends each at its first one.
func (s *Solver) findRoots() {
	r := s.root
	accepted, unknown := false, false
	for l := range s.state {
		b := &r.lane[l]
		*b = bracket{searching: s.a.active[l] && s.state[l].pending == atEnd}
		if !b.searching {
			continue
		}
		accepted = true
		b.lo = s.state[l].t0
		clear(r.fired[l*r.count : (l+1)*r.count])
		for _, side := range r.side[l*r.count : (l+1)*r.count] {
			b.unknown = b.unknown || side == 0
		}
		unknown = unknown || b.unknown
	}
	if !accepted {
		return
	}
	if unknown {
		s.sampleJustAfter()
	}
	for q := 1; q <= rootSamples; q++ {
		s.sample(q)
	}
	for s.narrow() {
	}
	for l := range r.lane {
		if r.lane[l].found {
			s.report(l)
		}
	}
}

func (s *Solver) sampleJustAfter() {
	r := s.root
	for l := range r.lane {
		if r.lane[l].unknown {
			s.at(l, s.state[l].t0+float64(justAfter*s.state[l].try))
		}
	}
	r.rs.RootFunctions(r.t, r.y, r.g)
	for l := range r.lane {
		if r.lane[l].unknown {
			s.a.stats[l].RootChecks++
			for i := range r.count {
				if r.side[l*r.count+i] == 0 {
					r.low[i*r.lanes+l] = r.g[i*r.lanes+l]
				}
			}
			r.open(l)
		}
	}
}

// sample evaluates the end of part q of the step in the lanes that have no bracket yet.
func (s *Solver) sample(q int) {
	r := s.root
	for l := range r.lane {
		b, ln := &r.lane[l], &s.state[l]
		if !b.searching || b.found {
			continue
		}
		b.hi = ln.end
		if q < rootSamples {
			b.hi = ln.t0 + float64(ln.try*(float64(q)/rootSamples))
		}
		s.at(l, b.hi)
	}
	r.rs.RootFunctions(r.t, r.y, r.g)
	for l := range r.lane {
		b := &r.lane[l]
		if !b.searching || b.found {
			continue
		}
		s.a.stats[l].RootChecks++
		if r.changed(l) {
			b.found, b.weightLow, b.weightHi = true, 1, 1
			r.keep(r.high, l)
			continue
		}
		r.open(l)
		r.keep(r.low, l)
		b.lo = b.hi
	}
}

// narrow does one iteration in every lane whose bracket is still wide; it reports whether there was any.
func (s *Solver) narrow() bool {
	r := s.root
	any := false
	for l := range r.lane {
		b := &r.lane[l]
		b.searching = b.found && b.hi-b.lo > rootResolution(b.lo, b.hi, s.state[l].try)
		if b.searching {
			any = true
			s.at(l, r.guess(l))
		}
	}
	if !any {
		return false
	}
	r.rs.RootFunctions(r.t, r.y, r.g)
	for l := range r.lane {
		b := &r.lane[l]
		if !b.searching {
			continue
		}
		s.a.stats[l].RootChecks++
		b.iterations++
		if r.changed(l) {
			b.hi = r.t[l]
			r.keep(r.high, l)
			if b.lastMove == 1 {
				b.weightLow *= 0.5
			}
			b.weightHi, b.lastMove = 1, 1
		} else {
			b.lo = r.t[l]
			r.keep(r.low, l)
			if b.lastMove == -1 {
				b.weightHi *= 0.5
			}
			b.weightLow, b.lastMove = 1, -1
		}
	}
	return true
}

// rootResolution is how close a root is located: the rounding error of times, and of positions in the
// step.
func rootResolution(lo, hi, h float64) float64 {
	const eps = 1.0 / (1 << 52)
	return 4 * eps * max(math.Abs(lo), math.Abs(hi), h)
}

// guess proposes where the earliest root of the bracket is, strictly inside it.
func (r *rootFinder) guess(l int) float64 {
	b := &r.lane[l]
	width := b.hi - b.lo
	if b.iterations%3 == 2 {
		return b.lo + float64(0.5*width)
	}
	part := 1.0
	for i := range r.count {
		side, g1 := r.side[l*r.count+i], r.high[i*r.lanes+l]
		if side == 0 || sign(g1) == side || g1 != g1 {
			continue
		}
		low, high := float64(b.weightLow*math.Abs(r.low[i*r.lanes+l])), float64(b.weightHi*math.Abs(g1))
		if p := low / (low + high); p < part {
			part = p
		}
	}
	// Half the final resolution off the ends, so that a guess on the root closes the bracket.
	margin := min(0.5, 4e-16*max(math.Abs(b.lo), math.Abs(b.hi), width)/width)
	t := b.lo + float64(width*min(1-margin, max(margin, part)))
	if t <= b.lo || t >= b.hi {
		t = b.lo + float64(0.5*width)
	}
	return t
}

// report ends the step of lane l at the upper end of its bracket.
func (s *Solver) report(l int) {
	r, ln, b := s.root, &s.state[l], &s.root.lane[l]
	for i := range r.count {
		at := l*r.count + i
		g := r.high[i*r.lanes+l]
		r.directions[at] = 0
		if side := r.side[at]; side != 0 && sign(g) != side && g == g {
			r.directions[at], r.fired[at] = -side, true
			r.side[at] = sign(g)
		}
	}
	for i := range r.count {
		r.low[i*r.lanes+l] = r.high[i*r.lanes+l]
	}
	ln.status = AtRoot
	if b.hi == ln.end {
		return
	}
	s.interpolate(l, b.hi, s.yroot[l:], s.lanes)
	ln.t, ln.t1, ln.pending = b.hi, b.hi, atRootOf
}
