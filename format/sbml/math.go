package sbml

import (
	"math"
	"strconv"
	"strings"

	"jakstat/engine/model"
	"jakstat/unit"
)

const (
	mathSpace   = "http://www.w3.org/1998/Math/MathML"
	symbolSpace = "http://www.sbml.org/sbml/symbols/"
)

// avogadro2006 is the value SBML Level 3 defines for its symbol (CODATA 2006); it is not the SI value of 2019, and models are compared with 1e-9.
const avogadro2006 = 6.02214179e23

// operators are the MathML elements that take all their operands in order. Arity is checked by the
// model; those with qualifiers or special rules are dealt with in apply.
var operators = map[string]model.Op{
	"plus": model.OpAdd, "times": model.OpMul, "divide": model.OpDiv, "power": model.OpPow,
	"eq": model.OpEq, "neq": model.OpNeq, "lt": model.OpLt, "leq": model.OpLeq, "gt": model.OpGt, "geq": model.OpGeq,
	"and": model.OpAnd, "or": model.OpOr, "xor": model.OpXor, "not": model.OpNot, "implies": model.OpImplies,
	"abs": model.OpAbs, "exp": model.OpExp, "ln": model.OpLn, "floor": model.OpFloor, "ceiling": model.OpCeil, "factorial": model.OpFactorial,
	"min": model.OpMin, "max": model.OpMax, "quotient": model.OpQuotient, "rem": model.OpRem,
	"sin": model.OpSin, "cos": model.OpCos, "tan": model.OpTan, "sec": model.OpSec, "csc": model.OpCsc, "cot": model.OpCot,
	"sinh": model.OpSinh, "cosh": model.OpCosh, "tanh": model.OpTanh, "sech": model.OpSech, "csch": model.OpCsch, "coth": model.OpCoth,
	"arcsin": model.OpArcsin, "arccos": model.OpArccos, "arctan": model.OpArctan, "arcsec": model.OpArcsec, "arccsc": model.OpArccsc,
	"arccot": model.OpArccot, "arcsinh": model.OpArcsinh, "arccosh": model.OpArccosh, "arctanh": model.OpArctanh,
	"arcsech": model.OpArcsech, "arccsch": model.OpArccsch, "arccoth": model.OpArccoth,
}

// scope says which names an expression may use: locals hide globals; a function body sees its arguments only.
type scope struct {
	locals map[string]bool
	closed bool
}

// math reads the <math> child of an element; nil when there is none or it is empty, which has been
// reported if the level does not allow it.
func (r *reader) math(parent *element, sc scope) model.Expr {
	var found *element
	for _, c := range parent.children {
		if c.space != mathSpace || c.name != "math" {
			continue
		}
		if found != nil {
			r.fail(c, "sbml.math", "a second <math> in <%s>", parent.name)
		}
		found = c
	}
	if found == nil || len(found.children) == 0 {
		at := parent
		if found != nil {
			at = found
		}
		if !r.atLeast(3, 2) {
			r.fail(at, "sbml.math", "<%s> has no mathematics, which only Level 3 Version 2 allows", parent.name)
			return nil
		}
		r.warn(at, "sbml.math", "<%s> has no mathematics: it has no effect", parent.name)
		return nil
	}
	if len(found.children) > 1 {
		r.fail(found.children[1], "sbml.math", "<math> holds more than one expression")
		return nil
	}
	return r.expr(found.children[0], sc)
}

// expr reads one MathML expression. A mistake is reported and stands as NaN, so that reading goes on.
func (r *reader) expr(e *element, sc scope) model.Expr {
	if e.space != mathSpace {
		return r.badMath(e, "<%s> is no MathML element", e.name)
	}
	switch e.name {
	case "cn":
		return r.number(e)
	case "ci":
		return r.symbol(e, sc)
	case "csymbol":
		return r.csymbol(e)
	case "apply":
		return r.apply(e, sc)
	case "piecewise":
		return r.piecewise(e, sc)
	case "semantics":
		// The first child is the expression; the others annotate it.
		if len(e.children) == 0 {
			return r.badMath(e, "<semantics> without an expression")
		}
		return r.expr(e.children[0], sc)
	case "lambda":
		return r.badMath(e, "<lambda> outside a function definition")
	}
	if len(e.children) > 0 {
		return r.badMath(e, "<%s> is not supported where a value stands", e.name)
	}
	switch e.name {
	case "true":
		return model.New(model.OpTrue).At(e.pos)
	case "false":
		return model.New(model.OpFalse).At(e.pos)
	case "pi":
		return model.New(model.OpPi).At(e.pos)
	case "exponentiale":
		return model.New(model.OpE).At(e.pos)
	case "infinity":
		return model.Num(math.Inf(1)).At(e.pos)
	case "notanumber":
		return model.Num(math.NaN()).At(e.pos)
	}
	return r.badMath(e, "<%s> is not part of the mathematics of SBML", e.name)
}

func (r *reader) badMath(e *element, format string, args ...any) model.Expr {
	r.fail(e, "sbml.math", format, args...)
	return model.Num(math.NaN()).At(e.pos)
}

