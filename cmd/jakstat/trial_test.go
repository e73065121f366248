package main

import (
	"encoding/csv"
	"encoding/json"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/goccy/go-yaml"
)

// What the schema of trial files calls right the reader takes, and the other way round for words it must not know.
func TestTrialFilesFollowTheirSchema(t *testing.T) {
	files := schemas(t)
	schema := files["trial-file.json"]
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
	shipped, err := filepath.Glob("../../library/trials/*.yaml")
	if err != nil || len(shipped) != 136 {
		t.Fatalf("%d shipped trials, %v", len(shipped), err)
	}
	for _, name := range append(shipped, "../../examples/trial-mytrial.yaml", "../../examples/trial-events.yaml", "../../examples/trial-laboratory.yaml") {
		data, err := os.ReadFile(name)
		if err != nil {
			t.Fatal(err)
		}
		if wrong := check(string(data)); len(wrong) > 0 {
			t.Errorf("%s: %q", name, wrong)
		}
	}
	const good = "trial: x\ndisease: RA\narms: [{name: a, drug: placebo}, {name: b, drug: tofacitinib, dose: 5, regimen: BID}]\nendpoints: [{endpoint: ACR20, weeks: [4, 12]}]\n"
	if wrong := check(good); len(wrong) > 0 {
		t.Errorf("%q", wrong)
	}
	t.Chdir(t.TempDir())
	for _, wrong := range []string{"what: x", "missing: zero", "rescue: {week: 14}", "switch: {week: 12}", "population: {smokers: 10 %}", "dropout: {share: 10 %}", "rescue: {week: 12, unless: ACR20, counts: twice}"} {
		text := good + wrong + "\n"
		if len(check(text)) == 0 {
			t.Errorf("the schema lets %q pass", wrong)
		}
		if err := os.WriteFile("x.yaml", []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
		if r := jakstat("trial", "check", "x.yaml"); r.code != exitBadInput || !strings.Contains(r.stderr, "x.yaml:5") {
			t.Errorf("%q: exit code %d, %s", wrong, r.code, r.stderr)
		}
	}
}

func TestTrialOutputs(t *testing.T) {
	checkout(t)
	text := succeed(t, "trial", "run", "EQUATOR", "--replicates", "40", "--svg", "a.svg", "--html", "a.html")
	for _, want := range []string{"40 replicates of 131 patients, seed 1; predicted without the results of EQUATOR itself", "ACR20", "assurance", "between trials", "wrote a.svg", researchNotice} {
		if !strings.Contains(text, want) {
			t.Errorf("no %q in\n%s", want, text)
		}
	}
	own := succeed(t, "trial", "run", "EQUATOR", "--replicates", "40", "--with-own-results")
	if !strings.Contains(own, "took part: this is no test") || own == text {
		t.Errorf("own results: %s", own)
	}
	if blind := succeed(t, "trial", "run", "BREEZE-AD2", "--replicates", "20"); !strings.Contains(blind, "the results of BREEZE-AD2 are kept back") {
		t.Error(blind)
	}
	page, err := os.ReadFile("a.html")
	if err != nil {
		t.Fatal(err)
	}
	for _, want := range []string{"Where the spread comes from", "Assumed, without data here", "Mease 2018"} {
		if !strings.Contains(string(page), want) {
			t.Errorf("no %q on the page", want)
		}
	}
	rows, err := csv.NewReader(strings.NewReader(succeed(t, "trial", "compare", "EQUATOR", "--replicates", "40", "--csv"))).ReadAll()
	if err != nil || len(rows) < 5 {
		t.Errorf("%d lines of a comparison, %v", len(rows), err)
	}
	text = succeed(t, "trial", "compare", "EQUATOR", "--replicates", "40")
	if !strings.Contains(text, "lie in their 95 % intervals; the mean absolute error is") {
		t.Error(text)
	}
	people, err := csv.NewReader(strings.NewReader(succeed(t, "trial", "patients", "JADE TEEN", "--patients", "30"))).ReadAll()
	if err != nil || len(people) != 1+30*3 {
		t.Errorf("%d lines of patients, %v", len(people), err)
	}
	power := succeed(t, "trial", "power", "SELECT-COMPARE", "--draws", "200", "--endpoint", "ACR50", "--week", "26", "--arm", "ADA 40+MTX", "--n", "50,100", "--svg", "p.svg", "--html", "p.html")
	for _, want := range []string{"ADA 40+MTX against PBO+MTX, ACR50 in week 26", "a power of 90 % needs", "above which no assurance rises"} {
		if !strings.Contains(power, want) {
			t.Errorf("no %q in\n%s", want, power)
		}
	}
}

// A shipped file that is printed, saved and run again gives the same numbers.
func TestTrialPrintedAndRunAgain(t *testing.T) {
	checkout(t)
	if err := os.WriteFile("again.yaml", []byte(succeed(t, "trial", "show", "EQUATOR", "--yaml")), 0o600); err != nil {
		t.Fatal(err)
	}
	if a, b := succeed(t, "trial", "run", "EQUATOR", "--replicates", "20", "--csv"), succeed(t, "trial", "run", "again.yaml", "--replicates", "20", "--csv"); a != b {
		t.Errorf("%s\nand\n%s", a, b)
	}
}

// Finished pieces are kept and taken up again; a spoiled one is simulated anew.
func TestTrialResumes(t *testing.T) {
	checkout(t)
	if err := os.Mkdir("kept", 0o700); err != nil {
		t.Fatal(err)
	}
	line := []string{"trial", "run", "EQUATOR", "--replicates", "60", "--csv"}
	want := succeed(t, line...)
	line = append(line, "--resume", "kept")
	if got := succeed(t, line...); got != want {
		t.Error("keeping pieces changes the result")
	}
	files, err := filepath.Glob("kept/*.json")
	if err != nil || len(files) < 2 {
		t.Fatalf("%q, %v", files, err)
	}
	if err := os.WriteFile(files[0], []byte("{"), 0o600); err != nil {
		t.Fatal(err)
	}
	if got := succeed(t, line...); got != want {
		t.Error("going on from pieces changes the result")
	}
	if data, err := os.ReadFile(files[0]); err != nil || len(data) < 100 {
		t.Errorf("the spoiled piece is still there (%v)", err)
	}
}

func TestTrialMistakes(t *testing.T) {
	t.Chdir(t.TempDir())
	if err := os.WriteFile("bad.yaml", []byte("trial: x\ndisease: RAA\narms:\n  - {name: a, drug: tofa}\nendpoints:\n  - {endpoint: ACR21}\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	r := jakstat("trial", "run", "bad.yaml", "--svg", "out.svg", "--json", "--csv", "--replicates", "3", "--alpha", "2", "--resume", "nowhere")
	if r.code != exitBadInput {
		t.Errorf("exit code %d", r.code)
	}
	for _, want := range []string{"bad.yaml:2:10", "bad.yaml:4:21", "bad.yaml:6:16", "two formats", "--replicates", "--alpha", "--resume"} {
		if !strings.Contains(r.stderr, want) {
			t.Errorf("no %q in\n%s", want, r.stderr)
		}
	}
	checkMessages(t, "bad.yaml", r.stderr)
	if left := contents(t); len(left) != 1 {
		t.Errorf("files left: %q", left)
	}
	for _, c := range [][]string{
		{"there is no trial", "trial", "run", "SELECT-COMPAR"},
		{"kept back", "trial", "compare", "REACH3"},
		{"cannot be read", "trial", "run", "nowhere.yaml"},
		{"is missing", "trial", "run"},
		{"no endpoint of the trial", "trial", "power", "EQUATOR", "--endpoint", "ACR21"},
		{"is not read in week 3", "trial", "power", "EQUATOR", "--week", "3"},
		{"no arm beside the control", "trial", "power", "EQUATOR", "--arm", "x"},
		{"no number of patients", "trial", "power", "EQUATOR", "--n", "1,x"},
		{"all are in one stratum", "trial", "run", "EQUATOR", "--by", "prior biologic"},
		{"unknown disease", "trial", "list", "--disease", "gout"},
	} {
		if r := jakstat(c[1:]...); r.code != exitBadInput || !strings.Contains(r.stderr, c[0]) {
			t.Errorf("%q: exit code %d, %s", c[1:], r.code, r.stderr)
		}
	}
}

func TestTrialsAreFound(t *testing.T) {
	rows, err := csv.NewReader(strings.NewReader(succeed(t, "trial", "list", "--disease", "RA", "--drug", "Upadacitinib", "--find", "acr50 NEXT", "--csv"))).ReadAll()
	if err != nil || len(rows) != 2 || rows[1][0] != "SELECT-NEXT" {
		t.Errorf("%q, %v", rows, err)
	}
	if rows, err = csv.NewReader(strings.NewReader(succeed(t, "trial", "list", "--find", "nowhere to be found", "--csv"))).ReadAll(); err != nil || len(rows) != 1 {
		t.Errorf("%q, %v", rows, err)
	}
	r := jakstat("trial", "list", "--disease", "RAA", "--drug", "upadacitinb")
	if r.code != exitBadInput || !strings.Contains(r.stderr, `did you mean "RA"?`) || !strings.Contains(r.stderr, `did you mean "upadacitinib"?`) {
		t.Errorf("exit code %d: %s", r.code, r.stderr)
	}
	for _, what := range []string{"ACR2", "differences ACR2"} {
		if r = jakstat("trial", "run", "EQUATOR", "--draw", what); r.code != exitBadInput || !strings.Contains(r.stderr, `did you mean "ACR20"?`) || r.stdout != "" {
			t.Errorf("exit code %d: %s", r.code, r.stderr)
		}
	}
	if r = jakstat("trial", "show", "EQUATOR", "--yaml", "--json"); r.code != exitBadInput {
		t.Errorf("two formats: exit code %d", r.code)
	}
}

// The signs of a figure: what was fitted is not drawn like what was left out, and a difference is drawn beside the reported one.
func TestFigureOfATrial(t *testing.T) {
	at := func(arm, endpoint, unit string, median float64) trialEstimate {
		x := func(d float64) *float64 { v := median + d; return &v }
		return trialEstimate{Arm: arm, Stratum: "all", Endpoint: endpoint, Week: 12, Primary: true, Unit: unit, Median: x(0), Low50: x(-1), High50: x(1), Low95: x(-3), High95: x(3)}
	}
	d := trialDocument{
		Trial: "T", Control: "placebo", Estimates: []trialEstimate{at("placebo", "ACR20", shareUnit, 30), at("drug", "ACR20", shareUnit, 60), at("drug", "dHAQ-DI", changeUnit, -0.5)},
		Differences: []trialDifference{{trialEstimate: at("drug", "ACR20", shareUnit, 30), Success: 0.9}},
		Reported:    []trialReported{{Arm: "placebo", Endpoint: "ACR20", Week: 12, Value: 33, Verified: true}, {Arm: "drug", Endpoint: "ACR20", Week: 12, Value: 65}},
	}
	f, err := d.responseFigure("")
	if err != nil || len(f.Rows) != 2 || f.X.Max != 100 { // the change has another unit
		t.Fatalf("%+v, %v", f, err)
	}
	if p := f.Rows[1].Points; len(p) != 2 || p[0].InnerLow != 59 || p[0].High != 63 || p[1].Value != 65 || f.Kinds[p[1].Kind] != "reported, unverified" || f.Kinds[f.Rows[0].Points[1].Kind] != "reported" {
		t.Errorf("%+v of %q", p, f.Kinds)
	}
	if f, err = d.responseFigure("dHAQ-DI"); err != nil || len(f.Rows) != 1 || len(f.Rows[0].Points) != 1 || f.X.Unit != "units of the score" {
		t.Errorf("%+v, %v", f, err)
	}
	d.Reported[0].Fitted, d.Reported[1].Fitted = true, true
	f, err = d.responseFigure("differences ACR20")
	if err != nil || len(f.Rows) != 1 || f.Rows[0].Points[1].Value != 32 || f.Kinds[f.Rows[0].Points[1].Kind] != "reported and fitted, unverified" || !strings.Contains(f.Rows[0].Sub, "90 %") {
		t.Errorf("%+v, %v", f, err)
	}
}
