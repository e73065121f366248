package model

import (
	"math"

	"jakstat/diag"
)

// ParseExpr reads an expression in infix form:
//
//	ka*depot - CL*C_central            + - * / ^ with the usual binding; -a^2 is -(a^2); a^b^c is a^(b^c)
//	a > 0 && !(b <= c) || d == e       logic; comparisons are not chained
//	piecewise(v1, cond1, v2, cond2, otherwise)
//	exp ln log10 log(base, x) sqrt root(n, x) pow abs floor ceil min max sin ... factorial quotient rem
//	time, avogadro, pi, exponentiale, true, false, inf, nan, delay(x, lag), rateOf(x)
//	[3 mM], [0.5 1/h]                  a literal with a unit, in brackets
//	`time`                             an ID that is a reserved word or not plain, in backticks
//
// Any other word is a symbol, any other word before parentheses a user function. Errors are
// diag.Diagnostic with the column; node positions count columns of the text.
func ParseExpr(text string) (Expr, error) { return ParseExprAt(text, diag.Pos{}) }

// ParseExprAt is ParseExpr for a text that begins at pos of a file.
func ParseExprAt(text string, pos diag.Pos) (e Expr, err error) {
	if len(text) > maxText {
		return nil, diag.New(pos, "expr.long", "an expression of %d characters (at most %d)", len(text), maxText)
	}
	p := &exprParser{text: text, base: pos}
	// The recursive descent leaves through one panic of its own type; nothing else is caught.
	defer func() {
		if r := recover(); r != nil {
			d, ok := r.(parseFailure)
			if !ok {
				panic(r)
			}
			e, err = nil, diag.Diagnostic(d)
		}
	}()
	p.next()
	e = p.binary(precOr)
	if p.tok != tokEnd {
		p.fail("unexpected %s", p.describe())
	}
	return e, nil
}

// MustParse is ParseExpr for expressions in program text; it panics on an error.
func MustParse(text string) Expr {
	e, err := ParseExpr(text)
	if err != nil {
		panic("model: " + err.Error())
	}
	return e
}

const (
	maxText    = 1 << 20
	maxNesting = 500 // of parentheses, calls and prefix operators
)

func (p *exprParser) isOp(op string) bool { return p.tok == tokOp && p.word == op }

func (p *exprParser) expect(op string) {
	if !p.isOp(op) {
		p.fail("expected %q, found %s", op, p.describe())
	}
	p.next()
}

var infixOps = func() map[string]Op {
	m := map[string]Op{}
	for op, info := range ops {
		if info.infix != "" && Op(op) != OpNeg && Op(op) != OpNot {
			m[info.infix] = Op(op)
		}
	}
	return m
}()

func (p *exprParser) enter() {
	p.depth++
	if p.depth > maxNesting {
		p.fail("nested more than %d deep", maxNesting)
	}
}

func (p *exprParser) make(pos diag.Pos, n *Node) Expr {
	n.pos = pos
	e := n.seal()
	if e.depth > maxDepth {
		p.fail("an expression of more than %d levels", maxDepth)
	}
	return e
}

// binary reads operators that bind at least as strong as prec, left-associative. Runs of one n-ary
// operator become one node.
func (p *exprParser) binary(prec uint8) Expr {
	if prec == precNeg {
		return p.prefix()
	}
	start := p.at
	left := p.binary(prec + 1)
	flat := false // left is an n-ary node built here, which may still grow
	compared := false
	for p.tok == tokOp {
		op, ok := infixOps[p.word]
		if !ok || ops[op].prec != prec {
			break
		}
		if prec == precRelational {
			if compared {
				p.fail("chained comparison; write a < b && b < c")
			}
			compared = true
		}
		p.next()
		right := p.binary(prec + 1)
		nary := op == OpAdd || op == OpMul || op == OpAnd || op == OpOr
		if flat && nary && left.op == op {
			left.args = append(left.args, right)
			left.depth = max(left.depth, right.depth+1)
			continue
		}
		left = p.make(p.posAt(start), &Node{op: op, args: []Expr{left, right}})
		flat = nary
	}
	return left
}

