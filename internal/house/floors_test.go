package house

import (
	"strings"
	"testing"
)

// expect parses fabricated files, runs a check and compares the findings with what each must contain,
// in order.
func expect(t *testing.T, check func(*Tree) []Finding, src map[string]string, want ...string) {
	t.Helper()
	tree, err := FromMap(src)
	if err != nil {
		t.Fatal(err)
	}
	got := check(tree)
	for i := range max(len(got), len(want)) {
		switch {
		case i >= len(want):
			t.Errorf("unexpected finding: %s", got[i])
		case i >= len(got):
			t.Errorf("missing finding: %s", want[i])
		case !strings.Contains(got[i].String(), want[i]):
			t.Errorf("finding %d is %q; want %q in it", i, got[i], want[i])
		}
	}
}

func TestFloorsRule(t *testing.T) {
	floors := func(tr *Tree) []Finding { return CheckFloors(tr, Floors, Visitors) }
	imports := func(pkg, imp string) map[string]string {
		return map[string]string{pkg + "/x.go": "package x\n\nimport _ \"" + imp + "\"\n"}
	}
	for _, c := range []struct{ pkg, imp, want string }{
		{"unit", "strings", ""},
		{"unit", "jakstat/diag", ""},
		{"diag", "jakstat/unit", "order within it"},
		{"unit", "jakstat/evidence", "must not import evidence"},
		{"engine/ode", "jakstat/engine/linalg", ""},
		{"engine/linalg", "jakstat/engine/ode", "order within it"},
		{"engine/vm", "jakstat/engine/compile", ""},
		{"engine/compile", "jakstat/engine/vm", "order within it"},
		{"engine/sim", "jakstat/engine/vm", ""},
		{"engine/sim", "jakstat/evidence", "knows no drug"},
		{"engine/model", "jakstat/library", "knows no drug"},
		{"format/sbml", "jakstat/engine/model", ""},
		{"format/sbml", "jakstat/engine/sim", "order within it"},
		{"format/sbml", "jakstat/engine/vm", "stops"},
		{"jak/binding", "jakstat/jak/pk", ""},
		{"jak/pk", "jakstat/jak/binding", "order within it"},
		{"jak/coverage", "jakstat/jak/binding", ""},
		{"jak/safety", "jakstat/jak/disease", ""},
		{"jak/pk", "jakstat/trial", "floor 5"},
		{"trial", "jakstat/population", ""},
		{"population", "jakstat/trial", "order within it"},
		{"report", "jakstat/jak/pk", "neutral structures"},
		{"cmd/jakstat", "jakstat/report", ""},
		{"evidence", "jakstat/library", ""},
		{"stat", "jakstat/library", "must not import library"},
		{"library", "jakstat/unit", "import nothing"},
		{"astrology", "strings", "astrology has no floor: add its line to Floors"},
		{"trial", "jakstat/astrology", "astrology has no floor"},
		{"cmd/jakstat", "github.com/spf13/cobra", ""},
		{"jak/pk", "github.com/spf13/cobra", "only in cmd/jakstat"},
		{"stat", "gonum.org/v1/gonum/stat", ""},
		{"engine/ode", "gonum.org/v1/gonum/mat", "may appear only in stat"},
		{"unit", "pgregory.net/rapid", "test files only"},
		{"unit", "github.com/someone/thing", "not a chosen module"},
	} {
		t.Run(c.pkg+" imports "+c.imp, func(t *testing.T) {
			var want []string
			if c.want != "" {
				want = []string{c.want}
			}
			expect(t, floors, imports(c.pkg, c.imp), want...)
		})
	}
}

func TestFloorsRuleInTestFiles(t *testing.T) {
	floors := func(tr *Tree) []Finding { return CheckFloors(tr, Floors, Visitors) }
	expect(t, floors, map[string]string{
		"engine/linalg/x_test.go": "package linalg\n\nimport (\n\t_ \"jakstat/engine/ode\"\n\t_ \"jakstat/engine/sim\"\n\t_ \"pgregory.net/rapid\"\n)\n",
	}, "tested with engine/sim")
}

func TestFloorsTableIsSound(t *testing.T) {
	seen := map[string]bool{}
	for _, p := range Floors {
		if seen[p.Path] {
			t.Errorf("%s stands twice", p.Path)
		}
		seen[p.Path] = true
	}
	for _, p := range Floors {
		for _, b := range p.Beside {
			q := find(Floors, strings.TrimSuffix(b, "/..."))
			if q == nil || q.Floor != p.Floor {
				t.Errorf("%s names %s beside it, which is not on floor %d", p.Path, b, p.Floor)
				continue
			}
			if q.Path != p.Path && coversAny(q.Beside, p.Path) {
				t.Errorf("%s and %s may import each other", p.Path, b)
			}
		}
	}
}
