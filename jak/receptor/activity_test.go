package receptor

import (
	"math"
	"strings"
	"testing"

	"jakstat/evidence"
	"jakstat/jak/binding"
)

// What is left of a pair is what the effects of a comparison say before the reserve: the same constants and pair logic on another way.
func TestActivityIsTheMechanisticEffect(t *testing.T) {
	lib := evidence.Default()
	compared := 0
	for _, name := range []string{"tofacitinib", "baricitinib", "upadacitinib", "filgotinib", "ruxolitinib", "deucravacitinib"} {
		m := molecule(t, name)
		for _, r := range Readouts(lib) {
			e := m.mechanism(r)
			a, err := m.PairActivity(lib, r.Pair, &r, false)
			if e == nil || err != nil {
				if m.Mode == binding.Reversible && (e == nil) != (err != nil) {
					t.Errorf("%s at %s: effect %v, activity %v", name, r.Label(), e, err)
				}
				continue
			}
			// At the reference ATP level.
			for i, place := range a.Places {
				for j, s := range place.Sites {
					k, _ := binding.ParseKinase(s.Name)
					known, _ := m.Potency(k)
					if m.Mode == binding.Reversible && !(s.Half > 2.8*known.Ki*a.Factor && s.Half < 3*known.Ki*a.Factor) {
						t.Errorf("%s: %s is carried from %g to %g nM", name, k, known.Ki*a.Factor, s.Half)
					}
					a.Places[i].Sites[j].Half = known.Ki * a.Factor
				}
			}
			for _, cu := range []float64{0, 0.3, 12, 500, 1e5} {
				if got, want := throughReserve(1-a.Left(cu), e.Mechanism.Tau), e.Inhibition(cu/m.Fu, 1); math.Abs(got-want) > 1e-9 {
					t.Errorf("%s at %s: %g inhibited at %g nM, want %g", name, r.Label(), got, cu, want)
				}
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
	bare, err := m.KinaseActivity(lib, binding.JAK1, true)
	if err != nil || bare.Factor != 1 || math.Abs(bare.Left(m.Constants[binding.JAK1].KiApp)-0.5) > 1e-12 || bare.Left(0) != 1 || bare.Label != "JAK1" || len(bare.Refs) == 0 {
		t.Errorf("bare: %+v, %v", bare, err)
	}
	estimated, err := m.KinaseActivity(lib, binding.JAK1, false)
	known, _ := m.Potency(binding.JAK1)
	if err != nil || estimated.Factor == 1 || math.Abs(estimated.Half()/(known.Ki*estimated.Factor*76/26)-1) > 1e-9 || len(estimated.Cells) == 0 {
		t.Errorf("estimated: %+v, %v", estimated, err)
	}
	s := Stated(30, 2)
	if math.Abs(s.Left(30)-0.5) > 1e-12 || math.Abs(s.Left(90)-0.1) > 1e-12 || s.Left(0) != 1 || s.Left(-1e-12) != 1 || s.Label != "IC50 30 nM, Hill 2" {
		t.Errorf("stated: %g %g %g, %s", s.Left(30), s.Left(90), s.Left(0), s.Label)
	}
}

func TestActivityRefusesWhatIsNoEquilibrium(t *testing.T) {
	lib := evidence.Default()
	ritlecitinib, deucravacitinib := molecule(t, "ritlecitinib"), molecule(t, "deucravacitinib")
	for _, f := range []func() (*Activity, error){
		func() (*Activity, error) { return ritlecitinib.KinaseActivity(lib, binding.JAK3, false) },
		func() (*Activity, error) {
			return ritlecitinib.PairActivity(lib, Pair{binding.JAK1, []binding.Kinase{binding.JAK3}}, nil, true)
		},
	} {
		if _, err := f(); err == nil || !strings.Contains(err.Error(), "binds JAK3 for good") {
			t.Errorf("a covalent drug: %v", err)
		}
	}
	if a, err := ritlecitinib.KinaseActivity(lib, binding.JAK1, true); err != nil || !a.AtLeast || !strings.Contains(strings.Join(a.Notes, ";"), "at most this") {
		t.Errorf("the other kinases of a covalent drug: %+v, %v", a, err)
	}
	if a, err := deucravacitinib.KinaseActivity(lib, binding.TYK2, true); err != nil || !strings.Contains(strings.Join(a.Notes, ";"), "pseudokinase") {
		t.Errorf("a ligand of the pseudokinase: %+v, %v", a, err)
	}
	if _, err := deucravacitinib.KinaseActivity(lib, binding.JAK3, true); err == nil || !strings.Contains(err.Error(), "TYK2") {
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
