package trial

import (
	"math"
	"strings"
	"testing"
)

// Who leaves is no responder: the rate falls by the share that has left, whatever else; all leaving gives none.
func TestDropout(t *testing.T) {
	rate := func(text string) (pct, change float64) {
		r := simulate(t, open(t, text), &fake{}, Options{Seed: 1, Replicates: 100})
		return find(t, r, "UPA", "ACR20", 24, "").Median, find(t, r, "UPA", "dHAQ-DI", 24, "").Median
	}
	none, change := rate(example)
	if same, _ := rate(example + "dropout: as in the calibration trials\n"); same != none {
		t.Errorf("the default is not what leaving it out is: %g and %g", same, none)
	}
	if all, gone := rate(example + "dropout: {share: 100 %, by: 1}\n"); all != 0 || gone != 0 {
		t.Errorf("everybody leaves: %g %% respond, HAQ-DI %g", all, gone)
	}
	some, carried := rate(example + "dropout: {share: 20 %, by: 24}\n")
	if math.Abs(some-0.8*none) > 1 {
		t.Errorf("20 %% leave: %g, want %g", some, 0.8*none)
	}
	if !(carried > change && carried < 0) { // carried forward: less than at the end, more than nothing
		t.Errorf("carried forward %g, complete %g", carried, change)
	}
	last := none
	for _, share := range []string{"10 %", "30 %", "60 %", "90 %"} {
		got, _ := rate(example + "dropout: {share: " + share + ", by: 24}\n")
		if got >= last {
			t.Errorf("%s leave: %g after %g", share, got, last)
		}
		last = got
	}
	observed, _ := rate(example + "dropout: {share: 30 %, by: 24}\nmissing: observed cases\n")
	if math.Abs(observed-none) > 1 {
		t.Errorf("observed cases: %g, without leaving %g", observed, none)
	}
	carriedOn, _ := rate(example + "dropout: {share: 30 %, by: 24}\nmissing: last observation carried forward\n")
	if !(carriedOn > 0.7*none && carriedOn < none) {
		t.Errorf("carried forward: %g between %g and %g", carriedOn, 0.7*none, none)
	}
}

// An event to avoid comes to those who leave.
func TestFlareOfThoseWhoLeave(t *testing.T) {
	text := strings.Replace(example, "endpoints:\n", "endpoints:\n  - {endpoint: disease flare, weeks: 24}\n", 1)
	a := find(t, simulate(t, open(t, text), &fake{}, Options{Replicates: 100}), "UPA", "disease flare", 24, "").Median
	b := find(t, simulate(t, open(t, text+"dropout: {share: 50 %, by: 24}\n"), &fake{}, Options{Replicates: 100}), "UPA", "disease flare", 24, "").Median
	if want := a + 0.5*(100-a); math.Abs(b-want) > 1.5 {
		t.Errorf("half leave: %g %% flare, want %g", b, want)
	}
}

// Rescued patients are non-responders afterwards: who responds later is who responded at both weeks. Before, nothing changes.
func TestRescue(t *testing.T) {
	text := strings.Replace(example, "[4, 12, 24], primary: 12", "[4, 12, 14, 24], primary: 12", 1)
	a := simulate(t, open(t, text), &fake{}, Options{Replicates: 120})
	b := simulate(t, open(t, text+"rescue: {week: 14, unless: ACR20, arms: [PBO, ADA], to: UPA}\n"), &fake{}, Options{Replicates: 120})
	c := simulate(t, open(t, text+"rescue: {week: 14, unless: ACR20, arms: PBO, to: UPA, counts: as observed}\n"), &fake{}, Options{Replicates: 120})
	get := func(r *Result, arm string, week float64) float64 { return find(t, r, arm, "ACR20", week, "").Median }
	for _, week := range []float64{4, 12, 14} {
		if get(a, "PBO", week) != get(b, "PBO", week) {
			t.Errorf("week %g changes by a rescue at week 14", week)
		}
	}
	if get(a, "UPA", 24) != get(b, "UPA", 24) {
		t.Error("an arm without rescue changes")
	}
	without, rescued, observed := get(a, "PBO", 24), get(b, "PBO", 24), get(c, "PBO", 24)
	if !(rescued < without && rescued <= get(a, "PBO", 14) && rescued > 0) {
		t.Errorf("without rescue %g, with %g", without, rescued)
	}
	if !(observed > without) {
		t.Errorf("counted as observed on the better drug: %g, without %g", observed, without)
	}
	if e := find(t, b, "PBO", "ACR20", 24, ""); math.Abs(e.Parameters)+math.Abs(e.Between) > 1e-9 || e.Expected.Width() > e.Central95.Width() {
		t.Errorf("%+v", e)
	}
}

