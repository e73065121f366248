package unit

import (
	"math"
	"strconv"
	"strings"

	"jakstat/diag"
)

// Unit is a dimension with a scale: a value in this unit times Scale is the value in coherent
// base units (m, kg, s, mol, item, IU). The zero value is not a unit; use [One].
type Unit struct {
	Dim   Dim
	Scale float64
	text  string
}

// One is the dimensionless unit.
var One = Unit{Scale: 1, text: "1"}

// String returns the unit as it was written, or in coherent base units for a computed one.
func (u Unit) String() string {
	if u.text != "" {
		return u.text
	}
	if u.Scale == 1 {
		return u.Dim.coherent()
	}
	return strconv.FormatFloat(u.Scale, 'g', -1, 64) + "·" + u.Dim.coherent()
}

// Named tells whether the unit was written by somebody, not computed.
func (u Unit) Named() bool { return u.text != "" }

// Same tells whether two units have the same dimension, frames included.
func (u Unit) Same(v Unit) bool { return u.Dim == v.Dim }

// Mul returns the product of two units.
func (u Unit) Mul(v Unit) Unit { return Unit{Dim: u.Dim.Mul(v.Dim), Scale: u.Scale * v.Scale} }

// Div returns the quotient of two units.
func (u Unit) Div(v Unit) Unit { return Unit{Dim: u.Dim.Div(v.Dim), Scale: u.Scale / v.Scale} }

// Pow returns the unit raised to num/den; ok is false when the result has no representable
// dimension.
func (u Unit) Pow(num, den int) (Unit, bool) {
	d, ok := u.Dim.Pow(num, den)
	if !ok {
		return Unit{}, false
	}
	return Unit{Dim: d, Scale: math.Pow(u.Scale, float64(num)/float64(den))}, true
}

// In returns the unit annotated with a concentration frame: "plasma", "unbound", "blood" or
// "medium". It panics on another word (programmer error).
func (u Unit) In(frame string) Unit {
	f, ok := frames[frame]
	if !ok {
		panic("unit: no frame " + frame)
	}
	return Unit{Dim: u.Dim.Mul(f), Scale: u.Scale, text: u.String() + "{" + frame + "}"}
}

// Must parses a unit that the program itself spells; it panics on an error.
func Must(s string) Unit {
	u, err := Parse(s)
	if err != nil {
		panic("unit: " + err.Error())
	}
	return u
}

// maxUnit bounds the text of a unit: nothing longer is one.
const maxUnit = 256

// Parse reads a unit expression: symbols with SI prefixes, products by "." "·" "*" or a space,
// quotients by "/" (every factor after a slash divides until the next product sign, as people write
// "mg/kg/d"), exponents "m2", "m^2", "h-1", "10^9/L", the number 1.73 in "mL/min/1.73m2", and frames
// in braces. The error is a diag.Diagnostic that names the unknown symbol and the nearest right spelling.
func Parse(s string) (Unit, error) {
	text := strings.TrimSpace(s)
	if text == "" {
		return Unit{}, diag.New(diag.Pos{}, "unit.empty", "empty unit").Suggest(`write "1" for a dimensionless number`)
	}
	if len(text) > maxUnit {
		return Unit{}, diag.New(diag.Pos{}, "unit.long", "a unit of %d characters", len(text))
	}
	p := unitParser{text: text, rest: text}
	u, err := p.expression()
	if err != nil {
		return Unit{}, err
	}
	u.text = text
	return u, nil
}

type unitParser struct{ text, rest string }

func (p *unitParser) expression() (Unit, error) {
	result := One
	divide := false
	for {
		p.rest = strings.TrimLeft(p.rest, " ")
		factor, err := p.factor()
		if err != nil {
			return Unit{}, err
		}
		d := factor.Dim
		if divide {
			d = none.Div(d)
		}
		for i := range d {
			if e := int(result.Dim[i]) + int(d[i]); e < -120 || e > 120 {
				return Unit{}, p.fail("exponent too large")
			}
		}
		if divide {
			result = result.Div(factor)
		} else {
			result = result.Mul(factor)
		}
		if !(result.Scale > 0) || math.IsInf(result.Scale, 0) {
			return Unit{}, p.fail("scale out of range")
		}
		if p.rest == "" {
			return result, nil
		}
		switch r := []rune(p.rest)[0]; r {
		case '/':
			divide = true
			p.rest = p.rest[1:]
		case '.', '*', '·', '×':
			divide = false
			p.rest = p.rest[len(string(r)):]
		case ' ', '{':
			divide = false
		default:
			// A number and a symbol side by side, "1.73m2", stand on the same side of a slash.
			if factor.text == "" {
				return Unit{}, p.fail("unexpected %q", p.rest)
			}
		}
	}
}

