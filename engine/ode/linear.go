package ode

import (
	"errors"
	"fmt"
	"math"

	"jakstat/engine/linalg"
)

// degraded is the componentwise backward error above which frozen pivots are taken to be unfit. Sound
// ones give about 1e-16; error control needs far fewer digits than this leaves.
const degraded = 1e-10

// linear solves with W = M/(hγ) - J for all lanes.
//
// All lanes start with one pivot order, chosen from the structure of the problem and from no lane's
// values. A lane that this order fails gets its own, chosen from its own values. So the bits of a
// lane depend on its own history only.
type linear struct {
	*problem
	js       JacobianSystem
	pattern  *linalg.Pattern
	position []int32 // of each entry of J in W
	diagonal []int32 // of each diagonal entry in W, -1 for algebraic equations without one
	jac      []float64
	minusJ   []float64 // in the pattern of W
	w        []float64
	shared   *linalg.LU
	usable   []bool
	own      []*ownFactors // lanes with pivots of their own, else nil
	owners   int

	r, size, backward []float64
}

// UndeterminedError says that the equation of an algebraic component does not determine it together with the others, whatever the
// values: it lacks its unknown, or two equations share one.
type UndeterminedError struct{ Component int }

func (e *UndeterminedError) Error() string {
	return fmt.Sprintf("ode: the algebraic equations do not determine all their unknowns (equation of component %d)", e.Component)
}

// Structure is the size of the linear equations of a method.
type Structure struct {
	Entries int // of the Jacobian, diagonal included
	Filled  int // of its factors
	Updates int // multiply-subtract operations of a factorisation
}

// Structure tells what the linear equations cost; all zero for methods that have none.
func (s *Solver) Structure() Structure {
	if st, ok := s.step.(interface{ linear() *linear }); ok {
		lin := st.linear()
		return Structure{Entries: lin.pattern.NNZ(), Filled: lin.shared.Entries(), Updates: lin.shared.Updates()}
	}
	return Structure{}
}

type ownFactors struct {
	lu     *linalg.LU
	a, b   []float64
	usable [1]bool
}

func newLinear(p *problem, js JacobianSystem) (*linear, error) {
	var extra []linalg.Coord
	for i, m := range p.mass {
		if m != 0 {
			extra = append(extra, linalg.Coord{Row: i, Col: i})
		}
	}
	if js.Pattern().N != p.n {
		return nil, fmt.Errorf("ode: the Jacobian has %d columns for %d components", js.Pattern().N, p.n)
	}
	lin := &linear{problem: p, js: js}
	lin.pattern, lin.position = js.Pattern().Union(extra)
	for i := range p.n {
		lin.diagonal = append(lin.diagonal, int32(lin.pattern.Index(i, i)))
	}
	plan, err := linalg.Analyze(lin.pattern, lin.typical(), 1, 0)
	var singular *linalg.SingularError
	if errors.As(err, &singular) {
		return nil, &UndeterminedError{Component: singular.Row}
	} else if err != nil {
		return nil, err
	}
	nl, nnz := p.n*p.lanes, lin.pattern.NNZ()*p.lanes
	lin.shared = linalg.NewLU(plan, p.lanes)
	lin.jac, lin.minusJ, lin.w = make([]float64, js.Pattern().NNZ()*p.lanes), make([]float64, nnz), make([]float64, nnz)
	lin.usable, lin.own = make([]bool, p.lanes), make([]*ownFactors, p.lanes)
	lin.r, lin.size, lin.backward = make([]float64, nl), make([]float64, nl), make([]float64, p.lanes)
	return lin, nil
}

// typical is a matrix with the structure of W and sizes as in a short step: M/(hγ) dominates, other
// entries are of one size but otherwise unrelated, so that nothing cancels by accident.
func (lin *linear) typical() []float64 {
	a := make([]float64, lin.pattern.NNZ())
	x := uint32(1)
	for k, c := range lin.pattern.Coords() {
		x = 1664525*x + 1013904223
		a[k] = -0.5 - float64(x>>8)/(1<<25)
		if c.Row == c.Col && lin.mass[c.Row] != 0 {
			a[k] = float64(16 * lin.n)
		}
	}
	return a
}

func (lin *linear) forget(lane int) {
	if lin.own[lane] != nil {
		lin.own[lane] = nil
		lin.owners--
	}
}

