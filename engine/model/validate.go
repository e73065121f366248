package model

import (
	"math"
	"slices"
	"strings"

	"jakstat/diag"
)

// validator checks a draft: names, references, structure, units, in this order.
type validator struct {
	m     *Model
	diags diag.List
	calls int // of user functions followed by the unit check
}

// place returns where an element stands for messages: the position it came with, or its kind and ID.
func (v *validator) place(x *Info, kind string) diag.Pos {
	p := x.Pos
	if p.Where == "" {
		p.Where = strings.TrimSpace(kind + " " + x.ID)
		if p.File == "" {
			p.Where = "model " + v.m.id + " › " + p.Where
		}
	}
	return p
}

func (v *validator) add(d diag.Diagnostic) { v.diags.Add(d) }

// names fills the table of symbols and reports missing, malformed and double IDs.
func (v *validator) names() {
	m := v.m
	m.names = map[string]ref{}
	define := func(x *Info, kind Kind, r ref, needed bool) {
		if x.ID == "" {
			if needed {
				v.add(diag.New(v.place(x, kind.String()), "model.id", "a %s without an ID", kind))
			}
			return
		}
		if strings.ContainsAny(x.ID, "`\n\r") {
			v.add(diag.New(v.place(x, kind.String()), "model.id", "ID %q has a backtick or line break", x.ID))
			return
		}
		if old, ok := m.names[x.ID]; ok {
			v.add(diag.New(v.place(x, kind.String()), "model.duplicate", "%s %q: this ID is already a %s", kind, x.ID, old.kind))
			return
		}
		r.kind = kind
		m.names[x.ID] = r
	}
	for i := range m.compartments {
		define(&m.compartments[i].Info, KindCompartment, ref{index: i}, true)
	}
	for i := range m.species {
		define(&m.species[i].Info, KindSpecies, ref{index: i}, true)
	}
	for i := range m.parameters {
		define(&m.parameters[i].Info, KindParameter, ref{index: i}, true)
	}
	for i := range m.functions {
		define(&m.functions[i].Info, KindFunction, ref{index: i}, true)
	}
	for i := range m.reactions {
		r := &m.reactions[i]
		define(&r.Info, KindReaction, ref{index: i}, true)
		for j := range len(r.Reactants) + len(r.Products) {
			s := reactionRef(r, j)
			define(&Info{ID: s.ID, Pos: s.Pos}, KindSpeciesRef, ref{index: i, sub: j}, false)
		}
	}
	for i := range m.events {
		define(&m.events[i].Info, KindEvent, ref{index: i}, false)
	}
	v.unique("input", len(m.inputs), func(i int) *Info { return &m.inputs[i].Info })
	v.unique("route", len(m.routes), func(i int) *Info { return &m.routes[i].Info })
	v.unique("output", len(m.outputs), func(i int) *Info { return &m.outputs[i].Info })
}

// unique checks a namespace of its own.
func (v *validator) unique(kind string, n int, at func(int) *Info) {
	seen := map[string]bool{}
	for i := range n {
		x := at(i)
		switch {
		case x.ID == "":
			v.add(diag.New(v.place(x, kind), "model.id", "an %s without an ID", kind))
		case seen[x.ID]:
			v.add(diag.New(v.place(x, kind), "model.duplicate", "%s %q is defined twice", kind, x.ID))
		}
		seen[x.ID] = true
	}
}

