package main

import (
	"encoding/csv"
	"encoding/json"
	"os"
	"strings"
	"testing"

	"github.com/goccy/go-yaml"
)

// What the schema of bench files calls right the reader takes, and the other way round for words it must not know.
func TestBenchFilesFollowTheirSchema(t *testing.T) {
	files := schemas(t)
	schema := files["bench-file.json"]
	check := func(text string) []string {
		var value any
		if err := yaml.Unmarshal([]byte(text), &value); err != nil {
			t.Fatal(err)
		}
		data, err := json.Marshal(value)
		if err != nil {
			t.Fatal(err)
		}
		if err := json.Unmarshal(data, &value); err != nil {
			t.Fatal(err)
		}
		v := validator{files: files}
		v.check(schema, schema, value, "$")
		return v.wrong
	}
	for _, name := range []string{"il6-tofacitinib", "ifng-washout", "epo-v617f"} {
		data, err := os.ReadFile("../../examples/" + name + ".yaml")
		if err != nil {
			t.Fatal(err)
		}
		if wrong := check(string(data)); len(wrong) > 0 {
			t.Errorf("%s: %q", name, wrong)
		}
	}
	const good = "bench: x\nstimulus: {cytokine: IL-6, concentration: 1 nM}\nreadouts: pSTAT3\ntimes: 15 min\n"
	for _, wrong := range []string{"what: x", "matrix: serum", "constants: best", "drugs: [{concentration: 1 nM}]", "drugs: {drug: x}", "mutation: V617F"} {
		text := good + wrong + "\n"
		if len(check(text)) == 0 {
			t.Errorf("the schema lets %q pass", wrong)
		}
		t.Chdir(t.TempDir())
		if err := os.WriteFile("x.yaml", []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
		if r := jakstat("bench", "check", "x.yaml"); r.code != exitBadInput || !strings.Contains(r.stderr, "x.yaml:5") {
			t.Errorf("%q: exit code %d, %s", wrong, r.code, r.stderr)
		}
	}
}

func TestBenchOutputs(t *testing.T) {
	checkout(t)
	text := succeed(t, "bench", "run", "examples/epo-v617f.yaml")
	for _, want := range []string{"Ruxolitinib on JAK2 V617F without EPO", "IC50, nominal in medium", "Which kinase explains it", "JAK2", researchNotice} {
		if !strings.Contains(text, want) {
			t.Errorf("no %q in\n%s", want, text)
		}
	}
	rows, err := csv.NewReader(strings.NewReader(succeed(t, "bench", "run", "examples/ifng-washout.yaml", "--csv"))).ReadAll()
	if err != nil {
		t.Fatal(err)
	}
	if want := 1 + (2+2)*3*37; len(rows) != want { // basal, control and two concentrations; three read-outs; every 5 min for 3 h
		t.Errorf("%d lines, want %d", len(rows), want)
	}
	plan := succeed(t, "bench", "check", "examples/il6-tofacitinib.yaml")
	for _, want := range []string{"dose-response in whole blood", "JAK1/JAK2|TYK2", "feedback by SOCS3", "tofacitinib 10 µM", "pSTAT3, pSTAT1 at 15 min"} {
		if !strings.Contains(plan, want) {
			t.Errorf("no %q in\n%s", want, plan)
		}
	}
	succeed(t, "bench", "run", "examples/ifng-washout.yaml", "--svg", "a.svg", "--html", "a.html")
	page, err := os.ReadFile("a.html")
	if err != nil {
		t.Fatal(err)
	}
	for _, want := range []string{"washed out", "rate65", "judgement within", "baricitinib 30 nM"} {
		if !strings.Contains(string(page), want) {
			t.Errorf("no %q on the page", want)
		}
	}
}

// All mistakes of a file at once, each with its line; nothing is written.
func TestBenchMistakes(t *testing.T) {
	t.Chdir(t.TempDir())
	if err := os.WriteFile("bad.yaml", []byte("bench: x\nstimulus: {cytokine: IL-66, concentration: 1 nM}\ndrugs:\n  - {drug: tofa, concentration: 1 kg}\nreadouts: pSTAT3\ntimes: soon\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	r := jakstat("bench", "run", "bad.yaml", "--svg", "out.svg", "--json", "--csv")
	if r.code != exitBadInput {
		t.Errorf("exit code %d", r.code)
	}
	for _, want := range []string{"bad.yaml:2:22", "bad.yaml:4:12", "bad.yaml:4:33", "bad.yaml:6:8", "two formats"} {
		if !strings.Contains(r.stderr, want) {
			t.Errorf("no %q in\n%s", want, r.stderr)
		}
	}
	checkMessages(t, "bad.yaml", r.stderr)
	if left := contents(t); len(left) != 1 {
		t.Errorf("files left: %q", left)
	}
	for _, args := range [][]string{{"bench", "run", "nowhere.yaml"}, {"bench", "run", "."}, {"bench", "run"}, {"bench", "walk"}} {
		if r := jakstat(args...); r.code != exitBadInput {
			t.Errorf("%q: exit code %d", args, r.code)
		}
	}
}
