package main

import (
	"fmt"
	"math"
	"slices"

	fit "jakstat/fit/safety"
	"jakstat/report"
)

const safetySchema = "jakstat.qualify.safety/1"

// safetyView turns a safety qualification into text, pictures and a document.
type safetyView struct{ q *fit.Qualification }

// z95 is the normal quantile of a 95 % interval.
const z95 = 1.959963984540054

func (v safetyView) verdict() string {
	word := "PASS"
	if !v.q.Pass {
		word = "FAIL"
	}
	s := v.q.All
	return fmt.Sprintf("%s: with its programme left out, %d of %d rates (%.0f %%) lie in 95 %% predictive intervals of %.1f-fold median width; %d of %d where every person counts once. "+
		"A rule without covariates and treatments has %.0f %% in intervals of %.1f-fold width. %d rates cannot be compared.",
		word, s.Inside, s.Rows, 100*s.Coverage(), s.Width, v.q.Once.Inside, v.q.Once.Rows, 100*v.q.Rule.Coverage(), v.q.Rule.Width, len(v.q.Outside))
}

func boundsText(c *fit.Check) string {
	switch {
	case math.IsNaN(c.Min):
		return fmt.Sprintf("at most %g", c.Max)
	case math.IsNaN(c.Max):
		return fmt.Sprintf("at least %g", c.Min)
	}
	return fmt.Sprintf("%g to %g", c.Min, c.Max)
}

func (v safetyView) checks() *report.Table {
	t := &report.Table{Title: "Criteria", RowHeads: 1, Columns: []report.Column{
		{Name: "check"}, {Name: "quantity", Wrap: true}, {Name: "value", Align: report.Right}, {Name: "of", Align: report.Right}, {Name: "asked"}, {Name: "verdict"}, {Name: "remark", Wrap: true},
	}}
	for i := range v.q.Checks {
		c := &v.q.Checks[i]
		word := "met"
		if !c.Pass() {
			word = "MISSED"
		}
		t.Add(c.Name, c.Quantity, ratio("%.3g", c.Value), fmt.Sprint(c.N), boundsText(c), word, c.Remark)
	}
	return t
}

func (v safetyView) events() *report.Table {
	t := &report.Table{Title: "By event, the programme left out", RowHeads: 1, Columns: []report.Column{
		{Name: "event"}, {Name: "rates", Align: report.Right}, {Name: "in 95 % interval", Align: report.Right}, {Name: "median width", Align: report.Right}, {Name: "log score", Align: report.Right},
	}}
	for _, s := range append(slices.Clone(v.q.ByEvent), v.q.All, v.q.Once, v.q.Rule, v.q.ByDrug) {
		t.Add(s.Name, fmt.Sprint(s.Rows), fmt.Sprintf("%d (%.0f %%)", s.Inside, 100*s.Coverage()), fmt.Sprintf("%.1f-fold", s.Width), fmt.Sprintf("%.2f", s.LogScore))
	}
	t.Notes = []string{"Width: upper over lower end of the interval of the rate itself, without the chance of few events. Log score: mean logarithm of the probability of the observed number, larger is better."}
	return t
}

// missed lists the rates outside their intervals.
func (v safetyView) missed() *report.Table {
	t := v.table("Rates outside their intervals")
	for _, p := range slices.Concat(v.q.Points, v.q.Drugs) {
		if !p.Inside() {
			addPoint(t, &p)
		}
	}
	return t
}

// rows lists every rate beside its predictions.
func (v safetyView) rows() *report.Table {
	t := v.table("Rates")
	for _, p := range slices.Concat(v.q.Points, v.q.Drugs) {
		addPoint(t, &p)
	}
	return t
}

func (v safetyView) table(title string) *report.Table {
	return &report.Table{Title: title, RowHeads: 3, Columns: []report.Column{
		{Name: "left out"},
		{Name: "event"},
		{Name: "row"},
		{Name: "pool", Wrap: true},
		{Name: "population", Wrap: true},
		{Name: "arm"},
		{Name: "observed", Unit: "per 100 patient-years", Align: report.Right},
		{Name: "predicted", Align: report.Right},
		{Name: "low", Align: report.Right},
		{Name: "high", Align: report.Right},
		{Name: "events", Align: report.Right},
		{Name: "from", Align: report.Right},
		{Name: "to", Align: report.Right},
		{Name: "inside"},
		{Name: "same people as"},
	}}
}

func addPoint(t *report.Table, p *fit.Point) {
	r := safetyRow(p)
	t.Add(r.LeftOut, r.Event, r.ID, r.Pool, r.Population, r.Arm, fmt.Sprintf("%.3g", r.Observed), fmt.Sprintf("%.3g", r.Predicted), fmt.Sprintf("%.3g", r.Low), fmt.Sprintf("%.3g", r.High),
		fmt.Sprintf("%.3g", r.Events), fmt.Sprintf("%.0f", r.EventsLow), fmt.Sprintf("%.0f", r.EventsHigh), fmt.Sprint(r.Inside), orDash(r.Covered))
}

