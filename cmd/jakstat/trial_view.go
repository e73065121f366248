package main

import (
	"fmt"
	"io"
	"math"
	"slices"
	"strconv"
	"strings"

	"jakstat/report"
	"jakstat/stat"
	"jakstat/trial"
)

// trialView turns the result of a simulated trial into tables, pictures, a page and a document.
type trialView struct {
	result  *trial.Result
	without []string
	command string
}

func (v *trialView) plan() *trial.Plan { return v.result.Plan }

// isChange tells mean changes from shares of patients.
func (v *trialView) isChange(e trial.Estimate) bool {
	return v.plan().Endpoints[e.Endpoint].Kind == "change"
}

// The units that estimates have.
const (
	changeUnit = "mean change"
	shareUnit  = "% of patients"
)

func (v *trialView) unit(e trial.Estimate) string {
	if v.isChange(e) {
		return changeUnit
	}
	return shareUnit
}

// number prints a share to a tenth of a point and a change to three figures.
func (v *trialView) number(e trial.Estimate, x float64) string {
	switch {
	case math.IsNaN(x):
		return "–"
	case v.isChange(e):
		return decimals(x, 2)
	}
	return decimals(x, 1)
}

// decimals prints a number without the sign of a rounded nothing.
func decimals(x float64, n int) string {
	s := strconv.FormatFloat(x, 'f', n, 64)
	if rest, negative := strings.CutPrefix(s, "-"); negative && strings.Trim(rest, "0.") == "" {
		return rest
	}
	return s
}

func (v *trialView) interval(e trial.Estimate, i stat.Interval) string {
	return v.number(e, i.Low) + " to " + v.number(e, i.High)
}

// primary tells whether an estimate is one of a primary endpoint at its week; where the trial names none, all are.
func (v *trialView) primary(e trial.Estimate) bool {
	named := slices.ContainsFunc(v.plan().Endpoints, func(x trial.Endpoint) bool { return x.Primary > 0 })
	return !named || v.plan().Endpoints[e.Endpoint].Primary == e.Week
}

// arms is the table of rates and changes: a line for endpoint, week and stratum, a column for each arm.
func (v *trialView) arms() *report.Table {
	p := v.plan()
	t := &report.Table{Title: "Predicted, median and 95 % interval", RowHeads: 2, Columns: []report.Column{{Name: "endpoint"}, {Name: "week", Align: report.Right}}}
	strata := len(p.People.Traits) > 0
	if strata {
		t.Columns = append(t.Columns, report.Column{Name: "patients"})
	}
	for _, a := range p.Arms {
		t.Columns = append(t.Columns, report.Column{Name: a.Label, Align: report.Right})
	}
	for i := 0; i < len(v.result.Estimates); i += len(p.Arms) {
		e := v.result.Estimates[i]
		cells := []string{p.Endpoints[e.Endpoint].Name, fmt.Sprint(e.Week)}
		if strata {
			cells = append(cells, allOr(e.Stratum))
		}
		for _, x := range v.result.Estimates[i : i+len(p.Arms)] {
			cells = append(cells, fmt.Sprintf("%s (%s)", v.number(x, x.Median), v.interval(x, x.Central95)))
		}
		t.Add(cells...)
	}
	t.Notes = []string{"Per cent of patients; endpoints that begin with d or name a change: mean change. Intervals hold parameters, differences between trials, and sampling."}
	return t
}

func allOr(stratum string) string {
	if stratum == "" {
		return "all"
	}
	return stratum
}

// differences is the table of comparisons with the control; only those of primary endpoints, unless all.
func (v *trialView) differences(all bool) *report.Table {
	p := v.plan()
	t := &report.Table{Title: "Against " + p.Arms[p.Control].Label, RowHeads: 3, Columns: []report.Column{
		{Name: "endpoint"},
		{Name: "week", Align: report.Right},
		{Name: "arm"},
		{Name: "patients"},
		{Name: "difference", Align: report.Right},
		{Name: "95 % interval", Align: report.Right},
		{Name: "odds ratio", Align: report.Right},
		{Name: "95 % interval", Align: report.Right},
		{Name: "assurance", Unit: "%", Align: report.Right},
	}}
	for _, d := range v.result.Differences {
		if !all && !v.primary(d.Estimate) {
			continue
		}
		odds, both := "", ""
		if !math.IsNaN(d.Odds) {
			odds, both = fmt.Sprintf("%.2f", d.Odds), fmt.Sprintf("%.2f to %.2f", d.Odds95.Low, d.Odds95.High)
		}
		t.Add(p.Endpoints[d.Endpoint].Name, fmt.Sprint(d.Week), p.Arms[d.Arm].Label, allOr(d.Stratum), v.number(d.Estimate, d.Median), v.interval(d.Estimate, d.Central95), odds, both, fmt.Sprintf("%.0f", 100*d.Success))
	}
	t.Notes = []string{fmt.Sprintf("Difference: points, or mean change. Assurance: share of %d replicates whose two-sided test at %g favours the arm.", v.result.Options.Replicates, v.result.Options.Alpha)}
	return t
}

// sources tells what the spread comes from; only of primary endpoints, unless all.
func (v *trialView) sources(all bool) *report.Table {
	p := v.plan()
	t := &report.Table{Title: "Where the spread comes from, standard deviations", RowHeads: 3, Columns: []report.Column{
		{Name: "endpoint"},
		{Name: "week", Align: report.Right},
		{Name: "arm"},
		{Name: "patients"},
		{Name: "parameters", Align: report.Right},
		{Name: "between trials", Align: report.Right},
		{Name: "sampling", Align: report.Right},
		{Name: "all", Align: report.Right},
		{Name: "95 % without sampling", Align: report.Right},
	}}
	for _, e := range v.result.Estimates {
		if !all && !v.primary(e) {
			continue
		}
		t.Add(p.Endpoints[e.Endpoint].Name, fmt.Sprint(e.Week), p.Arms[e.Arm].Label, allOr(e.Stratum), v.number(e, e.Parameters), v.number(e, e.Between), v.number(e, e.Sampling), v.number(e, e.Total), v.interval(e, e.Expected))
	}
	return t
}

