package receptor

import (
	"fmt"
	"math"
	"testing"
	"testing/fstest"

	"jakstat/evidence"
	"jakstat/jak/binding"
	"jakstat/jak/drug"
	"jakstat/stat/laplace"
)

// Every predictor's derivative agrees with differences, in every form, at a point away from the mode.
func TestDerivatives(t *testing.T) {
	lib := evidence.Default()
	drugs := []Evidence{molecule(t, "tofacitinib").Evidence, molecule(t, "ruxolitinib").Evidence}
	for _, f := range Forms() {
		if f == MostSensitive {
			continue // has corners
		}
		m := NewModel(f, drugs)
		x := make([]float64, len(m.Problem.Coords))
		for i, c := range m.Problem.Coords {
			x[i] = c.Mean + 0.3*math.Sin(float64(i))
		}
		for _, o := range m.Problem.Obs {
			var g laplace.Gradient
			o.Predict(x, &g)
			got := make([]float64, len(x))
			for a, i := range g.I {
				got[i] += g.V[a]
			}
			for i := range x {
				const h = 1e-5
				y := append([]float64(nil), x...)
				y[i] += h
				var scratch laplace.Gradient
				up := o.Predict(y, &scratch)
				y[i] -= 2 * h
				want := (up - o.Predict(y, &scratch)) / (2 * h)
				if math.Abs(got[i]-want) > 1e-6 {
					t.Fatalf("%v, %s by %s: %g, difference %g", f, o.Name, m.Problem.Coords[i].Name, got[i], want)
				}
			}
		}
	}
	_ = lib
}

// What a user gives is taken as it stands; nothing of the library's assays of that kinase takes part.
func TestGivenConstantsAreExact(t *testing.T) {
	lib := evidence.Default()
	file := func(nM ...string) *drug.File {
		f := &drug.File{Drug: drug.Text{S: "mine"}}
		for i, k := range binding.Kinases() {
			f.Kinases = append(f.Kinases, drug.Kinase{Name: k.String(), KinaseEntry: drug.KinaseEntry{Value: drug.Text{S: nM[i]}}})
		}
		return f
	}
	f := file("2 nM", "60 nM", "900 nM", "400 nM")
	m, err := New(lib, f, 0.5, 1)
	if err != nil {
		t.Fatal(err)
	}
	for k, want := range map[binding.Kinase]float64{binding.JAK1: 2, binding.JAK2: 60, binding.JAK3: 900, binding.TYK2: 400} {
		p, ok := m.Potency(k)
		if !ok || math.Abs(p.Ki-want) > 1e-9*want || p.LnSD != 0 {
			t.Errorf("%v: %+v", k, p)
		}
	}
	n, err := New(lib, file("20 nM", "600 nM", "9000 nM", "4000 nM"), 0.5, 1)
	if err != nil {
		t.Fatal(err)
	}
	for _, r := range Readouts(lib) {
		a, _ := m.Effects(lib, r)
		b, _ := n.Effects(lib, r)
		if math.Abs(b.IC50/a.IC50-10) > 1e-6 {
			t.Errorf("%s: ten times the constants give %g times the IC50", r.Label(), b.IC50/a.IC50)
		}
	}
}

// A drug's own coordinates given the calibration are those of the joint fit, within a part of their standard deviation: the shared ones are
// taken at their mean.
func TestConditionalAgreesWithTheJointFit(t *testing.T) {
	names := []string{"tofacitinib", "baricitinib", "upadacitinib", "filgotinib", "ruxolitinib", "abrocitinib", "peficitinib", "delgocitinib"}
	var drugs []Evidence
	for _, n := range names {
		drugs = append(drugs, molecule(t, n).Evidence)
	}
	m := NewModel(Shipped().Form, drugs)
	post, err := m.Problem.Fit(nil)
	if err != nil {
		t.Fatal(err)
	}
	c := CalibrationOf(m, post, "")
	for i, e := range drugs {
		one := NewConditional(c, e)
		own, err := one.Problem.Fit(nil)
		if err != nil {
			t.Fatal(err)
		}
		for k := range binding.Kinases() {
			a, b := m.Constants(e.Drug, post.X)[k], one.Constants(e.Drug, own.X)[k]
			if !drugs[i].Speaks(binding.Kinase(k)) {
				continue
			}
			if math.Abs(a-b) > 0.05 {
				t.Errorf("%s %v: ln Ki %.3f jointly, %.3f given the calibration", e.Drug, binding.Kinase(k), a, b)
			}
		}
		for _, cell := range e.Cells {
			a, b := m.Predict(post, e.Drug, cell.Receptor, cell.STAT), one.Predict(own, e.Drug, cell.Receptor, cell.STAT)
			if math.Abs(a.Ln-b.Ln) > 0.05 || !(b.SD >= 0.9*a.SD && b.SD < 1.6*a.SD) {
				t.Errorf("%s %s: %.3f ± %.3f jointly, %.3f ± %.3f given the calibration", e.Drug, cell.ID, a.Ln, a.SD, b.Ln, b.SD)
			}
		}
	}
}

