package bench

import (
	"context"
	"errors"
	"math"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"jakstat/jak/binding"
)

func ran(t testing.TB, text string) *Result {
	t.Helper()
	r, err := Run(context.Background(), opened(t, text), nil)
	if err != nil {
		t.Fatal(err)
	}
	return r
}

const series = "bench: x\nstimulus: {cytokine: CYTOKINE, concentration: 1 nM}\ndrugs:\n - {drug: DRUG, dilution: {top: 10 uM, factor: 10, points: 5}, from: -30 min}\nreadouts: READOUT\ntimes: 15 min\n"

func doseResponse(cytokine, drug, readout string) string {
	return strings.NewReplacer("CYTOKINE", cytokine, "DRUG", drug, "READOUT", readout).Replace(series)
}

// The points of the plate lie on the curve whose half is the IC50; the signal falls with the dose.
func TestDoseResponse(t *testing.T) {
	r := ran(t, doseResponse("IL-6", "tofacitinib", "[pSTAT3, pSTAT1]"))
	c := r.Curves[0]
	if r.Shape != DoseResponse || !r.ShowsRelative() || len(c.Potency) != 2 || len(c.Values) != 5 {
		t.Fatalf("%+v", c)
	}
	for _, x := range c.Potency {
		last := -1.0
		for i, nM := range c.NM { // falling doses
			y := r.Shown(x.Readout, 0, c.Values[i][x.Readout][0])
			if !(y >= last) || y < -0.01 || y > 100.01 {
				t.Errorf("%s: %g %% at %g nM after %g %%", r.Plan.Readouts[x.Readout].Name, y, nM, last)
			}
			if (nM > x.Half) != (y < 50) {
				t.Errorf("%g %% left at %g nM, IC50 %g", y, nM, x.Half)
			}
			last = y
		}
		if !(x.Hill > 0.8 && x.Hill < 3) {
			t.Errorf("Hill %g", x.Hill)
		}
	}
	// At gp130 the second STAT is the more sensitive one (cell6, cell7): less of it is held in reserve.
	if !(c.Potency[1].Half < c.Potency[0].Half) {
		t.Errorf("IC50 %g at pSTAT3 and %g at pSTAT1", c.Potency[0].Half, c.Potency[1].Half)
	}
}

// The same drug free in medium and bound in blood: its nominal IC50 differs by what is free of it, exactly.
func TestBloodHidesWhatProteinBinds(t *testing.T) {
	text := doseResponse("IL-6", "upadacitinib", "pSTAT3")
	medium, blood := ran(t, text), ran(t, text+"matrix: whole blood\n")
	free := blood.Plan.Drugs[0].Free
	if got, want := medium.Curves[0].Potency[0].Half/blood.Curves[0].Potency[0].Half, free; math.Abs(got/want-1) > 0.002 || !(free < 0.9) {
		t.Errorf("IC50 in medium over that in blood %g, free %g", got, want)
	}
}

// At a receptor of one kinase a curve moves with its constant, exactly: nothing else in the dynamics has the dimension of a drug's concentration.
func TestConstantsOfCellsMoveTheCurve(t *testing.T) {
	text := doseResponse("EPO", "ruxolitinib", "pSTAT5")
	enzyme, cells := ran(t, text), ran(t, text+"constants: cells\n")
	ratio := cells.Plan.Drugs[0].Constants[binding.JAK2].KiApp / enzyme.Plan.Drugs[0].Constants[binding.JAK2].KiApp
	if got := cells.Curves[0].Potency[0].Half / enzyme.Curves[0].Potency[0].Half; math.Abs(got/ratio-1) > 0.002 || math.Abs(ratio-1) < 0.05 {
		t.Errorf("IC50 grows %g-fold, the constant %g-fold", got, ratio)
	}
}

// Kinases explain an IC50: alone and spared make sense together, and a kinase that is not of the receptor does not occur.
func TestKinasesExplain(t *testing.T) {
	for _, c := range []struct {
		cytokine, drug, stat string
		dominant             binding.Kinase
		kinases              int
	}{
		{"IL-6", "upadacitinib", "pSTAT3", binding.JAK1, 3},
		{"EPO", "ruxolitinib", "pSTAT5", binding.JAK2, 1},
		{"IL-12", "deucravacitinib", "pSTAT4", binding.TYK2, 2},
		{"IL-15", "ritlecitinib", "pSTAT5", binding.JAK3, 2},
	} {
		x := ran(t, doseResponse(c.cytokine, c.drug, c.stat)).Curves[0].Potency[0]
		if len(x.Kinases) != c.kinases || math.IsInf(x.Half, 0) || math.IsNaN(x.Half) {
			t.Errorf("%s at %s: %+v", c.drug, c.cytokine, x)
			continue
		}
		for _, k := range x.Kinases {
			if (k.Kinase == c.dominant) != (k.Alone > 25) || k.Alone > 50.5 || k.Without > 50.5 || k.Active < 0 || k.Active > 1 {
				t.Errorf("%s at %s: %s alone %.1f %%, without it %.1f %%, %.2f left", c.drug, c.cytokine, k.Kinase, k.Alone, k.Without, k.Active)
			}
			if k.Kinase == c.dominant && k.Without > 25 {
				t.Errorf("%s at %s without %s still inhibits %.1f %%", c.drug, c.cytokine, k.Kinase, k.Without)
			}
		}
	}
}

