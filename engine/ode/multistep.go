package ode

import "math"

// multistepStepper carries out a [multistep] family.
type multistepStepper struct {
	*multistep
	*problem
	js  JacobianSystem
	lin *linear
	alg *algebraic // nil without algebraic equations

	// d[j] are the backward differences of order j at the start of the step, d[0] being the state. Those of order k+1 and k+2 are kept to
	// estimate errors with.
	d            differences
	corr         []float64 // corrected minus predicted state of the last attempt
	pred, past   []float64 // predicted state, and what of the formula is known before the step
	f, rhs       []float64
	copied       []float64
	weight       []float64   // 1/tolerance of each component
	mc           []float64   // M·alpha/h, as in the present factors
	t1           []float64   // ends of the steps
	coeff        [][]float64 // differences at the end of the last attempt of each lane, orders 1 to 5
	lane         []multistepLane
	busy, chosen []bool // lanes under iteration; lanes of which something is made anew
	again        []bool
	y            []float64 // state that the solver goes on from
}

// multistepLane is the memory of a lane.
type multistepLane struct {
	started bool
	order   int
	next    int     // order after the last attempt, if it is accepted
	h       float64 // spacing of the differences
	changed bool    // the last attempt, if it is accepted, is followed by another order or size
	equal   int     // steps made since that happened
	fails   int     // attempts that failed the error test since the last accepted one
	c       float64 // alpha/h of the factors; 0: none
	age     int     // steps made since the Jacobian was evaluated; -1: none
	renewed bool    // it was evaluated for the present attempt
	rate    float64 // of convergence of the last iteration with these factors; 0: unknown
	size    float64 // of the last correction, in tolerances
}

func (s *multistepStepper) linear() *linear { return s.lin }

func (s *multistepStepper) forget(lane int) {
	s.lin.forget(lane)
	if s.alg != nil {
		s.alg.lin.forget(lane)
	}
	s.lane[lane] = multistepLane{order: 1, age: -1}
}

// stale drops the differences. The Jacobian may still serve as a first guess, yet what a lane does must not depend on
// how far from here it was evaluated.
func (s *multistepStepper) stale(lane int) { s.lane[lane] = multistepLane{order: 1, age: -1} }

func (s *multistepStepper) consistent(t, y []float64, mask, ok []bool) {
	if s.alg != nil {
		s.alg.consistent(t, y, mask, ok)
	}
}

func (s *multistepStepper) attempt(a *attempt) {
	s.y = a.y
	s.start(a)
	for l, on := range a.active {
		if on {
			s.space(l, a.h[l])
			s.predict(l, a)
		}
	}
	copy(s.busy, a.active)
	s.solve(a)
	for l, on := range a.active {
		if !on {
			continue
		}
		miss := s.miss[s.lane[l].order]
		for m := l; m < len(a.e); m += s.lanes {
			a.e[m] = float64(miss * s.corr[m])
		}
	}
}

// start sets up the differences of lanes that have none: the state and its slope.
func (s *multistepStepper) start(a *attempt) {
	any := false
	for l, on := range a.active {
		s.chosen[l] = on && !s.lane[l].started
		any = any || s.chosen[l]
	}
	if !any {
		return
	}
	// A lane that starts over inside a run may have strayed off its algebraic equations by part of the tolerance, a jump
	// that no step is too short for. It starts beside its state, on them.
	y := a.y
	if s.alg != nil {
		copy(s.copied, a.y)
		y = s.copied
		s.alg.consistent(a.t, y, s.chosen, s.again)
	}
	s.js.RHS(a.t, y, s.f)
	switch {
	case s.alg != nil:
		s.alg.slopes(a.t, y, s.f, s.chosen)
	case !s.unit:
		for i, mass := range s.mass {
			for m := i * s.lanes; m < (i+1)*s.lanes; m++ {
				s.f[m] /= mass
			}
		}
	}
	for l, on := range s.chosen {
		if !on {
			continue
		}
		ln := &s.lane[l]
		ln.started, ln.order, ln.next, ln.h, ln.equal, ln.fails = true, 1, 1, a.h[l], 0, 0
		for m := l; m < len(s.f); m += s.lanes {
			s.d[0][m], s.d[1][m] = y[m], float64(a.h[l]*s.f[m])
			for j := 2; j < len(s.d); j++ {
				s.d[j][m] = 0
			}
		}
		a.stats[l].RHS++
	}
}

