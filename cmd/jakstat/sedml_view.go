package main

import (
	"encoding/csv"
	"fmt"
	"io"
	"math"
	"path/filepath"
	"slices"
	"strings"

	"jakstat/format/sbmlsuite"
	"jakstat/format/sedml"
	"jakstat/report"
)

const experimentSchema = "jakstat.experiment/1"

// experimentView turns the results of an experiment into tables, pictures, a page and a document.
type experimentView struct {
	run     *experimentRun
	file    string
	command string
}

func (v *experimentView) values(g *sedml.Generator) sedml.Values { return v.run.generators[g] }

// keys are the ranges around the blocks of a generator: those of the first variable that has as many.
func (v *experimentView) keys(g *sedml.Generator) [][]sedml.Key {
	for _, x := range g.Variables {
		var out [][]sedml.Key
		for _, b := range v.run.tasks[x.Task] {
			if x.Model == nil || x.Model == b.model {
				out = append(out, b.keys)
			}
		}
		if len(out) == len(v.values(g)) {
			return out
		}
	}
	return nil
}

// keyNames are the ranges that occur in rows, in order of appearance.
func keyNames(rows []sedml.Row) []string {
	var out []string
	for i, r := range rows {
		if i > 0 && len(r.Keys) > 0 && len(rows[i-1].Keys) > 0 && &r.Keys[0] == &rows[i-1].Keys[0] {
			continue
		}
		for _, k := range r.Keys {
			if !slices.Contains(out, k.Range) {
				out = append(out, k.Range)
			}
		}
	}
	return out
}

// table is a report as texts: a heading and rows.
func (v *experimentView) table(x *sedml.Report, number func(float64) string) (head []string, rows [][]string) {
	lines := x.Rows(v.values, v.keys)
	head = keyNames(lines)
	n := len(head)
	for _, c := range x.Columns {
		head = append(head, c.Label)
	}
	for _, l := range lines {
		row := make([]string, len(head))
		for _, k := range l.Keys {
			row[slices.Index(head[:n], k.Range)] = number(k.Value)
		}
		for i, y := range l.Values {
			if y != nil {
				row[n+i] = number(*y)
			}
		}
		rows = append(rows, row)
	}
	return head, rows
}

func (v *experimentView) csv(w io.Writer, x *sedml.Report) error {
	head, rows := v.table(x, sbmlsuite.Format)
	c := csv.NewWriter(w)
	if err := c.Write(head); err != nil {
		return err
	}
	return c.WriteAll(rows)
}

// short is a report as a table; only the ends of a long one when most > 0.
func (v *experimentView) short(x *sedml.Report, most int) *report.Table {
	head, rows := v.table(x, func(y float64) string { return fmt.Sprintf("%.6g", y) })
	t := &report.Table{Title: titleOf(x.ID, x.Name)}
	for _, h := range head {
		t.Columns = append(t.Columns, report.Column{Name: h, Align: report.Right})
	}
	for i, row := range rows {
		if most > 0 && len(rows) > most && i >= most/2 && i < len(rows)-most/2 {
			continue
		}
		t.Add(row...)
	}
	if most > 0 && len(rows) > most {
		t.Notes = append(t.Notes, fmt.Sprintf("the first and last %d of %d rows", most/2, len(rows)))
	}
	return t
}

func titleOf(id, name string) string {
	if name == "" || name == id {
		return id
	}
	return id + ": " + name
}

// maxLines bounds the lines of a chart; more are a cloud without names.
const maxLines = 40

// picture draws the plots.
func (v *experimentView) picture() *report.Multiples {
	p := &report.Multiples{Title: filepath.Base(v.file), OwnY: true, Columns: 2, Desc: "Plots of the experiment."}
	for _, x := range v.run.x.Plots {
		p.Charts = append(p.Charts, v.chart(x))
	}
	return p
}

func (v *experimentView) chart(p *sedml.Plot) *report.LineChart {
	c := &report.LineChart{
		Title: titleOf(p.ID, p.Name), Desc: "Plot " + p.ID + " of the experiment.",
		X: report.Axis{Label: p.XLabel, Log: p.LogX}, Y: report.Axis{Label: p.YLabel, Log: p.LogY},
	}
	if c.X.Label == "" && len(p.Curves) > 0 {
		if c.X.Label = p.Curves[0].X.Name; c.X.Label == "" {
			c.X.Label = p.Curves[0].X.ID
		}
	}
	left := 0
	for _, curve := range p.Curves {
		x, y := v.values(curve.X), v.values(curve.Y)
		keys := v.keys(curve.Y)
		for i := range max(len(x), len(y)) {
			xs, ys := at(x, i), at(y, i)
			if len(c.Series) == maxLines {
				left++
				continue
			}
			n := min(len(xs), len(ys))
			if n == 0 {
				continue
			}
			s := report.Series{Name: curve.Name, X: xs[:n], Y: finiteOrGap(ys[:n]), Marker: "none", Points: curve.Points}
			if curve.Points || n == 1 {
				s.Marker = ""
			}
			if len(y) > 1 && i < len(keys) {
				s.Name += " " + keyText(keys[i])
			}
			c.Series = append(c.Series, s)
		}
	}
	if left > 0 {
		c.Notes = append(c.Notes, fmt.Sprintf("%d further lines are not drawn", left))
	}
	return c
}

// at is block i of values, or the only one.
func at(v sedml.Values, i int) []float64 {
	switch {
	case len(v) == 1:
		return v[0]
	case i < len(v):
		return v[i]
	}
	return nil
}

