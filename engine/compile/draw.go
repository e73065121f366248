package compile

import (
	"slices"

	"jakstat/diag"
	"jakstat/engine/model"
)

// Draw is one random number of the program: one place in the model, once for each way through user functions to it. Its
// arguments are Program.Draw of the same index; they refer to draws before it only.
type Draw struct {
	Distribution model.Distribution
	Label        string
	Pos          diag.Pos
}

// EventDraws are the draws of an event, each list in the order in which they must be drawn: when the event is triggered (Delay),
// whenever it is asked for its rank among others (Priority), and when its values are computed.
type EventDraws struct{ Values, Delay, Priority []int }

// call is one call of a user function on the way to an expression.
type call struct {
	at    model.Expr
	outer *call
}

// drawKey is a place in the model: an expression and the number of the chain of calls around it, 0 for none.
type drawKey struct {
	at    model.Expr
	calls int
}

// drawSites are the draws found so far.
type drawSites struct {
	index  map[drawKey]int
	chains map[drawKey]int
	args   [][]id
	// into collects the draws of what is being lowered; nil where a random number has no moment at which to be drawn.
	into *[]int
}

// drawing says where the draws of what is lowered next belong; the returned function ends that.
func (c *compiler) drawing(into *[]int) func() {
	old := c.draws.into
	c.draws.into = into
	return func() { c.draws.into = old }
}

// draw makes a random number an input slot. The same place reached again is the same number: an initial assignment is one number
// whoever refers to it.
func (c *compiler) draw(e model.Expr, sc scope, args []id) id {
	if c.draws.into == nil {
		c.fail(e.Pos(), "compile.draw", "%s stands where a value has to be known at all times, so that there is no moment at which to draw it; "+
			"random numbers can be drawn in initial assignments and in the assignments, delays and priorities of events", e)
		return c.g.num(0)
	}
	k := drawKey{e, c.draws.chain(sc.calls)}
	i, ok := c.draws.index[k]
	if !ok {
		d, known := model.DistributionByName(e.Name())
		if !known {
			panic("compile: no distribution " + e.Name())
		}
		i = len(c.p.Draws)
		c.draws.index[k] = i
		c.draws.args = append(c.draws.args, args)
		c.p.Draws = append(c.p.Draws, Draw{Distribution: d, Label: e.String(), Pos: e.Pos()})
		c.p.Features = append(c.p.Features, Feature{FeatureDraw, e.String(), e.Pos()})
	}
	if !slices.Contains(*c.draws.into, i) {
		*c.draws.into = append(*c.draws.into, i)
	}
	return c.g.leaf(leafDraw, i)
}

// chain numbers chains of calls from 1.
func (d *drawSites) chain(f *call) int {
	if f == nil {
		return 0
	}
	k := drawKey{f.at, d.chain(f.outer)}
	if d.chains[k] == 0 {
		d.chains[k] = len(d.chains) + 1
	}
	return d.chains[k]
}
