package binding

import (
	"testing"

	"jakstat/evidence"
	"jakstat/jak/drug"
	"jakstat/unit"
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

// Frames by hand: blood through B:P, medium and unbound through fu, both of the identity row.
func TestFrames(t *testing.T) {
	for _, c := range []struct {
		drug, row       string
		plasma, unbound float64
	}{
		{"tofacitinib", "cell1", 28 / 1.0, 28 * 0.6},
		{"deucravacitinib", "cell36", 13 / 1.26, 13 / 1.26 * 0.14},
		{"ritlecitinib", "cell70", 197 / 1.62, 197 / 1.62 * 0.86},
		{"upadacitinib", "cell29", 60.7, 60.7 * 0.48},
		{"baricitinib", "cell47", 44 / 0.5, 44},
		{"ruxolitinib", "cell27", 22.9 / 0.03, 22.9},
		{"deucravacitinib", "cell33", 9 / 0.14, 9},
	} {
		found := false
		for _, m := range molecule(t, c.drug).Rows {
			if m.ID == c.row {
				found = true
				if !close9(m.IC50, c.plasma) || !close9(m.Unbound, c.unbound) {
					t.Errorf("%s: %g nM in plasma, %g unbound; want %g and %g", c.row, m.IC50, m.Unbound, c.plasma, c.unbound)
				}
			}
		}
		if !found {
			t.Errorf("%s is not among the rows of %s", c.row, c.drug)
		}
	}
	if _, ok := ToPlasma(unit.Q(5, "nM"), 0.5, 1); ok {
		t.Error("a concentration without a frame must not be taken for any")
	}
	if v, ok := ToPlasma(unit.Q(2, "uM{unbound}"), 0.25, 1); !ok || !close9(v, 8000) {
		t.Errorf("2 µM unbound at fu 0.25 is %g nM in plasma", v)
	}
}

// What is left out: other species, fusion proteins, mixtures, functional read-outs.
func TestRowsThatAreNoCytokineSignalInHumanCells(t *testing.T) {
	rows := map[string]bool{}
	for _, name := range []string{"tofacitinib", "upadacitinib", "ruxolitinib", "fedratinib", "oclacitinib", "filgotinib"} {
		p := evidence.Default().PhysChem(name)
		for _, m := range MeasuredPotencies(evidence.Default(), name, max(p.FU.Value, 0.1), 1) {
			rows[m.ID] = true
		}
	}
	for id, why := range map[string]string{
		"cell13": "mouse", "cell14": "rat", "cell15": "mouse", "cell16": "rat", "cell17": "mouse", "cell18": "rat", "cell19": "proliferation",
		"cell20": "a mixture", "cell39": "a fusion protein", "cell40": "a fusion protein", "cell42": "cytokine not named", "cell43": "a fusion protein",
		"cell46": "mouse", "cell53": "a mutant", "cell55": "a mutant", "cell57": "nothing stated", "cell81": "a range over cytokines",
	} {
		if rows[id] {
			t.Errorf("%s (%s) is taken for a human cytokine signal", id, why)
		}
	}
	for _, id := range []string{"cell1", "cell12", "cell29", "cell41", "cell51", "cell60"} {
		if !rows[id] {
			t.Errorf("%s is missing", id)
		}
	}
}
