package compile

import (
	"slices"

	"jakstat/engine/model"
	"jakstat/unit"
)

// phase selects between the running model and its initial state, in which every state is replaced
// by its initial value and time is 0.
type phase int

const (
	running phase = iota
	initial
	// before is the initial state at a time before the start: initial assignments hold there too and may depend on time
	// (SBML L3V2 section 4.8).
	before
)

// value returns the node of a symbol, as its symbol means it.
func (c *compiler) value(name string, ph phase) id {
	if n, ok := c.values[ph][name]; ok {
		return n
	}
	s := c.symbols[name]
	pos := c.positionOf(s)
	key := name
	switch ph {
	case initial:
		key = name + " at the start"
	case before:
		key = name + " before the start"
	}
	if !c.enter(key, pos) {
		return c.g.num(0)
	}
	n := c.define(s, ph)
	c.leave(key)
	c.values[ph][name] = n
	return n
}

func (c *compiler) define(s *symbol, ph phase) id {
	if s.kind == model.KindReaction {
		return c.rate(s.index, ph)
	}
	if s.role == assigned {
		defer c.drawing(nil)()
		return c.lower(s.rule.Expr, scope{ph: ph})
	}
	if s.role == state && ph == running {
		n := c.g.leaf(leafState, s.state)
		if v := c.volume(s, ph); v != none {
			return c.g.op(Div, n, v)
		}
		return n
	}
	if s.initial != nil {
		defer c.drawing(&c.p.StartDraws)()
		if ph == before {
			return c.lower(s.initial.Expr, scope{ph: before})
		}
		return c.kept(s, c.lower(s.initial.Expr, scope{ph: initial}), ph)
	}
	return c.given(s, ph)
}

// kept returns the value of a fixed symbol that began with n: the amount of a species stays when its compartment
// changes, not its concentration.
func (c *compiler) kept(s *symbol, n id, ph phase) id {
	v := c.volume(s, ph)
	if v == none || ph == initial || c.steady(c.species[s.index].Compartment) {
		return n
	}
	return c.g.op(Div, c.g.op(Mul, n, c.volume(s, initial)), v)
}

// given returns the number the model gives for a symbol: fixed for good, or its initial value.
func (c *compiler) given(s *symbol, ph phase) id {
	init := s.role == state
	switch s.kind {
	case model.KindCompartment:
		x := &c.compartments[s.index]
		return c.param(s.id, &x.Info, c.guess(s, x.Size), init)
	case model.KindParameter:
		x := &c.parameters[s.index]
		return c.param(s.id, &x.Info, c.guess(s, x.Value), init)
	case model.KindSpeciesRef:
		ref, _ := c.m.SpeciesRefOf(s.id)
		if ref.Math != nil {
			return c.lower(ref.Math, scope{ph: ph})
		}
		return c.param(s.id, &model.Info{ID: s.id}, c.guess(s, unit.Quantity{Value: ref.Stoichiometry, Unit: unit.One}), init)
	}
	x := &c.species[s.index]
	q := c.guess(s, x.Initial)
	n := c.param(s.id, &x.Info, q, init)
	// The number may be an amount where the symbol is a concentration, or the reverse; and an amount stays when the
	// compartment of a fixed species changes.
	isConc := c.m.IsConcentration(x)
	v := none
	if x.Compartment != "" {
		v = c.value(x.Compartment, ph)
	}
	switch {
	case x.Compartment == "" || isConc && x.InitialConcentration && (ph != running || c.steady(x.Compartment)) || !isConc && !x.InitialConcentration:
		return n
	case isConc && x.InitialConcentration:
		return c.g.op(Div, c.g.op(Mul, n, c.value(x.Compartment, initial)), v)
	case isConc:
		return c.g.op(Div, n, v)
	default:
		return c.g.op(Mul, n, c.value(x.Compartment, initial))
	}
}

// steady tells whether the size of a compartment never changes.
func (c *compiler) steady(id string) bool { return c.symbols[id].role == fixed }

// guess replaces the missing start value of an algebraic unknown by 0, of a size by 1: consistent values are the
// solver's business.
func (c *compiler) guess(s *symbol, q unit.Quantity) unit.Quantity {
	if nan(q.Value) && s.role == state && s.rule != nil && s.rule.Kind == model.AlgebraicRule {
		q.Value = 0
		if s.kind == model.KindCompartment {
			q.Value = 1 // concentrations divide by it
		}
	}
	if nan(q.Value) && c.m.Mode() == model.Checked && s.initial == nil {
		pos := c.positionOf(s)
		c.fail(pos, "compile.undefined", "%s %s has no value: neither a number, nor a rule, nor an initial assignment", s.kind, s.id)
	}
	return q
}

// volume returns the divisor that turns the amount of a species into its symbol, or none.
func (c *compiler) volume(s *symbol, ph phase) id {
	if s.kind != model.KindSpecies {
		return none
	}
	x := &c.species[s.index]
	if !c.m.IsConcentration(x) {
		return none
	}
	return c.value(x.Compartment, ph)
}

// rate returns the node of a reaction's rate.
func (c *compiler) rate(i int, ph phase) id {
	if ph == running && c.rates[i] != none {
		return c.rates[i]
	}
	r := &c.reactions[i]
	if r.Rate == nil {
		// A reaction without a kinetic law says nothing about its rate; SBML lets it stand for other uses.
		c.fail(place(&r.Info, "reaction "+r.ID), "compile.undefined", "reaction %s has no rate", r.ID)
		return c.g.num(0)
	}
	defer c.drawing(nil)()
	sc := scope{ph: ph, bound: map[string]id{}}
	for j := range r.Locals {
		l := &r.Locals[j]
		sc.bound[l.ID] = c.param(r.ID+"."+l.ID, &l.Info, l.Value, false)
	}
	n := c.lower(r.Rate, sc)
	if ph == running {
		c.rates[i] = n
	}
	return n
}

