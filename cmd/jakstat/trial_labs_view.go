package main

import (
	"fmt"
	"slices"

	"jakstat/jak/biomarker"
	"jakstat/report"
	"jakstat/trial"
)

// labColumns are the arms as columns.
func (v *trialView) labColumns(first ...report.Column) []report.Column {
	for _, a := range v.plan().Arms {
		first = append(first, report.Column{Name: a.Label, Align: report.Right})
	}
	return first
}

// labChanges is the table of changes from baseline: a line for each value and week.
func (v *trialView) labChanges() *report.Table {
	p, r := v.plan(), v.result.Laboratory
	t := &report.Table{Title: "Laboratory values, mean change from baseline, median and 95 % interval", RowHeads: 2, Columns: v.labColumns(report.Column{Name: "value"}, report.Column{Name: "week", Align: report.Right})}
	l := p.Laboratory
	at := func(arm, value, week int) trial.Band {
		return r.Changes[(arm*len(l.Values)+value)*len(l.Weeks)+week].Change
	}
	for k, id := range l.Values {
		x, _ := biomarker.FindLab(id)
		for w, week := range l.Weeks {
			cells := []string{fmt.Sprintf("%s [%s]", x.Name, x.Unit), fmt.Sprint(week)}
			for a := range p.Arms {
				cells = append(cells, overText(at(a, k, w), x.Decimals+1))
			}
			t.Add(cells...)
		}
	}
	t.Notes = []string{
		fmt.Sprintf("Over %d replicates. Intervals hold the estimates of the model, potency and exposure, and the sampling of patients, not how pools differ.", r.Replicates),
		"Only inhibitors change values: what happens under placebo and comparators (flares, less inflammation) is not simulated. The model is the shipped one, in which laboratory results of this trial may have part.",
	}
	return t
}

// labGrades is the table of grades: a line for each value and grade.
func (v *trialView) labGrades() *report.Table {
	p, r := v.plan(), v.result.Laboratory
	t := &report.Table{Title: "Patients whose worst value has at least the grade (" + p.Laboratory.Grading + "), %", RowHeads: 2, Columns: v.labColumns(report.Column{Name: "value"}, report.Column{Name: "grade", Align: report.Right})}
	n := len(p.Laboratory.Values)
	for k, id := range p.Laboratory.Values {
		if !r.Grades[k].Graded {
			continue
		}
		x, _ := biomarker.FindLab(id)
		for g := range 4 {
			cells := []string{x.Name, fmt.Sprint(g + 1)}
			for a := range p.Arms {
				cells = append(cells, overText(r.Grades[a*n+k].AtLeast[g], 1))
			}
			t.Add(cells...)
		}
	}
	return t
}

// labHolds says what the rules of labels did; nil where no label is followed.
func (v *trialView) labHolds() *report.Table {
	p, r := v.plan(), v.result.Laboratory
	if len(r.Holds) == 0 {
		return nil
	}
	t := &report.Table{Title: "Doses held by the rules of the label (" + p.Laboratory.Label + ")", RowHeads: 1, Columns: []report.Column{
		{Name: "arm"}, {Name: "rules", Align: report.Right}, {Name: "held", Unit: "% of patients", Align: report.Right}, {Name: "stopped", Unit: "% of patients", Align: report.Right}, {Name: "without treatment", Unit: "weeks a patient", Align: report.Right},
	}}
	for _, x := range r.Holds {
		t.Add(p.Arms[x.Arm].Label, fmt.Sprint(x.Rules), overText(x.Held, 1), overText(x.Stopped, 1), overText(x.Weeks, 2))
	}
	t.Notes = []string{"Rules are looked at in the weeks above. A dose is held from the visit at which a value meets an interruption rule (the next, where it must be confirmed) to the first visit at which none is met; lower doses are not tried. Values and grades are those with doses held."}
	return t
}

// labTables are all tables of laboratory values.
func (v *trialView) labTables() []*report.Table {
	if v.result.Laboratory == nil {
		return nil
	}
	out := []*report.Table{v.labChanges()}
	for _, t := range []*report.Table{v.labGrades(), v.labHolds()} {
		if t != nil && len(t.Rows) > 0 {
			out = append(out, t)
		}
	}
	return out
}

