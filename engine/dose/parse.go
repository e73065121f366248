package dose

import (
	"fmt"
	"math"
	"strings"

	"jakstat/diag"
	"jakstat/unit"
)

// maxText bounds the text of a regimen; nobody writes a longer one by hand.
const maxText = 4096

// ParseRegimen reads a regimen as people write it:
//
//	15 mg qd                                200 mg            (a single dose)
//	5 mg bid for 12 weeks                   5 mg/kg iv over 2 h q3w x 10 doses
//	load 30 mg then 15 mg qd from day 2     45 mg ER qd for 8 weeks then 15 mg qd
//	10 mg every 12 h until day 84, hold days 14–21, skip dose 5
//
// Courses are joined by "then" or a comma; each begins where the one before it ends, or one interval
// after a single dose. Day 1 begins at time 0; "until day 84" and "hold days 14-21" include their
// last day. A course without a dose repeats the dose before it. The error is a diag.List with
// everything that is wrong, each with its column and what would be right.
func ParseRegimen(text string) (*Regimen, error) {
	p := newParser("regimen", text)
	return p.run()
}

// ParseDoseAndRegimen reads a dose and a regimen that were written apart, as on a command line:
// "5 mg" and "bid", "15mg" and "qd for 12 weeks", "5 mg" and "once". A regimen that gives a dose of
// its own in its first course is an error, later courses may.
func ParseDoseAndRegimen(dose, regimen string) (*Regimen, error) {
	d := newParser("dose", dose)
	var given draft
	d.guard()
	for !d.at(end) {
		d.doseOnly(&given)
	}
	if given.amount == nil && len(d.errs) == 0 {
		d.fail(d.peek(), "dose.none", "no dose").Suggest(`write a dose such as "15 mg"`)
	}
	p := newParser("regimen", regimen)
	p.errs = d.errs
	if given.amount != nil {
		p.given = &given
	}
	p.doseElsewhere = true
	return p.run()
}

// parser turns tokens into drafts of courses, then drafts into a regimen. It never stops at an
// error: what it does not understand is reported and passed over.
type parser struct {
	what, text    string
	toks          []token
	pos           int
	errs          diag.List
	drafts        []draft
	out           Regimen
	given         *draft // the dose given apart from the regimen
	doseElsewhere bool
}

// draft is a course as written, with the column of each part for later complaints.
type draft struct {
	tok           token // first token of the clause
	then          bool  // the clause follows the word "then"
	load          bool
	amount        *unit.Quantity
	perKg         bool
	formulation   string
	route         string
	every         *float64
	from          *float64 // hours
	length        *float64 // hours, from "for"
	until         *float64 // hours, absolute
	count         int
	over          float64
	steady        bool
	endTok, frTok token
}

func newParser(what, text string) *parser {
	p := &parser{what: what, text: text}
	if len(text) <= maxText {
		p.toks = lex(text)
	} else {
		p.toks = []token{{kind: end, col: 1}}
	}
	return p
}

// guard reports a text too long to be read.
func (p *parser) guard() {
	if len(p.text) > maxText {
		p.fail(token{col: 1}, "dose.long", "a %s of %d characters; at most %d are read", p.what, len(p.text), maxText)
	}
}

func (p *parser) run() (*Regimen, error) {
	p.guard()
	if len(p.errs) == 0 && p.at(end) {
		p.fail(p.peek(), "dose.none", "empty %s", p.what).Suggest("%s", p.example())
	}
	for !p.at(end) {
		p.clause()
	}
	if len(p.errs) == 0 || len(p.drafts) > 0 {
		p.assemble()
	}
	if err := p.errs.Err(); err != nil {
		return nil, err
	}
	r := p.out
	return &r, nil
}

func (p *parser) example() string {
	if p.doseElsewhere {
		return `write a regimen such as "qd", "bid for 12 weeks" or "once"`
	}
	return `write a regimen such as "15 mg qd", "5 mg bid for 12 weeks" or "200 mg once"`
}

// complaint lets a caller add a suggestion to the diagnostic it has just reported.
type complaint struct{ p *parser }

func (c complaint) Suggest(format string, args ...any) {
	l := c.p.errs
	l[len(l)-1].Suggestion = fmt.Sprintf(format, args...)
}

func (p *parser) fail(t token, code, format string, args ...any) complaint {
	shown := []rune(p.text)
	if len(shown) > 80 {
		shown = append(shown[:80:80], '…')
	}
	where := fmt.Sprintf("%s %q column %d", p.what, string(shown), t.col)
	p.errs.Add(diag.New(diag.Pos{Col: t.col, Where: where}, code, format, args...))
	return complaint{p}
}

