// Package results holds what clinical trials, pools and registries reported, arm by arm, and the designs of trials whose results are
// kept back. It knows tables with sources and checks their structure; it must not know what is calibrated on them, nor how a result comes
// about.
//
// Every row keeps the free text of its source, whether the figure was found in a public text (verified) or is known without having
// been checked (unverified), and the notes of those who collected it: where rows disagree, the notes say why.
package results

import (
	"crypto/sha256"
	"encoding/csv"
	"encoding/hex"
	"errors"
	"io/fs"
	"slices"
	"strconv"
	"strings"
	"sync"

	"jakstat/diag"
	"jakstat/library"
)

// Cited is what every row of a result has: a stable id, the source as printed, whether it was verified, and notes.
type Cited struct {
	ID       string `json:"id"`
	Source   string `json:"source"`
	Verified bool   `json:"verified"`
	Note     string `json:"note,omitempty"`
	Line     int    `json:"-"` // of its file in library/trials
}

// Number is a figure as printed; Known is false where the cell is blank or holds words or a range.
type Number struct {
	Text  string
	Value float64
	Known bool
}

// Library is all tables. It is immutable once loaded.
type Library struct {
	Designs     []Design
	Efficacy    []Result
	Courses     []Result // the same over time; N and unit are those of the arm in Efficacy where known
	Wanted      []Result // arms and endpoints to predict, without results
	Labs        []Lab
	Rates       []Rate
	Ratios      []Ratio
	RiskFactors []RiskFactor
	Pools       []Pool
	RiskEffects []Effect
	RateChoices []RateChoice
}

// Shipped is the tables of library/trials. They are checked by the tests, so that loading cannot fail in a release.
var Shipped = sync.OnceValue(func() *Library {
	l, err := Load(library.FS)
	if err != nil {
		panic(err)
	}
	return l
})

// Load reads the tables in the directory trials of fsys. The error is a [diag.List] of everything wrong in all files.
func Load(fsys fs.FS) (*Library, error) {
	l := &Library{}
	var errs diag.List
	for _, t := range tables {
		t.read(fsys, l, &errs)
	}
	if err := errs.Err(); err != nil {
		return nil, err
	}
	l.complete()
	return l, nil
}

// Hash is the SHA-256 of tables (file names without ending, in the given order), by which a calibration names its data.
func Hash(fsys fs.FS, names ...string) (string, error) {
	h := sha256.New()
	for _, n := range names {
		data, err := fs.ReadFile(fsys, "trials/"+n+".csv")
		if err != nil {
			return "", err
		}
		h.Write(data)
	}
	return hex.EncodeToString(h.Sum(nil)), nil
}

// table is one file: its columns and where a row goes.
type table struct {
	name    string
	columns []string
	add     func(l *Library, c *cells)
}

func (t table) read(fsys fs.FS, l *Library, errs *diag.List) {
	path := "library/trials/" + t.name + ".csv"
	fail := func(line int, format string, args ...any) {
		errs.Add(diag.New(diag.Pos{File: path, Line: line, Col: 1}, "results."+t.name, format, args...))
	}
	f, err := fsys.Open("trials/" + t.name + ".csv")
	if err != nil {
		fail(1, "cannot read the file: %v", err)
		return
	}
	defer f.Close()
	in := csv.NewReader(f)
	in.FieldsPerRecord = len(t.columns)
	header, err := in.Read()
	if err != nil || !slices.Equal(header, t.columns) {
		fail(1, "the columns must be %s", strings.Join(t.columns, ","))
		return
	}
	seen := map[string]bool{}
	for {
		record, err := in.Read()
		if err != nil {
			var p *csv.ParseError
			if errors.As(err, &p) {
				fail(p.Line, "%v", p.Err)
			}
			return
		}
		line, _ := in.FieldPos(0)
		c := &cells{columns: t.columns, record: record, line: line, fail: func(format string, args ...any) { fail(line, format, args...) }}
		if seen[record[0]] {
			c.fail("id %s is used twice", record[0])
		}
		seen[record[0]] = true
		t.add(l, c)
	}
}

// cells is one record being read.
type cells struct {
	columns, record []string
	line            int
	fail            func(string, ...any)
}

func (c *cells) text(column string) string { return c.record[slices.Index(c.columns, column)] }

func (c *cells) number(column string) Number {
	text := c.text(column)
	v, err := strconv.ParseFloat(strings.TrimPrefix(text, "~"), 64)
	return Number{Text: text, Value: v, Known: err == nil}
}

// needed is a number that must be there.
func (c *cells) needed(column string) float64 {
	n := c.number(column)
	if !n.Known {
		c.fail("%s must be a number, not %q", column, n.Text)
	}
	return n.Value
}

func (c *cells) cited() Cited {
	out := Cited{ID: c.text("id"), Line: c.line}
	if slices.Contains(c.columns, "source") {
		out.Source, out.Note = c.text("source"), c.text("note")
		switch how := c.text("how"); how {
		case "verified", "unverified":
			out.Verified = how == "verified"
		default:
			c.fail("how must be verified or unverified, not %q", how)
		}
		if out.Source == "" {
			c.fail("a row needs a source")
		}
	}
	return out
}
