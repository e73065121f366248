package compile

import (
	"math"
	"slices"
)

// id is a node of the expression graph; ids grow from operands to results.
type id int32

// none is a structural zero (derivatives) or an absent operand.
const none id = -1

// What a node depends on besides parameters.
const (
	onTime uint8 = 1 << iota
	onState
	onOther // inputs, delayed values, dose, random numbers
)

type node struct {
	op      Op
	a, b, c id // operands; index of a parameter, state, input or delayed value in a
	val     float64
	args    []id // Sum: plus terms, then minus terms
	plus    int  // Sum: number of plus terms
	class   uint8
	deps    []int32 // states it depends on, sorted
}

type key struct {
	op      Op
	a, b, c id
	bits    uint64
}

// graph is the hash-consed expression graph.
type graph struct {
	nodes []node
	index map[key]id
	sums  map[string]id
	diffs map[diffKey]id
}

type diffKey struct {
	n  id
	by int32 // state, or timeVar
}

const timeVar int32 = -1

func newGraph() *graph {
	return &graph{index: map[key]id{}, sums: map[string]id{}, diffs: map[diffKey]id{}}
}

func (g *graph) intern(k key, n node) id {
	if i, ok := g.index[k]; ok {
		return i
	}
	i := id(len(g.nodes))
	g.nodes = append(g.nodes, n)
	g.index[k] = i
	return i
}

func (g *graph) num(v float64) id {
	if v != v {
		v = math.NaN()
	}
	return g.intern(key{op: leafConst, bits: math.Float64bits(v)}, node{op: leafConst, val: v})
}

func (g *graph) leaf(op Op, i int) id {
	n := node{op: op, a: id(i)}
	switch op {
	case leafTime:
		n.class = onTime
	case leafState:
		n.class, n.deps = onState, []int32{int32(i)}
	case leafInput, leafDelayed, leafDose, leafDraw:
		n.class = onOther
	}
	return g.intern(key{op: op, a: id(i)}, n)
}

func (g *graph) isNum(i id) (float64, bool) {
	if n := &g.nodes[i]; n.op == leafConst {
		return n.val, true
	}
	return 0, false
}

func (g *graph) is(i id, v float64) bool {
	x, ok := g.isNum(i)
	return ok && x == v
}

// op makes a node of up to three operands, folded and simplified.
func (g *graph) op(op Op, operands ...id) id {
	a, b, c := none, none, none
	va, vb, vc := 0.0, 0.0, 0.0
	folded := true
	var class uint8
	for i, x := range operands {
		v, ok := g.isNum(x)
		folded = folded && ok
		class |= g.nodes[x].class
		switch i {
		case 0:
			a, va = x, v
		case 1:
			b, vb = x, v
		default:
			c, vc = x, v
		}
	}
	if op == Pow {
		if v, ok := g.isNum(b); ok {
			if r := g.literalPower(a, v); r != none {
				return r
			}
		}
	}
	if folded {
		return g.num(Apply(op, va, vb, vc))
	}
	if r := g.simplify(op, a, b, c); r != none {
		return r
	}
	if op.commutes() && a > b {
		a, b = b, a
	}
	k := key{op: op, a: a, b: b, c: c}
	if i, ok := g.index[k]; ok {
		return i
	}
	var deps []int32
	if class&onState != 0 {
		deps = g.nodes[a].deps
		if b != none {
			deps = union(deps, g.nodes[b].deps)
		}
		if c != none {
			deps = union(deps, g.nodes[c].deps)
		}
	}
	return g.intern(k, node{op: op, a: a, b: b, c: c, class: class, deps: deps})
}

// simplify returns an equal node, or none. The package comment lists the rules.
func (g *graph) simplify(op Op, a, b, c id) id {
	switch op {
	case Add:
		switch {
		case g.is(a, 0):
			return b
		case g.is(b, 0):
			return a
		}
	case Sub:
		if g.is(b, 0) {
			return a
		}
	case Mul:
		switch {
		case g.is(a, 1):
			return b
		case g.is(b, 1):
			return a
		case g.is(a, -1):
			return g.op(Neg, b)
		case g.is(b, -1):
			return g.op(Neg, a)
		}
	case Div:
		if g.is(b, 1) {
			return a
		}
	case Neg:
		if n := g.nodes[a]; n.op == Neg {
			return n.a
		}
	case NthRoot:
		if g.is(a, 2) {
			return g.op(Sqrt, b)
		}
	case Select:
		switch v, ok := g.isNum(a); {
		case ok && v != 0:
			return b
		case ok:
			return c
		case b == c:
			return b
		}
	}
	return none
}

