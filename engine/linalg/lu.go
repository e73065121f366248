package linalg

// LU holds the factors of one matrix per lane under a frozen [Plan].
//
// Lanes go through eliminations and substitutions four at a time: four lanes share the index
// arithmetic and give the processor independent work.
type LU struct {
	*Plan
	lanes int
	x     []float64 // factors, len Entries·lanes
	work  []float64 // permuted right-hand side, len n·lanes
	where []int32   // scatter map of plans without a target table
	slots []int32   // update targets of one row of U, of plans without a target table
}

// NewLU allocates factors for the given number of lanes.
func NewLU(plan *Plan, lanes int) *LU {
	f := &LU{
		Plan: plan, lanes: lanes,
		x: make([]float64, len(plan.col)*lanes), work: make([]float64, plan.Size()*lanes),
	}
	if plan.target == nil {
		f.where, f.slots = make([]int32, plan.Size()), make([]int32, plan.Size())
	}
	return f
}

// Refactor factors the matrices with values a (length NNZ·lanes, in pattern order). usable[l] tells
// whether every pivot of lane l is finite and not zero; the factors of an unusable lane must not be
// used. Pivots that are merely too small for accuracy show in [Pattern.Residual].
func (f *LU) Refactor(a []float64, usable []bool) {
	clear(f.x)
	for l := range usable {
		usable[l] = true
	}
	nl := f.lanes
	if nl == 1 {
		for k, s := range f.slot {
			f.x[s] = a[k]
		}
	} else {
		for k, s := range f.slot {
			copy(f.x[int(s)*nl:int(s)*nl+nl], a[k*nl:])
		}
	}
	lane := 0
	for ; lane+4 <= nl; lane += 4 {
		f.refactorFour(lane, usable)
	}
	for ; lane < nl; lane++ {
		f.refactorOne(lane, usable)
	}
}

// row returns the slots that change when a multiple of the U entries first..end-1 is subtracted from
// row i, and what is left of the table.
func (f *LU) row(i int, target []int32, first, end int32) (slots, rest []int32) {
	if f.where == nil {
		return target[:end-first], target[end-first:]
	}
	slots = f.slots[:end-first]
	for k, c := range f.col[first:end] {
		slots[k] = f.where[c]
	}
	return slots, nil
}

func (f *LU) refactorOne(lane int, usable []bool) {
	target, nl := f.target, f.lanes
	x := f.x[lane:]
	for i, d := range f.diag {
		if f.where != nil {
			f.scatter(i, f.where)
		}
		s := f.rowStart[i]
		for _, k := range f.col[s:d] {
			dk, end := f.diag[k], f.rowStart[k+1]
			factor := float64(x[int(s)*nl] * x[int(dk)*nl])
			x[int(s)*nl] = factor
			s++
			var slots []int32
			slots, target = f.row(i, target, dk+1, end)
			u := int(dk+1) * nl
			for _, t := range slots {
				x[int(t)*nl] -= float64(factor * x[u])
				u += nl
			}
		}
		pivot := x[int(d)*nl]
		if pivot == 0 || pivot-pivot != 0 {
			usable[lane] = false
		}
		x[int(d)*nl] = 1 / pivot
	}
}

func (f *LU) refactorFour(lane int, usable []bool) {
	target, nl := f.target, f.lanes
	x := f.x[lane:]
	for i, d := range f.diag {
		if f.where != nil {
			f.scatter(i, f.where)
		}
		for s := f.rowStart[i]; s < d; s++ {
			k := f.col[s]
			dk, end := f.diag[k], f.rowStart[k+1]
			factors, inverse := four(x, int(s)*nl), four(x, int(dk)*nl)
			f0, f1 := float64(factors[0]*inverse[0]), float64(factors[1]*inverse[1])
			f2, f3 := float64(factors[2]*inverse[2]), float64(factors[3]*inverse[3])
			factors[0], factors[1], factors[2], factors[3] = f0, f1, f2, f3
			var slots []int32
			slots, target = f.row(i, target, dk+1, end)
			u := int(dk+1) * nl
			for _, t := range slots {
				to, from := four(x, int(t)*nl), four(x, u)
				to[0] -= float64(f0 * from[0])
				to[1] -= float64(f1 * from[1])
				to[2] -= float64(f2 * from[2])
				to[3] -= float64(f3 * from[3])
				u += nl
			}
		}
		pivots := four(x, int(d)*nl)
		for l, pivot := range pivots {
			if pivot == 0 || pivot-pivot != 0 {
				usable[lane+l] = false
			}
			pivots[l] = 1 / pivot
		}
	}
}

// four is the place of four neighbouring lanes of one value.
func four(x []float64, at int) *[4]float64 { return (*[4]float64)(x[at : at+4]) }
