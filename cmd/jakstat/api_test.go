package main

import (
	"context"
	"encoding/csv"
	"encoding/json"
	"fmt"
	"net/http/httptest"
	"net/url"
	"os"
	"strings"
	"sync"
	"testing"

	"jakstat/evidence"
	"jakstat/server"
)

// explorer is the server with all pages, shared by the tests.
var explorer = sync.OnceValue(func() *server.Server {
	s := server.New(server.Config{Product: "jakstat test", Title: "jakstat", About: apiAbout, Rate: 1e6, Burst: 1 << 30})
	newAPI(evidence.Default()).routes(context.Background(), s)
	s.Ready()
	return s
})

func fetch(t *testing.T, method, target, body string, fields ...string) *httptest.ResponseRecorder {
	t.Helper()
	r := httptest.NewRequest(method, "/api/v1"+target, strings.NewReader(body))
	r.Host, r.RemoteAddr = "localhost", "127.0.0.1:1"
	for i := 0; i+1 < len(fields); i += 2 {
		r.Header.Set(fields[i], fields[i+1])
	}
	w := httptest.NewRecorder()
	explorer().Handler().ServeHTTP(w, r)
	return w
}

// q is a query of names and values.
func q(pairs ...string) string {
	v := url.Values{}
	for i := 0; i+1 < len(pairs); i += 2 {
		v.Add(pairs[i], pairs[i+1])
	}
	return "?" + v.Encode()
}

// Every page is a JSON document that says its schema, and a table whose lines are all of one length.
func TestEveryPageHasItsTwins(t *testing.T) {
	upadacitinib := q("treatment", "upadacitinib:15 mg qd", "subjects", "4")
	for _, c := range []struct {
		path, schema string
		least        int // lines of the table
	}{
		{"/drugs", "jakstat.drugs/1", 13},
		{"/cytokines", "jakstat.cytokines/1", 30},
		{"/compare" + upadacitinib, "jakstat.compare/1", 30},
		{"/compare" + q("subjects", "0"), "jakstat.compare/1", 300},
		{"/compare" + q("treatment", "tofacitinib:5 mg:bid", "condition", "renal severe", "subjects", "4"), "jakstat.compare/1", 30},
		{"/simulate" + upadacitinib, "jakstat.courses/1", 100},
		{"/simulate" + q("treatment", "upadacitinib:15 mg qd", "treatment", "ritlecitinib:50 mg qd", "days", "2", "subjects", "0", "only", "IL-15,EPO"), "jakstat.courses/1", 400},
		{"/pathway" + upadacitinib, "jakstat.pathway/1", 30},
		{"/evidence" + q("drug", "tofacitinib", "verified", "no"), "jakstat.evidence/1", 5},
		{"/evidence/cell30", "jakstat.evidence.row/1", 1},
		{"/qualifications/pk", "jakstat.qualify.pk/1", 50},
		{"/qualifications/efficacy", "jakstat.qualify.efficacy/1", 1000},
		{"/qualifications/onset", "jakstat.qualify.efficacy/1", 200},
		{"/qualifications/labs", "jakstat.qualify.labs/1", 200},
		{"/trials", "jakstat.trial-list/1", 134},
		{"/trials" + q("disease", "RA", "drug", "upadacitinib", "q", "acr50 next"), "jakstat.trial-list/1", 0},
		{"/trials/select-compare", "jakstat.trial-show/1", 50},
		{"/populations", "jakstat.populations/1", 200},
		{"/risk" + q("typical", "RA", "covariate", "age=68"), "jakstat.risk/1", 80},
		{"/labs" + q("treatment", "upadacitinib:15 mg qd", "weeks", "8", "subjects", "6"), "jakstat.labs/1", 140},
	} {
		w := fetch(t, "GET", c.path, "")
		var d struct{ Schema, Command string }
		if err := json.Unmarshal(w.Body.Bytes(), &d); err != nil || w.Code != 200 || d.Schema != c.schema || !strings.HasPrefix(d.Command, "jakstat ") {
			t.Errorf("%s: %d, schema %q, command %q, %v\n%.300s", c.path, w.Code, d.Schema, d.Command, err, w.Body)
		}
		w = fetch(t, "GET", c.path, "", "Accept", "text/csv")
		rows, err := csv.NewReader(w.Body).ReadAll() // it demands lines of one length
		if err != nil || len(rows) <= c.least {
			t.Errorf("%s as CSV: %d lines, %v", c.path, len(rows), err)
		}
	}
	for _, path := range []string{"/figures/heatmap.svg" + upadacitinib, "/figures/course.svg" + upadacitinib, "/figures/course.svg" + upadacitinib + "&show=concentration", "/figures/risk.svg?treatment=upadacitinib:15+mg+qd&typical=RA", "/figures/risk.svg?treatment=upadacitinib:15+mg+qd&typical=RA&weigh=VTE", "/figures/labs.svg?treatment=upadacitinib:15+mg+qd&subjects=0"} {
		if w := fetch(t, "GET", path, ""); w.Code != 200 || !strings.HasPrefix(w.Body.String(), "<?xml") || !strings.Contains(w.Body.String(), "upadacitinib") {
			t.Errorf("%s: %d %.200s", path, w.Code, w.Body)
		}
	}
}

