package trial

import (
	"context"
	"math"
	"reflect"
	"strings"
	"testing"

	"jakstat/evidence"
	"jakstat/jak/biomarker"
)

const labTrial = `trial: LABS
disease: RA
arms:
  - {name: placebo, drug: placebo, n: 40}
  - {name: tofa, drug: tofacitinib, dose: 10, regimen: BID, n: 40}
laboratory:
  values: [LDL-C, CRP, CK]
  weeks: [2, 4, 8, 12, 24]
`

func runLabs(t *testing.T, p *Plan, o Options) *LabResult {
	t.Helper()
	return simulate(t, p, nil, o).Laboratory
}

// change finds the change of a value in an arm in the last week.
func change(r *LabResult, arm int, value string) Band {
	var out Band
	for _, x := range r.Changes {
		if x.Arm == arm && x.Value == value {
			out = x.Change
		}
	}
	return out
}

// Without treatment nothing changes but by the variation between visits, and grades are as often as their closed form says; under treatment a value goes where
// its rest in closed form lies.
func TestLaboratoryValues(t *testing.T) {
	p := openEvents(t, labTrial)
	r := runLabs(t, p, Options{Seed: 2, Replicates: 20})
	if r.Replicates != 20 || len(r.Changes) != 2*3*5 || len(r.Grades) != 2*3 || len(r.Holds) != 0 {
		t.Fatalf("%d replicates, %d changes, %d grades, %d holds", r.Replicates, len(r.Changes), len(r.Grades), len(r.Holds))
	}
	if c := change(r, 0, "LDL-C"); !c.Central95.Contains(0) || math.Abs(c.Median) > 2 {
		t.Errorf("LDL of placebo changes by %v", c)
	}
	s := p.Laboratory.Setting
	m, err := biomarker.Build(evidence.Default(), biomarker.Shipped(), biomarker.Chemistry)
	if err != nil {
		t.Fatal(err)
	}
	l, err := newLaboratory(p, &Options{Replicates: 20})
	if err != nil {
		t.Fatal(err)
	}
	rest := m.Steady(biomarker.Person{Setting: s, Blockade: l.blocked[1]})
	if c, want := change(r, 1, "LDL-C"), s.Baseline["LDL-C"]*(rest["LDL-C"]-1); !c.Central95.Contains(want) || want < 5 {
		t.Errorf("LDL under tofacitinib changes by %v, the typical patient's by %g", c, want)
	}
	e, err := biomarker.ParseEvent("CK", "omeract 1-4")
	if err != nil {
		t.Fatal(err)
	}
	ones := []float64{1, 1, 1, 1, 1}
	visits := []biomarker.Visit{{Week: 2, Count: 1}, {Week: 4, Count: 1}, {Week: 8, Count: 1}, {Week: 12, Count: 1}, {Week: 24, Count: 1}}
	own, _ := biomarker.Shipped().Known("spread of CK")
	common, ok := biomarker.Shipped().Known("spread")
	if !ok {
		t.Fatal("no variation between visits")
	}
	want := 100 * biomarker.Incidence(e, s, visits, ones, 0, own*common)
	for _, g := range r.Grades {
		if g.Arm == 0 && g.Value == "CK" && (!g.Graded || !g.AtLeast[0].Central95.Contains(want)) {
			t.Errorf("CK of at least grade 1 in %v %% without treatment, the closed form has %g", g.AtLeast[0], want)
		}
		if g.Value == "CRP" && g.Graded {
			t.Error("CRP has grades")
		}
		for k := 1; k < 4; k++ {
			if g.AtLeast[k].Median > g.AtLeast[k-1].Median {
				t.Errorf("%s: grade %d is more frequent than %d", g.Value, k+1, k)
			}
		}
	}
}

