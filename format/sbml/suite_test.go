package sbml

import (
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"

	"jakstat/diag"
	"jakstat/engine/compile"
)

// shared returns the folder with the collections that are too large for the repository.
func shared(t testing.TB) string {
	dir := os.Getenv("JAKSTAT_SHARED")
	if dir == "" {
		t.Skip("skipped: set JAKSTAT_SHARED to the folder that holds sbml-test-suite")
	}
	return dir
}

func files(t testing.TB, patterns ...string) []string {
	var out []string
	for _, p := range patterns {
		found, err := filepath.Glob(filepath.Join(shared(t), p))
		if err != nil {
			t.Fatal(err)
		}
		out = append(out, found...)
	}
	if len(out) == 0 {
		t.Fatalf("no files match %q", patterns)
	}
	return out
}

// attempt reads and compiles one file; reason is why not, "" when both went well.
func attempt(t testing.TB, file string) (read bool, reason string) {
	data, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	doc, err := ReadWith(filepath.Base(file), data, func(source string) ([]byte, error) {
		return os.ReadFile(filepath.Join(filepath.Dir(file), filepath.Base(source)))
	})
	if err != nil {
		return false, firstOf(t, file, err)
	}
	if _, err := compile.Compile(doc.Model, compile.Options{}); err != nil {
		return true, firstOf(t, file, err)
	}
	return true, ""
}

var quoted = regexp.MustCompile(`"[^"]*"|[0-9]+`)

// firstOf returns the first message without its particulars. Every error must have a line.
func firstOf(t testing.TB, file string, err error) string {
	var l diag.List
	if !errors.As(err, &l) {
		t.Errorf("%s: the error is no list: %v", file, err)
		return err.Error()
	}
	for _, d := range l {
		if d.Severity == diag.Error && d.Pos.Line == 0 && d.Code != "sbml.more" {
			t.Errorf("%s: no line: %v", file, d)
		}
	}
	return l[0].Code + ": " + quoted.ReplaceAllString(l[0].Message, "·")
}

type tally struct{ files, read, compiled int }

func report(t *testing.T, list []string, kindOf func(string) string) (counts map[string]*tally, reasons map[string][]string) {
	counts, reasons = map[string]*tally{}, map[string][]string{}
	for _, f := range list {
		kind := kindOf(f)
		c := counts[kind]
		if c == nil {
			c = &tally{}
			counts[kind] = c
		}
		c.files++
		read, reason := attempt(t, f)
		if read {
			c.read++
		}
		if reason == "" {
			c.compiled++
		} else {
			reasons[reason] = append(reasons[reason], filepath.Base(f))
		}
	}
	var lines []string
	for k, c := range counts {
		lines = append(lines, fmt.Sprintf("%-10s %5d files, %5d read, %5d compiled", k, c.files, c.read, c.compiled))
	}
	slices.Sort(lines)
	t.Log("\n" + strings.Join(lines, "\n"))
	lines = nil
	for r, fs := range reasons {
		lines = append(lines, fmt.Sprintf("%5d %s (%s)", len(fs), r, strings.Join(fs[:min(3, len(fs))], " ")))
	}
	slices.Sort(lines)
	slices.Reverse(lines)
	t.Log("\n" + strings.Join(lines, "\n"))
	return counts, reasons
}

func levelOf(file string) string {
	_, v, _ := strings.Cut(filepath.Base(file), "-sbml-")
	return strings.TrimSuffix(v, ".xml")
}

// onlyFor fails the test for files refused for other reasons than those given by their beginning.
func onlyFor(t *testing.T, reasons map[string][]string, allowed ...string) {
	for r, fs := range reasons {
		if !slices.ContainsFunc(allowed, func(a string) bool { return strings.HasPrefix(r, a) }) {
			t.Errorf("%d files refused: %s (%s)", len(fs), r, strings.Join(fs[:min(5, len(fs))], " "))
		}
	}
}

// Every file is read. The compiler refuses reactions without a rate (models of package fbc).
func TestSuiteIsReadAndCompiled(t *testing.T) {
	counts, reasons := report(t, files(t, "sbml-test-suite/semantic/*/*-sbml-*.xml"), levelOf)
	for level, c := range counts {
		if c.read != c.files {
			t.Errorf("%s: %d of %d files are read", level, c.read, c.files)
		}
	}
	onlyFor(t, reasons, "compile.undefined: reaction R· has no rate")
}

func TestStochasticSuiteIsRead(t *testing.T) {
	_, reasons := report(t, files(t, "sbml-test-suite/stochastic/*/*-sbml-*.xml"), levelOf)
	onlyFor(t, reasons)
}

func TestPublishedModelsAreReadAndCompiled(t *testing.T) {
	_, reasons := report(t, files(t, "models/*.xml", "petab-benchmark/*/*.xml"), filepath.Base)
	onlyFor(t, reasons)
}
