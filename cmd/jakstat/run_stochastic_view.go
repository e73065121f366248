package main

import (
	"fmt"
	"math"
	"path/filepath"
	"strconv"

	"jakstat/format/sbmlsuite"
	"jakstat/report"
)

const stochasticSchema = "jakstat.run.stochastic/1"

// stochasticView turns stochastic runs into a picture, a page and a document.
type stochasticView struct {
	runView
	s *stochasticRun
}

func quantileName(percent int) string { return "q" + strconv.Itoa(percent) }

// band are mean, lower and upper bound of variable i over time.
func (v *stochasticView) band(i int) (mean, low, high []float64) {
	for k := range v.s.times {
		q := &v.s.statistics.Quantiles[i][k]
		mean = append(mean, v.s.statistics.Moments[i][k].Mean())
		low = append(low, q.Quantile(0.05))
		high = append(high, q.Quantile(0.95))
	}
	return mean, low, high
}

// picture draws one chart a variable: the course of one run, or the mean of several with a band that holds nine of ten.
func (v *stochasticView) picture() *report.Multiples {
	doc := v.run.doc
	p := &report.Multiples{
		Title: v.title(), Subtitle: fmt.Sprintf("SBML Level %d Version %d, %s; %s", doc.Level, doc.Version, filepath.Base(v.file), v.work()),
		OwnY: true, Columns: 3, Desc: "Variables of the model over time in stochastic simulation.",
	}
	names := v.names()
	for i, c := range v.run.plan.Columns {
		series := report.Series{Name: c.Variable, X: v.s.times, Marker: "none"}
		desc := c.Variable + " over time in one run."
		if v.s.statistics == nil {
			series.Y = v.column(i)
		} else {
			series.Name = "mean, 5 to 95 %"
			series.Y, series.Low, series.High = v.band(i)
			desc = c.Variable + ": mean over time, and the band that holds nine of ten runs."
		}
		gaps := 0
		for k, y := range series.Y {
			if math.IsInf(y, 0) || math.IsNaN(y) {
				series.Y[k] = math.NaN()
				gaps++
			}
		}
		chart := &report.LineChart{
			Title: c.Variable, X: report.Axis{Label: "time"}, Y: report.Axis{Label: string(c.Quantity)}, Desc: desc, Series: []report.Series{series},
		}
		if name := names[i]; name != c.Variable {
			chart.Subtitle = name
		}
		if gaps > 0 {
			chart.Notes = append(chart.Notes, fmt.Sprintf("%d of %d values are not finite and not drawn", gaps, len(series.Y)))
		}
		p.Charts = append(p.Charts, chart)
	}
	return p
}

// work says how the numbers came about.
func (v *stochasticView) work() string {
	text := fmt.Sprintf("%s, %d runs, seed %d, %d reactions", v.s.kind, v.s.runs, v.run.seed, v.s.reactions)
	if v.s.runs == 1 {
		text = fmt.Sprintf("%s, one run, seed %d, %d reactions", v.s.kind, v.run.seed, v.s.reactions)
	}
	if v.s.leaps > 0 {
		text += fmt.Sprintf(", %d leaps", v.s.leaps)
	}
	return text
}

// records are the numbers as a table: of several runs mean, standard deviation and quantiles of each variable.
func (v *stochasticView) records() *sbmlsuite.Results {
	if v.s.statistics == nil {
		return v.table
	}
	t := &sbmlsuite.Results{Names: []string{"time"}, Timed: true}
	for _, c := range v.run.plan.Columns {
		t.Names = append(t.Names, c.Variable+"-mean", c.Variable+"-sd")
		for _, p := range quantileLevels {
			t.Names = append(t.Names, c.Variable+"-"+quantileName(p))
		}
	}
	for k, at := range v.s.times {
		row := []float64{at}
		for i := range v.run.plan.Columns {
			m := &v.s.statistics.Moments[i][k]
			row = append(row, m.Mean(), m.SD())
			for _, p := range quantileLevels {
				row = append(row, v.s.statistics.Quantiles[i][k].Quantile(float64(p)/100))
			}
		}
		t.Rows = append(t.Rows, row)
	}
	return t
}

