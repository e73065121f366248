package ode

import (
	"fmt"
	"math"
)

// Solver integrates the lanes of one system with one method. It is not safe for concurrent use.
//
// The caller starts lanes, calls [Solver.Advance] while any is running, and looks at each lane's
// [Status] after every call: what it reads of a step (Last, State, Interpolate, Root) belongs to that
// step and is to be read before the next Advance, Jump or Start.
type Solver struct {
	*problem
	step  stepper
	ctl   controller
	pace  pacer // nil: the controller
	state []laneState
	a     attempt
	root  *rootFinder // nil when the system has no root functions
	y     []float64   // state at the start of the running step
	yroot []float64   // state at the root that ended a step
	norm  []float64
	fresh *freshness
	watch []Limits // by lane; nil unless asked for
}

// laneState is the state of one lane.
type laneState struct {
	status  Status
	t, stop float64
	t0, t1  float64 // last accepted step
	h       float64 // proposed size of the next step
	try     float64 // size of the last attempted step
	end     float64 // where the last attempted step ends: t + try, or the stop exactly
	past    history
	fresh   bool // started or jumped: step size, roots and algebraic components are to be set up
	pending pending
	dense   denseState
	retry   bool // last attempt was rejected
	tries   int
	result  Result
}

// pending tells where the state of an accepted step waits until the next Advance moves it to y.
type pending uint8

const (
	settled  pending = iota
	atEnd            // in ynew
	atRootOf         // in yroot
)

type denseState uint8

const (
	noDense denseState = iota
	denseOpen
	denseReady
)

// New binds a system, a method and options. It fails when they do not fit together: a method without
// support for algebraic equations, a missing Jacobian, tolerances of the wrong number or sign.
func New(sys System, m Method, opt Options) (*Solver, error) {
	p, err := newProblem(sys, opt)
	if err != nil {
		return nil, err
	}
	st, err := m.newStepper(p)
	if err != nil {
		return nil, err
	}
	nl := p.n * p.lanes
	s := &Solver{
		problem: p, step: st, ctl: m.control(), state: make([]laneState, p.lanes),
		y: make([]float64, nl), yroot: make([]float64, nl), norm: make([]float64, p.lanes),
		a: attempt{
			t: make([]float64, p.lanes), h: make([]float64, p.lanes),
			ynew: make([]float64, nl), e: make([]float64, nl),
			active: make([]bool, p.lanes), singular: make([]bool, p.lanes), unsolved: make([]bool, p.lanes), stats: make([]Stats, p.lanes),
		},
		fresh: newFreshness(p),
	}
	s.a.y = s.y
	s.pace, _ = st.(pacer)
	if opt.Watch {
		s.watch = make([]Limits, p.lanes)
		for l := range s.watch {
			s.watch[l].Errors = make([]int, p.n)
		}
	}
	for l := range s.a.h {
		s.a.h[l] = 1 // of lanes that never ran: any value that keeps their arithmetic harmless
	}
	if rs, ok := sys.(RootSystem); ok && rs.Roots() > 0 {
		s.root = newRootFinder(p, rs)
	}
	return s, nil
}

// Start gives a lane a new problem: state y0 (length n, stride 1) at t0, to be integrated forward to
// stop, which may be +Inf. Nothing of what the lane did before remains. Algebraic components are
// corrected to satisfy their equations at the first Advance.
func (s *Solver) Start(lane int, t0 float64, y0 []float64, stop float64) {
	ln := &s.state[lane]
	*ln = laneAt(t0)
	s.a.stats[lane] = Stats{}
	s.step.forget(lane)
	if s.root != nil {
		s.root.forget(lane)
	}
	s.setState(lane, y0)
	s.SetStop(lane, stop)
}

func laneAt(t float64) laneState {
	return laneState{status: Running, t: t, t0: t, t1: t, fresh: true, result: Result{Component: -1, Time: t}}
}

// Jump replaces the state of a lane at its present time by y (length n, stride 1), as after a dose or
// an event. Call it also, with the same state, when the equations themselves have changed. The next
// step size is chosen anew from the equations.
func (s *Solver) Jump(lane int, y []float64) {
	ln := s.live(lane, "Jump")
	s.setState(lane, y)
	ln.fresh, ln.retry, ln.past, ln.tries = true, false, history{}, 0
	if ln.status != AtStop || ln.stop > ln.t {
		ln.status = Running
	}
	s.step.stale(lane)
}

