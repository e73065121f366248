package receptor

import (
	"math"

	"jakstat/engine/fpmath"
)

// table holds a mechanistic inhibition at equally spaced logarithms of the concentration, for the many patients and times of a comparison. Between
// its points it is linear: with a spacing of 1/24 the error is below 1e-4 (a test holds it). Outside its range the exact form is used.
type table struct {
	lo float64
	y  []float64
}

const (
	tableStep  = 1.0 / 24
	tableRange = 9.0 // natural logarithms on either side of the IC50
)

// Tabulate prepares an effect for many evaluations. It changes no result by more than 1e-4.
func (e *Effect) Tabulate() {
	if e.Route != IsMechanism || e.table != nil || math.IsInf(e.Unbound, 1) {
		return
	}
	centre := math.Log(e.IC50 * e.scale)
	t := &table{lo: centre - tableRange, y: make([]float64, int(2*tableRange/tableStep)+1)}
	for i := range t.y {
		t.y[i] = e.exact(fpmath.Exp(t.lo + float64(i)*tableStep))
	}
	e.table = t
}

// Along fills out with the inhibition along a course of total concentrations c (nM) when the IC50 is the typical one times factor; lnC are the logarithms of
// c, which courses that many effects are read along keep.
func (e *Effect) Along(c, lnC []float64, factor float64, out []float64) {
	if e.table == nil {
		for i, v := range c {
			out[i] = e.Inhibition(v, factor)
		}
		return
	}
	scale := e.scale / factor
	shift := math.Log(scale) - e.table.lo
	y := e.table.y
	last := float64(len(y) - 1)
	for i, l := range lnC {
		x := (l + shift) * (1 / tableStep)
		if !(x >= 0 && x < last) {
			out[i] = e.exact(c[i] * scale)
			continue
		}
		k := int(x)
		out[i] = y[k] + (x-float64(k))*(y[k+1]-y[k])
	}
}
