package receptor

import (
	"math"
	"testing"

	"jakstat/evidence"
	"jakstat/jak/binding"
	"jakstat/jak/drug"
)

// molecule opens a drug file made of its name alone, with the figures of its identity row.
func molecule(t testing.TB, name string) *Molecule {
	t.Helper()
	lib := evidence.Default()
	p := lib.PhysChem(name)
	bp := 0.0
	if !p.BP.Missing() {
		bp = p.BP.Value
	}
	m, err := New(lib, &drug.File{Drug: drug.Text{S: name}}, p.FU.Value, bp)
	if err != nil {
		t.Fatal(err)
	}
	return m
}

// Which row of the evidence serves a cell of the comparison; "" is no measurement.
func TestSelectionFromTheEvidence(t *testing.T) {
	lib := evidence.Default()
	for _, c := range []struct{ drug, readout, row string }{
		{"tofacitinib", "IL-6/pSTAT3", "cell30"}, // chosen: ex vivo after dosing
		{"tofacitinib", "IL-6/pSTAT1", "cell6"},
		{"tofacitinib", "IL-7", "cell32"},
		{"tofacitinib", "IL-2", "cell1"},
		{"tofacitinib", "IFN-alpha", "cell9"}, // T cells, not monocytes
		{"tofacitinib", "IL-12", "cell41"},
		{"tofacitinib", "IL-23", "cell21"},
		{"tofacitinib", "GM-CSF", "cell12"}, // not mouse or rat
		{"tofacitinib", "EPO", ""},
		{"upadacitinib", "IL-6/pSTAT3", "cell29"},
		{"upadacitinib", "IL-6/pSTAT1", ""}, // the STAT must match at IL-6
		{"upadacitinib", "IL-7", "cell31"},
		{"baricitinib", "IL-6/pSTAT3", "cell47"}, // a bound, cell49, is no value
		{"baricitinib", "IL-23", "cell48"},
		{"filgotinib", "IL-6/pSTAT1", "cell60"},
		{"filgotinib", "IL-6/pSTAT3", ""},
		{"filgotinib", "GM-CSF", "cell59"},
		{"ruxolitinib", "IL-6/pSTAT3", "cell51"}, // human blood, not mouse hepatocytes
		{"ruxolitinib", "IL-6/pSTAT1", "cell25"},
		{"ruxolitinib", "TPO", "cell52"},
		{"abrocitinib", "EPO", "cell64"},
		{"ritlecitinib", "IL-15", "cell70"},
		{"deucravacitinib", "IFN-alpha", "cell36"},
		{"deucravacitinib", "IL-23", "cell33"},
		{"deucravacitinib", "TPO", "cell80"},
		{"fedratinib", "IL-6/pSTAT3", ""},
	} {
		shown, _ := molecule(t, c.drug).Effects(lib, FindReadouts(lib, c.readout)[0])
		got := ""
		if shown.Row != nil {
			got = shown.Row.ID
		}
		if got != c.row {
			t.Errorf("%s at %s rests on %q, want %q", c.drug, c.readout, got, c.row)
		}
		if c.drug == "deucravacitinib" && c.readout == "TPO" != shown.AtLeast {
			t.Errorf("deucravacitinib at %s: lower limit %v", c.readout, shown.AtLeast)
		}
	}
}

// The slope and the concentration go into the effect as they stand: half at the IC50, none without drug.
func TestMeasuredEffect(t *testing.T) {
	lib := evidence.Default()
	e, other := molecule(t, "tofacitinib").Effects(lib, FindReadouts(lib, "IL-2")[0])
	if e.Route != IsMeasured || other == nil || other.Route != IsMechanism {
		t.Fatalf("routes %v and %v", e.Route, other)
	}
	if got := e.Inhibition(e.IC50, 1); got != 0.5 {
		t.Errorf("inhibition at the IC50 is %g", got)
	}
	if e.Inhibition(2*e.IC50, 2) != 0.5 || e.Inhibition(0, 1) != 0 || !(e.SD > 0.2 && e.SD < 1) {
		t.Errorf("a patient half as sensitive, none, SD: %g %g %g", e.Inhibition(2*e.IC50, 2), e.Inhibition(0, 1), e.SD)
	}
	if got := other.Inhibition(other.IC50, 1); math.Abs(got-0.5) > 1e-9 {
		t.Errorf("the mechanistic inhibition at its IC50 is %g", got)
	}
	if got := other.Inhibition(3*other.IC50, 3); math.Abs(got-0.5) > 1e-9 {
		t.Errorf("a patient a third as sensitive: %g", got)
	}
}

