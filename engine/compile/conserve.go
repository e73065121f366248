package compile

import (
	"math/big"
	"sort"

	"jakstat/engine/model"
)

// network is the stoichiometry of the species that reactions alone change.
type network struct {
	states  []int // rows
	columns []map[int]*big.Rat
}

// Law is a conserved total: the sum of Coefficient times the amounts of States. Doses, inputs and
// events change totals; the reactions do not.
type Law struct {
	States       []int
	Coefficients []float64
}

// describeNetwork keeps what ConservationLaws needs. A reaction with a variable stoichiometry or a
// conversion factor excludes the species it touches that way.
func (c *compiler) describeNetwork() {
	ok := make([]bool, len(c.p.States))
	for i, s := range c.stateSymbols {
		ok[i] = s.kind == model.KindSpecies && s.rule == nil && len(c.touched[i]) > 0 && c.conversion(s) == none
		for _, t := range c.touched[i] {
			if t.ref.ID != "" || t.ref.Math != nil {
				ok[i] = false
			}
		}
	}
	columns := make([]map[int]*big.Rat, len(c.reactions))
	for i := range c.stateSymbols {
		if !ok[i] {
			continue
		}
		c.p.network.states = append(c.p.network.states, i)
		for _, t := range c.touched[i] {
			if columns[t.reaction] == nil {
				columns[t.reaction] = map[int]*big.Rat{}
			}
			v := new(big.Rat)
			v.SetFloat64(t.ref.Stoichiometry * t.sign)
			if old := columns[t.reaction][i]; old != nil {
				v.Add(v, old)
			}
			columns[t.reaction][i] = v
		}
	}
	for _, col := range columns {
		if col != nil {
			c.p.network.columns = append(c.p.network.columns, col)
		}
	}
}

// ConservationLaws finds a basis of the conserved totals: the left null space of the stoichiometric
// matrix, in exact rational arithmetic. It is computed at each call.
func (p *Program) ConservationLaws() []Law {
	// Each state starts as its own total; each reaction uses up one pivot among the totals it changes, by which the
	// others are made invariant.
	type total struct{ coef map[int]*big.Rat }
	var free []*total
	for _, i := range p.network.states {
		free = append(free, &total{coef: map[int]*big.Rat{i: big.NewRat(1, 1)}})
	}
	change := func(t *total, col map[int]*big.Rat) *big.Rat {
		sum := new(big.Rat)
		for i, v := range col {
			if k, ok := t.coef[i]; ok {
				sum.Add(sum, new(big.Rat).Mul(k, v))
			}
		}
		return sum
	}
	for _, col := range p.network.columns {
		pivot := -1
		var pivotChange *big.Rat
		changes := make([]*big.Rat, len(free))
		for i, t := range free {
			ch := change(t, col)
			changes[i] = ch
			// The total with the fewest members makes the least fill.
			if ch.Sign() != 0 && (pivot < 0 || len(t.coef) < len(free[pivot].coef)) {
				pivot, pivotChange = i, ch
			}
		}
		if pivot < 0 {
			continue
		}
		for i, t := range free {
			if i == pivot || changes[i].Sign() == 0 {
				continue
			}
			f := new(big.Rat).Quo(changes[i], pivotChange)
			for j, v := range free[pivot].coef {
				x := new(big.Rat).Mul(f, v)
				if old, ok := t.coef[j]; ok {
					x.Sub(old, x)
				} else {
					x.Neg(x)
				}
				if x.Sign() == 0 {
					delete(t.coef, j)
				} else {
					t.coef[j] = x
				}
			}
		}
		free = append(free[:pivot], free[pivot+1:]...)
	}
	var laws []Law
	for _, t := range free {
		var law Law
		for i := range t.coef {
			law.States = append(law.States, i)
		}
		sort.Ints(law.States)
		first, _ := t.coef[law.States[0]].Float64()
		for _, i := range law.States {
			v, _ := t.coef[i].Float64()
			if first < 0 {
				v = -v
			}
			law.Coefficients = append(law.Coefficients, v)
		}
		laws = append(laws, law)
	}
	return laws
}