func (p *unitParser) factor() (Unit, error) {
	if strings.HasPrefix(p.rest, "{") {
		return p.frame()
	}
	if strings.HasPrefix(p.rest, "(") {
		end := strings.LastIndexByte(p.rest, ')')
		if end < 0 {
			return Unit{}, p.fail("missing )")
		}
		inner := unitParser{text: p.text, rest: strings.TrimSpace(p.rest[1:end])}
		u, err := inner.expression()
		if err != nil {
			return Unit{}, err
		}
		p.rest = p.rest[end+1:]
		return p.exponent(u)
	}
	if n := leadingNumber(p.rest); n > 0 {
		word := p.rest[:n]
		v, err := strconv.ParseFloat(word, 64)
		if err != nil || !(v > 0) || math.IsInf(v, 0) {
			return Unit{}, p.fail("bad number %q", word)
		}
		p.rest = p.rest[n:]
		return p.exponent(Unit{Scale: v, text: word})
	}
	n := strings.IndexFunc(p.rest, func(r rune) bool { return strings.ContainsRune("/.*·× ^{}()-0123456789", r) })
	if n < 0 {
		n = len(p.rest)
	}
	if n == 0 && strings.HasPrefix(p.rest, "-") && len(p.text) == 1 {
		n = 1
	}
	word := p.rest[:n]
	sym, ok := lookup(word)
	if !ok {
		if word == "" {
			return Unit{}, p.fail("unexpected %q", p.rest)
		}
		return Unit{}, p.unknown(word)
	}
	p.rest = p.rest[n:]
	return p.exponent(Unit{Dim: sym.dim, Scale: sym.scale})
}

// frame reads {plasma}, {unbound/plasma} and the like.
func (p *unitParser) frame() (Unit, error) {
	end := strings.IndexByte(p.rest, '}')
	if end < 0 {
		return Unit{}, p.fail("missing }")
	}
	body := p.rest[1:end]
	p.rest = p.rest[end+1:]
	u := One
	for i, word := range strings.Split(body, "/") {
		d, ok := frames[strings.TrimSpace(word)]
		if !ok {
			var names []string
			for f := range frames {
				names = append(names, f)
			}
			return Unit{}, diag.New(diag.Pos{}, "unit.frame", "unknown frame %q in unit %q", word, p.text).Suggest("%s", diag.DidYouMean(word, names))
		}
		if i > 8 {
			return Unit{}, p.fail("too many frames")
		}
		if i == 0 {
			u.Dim = d
		} else {
			u.Dim = u.Dim.Div(d)
		}
	}
	return u, nil
}

// exponent reads an optional "2", "^2", "-1", "^-1", "^0.5" after a factor.
func (p *unitParser) exponent(u Unit) (Unit, error) {
	rest := p.rest
	caret := strings.HasPrefix(rest, "^")
	rest = strings.TrimPrefix(rest, "^")
	n := 0
	for n < len(rest) && (rest[n] >= '0' && rest[n] <= '9' || n == 0 && (rest[n] == '-' || rest[n] == '+') || caret && rest[n] == '.') {
		n++
	}
	if n == 0 {
		if caret {
			return Unit{}, p.fail("missing exponent after ^")
		}
		return u, nil
	}
	if u.Dim.IsZero() && !caret && u.text != "" {
		return u, nil // a plain number takes no bare exponent
	}
	v, err := strconv.ParseFloat(rest[:n], 64)
	if err != nil || math.Abs(v) > 20 || u.Dim.IsZero() && math.Abs(v) > 30 {
		return Unit{}, p.fail("bad exponent %q", rest[:n])
	}
	r, ok := u.Pow(int(math.Round(v*sixths)), sixths)
	if !ok || math.Abs(v*sixths-math.Round(v*sixths)) > 1e-9 {
		return Unit{}, p.fail("exponent %q is not a multiple of 1/6", rest[:n])
	}
	if u.Dim.IsZero() {
		r.Scale = math.Pow(u.Scale, v)
	}
	p.rest = rest[n:]
	r.text = u.text
	return r, nil
}

func leadingNumber(s string) int {
	n := 0
	for n < len(s) && (s[n] >= '0' && s[n] <= '9' || s[n] == '.' && n > 0 && n+1 < len(s) && s[n+1] >= '0' && s[n+1] <= '9') {
		n++
	}
	return n
}

func (p *unitParser) fail(format string, args ...any) error {
	d := diag.New(diag.Pos{}, "unit.syntax", format, args...)
	d.Message += " in unit " + strconv.Quote(p.text)
	return d.Suggest(`units look like "ng/mL", "L/h", "nM{unbound}", "10^9/L"`)
}

func (p *unitParser) unknown(word string) error {
	d := diag.New(diag.Pos{}, "unit.unknown", "unknown unit %q", word)
	if word != p.text {
		d.Message += " in " + strconv.Quote(p.text)
	}
	if right, ok := slips[strings.ToLower(word)]; ok {
		return d.Suggest("did you mean %q?", right)
	}
	for _, w := range []string{p.text, word} {
		if best, ok := diag.Nearest(w, sameInitial(w)); ok {
			return d.Suggest("did you mean %q?", best)
		}
	}
	return d.Suggest(`units look like "ng/mL", "L/h", "nM", "1/h"`)
}

// sameInitial returns the common spellings that begin as word does: in words this short another
// first letter means another unit, not a slip.
func sameInitial(word string) []string {
	var out []string
	for _, c := range common {
		if strings.EqualFold(c[:1], word[:1]) {
			out = append(out, c)
		}
	}
	return out
}