// Which receptors each kind of molecule may speak of by its constants.
func TestCovers(t *testing.T) {
	gammaC, gp130, il12, epo, ifn := Pair{binding.JAK1, []binding.Kinase{binding.JAK3}}, Pair{binding.JAK1, []binding.Kinase{binding.JAK2, binding.TYK2}}, Pair{binding.JAK2, []binding.Kinase{binding.TYK2}}, Pair{binding.JAK2, []binding.Kinase{binding.JAK2}}, Pair{binding.JAK1, []binding.Kinase{binding.TYK2}}
	for _, c := range []struct {
		drug string
		want map[string]bool
	}{
		{"tofacitinib", map[string]bool{"JAK1/JAK3": true, "JAK1/JAK2|TYK2": true, "JAK2/TYK2": true, "JAK2/JAK2": true, "JAK1/TYK2": true}},
		{"momelotinib", map[string]bool{"JAK1/JAK3": true, "JAK1/JAK2|TYK2": true, "JAK2/TYK2": false, "JAK2/JAK2": true, "JAK1/TYK2": false}},
		{"deucravacitinib", map[string]bool{"JAK1/JAK3": false, "JAK1/JAK2|TYK2": true, "JAK2/TYK2": true, "JAK2/JAK2": false, "JAK1/TYK2": true}},
		{"ritlecitinib", map[string]bool{"JAK1/JAK3": false, "JAK1/JAK2|TYK2": true, "JAK2/TYK2": true, "JAK2/JAK2": true, "JAK1/TYK2": true}},
	} {
		m := molecule(t, c.drug)
		for _, p := range []Pair{gammaC, gp130, il12, epo, ifn} {
			if got := m.covers(p); got != c.want[p.String()] {
				t.Errorf("%s covers %s: %v", c.drug, p, got)
			}
		}
	}
}

// Turnover is the protein's: a user's covalent molecule, or one that borrows ritlecitinib's potencies, loses JAK3 over time as well.
func TestEveryCovalentDrugHasTurnover(t *testing.T) {
	lib := evidence.Default()
	text := func(s string) drug.Text { return drug.Text{S: s} }
	for name, f := range map[string]*drug.File{
		"shipped":  {Drug: text("ritlecitinib")},
		"borrowed": {Drug: text("mine"), PotencyOf: text("ritlecitinib")},
		"own":      {Drug: text("mine"), Mode: text("covalent"), Potencies: []drug.PotencyEntry{{Cytokine: text("IL-15"), STAT: text("STAT5"), IC50: text("120 nM{plasma}")}}},
	} {
		m, err := New(lib, f, 0.86, 1.62)
		if err != nil {
			t.Fatal(err)
		}
		e, _ := m.Effects(lib, FindReadouts(lib, "IL-15")[0])
		if e.Route != IsMeasured || e.Covalent == nil || e.Verified {
			t.Errorf("%s: route %s, covalent %v, verified %v", name, e.Route, e.Covalent, e.Verified)
			continue
		}
		within := func(what string, got, want float64) {
			if math.Abs(got-want) > 0.02*want {
				t.Errorf("%s: %s is %g, want %g", name, what, got, want)
			}
		}
		within("turnover", e.Covalent.KDeg, 60/303.0)
		within("inactivation", e.Covalent.KInact, math.Ln2/e.IC50)
	}
}
