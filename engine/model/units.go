package model

import (
	"fmt"
	"math"

	"jakstat/diag"
	"jakstat/unit"
)

// quality is what the unit check knows of a subexpression.
type quality struct {
	dim     unit.Dim
	any     bool // zero and infinity fit every dimension
	logical bool
	failed  bool // already reported
}

func (q quality) fits(r quality) bool {
	return q.failed || r.failed || q.logical == r.logical && (q.any || r.any || q.dim == r.dim)
}

// unitScope is the place of one expression: what is reported and which symbols are bound.
type unitScope struct {
	v     *validator
	what  string
	pos   diag.Pos
	bound map[string]quality
}

var dimless = quality{}

// dimOf returns the dimension of a symbol.
func (v *validator) dimOf(id string) quality {
	m := v.m
	r := m.names[id]
	switch r.kind {
	case KindCompartment:
		return quality{dim: m.compartments[r.index].Size.Unit.Dim}
	case KindParameter:
		return quality{dim: m.parameters[r.index].Value.Unit.Dim}
	case KindSpecies:
		s := &m.species[r.index]
		if m.IsConcentration(s) {
			return quality{dim: v.concentration(s)}
		}
		return quality{dim: s.Substance.Dim}
	case KindReaction:
		return v.extentRate(&m.reactions[r.index])
	}
	return dimless // stoichiometries are pure numbers
}

func (v *validator) concentration(s *Species) unit.Dim {
	return s.Substance.Dim.Div(v.m.compartments[v.m.names[s.Compartment].index].Size.Unit.Dim)
}

// extentRate is the dimension of a reaction's rate: the declared extent, or the amount of its species, over time.
func (v *validator) extentRate(r *Reaction) quality {
	if v.m.extentUnit.Scale != 0 {
		return quality{dim: v.m.extentUnit.Dim.Div(unit.Of(unit.Time))}
	}
	for j := range len(r.Reactants) + len(r.Products) {
		s := &v.m.species[v.m.names[reactionRef(r, j).Species].index]
		if s.ConversionFactor == "" {
			return quality{dim: s.Substance.Dim.Div(unit.Of(unit.Time))}
		}
	}
	return quality{failed: true}
}

// units checks the whole model.
func (v *validator) units() {
	v.declared()
	if v.diags.HasErrors() {
		return
	}
	m := v.m
	check := func(e Expr, want quality, what string, pos diag.Pos, bound map[string]quality) {
		if e == nil {
			return
		}
		s := unitScope{v: v, what: what, pos: pos, bound: bound}
		s.expect(e, want, what)
	}
	logical := quality{logical: true}
	for i := range m.initials {
		x := &m.initials[i]
		check(x.Expr, v.dimOf(x.Symbol), "the initial assignment of "+x.Symbol, v.place(&x.Info, "initial assignment "+x.Symbol), nil)
	}
	for i := range m.rules {
		x := &m.rules[i]
		want := quality{}
		what := x.Kind.String() + " of " + x.Variable
		switch x.Kind {
		case AssignmentRule:
			want = v.dimOf(x.Variable)
		case RateRule:
			want = quality{dim: v.dimOf(x.Variable).dim.Div(unit.Of(unit.Time))}
		case AlgebraicRule:
			what, want = "algebraic rule", quality{failed: true} // any dimension, the same in all its terms
		}
		check(x.Expr, want, "the "+what, v.place(&x.Info, x.Kind.String()+" "+x.Variable), nil)
	}
	for i := range m.reactions {
		v.reactionUnits(&m.reactions[i], check)
	}
	for i := range m.events {
		x := &m.events[i]
		pos := v.place(&x.Info, "event")
		check(x.Trigger, logical, "the trigger of event "+x.ID, pos, nil)
		check(x.Delay, quality{dim: unit.Of(unit.Time)}, "the delay of event "+x.ID, pos, nil)
		check(x.Priority, dimless, "the priority of event "+x.ID, pos, nil)
		for _, a := range x.Assignments {
			check(a.Expr, v.dimOf(a.Variable), "the assignment of "+a.Variable+" in event "+x.ID, orElse(a.Pos, pos), nil)
		}
	}
	for i := range m.constraints {
		x := &m.constraints[i]
		check(x.Condition, logical, "a constraint", v.place(&x.Info, "constraint"), nil)
	}
	for i := range m.routes {
		v.routeUnits(&m.routes[i], check)
	}
	for i := range m.outputs {
		x := &m.outputs[i]
		if x.Unit.Scale != 0 {
			check(x.Expr, quality{dim: x.Unit.Dim}, "output "+x.ID, v.place(&x.Info, "output"), nil)
			continue
		}
		s := unitScope{v: v, what: "output " + x.ID, pos: v.place(&x.Info, "output")}
		if q := s.infer(x.Expr); !q.failed {
			x.Unit = m.system.Unit(q.dim)
		}
	}
}