// A read-out of which nothing is known is predicted with a wider interval than its family's known ones, and one of an unknown family wider still.
func TestUnknownIsWider(t *testing.T) {
	lib := evidence.Default()
	m := molecule(t, "tofacitinib")
	sd := func(name string) float64 {
		r := FindReadouts(lib, name)[0]
		return m.model.Predict(m.post, m.Evidence.Drug, r.Receptor, r.STAT).Level
	}
	if a, b, c := sd("IL-2"), sd("IL-9"), sd("IL-10"); !(a < b && b < c) {
		t.Errorf("IL-2 %.3f, IL-9 %.3f (no data, same family), IL-10 %.3f (no data in the family)", a, b, c)
	}
}

// A calibration survives its files; damaged ones are refused.
func TestCalibrationFiles(t *testing.T) {
	c := Shipped()
	fsys := memory(c.Files())
	again, err := ReadCalibration(fsys)
	if err != nil {
		t.Fatal(err)
	}
	if d := c.Distance(again); d > 1e-4 || again.Hash != c.Hash {
		t.Errorf("differs by %g after writing and reading", d)
	}
	for name, damage := range map[string]func(map[string][]byte){
		"no file":      func(f map[string][]byte) { delete(f, CovarianceFile) },
		"empty":        func(f map[string][]byte) { f[ParameterFile] = nil },
		"unknown form": func(f map[string][]byte) { f[ParameterFile] = []byte("item,name,value,sd\nform,nonsense,,\n") },
		"a row less":   func(f map[string][]byte) { f[CovarianceFile] = f[CovarianceFile][:200] },
	} {
		files := c.Files()
		damage(files)
		if _, err := ReadCalibration(memory(files)); err == nil {
			t.Errorf("%s is accepted", name)
		}
	}
}

// The evidence hash knows every figure that takes part.
func TestHash(t *testing.T) {
	e := molecule(t, "tofacitinib").Evidence
	h := HashOf([]Evidence{e})
	changed := e
	changed.Cells = append([]Cell(nil), e.Cells...)
	changed.Cells[3].Ln += 1e-6
	if HashOf([]Evidence{changed}) == h || HashOf([]Evidence{e}) != h {
		t.Error("the hash does not follow the evidence")
	}
	changed = e
	changed.Assays = append([]Assay(nil), e.Assays...)
	changed.Assays[0].Verified = !changed.Assays[0].Verified
	if HashOf([]Evidence{changed}) == h {
		t.Error("the hash does not follow verification")
	}
}

// Which rows are evidence: none of the medians over mixed assays, no displacement without ATP, no mutant kinase.
func TestEvidenceRules(t *testing.T) {
	lib := evidence.Default()
	for _, p := range lib.PhysChems {
		if p.FU.Missing() {
			continue
		}
		m := molecule(t, p.Drug)
		for _, a := range m.Evidence.Assays {
			row, _, ok := lib.Get(a.ID)
			if !ok {
				t.Fatalf("%s is no row", a.ID)
			}
			if e, isEnzyme := row.(*evidence.Enzyme); isEnzyme {
				if e.AllAssayMedian() || e.Measure == "Kd" || e.Target != a.Kinase.String() {
					t.Errorf("%s: %s takes part", p.Drug, a.ID)
				}
				if (a.CarrySD > 0) != (m.Mode != binding.JH2 && e.Measure == "IC50" && e.ATP.Missing() && !binding.SaysReferenceATP(e) && a.Carry > 0 && a.CarrySD > 0) {
					t.Errorf("%s: unknown ATP level %v", a.ID, a.CarrySD)
				}
				if a.Carry < 0 {
					t.Errorf("%s is carried by %g", a.ID, a.Carry)
				}
			} else if c := row.(*evidence.CellPotency); !a.Fusion || c.ReceptorJAKs != a.Kinase.String() {
				t.Errorf("%s: %s takes part as an assay", p.Drug, a.ID)
			}
		}
	}
	fusions := 0
	for _, a := range molecule(t, "upadacitinib").Evidence.Assays {
		if a.Fusion {
			fusions++
		}
	}
	if fusions != 4 {
		t.Errorf("upadacitinib has %d fusion cell lines", fusions)
	}
}

func ExampleMolecule_Potency() {
	m, _ := Of(evidence.Default(), &binding.Molecule{Name: "none", Mode: binding.Reversible, Fu: 1, BloodPlasma: 1})
	_, ok := m.Potency(binding.JAK1)
	fmt.Println(ok)
	// Output: false
}

// memory is a directory in memory.
func memory(files map[string][]byte) fstest.MapFS {
	out := fstest.MapFS{}
	for name, data := range files {
		out[name] = &fstest.MapFile{Data: data}
	}
	return out
}
