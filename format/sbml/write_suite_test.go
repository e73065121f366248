package sbml

import (
	"bytes"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"jakstat/engine/compile"
)

// again writes a document and reads what was written. A refusal must name what the target lacks.
func again(t *testing.T, file string, doc *Document, to Target) (data []byte, read *Document, reason string) {
	t.Helper()
	data, _, err := WriteAs(doc, to)
	if err != nil {
		return nil, nil, firstOf(t, file, err)
	}
	read, err = Read("written.xml", data)
	if err != nil {
		t.Errorf("%s as %s cannot be read: %v\n%s", file, to, err, data)
		return nil, nil, "unreadable"
	}
	return data, read, ""
}

// program is the listing of a compiled model: two models with the same listing compute the same bits.
func program(t *testing.T, doc *Document) string {
	p, err := compile.Compile(doc.Model, compile.Options{})
	if err != nil {
		return err.Error()[strings.LastIndex(err.Error(), ":"):]
	}
	return p.Disassemble()
}

// Every file of the suite is written at every level that can say it: what is written is read, written again with the same bytes, and,
// at its own level, compiled to the same program.
func TestSuiteIsWritten(t *testing.T) {
	list := files(t, "sbml-test-suite/semantic/*/*-sbml-*.xml", "models/*.xml", "petab-benchmark/*/*.xml")
	for _, to := range Targets() {
		reasons := map[string][]string{}
		written, same := 0, 0
		var differ []string
		for _, f := range list {
			data, err := os.ReadFile(f)
			if err != nil {
				t.Fatal(err)
			}
			doc, err := ReadWith(filepath.Base(f), data, func(source string) ([]byte, error) {
				return os.ReadFile(filepath.Join(filepath.Dir(f), filepath.Base(source)))
			})
			if err != nil {
				t.Fatal(err)
			}
			first, read, reason := again(t, f, doc, to)
			if reason != "" {
				reasons[reason] = append(reasons[reason], filepath.Base(f))
				continue
			}
			written++
			second, _, reason := again(t, f, read, to)
			if reason != "" || !bytes.Equal(first, second) {
				t.Errorf("%s as %s: %s writing again gives other bytes", f, to, reason)
			}
			if program(t, doc) == program(t, read) {
				same++
			} else {
				differ = append(differ, filepath.Base(f))
			}
		}
		var lines []string
		for r, fs := range reasons {
			lines = append(lines, fmt.Sprintf("%5d %s (%s)", len(fs), r, strings.Join(fs[:min(3, len(fs))], " ")))
		}
		slices.Sort(lines)
		slices.Reverse(lines)
		t.Logf("%s: %d of %d files written, %d with the same program; others: %s\n%s", to, written, len(list), same, strings.Join(differ[:min(8, len(differ))], " "), strings.Join(lines, "\n"))
	}
}
