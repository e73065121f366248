package sim

import (
	"math"

	"jakstat/engine/compile"
	"jakstat/engine/dose"
	"jakstat/engine/ode"
	"jakstat/engine/vm"
)

// lane runs one subject: it walks the subject's timeline, asks the solver for stretches between discontinuities,
// and reads observations off the dense output.
type lane struct {
	w       *worker
	index   int // of the lane
	subject int
	plan    *plan
	next    int // next change of the plan
	grid    int // next time of the plan's grid
	segment int
	y       []float64
	rates   []float64 // input rates by input, sums over running infusions
	running map[int]infusion
	seen    int         // observations recorded
	times   []float64   // their times
	states  [][]float64 // state at each observation
	search  *search     // a steady state being found; nil otherwise
	stats   ode.Stats
	failed  *Failure
}

// infusion is a running zero-order input.
type infusion struct {
	input int
	rate  float64
}

// begin starts a subject on the lane.
func (ln *lane) begin(subject int, pl *plan) {
	w := ln.w
	ln.subject, ln.plan, ln.next, ln.grid, ln.segment, ln.seen, ln.failed, ln.search, ln.stats = subject, pl, 0, 0, 0, 0, nil, nil, ode.Stats{}
	ln.reset()
	t := 0.0
	switch {
	case len(pl.changes) > 0:
		ln.segment = pl.changes[0].Segment
		t = min(t, pl.changes[0].Time)
	case len(pl.grid) > 0:
		t = min(t, pl.grid[0])
	default:
		w.finish(ln)
		return
	}
	w.solver.Start(ln.index, t, ln.y, t)
	ln.proceed(t)
}

// reset puts amounts to their initial values and ends all inputs.
func (ln *lane) reset() {
	ln.w.initial(ln.index, ln.y)
	ln.clearInputs()
}

func (ln *lane) clearInputs() {
	for i := range ln.rates {
		ln.rates[i] = 0
		ln.w.machine.SetInput(ln.index, i, 0)
	}
	clear(ln.running)
}

func (ln *lane) addRate(input int, rate float64) {
	ln.rates[input] += rate
	ln.w.machine.SetInput(ln.index, input, ln.rates[input])
}

// proceed applies every change at time t and sends the lane on to the next discontinuity. The lane stands at t with state y.
func (ln *lane) proceed(t float64) {
	for ln.next < len(ln.plan.changes) {
		c := ln.plan.changes[ln.next]
		if c.Segment != ln.segment {
			ln.segment = c.Segment
			t = c.Time
			ln.restart(t, t)
		}
		if c.Time > t {
			break
		}
		// A grid reads the value before the first dose at its time, the trough (order of ties in package dose).
		if c.Kind == dose.Bolus || c.Kind == dose.InfusionStart {
			ln.observe(t + sameTime)
		}
		ln.next++
		if !ln.apply(c) {
			return // a steady-state search took over the lane
		}
	}
	ln.observe(t)
	if ln.next == len(ln.plan.changes) && ln.grid == len(ln.plan.grid) {
		ln.w.finish(ln)
		return
	}
	ln.w.solver.Jump(ln.index, ln.y)
	ln.w.solver.SetStop(ln.index, ln.stop())
}

// sameTime (h) is how near a grid time must be to a dose to mean its time, as in package dose: 3 × 0.1 h is not 0.3 h in
// floating point, and the difference between trough and peak is large.
const sameTime = 1e-9

// observe records the present state for every grid time up to t.
func (ln *lane) observe(t float64) {
	for ln.segment == ln.plan.last && ln.grid < len(ln.plan.grid) && ln.plan.grid[ln.grid] <= t {
		ln.record(ln.plan.grid[ln.grid], ln.y)
		ln.grid++
	}
}

// stop is the time of the next discontinuity. The last observation is none: the step goes where its error allows and
// the observation is read from within, so that where a grid ends moves no value before.
func (ln *lane) stop() float64 {
	for _, c := range ln.plan.changes[ln.next:] {
		if c.Segment != ln.segment {
			break
		}
		if c.Kind != dose.Observation {
			return c.Time
		}
	}
	return math.Inf(1)
}

// seenAll tells whether nothing is left to happen or to be read on the stretch of time that the lane is on.
func (ln *lane) seenAll() bool {
	if ln.next < len(ln.plan.changes) {
		return ln.plan.changes[ln.next].Segment != ln.segment
	}
	return ln.grid == len(ln.plan.grid)
}

// restart begins a new stretch from the lane's state; the work of the one before still counts.
func (ln *lane) restart(t, stop float64) {
	ln.stats.Add(ln.w.solver.Stats(ln.index))
	ln.w.solver.Start(ln.index, t, ln.y, stop)
}

