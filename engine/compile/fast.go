package compile

import (
	"sort"
	"strings"

	"jakstat/engine/linalg"
	"jakstat/engine/model"
)

// Fast describes the fast reactions, which are in equilibrium at all times while the slow ones go on (SBML L3V1 section 4.11, attribute fast).
// The species they change are algebraic states. What they conserve, linear combinations of those species, are hidden states with the
// rates of the slow reactions. Whatever moves a species by hand must have the totals computed anew, and the equilibrium that the
// fast reactions run into from there be sought: their equations alone may have further solutions.
//
// The advances of independent fast reactions are coordinates of the way to equilibrium. Section FastReactions gives first their rates, then
// the residuals of the algebraic rules, then the entries of Pattern, the moves and the totals.
type Fast struct {
	Advances  int
	Algebraic []int // states that algebraic rules determine: unknowns and equations after the advances
	Pattern   *linalg.Pattern
	Moves     []Move
	// Off are inputs, one an advance: 1 says that the reactions behind it are switched off (a rate constant of 0), so that there is no
	// equilibrium and the slow reactions alone move its total. -1: a rate of 0 here may be none elsewhere without notice.
	Off []int
	// Totals are the hidden states: first one for each advance, which it alone changes, then what is conserved.
	Totals  []int
	Species []int
	Names   string // of the reactions
}

// Move says that a unit of an advance adds a result of section FastReactions to a state.
type Move struct{ State, Advance int }

// fastSystem is what the compiler knows of the fast reactions.
type fastSystem struct {
	of      map[int]int // state → a fast reaction that changes it
	species []int       // states, rising
	results []id        // section FastReactions
	advance []id        // rates of the advances
}

// findFast notes the states that fast reactions change.
func (c *compiler) findFast() {
	c.fast.of = map[int]int{}
	for i, list := range c.touched {
		for _, t := range list {
			if _, known := c.fast.of[i]; !known && c.reactions[t.reaction].Fast {
				c.fast.of[i] = t.reaction
				c.fast.species = append(c.fast.species, i)
			}
		}
	}
}

func (c *compiler) failFast(reaction int, format string, args ...any) {
	r := &c.reactions[reaction]
	c.fail(place(&r.Info, "reaction "+r.ID), "compile.unsupported", "fast reaction "+r.ID+" cannot be simulated: "+format, args...)
}

// fastColumns returns the stoichiometry of each fast reaction that changes something.
func (c *compiler) fastColumns() (reactions []int, columns []combination) {
	at := map[int]combination{}
	for _, i := range c.fast.species {
		for _, t := range c.touched[i] {
			if !c.reactions[t.reaction].Fast {
				continue
			}
			n := c.stoichiometry(t.ref)
			if c.g.nodes[n].class != 0 {
				c.failFast(t.reaction, "the stoichiometry of %s changes during the simulation", t.ref.Species)
				continue
			}
			if at[t.reaction] == nil {
				at[t.reaction] = combination{}
			}
			k := c.coefficient(n)
			if t.sign < 0 {
				k = c.minus(c.coefficient(c.g.num(0)), k)
			}
			at[t.reaction].add(c, i, k)
		}
		if cf := c.conversion(c.stateSymbols[i]); cf != none && c.g.nodes[cf].class != 0 {
			c.failFast(c.fast.of[i], "the conversion factor of %s changes during the simulation", c.stateSymbols[i].id)
		}
	}
	for j := range c.reactions {
		if len(at[j]) > 0 {
			reactions, columns = append(reactions, j), append(columns, at[j])
		}
	}
	return reactions, columns
}

// perFactor divides by the conversion factor of a species: reactions move amounts divided by it.
func (c *compiler) perFactor(i int, n id) id {
	if cf := c.conversion(c.stateSymbols[i]); cf != none {
		return c.g.op(Div, n, cf)
	}
	return n
}

// fastEquations gives the species of fast reactions their equations and makes the hidden states.
func (c *compiler) fastEquations() {
	if len(c.fast.species) == 0 {
		return
	}
	reactions, columns := c.fastColumns()
	if c.diags.HasErrors() {
		return
	}
	r, bad := c.reduce(c.fast.species, columns)
	if bad >= 0 {
		c.failFast(reactions[bad], "its stoichiometry depends on parameters in such a way that it may depend on other fast reactions or change nothing")
		return
	}
	g, f := c.g, &Fast{Species: c.fast.species}
	c.p.Fast = f
	f.Advances = len(r.pivots)
	var totals []id
	for k, p := range r.pivots {
		rate := c.rate(reactions[p.column], running)
		for d := range columns {
			if a, ok := r.shares[k][d]; ok && !a.zero() {
				rate = g.op(Add, rate, g.op(Mul, c.node(a), c.rate(reactions[d], running)))
			}
		}
		c.fast.advance = append(c.fast.advance, rate)
		off := g.leaf(leafInput, len(c.p.Inputs))
		if c.plain(rate) {
			f.Off = append(f.Off, len(c.p.Inputs))
		} else {
			f.Off = append(f.Off, -1)
		}
		c.p.Inputs = append(c.p.Inputs, Input{ID: "off:" + c.reactions[reactions[p.column]].ID, State: p.own})
		now, slow := c.hide(p)
		totals = append(totals, now)
		h := len(c.rhs) - 1
		c.rhs[p.own] = g.op(Select, off, g.op(Sub, now, g.leaf(leafState, h)), rate)
		c.rhs[h] = g.op(Select, off, slow, g.num(0))
	}
	for _, t := range r.free {
		now, _ := c.hide(t)
		totals = append(totals, now)
		c.rhs[t.own] = g.op(Sub, now, g.leaf(leafState, len(c.rhs)-1))
	}
	var ids []string
	for _, j := range reactions {
		x := &c.reactions[j]
		ids = append(ids, x.ID)
		c.p.Features = append(c.p.Features, Feature{FeatureFast, x.ID, place(&x.Info, "reaction "+x.ID)})
	}
	f.Names = strings.Join(ids, ", ")
	c.fastSection(r, columns, totals)
}

