package main

import (
	"errors"
	"math"

	"jakstat/diag"
	"jakstat/engine/compile"
	"jakstat/engine/fluxbalance"
	"jakstat/engine/model"
	"jakstat/engine/vm"
	"jakstat/format/sbml"
	"jakstat/format/sbmlsuite"
)

// fluxRun is the flux-balance problem of a model file.
type fluxRun struct {
	doc       *sbml.Document
	objective *sbml.FluxObjective
	problem   fluxbalance.Problem
	flux      map[string]int // reactions by ID
}

// newFluxRun makes the problem: a flux a reaction, and a balance for each species that reactions determine; boundary and constant
// species have none. Values that initial assignments or rules determine are those at time 0. The error is a diagnostic.
func newFluxRun(doc *sbml.Document) (*fluxRun, error) {
	if doc.Flux == nil {
		return nil, diag.New(diag.Pos{}, "flux.package", "the model has no flux-balance problem that is read (package fbc, version 1 or 2)")
	}
	r := &fluxRun{doc: doc, objective: doc.Flux.Objective(), flux: map[string]int{}}
	if r.objective == nil {
		return nil, diag.New(doc.Flux.Pos, "flux.objective", "the model has no active objective")
	}
	values, err := r.values()
	if err != nil {
		return nil, err
	}
	p := &r.problem
	p.Maximize = r.objective.Maximize
	balance := map[string]int{}
	for _, s := range doc.Model.Species() {
		if !s.Boundary && !s.Constant {
			balance[s.ID] = p.Balances
			p.Balances++
		}
	}
	for j, x := range doc.Model.Reactions() {
		r.flux[x.ID] = j
		lo, up, err := bounds(doc.Flux.Bounds[x.ID], values)
		if err != nil {
			return nil, err
		}
		p.Lower, p.Upper, p.Objective = append(p.Lower, lo), append(p.Upper, up), append(p.Objective, 0)
		for side, refs := range [2][]model.SpeciesRef{x.Reactants, x.Products} {
			for _, ref := range refs {
				i, balanced := balance[ref.Species]
				if !balanced {
					continue
				}
				v := ref.Stoichiometry
				if given, ok := values[ref.ID]; ok {
					v = given
				}
				if math.IsNaN(v) || math.IsInf(v, 0) {
					return nil, diag.New(ref.Pos, "flux.stoichiometry", "reaction %s has no finite stoichiometry of %s", x.ID, ref.Species)
				}
				p.Terms = append(p.Terms, fluxbalance.Term{Balance: i, Flux: j, Value: v * float64(2*side-1)})
			}
		}
	}
	for _, t := range r.objective.Terms {
		p.Objective[r.flux[t.Reaction]] += t.Coefficient
	}
	return r, nil
}

// bounds combines the bounds of a reaction: all of them hold. Without one a flux is free, whatever the attribute reversible says
// (package fbc, version 1 and 2, "FluxBound" and "Reaction").
func bounds(list []sbml.FluxBound, values map[string]float64) (lo, up float64, err error) {
	lo, up = math.Inf(-1), math.Inf(1)
	for _, b := range list {
		v := b.Value
		if b.Parameter != "" {
			v = values[b.Parameter]
		}
		if math.IsNaN(v) {
			return lo, up, diag.New(b.Pos, "flux.bound", "the bound %s has no value", b.Parameter)
		}
		if b.Lower {
			lo = max(lo, v)
		}
		if b.Upper {
			up = min(up, v)
		}
	}
	return lo, up, nil
}