// labFigure draws the changes over time, a chart for each value.
func (d *trialDocument) labFigure() *report.Multiples {
	m := &report.Multiples{
		Title: d.Trial + ", laboratory values", Subtitle: "mean change from baseline: median and 95 % interval over replicates", Desc: "Predicted course of each laboratory value by arm.", Columns: 2, OwnY: true, Width: 430, Height: 280,
	}
	charts := map[string]*report.LineChart{}
	arms := map[string]int{}
	for _, x := range d.Labs.Changes {
		c := charts[x.Value]
		if c == nil {
			l, _ := biomarker.FindLab(x.Value)
			c = &report.LineChart{Title: l.Name, X: report.Axis{Label: "week"}, Y: report.Axis{Label: "change", Unit: x.Unit}, Desc: "Change of " + l.Name + " by arm."}
			charts[x.Value] = c
			m.Charts = append(m.Charts, c)
		}
		if _, known := arms[x.Arm]; !known {
			arms[x.Arm] = len(arms) + 1
		}
		k := slices.IndexFunc(c.Series, func(s report.Series) bool { return s.Name == x.Arm })
		if k < 0 {
			k = len(c.Series)
			c.Series = append(c.Series, report.Series{Name: x.Arm, Color: arms[x.Arm], X: []float64{0}, Y: []float64{0}, Low: []float64{0}, High: []float64{0}})
		}
		if b := x.Change; b.Median != nil && b.Low95 != nil && b.High95 != nil {
			s := &c.Series[k]
			s.X, s.Y, s.Low, s.High = append(s.X, x.Week), append(s.Y, *b.Median), append(s.Low, *b.Low95), append(s.High, *b.High95)
		}
	}
	return m
}

// labSection is what a page says of laboratory values.
func (v *trialView) labSection(doc *trialDocument) report.Section {
	blocks := []report.Block{report.Fig{Figure: doc.labFigure(), Caption: "Laboratory values by arm."}}
	for _, t := range v.labTables() {
		blocks = append(blocks, report.Tab{Table: t})
	}
	return report.Section{ID: "laboratory", Title: "Laboratory values", Blocks: blocks}
}

// trialLabsDocument is the JSON form of laboratory values.
type trialLabsDocument struct {
	Replicates int              `json:"replicates"`
	Grading    string           `json:"grading"`
	Label      string           `json:"label"`
	Changes    []trialLabChange `json:"changes"`
	Grades     []trialLabGrade  `json:"grades"`
	Holds      []trialLabHold   `json:"doses_held"`
}

type trialLabChange struct {
	Arm    string    `json:"arm"`
	Value  string    `json:"value"`
	Unit   string    `json:"unit"`
	Week   float64   `json:"week"`
	Change trialBand `json:"mean_change"`
}

type trialLabGrade struct {
	Arm     string    `json:"arm"`
	Value   string    `json:"value"`
	Grade   int       `json:"grade"`
	AtLeast trialBand `json:"percent_at_least"`
}

type trialLabHold struct {
	Arm     string    `json:"arm"`
	Rules   int       `json:"rules"`
	Held    trialBand `json:"percent_held"`
	Stopped trialBand `json:"percent_stopped"`
	Weeks   trialBand `json:"weeks_without_treatment"`
}

func (v *trialView) labsDocument() *trialLabsDocument {
	p, r := v.plan(), v.result.Laboratory
	if r == nil {
		return nil
	}
	d := &trialLabsDocument{Replicates: r.Replicates, Grading: p.Laboratory.Grading, Label: p.Laboratory.Label, Grades: []trialLabGrade{}, Holds: []trialLabHold{}}
	for _, x := range r.Changes {
		l, _ := biomarker.FindLab(x.Value)
		d.Changes = append(d.Changes, trialLabChange{p.Arms[x.Arm].Label, x.Value, l.Unit, x.Week, trialBandOf(x.Change)})
	}
	for _, x := range r.Grades {
		for g := 0; x.Graded && g < 4; g++ {
			d.Grades = append(d.Grades, trialLabGrade{p.Arms[x.Arm].Label, x.Value, g + 1, trialBandOf(x.AtLeast[g])})
		}
	}
	for _, x := range r.Holds {
		d.Holds = append(d.Holds, trialLabHold{p.Arms[x.Arm].Label, x.Rules, trialBandOf(x.Held), trialBandOf(x.Stopped), trialBandOf(x.Weeks)})
	}
	return d
}

// labRows adds laboratory values to the long form, in its columns.
func (d *trialDocument) labRows(t *report.Table) {
	l := d.Labs
	if l == nil {
		return
	}
	add := func(what, arm, value, week, unit string, b trialBand) {
		t.Add(what, arm, allOr(""), value, week, unit, "", long(b.Median), long(b.Low50), long(b.High50), long(b.Low95), long(b.High95), "", "", "", "", "", "", "", "", "")
	}
	for _, x := range l.Changes {
		add("laboratory", x.Arm, x.Value, fmt.Sprint(x.Week), x.Unit, x.Change)
	}
	for _, x := range l.Grades {
		add("grade", x.Arm, fmt.Sprintf("%s, at least grade %d", x.Value, x.Grade), "", "% of patients", x.AtLeast)
	}
	for _, x := range l.Holds {
		add("dose held", x.Arm, "by the label of "+l.Label, "", "% of patients", x.Held)
		add("dose stopped", x.Arm, "by the label of "+l.Label, "", "% of patients", x.Stopped)
	}
}
