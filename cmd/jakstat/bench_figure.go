package main

import (
	"fmt"
	"math"
	"slices"
	"strings"

	"jakstat/jak/bench"
	"jakstat/report"
)

// figure is one chart a read-out, and a time of a dose-response. In a terminal points of the bench would be lines; the table has them.
func (v *benchView) figure(points bool) report.Figure {
	p := v.plan()
	m := &report.Multiples{
		Title: p.Title, Subtitle: fmt.Sprintf("%s in %s: %s", p.Pathway.Receptor.Cytokine, p.Matrix, setting(p)), Columns: 2, OwnY: true, Width: 460, Height: 300,
		Desc: strings.Join(benchPlan(p)[1:], "; "),
	}
	for i, r := range p.Readouts {
		if v.result.Shape == bench.TimeCourse {
			m.Charts = append(m.Charts, &report.LineChart{
				Title: r.Name, Subtitle: r.What, X: report.Axis{Label: "time", Unit: "min"}, Y: report.Axis{Label: r.Name, Unit: r.Unit}, Series: v.lines(i), Refs: v.baths(),
				Desc: r.Name + " over time.",
			})
			continue
		}
		for k := range p.Times {
			m.Charts = append(m.Charts, v.doseResponse(i, k, points))
		}
	}
	if len(m.Charts) == 1 {
		c := m.Charts[0]
		c.Title, c.Subtitle = m.Title, c.Title+", "+m.Subtitle
		return c
	}
	return m
}

// doseResponse is one read-out at one time against concentration, with the points of the bench.
func (v *benchView) doseResponse(readout, time int, points bool) *report.LineChart {
	p, r := v.plan(), v.result
	x := p.Readouts[readout]
	c := &report.LineChart{
		Title: x.Name + " at " + minutesText(p.Times[time]), X: report.Axis{Label: "concentration", Unit: "nM", Log: true}, Y: report.Axis{Label: x.Name, Unit: v.unit(readout)},
		Desc: "Signal against concentration.",
	}
	if r.ShowsRelative() {
		c.Y.Min, c.Y.Max = 0, 110
		c.Refs = []report.Ref{{Axis: 'y', Value: 50, Label: "half"}}
	}
	for j, curve := range r.Curves {
		s := report.Series{Name: curve.Label, Color: j + 1}
		order := make([]int, len(curve.NM))
		for i := range order {
			order[i] = i
		}
		slices.SortFunc(order, func(a, b int) int {
			switch {
			case curve.NM[a] < curve.NM[b]:
				return -1
			case curve.NM[a] > curve.NM[b]:
				return 1
			}
			return 0
		})
		for _, i := range order {
			if curve.NM[i] > 0 { // none cannot stand on a logarithmic axis
				s.X, s.Y = append(s.X, curve.NM[i]), append(s.Y, r.Shown(readout, time, curve.Values[i][readout][time]))
			}
		}
		c.Series = append(c.Series, s)
	}
	for j := range r.Curves {
		if !points {
			break
		}
		s := report.Series{Name: "measured", Points: true, Marker: "○", Color: j + 1}
		for _, m := range r.Measured {
			if m.Readout == readout && m.Time == time && m.Drug == r.Curves[j].Drug && m.NM > 0 && !math.IsNaN(m.Value) && r.ShowsRelative() {
				s.X, s.Y = append(s.X, m.NM), append(s.Y, m.Value)
			}
			if m.Readout == readout && m.Time == time && m.Drug == r.Curves[j].Drug && m.IC50 > 0 {
				s.X, s.Y = append(s.X, m.IC50), append(s.Y, 50)
			}
		}
		if len(s.X) > 0 {
			if len(r.Curves) > 1 {
				s.Name = r.Curves[j].Label + " measured"
			}
			c.Series = append(c.Series, s)
		}
	}
	return c
}

// lines are the courses of a read-out: the control first unless a curve is the same dish.
func (v *benchView) lines(readout int) []report.Series {
	p, r := v.plan(), v.result
	var out []report.Series
	add := func(name string, values [][]float64) {
		out = append(out, report.Series{Name: name, X: p.Times, Y: values[readout], Marker: "none", Color: len(out) + 1})
	}
	if !p.VariesCytokine() {
		name := "no drug"
		if len(p.Background) > 0 {
			name = "background only"
		}
		if len(p.Drugs) == 0 && p.Stimulus != nil && len(p.Background) == 0 {
			name = p.Stimulus.Cytokine
		}
		add(name, r.Control)
	}
	for _, c := range r.Curves {
		for i, nM := range c.NM {
			name := c.Label + " " + bench.Nanomolar(nM)
			if p.VariesCytokine() {
				name = strings.TrimSuffix(p.Stimulus.Cytokine+" "+bench.Nanomolar(nM)+", "+strings.TrimPrefix(c.Label, p.Stimulus.Cytokine), ", ")
			}
			add(name, c.Values[i])
		}
	}
	return out
}

// baths marks when the cytokine comes and goes.
func (v *benchView) baths() []report.Ref {
	p := v.plan()
	if p.Stimulus == nil {
		return nil
	}
	var refs []report.Ref
	if p.Stimulus.From > p.Times[0] {
		refs = append(refs, report.Ref{Axis: 'x', Value: p.Stimulus.From, Label: p.Stimulus.Cytokine})
	}
	if until := p.Stimulus.Until; until <= p.Times[len(p.Times)-1] {
		refs = append(refs, report.Ref{Axis: 'x', Value: until, Label: "washed out"})
	}
	return refs
}

// parameters is the table of the receptor's numbers with their sources.
func (v *benchView) parameters() *report.Table {
	t := &report.Table{Title: "Numbers of the receptor's dynamics", RowHeads: 1, Columns: []report.Column{
		{Name: "parameter"}, {Name: "value", Align: report.Right}, {Name: "unit"}, {Name: "what"}, {Name: "from"},
	}}
	for _, x := range v.plan().Pathway.Parameters {
		from := strings.Join(x.Refs, ", ")
		if x.Judgement != "" {
			from = fmt.Sprintf("judgement within %s to %s: %s", x.Low, x.High, x.Judgement)
		} else if !x.Verified {
			from += " (unverified)"
		}
		t.Add(x.ID, fmt.Sprintf("%.4g", x.Value.Value), x.Value.Unit.String(), x.What, from)
	}
	return t
}

// page is the self-contained report of an experiment.
func (v *benchView) page() *report.Page {
	p := v.plan()
	sections := []report.Section{{ID: "picture", Title: "What it reads", Blocks: []report.Block{report.Fig{Figure: v.figure(true)}}}}
	numbers := report.Section{ID: "numbers", Title: "Numbers"}
	for _, t := range v.tables() {
		numbers.Blocks = append(numbers.Blocks, report.Tab{Table: t})
	}
	numbers.Blocks = append(numbers.Blocks, report.Fold{Summary: "All points", Blocks: []report.Block{report.Tab{Table: v.points()}}})
	how := report.Section{ID: "how", Title: "How", Blocks: []report.Block{
		report.Items(benchPlan(p)),
		report.Fold{Summary: "Numbers of the receptor's dynamics, with their sources", Blocks: []report.Block{report.Tab{Table: v.parameters()}}},
	}}
	return &report.Page{
		Title: p.Title, Lead: p.About, Notice: researchNotice, Sections: append(sections, numbers, how),
		Manifest: []report.Pair{
			{Name: "product", Value: "jakstat " + versionText()},
			{Name: "the same on the command line", Value: v.command},
			{Name: "dishes simulated", Value: fmt.Sprint(v.result.Dishes)},
		},
	}
}
