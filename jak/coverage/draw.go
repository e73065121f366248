package coverage

import (
	"math"

	"jakstat/jak/receptor"
	"jakstat/rng"
)

// Draw is one look at a treatment: a virtual patient, or the typical one, whose potency at every read-out is off by a factor of its own.
type Draw struct {
	Hours  []float64 // h after a dose
	Total  []float64 // nM, parent equivalents
	Factor float64   // IC50 over its typical value
}

// Draws calls look for the typical patient (first value) and for n joint draws of patient and potency at one read-out, and returns what it
// gives; all NaN where nothing is known of the read-out. A draw of one number is the same patient at every read-out of a column; potencies of two
// read-outs are independent, which errs on the side of doubt when they are compared: part of their error is common.
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
	for i, z := range stratified(c.Options.Seed, col.Treatment.Drug.Name+" at "+r.Readout.Label(), 0, n) {
		hours, total := col.patient(i)
		draws[i] = look(Draw{hours, total, math.Exp(e.SD * z)}, e)
	}
	return look(Draw{col.Hours, col.Total.Typical, 1}, e), draws
}

// patient returns the course behind a draw; without virtual patients it is the typical one.
func (c *Column) patient(i int) (hours, total []float64) {
	if len(c.thinned) == 0 {
		return c.Hours, c.Total.Typical
	}
	return c.thin, c.thinned[i%len(c.thinned)]
}

// Exposures calls look for the typical patient's course (first value) and for n draws of a patient and a potency that lies off by exp(sd·z), keyed by
// a name: for targets that are no cytokine receptors.
func (c *Comparison) Exposures(column, n int, name string, sd float64, look func(Draw) float64) (typical float64, draws []float64) {
	col := c.Columns[column]
	for i, z := range stratified(c.Options.Seed, col.Treatment.Drug.Name+" at "+name, 0, n) {
		hours, total := col.patient(i)
		draws = append(draws, look(Draw{hours, total, math.Exp(sd * z)}))
	}
	return look(Draw{col.Hours, col.Total.Typical, 1}), draws
}

// Normals returns n standard normals, one from each n-th of the distribution, keyed by seed and name.
func Normals(seed uint64, name string, n int) []float64 {
	stream := rng.Key(seed, 0, rng.Name(name), 0)
	out := stream.Stratified(n)
	for i, u := range out {
		out[i] = rng.Quantile(u)
	}
	return out
}

// Inhibition is the course of inhibition in a draw.
func (d Draw) Inhibition(e *receptor.Effect) []float64 {
	out := make([]float64, len(d.Hours))
	inhibit(e, d.Hours, d.Total, d.Factor, out)
	return out
}

// Multiple returns by how much the dose must be multiplied to reach an average daily inhibition (fraction) when concentrations are proportional to the
// dose: NaN where no multiple up to a million does.
func (d Draw) Multiple(e *receptor.Effect, target float64) float64 {
	scaled := Draw{Hours: d.Hours, Total: make([]float64, len(d.Total)), Factor: d.Factor}
	average := func(ln float64) float64 {
		m := math.Exp(ln)
		for i, v := range d.Total {
			scaled.Total[i] = m * v
		}
		return Summarise(d.Hours, scaled.Inhibition(e)).Average
	}
	lo, hi := -math.Ln10*6, math.Ln10*6
	if !(average(hi) > target) || !(average(lo) < target) {
		return math.NaN()
	}
	for range 40 {
		mid := (lo + hi) / 2
		if average(mid) < target {
			lo = mid
		} else {
			hi = mid
		}
	}
	return math.Exp((lo + hi) / 2)
}
