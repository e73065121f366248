package main

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"jakstat/format/sbml"
)

// A model that is written at any level gives the same numbers to the last digit.
func TestExportedModelsRunTheSame(t *testing.T) {
	dir := t.TempDir()
	course := func(file string) string { return succeed(t, "run", file, "--duration", "120", "--csv") }
	want := course(toy)
	for _, to := range sbml.Targets() {
		file := filepath.Join(dir, to.String()+".xml")
		if out := succeed(t, "model", "export", toy, "--to", to.String(), "-o", file); out != "" {
			t.Errorf("%s: %s", to, out)
		}
		if got := course(file); got != want {
			t.Errorf("%s gives other numbers\n%s\n%s", to, got, want)
		}
		data, err := os.ReadFile(file)
		if err != nil || succeed(t, "model", "export", toy, "--to", to.String()) != string(data) {
			t.Errorf("%s: the standard output is not the file: %v", to, err)
		}
	}
}

// A drug's model is a plain model once it is written: its depot empties into the body.
func TestExportedDrugRuns(t *testing.T) {
	file := filepath.Join(t.TempDir(), "drug.xml")
	if r := jakstat("model", "export", "--drug", "tofacitinib", "-o", file); r.code != exitOK || !strings.Contains(r.stderr, "route oral is left out") {
		t.Fatal(r)
	}
	out := succeed(t, "run", file, "--duration", "1", "--steps", "1", "--set", "depot=10", "--output-vars", "depot,central", "--csv")
	lines := strings.Split(strings.TrimSpace(out), "\n")
	if len(lines) != 3 || !strings.HasPrefix(lines[1], "0,10,0") || !strings.HasPrefix(lines[2], "1,") {
		t.Error(out)
	}
	if text := succeed(t, "model", "export", file, "--to", "text"); !strings.Contains(text, "reaction absorption\n  stoichiometry  depot → central") {
		t.Error(text)
	}
}

func TestModelInfo(t *testing.T) {
	var d modelInfo
	decode(t, succeed(t, "model", "info", toy, "--json"), &d)
	total := map[string]float64{}
	for _, c := range d.Conserved {
		total[sumText(c.Terms)] = float64(c.Total)
	}
	if len(d.States) != 6 || d.Engine.Verb != "run" || total["STAT3 + pSTAT3"] != 100 || len(d.Conserved) != 3 {
		t.Errorf("%+v", d)
	}
	if out := succeed(t, "model", "info", "../../examples/flux-toy.xml"); !strings.Contains(out, "jakstat flux would run it") {
		t.Error(out)
	}
	events := filepath.Join(t.TempDir(), "e.xml")
	text := `<sbml xmlns="http://www.sbml.org/sbml/level2/version4" level="2" version="4"><model id="m"><listOfParameters><parameter id="p" value="1" constant="false"/></listOfParameters>
<listOfEvents><event id="e"><trigger><math xmlns="http://www.w3.org/1998/Math/MathML"><apply><gt/><csymbol encoding="text" definitionURL="http://www.sbml.org/sbml/symbols/time">t</csymbol><cn>1</cn></apply></math></trigger>
<listOfEventAssignments><eventAssignment variable="p"><math xmlns="http://www.w3.org/1998/Math/MathML"><cn>2</cn></math></eventAssignment></listOfEventAssignments></event></listOfEvents></model></sbml>`
	if err := os.WriteFile(events, []byte(text), 0o644); err != nil {
		t.Fatal(err)
	}
	out := succeed(t, "model", "info", events)
	for _, want := range []string{"jakstat run would run it", "Beyond smooth integration", "event        1\n", "p   parameter"} {
		if !strings.Contains(out, want) {
			t.Errorf("no %q in\n%s", want, out)
		}
	}
}

func TestModelDiffTellsByItsExitCode(t *testing.T) {
	other := filepath.Join(t.TempDir(), "other.xml")
	data, err := os.ReadFile(toy)
	if err != nil {
		t.Fatal(err)
	}
	if out := succeed(t, "model", "diff", toy, toy); out != "The models are the same.\n" {
		t.Error(out)
	}
	if err := os.WriteFile(other, []byte(strings.Replace(string(data), `id="k_on" value="0.05"`, `id="k_on" value="0.06"`, 1)), 0o644); err != nil {
		t.Fatal(err)
	}
	r := jakstat("model", "diff", toy, other)
	if r.code != exitCheckFailed || !strings.Contains(r.stdout, "parameter  k_on  value  0.05    0.06") || !strings.Contains(r.stdout, "1 difference.") {
		t.Error(r)
	}
	var d diffDocument
	r = jakstat("model", "diff", toy, other, "--json")
	decode(t, r.stdout, &d)
	if r.code != exitCheckFailed || d.Same || len(d.Changes) != 1 || d.Changes[0] != (diffChange{"parameter", "k_on", sbml.Changed, "value", "0.05", "0.06"}) {
		t.Errorf("%+v", d)
	}
}

