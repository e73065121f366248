package ode

import "fmt"

// Method is an integration method: coefficients, order and citation. The set is closed; see [Methods].
type Method interface {
	// Name is the name in the literature, e.g. "Rodas5P".
	Name() string
	// Citation names the paper the coefficients come from.
	Citation() string
	// Order is the order of the solution carried forward.
	Order() int
	// DenseOrder is the order of the continuous extension.
	DenseOrder() int
	// Stiff tells whether the method is meant for stiff and differential-algebraic problems, and
	// therefore needs a [JacobianSystem].
	Stiff() bool

	control() controller
	newStepper(p *problem) (stepper, error)
}

// Methods lists every method.
func Methods() []Method { return []Method{Tsit5, Rodas5P, QNDF} }

// stepper advances all lanes together by one attempted step and interpolates inside it.
type stepper interface {
	// attempt computes from (t, y), with step h, the new state ynew and the error estimate e; all
	// slices are per lane or slot-major. Lanes outside active may be computed or not; their results
	// are unused. A lane whose equations could not be solved is flagged in singular.
	attempt(a *attempt)
	// commit tells that the lane moves on to the end of its last attempt.
	commit(lane int)
	// cut tells that the lane moves on to the point theta·h inside its last attempt, where the interpolant has given the state
	// that a.y now holds.
	cut(lane int, theta float64)
	// stale tells that t or y of the lane changed in any other way.
	stale(lane int)
	// consistent moves the algebraic components of the lanes in mask so that their equations hold and
	// clears ok of lanes where that fails. Methods for ordinary equations have nothing to do.
	consistent(t, y []float64, mask, ok []bool)
	// forget returns a lane to the state of a new solver, so that a refilled lane has no past. It
	// implies stale.
	forget(lane int)
	// prepareDense makes the interpolant of one lane from its last attempt.
	prepareDense(lane int)
	// interpolate evaluates it at t0 + theta·h into dst[0], dst[stride], ...
	interpolate(lane int, theta float64, dst []float64, stride int)
}

// attempt is the traffic between solver and stepper in one step.
type attempt struct {
	t, h     []float64 // length L
	y        []float64 // state at t
	ynew, e  []float64 // state at t+h and its error estimate
	active   []bool
	singular []bool
	unsolved []bool // the iteration for the new state did not converge
	stats    []Stats
}

// pacer is a stepper that knows better than a controller how the size of a step follows from its error, having several orders.
type pacer interface {
	// factor is what the size of the last attempt of a lane is to be multiplied with; err2 is its squared error norm.
	factor(lane int, err2 float64, accepted bool) float64
}

// problem is a system together with what every stepper asks of it.
type problem struct {
	sys      System
	n, lanes int
	mass     []float64 // length n, ones when the system has no mass matrix
	unit     bool      // M is the identity
	dae      bool      // some mass is zero
	opt      Options   // with one absolute tolerance per component
}

func newProblem(sys System, opt Options) (*problem, error) {
	p := &problem{sys: sys, unit: true}
	p.n, p.lanes = sys.Size()
	if p.n < 1 || p.lanes < 1 {
		return nil, fmt.Errorf("ode: a system of %d equations over %d lanes has nothing to solve", p.n, p.lanes)
	}
	var err error
	if p.opt, err = opt.withDefaults(p.n); err != nil {
		return nil, err
	}
	p.mass = make([]float64, p.n)
	for i := range p.mass {
		p.mass[i] = 1
	}
	if m, ok := sys.(MassSystem); ok && m.Mass() != nil {
		if copy(p.mass, m.Mass()) != p.n {
			panic("ode: Mass must have one entry per component")
		}
		for _, v := range p.mass {
			p.dae = p.dae || v == 0
			p.unit = p.unit && v == 1
		}
	}
	return p, nil
}

// copyLane copies one lane of slot-major arrays.
func (p *problem) copyLane(dst, src []float64, lane int) {
	for m := lane; m < len(dst); m += p.lanes {
		dst[m] = src[m]
	}
}
