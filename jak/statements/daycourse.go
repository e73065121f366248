package statements

import (
	"fmt"
	"math"
	"slices"

	"jakstat/evidence"
	"jakstat/jak/binding"
	"jakstat/jak/coverage"
	"jakstat/jak/receptor"
)

// fading is the inhibition some hours after a dose over the peak of the day.
func (w *world) fading(treatment, readout string, hours float64) Figure {
	return w.see(treatment, readout, func(d coverage.Draw, e *receptor.Effect) float64 {
		v := d.Inhibition(e)
		return at(d.Hours, v, hours) / slices.Max(v)
	}).with(fmt.Sprintf("%s at %s", treatment, readout))
}

// at reads a course between its points; at its end it is the last value.
func at(t, v []float64, when float64) float64 {
	i, _ := slices.BinarySearch(t, when)
	switch {
	case i == 0:
		return v[0]
	case i == len(t):
		return v[i-1]
	}
	share := (when - t[i-1]) / (t[i] - t[i-1])
	return v[i-1] + share*(v[i]-v[i-1])
}

// peak is the largest inhibition of the day in percent.
func (w *world) peak(treatment, readout string) Figure {
	return w.see(treatment, readout, func(d coverage.Draw, e *receptor.Effect) float64 { return 100 * slices.Max(d.Inhibition(e)) })
}

// peakTime is when inhibition is largest, in hours after the last dose.
func (w *world) peakTime(treatment, readout string) Figure {
	every := w.compared.Columns[w.col(treatment)].Treatment.Regimen.Last().Every
	return w.see(treatment, readout, func(d coverage.Draw, e *receptor.Effect) float64 {
		v := d.Inhibition(e)
		return math.Mod(d.Hours[slices.Index(v, slices.Max(v))], every)
	})
}

// hours is the time of the day above the IC50.
func (w *world) hours(treatment, readout string) Figure {
	return w.see(treatment, readout, func(d coverage.Draw, e *receptor.Effect) float64 {
		return coverage.Summarise(d.Hours, d.Inhibition(e)).HoursAbove
	})
}

// longest is the longest time above the IC50 of typical patients over all read-outs; potency draws of that treatment and read-out.
func (w *world) longest(treatments ...string) Figure {
	best := Figure{Typical: math.Inf(-1)}
	words := ""
	for _, t := range treatments {
		h, where := math.Inf(-1), ""
		for _, r := range w.compared.Rows {
			if c := r.Cells[w.col(t)]; c.Effect.Route != receptor.NoRoute && c.Hours.Typical > h {
				h, where = c.Hours.Typical, r.Readout.Receptor.Cytokine+"/p"+r.Readout.STAT
			}
		}
		words += fmt.Sprintf("; %s %.1f h (%s)", t, h, where)
		if h > best.Typical {
			best = w.hours(t, where)
		}
	}
	return best.with(words[2:])
}

// share is the share of read-outs whose average inhibition (percent) lies in a range; each draw takes one patient and one potency at every read-out.
func (w *world) share(treatment string, in Range) Figure {
	var all []Figure
	for i := range w.compared.Rows {
		r := w.compared.Rows[i].Readout
		all = append(all, w.average(treatment, r.Receptor.Cytokine+"/p"+r.STAT))
	}
	return combine(func(v []float64) float64 {
		n, known := 0, 0
		for _, x := range v {
			if !math.IsNaN(x) {
				known++
			}
			if in.Contains(x) {
				n++
			}
		}
		return float64(n) / float64(known)
	}, all...)
}

