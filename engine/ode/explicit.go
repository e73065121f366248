package ode

import "fmt"

// explicit is the table of an explicit Runge-Kutta pair whose last stage is the right-hand side at the
// new point.
type explicit struct {
	name, citation    string
	order, denseOrder int
	pid               controller
	c                 []float64
	a                 [][]float64
	e                 []float64
	dense             [][5]float64
}

func (m *explicit) Name() string        { return m.name }
func (m *explicit) Citation() string    { return m.citation }
func (m *explicit) Order() int          { return m.order }
func (m *explicit) DenseOrder() int     { return m.denseOrder }
func (m *explicit) Stiff() bool         { return false }
func (m *explicit) control() controller { return m.pid }

func (m *explicit) newStepper(p *problem) (stepper, error) {
	if p.dae {
		return nil, fmt.Errorf("ode: %s cannot solve algebraic equations: use a method for stiff problems", m.name)
	}
	nl := p.n * p.lanes
	s := &explicitStepper{
		explicit: m, problem: p, ts: make([]float64, p.lanes), hs: make([]float64, nl),
		f: make([]float64, nl), zero: make([]float64, nl), known: make([]bool, p.lanes),
	}
	for range m.c {
		s.k = append(s.k, make([]float64, nl))
	}
	if !p.unit {
		s.inverse = make([]float64, nl)
		for i, v := range p.mass {
			for l := range p.lanes {
				s.inverse[i*p.lanes+l] = 1 / v
			}
		}
	}
	return s, nil
}

type explicitStepper struct {
	*explicit
	*problem
	k       [][]float64 // stage derivatives
	ts      []float64   // stage times
	hs      []float64   // step sizes per component
	f, zero []float64
	inverse []float64 // 1/M per component, nil when M is the identity
	known   []bool    // k[0] of the lane is the derivative at its present point
	y       []float64 // start of the last attempt
	h       []float64
}

func (s *explicitStepper) rhs(t, y, dy []float64) {
	s.sys.RHS(t, y, dy)
	for m, v := range s.inverse {
		dy[m] *= v
	}
}

func (s *explicitStepper) attempt(a *attempt) {
	s.first(a)
	s.y, s.h = a.y, a.h
	spread(s.hs, a.h)
	for i := 1; i < len(s.c); i++ {
		combine(a.ynew, a.y, s.hs, s.k, s.a[i])
		stageTimes(s.ts, a.t, a.h, s.c[i])
		s.rhs(s.ts, a.ynew, s.k[i])
	}
	combine(a.e, s.zero, s.hs, s.k, s.e)
	for l, on := range a.active {
		if on {
			a.stats[l].RHS += len(s.c) - 1
		}
	}
}

// first evaluates k[0] for the lanes that do not have it from their previous step. Other lanes keep
// theirs, so that their bits do not depend on what a neighbour needed.
func (s *explicitStepper) first(a *attempt) {
	missing := false
	for l, on := range a.active {
		missing = missing || on && !s.known[l]
	}
	if !missing {
		return
	}
	s.rhs(a.t, a.y, s.f)
	for l, on := range a.active {
		if !on || s.known[l] {
			continue
		}
		s.copyLane(s.k[0], s.f, l)
		s.known[l] = true
		a.stats[l].RHS++
	}
}

func (s *explicitStepper) commit(lane int) {
	s.copyLane(s.k[0], s.k[len(s.k)-1], lane)
	s.known[lane] = true
}
func (s *explicitStepper) cut(lane int, _ float64)                { s.stale(lane) }
func (s *explicitStepper) stale(lane int)                         { s.known[lane] = false }
func (s *explicitStepper) forget(lane int)                        { s.known[lane] = false }
func (s *explicitStepper) consistent(_, _ []float64, _, _ []bool) {}
func (s *explicitStepper) prepareDense(int)                       {}

func (s *explicitStepper) interpolate(lane int, theta float64, dst []float64, stride int) {
	var w [7]float64
	for j, d := range s.dense {
		w[j] = float64(theta * (d[1] + float64(theta*(d[2]+float64(theta*(d[3]+float64(theta*d[4])))))))
	}
	h := s.h[lane]
	for i := range s.n {
		m := i*s.lanes + lane
		sum := 0.0
		for j, k := range s.k {
			sum += float64(w[j] * k[m])
		}
		dst[i*stride] = s.y[m] + float64(h*sum)
	}
}