// What an address says is what the verb says: the documents are equal but for their command and version.
func TestAnAddressSaysWhatItsVerbSays(t *testing.T) {
	checkout(t)
	plain := func(data string) string {
		t.Helper()
		var d map[string]any
		if err := json.Unmarshal([]byte(data), &d); err != nil {
			t.Fatalf("%v in %.200s", err, data)
		}
		delete(d, "command")
		delete(d, "drug_file")
		if m, ok := d["manifest"].(map[string]any); ok {
			delete(m, "command")
		}
		out, err := json.Marshal(d)
		if err != nil {
			t.Fatal(err)
		}
		return string(out)
	}
	for _, path := range []string{
		"/compare" + q("treatment", "upadacitinib:15 mg qd", "treatment", "tofacitinib:10 mg bid:uc", "subjects", "6", "only", "IL-6,EPO"),
		"/compare" + q("treatment", "tofacitinib:5 mg bid", "condition", "renal severe", "subjects", "0"),
		"/compare" + q("treatment", "tofacitinib:0.1 mg/kg bid", "covariate", "WT=60 kg", "subjects", "4", "seed", "7"),
		"/qualifications/pk",
		"/trials" + q("disease", "RA", "drug", "upadacitinib", "q", "acr50 next"),
		"/trials/octave-induction-2",
		"/risk" + q("treatment", "upadacitinib:22 mg qd", "typical", "RA with cardiovascular risk", "covariate", "age=68", "covariate", "smoker=100%", "covariate", "ex-smoker=no", "only", "herpes zoster,VTE", "patient_years", "500", "endpoint", "ACR50", "weigh", "VTE"),
		"/labs" + q("treatment", "tofacitinib:10 mg bid", "disease", "UC", "weeks", "6", "subjects", "5", "seed", "3", "hold", "2-4", "grading", "ctcae"),
	} {
		w := fetch(t, "GET", path, "")
		var d struct{ Command string }
		if err := json.Unmarshal(w.Body.Bytes(), &d); err != nil || w.Code != 200 {
			t.Errorf("%s: %d %.300s", path, w.Code, w.Body)
			continue
		}
		said := jakstat(words(d.Command)[1:]...)
		if said.code != exitOK {
			t.Errorf("%s: %s: exit code %d %s", path, d.Command, said.code, said.stderr)
			continue
		}
		if a, b := plain(w.Body.String()), plain(said.stdout); a != b {
			t.Errorf("%s and %s differ:\n%.400s\n%.400s", path, d.Command, a, b)
		}
	}
	file, err := os.ReadFile("examples/mydrug.yaml")
	if err != nil {
		t.Fatal(err)
	}
	w := fetch(t, "POST", "/design"+q("dose", "20 mg", "subjects", "4"), string(file), "Content-Type", "application/yaml")
	if a, b := plain(w.Body.String()), plain(succeed(t, "design", "examples/mydrug.yaml", "--dose", "20 mg", "--regimen", "qd", "--subjects", "4", "--json")); a != b {
		t.Errorf("design differs:\n%.400s\n%.400s", a, b)
	}
	text, err := os.ReadFile("examples/trial-mytrial.yaml")
	if err != nil {
		t.Fatal(err)
	}
	w = fetch(t, "POST", "/trials/check", string(text), "Content-Type", "application/yaml")
	if a, b := plain(w.Body.String()), plain(succeed(t, "trial", "check", "examples/trial-mytrial.yaml", "--json")); a != strings.Replace(b, `"file":"examples/trial-mytrial.yaml"`, `"file":"trial.yaml"`, 1) {
		t.Errorf("trial check differs:\n%.400s\n%.400s", a, b)
	}
	model, err := os.ReadFile("examples/il6-toy.xml")
	if err != nil {
		t.Fatal(err)
	}
	w = fetch(t, "POST", "/models/run.csv"+q("t_end", "120", "steps", "12"), string(model), "Content-Type", "application/xml")
	if b := succeed(t, "run", "examples/il6-toy.xml", "--duration", "120", "--steps", "12", "--csv"); w.Body.String() != b {
		t.Errorf("run differs:\n%s\n%s", w.Body, b)
	}
}

