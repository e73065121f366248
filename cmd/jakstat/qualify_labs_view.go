package main

import (
	"fmt"
	"strings"

	"jakstat/fit/labs"
	"jakstat/report"
)

// qualifyLabsView turns the qualification of laboratory values into text, pictures and a document.
type qualifyLabsView struct{ q *labs.Qualification }

func (v qualifyLabsView) verdict() string {
	word := "PASS"
	if !v.q.Pass {
		word = "FAIL"
	}
	share := func(s labs.Share) string {
		if s.Of == 0 {
			return "none"
		}
		return fmt.Sprintf("%d of %d (%.0f %%)", s.Holds, s.Of, 100*s.Value())
	}
	q := v.q
	return fmt.Sprintf("%s: the sign of a change is right in %s, %.0f %% asked; within the tolerance lie %s, %.0f %% asked; counts of people inside the 95 %% interval %s, %.0f %% asked, "+
		"whose median width is %.1f-fold; directions right %s, %.0f %% asked.\nWith each drug left out %s of predictions leave the 95 %% interval stated then when its rows come in, %.0f %% at most; "+
		"the largest move is %.2f of the interval's width (%s).\nVerified rows alone: within the tolerance %s, inside the interval %s. %d rows lie outside the model.",
		word, share(q.Signs), 100*labs.MinSigns, share(q.Within), 100*labs.MinWithin, share(q.Covered), 100*labs.MinCovered, q.Width, share(q.Directions), 100*labs.MinDirections,
		share(q.Leaving), 100*labs.MaxLeaving, q.MaxMoved, q.MovedRow, share(q.WithinVerified), share(q.CoveredVerified), q.Outside)
}

// arm says what was taken.
func arm(r *labs.Row) string {
	if len(r.Parts) == 0 {
		return "placebo"
	}
	var out []string
	for _, p := range r.Parts {
		out = append(out, strings.TrimSpace(p.Drug+" "+strings.Join(p.Doses, "/")+" "+p.Regimen))
	}
	return strings.Join(out, ", ")
}

// labsOutcome is the verdict on one row.
func labsOutcome(c *labs.Comparison) string {
	switch {
	case c.Role == labs.Outside:
		return "outside"
	case !c.Judged:
		return "shown"
	case !c.Within && c.HasSign() && !c.SignRight:
		return "MISSED, sign too"
	case !c.Within:
		return "MISSED"
	case c.HasSign() && !c.SignRight:
		return "within, SIGN WRONG"
	}
	return "holds"
}

func (v qualifyLabsView) rows(all bool) *report.Table {
	title := "Laboratory values: rows that miss"
	if all {
		title = "Laboratory values: predicted against reported"
	}
	t := &report.Table{Title: title, RowHeads: 1, Columns: []report.Column{
		{Name: "row"},
		{Name: "drug"},
		{Name: "disease"},
		{Name: "lab"},
		{Name: "kind"},
		{Name: "week", Align: report.Right},
		{Name: "unit"},
		{Name: "reported", Align: report.Right},
		{Name: "predicted", Align: report.Right},
		{Name: "low", Align: report.Right},
		{Name: "high", Align: report.Right},
		{Name: "moved", Align: report.Right},
		{Name: "verified"},
		{Name: "verdict"},
		{Name: "remark", Wrap: true},
	}}
	for i := range v.q.Rows {
		c := &v.q.Rows[i]
		word := labsOutcome(c)
		if !all && (word == "holds" || word == "outside" || word == "shown") {
			continue
		}
		week, reported := "", number(c.Observed)
		if c.Role != labs.Outside {
			week = number(c.Week)
		}
		if c.Kind == labs.Nadir {
			reported = fmt.Sprintf("%g-%g", c.Range[0], c.Range[1])
		}
		if c.AtMost {
			reported = "<" + reported
		}
		t.Add(c.ID, arm(&c.Row), c.Disease, c.Lab, string(c.Kind), week, unitOf(c), reported, number(c.Predicted), number(c.Low), number(c.High), number(c.Moved), fmt.Sprint(c.Verified), word, c.Remark)
	}
	t.Notes = []string{"moved: how far the prediction without the drug's rows lies from that with them, in widths of its interval."}
	return t
}

func unitOf(c *labs.Comparison) string {
	switch c.Kind {
	case labs.Nadir:
		return "weeks"
	case labs.Direction:
		return "%, sign"
	}
	return c.Unit
}

// picture shows counts of people, which share a scale.
func (v qualifyLabsView) picture() *report.IntervalPlot {
	p := &report.IntervalPlot{
		Title: "People with abnormal values, predicted beside reported", Subtitle: "bars are 95 % intervals of a new pool", Desc: v.verdict(),
		X: report.Axis{Label: "people", Unit: "% or per 100 patient-years", Log: true}, Kinds: []string{"predicted", "reported"}, Width: 900,
	}
	for i := range v.q.Rows {
		c := &v.q.Rows[i]
		if !c.Kind.IsIncidence() || c.Role == labs.Outside || !(c.Observed > 0) || !(c.Predicted > 0.01) {
			continue
		}
		p.Rows = append(p.Rows, report.IntervalRow{
			Group: c.Lab, Label: arm(&c.Row), Sub: c.ID, Note: labsOutcome(c),
			Points: []report.IntervalPoint{{Kind: 0, Value: c.Predicted, Low: c.Low, High: c.High}, {Kind: 1, Value: c.Observed, Low: c.Observed, High: c.Observed}},
		})
	}
	return p
}

func (v qualifyLabsView) page() *report.Page {
	return &report.Page{
		Title: "Qualification of laboratory values", Lead: v.verdict(), Notice: researchNotice,
		Sections: []report.Section{
			{ID: "misses", Title: "What misses", Blocks: []report.Block{report.Tab{Table: v.rows(false)}}},
			{ID: "counts", Title: "Counts of people", Blocks: []report.Block{report.Fig{Figure: v.picture(), Caption: "Rows that print none, or where next to nobody is predicted, are left out of the picture."}}},
			{ID: "rows", Title: "Rows", Blocks: []report.Block{report.Fold{Summary: "All rows", Blocks: []report.Block{report.Tab{Table: v.rows(true)}}}}},
		},
		Manifest: []report.Pair{{Name: "product", Value: "jakstat " + versionText()}, {Name: "the same on the command line", Value: "jakstat qualify labs --all"}},
	}
}
