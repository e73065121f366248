package compile

import "slices"

// dependsOn tells whether node i depends on a variable (a state index, or timeVar).
func (g *graph) dependsOn(i id, v int32) bool {
	n := &g.nodes[i]
	if v == timeVar {
		return n.class&onTime != 0
	}
	_, ok := slices.BinarySearch(n.deps, v)
	return ok
}

// diff returns the derivative of node i, or none where it is zero by structure. Comparisons,
// rounding functions and factorials are constant between their jumps.
func (g *graph) diff(i id, v int32) id {
	if i == none || !g.dependsOn(i, v) {
		return none
	}
	k := diffKey{i, v}
	if d, ok := g.diffs[k]; ok {
		return d
	}
	d := g.derive(i, v)
	g.diffs[k] = d
	return d
}

// plus, minus, times and over treat none as zero.
func (g *graph) plus(a, b id) id {
	switch {
	case a == none:
		return b
	case b == none:
		return a
	}
	return g.op(Add, a, b)
}

func (g *graph) minus(a, b id) id {
	switch {
	case b == none:
		return a
	case a == none:
		return g.op(Neg, b)
	}
	return g.op(Sub, a, b)
}

func (g *graph) times(a, b id) id {
	if a == none || b == none {
		return none
	}
	return g.op(Mul, a, b)
}

func (g *graph) over(a, b id) id {
	if a == none {
		return none
	}
	return g.op(Div, a, b)
}

func (g *graph) orZero(a id) id {
	if a == none {
		return g.num(0)
	}
	return a
}

func (g *graph) derive(i id, v int32) id {
	n := g.nodes[i] // a copy: the slice grows below
	one := g.num(1)
	var da, db, dc id
	if n.op < numOps && n.op != Sum {
		da, db, dc = g.diff(n.a, v), g.diff(n.b, v), g.diff(n.c, v)
	}
	switch n.op {
	case leafState, leafTime:
		return one
	case Add:
		return g.plus(da, db)
	case Sub:
		return g.minus(da, db)
	case Neg:
		return g.minus(none, da)
	case Mul:
		return g.plus(g.times(da, n.b), g.times(n.a, db))
	case Div:
		// (a/b)' = a'/b - (a/b)·b'/b
		return g.minus(g.over(da, n.b), g.over(g.times(i, db), n.b))
	case Sum:
		var plus, minus []id
		for j, x := range n.args {
			if d := g.diff(x, v); d != none {
				if j < n.plus {
					plus = append(plus, d)
				} else {
					minus = append(minus, d)
				}
			}
		}
		if len(plus)+len(minus) == 0 {
			return none
		}
		return g.sum(plus, minus)
	case Pow:
		return g.derivePow(i, n, da, db)
	case NthRoot:
		// The degree is a constant here: see lower.
		return g.times(da2(g, i, n), db)
	case Min:
		return g.choose(Lt, n.b, n.a, db, da)
	case Max:
		return g.choose(Lt, n.a, n.b, db, da)
	case Select:
		if db == none && dc == none {
			return none
		}
		return g.op(Select, n.a, g.orZero(db), g.orZero(dc))
	case Rem:
		return g.minus(da, g.times(g.op(Quotient, n.a, n.b), db))
	case Abs:
		if da == none {
			return none
		}
		return g.op(Select, g.op(Lt, n.a, g.num(0)), g.op(Neg, da), da)
	case Floor, Ceil, Quotient, Factorial, Lt, Le, Eq, Ne, And, Or, Xor, Not:
		return none
	}
	if da == none {
		return none
	}
	return g.deriveFunction(i, n, da)
}

// choose returns da2 where cond, else db2, with zeros by structure.
func (g *graph) choose(op Op, a, b, yes, no id) id {
	if yes == none && no == none {
		return none
	}
	return g.op(Select, g.op(op, a, b), g.orZero(yes), g.orZero(no))
}

// da2 is the derivative of root(n, x) by x: root/(n·x).
func da2(g *graph, i id, n node) id { return g.op(Div, i, g.op(Mul, n.a, n.b)) }

// derivePow uses b·a^(b-1), which is right at a = 0 where a^b·b/a is not.
func (g *graph) derivePow(i id, n node, da, db id) id {
	one := g.num(1)
	left := none
	if da != none {
		left = g.times(g.op(Mul, n.b, g.op(Pow, n.a, g.op(Sub, n.b, one))), da)
	}
	right := none
	if db != none {
		right = g.times(g.op(Mul, i, g.op(Log, n.a)), db)
	}
	return g.plus(left, right)
}

func (g *graph) deriveFunction(i id, n node, da id) id {
	one, a := g.num(1), n.a
	square := func(x id) id { return g.op(Mul, x, x) }
	switch n.op {
	case Sqrt:
		return g.over(da, g.op(Mul, g.num(2), i))
	case Exp:
		return g.times(i, da)
	case Expm1:
		return g.times(g.op(Add, i, one), da)
	case Log:
		return g.over(da, a)
	case Log10:
		return g.over(da, g.op(Mul, a, g.num(2.302585092994046)))
	case Log1p:
		return g.over(da, g.op(Add, one, a))
	case Sin:
		return g.times(g.op(Cos, a), da)
	case Cos:
		return g.times(g.op(Neg, g.op(Sin, a)), da)
	case Tan:
		return g.times(g.op(Add, one, square(i)), da)
	case Sinh:
		return g.times(g.op(Cosh, a), da)
	case Cosh:
		return g.times(g.op(Sinh, a), da)
	case Tanh:
		return g.times(g.op(Sub, one, square(i)), da)
	case Asin:
		return g.over(da, g.op(Sqrt, g.op(Sub, one, square(a))))
	case Acos:
		return g.over(g.op(Neg, da), g.op(Sqrt, g.op(Sub, one, square(a))))
	case Atan:
		return g.over(da, g.op(Add, one, square(a)))
	case Asinh:
		return g.over(da, g.op(Sqrt, g.op(Add, square(a), one)))
	case Acosh:
		return g.over(da, g.op(Mul, g.op(Sqrt, g.op(Sub, a, one)), g.op(Sqrt, g.op(Add, a, one))))
	case Atanh:
		return g.over(da, g.op(Sub, one, square(a)))
	}
	panic("compile: no derivative of " + n.op.String())
}
