package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"maps"
	"math"
	"path/filepath"
	"slices"
	"strconv"
	"strings"

	"github.com/spf13/cobra"

	"jakstat/diag"
	"jakstat/engine/compile"
	"jakstat/engine/model"
	"jakstat/engine/ode"
	"jakstat/engine/sim"
	"jakstat/engine/vm"
	"jakstat/format/sbml"
	"jakstat/format/sbmlsuite"
	"jakstat/report"
	"jakstat/rng"
)

// Tolerances of a simulated SBML model unless the user says otherwise: tight enough that four digits of any result are right.
const (
	runRTol = 1e-8
	runATol = 1e-12
)

type runOptions struct {
	duration, start *typed[float64]
	steps           *typed[int]
	rtol, atol      *typed[float64]
	seed            *typed[uint64]
	runs            *typed[int]
	mayChance       bool // the verb has stochastic methods
	vars, settings  names
	amounts         bool
	method          string
	explain         bool
	experimentOptions
	formats
	pictures
}

func newRunCommand() *cobra.Command {
	o := newRunOptions()
	cmd := &cobra.Command{
		Use:   "run MODEL.xml|EXPERIMENT.sedml|ARCHIVE.omex",
		Short: "Time course of any SBML model, or an experiment in SED-ML",
		Long: `Run simulates a model in SBML, Level 1 to 3, and shows its variables over time. Times and values are in the units of the model.

The simulation begins at time 0; --start and --duration choose the part that is shown. A species is shown as what its symbol
means in the file (mostly its concentration), with --amounts as its amount. Without --output-vars everything that can change is
shown: species, and compartments and parameters that are not constant.

--set gives parameters, compartments, local parameters (REACTION.NAME) and initial values (of species: amount or concentration as
in the file) another value. What the model computes by an initial assignment or a rule cannot be set.

With --method ssa, next-reaction or tau-leap the amounts of species are numbers of molecules and reactions happen at random: one run shows
a course, --runs N the mean, the standard deviation and quantiles. ssa (Gillespie) and next-reaction (Gibson and Bruck) are exact,
the first is the faster on every network measured; tau-leap (Cao, Gillespie and Petzold, with an error of 0.03) is not. Models that draw random
numbers (package distrib) need one of them too.

The method is chosen by the number of states, the sparsity of their Jacobian, stiffness, accuracy, events and delays: Tsit5 for what is
not stiff, Rodas5P for few states, QNDF for many; --method sets it. --explain-solver says what was chosen and why. A run that cannot go on
says which state, reaction, rule or event is at fault, and what to try.

` + experimentHelp + `

Anything in the file that is not supported is a mistake that names the element and its line; nothing is left out in silence.

` + researchNotice + `

` + exitSimulate,
		Example: `  jakstat run examples/il6-toy.xml --duration 120
  jakstat run examples/il6-toy.xml --duration 240 --output-vars STAT3,pSTAT3 --set k_phos=0.3
  jakstat run examples/il6-toy.xml --duration 120 --steps 12 --amounts --csv
  jakstat run examples/il6-toy.xml --duration 120 --html toy.html --svg toy.svg
  jakstat run examples/il6-toy.xml --duration 120 --output-vars pSTAT3 --scan k_phos=0.01:1:log:5 --scan IL6=0.5,1,2 --csv
  jakstat run examples/il6-scan.sedml --svg scan.svg
  jakstat run examples/gene-toy.xml --duration 100 --method ssa --runs 1000
  jakstat run examples/il6-toy.xml --duration 120 --explain-solver`,
		Args: arguments(1, 1, "examples/il6-toy.xml"),
		RunE: func(cmd *cobra.Command, args []string) error { return o.run(cmd, args) },
	}
	o.flags(cmd)
	o.addChance(cmd)
	cmd.Flags().BoolVar(&o.explain, "explain-solver", false, "say on standard error, or in the JSON, which method solved it and why, its cost, and what kept steps short")
	o.experimentOptions.add(cmd)
	o.formats.add(cmd, runSchema+" or "+stochasticSchema, "one line per time")
	o.pictures.add(cmd, "the picture")
	return cmd
}

// realFlag is a number within bounds, both included.
func realFlag(otherwise float64, text, kind string, least, most float64, hint string) *typed[float64] {
	f := &typed[float64]{value: otherwise, text: text, kind: kind, hint: hint}
	f.parse = func(s string) (float64, string) {
		v, err := strconv.ParseFloat(s, 64)
		switch {
		case err != nil && !errors.Is(err, strconv.ErrRange), math.IsNaN(v):
			return otherwise, strconv.Quote(s) + " is not a number"
		case v < least || v > most:
			return otherwise, s + " is out of range"
		}
		return v, ""
	}
	return f
}

// stepsFlag is a number of steps between points.
func stepsFlag(otherwise int) *typed[int] {
	f := &typed[int]{value: otherwise, text: strconv.Itoa(otherwise), kind: "N", hint: fmt.Sprintf("write a whole number from 1 to %d", maxPoints)}
	f.parse = func(s string) (int, string) {
		n, err := strconv.Atoi(s)
		switch {
		case err != nil && !errors.Is(err, strconv.ErrRange):
			return otherwise, strconv.Quote(s) + " is not a whole number"
		case err != nil || n < 1 || n > maxPoints:
			return otherwise, s + " steps cannot be shown"
		}
		return n, ""
	}
	return f
}

