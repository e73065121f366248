package compile

import (
	"slices"

	"jakstat/diag"
	"jakstat/engine/model"
)

// Jumps is a program seen as a jump process: reactions change amounts by whole numbers at random times, and between such jumps and events
// every rate is constant. Compilation refuses what is not so: rates that change continuously with time or with a variable that a rate
// rule moves, stoichiometries that change, rate rules that are not linear in time between jumps.
type Jumps struct {
	Reactions []Jump
	// Clocks are the states that rate rules move, linearly between jumps; section Clock has the rate of each.
	Clocks []int
	Clock  Section
	// Crossings are the roots that time moves, linearly between jumps; section Crossing gives for each its value and the value's rate.
	Crossings []int
	Crossing  Section
	// Change has the stoichiometries, constants of the run.
	Change Section
	// Watched tells of each state whether triggers, crossings or clocks depend on it.
	Watched []bool
}

// Jump is one reaction.
type Jump struct {
	ID   string
	Rate Section // one result: reactions per unit of time
	// Changes are the states that one reaction changes, by results of section Change; Uses are the amounts it takes.
	Changes, Uses []Change
	Depends       []int // states that the rate depends on
}

// Change is a state with a result of section Change.
type Change struct{ State, Result int }

// jumpParts are the nodes of the sections of Jumps.
type jumpParts struct {
	rates                   []id
	clock, crossing, change []id
}

func (j *jumpParts) lists() [][]id {
	return [][]id{j.rates, j.clock, j.crossing, j.change}
}

// jumps describes the reactions.
func (c *compiler) jumps() {
	c.p.Jumps = &Jumps{Watched: make([]bool, len(c.p.States))}
	j := c.p.Jumps
	for i, s := range c.stateSymbols {
		if s.rule != nil && s.rule.Kind == model.RateRule {
			j.Clocks = append(j.Clocks, i)
		}
	}
	for _, i := range j.Clocks {
		n := c.rhs[i]
		if why := c.moving(n); why != "" {
			s := c.stateSymbols[i]
			c.fail(c.positionOf(s), "compile.jumps", "the rate rule of %s depends on %s: exact stochastic simulation needs a rate that is constant between events and reactions", s.id, why)
		}
		c.jumpParts.clock = append(c.jumpParts.clock, n)
		c.watch(n)
	}
	for i := range c.reactions {
		c.jump(i)
	}
	for i, root := range c.p.Roots {
		c.crossing(i, root)
	}
	for _, e := range c.p.Events {
		n := c.outs.event[e.Trigger]
		if f := c.stepwise(n); f != "" {
			c.fail(e.Pos, "compile.jumps", "the trigger of event %s takes %s of time: exact stochastic simulation cannot tell when it changes", e.ID, f)
		}
		c.watch(n)
	}
}

// jump describes one reaction.
func (c *compiler) jump(i int) {
	r := &c.reactions[i]
	pos := place(&r.Info, "reaction "+r.ID)
	if r.Rate == nil {
		c.fail(pos, "compile.undefined", "reaction %s has no rate", r.ID)
		return
	}
	n := c.rate(i, running)
	if why := c.moving(n); why != "" {
		c.fail(pos, "compile.jumps", "the rate of reaction %s depends on %s: exact stochastic simulation needs a rate that is constant between events and reactions", r.ID, why)
	}
	if product := c.netRate(r); product != "" {
		c.fail(pos, "compile.jumps", "the rate of the reversible reaction %s is a difference that %s takes part in: write it as two reactions, forward and backward, to simulate it stochastically", r.ID, product)
	}
	out := Jump{ID: r.ID}
	for _, s := range c.g.nodes[n].deps {
		out.Depends = append(out.Depends, int(s))
	}
	for s, terms := range c.touched {
		if !slices.ContainsFunc(terms, func(t term) bool { return t.reaction == i }) {
			continue
		}
		all := c.net(s, i, func(term) bool { return true })
		uses := c.net(s, i, func(t term) bool { return t.sign < 0 })
		if c.g.nodes[all].class != 0 || c.g.nodes[uses].class != 0 {
			c.fail(pos, "compile.jumps", "the stoichiometry of %s in reaction %s changes during the simulation, which cannot be simulated stochastically", c.stateSymbols[s].id, r.ID)
			continue
		}
		put := func(n id) Change {
			c.jumpParts.change = append(c.jumpParts.change, n)
			return Change{s, len(c.jumpParts.change) - 1}
		}
		if !c.g.is(all, 0) {
			out.Changes = append(out.Changes, put(all))
		}
		if !c.g.is(uses, 0) {
			out.Uses = append(out.Uses, put(c.g.op(Neg, uses)))
		}
	}
	c.p.Jumps.Reactions = append(c.p.Jumps.Reactions, out)
	c.jumpParts.rates = append(c.jumpParts.rates, n)
}