func TestModelMistakes(t *testing.T) {
	t.Chdir(t.TempDir())
	for _, c := range []struct{ line, want string }{
		{"model nonsense", `no verb "nonsense"`},
		{"model info", "an argument is missing"},
		{"model info nowhere.xml", "there is no such file"},
		{"model info --drug nonesuch", "nonesuch"},
		{"model info --drug upadacitinib --model nonesuch", "nonesuch"},
		{"model info nowhere.xml --model x", "--drug"},
		{"model info x.xml --drug upadacitinib", `unexpected "x.xml"`},
		{"model diff nowhere.xml", "an argument is missing"},
		{"model diff nowhere.xml elsewhere.xml", "elsewhere.xml"},
		{"model export --drug upadacitinib --to l4v1", "--to"},
		{"model export --drug upadacitinib -o nodir/x.xml", "nodir"},
		{"model export --drug upadacitinib --dose 15", "--dose"},
		{`model export --drug upadacitinib --dose "15 mL"`, "--dose"},
		{`model export --drug upadacitinib --dose "-1 mg"`, "is no dose"},
		{`model export x.xml --dose "1 mg"`, "give --drug"},
	} {
		r := jakstat(words(c.line)...)
		want := exitBadInput
		if strings.Contains(c.line, "nodir") {
			want = exitRunFailed
		}
		if r.code != want || r.stdout != "" || !strings.Contains(r.stderr, c.want) {
			t.Errorf("%s: exit code %d, no %q in %s", c.line, r.code, c.want, r.stderr)
		}
	}
	if left, err := os.ReadDir("."); err != nil || len(left) > 0 {
		t.Error(left, err)
	}
}

// What a level lacks is told with file, line and element, and nothing is written.
func TestExportRefusesWhatALevelLacks(t *testing.T) {
	dir := t.TempDir()
	r := jakstat("model", "export", "../../examples/flux-toy.xml", "--to", "l2v4", "-o", filepath.Join(dir, "x.xml"))
	if r.code != exitBadInput || !strings.Contains(r.stderr, "flux-toy.xml:") || !strings.Contains(r.stderr, "Level 2 Version 4 cannot say") {
		t.Error(r)
	}
	if left, err := os.ReadDir(dir); err != nil || len(left) > 0 {
		t.Error(left, err)
	}
}

// The newest file of every case of the official suite through the oldest and the most used of the older levels: what can be written
// there passes. Two models with fast reactions and a conversion factor are written, and refused by the simulator in Level 2. That other
// levels compute the same is seen by comparing programs, which is faster: see the test of the suite in format/sbml.
func TestTheOfficialSuiteThroughTheWriter(t *testing.T) {
	shared := os.Getenv("JAKSTAT_SHARED")
	if shared == "" {
		t.Skip("skipped: set JAKSTAT_SHARED to the folder that holds sbml-test-suite")
	}
	for to, least := range map[string]struct{ passed, identical int }{
		"l2v1": {848, 842}, "l2v4": {1073, 1066},
	} {
		r := jakstat("conformance", "sbml", filepath.Join(shared, "sbml-test-suite", "semantic"), "--levels", "newest", "--through", to, "--json")
		var d conformanceDocument
		decode(t, r.stdout, &d)
		for _, f := range d.Files {
			if (f.Outcome == outcomeFailed || f.Outcome == outcomeError) && defective[f.File] == "" {
				t.Errorf("%s through %s: %s: %s", f.File, to, f.Outcome, f.Reason)
			}
		}
		if s := d.Summary; s.Passed < least.passed || s.Identical < least.identical || s.Passed+s.Failed+s.Unsupported+s.Inexpressible != s.Files {
			t.Errorf("through %s: %+v, fewer than %+v", to, s, least)
		}
	}
}
