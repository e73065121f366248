package sedml

import (
	"math"

	"jakstat/engine/compile"
	"jakstat/engine/model"
)

// plain are the operations that are one instruction; of those with any number of operands each takes the result so far and the next.
var plain = map[model.Op]compile.Op{
	model.OpAdd: compile.Add, model.OpMul: compile.Mul, model.OpMin: compile.Min, model.OpMax: compile.Max,
	model.OpAnd: compile.And, model.OpOr: compile.Or, model.OpXor: compile.Xor,
	model.OpSub: compile.Sub, model.OpDiv: compile.Div, model.OpNeg: compile.Neg, model.OpPow: compile.Pow,
	model.OpEq: compile.Eq, model.OpNeq: compile.Ne, model.OpLt: compile.Lt, model.OpLeq: compile.Le,
	model.OpNot: compile.Not, model.OpAbs: compile.Abs, model.OpSqrt: compile.Sqrt, model.OpRoot: compile.NthRoot,
	model.OpExp: compile.Exp, model.OpLn: compile.Log, model.OpLog10: compile.Log10, model.OpFloor: compile.Floor, model.OpCeil: compile.Ceil,
	model.OpFactorial: compile.Factorial, model.OpQuotient: compile.Quotient, model.OpRem: compile.Rem, model.OpExpm1: compile.Expm1, model.OpLog1p: compile.Log1p,
	model.OpSin: compile.Sin, model.OpCos: compile.Cos, model.OpTan: compile.Tan, model.OpSinh: compile.Sinh, model.OpCosh: compile.Cosh, model.OpTanh: compile.Tanh,
	model.OpArcsin: compile.Asin, model.OpArccos: compile.Acos, model.OpArctan: compile.Atan,
	model.OpArcsinh: compile.Asinh, model.OpArccosh: compile.Acosh, model.OpArctanh: compile.Atanh,
}

// reciprocal are 1/f(x), inverse are f(1/x).
var (
	reciprocal = map[model.Op]compile.Op{
		model.OpSec: compile.Cos, model.OpCsc: compile.Sin, model.OpCot: compile.Tan, model.OpSech: compile.Cosh, model.OpCsch: compile.Sinh, model.OpCoth: compile.Tanh,
	}
	inverse = map[model.Op]compile.Op{
		model.OpArcsec: compile.Acos, model.OpArccsc: compile.Asin, model.OpArccot: compile.Atan,
		model.OpArcsech: compile.Acosh, model.OpArccsch: compile.Asinh, model.OpArccoth: compile.Atanh,
	}
	// empty are the values of operations without operands.
	empty = map[model.Op]float64{
		model.OpAdd: 0, model.OpMul: 1, model.OpMin: math.Inf(1), model.OpMax: math.Inf(-1), model.OpAnd: 1, model.OpOr: 0, model.OpXor: 0,
	}
)

// evaluate computes an expression with the operations of the engine. Calls ask for the value of "function(name)".
func evaluate(e model.Expr, of func(name string) float64) float64 {
	arg := func(i int) float64 { return evaluate(e.Arg(i), of) }
	op := e.Op()
	switch op {
	case model.OpNumber:
		return e.Value()
	case model.OpSymbol:
		return of(e.Name())
	case model.OpCall:
		return of(e.Name() + "(" + e.Arg(0).Name() + ")")
	case model.OpPi:
		return math.Pi
	case model.OpE:
		return math.E
	case model.OpTrue:
		return 1
	case model.OpFalse:
		return 0
	case model.OpPiecewise:
		for i := 0; i+1 < e.NArg(); i += 2 {
			if arg(i+1) != 0 {
				return arg(i)
			}
		}
		if e.NArg()%2 == 1 {
			return arg(e.NArg() - 1)
		}
		return math.NaN()
	case model.OpGt, model.OpGeq, model.OpEq, model.OpLt, model.OpLeq:
		return relation(op, e.NArg(), arg)
	case model.OpImplies:
		return compile.Apply(compile.Or, compile.Apply(compile.Not, arg(0), 0, 0), arg(1), 0)
	case model.OpLog:
		return compile.Apply(compile.Log, arg(1), 0, 0) / compile.Apply(compile.Log, arg(0), 0, 0)
	case model.OpAdd, model.OpMul, model.OpMin, model.OpMax, model.OpAnd, model.OpOr, model.OpXor:
		v := empty[op]
		for i := range e.NArg() {
			if x := arg(i); i == 0 {
				v = x
			} else {
				v = compile.Apply(plain[op], v, x, 0)
			}
		}
		return v
	}
	if f, ok := reciprocal[op]; ok {
		return 1 / compile.Apply(f, arg(0), 0, 0)
	}
	if f, ok := inverse[op]; ok {
		return compile.Apply(f, 1/arg(0), 0, 0)
	}
	f, ok := plain[op]
	if !ok {
		return math.NaN() // refused by the reader
	}
	if e.NArg() == 1 {
		return compile.Apply(f, arg(0), 0, 0)
	}
	return compile.Apply(f, arg(0), arg(1), 0)
}

// relation holds when it holds between all neighbours.
func relation(op model.Op, n int, arg func(int) float64) float64 {
	for i := range n - 1 {
		a, b := arg(i), arg(i+1)
		code := plain[op]
		switch op {
		case model.OpGt:
			code, a, b = compile.Lt, b, a
		case model.OpGeq:
			code, a, b = compile.Le, b, a
		}
		if compile.Apply(code, a, b, 0) == 0 {
			return 0
		}
	}
	return 1
}
