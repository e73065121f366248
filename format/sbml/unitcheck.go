package sbml

import (
	"jakstat/diag"
	"jakstat/engine/model"
	"jakstat/unit"
)

// declaredUnits are units that a file gives where the model form has no place for them: constructs of Level 1 and early Level 2.
type declaredUnits struct {
	rate  map[string][2]unit.Unit // of a kinetic law by reaction: substance and time
	size  map[string]unit.Unit    // of the size that a species' concentration is per
	delay map[diag.Pos]unit.Unit  // of an event's delay
}

func newDeclaredUnits() declaredUnits {
	return declaredUnits{rate: map[string][2]unit.Unit{}, size: map[string]unit.Unit{}, delay: map[diag.Pos]unit.Unit{}}
}

// CheckUnits derives the units of all mathematics from those that the file declares and returns a warning for each place where
// they do not agree, with its line, what is found and what is expected. What the file leaves open (parameters without units, plain
// numbers, units with an offset) makes an expression unknown, and nothing is said of it: silence means that no inconsistency
// was found, not that there is none. The simulation computes with numbers as written whatever is found here.
func (d *Document) CheckUnits() diag.List {
	c := &unitChecker{
		doc: d, m: d.Model, symbols: map[string]measure{}, seen: map[string]bool{}, moved: map[string]bool{},
		functions: map[string]*model.Function{}, constants: map[string]float64{},
	}
	c.declare()
	c.initials()
	c.ruleUnits()
	c.reactions()
	c.events()
	c.found.Sort()
	return c.found
}

// unitChecker holds the state of one check.
type unitChecker struct {
	doc       *Document
	m         *model.Model
	time      measure
	extent    measure
	symbols   map[string]measure
	species   []model.Species
	functions map[string]*model.Function
	constants map[string]float64 // parameters that nothing changes: they may stand as exponents
	moved     map[string]bool    // symbols that a rule, an assignment or an event determines
	seen      map[string]bool    // messages, so that a function called twice is reported once
	visited   int
	found     diag.List
}

// declare collects what the units of all symbols are.
func (c *unitChecker) declare() {
	c.time, c.extent = measured(c.m.System().Time), measured(c.m.Extent())
	for _, r := range c.m.Rules() {
		c.moved[r.Variable] = true
	}
	for _, x := range c.m.InitialAssignments() {
		c.moved[x.Symbol] = true
	}
	for _, x := range c.m.Compartments() {
		c.symbols[x.ID] = measured(x.Size.Unit)
	}
	for _, x := range c.m.Parameters() {
		c.symbols[x.ID] = measured(x.Value.Unit)
		if x.Constant && !c.moved[x.ID] {
			c.constants[x.ID] = x.Value.Value
		}
	}
	c.species = c.m.Species()
	for i := range c.species {
		c.symbols[c.species[i].ID] = c.speciesUnit(&c.species[i])
	}
	for _, x := range c.m.Functions() {
		c.functions[x.ID] = &x
	}
	for _, x := range c.m.Reactions() {
		c.symbols[x.ID] = c.rate(&x)
		for _, refs := range [][]model.SpeciesRef{x.Reactants, x.Products} {
			for _, ref := range refs {
				if ref.ID != "" {
					c.symbols[ref.ID] = pure
				}
			}
		}
	}
}

// speciesUnit is the unit of what the symbol of a species means.
func (c *unitChecker) speciesUnit(x *model.Species) measure {
	amount := measured(x.Substance)
	if !c.m.IsConcentration(x) {
		return amount
	}
	size := c.symbols[x.Compartment]
	if u, ok := c.doc.declared.size[x.ID]; ok {
		size = measured(u)
	}
	return amount.per(size)
}

// rate is the unit of a reaction's rate.
func (c *unitChecker) rate(x *model.Reaction) measure {
	if u, ok := c.doc.declared.rate[x.ID]; ok {
		return measured(u[0]).per(measured(u[1]))
	}
	return c.extent.per(c.time)
}

func (c *unitChecker) initials() {
	for _, x := range c.m.InitialAssignments() {
		c.expect(x.Expr, c.symbols[x.Symbol], x.Pos, "the initial assignment of "+x.Symbol, "the unit of "+x.Symbol)
	}
}

