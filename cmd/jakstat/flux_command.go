package main

import (
	"fmt"
	"io"
	"math"
	"path/filepath"

	"github.com/spf13/cobra"

	"jakstat/diag"
	"jakstat/engine/fluxbalance"
	"jakstat/format/sbmlsuite"
	"jakstat/report"
)

const fluxSchema = "jakstat.flux/1"

func newFluxCommand() *cobra.Command {
	var o formats
	cmd := &cobra.Command{
		Use:   "flux MODEL.xml",
		Short: "Best steady-state fluxes of an SBML model with bounds and an objective",
		Long: `Flux solves the flux-balance problem of a model in SBML Level 3 with package fbc, version 1 or 2: the steady-state fluxes within
their bounds that make the active objective greatest or least. Boundary and constant species are not balanced. Bounds and
stoichiometries that the model computes are taken at time 0. Values are in the units of the model.

The value of the objective is unique; the fluxes need not be, and one of the best sets is shown. Models of more than some 550
reactions are refused.

` + researchNotice + `

` + exitSimulate,
		Example: `  jakstat flux examples/flux-toy.xml
  jakstat flux examples/flux-toy.xml --csv`,
		Args: arguments(1, 1, "examples/flux-toy.xml"),
		RunE: func(cmd *cobra.Command, args []string) error { return runFlux(cmd, args, o) },
	}
	o.add(cmd, fluxSchema, "one line per reaction")
	return cmd
}

func runFlux(cmd *cobra.Command, args []string, o formats) error {
	var diags diag.List
	o.check(&diags)
	doc, err := readModel(args[0])
	diags.AddError(diag.Pos{}, "sbml", err)
	if err := diags.Err(); err != nil {
		return err
	}
	for _, d := range doc.Warnings {
		fmt.Fprintln(cmd.ErrOrStderr(), "jakstat:", printable(d.Error()))
	}
	run, err := newFluxRun(doc)
	if err != nil {
		return inFile(args[0], err)
	}
	s, err := run.best()
	if err != nil {
		return inFile(args[0], err)
	}
	v := fluxView{file: args[0], run: run, solution: s, command: commandLine(cmd, args)}
	return show(cmd.OutOrStdout(), o, v.document, v.csv, new(pictures).ended(v.table().Text))
}

// fluxView turns the fluxes of a model into a table and a document.
type fluxView struct {
	file     string
	run      *fluxRun
	solution *fluxbalance.Solution
	command  string
}

func (v *fluxView) direction() string {
	if v.run.objective.Maximize {
		return "maximize"
	}
	return "minimize"
}

// rows are the reactions in the order of the file.
func (v *fluxView) rows(format func(float64) string) *report.Table {
	t := &report.Table{RowHeads: 1, Columns: []report.Column{
		{Name: "reaction"}, {Name: "name"}, {Name: "flux", Align: report.Right}, {Name: "lower bound", Align: report.Right}, {Name: "upper bound", Align: report.Right},
	}}
	p := &v.run.problem
	for j, x := range v.run.doc.Model.Reactions() {
		t.Add(x.ID, x.Name, format(v.solution.Fluxes[j]), format(p.Lower[j]), format(p.Upper[j]))
	}
	return t
}

func (v *fluxView) table() *report.Table {
	t := v.rows(func(x float64) string {
		if math.IsInf(x, 0) {
			return "none"
		}
		return fmt.Sprintf("%.6g", x)
	})
	t.Title = v.run.doc.Model.ID()
	if t.Title == "" {
		t.Title = filepath.Base(v.file)
	}
	t.Title += fmt.Sprintf(": %s %s = %.6g", v.direction(), v.run.objective.ID, v.solution.Value)
	return t
}

func (v *fluxView) csv(w io.Writer) error { return v.rows(sbmlsuite.Format).CSV(w) }

// fluxDocument is the JSON form.
type fluxDocument struct {
	Schema    string        `json:"schema"`
	Product   string        `json:"product"`
	Command   string        `json:"command"`
	Model     runModel      `json:"model"`
	Warnings  []string      `json:"warnings"`
	Objective fluxObjective `json:"objective"`
	Fluxes    []fluxValue   `json:"fluxes"`
}

type fluxObjective struct {
	ID    string  `json:"id"`
	Type  string  `json:"type"`
	Value float64 `json:"value"`
}

type fluxValue struct {
	ID    string  `json:"id"`
	Name  string  `json:"name"`
	Flux  float64 `json:"flux"`
	Lower exact   `json:"lower"`
	Upper exact   `json:"upper"`
}

func (v *fluxView) document() fluxDocument {
	doc, p := v.run.doc, &v.run.problem
	d := fluxDocument{
		Schema: fluxSchema, Product: "jakstat " + versionText(), Command: v.command, Warnings: []string{}, Fluxes: []fluxValue{},
		Model:     runModel{File: v.file, ID: doc.Model.ID(), Level: doc.Level, Version: doc.Version},
		Objective: fluxObjective{ID: v.run.objective.ID, Type: v.direction(), Value: v.solution.Value},
	}
	for _, w := range doc.Warnings {
		d.Warnings = append(d.Warnings, w.Error())
	}
	for j, x := range doc.Model.Reactions() {
		d.Fluxes = append(d.Fluxes, fluxValue{ID: x.ID, Name: x.Name, Flux: v.solution.Fluxes[j], Lower: exact(p.Lower[j]), Upper: exact(p.Upper[j])})
	}
	return d
}
