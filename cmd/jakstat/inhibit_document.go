package main

import (
	"fmt"
	"io"

	"jakstat/format/sbmlsuite"
	"jakstat/jak/inhibit"
	"jakstat/report"
)

const inhibitSchema = "jakstat.inhibit/1"

// csv writes time, concentrations, what is left of each activity, and every variable without and with drug.
func (v *inhibitView) csv(w io.Writer) error {
	r := v.result
	t := &sbmlsuite.Results{Names: []string{"time", "unbound nM"}, Timed: true}
	columns := [][]float64{r.free}
	if r.total != nil {
		t.Names, columns = append(t.Names, "total nM"), append(columns, r.total)
	}
	for i, x := range v.setup.steps {
		t.Names, columns = append(t.Names, "left at "+x.Reaction), append(columns, r.left[i])
	}
	for i, x := range r.responses {
		t.Names = append(t.Names, x.Variable+" without", x.Variable+" with")
		columns = append(columns, courseOf(r.without, i), courseOf(r.with, i))
	}
	for k, time := range r.times {
		row := []float64{time}
		for _, c := range columns {
			row = append(row, c[k])
		}
		t.Rows = append(t.Rows, row)
	}
	return t.Write(w)
}

// page is the self-contained report.
func (v *inhibitView) page() *report.Page {
	s, r := v.setup, v.result
	var remarks report.Items
	for _, d := range s.plain.doc.Warnings {
		remarks = append(remarks, d.Error())
	}
	sections := []report.Section{
		{ID: "courses", Title: "Over time", Blocks: []report.Block{report.Fig{Figure: v.picture(), Caption: "Times and values are in the units of the model."}}},
		{ID: "effect", Title: "Effect", Blocks: []report.Block{report.Tab{Table: v.effect()}}},
		{ID: "scaled", Title: "What was scaled", Blocks: []report.Block{report.Items(v.facts()), report.Tab{Table: v.scaled(0)}, report.Fold{Summary: "Sources", Blocks: []report.Block{report.Items(v.sources())}}}},
	}
	if len(remarks) > 0 {
		sections = append(sections, report.Section{ID: "warnings", Title: "Remarks on the file", Blocks: []report.Block{remarks}})
	}
	return &report.Page{
		Title: v.modelName() + " with " + v.exposure(), Lead: "A kinetic model without and with a drug on its kinase steps.", Notice: researchNotice, Sections: sections,
		Manifest: []report.Pair{
			{Name: "product", Value: "jakstat " + versionText()},
			{Name: "the same on the command line", Value: v.command},
			{Name: "solver", Value: fmt.Sprintf("%s, relative tolerance %g, absolute tolerance %g, %d steps without and %d with drug", s.plain.methodName(), s.plain.rtol, s.plain.atol, r.stats.Steps, r.drugged.Steps)},
		},
	}
}

// inhibitDocument is the JSON form.
type inhibitDocument struct {
	Schema    string            `json:"schema"`
	Product   string            `json:"product"`
	Command   string            `json:"command"`
	Model     runModel          `json:"model"`
	TimeUnit  *inhibitTime      `json:"time_unit"`
	Drug      *inhibitDrug      `json:"drug"`
	Steps     []inhibitStep     `json:"steps"`
	Solver    runSolver         `json:"solver"`
	Warnings  []string          `json:"warnings"`
	Time      []float64         `json:"time"`
	Unbound   []exact           `json:"unbound_nM"`
	Total     []exact           `json:"total_nM"`
	Variables []inhibitVariable `json:"variables"`
}

type inhibitTime struct {
	Seconds float64 `json:"seconds"`
	From    string  `json:"from"`
}

type inhibitDrug struct {
	Name     string `json:"name"`
	Exposure string `json:"exposure"`
	Timing   string `json:"timing"`
	Model    string `json:"model"`
	Verified bool   `json:"verified"`
}

type inhibitStep struct {
	Reaction string   `json:"reaction"`
	Line     int      `json:"line"`
	Equation string   `json:"equation"`
	Rate     string   `json:"rate"`
	Activity string   `json:"activity"`
	Half     exact    `json:"half_nM_unbound"`
	Verified bool     `json:"verified"`
	Evidence []string `json:"evidence"`
	Notes    []string `json:"notes"`
	Left     []exact  `json:"left"`
}

type inhibitVariable struct {
	runVariable
	With []exact     `json:"values_with_drug"`
	Peak inhibitPair `json:"peak"`
	Area inhibitPair `json:"auc"`
}

type inhibitPair struct {
	Without    exact `json:"without"`
	With       exact `json:"with_drug"`
	Inhibition exact `json:"inhibition"`
}

func (v *inhibitView) document() inhibitDocument {
	s, r := v.setup, v.result
	view := runView{file: s.plain.file, run: s.plain}
	d := inhibitDocument{
		Schema: inhibitSchema, Product: "jakstat " + versionText(), Command: v.command, Warnings: []string{}, Time: r.times,
		Model:   runModel{File: s.plain.file, ID: s.plain.doc.Model.ID(), Level: s.plain.doc.Level, Version: s.plain.doc.Version},
		Solver:  runSolver{Method: s.plain.methodName(), RTol: s.plain.rtol, ATol: s.plain.atol, Steps: r.drugged.Steps},
		Unbound: exactly(r.free),
	}
	if s.timeFrom != "" {
		d.TimeUnit = &inhibitTime{Seconds: s.seconds, From: s.timeFrom}
	}
	if r.total != nil {
		d.Total = exactly(r.total)
	}
	if s.molecule != nil {
		d.Drug = &inhibitDrug{Name: s.molecule.Name, Exposure: v.exposure(), Timing: v.timing(), Verified: true}
		if t := s.treatment; t != nil {
			d.Drug.Model, d.Drug.Verified = t.Model.ID, t.Model.Verified()
		}
	}
	for _, w := range s.plain.doc.Warnings {
		d.Warnings = append(d.Warnings, w.Error())
	}
	for i, x := range s.steps {
		reaction, a := s.reactions[i], x.Activity
		d.Steps = append(d.Steps, inhibitStep{
			Reaction: reaction.ID, Line: reaction.Pos.Line, Equation: inhibit.Equation(reaction), Rate: reaction.Rate.String(), Activity: a.Label, Half: exact(a.Half()),
			Verified: a.Verified, Evidence: append([]string{}, a.Refs...), Notes: append([]string{}, a.Notes...), Left: exactly(r.left[i]),
		})
	}
	names := view.names()
	for i, x := range r.responses {
		c := s.plain.plan.Columns[i]
		d.Variables = append(d.Variables, inhibitVariable{
			runVariable: runVariable{ID: c.Variable, Name: names[i], Quantity: c.Quantity, Values: exactly(courseOf(r.without, i))},
			With:        exactly(courseOf(r.with, i)),
			Peak:        inhibitPair{exact(x.PeakWithout), exact(x.PeakWith), exact(x.PeakInhibition)},
			Area:        inhibitPair{exact(x.AreaWithout), exact(x.AreaWith), exact(x.AreaInhibition)},
		})
	}
	return d
}

func exactly(v []float64) []exact {
	out := make([]exact, len(v))
	for i, x := range v {
		out[i] = exact(x)
	}
	return out
}
