package main

import (
	"context"
	"slices"

	"jakstat/diag"
	"jakstat/engine/compile"
	"jakstat/engine/model"
	"jakstat/engine/ode"
	"jakstat/engine/sim/ssa"
	"jakstat/format/sbml"
	"jakstat/format/sedml"
)

// experimentRun carries out an experiment.
type experimentRun struct {
	x          *sedml.Experiment
	in         *source
	options    *runOptions
	given      func(flag string) bool // on the command line, where it goes before what the file says
	methods    map[*sedml.Simulation]solver
	models     map[*sedml.Model]*experimentModel
	tasks      map[*sedml.Task][]*block
	jobs       []chainJob
	generators map[*sedml.Generator]sedml.Values
	steps      int // of the solver, all together
}

// experimentModel is a model ready to be simulated.
type experimentModel struct {
	doc     *sbml.Document
	program *compile.Program
	// onward, when the model goes on from the state of another simulation, is its form that can start anywhere; state are the
	// symbols that make up a state.
	onward *compile.Program
	state  []string
}

// block is the result of one single simulation.
type block struct {
	model  *sedml.Model
	keys   []sedml.Key
	times  []float64
	values map[string][]float64
}

// chainJob is a chain of simulations and where the results go.
type chainJob struct {
	steps  []sedml.Step
	blocks []*block
	solver []int
}

// maxNumbers bounds the results kept in memory: 8 bytes each.
const maxNumbers = 50_000_000

// prepare compiles the models and lays out all simulations. The error is a diag.List.
func (r *experimentRun) prepare() error {
	var diags diag.List
	needed := map[*sedml.Model][]string{}
	onward := map[*sedml.Model]bool{}
	need := func(m *sedml.Model, symbols ...string) {
		for _, s := range symbols {
			if s != "" && !slices.Contains(needed[m], s) {
				needed[m] = append(needed[m], s)
			}
		}
	}
	for _, g := range r.x.Generators {
		for _, v := range g.Variables {
			for _, m := range v.Task.Models() {
				if v.Model == nil || v.Model == m {
					need(m, v.Symbol)
				}
			}
			if _, known := r.tasks[v.Task]; known {
				continue
			}
			chains, err := v.Task.Unfold()
			if err != nil {
				diags.AddError(v.Task.Pos, "sedml", err)
				continue
			}
			for _, steps := range chains {
				job := chainJob{steps: steps, blocks: make([]*block, len(steps)), solver: make([]int, len(steps))}
				seen := map[*sedml.Model]bool{}
				for i, s := range steps {
					job.blocks[i] = &block{model: s.Task.Model, keys: s.Keys}
					onward[s.Task.Model] = onward[s.Task.Model] || seen[s.Task.Model]
					seen[s.Task.Model] = true
					for _, set := range s.Sets {
						for _, m := range r.x.Models {
							need(m, set.Needs(m)...)
						}
					}
				}
				r.jobs = append(r.jobs, job)
				r.tasks[v.Task] = append(r.tasks[v.Task], job.blocks...)
			}
		}
	}
	for _, s := range r.x.Simulations {
		diags.AddError(s.Pos, "sedml.kisao", r.method(s))
	}
	for _, m := range r.x.Models {
		if _, simulated := needed[m]; simulated || r.simulated(m) {
			diags.AddError(m.Pos, "sedml", r.model(m, needed[m], onward[m]))
		}
	}
	if err := diags.Err(); err != nil {
		return err
	}
	total := 0.0
	for _, j := range r.jobs {
		for _, s := range j.steps {
			total += float64(s.Task.Simulation.Steps+1) * float64(len(r.models[s.Task.Model].program.Outputs)+1)
		}
	}
	if total > maxNumbers {
		diags.Add(diag.New(diag.Pos{File: r.in.name}, "sedml.size", "the experiment makes %.3g numbers; at most %d fit", total, maxNumbers))
	}
	return diags.Err()
}

