package model

import (
	"math"

	"jakstat/diag"
	"jakstat/unit"
)

// report adds a unit finding about node n.
func (s *unitScope) report(n Expr, format string, args ...any) quality {
	pos := n.pos
	if pos.File == "" {
		pos = s.pos
	}
	s.v.add(diag.New(pos, "model.unit", format, args...))
	return quality{failed: true}
}

// expect checks that e has the wanted quality; role says what it is.
func (s *unitScope) expect(e Expr, want quality, role string) {
	q := s.infer(e)
	if q.fits(want) {
		return
	}
	pos := e.pos
	if pos.File == "" {
		pos = s.pos
	}
	d := diag.New(pos, "model.unit", "%s, %q, is %s where %s is needed", role, clip(e.String()), s.v.showQ(q), s.v.showQ(want))
	if role != s.what {
		d.Message += " in " + s.what
	}
	if !q.logical && !want.logical && safeRatio(q.dim, want.dim) {
		if hint := unit.Mismatch(unit.Quantity{Value: 1, Unit: unit.Unit{Dim: q.dim, Scale: 1}}, unit.Unit{Dim: want.dim, Scale: 1}).Suggestion; hint != "" {
			d = d.Suggest("%s", hint)
		}
	}
	s.v.add(d)
}

// safeRatio tells whether the hint of a mismatch, which divides dimensions, is within range.
func safeRatio(a, b unit.Dim) bool {
	for i := range a {
		if e := int(a[i]) - int(b[i]); e < -127 || e > 127 {
			return false
		}
	}
	return true
}

// combine multiplies dimensions with a report instead of a panic when exponents run away.
func (s *unitScope) combine(n Expr, a, b unit.Dim, sign int) (unit.Dim, bool) {
	for i := range a {
		e := int(a[i]) + sign*int(b[i])
		if e < -120 || e > 120 {
			s.report(n, "%q in %s has an exponent beyond ±20", clip(n.String()), s.what)
			return unit.Dim{}, false
		}
		a[i] = int8(e)
	}
	return a, true
}

func (s *unitScope) plain(n Expr, role string) {
	s.expect(n, dimless, role)
}

// same checks that all operands have one dimension and returns it.
func (s *unitScope) same(e Expr, args []Expr) quality {
	var q quality
	for i, a := range args {
		x := s.infer(a)
		switch {
		case i == 0 || q.failed || q.any && !x.failed:
			if i > 0 && x.logical != q.logical && !q.failed && !x.failed {
				return s.report(e, "%q in %s mixes numbers and truth values", clip(e.String()), s.what)
			}
			q = x
		case !x.fits(q):
			return s.report(e, "%q in %s combines %q in %s with %q in %s", clip(e.String()), s.what, clip(args[0].String()), s.v.showQ(q), clip(a.String()), s.v.showQ(x))
		}
	}
	return q
}

// infer returns the quality of an expression and reports what is wrong inside it.
func (s *unitScope) infer(e Expr) quality {
	if e == nil {
		return quality{failed: true}
	}
	switch op := e.op; op {
	case OpNumber:
		if e.unit.Scale != 0 {
			return quality{dim: e.unit.Dim}
		}
		return quality{any: e.value == 0 || math.IsInf(e.value, 0) || math.IsNaN(e.value)}
	case OpSymbol:
		if q, ok := s.bound[e.name]; ok {
			return q
		}
		return s.v.dimOf(e.name)
	case OpTime:
		return quality{dim: unit.Of(unit.Time)}
	case OpAvogadro:
		return quality{dim: unit.Of(unit.Item).Div(unit.Of(unit.Amount))}
	case OpPi, OpE:
		return dimless
	case OpTrue, OpFalse:
		return quality{logical: true}
	case OpCall:
		return s.call(e)
	case OpDraw:
		for _, a := range e.args {
			s.plain(a, "an argument of "+e.name)
		}
		return dimless
	case OpDelay:
		q := s.infer(e.args[0])
		s.expect(e.args[1], quality{dim: unit.Of(unit.Time)}, "the lag of delay")
		return q
	case OpRateOf:
		q := s.infer(e.args[0])
		d, ok := s.combine(e, q.dim, unit.Of(unit.Time), -1)
		return quality{dim: d, failed: !ok || q.failed}
	case OpPiecewise:
		var values []Expr
		for i := 0; i < len(e.args); i += 2 {
			values = append(values, e.args[i])
			if i+1 < len(e.args) {
				s.expect(e.args[i+1], quality{logical: true}, "a condition of piecewise")
			}
		}
		return s.same(e, values)
	case OpAdd, OpSub, OpNeg, OpMin, OpMax, OpAbs, OpRem:
		q := s.same(e, e.args)
		if q.logical {
			return s.report(e, "%q in %s calculates with truth values", clip(e.String()), s.what)
		}
		return q
	case OpMul, OpDiv:
		return s.product(e)
	case OpQuotient:
		if q := s.same(e, e.args); q.failed {
			return q
		}
		return dimless
	case OpPow:
		return s.power(e)
	case OpSqrt:
		return s.rational(e, s.infer(e.args[0]), 1, 2)
	case OpRoot:
		s.plain(e.args[0], "the degree of root")
		if n, ok := wholeNumber(e.args[0]); ok && n != 0 {
			return s.rational(e, s.infer(e.args[1]), 1, n)
		}
		s.plain(e.args[1], "the radicand")
		return dimless
	case OpEq, OpNeq, OpLt, OpLeq, OpGt, OpGeq:
		s.same(e, e.args)
		return quality{logical: true}
	case OpAnd, OpOr, OpXor, OpNot, OpImplies:
		for _, a := range e.args {
			s.expect(a, quality{logical: true}, "an operand of "+op.String())
		}
		return quality{logical: true}
	default:
		// exp, ln, sin and their kind, floor and ceil: of pure numbers only.
		for _, a := range e.args {
			s.plain(a, "the argument of "+op.String())
		}
		return dimless
	}
}

