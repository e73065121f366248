package compile

import (
	"cmp"
	"slices"

	"jakstat/engine/model"
)

// terms lists the reactions and assignment rules that the right-hand sides are made of, what others use first. They are results
// of expressions that exist already.
func (c *compiler) terms() []id {
	var out []id
	names := map[id]string{}
	add := func(n id, name string) {
		if _, ok := names[n]; ok || n == none {
			return
		}
		names[n] = name
		out = append(out, n)
	}
	for i, n := range c.rates {
		add(n, "reaction "+c.reactions[i].ID)
	}
	for i := range c.rules {
		r := &c.rules[i]
		switch r.Kind {
		case model.AssignmentRule:
			if n, ok := c.values[running][r.Variable]; ok {
				add(n, "the rule for "+r.Variable)
			}
		case model.RateRule:
			if s := c.symbols[r.Variable]; s.role == state {
				add(c.rhs[s.state], "the rate rule for "+r.Variable)
			}
		}
	}
	slices.SortFunc(out, func(a, b id) int { return cmp.Compare(a, b) })
	for _, n := range out {
		c.p.Terms = append(c.p.Terms, names[n])
	}
	return out
}
