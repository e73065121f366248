// Package sbmlsuite reads and writes the files of a folder laid out like the SBML Test Suite, and holds its rule of comparison.
//
// It knows cases and their model files, settings, description tags, expected results, the selection of cases and levels,
// what a reported species is (amount or concentration), and when a number counts as right. Source: the README of the suite's semantic
// cases. It must not know simulation: callers compute the numbers. It knows no particular case.
//
// All mistakes of a file come at once, as a diag.List with line numbers.
package sbmlsuite

import (
	"regexp"
	"strconv"
	"strings"

	"jakstat/diag"
)

// maxFile bounds each text file of a case; the largest of the suite has some hundred kilobytes.
const maxFile = 64 << 20

// reader collects the mistakes of one file.
type reader struct {
	name  string
	diags diag.List
}

func (r *reader) fail(line int, code, format string, args ...any) *diag.Diagnostic {
	r.diags.Add(diag.New(diag.Pos{File: r.name, Line: line}, "sbmlsuite."+code, format, args...))
	return &r.diags[len(r.diags)-1]
}

// number reads a decimal number, or NaN, INF and -INF in any letter case.
func number(text string) (float64, bool) {
	switch strings.ToLower(text) {
	case "nan", "inf", "+inf", "-inf":
	default:
		if !decimal.MatchString(text) {
			return 0, false
		}
	}
	v, err := strconv.ParseFloat(text, 64)
	return v, err == nil
}

// decimal keeps out what strconv reads beyond it: hexadecimal numbers, "infinity", underscores.
var decimal = regexp.MustCompile(`^[+-]?([0-9]+\.?[0-9]*|\.[0-9]+)([eE][+-]?[0-9]+)?$`)

// lines splits a text at line feeds, with or without carriage returns.
func lines(data []byte) []string {
	text := strings.TrimPrefix(string(data), "\ufeff")
	return strings.Split(strings.ReplaceAll(strings.ReplaceAll(text, "\r\n", "\n"), "\r", "\n"), "\n")
}

// list splits at commas and drops blanks and empty words.
func list(text string) []string {
	var out []string
	for _, s := range strings.Split(text, ",") {
		if s = strings.TrimSpace(s); s != "" {
			out = append(out, s)
		}
	}
	return out
}
