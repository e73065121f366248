package compile

import (
	"math"

	"jakstat/diag"
	"jakstat/engine/model"
	"jakstat/unit"
)

// scope is where an expression is lowered: the phase, and bound names (local parameters, function
// arguments, dose). Inside a function body only bound names exist.
type scope struct {
	ph    phase
	bound map[string]id
	calls *call // the user functions around a function body
}

// avogadro in 1/mol, SI 2019 (exact).
const avogadro = 6.02214076e23

var itemPerMole = unit.Must("item/mol")

// maxCalls bounds the user-function calls expanded in one model. Functions that each call the one before twice reach it in some hundred
// milliseconds and megabytes; the largest models have some ten thousand.
const maxCalls = 1 << 17

func (c *compiler) positionOf(s *symbol) diag.Pos {
	switch {
	case s.rule != nil:
		return place(&s.rule.Info, s.rule.Kind.String()+" "+s.id)
	case s.initial != nil:
		return place(&s.initial.Info, "initial assignment "+s.id)
	case s.kind == model.KindSpecies:
		return place(&c.species[s.index].Info, "species "+s.id)
	case s.kind == model.KindCompartment:
		return place(&c.compartments[s.index].Info, "compartment "+s.id)
	case s.kind == model.KindParameter:
		return place(&c.parameters[s.index].Info, "parameter "+s.id)
	case s.kind == model.KindReaction, s.kind == model.KindSpeciesRef:
		return place(&c.reactions[s.index].Info, "reaction "+c.reactions[s.index].ID)
	}
	return diag.Pos{}
}

var direct = map[model.Op]Op{
	model.OpSub: Sub, model.OpDiv: Div, model.OpNeg: Neg, model.OpPow: Pow, model.OpNeq: Ne, model.OpNot: Not, model.OpAbs: Abs,
	model.OpSqrt: Sqrt, model.OpExp: Exp, model.OpLn: Log, model.OpLog10: Log10, model.OpFloor: Floor, model.OpCeil: Ceil,
	model.OpFactorial: Factorial, model.OpQuotient: Quotient, model.OpRem: Rem, model.OpExpm1: Expm1, model.OpLog1p: Log1p,
	model.OpSin: Sin, model.OpCos: Cos, model.OpTan: Tan, model.OpSinh: Sinh, model.OpCosh: Cosh, model.OpTanh: Tanh,
	model.OpArcsin: Asin, model.OpArccos: Acos, model.OpArctan: Atan, model.OpArcsinh: Asinh, model.OpArccosh: Acosh, model.OpArctanh: Atanh,
}

// folds are n-ary operations as chains of binary ones, with the value of an empty chain.
var folds = map[model.Op]struct {
	op    Op
	empty float64
}{
	model.OpAdd: {Add, 0}, model.OpMul: {Mul, 1}, model.OpAnd: {And, 1}, model.OpOr: {Or, 0}, model.OpXor: {Xor, 0},
	model.OpMin: {Min, math.Inf(1)}, model.OpMax: {Max, math.Inf(-1)},
}

var comparisons = map[model.Op]struct {
	op   Op
	swap bool
}{
	model.OpEq: {Eq, false}, model.OpLt: {Lt, false}, model.OpLeq: {Le, false}, model.OpGt: {Lt, true}, model.OpGeq: {Le, true},
}

// reciprocals are functions of 1/x or reciprocals of functions of x.
var reciprocals = map[model.Op]struct {
	op    Op
	inner bool // f(1/x) instead of 1/f(x)
}{
	model.OpSec: {Cos, false}, model.OpCsc: {Sin, false}, model.OpCot: {Tan, false},
	model.OpSech: {Cosh, false}, model.OpCsch: {Sinh, false}, model.OpCoth: {Tanh, false},
	model.OpArcsec: {Acos, true}, model.OpArccsc: {Asin, true}, model.OpArccot: {Atan, true},
	model.OpArcsech: {Acosh, true}, model.OpArccsch: {Asinh, true}, model.OpArccoth: {Atanh, true},
}

