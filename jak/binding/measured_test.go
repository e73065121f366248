package binding

import (
	"math"
	"strings"
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

func TestPickRules(t *testing.T) {
	row := func(id string, change func(*Measured)) Measured {
		m := Measured{ID: id, Cytokine: "X", STAT: "STAT5", Matrix: "whole blood", Verified: true, Primary: true}
		change(&m)
		return m
	}
	same := func(*Measured) {}
	for _, c := range []struct {
		name   string
		a, b   Measured // b must win wherever it stands
		strict bool
	}{
		{"a chosen row", row("a", func(m *Measured) { m.Matrix = "whole blood (ex vivo after dosing)" }), row("b", func(m *Measured) { m.Chosen, m.Verified, m.Primary, m.Matrix = true, false, false, "cell line" }), false},
		{"over a refused one", row("a", func(m *Measured) { m.Refused = "z" }), row("b", func(m *Measured) { m.Verified = false }), false},
		{"the STAT asked for", row("a", func(m *Measured) { m.STAT, m.Chosen = "STAT1", true }), row("b", func(m *Measured) { m.Verified = false }), false},
		{"verified", row("a", func(m *Measured) { m.Verified, m.Matrix = false, "whole blood (ex vivo after dosing)" }), row("b", func(m *Measured) { m.Matrix = "PBMC" }), false},
		{"after dosing", row("a", same), row("b", func(m *Measured) { m.Matrix = "whole blood (ex vivo after dosing)" }), false},
		{"blood before isolated cells", row("a", func(m *Measured) { m.Matrix = "PBMC" }), row("b", same), false},
		{"primary cells before lines", row("a", func(m *Measured) { m.Matrix, m.Primary = "cell line", false }), row("b", func(m *Measured) { m.Matrix = "PBMC" }), false},
		{"never an upper limit", row("a", func(m *Measured) { m.Limit, m.Chosen = evidence.Less, true }), row("b", func(m *Measured) { m.Verified, m.Primary, m.Matrix = false, false, "cell line" }), false},
		{"never another STAT where it matters", row("a", func(m *Measured) { m.STAT = "STAT1" }), row("b", func(m *Measured) { m.Refused, m.Verified = "z", false }), true},
	} {
		for _, rows := range [][]Measured{{c.a, c.b}, {c.b, c.a}} {
			if got := pick(rows, "X", "STAT5", c.strict); got == nil || got.ID != "b" {
				t.Errorf("%s: picked %+v", c.name, got)
			}
		}
	}
	if got := pick([]Measured{row("a", func(m *Measured) { m.Limit = evidence.Less })}, "X", "STAT5", false); got != nil {
		t.Error("an upper limit alone is no value")
	}
	if got := pick([]Measured{row("a", func(m *Measured) { m.STAT = "STAT1" })}, "X", "STAT5", true); got != nil {
		t.Error("another STAT was taken where the STAT matters")
	}
	if got := pick([]Measured{row("a", same), row("b", same)}, "X", "STAT5", false); got == nil || got.ID != "a" {
		t.Error("of equals the first of the table is taken")
	}
	if got := pick([]Measured{row("a", same)}, "Y", "STAT5", false); got != nil {
		t.Error("a row on another cytokine was taken")
	}
}

// Every receptor has a row, in groups that hang together.
func TestEveryReceptorHasARow(t *testing.T) {
	lib := evidence.Default()
	rows := Readouts(lib)
	seen, group, groups := map[string]int{}, "", map[string]bool{}
	for _, r := range rows {
		seen[r.Receptor.Cytokine]++
		if r.Group() != group {
			if group = r.Group(); groups[group] {
				t.Errorf("group %s is torn apart", group)
			}
			groups[group] = true
		}
		if r.STAT == "" || !strings.HasPrefix(r.Label(), r.Receptor.Cytokine+" · pSTAT") {
			t.Errorf("label %q", r.Label())
		}
	}
	for _, r := range lib.Receptors {
		want := 1
		if r.Cytokine == "IL-6" {
			want = 2
		}
		if seen[r.Cytokine] != want {
			t.Errorf("%s has %d rows, want %d", r.Cytokine, seen[r.Cytokine], want)
		}
		if got := FindReadouts(lib, r.Cytokine); len(got) != want {
			t.Errorf("%s is found %d times", r.Cytokine, len(got))
		}
	}
	for name, want := range map[string]int{"il6": 2, "IL-6/pSTAT1": 1, "IL-6/pstat3": 1, "IFN-α": 1, "ifng": 1, "IFN-gamma": 1, "GM-CSF": 1, "gmcsf": 1, "IL-99": 0, "": 0} {
		if got := FindReadouts(lib, name); len(got) != want {
			t.Errorf("%q finds %d rows, want %d", name, len(got), want)
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