// Rules that always or never act do what they say: when a dose is held and for how long, and that values go back.
func TestDosesAreHeld(t *testing.T) {
	always := biomarker.Rule{Action: biomarker.Interrupt, Lab: "LDL-C", Criterion: biomarker.Criterion{Above: 1e-6}}
	never := biomarker.Rule{Action: biomarker.Interrupt, Lab: "LDL-C", Criterion: biomarker.Criterion{Below: 1e-6}}
	confirmed, stop := always, always
	confirmed.Confirmed = true
	stop.Action = biomarker.Discontinue
	free := runLabs(t, openEvents(t, labTrial), Options{Seed: 2, Replicates: 3})
	untreated := runLabs(t, openEvents(t, strings.Replace(labTrial, "drug: tofacitinib, dose: 10, regimen: BID", "drug: placebo", 1)), Options{Seed: 2, Replicates: 3})
	for _, c := range []struct {
		name                 string
		rules                []biomarker.Rule
		held, stopped, weeks float64
	}{
		{"never", []biomarker.Rule{never}, 0, 0, 0},
		{"always", []biomarker.Rule{always}, 100, 0, 22},
		{"at the second visit", []biomarker.Rule{confirmed}, 100, 0, 20},
		{"for good", []biomarker.Rule{stop, always}, 0, 100, 22},
	} {
		p := openEvents(t, labTrial+"  label: EMA\n")
		p.Laboratory.Rules = [][]biomarker.Rule{nil, c.rules}
		r := runLabs(t, p, Options{Seed: 2, Replicates: 3})
		h := r.Holds[1]
		if h.Held.Median != c.held || h.Stopped.Median != c.stopped || math.Abs(h.Weeks.Median-c.weeks) > 1e-9 || r.Holds[0].Held.Median != 0 {
			t.Errorf("%s: held in %g %%, stopped in %g %%, %g weeks", c.name, h.Held.Median, h.Stopped.Median, h.Weeks.Median)
		}
		// The same people with the same variation between visits, who never took the drug.
		got, usual, none := change(r, 1, "LDL-C").Median, change(free, 1, "LDL-C").Median, change(untreated, 1, "LDL-C").Median
		if c.weeks == 0 && got != usual || c.weeks > 0 && math.Abs(got-none) > 0.05*(usual-none) {
			t.Errorf("%s: LDL changes by %g, where no dose is held by %g, untreated by %g", c.name, got, usual, none)
		}
	}
	// What treatment does ends when it is held, and begins again: some weeks are lost, not all.
	p := openEvents(t, labTrial+"  label: EMA\n")
	p.Laboratory.Rules = [][]biomarker.Rule{nil, {{Action: biomarker.Interrupt, Lab: "LDL-C", Criterion: biomarker.Criterion{Ratio: 1.25}}}}
	h := runLabs(t, p, Options{Seed: 2, Replicates: 5}).Holds[1]
	if h.Held.Median < 10 || h.Held.Median > 95 || !(h.Weeks.Median > 0.2 && h.Weeks.Median < 0.22*h.Held.Median*0.8) {
		t.Errorf("held in %g %%, for %g weeks", h.Held.Median, h.Weeks.Median)
	}
}

// The rules are those of the label; pieces, and the same seed, give the same bits.
func TestLaboratoryRepeats(t *testing.T) {
	text := strings.Replace(labTrial, "[LDL-C, CRP, CK]", "[neutrophils]", 1) + "  label: EMA\n"
	p := openEvents(t, text)
	if n := len(p.Laboratory.Rules[1]); n != 6 || p.Laboratory.Rules[0] != nil {
		t.Errorf("%d rules: %+v", n, p.Laboratory.Rules)
	}
	o := Options{Seed: 4, Replicates: 20}
	a := runLabs(t, p, o)
	s, err := New(p, nil, o)
	if err != nil {
		t.Fatal(err)
	}
	pieces := make([][]byte, s.NumShards())
	for i := len(pieces) - 1; i >= 0; i-- {
		if pieces[i], err = s.RunShard(context.Background(), i); err != nil || !s.Fits(i, pieces[i]) {
			t.Fatal(err)
		}
	}
	b, err := s.Merge(pieces)
	if err != nil || !reflect.DeepEqual(a, b.Laboratory) {
		t.Errorf("pieces give something else (%v)", err)
	}
}

func TestMistakesOfALaboratory(t *testing.T) {
	_, err := Open("x.yaml", []byte(`trial: LABS
disease: GVHD
arms:
  - {name: own, drug: mine, blockade: 40 %}
  - {name: old, drug: decernotinib, dose: 100, regimen: BID}
laboratory:
  values: [haemoglobin, platelets, platelets]
  weeks: [4, 2]
  grading: who
  label: Swiss
`))
	if err == nil {
		t.Fatal("no mistakes")
	}
	for _, want := range []string{
		"x.yaml:2:10", "no laboratory values are known of people", "x.yaml:4:", "not known from a blockade alone", "x.yaml:5:", "no pharmacokinetics", "x.yaml:7:", `did you mean "hemoglobin"`, "platelets is given twice",
		"x.yaml:8:", "does not come after", "x.yaml:9:", "omeract or ctcae", "x.yaml:10:", "FDA, EMA, PMDA",
	} {
		if !strings.Contains(err.Error(), want) {
			t.Errorf("no %q in\n%v", want, err)
		}
	}
}