func TestDocumentsOfTheInterfaceFitTheirSchemas(t *testing.T) {
	files := schemas(t)
	for path, schema := range map[string]string{
		"/compare" + q("treatment", "upadacitinib:15 mg qd", "subjects", "0"): "compare.json",
		"/qualifications/pk":         "qualify-pk.json",
		"/qualifications/onset":      "qualify-efficacy.json",
		"/qualifications/labs":       "qualify-labs.json",
		"/risk" + q("typical", "RA"): "risk.json",
		"/labs" + q("treatment", "deucravacitinib:6 mg qd", "weeks", "4", "subjects", "0"): "labs.json",
	} {
		var d map[string]any
		if err := json.Unmarshal(fetch(t, "GET", path, "").Body.Bytes(), &d); err != nil {
			t.Fatal(err)
		}
		delete(d, "command") // what the interface adds
		v := validator{files: files}
		v.check(files[schema], files[schema], d, "")
		for _, wrong := range v.wrong {
			t.Errorf("%s: %s", path, wrong)
		}
	}
}

// What a page refuses it explains: each mistake with its place and what would be right.
func TestPagesExplainWhatTheyRefuse(t *testing.T) {
	for _, c := range []struct {
		method, path, body string
		status             int
		want               []string
	}{
		{"GET", "/compare" + q("treatment", "upadacitinb:15 mg qd"), "", 422, []string{`did you mean \"upadacitinib\"?`, "query.treatment"}},
		{"GET", "/compare" + q("treatment", "upadacitinib:15 mg qd", "treatment", "tofacitinib:5 mq bid", "subjects", "1", "only", "IL-66"), "", 422, []string{"unknown unit", "no spread", "IL-66"}},
		{"GET", "/compare" + q("treatment", "upadacitinib"), "", 422, []string{"not DRUG:DOSE REGIMEN", "upadacitinib:15 mg qd"}},
		{"GET", "/compare" + q("treatment", "../../etc/passwd.yaml:15 mg:qd"), "", 422, []string{"no address here", "/api/v1/design"}},
		{"GET", "/compare" + q("treatment", "/etc/passwd:15 mg:qd"), "", 422, []string{"no drug"}},
		{"GET", "/compare" + q("treatment", "peficitinib:100 mg qd"), "", 422, []string{"cannot be simulated"}},
		{"GET", "/compare" + q("treatment", "upadacitinib:15 mg qd", "covariate", "HAIR=3 kg"), "", 422, []string{"does not depend on HAIR", "it knows"}},
		{"GET", "/compare" + q("condition", "renal severe"), "", 422, []string{"a patient needs named drugs"}},
		{"GET", "/compare" + q("treatment", "upadacitinib:15 mg qd", "subjects", "1000000"), "", 422, []string{"query.subjects", "2000"}},
		{"GET", "/simulate" + q("treatment", "upadacitinib:15 mg qd", "days", "1e9"), "", 422, []string{"query.days", "366"}},
		{"GET", "/risk" + q("covariate", "smoker=80%", "covariate", "ex-smoker=40%", "covariate", "height=3", "covariate", "age", "only", "zoster", "patient_years", "no", "treatment", "upadacitinb:15 mg qd"), "", 422, []string{
			`"no disease"`, "no time under treatment", "together are 120 %", `unknown covariate \"height\"`, "query.covariate age", `no event \"zoster\"`, "query.patient_years", `did you mean \"upadacitinib\"?`, "not described: age, age-sd, male",
		}},
		{"GET", "/risk" + q("typical", "RA", "endpoint", "EASI75", "weigh", "flu"), "", 422, []string{"query.endpoint", "known: ACR/EULAR", "query.weigh"}},
		{"GET", "/risk" + q("typical", "MS"), "", 422, []string{"query.typical", "named are AA, AD"}},
		{"GET", "/risk" + q("treatment", "mine.yaml:15 mg:qd", "typical", "RA"), "", 422, []string{"no address here"}},
		{"GET", "/labs" + q("treatment", "upadacitinib:15 mq qd", "disease", "flu", "hold", "8-2"), "", 422, []string{"unknown unit", "query.disease", "query.hold"}},
		{"GET", "/evidence" + q("table", "cell_potenci"), "", 422, []string{`did you mean \"cell_potency\"?`}},
		{"GET", "/evidence/cell99999", "", 404, []string{"no row"}},
		{"GET", "/trials" + q("disease", "RAA"), "", 422, []string{"query.disease", `did you mean \"RA\"?`}},
		{"GET", "/trials" + q("drug", "upadacitinb"), "", 422, []string{"query.drug", `did you mean \"upadacitinib\"?`}},
		{"GET", "/trials/select-compar", "", 404, []string{`did you mean \"select-compare\"?`}},
		{"GET", "/trials/..%2f..%2fetc", "", 404, []string{"no trial"}},
		{"POST", "/trials/check", "trial: x\ndisease: RAA\narms:\n  - {name: a, drug: foo}\nendpoints:\n  - {endpoint: ACR200, weeks: [4]}\n", 422, []string{`"line":2,"col":10`, `"line":4`, `"line":6`, `did you mean \"ACR20\"?`}},
		{"POST", "/trials/check", "\x00\xff", 422, []string{"trial.yaml"}},
		{"POST", "/design" + q("dose", "20 mg"), "drug: x\nfoo: 3\n", 422, []string{`unknown key \"foo\"`, `"line":2`}},
		{"POST", "/design" + q("dose", "20 mg"), `{"ki":{"JAK9":"2nM"},"foo":1}`, 422, []string{"there is no such property", `"foo"`}},
		{"POST", "/design" + q("dose", "20 mg"), `{"ki":{"JAK9":"2nM"},"fu":"x"}`, 422, []string{"JAK9", "does not start with a number", "no molar mass"}},
		{"POST", "/design" + q("dose", "20 mg"), "\x00\xff\x00", 422, []string{"errors"}},
		{"POST", "/models/run", "<sbml", 422, []string{`"line":1`, "model.xml"}},
		{"POST", "/models/run" + q("t_start", "200", "method", "Euler"), `<sbml xmlns="http://www.sbml.org/sbml/level3/version1/core" level="3" version="1"><model/></sbml>`, 422, []string{"t_start", "unknown method", "Rodas5P"}},
		{"POST", "/models/run" + q("name", "x.xml"), "<!DOCTYPE a [<!ENTITY b 'c'>]><sbml/>", 422, []string{"x.xml"}},
	} {
		w := fetch(t, c.method, c.path, c.body, "Content-Type", "application/xml")
		if w.Code != c.status || w.Header().Get("Content-Type") != "application/problem+json" {
			t.Errorf("%s: %d %s\n%s", c.path, w.Code, w.Header().Get("Content-Type"), w.Body)
		}
		for _, want := range c.want {
			if !strings.Contains(w.Body.String(), want) {
				t.Errorf("%s: %q is not in %s", c.path, want, w.Body)
			}
		}
	}
}