// After a planned switch of all, an arm shows what the other showed as long after its start.
func TestSwitch(t *testing.T) {
	r := simulate(t, open(t, example+"switch: {week: 12, arms: [PBO], to: UPA}\n"), &fake{}, Options{Replicates: 150})
	plain := simulate(t, open(t, example), &fake{}, Options{Replicates: 150})
	if find(t, r, "PBO", "ACR20", 12, "").Median != find(t, plain, "PBO", "ACR20", 12, "").Median {
		t.Error("the switch acts at its own week")
	}
	after, start := find(t, r, "PBO", "ACR20", 24, "").Median, find(t, r, "UPA", "ACR20", 12, "").Median
	if math.Abs(after-start) > 1.2 {
		t.Errorf("12 weeks after the switch %g, the arm itself at week 12 %g", after, start)
	}
}

// Strata: each shows what its trait gives, and together their mixture; arms are balanced within.
func TestStrata(t *testing.T) {
	f := &fake{}
	p := open(t, example+"stratification: prior biologic\n")
	r := simulate(t, p, f, Options{Replicates: 120})
	with, without := find(t, r, "UPA", "ACR20", 12, "prior biologic"), find(t, r, "UPA", "ACR20", 12, "no prior biologic")
	eta := fakeMean(f.asked[0])
	for _, a := range f.asked {
		if a.Arm.Drug == "upadacitinib" && a.Endpoint == "ACR20" && a.Week == 12 && a.Setting.Traits["bio"] == 0 {
			eta = fakeMean(a)
		}
	}
	if math.Abs(without.Median-100*Rate(eta)) > 1 || math.Abs(with.Median-100*Rate(eta-0.5)) > 1 {
		t.Errorf("strata %g and %g, want %g and %g", without.Median, with.Median, 100*Rate(eta), 100*Rate(eta-0.5))
	}
	all := find(t, r, "UPA", "ACR20", 12, "")
	if want := 0.6*without.Median + 0.4*with.Median; math.Abs(all.Median-want) > 0.7 || math.Abs(with.N+without.N-200) > 1e-9 || math.Abs(with.N-80) > 2 {
		t.Errorf("all %g, mixture %g; %g and %g patients", all.Median, want, with.N, without.N)
	}
	s, err := New(p, f, Options{Replicates: 1})
	if err != nil {
		t.Fatal(err)
	}
	count := map[[2]int]float64{}
	if err := s.Patients(t.Context(), 0, func(x Reading) {
		if x.Endpoint == 0 && x.Week == 4 {
			count[[2]int{x.Arm, x.Stratum}]++
		}
	}); err != nil {
		t.Fatal(err)
	}
	if math.Abs(count[[2]int{0, 1}]-count[[2]int{1, 1}]) > 2 || math.Abs(count[[2]int{0, 1}]-2*count[[2]int{2, 1}]) > 4 {
		t.Errorf("arms are not balanced within strata: %v", count)
	}
}

// An endpoint that joins two of different scores has the rate of both at once, with the correlation of a patient's scores.
func TestEndpointOfTwoScores(t *testing.T) {
	text := strings.Replace(example, "endpoints:\n", "endpoints:\n  - {endpoint: EASI90_and_WP-NRS0/1, weeks: [12], primary: 12}\n  - {endpoint: EASI90, weeks: [12]}\n", 1)
	for _, c := range []string{"0", "0.5", "1"} {
		p := open(t, text+"assumptions: {correlation: "+c+"}\n")
		r := simulate(t, p, &fake{}, Options{Seed: 2, Replicates: 200})
		e := find(t, r, "UPA", "EASI90_and_WP-NRS0/1", 12, "")
		if math.Abs(e.Expected.Low-e.Median) > 0.8 || e.Expected.Low != e.Expected.High {
			t.Errorf("correlation %s: simulated %g, closed form %g", c, e.Median, e.Expected.Low)
		}
		for _, x := range r.Estimates {
			if p.Endpoints[x.Endpoint].Name == "WP-NRS0/1" {
				t.Error("a part is told that the file does not ask for")
			}
		}
		w, err := AskPower(p, &fake{}, Question{Arm: 1, Endpoint: 0, Week: 12, Draws: 100})
		if err != nil || math.Abs(w.Arm.Median-e.Expected.Low) > 1e-9 {
			t.Errorf("power counts with %g (%v), the simulation with %g", w.Arm.Median, err, e.Expected.Low)
		}
	}
	// Orthant probability: 1/4 + arcsin ρ/2π.
	for _, rho := range []float64{0, 0.3, 0.6, 0.95} {
		if got, want := bothBelow(0, 0, rho), 0.25+math.Asin(rho)/(2*math.Pi); math.Abs(got-want) > 1e-9 {
			t.Errorf("correlation %g: %g, want %g", rho, got, want)
		}
	}
	// Integrating the second variable out: ∫ φ(x)·Φ((b − ρx)/√(1 − ρ²)) dx below a.
	a, b, rho, want := -0.7, 1.1, 0.6, 0.0
	step := (a + 8) / 50000
	for i := range 50000 {
		mid := -8 + (float64(i)+0.5)*step
		want += step * math.Exp(-mid*mid/2) / math.Sqrt(2*math.Pi) * Rate((b-rho*mid)/math.Sqrt(1-rho*rho))
	}
	if got := bothBelow(a, b, rho); math.Abs(got-want) > 1e-6 {
		t.Errorf("%g, want %g", got, want)
	}
}
