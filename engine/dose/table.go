package dose

import (
	"bufio"
	"encoding/csv"
	"errors"
	"fmt"
	"io"
	"math"
	"strings"

	"jakstat/diag"
	"jakstat/unit"
)

// Options says what a table's header leaves open. The zero value means hours, mg and a delimiter
// found from the header line.
type Options struct {
	TimeUnit   unit.Unit
	AmountUnit unit.Unit
	PerKg      bool
	Delimiter  rune // ',' ';' '\t' or ' ' for blanks
}

// Table is an event table as read: one record a line, in the order of the file, times in hours.
type Table struct {
	Name       string
	Records    []Record
	Covariates []string // names of the covariate columns as written
	AmountUnit unit.Unit
	PerKg      bool
	Warnings   diag.List
}

// Record is one line: the event, the observed value and the covariates.
type Record struct {
	Event
	DV     float64   // NaN when missing
	MDV    bool      // the value is missing or to be ignored
	DVID   string    // which output is observed
	Values []float64 // of Table.Covariates; NaN when missing
}

// Events returns the events of all records.
func (t *Table) Events() []Event {
	out := make([]Event, len(t.Records))
	for i, r := range t.Records {
		out[i] = r.Event
	}
	return out
}

// Covariate returns the value of a named covariate in a record, NaN when it is missing.
func (t *Table) Covariate(r Record, name string) float64 {
	for i, c := range t.Covariates {
		if c == name {
			return r.Values[i]
		}
	}
	return math.NaN()
}

// Subjects splits the records into runs of one ID; an ID that comes back later is a new subject.
func (t *Table) Subjects() [][]Record {
	var out [][]Record
	for i := 0; i < len(t.Records); {
		j := i + 1
		for j < len(t.Records) && t.Records[j].ID == t.Records[i].ID {
			j++
		}
		out = append(out, t.Records[i:j:j])
		i = j
	}
	return out
}

// maxLine and maxErrors bound the work and the output on a file that is no table at all.
const (
	maxLine   = 1 << 20
	maxErrors = 50
)

// ReadTable reads an event table with NONMEM columns, separated by commas, semicolons, tabs or
// blanks:
//
//	ID TIME EVID AMT RATE DUR II ADDL SS CMT    case does not matter; TINF = DUR, TOTAL = ADDL + 1
//	DV MDV DVID                                 kept; YTYPE = DVID
//	anything else                               a covariate, numbers only
//
// "." and "NA" and an empty field are missing. Lines beginning with "#", and lines whose first field
// is the single letter C, are comments. Units stand in the header, "TIME(d)", "AMT[ug]", "RATE(mg/h)", or
// in opts. The package comment has the meaning of the columns. The error is a diag.List with every
// finding, placed by line and column; warnings are in the table.
func ReadTable(r io.Reader, name string, opts Options) (*Table, error) {
	if opts.TimeUnit.Scale == 0 {
		opts.TimeUnit = hour
	}
	if opts.AmountUnit.Scale == 0 {
		opts.AmountUnit = milligram
	}
	if opts.TimeUnit.Dim != hour.Dim || !isDoseUnit(opts.AmountUnit) {
		panic("dose: table units must be a time and a dose")
	}
	t := &tableReader{opts: opts, name: name, seen: map[string]bool{}, out: &Table{Name: name}}
	t.read(r)
	if len(t.errs) == 0 || !t.errs.HasErrors() {
		t.finish()
	}
	t.errs.Sort()
	if err := t.errs.Err(); err != nil {
		return nil, err
	}
	t.out.Warnings = t.errs
	return t.out, nil
}

type tableReader struct {
	opts   Options
	name   string
	head   *header
	delim  rune
	line   int
	raw    string   // the present line
	fields []string // its fields
	quoted bool     // the first field was quoted
	errs   diag.List
	seen   map[string]bool // finished IDs
	labels map[int]string  // first text of covariate columns that hold text
	mixed  map[int]bool    // covariate columns that hold numbers
	total  int
	out    *Table
}

func (t *tableReader) read(r io.Reader) {
	s := bufio.NewScanner(r)
	s.Buffer(make([]byte, 0, 1<<16), maxLine)
	t.labels, t.mixed = map[int]string{}, map[int]bool{}
	for s.Scan() {
		t.line++
		t.raw = strings.TrimRight(s.Text(), "\r")
		if t.line == 1 {
			t.raw = strings.TrimPrefix(t.raw, "\ufeff")
		}
		if strings.TrimSpace(t.raw) == "" || strings.HasPrefix(strings.TrimSpace(t.raw), "#") {
			continue
		}
		if !t.split() {
			continue
		}
		switch {
		case t.head == nil && t.fields[0] == "C" && !t.quoted && !t.commentColumn(), t.head != nil && t.fields[0] == "C" && !t.quoted:
			continue
		case t.head == nil:
			h := readHeader(t.fields, t.at, t.opts, &t.errs)
			t.head = &h
			if t.errs.HasErrors() {
				return
			}
			t.out.AmountUnit, t.out.PerKg = h.amount, h.perKg
		default:
			t.record()
		}
		if n := t.countErrors(); n >= maxErrors {
			t.errs.Add(diag.New(diag.Pos{File: t.name, Line: t.line}, "dose.table", "reading stops after %d errors", n))
			return
		}
		if len(t.out.Records) > MaxEvents || t.total > MaxEvents {
			t.fail(0, "dose.toomany", "the table has, or its ADDL expands to, more than %d events", MaxEvents).Suggest("split it")
			return
		}
	}
	switch err := s.Err(); {
	case errors.Is(err, bufio.ErrTooLong):
		t.errs.Add(diag.New(diag.Pos{File: t.name, Line: t.line + 1}, "dose.table", "a line longer than %d bytes", maxLine).Suggest("an event table is text, one record a line"))
	case err != nil:
		t.errs.AddError(diag.Pos{File: t.name, Line: t.line}, "dose.table", err)
	case t.head == nil:
		t.errs.Add(diag.New(diag.Pos{File: t.name}, "dose.table", "the table is empty").Suggest("begin with a header such as ID,TIME,EVID,AMT"))
	}
}

