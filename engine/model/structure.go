package model

import (
	"strings"

	"jakstat/diag"
)

// structure checks what determines what: nothing twice, no constant changed, doses go into states.
func (v *validator) structure() {
	m := v.m
	rules := map[string]*Rule{}
	for i := range m.rules {
		r := &m.rules[i]
		if r.Kind == AlgebraicRule {
			continue
		}
		pos := v.place(&r.Info, r.Kind.String()+" "+r.Variable)
		if old, ok := rules[r.Variable]; ok {
			v.add(diag.New(pos, "model.overdetermined", "%s has %s and %s", r.Variable, old.Kind.article(), r.Kind.article()).Suggest("keep one"))
		}
		rules[r.Variable] = r
		if v.constant(r.Variable) {
			v.add(diag.New(pos, "model.constant", "%s is constant and has %s", r.Variable, r.Kind.article()).Suggest("declare it variable"))
		}
	}
	reacting := map[string]string{}
	for i := range m.reactions {
		r := &m.reactions[i]
		for j := range len(r.Reactants) + len(r.Products) {
			s := &m.species[m.names[reactionRef(r, j).Species].index]
			if s.Boundary {
				continue
			}
			if s.Constant {
				v.add(diag.New(v.place(&r.Info, "reaction"), "model.constant", "reaction %s changes species %s, which is constant", r.ID, s.ID).
					Suggest("make it a boundary species"))
			}
			reacting[s.ID] = r.ID
		}
	}
	for id, reaction := range reacting {
		if r, ok := rules[id]; ok {
			v.add(diag.New(v.place(&r.Info, r.Kind.String()+" "+id), "model.overdetermined", "species %s has %s and is changed by reaction %s", id, r.Kind.article(), reaction).
				Suggest("make it a boundary species or drop the rule"))
		}
	}
	seen := map[string]bool{}
	for i := range m.initials {
		x := &m.initials[i]
		pos := v.place(&x.Info, "initial assignment "+x.Symbol)
		if r, ok := rules[x.Symbol]; ok && r.Kind == AssignmentRule {
			v.add(diag.New(pos, "model.overdetermined", "%s has an initial assignment and an assignment rule", x.Symbol))
		}
		if seen[x.Symbol] {
			v.add(diag.New(pos, "model.overdetermined", "%s has two initial assignments", x.Symbol))
		}
		seen[x.Symbol] = true
	}
	for i := range m.events {
		x := &m.events[i]
		for _, a := range x.Assignments {
			pos := orElse(a.Pos, v.place(&x.Info, "event"))
			if v.constant(a.Variable) {
				v.add(diag.New(pos, "model.constant", "event %s changes %s, which is constant", x.ID, a.Variable).Suggest("declare it variable"))
			}
			if r, ok := rules[a.Variable]; ok && r.Kind == AssignmentRule {
				v.add(diag.New(pos, "model.overdetermined", "event %s changes %s, which has an assignment rule", x.ID, a.Variable))
			}
		}
	}
	state := func(id string) bool {
		if r, ok := rules[id]; ok {
			return r.Kind == RateRule
		}
		kind := m.names[id]
		if kind.kind == KindSpecies {
			s := &m.species[kind.index]
			return !s.Constant && !s.Boundary
		}
		return false
	}
	needState := func(id string, pos diag.Pos, what string) {
		if state(id) {
			return
		}
		d := diag.New(pos, "model.dose", "%s delivers into %s, which is not a state", what, id)
		if r, ok := rules[id]; ok {
			d.Message = strings.TrimSuffix(d.Message, ", which is not a state") + ", which has " + r.Kind.article()
		}
		v.add(d.Suggest("deliver into a species changed by reactions, or a variable with a rate rule"))
	}
	for i := range m.inputs {
		x := &m.inputs[i]
		needState(x.Into, v.place(&x.Info, "input"), "input "+x.ID)
	}
	for i := range m.routes {
		x := &m.routes[i]
		for _, a := range x.Arms {
			needState(a.Into, v.place(&x.Info, "route"), "route "+x.ID)
		}
	}
	v.recursion()
}

func (v *validator) constant(id string) bool {
	r := v.m.names[id]
	switch r.kind {
	case KindCompartment:
		return v.m.compartments[r.index].Constant
	case KindSpecies:
		return v.m.species[r.index].Constant
	case KindParameter:
		return v.m.parameters[r.index].Constant
	case KindSpeciesRef:
		return reactionRef(&v.m.reactions[r.index], r.sub).Constant
	}
	return false
}

// recursion reports user functions that call themselves.
func (v *validator) recursion() {
	m := v.m
	state := make([]uint8, len(m.functions)) // 1: on the path, 2: done
	var path []string
	var visit func(i int)
	visit = func(i int) {
		f := &m.functions[i]
		path = append(path, f.ID)
		defer func() { path = path[:len(path)-1] }()
		state[i] = 1
		f.Body.Walk(func(n Expr) {
			if n.op != OpCall {
				return
			}
			j := m.names[n.name].index
			switch state[j] {
			case 1:
				v.add(diag.New(v.place(&f.Info, "function"), "model.recursion", "function %s calls itself: %s → %s", n.name, strings.Join(path, " → "), n.name))
			case 0:
				visit(j)
			}
		})
		state[i] = 2
	}
	for i := range m.functions {
		if state[i] == 0 {
			visit(i)
		}
	}
}