// A covalent inhibitor needs time: the longer it is with the cells before the cytokine, the less of it is needed. A reversible one does not care.
func TestPreIncubation(t *testing.T) {
	half := func(drug, from string) float64 {
		return ran(t, strings.Replace(doseResponse("IL-15", drug, "pSTAT5"), "-30 min", from, 1)).Curves[0].Potency[0].Half
	}
	if short, long := half("ritlecitinib", "0 min"), half("ritlecitinib", "-2 h"); !(long < short/2) {
		t.Errorf("ritlecitinib: %g nM together with IL-15, %g two hours before", short, long)
	}
	if short, long := half("tofacitinib", "0 min"), half("tofacitinib", "-2 h"); math.Abs(short/long-1) > 1e-3 {
		t.Errorf("tofacitinib: %g nM together with IL-15, %g two hours before", short, long)
	}
}

// An inhibitor that leaves slowly needs time before the cytokine and still inhibits after it is washed out; one that leaves fast is at equilibrium.
func TestRatesOfADrugFile(t *testing.T) {
	file := func(rates string) string {
		path := filepath.Join(t.TempDir(), "slow.yaml")
		text := "drug: m\nanalytes: [{name: m, molar_mass: 400 g/mol, fu: 0.4}]\nno_model: cells only\nkinases:\n"
		for _, k := range binding.Kinases() {
			text += "  " + k.String() + ": {value: 5 nM" + rates + "}\n"
		}
		if err := os.WriteFile(path, []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
		return path
	}
	still, fast, slow := file(""), file(", koff: 50 1/s"), file(", koff: 0.3 1/h")
	half := func(drug, from string) float64 {
		return ran(t, strings.Replace(doseResponse("IL-15", drug, "pSTAT5"), "-30 min", from, 1)).Curves[0].Potency[0].Half
	}
	if a, b := half(still, "-30 min"), half(fast, "-30 min"); math.Abs(a/b-1) > 1e-3 {
		t.Errorf("%g nM at equilibrium, %g with fast rates", a, b)
	}
	if notes := strings.Join(opened(t, doseResponse("IL-15", slow, "pSTAT5")).Notes, "\n"); strings.Count(notes, "for 200 min") != 4 {
		t.Errorf("notes do not say how long it stays:\n%s", notes)
	}
	if short, long := half(slow, "0 min"), half(slow, "-20 h"); !(long < 0.8*short) {
		t.Errorf("%g nM together with IL-15, %g twenty hours before", short, long)
	}
	washed := func(drug string) float64 {
		text := "bench: x\nstimulus: {cytokine: IL-15, concentration: 1 nM}\ndrugs:\n - {drug: " + drug + ", concentration: 200 nM, from: -20 h, until: -30 min}\nreadouts: pSTAT5\ntimes: 15 min\n"
		r := ran(t, text)
		return r.Shown(0, 0, r.Curves[0].Values[0][0][0])
	}
	if a, b, c := washed(still), washed(fast), washed(slow); math.Abs(a/b-1) > 1e-3 || !(c < 0.7*a) {
		t.Errorf("half an hour after wash-out %g %% at equilibrium, %g %% with fast rates, %g %% with slow ones", a, b, c)
	}
}

// Two drugs of one pocket compete: with one in the background at its own constant, the loads add.
func TestBackgroundAddsToTheLoad(t *testing.T) {
	text := "bench: x\nstimulus: {cytokine: EPO, concentration: 1 nM}\ndrugs:\n - {drug: ruxolitinib, concentration: [20 nM, 10 nM]}\nreadouts: pSTAT5\ntimes: 15 min\n"
	twice := ran(t, text).Curves[0].Values[0][0][0]
	both := ran(t, text+"background:\n - {drug: ruxolitinib, concentration: 10 nM}\n").Curves[0].Values[1][0][0]
	if math.Abs(twice-both) > 1e-6*twice {
		t.Errorf("20 nM give %g %%, 10 nM twice %g %%", twice, both)
	}
}

// A wash-out ends the signal; a mutant signals without cytokine; a cytokine series has an EC50 that an inhibitor raises or leaves.
func TestOtherShapes(t *testing.T) {
	r := ran(t, "bench: x\nstimulus: {cytokine: IFN-gamma, concentration: 1 nM, until: 20 min}\nreadouts: pSTAT1\ntimes: {to: 3 h, every: 10 min}\n")
	y := r.Control[0]
	if r.Shape != TimeCourse || !(y[2] > 50) || !(y[18] < 0.02*y[2]) || y[0] != 0 {
		t.Errorf("%s, %v", r.Shape, y)
	}
	r = ran(t, string(examples(t)["epo-v617f.yaml"]))
	if base := r.Control[0][0]; !(base > 5) || math.Abs(r.Control[0][1]-base) > 1e-3*base {
		t.Errorf("a mutant at rest: %v", r.Control[0])
	}
	if half := r.Curves[0].Potency[1].Half; !(half > 0.5 && half < 200) {
		t.Errorf("ruxolitinib halves V617F at %g nM", half)
	}
	r = ran(t, "bench: x\nstimulus: {cytokine: IL-2, dilution: {top: 10 nM, factor: 10, points: 6}}\ndrugs:\n - {drug: tofacitinib, concentration: 20 nM}\nreadouts: pSTAT5\ntimes: 30 min\n")
	if len(r.Curves) != 2 {
		t.Fatalf("%d curves", len(r.Curves))
	}
	plain, drugged := r.Curves[0].Potency[0], r.Curves[1].Potency[0]
	if !(plain.Half > 1e-3 && plain.Half < 0.05) || !(drugged.Half >= plain.Half) || plain.Kinases != nil {
		t.Errorf("EC50 %g, with tofacitinib %g", plain.Half, drugged.Half)
	}
	if top := r.Curves[0].Values[0][0][0]; !(r.Curves[1].Values[0][0][0] < top) {
		t.Error("an inhibitor does not lower the top of the cytokine's curve")
	}
}

func TestMeasuredFiguresArePredicted(t *testing.T) {
	r := ran(t, "bench: x\nstimulus: {cytokine: IL-6, concentration: 1 nM}\ndrugs:\n - {drug: tofacitinib, concentration: 1 nM}\nreadouts: pSTAT3\ntimes: [10 min, 20 min, 30 min, 40 min]\n"+
		"measured:\n - {concentration: 100 nM, time: 10 min, value: 40 %}\n - {concentration: 0 nM, time: 30 min, value: 98 %}\n")
	if len(r.Measured) != 2 {
		t.Fatalf("%+v", r.Measured)
	}
	m := r.Measured[0]
	if !(m.Predicted > 0 && m.Predicted < 100) {
		t.Errorf("%+v", m)
	}
	if m := r.Measured[1]; math.Abs(m.Predicted-100) > 1e-6 { // no baricitinib is the control
		t.Errorf("%+v", m)
	}
	r = ran(t, doseResponse("IL-6", "tofacitinib", "pSTAT3")+"measured:\n - {ic50: 50 nM}\n")
	if m := r.Measured[0]; m.Predicted != r.Curves[0].Potency[0].Half {
		t.Errorf("%+v", m)
	}
}

func TestLibraryStandsBeside(t *testing.T) {
	x := ran(t, doseResponse("IL-6", "tofacitinib", "pSTAT1")+"matrix: whole blood\n").Curves[0].Potency[0]
	if x.Library == nil || x.Library.Row != "cell6" || math.Abs(x.Library.NM-54) > 0.01 || x.Static == nil || !(x.Static.NM > 1) {
		t.Errorf("%+v, %+v", x.Library, x.Static)
	}
}

func TestPiecesAreTold(t *testing.T) {
	p, n := opened(t, doseResponse("EPO", "ruxolitinib", "[pSTAT5, CIS mRNA]")), 0
	if _, err := Run(context.Background(), p, func() { n++ }); err != nil || n != p.Pieces() || n != 3 {
		t.Errorf("%d pieces of %d, %v", n, p.Pieces(), err)
	}
}

func TestRunsStopWhenAsked(t *testing.T) {
	ctx, stop := context.WithCancel(context.Background())
	stop()
	if _, err := Run(ctx, opened(t, whole), nil); !errors.Is(err, context.Canceled) {
		t.Errorf("%v", err)
	}
}
