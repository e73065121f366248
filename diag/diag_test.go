package diag

import (
	"errors"
	"fmt"
	"strings"
	"testing"
)

func TestNearest(t *testing.T) {
	drugs := []string{"tofacitinib", "baricitinib", "upadacitinib", "filgotinib", "ruxolitinib", "abrocitinib"}
	for _, c := range []struct {
		word, want string
		ok         bool
	}{
		{"tofacitnib", "tofacitinib", true},
		{"Tofacitinib", "tofacitinib", true},
		{"upadacitinbi", "upadacitinib", true},
		{"barictinib", "baricitinib", true},
		{"aspirin", "", false},
		{"", "", false},
		{strings.Repeat("x", 100000), "", false},
		{"IL6x", "IL-6", true},
		{"ifn-aplha", "IFN-alpha", true},
		{"FOO", "", false},
		{"EPOO", "EPO", true},
		{"-", "", false},
	} {
		got, ok := Nearest(c.word, append(drugs, "EPO", "IL-2", "IL-6", "IFN-alpha"))
		if ok != c.ok || ok && got != c.want {
			t.Errorf("Nearest(%.20q) = %q, %v; want %q, %v", c.word, got, ok, c.want, c.ok)
		}
	}
}

func TestDiagnosticIsOneLine(t *testing.T) {
	d := New(Pos{File: "drug.yaml", Line: 3, Col: 7, Where: "models › CL/F"}, "unit.unknown", "unknown unit %q in 26.3 L/hr", "hr").
		Suggest("did you mean %q?", "h")
	want := `drug.yaml:3:7 (models › CL/F): error: unknown unit "hr" in 26.3 L/hr; did you mean "h"? [unit.unknown]`
	if d.Error() != want {
		t.Errorf("got  %s\nwant %s", d.Error(), want)
	}
	if strings.Contains(d.Error(), "\n") {
		t.Error("a diagnostic must fit on one line")
	}
}

func TestListKeepsPositionsOfWrappedDiagnostics(t *testing.T) {
	inner := New(Pos{Line: 4}, "a.b", "wrong")
	var l List
	l.AddError(Pos{File: "f.csv", Line: 1}, "x", fmt.Errorf("reading: %w", inner))
	l.AddError(Pos{File: "f.csv"}, "io", errors.New("short read"))
	l.AddError(Pos{}, "x", nil)
	if len(l) != 2 || l[0].Pos.File != "f.csv" || l[0].Pos.Line != 4 || l[1].Code != "io" {
		t.Errorf("got %v", l)
	}
	if l.Err() == nil {
		t.Error("errors must surface")
	}
	if (List{New(Pos{}, "c", "m").AsWarning()}).Err() != nil {
		t.Error("a warning alone is not an error")
	}
}
