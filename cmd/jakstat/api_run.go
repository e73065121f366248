package main

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"mime"
	"mime/multipart"
	"net/http"
	"strings"

	"jakstat/diag"
	"jakstat/format/sbml"
	"jakstat/format/sbmlsuite"
	"jakstat/server"
)

const tagModels = "models"

// modelRoutes are the pages that run models of others.
func (a *api) modelRoutes(s *server.Server) {
	server.Post(s, server.Route{
		Path: "/models/run", ID: "run-model", Tag: tagModels, Summary: "Time course of an SBML model", Formats: []server.Format{server.JSON, server.CSV, server.SVG}, Compute: true,
		About: "The body is the model, or a form (multipart/form-data) with one file. What is wrong in it comes with line and column.",
		Body:  []string{"application/xml", "application/sbml+xml", "text/xml", "application/octet-stream", "multipart/form-data"},
	}, a.runModel)
}

type runQuery struct {
	TEnd    float64  `query:"t_end" default:"100" minimum:"0" exclusiveMinimum:"0" maximum:"1e15" doc:"Last time, in the model's unit of time; the simulation begins at 0"`
	TStart  float64  `query:"t_start" minimum:"0" maximum:"1e15" doc:"First time that is shown"`
	Steps   int      `query:"steps" default:"200" minimum:"1" maximum:"20000" doc:"Steps between the points shown"`
	Method  string   `query:"method" default:"auto" maxLength:"40" doc:"Solver: auto, Rodas5P, Tsit5, QNDF"`
	RTol    float64  `query:"rtol" default:"1e-8" minimum:"1e-14" maximum:"0.1" doc:"Relative tolerance"`
	Vars    []string `query:"vars" maxItems:"1000" doc:"Variables to show, separated by commas; default: all that can change"`
	Set     []string `query:"set" maxItems:"200" doc:"Other values of parameters, as in k1=3,k2=0.1"`
	Amounts bool     `query:"amounts" doc:"Show species as amounts"`
	Name    string   `query:"name" maxLength:"120" doc:"Name of the file in messages; default: model.xml"`
	Type    string   `header:"Content-Type" hidden:"true"`
	RawBody []byte
}

// maxCells bounds times by variables of an answer.
const maxCells = 2_000_000

func (a *api) runModel(ctx context.Context, q *runQuery) (server.Page[runDocument], error) {
	out := server.Page[runDocument]{}
	name, data, err := q.file()
	if err != nil {
		return out, err
	}
	r, err := q.setup(name, data)
	if err != nil {
		return out, err
	}
	table, course, err := r.simulate(ctx)
	if err != nil {
		return out, unfinished(ctx, inFile(name, err))
	}
	v := runView{file: name, run: r, table: table, course: course, command: q.command(name)}
	out.Document, out.Lines, out.Figure = v.document(), table.Write, v.picture()
	return out, nil
}

// unfinished is a run that the solver gave up: the model's fault, not the server's, unless the time for an answer was over.
func unfinished(ctx context.Context, err error) error {
	if isDiagnostic(err) {
		return err
	}
	if cause := ctx.Err(); cause != nil {
		return cause
	}
	return server.NewProblem(http.StatusUnprocessableEntity, "the simulation failed: "+printable(err.Error()))
}

// file is the model of the body and its name.
func (q *runQuery) file() (name string, data []byte, err error) {
	if name = q.Name; name == "" {
		name = "model.xml"
	}
	kind, params, err := mime.ParseMediaType(q.Type)
	if err != nil || kind != "multipart/form-data" {
		return name, q.RawBody, nil
	}
	form := multipart.NewReader(bytes.NewReader(q.RawBody), params["boundary"])
	for {
		part, err := form.NextPart()
		if errors.Is(err, io.EOF) {
			return "", nil, diag.New(diag.Pos{Where: "body"}, "api.form", "no file in the form").Suggest("send one part with a file name")
		}
		if err != nil {
			return "", nil, diag.New(diag.Pos{Where: "body"}, "api.form", "the form cannot be read: %v", err)
		}
		if part.FileName() == "" {
			continue
		}
		if q.Name == "" {
			name = part.FileName()
		}
		data, err = io.ReadAll(part)
		if err != nil {
			return "", nil, diag.New(diag.Pos{Where: "body"}, "api.form", "the form cannot be read: %v", err)
		}
		return name, data, nil
	}
}

