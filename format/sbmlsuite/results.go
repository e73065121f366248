package sbmlsuite

import (
	"bufio"
	"io"
	"math"
	"slices"
	"strconv"
	"strings"
	"unicode"
)

// Results is a table of results: expected ones, or computed ones.
type Results struct {
	// Names of the columns.
	Names []string
	// Timed says that the first column is the time of a time course. A model may have variables of that name too, in further columns.
	Timed bool
	// Rows are in the order of the file.
	Rows [][]float64
	// Lines has the line of each row, when read from a file.
	Lines []int
}

// ReadResults reads a results file. The header line is optional: without it the columns are the variables of the settings, behind the time
// when there is one column more.
// A
// first column "Time", in any letter case, is the time. The error is a diag.List.
func ReadResults(name string, data []byte, variables []string) (*Results, error) {
	r := &reader{name: name}
	t := &Results{}
	for i, text := range lines(data) {
		if strings.TrimSpace(text) == "" {
			continue
		}
		cells := strings.Split(text, ",")
		for k := range cells {
			cells[k] = strings.TrimFunc(cells[k], func(r rune) bool { return r == '"' || unicode.IsSpace(r) })
		}
		if t.Names == nil && t.heading(r, i+1, cells, variables) {
			continue
		}
		t.row(r, i+1, cells)
	}
	if len(t.Rows) == 0 && len(r.diags) == 0 {
		r.fail(0, "results", "no rows")
	}
	if err := r.diags.Err(); err != nil {
		return nil, err
	}
	return t, nil
}

// heading takes the names from the first line, or from the settings when the line holds numbers.
func (t *Results) heading(r *reader, line int, cells, variables []string) bool {
	if _, ok := number(cells[0]); ok {
		t.Names = variables
		if len(cells) != len(variables) {
			t.Names, t.Timed = append([]string{"time"}, variables...), true
		}
		return false
	}
	if strings.EqualFold(cells[0], "time") {
		cells[0], t.Timed = "time", true
	}
	t.Names = cells
	for i, name := range cells {
		switch {
		case name == "":
			r.fail(line, "results", "column %d has no name", i+1)
		case slices.Contains(cells[min(i, t.first()):i], name):
			r.fail(line, "results", "column %q twice", name)
		}
	}
	for _, v := range variables {
		if t.Column(v) < 0 {
			r.fail(line, "results", "no column for the variable %q", v)
		}
	}
	return true
}

// maxMistakes bounds the messages about one table: a wrong separator makes one a row.
const maxMistakes = 20

func (t *Results) row(r *reader, line int, cells []string) {
	if len(r.diags) >= maxMistakes {
		return
	}
	if len(cells) != len(t.Names) {
		r.fail(line, "results", "%d values for %d columns", len(cells), len(t.Names))
		return
	}
	row := make([]float64, len(cells))
	for i, text := range cells {
		v, ok := number(text)
		if !ok {
			r.fail(line, "results", "%s: %q is not a number", t.Names[i], text).Suggestion = "besides numbers there are NaN, INF and -INF"
		}
		row[i] = v
	}
	t.Rows = append(t.Rows, row)
	t.Lines = append(t.Lines, line)
}

// first is the index of the first column of a variable.
func (t *Results) first() int {
	if t.Timed {
		return 1
	}
	return 0
}

// Column returns the index of the column of a variable, or -1.
func (t *Results) Column(name string) int {
	for i := t.first(); i < len(t.Names); i++ {
		if t.Names[i] == name {
			return i
		}
	}
	return -1
}

// Write writes the table in the form of the suite.
func (t *Results) Write(w io.Writer) error {
	b := bufio.NewWriter(w)
	b.WriteString(strings.Join(t.Names, ",") + "\n")
	for _, row := range t.Rows {
		for i, v := range row {
			if i > 0 {
				b.WriteByte(',')
			}
			b.WriteString(Format(v))
		}
		b.WriteByte('\n')
	}
	return b.Flush()
}

// Format writes a number as the suite does; reading it gives the same number.
func Format(v float64) string {
	switch {
	case math.IsNaN(v):
		return "NaN"
	case math.IsInf(v, 1):
		return "INF"
	case math.IsInf(v, -1):
		return "-INF"
	}
	return strconv.FormatFloat(v, 'g', -1, 64)
}
