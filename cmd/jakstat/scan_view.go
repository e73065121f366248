package main

import (
	"fmt"

	"jakstat/format/sbmlsuite"
	"jakstat/report"
)

const scanSchema = "jakstat.scan/1"

// scanView turns a scan into a long table, a picture, a page and a document.
type scanView struct {
	runView
	scan *scanRun
}

// long is one line for each time of each simulation, behind the values of the axes.
func (v *scanView) long() *sbmlsuite.Results {
	t := &sbmlsuite.Results{}
	for _, a := range v.scan.axes {
		name := a.name
		for _, c := range v.run.plan.Columns {
			if c.Variable == name {
				name += " (set)"
			}
		}
		t.Names = append(t.Names, name)
	}
	for i, x := range v.scan.tables {
		if i == 0 {
			t.Names = append(t.Names, x.Names...)
		}
		point := v.scan.point(i)
		for _, row := range x.Rows {
			t.Rows = append(t.Rows, append(append(make([]float64, 0, len(point)+len(row)), point...), row...))
		}
	}
	return t
}

// picture draws one chart a variable with a line for each simulation.
func (v *scanView) picture() *report.Multiples {
	p := &report.Multiples{Title: v.title(), Subtitle: fmt.Sprintf("%d simulations", len(v.scan.tables)), OwnY: true, Columns: 2, Desc: "Variables of the model over time, for several values."}
	names := v.names()
	for k, c := range v.run.plan.Columns {
		chart := &report.LineChart{Title: c.Variable, X: report.Axis{Label: "time"}, Y: report.Axis{Label: string(c.Quantity)}, Desc: c.Variable + " over time, for several values."}
		if name := names[k]; name != c.Variable {
			chart.Subtitle = name
		}
		for i, t := range v.scan.tables {
			if i == maxLines {
				chart.Notes = append(chart.Notes, fmt.Sprintf("%d further lines are not drawn", len(v.scan.tables)-maxLines))
				break
			}
			s := report.Series{Name: v.scan.label(i), Marker: "none"}
			for _, row := range t.Rows {
				s.X, s.Y = append(s.X, row[0]), append(s.Y, row[k+1])
			}
			s.Y = finiteOrGap(s.Y)
			chart.Series = append(chart.Series, s)
		}
		p.Charts = append(p.Charts, chart)
	}
	return p
}

func (v *scanView) page() *report.Page {
	return &report.Page{
		Title: v.title(), Lead: fmt.Sprintf("Time courses of an SBML model over a grid of %d values.", len(v.scan.tables)), Notice: researchNotice,
		Sections: []report.Section{{ID: "courses", Title: "Over time", Blocks: []report.Block{report.Fig{Figure: v.picture(), Caption: "Times and values are in the units of the model."}}}},
		Manifest: []report.Pair{
			{Name: "product", Value: "jakstat " + versionText()},
			{Name: "the same on the command line", Value: v.command},
			{Name: "solver", Value: fmt.Sprintf("%s, relative tolerance %g, %d steps", v.run.methodName(), v.run.rtol, v.scan.steps)},
		},
	}
}

// scanDocument is the JSON form of a scan.
type scanDocument struct {
	Schema    string         `json:"schema"`
	Product   string         `json:"product"`
	Command   string         `json:"command"`
	Model     runModel       `json:"model"`
	Solver    scanSolver     `json:"solver"`
	Warnings  []string       `json:"warnings"`
	Units     []string       `json:"units"`
	Axes      []scanAxis     `json:"axes"`
	Time      []float64      `json:"time"`
	Variables []scanVariable `json:"variables"`
	Runs      []scanPoint    `json:"runs"`
}

type scanSolver struct {
	Method string  `json:"method"`
	RTol   float64 `json:"rtol"`
	Steps  int     `json:"steps"`
}

type scanAxis struct {
	Name   string    `json:"name"`
	Values []float64 `json:"values"`
}

type scanVariable struct {
	ID       string             `json:"id"`
	Name     string             `json:"name"`
	Quantity sbmlsuite.Quantity `json:"quantity"`
}

// scanPoint is one simulation: the values of the axes, then for each variable one number a time.
type scanPoint struct {
	At     []float64 `json:"at"`
	Values [][]exact `json:"values"`
}

func (v *scanView) document() scanDocument {
	r := v.run
	d := scanDocument{
		Schema: scanSchema, Product: "jakstat " + versionText(), Command: v.command, Warnings: []string{}, Units: unitFindings(r.doc),
		Model:  runModel{File: v.file, ID: r.doc.Model.ID(), Level: r.doc.Level, Version: r.doc.Version},
		Solver: scanSolver{Method: v.run.methodName(), RTol: r.rtol, Steps: v.scan.steps},
	}
	for _, w := range r.doc.Warnings {
		d.Warnings = append(d.Warnings, w.Error())
	}
	for _, a := range v.scan.axes {
		d.Axes = append(d.Axes, scanAxis{a.name, a.values})
	}
	names := v.names()
	for i, c := range r.plan.Columns {
		d.Variables = append(d.Variables, scanVariable{ID: c.Variable, Name: names[i], Quantity: c.Quantity})
	}
	for i, t := range v.scan.tables {
		p := scanPoint{At: v.scan.point(i)}
		for k := range r.plan.Columns {
			row := make([]exact, len(t.Rows))
			for n := range t.Rows {
				row[n] = exact(t.Rows[n][k+1])
			}
			p.Values = append(p.Values, row)
		}
		if i == 0 {
			for _, row := range t.Rows {
				d.Time = append(d.Time, row[0])
			}
		}
		d.Runs = append(d.Runs, p)
	}
	return d
}
