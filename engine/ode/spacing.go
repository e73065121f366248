package ode

import "math"

const (
	// stretch is the least growth of the step that is worth new factors.
	stretch = 1.2
	// shrinkKept is the shrinkage that is not worth new factors.
	shrinkKept = 0.95
	// reach bounds the growth of the step from order 3 on, where differences over a much wider spacing would be made of rounding errors.
	reach = 5
	// patience is how often the error test may fail before the differences are taken to tell nothing.
	patience = 3
)

// space brings the differences of a lane to spacing h. Those that only estimate errors are scaled as derivatives would be.
func (s *multistepStepper) space(l int, h float64) {
	ln := &s.lane[l]
	ratio := h / ln.h
	// Steps end on floats and so vary by rounding errors, which the differences need not follow.
	if math.Abs(ratio-1) <= 1e-9 {
		return
	}
	ln.h = h
	k := ln.order
	above := power(ratio, float64(k+1))
	for m := l; m < len(s.corr); m += s.lanes {
		s.d[k+1][m] *= above
		s.d[k+2][m] *= float64(above * ratio)
	}
	var u [maxOrder + 1][maxOrder + 1]float64
	respace(&u, k, ratio)
	for m := l; m < len(s.corr); m += s.lanes {
		var old [maxOrder + 1]float64
		for j := 1; j <= k; j++ {
			old[j] = s.d[j][m]
		}
		for j := 1; j <= k; j++ {
			sum := 0.0
			for q := j; q <= k; q++ {
				sum += float64(u[j][q] * old[q])
			}
			s.d[j][m] = sum
		}
	}
}

// respace fills u so that new difference j is the sum of u[j][q] times old difference q, for differences of a polynomial of degree k at
// ratio times the spacing: the new difference of order j of the q-th binomial polynomial at 0.
func respace(u *[maxOrder + 1][maxOrder + 1]float64, k int, ratio float64) {
	var at [maxOrder + 1][maxOrder + 1]float64 // values at 0, -ratio, -2·ratio, ...
	for p := 0; p <= k; p++ {
		at[p] = binomials(-float64(float64(p) * ratio))
	}
	for j := 1; j <= k; j++ {
		// Difference the column of values once more; row p then holds the j-th difference that begins at -p·ratio.
		for p := 0; p <= k-j; p++ {
			for q := 1; q <= k; q++ {
				at[p][q] -= at[p+1][q]
			}
		}
		u[j] = at[0]
	}
}

// factor implements pacer. After k+1 equal steps the errors of the orders k-1, k and k+1 are known and the one that allows the longest
// step is taken; before, nothing is changed.
func (s *multistepStepper) factor(l int, err2 float64, accepted bool) float64 {
	ln := &s.lane[l]
	k := ln.order
	ln.next, ln.changed = k, false
	best := pace(err2, k)
	if !accepted {
		ln.fails, ln.equal = ln.fails+1, 0
		if ln.fails >= patience {
			ln.started = false
			return 0.5 * shrinkLimit
		}
		if k > 1 {
			if below := pace(s.missed(l, k-1), k-1); below > best {
				best, ln.order = below, k-1
			}
		}
		return min(safety, max(shrinkLimit, best))
	}
	if ln.equal < k {
		return 1
	}
	if k > 1 {
		if below := pace(s.missed(l, k-1), k-1); below > best {
			best, ln.next = below, k-1
		}
	}
	if k < maxOrder {
		if above := pace(s.missed(l, k+1), k+1); above > best {
			best, ln.next = above, k+1
		}
	}
	if ln.next == k && best > shrinkKept && best < stretch {
		return 1
	}
	ln.changed = true
	limit := float64(growthLimit)
	if ln.next >= 3 {
		limit = reach
	}
	return min(limit, max(shrinkLimit, best))
}

// pace is the change of the step size that brings a squared error norm at order k to its aim.
func pace(err2 float64, k int) float64 {
	return float64(safety * power(max(err2, smallestNorm), -0.5/float64(k+1)))
}

// missed is the squared norm of the error that the last attempt of a lane would have had at a neighbouring order k.
func (s *multistepStepper) missed(l, k int) float64 {
	ln := &s.lane[l]
	sum := 0.0
	for i := range s.n {
		m := i*s.lanes + l
		d := s.corr[m]
		if k > ln.order {
			d -= s.d[k][m]
		} else {
			d += s.d[ln.order][m]
		}
		d *= s.weight[m]
		sum += float64(d * d)
	}
	return float64(s.miss[k]*s.miss[k]) * (sum / float64(s.n))
}