// page is the self-contained report.
func (v *stochasticView) page() *report.Page {
	records := v.records()
	numbers := &report.Table{Title: v.title(), RowHeads: 1}
	for _, name := range records.Names {
		numbers.Columns = append(numbers.Columns, report.Column{Name: name, Align: report.Right})
	}
	for _, row := range records.Rows {
		cells := make([]string, len(row))
		for i, x := range row {
			cells[i] = fmt.Sprintf("%.6g", x)
		}
		numbers.Add(cells...)
	}
	caption := "One run. Times and values are in the units of the model."
	if v.s.statistics != nil {
		caption = "Mean, and the band from the 5 % to the 95 % quantile over the runs. Times and values are in the units of the model."
	}
	warnings := report.Items{}
	for _, d := range v.run.doc.Warnings {
		warnings = append(warnings, d.Error())
	}
	sections := []report.Section{
		{ID: "courses", Title: "Over time", Blocks: []report.Block{report.Fig{Figure: v.picture(), Caption: caption}}},
		{ID: "numbers", Title: "Numbers", Blocks: []report.Block{report.Fold{Summary: "All points", Blocks: []report.Block{report.Tab{Table: numbers}}}}},
	}
	if len(warnings) > 0 {
		sections = append(sections, report.Section{ID: "warnings", Title: "Remarks on the file", Blocks: []report.Block{warnings}})
	}
	doc := v.run.doc
	return &report.Page{
		Title: v.title(), Lead: fmt.Sprintf("Stochastic simulation of an SBML Level %d Version %d model.", doc.Level, doc.Version), Notice: researchNotice, Sections: sections,
		Manifest: []report.Pair{
			{Name: "product", Value: "jakstat " + versionText()},
			{Name: "the same on the command line", Value: v.command},
			{Name: "method", Value: v.work()},
		},
	}
}

// stochasticDocument is the JSON form of stochastic runs.
type stochasticDocument struct {
	Schema     string               `json:"schema"`
	Product    string               `json:"product"`
	Command    string               `json:"command"`
	Model      runModel             `json:"model"`
	Simulation stochasticSimulation `json:"simulation"`
	Warnings   []string             `json:"warnings"`
	Time       []float64            `json:"time"`
	Variables  []stochasticVariable `json:"variables"`
}

type stochasticSimulation struct {
	Method    string `json:"method"`
	Runs      int    `json:"runs"`
	Seed      uint64 `json:"seed"`
	Reactions uint64 `json:"reactions"`
	Leaps     uint64 `json:"leaps"`
}

// stochasticVariable has Values of one run, or statistics of several.
type stochasticVariable struct {
	ID        string             `json:"id"`
	Name      string             `json:"name"`
	Quantity  sbmlsuite.Quantity `json:"quantity"`
	Values    []exact            `json:"values,omitempty"`
	Mean      []exact            `json:"mean,omitempty"`
	SD        []exact            `json:"sd,omitempty"`
	Quantiles map[string][]exact `json:"quantiles,omitempty"` // by percent
}

func (v *stochasticView) document() stochasticDocument {
	doc := v.run.doc
	d := stochasticDocument{
		Schema: stochasticSchema, Product: "jakstat " + versionText(), Command: v.command, Warnings: []string{}, Time: v.s.times,
		Model:      runModel{File: v.file, ID: doc.Model.ID(), Level: doc.Level, Version: doc.Version},
		Simulation: stochasticSimulation{Method: v.s.kind.String(), Runs: v.s.runs, Seed: v.run.seed, Reactions: v.s.reactions, Leaps: v.s.leaps},
	}
	for _, w := range doc.Warnings {
		d.Warnings = append(d.Warnings, w.Error())
	}
	names := v.names()
	for i, c := range v.run.plan.Columns {
		x := stochasticVariable{ID: c.Variable, Name: names[i], Quantity: c.Quantity}
		if v.s.statistics == nil {
			for _, y := range v.column(i) {
				x.Values = append(x.Values, exact(y))
			}
		} else {
			x.Quantiles = map[string][]exact{}
			for k := range v.s.times {
				m := &v.s.statistics.Moments[i][k]
				x.Mean, x.SD = append(x.Mean, exact(m.Mean())), append(x.SD, exact(m.SD()))
				for _, p := range quantileLevels {
					name := strconv.Itoa(p)
					x.Quantiles[name] = append(x.Quantiles[name], exact(v.s.statistics.Quantiles[i][k].Quantile(float64(p)/100)))
				}
			}
		}
		d.Variables = append(d.Variables, x)
	}
	return d
}
