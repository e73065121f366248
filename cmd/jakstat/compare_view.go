package main

import (
	"fmt"
	"math"
	"strings"

	"jakstat/engine/result"
	"jakstat/evidence"
	"jakstat/jak/coverage"
	"jakstat/jak/receptor"
	"jakstat/library"
	"jakstat/report"
)

// compareView turns a comparison into tables, figures and a page.
type compareView struct {
	lib     *evidence.Library
	c       *coverage.Comparison
	missing []coverage.Missing
	command string
	measure string
}

func newCompareView(lib *evidence.Library, c *coverage.Comparison, missing []coverage.Missing, command, measure string) *compareView {
	return &compareView{lib: lib, c: c, missing: missing, command: command, measure: measure}
}

// The keys of the marks; each cell carries one of the first three and, when it rests on unverified rows, the third.
const (
	markMeasured   = "measured"
	markBorrowed   = "borrowed"
	markMechanism  = "mechanistic"
	markUnverified = "unverified"
)

var compareMarks = []report.Mark{
	{Key: markMeasured, Glyph: "●", Label: "measured IC50 for this drug and cytokine"},
	{Key: markBorrowed, Glyph: "◐", Label: "measured for the drug it derives from"},
	{Key: markMechanism, Glyph: "○", Label: "mechanistic: kinase constants through the receptor's pair"},
	{Key: markUnverified, Glyph: "?", Label: "rests on unverified figures", Hatch: true},
}

func (v *compareView) manifest() result.Manifest {
	hash, err := result.HashFiles(library.FS, "*.csv")
	if err != nil {
		hash = "unknown"
	}
	m := result.Manifest{
		Schema: result.Schema, Product: "jakstat " + versionText(), Command: v.command, Evidence: hash, Models: map[string]string{},
		Solver: "Rodas5P", RTol: coverage.RTol, ATol: coverage.ATol, Seed: v.c.Options.Seed, Subjects: v.c.Options.Subjects,
		Units: map[string]string{"concentration": "nM{plasma}", "exposure": "ng.h/mL{plasma}", "time": "h", "inhibition": "1"},
	}
	for _, col := range v.c.Columns {
		m.Models[col.Treatment.Drug.Name+" "+col.Treatment.Model.ID] = col.Treatment.Model.Hash()
	}
	return m
}

func (v *compareView) document() coverage.Document {
	return v.c.Document(v.lib, v.missing, v.manifest())
}

// value picks the measure a cell shows, in display units.
func (v *compareView) value(x coverage.Cell) (typical, low, high float64) {
	e, scale := x.Average, 100.0
	switch v.measure {
	case "trough":
		e = x.Trough
	case "hours":
		e, scale = x.Hours, 1
	}
	return e.Typical * scale, e.Low * scale, e.High * scale
}

func (v *compareView) scale() report.Scale {
	switch v.measure {
	case "trough":
		return report.Scale{Min: 0, Max: 100, Unit: "%", Label: "inhibition at trough"}
	case "hours":
		return report.Scale{Min: 0, Max: 24, Unit: "h", Label: "hours a day above the IC50"}
	}
	return report.Scale{Min: 0, Max: 100, Unit: "%", Label: "average daily inhibition"}
}

// spread says what intervals cover.
func (v *compareView) spread() string {
	if v.c.Options.Typical {
		return " of the typical patient"
	}
	return ", with 90 % intervals over virtual patients and potency"
}

func (v *compareView) heatMap() *report.HeatMap {
	h := &report.HeatMap{
		Title:    "Cytokine inhibition at steady state",
		Subtitle: strings.ToUpper(v.scale().Label[:1]) + v.scale().Label[1:] + v.spread(),
		Desc:     v.finding(),
		RowName:  "cytokine and read-out", ColName: "drug and dose", Marks: compareMarks, Scale: v.scale(),
	}
	for _, col := range v.c.Columns {
		t := col.Treatment
		h.Cols = append(h.Cols, report.HeatCol{Label: t.Drug.Name, Sub: doseText(t), ID: columnID(t), Group: t.Label})
	}
	group := ""
	for _, r := range v.c.Rows {
		if g := r.Readout.Group(); g != group || len(h.Groups) == 0 {
			group = g
			h.Groups = append(h.Groups, report.RowGroup{Name: g})
		}
		last := &h.Groups[len(h.Groups)-1]
		last.Rows = append(last.Rows, report.HeatRow{
			Label: r.Readout.Receptor.Cytokine, Sub: "p" + r.Readout.STAT + ", " + r.Readout.Receptor.MainCells, ID: r.Readout.Receptor.ID + "-" + r.Readout.STAT,
		})
		var cells []report.Cell
		for i, x := range r.Cells {
			cells = append(cells, v.cell(x, v.c.Columns[i]))
		}
		h.Cells = append(h.Cells, cells)
	}
	for _, col := range v.c.Columns {
		t := col.Treatment
		short, ok := shortPopulation[t.Model.Population]
		if !strings.HasPrefix(t.Label, t.Model.Population) && !(ok && strings.HasPrefix(t.Label, short)) {
			h.Notes = append(h.Notes, fmt.Sprintf("%s %s (%s) uses the model of another population: %s.", t.Drug.Name, doseText(t), t.Label, t.Model.Population))
		}
	}
	for _, m := range v.missing {
		h.Notes = append(h.Notes, "Not shown: "+m.Drug+": "+oneLine(m.Reason)+".")
	}
	return h
}

