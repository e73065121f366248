package main

import (
	"encoding/json"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

func TestTrialEvents(t *testing.T) {
	files := schemas(t)
	checkout(t)
	text := succeed(t, "trial", "run", "ORAL Surveillance", "--replicates", "20", "--svg", "a.svg", "--html", "a.html")
	for _, want := range []string{"without the rates and ratios of ORAL Surveillance", "Events per 100 patient-years", "Hazard ratios against TNF inhibitor", "not inferior", "hr17", "rate18", "Predicted beside reported", researchNotice} {
		if !strings.Contains(text, want) {
			t.Errorf("no %q in\n%s", want, text)
		}
	}
	own := succeed(t, "trial", "run", "ORAL Surveillance", "--replicates", "20", "--with-own-results")
	if !strings.Contains(own, "this is no test of the prediction") || strings.Contains(own, "estimated without") {
		t.Error(own)
	}
	page, err := os.ReadFile("a.html")
	if err != nil {
		t.Fatal(err)
	}
	for _, want := range []string{"Kaplan-Meier", "Followed still without MACE", "taken from the population", "Unverified assumption"} {
		if !strings.Contains(string(page), want) {
			t.Errorf("no %q on the page", want)
		}
	}
	var doc struct {
		Estimates []any
		Events    struct {
			Held     bool `json:"hazards_without_pool"`
			Rates    []struct{ Event, Arm string }
			Ratios   []any
			Reported []struct{ ID string }
		}
	}
	data := []byte(succeed(t, "trial", "run", "ORAL Surveillance", "--replicates", "20", "--json"))
	if err := json.Unmarshal(data, &doc); err != nil || doc.Estimates == nil || len(doc.Events.Rates) != 9*4 || len(doc.Events.Ratios) != 9*3 || !doc.Events.Held || len(doc.Events.Reported) < 45 {
		t.Errorf("%v, %d rates, %d ratios, %d reported", err, len(doc.Events.Rates), len(doc.Events.Ratios), len(doc.Events.Reported))
	}
	var value any
	if err := json.Unmarshal(data, &value); err != nil {
		t.Fatal(err)
	}
	v := validator{files: files}
	v.check(files["trial-run.json"], files["trial-run.json"], value, "$")
	if len(v.wrong) > 0 {
		t.Errorf("%q", v.wrong)
	}
	if csv := succeed(t, "trial", "run", "examples/trial-events.yaml", "--replicates", "20", "--csv"); !strings.Contains(csv, "\nevents,upadacitinib,all,MACE,,per 100 patient-years,") || !strings.Contains(csv, "\nKaplan-Meier,") || !strings.Contains(csv, "\nhazard ratio,") {
		t.Error(csv)
	}
	for _, c := range [][]string{
		{"has no endpoints", "trial", "power", "ORAL Surveillance"},
		{"has no endpoints", "trial", "patients", "ORAL Surveillance"},
		{"no results of ORAL Surveillance", "trial", "compare", "ORAL Surveillance"},
	} {
		if r := jakstat(c[1:]...); r.code != exitBadInput || !strings.Contains(r.stderr, c[0]) {
			t.Errorf("%q: exit code %d, %s", c[1:], r.code, r.stderr)
		}
	}
}

func TestTrialLaboratory(t *testing.T) {
	files := schemas(t)
	checkout(t)
	line := []string{"trial", "run", "examples/trial-laboratory.yaml", "--replicates", "20", "--patients", "60"}
	text := succeed(t, append(line, "--svg", "a.svg", "--html", "a.html")...)
	for _, want := range []string{"mean change from baseline", "at least the grade (omeract)", "Doses held by the rules of the label (EMA)", "Over 20 replicates", "wrote a.svg"} {
		if !strings.Contains(text, want) {
			t.Errorf("no %q in\n%s", want, text)
		}
	}
	var value any
	if err := json.Unmarshal([]byte(succeed(t, append(line, "--json")...)), &value); err != nil {
		t.Fatal(err)
	}
	v := validator{files: files}
	v.check(files["trial-run.json"], files["trial-run.json"], value, "$")
	if len(v.wrong) > 0 {
		t.Errorf("%q", v.wrong)
	}
	svg := filepath.Join(t.TempDir(), "labs.svg")
	if csv := succeed(t, append(line, "--csv", "--draw", drawLabs, "--svg", svg)...); !strings.Contains(csv, "\nlaboratory,tofacitinib 10,all,LDL-C,24,mg/dL,") || !strings.Contains(csv, "\ndose held,") {
		t.Error(csv)
	}
	picture, err := os.ReadFile(svg)
	if err != nil {
		t.Fatal(err)
	}
	for _, want := range []string{"haemoglobin", "LDL", "tofacitinib 10", "upadacitinib 15"} {
		if !strings.Contains(string(picture), want) {
			t.Errorf("no %q in the figure", want)
		}
	}
}

// The figures of events show every rate and every ratio that was reported beside its prediction.
func TestEventFigures(t *testing.T) {
	for _, c := range []struct{ draw, want string }{{drawEvents, "herpes zoster"}, {drawRatios, "hazard ratio"}} {
		file := filepath.Join(t.TempDir(), "events.svg")
		succeed(t, "trial", "run", "ORAL Surveillance", "--replicates", "20", "--draw", c.draw, "--svg", file, "--json")
		svg, err := os.ReadFile(file)
		if err != nil {
			t.Fatal(err)
		}
		for _, want := range []string{c.want, "reported", "tofacitinib 10 mg", "malignancy excl NMSC"} {
			if !strings.Contains(string(svg), want) {
				t.Errorf("%s: no %q", c.draw, want)
			}
		}
	}
	if r := jakstat("trial", "run", "SELECT-NEXT", "--replicates", "20", "--draw", drawEvents); r.code != exitBadInput || !strings.Contains(r.stderr, "no endpoint") {
		t.Errorf("exit code %d\n%s", r.code, r.stderr)
	}
}