// Several at once, with drugs that share what does not depend on the dose, get what each gets alone.
func TestPagesAtOnce(t *testing.T) {
	path := func(i int) string {
		return "/compare" + q("treatment", fmt.Sprintf("tofacitinib:%d.5 mg bid", i), "treatment", "tofacitinib:5 mg bid:uc", "subjects", "2")
	}
	got := make([]string, 12)
	var wg sync.WaitGroup
	for i := range got {
		wg.Go(func() { got[i] = fetch(t, "GET", path(i%6), "").Body.String() })
	}
	wg.Wait()
	for i := range 6 {
		if got[i] != got[i+6] || got[i] == got[(i+1)%6] || !strings.Contains(got[i], fmt.Sprintf("%d.5 mg bid", i)) {
			t.Errorf("request %d: %.200s", i, got[i])
		}
	}
}

// Where a number is used: a measurement behind an inhibition, a parameter behind a concentration, a driver of a disease.
func TestWhereEvidenceIsUsed(t *testing.T) {
	for id, want := range map[string]string{"cell30": "inhibition of IL-6", "pkpar12": "parameter ka", "drv1": "driven by IL-6", "rcpt1": "kinase pair"} {
		var d struct {
			Used []use `json:"used_in"`
		}
		if err := json.Unmarshal(fetch(t, "GET", "/evidence/"+id, "").Body.Bytes(), &d); err != nil {
			t.Fatal(err)
		}
		found := false
		for _, u := range d.Used {
			found = found || strings.Contains(u.For, want)
		}
		if !found {
			t.Errorf("%s is used in %v; %q is missing", id, d.Used, want)
		}
	}
}