func (c *unitChecker) ruleUnits() {
	for _, x := range c.m.Rules() {
		what := "the " + x.Kind.String() + " of " + x.Variable
		switch x.Kind {
		case model.AssignmentRule:
			c.expect(x.Expr, c.symbols[x.Variable], x.Pos, what, "the unit of "+x.Variable)
		case model.RateRule:
			c.expect(x.Expr, c.symbols[x.Variable].per(c.time), x.Pos, what, "the unit of "+x.Variable+" over time")
		default: // any unit, the same in all terms
			c.expect(x.Expr, measure{}, x.Pos, "an algebraic rule", "")
		}
	}
	for _, x := range c.m.Constraints() {
		c.expect(x.Condition, measure{}, x.Pos, "a constraint", "")
	}
}

func (c *unitChecker) reactions() {
	for _, x := range c.m.Reactions() {
		rate := c.rate(&x)
		at := x.Pos
		if x.Rate != nil && x.Rate.Pos().File != "" {
			at = x.Rate.Pos()
		}
		locals := map[string]binding{}
		for _, p := range x.Locals {
			v := p.Value.Value
			locals[p.ID] = binding{measure: measured(p.Value.Unit), value: &v}
		}
		c.expectWith(x.Rate, rate, at, "the rate of reaction "+x.ID, "extent over time", locals)
		for _, refs := range [][]model.SpeciesRef{x.Reactants, x.Products} {
			for _, ref := range refs {
				c.expect(ref.Math, pure, ref.Pos, "the stoichiometry of "+ref.Species+" in reaction "+x.ID, "a pure number")
				c.changed(&x, ref)
			}
		}
	}
}

// changed checks that the extent of a reaction, by the conversion factor, is an amount of a species that it changes (Level 3:
// before, every species is counted in substance).
func (c *unitChecker) changed(x *model.Reaction, ref model.SpeciesRef) {
	kind, i := c.m.Lookup(ref.Species)
	if kind != model.KindSpecies || c.doc.Level < 3 {
		return
	}
	s := &c.species[i]
	if s.Boundary {
		return
	}
	got := c.extent
	factor := s.ConversionFactor
	if factor == "" {
		factor = c.m.ConversionFactor()
	}
	what := "the extent of reaction " + x.ID
	if factor != "" {
		got = got.times(c.symbols[factor])
		what += " times conversion factor " + factor
	}
	if want := measured(s.Substance); !got.agrees(want) {
		c.report(ref.Pos, "%s is in %s; expected the amount of species %s = %s", what, c.show(got), s.ID, c.show(want))
	}
}

func (c *unitChecker) events() {
	for _, x := range c.m.Events() {
		name := "event " + x.ID
		time := c.time
		if u, ok := c.doc.declared.delay[x.Pos]; ok {
			time = measured(u)
		}
		c.expect(x.Trigger, measure{}, x.Pos, "the trigger of "+name, "")
		c.expect(x.Delay, time, x.Pos, "the delay of "+name, "time")
		c.expect(x.Priority, pure, x.Pos, "the priority of "+name, "a pure number")
		for _, a := range x.Assignments {
			c.expect(a.Expr, c.symbols[a.Variable], a.Pos, "the assignment of "+a.Variable+" in "+name, "the unit of "+a.Variable)
		}
	}
}

// expect checks an expression, and that it is in the wanted unit; meaning says what that is.
func (c *unitChecker) expect(e model.Expr, want measure, pos diag.Pos, what, meaning string) {
	c.expectWith(e, want, pos, what, meaning, nil)
}

func (c *unitChecker) expectWith(e model.Expr, want measure, pos diag.Pos, what, meaning string, bound map[string]binding) {
	if e == nil {
		return
	}
	s := unitScope{c: c, what: what, pos: pos, bound: bound}
	if got := s.infer(e); !got.agrees(want) {
		if want != pure {
			meaning += " = " + c.show(want)
		}
		c.report(s.at(e), "%s is in %s; expected %s", what, c.show(got), meaning)
	}
}

func (c *unitChecker) report(pos diag.Pos, format string, args ...any) {
	d := diag.New(pos, "sbml.unit", format, args...).AsWarning()
	key := d.Error()
	switch {
	case c.seen[key] || len(c.found) > maxReported:
		return
	case len(c.found) == maxReported:
		d = diag.New(diag.Pos{File: pos.File}, "sbml.more", "more than %d inconsistencies of units; the others are not listed", maxReported).AsWarning()
	}
	c.seen[key] = true
	c.found.Add(d)
}
