package main

import (
	"fmt"
	"io"
	"math"
	"slices"

	"jakstat/fit/efficacy"
	"jakstat/report"
)

const efficacySchema = "jakstat.qualify.efficacy/1"

// efficacyView turns a qualification of efficacy, or of onset, into text, pictures and a document.
type efficacyView struct {
	q     *efficacy.Qualification
	onset bool
}

func (v efficacyView) name() string {
	if v.onset {
		return "onset"
	}
	return "efficacy"
}

func (v efficacyView) pass() bool {
	if v.onset {
		return v.q.PassOnset
	}
	return v.q.Pass
}

func (v efficacyView) points() []efficacy.Point {
	if v.onset {
		return v.q.Courses
	}
	return v.q.Points
}

// scoreTable shows scores; unit is that of the errors.
func scoreTable(title, unit string, scores []efficacy.Score) *report.Table {
	t := &report.Table{Title: title, RowHeads: 1, Columns: []report.Column{
		{Name: ""},
		{Name: "Results", Align: report.Right},
		{Name: "Held out", Unit: unit, Align: report.Right},
		{Name: "Bias", Align: report.Right},
		{Name: "Fitted", Align: report.Right},
		{Name: "In 95 %", Align: report.Right},
		{Name: "In 50 %", Align: report.Right},
		{Name: "Width", Align: report.Right},
		{Name: "Score", Align: report.Right},
		{Name: "Naive", Align: report.Right},
		{Name: "there", Align: report.Right},
		{Name: "of", Align: report.Right},
	}}
	for _, s := range scores {
		if s.Rows == 0 {
			continue
		}
		of := ""
		if s.NaiveRows > 0 {
			of = fmt.Sprint(s.NaiveRows)
		}
		t.Add(s.Name, fmt.Sprint(s.Rows), fmt.Sprintf("%.2f", s.HeldOut), fmt.Sprintf("%+.2f", s.Bias), fmt.Sprintf("%.2f", s.Fitted), fmt.Sprintf("%.0f %%", 100*s.Coverage),
			fmt.Sprintf("%.0f %%", 100*s.Coverage50), fmt.Sprintf("%.1f", s.Width), fmt.Sprintf("%.1f", s.IntervalScore), ratio("%.2f", s.Naive), ratio("%.2f", s.There), of)
	}
	t.Notes = []string{
		"Held out, fitted, naive: mean absolute errors from the other trials' results, from all results, of the naive rule; there: held out on the rows that the rule can answer. " +
			"Width and score: mean width and interval score of 95 % intervals, smaller is better.",
	}
	return t
}

func (v efficacyView) tables() []*report.Table {
	if v.onset {
		return []*report.Table{scoreTable("Responder rates before the reference week", "pp", v.q.Early)}
	}
	return []*report.Table{
		scoreTable("Responder rates", "pp", []efficacy.Score{v.q.Shares, v.q.Informed, v.q.Uninformed}),
		scoreTable("By disease", "pp", v.q.Diseases),
		scoreTable("By drug", "pp", v.q.Drugs),
		scoreTable("By score", "pp", v.q.Endpoints),
		scoreTable("Mean changes", "own unit", v.q.Changes),
	}
}

// rows lists every result beside its predictions.
func (v efficacyView) rows() *report.Table {
	t := &report.Table{Title: "Results", RowHeads: 4, Columns: []report.Column{
		{Name: "Trial"},
		{Name: "Arm"},
		{Name: "Week", Align: report.Right},
		{Name: "Endpoint"},
		{Name: "Row"},
		{Name: "Verified"},
		{Name: "Reported", Align: report.Right},
		{Name: "Held out", Align: report.Right},
		{Name: "Low", Align: report.Right},
		{Name: "High", Align: report.Right},
		{Name: "Fitted", Align: report.Right},
		{Name: "Naive", Align: report.Right},
		{Name: "Inside"},
	}}
	for _, x := range v.points() {
		t.Add(x.Trial, x.Result.Arm, fmt.Sprintf("%.4g", x.Ask.Week), x.Ask.Endpoint, x.ID, fmt.Sprint(x.Verified), fmt.Sprintf("%.4g", x.Value), fmt.Sprintf("%.3g", x.HeldOut),
			fmt.Sprintf("%.3g", x.Low95), fmt.Sprintf("%.3g", x.High95), fmt.Sprintf("%.3g", x.Fitted), ratio("%.3g", x.Naive), fmt.Sprint(x.Inside()))
	}
	return t
}