// jacobian evaluates J for the lanes in mask, nil meaning all; other lanes keep theirs. An entry that is not finite, as that of a square
// root at zero, counts as zero: an infinite one would hold its component still, however it should move, and pass every error test.
func (lin *linear) jacobian(t, y []float64, mask []bool) {
	lin.js.Jacobian(t, y, lin.jac)
	nl := lin.lanes
	for k, at := range lin.position {
		dst, src := lin.minusJ[int(at)*nl:int(at)*nl+nl], lin.jac[k*nl:k*nl+nl]
		for l := range dst {
			if mask != nil && !mask[l] {
				continue
			}
			dst[l] = -src[l]
			if !(math.Abs(src[l]) <= math.MaxFloat64) {
				dst[l] = 0
			}
		}
	}
}

// factor factors W for M/h given as mh (length n·L).
func (lin *linear) factor(mh []float64, gamma float64) {
	copy(lin.w, lin.minusJ)
	nl, scale := lin.lanes, 1/gamma
	for i, at := range lin.diagonal {
		if at < 0 {
			continue
		}
		dst, src := lin.w[int(at)*nl:int(at)*nl+nl], mh[i*nl:i*nl+nl]
		for l := range dst {
			dst[l] += float64(src[l] * scale)
		}
	}
	lin.refactor()
}

// factorLanes factors W for M/(hγ) given as mc in the lanes of mask. The factors of other lanes come out as they were, being made anew
// from the same W.
func (lin *linear) factorLanes(mc []float64, mask []bool) {
	nl := lin.lanes
	for l, on := range mask {
		if !on {
			continue
		}
		for m := l; m < len(lin.w); m += nl {
			lin.w[m] = lin.minusJ[m]
		}
		for i, at := range lin.diagonal {
			if at >= 0 {
				lin.w[int(at)*nl+l] += mc[i*nl+l]
			}
		}
	}
	lin.refactor()
}

// factorAlgebraic factors -J restricted to the algebraic equations and unknowns, with the identity for
// the others.
func (lin *linear) factorAlgebraic() {
	copy(lin.w, lin.minusJ)
	nl := lin.lanes
	for k, c := range lin.pattern.Coords() {
		dst := lin.w[k*nl : k*nl+nl]
		switch {
		case lin.mass[c.Row] == 0:
		case c.Row == c.Col:
			for l := range dst {
				dst[l] = 1
			}
		default:
			clear(dst)
		}
	}
	lin.refactor()
}

func (lin *linear) refactor() {
	lin.shared.Refactor(lin.w, lin.usable)
	if lin.owners == 0 {
		return
	}
	for l, own := range lin.own {
		if own != nil {
			own.refactor(lin, l)
		}
	}
}

func (own *ownFactors) refactor(lin *linear, lane int) {
	for k := range own.a {
		own.a[k] = lin.w[k*lin.lanes+lane]
	}
	own.lu.Refactor(own.a, own.usable[:])
	lin.usable[lane] = own.usable[0]
}

// solve replaces b by the solution.
func (lin *linear) solve(b []float64) {
	if lin.owners == 0 {
		lin.shared.Solve(b)
		return
	}
	for l, own := range lin.own {
		if own != nil {
			for i := range own.b {
				own.b[i] = b[i*lin.lanes+l]
			}
			own.lu.Solve(own.b)
		}
	}
	lin.shared.Solve(b)
	for l, own := range lin.own {
		if own != nil {
			for i, v := range own.b {
				b[i*lin.lanes+l] = v
			}
		}
	}
}

// repair looks at the first solution x of W·x = b and gives new pivots to those lanes of mask whose pivots were
// unfit, solving again for them. Lanes of mask without any fit pivots are flagged singular.
func (lin *linear) repair(b, x []float64, mask, singularLane []bool, stats []Stats) {
	lin.pattern.Residual(lin.w, x, b, lin.r, lin.size, lin.backward)
	for l, on := range mask {
		if !on {
			continue
		}
		singularLane[l] = false
		if lin.usable[l] && lin.backward[l] <= degraded {
			continue
		}
		plan, err := linalg.Analyze(lin.pattern, lin.w, lin.lanes, l)
		if err != nil {
			// Non-finite values surface in the error norm; only true singularity is told apart.
			var singular *linalg.SingularError
			singularLane[l] = errors.As(err, &singular)
			continue
		}
		stats[l].Pivotings++
		if lin.own[l] == nil {
			lin.owners++
		}
		own := &ownFactors{lu: linalg.NewLU(plan, 1), a: make([]float64, lin.pattern.NNZ()), b: make([]float64, lin.n)}
		lin.own[l] = own
		own.refactor(lin, l)
		for i := range own.b {
			own.b[i] = b[i*lin.lanes+l]
		}
		own.lu.Solve(own.b)
		for i, v := range own.b {
			x[i*lin.lanes+l] = v
		}
	}
}
