package linalg

import "slices"

// storedUpdates bounds the table of update targets (4 bytes each). Factorisations with more updates
// find each target through a scatter map instead; the arithmetic and its order are the same.
const storedUpdates = 1 << 22

// Plan is a frozen pivot order with the fill it causes. It is immutable and may be shared by any
// number of [LU].
//
// Factors are kept by rows of the permuted matrix: row i holds multipliers of L (columns < i),
// the inverse of the pivot, then U (columns > i).
type Plan struct {
	pattern  *Pattern
	p, q     []int32 // permuted row i is row p[i], permuted column i is column q[i]
	rowStart []int32
	diag     []int32 // slot of the pivot of row i
	col      []int32 // permuted column of a slot
	slot     []int32 // slot of entry k of the pattern
	target   []int32 // slots changed by the updates in the order of Refactor; nil when too many
	updates  int
}

// Analyze chooses and freezes pivots for the values of one lane of a (length NNZ·lanes). The choice
// suits every matrix of the family whose entries have similar relative sizes.
//
// It returns a [*SingularError] when the values admit no complete set of pivots, and an error naming
// the entry when a value is not finite.
func Analyze(pattern *Pattern, a []float64, lanes, lane int) (*Plan, error) {
	if len(a) != pattern.NNZ()*lanes {
		panic("linalg: Analyze: values do not fit the pattern")
	}
	e, err := eliminate(pattern, a, lanes, lane)
	if err != nil {
		return nil, err
	}
	n := pattern.N
	pl := &Plan{pattern: pattern, p: e.p, q: e.q, rowStart: make([]int32, n+1), diag: make([]int32, n)}
	rowOf, colOf := make([]int32, n), make([]int32, n)
	for k := range n {
		rowOf[e.p[k]], colOf[e.q[k]] = int32(k), int32(k)
	}
	lower := make([][]int32, n)
	for k := range n {
		for _, i := range e.l[k] {
			lower[rowOf[i]] = append(lower[rowOf[i]], int32(k))
		}
		pl.updates += len(e.l[k]) * len(e.u[k])
	}
	for i := range n {
		pl.col = append(pl.col, lower[i]...)
		pl.diag[i] = int32(len(pl.col))
		pl.col = append(pl.col, int32(i))
		upper := make([]int32, 0, len(e.u[i]))
		for _, j := range e.u[i] {
			upper = append(upper, colOf[j])
		}
		slices.Sort(upper)
		pl.col = append(pl.col, upper...)
		pl.rowStart[i+1] = int32(len(pl.col))
	}
	for _, c := range pattern.Coords() {
		i := rowOf[c.Row]
		row := pl.col[pl.rowStart[i]:pl.rowStart[i+1]]
		k, _ := slices.BinarySearch(row, colOf[c.Col])
		pl.slot = append(pl.slot, pl.rowStart[i]+int32(k))
	}
	if pl.updates <= storedUpdates {
		pl.target = pl.targets()
	}
	return pl, nil
}

func (pl *Plan) targets() []int32 {
	out := make([]int32, 0, pl.updates)
	where := make([]int32, len(pl.diag))
	for i := range pl.diag {
		pl.scatter(i, where)
		for s := pl.rowStart[i]; s < pl.diag[i]; s++ {
			k := pl.col[s]
			for u := pl.diag[k] + 1; u < pl.rowStart[k+1]; u++ {
				out = append(out, where[pl.col[u]])
			}
		}
	}
	return out
}

// scatter notes the slot of each column of permuted row i.
func (pl *Plan) scatter(i int, where []int32) {
	for s := pl.rowStart[i]; s < pl.rowStart[i+1]; s++ {
		where[pl.col[s]] = s
	}
}

// Size is the number of equations.
func (pl *Plan) Size() int { return pl.pattern.N }

// Entries is the number of entries of L and U together, fill included.
func (pl *Plan) Entries() int { return len(pl.col) }

// Updates is the number of multiply-subtract operations of one factorisation.
func (pl *Plan) Updates() int { return pl.updates }
