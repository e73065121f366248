package binding

import (
	"math"
	"strings"
	"testing"

	"jakstat/evidence"
)

// Apparent constants by hand. Michaelis constants for ATP (mM): JAK1 0.04, JAK2 0.01, JAK3 0.0025, TYK2 0.04.
func TestConstants(t *testing.T) {
	lib := evidence.Default()
	for _, c := range []struct {
		drug   string
		kinase Kinase
		row    string
		want   float64
	}{
		// At 1 mM ATP: as they stand, ATP counted once and not twice.
		{"tofacitinib", JAK1, "enz16", 15.1},
		{"tofacitinib", JAK2, "enz17", 77.4},
		{"tofacitinib", JAK3, "enz27", 50}, // the verified row, chosen over 55 of the same panel
		{"tofacitinib", TYK2, "enz19", 489},
		{"filgotinib", JAK1, "enz55", 363}, // not 10, the IC50 near Km
		{"ruxolitinib", JAK2, "enz73", 8.8},
		{"abrocitinib", JAK1, "enz79", 28.8}, // 1 mM by the assay's name
		{"ritlecitinib", JAK3, "enz105", 33},
		// At 0.1 mM: IC50·(1 + 1/Km)/(1 + 0.1/Km).
		{"upadacitinib", JAK1, "enz42", 46.8 * 26 / 3.5},
		{"upadacitinib", JAK2, "enz43", 120.0 * 101 / 11},
		{"upadacitinib", JAK3, "enz44", 2344.0 * 401 / 41},
		{"upadacitinib", TYK2, "enz45", 4690 * 26 / 3.5},
		// At Km: IC50·(1 + 1/Km)/2.
		{"delgocitinib", JAK1, "enz89", 2.8 * 13},
		{"delgocitinib", JAK2, "enz90", 2.6 * 50.5},
		{"delgocitinib", JAK3, "enz91", 12.9 * 200.5},
		// The pseudokinase ligand knows no ATP; an IC50 or Kd of the same site is not taken.
		{"deucravacitinib", TYK2, "enz95", 0.02},
		// No ATP level stated: half of the way from Km to 1 mM on a log scale.
		{"fedratinib", JAK2, "enz109", 3 * math.Sqrt(50.5)},
		{"pacritinib", TYK2, "enz126", 50 * math.Sqrt(13)},
	} {
		k := Constants(lib, c.drug, ModeFromWords(lib.PhysChem(c.drug).BindingMode))[c.kinase]
		if !k.Known || k.Refs[0] != c.row || !close9(k.KiApp, c.want) {
			t.Errorf("%s on %s: %g from %v, want %g from %s", c.drug, c.kinase, k.KiApp, k.Refs, c.want, c.row)
		}
	}
	for _, c := range []struct {
		drug   string
		kinase Kinase
	}{{"deucravacitinib", JAK1}, {"deucravacitinib", JAK2}, {"momelotinib", TYK2}, {"GS-829845", JAK1}, {"povorcitinib", JAK1}} {
		k := Constants(lib, c.drug, ModeFromWords(lib.PhysChem(c.drug).BindingMode))[c.kinase]
		if k.Known || !math.IsInf(k.KiApp, 1) {
			t.Errorf("%s on %s is %g from %v, but nothing usable is known", c.drug, c.kinase, k.KiApp, k.Refs)
		}
	}
}

// Rules that hold for every drug of the library.
func TestConstantsKeepTheRules(t *testing.T) {
	lib := evidence.Default()
	for _, p := range lib.PhysChems {
		mode := ModeFromWords(p.BindingMode)
		for k, c := range Constants(lib, p.Drug, mode) {
			if !c.Known {
				continue
			}
			typed, _, ok := lib.Get(c.Refs[0])
			e, isEnzyme := typed.(*evidence.Enzyme)
			if !ok || !isEnzyme || e.Drug != p.Drug || e.Target != Kinase(k).String() {
				t.Fatalf("%s on %s rests on %s", p.Drug, Kinase(k), c.Refs[0])
			}
			atOne := !e.ATP.Missing() && e.ATP.Value == 1 || strings.Contains(e.Assay, "1 mM ATP")
			switch {
			case e.AllAssayMedian():
				t.Errorf("%s: a median over mixed assays", e.ID)
			case e.Measure == "Kd":
				t.Errorf("%s: a Kd measured without ATP", e.ID)
			case atOne && e.Measure == "IC50" && (c.KiApp != e.Value.Value || c.Converted || len(c.Refs) != 1):
				t.Errorf("%s: an IC50 at 1 mM must stand as it is, got %g", e.ID, c.KiApp)
			case c.Verified && e.How != evidence.Verified:
				t.Errorf("%s: unverified row, verified constant", e.ID)
			case c.ATPUnknown && (c.Verified || !(c.LnSD > 0.5)):
				t.Errorf("%s: unknown ATP level must be unverified and wide, SD %g", e.ID, c.LnSD)
			case c.AtLeast != (e.Value.Relation == evidence.Greater):
				t.Errorf("%s: limit %v", e.ID, c.AtLeast)
			}
			if ch, ok := lib.Chosen(e.ID); ok && ch.Chosen != "" && ch.Chosen != e.ID && rankOf(lib, ch.Chosen, mode) == rankOf(lib, e.ID, mode) {
				t.Errorf("%s is used although %s was chosen over it", e.ID, ch.Chosen)
			}
		}
	}
}

func TestMichaelisConstants(t *testing.T) {
	for k, want := range map[Kinase]float64{JAK1: 0.04, JAK2: 0.01, JAK3: 0.0025, TYK2: 0.04} {
		if km, id, verified := MichaelisATP(evidence.Default(), k); km != want || !verified || id == "" {
			t.Errorf("%s: %g mM from %s, verified %v; want %g", k, km, id, verified, want)
		}
	}
}

func TestModes(t *testing.T) {
	for words, want := range map[string]Mode{"": Reversible, "reversible": Reversible, "jh2": JH2, "TYK2 JH2 allosteric (reversible)": JH2, "covalent": Irreversible, "covalent irreversible (JAK3 Cys909; TEC family)": Irreversible} {
		if got := ModeFromWords(words); got != want {
			t.Errorf("%q reads as %s", words, got)
		}
	}
}
