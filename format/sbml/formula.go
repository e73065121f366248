package sbml

import (
	"math"

	"jakstat/engine/model"
)

// formulaFunctions are the functions of Level 1 formulas (log is the natural logarithm there, sqr a
// square), and the MathML names that converters from later levels write.
var formulaFunctions = map[string]model.Op{
	"abs": model.OpAbs, "acos": model.OpArccos, "asin": model.OpArcsin, "atan": model.OpArctan, "ceil": model.OpCeil, "cos": model.OpCos,
	"exp": model.OpExp, "floor": model.OpFloor, "log": model.OpLn, "log10": model.OpLog10, "pow": model.OpPow, "sqrt": model.OpSqrt,
	"sin": model.OpSin, "tan": model.OpTan,
	"ln": model.OpLn, "ceiling": model.OpCeil, "power": model.OpPow, "factorial": model.OpFactorial, "root": model.OpRoot,
	"arccos": model.OpArccos, "arcsin": model.OpArcsin, "arctan": model.OpArctan, "sinh": model.OpSinh, "cosh": model.OpCosh, "tanh": model.OpTanh,
	"sec": model.OpSec, "csc": model.OpCsc, "cot": model.OpCot, "sech": model.OpSech, "csch": model.OpCsch, "coth": model.OpCoth,
	"arcsinh": model.OpArcsinh, "arccosh": model.OpArccosh, "arctanh": model.OpArctanh, "asinh": model.OpArcsinh, "acosh": model.OpArccosh,
	"atanh": model.OpArctanh, "arcsec": model.OpArcsec, "arccsc": model.OpArccsc, "arccot": model.OpArccot, "arcsech": model.OpArcsech,
	"arccsch": model.OpArccsch, "arccoth": model.OpArccoth,
	"piecewise": model.OpPiecewise, "eq": model.OpEq, "neq": model.OpNeq, "lt": model.OpLt, "leq": model.OpLeq, "gt": model.OpGt, "geq": model.OpGeq,
	"and": model.OpAnd, "or": model.OpOr, "xor": model.OpXor, "not": model.OpNot,
}

// formula reads a Level 1 expression. In Level 1 unary minus binds stronger than ^, and ^ groups from
// the left (precedence table of the Level 1 specification); where that differs from common usage a warning says so.
func (r *reader) formula(e *element, text string, sc scope) model.Expr {
	p := &formulaParser{r: r, e: e, text: text, sc: sc}
	p.next()
	x := p.sum(0)
	if p.failed {
		return model.Num(math.NaN())
	}
	if p.tok != 0 {
		p.fail("unexpected %q", p.word)
		return model.Num(math.NaN())
	}
	return x
}

type formulaParser struct {
	r      *reader
	e      *element
	text   string
	sc     scope
	at     int
	tok    byte // 0 end, 'n' number, 'w' name, else the operator
	word   string
	value  float64
	failed bool
}

const maxFormulaNesting = 500

func (p *formulaParser) fail(format string, args ...any) model.Expr {
	if !p.failed {
		p.failed = true
		p.r.fail(p.e, "sbml.formula", "formula %q: "+format, append([]any{clip(p.text)}, args...)...)
	}
	p.tok, p.at = 0, len(p.text)
	return model.Num(math.NaN())
}

func isDigit(c byte) bool { return c >= '0' && c <= '9' }

// next reads one token.
func (p *formulaParser) next() {
	for p.at < len(p.text) && (p.text[p.at] == ' ' || p.text[p.at] == '\t' || p.text[p.at] == '\n' || p.text[p.at] == '\r') {
		p.at++
	}
	start := p.at
	if start == len(p.text) {
		p.tok, p.word = 0, ""
		return
	}
	c := p.text[start]
	switch {
	case isDigit(c) || c == '.':
		for p.at < len(p.text) && (isDigit(p.text[p.at]) || p.text[p.at] == '.') {
			p.at++
		}
		if p.at < len(p.text) && (p.text[p.at] == 'e' || p.text[p.at] == 'E') {
			end := p.at + 1
			if end < len(p.text) && (p.text[end] == '+' || p.text[end] == '-') {
				end++
			}
			if end < len(p.text) && isDigit(p.text[end]) {
				for end < len(p.text) && isDigit(p.text[end]) {
					end++
				}
				p.at = end
			}
		}
		v, err := parseDouble(p.text[start:p.at])
		if err != nil {
			p.fail("%s", err)
			return
		}
		p.tok, p.value = 'n', v
	case isSID(p.text[start : start+1]):
		for p.at < len(p.text) && (isDigit(p.text[p.at]) || isSID(p.text[p.at:p.at+1])) {
			p.at++
		}
		p.tok = 'w'
	default:
		p.at++
		p.tok = c
	}
	p.word = p.text[start:p.at]
}