func (g *graph) literalPower(a id, v float64) id {
	switch v {
	case 0:
		return g.num(1)
	case 1:
		return a
	case 2:
		return g.op(Mul, a, a)
	case 3:
		return g.op(Mul, g.op(Mul, a, a), a)
	case 4:
		s := g.op(Mul, a, a)
		return g.op(Mul, s, s)
	case -1:
		return g.op(Div, g.num(1), a)
	case 0.5:
		return g.op(Sqrt, a)
	}
	return none
}

// sum makes plus[0] + plus[1] + ... - minus[0] - ..., in this order.
func (g *graph) sum(plus, minus []id) id {
	keep := func(list []id) (out []id) {
		for _, x := range list {
			if !g.is(x, 0) {
				out = append(out, x)
			}
		}
		return out
	}
	plus, minus = keep(plus), keep(minus)
	switch {
	case len(plus) == 0 && len(minus) == 0:
		return g.num(0)
	case len(plus) == 0:
		return g.op(Neg, g.sum(minus, nil))
	case len(plus) == 1 && len(minus) == 0:
		return plus[0]
	case len(plus) == 2 && len(minus) == 0:
		return g.op(Add, plus[0], plus[1])
	case len(plus) == 1 && len(minus) == 1:
		return g.op(Sub, plus[0], minus[0])
	}
	args := append(slices.Clone(plus), minus...)
	buf := make([]byte, 0, 4*len(args)+4)
	for _, x := range append([]id{id(len(plus))}, args...) {
		buf = append(buf, byte(x), byte(x>>8), byte(x>>16), byte(x>>24))
	}
	if i, ok := g.sums[string(buf)]; ok {
		return i
	}
	n := node{op: Sum, a: none, b: none, c: none, args: args, plus: len(plus)}
	folded := true
	for _, x := range args {
		n.class |= g.nodes[x].class
		n.deps = union(n.deps, g.nodes[x].deps)
		_, ok := g.isNum(x)
		folded = folded && ok
	}
	if folded {
		s := 0.0
		for i, x := range args {
			v, _ := g.isNum(x)
			switch {
			case i == 0:
				s = v
			case i < len(plus):
				s += v
			default:
				s -= v
			}
		}
		return g.num(s)
	}
	i := id(len(g.nodes))
	g.nodes = append(g.nodes, n)
	g.sums[string(buf)] = i
	return i
}

// union merges two sorted sets; the result may share memory with an operand.
func union(a, b []int32) []int32 {
	switch {
	case len(a) == 0:
		return b
	case len(b) == 0 || slices.Equal(a, b):
		return a
	}
	if len(a) < len(b) {
		a, b = b, a
	}
	if contains(a, b) {
		return a
	}
	out := make([]int32, 0, len(a)+len(b))
	i, j := 0, 0
	for i < len(a) && j < len(b) {
		switch {
		case a[i] < b[j]:
			out = append(out, a[i])
			i++
		case a[i] > b[j]:
			out = append(out, b[j])
			j++
		default:
			out = append(out, a[i])
			i++
			j++
		}
	}
	out = append(out, a[i:]...)
	return append(out, b[j:]...)
}

func contains(a, b []int32) bool {
	for _, x := range b {
		if _, ok := slices.BinarySearch(a, x); !ok {
			return false
		}
	}
	return true
}

// operands calls f for every operand of a node.
func (g *graph) operands(i id, f func(id)) {
	n := &g.nodes[i]
	if n.op >= numOps {
		return
	}
	for _, x := range n.args {
		f(x)
	}
	for _, x := range [3]id{n.a, n.b, n.c} {
		if x != none {
			f(x)
		}
	}
}