func (p *parser) peek() token { return p.toks[p.pos] }

func (p *parser) peekAt(n int) token { return p.toks[min(p.pos+n, len(p.toks)-1)] }

func (p *parser) at(k tokenKind) bool { return p.peek().kind == k }

func (p *parser) next() token {
	t := p.peek()
	if t.kind != end {
		p.pos++
	}
	return t
}

// takeWord consumes the next token when it is one of the words.
func (p *parser) takeWord(words ...string) bool {
	for _, w := range words {
		if p.peek().kind == word && p.peek().low == w {
			p.pos++
			return true
		}
	}
	return false
}

// clause reads up to the next separator.
func (p *parser) clause() {
	then := false
	for p.at(comma) || p.peek().low == "then" || p.peek().low == "and" {
		then = p.next().low == "then" || then
	}
	if p.at(end) {
		return
	}
	first := p.peek()
	switch {
	case first.kind == word && holds[first.low]:
		p.next()
		p.hold()
		return
	case first.kind == word && skips[first.low]:
		p.next()
		p.skip()
		return
	}
	d := draft{tok: first, then: then}
	for !p.at(end) && !p.at(comma) && p.peek().low != "then" && !(p.at(word) && (holds[p.peek().low] || skips[p.peek().low])) {
		p.qualifier(&d)
	}
	p.drafts = append(p.drafts, d)
}

// qualifier reads one part of a course.
func (p *parser) qualifier(d *draft) {
	t := p.peek()
	if t.kind == numeral || t.kind == dash {
		p.numberPart(d)
		return
	}
	p.next()
	if t.kind == stray {
		p.fail(t, "dose.character", "unexpected %q", t.text).Suggest("courses are joined by a comma or \"then\"")
		return
	}
	every, isFrequency := p.frequency(t)
	switch {
	case isFrequency:
		p.setEvery(d, t, every)
	case loadings[t.low]:
		d.load = true
	case t.low == "infuse" || fillers[t.low] && t.low != "by":
	case t.low == "by" && p.takeWord("mouth"):
		d.route = "oral"
	case formulations[t.low] != "":
		d.addForm(formulations[t.low])
	case routes[t.low] != "":
		d.route = routes[t.low]
	case t.low == "over":
		if h, ok := p.duration(t, "over 2 h"); ok {
			d.over = h
		}
	case t.low == "for":
		p.forPart(d, t)
	case t.low == "x":
		p.forPart(d, t)
	case t.low[0] == 'x' && len(t.low) > 1 && isDigit(rune(t.low[1])):
		v := lex(t.low[1:])[0].value
		p.takeWord("doses", "dose", "times")
		p.setCount(d, t, v)
	case untils[t.low]:
		if h, ok := p.instant(t, true); ok {
			p.setUntil(d, t, h)
		}
	case t.low == "at" || t.low == "steady" || t.low == "ss":
		p.steady(d, t)
	case froms[t.low]:
		p.takeWord("on", "at", "from")
		p.fromPart(d, t)
	case t.low == "day" || t.low == "days" || t.low == "week" || t.low == "weeks":
		p.pos--
		p.fromPart(d, t)
	default:
		p.unknown(t)
	}
}

func (p *parser) unknown(t token) {
	if right, ok := ambiguous[t.low]; ok {
		p.fail(t, "dose.ambiguous", "%q is ambiguous", t.text).Suggest("write %s", right)
		return
	}
	c := p.fail(t, "dose.word", "unknown word %q", t.text)
	if best, ok := diag.Nearest(t.low, vocabulary); ok {
		c.Suggest("did you mean %q?", best)
	} else {
		c.Suggest("%s", p.example())
	}
}

// steady reads "at steady state", "steady state" and "ss".
func (p *parser) steady(d *draft, t token) {
	if t.low == "at" && (p.peek().low == "steady" || p.peek().low == "ss") {
		t = p.next()
	}
	if t.low == "ss" || t.low == "steady" && p.takeWord("state") {
		d.steady = true
		return
	}
	p.fail(t, "dose.word", "unexpected %q", t.text).Suggest("write \"at steady state\"")
}

