package main

import (
	"math"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"testing"
)

func TestRiskCSVHoldsTheNumbersOfItsJSON(t *testing.T) {
	args := []string{"risk", "tofacitinib:10mg:bid", "upadacitinib:15mg:qd", "--typical", "RA with cardiovascular risk", "--age", "67"}
	var d riskDocument
	decode(t, succeed(t, append(args, "--json")...), &d)
	header, rows := records(t, succeed(t, append(args, "--csv")...))
	if len(rows) != len(d.Risks) || len(d.Risks) != 4*len(d.Events) {
		t.Fatalf("%d lines, %d risks of %d events", len(rows), len(d.Risks), len(d.Events))
	}
	for i, r := range d.Risks {
		for name, want := range map[string]float64{
			"per_100_patient_years": r.Rate.Median, "low": r.Rate.Low, "high": r.Rate.High, "ratio_to_tnf": r.Ratio.Median, "difference_low": r.Difference.Low,
		} {
			got, err := strconv.ParseFloat(rows[i][header[name]], 64)
			if err != nil || math.Abs(got-want) > 1e-3*math.Abs(want) {
				t.Errorf("line %d, %s: %q, JSON has %g", i+1, name, rows[i][header[name]], want)
			}
		}
		if rows[i][header["event"]] != r.Event || rows[i][header["treatment"]] != r.Treatment || rows[i][header["needed_direction"]] != r.Needed.Direction {
			t.Errorf("line %d is %v", i+1, rows[i])
		}
		if n := r.Needed; n.Direction == "harm" && !(*n.Low <= *n.People && *n.People <= *n.High && *n.Low > 0) {
			t.Errorf("%s under %s: needed %g (%g to %g)", r.Event, r.Treatment, *n.People, *n.Low, *n.High)
		}
	}
}

// What was not described is told, in every form.
func TestRiskSaysWhatItTook(t *testing.T) {
	text := succeed(t, "risk", "tofacitinib:5mg:bid", "--typical", "UC", "--age", "44", "--only", "death")
	for _, want := range []string{"described: age 44", `Taken from the typical population "UC"`, "smoker 5.1 %", researchNotice} {
		if !strings.Contains(text, want) {
			t.Errorf("%q is missing", want)
		}
	}
	var d riskDocument
	decode(t, succeed(t, "risk", "tofacitinib:5mg:bid", "--typical", "UC", "--age", "44", "--only", "death", "--json"), &d)
	taken := 0
	for _, c := range d.Population.Covariates {
		if c.Taken {
			taken++
		} else if c.Name != "age" || c.Value != 44 {
			t.Errorf("%s = %g was not taken", c.Name, c.Value)
		}
	}
	if taken != len(d.Population.Covariates)-1 || d.Population.Source == "" || d.Notice != researchNotice {
		t.Errorf("%d taken, source %q", taken, d.Population.Source)
	}
}

// Entries of a file and of flags are one description.
func TestRiskOfAFileIsThatOfItsFlags(t *testing.T) {
	file := filepath.Join(t.TempDir(), "p.yaml")
	if err := os.WriteFile(file, []byte("typical: RA\nsmoker: 50%\nex-smoker: 10%\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	rest := []string{"tofacitinib:5mg:bid", "--years", "2", "--csv"}
	a := succeed(t, append([]string{"risk", "--population", file}, rest...)...)
	b := succeed(t, append([]string{"risk", "--typical", "RA", "--smoker", "50%", "--ex-smoker", "10%"}, rest...)...)
	if a != b {
		t.Error("they differ")
	}
}

func TestRiskPageIsWhole(t *testing.T) {
	dir := t.TempDir()
	succeed(t, "risk", "--typical", "AD", "--patient-years", "1000", "--html", filepath.Join(dir, "r.html"), "--svg", filepath.Join(dir, "r.svg"))
	page, err := os.ReadFile(filepath.Join(dir, "r.html"))
	if err != nil {
		t.Fatal(err)
	}
	for _, want := range []string{researchNotice, "abrocitinib", "Against a TNF inhibitor", "What the labels ask for", "Events to expect in 1000", "calibration"} {
		if !strings.Contains(string(page), want) {
			t.Errorf("%q is missing in the page", want)
		}
	}
	if svg, err := os.ReadFile(filepath.Join(dir, "r.svg")); err != nil || !strings.Contains(string(svg), "herpes zoster") {
		t.Errorf("no picture: %v", err)
	}
}

func TestQualifySafetyPasses(t *testing.T) {
	dir := t.TempDir()
	text := succeed(t, "qualify", "safety", "--html", filepath.Join(dir, "s.html"))
	if !strings.Contains(text, "PASS: with its programme left out") || strings.Contains(text, "MISSED") {
		t.Error(text)
	}
	page, err := os.ReadFile(filepath.Join(dir, "s.html"))
	if err != nil || !strings.Contains(string(page), "Rates that cannot be compared") || !strings.Contains(string(page), "the rates of the same study say it") {
		t.Error("the page is not whole", err)
	}
}
