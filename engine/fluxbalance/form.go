package fluxbalance

import (
	"math"
)

// form is a problem in standard form: min cost·x, A·x = b, x ≥ 0, rows independent, no empty columns. Each flux is
// scale · (offset + a signed sum of variables).
type form struct {
	scale  float64
	offset []float64
	vars   []variable
	cost   []float64
	a      []float64 // row by row
	b      []float64
	// unlimited: a flux in no balance improves the objective without end.
	unlimited bool
}

// variable is a column: a part of a flux, or a slack (flux -1).
type variable struct {
	flux int
	sign float64
	// upper is the largest value; +Inf for none.
	upper float64
}

// standard makes the standard form. A flux is counted from its finite bound, upwards or downwards; one without bounds is the
// difference of two variables; a finite range becomes a row with a slack. Fluxes in no balance are set at once: they would be empty
// columns.
func (p *Problem) standard() *form {
	n := len(p.Objective)
	f := &form{scale: p.scale(), offset: make([]float64, n)}
	s := p.matrix()
	cost := p.costs()
	empty := make([]bool, n)
	for j := range n {
		empty[j] = true
		for _, row := range s {
			empty[j] = empty[j] && row[j] == 0
		}
	}
	for j := range n {
		lo, up := p.Lower[j]/f.scale, p.Upper[j]/f.scale
		switch {
		case empty[j]:
			f.alone(j, lo, up, cost[j])
		case !math.IsInf(lo, 0):
			f.offset[j] = lo
			f.vars = append(f.vars, variable{j, 1, up - lo})
		case !math.IsInf(up, 0):
			f.offset[j] = up
			f.vars = append(f.vars, variable{j, -1, math.Inf(1)})
		default:
			f.vars = append(f.vars, variable{j, 1, math.Inf(1)}, variable{j, -1, math.Inf(1)})
		}
	}
	f.rows(independent(s), cost)
	return f
}

// scale is the largest finite bound, so that the tolerances of the method, which are absolute, mean parts of it.
func (p *Problem) scale() float64 {
	s := 0.0
	for j := range p.Lower {
		for _, b := range [2]float64{p.Lower[j], p.Upper[j]} {
			if a := math.Abs(b); a > s && !math.IsInf(a, 0) {
				s = a
			}
		}
	}
	if s == 0 {
		return 1
	}
	return s
}

// costs are the coefficients of what is made least, 1 at most.
func (p *Problem) costs() []float64 {
	out := make([]float64, len(p.Objective))
	size := 0.0
	for _, c := range p.Objective {
		size = max(size, math.Abs(c))
	}
	if size == 0 {
		return out
	}
	if p.Maximize {
		size = -size
	}
	for j, c := range p.Objective {
		out[j] = c / size
	}
	return out
}

// matrix adds up the terms. Rows are scaled to 1 at most.
func (p *Problem) matrix() [][]float64 {
	s := make([][]float64, p.Balances)
	for i := range s {
		s[i] = make([]float64, len(p.Objective))
	}
	for _, t := range p.Terms {
		s[t.Balance][t.Flux] += t.Value
	}
	for _, row := range s {
		if size := largest(row); size > 0 {
			for j := range row {
				row[j] /= size
			}
		}
	}
	return s
}

// largest is the largest absolute value.
func largest(row []float64) float64 {
	size := 0.0
	for _, v := range row {
		size = max(size, math.Abs(v))
	}
	return size
}

// independent returns the rows that are no combinations of earlier ones, found by elimination with the largest entry of each row as
// pivot. A dependent row of a homogeneous system says nothing.
func independent(s [][]float64) [][]float64 {
	// Stoichiometries are small numbers; what elimination leaves of a dependent row is some 1e-15.
	const nothing = 1e-10
	type reduced struct {
		row   []float64
		pivot int
	}
	var out [][]float64
	var done []reduced
	for _, row := range s {
		left := append([]float64(nil), row...)
		for _, d := range done {
			factor := left[d.pivot] / d.row[d.pivot]
			if factor == 0 {
				continue
			}
			for j := range left {
				left[j] -= factor * d.row[j]
			}
			left[d.pivot] = 0
		}
		size := largest(left)
		if size <= nothing {
			continue
		}
		for j, v := range left {
			if math.Abs(v) == size {
				done = append(done, reduced{left, j})
				break
			}
		}
		out = append(out, row)
	}
	return out
}

// alone sets a flux in no balance to its better bound, and to the value nearest 0 when the objective does not tell.
func (f *form) alone(j int, lo, up, cost float64) {
	best := min(max(0, lo), up)
	switch {
	case cost > 0:
		best = lo
	case cost < 0:
		best = up
	}
	if math.IsInf(best, 0) {
		f.unlimited = true
		best = min(max(0, lo), up)
	}
	f.offset[j] = best
}

// rows writes matrix, right side and cost.
func (f *form) rows(balances [][]float64, cost []float64) {
	structural := len(f.vars)
	var ranged []int
	for k := range structural {
		if !math.IsInf(f.vars[k].upper, 1) {
			ranged = append(ranged, k)
			f.vars = append(f.vars, variable{flux: -1})
		}
	}
	columns := len(f.vars)
	f.cost = make([]float64, columns)
	for k, v := range f.vars[:structural] {
		f.cost[k] = cost[v.flux] * v.sign
	}
	f.a = make([]float64, columns*(len(balances)+len(ranged)))
	for i, row := range balances {
		b := 0.0
		for j, v := range row {
			b -= v * f.offset[j]
		}
		f.b = append(f.b, b)
		for k, v := range f.vars[:structural] {
			f.a[i*columns+k] = row[v.flux] * v.sign
		}
	}
	for i, k := range ranged {
		at := (len(balances) + i) * columns
		f.a[at+k], f.a[at+structural+i] = 1, 1
		f.b = append(f.b, f.vars[k].upper)
	}
}

// fluxes turns the variables back.
func (f *form) fluxes(x []float64) []float64 {
	out := append([]float64(nil), f.offset...)
	for k, v := range f.vars {
		if v.flux >= 0 {
			out[v.flux] += v.sign * x[k]
		}
	}
	for j := range out {
		out[j] *= f.scale
	}
	return out
}
