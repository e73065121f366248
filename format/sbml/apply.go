package sbml

import (
	"math"
	"strings"

	"jakstat/engine/model"
)

// apply reads an operator with its operands.
func (r *reader) apply(e *element, sc scope) model.Expr {
	if len(e.children) == 0 {
		return r.badMath(e, "<apply> without an operator")
	}
	op := e.children[0]
	rest := e.children[1:]
	if op.space != mathSpace {
		return r.badMath(op, "<%s> is no MathML operator", op.name)
	}
	switch op.name {
	case "ci":
		return r.call(e, strings.TrimSpace(op.text), r.exprs(rest, sc))
	case "csymbol":
		return r.applySymbol(e, op, rest, sc)
	case "root":
		return r.qualified(e, rest, sc, "degree", model.OpRoot, model.Num(2))
	case "apply":
		if len(rest) == 0 {
			// Some tools write parentheses this way.
			r.warn(e, "sbml.math", "<apply> around nothing but another <apply> is read as that one")
			return r.expr(op, sc)
		}
	case "log":
		return r.qualified(e, rest, sc, "logbase", model.OpLog, model.Num(10))
	}
	if len(op.children) > 0 {
		return r.badMath(op, "<%s> as an operator", op.name)
	}
	return r.operation(e, op, r.exprs(rest, sc))
}

func (r *reader) exprs(list []*element, sc scope) []model.Expr {
	out := make([]model.Expr, len(list))
	for i, c := range list {
		out[i] = r.expr(c, sc)
	}
	return out
}

// operation builds a plain operator.
func (r *reader) operation(e, op *element, args []model.Expr) model.Expr {
	if op.name == "minus" {
		switch len(args) {
		case 1:
			return model.New(model.OpNeg, args...).At(e.pos)
		case 2:
			return model.New(model.OpSub, args...).At(e.pos)
		}
		return r.badMath(op, "<minus> with %d operands, not 1 or 2", len(args))
	}
	code, ok := operators[op.name]
	if !ok {
		return r.badMath(op, "the operator <%s> is not part of the mathematics of SBML", op.name)
	}
	switch code {
	case model.OpMin, model.OpMax, model.OpQuotient, model.OpRem, model.OpImplies:
		if !r.atLeast(3, 2) {
			r.warn(op, "sbml.math", "<%s> belongs to Level 3 Version 2", op.name)
		}
	case model.OpEq, model.OpLt, model.OpLeq, model.OpGt, model.OpGeq:
		// Level 3 Version 2: a relation of fewer than two operands holds.
		if len(args) < 2 && r.atLeast(3, 2) {
			return model.New(model.OpTrue).At(e.pos)
		}
	}
	if err := model.CheckArity(code, len(args)); err != nil {
		return r.badMath(op, "<%s>: %s", op.name, err)
	}
	return model.New(code, args...).At(e.pos)
}

// qualified reads root and log, whose first operand may be a qualifier.
func (r *reader) qualified(e *element, rest []*element, sc scope, name string, op model.Op, without model.Expr) model.Expr {
	q := without
	if len(rest) > 0 && rest[0].name == name && rest[0].space == mathSpace {
		if len(rest[0].children) != 1 {
			return r.badMath(rest[0], "<%s> holds %d values, not 1", name, len(rest[0].children))
		}
		q = r.expr(rest[0].children[0], sc)
		rest = rest[1:]
	}
	if len(rest) != 1 {
		return r.badMath(e.children[0], "<%s> with %d operands, not 1", e.children[0].name, len(rest))
	}
	x := r.expr(rest[0], sc)
	switch {
	case op == model.OpRoot && q.Op() == model.OpNumber && q.Value() == 2:
		return model.New(model.OpSqrt, x).At(e.pos)
	case op == model.OpLog && q.Op() == model.OpNumber && q.Value() == 10:
		return model.New(model.OpLog10, x).At(e.pos)
	}
	return model.New(op, q, x).At(e.pos)
}

// applySymbol reads delay(x, lag), rateOf(x) and random numbers.
func (r *reader) applySymbol(e, op *element, rest []*element, sc scope) model.Expr {
	args := r.exprs(rest, sc)
	switch name := symbolURL(op); name {
	case "delay":
		if len(args) != 2 {
			return r.badMath(op, "delay with %d arguments, not 2", len(args))
		}
		return model.New(model.OpDelay, args...).At(e.pos)
	case "rateOf":
		if len(args) != 1 || args[0].Op() != model.OpSymbol {
			return r.badMath(op, "rateOf takes one symbol")
		}
		return model.New(model.OpRateOf, args...).At(e.pos)
	default:
		if name, ok := strings.CutPrefix(name, "distrib/"); ok {
			return r.random(e, op, name, args)
		}
	}
	url, _ := op.attr("definitionURL")
	return r.badMath(op, "unknown function <csymbol definitionURL=%q>", clip(url))
}

// call reads the call of a function definition.
func (r *reader) call(e *element, name string, args []model.Expr) model.Expr {
	f, ok := r.functions[name]
	switch {
	case !ok && r.symbols[name] != model.KindNone && r.symbols[name] != model.KindFunction:
		return r.badMath(e, "%s is a %s, not a function", name, r.symbols[name])
	case !ok:
		r.fail2(r.unknown(e, name, func(k model.Kind) bool { return k == model.KindFunction }))
		return model.Num(math.NaN())
	case f.arity != len(args):
		return r.badMath(e, "function %s takes %d arguments, not %d", name, f.arity, len(args))
	case f.empty:
		return r.badMath(e, "function %s has no mathematics and no value", name)
	}
	return model.CallFn(name, args...).At(e.pos)
}

// piecewise reads pieces in order; the value of otherwise comes last wherever it stands.
func (r *reader) piecewise(e *element, sc scope) model.Expr {
	var args []model.Expr
	var otherwise model.Expr
	for _, c := range e.children {
		switch {
		case c.space == mathSpace && c.name == "piece" && len(c.children) == 2:
			args = append(args, r.expr(c.children[0], sc), r.expr(c.children[1], sc))
		case c.space == mathSpace && c.name == "otherwise" && len(c.children) == 1 && otherwise == nil:
			otherwise = r.expr(c.children[0], sc)
		default:
			return r.badMath(c, "<%s> with %d values in <piecewise>", c.name, len(c.children))
		}
	}
	if otherwise != nil {
		args = append(args, otherwise)
	}
	return model.New(model.OpPiecewise, args...).At(e.pos)
}

// lambda reads a function's arguments and body.
func (r *reader) lambda(e *element) (params []string, body model.Expr) {
	sc := scope{locals: map[string]bool{}, closed: true}
	for i, c := range e.children {
		if c.space == mathSpace && c.name == "bvar" {
			if len(c.children) != 1 || c.children[0].name != "ci" || strings.TrimSpace(c.children[0].text) == "" {
				r.fail(c, "sbml.math", "<bvar> without a plain name")
				continue
			}
			name := strings.TrimSpace(c.children[0].text)
			if sc.locals[name] {
				r.fail(c, "sbml.math", "two arguments %q", clip(name))
			}
			sc.locals[name] = true
			params = append(params, name)
			continue
		}
		if i != len(e.children)-1 {
			r.fail(c, "sbml.math", "<lambda> holds more than one expression")
			return params, nil
		}
		body = r.expr(c, sc)
	}
	return params, body
}
