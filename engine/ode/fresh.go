package ode

import "math"

// freshness is the workspace for lanes that were just started or jumped.
type freshness struct {
	ok, mask   []bool
	f0, y1, f1 []float64
	t1, h0     []float64
}

func newFreshness(p *problem) *freshness {
	nl := p.n * p.lanes
	return &freshness{
		ok: make([]bool, p.lanes), mask: make([]bool, p.lanes),
		f0: make([]float64, nl), y1: make([]float64, nl), f1: make([]float64, nl),
		t1: make([]float64, p.lanes), h0: make([]float64, p.lanes),
	}
}

// refresh makes the algebraic components of fresh lanes consistent, chooses their first step and notes
// the signs of their root functions.
func (s *Solver) refresh() {
	w := s.fresh
	for l := range s.state {
		w.mask[l] = s.a.active[l] && s.state[l].fresh
		w.ok[l] = true
	}
	s.derivatives()
	if s.dae {
		s.step.consistent(s.a.t, s.y, w.mask, w.ok)
		for l, ok := range w.ok {
			if w.mask[l] && !ok {
				s.fail(l, Inconsistent, 0, s.algebraicResidual(l))
				w.mask[l] = false
			}
		}
		s.derivatives()
	}
	if s.opt.InitialStep > 0 {
		for l := range s.state {
			if w.mask[l] {
				s.state[l].h = s.opt.InitialStep
			}
		}
	} else {
		s.initialSteps()
	}
	if s.root != nil {
		s.root.begin(s.a.t, s.y, w.mask, s.a.stats)
	}
	for l := range s.state {
		if w.mask[l] {
			s.state[l].fresh = false
		}
	}
}

// derivatives evaluates f where fresh lanes start, and fails those where it or the state is not finite.
func (s *Solver) derivatives() {
	w := s.fresh
	s.sys.RHS(s.a.t, s.y, w.f0)
	for l := range s.state {
		if !w.mask[l] {
			continue
		}
		s.a.stats[l].RHS++
		if bad := s.nonFinite(l); bad >= 0 {
			s.fail(l, NonFiniteStart, 0, bad)
			w.mask[l] = false
		}
	}
}

func (s *Solver) nonFinite(l int) int {
	for i := range s.n {
		m := i*s.lanes + l
		if !(math.Abs(s.y[m]) <= math.MaxFloat64 && math.Abs(s.fresh.f0[m]) <= math.MaxFloat64) {
			return i
		}
	}
	return -1
}

// algebraicResidual is the algebraic equation that was worst satisfied before they were solved.
func (s *Solver) algebraicResidual(l int) int {
	at, largest := -1, 0.0
	for i, mass := range s.mass {
		if r := math.Abs(s.fresh.f0[i*s.lanes+l]); mass == 0 && r >= largest {
			at, largest = i, r
		}
	}
	return at
}

// initialSteps chooses step sizes from the sizes of y and its first two derivatives (Hairer, Nørsett and Wanner I, section
// II.4). Algebraic components take no part. Where the equations give no hint, because the lane is at
// rest, a lane that has run before keeps its step and a new one starts with a small part of the way.
func (s *Solver) initialSteps() {
	w := s.fresh
	copy(w.t1, s.a.t)
	copy(w.y1, s.y)
	for l := range s.state {
		if !w.mask[l] {
			continue
		}
		ln := &s.state[l]
		d0, d1 := 0.0, 0.0
		for i, mass := range s.mass {
			if mass == 0 {
				continue
			}
			m := i*s.lanes + l
			scale := s.opt.ATol[i] + float64(s.opt.RTol*math.Abs(s.y[m]))
			a, b := s.y[m]/scale, w.f0[m]/float64(mass*scale)
			d0 += float64(a * a)
			d1 += float64(b * b)
		}
		count := float64(s.n)
		d0, d1 = math.Sqrt(d0/count), math.Sqrt(d1/count)
		h0 := s.smallPart(ln)
		if d0 >= 1e-5 && d1 >= 1e-5 {
			h0 = 0.01 * d0 / d1
		}
		h0 = max(min(h0, ln.stop-ln.t, s.opt.MaxStep), s.smallestStep(ln))
		w.h0[l] = h0
		w.t1[l] = ln.t + h0
		for i, mass := range s.mass {
			if m := i*s.lanes + l; mass != 0 {
				w.y1[m] = s.y[m] + float64(h0*(w.f0[m]/mass))
			}
		}
		s.norm[l] = d1
	}
	s.sys.RHS(w.t1, w.y1, w.f1)
	for l := range s.state {
		if !w.mask[l] {
			continue
		}
		ln := &s.state[l]
		s.a.stats[l].RHS++
		d2 := 0.0
		for i, mass := range s.mass {
			if mass == 0 {
				continue
			}
			m := i*s.lanes + l
			scale := s.opt.ATol[i] + float64(s.opt.RTol*math.Abs(s.y[m]))
			a := (w.f1[m] - w.f0[m]) / float64(mass*scale)
			d2 += float64(a * a)
		}
		d2 = math.Sqrt(d2/float64(s.n)) / w.h0[l]
		h := max(s.smallPart(ln), float64(1e-3*w.h0[l]))
		switch largest := max(s.norm[l], d2); {
		case !(largest <= math.MaxFloat64):
			h = w.h0[l] // f is not finite a small step ahead; the step itself will tell
		case largest > 1e-15:
			h = power(0.01/largest, 1/s.firstOrder())
		case ln.h > 0:
			h = ln.h
		}
		ln.h = max(min(100*w.h0[l], h, ln.stop-ln.t, s.opt.MaxStep), s.smallestStep(ln))
	}
}

// firstOrder is the order of h in the error of a first step.
func (s *Solver) firstOrder() float64 {
	if s.pace != nil {
		return 2
	}
	return 5
}

// smallPart is a step that is short against everything known about the lane.
func (s *Solver) smallPart(ln *laneState) float64 {
	if span := ln.stop - ln.t; !math.IsInf(span, 0) {
		return float64(1e-6 * span)
	}
	return float64(1e-6 * max(1, math.Abs(ln.t)))
}
