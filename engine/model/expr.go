package model

import (
	"fmt"
	"math"

	"jakstat/diag"
	"jakstat/unit"
)

// Expr is an immutable expression tree; nil means that there is none.
type Expr = *Node

// Node is one node of an expression.
type Node struct {
	op    Op
	depth int32
	value float64
	unit  unit.Unit // of a literal; Scale 0 when it has none
	name  string    // OpSymbol, OpCall, OpDraw
	args  []Expr
	pos   diag.Pos
}

// maxDepth bounds the nesting of an expression, so that walking it needs a bounded stack.
const maxDepth = 4000

// Op returns the operation.
func (e *Node) Op() Op { return e.op }

// Value returns the number of an OpNumber.
func (e *Node) Value() float64 { return e.value }

// Unit returns the unit of a literal; ok is false when it has none.
func (e *Node) Unit() (u unit.Unit, ok bool) { return e.unit, e.unit.Scale != 0 }

// Name returns the ID of an OpSymbol, the function of an OpCall or the distribution of an OpDraw.
func (e *Node) Name() string { return e.name }

// NArg returns the number of operands.
func (e *Node) NArg() int { return len(e.args) }

// Arg returns operand i.
func (e *Node) Arg(i int) Expr { return e.args[i] }

// Pos returns where the expression was read.
func (e *Node) Pos() diag.Pos { return e.pos }

// Depth returns the nesting of the tree; a leaf has depth 1.
func (e *Node) Depth() int { return int(e.depth) }

// Num returns a literal without a unit.
func Num(v float64) Expr { return &Node{op: OpNumber, value: v, depth: 1} }

// Lit returns a literal with a unit.
func Lit(q unit.Quantity) Expr {
	return &Node{op: OpNumber, value: q.Value, unit: q.Unit, depth: 1}
}

// Sym returns a reference.
func Sym(id string) Expr { return &Node{op: OpSymbol, name: id, depth: 1} }

// CallFn returns a call of a user function.
func CallFn(name string, args ...Expr) Expr {
	return (&Node{op: OpCall, name: name, args: args}).seal()
}

// Draw returns a random number of a distribution, drawn anew wherever and whenever its place in the model is evaluated. It panics on a wrong
// number of arguments; readers check with [Distribution.CheckArity] first.
func Draw(d Distribution, args ...Expr) Expr {
	if err := d.CheckArity(len(args)); err != nil {
		panic("model: " + err.Error())
	}
	return (&Node{op: OpDraw, name: d.String(), args: args}).seal()
}

// New returns a node of any operation but OpNumber, OpSymbol, OpCall and OpDraw. It panics on a wrong number of operands;
// readers check with [CheckArity] first.
func New(op Op, args ...Expr) Expr {
	if err := CheckArity(op, len(args)); err != nil {
		panic("model: " + err.Error())
	}
	return (&Node{op: op, args: args}).seal()
}

// At returns the expression with another position of its root.
func (e *Node) At(pos diag.Pos) Expr {
	c := *e
	c.pos = pos
	return &c
}

func (e *Node) seal() Expr {
	e.depth = 1
	for _, a := range e.args {
		e.depth = max(e.depth, a.depth+1)
	}
	return e
}

// CheckArity tells whether an operation takes n operands.
func CheckArity(op Op, n int) error {
	if op == OpNumber || op == OpSymbol || op == OpCall || op == OpDraw {
		return fmt.Errorf("%s is not a plain operation", op)
	}
	info := ops[op]
	switch {
	case n >= int(info.min) && (n <= int(info.max) || info.max == many):
		return nil
	case info.max == many:
		return fmt.Errorf("%s takes at least %d operands, not %d", info.name, info.min, n)
	}
	return fmt.Errorf("%s takes %d operands, not %d", info.name, info.max, n)
}

// Equal tells whether two expressions are the same tree; positions do not count, NaN equals NaN.
func Equal(a, b Expr) bool {
	if a == nil || b == nil {
		return a == b
	}
	if a.op != b.op || a.name != b.name || len(a.args) != len(b.args) || math.Float64bits(a.value) != math.Float64bits(b.value) && (a.value == a.value || b.value == b.value) ||
		a.unit.Dim != b.unit.Dim || a.unit.Scale != b.unit.Scale {
		return false
	}
	for i := range a.args {
		if !Equal(a.args[i], b.args[i]) {
			return false
		}
	}
	return true
}

// Walk calls f for every node, parents first.
func (e *Node) Walk(f func(Expr)) {
	if e == nil {
		return
	}
	f(e)
	for _, a := range e.args {
		a.Walk(f)
	}
}

// Map returns the tree with every leaf replaced by what f returns for it (nil keeps the leaf) and
// every called function renamed by call.
func (e *Node) Map(leaf func(Expr) Expr, call func(string) string) Expr {
	if e == nil {
		return nil
	}
	if len(e.args) == 0 && e.op != OpCall {
		if r := leaf(e); r != nil {
			return r
		}
		return e
	}
	c := *e
	if c.op == OpCall {
		c.name = call(c.name)
	}
	c.args = make([]Expr, len(e.args))
	for i, a := range e.args {
		c.args[i] = a.Map(leaf, call)
	}
	return c.seal()
}

// Symbols returns the distinct IDs the expression refers to, in order of appearance.
func (e *Node) Symbols() []string {
	var out []string
	seen := map[string]bool{}
	e.Walk(func(n Expr) {
		if n.op == OpSymbol && !seen[n.name] {
			seen[n.name] = true
			out = append(out, n.name)
		}
	})
	return out
}

// The operators, for building expressions in program text.

// Add returns the sum.
func Add(terms ...Expr) Expr { return New(OpAdd, terms...) }

// Sub returns a - b.
func Sub(a, b Expr) Expr { return New(OpSub, a, b) }

// Mul returns the product.
func Mul(factors ...Expr) Expr { return New(OpMul, factors...) }

// Div returns a / b.
func Div(a, b Expr) Expr { return New(OpDiv, a, b) }

// Pow returns a ^ b.
func Pow(a, b Expr) Expr { return New(OpPow, a, b) }
