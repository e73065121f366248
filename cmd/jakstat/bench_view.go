package main

import (
	"fmt"
	"io"
	"math"
	"slices"
	"strconv"
	"strings"

	"jakstat/jak/bench"
	"jakstat/report"
)

// benchView turns the result of an experiment into tables, a picture, a page and a document.
type benchView struct {
	result  *bench.Result
	command string
}

// benchPlan says in lines what an experiment does.
func benchPlan(p *bench.Plan) []string {
	w := p.Pathway
	out := []string{p.Title, fmt.Sprintf("%s in %s, %s", p.Shape(), p.Matrix, setting(p))}
	out = append(out, fmt.Sprintf("receptor of %s: %s, %s, feedback by %s", w.Receptor.Cytokine, w.Pair, strings.Join(w.STATs, ", "), w.Feedback))
	for _, x := range slices.Concat(p.Drugs, p.Background) {
		lines := make([]string, len(x.NM))
		for i, v := range x.NM {
			lines[i] = bench.Nanomolar(v)
		}
		out = append(out, fmt.Sprintf("%s %s, %s", x.Name, strings.Join(lines, ", "), bathSpan(x.From, x.Until)))
	}
	var names []string
	for _, r := range p.Readouts {
		names = append(names, r.Name)
	}
	out = append(out, "read: "+strings.Join(names, ", ")+" at "+clock(p.Times))
	return append(out, p.Notes...)
}

// setting is cell, mutation and cytokine in words.
func setting(p *bench.Plan) string {
	w := p.Pathway
	s := w.Cell
	if w.Mutation != "" {
		s += " with " + w.Mutation
	}
	if p.Stimulus == nil {
		return s + ", no cytokine"
	}
	dose := bench.Nanomolar(p.Stimulus.NM[0])
	if n := len(p.Stimulus.NM); n > 1 {
		dose = fmt.Sprintf("%d concentrations", n)
	}
	return fmt.Sprintf("%s, %s %s %s", s, p.Stimulus.Cytokine, dose, bathSpan(p.Stimulus.From, p.Stimulus.Until))
}

func minutesText(t float64) string { return strconv.FormatFloat(t, 'g', 5, 64) + " min" }

func bathSpan(from, until float64) string {
	if math.IsInf(until, 1) {
		return "from " + minutesText(from) + " on"
	}
	return "from " + minutesText(from) + " to " + minutesText(until)
}

// clock is a list of times, shortened where it is a grid.
func clock(times []float64) string {
	if len(times) <= 6 {
		parts := make([]string, len(times))
		for i, t := range times {
			parts[i] = minutesText(t)
		}
		return strings.Join(parts, ", ")
	}
	return fmt.Sprintf("%d times from %s to %s", len(times), minutesText(times[0]), minutesText(times[len(times)-1]))
}

func (v *benchView) plan() *bench.Plan { return v.result.Plan }

// unit of the values as they are shown.
func (v *benchView) unit(readout int) string {
	if v.result.ShowsRelative() {
		return "% of control"
	}
	return v.plan().Readouts[readout].Unit
}

// half names the half-maximal concentration.
func (v *benchView) half() string {
	if v.plan().VariesCytokine() {
		return "EC50"
	}
	return "IC50"
}

func concentrationOr(x float64, none string) string {
	switch {
	case math.IsNaN(x):
		return "no signal"
	case math.IsInf(x, 1):
		return none
	}
	return bench.Nanomolar(x)
}

func figures(x float64, format string) string {
	if math.IsNaN(x) || math.IsInf(x, 0) {
		return ""
	}
	return fmt.Sprintf(format, x)
}

// potencies is the table of half-maximal concentrations.
func (v *benchView) potencies() *report.Table {
	p := v.plan()
	t := &report.Table{Title: v.half() + ", nominal in " + string(p.Matrix), RowHeads: 2, Columns: []report.Column{
		{Name: "read-out"}, {Name: "curve"}, {Name: "time", Align: report.Right}, {Name: v.half(), Align: report.Right}, {Name: "Hill", Align: report.Right},
	}}
	drugs := !p.VariesCytokine()
	if drugs {
		t.Columns = append(t.Columns, report.Column{Name: "library", Align: report.Right}, report.Column{Name: "row"}, report.Column{Name: "static", Align: report.Right})
		how := "IC50: from enzyme constants through the dynamics of the receptor, nothing fitted to cells."
		if p.Constants == bench.Cells {
			how = "IC50: from constants that assays and cell data give together, through the dynamics of the receptor: no test of the mechanism."
		}
		t.Notes = []string{
			how,
			"Library: measured in cells. Static: the calibrated receptor without its dynamics.",
		}
	}
	for _, c := range v.result.Curves {
		for _, x := range c.Potency {
			cells := []string{p.Readouts[x.Readout].Name, c.Label, minutesText(p.Times[x.Time]), concentrationOr(x.Half, "not reached"), figures(x.Hill, "%.2f")}
			if drugs {
				library, row, static := "", "", ""
				if k := x.Library; k != nil {
					library, row = bench.Nanomolar(k.NM), k.Row+": "+k.What
					if k.AtLeast {
						library = "> " + library
					}
				}
				if k := x.Static; k != nil {
					static = concentrationOr(k.NM, "not reached")
				}
				cells = append(cells, library, row, static)
			}
			t.Add(cells...)
		}
	}
	return t
}

