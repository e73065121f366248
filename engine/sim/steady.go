package sim

import (
	"fmt"
	"math"

	"jakstat/engine/dose"
)

// search finds the periodic state of a steady-state record: it runs dosing intervals on the lane and extrapolates the sequence of their
// ends to its fixed point. That one interval hardly changes a state proves nothing: near saturation, or with a slow
// compartment, a state may creep for hundreds of intervals. A state is accepted when a sequence started at an extrapolated fixed
// point extrapolates back to it, or when every component visibly converges (see [search.converges]).
type search struct {
	regimen   regimen
	superpose bool
	before    []float64 // state to add to, when superposing
	saved     map[int]infusion
	change    dose.Change
	at        int // next breakpoint of the interval
	rates     map[int][]float64
	sequence  [][]float64
	candidate []float64
	jumped    bool      // the sequence starts at an extrapolated fixed point
	start     []float64 // state before the first interval
	largest   []float64 // change of each component over one interval, at most
	intervals int
	constant  bool // a constant infusion since ever: no doses, only its rate
}

const (
	maxIntervals = 3000 // half a year of four doses a day, several half-lives of any drug
	maxSequence  = 12   // restart an extrapolation that has not settled
	constantStep = 24.0 // h between looks at the approach to equilibrium under a constant infusion
)

// steady starts a search at a steady-state change; all such changes of one record are one regimen.
func (ln *lane) steady(c dose.Change) bool {
	if !ln.w.request.Program.Autonomous {
		ln.failed = &Failure{
			Subject: ln.w.request.id(ln.subject), Time: c.Time,
			Reason: "the model's equations change with time, so no dosing interval repeats: simulate the doses one by one instead of using SS",
		}
		ln.w.finish(ln)
		return false
	}
	group := []dose.Change{c}
	rest := ln.plan.changes[:ln.next:ln.next]
	for _, d := range ln.plan.changes[ln.next:] {
		if d.Kind == dose.SetSteadyState && ln.plan.record[d.Event] == ln.plan.record[c.Event] && d.Time == c.Time {
			group = append(group, d)
		} else {
			rest = append(rest, d)
		}
	}
	// The plan belongs to this subject alone, so its changes may be regrouped.
	ln.plan.changes = rest
	s := &search{superpose: c.Superpose, change: c, rates: map[int][]float64{}}
	if s.superpose {
		s.before = append([]float64(nil), ln.y...)
		s.saved = map[int]infusion{}
		for k, v := range ln.running {
			s.saved[k] = v
		}
	}
	ln.reset()
	if c.II == 0 {
		s.constant = true
		s.regimen.II = constantStep
		ln.addRate(ln.plan.targets[c.Event].input, c.Rate)
	} else {
		s.regimen = periodic(ln.plan, group)
	}
	ln.search = s
	s.start, s.largest = append([]float64(nil), ln.y...), make([]float64, len(ln.y))
	s.sequence = [][]float64{append([]float64(nil), ln.y...)}
	s.interval(ln)
	return false
}

// interval starts one dosing interval from the lane's state.
func (s *search) interval(ln *lane) {
	s.intervals++
	s.at = 0
	if !s.constant {
		ln.clearInputs()
		clear(s.rates)
		for i, p := range s.regimen.parts {
			for range p.running {
				s.infuse(ln, i, p)
			}
		}
	}
	ln.restart(0, s.regimen.II)
	s.breakpoints(ln, 0)
}

func (s *search) infuse(ln *lane, i int, p part) {
	rate := float64(ln.fraction(p.target, 0)*p.amount) / p.duration
	s.rates[i] = append(s.rates[i], rate)
	ln.addRate(p.input, rate)
}

// breakpoints applies what happens at time t of the interval and goes on to the next breakpoint.
func (s *search) breakpoints(ln *lane, t float64) {
	for s.at < len(s.regimen.events) && s.regimen.events[s.at].at <= t {
		b := s.regimen.events[s.at]
		s.at++
		p := s.regimen.parts[b.dose]
		switch {
		case !b.arrives:
			ln.addRate(p.input, -s.rates[b.dose][0])
			s.rates[b.dose] = s.rates[b.dose][1:]
		case p.duration > 0:
			s.infuse(ln, b.dose, p)
		default:
			ln.y[p.state] += float64(ln.fraction(p.target, 0) * p.amount)
		}
	}
	ln.w.solver.Jump(ln.index, ln.y)
	stop := s.regimen.II
	if s.at < len(s.regimen.events) {
		stop = s.regimen.events[s.at].at
	}
	ln.w.solver.SetStop(ln.index, stop)
}

