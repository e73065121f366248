// Package diag holds positioned diagnostics: what is wrong, where, and what would be right.
//
// It knows positions, codes, notes and spelling suggestions. It must not know any file format,
// unit or model: readers of those fill in the text. A reader collects everything it finds in a
// [List] and returns it once, so that a user sees all mistakes of a file together.
package diag

import (
	"errors"
	"fmt"
	"sort"
	"strings"
)

// Severity orders diagnostics by what they mean for the run.
type Severity uint8

const (
	// Error stops the command with exit code 2.
	Error Severity = iota
	// Warning is shown; the run goes on.
	Warning
	// Note explains.
	Note
)

// String returns the lower-case name used in messages and JSON.
func (s Severity) String() string {
	switch s {
	case Error:
		return "error"
	case Warning:
		return "warning"
	default:
		return "note"
	}
}

// MarshalText makes JSON carry the name and not the number.
func (s Severity) MarshalText() ([]byte, error) { return []byte(s.String()), nil }

// Pos is a place in a file or in a command line. Line and Col count from 1; 0 means unknown.
// Where names the logical place ("library/pk_parameters.csv row pkpar12, column unit",
// "drug file › models › CL/F", "--regimen") and may stand alone.
type Pos struct {
	File  string `json:"file,omitempty"`
	Line  int    `json:"line,omitempty"`
	Col   int    `json:"col,omitempty"`
	Where string `json:"where,omitempty"`
}

// String prints file:line:col (where), leaving out what is unknown.
func (p Pos) String() string {
	var b strings.Builder
	b.WriteString(p.File)
	if p.Line > 0 {
		fmt.Fprintf(&b, ":%d", p.Line)
		if p.Col > 0 {
			fmt.Fprintf(&b, ":%d", p.Col)
		}
	}
	if p.Where != "" {
		if b.Len() > 0 {
			b.WriteString(" (" + p.Where + ")")
		} else {
			b.WriteString(p.Where)
		}
	}
	return b.String()
}

// Diagnostic is one finding. Code is stable ("unit.unknown", "dose.regimen"); Message says what is
// wrong with the offending value in it; Suggestion says what would be right, ready to paste.
type Diagnostic struct {
	Severity   Severity `json:"severity"`
	Code       string   `json:"code"`
	Pos        Pos      `json:"pos"`
	Message    string   `json:"message"`
	Suggestion string   `json:"suggestion,omitempty"`
	Notes      []string `json:"notes,omitempty"`
}

// Error prints the diagnostic on one line: place, severity, message, suggestion, code.
func (d Diagnostic) Error() string {
	var b strings.Builder
	if p := d.Pos.String(); p != "" {
		b.WriteString(p + ": ")
	}
	b.WriteString(d.Severity.String() + ": " + d.Message)
	if d.Suggestion != "" {
		b.WriteString("; " + d.Suggestion)
	}
	for _, n := range d.Notes {
		b.WriteString(" (" + n + ")")
	}
	if d.Code != "" {
		b.WriteString(" [" + d.Code + "]")
	}
	return b.String()
}

// New returns an error diagnostic with a formatted message.
func New(pos Pos, code, format string, args ...any) Diagnostic {
	return Diagnostic{Severity: Error, Code: code, Pos: pos, Message: fmt.Sprintf(format, args...)}
}

// Suggest returns the diagnostic with a suggestion.
func (d Diagnostic) Suggest(format string, args ...any) Diagnostic {
	d.Suggestion = fmt.Sprintf(format, args...)
	return d
}

// AsWarning returns the diagnostic with severity [Warning].
func (d Diagnostic) AsWarning() Diagnostic { d.Severity = Warning; return d }

// WithNote returns the diagnostic with one more note.
func (d Diagnostic) WithNote(format string, args ...any) Diagnostic {
	d.Notes = append(append([]string(nil), d.Notes...), fmt.Sprintf(format, args...))
	return d
}

// At returns the diagnostic with the parts of its position that are unknown taken from pos.
func (d Diagnostic) At(pos Pos) Diagnostic {
	if d.Pos.File == "" {
		d.Pos.File = pos.File
	}
	if d.Pos.Line == 0 {
		d.Pos.Line, d.Pos.Col = pos.Line, pos.Col
	}
	if d.Pos.Where == "" {
		d.Pos.Where = pos.Where
	}
	return d
}

// List collects diagnostics. The zero value is ready to use.
type List []Diagnostic

// Add appends diagnostics.
func (l *List) Add(d ...Diagnostic) { *l = append(*l, d...) }

// AddError appends err: a List or Diagnostic is kept as it is, with the unknown parts of its
// position filled from pos; any other error becomes one diagnostic with the given code.
func (l *List) AddError(pos Pos, code string, err error) {
	if err == nil {
		return
	}
	var list List
	var d Diagnostic
	switch {
	case errors.As(err, &list):
		for _, x := range list {
			l.Add(x.At(pos))
		}
	case errors.As(err, &d):
		l.Add(d.At(pos))
	default:
		l.Add(New(pos, code, "%s", err.Error()))
	}
}

// HasErrors tells whether any finding is an [Error].
func (l List) HasErrors() bool {
	for _, d := range l {
		if d.Severity == Error {
			return true
		}
	}
	return false
}

// Err returns the list as an error when it holds an [Error], else nil.
func (l List) Err() error {
	if l.HasErrors() {
		return l
	}
	return nil
}

// Error prints one diagnostic a line.
func (l List) Error() string {
	s := make([]string, len(l))
	for i, d := range l {
		s[i] = d.Error()
	}
	return strings.Join(s, "\n")
}

// Sort orders by file, line, column; findings at one place keep their order.
func (l List) Sort() {
	sort.SliceStable(l, func(i, j int) bool {
		a, b := l[i].Pos, l[j].Pos
		if a.File != b.File {
			return a.File < b.File
		}
		if a.Line != b.Line {
			return a.Line < b.Line
		}
		return a.Col < b.Col
	})
}
