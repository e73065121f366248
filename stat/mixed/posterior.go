package mixed

import (
	"errors"
	"math"

	"gonum.org/v1/gonum/mat"
)

// ErrSingular is returned when the observations' covariance is not positive definite.
var ErrSingular = errors.New("mixed: the covariance of the observations is not positive definite")

// Posterior is a model conditioned on its observations for given standard deviations.
type Posterior struct {
	model *Model
	sd    []float64
	chol  mat.Cholesky
	alpha *mat.VecDense // covariance⁻¹·y
	// LogLik is the logarithm of the marginal likelihood.
	LogLik float64
}

// Condition returns the posterior for standard deviations sd, one a group.
func (m *Model) Condition(sd []float64) (*Posterior, error) {
	p := &Posterior{model: m, sd: append([]float64(nil), sd...), alpha: mat.NewVecDense(m.y.Len(), nil)}
	if !p.chol.Factorize(m.covariance(sd)) {
		return nil, ErrSingular
	}
	if err := p.chol.SolveVecTo(p.alpha, m.y); err != nil {
		return nil, err
	}
	p.LogLik = -0.5 * (mat.Dot(m.y, p.alpha) + p.chol.LogDet() + float64(m.y.Len())*math.Log(2*math.Pi))
	return p, nil
}

// Prediction is the distribution of linear predictors, before any sampling error: Mean, Parameter (covariance of what the observations leave
// uncertain) and Between (covariance of coefficients that no observation touches, of the groups named between: what differs from one new unit to the
// next).
type Prediction struct {
	Mean               []float64
	Parameter, Between *mat.SymDense
}

// Predict returns the distribution of new rows, given their terms. between tells of each group whether its untouched coefficients are differences
// between units; untouched coefficients of other groups are uncertain parameters.
func (p *Posterior) Predict(rows [][]Term, between []bool) (*Prediction, error) {
	n, q := p.model.y.Len(), len(rows)
	cross := mat.NewDense(n, q, nil) // prior covariance of observations and new rows
	out := &Prediction{Parameter: mat.NewSymDense(q, nil), Between: mat.NewSymDense(q, nil)}
	type coef struct {
		group int
		key   string
	}
	seen := map[coef][]entry{}
	var order []coef
	for j, terms := range rows {
		for _, t := range terms {
			c := coef{t.Group, t.Key}
			if _, ok := seen[c]; !ok {
				order = append(order, c)
			}
			seen[c] = append(seen[c], entry{j, t.Value})
		}
	}
	for _, c := range order {
		s2 := p.sd[c.group] * p.sd[c.group]
		k, known := p.model.index[c.group][c.key]
		target := out.Parameter
		if !known && between[c.group] {
			target = out.Between
		}
		for _, e := range seen[c] {
			for _, f := range seen[c] {
				if e.row <= f.row {
					v := s2 * e.value * f.value
					if e.row == f.row {
						target.SetSym(e.row, f.row, target.At(e.row, f.row)+v)
						continue
					}
					target.SetSym(e.row, f.row, target.At(e.row, f.row)+v)
				}
			}
			if known {
				for _, o := range p.model.coefs[k] {
					cross.Set(o.row, e.row, cross.At(o.row, e.row)+s2*o.value*e.value)
				}
			}
		}
	}
	out.Mean = p.Mean(rows)
	var solved, reduce mat.Dense
	if err := p.chol.SolveTo(&solved, cross); err != nil {
		return nil, err
	}
	reduce.Mul(cross.T(), &solved)
	for i := range q {
		for j := i; j < q; j++ {
			out.Parameter.SetSym(i, j, out.Parameter.At(i, j)-(reduce.At(i, j)+reduce.At(j, i))/2)
		}
	}
	return out, nil
}

// HeldOut predicts the observations of each block from all others, sampling error included, and returns means and standard deviations by row. Rows of
// block 0 are always kept; theirs are NaN. It uses that the inverse covariance holds every such conditional (Rasmussen & Williams 2006, 5.4.2, by blocks).
func (p *Posterior) HeldOut(block []int) (mean, sd []float64, err error) {
	n := p.model.y.Len()
	inv := mat.NewSymDense(n, nil)
	if err := p.chol.InverseTo(inv); err != nil {
		return nil, nil, err
	}
	mean, sd = make([]float64, n), make([]float64, n)
	members := map[int][]int{}
	for i, b := range block {
		mean[i], sd[i] = math.NaN(), math.NaN()
		members[b] = append(members[b], i)
	}
	for b, rows := range members {
		if b == 0 {
			continue
		}
		sub := mat.NewSymDense(len(rows), nil)
		rhs := mat.NewVecDense(len(rows), nil)
		for i, r := range rows {
			rhs.SetVec(i, p.alpha.AtVec(r))
			for j, s := range rows[i:] {
				sub.SetSym(i, i+j, inv.At(r, s))
			}
		}
		var c mat.Cholesky
		if !c.Factorize(sub) {
			return nil, nil, ErrSingular
		}
		var delta mat.VecDense
		if err := c.SolveVecTo(&delta, rhs); err != nil {
			return nil, nil, err
		}
		var cov mat.SymDense
		if err := c.InverseTo(&cov); err != nil {
			return nil, nil, err
		}
		for i, r := range rows {
			mean[r] = p.model.y.AtVec(r) - delta.AtVec(i)
			sd[r] = math.Sqrt(cov.At(i, i))
		}
	}
	return mean, sd, nil
}

// Mean returns the expected linear predictors of rows, given their terms.
func (p *Posterior) Mean(rows [][]Term) []float64 {
	// The mean of a coefficient is its prior variance times its rows' share of covariance⁻¹·y.
	coef := make([]float64, len(p.model.coefs))
	for k, c := range p.model.coefs {
		for _, e := range c {
			coef[k] += e.value * p.alpha.AtVec(e.row)
		}
		coef[k] *= p.sd[p.model.group[k]] * p.sd[p.model.group[k]]
	}
	out := make([]float64, len(rows))
	for i, terms := range rows {
		for _, t := range terms {
			if k, ok := p.model.index[t.Group][t.Key]; ok {
				out[i] += coef[k] * t.Value
			}
		}
	}
	return out
}
