package main

import (
	"context"
	"fmt"
	"slices"

	"jakstat/diag"
	"jakstat/engine/compile"
	"jakstat/engine/model"
	"jakstat/engine/ode"
	"jakstat/engine/sim"
	"jakstat/engine/sim/ssa"
	"jakstat/format/sedml"
)

// state is what a chain knows of a model: settings before its first simulation, then the values of all symbols.
type state struct {
	settings map[string]float64
	values   map[string]float64 // nil before the first simulation
	// The time is that of the last time course and equal steps since then, counted, so that their roundings do not add up.
	begin, step float64
	steps       int
	// simulated counts the simulations of the chain, for random numbers of their own.
	simulated int
	chain     int // its number, for the same
}

// time is where the model stands.
func (s *state) time() float64 { return s.begin + float64(s.steps)*s.step }

// chain does the simulations of a chain one after the other.
func (r *experimentRun) chain(ctx context.Context, number int) error {
	job := &r.jobs[number]
	states := map[*sedml.Model]*state{}
	of := func(m *sedml.Model) *state {
		if states[m] == nil {
			states[m] = &state{chain: number, settings: map[string]float64{}}
		}
		return states[m]
	}
	for i, step := range job.steps {
		for k := range step.Sets {
			set := &step.Sets[k]
			v, err := set.Value(func(m *sedml.Model, symbol string) (float64, error) { return r.current(ctx, m, of(m), symbol) })
			if err == nil {
				err = r.settable(set, of(set.Model))
			}
			if err != nil {
				return err
			}
			if st := of(set.Model); st.values != nil {
				st.values[set.Symbol] = v
			} else {
				st.settings[set.Symbol] = v
			}
		}
		if err := r.simulate(ctx, step.Task, of(step.Task.Model), job.blocks[i], &job.solver[i]); err != nil {
			return err
		}
	}
	return nil
}

// settable tells whether a symbol can be given a value, and that the value means what the model takes it for.
func (r *experimentRun) settable(set *sedml.Set, st *state) error {
	x := r.models[set.Model]
	if x == nil {
		return nil // a model that nothing simulates
	}
	p := x.program
	if st.values != nil {
		p = x.onward
	}
	if p.ParamIndex(set.Symbol) < 0 {
		return diag.New(set.Pos, "sedml.set", "%s is computed by model %s and cannot be set", set.Symbol, set.Model.ID)
	}
	kind, i := x.doc.Model.Lookup(set.Symbol)
	if kind != model.KindSpecies {
		return nil
	}
	s := x.doc.Model.Species()[i]
	concentration := x.doc.Model.IsConcentration(&s)
	switch {
	case concentration && st.values != nil && set.Attribute == "initialAmount":
		return diag.New(set.Pos, "sedml.set", "species %s is a concentration when a simulation goes on; its initialAmount cannot be set", set.Symbol).Suggest("leave /@initialAmount away and set the concentration")
	case concentration && st.values == nil && set.Attribute == "" && !s.InitialConcentration:
		return diag.New(set.Pos, "sedml.set", "species %s is a concentration and begins with an amount in the file; the target does not say which is set", set.Symbol).Suggest("write /@initialAmount behind the target")
	}
	return nil
}

// settings are the settings of a program for a state.
func (x *experimentModel) settings(st *state) (*compile.Program, []sim.Setting) {
	p, values := x.program, st.settings
	if st.values != nil {
		p, values = x.onward, st.values
	}
	var out []sim.Setting
	for i, param := range p.Params {
		if v, ok := values[param.ID]; ok {
			out = append(out, sim.Setting{Param: i, Value: v})
		}
	}
	return p, out
}

// current is the value of a symbol between two simulations, or before the first.
func (r *experimentRun) current(ctx context.Context, m *sedml.Model, st *state, symbol string) (float64, error) {
	if st.values != nil {
		return st.values[symbol], nil
	}
	x := r.models[m]
	if x == nil {
		return 0, fmt.Errorf("model %s is not simulated", m.ID)
	}
	if i := x.program.ParamIndex(symbol); i >= 0 {
		if v, ok := st.settings[symbol]; ok {
			return v, nil
		}
	}
	p, settings := x.settings(st)
	course, err := sim.Solve(ctx, sim.ModelRun{Program: p, Times: []float64{0}, Settings: settings})
	if err != nil {
		return 0, err
	}
	i := p.OutputIndex(symbol)
	if i < 0 {
		return 0, fmt.Errorf("%s has no value that a simulation gives", symbol)
	}
	return course.Values[i][0], nil
}

