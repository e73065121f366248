package compile

import (
	"math"
	"slices"

	"jakstat/diag"
	"jakstat/engine/linalg"
	"jakstat/engine/model"
	"jakstat/unit"
)

// initialCoordinate returns the initial value of a solver coordinate.
func (c *compiler) initialCoordinate(i int) id { return c.coordinate(i, initial) }

// coordinate returns a solver coordinate at the start or before it.
func (c *compiler) coordinate(i int, ph phase) id {
	s := c.stateSymbols[i]
	if s.kind == model.KindSpecies {
		x := &c.species[s.index]
		if s.initial == nil && !x.InitialConcentration {
			return c.param(s.id, &x.Info, c.guess(s, x.Initial), true) // an amount already
		}
	}
	n := c.value(s.id, ph)
	if v := c.volume(s, ph); v != none {
		n = c.g.op(Mul, n, v)
	}
	return n
}

// equations builds initial values, right-hand sides and their derivatives.
func (c *compiler) equations() {
	n := len(c.p.States)
	// Parameters first, in model order, so that their indices do not depend on use.
	for i := range c.compartments {
		c.ensure(c.compartments[i].ID)
	}
	for i := range c.parameters {
		c.ensure(c.parameters[i].ID)
	}
	for i := range c.species {
		c.ensure(c.species[i].ID)
	}
	for i := range n {
		c.initials = append(c.initials, c.initialCoordinate(i))
	}
	c.fastEquations()
	for i := range n {
		c.derivative(i)
		s := c.stateSymbols[i]
		c.p.States[i].Held = s.rule == nil && len(c.touched[i]) == 0 && len(c.inputsOf[i]) == 0
		if _, fast := c.fast.of[i]; fast {
			c.p.States[i].Algebraic = true
		} else if c.p.States[i].Algebraic {
			c.p.Features = append(c.p.Features, Feature{FeatureAlgebraic, "for " + s.id, c.positionOf(s)})
		}
	}
	if slices.ContainsFunc(c.p.States, func(s State) bool { return s.Algebraic }) {
		c.p.Mass = make([]float64, len(c.p.States))
		for i, s := range c.p.States {
			if !s.Algebraic {
				c.p.Mass[i] = 1
			}
		}
	}
	// A reaction that changes nothing is still checked, and may be reported.
	for i := range c.reactions {
		if c.reactions[i].Rate != nil {
			c.rate(i, running)
		}
	}
}

// ensure creates the parameter of a symbol that has one.
func (c *compiler) ensure(name string) {
	s := c.symbols[name]
	if s.role != assigned && s.initial == nil {
		c.given(s, initial)
	}
}

// outputs lowers the declared outputs and the further symbols asked for.
func (c *compiler) outputs() {
	add := func(name, title string, n id, u unit.Unit) {
		if _, ok := c.p.outputIndex[name]; ok {
			return // the declared output of that name is what the user sees
		}
		c.p.outputIndex[name] = len(c.p.Outputs)
		c.p.Outputs = append(c.p.Outputs, Output{ID: name, Name: title, Unit: c.unit(u), Scale: 1 / c.m.Factor(u)})
		c.outs.output = append(c.outs.output, n)
	}
	for _, o := range c.m.Outputs() {
		add(o.ID, o.Name, c.lower(o.Expr, scope{ph: running}), o.Unit)
	}
	for _, name := range c.opts.Report {
		s, ok := c.symbols[name]
		if !ok {
			d := diag.New(diag.Pos{Where: "outputs of model " + c.m.ID()}, "compile.symbol", "unknown symbol %q", name)
			if hint := diag.DidYouMean(name, c.m.Names()); hint != "" {
				d = d.Suggest("%s", hint)
			}
			c.diags.Add(d)
			continue
		}
		n := c.value(name, running)
		if s.kind == model.KindSpecies && c.opts.Amounts {
			n = c.amount(s, n)
		}
		add(name, "", n, c.displayUnit(s, c.opts.Amounts))
	}
}

// amount returns the amount of a species whose symbol has the value n.
func (c *compiler) amount(s *symbol, n id) id {
	if s.role == state {
		return c.g.leaf(leafState, s.state)
	}
	if v := c.volume(s, running); v != none {
		return c.g.op(Mul, n, v)
	}
	return n
}

