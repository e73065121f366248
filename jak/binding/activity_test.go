package binding

import (
	"math"
	"strings"
	"testing"

	"jakstat/evidence"
)

// What is left of a pair is what the effects of a comparison say: the same constants, anchor and pair logic on another way.
func TestActivityIsTheMechanisticEffect(t *testing.T) {
	lib := evidence.Default()
	compared := 0
	for _, name := range []string{"tofacitinib", "baricitinib", "upadacitinib", "filgotinib", "ruxolitinib", "deucravacitinib"} {
		m := molecule(t, name)
		for _, r := range Readouts(lib) {
			e := m.mechanism(r)
			a, err := m.PairActivity(lib, r.Pair, true)
			if e == nil || err != nil {
				if m.Mode == Reversible && (e == nil) != (err != nil) {
					t.Errorf("%s at %s: effect %v, activity %v", name, r.Label(), e, err)
				}
				continue
			}
			for _, cu := range []float64{0, 0.3, 12, 500, 1e5} {
				if got, want := a.Left(cu), 1-e.Inhibition(cu/m.Fu, 1); math.Abs(got-want) > 1e-12 {
					t.Errorf("%s at %s: %g left at %g nM, want %g", name, r.Label(), got, cu, want)
				}
			}
			bare, err := m.PairActivity(lib, r.Pair, false)
			if err != nil || math.Abs(bare.Half()/r.Pair.IC50(m.kiApp())-1) > 1e-9 && !math.IsInf(bare.Half(), 1) {
				t.Errorf("%s at %s: half at %g nM by the bare constants, want %g (%v)", name, r.Label(), bare.Half(), r.Pair.IC50(m.kiApp()), err)
			}
			compared++
		}
	}
	if compared < 100 {
		t.Errorf("only %d pairs were compared", compared)
	}
}

func TestActivityOfOneKinase(t *testing.T) {
	lib := evidence.Default()
	m := molecule(t, "ruxolitinib")
	bare, err := m.KinaseActivity(lib, JAK1, false)
	if err != nil || bare.Shift != nil || !close9(bare.Left(m.Constants[JAK1].KiApp), 0.5) || bare.Left(0) != 1 || bare.Label != "JAK1" || len(bare.Refs) == 0 {
		t.Errorf("bare: %+v, %v", bare, err)
	}
	anchored, err := m.KinaseActivity(lib, JAK1, true)
	if err != nil || anchored.Shift == nil || !close9(anchored.Half(), m.Constants[JAK1].KiApp*anchored.Shift.Factor) || anchored.Shift.Factor == 1 || anchored.Shift.OnPair != 0 {
		t.Errorf("anchored: %+v, %v", anchored, err)
	}
	s := Stated(30, 2)
	if !close9(s.Left(30), 0.5) || !close9(s.Left(90), 0.1) || s.Left(0) != 1 || s.Left(-1e-12) != 1 || s.Label != "IC50 30 nM, Hill 2" {
		t.Errorf("stated: %g %g %g, %s", s.Left(30), s.Left(90), s.Left(0), s.Label)
	}
}

func TestActivityRefusesWhatIsNoEquilibrium(t *testing.T) {
	lib := evidence.Default()
	ritlecitinib, deucravacitinib := molecule(t, "ritlecitinib"), molecule(t, "deucravacitinib")
	for _, f := range []func() (*Activity, error){
		func() (*Activity, error) { return ritlecitinib.KinaseActivity(lib, JAK3, true) },
		func() (*Activity, error) { return ritlecitinib.PairActivity(lib, Pair{JAK1, []Kinase{JAK3}}, false) },
	} {
		if _, err := f(); err == nil || !strings.Contains(err.Error(), "binds JAK3 for good") {
			t.Errorf("a covalent drug: %v", err)
		}
	}
	if a, err := ritlecitinib.KinaseActivity(lib, JAK1, false); err != nil || !a.AtLeast || !strings.Contains(strings.Join(a.Notes, ";"), "at most this") {
		t.Errorf("the other kinases of a covalent drug: %+v, %v", a, err)
	}
	if a, err := deucravacitinib.KinaseActivity(lib, TYK2, false); err != nil || !strings.Contains(strings.Join(a.Notes, ";"), "pseudokinase") {
		t.Errorf("a ligand of the pseudokinase: %+v, %v", a, err)
	}
	if _, err := deucravacitinib.KinaseActivity(lib, JAK3, false); err == nil || !strings.Contains(err.Error(), "TYK2") {
		t.Errorf("a kinase it does not bind: %v", err)
	}
}

func TestParsePair(t *testing.T) {
	lib := evidence.Default()
	for text, want := range map[string]string{"JAK1/JAK2|TYK2": "JAK1/JAK2|TYK2", "JAK2/JAK2": "JAK2/JAK2", "IL-6": "JAK1/JAK2|TYK2", "epo": "JAK2/JAK2", "IFN-γ": "JAK1/JAK2"} {
		if p, _, err := ParsePair(lib, text); err != nil || p.String() != want {
			t.Errorf("%s is %s, want %s (%v)", text, p, want, err)
		}
	}
	for text, want := range map[string]string{"IL-66": "did you mean", "JAK1/JAK9": `"JAK9"`, "JAK1": "unknown cytokine", "JAK1/": `""`} {
		if _, _, err := ParsePair(lib, text); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%s: %v", text, err)
		}
	}
}