func (o *runOptions) run(cmd *cobra.Command, args []string) error {
	if err := o.explainable(args[0]); err != nil {
		return err
	}
	if isExperiment(args[0]) {
		return o.runExperiment(cmd, args)
	}
	r, warnings, err := o.setup(cmd, args[0])
	for _, d := range warnings {
		fmt.Fprintln(cmd.ErrOrStderr(), "jakstat:", printable(d.Error()))
	}
	if err != nil {
		return err
	}
	unitRemarks(cmd.ErrOrStderr(), r.doc.CheckUnits(), o.units)
	if r.stochastic {
		return o.runStochastic(cmd, args, r)
	}
	if len(o.scans.list) > 0 {
		return o.scan(cmd, args, r)
	}
	w := cmd.OutOrStdout()
	if err := writable(o.files()...); err != nil {
		return err
	}
	table, course, err := r.simulate(cmd.Context())
	if err != nil {
		return inFile(args[0], err)
	}
	if o.explain && !o.json {
		errs := cmd.ErrOrStderr()
		if err := explainSolver(course).text(errs, report.DetectTerm(errs)); err != nil {
			return err
		}
	}
	v := runView{file: args[0], run: r, table: table, course: course, command: commandLine(cmd, args)}
	svg := func(w io.Writer) error { return v.picture().SVG(w) }
	html := func(w io.Writer) error { return v.page().HTML(w) }
	if err := o.write(svg, html); err != nil {
		return err
	}
	switch {
	case o.json:
		return writeJSON(w, v.document())
	case o.csv:
		return table.Write(w)
	}
	if err := v.picture().Text(w, report.DetectTerm(w)); err != nil {
		return err
	}
	return o.footer(w)
}

// setup checks all input before anything runs.
func (o *runOptions) setup(cmd *cobra.Command, file string) (*modelRun, diag.List, error) {
	var diags diag.List
	o.duration.check("duration", &diags)
	o.start.check("start", &diags)
	o.steps.check("steps", &diags)
	o.rtol.check("rtol", &diags)
	o.atol.check("atol", &diags)
	o.seed.check("seed", &diags)
	o.formats.check(&diags)
	o.pictures.check(cmd, &diags)
	o.experimentOptions.check(file, &diags)
	method, stochastic, err := o.methods(cmd, &diags)
	diags.AddError(diag.Pos{}, "cli", err)
	values := o.values(&diags)
	doc, err := readModel(file)
	diags.AddError(diag.Pos{}, "sbml", err)
	if doc == nil {
		return nil, nil, diags.Err()
	}
	if err := noTimeCourse(doc); err != nil {
		diags.AddError(diag.Pos{File: file}, "flux", err)
		return nil, nil, diags.Err()
	}
	vars, amounts := o.vars.list, []string(nil)
	if len(vars) == 0 {
		vars = changing(doc.Model)
	}
	if len(vars) == 0 {
		diags.Add(diag.New(diag.Pos{File: file}, "cli.output-vars", "nothing in the model can change").Suggest("name what to show with --output-vars"))
	}
	if o.amounts {
		amounts = vars
	}
	plan, err := sbmlsuite.NewPlan(doc.Model, vars, amounts, nil)
	diags.AddError(diag.Pos{Where: "--output-vars"}, "cli", err)
	r := &modelRun{
		file: file, doc: doc, plan: plan, start: o.start.value, duration: o.duration.value, steps: o.steps.value, method: method, rtol: o.rtol.value, atol: o.atol.value, seed: o.seed.value,
		explain: o.explain,
	}
	r.stochastic = stochastic
	err = r.compile()
	if err == nil && !stochastic {
		err = noChance(r.program)
	}
	diags.AddError(diag.Pos{File: file}, "compile", err)
	if err == nil {
		r.set(values, &diags)
	}
	return r, doc.Warnings, diags.Err()
}

// values reads the words of --set.
func (o *runOptions) values(diags *diag.List) map[string]float64 {
	out := map[string]float64{}
	for _, word := range o.settings.list {
		name, text, ok := strings.Cut(word, "=")
		name = strings.TrimSpace(name)
		v, err := strconv.ParseFloat(strings.TrimSpace(text), 64)
		_, twice := out[name]
		bad := func(format string, args ...any) {
			diags.Add(diag.New(diag.Pos{Where: "--set"}, "cli.set", format, args...).Suggest("write for example --set p=3"))
		}
		switch {
		case !ok || name == "":
			bad("%q is not of the form name=number", word)
		case err != nil || math.IsNaN(v) || math.IsInf(v, 0):
			bad("%s: %q is not a number", name, strings.TrimSpace(text))
		case twice:
			bad("%s is given twice", name)
		default:
			out[name] = v
		}
	}
	return out
}

