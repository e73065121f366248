package model

import (
	"fmt"
	"math"
	"strconv"
	"strings"
	"unicode"
	"unicode/utf8"

	"jakstat/diag"
	"jakstat/unit"
)

type parseFailure diag.Diagnostic

type token uint8

const (
	tokEnd token = iota
	tokNumber
	tokQuantity
	tokWord
	tokQuoted
	tokOp
)

type exprParser struct {
	text  string
	base  diag.Pos
	at    int // start of the current token
	end   int // behind it
	tok   token
	word  string // tokWord, tokQuoted, tokOp
	num   float64
	unit  unit.Unit
	depth int
}

func isLetter(r rune) bool { return r == '_' || unicode.IsLetter(r) }
func isDigit(r rune) bool  { return r >= '0' && r <= '9' }

func (p *exprParser) posAt(offset int) diag.Pos {
	pos := p.base
	col := utf8.RuneCountInString(p.text[:offset])
	if pos.Line == 0 {
		pos.Line = 1
	}
	if pos.Col == 0 {
		pos.Col = 1
	}
	pos.Col += col
	return pos
}

func (p *exprParser) fail(format string, args ...any) {
	panic(parseFailure(p.diagnose(format, args...)))
}

func (p *exprParser) diagnose(format string, args ...any) diag.Diagnostic {
	d := diag.New(p.posAt(p.at), "expr.syntax", format, args...)
	if p.base.Line == 0 {
		d.Pos = p.base
		d.Message += fmt.Sprintf(" at column %d of %q", 1+utf8.RuneCountInString(p.text[:p.at]), clip(p.text))
		return d
	}
	d.Message += fmt.Sprintf(" in %q", clip(p.text))
	return d
}

func clip(s string) string {
	if len(s) > 80 {
		return strings.ToValidUTF8(s[:80], "") + "…"
	}
	return s
}

func (p *exprParser) describe() string {
	switch p.tok {
	case tokEnd:
		return "end of expression"
	case tokNumber, tokQuantity:
		return "number " + p.text[p.at:p.end]
	}
	return strconv.Quote(p.text[p.at:p.end])
}

// next reads one token.
func (p *exprParser) next() {
	for p.end < len(p.text) && strings.IndexByte(" \t\r\n", p.text[p.end]) >= 0 {
		p.end++
	}
	p.at = p.end
	if p.at == len(p.text) {
		p.tok = tokEnd
		return
	}
	rest := p.text[p.at:]
	r, size := utf8.DecodeRuneInString(rest)
	switch {
	case isDigit(r) || r == '.' && len(rest) > 1 && isDigit(rune(rest[1])):
		n := numberLength(rest)
		p.end += n
		v, err := strconv.ParseFloat(rest[:n], 64)
		if err != nil && !math.IsInf(v, 0) {
			p.fail("%q is not a number", rest[:n])
		}
		if math.IsInf(v, 0) {
			p.fail("number %s is out of range", rest[:n])
		}
		p.tok, p.num = tokNumber, v
	case r == '[':
		p.quantity(rest)
	case r == '`':
		n := strings.IndexByte(rest[1:], '`')
		if n < 1 {
			p.fail("unclosed or empty backtick")
		}
		p.tok, p.word = tokQuoted, rest[1:1+n]
		p.end += n + 2
	case r != utf8.RuneError && isLetter(r):
		n := strings.IndexFunc(rest, func(r rune) bool { return r == utf8.RuneError || !isLetter(r) && !isDigit(r) })
		if n < 0 {
			n = len(rest)
		}
		p.tok, p.word = tokWord, rest[:n]
		p.end += n
	default:
		for _, op := range []string{"&&", "||", "==", "!=", "<=", ">=", "+", "-", "*", "/", "^", "<", ">", "!", "(", ")", ","} {
			if strings.HasPrefix(rest, op) {
				p.tok, p.word = tokOp, op
				p.end += len(op)
				return
			}
		}
		p.end += size
		switch r {
		case '=':
			p.fail("unexpected %q (a comparison is ==)", "=")
		case '&', '|':
			p.fail("unexpected %q (logic is %q)", r, strings.Repeat(string(r), 2))
		}
		p.fail("unexpected character %q", r)
	}
}

func numberLength(s string) int {
	n := 0
	for n < len(s) && (isDigit(rune(s[n])) || s[n] == '.') {
		n++
	}
	if n+1 < len(s) && (s[n] == 'e' || s[n] == 'E') {
		m := n + 1
		if s[m] == '-' || s[m] == '+' {
			m++
		}
		if m < len(s) && isDigit(rune(s[m])) {
			for n = m; n < len(s) && isDigit(rune(s[n])); {
				n++
			}
		}
	}
	return n
}

// quantity reads "[3 mM]".
func (p *exprParser) quantity(rest string) {
	n := strings.IndexByte(rest, ']')
	if n < 0 {
		p.fail("unclosed [ of a quantity")
	}
	p.tok = tokQuantity
	body := strings.TrimSpace(rest[1:n])
	for word, v := range map[string]float64{"inf ": math.Inf(1), "-inf ": math.Inf(-1), "nan ": math.NaN()} {
		if strings.HasPrefix(body, word) {
			u, err := unit.Parse(body[len(word):])
			if err != nil {
				p.failWith(err)
			}
			p.num, p.unit = v, u
			p.end += n + 1
			return
		}
	}
	q, err := unit.ParseQuantity(body)
	if err != nil {
		p.failWith(err)
	}
	p.num, p.unit = q.Value, q.Unit
	p.end += n + 1
}

func (p *exprParser) failWith(err error) {
	d := p.diagnose("")
	var l diag.List
	l.AddError(d.Pos, "expr.quantity", err)
	l[0].Message += d.Message
	panic(parseFailure(l[0]))
}
