package fluxbalance

import (
	"errors"
	"fmt"
	"math"

	"gonum.org/v1/gonum/mat"
	"gonum.org/v1/gonum/optimize/convex/lp"
)

// Why a problem has no solution.
var (
	ErrInfeasible = errors.New("no fluxes satisfy the balances within the bounds")
	ErrUnbounded  = errors.New("the objective has no limit within the bounds")
)

// Term is an entry of the matrix of balances: Value of flux Flux in balance Balance. Terms of one place add up.
type Term struct {
	Balance, Flux int
	Value         float64
}

// Problem is a flux-balance problem. Lower, Upper and Objective have one value a flux; bounds may be infinite.
type Problem struct {
	Balances     int
	Terms        []Term
	Lower, Upper []float64
	Objective    []float64
	Maximize     bool
}

// Solution is an optimum.
type Solution struct {
	Value  float64
	Fluxes []float64
}

// Numbers of the method. Bounds and the objective are scaled to 1 at most before they are used.
const (
	// maxCells bounds a dense matrix to that of some 550 reactions. The method cannot be interrupted, and its time grows with about
	// the fourth power of their number: a second for 150, minutes at the bound.
	maxCells = 1 << 20
	// optimal is how far below 0 a reduced cost must lie to go on: gonum's rounding is some 1e-13.
	optimal = 1e-10
	// exact is how far an answer may miss a balance or bound, as a part of the largest bound.
	exact = 1e-8
)

// Solve returns an optimum. Besides [ErrInfeasible] and [ErrUnbounded] the errors are mistakes of the problem, one too large for
// dense matrices, and a failure of the simplex method.
func (p *Problem) Solve() (*Solution, error) {
	if err := p.check(); err != nil {
		return nil, err
	}
	for j, lo := range p.Lower {
		if lo > p.Upper[j] || math.IsInf(lo, 1) || math.IsInf(p.Upper[j], -1) {
			return nil, ErrInfeasible
		}
	}
	f := p.standard()
	x, err := f.solve()
	if err != nil {
		return nil, err
	}
	s := &Solution{Fluxes: f.fluxes(x)}
	if err := p.verify(s.Fluxes, f.scale); err != nil {
		return nil, err
	}
	if f.unlimited { // only now: a problem without any solution is infeasible first
		return nil, ErrUnbounded
	}
	for j, v := range s.Fluxes {
		s.Value += p.Objective[j] * v
	}
	return s, nil
}

// check refuses what no caller can mean.
func (p *Problem) check() error {
	n := len(p.Objective)
	if len(p.Lower) != n || len(p.Upper) != n {
		return fmt.Errorf("%d lower and %d upper bounds for %d fluxes", len(p.Lower), len(p.Upper), n)
	}
	for j := range n {
		if math.IsNaN(p.Lower[j]) || math.IsNaN(p.Upper[j]) {
			return fmt.Errorf("a bound of flux %d is not a number", j)
		}
		if c := p.Objective[j]; math.IsNaN(c) || math.IsInf(c, 0) {
			return fmt.Errorf("the objective's coefficient of flux %d is %g", j, c)
		}
	}
	for _, t := range p.Terms {
		if t.Balance < 0 || t.Balance >= p.Balances || t.Flux < 0 || t.Flux >= n || math.IsNaN(t.Value) || math.IsInf(t.Value, 0) {
			return fmt.Errorf("balance %d has %g of flux %d, with %d balances and %d fluxes", t.Balance, t.Value, t.Flux, p.Balances, n)
		}
	}
	// In standard form: a row a balance and upper bound, a column a flux and slack.
	if cells := float64(p.Balances+n) * float64(2*n); cells > maxCells {
		return fmt.Errorf("%d balances of %d fluxes are too large for dense matrices", p.Balances, n)
	}
	return nil
}

// verify holds an answer against the problem as it was given. Fluxes that rounding put outside a bound are put on it.
func (p *Problem) verify(v []float64, scale float64) error {
	sum, size := make([]float64, p.Balances), make([]float64, p.Balances)
	for _, t := range p.Terms {
		sum[t.Balance] += t.Value * v[t.Flux]
		size[t.Balance] += math.Abs(t.Value)
	}
	for i := range sum {
		if !(math.Abs(sum[i]) <= exact*scale*max(size[i], 1)) {
			return fmt.Errorf("the simplex method failed: balance %d of its answer is off by %g", i, sum[i])
		}
	}
	for j := range v {
		in := min(max(v[j], p.Lower[j]), p.Upper[j])
		if !(math.Abs(v[j]-in) <= exact*scale) {
			return fmt.Errorf("the simplex method failed: flux %d of its answer is %g, outside its bounds", j, v[j])
		}
		v[j] = in + 0 // -0 becomes 0
	}
	return nil
}

// solve gives the program to gonum.
func (f *form) solve() ([]float64, error) {
	if len(f.b) == 0 {
		return make([]float64, len(f.cost)), nil
	}
	_, x, err := lp.Simplex(f.cost, mat.NewDense(len(f.b), len(f.cost), f.a), f.b, optimal, nil)
	switch {
	case errors.Is(err, lp.ErrInfeasible):
		return nil, ErrInfeasible
	case errors.Is(err, lp.ErrUnbounded):
		return nil, ErrUnbounded
	case err != nil:
		return nil, fmt.Errorf("the simplex method failed: %w", err)
	}
	return x, nil
}