func (c *compiler) displayUnit(s *symbol, amounts bool) unit.Unit {
	switch s.kind {
	case model.KindCompartment:
		return c.compartments[s.index].Size.Unit
	case model.KindParameter:
		return c.parameters[s.index].Value.Unit
	case model.KindSpecies:
		x := &c.species[s.index]
		if amounts || !c.m.IsConcentration(x) || x.Substance.Scale == 0 {
			return x.Substance
		}
		if x.InitialConcentration {
			return x.Initial.Unit
		}
		return x.Substance.Div(c.compartments[c.symbols[x.Compartment].index].Size.Unit)
	}
	return unit.Unit{}
}

func (c *compiler) routes() {
	for _, r := range c.m.Routes() {
		out := Route{ID: r.ID}
		sc := scope{ph: running, bound: map[string]id{model.DoseSymbol: c.g.leaf(leafDose, 0)}}
		var results []id
		part := func(e model.Expr, without float64) {
			if e == nil {
				results = append(results, c.g.num(without))
				return
			}
			results = append(results, c.lower(e, sc))
		}
		for i, a := range r.Arms {
			s := c.symbols[a.Into]
			out.Arms = append(out.Arms, RouteArm{State: s.state, Input: c.p.InputIndex("into:" + a.Into), Bolus: a.Duration == nil})
			part(a.Fraction, 1)
			part(a.Lag, 0)
			part(a.Duration, 0)
			if i == 0 {
				out.Unit, out.Scale = c.p.States[s.state].Unit, c.p.States[s.state].Scale
			}
		}
		c.p.routeIndex[r.ID] = len(c.p.Routes)
		c.p.Routes = append(c.p.Routes, out)
		c.outs.route = append(c.outs.route, results)
	}
}

func (c *compiler) events() {
	sc := scope{ph: running}
	put := func(n id) int {
		c.outs.event = append(c.outs.event, n)
		return len(c.outs.event) - 1
	}
	for _, e := range c.m.Events() {
		pos := place(&e.Info, "event "+e.ID)
		ev := Event{
			ID: e.ID, Trigger: put(c.lower(e.Trigger, sc)), Delay: -1, Priority: -1, InitialTrue: e.InitialTrue, Persistent: e.Persistent,
			UseValuesFromTriggerTime: e.UseValuesFromTriggerTime, Pos: pos,
		}
		part := func(x model.Expr, draws *[]int) int {
			defer c.drawing(draws)()
			return put(c.lower(x, sc))
		}
		if e.Delay != nil {
			ev.Delay = part(e.Delay, &ev.Draws.Delay)
		}
		if e.Priority != nil {
			ev.Priority = part(e.Priority, &ev.Draws.Priority)
		}
		for _, a := range e.Assignments {
			c.eventAssignment(&ev, &a, put)
		}
		c.p.Events = append(c.p.Events, ev)
		c.p.Features = append(c.p.Features, Feature{FeatureEvent, e.ID, pos})
		c.findRoots(c.outs.event[ev.Trigger], "trigger of event "+e.ID, true, map[id]bool{})
	}
	seen := map[id]bool{}
	for i := range c.rhs {
		c.findRoots(c.rhs[i], c.p.States[i].ID+"'", false, seen)
	}
}

// eventAssignment lowers one assignment of an event.
func (c *compiler) eventAssignment(ev *Event, a *model.EventAssignment, put func(id) int) {
	s := c.symbols[a.Variable]
	if s.role != state {
		p := ev.Pos
		if a.Pos != (diag.Pos{}) {
			p = a.Pos
		}
		c.fail(p, "compile.event", "event %s changes %s, which is no state", ev.ID, a.Variable)
		return
	}
	defer c.drawing(&ev.Draws.Values)()
	n := c.lower(a.Expr, scope{ph: running})
	set := Assignment{State: s.state, Value: -1, Volume: -1}
	if v := c.volume(s, running); v != none {
		if !c.steady(c.species[s.index].Compartment) {
			set.Value, set.Volume = put(n), put(v)
		}
		n = c.g.op(Mul, n, v)
	}
	set.Result = put(n)
	ev.Assignments = append(ev.Assignments, set)
}