// numberPart reads a dose ("15 mg", "15mg/kg"), a count ("10 doses") or "3 times daily".
func (p *parser) numberPart(d *draft) {
	negative := p.at(dash)
	t := p.next()
	if negative {
		if !p.at(numeral) {
			p.fail(t, "dose.character", "unexpected %q", t.text).Suggest(`write a range as "days 14-21"`)
			return
		}
		p.next()
		p.takeDoseUnit()
		p.fail(t, "dose.negative", "negative dose").Suggest("a dose is 0 or more")
		p.setAmount(d, t, nil, false)
		return
	}
	u := p.peek()
	switch {
	case u.low == "times" || u.low == "time":
		p.next()
		if every, ok := p.perUnit(t.value); ok {
			p.setEvery(d, t, every)
		} else {
			p.setCount(d, t, t.value)
		}
	case u.low == "doses" || u.low == "dose":
		p.next()
		p.setCount(d, t, t.value)
	case u.kind == comma && p.peekAt(1).kind == numeral && u.col == t.col+len([]rune(t.text)) && p.peekAt(1).col == u.col+1:
		p.next()
		f := p.next()
		p.takeDoseUnit()
		p.fail(t, "dose.number", "%q is no number here", t.text+","+f.text).Suggest("write %s.%s with a point, or %s%s without the comma", t.text, f.text, t.text, f.text)
		p.setAmount(d, t, nil, false)
	default:
		p.dosePart(d, t)
	}
}

// takeDoseUnit passes over a unit after a number already found wrong.
func (p *parser) takeDoseUnit() {
	if p.at(word) {
		if _, _, err := doseUnit(p.peek().text); err == nil {
			p.next()
		}
	}
}

// dosePart reads the unit after a number.
func (p *parser) dosePart(d *draft, t token) {
	u := p.peek()
	if u.kind != word || isWord(u.low) && doseUnits[u.low] == "" {
		p.fail(t, "dose.nounit", "dose %s has no unit", t.text).Suggest("write \"%s mg\"", t.text)
		p.setAmount(d, t, nil, false)
		return
	}
	p.next()
	parsed, perKg, err := doseUnit(u.text)
	switch {
	case err != nil:
		p.errs.AddError(diag.Pos{Col: u.col, Where: fmt.Sprintf("%s %q column %d", p.what, p.text, u.col)}, "unit.unknown", err)
		p.setAmount(d, t, nil, false)
	case !isDoseUnit(parsed):
		p.fail(u, "dose.unit", "%s %s is not a dose: its dimension is %s", t.text, u.text, parsed.Dim).
			Suggest("a dose is a mass (mg), an amount (umol) or IU, each also per kg (mg/kg)")
		p.setAmount(d, t, nil, false)
	case !(t.value <= maxAmount):
		p.fail(t, "dose.number", "dose %s %s is too large", t.text, u.text).Suggest("a dose is at most %g", maxAmount)
		p.setAmount(d, t, nil, false)
	default:
		p.setAmount(d, t, &unit.Quantity{Value: t.value, Unit: parsed}, perKg)
	}
}

// maxAmount keeps sums of doses finite and catches a slipped exponent.
const maxAmount = 1e12

// setAmount keeps a dose; a nil amount marks one that was written wrongly and reported.
func (p *parser) setAmount(d *draft, t token, q *unit.Quantity, perKg bool) {
	if d.amount != nil {
		p.fail(t, "dose.twice", "a second dose in one course").Suggest("join courses by \"then\" or a comma")
		return
	}
	if q == nil {
		q = &unit.Quantity{Value: math.NaN(), Unit: unit.Must("mg")}
	}
	d.amount, d.perKg = q, perKg
}

// addForm keeps release and dosage form together: "IR tablet".
func (d *draft) addForm(form string) {
	for _, f := range strings.Fields(d.formulation) {
		if f == form {
			return
		}
	}
	d.formulation = strings.TrimSpace(d.formulation + " " + form)
}

// doseOnly reads the text of a dose given apart: number, unit, formulation, route.
func (p *parser) doseOnly(d *draft) {
	t := p.peek()
	if t.kind == numeral || t.kind == dash {
		p.numberPart(d)
		if d.count > 0 {
			p.fail(t, "dose.word", "%q is no dose", t.text).Suggest(`write a dose such as "15 mg"`)
		}
		return
	}
	p.next()
	switch {
	case t.kind == word && formulations[t.low] != "":
		d.addForm(formulations[t.low])
	case t.kind == word && routes[t.low] != "":
		d.route = routes[t.low]
	default:
		p.fail(t, "dose.word", "unexpected %q in a dose", t.text).Suggest(`write a dose such as "15 mg"; how often goes into the regimen`)
	}
}