func (p *formulaParser) sum(depth int) model.Expr {
	if depth > maxFormulaNesting {
		return p.fail("nested more than %d levels deep", maxFormulaNesting)
	}
	x := p.product(depth)
	for p.tok == '+' || p.tok == '-' {
		op := model.OpAdd
		if p.tok == '-' {
			op = model.OpSub
		}
		p.next()
		x = p.binary(op, x, p.product(depth))
	}
	return x
}

func (p *formulaParser) product(depth int) model.Expr {
	x := p.power(depth)
	for p.tok == '*' || p.tok == '/' {
		op := model.OpMul
		if p.tok == '/' {
			op = model.OpDiv
		}
		p.next()
		x = p.binary(op, x, p.power(depth))
	}
	return x
}

// binary joins two operands; a long chain is refused like deep nesting, since walking it recurses.
func (p *formulaParser) binary(op model.Op, a, b model.Expr) model.Expr {
	if a.Depth() > maxChain {
		return p.fail("more than %d operations in a chain", maxChain)
	}
	return model.New(op, a, b).At(p.e.pos)
}

const maxChain = 3000

func (p *formulaParser) power(depth int) model.Expr {
	signed := p.tok == '-'
	x := p.unary(depth)
	for n := 0; p.tok == '^'; n++ {
		if signed || n > 0 {
			p.r.warn(p.e, "sbml.formula", "formula %q is read as Level 1 says: -x^y is (-x)^y and x^y^z is (x^y)^z", clip(p.text))
		}
		p.next()
		x = p.binary(model.OpPow, x, p.unary(depth))
	}
	return x
}

func (p *formulaParser) unary(depth int) model.Expr {
	if p.tok != '-' {
		return p.primary(depth)
	}
	if depth > maxFormulaNesting {
		return p.fail("nested more than %d levels deep", maxFormulaNesting)
	}
	p.next()
	return model.New(model.OpNeg, p.unary(depth+1)).At(p.e.pos)
}

func (p *formulaParser) primary(depth int) model.Expr {
	switch p.tok {
	case 'n':
		x := model.Num(p.value).At(p.e.pos)
		p.next()
		return x
	case '(':
		p.next()
		x := p.sum(depth + 1)
		if p.tok != ')' {
			return p.fail("missing )")
		}
		p.next()
		return x
	case 'w':
		name := p.word
		p.next()
		if p.tok == '(' {
			return p.call(name, depth)
		}
		return p.r.named(p.e, name, p.sc)
	case 0:
		return p.fail("a value is missing at the end")
	}
	return p.fail("unexpected %q", p.word)
}

func (p *formulaParser) call(name string, depth int) model.Expr {
	var args []model.Expr
	p.next()
	if p.tok != ')' {
		for {
			args = append(args, p.sum(depth+1))
			if p.tok != ',' {
				break
			}
			p.next()
		}
	}
	if p.tok != ')' {
		return p.fail("missing ) of %s", clip(name))
	}
	p.next()
	if name == "sqr" && len(args) == 1 {
		return p.binary(model.OpPow, args[0], model.Num(2))
	}
	op, ok := formulaFunctions[name]
	if !ok {
		return p.fail("unknown function %s", clip(name))
	}
	if err := model.CheckArity(op, len(args)); err != nil {
		return p.fail("%s", err)
	}
	return model.New(op, args...).At(p.e.pos)
}