func (t *tableReader) countErrors() int {
	n := 0
	for _, d := range t.errs {
		if d.Severity == diag.Error {
			n++
		}
	}
	return n
}

// commentColumn tells whether a header that begins with C has real columns after it.
func (t *tableReader) commentColumn() bool {
	for _, f := range t.fields {
		n, _ := splitUnit(f)
		if columnNames[strings.ToUpper(n)] == colTIME {
			return true
		}
	}
	return false
}

// split cuts the present line into fields; false when it cannot be cut.
func (t *tableReader) split() bool {
	if t.delim == 0 {
		t.delim = delimiter(t.raw, t.opts.Delimiter)
	}
	t.quoted = strings.HasPrefix(strings.TrimSpace(t.raw), `"`)
	switch {
	case t.delim == ' ':
		t.fields = strings.Fields(t.raw)
	case strings.ContainsRune(t.raw, '"'):
		r := csv.NewReader(strings.NewReader(t.raw))
		r.Comma, r.TrimLeadingSpace, r.FieldsPerRecord = t.delim, t.delim != '\t', -1
		f, err := r.Read()
		if err != nil {
			var parse *csv.ParseError
			if errors.As(err, &parse) {
				err = parse.Err
			}
			t.errs.Add(diag.New(diag.Pos{File: t.name, Line: t.line}, "dose.table", "%s", err).Suggest("close the quotes on the same line"))
			return false
		}
		t.fields = f
	default:
		t.fields = strings.Split(t.raw, string(t.delim))
	}
	for i := range t.fields {
		t.fields[i] = strings.TrimSpace(t.fields[i])
	}
	return len(t.fields) > 0
}

// delimiter guesses from the first line that is no comment.
func delimiter(line string, given rune) rune {
	if given != 0 {
		return given
	}
	for _, d := range []rune{',', '\t', ';'} {
		if strings.ContainsRune(line, d) {
			return d
		}
	}
	return ' '
}

// at is the position of a field in the present line; columns count characters from 1.
func (t *tableReader) at(field int) diag.Pos {
	p := diag.Pos{File: t.name, Line: t.line, Col: 1}
	rest, col := t.raw, 0
	for i := 0; i < field && i < len(t.fields); i++ {
		cut := strings.Index(rest[col:], t.fields[i])
		if cut < 0 {
			break
		}
		col += cut + len(t.fields[i])
	}
	if field < len(t.fields) {
		if cut := strings.Index(rest[col:], t.fields[field]); cut >= 0 && t.fields[field] != "" {
			col += cut
		} else if field > 0 {
			col++
		}
	}
	p.Col = len([]rune(rest[:min(col, len(rest))])) + 1
	if t.head != nil && field < len(t.head.names) {
		p.Where = "column " + t.head.names[field]
	}
	return p
}

type tableComplaint struct{ t *tableReader }

// Suggest adds what would be right to the error just reported.
func (c tableComplaint) Suggest(format string, args ...any) {
	l := c.t.errs
	l[len(l)-1].Suggestion = fmt.Sprintf(format, args...)
}

func (t *tableReader) fail(field int, code, format string, args ...any) tableComplaint {
	t.errs.Add(diag.New(t.at(max(field, 0)), code, format, args...))
	return tableComplaint{t}
}

// warn reports something odd that has a meaning.
func (t *tableReader) warn(field int, code, format string, args ...any) tableComplaint {
	t.errs.Add(diag.New(t.at(max(field, 0)), code, format, args...).AsWarning())
	return tableComplaint{t}
}

// finish drops covariate columns of labels and reports bad cells of numeric ones.
func (t *tableReader) finish() {
	keep := []int{}
	for i, c := range t.head.columns {
		if c != covariate {
			continue
		}
		if text, isLabel := t.labels[i]; isLabel {
			t.errs.Add(diag.New(diag.Pos{File: t.name, Where: "column " + t.head.names[i]}, "dose.covariate", "column %s holds text such as %q and is left out", t.head.names[i], text).
				Suggest("code it as numbers to use it as a covariate").AsWarning())
			continue
		}
		keep = append(keep, i)
		t.out.Covariates = append(t.out.Covariates, t.head.names[i])
	}
	for k := range t.out.Records {
		all := t.out.Records[k].Values
		values := make([]float64, len(keep))
		for n, i := range keep {
			values[n] = all[i]
		}
		t.out.Records[k].Values = values
	}
}
