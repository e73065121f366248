package linalg

import "math"

// Residual measures, per lane, how far x is from solving A·x = b: the componentwise backward error
// max_i |b-Ax|_i / (|A||x|+|b|)_i (Oettli and Prager, Numer. Math. 6, 405 (1964)). It does not
// change with the units of equations or unknowns, is near 1e-16 for sound pivots, and grows when a
// frozen pivot has become too small for the values at hand. A lane with non-finite values gives NaN.
//
// a has length NNZ·lanes; x and b have length n·lanes; r and size are workspace of that length; the
// result goes to out (length lanes).
func (p *Pattern) Residual(a, x, b, r, size, out []float64) {
	nl := len(out)
	if nl == 1 {
		out[0] = p.residualAlone(a, x, b, r, size)
		return
	}
	copy(r, b)
	for m, v := range b {
		size[m] = math.Abs(v)
	}
	for j := range p.N {
		xj := x[j*nl : j*nl+nl]
		for k := int(p.ColPtr[j]); k < int(p.ColPtr[j+1]); k++ {
			at := int(p.RowIdx[k]) * nl
			ak := a[k*nl : k*nl+nl]
			ri, si := r[at:at+nl], size[at:at+nl]
			for l, v := range xj {
				product := float64(ak[l] * v)
				ri[l] -= product
				si[l] += math.Abs(product)
			}
		}
	}
	clear(out)
	for i := range p.N {
		for l := range nl {
			m := i*nl + l
			if size[m] == 0 {
				continue
			}
			if e := math.Abs(r[m]) / size[m]; e > out[l] || e != e {
				out[l] = e
			}
		}
	}
}

// residualAlone is Residual for one lane, where loops over lanes would cost more than the arithmetic.
func (p *Pattern) residualAlone(a, x, b, r, size []float64) float64 {
	size, r = size[:len(b)], r[:len(b)]
	for i, v := range b {
		r[i], size[i] = v, math.Abs(v)
	}
	k := p.ColPtr[0]
	for j, end := range p.ColPtr[1:] {
		xj := x[j]
		for ; k < end; k++ {
			product := float64(a[k] * xj)
			i := p.RowIdx[k]
			r[i] -= product
			size[i] += math.Abs(product)
		}
	}
	worst := 0.0
	for i, s := range size {
		if s == 0 {
			continue
		}
		if e := math.Abs(r[i]) / s; e > worst || e != e {
			worst = e
		}
	}
	return worst
}