// arrived is called at each stop with the lane's state read.
func (s *search) arrived(ln *lane) {
	_, t := ln.w.solver.Last(ln.index)
	if t < s.regimen.II {
		s.breakpoints(ln, t)
		return
	}
	last := s.sequence[len(s.sequence)-1]
	y := append([]float64(nil), ln.y...)
	scale := s.scale(ln, y)
	s.sequence = append(s.sequence, y)
	for i := range y {
		s.largest[i] = max(s.largest[i], math.Abs(y[i]-last[i]))
	}
	if s.converges(scale) {
		s.accept(ln)
		return
	}
	if s.intervals >= maxIntervals {
		ln.failed = &Failure{
			Subject: ln.w.request.id(ln.subject), Time: s.change.Time,
			Reason: fmt.Sprintf("no steady state after %d dosing intervals; %s still changes: does the dose exceed what the model can eliminate?",
				s.intervals, ln.w.request.Program.States[worst(last, y, scale)].ID),
		}
		ln.w.finish(ln)
		return
	}
	if x, ok := extrapolate(s.sequence, scale); ok && !s.turnsNegative(x) && !s.outOfReach(x) {
		if s.jumped && distance(s.sequence[0], x, scale) <= 1 {
			copy(ln.y, x)
			s.accept(ln)
			return
		}
		settled := s.candidate != nil && distance(s.candidate, x, scale) <= 1
		s.candidate = x
		if settled || len(s.sequence) >= maxSequence {
			copy(ln.y, x)
			s.sequence, s.candidate, s.jumped = [][]float64{x}, nil, true
		}
	} else if len(s.sequence) >= maxSequence {
		s.sequence, s.candidate, s.jumped = [][]float64{y}, nil, false
	}
	s.interval(ln)
}

// converges tells whether the last two intervals show every component arriving: it changed by no more than the tolerance, and by no
// more than half of what it changed before, so that what is still to come is less than the last change; or it hardly changes at all.
func (s *search) converges(scale []float64) bool {
	n := len(s.sequence)
	if n < 3 {
		return false
	}
	for i, w := range scale {
		before := math.Abs(s.sequence[n-2][i]-s.sequence[n-3][i]) / w
		change := math.Abs(s.sequence[n-1][i]-s.sequence[n-2][i]) / w
		if change > 1 || change > stillness && change > before/2 {
			return false
		}
	}
	return true
}

// stillness is the change, in tolerances, that counts as none: carried on for maxIntervals it would add up to three tolerances.
const stillness = 0.001

// outOfReach tells whether an extrapolation lies farther away than maxIntervals could have carried the state. What
// accumulates without end is extrapolated to any height, where the change of one interval drowns in the tolerance and would
// pass for a steady state.
func (s *search) outOfReach(x []float64) bool {
	for i, v := range x {
		if math.Abs(v-s.start[i]) > maxIntervals*s.largest[i] {
			return true
		}
	}
	return false
}

// turnsNegative tells whether an extrapolation leaves the side of zero on which the whole sequence lies: an amount
// below zero is no state of a model, and a saturable equation may break down on it.
func (s *search) turnsNegative(x []float64) bool {
	for i, v := range x {
		if v >= 0 {
			continue
		}
		lowest := 0.0
		for _, y := range s.sequence {
			lowest = min(lowest, y[i])
		}
		if lowest >= 0 {
			return true
		}
	}
	return false
}

// scale is the tolerance of a component: ten times the solver's, because extrapolation and one interval add their errors.
func (s *search) scale(ln *lane, y []float64) []float64 {
	o := ln.w.options
	out := make([]float64, len(y))
	for i, v := range y {
		a := o.ATol[min(i, len(o.ATol)-1)]
		out[i] = 10 * (a + float64(o.RTol*math.Abs(v)))
	}
	return out
}

func distance(a, b, scale []float64) float64 {
	return math.Abs(a[worst(a, b, scale)]-b[worst(a, b, scale)]) / scale[worst(a, b, scale)]
}

func worst(a, b, scale []float64) int {
	at := 0
	for i := range a {
		if math.Abs(a[i]-b[i])/scale[i] > math.Abs(a[at]-b[at])/scale[at] {
			at = i
		}
	}
	return at
}

// accept ends the search: the lane goes back to the timeline in the periodic state.
func (s *search) accept(ln *lane) {
	ln.clearInputs()
	if s.superpose {
		for i := range ln.y {
			ln.y[i] += s.before[i]
		}
		for k, v := range s.saved {
			ln.running[k] = v
			ln.addRate(v.input, v.rate)
		}
	}
	ln.search = nil
	t := s.change.Time
	ln.restart(t, t)
	ln.proceed(t)
}