// setup reads and compiles the model; all mistakes together.
func (q *runQuery) setup(name string, data []byte) (*modelRun, error) {
	var diags diag.List
	method, err := methodByName(q.Method)
	diags.AddError(diag.Pos{}, "api.method", err)
	o := runOptions{settings: names{list: q.Set}}
	values := o.values(&diags)
	if q.TStart >= q.TEnd {
		diags.Add(diag.New(diag.Pos{Where: "query.t_start"}, "api.time", "%g is not before the end, %g", q.TStart, q.TEnd).Suggest("write a number below t_end"))
	}
	doc, err := sbml.ReadWith(name, data, func(source string) ([]byte, error) {
		return nil, fmt.Errorf("%q stands in another file; a model that is sent has none beside it", source)
	})
	diags.AddError(diag.Pos{}, "sbml", err)
	if doc == nil {
		return nil, inQueryOf(diags)
	}
	if err := noTimeCourse(doc); err != nil {
		diags.AddError(diag.Pos{File: name}, "flux", err)
		return nil, inQueryOf(diags)
	}
	vars, amounts := q.Vars, []string(nil)
	if len(vars) == 0 {
		vars = changing(doc.Model)
	}
	if len(vars) == 0 {
		diags.Add(diag.New(diag.Pos{File: name}, "api.vars", "nothing in the model can change").Suggest("name what to show with vars"))
	}
	if len(vars)*(q.Steps+1) > maxCells {
		diags.Add(diag.New(diag.Pos{Where: "query.steps"}, "api.steps", "%d variables at %d times are more than an answer holds", len(vars), q.Steps+1).Suggest("write at most %d, or name what to show with vars", maxCells/len(vars)-1))
	}
	if q.Amounts {
		amounts = vars
	}
	plan, err := sbmlsuite.NewPlan(doc.Model, vars, amounts, nil)
	diags.AddError(diag.Pos{Where: "--vars"}, "api", err)
	r := &modelRun{file: name, doc: doc, plan: plan, start: q.TStart, duration: q.TEnd - q.TStart, steps: q.Steps, method: method, rtol: q.RTol, seed: 1}
	if plan != nil {
		err = r.compile()
		if err == nil {
			err = noChance(r.program)
		}
		diags.AddError(diag.Pos{File: name}, "compile", err)
		if err == nil {
			r.set(values, &diags)
		}
	}
	return r, inQueryOf(diags).Err()
}

func inQueryOf(l diag.List) diag.List {
	for i := range l {
		l[i].Pos.Where = strings.ReplaceAll(l[i].Pos.Where, "--", "query.")
	}
	return l
}

func (q *runQuery) command(name string) string {
	s := fmt.Sprintf("jakstat run %s --duration=%g --steps=%d", quoteArg(name), q.TEnd-q.TStart, q.Steps)
	if q.TStart > 0 {
		s += fmt.Sprintf(" --start=%g", q.TStart)
	}
	if q.Method != "auto" {
		s += " --method=" + quoteArg(q.Method)
	}
	if q.RTol != runRTol {
		s += fmt.Sprintf(" --rtol=%g", q.RTol)
	}
	if len(q.Vars) > 0 {
		s += " --output-vars=" + quoteArg(strings.Join(q.Vars, ","))
	}
	if len(q.Set) > 0 {
		s += " --set=" + quoteArg(strings.Join(q.Set, ","))
	}
	if q.Amounts {
		s += " --amounts"
	}
	return s + " --json"
}
