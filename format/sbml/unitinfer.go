package sbml

import (
	"math"

	"jakstat/diag"
	"jakstat/engine/model"
)

// binding is what a local name stands for: its unit, and its value when that is a constant.
type binding struct {
	measure measure
	value   *float64
}

// unitScope is one expression under check: what it is, for messages, where it stands, and its local names.
type unitScope struct {
	c     *unitChecker
	what  string
	pos   diag.Pos
	bound map[string]binding
	// inside a function all findings stand where it is called: its body is right for some arguments and wrong for others.
	called bool
	depth  int
}

const (
	maxUnitCalls = 64      // functions called by functions
	maxUnitNodes = 1 << 21 // of all expressions, functions followed at each call
)

func (s *unitScope) at(e model.Expr) diag.Pos {
	if p := e.Pos(); p.File != "" && !s.called {
		return p
	}
	return s.pos
}

func (s *unitScope) report(e model.Expr, format string, args ...any) {
	s.c.report(s.at(e), format+" in "+s.what, args...)
}

// infer returns the unit of an expression and reports what does not agree inside it.
func (s *unitScope) infer(e model.Expr) measure {
	if s.c.visited++; s.c.visited > maxUnitNodes {
		return measure{}
	}
	switch op := e.Op(); op {
	case model.OpNumber:
		u, _ := e.Unit()
		return measured(u)
	case model.OpSymbol:
		if b, ok := s.bound[e.Name()]; ok {
			return b.measure
		}
		if s.called {
			return measure{}
		}
		return s.c.symbols[e.Name()]
	case model.OpTime:
		return s.c.time
	case model.OpPi, model.OpE, model.OpTrue, model.OpFalse:
		return pure
	case model.OpAvogadro:
		return measure{}
	case model.OpCall:
		return s.call(e)
	case model.OpDelay:
		q := s.infer(e.Arg(0))
		if lag := s.infer(e.Arg(1)); !lag.agrees(s.c.time) {
			s.report(e.Arg(1), "the lag of a delay is in %s; expected time = %s", s.c.show(lag), s.c.show(s.c.time))
		}
		return q
	case model.OpRateOf:
		return s.infer(e.Arg(0)).per(s.c.time)
	case model.OpPiecewise:
		var values []model.Expr
		for i := range e.NArg() {
			if i%2 == 1 {
				s.infer(e.Arg(i))
			} else {
				values = append(values, e.Arg(i))
			}
		}
		return s.same(e, "the pieces of a piecewise", values)
	case model.OpAdd, model.OpSub, model.OpNeg, model.OpMin, model.OpMax, model.OpAbs, model.OpRem, model.OpFloor, model.OpCeil:
		return s.same(e, "the operands of "+op.String(), arguments(e))
	case model.OpEq, model.OpNeq, model.OpLt, model.OpLeq, model.OpGt, model.OpGeq:
		s.same(e, "the sides of "+op.String(), arguments(e))
		return pure
	case model.OpAnd, model.OpOr, model.OpXor, model.OpNot, model.OpImplies:
		for _, a := range arguments(e) {
			s.infer(a)
		}
		return pure
	case model.OpMul:
		q := pure
		for _, a := range arguments(e) {
			q = q.times(s.infer(a))
		}
		return q
	case model.OpDiv, model.OpQuotient:
		return s.infer(e.Arg(0)).per(s.infer(e.Arg(1)))
	case model.OpPow:
		s.plain(e.Arg(1), "the exponent of a power")
		return s.power(s.infer(e.Arg(0)), e.Arg(1), false)
	case model.OpSqrt:
		return s.infer(e.Arg(0)).pow(0.5)
	case model.OpRoot:
		s.plain(e.Arg(0), "the degree of a root")
		return s.power(s.infer(e.Arg(1)), e.Arg(0), true)
	default: // exp, ln, sin and their kind, factorial: of pure numbers only
		for _, a := range arguments(e) {
			s.plain(a, "the argument of "+op.String())
		}
		return pure
	}
}

func arguments(e model.Expr) []model.Expr {
	out := make([]model.Expr, e.NArg())
	for i := range out {
		out[i] = e.Arg(i)
	}
	return out
}

// plain checks that an operand is a pure number.
func (s *unitScope) plain(e model.Expr, role string) {
	if q := s.infer(e); !q.agrees(pure) {
		s.report(e, "%s is in %s; expected a pure number", role, s.c.show(q))
	}
}

// same checks that operands are in one unit. Where some are unknown the others tell what they must be.
func (s *unitScope) same(e model.Expr, what string, args []model.Expr) measure {
	var q measure
	reported := false
	for _, a := range args {
		x := s.infer(a)
		if !q.agrees(x) && !reported {
			s.report(e, "%s are in %s and in %s", what, s.c.show(q), s.c.show(x))
			reported = true
		}
		if !q.known {
			q = x
		}
	}
	if reported {
		return measure{} // one finding is enough
	}
	return q
}

// power raises a unit to the value of an exponent, or to its inverse. The power of what is no pure number is known only for a
// constant exponent.
func (s *unitScope) power(base measure, exponent model.Expr, inverse bool) measure {
	if base.same(pure) {
		return pure
	}
	v, ok := s.value(exponent)
	if inverse {
		v = 1 / v
	}
	if !ok || math.IsNaN(v) || math.Abs(v) > 1000 {
		return measure{}
	}
	return base.pow(v)
}

// value evaluates a constant exponent.
func (s *unitScope) value(e model.Expr) (float64, bool) {
	switch e.Op() {
	case model.OpNumber:
		return e.Value(), true
	case model.OpSymbol:
		if b, ok := s.bound[e.Name()]; ok {
			if b.value == nil {
				return 0, false
			}
			return *b.value, true
		}
		v, ok := s.c.constants[e.Name()]
		return v, ok && !s.called
	case model.OpNeg, model.OpAdd, model.OpSub, model.OpMul, model.OpDiv:
	default:
		return 0, false
	}
	var v [2]float64
	if e.NArg() == 0 || e.NArg() > 2 {
		return 0, false
	}
	for i := range e.NArg() {
		x, ok := s.value(e.Arg(i))
		if !ok {
			return 0, false
		}
		v[i] = x
	}
	switch {
	case e.Op() == model.OpNeg:
		return -v[0], true
	case e.NArg() < 2:
		return 0, false
	case e.Op() == model.OpAdd:
		return v[0] + v[1], true
	case e.Op() == model.OpSub:
		return v[0] - v[1], true
	case e.Op() == model.OpMul:
		return v[0] * v[1], true
	}
	return v[0] / v[1], true
}

// call checks the body of a function with the units of its arguments.
func (s *unitScope) call(e model.Expr) measure {
	f := s.c.functions[e.Name()]
	inner := unitScope{c: s.c, what: "function " + e.Name() + " as called in " + s.what, pos: s.at(e), bound: map[string]binding{}, called: true, depth: s.depth + 1}
	for i := range e.NArg() {
		b := binding{measure: s.infer(e.Arg(i))}
		if v, ok := s.value(e.Arg(i)); ok {
			b.value = &v
		}
		if f != nil && i < len(f.Params) {
			inner.bound[f.Params[i]] = b
		}
	}
	if f == nil || f.Body == nil || s.depth > maxUnitCalls {
		return measure{}
	}
	return inner.infer(f.Body)
}
