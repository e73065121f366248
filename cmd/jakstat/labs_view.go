package main

import (
	"fmt"
	"strings"

	"jakstat/engine/result"
	"jakstat/evidence"
	"jakstat/jak/biomarker"
	"jakstat/jak/blockade"
	"jakstat/jak/coverage"
	"jakstat/library"
	"jakstat/report"
)

// labsView turns forecasts into a picture, tables, a page and a document.
type labsView struct {
	lib        *evidence.Library
	plan       biomarker.ForecastPlan
	forecasts  []biomarker.Forecast
	treatments []coverage.Treatment
	blocked    []blockade.Blockade
	command    string
}

func (v *labsView) title() string {
	return "Laboratory values in " + v.plan.Setting.Name
}

// picture draws every lab; one treatment shows its band, several their lines.
func (v *labsView) picture() *report.Multiples {
	m := &report.Multiples{
		Title: v.title(), Subtitle: v.bands(), Desc: "Laboratory values over weeks of treatment.", OwnY: true, Columns: 3,
	}
	for k, first := range v.forecasts[0].Labs {
		c := &report.LineChart{
			Title: first.Lab.Name, X: report.Axis{Label: "time", Unit: "weeks"}, Y: report.Axis{Label: first.Lab.Name, Unit: first.Lab.Unit}, Desc: first.Lab.Name + " over weeks of treatment.",
		}
		if first.Lab.Empirical {
			c.Subtitle = "empirical"
		}
		for _, f := range v.forecasts {
			s := report.Series{Name: f.Treatment, X: f.Weeks, Y: f.Labs[k].Typical, Marker: "none"}
			if len(v.forecasts) == 1 {
				s.Low, s.High = f.Labs[k].Low, f.Labs[k].High
			}
			c.Series = append(c.Series, s)
		}
		m.Charts = append(m.Charts, c)
	}
	return m
}

func (v *labsView) bands() string {
	if len(v.forecasts) > 1 {
		return "Typical patient"
	}
	return "Typical patient; band: 90 % of what estimates and potencies leave open"
}

// at is the index of the week nearest to one asked for.
func (v *labsView) at(week float64) int {
	weeks := v.plan.Weeks
	for i, w := range weeks {
		if w >= week {
			return i
		}
	}
	return len(weeks) - 1
}

// summary has one line per treatment and lab.
func (v *labsView) summary() *report.Table {
	last := v.plan.Weeks[len(v.plan.Weeks)-1]
	t := &report.Table{Title: v.title(), RowHeads: 2, Columns: []report.Column{
		{Name: "Treatment"},
		{Name: "Lab"},
		{Name: "Unit"},
		{Name: "Before", Align: report.Right},
		{Name: "Week 4", Align: report.Right},
		{Name: "Week 12", Align: report.Right},
		{Name: fmt.Sprintf("Week %g", last), Align: report.Right},
		{Name: "90 % interval", Align: report.Right},
		{Name: "90 % of patients", Align: report.Right},
		{Name: "Grade 3-4", Align: report.Right},
	}}
	for _, f := range v.forecasts {
		for _, l := range f.Labs {
			end := len(f.Weeks) - 1
			show := func(x float64) string { return fmt.Sprintf("%.*f", l.Lab.Decimals, x) }
			patients, grade := "–", "–"
			if l.P5 != nil {
				patients = show(l.P5[end]) + " to " + show(l.P95[end])
			}
			if l.Graded {
				grade = fmt.Sprintf("%.1f %%", 100*l.Grade3)
			}
			name := l.Lab.Name
			if l.Lab.Empirical {
				name += " (empirical)"
			}
			t.Add(f.Treatment, name, l.Lab.Unit, show(l.Typical[0]), show(l.Typical[v.at(4)]), show(l.Typical[v.at(12)]), show(l.Typical[end]),
				show(l.Low[end])+" to "+show(l.High[end]), patients, grade)
		}
	}
	t.Notes = append([]string{
		"Typical patient at the weeks; interval of the typical patient at the last. Grade 3-4: virtual patients whose worst measured value after the start is that bad (" + v.plan.Grading + ").",
	}, v.remarks()...)
	return t
}