// expr checks that everything an expression refers to exists. Extra are further symbols in scope.
func (v *validator) expr(e Expr, what string, pos diag.Pos, extra map[string]bool, globals bool) {
	e.Walk(func(n Expr) {
		at := n.pos
		if at.File == "" { // a column inside a lone expression says nothing about a file
			at = pos
		}
		switch n.op {
		case OpSymbol:
			if extra[n.name] {
				return
			}
			if r, ok := v.m.names[n.name]; globals && ok && r.kind != KindFunction && r.kind != KindEvent {
				return
			}
			known := []string{}
			if globals {
				known = v.m.Names()
			}
			for x := range extra {
				known = append(known, x)
			}
			d := diag.New(at, "model.symbol", "unknown symbol %q in %s %q", n.name, what, clip(e.String()))
			if s := diag.DidYouMean(n.name, known); s != "" {
				d = d.Suggest("%s", s)
			}
			v.add(d)
		case OpCall:
			r, ok := v.m.names[n.name]
			if !ok || r.kind != KindFunction {
				known := []string{}
				for id, r := range v.m.names {
					if r.kind == KindFunction {
						known = append(known, id)
					}
				}
				for name := range byName {
					if !constants[name] {
						known = append(known, name)
					}
				}
				d := diag.New(at, "model.function", "unknown function %q in %s %q", n.name, what, clip(e.String()))
				if best, ok := diag.Nearest(n.name, known); ok {
					d = d.Suggest("did you mean %q?", best)
				}
				v.add(d)
				return
			}
			if f := &v.m.functions[r.index]; len(f.Params) != len(n.args) {
				v.add(diag.New(at, "model.function", "function %s takes %d arguments, not %d, in %s %q", n.name, len(f.Params), len(n.args), what, clip(e.String())))
			}
		case OpRateOf:
			if n.args[0].op != OpSymbol {
				v.add(diag.New(at, "model.rateof", "rateOf takes a symbol, not %q", clip(n.args[0].String())))
			}
		}
	})
}

// needs reports a reference to something that is missing or of the wrong kind.
func (v *validator) needs(id string, pos diag.Pos, what string, kinds ...Kind) bool {
	if slices.Contains(kinds, v.m.names[id].kind) {
		return true
	}
	var known []string
	for name, x := range v.m.names {
		if slices.Contains(kinds, x.kind) {
			known = append(known, name)
		}
	}
	d := diag.New(pos, "model.reference", "%s refers to %q, which is no %s", what, id, joinKinds(kinds))
	if s := diag.DidYouMean(id, known); s != "" {
		d = d.Suggest("%s", s)
	}
	v.add(d)
	return false
}

func joinKinds(kinds []Kind) string {
	s := make([]string, len(kinds))
	for i, k := range kinds {
		s[i] = k.String()
	}
	return strings.Join(s, " or ")
}