// declared checks that every symbol has a unit that makes sense.
func (v *validator) declared() {
	m := v.m
	missing := func(x *Info, kind string) {
		v.add(diag.New(v.place(x, kind), "model.unit", "%s %s has no unit", kind, x.ID).Suggest(`every symbol of a checked model has one; "1" is dimensionless`))
	}
	for i := range m.compartments {
		if c := &m.compartments[i]; c.Size.Unit.Scale == 0 {
			missing(&c.Info, "compartment")
		}
	}
	for i := range m.parameters {
		if p := &m.parameters[i]; p.Value.Unit.Scale == 0 {
			missing(&p.Info, "parameter")
		}
	}
	for i := range m.reactions {
		for j := range m.reactions[i].Locals {
			if p := &m.reactions[i].Locals[j]; p.Value.Unit.Scale == 0 {
				missing(&p.Info, "local parameter")
			}
		}
	}
	if v.diags.HasErrors() {
		return
	}
	v.modestExponents()
	if v.diags.HasErrors() {
		return
	}
	for i := range m.species {
		s := &m.species[i]
		pos := v.place(&s.Info, "species")
		if s.Substance.Scale == 0 {
			missing(&s.Info, "species")
			continue
		}
		if s.Initial.Unit.Scale == 0 {
			s.Initial.Unit = s.Substance
			if !math.IsNaN(s.Initial.Value) && s.Initial.Value != 0 {
				v.add(diag.New(pos, "model.unit", "the initial value %g of species %s has no unit", s.Initial.Value, s.ID))
			}
		}
		amount := s.Initial.Unit.Dim == s.Substance.Dim
		s.InitialConcentration = !amount
		if s.Compartment != "" && !amount && s.Initial.Unit.Dim == v.concentration(s) {
			continue
		}
		if !amount {
			v.add(diag.New(pos, "model.unit", "the initial value %s of species %s is neither its amount (%s) nor its concentration", s.Initial, s.ID, v.show(s.Substance.Dim)))
		}
	}
}

func (v *validator) reactionUnits(r *Reaction, check func(Expr, quality, string, diag.Pos, map[string]quality)) {
	m := v.m
	pos := v.place(&r.Info, "reaction")
	rate := v.extentRate(r)
	bound := map[string]quality{}
	for j := range r.Locals {
		bound[r.Locals[j].ID] = quality{dim: r.Locals[j].Value.Unit.Dim}
	}
	check(r.Rate, rate, "the rate of reaction "+r.ID, pos, bound)
	for j := range len(r.Reactants) + len(r.Products) {
		ref := reactionRef(r, j)
		check(ref.Math, dimless, "the stoichiometry of "+ref.Species, pos, nil)
		s := &m.species[m.names[ref.Species].index]
		if s.Boundary || rate.failed {
			continue
		}
		got := quality{dim: rate.dim.Mul(unit.Of(unit.Time))}
		factor := s.ConversionFactor
		if factor == "" {
			factor = m.convFactor
		}
		if factor != "" {
			got.dim = got.dim.Mul(v.dimOf(factor).dim)
		}
		if got.dim != s.Substance.Dim {
			v.add(diag.New(pos, "model.unit", "reaction %s changes species %s in %s by an extent in %s", r.ID, s.ID, v.show(s.Substance.Dim), v.show(got.dim)).
				Suggest("species of one reaction have one kind of amount; use a conversion factor such as a molar mass"))
		}
	}
}

func (v *validator) routeUnits(x *Route, check func(Expr, quality, string, diag.Pos, map[string]quality)) {
	pos := v.place(&x.Info, "route")
	var first quality
	for i, a := range x.Arms {
		q := v.amountOf(a.Into)
		if i == 0 {
			first = q
		}
		dose := quality{dim: q.dim}
		if !q.fits(first) {
			v.add(diag.New(pos, "model.unit", "route %s delivers into %s in %s and into %s in %s", x.ID, x.Arms[0].Into, v.show(first.dim), a.Into, v.show(q.dim)))
		}
		bound := map[string]quality{DoseSymbol: dose}
		check(a.Fraction, dimless, "the fraction of route "+x.ID, pos, bound)
		check(a.Lag, quality{dim: unit.Of(unit.Time)}, "the lag of route "+x.ID, pos, bound)
		check(a.Duration, quality{dim: unit.Of(unit.Time)}, "the duration of route "+x.ID, pos, bound)
	}
}

// amountOf is the dimension of what a dose adds to: the amount of a species, or a parameter itself.
func (v *validator) amountOf(id string) quality {
	if r := v.m.names[id]; r.kind == KindSpecies {
		return quality{dim: v.m.species[r.index].Substance.Dim}
	}
	return v.dimOf(id)
}

// show prints a dimension in the model's units and in words.
func (v *validator) show(d unit.Dim) string {
	if d.IsZero() {
		return "dimensionless"
	}
	return fmt.Sprintf("%s (%s)", v.m.system.Unit(d), d)
}

func (v *validator) showQ(q quality) string {
	switch {
	case q.logical:
		return "true or false"
	case q.any:
		return "any dimension"
	}
	return v.show(q.dim)
}

// modestExponents keeps the exponents of declared units within ±9, so that quotients of two of
// them and a time stay representable.
func (v *validator) modestExponents() {
	m := v.m
	check := func(u unit.Unit, x *Info, kind string) {
		for _, e := range u.Dim {
			if e > 9*sixths || e < -9*sixths {
				v.add(diag.New(v.place(x, kind), "model.unit", "%s %s has the unit %s, with an exponent beyond ±9", kind, x.ID, u))
				return
			}
		}
	}
	check(m.extentUnit, &Info{ID: m.id}, "the extent of model")
	for i := range m.compartments {
		check(m.compartments[i].Size.Unit, &m.compartments[i].Info, "compartment")
	}
	for i := range m.species {
		check(m.species[i].Substance, &m.species[i].Info, "species")
	}
	for i := range m.parameters {
		check(m.parameters[i].Value.Unit, &m.parameters[i].Info, "parameter")
	}
	for i := range m.reactions {
		for j := range m.reactions[i].Locals {
			check(m.reactions[i].Locals[j].Value.Unit, &m.reactions[i].Locals[j].Info, "local parameter")
		}
	}
}