// kinases is the table of what each kinase contributes; nil without drugs.
func (v *benchView) kinases() *report.Table {
	p := v.plan()
	t := &report.Table{Title: "Which kinase explains it: at the IC50", RowHeads: 2, Columns: []report.Column{
		{Name: "read-out"},
		{Name: "curve"},
		{Name: "time", Align: report.Right},
		{Name: "kinase"},
		{Name: "kinase left", Unit: "%", Align: report.Right},
		{Name: "inhibition by it alone", Unit: "%", Align: report.Right},
		{Name: "inhibition without it", Unit: "%", Align: report.Right},
	}}
	for _, c := range v.result.Curves {
		for _, x := range c.Potency {
			for _, k := range x.Kinases {
				t.Add(p.Readouts[x.Readout].Name, c.Label, minutesText(p.Times[x.Time]), k.Kinase.String(), figures(100*k.Active, "%.0f"), zero(k.Alone), zero(k.Without))
			}
		}
	}
	if len(t.Rows) == 0 {
		return nil
	}
	return t
}

// zero prints a percentage without the sign of a rounded nothing.
func zero(x float64) string { return strings.TrimPrefix(figures(math.Round(x)+0, "%.0f"), "-") }

// courses is the table of a time course: peak and end of every line.
func (v *benchView) courses() *report.Table {
	p := v.plan()
	t := &report.Table{Title: "Peaks", RowHeads: 2, Columns: []report.Column{
		{Name: "read-out"}, {Name: "condition"}, {Name: "peak", Align: report.Right}, {Name: "at", Align: report.Right}, {Name: "end over peak", Align: report.Right},
	}}
	for i, r := range p.Readouts {
		for _, s := range v.lines(i) {
			at := 0
			for k := range s.Y {
				if s.Y[k] > s.Y[at] {
					at = k
				}
			}
			if !(s.Y[at] > 0) {
				t.Add(r.Name, s.Name, "0 "+r.Unit, "", "")
				continue
			}
			t.Add(r.Name, s.Name, figures(s.Y[at], "%.3g")+" "+r.Unit, minutesText(s.X[at]), figures(s.Y[len(s.Y)-1]/s.Y[at], "%.2f"))
		}
	}
	return t
}

// measured is the table of the file's own figures; nil where it has none.
func (v *benchView) measured() *report.Table {
	p := v.plan()
	if len(v.result.Measured) == 0 {
		return nil
	}
	t := &report.Table{Title: "Measured beside predicted", RowHeads: 2, Columns: []report.Column{
		{Name: "read-out"},
		{Name: "what"},
		{Name: "time", Align: report.Right},
		{Name: "measured", Align: report.Right},
		{Name: "predicted", Align: report.Right},
		{Name: "predicted over measured", Align: report.Right},
		{Name: "source"},
	}}
	for _, m := range v.result.Measured {
		curve := "control"
		if m.Drug >= 0 {
			curve = p.Drugs[m.Drug].Name
		}
		what, got, want, ratio := "IC50 of "+curve, concentrationOr(m.IC50, ""), concentrationOr(m.Predicted, "not reached"), figures(m.Predicted/m.IC50, "%.2f")
		if math.IsNaN(m.IC50) {
			what = "% of control, " + curve + " " + bench.Nanomolar(m.NM)
			got, want, ratio = figures(m.Value, "%.3g"), figures(m.Predicted, "%.3g"), figures(m.Predicted/m.Value, "%.2f")
		}
		t.Add(p.Readouts[m.Readout].Name, what, minutesText(p.Times[m.Time]), got, want, ratio, m.Source)
	}
	return t
}

// points is every simulated point in the long form.
func (v *benchView) points() *report.Table {
	p := v.plan()
	t := &report.Table{Title: "Points", RowHeads: 4, Columns: []report.Column{
		{Name: "curve"},
		{Name: "concentration", Unit: "nM", Align: report.Right},
		{Name: "read-out"},
		{Name: "time", Unit: "min", Align: report.Right},
		{Name: "value", Align: report.Right},
		{Name: "unit"},
		{Name: "of control", Unit: "%", Align: report.Right},
	}}
	number := func(x float64) string { return strconv.FormatFloat(x, 'g', 6, 64) }
	add := func(curve, nM string, values [][]float64) {
		for i, r := range p.Readouts {
			for k, time := range p.Times {
				relative := ""
				if x := v.result.Relative(i, k, values[i][k]); !math.IsNaN(x) {
					relative = number(x)
				}
				t.Add(curve, nM, r.Name, number(time), number(values[i][k]), r.Unit, relative)
			}
		}
	}
	add("basal", "", v.result.Basal)
	add("control", "", v.result.Control)
	for _, c := range v.result.Curves {
		for i, nM := range c.NM {
			add(c.Label, number(nM), c.Values[i])
		}
	}
	return t
}

// tables are those of the text and of the page, in their order.
func (v *benchView) tables() []*report.Table {
	var out []*report.Table
	if v.result.Shape == bench.DoseResponse {
		if t := v.potencies(); len(t.Rows) > 0 {
			out = append(out, t)
		}
	} else {
		out = append(out, v.courses())
	}
	for _, t := range []*report.Table{v.kinases(), v.measured()} {
		if t != nil {
			out = append(out, t)
		}
	}
	return out
}

func (v *benchView) text(w io.Writer, term report.Term) error {
	if err := v.figure(false).Text(w, term); err != nil {
		return err
	}
	for _, t := range v.tables() {
		fmt.Fprintln(w)
		if err := t.Text(w, term); err != nil {
			return err
		}
	}
	for _, n := range v.plan().Notes {
		fmt.Fprintln(w, "note:", n)
	}
	return nil
}
