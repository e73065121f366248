package compile

import "jakstat/engine/model"

// delay makes the delayed value an input slot. Before the start everything has its initial value.
func (c *compiler) delay(e model.Expr, sc scope) id {
	x := c.lower(e.Arg(0), sc)
	lag := c.lower(e.Arg(1), sc)
	switch sc.ph {
	case initial:
		return c.retime(c.lower(e.Arg(0), early(sc)), c.g.op(Sub, c.g.num(0), lag))
	case before:
		return c.retime(x, c.g.op(Sub, c.g.leaf(leafTime, 0), lag))
	}
	if c.g.is(lag, 0) {
		return x
	}
	// The value before the start by the initial assignments as they are then, and as they are at the start.
	then := c.early(c.lower(e.Arg(0), early(sc)), before)
	if c.g.nodes[x].class == 0 && then == x {
		return x
	}
	k := [2]id{x, lag}
	i, ok := c.delayIndex[k]
	if !ok {
		i = len(c.p.Delays)
		c.delayIndex[k] = i
		d := Delay{Label: e.String(), Pos: e.Pos(), Fixed: c.g.nodes[lag].class == 0, Nested: c.remembers(x) || c.remembers(lag), Before: -1}
		if then != c.rewrite(x, map[id]id{}, func(n id) id { return c.earlyLeaf(n, initial, true) }) {
			d.Before = len(c.before)
			c.before = append(c.before, then)
		}
		c.p.Delays = append(c.p.Delays, d)
		c.delayed = append(c.delayed, x, lag)
		c.p.Features = append(c.p.Features, Feature{FeatureDelay, e.String(), e.Pos()})
	}
	return c.g.leaf(leafDelayed, i)
}

// early is the scope of the time before the start.
func early(sc scope) scope { return scope{ph: before, bound: sc.bound, calls: sc.calls} }

// early moves a node of the running model to the initial state, or to that state before the start.
func (c *compiler) early(n id, ph phase) id {
	return c.rewrite(n, map[id]id{}, func(n id) id { return c.earlyLeaf(n, ph, ph == before) })
}

func (c *compiler) earlyLeaf(n id, ph phase, keepTime bool) id {
	x := c.g.nodes[n]
	switch x.op {
	case leafState:
		return c.coordinate(int(x.a), ph)
	case leafTime:
		if !keepTime {
			return c.g.num(0)
		}
	case leafInput:
		return c.g.num(0)
	case leafDelayed:
		now := c.g.num(0)
		if keepTime {
			now = c.g.leaf(leafTime, 0)
		}
		value, lag := c.delayed[2*int(x.a)], c.delayed[2*int(x.a)+1]
		return c.retime(c.early(value, before), c.g.op(Sub, now, c.early(lag, ph)))
	}
	return n
}

// retime replaces time in a node of the initial state.
func (c *compiler) retime(n, at id) id {
	return c.rewrite(n, map[id]id{}, func(n id) id {
		if c.g.nodes[n].op == leafTime {
			return at
		}
		return n
	})
}

// rewrite rebuilds a node with its leaves that are no parameters replaced.
func (c *compiler) rewrite(n id, memo map[id]id, leaf func(id) id) id {
	if r, ok := memo[n]; ok {
		return r
	}
	x := c.g.nodes[n]
	r := n
	switch {
	case x.class == 0:
	case x.op >= numOps:
		r = leaf(n)
	case x.op == Sum:
		list := make([]id, len(x.args))
		for i, a := range x.args {
			list[i] = c.rewrite(a, memo, leaf)
		}
		r = c.g.sum(list[:x.plus], list[x.plus:])
	default:
		var list []id
		for _, a := range [3]id{x.a, x.b, x.c} {
			if a != none {
				list = append(list, c.rewrite(a, memo, leaf))
			}
		}
		r = c.g.op(x.op, list...)
	}
	memo[n] = r
	return r
}

// remembers tells whether a node depends on delayed values.
func (c *compiler) remembers(n id) bool {
	seen := map[id]bool{}
	var visit func(n id) bool
	visit = func(n id) bool {
		if seen[n] || c.g.nodes[n].class == 0 {
			return false
		}
		seen[n] = true
		if c.g.nodes[n].op == leafDelayed {
			return true
		}
		found := false
		c.g.operands(n, func(a id) { found = found || visit(a) })
		return found
	}
	return visit(n)
}