// offTarget is the average daily inhibition (percent) of a kinase outside the family by the unbound drug. The assay states no ATP level: competition
// with the ATP of a cell is left out, so that this is an upper end.
func (w *world) offTarget(treatment, target string) Figure {
	col := w.compared.Columns[w.col(treatment)]
	m := col.Treatment.Molecule
	sd, _ := receptor.Shipped().GroupSD("assay")
	for _, e := range evidence.Of(w.lib.Enzymes, m.Name) {
		if e.Target != target || e.Measure != "IC50" || e.AllAssayMedian() {
			continue
		}
		f := Figure{Refs: []string{e.ID}}
		parts := []receptor.ErrorPart{{Name: e.ID, By: sd}}
		f.Typical, f.Draws = w.compared.Exposures(w.col(treatment), draws, parts, func(d coverage.Draw) float64 {
			return 100 * coverage.Summarise(d.Hours, d.Blocked(e.Value.Value/m.Fu)).Average
		})
		for _, p := range col.Treatment.Model.Parameters {
			f.Refs = append(f.Refs, p.Refs...)
		}
		return f.with(fmt.Sprintf("%s on %s: IC50 %s, average unbound %.3g nM of %.3g nM total", treatment, target, e.Value.String(), col.UnboundAverage(), col.UnboundAverage()/m.Fu))
	}
	return exactly(math.NaN(), "no potency of "+m.Name+" on "+target)
}

// details joins the words of several figures behind one.
func details(f Figure, of ...Figure) Figure {
	words := ""
	for _, x := range of {
		if x.Detail != "" {
			words += "; " + x.Detail
		}
	}
	if words != "" {
		f.Detail = words[2:]
	}
	return f
}

// beyondJAK2 is measured GM-CSF potency over the JAK2 constant of the same drug, geometric mean over the drugs with both.
func (w *world) beyondJAK2() Figure {
	var all []Figure
	words := ""
	for _, t := range []string{"tofacitinib 5 mg", "filgotinib 200 mg"} {
		c := w.cell(t, "GM-CSF")
		if c.Effect.Route != receptor.IsMeasured {
			continue
		}
		fu := w.compared.Columns[w.col(t)].Treatment.Molecule.Fu
		ic50 := combine(func(v []float64) float64 { return v[0] * fu }, w.ic50(t, "GM-CSF"))
		r := over(ic50, w.constant(t, binding.JAK2))
		all = append(all, r)
		words += fmt.Sprintf("; %s %.3g nM unbound in cells, %.2g-fold its JAK2 constant", t, ic50.Typical, r.Typical)
	}
	return geomean(all...).with(words[2:])
}

// observed reads one of the values of a row that gives several.
func (w *world) observed(id string, i int) Figure {
	row, _, ok := w.lib.Get(id)
	p, is := row.(*evidence.Pharmacodynamic)
	if !ok || !is || len(p.Value.Parts()) <= i {
		return exactly(math.NaN(), "")
	}
	return exactly(p.Value.Parts()[i], "observed: "+p.Value.Text+" "+p.Value.Unit.String(), id)
}

// multiple is by how much a dose must be multiplied for an average daily inhibition in percent, draw by draw. Kinetics must be linear in the dose, which
// a test holds of the treatments this is asked for.
func (w *world) multiple(treatment, readout string, target Figure) Figure {
	i := -1 // the typical patient is looked at last
	f := w.see(treatment, readout, func(d coverage.Draw, e *receptor.Effect) float64 {
		i++
		want := target.Typical
		if i < draws && len(target.Draws) > 0 {
			want = target.Draws[i]
		}
		return d.Multiple(e, want/100)
	})
	f.Refs = unique(append(f.Refs, target.Refs...))
	return f
}

// latitude is the dose at which an unwanted effect reaches 25 % over that at which the wanted one reaches 50 %.
func (w *world) latitude(treatment string, mg float64) Figure {
	unwanted := w.multiple(treatment, "EPO", exactly(25, ""))
	wanted := w.multiple(treatment, "IL-6/pSTAT3", exactly(50, ""))
	return over(unwanted, wanted).with(fmt.Sprintf("50 %% of IL-6/pSTAT3 at %.3g mg, 25 %% of EPO at %.3g mg, in the interval of %s", mg*wanted.Typical, mg*unwanted.Typical, treatment))
}

// matching is the dose (mg) that takes as much from a read-out as another treatment does.
func (w *world) matching(treatment string, mg float64, other, readout string) Figure {
	m := w.multiple(treatment, readout, w.average(other, readout))
	return combine(func(v []float64) float64 { return mg * v[0] }, m).with(fmt.Sprintf("%s takes %.0f %% of %s", other, w.average(other, readout).Typical, readout))
}
