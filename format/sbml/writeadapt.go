package sbml

import (
	"fmt"
	"math"
	"slices"
	"strings"

	"jakstat/diag"
	"jakstat/engine/model"
)

// adapt turns the elements into those that the target has: what it says in another way is said that way, and what it cannot say is
// reported.
func (w *writer) adapt() {
	if w.level == 2 {
		w.stoichiometryParameters()
	} else {
		w.stoichiometryRules()
	}
	for i := range w.reactions {
		w.adaptReaction(&w.reactions[i])
	}
	if !w.atLeast(3, 2) {
		w.olderMath()
	}
	if w.level > 2 {
		return
	}
	for _, c := range w.doc.Model.Compartments() {
		w.adaptCompartment(&c)
	}
	for i := range w.events {
		w.adaptEvent(&w.events[i])
	}
	if f := w.doc.Flux; f != nil {
		w.lacks("fbc", f.Pos, "the model has flux bounds or objectives (package fbc)")
	}
	w.functions = inOrder(w.functions, func(f model.Function) string { return f.ID }, func(f model.Function) []string { return called(f.Body) })
	if !w.atLeast(2, 2) {
		w.firstVersion()
	}
}

// adaptReaction knows where fast reactions and reactions without participants can be said.
func (w *writer) adaptReaction(x *model.Reaction) {
	if x.Fast && w.atLeast(3, 2) {
		w.fail(diag.New(x.Pos, "sbml.write.fast", "reaction %s is fast, which %s cannot say", x.ID, w.target()).Suggest("write Level 3 Version 1, or Level 2"))
	}
	if len(x.Reactants)+len(x.Products) == 0 && !w.atLeast(3, 2) {
		w.lacks("participants", x.Pos, "reaction %s has neither reactants nor products", x.ID)
	}
	if w.atLeast(3, 2) {
		w.unshadow(x)
	}
}

// unshadow renames local parameters that have the identifier of a species of their reaction, which Level 3 Version 2 forbids.
func (w *writer) unshadow(x *model.Reaction) {
	species := map[string]bool{}
	for _, refs := range [2][]model.SpeciesRef{x.Reactants, x.Products} {
		for _, s := range refs {
			species[s.Species] = true
		}
	}
	for _, id := range x.Modifiers {
		species[id] = true
	}
	for i := range x.Locals {
		old := x.Locals[i].ID
		if !species[old] {
			continue
		}
		id := w.free(old + "_local")
		w.warn(x.Locals[i].Pos, "local parameter %s of reaction %s is renamed to %s: %s forbids the name of a species of the reaction", old, x.ID, id, w.target())
		if u, ok := w.parameterUnits[localKey(x.ID, old)]; ok {
			w.parameterUnits[localKey(x.ID, id)] = u
		}
		x.Locals[i].ID = id
		x.Rate = x.Rate.Map(func(leaf model.Expr) model.Expr {
			if leaf.Op() == model.OpSymbol && leaf.Name() == old {
				return model.Sym(id).At(leaf.Pos())
			}
			return nil
		}, func(f string) string { return f })
	}
}

// adaptCompartment: Level 2 has 0, 1, 2 or 3 dimensions, and no size of a point.
func (w *writer) adaptCompartment(x *model.Compartment) {
	switch d := w.dimensions(x); {
	case math.IsNaN(d):
		w.warn(x.Pos, "compartment %s has no number of dimensions; in %s that means 3", x.ID, w.target())
	case d != math.Trunc(d) || d > 3:
		w.lacks("spatialDimensions", x.Pos, "compartment %s has %g dimensions", x.ID, d)
	case d == 0 && !math.IsNaN(x.Size.Value):
		w.lacks("spatialDimensions", x.Pos, "compartment %s has no extent and a size", x.ID)
	}
}

// adaptEvent: Level 2 has no priorities, all its triggers are true before the start and persistent, and Version 1 to 3 use values of
// the time of the trigger.
func (w *writer) adaptEvent(x *model.Event) {
	name := strings.TrimSpace("event " + x.ID)
	if x.Priority != nil {
		w.lacks("priority", x.Pos, "%s has a priority", name)
	}
	if !x.InitialTrue {
		w.lacks("initialValue", x.Pos, "the trigger of %s is false before the start", name)
	}
	if !x.Persistent {
		w.lacks("persistent", x.Pos, "the trigger of %s is not persistent", name)
	}
	if !x.UseValuesFromTriggerTime && !w.atLeast(2, 4) {
		w.lacks("useValuesFromTriggerTime", x.Pos, "%s uses the values of the time when it is executed", name)
	}
	if len(x.Assignments) == 0 {
		w.lacks("eventAssignment", x.Pos, "%s assigns nothing", name)
	}
}

