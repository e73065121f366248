package sim

import (
	"math"
	"slices"

	"jakstat/engine/compile"
	"jakstat/engine/linalg"
	"jakstat/engine/ode"
)

// equilibrium runs the fast reactions to where they come to rest, time and the slow reactions standing still. The equations of
// equilibrium alone would not do: A·B = 0 has two solutions, of which A + B → 2B reaches the one without A. So the fast reactions
// are integrated in a time of their own, in the advances of independent ones as coordinates, with the algebraic rules beside them.
type equilibrium struct {
	f      *field
	fast   *compile.Fast
	t      []float64
	base   []float64 // all states at advance 0
	full   []float64
	out    []float64 // section FastReactions
	mass   []float64
	scale  float64 // advances per time of their own
	solver *ode.Solver
}

// enough is the time that the fast reactions get, in times of the fastest of them: the slowest may be a million million times slower.
const enough = 1e12

func newEquilibrium(f *field) *equilibrium {
	e := &equilibrium{f: f, fast: f.p.Fast, t: []float64{0}, scale: 1}
	n := len(f.p.States)
	e.base, e.full, e.out = make([]float64, n), make([]float64, n), make([]float64, len(f.p.FastReactions.Out))
	size, _ := e.Size()
	e.mass = make([]float64, size)
	for k := range e.fast.Advances {
		e.mass[k] = 1
	}
	return e
}

func (e *equilibrium) evaluate(u []float64) {
	copy(e.full, e.base)
	moves := e.out[len(e.out)-len(e.fast.Moves)-len(e.fast.Totals):]
	for k, m := range e.fast.Moves {
		e.full[m.State] += float64(moves[k] * u[m.Advance])
	}
	for z, i := range e.fast.Algebraic {
		e.full[i] = u[e.fast.Advances+z]
	}
	e.f.m.FastReactions(e.t, e.full, e.out)
}

// Size implements ode.System.
func (e *equilibrium) Size() (n, lanes int) { return e.fast.Advances + len(e.fast.Algebraic), 1 }

// RHS implements ode.System.
func (e *equilibrium) RHS(_, u, du []float64) {
	e.evaluate(u)
	copy(du, e.out[:len(u)])
	for k := range e.fast.Advances {
		du[k] *= e.scale
	}
}

// Pattern implements ode.JacobianSystem.
func (e *equilibrium) Pattern() *linalg.Pattern { return e.fast.Pattern }

// Jacobian implements ode.JacobianSystem.
func (e *equilibrium) Jacobian(_, u, jac []float64) {
	e.evaluate(u)
	copy(jac, e.out[len(u):len(u)+len(jac)])
	for k, row := range e.fast.Pattern.RowIdx {
		if int(row) < e.fast.Advances {
			jac[k] *= e.scale
		}
	}
}

// TimeDerivative implements ode.JacobianSystem.
func (e *equilibrium) TimeDerivative(_, _, ft []float64) { clear(ft) }

// Mass implements ode.MassSystem.
func (e *equilibrium) Mass() []float64 { return e.mass }

// totals computes the totals anew from the species, which something else than a reaction has changed.
func (e *equilibrium) totals(t float64, full []float64) {
	e.t[0] = t
	e.f.m.FastReactions(e.t, full, e.out)
	for k, v := range e.out[len(e.out)-len(e.fast.Totals):] {
		full[e.fast.Totals[k]] = v
	}
}

// size is the largest amount of a species of the fast reactions.
func (e *equilibrium) size(full []float64) float64 {
	largest := 0.0
	for _, i := range e.fast.Species {
		largest = max(largest, math.Abs(full[i]))
	}
	return largest
}

