package main

import (
	"bytes"
	"encoding/json"
	"os"
	"reflect"
	"strings"
	"testing"

	"jakstat/evidence"
	"jakstat/server/jobs"
)

func plan(t *testing.T, name, params string) (jobs.Work, error) {
	t.Helper()
	k, err := jobs.New(jobs.Config{}, jobKinds(evidence.Default())...).Kind(name)
	if err != nil {
		t.Fatal(err)
	}
	return k.Plan(json.RawMessage(params))
}

// merged is the result of a job, its pieces computed one by one.
func merged(t *testing.T, w jobs.Work) []byte {
	t.Helper()
	var all [][]byte
	for i := range w.Shards() {
		data, err := w.Run(t.Context(), i, func(float64) {})
		if err != nil {
			t.Fatal(err)
		}
		all = append(all, data)
	}
	data, err := w.Merge(t.Context(), all)
	if err != nil {
		t.Fatal(err)
	}
	return data
}

func carriedOut(t *testing.T, w jobs.Work) map[string]any {
	t.Helper()
	return decoded(t, string(merged(t, w)))
}

func decoded(t *testing.T, text string) map[string]any {
	t.Helper()
	var d map[string]any
	if err := json.Unmarshal([]byte(text), &d); err != nil {
		t.Fatalf("%v in %.200s", err, text)
	}
	if m, ok := d["manifest"].(map[string]any); ok {
		delete(m, "command")
	}
	delete(d, "command")
	return d
}

// Divided into pieces and merged, a job's result is what its verb prints.
func TestAJobIsWhatItsVerbPrints(t *testing.T) {
	for _, c := range []struct {
		kind, params string
		shards       int
	}{
		{"statements", `{"ids":["S1","S2","s3","S4","S5","S9"]}`, 2},
		{"trial", `{"trial":"SELECT-COMPARE","replicates":40,"seed":3}`, 0},
		{"design-search", `{"want":["IL-6/pSTAT3>=50%"],"spare":"EPO<=25%","molecules":200,"seed":3}`, 1},
	} {
		w, err := plan(t, c.kind, c.params)
		if err != nil {
			t.Fatal(err)
		}
		if c.shards > 0 && w.Shards() != c.shards {
			t.Errorf("%s: %d pieces, not %d", c.kind, w.Shards(), c.shards)
		}
		said := jakstat(words(w.Command())[1:]...)
		if said.code != exitOK {
			t.Fatalf("%s: exit code %d\n%s", w.Command(), said.code, said.stderr)
		}
		if a, b := carriedOut(t, w), decoded(t, said.stdout); !reflect.DeepEqual(a, b) {
			t.Errorf("%s: the job and %s differ", c.kind, w.Command())
		}
	}
}

func TestParametersOfJobsAreChecked(t *testing.T) {
	for _, c := range []struct{ kind, params, want string }{
		{"statements", `{"ids":["S99"]}`, `there is no statement "S99"`},
		{"statements", `{"id":["S1"]}`, `unknown field "id"`},
		{"statements", `[1]`, "cannot unmarshal array"},
		{"statements", `{"seed":-1}`, "cannot unmarshal number"},
		{"trial", `{}`, "one of trial and file is needed"},
		{"trial", `{"trial":"SELECT-COMPAR"}`, `did you mean "SELECT-COMPARE"?`},
		{"trial", `{"trial":"../x.yaml"}`, "no shipped trial"},
		{"trial", `{"trial":"SELECT-COMPARE","replicates":3,"colour":1}`, "there is no such property"},
		{"trial", `{"file":"foo: 1"}`, "trial.yaml:1"},
		{"qualify-potency", `{"x":1}`, `unknown field "x"`},
		{"design-search", `{}`, "nothing is wanted"},
		{"design-search", `{"want":["IL-66>=50%"]}`, `unknown cytokine "IL-66"`},
		{"design-search", `{"want":["IL-6>=50%"],"html":"x.html"}`, "there is no such property"},
		{"design-search", `{"want":["IL-6>=50%"],"seed":{"a":[true]}}`, "neither a text, a number"},
		{"design-search", `7`, "no JSON object"},
	} {
		if _, err := plan(t, c.kind, c.params); err == nil || !strings.Contains(err.Error(), c.want) || !isDiagnostic(err) {
			t.Errorf("%s %s: %v; want %q", c.kind, c.params, err, c.want)
		}
	}
}

// The table and the figure of a job are those of its verb.
func TestTwinsOfATrialJob(t *testing.T) {
	checkout(t)
	w, err := plan(t, "trial", `{"trial":"EQUATOR","replicates":40,"with_own_results":true}`)
	if err != nil {
		t.Fatal(err)
	}
	result := merged(t, w)
	var table, picture bytes.Buffer
	if err := (trialKind{}).CSV(&table, result); err != nil {
		t.Fatal(err)
	}
	for _, what := range []string{"ACR20", "differences primary"} {
		if got := succeed(t, "trial", "run", "EQUATOR", "--replicates=40", "--with-own-results", "--csv", "--svg=a.svg", "--draw="+what); got != table.String() {
			t.Errorf("the tables differ:\n%s\n%s", got, table.String())
		}
		p, err := (trialKind{}).Draw(result, what)
		if err != nil {
			t.Fatal(err)
		}
		picture.Reset()
		if err := p.SVG(&picture); err != nil {
			t.Fatal(err)
		}
		if file, err := os.ReadFile("a.svg"); err != nil || string(file) != picture.String() {
			t.Errorf("%s: the figures differ, %v", what, err)
		}
		if !strings.Contains(picture.String(), "reported and fitted") {
			t.Errorf("%s: what was fitted is not said to be", what)
		}
	}
	if _, err := (trialKind{}).Draw(result, "ACR2"); err == nil || !isDiagnostic(err) || !strings.Contains(err.Error(), "query.draw") {
		t.Errorf("an unknown endpoint: %v", err)
	}
}
