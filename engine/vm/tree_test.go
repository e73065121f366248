package vm

import (
	"math"

	"jakstat/engine/compile"
	"jakstat/engine/model"
)

// tree evaluates an expression by walking it: a second, independent reading of what expressions
// mean, against which compiled programs are checked.
type tree struct {
	fixed map[string]bool // parameters of a function that are called with a number
	vars  map[string]float64
	time  float64
	fns   map[string]*model.Function
}

func truth(b bool) float64 {
	if b {
		return 1
	}
	return 0
}

func (w tree) eval(e model.Expr) float64 {
	x := make([]float64, e.NArg())
	if e.Op() != model.OpPiecewise {
		for i := range x {
			x[i] = w.eval(e.Arg(i))
		}
	}
	all := func(f func(a, b float64) bool) float64 {
		for i := 1; i < len(x); i++ {
			if !f(x[i-1], x[i]) {
				return 0
			}
		}
		return 1
	}
	fold := func(f func(a, b float64) float64, empty float64) float64 {
		if len(x) == 0 {
			return empty
		}
		r := x[0]
		for _, v := range x[1:] {
			r = f(r, v)
		}
		return r
	}
	apply := func(op compile.Op) float64 { return compile.Apply(op, x[0], 0, 0) }
	switch e.Op() {
	case model.OpNumber:
		return e.Value()
	case model.OpSymbol:
		return w.vars[e.Name()]
	case model.OpTime:
		return w.time
	case model.OpAvogadro:
		return 6.02214076e23
	case model.OpPi:
		return math.Pi
	case model.OpE:
		return math.E
	case model.OpTrue:
		return 1
	case model.OpFalse:
		return 0
	case model.OpCall:
		f := w.fns[e.Name()]
		inner := tree{vars: map[string]float64{}, time: w.time, fns: w.fns, fixed: map[string]bool{}}
		for i, p := range f.Params {
			inner.vars[p], inner.fixed[p] = x[i], w.constant(e.Arg(i))
		}
		return inner.eval(f.Body)
	case model.OpPiecewise:
		for i := 0; i+1 < e.NArg(); i += 2 {
			if w.eval(e.Arg(i+1)) != 0 {
				return w.eval(e.Arg(i))
			}
		}
		if e.NArg()%2 == 1 {
			return w.eval(e.Arg(e.NArg() - 1))
		}
		return math.NaN()
	case model.OpAdd:
		return fold(func(a, b float64) float64 { return a + b }, 0)
	case model.OpMul:
		return fold(func(a, b float64) float64 { return a * b }, 1)
	case model.OpSub:
		return x[0] - x[1]
	case model.OpDiv:
		return x[0] / x[1]
	case model.OpNeg:
		return -x[0]
	case model.OpPow:
		return compile.Apply(compile.Pow, x[0], x[1], 0)
	case model.OpEq:
		return all(func(a, b float64) bool { return a == b })
	case model.OpNeq:
		return truth(x[0] != x[1])
	case model.OpLt:
		return all(func(a, b float64) bool { return a < b })
	case model.OpLeq:
		return all(func(a, b float64) bool { return a <= b })
	case model.OpGt:
		return all(func(a, b float64) bool { return a > b })
	case model.OpGeq:
		return all(func(a, b float64) bool { return a >= b })
	case model.OpAnd:
		return truth(fold(func(a, b float64) float64 { return truth(a != 0 && b != 0) }, 1) != 0)
	case model.OpOr:
		return truth(fold(func(a, b float64) float64 { return truth(a != 0 || b != 0) }, 0) != 0)
	case model.OpXor:
		n := 0
		for _, v := range x {
			if v != 0 {
				n++
			}
		}
		return float64(n % 2)
	case model.OpNot:
		return truth(x[0] == 0)
	case model.OpImplies:
		return truth(x[0] == 0 || x[1] != 0)
	case model.OpAbs:
		return math.Abs(x[0])
	case model.OpSqrt:
		return math.Sqrt(x[0])
	case model.OpRoot:
		return compile.Apply(compile.NthRoot, x[0], x[1], 0)
	case model.OpExp:
		return apply(compile.Exp)
	case model.OpLn:
		return apply(compile.Log)
	case model.OpLog10:
		return apply(compile.Log10)
	case model.OpLog:
		if x[0] == 10 && w.constant(e.Arg(0)) {
			return compile.Apply(compile.Log10, x[1], 0, 0) // rounded once
		}
		return compile.Apply(compile.Log, x[1], 0, 0) / compile.Apply(compile.Log, x[0], 0, 0)
	case model.OpFloor:
		return math.Floor(x[0])
	case model.OpCeil:
		return math.Ceil(x[0])
	case model.OpFactorial:
		return apply(compile.Factorial)
	case model.OpMin:
		return fold(math.Min, 0)
	case model.OpMax:
		return fold(math.Max, 0)
	case model.OpQuotient:
		return math.Trunc(x[0] / x[1])
	case model.OpRem:
		return math.Mod(x[0], x[1])
	case model.OpExpm1:
		return apply(compile.Expm1)
	case model.OpLog1p:
		return apply(compile.Log1p)
	}
	return w.trig(e.Op(), x[0])
}

func (w tree) trig(op model.Op, x float64) float64 {
	f := func(o compile.Op, v float64) float64 { return compile.Apply(o, v, 0, 0) }
	switch op {
	case model.OpSin:
		return f(compile.Sin, x)
	case model.OpCos:
		return f(compile.Cos, x)
	case model.OpTan:
		return f(compile.Tan, x)
	case model.OpSec:
		return 1 / f(compile.Cos, x)
	case model.OpCsc:
		return 1 / f(compile.Sin, x)
	case model.OpCot:
		return 1 / f(compile.Tan, x)
	case model.OpSinh:
		return f(compile.Sinh, x)
	case model.OpCosh:
		return f(compile.Cosh, x)
	case model.OpTanh:
		return f(compile.Tanh, x)
	case model.OpSech:
		return 1 / f(compile.Cosh, x)
	case model.OpCsch:
		return 1 / f(compile.Sinh, x)
	case model.OpCoth:
		return 1 / f(compile.Tanh, x)
	case model.OpArcsin:
		return f(compile.Asin, x)
	case model.OpArccos:
		return f(compile.Acos, x)
	case model.OpArctan:
		return f(compile.Atan, x)
	case model.OpArcsinh:
		return f(compile.Asinh, x)
	case model.OpArccosh:
		return f(compile.Acosh, x)
	case model.OpArctanh:
		return f(compile.Atanh, x)
	case model.OpArcsec:
		return f(compile.Acos, 1/x)
	case model.OpArccsc:
		return f(compile.Asin, 1/x)
	case model.OpArccot:
		return f(compile.Atan, 1/x)
	case model.OpArcsech:
		return f(compile.Acosh, 1/x)
	case model.OpArccsch:
		return f(compile.Asinh, 1/x)
	case model.OpArccoth:
		return f(compile.Atanh, 1/x)
	}
	panic("tree: " + op.String())
}

// constant tells whether an expression is a number whatever the model's state.
func (w tree) constant(e model.Expr) bool {
	switch e.Op() {
	case model.OpSymbol:
		return w.fixed[e.Name()]
	case model.OpTime:
		return false
	}
	for i := range e.NArg() {
		if !w.constant(e.Arg(i)) {
			return false
		}
	}
	return true
}