func finiteOrGap(y []float64) []float64 {
	out := slices.Clone(y)
	for i, v := range out {
		if math.IsInf(v, 0) {
			out[i] = math.NaN()
		}
	}
	return out
}

func keyText(keys []sedml.Key) string {
	var out []string
	for _, k := range keys {
		out = append(out, fmt.Sprintf("%s=%.4g", k.Range, k.Value))
	}
	return strings.Join(out, " ")
}

// text prints the plots, or the reports when there are none.
func (v *experimentView) text(w io.Writer, t report.Term) error {
	if len(v.run.x.Plots) > 0 {
		if err := v.picture().Text(w, t); err != nil {
			return err
		}
	}
	for _, x := range v.run.x.Reports {
		if err := v.short(x, 12).Text(w, t); err != nil {
			return err
		}
		fmt.Fprintln(w)
	}
	return nil
}

func (v *experimentView) page() *report.Page {
	p := &report.Page{
		Title: filepath.Base(v.file), Lead: fmt.Sprintf("Simulation experiment in SED-ML Level %d Version %d.", v.run.x.Level, v.run.x.Version), Notice: researchNotice,
		Manifest: []report.Pair{
			{Name: "product", Value: "jakstat " + versionText()},
			{Name: "the same on the command line", Value: v.command},
			{Name: "simulations", Value: fmt.Sprintf("%d in %d tasks, %d steps", v.simulations(), len(v.run.tasks), v.run.steps)},
		},
	}
	if len(v.run.x.Plots) > 0 {
		p.Sections = append(p.Sections, report.Section{ID: "plots", Title: "Plots", Blocks: []report.Block{report.Fig{Figure: v.picture(), Caption: "Values are in the units of the models."}}})
	}
	for _, x := range v.run.x.Reports {
		p.Sections = append(p.Sections, report.Section{ID: "report-" + x.ID, Title: titleOf(x.ID, x.Name), Blocks: []report.Block{
			report.Fold{Summary: "All rows", Blocks: []report.Block{report.Tab{Table: v.short(x, maxPageRows)}}},
		}})
	}
	return p
}

// maxPageRows bounds a table on a page, which a browser has to lay out; --reports writes all rows.
const maxPageRows = 5000

func (v *experimentView) simulations() int {
	n := 0
	for _, j := range v.run.jobs {
		n += len(j.steps)
	}
	return n
}

// experimentDocument is the JSON form of the results of an experiment.
type experimentDocument struct {
	Schema      string             `json:"schema"`
	Product     string             `json:"product"`
	Command     string             `json:"command"`
	File        string             `json:"file"`
	Level       int                `json:"level"`
	Version     int                `json:"version"`
	Simulations int                `json:"simulations"`
	Warnings    []string           `json:"warnings"`
	Units       []string           `json:"units"`
	Reports     []experimentReport `json:"reports"`
	Plots       []experimentPlot   `json:"plots"`
}

type experimentReport struct {
	ID      string     `json:"id"`
	Name    string     `json:"name"`
	Columns []string   `json:"columns"`
	Ranges  int        `json:"ranges"` // leading columns
	Rows    [][]*exact `json:"rows"`   // null where a column has no number
}

type experimentPlot struct {
	ID     string            `json:"id"`
	Name   string            `json:"name"`
	LogX   bool              `json:"log_x"`
	LogY   bool              `json:"log_y"`
	Curves []experimentCurve `json:"curves"`
}

type experimentCurve struct {
	Name string    `json:"name"`
	X    [][]exact `json:"x"`
	Y    [][]exact `json:"y"`
}

func (v *experimentView) document() experimentDocument {
	x := v.run.x
	d := experimentDocument{
		Schema: experimentSchema, Product: "jakstat " + versionText(), Command: v.command, File: v.file, Level: x.Level, Version: x.Version, Simulations: v.simulations(),
		Warnings: []string{}, Units: []string{}, Reports: []experimentReport{}, Plots: []experimentPlot{},
	}
	for _, w := range v.run.warnings() {
		d.Warnings = append(d.Warnings, w.Error())
	}
	for _, m := range x.Models {
		if y := v.run.models[m]; y != nil {
			d.Units = append(d.Units, unitFindings(y.doc)...)
		}
	}
	for _, r := range x.Reports {
		rows := r.Rows(v.values, v.keys)
		names := keyNames(rows)
		out := experimentReport{ID: r.ID, Name: r.Name, Columns: slices.Clone(names), Ranges: len(names), Rows: [][]*exact{}}
		for _, c := range r.Columns {
			out.Columns = append(out.Columns, c.Label)
		}
		for _, l := range rows {
			row := make([]*exact, len(out.Columns))
			for _, k := range l.Keys {
				y := exact(k.Value)
				row[slices.Index(names, k.Range)] = &y
			}
			for i, y := range l.Values {
				row[len(names)+i] = (*exact)(y)
			}
			out.Rows = append(out.Rows, row)
		}
		d.Reports = append(d.Reports, out)
	}
	for _, p := range x.Plots {
		out := experimentPlot{ID: p.ID, Name: p.Name, LogX: p.LogX, LogY: p.LogY, Curves: []experimentCurve{}}
		for _, c := range p.Curves {
			out.Curves = append(out.Curves, experimentCurve{Name: c.Name, X: exactBlocks(v.values(c.X)), Y: exactBlocks(v.values(c.Y))})
		}
		d.Plots = append(d.Plots, out)
	}
	return d
}

func exactBlocks(v sedml.Values) [][]exact {
	out := [][]exact{}
	for _, b := range v {
		out = append(out, exactly(b))
	}
	return out
}