// firstVersion: Level 2 Version 1 has no initial assignments, constraints and rates of reactions in expressions, and its assignment
// rules stand in the order of their use.
func (w *writer) firstVersion() {
	for _, x := range w.initials {
		w.lacks("initialAssignment", x.Pos, "%s has an initial assignment", x.Symbol)
	}
	for _, x := range w.constraints {
		w.lacks("constraint", x.Pos, "the model has a constraint")
	}
	w.eachExpr(func(e model.Expr, owner string, pos diag.Pos, locals []model.Parameter) model.Expr {
		for _, id := range e.Symbols() {
			local := slices.ContainsFunc(locals, func(p model.Parameter) bool { return p.ID == id })
			if kind, _ := w.doc.Model.Lookup(id); kind == model.KindReaction && !local {
				w.lacks("reactionRate", pos, "%s uses the rate of reaction %s", owner, id)
			}
		}
		return e
	})
	w.rules = inOrder(w.rules, func(r model.Rule) string {
		if r.Kind == model.AssignmentRule {
			return r.Variable
		}
		return ""
	}, func(r model.Rule) []string { return r.Expr.Symbols() })
}

// stoichiometryRules says a stoichiometry that is an expression (Level 2) as an assignment rule.
func (w *writer) stoichiometryRules() {
	for i := range w.reactions {
		x := &w.reactions[i]
		for _, refs := range [2][]model.SpeciesRef{x.Reactants, x.Products} {
			for j := range refs {
				s := &refs[j]
				if s.Math == nil {
					continue
				}
				if s.ID == "" {
					s.ID = w.free("stoichiometry_of_" + s.Species + "_in_" + x.ID)
				}
				w.rules = append(w.rules, model.Rule{Info: model.Info{Pos: s.Pos}, Kind: model.AssignmentRule, Variable: s.ID, Expr: s.Math})
				s.Math, s.Constant, s.Stoichiometry = nil, false, math.NaN()
			}
		}
	}
}

// stoichiometryParameters says a stoichiometry that something refers to as a parameter of its name, by which Level 2 gives the
// stoichiometry. Version 1 has no names of species references: there every named one becomes a parameter. A conversion factor, which
// Level 2 does not have either, multiplies the stoichiometry.
func (w *writer) stoichiometryParameters() {
	used := map[string]bool{}
	for _, x := range w.initials {
		used[x.Symbol] = true
	}
	for _, x := range w.rules {
		used[x.Variable] = true
	}
	for _, x := range w.events {
		for _, a := range x.Assignments {
			used[a.Variable] = true
		}
	}
	w.eachExpr(func(e model.Expr, _ string, _ diag.Pos, _ []model.Parameter) model.Expr {
		for _, id := range e.Symbols() {
			used[id] = true
		}
		return e
	})
	for i := range w.reactions {
		x := &w.reactions[i]
		for _, refs := range [2][]model.SpeciesRef{x.Reactants, x.Products} {
			for j := range refs {
				s := &refs[j]
				factor := w.conversionFactor(s.Species)
				if s.ID != "" && (used[s.ID] || factor != "" || !w.atLeast(2, 2)) {
					w.stoichiometryParameter(s)
				}
				switch {
				case factor == "":
				case s.Math != nil:
					s.Math = model.Mul(model.Sym(factor), s.Math)
				default:
					s.Math = model.Mul(model.Sym(factor), model.Num(s.Stoichiometry))
				}
			}
		}
	}
}

// stoichiometryParameter moves the identifier and the value of a species reference to a parameter.
func (w *writer) stoichiometryParameter(s *model.SpeciesRef) {
	p := model.Parameter{Info: model.Info{ID: s.ID, Pos: s.Pos}, Constant: s.Constant, Value: number(s.Stoichiometry)}
	if s.Math != nil {
		w.rules = append(w.rules, model.Rule{Info: model.Info{Pos: s.Pos}, Kind: model.AssignmentRule, Variable: s.ID, Expr: s.Math})
		p.Value = number(math.NaN())
	}
	w.parameters = append(w.parameters, p)
	s.Math, s.ID = model.Sym(s.ID), ""
}