// findRoots makes a root function of every comparison below n that can change.
func (c *compiler) findRoots(n id, label string, event bool, seen map[id]bool) {
	if seen[n] || c.g.nodes[n].class == 0 {
		return
	}
	seen[n] = true
	x := c.g.nodes[n]
	switch x.op {
	case Lt, Le, Eq, Ne:
		if isTruth(c.g, x.a) || isTruth(c.g, x.b) {
			break // truth values compared: their own comparisons are the roots
		}
		r := c.g.op(Sub, x.a, x.b)
		i, ok := c.rootIndex[r]
		if !ok {
			i = len(c.roots)
			c.rootIndex[r] = i
			c.roots = append(c.roots, r)
			c.p.Roots = append(c.p.Roots, Root{Label: label, TimeOnly: c.g.nodes[r].class == onTime})
			c.p.Features = append(c.p.Features, Feature{FeatureRoot, "in " + label, diag.Pos{Where: "model " + c.m.ID()}})
		}
		c.p.Roots[i].Event = c.p.Roots[i].Event || event
		c.p.Roots[i].Switch = c.p.Roots[i].Switch || !event
	}
	c.g.operands(n, func(a id) { c.findRoots(a, label, event, seen) })
}

func isTruth(g *graph, n id) bool {
	switch g.nodes[n].op {
	case Lt, Le, Eq, Ne, And, Or, Xor, Not:
		return true
	}
	return false
}

func (c *compiler) constraints() {
	for _, x := range c.m.Constraints() {
		c.p.Constraints = append(c.p.Constraints, x.Message)
		c.outs.constraint = append(c.outs.constraint, c.lower(x.Condition, scope{ph: running}))
	}
}

// jacobian returns the entries in the order of the pattern they make up.
func (c *compiler) jacobian() []id {
	n := len(c.p.States)
	entries := map[[2]int32]id{}
	var coords []linalg.Coord
	for i, f := range c.rhs {
		for _, j := range c.g.nodes[f].deps {
			if d := c.g.diff(f, j); d != none && !c.g.is(d, 0) {
				entries[[2]int32{int32(i), j}] = d
				coords = append(coords, linalg.Coord{Row: i, Col: int(j)})
			}
		}
		coords = append(coords, linalg.Coord{Row: i, Col: i})
	}
	c.p.Pattern = linalg.NewPattern(n, coords)
	out := make([]id, 0, len(c.p.Pattern.RowIdx))
	for j := range n {
		for _, i := range c.p.Pattern.RowIdx[c.p.Pattern.ColPtr[j]:c.p.Pattern.ColPtr[j+1]] {
			d, ok := entries[[2]int32{i, int32(j)}]
			if !ok {
				d = c.g.num(0)
			}
			out = append(out, d)
		}
	}
	return out
}

// generate turns the graph into sections.
func (c *compiler) generate() {
	jac := c.jacobian()
	timeDeriv := make([]id, len(c.rhs))
	c.p.Autonomous = true
	for i, f := range c.rhs {
		d := c.g.diff(f, timeVar)
		if d != none && !c.g.is(d, 0) {
			c.p.Autonomous = false
		}
		timeDeriv[i] = c.g.orZero(d)
	}
	all := [][]id{c.initials, c.rhs, jac, timeDeriv, c.roots, c.outs.output, c.outs.event, c.delayed, c.before, c.outs.constraint, c.fast.results}
	all = append(all, c.outs.route...)
	all = append(all, c.draws.args...)
	all = append(all, c.jumpParts.lists()...)
	terms := c.terms()
	e := newEmitter(c.g, c.p, all)
	p := c.p
	p.Const = e.constants()
	p.Init, p.RHS, p.Jacobian, p.TimeDeriv = e.section(c.initials), e.section(c.rhs), e.section(jac), e.section(timeDeriv)
	p.RootFns, p.Output, p.Event = e.section(c.roots), e.section(c.outs.output), e.section(c.outs.event)
	p.Delay, p.Before, p.Constraint = e.section(c.delayed), e.section(c.before), e.section(c.outs.constraint)
	p.FastReactions, p.Term = e.section(c.fast.results), e.section(terms)
	for _, r := range c.outs.route {
		p.Route = append(p.Route, e.section(r))
	}
	for _, d := range c.draws.args {
		p.Draw = append(p.Draw, e.section(d))
	}
	c.emitJumps(e)
	e.finish()
	c.describeNetwork()
	for i := range p.Params {
		if math.IsInf(p.Params[i].Scale, 0) {
			p.Params[i].Scale = 1
		}
	}
}