// lower turns an expression into a node.
func (c *compiler) lower(e model.Expr, sc scope) id {
	g := c.g
	if e == nil {
		return g.num(math.NaN())
	}
	args := func() []id {
		out := make([]id, e.NArg())
		for i := range out {
			out[i] = c.lower(e.Arg(i), sc)
		}
		return out
	}
	op := e.Op()
	if d, ok := direct[op]; ok {
		return g.op(d, args()...)
	}
	if f, ok := folds[op]; ok {
		list := args()
		if len(list) == 0 {
			return g.num(f.empty)
		}
		n := list[0]
		if len(list) == 1 && (op == model.OpAnd || op == model.OpOr || op == model.OpXor) {
			return g.op(Ne, n, g.num(0))
		}
		for _, x := range list[1:] {
			n = g.op(f.op, n, x)
		}
		return n
	}
	if f, ok := comparisons[op]; ok {
		list := args()
		n := none
		for i := range len(list) - 1 {
			a, b := list[i], list[i+1]
			if f.swap {
				a, b = b, a
			}
			pair := g.op(f.op, a, b)
			if n == none {
				n = pair
			} else {
				n = g.op(And, n, pair)
			}
		}
		return n
	}
	if f, ok := reciprocals[op]; ok {
		x := c.lower(e.Arg(0), sc)
		if f.inner {
			return g.op(f.op, g.op(Div, g.num(1), x))
		}
		return g.op(Div, g.num(1), g.op(f.op, x))
	}
	switch op {
	case model.OpNumber:
		u, _ := e.Unit()
		return g.num(c.m.Value(unit.Quantity{Value: e.Value(), Unit: u}))
	case model.OpSymbol:
		return c.reference(e, sc)
	case model.OpTime:
		if sc.ph == initial {
			return g.num(0)
		}
		return g.leaf(leafTime, 0)
	case model.OpAvogadro:
		if c.m.Mode() == model.Raw {
			return g.num(avogadro)
		}
		return g.num(c.m.Value(unit.Quantity{Value: avogadro, Unit: itemPerMole}))
	case model.OpPi:
		return g.num(math.Pi)
	case model.OpE:
		return g.num(math.E)
	case model.OpTrue:
		return g.num(1)
	case model.OpFalse:
		return g.num(0)
	case model.OpCall:
		return c.call(e, sc, args())
	case model.OpPiecewise:
		return c.piecewise(e, sc)
	case model.OpImplies:
		list := args()
		return g.op(Or, g.op(Not, list[0]), list[1])
	case model.OpLog:
		list := args()
		if g.is(list[0], 10) {
			return g.op(Log10, list[1])
		}
		return g.op(Div, g.op(Log, list[1]), g.op(Log, list[0]))
	case model.OpRoot:
		list := args()
		if g.nodes[list[0]].class != 0 {
			return g.op(Pow, list[1], g.op(Div, g.num(1), list[0]))
		}
		return g.op(NthRoot, list...)
	case model.OpDraw:
		return c.draw(e, sc, args())
	case model.OpDelay:
		return c.delay(e, sc)
	case model.OpRateOf:
		return c.rateOf(e, sc)
	}
	panic("compile: no lowering of " + op.String())
}

func (c *compiler) reference(e model.Expr, sc scope) id {
	if n, ok := sc.bound[e.Name()]; ok {
		return n
	}
	return c.value(e.Name(), sc.ph)
}

func (c *compiler) piecewise(e model.Expr, sc scope) id {
	n := e.NArg()
	out := c.g.num(math.NaN())
	if n%2 == 1 {
		out = c.lower(e.Arg(n-1), sc)
	}
	for i := n - n%2 - 2; i >= 0; i -= 2 {
		out = c.g.op(Select, c.lower(e.Arg(i+1), sc), c.lower(e.Arg(i), sc), out)
	}
	return out
}

// call inlines a user function.
func (c *compiler) call(e model.Expr, sc scope, args []id) id {
	f := c.functions[e.Name()]
	c.calls++
	if c.calls > maxCalls {
		if c.calls == maxCalls+1 {
			c.fail(place(&f.Info, "function "+f.ID), "compile.size", "the functions of this model expand to more than %d calls", maxCalls)
		}
		return c.g.num(0)
	}
	inner := scope{ph: sc.ph, bound: map[string]id{}, calls: &call{at: e, outer: sc.calls}}
	for i, p := range f.Params {
		inner.bound[p] = args[i]
	}
	return c.lower(f.Body, inner)
}

// rateOf is the time derivative of what the symbol means.
func (c *compiler) rateOf(e model.Expr, sc scope) id {
	arg := e.Arg(0)
	if sc.ph == before {
		// What is constant before the start has no rate there.
		n, bound := sc.bound[arg.Name()]
		if bound {
			n = c.early(n, before)
		} else {
			n = c.value(arg.Name(), before)
		}
		return c.g.orZero(c.g.diff(n, timeVar))
	}
	if _, bound := sc.bound[arg.Name()]; bound {
		// A function argument or local parameter: differentiate the node it stands for.
		if c.remembers(sc.bound[arg.Name()]) {
			c.fail(e.Pos(), "compile.unsupported", "%s: the rate of change of a delayed value cannot be simulated", e)
		}
		if n := c.total(sc.bound[arg.Name()]); n != none {
			return c.atPhase(n, e, sc)
		}
		return c.g.num(0)
	}
	v := c.value(arg.Name(), running)
	if c.remembers(v) {
		c.fail(e.Pos(), "compile.unsupported", "%s: the rate of change of a delayed value cannot be simulated", e)
	}
	n := c.total(v)
	if n == none {
		return c.g.num(0)
	}
	return c.atPhase(n, e, sc)
}

// atPhase moves a node of the running model to the initial state by substitution.
func (c *compiler) atPhase(n id, e model.Expr, sc scope) id {
	if sc.ph == running {
		return n
	}
	return c.early(n, sc.ph)
}
