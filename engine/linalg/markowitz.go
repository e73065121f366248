package linalg

import (
	"fmt"
	"math"
	"slices"
)

// pivotThreshold is how small a pivot may be against the largest entry of its row (after columns
// were scaled to size one): 0.1 is the usual compromise between sparsity and growth (Duff, Erisman,
// Reid, Direct Methods for Sparse Matrices, 2nd ed. 2017, section 5.2).
const pivotThreshold = 0.1

// SingularError says that no usable pivot was left.
type SingularError struct {
	Row  int // an equation that the others already determine, or that is empty
	Rank int // pivots found before
}

func (e *SingularError) Error() string {
	return fmt.Sprintf("linalg: singular matrix: equation %d depends on the others (rank %d)", e.Row, e.Rank)
}

// elimination is a Gaussian elimination on growing row lists that records its pivots.
//
// The diagonal entry of least Markowitz cost (r-1)(c-1) is taken among those that pass the
// threshold; entries off the diagonal are looked at only when no diagonal one passes. Diagonal
// pivots are what other values of the same family are most likely to tolerate: in M/(hγ)-J they
// carry 1/h. Structure is kept where values cancel, since other values need not cancel.
type elimination struct {
	n       int
	cols    [][]int32   // columns of the entries of row i, pivot columns removed
	vals    [][]float64 // their values
	rowMax  []float64   // largest magnitude in the row
	diag    []float64   // value of entry (i, i), 0 when absent
	colRows [][]int32   // rows not yet eliminated that have an entry in column j
	rowDone []bool
	colDone []bool
	place   []int32 // scatter workspace: 1 + position of a column in the row at hand

	p, q []int32   // pivot k is at row p[k], column q[k]
	u    [][]int32 // columns right of pivot k in its row
	l    [][]int32 // rows that pivot k eliminates
}

func eliminate(pat *Pattern, a []float64, lanes, lane int) (*elimination, error) {
	n := pat.N
	e := &elimination{
		n: n, cols: make([][]int32, n), vals: make([][]float64, n), rowMax: make([]float64, n),
		diag: make([]float64, n), colRows: make([][]int32, n), rowDone: make([]bool, n),
		colDone: make([]bool, n), place: make([]int32, n),
	}
	for j := range n {
		lo, hi := pat.ColPtr[j], pat.ColPtr[j+1]
		largest := 0.0
		for k := lo; k < hi; k++ {
			v := math.Abs(a[int(k)*lanes+lane])
			if math.IsNaN(v) || math.IsInf(v, 0) {
				return nil, fmt.Errorf("linalg: entry (%d, %d) is %v", pat.RowIdx[k], j, a[int(k)*lanes+lane])
			}
			largest = max(largest, v)
		}
		// Scaling by a power of two makes the choice independent of the units of the unknowns.
		_, exp := math.Frexp(largest)
		for k := lo; k < hi; k++ {
			i := pat.RowIdx[k]
			v := math.Ldexp(a[int(k)*lanes+lane], -exp)
			e.cols[i] = append(e.cols[i], int32(j))
			e.vals[i] = append(e.vals[i], v)
			e.rowMax[i] = max(e.rowMax[i], math.Abs(v))
			if int(i) == j {
				e.diag[i] = v
			}
		}
		e.colRows[j] = slices.Clone(pat.RowIdx[lo:hi])
	}
	for step := range n {
		i, j := e.choose()
		if i < 0 {
			return nil, &SingularError{Row: slices.Index(e.rowDone, false), Rank: step}
		}
		e.pivot(int32(i), int32(j))
	}
	return e, nil
}

func (e *elimination) choose() (row, col int) {
	row, col = -1, -1
	best := math.MaxInt
	for i := range e.n {
		if e.rowDone[i] || e.colDone[i] || e.diag[i] == 0 || math.Abs(e.diag[i]) < float64(pivotThreshold*e.rowMax[i]) {
			continue
		}
		if cost := (len(e.cols[i]) - 1) * (len(e.colRows[i]) - 1); cost < best {
			best, row, col = cost, i, i
		}
	}
	if row >= 0 {
		return row, col
	}
	largest := 0.0
	for i := range e.n {
		if e.rowDone[i] || e.rowMax[i] == 0 {
			continue
		}
		for k, j := range e.cols[i] {
			v := math.Abs(e.vals[i][k]) / e.rowMax[i]
			if v < pivotThreshold {
				continue
			}
			cost := (len(e.cols[i]) - 1) * (len(e.colRows[j]) - 1)
			if cost < best || cost == best && v > largest {
				best, largest, row, col = cost, v, i, int(j)
			}
		}
	}
	return row, col
}

func (e *elimination) pivot(pi, pj int32) {
	pcols, pvals := e.cols[pi], e.vals[pi]
	at := slices.Index(pcols, pj)
	pivot := pvals[at]
	pcols, pvals = slices.Delete(pcols, at, at+1), slices.Delete(pvals, at, at+1)
	e.rowDone[pi], e.colDone[pj] = true, true

	var below []int32
	for _, i := range e.colRows[pj] {
		if i != pi {
			below = append(below, i)
		}
	}
	for _, i := range below {
		cols, vals := e.cols[i], e.vals[i]
		at := slices.Index(cols, pj)
		factor := vals[at] / pivot
		cols, vals = slices.Delete(cols, at, at+1), slices.Delete(vals, at, at+1)
		for k, j := range cols {
			e.place[j] = int32(k) + 1
		}
		for k, j := range pcols {
			change := float64(factor * pvals[k])
			if s := e.place[j]; s > 0 {
				vals[s-1] -= change
				continue
			}
			cols, vals = append(cols, j), append(vals, -change)
			e.colRows[j] = append(e.colRows[j], i)
		}
		e.rowMax[i], e.diag[i] = 0, 0
		for k, j := range cols {
			e.place[j] = 0
			e.rowMax[i] = max(e.rowMax[i], math.Abs(vals[k]))
			if j == i {
				e.diag[i] = vals[k]
			}
		}
		e.cols[i], e.vals[i] = cols, vals
	}
	for _, j := range pcols {
		at := slices.Index(e.colRows[j], pi)
		e.colRows[j] = slices.Delete(e.colRows[j], at, at+1)
	}
	e.colRows[pj] = nil
	e.p, e.q = append(e.p, pi), append(e.q, pj)
	e.u, e.l = append(e.u, pcols), append(e.l, below)
}