// stoichiometry returns the coefficient of a species reference, without its sign.
func (c *compiler) stoichiometry(ref *model.SpeciesRef) id {
	switch {
	case ref.ID != "":
		return c.value(ref.ID, running)
	case ref.Math != nil:
		return c.lower(ref.Math, scope{ph: running})
	case nan(ref.Stoichiometry):
		c.fail(ref.Pos, "compile.undefined", "the stoichiometry of %s is not given", ref.Species)
	}
	return c.g.num(ref.Stoichiometry)
}

// derivative returns the right-hand side of a state: the derivative of its coordinate.
func (c *compiler) derivative(i int) id {
	if c.rhs[i] != none {
		return c.rhs[i]
	}
	s := c.stateSymbols[i]
	key := "the rate of change of " + s.id
	if !c.enter(key, c.positionOf(s)) {
		return c.g.num(0)
	}
	defer c.leave(key)
	var plus []id
	if s.rule != nil {
		n := c.lower(s.rule.Expr, scope{ph: running})
		if s.rule.Kind == model.AlgebraicRule {
			c.rhs[i] = n
			return n
		}
		if v := c.volume(s, running); v != none {
			// The rule gives the derivative of the concentration a/V: a' = V·rule + (a/V)·V'.
			plus = append(plus, c.g.op(Mul, n, v))
			if c.remembers(v) {
				c.fail(c.positionOf(s), "compile.unsupported", "%s has a rate rule in a compartment whose size is a delayed value, which cannot be simulated", s.id)
			}
			if dv := c.total(v); dv != none {
				plus = append(plus, c.g.op(Mul, c.value(s.id, running), dv))
			}
		} else {
			plus = append(plus, n)
		}
	}
	c.rhs[i] = c.change(i, func(term) bool { return true }, plus...)
	return c.rhs[i]
}

// change returns the rate of a state from the reactions wanted and from inputs, after what else there is.
func (c *compiler) change(i int, wanted func(term) bool, plus ...id) id {
	s := c.stateSymbols[i]
	var minus []id
	for _, t := range c.touched[i] {
		if !wanted(t) {
			continue
		}
		n := c.rate(t.reaction, running)
		k := c.stoichiometry(t.ref)
		neg := t.sign < 0
		if v, ok := c.g.isNum(k); ok && v < 0 {
			k, neg = c.g.num(-v), !neg
		}
		n = c.g.op(Mul, k, n)
		if neg {
			minus = append(minus, n)
		} else {
			plus = append(plus, n)
		}
	}
	if cf := c.conversion(s); cf != none && len(plus)+len(minus) > 0 && s.rule == nil {
		plus, minus = []id{c.g.op(Mul, cf, c.g.sum(plus, minus))}, nil
	}
	for _, in := range c.inputsOf[i] {
		plus = append(plus, c.g.leaf(leafInput, in))
	}
	return c.g.sum(plus, minus)
}

func (c *compiler) conversion(s *symbol) id {
	if s.kind != model.KindSpecies {
		return none
	}
	name := c.species[s.index].ConversionFactor
	if name == "" {
		name = c.m.ConversionFactor()
	}
	if name == "" {
		return none
	}
	return c.value(name, running)
}

// total returns the total time derivative of a node along the solution, or none for zero.
func (c *compiler) total(n id) id { return c.totalBut(n, timeVar) }

// totalBut is total without the part through one state.
func (c *compiler) totalBut(n id, without int32) id {
	deps := c.g.nodes[n].deps
	out := c.g.diff(n, timeVar)
	for _, j := range deps {
		if d := c.g.diff(n, j); d != none && j != without {
			if r, fast := c.fast.of[int(j)]; fast {
				c.failFast(r, "the rate of change of %s is used", c.stateSymbols[j].id)
				return none
			}
			out = c.g.plus(out, c.g.times(d, c.advance(j)))
		}
	}
	return out
}

// advance returns the derivative of a state's coordinate along the solution. That of a state y which a rule 0 = g determines follows
// from the rule by implicit differentiation: y' = -(g' without y) / (∂g/∂y). Rules that determine each other's states would need
// a system solved at every evaluation; they are refused.
func (c *compiler) advance(j int32) id {
	s := c.stateSymbols[j]
	if s.rule == nil || s.rule.Kind != model.AlgebraicRule {
		return c.derivative(int(j))
	}
	if slices.Contains(c.advancing, j) {
		c.fail(c.positionOf(s), "compile.unsupported", "the rate of change of %s is used, but its algebraic rule and another determine each other's variables, which cannot be simulated", s.id)
		return c.g.num(0)
	}
	c.advancing = append(c.advancing, j)
	defer func() { c.advancing = c.advancing[:len(c.advancing)-1] }()
	g := c.derivative(int(j))
	own := c.g.diff(g, j)
	if own == none {
		c.fail(c.positionOf(s), "compile.unsupported", "the rate of change of %s is used, but its algebraic rule does not contain it", s.id)
		return c.g.num(0)
	}
	return c.g.orZero(c.g.minus(none, c.g.over(c.totalBut(g, j), own)))
}
