package main

import (
	"encoding/csv"
	"encoding/json"
	"errors"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"jakstat/jak/statements"
)

// One line per statement, the contradictions in the open, and the recorded verdicts met.
func TestStatementsTable(t *testing.T) {
	dir := t.TempDir()
	page := filepath.Join(dir, "a.html")
	out := succeed(t, "statements", "--check", "--html", page)
	for _, want := range []string{"S1 ", "S29 ", "CONTRADICTED by the numbers", "Immune-cell development is spared", "Ruxolitinib prefers JAK2", "MISSES", "independent of the calibration"} {
		if !strings.Contains(out, want) {
			t.Errorf("the table does not say %q", want)
		}
	}
	data, err := os.ReadFile(page)
	if err != nil {
		t.Fatal(err)
	}
	checkPage(t, "statements", string(data))
	for _, want := range []string{"https://doi.org/10.1186/s13075-019-1964-1", "Contradicted by the numbers", "How a verdict comes about", "S16.5"} {
		if !strings.Contains(string(data), want) {
			t.Errorf("the page does not hold %q", want)
		}
	}
}

func TestStatementsCSV(t *testing.T) {
	rows, err := csv.NewReader(strings.NewReader(succeed(t, "statements", "S1", "S9", "S18", "--csv"))).ReadAll()
	if err != nil {
		t.Fatal(err)
	}
	got := map[string]string{}
	for _, r := range rows[1:] {
		got[r[0]] = r[len(r)-1]
	}
	if !strings.HasPrefix(got["S9.1"], "holds") || got["S1.1"] != "holds" || got["S18.4"] != "CONTRADICTED" || len(got) < 10 {
		t.Errorf("%v", got)
	}
}

// Every statement of a document has a verdict that its checks allow, and cites each row it names.
func TestStatementsDocument(t *testing.T) {
	var d statementsDocument
	if err := json.Unmarshal([]byte(succeed(t, "statements", "S5", "S13", "--json")), &d); err != nil {
		t.Fatal(err)
	}
	if len(d.Statements) != 2 || len(d.Differences) != 0 {
		t.Fatalf("%d statements, differences %v", len(d.Statements), d.Differences)
	}
	for _, s := range d.Statements {
		for _, c := range s.Checks {
			for _, id := range append(c.RestsOn, c.Compared...) {
				if d.Sources[id].Text == "" {
					t.Errorf("%s: %s is not cited", c.ID, id)
				}
			}
		}
	}
}

// A verdict that moved is named, and fails the check.
func TestStatementsCheckFails(t *testing.T) {
	r := &statements.Result{Statements: []statements.Statement{
		{Plan: statements.Plan{ID: "S1", Recorded: statements.Supported}, Verdict: statements.Contradicted},
		{Plan: statements.Plan{ID: "S2", Recorded: statements.NotYet}, Verdict: statements.NotYet},
	}}
	var b strings.Builder
	if err := unchanged(&b, r); !errors.Is(err, errCheckFailed) || !strings.Contains(b.String(), `S1: contradicted, recorded as "supported"`) || strings.Contains(b.String(), "S2") {
		t.Errorf("%v, %q", err, b.String())
	}
	r.Statements = r.Statements[1:]
	if err := unchanged(&b, r); err != nil {
		t.Error(err)
	}
}
