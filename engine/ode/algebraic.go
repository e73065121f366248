package ode

import "math"

// algebraic finds what the algebraic equations of lanes demand at their start: values of the algebraic
// components, and their derivatives.
type algebraic struct {
	*problem
	js     JacobianSystem
	lin    *linear
	rhs, u []float64
	busy   []bool
	work   attempt // what repair counts here is no work of a step
}

func newAlgebraic(p *problem, js JacobianSystem, lin *linear) *algebraic {
	nl := p.n * p.lanes
	return &algebraic{
		problem: p, js: js, lin: lin, rhs: make([]float64, nl), u: make([]float64, nl), busy: make([]bool, p.lanes),
		work: attempt{singular: make([]bool, p.lanes), stats: make([]Stats, p.lanes)},
	}
}

// consistent solves the algebraic equations for the algebraic components by Newton's method, the
// differential components staying as they are.
func (s *algebraic) consistent(t, y []float64, mask, ok []bool) {
	// Newton's method doubles the digits in its last iteration.
	const iterations, converged = 25, 1e-4
	busy := s.busy
	copy(busy, mask)
	for range iterations {
		s.js.RHS(t, y, s.rhs)
		s.lin.jacobian(t, y, nil)
		s.lin.factorAlgebraic()
		for i, mass := range s.mass {
			if mass != 0 {
				clear(s.rhs[i*s.lanes : (i+1)*s.lanes])
			}
		}
		copy(s.u, s.rhs)
		s.lin.solve(s.u)
		s.lin.repair(s.rhs, s.u, busy, s.work.singular, s.work.stats)
		left := false
		for l := range busy {
			if !busy[l] {
				continue
			}
			largest := 0.0
			for i, atol := range s.opt.ATol {
				m := i*s.lanes + l
				y[m] += s.u[m]
				if c := math.Abs(s.u[m]) / (atol + float64(s.opt.RTol*math.Abs(y[m]))); !(c <= largest) {
					largest = c
				}
			}
			busy[l] = !(largest <= converged)
			left = left || busy[l]
		}
		if !left {
			return
		}
	}
	for l, failed := range busy {
		if failed {
			ok[l] = false
		}
	}
}

// slopes completes dy, which holds f of consistent states, to the derivatives of all components of the lanes in mask: f/M, and for
// algebraic components what keeps 0 = f(t, y(t)) true. Where these equations cannot be solved the derivative is 0.
func (s *algebraic) slopes(t, y, dy []float64, mask []bool) {
	s.lin.jacobian(t, y, nil)
	s.lin.factorAlgebraic()
	s.js.TimeDerivative(t, y, s.rhs)
	for i, mass := range s.mass {
		if mass == 0 {
			continue
		}
		for m := i * s.lanes; m < (i+1)*s.lanes; m++ {
			s.rhs[m] = dy[m] / mass
		}
	}
	copy(s.u, s.rhs)
	s.lin.solve(s.u)
	s.lin.repair(s.rhs, s.u, mask, s.work.singular, s.work.stats)
	for i, mass := range s.mass {
		for l, on := range mask {
			m := i*s.lanes + l
			switch {
			case !on:
			case mass != 0:
				dy[m] = s.rhs[m]
			case math.Abs(s.u[m]) <= math.MaxFloat64:
				dy[m] = s.u[m]
			default:
				dy[m] = 0
			}
		}
	}
}
