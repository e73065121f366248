package sim

import (
	"context"
	"fmt"
	"slices"

	"jakstat/diag"
	"jakstat/engine/compile"
	"jakstat/engine/ode"
	"jakstat/engine/vm"
)

// ModelRun is one deterministic simulation of a general program: events, switches, algebraic rules, delays,
// fast reactions.
type ModelRun struct {
	Program *compile.Program
	// Start and End of the integration in model time. A run goes to End whatever the Times, so that they change no value.
	Start, End float64
	// Times at which outputs are read, rising, within [Start, End]. A value at the time of an event is the one after it.
	Times    []float64
	Settings []Setting
	// Given is what comes in from outside, by rising time within [Start, End]; at one time it is there before events look at the state.
	Given   []Given
	Method  ode.Method  // nil: chosen by states, sparsity, stiffness, accuracy, events and delays, and changed where it does not do
	Options ode.Options // ATol: none, one, or one a state; RTol 0 means 1e-7, ATol none 1e-10
	// Explain asks for the Limits of the course's SolverReport, which cost some time.
	Explain bool
	// Choose picks one of several simultaneous events of equal priority (indices in Program.Events, in order); the calls of a
	// run are counted by round, for keyed random choices. nil takes the first.
	Choose func(round int, candidates []int) int
	// Executed, if not nil, is called after every execution of an event.
	Executed func(event int, t float64)
}

// RunError is a run that could not go on. Code is a stable word ("solver.too many steps", "event.cascade"); Reason says which
// state, why and what to try.
type RunError struct {
	Code    string
	Time    float64
	Element string // the state, event, reaction or rule at fault, as "reaction v1"; "" where none stands out
	Reason  string
}

// Error gives time and reason.
func (e *RunError) Error() string {
	return fmt.Sprintf("stopped at t = %g: %s [%s]", e.Time, e.Reason, e.Code)
}

// Solve simulates a program once. The error is a [diag.List] for requests that cannot start, a [RunError] for runs that cannot
// go on, or the error of the context.
func Solve(ctx context.Context, r ModelRun) (*Course, error) {
	if err := r.check(); err != nil {
		return nil, err
	}
	w, err := newWalk(&r)
	if err != nil {
		return nil, err
	}
	if err := w.run(ctx); err != nil {
		return nil, err
	}
	return w.course, nil
}

func (r *ModelRun) check() error {
	var l diag.List
	bad := func(format string, args ...any) {
		l.Add(diag.New(diag.Pos{Where: "simulation of " + r.Program.ModelID}, "sim.request", format, args...))
	}
	if !finite(r.Start) || !finite(r.End) || r.End < r.Start {
		bad("start %g and end %g: both must be finite and the end must not come first", r.Start, r.End)
	}
	last := r.Start
	for _, t := range r.Times {
		if !(t >= last && t <= r.End) {
			bad("observation time %g: times must rise and lie between %g and %g", t, r.Start, r.End)
			break
		}
		last = t
	}
	for _, s := range r.Settings {
		if s.Param < 0 || s.Param >= len(r.Program.Params) {
			bad("parameter number %d of %d", s.Param, len(r.Program.Params))
		}
	}
	last = r.Start
	for _, g := range r.Given {
		if !(g.Time >= last && g.Time <= r.End) {
			bad("given at %g: times must rise and lie between %g and %g", g.Time, r.Start, r.End)
			break
		}
		if last = g.Time; g.State >= len(r.Program.States) || g.Input >= len(r.Program.Inputs) || (g.State < 0) == (g.Input < 0) {
			bad("given at %g: state %d and input %d; one of them must exist and the other be -1", g.Time, g.State, g.Input)
		}
	}
	if n := len(r.Options.ATol); n > 1 && n != len(r.Program.States) {
		bad("%d absolute tolerances for %d states: give one for all or one for each", n, len(r.Program.States))
	}
	l.AddError(diag.Pos{}, "sim", r.Program.Require(solvable...))
	return l.Err()
}

// rootScan is the least number of steps in which a run with root functions is done: what crosses zero twice within a quarter of such
// a step may be overlooked.
const rootScan = 100

func (r *ModelRun) options(f *field) ode.Options {
	o := r.Options
	if o.RTol == 0 {
		o.RTol = defaultRTol
	}
	switch {
	case len(o.ATol) == 0:
		o.ATol = []float64{1e-10}
	case len(o.ATol) > 1:
		o.ATol = make([]float64, f.components())
		o.ATol[0] = 1
		for c, i := range f.move {
			o.ATol[c] = r.Options.ATol[i]
		}
	}
	if span := r.End - r.Start; len(r.Program.Roots) > 0 && span > 0 {
		if limit := span / rootScan; o.MaxStep == 0 || limit < o.MaxStep {
			o.MaxStep = limit
		}
	}
	if f.past != nil && f.past.active {
		// The method of steps: nothing is asked of the step that is being made.
		if _, shortest := f.past.fixedLags(); o.MaxStep == 0 || shortest < o.MaxStep {
			o.MaxStep = shortest
		}
	}
	return o
}

func (r *ModelRun) method() ode.Method {
	if r.Method != nil {
		return r.Method
	}
	return ode.Rodas5P
}

// newWalk readies a run to stand at its start.
func newWalk(r *ModelRun) (*walk, error) {
	m := vm.New(r.Program, 1)
	for _, s := range r.Settings {
		m.SetParameter(0, s.Param, s.Value)
	}
	m.EvalConst()
	f := newField(r.Program, m)
	if len(r.Program.Delays) > 0 {
		f.past = newPast(f, r.Start)
	}
	m.Initial(0, f.full)
	if f.past != nil {
		f.past.first = slices.Clone(f.full)
	}
	options := r.options(f)
	n := f.components()
	y := make([]float64, n)
	f.pack(f.full, y)
	c := newChoice(r, f)
	s, err := c.begin(r.Start, y, options)
	if err != nil {
		return nil, f.unsuitable(err)
	}
	w := &walk{
		r: r, f: f, solver: s, choice: c, options: options, course: &Course{Values: make([][]float64, len(r.Program.Outputs)), Solver: c.report},
		t: r.Start, y: y, scratch: make([]float64, n),
		g: make([]float64, len(r.Program.Roots)), out: make([]float64, len(r.Program.Outputs)), given: given{list: r.Given},
	}
	w.events = newHappenings(w)
	if r.Program.Fast != nil {
		w.rest = newEquilibrium(f)
	}
	if f.past != nil {
		w.echoes.lags, _ = f.past.fixedLags()
	}
	for o := range w.course.Values {
		w.course.Values[o] = make([]float64, 0, len(r.Times))
	}
	w.course.Times = slices.Clone(r.Times)
	return w, nil
}
