package sbml

import (
	"jakstat/diag"
	"jakstat/engine/model"
)

// olderMath replaces the functions that came with Level 3 Version 2 by what they mean in older mathematics; rateOf has no other form.
func (w *writer) olderMath() {
	w.eachExpr(func(e model.Expr, owner string, pos diag.Pos, _ []model.Parameter) model.Expr {
		return w.older(e, owner, pos)
	})
	for i := range w.functions {
		f := &w.functions[i]
		f.Body = w.older(f.Body, "function "+f.ID, f.Pos)
		w.bodies[f.ID] = f.Body
	}
}

func (w *writer) older(e model.Expr, owner string, pos diag.Pos) model.Expr {
	if e.NArg() == 0 {
		return e
	}
	args := make([]model.Expr, e.NArg())
	same := true
	for i := range args {
		args[i] = w.older(e.Arg(i), owner, pos)
		same = same && args[i] == e.Arg(i)
	}
	switch op := e.Op(); op {
	case model.OpRateOf:
		w.lacks("rateOf", pos, "%s uses the rate of change of %s", owner, e.Arg(0).Name())
		return e
	case model.OpImplies:
		return model.New(model.OpOr, model.New(model.OpNot, args[0]), args[1])
	case model.OpMin:
		return extreme(model.OpLeq, args)
	case model.OpMax:
		return extreme(model.OpGeq, args)
	case model.OpQuotient:
		return quotient(args[0], args[1])
	case model.OpRem:
		return model.Sub(args[0], model.Mul(args[1], quotient(args[0], args[1])))
	case model.OpCall:
		if !same {
			return model.CallFn(e.Name(), args...).At(e.Pos())
		}
	default:
		if !same {
			return model.New(op, args...).At(e.Pos())
		}
	}
	return e
}

// extreme is the first operand that compares so with all others.
func extreme(compare model.Op, args []model.Expr) model.Expr {
	var pieces []model.Expr
	for i, a := range args[:len(args)-1] {
		var conditions []model.Expr
		for j, b := range args {
			if j != i {
				conditions = append(conditions, model.New(compare, a, b))
			}
		}
		condition := conditions[0]
		if len(conditions) > 1 {
			condition = model.New(model.OpAnd, conditions...)
		}
		pieces = append(pieces, a, condition)
	}
	if len(pieces) == 0 {
		return args[0]
	}
	return model.New(model.OpPiecewise, append(pieces, args[len(args)-1])...)
}

// quotient is a / b without its fraction.
func quotient(a, b model.Expr) model.Expr {
	q := model.Div(a, b)
	return model.New(model.OpPiecewise, model.New(model.OpFloor, q), model.New(model.OpGeq, q, model.Num(0)), model.New(model.OpCeil, q))
}
