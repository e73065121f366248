package main

import (
	"fmt"
	"math"
	"strings"

	"jakstat/jak/coverage"
	"jakstat/jak/receptor"
	"jakstat/report"
)

// shownCourses are the read-outs whose course over the day the page draws: the ones selectivity is argued over.
var shownCourses = []string{"IL-6/pSTAT3", "IL-15", "IFN-alpha/beta", "IL-23", "EPO"}

// courseDashes keep each of them the same in every chart.
var courseDashes = []string{"none", "8 4", "2 3", "8 3 2 3", "12 4"}

// page is the self-contained HTML report of a comparison.
func (v *compareView) page() *report.Page {
	m := v.manifest()
	sections := []report.Section{v.coverageSection(), v.hoursSection(), v.concentrationSection(), v.courseSection()}
	if s, ok := v.occupancySection(); ok {
		sections = append(sections, s)
	}
	p := &report.Page{
		Title: "Which cytokines does each JAK inhibitor block?",
		Lead: "Inhibition of cytokine signals at steady state, at the doses people take. Point at, focus or tap a cell for its numbers and sources; " +
			"every figure has its table.",
		Notice:   researchNotice + " Predictions for populations, from cited evidence; unverified figures are marked.",
		Sections: append(sections, v.windowSection(), v.sourceSection()),
		Manifest: []report.Pair{
			{Name: "product", Value: m.Product},
			{Name: "the same on the command line", Value: m.Command},
			{Name: "evidence", Value: m.Evidence},
			{Name: "solver", Value: fmt.Sprintf("%s, rtol %g, atol %g mg", m.Solver, m.RTol, m.ATol)},
			{Name: "seed", Value: fmt.Sprint(m.Seed)},
			{Name: "virtual patients per column", Value: fmt.Sprint(m.Subjects)},
		},
	}
	return p
}

func (v *compareView) coverageSection() report.Section {
	h := v.heatMap()
	return report.Section{ID: "coverage", Title: "Inhibition", Blocks: []report.Block{
		report.Fig{Figure: h, Caption: "Rows are grouped by the pair of kinases that the receptor uses. Intervals cover 90 % of virtual patients and of potency."},
	}}
}

func (v *compareView) hoursSection() report.Section {
	hours := *v
	hours.measure = "hours"
	h := hours.heatMap()
	h.Title = "Time above the IC50"
	return report.Section{ID: "hours", Title: "Hours a day above the IC50", Blocks: []report.Block{
		report.Fig{Figure: h, Caption: "Hours of each day during which at least half of the signal is blocked in a typical patient."},
	}}
}

// banded says what bands cover, where there are any.
func (v *compareView) banded(what string) string {
	if v.c.Options.Typical {
		return ""
	}
	return "; band: " + what
}

// concentrations draws total plasma concentration over the dosing day, one small chart a drug.
func (v *compareView) concentrations() *report.Multiples {
	mult := &report.Multiples{
		Title: "Concentration over the day", Subtitle: "Total plasma, parent equivalents (active metabolites weighed by potency)" + v.banded("90 % of virtual patients"),
		Desc: "Concentration of each drug over one day at steady state with the spread between patients.", OwnY: true,
	}
	for _, col := range v.c.Columns {
		name := col.Treatment.Drug.Name + " " + doseText(col.Treatment)
		mult.Charts = append(mult.Charts, &report.LineChart{
			Title: name, Desc: fmt.Sprintf("%s: average %.3g nM, peak %.3g ng/mL of parent.", name, average(col), col.Cmax.Typical),
			X: report.Axis{Label: "time since dose", Unit: "h"}, Y: report.Axis{Label: "total", Unit: "nM"},
			Series: []report.Series{{Name: "typical patient", X: col.Hours, Y: col.Total.Typical, Low: col.Total.Low, High: col.Total.High, Marker: "none"}},
		})
	}
	return mult
}

// concentrationSection shows the concentrations and tabulates exposure.
func (v *compareView) concentrationSection() report.Section {
	exposures := &report.Table{Title: "Exposure at steady state (parent drug)", RowHeads: 1, Columns: []report.Column{
		{Name: "drug"},
		{Name: "population"},
		{Name: "model"},
		{Name: "basis"},
		{Name: "AUC24", Unit: "ng·h/mL", Align: report.Right},
		{Name: "90 %", Unit: "ng·h/mL", Align: report.Right},
		{Name: "Cmax", Unit: "ng/mL", Align: report.Right},
		{Name: "Cmin", Unit: "ng/mL", Align: report.Right},
		{Name: "unbound average", Unit: "nM", Align: report.Right},
		{Name: "verified"},
	}}
	for _, col := range v.c.Columns {
		t := col.Treatment
		name := t.Drug.Name + " " + doseText(t)
		verified := "yes"
		if !t.Model.Verified() {
			verified = "no"
		}
		spread := "no spread published"
		if t.Model.RandomEffects() > 0 {
			spread = number(col.AUC24.Low) + " to " + number(col.AUC24.High)
		}
		exposures.Add(name, t.Model.Population, t.Model.ID, t.Model.Basis, number(col.AUC24.Typical), spread,
			number(col.Cmax.Typical), number(col.Cmin.Typical), number(col.UnboundAverage()), verified)
	}
	return report.Section{ID: "concentration", Title: "Concentration", Blocks: []report.Block{
		report.Fig{Figure: v.concentrations(), Caption: "Each chart has its own scale."}, report.Tab{Table: exposures},
	}}
}

