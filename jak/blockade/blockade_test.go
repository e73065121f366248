package blockade

import (
	"context"
	"math"
	"slices"
	"testing"

	"jakstat/evidence"
	"jakstat/evidence/results"
	"jakstat/jak/coverage"
	"jakstat/library"
)

func load(t *testing.T) *evidence.Library {
	t.Helper()
	lib, err := evidence.Load(library.FS)
	if err != nil {
		t.Fatal(err)
	}
	return lib
}

func TestBlockadeIsThatOfTheComparison(t *testing.T) {
	lib := load(t)
	tr, err := Open(lib, "tofacitinib", "5", "BID PO", "RA")
	if err != nil {
		t.Fatal(err)
	}
	b, err := Of(context.Background(), lib, tr)
	if err != nil {
		t.Fatal(err)
	}
	c, err := coverage.Compare(context.Background(), lib, []coverage.Treatment{tr}, coverage.Options{Subjects: 48})
	if err != nil {
		t.Fatal(err)
	}
	seen := 0
	for _, r := range c.Rows {
		v, ok := b[0].In(r.Readout.Receptor.Cytokine + "/p" + r.Readout.STAT)
		if !ok {
			continue
		}
		seen++
		if math.Abs(v-r.Cells[0].Average.Typical) > 1e-12 {
			t.Errorf("%s: %g here, %g there", r.Readout.Label(), v, r.Cells[0].Average.Typical)
		}
	}
	if seen < 30 {
		t.Errorf("only %d read-outs have a blockade", seen)
	}
	main, _ := b[0].In("IL-6")
	stat3, _ := b[0].In("IL-6/pSTAT3")
	if main != stat3 || main <= 0 {
		t.Errorf("IL-6 stands for IL-6/pSTAT3: %g, %g", main, stat3)
	}
	if _, ok := b[0].In("IL-99"); ok {
		t.Error("nothing can be known of IL-99")
	}
}

func TestModelOfTheDiseaseAndTheFormulationIsTaken(t *testing.T) {
	lib := load(t)
	for _, c := range []struct{ drug, mg, regimen, disease, model string }{
		{"tofacitinib", "10", "BID", "ulcerative colitis", "uc"},
		{"tofacitinib", "5", "BID PO", "RA", "ra"},
		{"tofacitinib", "5", "BID", "alopecia areata", "ra"},
		{"baricitinib", "4", "QD", "atopic dermatitis", "ad"},
		{"upadacitinib", "15", "QD PO", "RA", "ra-er"},
		{"upadacitinib IR", "6", "BID PO", "RA", "healthy-ir"},
		{"upadacitinib", "24", "BID (IR)", "Crohn disease", "healthy-ir"},
		{"deucravacitinib", "3", "every other day", "plaque psoriasis", "pso"},
	} {
		tr, err := Open(lib, c.drug, c.mg, c.regimen, c.disease)
		if err != nil {
			t.Error(err)
		} else if tr.Model.ID != c.model {
			t.Errorf("%v: model %s", c, tr.Model.ID)
		}
	}
	if _, err := Open(lib, "upadacitinib", "15", "once", "RA"); err == nil {
		t.Error("a regimen without repetition has no steady state")
	}
}

// Every JAK inhibitor's arm of the trial tables either has a blockade or is one of the drugs that are known to have none.
func TestTrialArms(t *testing.T) {
	lib := load(t)
	known := []string{
		"tofacitinib", "upadacitinib", "upadacitinib IR", "baricitinib", "filgotinib", "abrocitinib", "deucravacitinib", "deuruxolitinib",
		"ritlecitinib", "fedratinib", "momelotinib", "pacritinib",
	}
	r := results.Shipped()
	disease := map[string]string{}
	for _, d := range r.Designs {
		disease[d.Trial] = d.Disease
	}
	// Dose ranges, titrated and weighed doses have no single steady state; a caller must say which dose stands for them.
	ranged := map[string]bool{
		"baricitinib 4-8 QD PO": true, "tofacitinib <=5 weight-based BID PO": true, "baricitinib 4-mg equivalent QD PO": true,
		"ritlecitinib 200 (4 wk) then 50 QD": true, "ritlecitinib 200 (4 wk) then 30 QD": true, "pacritinib  400 QD + 200 BID pooled": true,
		"upadacitinib 15 (escalated to 30) QD, escalation from wk 4 per response": true,
	}
	seen := map[string]bool{}
	for _, e := range append(slices.Clone(r.Efficacy), r.Wanted...) {
		name := e.Drug + " " + e.Dose + " " + e.Regimen
		if !slices.Contains(known, e.Drug) || seen[name+disease[e.Trial]] {
			continue
		}
		seen[name+disease[e.Trial]] = true
		if _, err := Open(lib, e.Drug, e.Dose, e.Regimen, disease[e.Trial]); (err == nil) == ranged[name] {
			t.Errorf("%s in %s: error %v", name, disease[e.Trial], err)
		}
	}
}
