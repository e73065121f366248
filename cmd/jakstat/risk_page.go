package main

import (
	"fmt"
	"strings"

	"jakstat/jak/safety"
	"jakstat/report"
)

// picture is a forest of risks, one group an event.
func (v *riskView) picture() *report.IntervalPlot {
	p := &report.IntervalPlot{
		Title: "Risks under each treatment", Subtitle: "events per 100 patient-years; bars are 95 % intervals of a group of such people", Desc: v.finding(),
		X: report.Axis{Label: "events", Unit: "per 100 patient-years", Log: true}, Kinds: []string{"predicted"}, Width: 900,
	}
	for _, m := range v.models() {
		for _, r := range v.of(m) {
			note := ""
			if r.Option.Action.Class == safety.JAK {
				note = "ratio " + brief(r.Ratio.Median)
			}
			p.Rows = append(p.Rows, report.IntervalRow{
				Group: m.Event.Name, Label: r.Option.Name, Note: note, Points: []report.IntervalPoint{{Value: r.Rate.Median, Low: r.Rate.Low, High: r.Rate.High}},
			})
		}
	}
	return p
}

// finding says which differences from a TNF inhibitor the evidence tells.
func (v *riskView) finding() string {
	var more, fewer []string
	for i := range v.risks {
		r := &v.risks[i]
		if r.Option.Action.Class != safety.JAK {
			continue
		}
		what := r.Event.Name + " under " + r.Option.Name
		switch neededOf(r).Direction {
		case "harm":
			more = append(more, what)
		case "benefit":
			fewer = append(fewer, what)
		}
	}
	out := "More than under a TNF inhibitor: " + orNone(more) + ". "
	return out + "Fewer: " + orNone(fewer) + ". All other differences are within their intervals."
}

func orNone(list []string) string {
	if len(list) == 0 {
		return "nothing that could be told"
	}
	return strings.Join(list, ", ")
}

func (v *riskView) page() *report.Page {
	blocks := []report.Block{report.Fig{Figure: v.picture(), Caption: "The ratio is to a TNF inhibitor in the same people."}, report.Tab{Table: v.rates()}}
	if v.patientYears > 0 {
		blocks = append(blocks, report.Tab{Table: v.counts()})
	}
	sections := []report.Section{
		{ID: "who", Title: "Population", Blocks: []report.Block{report.Para(v.who())}},
		{ID: "risks", Title: "Risks", Blocks: blocks},
	}
	if v.benefit != nil {
		sections = append(sections, report.Section{ID: "benefit", Title: "Benefit beside risk", Blocks: []report.Block{
			report.Fig{Figure: v.balance(), Caption: "Each interval by itself; what is uncertain in benefit and in risk is taken as unrelated."}, report.Tab{Table: v.balanceTable()},
		}})
	}
	sections = append(sections, []report.Section{
		{ID: "against", Title: "Against a TNF inhibitor", Blocks: []report.Block{report.Tab{Table: v.against()}}},
		{ID: "drivers", Title: "What drives them", Blocks: []report.Block{report.Tab{Table: v.summary()}, report.Tab{Table: v.forms()}, report.Fold{Summary: "All factors", Blocks: []report.Block{report.Tab{Table: v.drivers()}}}}},
	}...)
	if t := v.reported(); len(t.Rows) > 0 {
		sections = append(sections, report.Section{ID: "reported", Title: "Trials and registries", Blocks: []report.Block{report.Tab{Table: t}}})
	}
	if t := v.labels(); len(t.Rows) > 0 {
		sections = append(sections, report.Section{ID: "labels", Title: "Labels", Blocks: []report.Block{report.Tab{Table: t}}})
	}
	return &report.Page{
		Title: "Risks in a population with " + v.people.Disease, Lead: v.finding(), Notice: researchNotice, Sections: sections,
		Manifest: []report.Pair{
			{Name: "product", Value: "jakstat " + versionText()},
			{Name: "calibration", Value: safety.Shipped().Hash},
			{Name: "the same on the command line", Value: v.command},
		},
	}
}

// lines is the CSV: one line an event and treatment.
func (v *riskView) lines() *report.Table {
	t := &report.Table{RowHeads: 2}
	for _, name := range strings.Fields("event treatment per_100_patient_years low high mean_low mean_high ratio_to_tnf ratio_low ratio_high difference difference_low difference_high needed_direction needed form endpoint week benefit benefit_low benefit_high") {
		t.Columns = append(t.Columns, report.Column{Name: name})
	}
	f := func(x float64) string { return fmt.Sprintf("%.4g", x) }
	for i := range v.risks {
		r := &v.risks[i]
		n := neededOf(r)
		benefit := make([]string, 5)
		if b := v.benefitOf(r.Option.Name); b != nil {
			benefit = []string{v.benefit.Endpoint, f(v.benefit.Week), f(b.Difference.Median), f(b.Difference.Low), f(b.Difference.High)}
		}
		t.Add(append([]string{
			r.Event.Name, r.Option.Name, f(r.Rate.Median), f(r.Rate.Low), f(r.Rate.High), f(r.Average.Low), f(r.Average.High), f(r.Ratio.Median), f(r.Ratio.Low), f(r.Ratio.High),
			f(r.Difference.Median), f(r.Difference.Low), f(r.Difference.High), n.Direction, optional("%.0f", n.People), r.Model.Form(),
		}, benefit...)...)
	}
	return t
}

// counts are the numbers of events to expect in so many patient-years.
func (v *riskView) counts() *report.Table {
	t := &report.Table{Title: fmt.Sprintf("Events to expect in %g patient-years (95 %% interval)", v.patientYears), RowHeads: 1, Columns: []report.Column{{Name: "event"}}}
	for _, o := range v.options {
		t.Columns = append(t.Columns, report.Column{Name: o.Name, Align: report.Right})
	}
	for _, m := range v.models() {
		row := []string{m.Event.Name}
		for _, r := range v.of(m) {
			low, high := r.Counts(v.patientYears)
			row = append(row, fmt.Sprintf("%.0f to %.0f", low, high))
		}
		t.Add(row...)
	}
	return t
}