// references checks that everything referred to exists.
func (v *validator) references() {
	m := v.m
	if m.convFactor != "" {
		v.needs(m.convFactor, diag.Pos{Where: "model " + m.id}, "the conversion factor", KindParameter)
	}
	for i := range m.species {
		s := &m.species[i]
		pos := v.place(&s.Info, "species")
		if s.Compartment != "" {
			v.needs(s.Compartment, pos, "species "+s.ID, KindCompartment)
		}
		if s.ConversionFactor != "" {
			v.needs(s.ConversionFactor, pos, "the conversion factor of species "+s.ID, KindParameter)
		}
	}
	for i := range m.functions {
		f := &m.functions[i]
		scope := map[string]bool{}
		for _, p := range f.Params {
			if scope[p] {
				v.add(diag.New(v.place(&f.Info, "function"), "model.function", "function %s has two parameters %q", f.ID, p))
			}
			scope[p] = true
		}
		v.expr(f.Body, "function "+f.ID, v.place(&f.Info, "function"), scope, false)
	}
	for i := range m.initials {
		x := &m.initials[i]
		pos := v.place(&x.Info, "initial assignment "+x.Symbol)
		v.needs(x.Symbol, pos, "the initial assignment", KindSpecies, KindCompartment, KindParameter, KindSpeciesRef)
		v.expr(x.Expr, "the initial assignment of "+x.Symbol, pos, nil, true)
	}
	for i := range m.rules {
		x := &m.rules[i]
		pos := v.place(&x.Info, x.Kind.String()+" "+x.Variable)
		if x.Kind != AlgebraicRule {
			v.needs(x.Variable, pos, "the "+x.Kind.String(), KindSpecies, KindCompartment, KindParameter, KindSpeciesRef)
		}
		v.expr(x.Expr, "the "+strings.TrimSpace(x.Kind.String()+" "+x.Variable), pos, nil, true)
	}
	for i := range m.reactions {
		v.reaction(&m.reactions[i])
	}
	for i := range m.events {
		x := &m.events[i]
		pos := v.place(&x.Info, "event")
		if x.Trigger == nil {
			v.add(diag.New(pos, "model.event", "event %s has no trigger", x.ID))
		}
		v.expr(x.Trigger, "the trigger of event "+x.ID, pos, nil, true)
		v.expr(x.Delay, "the delay of event "+x.ID, pos, nil, true)
		v.expr(x.Priority, "the priority of event "+x.ID, pos, nil, true)
		for _, a := range x.Assignments {
			v.needs(a.Variable, orElse(a.Pos, pos), "event "+x.ID, KindSpecies, KindCompartment, KindParameter, KindSpeciesRef)
			v.expr(a.Expr, "event "+x.ID, orElse(a.Pos, pos), nil, true)
		}
	}
	for i := range m.constraints {
		x := &m.constraints[i]
		v.expr(x.Condition, "a constraint", v.place(&x.Info, "constraint"), nil, true)
	}
	for i := range m.inputs {
		x := &m.inputs[i]
		v.needs(x.Into, v.place(&x.Info, "input"), "input "+x.ID, KindSpecies, KindParameter)
	}
	for i := range m.routes {
		x := &m.routes[i]
		pos := v.place(&x.Info, "route")
		if len(x.Arms) == 0 {
			v.add(diag.New(pos, "model.route", "route %s has no arms: it would lose the dose", x.ID))
		}
		scope := map[string]bool{DoseSymbol: true}
		for _, a := range x.Arms {
			v.needs(a.Into, pos, "route "+x.ID, KindSpecies, KindParameter)
			v.expr(a.Fraction, "the fraction of route "+x.ID, pos, scope, true)
			v.expr(a.Lag, "the lag of route "+x.ID, pos, scope, true)
			v.expr(a.Duration, "the duration of route "+x.ID, pos, scope, true)
		}
	}
	for i := range m.outputs {
		x := &m.outputs[i]
		if x.Expr == nil {
			v.add(diag.New(v.place(&x.Info, "output"), "model.output", "output %s has no expression", x.ID))
		}
		v.expr(x.Expr, "output "+x.ID, v.place(&x.Info, "output"), nil, true)
	}
}

func (v *validator) reaction(r *Reaction) {
	pos := v.place(&r.Info, "reaction")
	scope := map[string]bool{}
	for j := range r.Locals {
		id := r.Locals[j].ID
		if id == "" || scope[id] {
			v.add(diag.New(pos, "model.duplicate", "reaction %s has two local parameters %q", r.ID, id))
		}
		scope[id] = true
	}
	v.expr(r.Rate, "the rate of reaction "+r.ID, pos, scope, true)
	if r.Compartment != "" {
		v.needs(r.Compartment, pos, "reaction "+r.ID, KindCompartment)
	}
	for j := range len(r.Reactants) + len(r.Products) {
		s := reactionRef(r, j)
		if v.needs(s.Species, orElse(s.Pos, pos), "reaction "+r.ID, KindSpecies) && math.IsInf(s.Stoichiometry, 0) {
			v.add(diag.New(orElse(s.Pos, pos), "model.stoichiometry", "reaction %s: infinite stoichiometry of %s", r.ID, s.Species))
		}
		v.expr(s.Math, "the stoichiometry of "+s.Species, orElse(s.Pos, pos), nil, true)
	}
	for _, id := range r.Modifiers {
		v.needs(id, pos, "reaction "+r.ID, KindSpecies)
	}
}

func orElse(p, q diag.Pos) diag.Pos {
	if p == (diag.Pos{}) {
		return q
	}
	return p
}
