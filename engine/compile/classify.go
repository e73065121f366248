package compile

import (
	"slices"

	"jakstat/engine/model"
)

// classify finds what determines each symbol.
func (c *compiler) classify() {
	define := func(id string, kind model.Kind, index int) {
		c.symbols[id] = &symbol{id: id, kind: kind, index: index, param: -1, state: -1}
	}
	for i := range c.compartments {
		define(c.compartments[i].ID, model.KindCompartment, i)
	}
	for i := range c.species {
		define(c.species[i].ID, model.KindSpecies, i)
	}
	for i := range c.parameters {
		define(c.parameters[i].ID, model.KindParameter, i)
	}
	for i := range c.reactions {
		r := &c.reactions[i]
		define(r.ID, model.KindReaction, i)
		c.symbols[r.ID].role = assigned
		for _, list := range [][]model.SpeciesRef{r.Reactants, r.Products} {
			for j := range list {
				if list[j].ID != "" {
					define(list[j].ID, model.KindSpeciesRef, i)
				}
			}
		}
	}
	initials := c.m.InitialAssignments()
	for i := range initials {
		c.symbols[initials[i].Symbol].initial = &initials[i]
	}
	for i := range c.rules {
		r := &c.rules[i]
		switch r.Kind {
		case model.AssignmentRule:
			c.symbols[r.Variable].role, c.symbols[r.Variable].rule = assigned, r
		case model.RateRule:
			c.symbols[r.Variable].role, c.symbols[r.Variable].rule = state, r
		}
	}
	for i := range c.reactions {
		r := &c.reactions[i]
		for _, list := range [][]model.SpeciesRef{r.Reactants, r.Products} {
			for _, s := range list {
				if sp := c.symbols[s.Species]; !c.species[sp.index].Boundary {
					sp.role = state
				}
			}
		}
	}
	for _, in := range c.m.Inputs() {
		c.symbols[in.Into].role = state
	}
	for _, r := range c.m.Routes() {
		for _, a := range r.Arms {
			c.symbols[a.Into].role = state
		}
	}
	for _, e := range c.m.Events() {
		for _, a := range e.Assignments {
			if s := c.symbols[a.Variable]; s.role == fixed {
				s.role = state
			}
		}
	}
	c.matchAlgebraic()
}

// matchAlgebraic gives every algebraic rule a variable of its own among those nothing else
// determines (a maximum matching in the bipartite graph of rules and variables).
func (c *compiler) matchAlgebraic() {
	var rules []*model.Rule
	for i := range c.rules {
		if c.rules[i].Kind == model.AlgebraicRule {
			rules = append(rules, &c.rules[i])
		}
	}
	if len(rules) == 0 {
		return
	}
	owner := map[string]int{}
	// A rule may mention its variable through assignment rules and reaction rates.
	var candidates func(e model.Expr, seen map[string]bool, out []string) []string
	candidates = func(e model.Expr, seen map[string]bool, out []string) []string {
		for _, id := range e.Symbols() {
			s, ok := c.symbols[id]
			if !ok || seen[id] {
				continue
			}
			seen[id] = true
			switch {
			case s.kind == model.KindReaction:
				out = candidates(c.reactions[s.index].Rate, seen, out)
			case s.role == assigned:
				out = candidates(s.rule.Expr, seen, out)
			case s.role == fixed && c.variable(s):
				out = append(out, id)
			}
		}
		return out
	}
	may := make([][]string, len(rules))
	for i, r := range rules {
		may[i] = candidates(r.Expr, map[string]bool{}, nil)
		// Where a rule could determine either, a boundary species is the one that the modeller holds.
		slices.SortStableFunc(may[i], func(a, b string) int { return c.held(a) - c.held(b) })
	}
	var try func(i int, seen map[string]bool) bool
	try = func(i int, seen map[string]bool) bool {
		for _, id := range may[i] {
			if seen[id] {
				continue
			}
			seen[id] = true
			if j, taken := owner[id]; !taken || try(j, seen) {
				owner[id] = i
				return true
			}
		}
		return false
	}
	for i, r := range rules {
		if !try(i, map[string]bool{}) {
			c.fail(place(&r.Info, "algebraic rule"), "compile.overdetermined", "algebraic rule 0 = %s has no variable left to determine", r.Expr)
		}
	}
	for id, i := range owner {
		c.symbols[id].role, c.symbols[id].rule = state, rules[i]
	}
}

func (c *compiler) held(name string) int {
	if s := c.symbols[name]; s.kind == model.KindSpecies && c.species[s.index].Boundary {
		return 1
	}
	return 0
}

func (c *compiler) variable(s *symbol) bool {
	switch s.kind {
	case model.KindCompartment:
		return !c.compartments[s.index].Constant
	case model.KindSpecies:
		return !c.species[s.index].Constant
	case model.KindParameter:
		return !c.parameters[s.index].Constant
	case model.KindSpeciesRef:
		ref, _ := c.m.SpeciesRefOf(s.id)
		return !ref.Constant && ref.Math == nil
	}
	return false
}
