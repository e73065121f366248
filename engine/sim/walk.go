package sim

import (
	"context"
	"fmt"
	"math"
	"slices"

	"jakstat/engine/compile"
	"jakstat/engine/ode"
)

// solvable are the constructs that Solve handles.
var solvable = []compile.FeatureKind{compile.FeatureRoot, compile.FeatureAlgebraic, compile.FeatureEvent, compile.FeatureDelay, compile.FeatureFast}

// walk is one run under way: it asks the solver for steps, ends them where something happens and reads observations off them.
//
// A switch in the equations that depends on time alone ends a step exactly: the step across it is thrown away and done again up to the
// last float before it. One that depends on states is located on the dense output and the integration starts anew there; the step
// across it has passed the error test with the jump inside.
type walk struct {
	r       *ModelRun
	f       *field
	solver  *ode.Solver
	choice  *choice
	options ode.Options
	events  *happenings
	course  *Course
	t       float64
	y       []float64 // solver components at t
	scratch []float64
	g, out  []float64
	seen    int     // observations recorded
	wall    float64 // a time-dependent switch comes right after the present stop; +Inf: none
	limit   float64 // stop for the sake of a short lag; +Inf: none
	echoes  echoes
	rest    *equilibrium // nil without fast reactions
	rapid   repeats      // executions of events
	sliding repeats      // state-dependent switches
	given   given
}

// run walks from the start to the end.
func (w *walk) run(ctx context.Context) error {
	w.wall, w.limit = math.Inf(1), math.Inf(1)
	if err := w.consistent(); err != nil {
		return err
	}
	if h := w.f.past; h != nil {
		h.first = slices.Clone(w.f.unpack(w.t, w.y))
	}
	if err := w.arrive(true); err != nil {
		return err
	}
	for w.t < w.r.End {
		if ctx.Err() != nil {
			return ctx.Err()
		}
		if err := w.step(); err != nil {
			return err
		}
		if h := w.f.past; h != nil && h.bad != nil {
			return h.bad
		}
	}
	w.readHere()
	w.addStats()
	w.choice.finish(w.solver, w.course.Stats)
	return nil
}

// arrive handles what happens at the present time and sets the solver off from there. The caller says whether the equations changed.
func (w *walk) arrive(switched bool) error {
	if w.f.past != nil {
		w.f.past.base = w.t
	}
	switched = w.take() || switched
	if err := w.consistent(); err != nil {
		return err
	}
	count := w.events.count
	if err := w.events.update(); err != nil {
		return err
	}
	w.echoes.arrive(w.t, switched || w.events.count > count)
	if w.t >= w.r.End {
		return nil
	}
	w.leave()
	return nil
}

// leave starts the solver at the present state. Where a time-dependent switch is exactly at its edge, the next float is on the new
// side of both < and <=.
func (w *walk) leave() {
	w.readHere()
	t := w.t
	if w.atEdge() {
		if t = math.Nextafter(t, math.Inf(1)); w.t == 0 {
			t = 0x1p-60 * (w.r.End - w.r.Start)
		}
	}
	w.addStats()
	w.wall, w.limit = math.Inf(1), math.Inf(1)
	w.solver.Start(0, t, w.y, max(t, w.stop()))
	w.t = t
	if w.f.past != nil {
		w.f.past.base = t
	}
}

// stop is the next time that a step must hit.
func (w *walk) stop() float64 {
	return min(w.r.End, w.wall, w.limit, w.given.due(), w.events.queue.Due(), w.echoes.next())
}

func (w *walk) atEdge() bool {
	w.roots(w.t, w.y)
	for i, root := range w.r.Program.Roots {
		if root.Switch && root.TimeOnly && w.g[i] == 0 {
			return true
		}
	}
	return false
}

func (w *walk) roots(t float64, y []float64) {
	if len(w.g) > 0 {
		w.f.RootFunctions([]float64{t}, y, w.g)
	}
}

