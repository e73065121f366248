package linalg

// LU holds the factors of one matrix per lane under a frozen [Plan].
type LU struct {
	*Plan
	lanes int
	x     []float64 // factors, len Entries·lanes
	work  []float64 // permuted right-hand side, len n·lanes
	where []int32   // scatter map of plans without a target table
}

// NewLU allocates factors for the given number of lanes.
func NewLU(plan *Plan, lanes int) *LU {
	f := &LU{
		Plan: plan, lanes: lanes,
		x: make([]float64, len(plan.col)*lanes), work: make([]float64, plan.Size()*lanes),
	}
	if plan.target == nil {
		f.where = make([]int32, plan.Size())
	}
	return f
}

// Refactor factors the matrices with values a (length NNZ·lanes, in pattern order). usable[l] tells
// whether every pivot of lane l is finite and not zero; the factors of an unusable lane must not be
// used. Pivots that are merely too small for accuracy show in [Residual].
func (f *LU) Refactor(a []float64, usable []bool) {
	clear(f.x)
	for l := range usable {
		usable[l] = true
	}
	switch {
	case f.lanes == 1 && f.target != nil:
		f.refactorOne(a, usable)
	default:
		f.refactorLanes(a, usable)
	}
}

func (f *LU) refactorOne(a []float64, usable []bool) {
	x, target := f.x, f.target
	for k, s := range f.slot {
		x[s] = a[k]
	}
	for i, d := range f.diag {
		s := f.rowStart[i]
		for _, k := range f.col[s:d] {
			dk := f.diag[k]
			factor := float64(x[s] * x[dk])
			x[s] = factor
			s++
			row := x[dk+1 : f.rowStart[k+1]]
			dst := target[:len(row)]
			target = target[len(row):]
			for u, v := range row {
				x[dst[u]] -= float64(factor * v)
			}
		}
		pivot := x[d]
		if pivot == 0 || pivot-pivot != 0 {
			usable[0] = false
		}
		x[d] = 1 / pivot
	}
}

func (f *LU) refactorLanes(a []float64, usable []bool) {
	x, target, nl := f.x, f.target, f.lanes
	for k, s := range f.slot {
		copy(x[int(s)*nl:int(s)*nl+nl], a[k*nl:])
	}
	for i, d := range f.diag {
		if target == nil {
			f.scatter(i, f.where)
		}
		for s := f.rowStart[i]; s < d; s++ {
			k := f.col[s]
			dk := f.diag[k]
			factor := x[int(s)*nl : int(s)*nl+nl]
			inverse := x[int(dk)*nl : int(dk)*nl+nl]
			for l := range factor {
				factor[l] *= inverse[l]
			}
			for u := dk + 1; u < f.rowStart[k+1]; u++ {
				var t int32
				if f.where == nil {
					t, target = target[0], target[1:]
				} else {
					t = f.where[f.col[u]]
				}
				subtractProduct(x[int(t)*nl:int(t)*nl+nl], factor, x[int(u)*nl:int(u)*nl+nl])
			}
		}
		pivots := x[int(d)*nl : int(d)*nl+nl]
		for l, pivot := range pivots {
			if pivot == 0 || pivot-pivot != 0 {
				usable[l] = false
			}
			pivots[l] = 1 / pivot
		}
	}
}

// Solve replaces b (length n·lanes) by the solution of each lane's system.
func (f *LU) Solve(b []float64) {
	if f.lanes == 1 {
		f.solveOne(b)
	} else {
		f.solveLanes(b)
	}
}

func (f *LU) solveOne(b []float64) {
	x, w := f.x, f.work
	for i, d := range f.diag {
		sum := b[f.p[i]]
		s := f.rowStart[i]
		lower := x[s:d]
		for k, c := range f.col[s:d] {
			sum -= float64(lower[k] * w[c])
		}
		w[i] = sum
	}
	for i := len(f.diag) - 1; i >= 0; i-- {
		sum := w[i]
		d, end := f.diag[i], f.rowStart[i+1]
		upper := x[d+1 : end]
		for k, c := range f.col[d+1 : end] {
			sum -= float64(upper[k] * w[c])
		}
		sum *= x[d]
		w[i] = sum
		b[f.q[i]] = sum
	}
}

func (f *LU) solveLanes(b []float64) {
	x, w, nl := f.x, f.work, f.lanes
	for i, d := range f.diag {
		sum := w[i*nl : i*nl+nl]
		copy(sum, b[int(f.p[i])*nl:])
		for s := f.rowStart[i]; s < d; s++ {
			c := int(f.col[s]) * nl
			subtractProduct(sum, x[int(s)*nl:int(s)*nl+nl], w[c:c+nl])
		}
	}
	for i := len(f.diag) - 1; i >= 0; i-- {
		sum := w[i*nl : i*nl+nl]
		d := f.diag[i]
		for s := d + 1; s < f.rowStart[i+1]; s++ {
			c := int(f.col[s]) * nl
			subtractProduct(sum, x[int(s)*nl:int(s)*nl+nl], w[c:c+nl])
		}
		inverse := x[int(d)*nl : int(d)*nl+nl]
		for l := range sum {
			sum[l] *= inverse[l]
		}
		copy(b[int(f.q[i])*nl:int(f.q[i])*nl+nl], sum)
	}
}

// subtractProduct computes d -= a·b over the lanes of one value, rounding the product.
func subtractProduct(d, a, b []float64) {
	for len(d) >= 4 && len(a) >= 4 && len(b) >= 4 {
		d4, a4, b4 := (*[4]float64)(d), (*[4]float64)(a), (*[4]float64)(b)
		d4[0] -= float64(a4[0] * b4[0])
		d4[1] -= float64(a4[1] * b4[1])
		d4[2] -= float64(a4[2] * b4[2])
		d4[3] -= float64(a4[3] * b4[3])
		d, a, b = d[4:], a[4:], b[4:]
	}
	for l := range d {
		d[l] -= float64(a[l] * b[l])
	}
}
