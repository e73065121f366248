package main

import (
	"encoding/json"
	"fmt"
	"math"
	"path/filepath"

	"jakstat/engine/model"
	"jakstat/engine/sim"
	"jakstat/format/sbmlsuite"
	"jakstat/report"
)

const runSchema = "jakstat.run/1"

// runView turns the time course of a model into a picture, a page and a document.
type runView struct {
	file    string
	run     *modelRun
	table   *sbmlsuite.Results
	course  *sim.Course
	command string
}

func (v *runView) title() string {
	if id := v.run.doc.Model.ID(); id != "" {
		return id
	}
	return filepath.Base(v.file)
}

// column is the course of variable i.
func (v *runView) column(i int) []float64 {
	out := make([]float64, len(v.table.Rows))
	for k, row := range v.table.Rows {
		out[k] = row[i+1]
	}
	return out
}

// names are the names that the file gives beside the IDs of what the table shows, "" where it gives none.
func (v *runView) names() []string {
	m := v.run.doc.Model
	species, compartments, parameters, reactions := m.Species(), m.Compartments(), m.Parameters(), m.Reactions()
	var out []string
	for _, c := range v.run.plan.Columns {
		name := ""
		switch kind, i := m.Lookup(c.Variable); kind {
		case model.KindSpecies:
			name = species[i].Name
		case model.KindCompartment:
			name = compartments[i].Name
		case model.KindParameter:
			name = parameters[i].Name
		case model.KindReaction:
			name = reactions[i].Name
		}
		out = append(out, name)
	}
	return out
}

// picture draws one chart a variable; values that are not finite leave a gap, and a note.
func (v *runView) picture() *report.Multiples {
	p := &report.Multiples{
		Title: v.title(), Subtitle: fmt.Sprintf("SBML Level %d Version %d, %s", v.run.doc.Level, v.run.doc.Version, filepath.Base(v.file)),
		OwnY: true, Columns: 3, Desc: "Variables of the model over time.",
	}
	x := make([]float64, len(v.table.Rows))
	for k, row := range v.table.Rows {
		x[k] = row[0]
	}
	names := v.names()
	for i, c := range v.run.plan.Columns {
		y, gaps := v.column(i), 0
		for k := range y {
			if math.IsInf(y[k], 0) || math.IsNaN(y[k]) {
				y[k] = math.NaN()
				gaps++
			}
		}
		chart := &report.LineChart{
			Title: c.Variable, X: report.Axis{Label: "time"}, Y: report.Axis{Label: string(c.Quantity)}, Desc: c.Variable + " over time.",
			Series: []report.Series{{Name: c.Variable, X: x, Y: y, Marker: "none"}},
		}
		if name := names[i]; name != c.Variable {
			chart.Subtitle = name
		}
		if gaps > 0 {
			chart.Notes = append(chart.Notes, fmt.Sprintf("%d of %d values are not finite and not drawn", gaps, len(y)))
		}
		p.Charts = append(p.Charts, chart)
	}
	return p
}

func (v *runView) numbers() *report.Table {
	t := &report.Table{Title: v.title(), RowHeads: 1, Columns: []report.Column{{Name: "time", Align: report.Right}}}
	for _, c := range v.run.plan.Columns {
		t.Columns = append(t.Columns, report.Column{Name: c.Variable, Align: report.Right})
	}
	for _, row := range v.table.Rows {
		cells := make([]string, len(row))
		for i, x := range row {
			cells[i] = fmt.Sprintf("%.6g", x)
		}
		t.Add(cells...)
	}
	return t
}

func (r *modelRun) methodName() string {
	return methodName(r.method)
}

// page is the self-contained report of a time course.
func (v *runView) page() *report.Page {
	r := v.run
	warnings := report.Items{}
	for _, d := range r.doc.Warnings {
		warnings = append(warnings, d.Error())
	}
	sections := []report.Section{
		{ID: "courses", Title: "Over time", Blocks: []report.Block{report.Fig{Figure: v.picture(), Caption: "Times and values are in the units of the model."}}},
		{ID: "numbers", Title: "Numbers", Blocks: []report.Block{report.Fold{Summary: "All points", Blocks: []report.Block{report.Tab{Table: v.numbers()}}}}},
	}
	if len(warnings) > 0 {
		sections = append(sections, report.Section{ID: "warnings", Title: "Remarks on the file", Blocks: []report.Block{warnings}})
	}
	return &report.Page{
		Title: v.title(), Lead: fmt.Sprintf("Time course of an SBML Level %d Version %d model.", r.doc.Level, r.doc.Version), Notice: researchNotice, Sections: sections,
		Manifest: []report.Pair{
			{Name: "product", Value: "jakstat " + versionText()},
			{Name: "the same on the command line", Value: v.command},
			{Name: "solver", Value: fmt.Sprintf("%s, relative tolerance %g, absolute tolerance %g, %d steps", r.methodName(), r.rtol, r.atol, v.course.Stats.Steps)},
		},
	}
}

// exact is a number in JSON, or the word NaN, INF or -INF, for which JSON has no number.
type exact float64

// MarshalJSON writes a number or a word.
func (x exact) MarshalJSON() ([]byte, error) {
	if v := float64(x); !math.IsNaN(v) && !math.IsInf(v, 0) {
		return json.Marshal(v)
	}
	return json.Marshal(sbmlsuite.Format(float64(x)))
}

// runDocument is the JSON form of a time course.
type runDocument struct {
	Schema  string    `json:"schema"`
	Product string    `json:"product"`
	Command string    `json:"command"`
	Model   runModel  `json:"model"`
	Solver  runSolver `json:"solver"`
	// Explanation is there with --explain-solver.
	Explanation *solverExplanation `json:"explanation,omitempty"`
	Warnings    []string           `json:"warnings"`
	Units       []string           `json:"units"`
	Time        []float64          `json:"time"`
	Variables   []runVariable      `json:"variables"`
}

type runModel struct {
	File    string `json:"file"`
	ID      string `json:"id"`
	Level   int    `json:"level"`
	Version int    `json:"version"`
}

type runSolver struct {
	Method string  `json:"method"`
	RTol   float64 `json:"rtol"`
	ATol   float64 `json:"atol"`
	Steps  int     `json:"steps"`
}

type runVariable struct {
	ID       string             `json:"id"`
	Name     string             `json:"name"`
	Quantity sbmlsuite.Quantity `json:"quantity"`
	Values   []exact            `json:"values"`
}

func (v *runView) document() runDocument {
	r := v.run
	d := runDocument{
		Schema: runSchema, Product: "jakstat " + versionText(), Command: v.command, Warnings: []string{}, Units: unitFindings(r.doc),
		Model:  runModel{File: v.file, ID: r.doc.Model.ID(), Level: r.doc.Level, Version: r.doc.Version},
		Solver: runSolver{Method: r.methodName(), RTol: r.rtol, ATol: r.atol, Steps: v.course.Stats.Steps},
	}
	if r.explain {
		d.Explanation = explainSolver(v.course)
	}
	for _, w := range r.doc.Warnings {
		d.Warnings = append(d.Warnings, w.Error())
	}
	for _, row := range v.table.Rows {
		d.Time = append(d.Time, row[0])
	}
	names := v.names()
	for i, c := range r.plan.Columns {
		x := runVariable{ID: c.Variable, Name: names[i], Quantity: c.Quantity}
		for _, y := range v.column(i) {
			x.Values = append(x.Values, exact(y))
		}
		d.Variables = append(d.Variables, x)
	}
	return d
}