func (s *Solver) setState(lane int, y []float64) {
	if len(y) != s.n {
		panic(fmt.Sprintf("ode: state of length %d for %d components", len(y), s.n))
	}
	for i, v := range y {
		s.y[i*s.lanes+lane] = v
	}
	s.state[lane].pending, s.state[lane].dense = settled, noDense
}

func (s *Solver) live(lane int, what string) *laneState {
	ln := &s.state[lane]
	if ln.status == Idle || ln.status == Failed {
		panic(fmt.Sprintf("ode: %s on lane %d, which is %v", what, lane, ln.status))
	}
	return ln
}

// SetStop sets the next time that a step must hit exactly. A lane whose stop is its present time
// reports AtStop at the next Advance without a step. A stop in the past panics.
func (s *Solver) SetStop(lane int, stop float64) {
	ln := s.live(lane, "SetStop")
	if !(stop >= ln.t) {
		panic(fmt.Sprintf("ode: stop %g before the time %g of lane %d", stop, ln.t, lane))
	}
	ln.stop, ln.tries = stop, 0
	if ln.status == AtStop && stop > ln.t {
		ln.status = Running
	}
}

// Park makes a lane idle.
func (s *Solver) Park(lane int) { s.state[lane].status = Idle }

// Running is the number of lanes that the next Advance would move.
func (s *Solver) Running() int {
	count := 0
	for l := range s.state {
		if s.state[l].running() {
			count++
		}
	}
	return count
}

func (ln *laneState) running() bool {
	return ln.status == Running || ln.status == Accepted || ln.status == AtRoot
}

// Status tells what the last Advance did with a lane.
func (s *Solver) Status(lane int) Status { return s.state[lane].status }

// Last is the last accepted step of a lane; t0 = t1 before the first.
func (s *Solver) Last(lane int) (t0, t1 float64) { return s.state[lane].t0, s.state[lane].t1 }

// Result tells how a lane stands.
func (s *Solver) Result(lane int) Result { return s.state[lane].result }

// Stats counts the work of a lane since Start.
func (s *Solver) Stats(lane int) Stats { return s.a.stats[lane] }

// State copies the present state of a lane, at the end of Last, to dst (length n).
func (s *Solver) State(lane int, dst []float64) {
	from := s.y
	switch s.state[lane].pending {
	case atEnd:
		from = s.a.ynew
	case atRootOf:
		from = s.yroot
	}
	for i := range s.n {
		dst[i] = from[i*s.lanes+lane]
	}
}

// Interpolate evaluates the solution at t inside the last accepted step into dst (length n). It may be
// called for lanes that the last Advance left Accepted, AtStop or AtRoot.
func (s *Solver) Interpolate(lane int, t float64, dst []float64) {
	ln := &s.state[lane]
	if !(t >= ln.t0 && t <= ln.t1) {
		panic(fmt.Sprintf("ode: time %g outside the last step [%g, %g] of lane %d", t, ln.t0, ln.t1, lane))
	}
	if t == ln.t1 {
		s.State(lane, dst)
		return
	}
	if ln.dense == noDense {
		panic(fmt.Sprintf("ode: lane %d has no step to interpolate in", lane))
	}
	s.interpolate(lane, t, dst, 1)
}

func (s *Solver) interpolate(lane int, t float64, dst []float64, stride int) {
	ln := &s.state[lane]
	if ln.dense == denseOpen {
		s.step.prepareDense(lane)
		ln.dense = denseReady
	}
	s.step.interpolate(lane, (t-ln.t0)/ln.try, dst, stride)
}

// Root tells which function ended the step of a lane AtRoot, the direction of its sign change, and
// when. Of several functions with the same root it is the first; [Solver.RootDirections] has all.
func (s *Solver) Root(lane int) (index, direction int, t float64) {
	for i, d := range s.RootDirections(lane) {
		if d != 0 {
			return i, int(d), s.state[lane].t1
		}
	}
	return -1, 0, math.NaN()
}

// RootDirections gives for each root function of a lane AtRoot the direction of its sign change at the
// end of the step, 0 for none. The slice is valid until the next Advance.
func (s *Solver) RootDirections(lane int) []int8 {
	if s.root == nil || s.state[lane].status != AtRoot {
		return nil
	}
	return s.root.directions[lane*s.root.count : (lane+1)*s.root.count]
}