// maxModel bounds a model file; larger ones are lists of data.
const maxModel = 128 << 20

// readModel reads an SBML file. Other documents that it names must lie beside or below it.
func readModel(file string) (*sbml.Document, error) {
	data, err := readModelText(file, "a model is an SBML file (.xml)")
	if err != nil {
		return nil, err
	}
	return sbml.ReadWith(file, data, func(source string) ([]byte, error) {
		if !filepath.IsLocal(filepath.FromSlash(source)) {
			return nil, fmt.Errorf("%q does not lie beside the model or in a folder below it", source)
		}
		return readModelText(filepath.Join(filepath.Dir(file), filepath.FromSlash(source)), "an external model is an SBML file (.xml)")
	})
}

// changing lists what can change in a model: species first, then compartments and parameters that a rule or an event determines.
func changing(m *model.Model) []string {
	moved := map[string]bool{}
	for _, r := range m.Rules() {
		moved[r.Variable] = true
	}
	for _, e := range m.Events() {
		for _, a := range e.Assignments {
			moved[a.Variable] = true
		}
	}
	algebraic := slices.ContainsFunc(m.Rules(), func(r model.Rule) bool { return r.Kind == model.AlgebraicRule })
	var out []string
	for _, s := range m.Species() {
		if !s.Constant && (!s.Boundary || moved[s.ID] || algebraic) {
			out = append(out, s.ID)
		}
	}
	for _, c := range m.Compartments() {
		if moved[c.ID] || algebraic && !c.Constant {
			out = append(out, c.ID)
		}
	}
	for _, p := range m.Parameters() {
		if moved[p.ID] || algebraic && !p.Constant {
			out = append(out, p.ID)
		}
	}
	return out
}

// modelRun is one simulation of a model file.
type modelRun struct {
	file            string
	doc             *sbml.Document
	plan            *sbmlsuite.Plan
	program         *compile.Program
	start, duration float64 // the part that is reported; the simulation begins at 0
	steps           int
	settings        []sim.Setting
	method          ode.Method // nil: the simulator's choice
	rtol, atol      float64    // atol 0: by the size of the initial values
	seed            uint64
	stochastic      bool
	explain         bool
}

func (r *modelRun) compile() (err error) {
	r.program, err = compile.Compile(r.doc.Model, compile.Options{Report: r.plan.Symbols(), Amounts: r.plan.Amounts, Jumps: r.stochastic})
	return err
}

// set finds the parameters of the program that have other values.
func (r *modelRun) set(values map[string]float64, diags *diag.List) {
	var known []string
	for _, p := range r.program.Params {
		known = append(known, p.ID)
	}
	for _, name := range slices.Sorted(maps.Keys(values)) {
		i := r.program.ParamIndex(name)
		if i < 0 {
			d := diag.New(diag.Pos{Where: "--set"}, "cli.set", "the model has no parameter %q", name)
			if slices.Contains(r.doc.Model.Names(), name) {
				diags.Add(diag.New(diag.Pos{Where: "--set"}, "cli.set", "%q is computed by the model and cannot be set", name))
				continue
			}
			diags.Add(d.Suggest("%s", diag.DidYouMean(name, known)))
			continue
		}
		r.settings = append(r.settings, sim.Setting{Param: i, Value: values[name]})
	}
}

// choose picks one of several events of the same time and priority at random, as SBML demands; it returns an index of candidates.
func (r *modelRun) choose(round int, candidates []int) int {
	s := rng.Key(r.seed, 0, rng.Name("events of one priority"), 0)
	return s.Intn(uint64(round), len(candidates))
}

// tolerance is the absolute tolerance: a given one, or runATol, scaled down for models whose numbers are small.
func (r *modelRun) tolerance() float64 {
	if r.atol > 0 {
		return r.atol
	}
	m := vm.New(r.program, 1)
	for _, s := range r.settings {
		m.SetParameter(0, s.Param, s.Value)
	}
	m.EvalConst()
	y := make([]float64, len(r.program.States))
	m.Initial(0, y)
	size := 0.0
	for _, v := range y {
		if a := math.Abs(v); a > size && a < 1 {
			size = a
		} else if a >= 1 {
			return runATol
		}
	}
	if size == 0 {
		return runATol
	}
	return max(runATol*size, 1e-200)
}

// simulate runs the model and makes the table that the plan asks for.
func (r *modelRun) simulate(ctx context.Context) (*sbmlsuite.Results, *sim.Course, error) {
	s := sbmlsuite.Settings{Start: r.start, Duration: r.duration, Steps: r.steps}
	times := s.Times()
	r.atol = r.tolerance()
	course, err := sim.Solve(ctx, sim.ModelRun{
		Program: r.program, Start: 0, End: times[len(times)-1], Times: times, Settings: r.settings,
		Method: r.method, Options: ode.Options{RTol: r.rtol, ATol: []float64{r.atol}}, Choose: r.choose, Explain: r.explain,
	})
	if err != nil {
		return nil, nil, err
	}
	return r.plan.Table(times, func(symbol string) []float64 { return course.Values[r.program.OutputIndex(symbol)] }), course, nil
}
