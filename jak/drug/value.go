package drug

import (
	"math"
	"regexp"
	"sort"
	"strconv"
	"strings"

	"jakstat/diag"
	"jakstat/unit"
)

// Row is what an evidence row contributes to a value.
type Row struct {
	Quantity unit.Quantity
	CV       float64 // between-subject coefficient of variation as a fraction; NaN when none is stated
	Verified bool
	Source   string // short name of the source
}

// Rows looks up evidence by id; field tells which column is meant where a row has several
// ("molar_mass", "fu", "blood_plasma", or "" for the row's only value).
type Rows interface {
	Row(id, field string) (Row, error)
}

// Value is a resolved number with its provenance.
type Value struct {
	unit.Quantity
	Refs     []string // evidence ids it was computed from, sorted
	Verified bool     // every row and the entry itself is verified
	Text     string   // as written
}

// idPattern is the form of an evidence id.
var idPattern = regexp.MustCompile(`^(pkpar|pkexp|pkcov|chem|enz|cell|atp|kin|day|phys|pd|ref|rate|dose|rcpt|drv)[0-9]+$`)

// IsID tells whether a word has the form of an evidence id.
func IsID(word string) bool { return idPattern.MatchString(word) }

// Resolver turns the texts of a drug file into values. Names holds the parameters resolved so far.
type Resolver struct {
	Rows  Rows
	Names map[string]Value
}

// Resolve evaluates a value text: a quantity, an evidence id, or arithmetic over bracketed quantities, ids
// and earlier names. The error is a diag.Diagnostic at the text's place.
func (r *Resolver) Resolve(t Text, field string) (Value, error) {
	text := strings.TrimSpace(t.S)
	if q, err := unit.ParseQuantity(text); err == nil {
		return Value{Quantity: q, Verified: false, Text: text}, nil
	} else if c := text + " "; c[0] >= '0' && c[0] <= '9' && !strings.ContainsAny(text, "[]") {
		return Value{}, at(t, err)
	}
	p := valueParser{r: r, field: field, rest: text, verified: true, refs: map[string]bool{}}
	q, err := p.sum(0)
	if err == nil && strings.TrimSpace(p.rest) != "" {
		err = diag.New(diag.Pos{}, "value.syntax", "unexpected %q", p.rest)
	}
	if err == nil && (math.IsNaN(q.Value) || math.IsInf(q.Value, 0)) {
		err = diag.New(diag.Pos{}, "value.range", "%q is not a finite number", text)
	}
	if err != nil {
		return Value{}, at(t, err)
	}
	v := Value{Quantity: q, Verified: p.verified && len(p.refs) > 0, Text: text}
	for id := range p.refs {
		v.Refs = append(v.Refs, id)
	}
	sort.Strings(v.Refs)
	return v, nil
}

func at(t Text, err error) error {
	var l diag.List
	l.AddError(t.Pos, "value", err)
	return l[0]
}

type valueParser struct {
	r        *Resolver
	field    string
	rest     string
	refs     map[string]bool
	verified bool
}

// maxDepth bounds nesting, so that hostile text cannot exhaust the stack.
const maxDepth = 64

func (p *valueParser) next() byte {
	p.rest = strings.TrimLeft(p.rest, " \t\n")
	if p.rest == "" {
		return 0
	}
	return p.rest[0]
}

func (p *valueParser) sum(depth int) (unit.Quantity, error) {
	if depth > maxDepth {
		return unit.Quantity{}, diag.New(diag.Pos{}, "value.syntax", "brackets nested too deeply")
	}
	left, err := p.product(depth)
	for err == nil {
		c := p.next()
		if c != '+' && c != '-' {
			return left, nil
		}
		p.rest = p.rest[1:]
		var right unit.Quantity
		if right, err = p.product(depth); err != nil {
			break
		}
		if c == '+' {
			left, err = left.Add(right)
		} else {
			left, err = left.Sub(right)
		}
	}
	return left, err
}

func (p *valueParser) product(depth int) (unit.Quantity, error) {
	left, err := p.atom(depth)
	for err == nil {
		c := p.next()
		if c != '*' && c != '/' {
			return left, nil
		}
		p.rest = p.rest[1:]
		var right unit.Quantity
		if right, err = p.atom(depth); err != nil {
			break
		}
		if c == '*' {
			left = left.Mul(right)
		} else {
			left = left.Div(right)
		}
	}
	return left, err
}

