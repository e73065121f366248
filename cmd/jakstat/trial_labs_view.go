package main

import (
	"fmt"

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

// labCurves draws the changes over time, a chart for each value.
func (v *trialView) labCurves() *report.Multiples {
	p, r := v.plan(), v.result.Laboratory
	m := &report.Multiples{
		Title: p.Name + ", laboratory values", Subtitle: "mean change from baseline: median and 95 % interval over replicates", Desc: "Predicted course of each laboratory value by arm.", Columns: 2, OwnY: true, Width: 430, Height: 280,
	}
	for _, id := range p.Laboratory.Values {
		x, _ := biomarker.FindLab(id)
		c := &report.LineChart{Title: x.Name, X: report.Axis{Label: "week"}, Y: report.Axis{Label: "change", Unit: x.Unit}, Desc: "Change of " + x.Name + " by arm."}
		for a, arm := range p.Arms {
			s := report.Series{Name: arm.Label, Color: a + 1, X: []float64{0}, Y: []float64{0}, Low: []float64{0}, High: []float64{0}}
			for _, y := range r.Changes {
				if y.Arm == a && y.Value == id {
					s.X, s.Y, s.Low, s.High = append(s.X, y.Week), append(s.Y, y.Change.Median), append(s.Low, y.Change.Central95.Low), append(s.High, y.Change.Central95.High)
				}
			}
			c.Series = append(c.Series, s)
		}
		m.Charts = append(m.Charts, c)
	}
	return m
}

// labSection is what a page says of laboratory values.
func (v *trialView) labSection() report.Section {
	blocks := []report.Block{report.Fig{Figure: v.labCurves(), Caption: "Laboratory values by arm."}}
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
func (v *trialView) labRows(t *report.Table) {
	d := v.labsDocument()
	if d == nil {
		return
	}
	number := func(x *float64) string {
		if x == nil {
			return ""
		}
		return fmt.Sprintf("%.6g", *x)
	}
	add := func(what, arm, value, week, unit string, b trialBand) {
		t.Add(what, arm, allOr(""), value, week, unit, "", number(b.Median), number(b.Low50), number(b.High50), number(b.Low95), number(b.High95), "", "", "", "", "", "", "", "", "")
	}
	for _, x := range d.Changes {
		add("laboratory", x.Arm, x.Value, fmt.Sprint(x.Week), x.Unit, x.Change)
	}
	for _, x := range d.Grades {
		add("grade", x.Arm, fmt.Sprintf("%s, at least grade %d", x.Value, x.Grade), "", "% of patients", x.AtLeast)
	}
	for _, x := range d.Holds {
		add("dose held", x.Arm, "by the label of "+d.Label, "", "% of patients", x.Held)
		add("dose stopped", x.Arm, "by the label of "+d.Label, "", "% of patients", x.Stopped)
	}
}
