package sbml

import "jakstat/engine/model"

// Before Level 3 Version 2 truth values and numbers do not stand for each other. There a truth value that is used as a number is
// written as piecewise(1, x, 0), and a number used as a truth value as x ≠ 0, which is what they mean.

// typed writes an expression where a truth value or a number is needed.
func (w *writer) typed(e model.Expr, logical bool) { w.expr(w.as(e, logical)) }

func (w *writer) as(e model.Expr, logical bool) model.Expr {
	if w.atLeast(3, 2) || w.unknown(e) || w.logical(e) == logical {
		return e
	}
	if logical {
		return model.New(model.OpNeq, e, model.Num(0))
	}
	return model.New(model.OpPiecewise, model.Num(1), e, model.Num(0))
}

// logical tells whether an expression is a truth value.
func (w *writer) logical(e model.Expr) bool {
	switch e.Op() {
	case model.OpTrue, model.OpFalse, model.OpEq, model.OpNeq, model.OpLt, model.OpLeq, model.OpGt, model.OpGeq,
		model.OpAnd, model.OpOr, model.OpXor, model.OpNot, model.OpImplies:
		return true
	case model.OpPiecewise:
		return e.NArg() > 0 && w.logical(e.Arg(0))
	case model.OpCall:
		body := w.bodies[e.Name()]
		return body != nil && w.logical(body)
	}
	return false
}

// unknown tells that an argument of a function stands there, which may be either.
func (w *writer) unknown(e model.Expr) bool {
	switch e.Op() {
	case model.OpSymbol:
		return w.arguments[e.Name()]
	case model.OpPiecewise:
		return e.NArg() > 0 && w.unknown(e.Arg(0))
	case model.OpCall:
		body := w.bodies[e.Name()]
		return body == nil || body.Op() == model.OpSymbol || body.Op() == model.OpPiecewise && body.NArg() > 0 && body.Arg(0).Op() == model.OpSymbol
	}
	return false
}

// operands gives each operand the kind that the operation takes. Operands of = and ≠ are of one kind.
func (w *writer) operands(e model.Expr, args []model.Expr) []model.Expr {
	if w.atLeast(3, 2) {
		return args
	}
	logical := false
	switch e.Op() {
	case model.OpAnd, model.OpOr, model.OpXor, model.OpNot, model.OpImplies:
		logical = true
	case model.OpEq, model.OpNeq:
		logical = true
		for _, a := range args {
			logical = logical && (w.unknown(a) || w.logical(a))
		}
	}
	for i := range args {
		args[i] = w.as(args[i], logical)
	}
	return args
}
