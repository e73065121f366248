package mixed

import (
	"context"
	"errors"
	"math"

	"gonum.org/v1/gonum/mat"
	"gonum.org/v1/gonum/optimize"
)

// Step is what Fit reports after each improvement: the standard deviations so far and the logarithm of the penalised marginal likelihood. A fit that
// is interrupted resumes from the last Step.
type Step struct {
	Iteration int
	Objective float64
	SD        []float64
}

// Fit maximises the marginal likelihood, with the prior of [Group.Pull], over the standard deviations that are not fixed, from start, by L-BFGS on
// their logarithms (gonum optimize). It stops when an iteration gains less than 0.01 three times in a row or after iterations; report may be nil. When ctx ends, the best so far is returned
// with its error.
func (m *Model) Fit(ctx context.Context, start []float64, iterations int, report func(Step)) ([]float64, error) {
	var free []int
	for g, group := range m.data.Groups {
		if !group.Fixed && m.Coefficients(g) > 0 {
			free = append(free, g)
		}
	}
	best := Step{Objective: math.Inf(-1), SD: append([]float64(nil), start...)}
	at := func(x []float64) []float64 {
		sd := append([]float64(nil), start...)
		for i, g := range free {
			sd[g] = math.Exp(x[i])
		}
		return sd
	}
	// The objective and its gradient come from one factorisation, so the last is kept.
	var lastX, lastGrad []float64
	var lastF float64
	evaluate := func(x []float64) {
		if lastX != nil && equal(lastX, x) {
			return
		}
		f, grad := m.objective(at(x), free)
		lastX, lastF, lastGrad = append(lastX[:0], x...), f, grad
	}
	recorder := &follow{ctx: ctx, step: func(i int, x []float64, f float64) {
		if -f > best.Objective {
			best = Step{Iteration: i, Objective: -f, SD: at(x)}
			if report != nil {
				report(best)
			}
		}
	}}
	x0 := make([]float64, len(free))
	for i, g := range free {
		x0[i] = math.Log(start[g])
	}
	_, err := optimize.Minimize(optimize.Problem{
		Func: func(x []float64) float64 { evaluate(x); return lastF },
		Grad: func(grad, x []float64) { evaluate(x); copy(grad, lastGrad) },
	}, x0, &optimize.Settings{
		Recorder: recorder, MajorIterations: iterations, Concurrent: 1,
		Converger: &optimize.FunctionConverge{Absolute: 0.01, Iterations: 3},
	}, &optimize.LBFGS{})
	if ctx.Err() != nil {
		return best.SD, ctx.Err()
	}
	if math.IsInf(best.Objective, -1) {
		return nil, errors.Join(ErrSingular, err)
	}
	return best.SD, nil // a line search that can gain no more ends the fit as well
}

// objective is minus the penalised log marginal likelihood and its gradient over the logarithms of the free standard deviations.
func (m *Model) objective(sd []float64, free []int) (float64, []float64) {
	p, err := m.Condition(sd)
	if err != nil {
		return math.Inf(1), make([]float64, len(free))
	}
	n := m.y.Len()
	inv := mat.NewSymDense(n, nil)
	if err := p.chol.InverseTo(inv); err != nil {
		return math.Inf(1), make([]float64, len(free))
	}
	raw := inv.RawSymmetric()
	byGroup := make([]float64, len(sd)) // aᵀK_g a − tr(V⁻¹K_g)
	for k, c := range m.coefs {
		dot, trace := 0.0, 0.0
		for a, e := range c {
			dot += e.value * p.alpha.AtVec(e.row)
			row := raw.Data[e.row*raw.Stride:]
			trace += e.value * e.value * row[e.row]
			for _, f := range c[a+1:] {
				trace += 2 * e.value * f.value * row[f.row]
			}
		}
		byGroup[m.group[k]] += dot*dot - trace
	}
	f := -p.LogLik
	grad := make([]float64, len(free))
	for i, g := range free {
		grad[i] = -byGroup[g] * sd[g] * sd[g]
		if pull := m.data.Groups[g].Pull; pull > 0 {
			d := math.Log(sd[g]/m.data.Groups[g].SD) / pull
			f += d * d / 2
			grad[i] += d / pull
		}
	}
	return f, grad
}

func equal(a, b []float64) bool {
	for i := range a {
		if a[i] != b[i] {
			return false
		}
	}
	return len(a) == len(b)
}

// follow hands every major iteration on and stops the optimiser when the context ends.
type follow struct {
	ctx  context.Context
	step func(iteration int, x []float64, f float64)
}

func (f *follow) Init() error { return nil }

func (f *follow) Record(l *optimize.Location, op optimize.Operation, s *optimize.Stats) error {
	if op == optimize.MajorIteration || op == optimize.InitIteration || op == optimize.PostIteration {
		f.step(s.MajorIterations, l.X, l.F)
	}
	return f.ctx.Err()
}