// values computes the bounds and the stoichiometries that have an identifier, at time 0, by a program of the model.
func (r *fluxRun) values() (map[string]float64, error) {
	m, out := r.doc.Model, map[string]float64{}
	var names []string
	want := func(name string) {
		if _, ok := out[name]; name != "" && !ok {
			out[name] = math.NaN()
			names = append(names, name)
		}
	}
	for _, x := range m.Reactions() {
		for _, b := range r.doc.Flux.Bounds[x.ID] {
			want(b.Parameter)
		}
		for _, refs := range [2][]model.SpeciesRef{x.Reactants, x.Products} {
			for _, ref := range refs {
				want(ref.ID)
			}
		}
	}
	rated, err := withRates(m)
	if err != nil {
		return nil, err
	}
	program, err := compile.Compile(rated, compile.Options{Report: names})
	if err != nil {
		return nil, err
	}
	machine := vm.New(program, 1)
	y, values := make([]float64, len(program.States)), make([]float64, len(program.Outputs))
	machine.Initial(0, y)
	machine.Outputs([]float64{0}, y, values)
	for _, name := range names {
		out[name] = values[program.OutputIndex(name)]
	}
	return out, nil
}

// withRates copies what determines values at time 0 and gives reactions without a rate one that is not a number: nothing that is
// wanted may depend on it.
func withRates(m *model.Model) (*model.Model, error) {
	b := model.NewBuilder(m.ID(), m.Mode())
	b.SetConversionFactor(m.ConversionFactor())
	addAll(b, m.Functions())
	addAll(b, m.Compartments())
	addAll(b, m.Species())
	addAll(b, m.Parameters())
	addAll(b, m.InitialAssignments())
	for _, x := range m.Rules() {
		if x.Kind == model.AlgebraicRule { // would have to be solved first
			return nil, diag.New(x.Pos, "flux.rule", "algebraic rules are not supported in flux balance")
		}
		b.Add(&x)
	}
	for _, x := range m.Reactions() {
		if x.Rate == nil {
			x.Rate = model.Num(math.NaN())
		}
		x.Fast = false // says how a time course is computed
		b.Add(&x)
	}
	return b.Build()
}

func addAll[T any, P interface {
	*T
	model.Element
}](b *model.Builder, list []T) {
	for i := range list {
		b.Add(P(&list[i]))
	}
}

// best solves the problem; the error stands at the objective.
func (r *fluxRun) best() (*fluxbalance.Solution, error) {
	s, err := r.problem.Solve()
	if err != nil {
		return nil, &fluxError{diag.New(r.objective.Pos, "flux.solve", "objective %s: %v", r.objective.ID, err), err}
	}
	return s, nil
}

// fluxError is a message with its cause.
type fluxError struct {
	diag.Diagnostic
	cause error
}

func (e *fluxError) Unwrap() []error { return []error{e.Diagnostic, e.cause} }

// solve makes the table of the variables: fluxes by reaction, and the value of the active objective. A problem without a solution has
// values that are not numbers, as the suite's cases say (01196: "Infeasible solution, should return a nan").
func (r *fluxRun) solve(variables []string) (*sbmlsuite.Results, error) {
	for _, v := range variables {
		if _, ok := r.flux[v]; !ok && v != r.objective.ID {
			return nil, diag.New(diag.Pos{}, "flux.variable", "%q is neither a reaction nor the active objective", v)
		}
	}
	s, err := r.best()
	if err != nil && !errors.Is(err, fluxbalance.ErrInfeasible) {
		return nil, err
	}
	row := make([]float64, len(variables))
	for k, v := range variables {
		j, isFlux := r.flux[v]
		switch {
		case err != nil:
			row[k] = math.NaN()
		case isFlux:
			row[k] = s.Fluxes[j]
		default:
			row[k] = s.Value
		}
	}
	return &sbmlsuite.Results{Names: variables, Rows: [][]float64{row}}, nil
}

// noTimeCourse says why a model of package fbc cannot be run over time: a reaction has no rate. Other models have their message from
// the compiler.
func noTimeCourse(doc *sbml.Document) error {
	if doc.Flux == nil {
		return nil
	}
	for _, x := range doc.Model.Reactions() {
		if x.Rate == nil {
			return diag.New(x.Pos, "flux.rate", "reaction %s has no rate, so there is no time course: this is a flux-balance model (package fbc)", x.ID).Suggest("jakstat flux shows its best fluxes")
		}
	}
	return nil
}