// remarks are what a reader must know of a treatment.
func (v *labsView) remarks() []string {
	var out []string
	for _, f := range v.forecasts {
		if len(f.Unknown) > 0 {
			out = append(out, f.Treatment+": nothing is known of "+strings.Join(f.Unknown, ", ")+"; taken as not blocked.")
		}
	}
	return out
}

// rules lists what labels say for these drugs.
func (v *labsView) rules() *report.Table {
	t := &report.Table{Title: "Laboratory rules of labels", RowHeads: 1, Columns: []report.Column{{Name: "Drug"}, {Name: "Region"}, {Name: "Action"}, {Name: "Lab"}, {Name: "As printed", Wrap: true}, {Name: "Row"}}}
	for _, x := range v.treatments {
		for _, region := range evidence.Regions() {
			list, _ := biomarker.Rules(v.lib, x.Drug.Name, region, "")
			for _, r := range list {
				text := r.Text
				if r.Confirmed {
					text += ", confirmed or persistent"
				}
				t.Add(x.Drug.Name, region, string(r.Action), r.Lab, text, r.Dose)
			}
		}
	}
	t.Notes = []string{"The first indication of each label; no advice for a patient."}
	return t
}

// courses has one line per treatment, lab and week.
func (v *labsView) courses() *report.Table {
	t := &report.Table{Title: v.title(), RowHeads: 3, Columns: []report.Column{
		{Name: "Treatment"},
		{Name: "Lab"},
		{Name: "Unit"},
		{Name: "Week", Align: report.Right},
		{Name: "Typical", Align: report.Right},
		{Name: "Low", Align: report.Right},
		{Name: "High", Align: report.Right},
		{Name: "P5", Align: report.Right},
		{Name: "P95", Align: report.Right},
	}}
	for _, f := range v.forecasts {
		for _, l := range f.Labs {
			for i, w := range f.Weeks {
				p5, p95 := "", ""
				if l.P5 != nil {
					p5, p95 = number(l.P5[i]), number(l.P95[i])
				}
				t.Add(f.Treatment, l.Lab.ID, l.Lab.Unit, number(w), number(l.Typical[i]), number(l.Low[i]), number(l.High[i]), p5, p95)
			}
		}
	}
	return t
}

func (v *labsView) manifest() result.Manifest {
	hash, err := result.HashFiles(library.FS, "*.csv")
	if err != nil {
		hash = "unknown"
	}
	models := map[string]string{}
	for _, t := range v.treatments {
		models[t.Drug.Name+" "+t.Model.ID] = t.Model.Hash()
	}
	units := map[string]string{}
	for _, l := range biomarker.Labs() {
		units[l.ID] = l.Unit
	}
	return result.Manifest{
		Schema: result.Schema, Product: "jakstat " + versionText(), Command: v.command, Evidence: hash, Models: models, Solver: "Rodas5P",
		RTol: biomarker.RTol, ATol: biomarker.ATol, Seed: v.plan.Seed, Subjects: v.plan.People, Units: units,
	}
}

func (v *labsView) page() *report.Page {
	m := v.manifest()
	return &report.Page{
		Title: v.title(), Lead: "What blocked cytokines do to the blood, from one set of numbers for all drugs.", Notice: researchNotice,
		Sections: []report.Section{
			{ID: "courses", Title: "Over time", Blocks: []report.Block{report.Fig{Figure: v.picture(), Caption: v.bands() + "."}}},
			{ID: "summary", Title: "At the end", Blocks: []report.Block{report.Tab{Table: v.summary()}}},
			{ID: "rules", Title: "What labels say", Blocks: []report.Block{report.Tab{Table: v.rules()}}},
			{ID: "numbers", Title: "Numbers", Blocks: []report.Block{report.Fold{Summary: "All points", Blocks: []report.Block{report.Tab{Table: v.courses()}}}}},
		},
		Manifest: []report.Pair{
			{Name: "product", Value: m.Product}, {Name: "the same on the command line", Value: m.Command}, {Name: "evidence", Value: m.Evidence}, {Name: "seed", Value: fmt.Sprint(m.Seed)},
		},
	}
}