// plain tells whether a rate that is zero at two unlike states and times stays so until an event or a switch in time: it has no parts
// that come into play at some state, and nothing delayed.
func (c *compiler) plain(n id) bool {
	seen, ok := map[id]bool{}, true
	var look func(n id)
	look = func(n id) {
		x := c.g.nodes[n]
		if seen[n] || x.class == 0 {
			return
		}
		seen[n] = true
		switch x.op {
		case Floor, Ceil, Abs, Min, Max, Quotient, Rem, Factorial:
			ok = false
		case Lt, Le, Eq, Ne:
			ok = ok && x.class == onTime
		}
		ok = ok && x.class&onOther == 0
		c.g.operands(n, look)
	}
	look(n)
	return ok
}

// hide makes the hidden state of a total, and returns what it is of the species and its rate by what is slow.
func (c *compiler) hide(t *total) (now, rate id) {
	g := c.g
	var parts, start, rates []id
	var label []string
	for _, i := range t.sum.members() {
		k := c.perFactor(i, c.node(t.sum[i]))
		parts = append(parts, g.op(Mul, k, g.leaf(leafState, i)))
		start = append(start, g.op(Mul, k, c.initials[i]))
		rates = append(rates, g.op(Mul, k, c.change(i, func(x term) bool { return !c.reactions[x.reaction].Fast })))
		label = append(label, c.stateSymbols[i].id)
	}
	own := c.p.States[t.own]
	c.p.Fast.Totals = append(c.p.Fast.Totals, len(c.p.States))
	c.p.States = append(c.p.States, State{ID: "total of " + strings.Join(label, ", "), Hidden: true, Unit: own.Unit, Scale: own.Scale})
	rate = g.sum(rates, nil)
	c.rhs, c.initials = append(c.rhs, rate), append(c.initials, g.sum(start, nil))
	return g.sum(parts, nil), rate
}

// fastSection lists the results of section FastReactions.
func (c *compiler) fastSection(r reduction, columns []combination, totals []id) {
	g, f := c.g, c.p.Fast
	rows := append([]id(nil), c.fast.advance...)
	for i, s := range c.stateSymbols {
		if s.rule != nil && s.rule.Kind == model.AlgebraicRule {
			f.Algebraic = append(f.Algebraic, i)
			rows = append(rows, c.derivative(i))
		}
	}
	var moves []id
	along := make([]map[int]id, f.Advances) // the column of each advance in amounts
	for k, p := range r.pivots {
		along[k] = map[int]id{}
		for _, i := range columns[p.column].members() {
			n := c.node(columns[p.column][i])
			if cf := c.conversion(c.stateSymbols[i]); cf != none {
				n = g.op(Mul, n, cf)
			}
			along[k][i] = n
			f.Moves, moves = append(f.Moves, Move{i, k}), append(moves, n)
		}
	}
	entries := map[[2]int]id{}
	var coords []linalg.Coord
	for row, n := range rows {
		coords = append(coords, linalg.Coord{Row: row, Col: row})
		put := func(col int, d id) {
			if d != none {
				entries[[2]int{row, col}] = d
				coords = append(coords, linalg.Coord{Row: row, Col: col})
			}
		}
		for k := range along {
			var sum []id
			for _, i := range sortedKeys(along[k]) {
				if d := g.diff(n, int32(i)); d != none {
					sum = append(sum, g.op(Mul, d, along[k][i]))
				}
			}
			if len(sum) > 0 {
				put(k, g.sum(sum, nil))
			}
		}
		for z, i := range f.Algebraic {
			put(f.Advances+z, g.diff(n, int32(i)))
		}
	}
	f.Pattern = linalg.NewPattern(len(rows), coords)
	c.fast.results = rows
	for col := range rows {
		for _, row := range f.Pattern.RowIdx[f.Pattern.ColPtr[col]:f.Pattern.ColPtr[col+1]] {
			n, ok := entries[[2]int{int(row), col}]
			if !ok {
				n = g.num(0)
			}
			c.fast.results = append(c.fast.results, n)
		}
	}
	c.fast.results = append(append(c.fast.results, moves...), totals...)
}

func sortedKeys(m map[int]id) []int {
	var out []int
	for i := range m {
		out = append(out, i)
	}
	sort.Ints(out)
	return out
}