// net is what one reaction adds to a state through the terms wanted.
func (c *compiler) net(s, reaction int, wanted func(term) bool) id {
	var plus, minus []id
	for _, t := range c.touched[s] {
		switch {
		case t.reaction != reaction || !wanted(t):
		case t.sign < 0:
			minus = append(minus, c.stoichiometry(t.ref))
		default:
			plus = append(plus, c.stoichiometry(t.ref))
		}
	}
	n := c.g.sum(plus, minus)
	if cf := c.conversion(c.stateSymbols[s]); cf != none && !c.g.is(n, 0) {
		n = c.g.op(Mul, cf, n)
	}
	return n
}

// netRate returns a product of a reversible reaction by which its rate falls, "" when there is none: one channel for two directions
// would have the right mean and too little noise.
func (c *compiler) netRate(r *model.Reaction) string {
	if !r.Reversible {
		return ""
	}
	reactant := map[string]bool{}
	for _, s := range r.Reactants {
		reactant[s.Species] = true
	}
	var subtracted func(e model.Expr) string
	subtracted = func(e model.Expr) string {
		switch e.Op() {
		case model.OpMul, model.OpDiv, model.OpAdd, model.OpNeg:
			for i := range e.NArg() {
				if found := subtracted(e.Arg(i)); found != "" {
					return found
				}
			}
		case model.OpSub:
			for _, name := range e.Arg(1).Symbols() {
				if !reactant[name] && slices.ContainsFunc(r.Products, func(p model.SpeciesRef) bool { return p.Species == name }) {
					return name
				}
			}
		}
		return ""
	}
	return subtracted(r.Rate)
}

// crossing describes a root that time moves.
func (c *compiler) crossing(i int, root Root) {
	g := c.roots[i]
	c.watch(g)
	if c.g.nodes[g].class&onTime == 0 && len(c.clocksOf(g)) == 0 {
		return
	}
	if f := c.stepwise(g); f != "" {
		c.fail(c.rootPos(root), "compile.jumps", "a comparison in %s takes %s of time: exact stochastic simulation cannot tell when it changes", root.Label, f)
		return
	}
	rate := c.g.orZero(c.g.diff(g, timeVar))
	for _, k := range c.clocksOf(g) {
		if d := c.g.diff(g, int32(k)); d != none {
			rate = c.g.plus(rate, c.g.times(d, c.rhs[k]))
		}
	}
	if why := c.moving(rate); why != "" || c.g.nodes[rate].class&onTime != 0 || len(c.clocksOf(rate)) > 0 {
		c.fail(c.rootPos(root), "compile.jumps", "a comparison in %s depends on time otherwise than linearly: exact stochastic simulation cannot tell when it changes", root.Label)
		return
	}
	c.p.Jumps.Crossings = append(c.p.Jumps.Crossings, i)
	c.jumpParts.crossing = append(c.jumpParts.crossing, g, rate)
}

// moving says what continuous change a node depends on, "" when it changes at jumps only. Comparisons are constant between their roots.
func (c *compiler) moving(n id) string {
	if f := c.stepwise(n); f != "" {
		return f + " of time"
	}
	if d := c.g.diff(n, timeVar); d != none && !c.g.is(d, 0) {
		return "time"
	}
	for _, k := range c.clocksOf(n) {
		if d := c.g.diff(n, int32(k)); d != none && !c.g.is(d, 0) {
			return c.stateSymbols[k].id + ", which changes continuously"
		}
	}
	return ""
}

// clocksOf lists the clocks that a node depends on.
func (c *compiler) clocksOf(n id) (out []int) {
	for _, k := range c.p.Jumps.Clocks {
		if c.g.dependsOn(n, int32(k)) {
			out = append(out, k)
		}
	}
	return out
}

// stepwise names a function below n that jumps with time at places that no root function marks, "" when there is none.
func (c *compiler) stepwise(n id) string {
	seen := map[id]bool{}
	var visit func(n id) string
	visit = func(n id) string {
		if seen[n] || c.g.nodes[n].class&onTime == 0 && len(c.clocksOf(n)) == 0 {
			return ""
		}
		seen[n] = true
		switch op := c.g.nodes[n].op; op {
		case Floor, Ceil, Quotient, Rem, Factorial:
			return op.String()
		}
		found := ""
		c.g.operands(n, func(a id) {
			if found == "" {
				found = visit(a)
			}
		})
		return found
	}
	return visit(n)
}

// rootPos is the position of the event that a root stands in, as far as it is known.
func (c *compiler) rootPos(root Root) diag.Pos {
	for _, e := range c.p.Events {
		if root.Label == "trigger of event "+e.ID {
			return e.Pos
		}
	}
	return diag.Pos{Where: "model " + c.m.ID()}
}

// watch notes the states that a node depends on.
func (c *compiler) watch(n id) {
	for _, s := range c.g.nodes[n].deps {
		c.p.Jumps.Watched[s] = true
	}
}

// emitJumps makes the sections.
func (c *compiler) emitJumps(e *emitter) {
	j := c.p.Jumps
	if j == nil {
		return
	}
	for i, n := range c.jumpParts.rates {
		j.Reactions[i].Rate = e.section([]id{n})
	}
	j.Clock, j.Crossing, j.Change = e.section(c.jumpParts.clock), e.section(c.jumpParts.crossing), e.section(c.jumpParts.change)
}
