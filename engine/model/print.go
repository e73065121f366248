package model

import (
	"math"
	"strconv"
	"strings"

	"jakstat/unit"
)

// String prints the expression so that [ParseExpr] reads the same tree. It has no form for random numbers, which print as calls.
func (e *Node) String() string {
	if e == nil {
		return ""
	}
	var b strings.Builder
	e.print(&b, 0)
	return b.String()
}

// print writes e; parentheses are set when it binds weaker than outer.
func (e *Node) print(b *strings.Builder, outer uint8) {
	switch e.op {
	case OpNumber:
		e.printNumber(b, outer)
		return
	case OpSymbol:
		b.WriteString(quoteID(e.name))
		return
	case OpTime, OpAvogadro, OpPi, OpE, OpTrue, OpFalse:
		b.WriteString(ops[e.op].name)
		return
	case OpCall:
		e.printCall(b, quoteID(e.name))
		return
	case OpDraw:
		e.printCall(b, e.name)
		return
	}
	info := ops[e.op]
	unary := e.op == OpNeg || e.op == OpNot
	if info.infix == "" || !unary && len(e.args) < 2 || info.prec == precRelational && len(e.args) > 2 {
		e.printCall(b, info.name)
		return
	}
	if info.prec < outer {
		b.WriteByte('(')
		defer b.WriteByte(')')
	}
	if unary {
		b.WriteString(info.infix)
		// "-3" reads as a literal: a negated number keeps its parentheses.
		if e.args[0].op == OpNumber {
			b.WriteByte('(')
			e.args[0].print(b, 0)
			b.WriteByte(')')
			return
		}
		e.args[0].print(b, precNeg)
		return
	}
	for i, a := range e.args {
		if i > 0 {
			switch info.prec {
			case precPow:
				b.WriteString(info.infix)
			default:
				b.WriteString(" " + info.infix + " ")
			}
		}
		need := info.prec + 1
		switch {
		case i == 0 && info.prec == precPow:
			need = precAtom
		case i == 1 && info.prec == precPow:
			need = precNeg // a^-b and a^b^c
		case i == 0 && (e.op == OpSub || e.op == OpDiv):
			need = info.prec // left-associative
		case i == 0 && info.prec != precRelational && a.op != e.op && (e.op == OpAdd || e.op == OpMul):
			need = info.prec // a - b + c, a / b * c
		}
		a.print(b, need)
	}
}

func (e *Node) printCall(b *strings.Builder, name string) {
	b.WriteString(name + "(")
	for i, a := range e.args {
		if i > 0 {
			b.WriteString(", ")
		}
		a.print(b, 0)
	}
	b.WriteByte(')')
}

func (e *Node) printNumber(b *strings.Builder, outer uint8) {
	v, u := e.value, e.unit
	text := number(v)
	if u.Scale != 0 {
		name := u.String()
		if again, err := unit.Parse(name); err != nil || again.Dim != u.Dim || again.Scale != u.Scale {
			// A computed unit need not be readable: coherent base units always are.
			text, name = number(v*u.Scale), unit.Unit{Dim: u.Dim, Scale: 1}.String()
		}
		b.WriteString("[" + text + " " + name + "]")
		return
	}
	if (v < 0 || math.Signbit(v)) && outer > precNeg {
		b.WriteString("(" + text + ")")
		return
	}
	b.WriteString(text)
}

func number(v float64) string {
	switch {
	case math.IsNaN(v):
		return "nan"
	case math.IsInf(v, 1):
		return "inf"
	case math.IsInf(v, -1):
		return "-inf"
	}
	return strconv.FormatFloat(v, 'g', -1, 64)
}

// quoteID prints an ID, in backticks when it is not a plain word or is a reserved one.
func quoteID(id string) string {
	if isPlain(id) {
		return id
	}
	return "`" + id + "`"
}

func isPlain(id string) bool {
	if id == "" || reserved(id) {
		return false
	}
	for i, r := range id {
		if !isLetter(r) && (i == 0 || !isDigit(r)) {
			return false
		}
	}
	return true
}

// reserved tells whether a word means something of its own in an expression.
func reserved(word string) bool {
	_, ok := byName[word]
	return ok || word == "inf" || word == "nan"
}
