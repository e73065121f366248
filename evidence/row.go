package evidence

import (
	"encoding/csv"
	"strconv"
	"strings"

	"jakstat/diag"
	"jakstat/unit"
)

// reader walks one CSV file and collects what is wrong in it.
type reader struct {
	csv     *csv.Reader
	path    string
	table   string
	columns []string
	index   map[string]int
	sources map[string]*Source
	units   map[string]unit.Unit // parsed once per spelling: the load is in the start of every command
	errs    *diag.List
}

// row is one record of a CSV file under reading. Its methods return the zero value after noting an
// error, so that one pass finds all errors of a row.
type row struct {
	*reader
	cells []string
	line  int
}

func (r *row) get(column string) string { return r.cells[r.index[column]] }

func (r *row) pos(column string) diag.Pos {
	p := diag.Pos{File: r.path, Line: r.line, Where: "column " + column}
	if id := r.cells[0]; id != "" && len(id) <= 40 {
		p.Where = "row " + id + ", column " + column
	}
	if i, ok := r.index[column]; ok {
		p.Line, p.Col = r.csv.FieldPos(i)
	}
	return p
}

func (r *row) fail(column, code, format string, args ...any) *diag.Diagnostic {
	r.errs.Add(diag.New(r.pos(column), code, format, args...))
	return &(*r.errs)[len(*r.errs)-1]
}

func (r *row) need(column string) string {
	s := r.get(column)
	if strings.TrimSpace(s) == "" {
		r.fail(column, "evidence.blank", "%s is blank", column).Suggestion = "a row needs its " + column
	}
	return s
}

func (r *row) oneOf(column string, allowed ...string) string {
	s := r.get(column)
	for _, a := range allowed {
		if s == a {
			return s
		}
	}
	r.fail(column, "evidence.word", "%s %q is not known", column, clip(s)).Suggestion = diag.DidYouMean(s, allowed)
	return ""
}

func (r *row) verification(column string) Verification {
	if r.oneOf(column, "verified", "unverified") == "verified" {
		return Verified
	}
	return Unverified
}

// howOf reads the verification of one figure, which must be present exactly when the figure is.
func (r *row) howOf(figure, how string) Verification {
	if r.get(figure) != "" {
		return r.verification(how)
	}
	if r.get(how) != "" {
		r.fail(how, "evidence.how", "%s is %q but %s is blank", how, clip(r.get(how)), figure).Suggestion = "leave both blank or fill both"
	}
	return Unverified
}

func (r *row) unit(column string) (unit.Unit, bool) {
	text := r.get(column)
	if text == "" {
		r.fail(column, "evidence.unit", "a value without a unit").Suggestion = `write "1" for a dimensionless number`
		return unit.Unit{}, false
	}
	return r.parseUnit(column, text)
}

func (r *row) parseUnit(column, text string) (unit.Unit, bool) {
	if u, ok := r.units[text]; ok {
		return u, true
	}
	u, err := unit.Parse(text)
	if err != nil {
		r.errs.AddError(r.pos(column), "evidence.unit", err)
		return unit.Unit{}, false
	}
	r.units[text] = u
	return u, true
}

// value reads a figure with its unit; both are required, words are allowed.
func (r *row) value(column, unitColumn string) Value {
	u, ok := r.unit(unitColumn)
	if r.need(column) == "" || !ok {
		return Value{}
	}
	return r.parse(column, u)
}

// number is value where words make no sense.
func (r *row) number(column, unitColumn string) Value {
	v := r.value(column, unitColumn)
	return r.noWords(column, v)
}

// valueIn reads a number whose unit is fixed by the column; blank is allowed.
func (r *row) valueIn(column, fixed string) Value {
	if r.get(column) == "" {
		return Value{}
	}
	u, ok := r.parseUnit(column, fixed)
	if !ok {
		return Value{}
	}
	return r.noWords(column, r.parse(column, u))
}

func (r *row) noWords(column string, v Value) Value {
	if v.Relation == Words {
		r.fail(column, "evidence.value", "%q is not a number", clip(v.Text)).Suggestion = `write "26.3", "9-14", "<0.01", ">80" or "~60"`
		return Value{}
	}
	return v
}

func (r *row) parse(column string, u unit.Unit) Value {
	v, err := ParseValue(r.get(column), u)
	if err != nil {
		r.errs.AddError(r.pos(column), "evidence.value", err)
	}
	return v
}

// percent reads an optional positive percentage and returns the fraction.
func (r *row) percent(column string) float64 {
	s := r.get(column)
	if s == "" {
		return 0
	}
	x, ok := number(s)
	if !ok || x <= 0 {
		r.fail(column, "evidence.value", "%s %q is not a positive percentage", column, clip(s)).Suggestion = `write "22.2" for 22.2 %`
		return 0
	}
	return x / 100
}

func (r *row) year(column string) int {
	s := r.get(column)
	if s == "" {
		return 0
	}
	y, err := strconv.Atoi(s)
	if err != nil || y < 1700 || y > 2100 {
		r.fail(column, "evidence.year", "%q is not a year", clip(s)).Suggestion = `write "2021"`
		return 0
	}
	return y
}

// record reads what every table has: id, drug where there is one, source, locator, how, note. A row
// without source or verification is an error.
func (r *row) record() Record {
	rec := Record{
		ID: r.need("id"), Table: r.table, Locator: r.get("locator"), Note: r.get("note"),
		Pos:    diag.Pos{File: r.path, Line: r.line, Where: "row " + clip(r.cells[0])},
		fields: r.cells, columns: r.columns,
	}
	if _, ok := r.index["drug"]; ok {
		rec.Drug = r.need("drug")
	}
	rec.How = r.verification("how")
	id := r.need("source")
	if rec.Source = r.sources[id]; rec.Source == nil && id != "" {
		names := make([]string, 0, len(r.sources))
		for s := range r.sources {
			names = append(names, s)
		}
		d := r.fail("source", "evidence.source", "source %q is not in bibliography.csv", clip(id))
		if best, ok := diag.Nearest(id, names); ok {
			d.Suggestion = "did you mean \"" + best + "\"?"
		} else {
			d.Suggestion = "add it to bibliography.csv"
		}
	}
	return rec
}

func clip(s string) string {
	if r := []rune(s); len(r) > 40 {
		return string(r[:40]) + "…"
	}
	return s
}