// settle moves the species in full to equilibrium.
func (e *equilibrium) settle(t float64, full []float64, method ode.Method) error {
	n, _ := e.Size()
	u := make([]float64, n)
	e.t[0] = t
	copy(e.base, full)
	for z, i := range e.fast.Algebraic {
		u[e.fast.Advances+z] = full[i]
	}
	e.f.m.FastReactions(e.t, full, e.out)
	size := e.size(full)
	if size == 0 {
		size = 1
	}
	var err error
	e.scale = 1
	e.solver, err = ode.New(e, method, ode.Options{RTol: 1e-6, ATol: []float64{1e-9 * size}})
	if err != nil {
		return err
	}
	// The algebraic rules first, on which the rates may depend.
	s := e.solver
	s.Start(0, 0, u, 1)
	s.Advance()
	switch s.Status(0) {
	case ode.Failed:
		return e.failure(t, "come to no equilibrium")
	case ode.Running: // the step was rejected
		s.State(0, u)
	default:
		s.Interpolate(0, 0, u)
	}
	e.evaluate(u)
	fastest := 0.0
	for _, v := range e.out[:e.fast.Advances] {
		fastest = max(fastest, math.Abs(v))
	}
	if fastest > 0 {
		e.scale = size / fastest
		s.Start(0, 0, u, enough)
		for s.Status(0) != ode.AtStop && s.Status(0) != ode.Failed {
			s.Advance()
		}
		if s.Status(0) == ode.Failed {
			return e.failure(t, "come to no equilibrium")
		}
		s.State(0, u)
		e.evaluate(u)
	}
	copy(full, e.full)
	e.switchOff()
	for k, v := range e.out[len(e.out)-len(e.fast.Totals):][:e.fast.Advances] {
		full[e.fast.Totals[k]] = v
	}
	return nil
}

// switchOff finds the advances that have no rate, neither here nor for other values of whatever can change by itself: they have none
// until something happens. What is zero here only is left to the solver, which refuses it as singular.
func (e *equilibrium) switchOff() {
	probe, out := slices.Clone(e.full), make([]float64, len(e.out))
	for c, i := range e.f.move {
		probe[i] = float64(probe[i]*(1.25+0.5/float64(c+2))) + float64(e.size(e.full)*0.1) + 1/float64(c+3)
	}
	e.f.m.FastReactions([]float64{e.t[0] + float64(0.618*math.Abs(e.t[0])) + 0.31}, probe, out)
	for k, input := range e.fast.Off {
		if input < 0 {
			continue
		}
		off := 0.0
		if e.out[k] == 0 && out[k] == 0 {
			off = 1
		}
		e.f.m.SetInput(0, input, off)
	}
}

// hop takes the walk across a switch of the equations right ahead at which the equilibrium of fast reactions jumps, as it does when the
// sign of a rate changes. No step can pass the error test there, so the solver has failed just before; the distance left is of the
// size of rounding errors of time, and Euler's method is good enough for it. It tells whether there is such a switch.
func (w *walk) hop() bool {
	const ulps = 128
	if w.rest == nil || w.f.past != nil {
		return false
	}
	t := w.solver.Result(0).Time
	size := max(math.Abs(t), 1e-3*(w.r.End-w.r.Start))
	next := t + float64(ulps*(math.Nextafter(size, math.Inf(1))-size))
	if !(next > t && next <= w.stop()) {
		return false
	}
	n := w.f.components()
	y, dy := make([]float64, n), make([]float64, n)
	w.solver.State(0, y)
	w.roots(t, y)
	before := slices.Clone(w.g)
	w.f.RHS([]float64{t}, y, dy)
	for i, mass := range w.f.mass {
		if mass != 0 {
			y[i] += float64((next - t) * dy[i])
		}
	}
	w.roots(next, y)
	for i, root := range w.r.Program.Roots {
		if root.Switch && before[i]*w.g[i] < 0 {
			w.t = next
			copy(w.y, y)
			return true
		}
	}
	return false
}

// check compares the solution of the equilibrium equations with where the fast reactions went.
func (e *equilibrium) check(t float64, full []float64) error {
	size := max(e.size(full), e.size(e.full))
	for _, i := range e.fast.Species {
		if !(math.Abs(full[i]-e.full[i]) <= 1e-3*size) {
			return e.failure(t, "do not come to rest")
		}
	}
	return nil
}

func (e *equilibrium) failure(t float64, what string) error {
	return &RunError{Code: "fast.equilibrium", Time: t, Reason: "the fast reactions " + e.fast.Names + " " + what +
		": look for one that consumes what is not there, or that goes round and round"}
}
