package ode

import "math"

const (
	// newtonIterations bounds the iterations with one set of factors.
	newtonIterations = 4
	// newtonError is the part of the tolerance that an iteration may leave.
	newtonError = 0.05
	// surest is the best rate of convergence that is believed without a second iteration: with an ageing Jacobian the
	// rate of an earlier step says little.
	surest = 0.1
	// newtonError is the part of the tolerance that an iteration may leave.
	// slowest is the worst rate of convergence that is worth another iteration.
	slowest = 0.9
	// sameFactors is how far M/(hγ) may be from that of the factors.
	sameFactors = 1e-6
)

// solve iterates for the new state of the busy lanes:
//
//	(M·α/h - J) Δ = f(t_new, y) - M·α/h·(past + y - predicted)
//
// Jacobian and factors are those of earlier steps while the step size stays and the iteration converges. A lane whose iteration does not
// gets a new Jacobian and a second try, and is flagged unsolved if that does not help.
func (s *multistepStepper) solve(a *attempt) {
	for l, on := range s.busy {
		a.unsolved[l], a.singular[l], s.again[l] = false, false, false
		if !on {
			continue
		}
		ln := &s.lane[l]
		c := s.alpha[ln.order] / a.h[l]
		s.chosen[l] = ln.age < 0 || ln.c == 0 || math.Abs(c-ln.c) > float64(sameFactors*ln.c)
		s.again[l], ln.renewed = s.chosen[l] && ln.age != 0, false
		for m := l; m < len(s.corr); m += s.lanes {
			a.ynew[m], s.corr[m] = s.pred[m], 0
		}
	}
	s.renew(a)
	s.iterate(a)
	second := false
	for l, failed := range a.unsolved {
		s.chosen[l] = a.active[l] && failed && !s.lane[l].renewed && !a.singular[l]
		s.again[l], s.busy[l] = s.chosen[l], s.chosen[l]
		if !s.chosen[l] {
			continue
		}
		second = true
		a.unsolved[l] = false
		for m := l; m < len(s.corr); m += s.lanes {
			a.ynew[m], s.corr[m] = s.pred[m], 0
		}
	}
	if second {
		s.renew(a)
		s.iterate(a)
	}
}

// renew evaluates the Jacobians of the lanes in again, at their predicted states, and factors those in chosen.
func (s *multistepStepper) renew(a *attempt) {
	jacobians, factors := false, false
	for l := range s.chosen {
		s.chosen[l] = s.chosen[l] && s.busy[l]
		s.again[l] = s.again[l] && s.busy[l]
		jacobians, factors = jacobians || s.again[l], factors || s.chosen[l]
	}
	if jacobians {
		s.lin.jacobian(s.t1, s.pred, s.again)
	}
	if !factors {
		return
	}
	for l, on := range s.chosen {
		if !on {
			continue
		}
		ln := &s.lane[l]
		ln.c, ln.rate = s.alpha[ln.order]/a.h[l], 0
		for i, mass := range s.mass {
			s.mc[i*s.lanes+l] = float64(mass * ln.c)
		}
		a.stats[l].LU++
		if s.again[l] {
			ln.age, ln.renewed = 0, true
			a.stats[l].Jacobians++
		}
	}
	s.lin.factorLanes(s.mc, s.chosen)
}

// iterate runs the iteration on the busy lanes with the factors at hand. Lanes in chosen have new ones, whose pivots are checked.
func (s *multistepStepper) iterate(a *attempt) {
	for k := 1; k <= newtonIterations; k++ {
		left, check := false, false
		for l, on := range s.busy {
			left = left || on
			s.chosen[l] = s.chosen[l] && on && k == 1
			check = check || s.chosen[l]
		}
		if !left {
			return
		}
		s.js.RHS(s.t1, a.ynew, s.f)
		for l, on := range s.busy {
			if !on {
				continue
			}
			a.stats[l].RHS++
			for m := l; m < len(s.rhs); m += s.lanes {
				s.rhs[m] = s.f[m] - float64(s.mc[m]*(s.past[m]+s.corr[m]))
			}
		}
		if check {
			copy(s.copied, s.rhs)
		}
		s.lin.solve(s.rhs)
		if check {
			s.lin.repair(s.copied, s.rhs, s.chosen, a.singular, a.stats)
		}
		for l, on := range s.busy {
			if on {
				s.advance(l, k, a)
			}
		}
	}
}

// advance applies the correction of iteration k to a lane and decides whether its iteration ends.
func (s *multistepStepper) advance(l, k int, a *attempt) {
	ln := &s.lane[l]
	sum := 0.0
	for m := l; m < len(s.rhs); m += s.lanes {
		r := float64(s.rhs[m] * s.weight[m])
		sum += float64(r * r)
		s.corr[m] += s.rhs[m]
		a.ynew[m] = s.pred[m] + s.corr[m]
	}
	size := math.Sqrt(sum / float64(s.n))
	switch {
	case a.singular[l] || !(size <= math.MaxFloat64):
		s.give(l, a)
		return
	case k > 1 && size > slowest*ln.size:
		s.give(l, a)
		return
	case k > 1:
		ln.rate = max(float64(0.9*ln.rate), size/ln.size, surest)
	}
	ln.size = size
	// What is left of a geometric series. Without a rate only rounding tells.
	rest := math.Inf(1)
	if ln.rate > 0 {
		rest = size * ln.rate / (1 - ln.rate)
	}
	switch {
	case rest <= newtonError, size <= 1e-10:
		s.busy[l] = false
	case k == newtonIterations, k > 1 && float64(rest*power(ln.rate, float64(newtonIterations-k))) > newtonError:
		s.give(l, a)
	}
}

// give gives up the iteration of a lane.
func (s *multistepStepper) give(l int, a *attempt) { s.busy[l], a.unsolved[l] = false, true }
