package compile

import (
	"math/big"
	"sort"
	"strconv"
)

// coef is a stoichiometric number: an exact one, or a node that depends on parameters.
type coef struct {
	rat *big.Rat // nil: n
	n   id
}

// coefficient takes a number as the decimal that it was written as, so that 0.1 + 0.2 - 0.3 is zero.
func (c *compiler) coefficient(n id) coef {
	if v, ok := c.g.isNum(n); ok {
		if r, ok := new(big.Rat).SetString(strconv.FormatFloat(v, 'g', -1, 64)); ok {
			return coef{rat: r}
		}
	}
	return coef{n: n}
}

func (c *compiler) node(a coef) id {
	if a.rat == nil {
		return a.n
	}
	v, _ := a.rat.Float64()
	return c.g.num(v)
}

func (a coef) zero() bool { return a.rat != nil && a.rat.Sign() == 0 }

func (c *compiler) minus(a, b coef) coef {
	if a.rat != nil && b.rat != nil {
		return coef{rat: new(big.Rat).Sub(a.rat, b.rat)}
	}
	return coef{n: c.g.sum([]id{c.node(a)}, []id{c.node(b)})}
}

func (c *compiler) product(a, b coef) coef {
	switch {
	case a.zero():
		return a
	case b.zero():
		return b
	case a.rat != nil && b.rat != nil:
		return coef{rat: new(big.Rat).Mul(a.rat, b.rat)}
	}
	return coef{n: c.g.op(Mul, c.node(a), c.node(b))}
}

// quotient divides by an exact number other than zero.
func (c *compiler) quotient(a, b coef) coef {
	return c.product(a, coef{rat: new(big.Rat).Inv(b.rat)})
}

// combination is a linear combination of states.
type combination map[int]coef

func (x combination) add(c *compiler, i int, k coef) {
	if old, ok := x[i]; ok {
		k = c.minus(old, c.minus(coef{rat: new(big.Rat)}, k))
	}
	if k.zero() {
		delete(x, i)
		return
	}
	x[i] = k
}

func (x combination) members() []int {
	var out []int
	for i := range x {
		out = append(out, i)
	}
	sort.Ints(out)
	return out
}

// along is the change of a combination by a reaction.
func (c *compiler) along(x, column combination) coef {
	sum := coef{rat: new(big.Rat)}
	for _, i := range x.members() {
		if k, ok := column[i]; ok {
			sum = c.minus(sum, c.product(c.product(x[i], k), coef{rat: big.NewRat(-1, 1)}))
		}
	}
	return sum
}

// total is a combination that began as the amount of one state, its own.
type total struct {
	own    int
	sum    combination
	column int // pivots: the column that changes it and leaves the others alone
}

// reduction is the row reduction of a stoichiometric matrix (Gauss and Jordan): free totals are conserved; a pivot goes with each
// independent column, which alone of these columns changes it; the other columns are combinations of those: shares[k] says how much of column pivots[k] a unit of them is.
type reduction struct {
	free, pivots []*total
	shares       []map[int]coef
}

// tiny is the largest change of a total that may come from rounded coefficients like 0.333333333333.
const tiny = 1e-9

// reduce finds the conserved totals. It fails with the number of a column whose independence of the others it cannot tell.
func (c *compiler) reduce(states []int, columns []combination) (r reduction, bad int) {
	for _, i := range states {
		r.free = append(r.free, &total{own: i, sum: combination{i: {rat: big.NewRat(1, 1)}}})
	}
	var dependent []int
	for j, column := range columns {
		changes, pivot, moved := make([]coef, len(r.free)), -1, false
		for t, x := range r.free {
			changes[t] = c.along(x.sum, column)
			moved = moved || !changes[t].zero()
			if changes[t].zero() || changes[t].rat == nil {
				continue
			}
			if size, _ := changes[t].rat.Float64(); size > -tiny && size < tiny {
				return r, j
			}
			// The total with the fewest members makes the least fill.
			if pivot < 0 || len(x.sum) < len(r.free[pivot].sum) {
				pivot = t
			}
		}
		switch {
		case !moved:
			dependent = append(dependent, j)
			continue
		case pivot < 0:
			return r, j
		}
		p := r.free[pivot]
		p.column = j
		clear := func(x *total, change coef) {
			if change.zero() {
				return
			}
			f := c.quotient(change, changes[pivot])
			for _, i := range p.sum.members() {
				x.sum.add(c, i, c.minus(coef{rat: new(big.Rat)}, c.product(f, p.sum[i])))
			}
		}
		for t, x := range r.free {
			if t != pivot {
				clear(x, changes[t])
			}
		}
		for _, x := range r.pivots {
			clear(x, c.along(x.sum, column))
		}
		r.pivots = append(r.pivots, p)
		r.free = append(r.free[:pivot], r.free[pivot+1:]...)
	}
	r.shares = make([]map[int]coef, len(r.pivots))
	for k, p := range r.pivots {
		r.shares[k] = map[int]coef{}
		own := c.along(p.sum, columns[p.column])
		for _, d := range dependent {
			r.shares[k][d] = c.quotient(c.along(p.sum, columns[d]), own)
		}
	}
	return r, -1
}