// predict extrapolates the differences of a lane and weighs them for the formula of its order.
func (s *multistepStepper) predict(l int, a *attempt) {
	ln := &s.lane[l]
	s.t1[l] = a.t[l] + a.h[l]
	nl := s.lanes
	var g [maxOrder + 1]float64
	for j := 1; j <= ln.order; j++ {
		g[j] = s.gamma[j] / s.alpha[ln.order]
	}
	s.d.extrapolate(s.pred, s.past, ln.order, l, nl, &g)
	rtol := s.opt.RTol
	for i, atol := range s.opt.ATol {
		m := i*nl + l
		a, b := math.Abs(a.y[m]), math.Abs(s.pred[m])
		if b > a {
			a = b
		}
		s.weight[m] = 1 / (atol + float64(rtol*a))
	}
}

// commit moves the differences of a lane to the end of its last attempt.
func (s *multistepStepper) commit(lane int) {
	ln := &s.lane[lane]
	s.d.advance(s.pred, s.corr, ln.order, lane, s.lanes)
	if ln.age >= 0 {
		ln.age++
	}
	ln.equal++
	if ln.changed {
		ln.equal = 0
	}
	ln.order, ln.fails = ln.next, 0
}

// prepareDense makes the differences at the end of the last attempt of a lane.
func (s *multistepStepper) prepareDense(lane int) {
	coeff := s.coeff[lane]
	for i := range s.n {
		m := i*s.lanes + lane
		d := s.corr[m]
		for j := s.lane[lane].order; j > 0; j-- {
			d += s.d[j][m]
			coeff[(j-1)*s.n+i] = d
		}
	}
}

// interpolate sums Newton's interpolation formula on backward differences.
func (s *multistepStepper) interpolate(lane int, theta float64, dst []float64, stride int) {
	coeff, w := s.coeff[lane], binomials(theta-1)
	k := s.lane[lane].order
	for i := range s.n {
		m := i*s.lanes + lane
		sum := 0.0
		for j := k; j > 0; j-- {
			sum += float64(w[j] * coeff[(j-1)*s.n+i])
		}
		dst[i*stride] = s.pred[m] + s.corr[m] + sum
	}
}

// binomials are the polynomials x(x+1)...(x+j-1)/j! that go with the backward difference of order j at x steps from its point.
func binomials(x float64) (w [maxOrder + 1]float64) {
	w[0] = 1
	for j := 1; j <= maxOrder; j++ {
		w[j] = float64(w[j-1]*(x+float64(j-1))) / float64(j)
	}
	return w
}

// cut moves the differences to a point inside the last attempt: those of the interpolant, which is all that is known of the solution.
func (s *multistepStepper) cut(lane int, theta float64) {
	ln := &s.lane[lane]
	s.prepareDense(lane)
	coeff, w := s.coeff[lane], binomials(theta-1)
	k := ln.order
	for i := range s.n {
		m := i*s.lanes + lane
		s.d[0][m] = s.y[m]
		for j := 1; j <= k; j++ {
			sum := 0.0
			for q := k; q >= j; q-- {
				sum += float64(w[q-j] * coeff[(q-1)*s.n+i])
			}
			s.d[j][m] = sum
		}
	}
	ln.equal, ln.next, ln.fails = 0, k, 0
	if ln.age >= 0 {
		ln.age++
	}
}