func (s *unitScope) product(e Expr) quality {
	out := quality{}
	for i, a := range e.args {
		q := s.infer(a)
		if q.failed || q.logical {
			if q.logical {
				s.report(e, "%q in %s calculates with truth values", clip(e.String()), s.what)
			}
			return quality{failed: true}
		}
		sign := 1
		if i > 0 && e.op == OpDiv {
			sign = -1
		}
		d, ok := s.combine(e, out.dim, q.dim, sign)
		if !ok {
			return quality{failed: true}
		}
		out.dim = d
		out.any = out.any || q.any && !(i > 0 && e.op == OpDiv)
	}
	return out
}

// power needs a constant rational exponent unless the base is dimensionless.
func (s *unitScope) power(e Expr) quality {
	s.plain(e.args[1], "the exponent")
	base := s.infer(e.args[0])
	if base.failed || base.dim.IsZero() && !base.logical {
		return quality{failed: base.failed}
	}
	if v, ok := constantValue(e.args[1]); ok {
		if n := math.Round(v * sixths); n == v*sixths && math.Abs(n) <= 120 {
			return s.rational(e, base, int(n), sixths)
		}
	}
	return s.report(e, "%q in %s: a base in %s needs a constant exponent that is a multiple of 1/6 (divide the base by a reference first, as in (C/IC50)^h)", clip(e.String()), s.what, s.v.showQ(base))
}

func (s *unitScope) rational(e Expr, q quality, num, den int) quality {
	if q.failed || q.logical {
		return quality{failed: true}
	}
	d, ok := q.dim.Pow(num, den)
	if !ok {
		return s.report(e, "%q in %s: no such power of %s", clip(e.String()), s.what, s.v.showQ(q))
	}
	return quality{dim: d, any: q.any}
}

func wholeNumber(e Expr) (int, bool) {
	v, ok := constantValue(e)
	if !ok || v != math.Trunc(v) || math.Abs(v) > 20 {
		return 0, false
	}
	return int(v), true
}

// constantValue evaluates literal exponents such as 2, -1, (1/3).
func constantValue(e Expr) (float64, bool) {
	switch e.op {
	case OpNumber:
		return e.value, e.unit.Scale == 0 || e.unit == unit.One
	case OpNeg:
		v, ok := constantValue(e.args[0])
		return -v, ok
	case OpDiv:
		a, ok1 := constantValue(e.args[0])
		b, ok2 := constantValue(e.args[1])
		return a / b, ok1 && ok2 && b != 0
	}
	return 0, false
}

// call checks the body of a user function with the qualities of its arguments.
func (s *unitScope) call(e Expr) quality {
	f := &s.v.m.functions[s.v.m.names[e.name].index]
	if f.Body == nil {
		return quality{failed: true}
	}
	if s.v.calls++; s.v.calls == maxCalls {
		s.report(e, "the functions of this model call each other more than %d times", maxCalls)
	}
	if s.v.calls >= maxCalls {
		return quality{failed: true}
	}
	inner := unitScope{v: s.v, what: "function " + f.ID + " as called in " + s.what, pos: s.pos, bound: map[string]quality{}}
	for i, p := range f.Params {
		inner.bound[p] = s.infer(e.args[i])
	}
	return inner.infer(f.Body)
}

// maxCalls bounds the work on functions that call others many times over, level upon level.
const maxCalls = 1 << 17
