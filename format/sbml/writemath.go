package sbml

import (
	"math"
	"strings"

	"jakstat/diag"
	"jakstat/engine/model"
)

// operatorNames are the MathML names of the operations that take their operands in order.
var operatorNames = func() map[model.Op]string {
	names := map[model.Op]string{}
	for name, op := range operators {
		names[op] = name
	}
	names[model.OpSub], names[model.OpNeg] = "minus", "minus"
	return names
}()

// deepestMath is how many elements the reader lets stand inside each other, less the tags around them.
const deepestMath = maxNesting - 20

// math writes an expression as a <math> element. logical tells whether a truth value stands there; owner says in messages whose
// expression it is.
func (w *writer) math(e model.Expr, logical bool, owner string, pos diag.Pos) {
	if e.Depth() > deepestMath {
		e = flatChain(e)
	}
	e.Walk(func(n model.Expr) {
		if n.Op() == model.OpDraw {
			w.fail(diag.New(n.Pos(), "sbml.write.distrib", "%s draws a random number, %s, which cannot be written", owner, n))
		}
	})
	w.p.deepest = 0
	w.p.open("math", "xmlns", mathSpace)
	w.typed(e, logical)
	w.p.close("math")
	if w.p.deepest > deepestMath {
		w.tooDeep(pos, owner)
	}
}

// flatChain turns chains such as ((a + b) - c) + d, which Level 1 formulas make, into one sum a + b + -c + d: the same number bit by
// bit, since sums are added up from the left and a - c is a + -c. Chains of products likewise.
func flatChain(e model.Expr) model.Expr {
	switch e.Op() {
	case model.OpAdd, model.OpSub, model.OpMul:
	default:
		return e
	}
	sum := e.Op() != model.OpMul
	var backwards []model.Expr
	for {
		op := e.Op()
		if sum && op != model.OpAdd && op != model.OpSub || !sum && op != model.OpMul || e.NArg() < 2 {
			break
		}
		for i := e.NArg() - 1; i > 0; i-- {
			x := e.Arg(i)
			if op == model.OpSub {
				x = model.New(model.OpNeg, x)
			}
			backwards = append(backwards, x)
		}
		e = e.Arg(0)
	}
	terms := []model.Expr{e}
	for i := len(backwards) - 1; i >= 0; i-- {
		terms = append(terms, backwards[i])
	}
	if sum {
		return model.New(model.OpAdd, terms...)
	}
	return model.New(model.OpMul, terms...)
}

// expr writes an expression. Operands without operands of their own stand on the line of their operator.
func (w *writer) expr(e model.Expr) {
	if text, ok := w.atom(e); ok {
		w.p.line(text)
		return
	}
	if e.Op() == model.OpPiecewise {
		w.piecewise(e)
		return
	}
	head, qualifier, args := w.operator(e)
	line := "<apply>" + head
	simple := true
	for _, a := range args {
		text, ok := w.atom(a)
		simple = simple && ok
		line += text
	}
	if simple && qualifier == nil {
		w.p.line(line + "</apply>")
		return
	}
	w.p.open("apply")
	w.p.line(head)
	if qualifier != nil {
		name := map[model.Op]string{model.OpRoot: "degree", model.OpLog: "logbase"}[e.Op()]
		w.p.open(name)
		w.expr(qualifier)
		w.p.close(name)
	}
	for _, a := range args {
		w.expr(a)
	}
	w.p.close("apply")
}

// atom returns an expression that is one element.
func (w *writer) atom(e model.Expr) (string, bool) {
	switch e.Op() {
	case model.OpNumber:
		return w.number(e.Value())
	case model.OpSymbol:
		return "<ci>" + e.Name() + "</ci>", true
	case model.OpTime:
		return symbolElement("time"), true
	case model.OpPi:
		return "<pi/>", true
	case model.OpE:
		return "<exponentiale/>", true
	case model.OpTrue:
		return "<true/>", true
	case model.OpFalse:
		return "<false/>", true
	case model.OpPiecewise:
		if e.NArg() == 0 {
			return "<piecewise/>", true
		}
	}
	return "", false
}

func symbolElement(name string) string {
	return `<csymbol encoding="text" definitionURL="` + symbolSpace + name + `">` + name + "</csymbol>"
}

// number writes the shortest decimal that reads as the same number. Avogadro's number as Level 3 defines it is written as its symbol.
func (w *writer) number(v float64) (string, bool) {
	switch {
	case math.IsNaN(v):
		return "<notanumber/>", true
	case math.IsInf(v, 1):
		return "<infinity/>", true
	case math.IsInf(v, -1):
		return "<apply><minus/><infinity/></apply>", true
	case v == avogadro2006 && w.level == 3:
		return symbolElement("avogadro"), true
	}
	mantissa, exponent, ok := strings.Cut(formatDouble(v), "e")
	if !ok {
		return "<cn>" + mantissa + "</cn>", true
	}
	return `<cn type="e-notation">` + mantissa + "<sep/>" + strings.TrimPrefix(exponent, "+") + "</cn>", true
}

// operator returns the markup of an operation, its qualifier if it has one, and its operands.
func (w *writer) operator(e model.Expr) (head string, qualifier model.Expr, args []model.Expr) {
	args = make([]model.Expr, e.NArg())
	for i := range args {
		args[i] = e.Arg(i)
	}
	switch op := e.Op(); op {
	case model.OpCall:
		return "<ci>" + e.Name() + "</ci>", nil, args
	case model.OpDelay:
		return symbolElement("delay"), nil, args
	case model.OpRateOf:
		return symbolElement("rateOf"), nil, args
	case model.OpSqrt:
		return "<root/>", nil, args
	case model.OpLog10:
		return "<log/>", nil, args
	case model.OpRoot, model.OpLog:
		head, without := "<root/>", 2.0
		if op == model.OpLog {
			head, without = "<log/>", 10
		}
		if args[0].Op() == model.OpNumber && args[0].Value() == without {
			return head, nil, args[1:]
		}
		return head, args[0], args[1:]
	default:
		return "<" + operatorNames[op] + "/>", nil, w.operands(e, args)
	}
}

// piecewise writes pieces; an odd last operand is the value of otherwise.
func (w *writer) piecewise(e model.Expr) {
	w.p.open("piecewise")
	logical := w.logical(e)
	for i := 0; i < e.NArg(); i += 2 {
		if i+1 == e.NArg() {
			w.p.open("otherwise")
			w.typed(e.Arg(i), logical)
			w.p.close("otherwise")
			break
		}
		w.p.open("piece")
		w.typed(e.Arg(i), logical)
		w.typed(e.Arg(i+1), true)
		w.p.close("piece")
	}
	w.p.close("piecewise")
}