// simulate does one simulation from a state, fills a block, and moves the state on.
func (r *experimentRun) simulate(ctx context.Context, t *sedml.Task, st *state, b *block, steps *int) error {
	x, s := r.models[t.Model], t.Simulation
	start, times := s.Initial, []float64(nil)
	if s.Kind == sedml.OneStep {
		start = st.time()
		if s.Step != st.step {
			st.begin, st.step, st.steps = start, s.Step, 0
		}
		st.steps++
		times = []float64{st.time()}
	} else {
		times = s.Times()
		st.begin, st.steps = times[len(times)-1], 0
	}
	p, settings := x.settings(st)
	m := modelRun{doc: x.doc, program: p, settings: settings, method: r.methods[s].ode, rtol: r.options.rtol.value, atol: r.options.atol.value}
	m.atol = m.tolerance()
	if a := s.Algorithm; !r.given("rtol") && a.RTol > 0 {
		m.rtol = max(min(m.rtol, a.RTol), leastTolerance)
	}
	if a := s.Algorithm; !r.given("atol") && a.ATol > 0 {
		m.atol = min(m.atol, a.ATol)
	}
	m.seed = r.seedOf(s) + uint64(st.simulated)
	if kind := r.methods[s]; kind.isChance {
		return r.chance(ctx, t, st, b, kind.chance, p, settings, start, times, r.seedOf(s))
	}
	if kind := r.methods[s]; kind.isChance {
		return r.chance(ctx, t, st, b, kind.chance, p, settings, start, times, r.seedOf(s))
	}
	course, err := sim.Solve(ctx, sim.ModelRun{
		Program: p, Start: start, End: times[len(times)-1], Times: times, Settings: settings,
		Method: m.method, Options: ode.Options{RTol: m.rtol, ATol: []float64{m.atol}}, Choose: m.choose,
	})
	if err != nil {
		if ctx.Err() != nil {
			return err
		}
		return fmt.Errorf("task %s: %w", t.ID, err)
	}
	*steps = course.Stats.Steps
	b.read(p, times, course.Values)
	r.carry(x, st, b)
	return nil
}

// seedOf is the seed of a simulation: that of the command line, or of its algorithm.
func (r *experimentRun) seedOf(s *sedml.Simulation) uint64 {
	if a := s.Algorithm; !r.given("seed") && a.Seed != nil {
		return *a.Seed
	}
	return r.options.seed.value
}

// chance is one stochastic simulation. Chains, such as the repetitions of a task, have random numbers of their own.
func (r *experimentRun) chance(ctx context.Context, t *sedml.Task, st *state, b *block, kind ssa.Method, p *compile.Program, settings []sim.Setting, start float64, times []float64, seed uint64) error {
	request := ssa.Request{Program: p, Method: kind, Start: start, End: times[len(times)-1], Times: times, Seed: seed}
	for _, x := range settings {
		request.Settings = append(request.Settings, ssa.Setting{Param: x.Param, Value: x.Value})
	}
	course, err := ssa.Run(ctx, &request, uint64(st.chain)<<32+uint64(st.simulated))
	if err != nil {
		if ctx.Err() != nil {
			return err
		}
		return fmt.Errorf("task %s: %w", t.ID, err)
	}
	b.read(p, times, course.Values)
	r.carry(r.models[t.Model], st, b)
	return nil
}

// read keeps the values of a simulation.
func (b *block) read(p *compile.Program, times []float64, values [][]float64) {
	b.times, b.values = times, map[string][]float64{}
	for i, o := range p.Outputs {
		b.values[o.ID] = values[i]
	}
}

// carry leaves a chain with the state that a simulation ended in.
func (r *experimentRun) carry(x *experimentModel, st *state, b *block) {
	st.simulated++
	if x.onward == nil {
		st.values = nil
		return
	}
	// What is no symbol of the model, a local parameter, keeps what it was set to.
	before := st.settings
	if st.values != nil {
		before = st.values
	}
	st.values = map[string]float64{}
	for name, v := range before {
		if !slices.Contains(x.state, name) {
			st.values[name] = v
		}
	}
	for _, name := range x.state {
		v := b.values[name]
		st.values[name] = v[len(v)-1]
	}
}

// leastTolerance is the tightest relative tolerance that the solvers reach.
const leastTolerance = 1e-14
