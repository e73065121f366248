package main

import (
	"context"
	"encoding/json"
	"fmt"
	"strings"

	"github.com/spf13/cobra"

	"jakstat/diag"
	"jakstat/jak/coverage"
	"jakstat/jak/design"
	"jakstat/server"
)

// designRoutes are the pages of molecules that do not exist yet.
func (a *api) designRoutes(s *server.Server) {
	server.Post(s, server.Route{
		Path: "/design", ID: "design", Tag: tagExplore, Summary: "What a hypothetical molecule would block, in the form of a comparison", Formats: []server.Format{server.JSON, server.CSV, server.SVG},
		About: "The body is a drug file (YAML, or the same as JSON; jakstat's examples/mydrug.yaml explains the form), or a JSON object in the words of the command line: " +
			`{"ki": {"JAK1": "2nM", "JAK2": "60nM", "JAK3": "200nM", "TYK2": "40nM"}, "fu": 0.35, "molar-mass": "412g/mol", "cl-f": "20L/h", "half-life": "6h", "ka": "1/h"}.`,
		Compute: true, Body: []string{"application/yaml", "application/json"},
	}, a.design)
}

type designQuery struct {
	Crowd
	Dose    string   `query:"dose" required:"true" maxLength:"80" doc:"As in \"15 mg\"" example:"15 mg"`
	Regimen string   `query:"regimen" default:"qd" maxLength:"200" doc:"As in qd"`
	Beside  []string `query:"beside,explode" maxItems:"24" doc:"Treatment to show beside it, as in \"upadacitinib:15 mg qd\"; repeat for several"`
	Only    []string `query:"only" maxItems:"60" doc:"Cytokines to show, separated by commas; default: all"`
	Measure string   `query:"measure" enum:"average,trough,hours" default:"average" doc:"What a heat map shows"`
	RawBody []byte
}

// designDocument is a comparison whose first column is the molecule, with the drug file that says the same.
type designDocument struct {
	coverage.Document
	DrugFile string `json:"drug_file" doc:"The molecule as a drug file"`
}

// designFile names the body in messages.
const designFile = "molecule.yaml"

func (a *api) design(ctx context.Context, q *designQuery) (server.Page[designDocument], error) {
	out := server.Page[designDocument]{}
	var diags diag.List
	data, words := a.molecule(q.RawBody, &diags)
	var t coverage.Treatment
	var err error
	if data != nil {
		t, err = design.Treatment(a.lib, designFile, data, q.Dose, q.Regimen)
		diags.AddError(diag.Pos{}, "api", err)
		if err == nil {
			diags.AddError(diag.Pos{Where: "--dose"}, "dose", masses(t.Regimen, nil))
			diags.AddError(diag.Pos{}, "design", design.CheckTreatment(t))
		}
	}
	q.check(&diags)
	checkReadouts(a.lib, "only", q.Only, &diags)
	ts := []coverage.Treatment{t}
	if len(q.Beside) > 0 {
		beside := TreatmentQuery{Treatment: q.Beside}
		more, _, err := beside.open(a)
		diags.AddError(diag.Pos{}, "api", err)
		ts = append(ts, more...)
	}
	if err := diags.Err(); err != nil {
		return out, inBody(diags)
	}
	c, err := coverage.Compare(ctx, a.lib, ts, q.options())
	if err != nil {
		return out, err
	}
	o := compareOptions{only: names{list: q.Only, set: len(q.Only) > 0}}
	if o.only.set {
		c.Keep(o.keep(a.lib))
	}
	command := fmt.Sprintf("jakstat design%s --dose %s --regimen %s%s", words, quoteArg(q.Dose), quoteArg(q.Regimen), q.flags())
	for _, b := range q.Beside {
		one := TreatmentQuery{Treatment: []string{b}}
		command += " --beside" + one.arguments()
	}
	v := newCompareView(a.lib, c, nil, command, q.Measure)
	out.Document, out.Table, out.Figure, out.Command = designDocument{v.document(), string(data)}, v.long(), v.heatMap(), command+" --json"
	return out, nil
}

// inBody calls the places of mistakes by the words of a request.
func inBody(l diag.List) diag.List {
	for i := range l {
		w := l[i].Pos.Where
		for _, name := range []string{"dose", "regimen", "only"} {
			w = strings.ReplaceAll(w, "--"+name, "query."+name)
		}
		l[i].Pos.Where = strings.ReplaceAll(w, "--", "body ")
		l[i].Suggestion = strings.ReplaceAll(l[i].Suggestion, "--", "")
	}
	return l
}

// molecule is the text of the drug file that a body is or describes, and how the command line is told the same.
func (a *api) molecule(body []byte, diags *diag.List) (data []byte, words string) {
	var described map[string]any
	if err := json.Unmarshal(body, &described); err != nil || described["drug"] != nil {
		return body, " " + designFile
	}
	o := moleculeFlags{}
	cmd := &cobra.Command{Use: "design"}
	o.add(cmd)
	args := flagsOf(cmd, body, diags)
	if diags.HasErrors() {
		return nil, ""
	}
	if err := cmd.ParseFlags(args); err != nil {
		diags.Add(diag.New(diag.Pos{Where: "body"}, "design.value", "%v", err))
		return nil, ""
	}
	_, data = o.text("", 0.3, diags)
	for i := 0; i < len(args); i += 2 {
		words += " " + args[i] + " " + quoteArg(args[i+1])
	}
	return data, words
}