func (v efficacyView) verdict() string {
	word := "PASS"
	if !v.pass() {
		word = "FAIL"
	}
	if v.onset {
		s := v.q.Early[0]
		return fmt.Sprintf("%s: %d responder rates before the reference week are predicted from other trials with a mean absolute error of %.1f points (%.1f asked); %.0f %% lie in 95 %% intervals (%.0f %% asked) of %.0f points mean width.",
			word, s.Rows, s.HeldOut, efficacy.MaxHeldOut, 100*s.Coverage, 100*efficacy.MinCoverage, s.Width)
	}
	s := v.q.Shares
	return fmt.Sprintf("%s: with each trial left out, %d responder rates are predicted with a mean absolute error of %.1f points (%.1f asked), %.1f with its own results (%.0f asked); %.0f %% lie in 95 %% intervals "+
		"(%.0f %% asked) of %.0f points mean width.\nOn the %d rows that the naive rule can answer the error is %.1f, the rule's %.1f: %.0f %% better (%.0f %% asked).\n"+
		"Where another trial of the disease tells of the drug the error is %.1f (%d rows), elsewhere %.1f (%d rows).",
		word, s.Rows, s.HeldOut, efficacy.MaxHeldOut, s.Fitted, efficacy.MaxFitted, 100*s.Coverage, 100*efficacy.MinCoverage, s.Width,
		s.NaiveRows, s.There, s.Naive, 100*s.Gain(), 100*efficacy.MinGain, v.q.Informed.HeldOut, v.q.Informed.Rows, v.q.Uninformed.HeldOut, v.q.Uninformed.Rows)
}

func (v efficacyView) text(w io.Writer, term report.Term) error {
	for _, t := range v.tables() {
		if err := t.Text(w, term); err != nil {
			return err
		}
		fmt.Fprintln(w)
	}
	_, err := fmt.Fprintln(w, v.verdict())
	return err
}

// picture shows the arms of each disease at its most reported endpoint, held out beside reported.
func (v efficacyView) picture() *report.IntervalPlot {
	p := &report.IntervalPlot{
		Title: "Responder rates, predicted without the trial's own results", Subtitle: "bars are 95 % intervals of a report of that size; one endpoint a disease",
		Desc: v.verdict(), X: report.Axis{Label: "responders", Unit: "%"}, Kinds: []string{"predicted", "reported"}, Width: 900,
	}
	if v.onset {
		p.Subtitle = "bars are 95 % intervals of a report of that size; up to four weeks"
	}
	counts := map[string]map[string]int{}
	for _, x := range v.points() {
		if x.Definition.Kind == "pct" {
			d := x.Setting.Disease
			if counts[d] == nil {
				counts[d] = map[string]int{}
			}
			counts[d][x.Ask.Endpoint]++
		}
	}
	main := map[string]string{}
	for d, by := range counts {
		for e, n := range by {
			if m := main[d]; m == "" || n > by[m] || n == by[m] && e < m {
				main[d] = e
			}
		}
	}
	for _, x := range v.points() {
		if main[x.Setting.Disease] != x.Ask.Endpoint || v.onset && x.Ask.Week > 4 {
			continue
		}
		p.Rows = append(p.Rows, report.IntervalRow{
			Group: x.Setting.Disease + " · " + x.Ask.Endpoint, Label: x.Trial + " " + x.Result.Arm, Sub: fmt.Sprintf("week %.4g", x.Ask.Week), Note: fmt.Sprintf("%+.0f", x.HeldOut-x.Value),
			Points: []report.IntervalPoint{{Kind: 0, Value: x.HeldOut, Low: math.Max(x.Low95, 0), High: x.High95}, {Kind: 1, Value: x.Value, Low: x.Value, High: x.Value}},
		})
	}
	return p
}

// calibration sets reported over predicted responder rates, by disease.
func (v efficacyView) calibration() *report.LineChart {
	by := map[string]*report.Series{}
	var names []string
	for _, x := range v.points() {
		if x.Definition.Kind != "pct" {
			continue
		}
		d := x.Setting.Disease
		if by[d] == nil {
			by[d] = &report.Series{Name: d, Points: true}
			names = append(names, d)
		}
		by[d].X, by[d].Y = append(by[d].X, x.HeldOut), append(by[d].Y, x.Value)
	}
	c := &report.LineChart{
		Title: "Reported over predicted responder rates", Subtitle: "each trial predicted without its own results", Desc: v.verdict(),
		X: report.Axis{Label: "predicted", Unit: "%"}, Y: report.Axis{Label: "reported", Unit: "%"}, Width: 720, Height: 560,
		Series: []report.Series{{Name: "no error", X: []float64{0, 100}, Y: []float64{0, 100}, Dash: "7 4", Marker: "none"}},
	}
	slices.Sort(names)
	for _, d := range names {
		c.Series = append(c.Series, *by[d])
	}
	return c
}

func (v efficacyView) page() *report.Page {
	var scores []report.Block
	for _, t := range v.tables() {
		scores = append(scores, report.Tab{Table: t})
	}
	return &report.Page{
		Title: "Qualification of " + v.name(), Lead: v.verdict(), Notice: researchNotice,
		Sections: []report.Section{
			{ID: "scores", Title: "Scores", Blocks: scores},
			{ID: "calibration", Title: "Calibration", Blocks: []report.Block{report.Fig{Figure: v.calibration(), Caption: "A prediction without error lies on the line."}}},
			{ID: "arms", Title: "Arms", Blocks: []report.Block{report.Fig{Figure: v.picture(), Caption: "Each trial predicted from the results of the others."}}},
			{ID: "rows", Title: "Rows", Blocks: []report.Block{report.Fold{Summary: "All rows", Blocks: []report.Block{report.Tab{Table: v.rows()}}}}},
		},
		Manifest: []report.Pair{{Name: "product", Value: "jakstat " + versionText()}, {Name: "the same on the command line", Value: "jakstat qualify " + v.name()}},
	}
}