// consistent makes the algebraic states satisfy their rules. The solver does that at the first step after a start; that step goes nowhere.
func (w *walk) consistent() error {
	if w.f.mass == nil {
		return nil
	}
	w.addStats()
	if w.rest != nil {
		full := w.f.unpack(w.t, w.y)
		if err := w.rest.settle(w.t, full, w.r.method()); err != nil {
			return err
		}
		w.f.pack(full, w.y)
	}
	w.solver.Start(0, w.t, w.y, w.t+max(1, w.r.End-w.r.Start))
	w.solver.Advance()
	switch w.solver.Status(0) {
	case ode.Failed:
		return w.failure()
	case ode.Running:
		w.solver.State(0, w.y)
	default:
		w.solver.Interpolate(0, w.t, w.y)
	}
	if w.rest != nil {
		return w.rest.check(w.t, w.f.unpack(w.t, w.y))
	}
	return nil
}

// step makes one step of the solver and handles what it ran into.
func (w *walk) step() error {
	s, h := w.solver, w.f.past
	if h != nil {
		h.overrun = false
	}
	s.Advance()
	switch s.Status(0) {
	case ode.Failed:
		if h != nil && h.bad != nil {
			return h.bad
		}
		if w.hop() {
			return w.arrive(true)
		}
		if m := w.choice.second(s.Result(0)); m != nil {
			return w.change(m, fmt.Sprintf("%s gave up: %s", w.choice.method.Name(), s.Result(0).Advice(w.f.name)))
		}
		return w.failure()
	case ode.Running:
		return nil
	}
	t0, t1 := s.Last(0)
	if h != nil {
		h.bad = nil // met in attempts that were not accepted
		if h.overrun && !w.harmless(t0, t1) {
			return w.shorten(t0, t1)
		}
	}
	at, stop, root := t1, s.Status(0) == ode.AtStop, s.Status(0) == ode.AtRoot
	if root {
		if err := w.flutter(s.RootDirections(0), t1); err != nil {
			return err
		}
		redo := false
		if at, stop, redo = w.edge(t0, t1); redo {
			return nil
		}
	}
	switched := root && stop
	stop = stop || t1 >= w.stop()
	if h != nil && at > t0 {
		h.keep(t0, at, func(t float64, y []float64) { s.Interpolate(0, t, y) })
	}
	// Triggers are looked at after every step, not only at roots: they may have parts that no root function describes.
	if trip, ok := w.events.trip(t0, at); ok {
		if h != nil {
			h.cut(trip)
		}
		at, stop = trip, true
	}
	if !stop {
		w.readStep(t1, true)
		w.t = t1
		s.State(0, w.scratch)
		if why, yes := w.choice.stiff(t1, w.scratch, t1-t0); yes {
			return w.change(w.choice.forStiff(), why)
		}
		return nil
	}
	if at == w.wall {
		return w.halt(at, math.Nextafter(at, math.Inf(1)), true)
	}
	return w.halt(at, at, switched)
}

// halt ends the last step at t, which counts as time as, and handles what happens there.
func (w *walk) halt(t, as float64, switched bool) error {
	w.readStep(t, false)
	w.solver.Interpolate(0, t, w.y)
	w.t = as
	return w.arrive(switched)
}

// harmless tells whether the delayed values that the last step guessed, because they lay inside the step itself, were good enough: with the
// step's own solution for them the equations at its end would not have changed by more than the tolerance over the step. A lag that starts
// at zero gets going by such steps.
func (w *walk) harmless(t0, t1 float64) bool {
	h, n := w.f.past, w.f.components()
	y, guessed, known := make([]float64, n), make([]float64, n), make([]float64, n)
	w.solver.State(0, y)
	w.f.RHS([]float64{t1}, y, guessed)
	h.keep(t0, t1, func(t float64, y []float64) { w.solver.Interpolate(0, t, y) })
	w.f.RHS([]float64{t1}, y, known)
	h.pieces = h.pieces[:len(h.pieces)-1]
	for i := range y {
		part := t1 - t0
		if w.f.mass != nil && w.f.mass[i] == 0 {
			part = 1
		}
		atol := w.options.ATol[min(i, len(w.options.ATol)-1)]
		if !(part*math.Abs(known[i]-guessed[i]) <= 0.1*(atol+float64(w.options.RTol*math.Abs(y[i])))) {
			return false
		}
	}
	return true
}

