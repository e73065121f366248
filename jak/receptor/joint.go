package receptor

import (
	"fmt"
	"math"

	"jakstat/jak/binding"
	"jakstat/stat/laplace"

	"gonum.org/v1/gonum/mat"
)

// ErrorPart is one of the independent standard normals that an error in logarithms is the sum of. Parts of one name are one and the same error, whatever
// they are parts of: so comparisons between read-outs and drugs know what they have in common.
type ErrorPart struct {
	Name string
	By   float64
}

// ErrorParts splits the error of the ln IC50 that [Molecule.Effects] shows for a read-out; the squares sum up to the square of its SD. What all drugs share
// (receptors) and what all read-outs of a drug share (its constants, what cells need of it) is in parts of its own. A measurement has one part.
func (m *Molecule) ErrorParts(r Readout, e *Effect) []ErrorPart {
	own := m.Evidence.Drug
	if e.Route != IsMechanism {
		return []ErrorPart{{own + " at " + r.Label(), e.SD}}
	}
	var g laplace.Gradient
	m.model.Cell(own, r.Receptor, r.STAT)(m.post.X, &g)
	out := m.ownParts(&g)
	k := m.model.Constants(own, m.post.X)
	_, _, byReserve, byAlpha, byBeta := m.model.Form.Half(r.Pair, &k, m.model.Shape(r.Receptor, r.STAT, m.post.X))
	key := readoutKey(r.Receptor.Cytokine, r.STAT)
	if _, ok := m.model.find(m.model.family, r.Receptor.Family); !ok {
		out = append(out, ErrorPart{"family " + r.Receptor.Family, byReserve * m.post.SD[gFamily]})
		if m.model.Form == FamilyExponent {
			out = append(out, ErrorPart{"exponent of " + r.Receptor.Family, byBeta * m.post.SD[gBeta]})
		}
	}
	if _, ok := m.model.find(m.model.readout, key); !ok {
		out = append(out, ErrorPart{"read-out " + key, byReserve * m.post.SD[gReadout]})
	}
	if m.model.shared != nil {
		out = append(out, m.model.shared.parts(map[string]float64{nameCells: byReserve, r.Receptor.Family: byReserve, key: byReserve, nameAlpha: byAlpha, nameBeta: byBeta, betaKey(r.Receptor.Family): byBeta})...)
	}
	return append(out, ErrorPart{own + " at " + r.Label(), m.post.SD[gCell]})
}

// ConstantParts splits the error of ln Ki of a kinase.
func (m *Molecule) ConstantParts(k binding.Kinase) []ErrorPart {
	var g laplace.Gradient
	t := m.model.drug[m.Evidence.Drug]
	t.level[k].add(&g, 1)
	t.kinase[k].add(&g, 1)
	return m.ownParts(&g)
}

// ownParts splits a gradient over a drug's own coordinates along the Cholesky factor of their covariance.
func (m *Molecule) ownParts(g *laplace.Gradient) []ErrorPart {
	form := make([]float64, m.post.Cov.SymmetricDim())
	for i, at := range g.I {
		form[at] += g.V[i]
	}
	return along(factor(m.post.Cov), form, "coordinate of "+m.Evidence.Drug)
}

// parts splits a linear form over shared coordinates.
func (c *Calibration) parts(form map[string]float64) []ErrorPart {
	v := make([]float64, len(c.names))
	for _, name := range c.known(form) {
		v[c.at[name]] = form[name]
	}
	return along(factor(c.cov), v, "shared coordinate")
}

// factor returns the Cholesky factor L of a covariance.
func factor(cov *mat.SymDense) *mat.TriDense {
	var c mat.Cholesky
	if !c.Factorize(cov) {
		panic("receptor: a covariance is not positive definite")
	}
	var l mat.TriDense
	c.LTo(&l)
	return &l
}

// along returns Lᵀ·form, one part for each standard normal.
func along(l *mat.TriDense, form []float64, name string) []ErrorPart {
	var out []ErrorPart
	for j := range form {
		v := 0.0
		for i := j; i < len(form); i++ {
			v += l.At(i, j) * form[i]
		}
		if v != 0 {
			out = append(out, ErrorPart{fmt.Sprintf("%s %d", name, j), v})
		}
	}
	return out
}

// Spread is the standard deviation of a sum of parts.
func Spread(parts []ErrorPart) float64 {
	v := 0.0
	for _, p := range parts {
		v += p.By * p.By
	}
	return math.Sqrt(v)
}