// conversionFactor is the parameter that turns the extent of reactions into the amount of a species, "" without one. Reactions do not
// change boundary species.
func (w *writer) conversionFactor(species string) string {
	_, i := w.doc.Model.Lookup(species)
	s := w.doc.Model.Species()[i]
	switch {
	case s.Boundary:
		return ""
	case s.ConversionFactor != "":
		return s.ConversionFactor
	}
	return w.doc.Model.ConversionFactor()
}

// free returns an identifier that nothing has, beginning with the given one.
func (w *writer) free(id string) string {
	taken := map[string]bool{}
	for _, x := range w.reactions {
		for _, refs := range [2][]model.SpeciesRef{x.Reactants, x.Products} {
			for _, s := range refs {
				taken[s.ID] = true
			}
		}
		for _, p := range x.Locals {
			taken[p.ID] = true
		}
	}
	return freeID(id, func(id string) bool {
		kind, _ := w.doc.Model.Lookup(id)
		return kind != model.KindNone || taken[id]
	})
}

func freeID(id string, taken func(string) bool) string {
	for i, name := 2, id; ; i++ {
		if !taken(name) {
			return name
		}
		name = fmt.Sprintf("%s_%d", id, i)
	}
}

// eachExpr hands every expression outside functions to f with its owner, place and local parameters, and keeps what f returns.
func (w *writer) eachExpr(f func(e model.Expr, owner string, pos diag.Pos, locals []model.Parameter) model.Expr) {
	do := func(e *model.Expr, owner string, pos diag.Pos, locals []model.Parameter) {
		if *e != nil {
			*e = f(*e, owner, pos, locals)
		}
	}
	for i := range w.initials {
		x := &w.initials[i]
		do(&x.Expr, "the initial assignment of "+x.Symbol, x.Pos, nil)
	}
	for i := range w.rules {
		x := &w.rules[i]
		do(&x.Expr, strings.TrimSpace("the "+x.Kind.String()+" "+x.Variable), x.Pos, nil)
	}
	for i := range w.constraints {
		do(&w.constraints[i].Condition, "a constraint", w.constraints[i].Pos, nil)
	}
	for i := range w.reactions {
		x := &w.reactions[i]
		do(&x.Rate, "the rate of reaction "+x.ID, x.Pos, x.Locals)
		for _, refs := range [2][]model.SpeciesRef{x.Reactants, x.Products} {
			for j := range refs {
				do(&refs[j].Math, "the stoichiometry of "+refs[j].Species+" in reaction "+x.ID, refs[j].Pos, nil)
			}
		}
	}
	for i := range w.events {
		x := &w.events[i]
		owner := strings.TrimSpace("event " + x.ID)
		do(&x.Trigger, "the trigger of "+owner, x.Pos, nil)
		do(&x.Delay, "the delay of "+owner, x.Pos, nil)
		do(&x.Priority, "the priority of "+owner, x.Pos, nil)
		x.Assignments = slices.Clone(x.Assignments)
		for j := range x.Assignments {
			do(&x.Assignments[j].Expr, owner, x.Assignments[j].Pos, nil)
		}
	}
}

func called(e model.Expr) []string {
	var out []string
	e.Walk(func(n model.Expr) {
		if n.Op() == model.OpCall {
			out = append(out, n.Name())
		}
	})
	return out
}

// inOrder moves each item behind those it uses and otherwise keeps the order. Items without a name are used by none; circles stay as
// they are.
func inOrder[T any](items []T, name func(T) string, uses func(T) []string) []T {
	at := map[string]int{}
	for i, x := range items {
		if id := name(x); id != "" {
			at[id] = i
		}
	}
	done := make([]bool, len(items))
	out := make([]T, 0, len(items))
	var visit func(int)
	visit = func(i int) {
		if done[i] {
			return
		}
		done[i] = true
		for _, id := range uses(items[i]) {
			if j, ok := at[id]; ok {
				visit(j)
			}
		}
		out = append(out, items[i])
	}
	for i := range items {
		visit(i)
	}
	return out
}
