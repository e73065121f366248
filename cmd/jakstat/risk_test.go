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

// Benefit stands beside the risks of the same options; what cannot be predicted says why, and the CSV and the picture have the same numbers.
func TestRiskHasTheBenefitBesideIt(t *testing.T) {
	args := []string{"risk", "abrocitinib:200mg:qd", "filgotinib:200 mg:qd", "--typical", "AD", "--only", "herpes zoster,VTE", "--weigh", "VTE", "--endpoint", "EASI90"}
	var d riskDocument
	decode(t, succeed(t, append(args, "--json")...), &d)
	if d.Benefit == nil || d.Benefit.Endpoint != "EASI90" || d.Benefit.Week != 16 || len(d.Benefit.Rows) != 4 {
		t.Fatalf("benefit is %+v", d.Benefit)
	}
	for _, r := range d.Benefit.Rows {
		if r.Predicted != (r.Difference != nil) || !r.Predicted && r.Reason == "" {
			t.Errorf("%+v", r)
		}
	}
	tnf, abro, filgo := d.Benefit.Rows[1], d.Benefit.Rows[2], d.Benefit.Rows[3]
	if tnf.Predicted || !strings.Contains(tnf.Reason, "no trial of one in AD") {
		t.Errorf("%+v", tnf)
	}
	if abro.Trials < 2 || abro.Reason != "" || filgo.Trials != 0 || !strings.Contains(filgo.Reason, "from its inhibition alone") {
		t.Errorf("%+v\n%+v", abro, filgo)
	}
	if a, f := abro.Difference, filgo.Difference; !(a.Low > 0 && a.High-a.Low < f.High-f.Low) {
		t.Errorf("a drug that was tried has %v, one that was not has %v", a, f)
	}
	header, rows := records(t, succeed(t, append(args, "--csv")...))
	for i, r := range d.Risks {
		got := rows[i][header["benefit"]]
		if b := d.Benefit.Rows[i%4]; b.Predicted != (got != "") || b.Treatment != r.Treatment {
			t.Errorf("line %d says %q of %+v", i, got, b)
		}
	}
	file := filepath.Join(t.TempDir(), "b.svg")
	succeed(t, append(args, "--svg", file)...)
	svg, err := os.ReadFile(file)
	for _, want := range []string{"EASI90 at week 16 beyond placebo", "VTE", "no trial of one in AD", ">abrocitinib 200 mg qd<"} {
		if err != nil || !strings.Contains(string(svg), want) {
			t.Errorf("%q is not in the picture: %v", want, err)
		}
	}
	var without riskDocument
	decode(t, succeed(t, "risk", "--typical", "AD", "--endpoint", "none", "--json"), &without)
	if without.Benefit != nil {
		t.Error("a benefit although none was asked for")
	}
}

// More of a drug takes more of the cytokines, so that both benefit and zoster rise.
func TestBenefitRisesWithTheDose(t *testing.T) {
	var d riskDocument
	decode(t, succeed(t, "risk", "upadacitinib:4 mg:qd", "upadacitinib:15 mg:qd", "upadacitinib:40 mg:qd", "--typical", "RA", "--only", "herpes zoster", "--json"), &d)
	rows := d.Benefit.Rows[2:]
	for i := 1; i < len(rows); i++ {
		if !(rows[i].Difference.Median > rows[i-1].Difference.Median) || !(d.Risks[2+i].Rate.Median > d.Risks[1+i].Rate.Median) {
			t.Errorf("%+v after %+v", rows[i].Difference, rows[i-1].Difference)
		}
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
