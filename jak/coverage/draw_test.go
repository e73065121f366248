package coverage

import (
	"math"
	"slices"
	"testing"

	"jakstat/jak/receptor"
	"jakstat/stat"
)

func averageOf(d Draw, e *receptor.Effect) float64 {
	return Summarise(d.Hours, d.Inhibition(e)).Average
}

// The typical look is the figure of the comparison; draws lie around it, repeat with the seed and differ with another.
func TestDraws(t *testing.T) {
	look := func(seed uint64) (c *Comparison, row int, typical float64, draws []float64) {
		c = compare(t, []Treatment{treatment(t, "tofacitinib", "5 mg", "bid", "ra")}, Options{Seed: seed, Subjects: 16})
		row = slices.IndexFunc(c.Rows, func(r Row) bool { return r.Readout.Label() == "IL-6 · pSTAT3" })
		typical, draws = c.Draws(row, 0, 200, averageOf)
		return c, row, typical, draws
	}
	c, row, typical, draws := look(1)
	if want := c.Rows[row].Cells[0].Average.Typical; typical != want {
		t.Errorf("typical %g, compare says %g", typical, want)
	}
	if i := stat.Central(draws, 0.9); !(i.Low < typical && typical < i.High) {
		t.Errorf("typical %g, draws %g to %g", typical, i.Low, i.High)
	}
	if _, _, _, again := look(1); !slices.Equal(again, draws) {
		t.Error("the same seed gives other draws")
	}
	if _, _, _, other := look(2); slices.Equal(other, draws) {
		t.Error("another seed gives the same draws")
	}
}

// A group has GroupSize different patients; its mean varies less than single patients do.
func TestGroups(t *testing.T) {
	c := compare(t, []Treatment{treatment(t, "tofacitinib", "5 mg", "bid", "ra")}, Options{Seed: 1, Subjects: 48})
	g := c.Columns[0].group(1, 7)
	seen := map[*float64]bool{}
	for _, x := range g.courses {
		seen[&x.c[0]] = true
	}
	if len(g.courses) != GroupSize || len(seen) != GroupSize {
		t.Errorf("%d courses, %d patients", len(g.courses), len(seen))
	}
	var groups, patients []float64
	mean := func(d Draw) float64 { return Summarise(d.Hours, d.Blocked(100)).Average }
	for i := range 48 {
		d := c.Columns[0].group(1, i)
		d.Factor = 1
		groups = append(groups, mean(d))
		d.courses = c.Columns[0].thinned[i : i+1]
		patients = append(patients, mean(d))
	}
	if a, b := stat.SD(groups), stat.SD(patients); !(a < b/2) {
		t.Errorf("groups vary by %.4f, patients by %.4f", a, b)
	}
}

// Parts of one name are one error: they cancel in a difference and nothing else does.
func TestErrorsOfOneNameAreOne(t *testing.T) {
	a := Errors(1, []receptor.ErrorPart{{Name: "shared", By: 1}, {Name: "own a", By: 0.5}}, 400)
	b := Errors(1, []receptor.ErrorPart{{Name: "shared", By: 1}, {Name: "own b", By: 0.5}}, 400)
	var d []float64
	for i := range a {
		d = append(d, a[i]-b[i])
	}
	if sd := stat.SD(d); math.Abs(sd-math.Sqrt(0.5)) > 0.08 {
		t.Errorf("the difference varies by %.3f, want %.3f", sd, math.Sqrt(0.5))
	}
	if sd := stat.SD(a); math.Abs(sd-math.Sqrt(1.25)) > 0.08 {
		t.Errorf("one varies by %.3f, want %.3f", sd, math.Sqrt(1.25))
	}
}