func TestDrivenBy(t *testing.T) {
	for _, c := range []struct {
		driver, cytokine string
		want             bool
	}{
		{"IL-6", "IL-6", true},
		{"IL-4", "IL-4 (type I)", true},
		{"IL-7/IL-15 (gamma-c)", "IL-15", true},
		{"IL-7/IL-15 (gamma-c)", "IL-2", false},
		{"IFN-alpha", "IFN-alpha/beta", true},
		{"IFN-alpha/beta", "IFN-alpha/beta", true},
		{"TNF (not JAK)", "TNF", false},
		{"IL-1", "IL-12", false},
	} {
		if drivenBy(c.driver, c.cytokine) != c.want {
			t.Errorf("%q, %q: %v", c.driver, c.cytokine, !c.want)
		}
	}
}

// However a treatment is written, it is opened or refused with a diagnostic; what the command line is told for it opens the same.
func FuzzTreatmentQuery(f *testing.F) {
	for _, s := range []string{
		"upadacitinib:15 mg qd", "tofacitinib:5 mg:bid", "tofacitinib:10 mg bid:uc", "x:y:z:a:b", ":::", "upadacitinib:15mg once", "upadacitinib:1e308 mg q0.001h",
		"upadacitinib:load 30 mg then 15 mg qd", "ruxolitinib:5 mg/kg bid", "a.yaml:1 mg:qd", "upadacitinib:\x00", "upadacitinib:15 mg qd for 2 weeks",
	} {
		f.Add(s, "WT=60 kg", "renal severe")
		f.Add(s, "", "")
	}
	a := newAPI(evidence.Default())
	f.Fuzz(func(t *testing.T, treatment, covariate, condition string) {
		query := TreatmentQuery{Treatment: []string{treatment}, Condition: condition}
		if covariate != "" {
			query.Covariate = []string{covariate}
		}
		ts, _, err := query.open(a)
		if err != nil {
			if !isDiagnostic(err) {
				t.Fatalf("%q: no diagnostic: %v", treatment, err)
			}
			return
		}
		if len(ts) != 1 || ts[0].Drug == nil || ts[0].Regimen == nil {
			t.Fatalf("%q opened as %v", treatment, ts)
		}
		if covariate+condition != "" || strings.ContainsAny(treatment, "\"\\$`'") {
			return
		}
		said := words(query.arguments())
		again := TreatmentQuery{Treatment: said}
		same, _, err := again.open(a)
		if err != nil || len(said) != 1 || same[0].Regimen.String() != ts[0].Regimen.String() || same[0].Model != ts[0].Model {
			t.Fatalf("%q is told to the command line as %q: %v", treatment, said, err)
		}
	})
}
