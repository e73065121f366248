package ode

import "math"

// Advance attempts one step on every running lane and returns how many lanes are still running.
func (s *Solver) Advance() int {
	any, fresh := false, false
	for l := range s.state {
		ln := &s.state[l]
		s.settle(l, ln)
		s.a.active[l] = false
		if !ln.running() {
			continue
		}
		if ln.t >= ln.stop {
			ln.status, ln.t0, ln.t1 = AtStop, ln.t, ln.t
			continue
		}
		s.a.active[l] = true
		s.a.t[l] = ln.t
		any = true
		fresh = fresh || ln.fresh
	}
	if !any {
		return 0
	}
	if fresh {
		s.refresh()
	}
	any = false
	for l := range s.state {
		if !s.a.active[l] {
			continue
		}
		ln := &s.state[l]
		if ln.tries >= s.opt.MaxSteps {
			s.fail(l, MaxSteps, float64(s.opt.MaxSteps), s.worst(l))
			continue
		}
		ln.tries++
		ln.aim(s.opt.MaxStep)
		s.a.h[l] = ln.try
		any = true
	}
	if any {
		s.step.attempt(&s.a)
		s.norms()
		for l := range s.state {
			if s.a.active[l] {
				s.judge(l)
			}
		}
		if s.root != nil {
			s.findRoots()
		}
	}
	return s.Running()
}

// settle moves the state of an accepted step to where the next one starts.
func (s *Solver) settle(l int, ln *laneState) {
	switch ln.pending {
	case atEnd:
		s.copyLane(s.y, s.a.ynew, l)
		s.step.commit(l)
	case atRootOf:
		s.copyLane(s.y, s.yroot, l)
		s.step.cut(l, (ln.t1-ln.t0)/ln.try)
	}
	ln.pending, ln.dense = settled, noDense
}

// aim sets size and end of the next attempt from the proposal. A step that would come near the stop
// ends on it; one that would leave less than a step is halved, so that no sliver remains.
func (ln *laneState) aim(limit float64) {
	h, rest := min(ln.h, limit), ln.stop-ln.t
	switch {
	case rest <= float64(1.01*h):
		ln.try, ln.end = rest, ln.stop
		return
	case rest < 2*h:
		h = float64(0.5 * rest)
	}
	ln.end = ln.t + h
	// The step that is taken is the one that floats can represent.
	ln.try = ln.end - ln.t
}

// norms sets norm[l] to the squared root-mean-square error of the attempt of each lane.
func (s *Solver) norms() {
	clear(s.norm)
	rtol, nl := s.opt.RTol, s.lanes
	for i, atol := range s.opt.ATol {
		y, ynew, e := s.y[i*nl:i*nl+nl], s.a.ynew[i*nl:i*nl+nl], s.a.e[i*nl:i*nl+nl]
		for l := range e {
			a, b := math.Abs(y[l]), math.Abs(ynew[l])
			if b > a {
				a = b
			}
			r := e[l] / (atol + float64(rtol*a))
			// 0·ynew adds nothing unless the state overflowed, which a finite error could hide.
			s.norm[l] += float64(r*r) + float64(0*ynew[l])
		}
	}
	for l := range s.norm {
		s.norm[l] /= float64(s.n)
	}
}

// judge accepts or rejects the attempt of a lane and proposes the next step size.
func (s *Solver) judge(l int) {
	ln := &s.state[l]
	err2 := s.norm[l]
	finite := err2 <= math.MaxFloat64
	solved := !s.a.singular[l] && !s.a.unsolved[l]
	if s.watch != nil {
		s.note(l, finite, solved)
	}
	if finite && err2 <= 1 && solved {
		h := float64(ln.try * s.factor(l, err2, true))
		if ln.try < ln.h {
			// The stop cut the step short; what the step before said still holds.
			h = max(h, ln.h)
		}
		ln.h = h
		ln.past = history{one: max(err2, smallestNorm), two: ln.past.one}
		ln.t0, ln.t1, ln.t = ln.t, ln.end, ln.end
		ln.pending, ln.dense, ln.retry = atEnd, denseOpen, false
		ln.status = Accepted
		if ln.t >= ln.stop {
			ln.status = AtStop
		}
		s.a.stats[l].Steps++
		return
	}
	s.a.stats[l].Rejected++
	shrink := shrinkLimit
	if finite && solved {
		shrink = s.factor(l, err2, false)
	}
	ln.status, ln.retry = Running, true
	ln.h = float64(ln.try * shrink)
	if smallest := s.smallestStep(ln); ln.h < smallest {
		code := StepTooSmall
		switch {
		case s.a.singular[l]:
			code = Singular
		case !finite:
			code = NonFinite
		case s.a.unsolved[l]:
			code = NoConvergence
		}
		s.fail(l, code, smallest, s.worst(l))
	}
}

func (s *Solver) factor(l int, err2 float64, accepted bool) float64 {
	if s.pace != nil {
		return s.pace.factor(l, err2, accepted)
	}
	ln := &s.state[l]
	return s.ctl.factor(err2, ln.past, accepted, ln.retry)
}

// smallestStep is where giving up is better than shrinking: a few spacings of floats at t, or near
// t = 0, where these vanish, a step too short to matter for the interval.
func (s *Solver) smallestStep(ln *laneState) float64 {
	t := math.Abs(ln.t)
	smallest := max(s.opt.MinStep, 8*(math.Nextafter(t, math.Inf(1))-t))
	if span := ln.stop - ln.t; !math.IsInf(span, 0) {
		return max(smallest, 1e-30*span)
	}
	return max(smallest, 1e-200)
}

// worst is the component with the largest scaled error in the last attempt of a lane; a component
// that is not finite counts as larger than any. It is -1 when no error stands out.
func (s *Solver) worst(l int) int {
	at, largest := -1, 0.0
	for i, atol := range s.opt.ATol {
		m := i*s.lanes + l
		a := math.Max(math.Abs(s.y[m]), math.Abs(s.a.ynew[m]))
		r := math.Abs(s.a.e[m]) / (atol + float64(s.opt.RTol*a))
		if math.IsNaN(r) || math.IsInf(s.a.ynew[m], 0) {
			r = math.Inf(1)
		}
		if r > largest {
			at, largest = i, r
		}
	}
	return at
}

func (s *Solver) fail(l int, code Code, limit float64, component int) {
	ln := &s.state[l]
	ln.status, ln.dense = Failed, noDense
	s.a.active[l] = false
	ln.result = Result{Code: code, Component: component, Time: ln.t, Step: ln.try, Limit: limit}
}
