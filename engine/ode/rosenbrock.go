package ode

import "fmt"

// rosenbrock is the table of a stiffly accurate Rosenbrock method; see [Rodas5P] for its form.
type rosenbrock struct {
	name, citation    string
	order, denseOrder int
	pid               controller
	gamma             float64
	c, d              []float64
	a, cc             [][]float64
	dense             [3][]float64
}

func (m *rosenbrock) Name() string        { return m.name }
func (m *rosenbrock) Citation() string    { return m.citation }
func (m *rosenbrock) Order() int          { return m.order }
func (m *rosenbrock) DenseOrder() int     { return m.denseOrder }
func (m *rosenbrock) Stiff() bool         { return true }
func (m *rosenbrock) control() controller { return m.pid }

func (m *rosenbrock) newStepper(p *problem) (stepper, error) {
	js, ok := p.sys.(JacobianSystem)
	if !ok {
		return nil, fmt.Errorf("ode: %s needs a system with a Jacobian", m.name)
	}
	lin, err := newLinear(p, js)
	if err != nil {
		return nil, err
	}
	nl := p.n * p.lanes
	buf := func() []float64 { return make([]float64, nl) }
	s := &rosenbrockStepper{
		rosenbrock: m, problem: p, js: js, lin: lin,
		f0: buf(), ft: buf(), mh: buf(), u: buf(), ones: buf(), rhs: buf(),
		ts: make([]float64, p.lanes), inverse: make([]float64, p.lanes),
		coeff: make([][]float64, p.lanes), moved: true, movedLane: make([]bool, p.lanes),
		alg: newAlgebraic(p, js, lin),
	}
	for m := range s.ones {
		s.ones[m] = 1
	}
	for range m.c {
		s.k = append(s.k, buf())
	}
	for l := range s.coeff {
		s.coeff[l] = make([]float64, 3*p.n)
	}
	return s, nil
}

type rosenbrockStepper struct {
	*rosenbrock
	*problem
	js  JacobianSystem
	lin *linear

	k           [][]float64
	f0, ft      []float64 // right-hand side and its time derivative at the start of the step
	mh          []float64 // M/h
	u, rhs      []float64
	ones        []float64
	ts, inverse []float64
	moved       bool   // some lane changed since f0, ft and J were evaluated
	movedLane   []bool // this lane did
	alg         *algebraic

	y, ynew []float64   // of the last attempt
	coeff   [][]float64 // D1, D2, D3 of each lane
}

func (s *rosenbrockStepper) attempt(a *attempt) {
	s.y, s.ynew = a.y, a.ynew
	if s.moved {
		s.js.RHS(a.t, a.y, s.f0)
		s.js.TimeDerivative(a.t, a.y, s.ft)
		s.lin.jacobian(a.t, a.y, nil)
		s.moved = false
	}
	for l, h := range a.h {
		s.inverse[l] = 1 / h
	}
	spread(s.mh, s.inverse)
	if !s.unit {
		m := 0
		for _, mass := range s.mass {
			for range s.lanes {
				s.mh[m] *= mass
				m++
			}
		}
	}
	s.lin.factor(s.mh, s.gamma)

	s.addTimeDerivative(s.k[0], s.f0, a.h, s.d[0])
	copy(s.rhs, s.k[0])
	s.lin.solve(s.k[0])
	s.lin.repair(s.rhs, s.k[0], a.active, a.singular, a.stats)

	last := len(s.c) - 1
	for i := 1; i <= last; i++ {
		ki := s.k[i]
		if i < len(s.a) {
			combine(s.u, a.y, s.ones, s.k, s.a[i])
		} else {
			add(s.u, s.u, s.k[i-1])
		}
		stageTimes(s.ts, a.t, a.h, s.c[i])
		s.js.RHS(s.ts, s.u, ki)
		combine(ki, ki, s.mh, s.k, s.cc[i])
		if s.d[i] != 0 {
			s.addTimeDerivative(ki, ki, a.h, s.d[i])
		}
		s.lin.solve(ki)
	}
	add(a.ynew, s.u, s.k[last])
	copy(a.e, s.k[last])

	for l, on := range a.active {
		if on {
			a.stats[l].RHS += len(s.c) - 1
			a.stats[l].LU++
			if s.movedLane[l] {
				s.movedLane[l] = false
				a.stats[l].RHS++
				a.stats[l].Jacobians++
			}
		}
	}
}

func (s *rosenbrockStepper) addTimeDerivative(dst, base, h []float64, d float64) {
	m := 0
	for range s.n {
		for _, hl := range h {
			dst[m] = base[m] + float64(float64(d*hl)*s.ft[m])
			m++
		}
	}
}

func add(dst, a, b []float64) {
	a, b = a[:len(dst)], b[:len(dst)]
	for m := range dst {
		dst[m] = a[m] + b[m]
	}
}

func (s *rosenbrockStepper) linear() *linear         { return s.lin }
func (s *rosenbrockStepper) commit(lane int)         { s.stale(lane) }
func (s *rosenbrockStepper) cut(lane int, _ float64) { s.stale(lane) }
func (s *rosenbrockStepper) stale(lane int)          { s.moved, s.movedLane[lane] = true, true }
func (s *rosenbrockStepper) forget(lane int) {
	s.stale(lane)
	s.lin.forget(lane)
}

func (s *rosenbrockStepper) prepareDense(lane int) {
	coeff := s.coeff[lane]
	for r, row := range s.dense {
		for i := range s.n {
			m := i*s.lanes + lane
			sum := 0.0
			for j, k := range s.k {
				sum += float64(row[j] * k[m])
			}
			coeff[r*s.n+i] = sum
		}
	}
}

func (s *rosenbrockStepper) interpolate(lane int, theta float64, dst []float64, stride int) {
	coeff, rest := s.coeff[lane], 1-theta
	for i := range s.n {
		m := i*s.lanes + lane
		inner := coeff[i] + float64(theta*(coeff[s.n+i]+float64(theta*coeff[2*s.n+i])))
		dst[i*stride] = float64(rest*s.y[m]) + float64(theta*(s.ynew[m]+float64(rest*inner)))
	}
}

func (s *rosenbrockStepper) consistent(t, y []float64, mask, ok []bool) {
	if s.dae {
		s.moved = true
		s.alg.consistent(t, y, mask, ok)
	}
}
