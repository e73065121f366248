package main

import (
	"fmt"
	"io"
	"math"

	"jakstat/fit/potency"
	"jakstat/report"
	"jakstat/stat"
)

const potencySchema = "jakstat.qualify.potency/1"

// potencyView turns a potency qualification into text, pictures and a document.
type potencyView struct{ q *potency.Qualification }

// ratio prints a fold or a share, "–" without one.
func ratio(format string, v float64) string {
	if math.IsNaN(v) || math.IsInf(v, 0) {
		return "–"
	}
	return fmt.Sprintf(format, v)
}

func (v potencyView) methods() *report.Table {
	t := &report.Table{Title: "Ways to predict", RowHeads: 2, Columns: []report.Column{
		{Name: "Way"},
		{Name: "Left out"},
		{Name: "Rows", Align: report.Right},
		{Name: "Fold error, rows", Align: report.Right},
		{Name: "over drugs", Align: report.Right},
		{Name: "Within 3-fold", Align: report.Right},
		{Name: "In 90 % interval", Align: report.Right},
		{Name: "Width", Align: report.Right},
		{Name: "Log score", Align: report.Right},
		{Name: "Log likelihood", Align: report.Right},
	}}
	for _, verified := range []bool{false, true} {
		for _, m := range v.q.Methods {
			s, rows := m.All, "all"
			if verified {
				s, rows = m.Verified, "verified"
			}
			left := string(m.Left)
			if left == "" {
				left = "–"
			}
			name := m.Name
			if m.Left != "" && m.Form == potency.Form {
				name += " (used)"
			}
			t.Add(name, left, fmt.Sprintf("%d %s", s.Rows, rows), ratio("%.2f", s.GMFE), ratio("%.2f", s.Macro), ratio("%.0f %%", 100*s.Within3), ratio("%.0f %%", 100*s.Coverage),
				ratio("%.1f-fold", s.Width), ratio("%.2f", s.LogScore), ratio("%.1f", m.Evidence))
		}
	}
	t.Notes = []string{
		"Fold error: geometric mean, over rows and with each drug counting once. Log score: mean negative log density of ln IC50, smaller is better; log likelihood: marginal, of all data, larger is better.",
		"Repeats of one measurement differ two- to threefold, so that about 2 is the floor.",
	}
	return t
}

// perDrug sums up the drugs left out.
func (v potencyView) perDrug() *report.Table {
	t := &report.Table{Title: "By drug, its cell data left out", RowHeads: 1, Columns: []report.Column{
		{Name: "Drug"}, {Name: "Rows", Align: report.Right}, {Name: "Verified", Align: report.Right}, {Name: "Fold error", Align: report.Right}, {Name: "Predicted over measured", Align: report.Right},
	}}
	groupPoints(v.q.Points, func(p potency.Point) string { return p.Drug }, func(name string, points []potency.Point) { t.Add(summary(name, points)...) })
	return t
}

// perReceptor sums up the cytokines left out.
func (v potencyView) perReceptor() *report.Table {
	t := &report.Table{Title: "By cytokine, all its data left out", RowHeads: 1, Columns: []report.Column{
		{Name: "Cytokine"}, {Name: "Rows", Align: report.Right}, {Name: "Verified", Align: report.Right}, {Name: "Fold error", Align: report.Right}, {Name: "Predicted over measured", Align: report.Right},
	}}
	groupPoints(v.q.Cytokines, func(p potency.Point) string { return p.Cell.Receptor.Cytokine }, func(name string, points []potency.Point) { t.Add(summary(name, points)...) })
	return t
}

// groupPoints calls each with the points of every name, in order of appearance.
func groupPoints(points []potency.Point, name func(potency.Point) string, each func(string, []potency.Point)) {
	by := map[string][]potency.Point{}
	var order []string
	for _, p := range points {
		n := name(p)
		if by[n] == nil {
			order = append(order, n)
		}
		by[n] = append(by[n], p)
	}
	for _, n := range order {
		each(n, by[n])
	}
}

func summary(name string, points []potency.Point) []string {
	verified := 0
	var fold, bias []float64
	for _, p := range points {
		if p.Cell.Verified {
			verified++
		}
		fold, bias = append(fold, math.Log(p.Fold())), append(bias, p.Ln-p.Cell.Ln)
	}
	return []string{name, fmt.Sprint(len(points)), fmt.Sprint(verified), fmt.Sprintf("%.2f", math.Exp(stat.Mean(fold))), fmt.Sprintf("%.2f", math.Exp(stat.Mean(bias)))}
}

// rows lists every measurement beside its predictions.
func (v potencyView) rows() *report.Table {
	t := &report.Table{Title: "Measurements", RowHeads: 3, Columns: []report.Column{
		{Name: "Left out"},
		{Name: "Drug"},
		{Name: "Read-out"},
		{Name: "Pair"},
		{Name: "Row"},
		{Name: "Verified"},
		{Name: "Measured", Unit: "nM unbound", Align: report.Right},
		{Name: "Predicted", Unit: "nM unbound", Align: report.Right},
		{Name: "Low", Unit: "nM", Align: report.Right},
		{Name: "High", Unit: "nM", Align: report.Right},
		{Name: "Fold", Align: report.Right},
		{Name: "Inside"},
	}}
	for _, r := range v.document().Rows {
		t.Add(r.LeftOut, r.Drug, r.Cytokine+" · p"+r.STAT, r.Pair, r.ID, fmt.Sprint(r.Verified), fmt.Sprintf("%.3g", r.Measured), optional("%.3g", r.Predicted), optional("%.3g", r.Low),
			optional("%.3g", r.High), optional("%.2f", r.Fold), fmt.Sprint(r.Inside))
	}
	return t
}