// lead says what was simulated.
func (v *trialView) lead() string {
	p := v.plan()
	s := fmt.Sprintf("%s: %d replicates of %d patients, seed %d", p.Name, v.result.Options.Replicates, p.Patients(), v.result.Options.Seed)
	if text := leftOutText(p, v.without); text != "" {
		s += "; " + text
	}
	s += "."
	if p.Events != nil && p.Events.Pool != "" {
		s += " " + v.heldText()
	}
	return s
}

func (v *trialView) text(w io.Writer, term report.Term) error {
	fmt.Fprintln(w, v.lead())
	for _, t := range []*report.Table{v.arms(), v.differences(false), v.sources(false)} {
		if len(t.Rows) == 0 {
			continue
		}
		fmt.Fprintln(w)
		if err := t.Text(w, term); err != nil {
			return err
		}
	}
	if v.result.Events != nil {
		for _, t := range []*report.Table{v.incidences(), v.hazardRatios(false), v.reportedEvents()} {
			if t == nil {
				continue
			}
			fmt.Fprintln(w)
			if err := t.Text(w, term); err != nil {
				return err
			}
		}
	}
	for _, t := range v.labTables() {
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

// courses draws the endpoints that are read in three weeks or more; nil where there are none.
func (v *trialView) courses() *report.Multiples {
	p := v.plan()
	m := &report.Multiples{Title: "Over time", Subtitle: "median and 95 % interval, all patients", Desc: "Predicted course of each endpoint by arm.", Columns: 2, OwnY: true, Width: 430, Height: 280}
	for i, x := range p.Endpoints {
		if len(x.Weeks) < 3 || x.Part {
			continue
		}
		c := &report.LineChart{Title: x.Name, X: report.Axis{Label: "week"}, Y: report.Axis{Label: x.Name}, Desc: x.Definition}
		if x.Kind == "pct" {
			c.Y.Unit = "% of patients"
		}
		for a, arm := range p.Arms {
			s := report.Series{Name: arm.Label, Color: a + 1}
			for _, e := range v.result.Estimates {
				if e.Arm == a && e.Endpoint == i && e.Stratum == "" {
					s.X, s.Y, s.Low, s.High = append(s.X, e.Week), append(s.Y, e.Median), append(s.Low, e.Central95.Low), append(s.High, e.Central95.High)
				}
			}
			c.Series = append(c.Series, s)
		}
		m.Charts = append(m.Charts, c)
	}
	if len(m.Charts) == 0 {
		return nil
	}
	return m
}

// figure is that of the document; a trial of events alone shows the curves of its primary events.
func (v *trialView) figure(doc *trialDocument, draw string) (report.Figure, error) {
	if p := v.plan(); len(p.Endpoints) == 0 && p.Events != nil && draw == drawPrimary {
		return v.curves(false), nil
	}
	return doc.figure(draw)
}

// page puts a figure of the result beside its tables.
func (v *trialView) page(doc *trialDocument, figure report.Figure) *report.Page {
	p := v.plan()
	about := []report.Block{report.Items(trialPlan(p)), report.Tab{Table: trialArms(p)}}
	if len(p.Endpoints) > 0 {
		about = append(about, report.Tab{Table: trialEndpoints(p)})
	}
	sections := []report.Section{{ID: "trial", Title: "The trial", Blocks: about}}
	if len(p.Endpoints) > 0 {
		sections = append(sections, v.endpointSections(figure)...)
	}
	if v.result.Events != nil {
		sections = append(sections, v.eventSections()...)
	}
	if v.result.Laboratory != nil {
		sections = append(sections, v.labSection(doc))
	}
	return &report.Page{
		Title: p.Name + ", simulated", Lead: v.lead(), Notice: researchNotice, Sections: sections,
		Manifest: []report.Pair{{Name: "product", Value: "jakstat " + versionText()}, {Name: "the same on the command line", Value: v.command}, {Name: "simulation", Value: v.result.Key}},
	}
}

// endpointSections are what a page says of responses.
func (v *trialView) endpointSections(figure report.Figure) []report.Section {
	p := v.plan()
	sections := []report.Section{
		{ID: "primary", Title: "Predicted", Blocks: []report.Block{report.Fig{Figure: figure, Caption: "Thick lines: 50 % intervals; thin: 95 %."}}},
		{ID: "differences", Title: "Differences", Blocks: []report.Block{report.Tab{Table: v.differences(false)}}},
		{ID: "all", Title: "All endpoints", Blocks: []report.Block{report.Tab{Table: v.arms()}}},
	}
	if m := v.courses(); m != nil {
		sections = append(sections, report.Section{ID: "courses", Title: "Over time", Blocks: []report.Block{report.Fig{Figure: m, Caption: "Each endpoint by arm."}}})
	}
	sections = append(sections, report.Section{ID: "spread", Title: "Where the spread comes from", Blocks: []report.Block{
		report.Tab{Table: v.sources(false)},
		report.Fold{Summary: "All endpoints and differences", Blocks: []report.Block{report.Tab{Table: v.sources(true)}, report.Tab{Table: v.differences(true)}}},
		report.Para(fmt.Sprintf("Assumed, without data here: scores of one patient correlate by %g, and one score's own part fades over %g weeks. Rates and differences do not depend on it, those of endpoints that join two scores and of rescued patients excepted.", p.Correlation, p.Memory)),
	}})
	return sections
}
