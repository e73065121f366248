package model

import (
	"slices"

	"jakstat/diag"
	"jakstat/unit"
)

// Raw returns a checked model as a raw one: every quantity is the number it has in the units of the system, which need not be those the
// model computes in. So a fragment with units can be included in a model without, such as one read from SBML whose unit of time the
// system takes. Time 0 of the result is the time start (in the system's unit) on the clock of the model: an expression that reads the time
// goes on from there. It is an error if the model is raw already.
func (m *Model) Raw(s System, start float64) (*Model, error) {
	value := func(q unit.Quantity) unit.Quantity {
		if q.Unit.Scale == 0 {
			return unit.Quantity{Value: q.Value}
		}
		return unit.Quantity{Value: s.Value(q)}
	}
	expr := func(e Expr) Expr {
		return e.Map(func(n Expr) Expr {
			switch {
			case n.op == OpNumber && n.unit.Scale != 0:
				return Num(s.Value(unit.Quantity{Value: n.value, Unit: n.unit})).At(n.pos)
			case n.op == OpAvogadro:
				return Num(s.Value(unit.Q(avogadro, "item/mol"))).At(n.pos)
			case n.op == OpTime && start != 0:
				return Add(n, Num(start)).At(n.pos)
			}
			return nil
		}, func(f string) string { return f })
	}
	b := NewBuilder(m.id, Raw)
	if m.mode != Checked {
		b.diags.Add(diag.New(diag.Pos{Where: "model " + m.id}, "model.raw", "its numbers have no units that could be converted"))
		return b.Build()
	}
	b.m.convFactor = m.convFactor
	b.m.compartments, b.m.species, b.m.parameters = m.Compartments(), m.Species(), m.Parameters()
	b.m.functions, b.m.initials, b.m.rules = m.Functions(), m.InitialAssignments(), m.Rules()
	b.m.reactions, b.m.events, b.m.constraints = m.Reactions(), m.Events(), m.Constraints()
	b.m.inputs, b.m.routes, b.m.outputs = m.Inputs(), m.Routes(), m.Outputs()
	for i := range b.m.compartments {
		c := &b.m.compartments[i]
		c.Size = value(c.Size)
	}
	for i := range b.m.species {
		x := &b.m.species[i]
		x.Initial, x.Substance = value(x.Initial), unit.Unit{}
	}
	for i := range b.m.parameters {
		p := &b.m.parameters[i]
		p.Value = value(p.Value)
	}
	for i := range b.m.functions {
		f := &b.m.functions[i]
		f.Body = expr(f.Body)
	}
	for i := range b.m.initials {
		x := &b.m.initials[i]
		x.Expr = expr(x.Expr)
	}
	for i := range b.m.rules {
		r := &b.m.rules[i]
		r.Expr = expr(r.Expr)
	}
	for i := range b.m.reactions {
		r := &b.m.reactions[i]
		r.Rate, r.Locals = expr(r.Rate), slices.Clone(r.Locals)
		for k := range r.Locals {
			r.Locals[k].Value = value(r.Locals[k].Value)
		}
		for _, list := range []*[]SpeciesRef{&r.Reactants, &r.Products} {
			*list = slices.Clone(*list)
			for k := range *list {
				(*list)[k].Math = expr((*list)[k].Math)
			}
		}
	}
	for i := range b.m.events {
		e := &b.m.events[i]
		e.Trigger, e.Delay, e.Priority, e.Assignments = expr(e.Trigger), expr(e.Delay), expr(e.Priority), slices.Clone(e.Assignments)
		for k := range e.Assignments {
			e.Assignments[k].Expr = expr(e.Assignments[k].Expr)
		}
	}
	for i := range b.m.constraints {
		c := &b.m.constraints[i]
		c.Condition = expr(c.Condition)
	}
	for i := range b.m.routes {
		r := &b.m.routes[i]
		r.Arms = slices.Clone(r.Arms)
		for k, a := range r.Arms {
			r.Arms[k] = RouteArm{Into: a.Into, Fraction: expr(a.Fraction), Lag: expr(a.Lag), Duration: expr(a.Duration)}
		}
	}
	for i := range b.m.outputs {
		o := &b.m.outputs[i]
		o.Expr, o.Unit = expr(o.Expr), unit.Unit{}
	}
	return b.Build()
}

// avogadro in 1/mol, SI 2019 (exact).
const avogadro = 6.02214076e23

// MultiplyRate multiplies the rate of a reaction that has been added by a factor, whose symbols are those of the model: a local parameter of
// that name in the reaction would hide them and is a mistake. A reaction that does not exist, or has no rate, is one too.
func (b *Builder) MultiplyRate(reaction string, by Expr) {
	pos := b.at("reaction", reaction)
	i := slices.IndexFunc(b.m.reactions, func(r Reaction) bool { return r.ID == reaction })
	switch {
	case i < 0:
		b.diags.Add(diag.New(pos, "model.reference", "there is no reaction %q whose rate could be multiplied", reaction))
		return
	case b.m.reactions[i].Rate == nil:
		b.diags.Add(diag.New(pos, "model.reference", "reaction %s has no rate that could be multiplied", reaction))
		return
	}
	r := &b.m.reactions[i]
	for _, name := range by.Symbols() {
		if slices.ContainsFunc(r.Locals, func(p Parameter) bool { return p.ID == name }) {
			b.diags.Add(diag.New(pos, "model.reference", "the local parameter %s hides the factor of the rate", name))
		}
	}
	r.Rate = Mul(r.Rate, by).At(r.Rate.Pos())
}