// pairs lists the differences whose direction was to be predicted.
func (v safetyView) pairs() *report.Table {
	t := &report.Table{Title: "Significant differences of herpes zoster within one source", RowHeads: 2, Columns: []report.Column{
		{Name: "by"}, {Name: "more"}, {Name: "less"}, {Name: "observed", Align: report.Right}, {Name: "predicted", Align: report.Right}, {Name: "direction"},
	}}
	for i := range v.q.Pairs {
		p := &v.q.Pairs[i]
		word := "right"
		if !p.Right() {
			word = "WRONG"
		}
		name := func(x *fit.Point) string { return fmt.Sprintf("%s, %s (%s)", x.Arm, x.Row.Rate.Population, x.ID) }
		t.Add(p.By, name(p.More), name(p.Less), fmt.Sprintf("%.2f-fold", p.More.Rate100()/p.Less.Rate100()), fmt.Sprintf("%.2f-fold", math.Exp(p.More.Ln-p.Less.Ln)), word)
	}
	return t
}

// outside lists rates that cannot be compared.
func (v safetyView) outside() *report.Table {
	t := &report.Table{Title: "Rates that cannot be compared", RowHeads: 1, Columns: []report.Column{{Name: "row"}, {Name: "event"}, {Name: "pool", Wrap: true}, {Name: "arm"}, {Name: "rate"}, {Name: "reason", Wrap: true}}}
	for _, r := range v.q.Outside {
		t.Add(r.ID, r.Event.Name, r.Rate.Pool, r.Arm, orDash(r.Per100PY.Text), r.Reason)
	}
	return t
}

// ratios lists the hazard ratios and what becomes of them.
func (v safetyView) ratios() *report.Table {
	t := &report.Table{Title: "Hazard ratios", RowHeads: 1, Columns: []report.Column{{Name: "row"}, {Name: "study"}, {Name: "event"}, {Name: "drug"}, {Name: "against"}, {Name: "ratio"}, {Name: "use", Wrap: true}}}
	for _, c := range v.q.Contrasts {
		use := "fitted"
		if c.Reason != "" {
			use = "shown only: " + c.Reason
		}
		t.Add(c.ID, c.Study, c.Event.Name, c.Drug+" "+c.Dose, c.Comparator, fmt.Sprintf("%s (%s to %s)", c.HR.Text, orDash(c.Low.Text), orDash(c.High.Text)), use)
	}
	return t
}

// picture shows observed beside predicted rates with the programme left out; rates of 0 have no place on a logarithmic axis.
func (v safetyView) picture() *report.IntervalPlot {
	p := &report.IntervalPlot{
		Title: "Event rates, predicted without their programme", Subtitle: "per 100 patient-years; bars are 95 % intervals of the rate of a pool", Desc: v.verdict(),
		X: report.Axis{Label: "events", Unit: "per 100 patient-years", Log: true}, Kinds: []string{"predicted", "observed"}, Width: 1000,
		Notes: []string{"Rates where every person counts once; those without events are in the table."},
	}
	for i := range v.q.Points {
		x := &v.q.Points[i]
		if !x.Fitted() || x.N == 0 {
			continue
		}
		r := safetyRow(x)
		note := ""
		if !r.Inside {
			note = "outside"
		}
		p.Rows = append(p.Rows, report.IntervalRow{Group: r.Event, Label: r.Arm, Sub: r.Pool, Note: note, Points: []report.IntervalPoint{
			{Kind: 0, Value: r.Predicted, Low: r.Low, High: r.High}, {Kind: 1, Value: r.Observed, Low: r.Observed, High: r.Observed},
		}})
	}
	return p
}

func (v safetyView) page() *report.Page {
	return &report.Page{
		Title: "Qualification of safety", Lead: v.verdict(), Notice: researchNotice,
		Sections: []report.Section{
			{ID: "criteria", Title: "Criteria", Blocks: []report.Block{report.Tab{Table: v.checks()}, report.Tab{Table: v.events()}}},
			{ID: "missed", Title: "Outside", Blocks: []report.Block{report.Tab{Table: v.missed()}}},
			{ID: "rates", Title: "Rates", Blocks: []report.Block{report.Fig{Figure: v.picture(), Caption: "Each programme predicted from the others."}, report.Fold{Summary: "All rows", Blocks: []report.Block{report.Tab{Table: v.rows()}}}}},
			{ID: "zoster", Title: "Order of zoster", Blocks: []report.Block{report.Tab{Table: v.pairs()}}},
			{ID: "ratios", Title: "Hazard ratios", Blocks: []report.Block{report.Tab{Table: v.ratios()}}},
			{ID: "rest", Title: "Not compared", Blocks: []report.Block{report.Tab{Table: v.outside()}}},
		},
		Manifest: []report.Pair{{Name: "product", Value: "jakstat " + versionText()}, {Name: "the same on the command line", Value: "jakstat qualify safety"}},
	}
}