// apply performs one change on the lane's state; false when a steady-state search starts.
func (ln *lane) apply(c dose.Change) bool {
	switch c.Kind {
	case dose.Observation:
		ln.record(c.Time, ln.y)
	case dose.ResetState:
		ln.reset()
	case dose.Bolus:
		tg := ln.plan.targets[c.Event]
		ln.y[tg.state] += float64(ln.fraction(tg, c.Time) * c.Amount)
	case dose.InfusionStart:
		tg := ln.plan.targets[c.Event]
		in := infusion{tg.input, float64(ln.fraction(tg, c.Time) * c.Rate)}
		ln.running[c.Dose] = in
		ln.addRate(in.input, in.rate)
	case dose.InfusionStop:
		in := ln.running[c.Dose]
		delete(ln.running, c.Dose)
		ln.addRate(in.input, -in.rate)
		if len(ln.running) == 0 {
			ln.clearInputs() // sums of rates keep no rounding residue
		}
	case dose.SetSteadyState:
		return ln.steady(c)
	}
	return true
}

// fraction is the part of the dose that an arm delivers, given the state at its arrival.
func (ln *lane) fraction(tg target, t float64) float64 {
	if tg.route < 0 || tg.applied {
		return 1
	}
	return ln.w.arms(ln.index, tg.route, tg.amount, t, ln.y)[tg.arm].fraction
}

// record stores the state of the next observation.
func (ln *lane) record(t float64, y []float64) {
	if ln.seen == len(ln.states) {
		ln.states, ln.times = append(ln.states, make([]float64, len(y))), append(ln.times, 0)
	}
	ln.times[ln.seen] = t
	copy(ln.states[ln.seen], y)
	ln.seen++
}

// step looks at what the solver did with the lane.
func (ln *lane) step() {
	s := ln.w.solver
	switch s.Status(ln.index) {
	case ode.Failed:
		ln.fail(s.Result(ln.index))
		return
	case ode.Idle, ode.Running:
		return
	}
	_, t1 := s.Last(ln.index)
	atStop := s.Status(ln.index) == ode.AtStop
	if ln.search != nil {
		if atStop {
			s.State(ln.index, ln.y)
			ln.search.arrived(ln)
		}
		return
	}
	for ln.next < len(ln.plan.changes) {
		c := ln.plan.changes[ln.next]
		if c.Kind != dose.Observation || c.Segment != ln.segment || c.Time > t1 || atStop && c.Time == t1 {
			break
		}
		ln.interpolateGrid(c.Time, false)
		s.Interpolate(ln.index, c.Time, ln.w.scratch)
		ln.record(c.Time, ln.w.scratch)
		ln.next++
	}
	ln.interpolateGrid(t1, !atStop)
	if atStop || ln.seenAll() {
		s.State(ln.index, ln.y)
		ln.proceed(t1)
	}
}

// interpolateGrid records grid times before end, or up to it when inclusive, off the dense output.
func (ln *lane) interpolateGrid(end float64, inclusive bool) {
	if ln.segment != ln.plan.last {
		return
	}
	for ln.grid < len(ln.plan.grid) {
		t := ln.plan.grid[ln.grid]
		if t > end || t == end && !inclusive {
			return
		}
		ln.w.solver.Interpolate(ln.index, t, ln.w.scratch)
		ln.record(t, ln.w.scratch)
		ln.grid++
	}
}

func (ln *lane) fail(r ode.Result) {
	name := func(i int) string { return ln.w.request.Program.States[i].ID }
	ln.failed = &Failure{Subject: ln.w.request.id(ln.subject), Time: r.Time, Reason: r.Advice(name)}
	ln.w.finish(ln)
}

// outputs evaluates the observed states of the subject, a batch of observation times side by side in the lanes of the
// output machine.
func (ln *lane) outputs(out *vm.Machine, p *compile.Program) [][]float64 {
	n, batch := out.Size()
	t, y := make([]float64, batch), make([]float64, n*batch)
	result := make([]float64, len(p.Outputs)*batch)
	values := make([][]float64, len(p.Outputs))
	for o := range values {
		values[o] = make([]float64, ln.seen)
	}
	for k := 0; k < ln.seen; k += batch {
		for b := range batch {
			at := min(k+b, ln.seen-1)
			t[b] = ln.times[at]
			for i, v := range ln.states[at] {
				y[i*batch+b] = v
			}
		}
		out.Outputs(t, y, result)
		for o := range values {
			for b := 0; b < batch && k+b < ln.seen; b++ {
				values[o][k+b] = result[o*batch+b] * p.Outputs[o].Scale
			}
		}
	}
	return values
}