// shortPopulation are the labels of the default comparison for populations of models.
var shortPopulation = map[string]string{"psoriasis": "PsO", "alopecia areata": "AA"}

func doseText(t coverage.Treatment) string {
	words := strings.Fields(t.Regimen.String())
	return strings.Join(words, " ")
}

func columnID(t coverage.Treatment) string {
	return strings.Map(func(r rune) rune {
		if r >= 'a' && r <= 'z' || r >= '0' && r <= '9' {
			return r
		}
		return '-'
	}, strings.ToLower(t.Drug.Name+" "+doseText(t)))
}

func oneLine(s string) string { return strings.Join(strings.Fields(s), " ") }

func (v *compareView) cell(x coverage.Cell, col *coverage.Column) report.Cell {
	e := x.Effect
	if e.Route == receptor.NoRoute {
		return report.Cell{Missing: strings.Join(e.Notes, "; ")}
	}
	// Ends of intervals are shown to the digit that means something: a percent, a tenth of an hour.
	typical, low, high := v.value(x)
	c := report.Cell{Value: typical, Low: math.Round(low), High: math.Round(high)}
	if v.measure == "hours" {
		c.Text, c.Low, c.High = fmt.Sprintf("%.1f", typical), math.Round(10*low)/10, math.Round(10*high)/10
	}
	c.Marks = []string{markMeasured}
	switch {
	case e.Route == receptor.IsMechanism:
		c.Marks[0] = markMechanism
	case e.Borrowed != "":
		c.Marks[0] = markBorrowed
	}
	if !e.Verified || !col.Treatment.Model.Verified() {
		c.Marks = append(c.Marks, markUnverified)
	}
	c.Lines = v.lines(x, col)
	if v.measure == "hours" {
		c.Lines = c.Lines[:2] // the page shows the sources with the average, beside it
	}
	return c
}

// lines say everything about a cell: the other measures, the IC50 and where it comes from.
func (v *compareView) lines(x coverage.Cell, col *coverage.Column) []string {
	e := x.Effect
	first := fmt.Sprintf("average %.0f %% (%.0f to %.0f), trough %.0f %%, %.1f h a day with at least half blocked (%.1f to %.1f)", 100*x.Average.Typical, 100*x.Average.Low,
		100*x.Average.High, 100*x.Trough.Typical, x.Hours.Typical, x.Hours.Low, x.Hours.High)
	if v.c.Options.Typical {
		first = fmt.Sprintf("average %.0f %%, trough %.0f %%, %.1f h a day with at least half blocked", 100*x.Average.Typical, 100*x.Trough.Typical, x.Hours.Typical)
	}
	out := []string{first, ic50Line(e)}
	for _, id := range e.Refs {
		out = append(out, citeLine(v.lib, id))
	}
	out = append(out, e.Notes...)
	if x.Other != nil {
		out = append(out, fmt.Sprintf("by the other route (%s): IC50 %s, average %.0f %%", x.Other.Route, nanomolar(x.Other.IC50), 100*x.OtherAverage))
	}
	if m := col.Treatment.Model; !m.Verified() {
		out = append(out, "the concentration rests on unverified figures (model "+m.ID+", "+m.Basis+")")
	}
	return out
}

func ic50Line(e *receptor.Effect) string {
	s := fmt.Sprintf("%s IC50 %s total in plasma, %s unbound", e.Route, nanomolar(e.IC50), nanomolar(e.Unbound))
	if e.Row != nil && e.Row.Cell != "" {
		s += ", " + e.Row.Cell + ", " + e.Row.Matrix
	}
	return s
}

func nanomolar(v float64) string {
	switch {
	case math.IsInf(v, 1):
		return "never reached"
	case v >= 9999.5:
		return fmt.Sprintf("%.3g µM", v/1000)
	case v >= 999.5:
		return fmt.Sprintf("%.0f nM", v)
	default:
		return fmt.Sprintf("%.3g nM", v)
	}
}

func citeLine(lib *evidence.Library, id string) string {
	c, ok := coverage.Cite(lib, id)
	if !ok {
		return "your drug file"
	}
	s := fmt.Sprintf("[%s] %s", id, c.Short)
	if c.DOI != "" {
		s += ", doi:" + c.DOI
	}
	if !c.Verified {
		s += " (unverified)"
	}
	return s
}

// finding is the text alternative of the heat map: the strongest read-out of each column.
func (v *compareView) finding() string {
	var parts []string
	for i, col := range v.c.Columns {
		best, at := -1.0, ""
		for _, r := range v.c.Rows {
			if x := r.Cells[i]; x.Effect.Route == receptor.IsMeasured && x.Average.Typical > best {
				best, at = x.Average.Typical, r.Readout.Label()
			}
		}
		if at != "" {
			parts = append(parts, fmt.Sprintf("%s %s takes most from %s (%.0f %%)", col.Treatment.Drug.Name, doseText(col.Treatment), at, 100*best))
		}
	}
	return "Of the measured read-outs, " + strings.Join(parts, "; ") + "."
}

