package model

import (
	"jakstat/diag"
	"jakstat/unit"
)

// Include adds the elements of a fragment, every ID prefixed with prefix and "_" (prefix "" adds
// them as they are). A fragment ID in connections is not added: references to it go to the outer ID
// instead, which must be of the same kind and dimension, and must exist when Build is called. What a
// fragment's rules determine cannot be replaced.
func (b *Builder) Include(prefix string, fragment *Model, connections map[string]string) {
	f := fragment
	pos := diag.Pos{Where: "model " + b.m.id + " › fragment " + f.id}
	if prefix != "" {
		pos.Where += " as " + prefix
	}
	if f.mode != b.m.mode {
		b.diags.Add(diag.New(pos, "model.include", "fragment %s and model %s differ in unit mode (one is checked, one is not)", f.id, b.m.id))
		return
	}
	for _, inner := range sortedKeys(connections) {
		r, ok := f.names[inner]
		if !ok || r.kind != KindCompartment && r.kind != KindSpecies && r.kind != KindParameter {
			d := diag.New(pos, "model.include", "fragment %s has no compartment, species or parameter %q to connect", f.id, inner)
			if s := diag.DidYouMean(inner, f.Names()); s != "" {
				d = d.Suggest("%s", s)
			}
			b.diags.Add(d)
			continue
		}
		for _, rule := range f.rules {
			if rule.Variable == inner {
				b.diags.Add(diag.New(pos, "model.include", "%s of fragment %s cannot be connected to %s: it has %s there", inner, f.id, connections[inner], rule.Kind.article()))
			}
		}
		b.connections = append(b.connections, connection{outer: connections[inner], inner: inner, kind: r.kind, unit: f.unitOf(r), pos: pos})
	}
	rename := func(id string) string {
		if id == "" {
			return ""
		}
		if outer, ok := connections[id]; ok {
			return outer
		}
		if prefix == "" {
			return id
		}
		return prefix + "_" + id
	}
	in := includer{b: b, rename: rename, connected: func(id string) bool { _, ok := connections[id]; return ok }}
	in.add(f)
}

// connection is checked at Build, when the outer element is known.
type connection struct {
	outer, inner string
	kind         Kind
	unit         unit.Unit
	pos          diag.Pos
}

func (m *Model) unitOf(r ref) unit.Unit {
	switch r.kind {
	case KindCompartment:
		return m.compartments[r.index].Size.Unit
	case KindSpecies:
		return m.species[r.index].Substance
	case KindParameter:
		return m.parameters[r.index].Value.Unit
	}
	return unit.Unit{}
}

// connected checks the connections of included fragments against the finished model.
func (v *validator) connected(list []connection) {
	for _, c := range list {
		if !v.needs(c.outer, c.pos, "the connection of "+c.inner, c.kind) {
			continue
		}
		if u := v.m.unitOf(v.m.names[c.outer]); v.m.mode == Checked && u.Dim != c.unit.Dim {
			v.add(diag.New(c.pos, "model.unit", "%s in %s is connected to %s in %s", c.inner, v.show(c.unit.Dim), c.outer, v.show(u.Dim)))
		}
	}
}

type includer struct {
	b         *Builder
	rename    func(string) string
	connected func(string) bool
}

func (in *includer) expr(e Expr, bound map[string]bool) Expr {
	return e.Map(func(n Expr) Expr {
		if n.op != OpSymbol || bound[n.name] {
			return nil
		}
		c := *n
		c.name = in.rename(n.name)
		return &c
	}, in.rename)
}

func (in *includer) refs(list []SpeciesRef) []SpeciesRef {
	out := make([]SpeciesRef, len(list))
	for i, s := range list {
		s.ID, s.Species, s.Math = in.rename(s.ID), in.rename(s.Species), in.expr(s.Math, nil)
		out[i] = s
	}
	return out
}

func (in *includer) add(f *Model) {
	b := in.b
	for _, x := range f.compartments {
		if !in.connected(x.ID) {
			x.ID = in.rename(x.ID)
			b.Add(&x)
		}
	}
	for _, x := range f.species {
		if !in.connected(x.ID) {
			x.ID, x.Compartment, x.ConversionFactor = in.rename(x.ID), in.rename(x.Compartment), in.rename(x.ConversionFactor)
			if x.ConversionFactor == "" {
				x.ConversionFactor = in.rename(f.convFactor)
			}
			b.Add(&x)
		}
	}
	for _, x := range f.parameters {
		if !in.connected(x.ID) {
			x.ID = in.rename(x.ID)
			b.Add(&x)
		}
	}
	for _, x := range f.functions {
		bound := map[string]bool{}
		for _, p := range x.Params {
			bound[p] = true
		}
		x.ID, x.Body = in.rename(x.ID), in.expr(x.Body, bound)
		b.Add(&x)
	}
	for _, x := range f.initials {
		if !in.connected(x.Symbol) {
			x.Symbol, x.Expr = in.rename(x.Symbol), in.expr(x.Expr, nil)
			b.Add(&x)
		}
	}
	for _, x := range f.rules {
		x.Variable, x.Expr = in.rename(x.Variable), in.expr(x.Expr, nil)
		b.Add(&x)
	}
	for _, x := range f.reactions {
		bound := map[string]bool{}
		for i := range x.Locals {
			bound[x.Locals[i].ID] = true
		}
		x.ID, x.Compartment, x.Rate = in.rename(x.ID), in.rename(x.Compartment), in.expr(x.Rate, bound)
		x.Reactants, x.Products = in.refs(x.Reactants), in.refs(x.Products)
		mods := make([]string, len(x.Modifiers))
		for i, id := range x.Modifiers {
			mods[i] = in.rename(id)
		}
		x.Modifiers = mods
		b.Add(&x)
	}
	for _, x := range f.events {
		x.ID, x.Trigger, x.Delay, x.Priority = in.rename(x.ID), in.expr(x.Trigger, nil), in.expr(x.Delay, nil), in.expr(x.Priority, nil)
		as := make([]EventAssignment, len(x.Assignments))
		for i, a := range x.Assignments {
			a.Variable, a.Expr = in.rename(a.Variable), in.expr(a.Expr, nil)
			as[i] = a
		}
		x.Assignments = as
		b.Add(&x)
	}
	for _, x := range f.constraints {
		x.Condition = in.expr(x.Condition, nil)
		b.Add(&x)
	}
	for _, x := range f.inputs {
		x.ID, x.Into = in.rename(x.ID), in.rename(x.Into)
		b.Add(&x)
	}
	dose := map[string]bool{DoseSymbol: true}
	for _, x := range f.routes {
		x.ID = in.rename(x.ID)
		arms := make([]RouteArm, len(x.Arms))
		for i, a := range x.Arms {
			arms[i] = RouteArm{in.rename(a.Into), in.expr(a.Fraction, dose), in.expr(a.Lag, dose), in.expr(a.Duration, dose)}
		}
		x.Arms = arms
		b.Add(&x)
	}
	for _, x := range f.outputs {
		x.ID, x.Expr = in.rename(x.ID), in.expr(x.Expr, nil)
		b.Add(&x)
	}
}