// shorten does a step again that was longer than a lag.
func (w *walk) shorten(t0, t1 float64) error {
	half := t0 + float64(0.5*(t1-t0))
	if half-t0 < 1e-13*max(math.Abs(t0), w.r.End-w.r.Start) {
		return &RunError{Code: "delay.lag", Time: t0, Reason: "a lag becomes so short that no step fits into it: look for a delay that comes near 0 without reaching it"}
	}
	w.solver.Interpolate(0, t0, w.scratch)
	w.addStats()
	w.limit = half
	w.solver.Start(0, t0, w.scratch, w.stop())
	return nil
}

// edge looks at the roots that ended the step [t0, t1]. It returns where the first of them is: for one that depends on time alone
// the first float at which it has changed. If that is a switch of the equations and the step has crossed it, the step
// is done again up to the float before. Nothing stops at a root that only says that a trigger may have changed, unless
// it depends on time: a trigger may be true at that float alone.
func (w *walk) edge(t0, t1 float64) (at float64, stop, redo bool) {
	at = t1
	first := -1
	for i, d := range w.solver.RootDirections(0) {
		if d == 0 {
			continue
		}
		root := &w.r.Program.Roots[i]
		stop = stop || root.Switch || root.TimeOnly
		if !root.TimeOnly {
			continue
		}
		if t := w.firstChange(i, d, t0, t1); first < 0 || t < at || t == at && root.Switch {
			at, first = t, i
		}
	}
	if first < 0 || !w.r.Program.Roots[first].Switch {
		return at, stop, false
	}
	before := math.Nextafter(at, math.Inf(-1))
	if before <= t0 {
		return at, stop, false
	}
	w.solver.Interpolate(0, t0, w.scratch)
	w.addStats()
	w.wall = before
	w.solver.Start(0, t0, w.scratch, w.stop())
	return at, stop, true
}

// firstChange bisects for the first float in (t0, t1] where a time-dependent root function has left its side.
func (w *walk) firstChange(i int, direction int8, t0, t1 float64) float64 {
	changed := func(t float64) bool {
		w.roots(t, w.scratch)
		return !(float64(direction)*w.g[i] < 0)
	}
	return bisect(t0, t1, changed)
}

// bisect returns the first float in (lo, hi] for which changed holds, given that it holds at hi and once it holds stays so.
func bisect(lo, hi float64, changed func(float64) bool) float64 {
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

// readStep reads the observations before t, or up to t, off the last step.
func (w *walk) readStep(t float64, inclusive bool) {
	t0, _ := w.solver.Last(0)
	for w.seen < len(w.r.Times) {
		at := w.r.Times[w.seen]
		if at > t || at == t && !inclusive {
			return
		}
		w.solver.Interpolate(0, max(at, t0), w.scratch)
		w.record(at, w.scratch)
	}
}

// readHere reads the observations at the present time.
func (w *walk) readHere() {
	for w.seen < len(w.r.Times) && w.r.Times[w.seen] <= w.t {
		w.record(w.t, w.y)
	}
}

func (w *walk) record(t float64, y []float64) {
	w.f.m.Outputs([]float64{t}, w.f.unpack(t, y), w.out)
	for o, v := range w.out {
		w.course.Values[o] = append(w.course.Values[o], v*w.r.Program.Outputs[o].Scale)
	}
	w.seen++
}

func (w *walk) addStats() {
	st := w.solver.Stats(0)
	w.course.Stats.Add(st)
	uses := w.choice.report.Methods
	uses[len(uses)-1].Stats.Add(st)
}

// change goes on from the present state with another method.
func (w *walk) change(m ode.Method, why string) error {
	w.solver.State(0, w.scratch)
	w.addStats()
	w.choice.limits(w.solver)
	s, err := w.choice.use(m, w.t, w.options, why)
	if err != nil {
		return err
	}
	w.choice.report.Warnings = append(w.choice.report.Warnings, fmt.Sprintf("at t = %g %s took over: %s", w.t, m.Name(), why))
	w.solver = s
	s.Start(0, w.t, w.scratch, max(w.t, w.stop()))
	return nil
}