// prefix reads -a, +a, !a and powers.
func (p *exprParser) prefix() Expr {
	pos := p.posAt(p.at)
	switch {
	case p.isOp("-"):
		p.enter()
		defer func() { p.depth-- }()
		p.next()
		if p.tok == tokNumber || p.tok == tokWord && (p.word == "inf" || p.word == "nan") {
			// A sign before a literal belongs to it, unless a power follows: -3^2 is -(3^2).
			base := p.primary()
			if p.isOp("^") {
				return p.make(pos, &Node{op: OpNeg, args: []Expr{p.power(pos, base)}})
			}
			if base.op == OpNumber && base.value == base.value {
				return &Node{op: OpNumber, value: -base.value, depth: 1, pos: pos}
			}
			return p.make(pos, &Node{op: OpNeg, args: []Expr{base}})
		}
		return p.make(pos, &Node{op: OpNeg, args: []Expr{p.prefix()}})
	case p.isOp("+"):
		p.enter()
		defer func() { p.depth-- }()
		p.next()
		return p.prefix()
	case p.isOp("!"):
		p.enter()
		defer func() { p.depth-- }()
		p.next()
		return p.make(pos, &Node{op: OpNot, args: []Expr{p.prefix()}})
	}
	return p.power(pos, p.primary())
}

func (p *exprParser) power(pos diag.Pos, base Expr) Expr {
	if !p.isOp("^") {
		return base
	}
	p.enter()
	defer func() { p.depth-- }()
	p.next()
	return p.make(pos, &Node{op: OpPow, args: []Expr{base, p.prefix()}})
}

func (p *exprParser) primary() Expr {
	pos := p.posAt(p.at)
	switch p.tok {
	case tokNumber:
		n := &Node{op: OpNumber, value: p.num, depth: 1, pos: pos}
		p.next()
		return n
	case tokQuantity:
		n := &Node{op: OpNumber, value: p.num, unit: p.unit, depth: 1, pos: pos}
		p.next()
		return n
	case tokWord, tokQuoted:
		word, quoted := p.word, p.tok == tokQuoted
		at, end := p.at, p.end
		p.next()
		if p.isOp("(") {
			return p.call(pos, word, quoted, at, end)
		}
		return p.name(pos, word, quoted, at, end)
	}
	if p.isOp("(") {
		p.enter()
		defer func() { p.depth-- }()
		p.next()
		e := p.binary(precOr)
		p.expect(")")
		return e
	}
	p.fail("expected a value, found %s", p.describe())
	return nil
}

func (p *exprParser) name(pos diag.Pos, word string, quoted bool, at, end int) Expr {
	if !quoted {
		switch {
		case constants[word]:
			return &Node{op: byName[word], depth: 1, pos: pos}
		case word == "inf":
			return &Node{op: OpNumber, value: math.Inf(1), depth: 1, pos: pos}
		case word == "nan":
			return &Node{op: OpNumber, value: math.NaN(), depth: 1, pos: pos}
		case reserved(word):
			p.at, p.end = at, end
			p.fail("function %s without its arguments", word)
		}
	}
	return &Node{op: OpSymbol, name: word, depth: 1, pos: pos}
}

func (p *exprParser) call(pos diag.Pos, word string, quoted bool, at, end int) Expr {
	p.enter()
	defer func() { p.depth-- }()
	p.next()
	var args []Expr
	if !p.isOp(")") {
		for {
			args = append(args, p.binary(precOr))
			if !p.isOp(",") {
				break
			}
			p.next()
		}
	}
	p.expect(")")
	op, builtin := byName[word]
	switch {
	case quoted || !builtin && word != "inf" && word != "nan":
		return p.make(pos, &Node{op: OpCall, name: word, args: args})
	case constants[word] || !builtin:
		p.at, p.end = at, end
		p.fail("%s is a constant, not a function", word)
	}
	if err := CheckArity(op, len(args)); err != nil {
		p.at, p.end = at, end
		p.fail("%s", err)
	}
	if op == OpRateOf && args[0].op != OpSymbol {
		p.at, p.end = at, end
		p.fail("rateOf takes a symbol, not %s", args[0])
	}
	return p.make(pos, &Node{op: op, args: args})
}