func (r *experimentRun) simulated(m *sedml.Model) bool {
	return slices.ContainsFunc(r.jobs, func(j chainJob) bool {
		return slices.ContainsFunc(j.steps, func(s sedml.Step) bool { return s.Task.Model == m })
	})
}

// method finds the solver of a simulation: that of the command line, or what its algorithm stands for.
func (r *experimentRun) method(s *sedml.Simulation) error {
	name := r.options.method
	if s.Algorithm.Method != sedml.Deterministic {
		name = string(s.Algorithm.Method)
	}
	if kind, ok := chanceMethod(name); ok {
		r.methods[s] = solver{chance: kind, isChance: true}
		return nil
	}
	m, err := methodByName(name)
	r.methods[s] = solver{ode: m}
	return err
}

// solver is what simulates: a method for differential equations, nil for the program's choice, or a stochastic one.
type solver struct {
	ode      ode.Method
	chance   ssa.Method
	isChance bool
}

// jumps tells whether a stochastic method simulates a model.
func (r *experimentRun) jumps(m *sedml.Model) bool {
	return slices.ContainsFunc(r.jobs, func(j chainJob) bool {
		return slices.ContainsFunc(j.steps, func(s sedml.Step) bool { return s.Task.Model == m && r.methods[s.Task.Simulation].isChance })
	})
}

func (r *experimentRun) model(m *sedml.Model, symbols []string, onward bool) error {
	doc, err := r.in.readSBML(r.x, m, r.x.Text(m))
	if err != nil {
		return err
	}
	x := &experimentModel{doc: doc}
	r.models[m] = x
	if onward {
		for _, s := range doc.Model.Names() {
			if k, _ := doc.Model.Lookup(s); k != model.KindReaction {
				x.state = append(x.state, s)
			}
		}
		for _, s := range x.state {
			if !slices.Contains(symbols, s) {
				symbols = append(symbols, s)
			}
		}
	}
	var diags diag.List
	for _, s := range symbols {
		if k, _ := doc.Model.Lookup(s); k == model.KindNone {
			diags.Add(diag.New(m.Pos, "sedml.target", "%s of model %s has no value that a simulation gives", s, m.ID))
		}
	}
	if err := diags.Err(); err != nil {
		return err
	}
	options := compile.Options{Report: symbols, Jumps: r.jumps(m)}
	if x.program, err = compile.Compile(doc.Model, options); err != nil || !onward {
		return err
	}
	text, err := r.x.Continued(m)
	if err != nil {
		return err
	}
	if doc, err = r.in.readSBML(r.x, m, text); err != nil {
		return err
	}
	if x.onward, err = compile.Compile(doc.Model, options); err != nil {
		return err
	}
	if len(x.program.Delays) > 0 || slices.ContainsFunc(doc.Model.Events(), func(e model.Event) bool { return e.Delay != nil }) {
		return diag.New(m.Pos, "sedml.unsupported", "model %s has delays, whose past is no part of a state: it cannot go on from the state of another simulation", m.ID).
			Suggest(`set resetModel="true"`)
	}
	return nil
}

// run does all simulations and computes the generators.
func (r *experimentRun) run(ctx context.Context, workers int, done func(n int)) error {
	count := 0
	err := parallel(ctx, workers, len(r.jobs), func(ctx context.Context, i int) error { return r.chain(ctx, i) }, func(int) {
		count++
		done(count)
	})
	if err != nil {
		return err
	}
	for _, j := range r.jobs {
		for _, n := range j.solver {
			r.steps += n
		}
	}
	var diags diag.List
	for _, g := range r.x.Generators {
		v, err := g.Evaluate(r.variable)
		diags.AddError(g.Pos, "sedml", err)
		r.generators[g] = v
	}
	return diags.Err()
}

// variable gives the values of a variable over its task.
func (r *experimentRun) variable(v *sedml.Variable) sedml.Values {
	var out sedml.Values
	for _, b := range r.tasks[v.Task] {
		switch {
		case v.Model != nil && v.Model != b.model:
		case v.Symbol == "":
			out = append(out, b.times)
		default:
			out = append(out, b.values[v.Symbol])
		}
	}
	return out
}