func (p *valueParser) atom(depth int) (unit.Quantity, error) {
	c := p.next()
	switch {
	case c == 0:
		return unit.Quantity{}, diag.New(diag.Pos{}, "value.syntax", "the expression ends too early")
	case c == '(':
		p.rest = p.rest[1:]
		q, err := p.sum(depth + 1)
		if err != nil {
			return q, err
		}
		return q, p.expect(')')
	case c == '[':
		end := strings.IndexByte(p.rest, ']')
		if end < 0 {
			return unit.Quantity{}, diag.New(diag.Pos{}, "value.syntax", "missing ] after %q", p.rest)
		}
		q, err := unit.ParseQuantity(p.rest[1:end])
		p.rest = p.rest[end+1:]
		return q, err
	}
	n := 0
	for n < len(p.rest) && (p.rest[n] == '_' || p.rest[n] >= '0' && p.rest[n] <= '9' || p.rest[n]|0x20 >= 'a' && p.rest[n]|0x20 <= 'z') {
		n++
	}
	if n == 0 || c >= '0' && c <= '9' {
		return unit.Quantity{}, diag.New(diag.Pos{}, "value.syntax", "unexpected %q", p.rest).Suggest(`quantities stand in brackets, as in "[10 mg] / pkexp17"`)
	}
	word := p.rest[:n]
	p.rest = p.rest[n:]
	if p.next() == '(' {
		return p.call(word, depth)
	}
	if v, ok := p.r.Names[word]; ok {
		for _, id := range v.Refs {
			p.refs[id] = true
		}
		p.verified = p.verified && v.Verified
		return v.Quantity, nil
	}
	if !IsID(word) {
		var names []string
		for k := range p.r.Names {
			names = append(names, k)
		}
		return unit.Quantity{}, diag.New(diag.Pos{}, "value.name", "unknown name %q", word).Suggest("%s", diag.DidYouMean(word, names))
	}
	row, err := p.r.Rows.Row(word, p.field)
	if err != nil {
		return unit.Quantity{}, err
	}
	p.refs[word] = true
	p.verified = p.verified && row.Verified
	return row.Quantity, nil
}

func (p *valueParser) expect(c byte) error {
	if p.next() != c {
		return diag.New(diag.Pos{}, "value.syntax", "missing %s", strconv.QuoteRune(rune(c)))
	}
	p.rest = p.rest[1:]
	return nil
}

func (p *valueParser) call(name string, depth int) (unit.Quantity, error) {
	p.rest = p.rest[1:]
	var args []unit.Quantity
	for {
		q, err := p.sum(depth + 1)
		if err != nil {
			return q, err
		}
		args = append(args, q)
		if p.next() == ',' {
			p.rest = p.rest[1:]
			continue
		}
		if err := p.expect(')'); err != nil {
			return unit.Quantity{}, err
		}
		break
	}
	f, ok := functions[name]
	if !ok {
		return unit.Quantity{}, diag.New(diag.Pos{}, "value.function", "unknown function %q", name).Suggest("%s", diag.DidYouMean(name, []string{"ln", "exp", "sqrt", "ka_tmax"}))
	}
	if len(args) != f.args {
		return unit.Quantity{}, diag.New(diag.Pos{}, "value.function", "%s takes %d arguments, %d given", name, f.args, len(args))
	}
	return f.eval(args)
}

var functions = map[string]struct {
	args int
	eval func([]unit.Quantity) (unit.Quantity, error)
}{
	"ln":      {1, dimensionless(math.Log)},
	"exp":     {1, dimensionless(math.Exp)},
	"sqrt":    {1, squareRoot},
	"ka_tmax": {2, kaFromTmax},
}

func dimensionless(f func(float64) float64) func([]unit.Quantity) (unit.Quantity, error) {
	return func(a []unit.Quantity) (unit.Quantity, error) {
		v, err := a[0].In(unit.One)
		return unit.Quantity{Value: f(v), Unit: unit.One}, err
	}
}

func squareRoot(a []unit.Quantity) (unit.Quantity, error) {
	u, ok := a[0].Unit.Pow(1, 2)
	if !ok {
		return unit.Quantity{}, diag.New(diag.Pos{}, "unit.dimension", "no square root of %s", a[0])
	}
	return unit.Quantity{Value: math.Sqrt(a[0].Value), Unit: u}, nil
}

// kaFromTmax solves tmax = ln(ka/kel)/(ka − kel) for ka > kel by bisection (Gabrielsson & Weiner,
// Pharmacokinetic and Pharmacodynamic Data Analysis, one-compartment model with first-order input):
// tmax falls from 1/kel to 0 as ka rises from kel.
func kaFromTmax(a []unit.Quantity) (unit.Quantity, error) {
	tmax, err := a[0].In(unit.Must("h"))
	if err != nil {
		return unit.Quantity{}, err
	}
	kel, err := a[1].In(unit.Must("1/h"))
	if err != nil {
		return unit.Quantity{}, err
	}
	if !(tmax > 0) || !(kel > 0) || tmax*kel >= 1 {
		return unit.Quantity{}, diag.New(diag.Pos{}, "value.range", "no absorption rate puts the peak at %g h when kel is %g 1/h", tmax, kel).Suggest("tmax must lie below 1/kel = %.3g h", 1/kel)
	}
	lo, hi := math.Log(kel), math.Log(kel)+40
	for range 200 {
		mid := (lo + hi) / 2
		ka := math.Exp(mid)
		t := 1 / kel
		if x := ka - kel; x > 1e-12*kel {
			t = math.Log(ka/kel) / x
		}
		if t > tmax {
			lo = mid
		} else {
			hi = mid
		}
	}
	return unit.Quantity{Value: math.Exp((lo + hi) / 2), Unit: unit.Must("1/h")}, nil
}