// long is one line per read-out and drug, every number with its source.
func (v *compareView) long() *report.Table {
	t := &report.Table{Title: "Every number with its source", RowHeads: 2, Columns: []report.Column{
		{Name: "cytokine"},
		{Name: "read-out"},
		{Name: "kinase pair"},
		{Name: "drug"},
		{Name: "regimen"},
		{Name: "route"},
		{Name: "verified"},
		{Name: "average", Unit: "%", Align: report.Right},
		{Name: "low", Unit: "%", Align: report.Right},
		{Name: "high", Unit: "%", Align: report.Right},
		{Name: "trough", Unit: "%", Align: report.Right},
		{Name: "above IC50", Unit: "h/d", Align: report.Right},
		{Name: "IC50 total plasma", Unit: "nM", Align: report.Right},
		{Name: "IC50 unbound", Unit: "nM", Align: report.Right},
		{Name: "evidence"},
		{Name: "sources", Wrap: true},
		{Name: "notes", Wrap: true},
	}}
	for _, r := range v.c.Rows {
		for i, x := range r.Cells {
			col := v.c.Columns[i]
			e := x.Effect
			head := []string{r.Readout.Receptor.Cytokine, "p" + r.Readout.STAT, r.Readout.Group(), col.Treatment.Drug.Name, doseText(col.Treatment), e.Route.String()}
			if e.Route == receptor.NoRoute {
				t.Add(append(head, "", "", "", "", "", "", "", "", "", "", strings.Join(e.Notes, "; "))...)
				continue
			}
			verified := "yes"
			if !e.Verified || !col.Treatment.Model.Verified() {
				verified = "no"
			}
			var sources []string
			for _, id := range e.Refs {
				sources = append(sources, citeLine(v.lib, id))
			}
			t.Add(append(head, verified, number(100*x.Average.Typical), number(100*x.Average.Low), number(100*x.Average.High), number(100*x.Trough.Typical),
				number(x.Hours.Typical), number(e.IC50), number(e.Unbound), strings.Join(e.Refs, " "), strings.Join(sources, "; "), strings.Join(e.Notes, "; "))...)
		}
	}
	return t
}

func number(v float64) string {
	if math.IsInf(v, 0) || math.IsNaN(v) {
		return ""
	}
	if math.Abs(v) < 1e-6 {
		return "0"
	}
	if math.Abs(v) >= 1000 {
		return fmt.Sprintf("%.0f", v)
	}
	return fmt.Sprintf("%.4g", v)
}

// terminal is the heat map with as much in each cell as the number of columns leaves room for: three drugs leave room for everything,
// six for the interval.
func (v *compareView) terminal() *report.HeatMap {
	h := v.heatMap()
	n := len(v.c.Columns)
	if n > 6 {
		return h
	}
	for i, row := range h.Cells {
		for j := range row {
			c := &h.Cells[i][j]
			if c.Missing != "" {
				continue
			}
			digits := 0
			if v.measure == "hours" {
				digits = 1
			}
			c.Text = fmt.Sprintf("%.*f (%.*f–%.*f)", digits, c.Value, digits, c.Low, digits, c.High)
			if v.c.Options.Typical {
				c.Text = fmt.Sprintf("%.*f", digits, c.Value)
			}
			if x := v.c.Rows[i].Cells[j]; n <= 3 && v.measure == "average" {
				c.Text += fmt.Sprintf(" trough %.0f, %.1f h", 100*x.Trough.Typical, x.Hours.Typical)
			}
		}
	}
	if n <= 3 && v.measure == "average" {
		h.Subtitle += "; then inhibition at trough and hours a day above the IC50"
	}
	return h
}

// windows tabulates selectivity: how many times more drug the spared signal needs. One line a drug, because there are more drugs than windows.
func (v *compareView) windows() *report.Table {
	t := &report.Table{
		Title: "Selectivity windows: IC50 of the second signal over that of the first", RowHeads: 1, Columns: []report.Column{{Name: "drug"}},
		Notes: []string{"Above 1 the second signal is spared. – where an IC50 is unknown, only a limit, or that of a covalent drug."},
	}
	for _, w := range v.c.Windows {
		t.Columns = append(t.Columns, report.Column{Name: windowName(w.Wanted) + " : " + windowName(w.Spared), Align: report.Right})
	}
	for i, col := range v.c.Columns {
		row := []string{col.Treatment.Drug.Name + " " + doseText(col.Treatment)}
		for _, w := range v.c.Windows {
			if r := w.Ratio[i]; math.IsNaN(r) {
				row = append(row, "–")
			} else {
				row = append(row, fmt.Sprintf("%.2g×", r))
			}
		}
		t.Add(row...)
	}
	return t
}

func windowName(r receptor.Readout) string {
	if r.Receptor.Cytokine == "IL-6" {
		return "IL-6/p" + r.STAT
	}
	return r.Receptor.Cytokine
}