func average(col *coverage.Column) float64 {
	return col.UnboundAverage() / col.Treatment.Molecule.Fu
}

// courses draws inhibition over the day for the read-outs selectivity is argued over.
func (v *compareView) courses() *report.Multiples {
	mult := &report.Multiples{
		Title: "Inhibition over the day", Subtitle: "Typical patient" + v.banded("90 % of virtual patients and of potency"), Desc: "Inhibition of key signals over one day at steady state.",
	}
	for i, col := range v.c.Columns {
		chart := &report.LineChart{
			Title: col.Treatment.Drug.Name + " " + doseText(col.Treatment), X: report.Axis{Label: "time since dose", Unit: "h"},
			Y:    report.Axis{Label: "inhibition", Unit: "%", Min: 0, Max: 100},
			Refs: []report.Ref{{Axis: 'y', Value: 50, Label: "IC50"}}, Desc: "Inhibition over the day.",
		}
		for k, name := range shownCourses {
			row := v.row(name)
			if row < 0 || v.c.Rows[row].Cells[i].Effect.Route == receptor.NoRoute {
				continue
			}
			b := v.c.Course(row, i)
			s := report.Series{Name: v.c.Rows[row].Readout.Receptor.Cytokine, X: col.Hours, Y: percent(b.Typical), Marker: "none", Color: k + 1, Dash: courseDashes[k]}
			if k == 0 {
				s.Low, s.High = percent(b.Low), percent(b.High)
			}
			chart.Series = append(chart.Series, s)
		}
		if len(chart.Series) > 0 {
			mult.Charts = append(mult.Charts, chart)
		}
	}
	return mult
}

// courseSection shows inhibition over the day.
func (v *compareView) courseSection() report.Section {
	mult := v.courses()
	if len(mult.Charts) == 0 {
		return report.Section{ID: "course", Title: "Inhibition over the day", Blocks: []report.Block{report.Para("None of the read-outs drawn here is among the rows shown.")}}
	}
	return report.Section{ID: "course", Title: "Inhibition over the day", Blocks: []report.Block{
		report.Fig{Figure: mult, Caption: "The band belongs to IL-6/pSTAT3; lines are " + strings.Join(shownCourses, ", ") + " where they are known."},
	}}
}

func percent(v []float64) []float64 {
	out := make([]float64, len(v))
	for i := range v {
		out[i] = 100 * v[i]
	}
	return out
}

// row finds a read-out among the rows shown, or -1.
func (v *compareView) row(name string) int {
	found := receptor.FindReadouts(v.lib, name)
	for i, r := range v.c.Rows {
		if len(found) > 0 && r.Readout.Label() == found[0].Label() {
			return i
		}
	}
	return -1
}

func (v *compareView) windowSection() report.Section {
	plot := &report.IntervalPlot{
		Title: "Selectivity windows", Subtitle: "How many times more drug the second signal needs than the first",
		Desc: "IC50 of the spared signal over that of the wanted one, by drug.", X: report.Axis{Label: "IC50 ratio", Log: true},
		Kinds: []string{"IC50 ratio"}, Refs: []report.Ref{{Axis: 'x', Value: 1, Label: "no window"}},
	}
	for _, w := range v.c.Windows {
		for i, r := range w.Ratio {
			if math.IsNaN(r) || math.IsInf(r, 0) {
				continue
			}
			plot.Rows = append(plot.Rows, report.IntervalRow{
				Group: w.Wanted.Label() + " against " + w.Spared.Label(), Label: v.c.Columns[i].Treatment.Drug.Name, Sub: doseText(v.c.Columns[i].Treatment),
				Points: []report.IntervalPoint{{Value: r, Low: r, High: r}}, Note: fmt.Sprintf("%.0f %% / %.0f %%", 100*w.WantedIn[i], 100*w.SparedIn[i]),
			})
		}
	}
	return report.Section{ID: "windows", Title: "Selectivity windows", Blocks: []report.Block{
		report.Fig{Figure: plot, Caption: "At the right end: average daily inhibition of the first and of the second signal. A ratio above 1 spares the second signal."},
	}}
}

func (v *compareView) sourceSection() report.Section {
	doc := v.document()
	t := &report.Table{Title: "Sources", RowHeads: 1, Columns: []report.Column{{Name: "id"}, {Name: "source", Wrap: true}, {Name: "where in it", Wrap: true}, {Name: "status"}}}
	for _, id := range doc.SourceIDs() {
		s := doc.Sources[id]
		status := "verified"
		if !s.Verified {
			status = "unverified"
		}
		cell := report.TableCell{Text: s.Text}
		if s.DOI != "" {
			cell.Href = "https://doi.org/" + s.DOI
		}
		t.AddCells(report.TableCell{Text: id}, cell, report.TableCell{Text: s.Locator}, report.TableCell{Text: status})
	}
	return report.Section{ID: "sources", Title: "Numbers and sources", Blocks: []report.Block{
		report.Fold{Summary: "Every number with its source", Blocks: []report.Block{report.Tab{Table: v.long()}}},
		report.Fold{Summary: "All sources behind this page", Blocks: []report.Block{report.Tab{Table: t}}},
	}}
}
