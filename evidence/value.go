package evidence

import (
	"encoding/json"
	"math"
	"strconv"
	"strings"

	"jakstat/diag"
	"jakstat/unit"
)

// Relation says how a printed value stands to the true one.
type Relation uint8

const (
	// Equal is a plain number.
	Equal Relation = iota
	// Less is an upper limit: "<0.01", "<=2".
	Less
	// Greater is a lower limit: ">10000", ">=5".
	Greater
	// About is an approximate number: "~60".
	About
	// Range is an interval: "9-14", "-0.3 to -0.1".
	Range
	// Words is a statement without one number: "qualitative", "53/30/11/6".
	Words
)

var relationNames = [...]string{"=", "<", ">", "~", "range", "words"}

// String returns "=", "<", ">", "~", "range" or "words".
func (r Relation) String() string { return relationNames[r] }

// MarshalText makes JSON carry the symbol.
func (r Relation) MarshalText() ([]byte, error) { return []byte(r.String()), nil }

// Value is a figure as printed in its source, with what could be read from it.
//
// Text is the printed text; it is empty for a blank cell, which means unknown. Value is the number,
// for a limit the limit, for a range the middle. Low and High enclose the true value: equal to
// Value for a plain or approximate number, 0 and the limit for an upper limit, the limit and +Inf
// for a lower limit. All three are 0 for Words.
type Value struct {
	Text             string
	Relation         Relation
	Value, Low, High float64
	Unit             unit.Unit
}

// Missing tells whether the cell was blank.
func (v Value) Missing() bool { return v.Text == "" }

// IsNumber tells whether the value has a number: it is neither blank nor words.
func (v Value) IsNumber() bool { return v.Text != "" && v.Relation != Words }

// Quantity returns the number (the middle of a range) with its unit.
func (v Value) Quantity() unit.Quantity { return unit.Quantity{Value: v.Value, Unit: v.Unit} }

// In converts the number to a unit of the same dimension; see [unit.Quantity.In].
func (v Value) In(u unit.Unit) (float64, error) { return v.Quantity().In(u) }

// Parts returns the numbers of a list such as "53/30/11/6" or "60 parent / 25 / 11" in their
// order, or nil when a part has no leading number.
func (v Value) Parts() []float64 {
	if v.Relation != Words || !strings.Contains(v.Text, "/") {
		return nil
	}
	var out []float64
	for _, p := range strings.Split(v.Text, "/") {
		word, _, _ := strings.Cut(strings.TrimSpace(p), " ")
		x, err := strconv.ParseFloat(word, 64)
		if err != nil || math.IsInf(x, 0) || math.IsNaN(x) {
			return nil
		}
		out = append(out, x)
	}
	return out
}

// String prints the value as its source does, with its unit.
func (v Value) String() string {
	if v.Text == "" {
		return "unknown"
	}
	if u := v.UnitText(); u != "1" && u != "" {
		return v.Text + " " + u
	}
	return v.Text
}

// UnitText is the unit as written, empty for words that have none.
func (v Value) UnitText() string {
	if v.Unit.Scale == 0 {
		return ""
	}
	return v.Unit.String()
}

// MarshalJSON writes text, relation, value, low, high and unit; an infinite bound is left out.
func (v Value) MarshalJSON() ([]byte, error) {
	if v.Missing() {
		return []byte("null"), nil
	}
	out := struct {
		Text     string   `json:"text"`
		Relation Relation `json:"relation"`
		Value    *float64 `json:"value,omitempty"`
		Low      *float64 `json:"low,omitempty"`
		High     *float64 `json:"high,omitempty"`
		Unit     string   `json:"unit,omitempty"`
	}{Text: v.Text, Relation: v.Relation, Unit: v.UnitText()}
	if v.IsNumber() {
		out.Value, out.Low = &v.Value, &v.Low
		if !math.IsInf(v.High, 0) {
			out.High = &v.High
		}
	}
	return json.Marshal(out)
}

// maxValue bounds the text of a value: nothing printed in a table cell is longer.
const maxValue = 200

// ParseValue reads a printed figure in the given unit: "26.3", "-0.452", "9-14", "<0.01", ">=5",
// "~60", "~1 (not markedly different)", or words. Blank text gives a missing value. Text that
// consists of number characters only but is no number is an error (a [diag.Diagnostic]), so that a
// slip such as "12,5" is not taken for words.
func ParseValue(text string, u unit.Unit) (Value, error) {
	v := Value{Text: strings.TrimSpace(text), Unit: u}
	if v.Text == "" {
		return v, nil
	}
	if len(v.Text) > maxValue {
		return Value{}, diag.New(diag.Pos{}, "evidence.value", "a value of %d characters", len(v.Text)).Suggest("a value is a number, a range, a limit or a few words")
	}
	s := v.Text
	if strings.HasSuffix(s, ")") {
		if i := strings.Index(s, " ("); i > 0 {
			s = s[:i]
		}
	}
	relation := Equal
	for _, p := range []struct {
		prefix   string
		relation Relation
	}{{"<=", Less}, {">=", Greater}, {"<", Less}, {">", Greater}, {"~", About}} {
		if strings.HasPrefix(s, p.prefix) {
			relation, s = p.relation, strings.TrimSpace(s[len(p.prefix):])
			break
		}
	}
	if x, ok := number(s); ok {
		v.Relation, v.Value, v.Low, v.High = relation, x, x, x
		switch {
		case relation == Less && x >= 0:
			v.Low = 0
		case relation == Less:
			v.Low = math.Inf(-1)
		case relation == Greater:
			v.High = math.Inf(1)
		}
		return v, nil
	}
	if a, b, ok := strings.Cut(s, " to "); ok && relation == Equal {
		low, ok1 := number(a)
		high, ok2 := number(b)
		if ok1 && ok2 && low <= high { // "1290 to 332" is a change, not a range
			v.Relation, v.Value, v.Low, v.High = Range, low+(high-low)/2, low, high
			return v, nil
		}
	}
	if low, high, ok := interval(s); ok && relation == Equal {
		if low > high {
			return Value{}, diag.New(diag.Pos{}, "evidence.value", "range %q runs backwards", v.Text).Suggest("write %s-%s", format(high), format(low))
		}
		v.Relation, v.Value, v.Low, v.High = Range, low+(high-low)/2, low, high
		return v, nil
	}
	if strings.Trim(s, "0123456789.,eE+-<>~= ") == "" {
		return Value{}, diag.New(diag.Pos{}, "evidence.value", "%q is not a number, a range or a limit", v.Text).Suggest(`write "26.3", "9-14", "<0.01", ">80" or "~60"`)
	}
	v.Relation = Words
	return v, nil
}

func number(s string) (float64, bool) {
	if s == "" || strings.Trim(s, "0123456789.eE+-") != "" {
		return 0, false
	}
	x, err := strconv.ParseFloat(s, 64)
	return x, err == nil && !math.IsInf(x, 0)
}

// interval reads "a-b" where the hyphen is not a sign or part of an exponent.
func interval(s string) (low, high float64, ok bool) {
	for i := 1; i < len(s)-1; i++ {
		if s[i] != '-' {
			continue
		}
		l, ok1 := number(strings.TrimSpace(s[:i]))
		h, ok2 := number(strings.TrimSpace(s[i+1:]))
		if ok1 && ok2 {
			return l, h, true
		}
	}
	return 0, 0, false
}

func format(x float64) string { return strconv.FormatFloat(x, 'g', -1, 64) }
