package coverage

import (
	"math"

	"jakstat/jak/receptor"
	"jakstat/rng"
)

// Draw is one look at a treatment: a group of virtual patients, or the typical one, with a potency that is off by a factor.
type Draw struct {
	Hours   []float64 // h after a dose
	Factor  float64   // IC50 over its typical value
	courses []total   // by patient
}

// GroupSize is how many patients a draw averages over: published inhibition is the mean of a small group, and what is said of a drug is said of such a mean.
const GroupSize = 12

// Draws calls look for the typical patient (first value) and for n joint draws of a group of patients and a potency at one read-out, and returns what it
// gives; all NaN where nothing is known of the read-out. A draw of one number is the same group at every read-out of a column, and errors of potency
// that read-outs or drugs have in common are the same in it, whatever the column.
func (c *Comparison) Draws(row, column, n int, look func(Draw, *receptor.Effect) float64) (typical float64, draws []float64) {
	col, r := c.Columns[column], c.Rows[row]
	e := r.Cells[column].Effect
	draws = make([]float64, n)
	if e.Route == receptor.NoRoute {
		for i := range draws {
			draws[i] = math.NaN()
		}
		return math.NaN(), draws
	}
	for i, v := range Errors(c.Options.Seed, col.Treatment.Molecule.ErrorParts(r.Readout, e), n) {
		d := col.group(c.Options.Seed, i)
		d.Factor = math.Exp(v)
		draws[i] = look(d, e)
	}
	return look(Draw{col.Hours, 1, []total{col.typical}}, e), draws
}

// Exposures does the same for a target that is no cytokine receptor, with the error of its potency.
func (c *Comparison) Exposures(column, n int, parts []receptor.ErrorPart, look func(Draw) float64) (typical float64, draws []float64) {
	col := c.Columns[column]
	for i, v := range Errors(c.Options.Seed, parts, n) {
		d := col.group(c.Options.Seed, i)
		d.Factor = math.Exp(v)
		draws = append(draws, look(d))
	}
	return look(Draw{col.Hours, 1, []total{col.typical}}), draws
}

// Errors draws a sum of parts n times, each part from its own numbers, keyed by its name.
func Errors(seed uint64, parts []receptor.ErrorPart, n int) []float64 {
	out := make([]float64, n)
	for _, p := range parts {
		stream := rng.Key(seed, 0, rng.Name("error of "+p.Name), 0)
		for i, u := range stream.Stratified(n) {
			out[i] += p.By * rng.Quantile(u)
		}
	}
	return out
}

// group returns the patients of draw i: as many as GroupSize of the column's, drawn without replacement. Without virtual patients it is the typical one.
func (c *Column) group(seed uint64, i int) Draw {
	if len(c.thinned) == 0 {
		return Draw{Hours: c.Hours, courses: []total{c.typical}}
	}
	stream := rng.Key(seed, uint64(i), rng.Name("group of "+c.Treatment.Drug.Name), 0)
	d := Draw{Hours: c.thin}
	for _, k := range stream.Perm(len(c.thinned))[:min(GroupSize, len(c.thinned))] {
		d.courses = append(d.courses, c.thinned[k])
	}
	return d
}

// Inhibition is the mean course of inhibition of the group.
func (d Draw) Inhibition(e *receptor.Effect) []float64 {
	return d.mean(func(course total, out []float64) { inhibit(e, d.Hours, course, d.Factor, out) })
}

// Blocked is the mean course of simple binding to a target with an IC50 (nM, total plasma).
func (d Draw) Blocked(ic50 float64) []float64 {
	return d.mean(func(course total, out []float64) {
		for i, v := range course.c {
			out[i] = v / (v + ic50*d.Factor)
		}
	})
}

func (d Draw) mean(fill func(course total, out []float64)) []float64 {
	sum, one := make([]float64, len(d.Hours)), make([]float64, len(d.Hours))
	for _, course := range d.courses {
		fill(course, one)
		for i, v := range one {
			sum[i] += v
		}
	}
	for i := range sum {
		sum[i] /= float64(len(d.courses))
	}
	return sum
}

// Multiple returns by how much the dose must be multiplied to reach an average daily inhibition (fraction) when concentrations are proportional to the
// dose: NaN where none between 10⁻⁷ and 10⁷ does. It is found to a ten-thousandth.
func (d Draw) Multiple(e *receptor.Effect, target float64) float64 {
	if e.Covalent != nil {
		return math.NaN() // its inhibition is no function of the concentration of the moment
	}
	average := func(ln float64) float64 {
		scaled := d
		scaled.Factor = d.Factor * math.Exp(-ln) // more drug is the same as a smaller IC50
		return Summarise(d.Hours, scaled.Inhibition(e)).Average
	}
	const step, limit = 2 * math.Ln2, 7 * math.Ln10
	lo, hi := 0.0, 0.0
	for average(hi) < target {
		if lo, hi = hi, hi+step; hi > limit {
			return math.NaN()
		}
	}
	for lo == hi || average(lo) > target {
		if lo -= step; lo < -limit {
			return math.NaN()
		}
	}
	for range 14 {
		mid := (lo + hi) / 2
		if average(mid) < target {
			lo = mid
		} else {
			hi = mid
		}
	}
	return math.Exp((lo + hi) / 2)
}