// number reads <cn>: real, integer, e-notation or rational.
func (r *reader) number(e *element) model.Expr {
	kind, _ := e.attr("type")
	if base, ok := e.attr("base"); ok && base != "10" {
		return r.badMath(e, "a number in base %q", clip(base))
	}
	var declared unit.Unit
	if u, ok := e.attrIn(r.space, "units"); ok {
		r.unitRef(e, u)
		declared = r.unitOf(u)
	}
	kind = strings.TrimSpace(kind)
	parts := []string{e.text}
	for _, c := range e.children {
		if c.name != "sep" || c.space != mathSpace {
			return r.badMath(e, "<%s> inside a number", c.name)
		}
		parts = append(parts, c.tail)
	}
	for i := range parts {
		parts[i] = strings.TrimSpace(parts[i])
	}
	want := 1
	if kind == "e-notation" || kind == "rational" {
		want = 2
	}
	if len(parts) != want {
		return r.badMath(e, "a number of type %q with %d parts, not %d", clip(kind), len(parts), want)
	}
	var v float64
	var err error
	switch kind {
	case "", "real":
		v, err = parseDouble(parts[0])
	case "integer":
		if strings.ContainsAny(parts[0], ".eEnN") {
			return r.badMath(e, "%q is no integer", clip(parts[0]))
		}
		v, err = parseDouble(parts[0])
	case "e-notation":
		if strings.ContainsAny(parts[0], "eEnN") || strings.ContainsAny(parts[1], ".eEnN") {
			return r.badMath(e, "%q and %q make no number in e-notation", clip(parts[0]), clip(parts[1]))
		}
		v, err = parseDouble(parts[0] + "e" + parts[1])
	case "rational":
		var den float64
		v, err = parseDouble(parts[0])
		if err == nil {
			den, err = parseDouble(parts[1])
		}
		v /= den
	default:
		return r.badMath(e, "a number of type %q", clip(kind))
	}
	if err != nil {
		return r.badMath(e, "%s", err)
	}
	return model.Lit(unit.Quantity{Value: v, Unit: declared}).At(e.pos)
}

// symbol reads <ci> used as a value.
func (r *reader) symbol(e *element, sc scope) model.Expr {
	name := strings.TrimSpace(e.text)
	if len(e.children) > 0 || name == "" {
		return r.badMath(e, "<ci> without a plain name")
	}
	return r.named(e, name, sc)
}

func (r *reader) named(e *element, name string, sc scope) model.Expr {
	switch {
	case sc.locals[name]:
	case sc.closed:
		return r.badMath(e, "%q is no argument of this function", clip(name))
	case r.symbols[name] == model.KindNone:
		r.fail2(r.unknown(e, name, func(k model.Kind) bool { return k != model.KindFunction && k != model.KindEvent }))
		return model.Num(math.NaN())
	case r.symbols[name] == model.KindFunction || r.symbols[name] == model.KindEvent:
		return r.badMath(e, "%s is a %s and has no value", name, r.symbols[name])
	}
	return model.Sym(name).At(e.pos)
}

// csymbol reads the symbols that stand for values.
func (r *reader) csymbol(e *element) model.Expr {
	switch url := symbolURL(e); url {
	case "time":
		return model.New(model.OpTime).At(e.pos)
	case "avogadro":
		if !r.atLeast(3, 1) {
			r.warn(e, "sbml.math", "the symbol avogadro belongs to Level 3")
		}
		return model.Num(avogadro2006).At(e.pos)
	case "delay", "rateOf":
		return r.badMath(e, "the symbol %s without its arguments", url)
	}
	url, _ := e.attr("definitionURL")
	return r.badMath(e, "unknown symbol <csymbol definitionURL=%q>", clip(url))
}

func symbolURL(e *element) string {
	url, _ := e.attr("definitionURL")
	name, ok := strings.CutPrefix(strings.TrimSpace(url), symbolSpace)
	if !ok {
		return ""
	}
	return name
}

// parseDouble reads a number of XML Schema's type double. Numbers too large for a double are refused rather
// than read as infinite.
func parseDouble(s string) (float64, error) {
	s = strings.TrimSpace(s)
	switch s {
	case "INF":
		return math.Inf(1), nil
	case "-INF":
		return math.Inf(-1), nil
	case "NaN":
		return math.NaN(), nil
	}
	if s == "" || strings.Trim(s, "0123456789+-.eE") != "" {
		return 0, notNumber(s)
	}
	v, err := strconv.ParseFloat(s, 64)
	if math.IsInf(v, 0) {
		return 0, outOfRange(s)
	}
	if err != nil {
		return 0, notNumber(s)
	}
	return v, nil
}

type numberError struct{ text, what string }

// Error says what is wrong with the text.
func (e numberError) Error() string { return strconv.Quote(clip(e.text)) + " " + e.what }

func notNumber(s string) error  { return numberError{s, "is not a number"} }
func outOfRange(s string) error { return numberError{s, "is beyond the range of numbers"} }