func optional(format string, v *float64) string {
	if v == nil {
		return "–"
	}
	return fmt.Sprintf(format, *v)
}

// described lists the drugs of rare kinds.
func (v potencyView) described() *report.Table {
	t := &report.Table{Title: "Described, not tested: one drug of its kind", RowHeads: 2, Columns: []report.Column{
		{Name: "Drug"}, {Name: "Read-out"}, {Name: "Row"}, {Name: "Measured", Unit: "nM unbound", Align: report.Right}, {Name: "By the model", Unit: "nM unbound", Align: report.Right}, {Name: "Remark", Wrap: true},
	}}
	for _, d := range v.q.Described {
		model, remark := "–", "its constants do not speak of this receptor"
		if !math.IsNaN(d.Ln) {
			model, remark = fmt.Sprintf("%.3g", math.Exp(d.Ln)), "from limits of its enzyme assays"
			if d.Known {
				remark = "level from the drug's own rows, this one among them"
			}
		}
		t.Add(d.Drug+" ("+d.Mode.String()+")", d.Cell.Receptor.Cytokine+" · p"+d.Cell.STAT, d.Cell.ID, fmt.Sprintf("%.3g", math.Exp(d.Cell.Ln)), model, remark)
	}
	return t
}

func (v potencyView) verdict() string {
	word := "PASS"
	if !v.q.Pass {
		word = "FAIL"
	}
	s := v.used()
	return fmt.Sprintf("%s: with each drug left out the fold error is %.2f over %d drugs (%d rows), %.0f %% better in its logarithm than the better naive rule (%.0f %% asked; 90 %% over other drugs and rows: %.0f to %.0f); %.0f %% of measurements lie in "+
		"90 %% intervals (%.0f %% asked) of %.1f-fold median width (%.0f at most; the widest %.0f).\nShown, not judged, on the %d verified rows of %d drugs: %.0f %% better over rows, %.0f %% over drugs (90 %%: %.0f to %.0f).",
		word, s.All.Macro, s.All.Drugs, s.All.Rows, 100*v.q.Gain, 100*potency.MinGain, 100*v.q.GainSpan.Low, 100*v.q.GainSpan.High, 100*s.All.Coverage, 100*potency.MinCoverage, s.All.Width, potency.MaxWidth, s.All.Widest,
		s.Verified.Rows, s.Verified.Drugs, 100*v.q.GainRows, 100*v.q.GainVerified, 100*v.q.GainVerifiedSpan.Low, 100*v.q.GainVerifiedSpan.High)
}

func (v potencyView) used() potency.Method {
	for _, m := range v.q.Methods {
		if m.Left == potency.Drug && m.Form == potency.Form {
			return m
		}
	}
	return potency.Method{}
}

func (v potencyView) text(w io.Writer, term report.Term) error {
	for _, t := range []*report.Table{v.methods(), v.perDrug(), v.perReceptor(), v.described()} {
		if err := t.Text(w, term); err != nil {
			return err
		}
		fmt.Fprintln(w)
	}
	_, err := fmt.Fprintln(w, v.verdict())
	return err
}

// picture shows measured beside predicted with each drug left out.
func (v potencyView) picture() *report.IntervalPlot {
	p := &report.IntervalPlot{
		Title: "Potency in cells, predicted without the drug's own cell data", Subtitle: "IC50, unbound concentration; bars are 90 % intervals of a measurement",
		Desc: v.verdict(), X: report.Axis{Label: "IC50", Unit: "nM unbound", Log: true}, Kinds: []string{"predicted", "measured"}, Width: 900,
	}
	for _, q := range v.q.Points {
		low, high := math.Exp(q.Ln-potency.Z90*q.SD), math.Exp(q.Ln+potency.Z90*q.SD)
		m := math.Exp(q.Cell.Ln)
		p.Rows = append(p.Rows, report.IntervalRow{
			Group: q.Drug, Label: q.Cell.Receptor.Cytokine + " · p" + q.Cell.STAT, Sub: q.Cell.ID, Note: fmt.Sprintf("%.1f-fold", q.Fold()),
			Points: []report.IntervalPoint{{Kind: 0, Value: math.Exp(q.Ln), Low: low, High: high}, {Kind: 1, Value: m, Low: m, High: m}},
		})
	}
	return p
}

func (v potencyView) page() *report.Page {
	return &report.Page{
		Title: "Qualification of potency", Lead: v.verdict(), Notice: researchNotice,
		Sections: []report.Section{
			{ID: "points", Title: "Measurements", Blocks: []report.Block{report.Fig{Figure: v.picture(), Caption: "Each drug predicted from its kinase assays and the cell data of the others."}}},
			{ID: "ways", Title: "Ways to predict", Blocks: []report.Block{report.Tab{Table: v.methods()}}},
			{ID: "drugs", Title: "By drug and by cytokine", Blocks: []report.Block{report.Tab{Table: v.perDrug()}, report.Tab{Table: v.perReceptor()}}},
			{ID: "rare", Title: "Drugs of a rare kind", Blocks: []report.Block{report.Tab{Table: v.described()}}},
			{ID: "rows", Title: "Rows", Blocks: []report.Block{report.Fold{Summary: "All rows", Blocks: []report.Block{report.Tab{Table: v.rows()}}}}},
		},
		Manifest: []report.Pair{{Name: "product", Value: "jakstat " + versionText()}, {Name: "the same on the command line", Value: "jakstat qualify potency"}},
	}
}
