package pk

import (
	"math"
	"testing"

	"jakstat/unit"
)

// Typical steady-state values worked out independently from the published parameters (a different program, fourth-order Runge-Kutta at
// fixed steps), in ng·h/mL and ng/mL. Agreement shows that parameters and structure are transcribed, not that the drug behaves so.
func TestTranscription(t *testing.T) {
	none := 0.0
	for _, c := range []struct {
		drug, model, regimen string
		analyte              int
		auc, cmax, cmin      float64
	}{
		{"tofacitinib", "uc", "5 mg bid", 0, 380, none, none},
		{"tofacitinib", "uc", "10 mg bid", 0, 760, none, none},
		{"tofacitinib", "psa", "5 mg bid", 0, 438, none, none},
		{"tofacitinib", "as", "5 mg bid", 0, 369, none, none},
		{"baricitinib", "ra", "4 mg qd", 0, 412, 46.7, none},
		{"baricitinib", "ad", "4 mg qd", 0, 375, 38.44, none}, // peak by the closed form; fixed steps, which cut the infusion badly, gave 38.7
		{"upadacitinib", "ra-er", "15 mg qd", 0, 371, 44.5, 4.08},
		{"upadacitinib", "healthy-ir", "6 mg bid", 0, none, none, none},
		{"filgotinib", "healthy", "200 mg qd", 0, 3770, 1110, none},
		{"filgotinib", "healthy", "200 mg qd", 1, 73300, 3840, none},
		{"abrocitinib", "ad", "200 mg qd", 0, 5664, 1067, none},
		{"abrocitinib", "ad", "100 mg qd", 0, 2518, 521, none},
		{"fedratinib", "mf", "400 mg qd", 0, 30769, 1951, none},
		{"momelotinib", "mf", "200 mg qd", 0, 3091, 374, 26.3},
		{"momelotinib", "mf", "200 mg qd", 1, 5140, 510, none},
		{"pacritinib", "mf", "200 mg bid", 0, 2 * 95700, none, none},
	} {
		t.Run(c.drug+" "+c.model+" "+c.regimen, func(t *testing.T) {
			x := exposures(t, open(t, c.drug, c.model), c.regimen, Subject{})[c.analyte]
			for _, f := range []struct {
				name      string
				got, want float64
			}{{"AUC24", x.AUC, c.auc}, {"Cmax", x.Cmax, c.cmax}, {"Cmin", x.Cmin, c.cmin}} {
				if f.want != none {
					within(t, f.name, f.got, f.want, 0.005) // three printed digits
				}
			}
		})
	}
}

// Relations the sources print, for models whose absolute values have no independent figure.
func TestPrintedRelations(t *testing.T) {
	ratio := func(a, b Exposure) float64 { return a.AUC / b.AUC }
	er := exposures(t, open(t, "upadacitinib", "healthy-er"), "15 mg qd", Subject{})[0]
	ir := exposures(t, open(t, "upadacitinib", "healthy-ir"), "6 mg bid", Subject{})[0]
	within(t, "upadacitinib ER 15 mg qd over IR 6 mg bid", ratio(er, ir), 0.953, 0.001)

	adult := Subject{Covariates: map[string]unit.Quantity{"WT": unit.Q(70, "kg")}}
	rit := exposures(t, open(t, "ritlecitinib", "aa"), "50 mg qd", adult)[0]
	within(t, "ritlecitinib 50 mg qd at 70 kg, AUC24", rit.AUC, 1241, 0.05)

	xr := exposures(t, open(t, "tofacitinib", "healthy-xr"), "22 mg qd", Subject{})[0]
	within(t, "tofacitinib XR at the AUC of 22 mg, Cmax", xr.Cmax*84.7/76.5, 84.7, 0.01)
}

// Half-lives of disposition, from a single dose.
func TestHalfLife(t *testing.T) {
	var times, c []float64
	for i := range 400 {
		x := float64(i) * 0.1
		times = append(times, x)
		c = append(c, 10*(math.Exp(-0.2*x)-math.Exp(-2*x)))
	}
	within(t, "half-life", HalfLife(times, c), math.Ln2/0.2, 1e-3)
	if v := HalfLife(times[:50], c[:50]); !math.IsNaN(v) {
		t.Errorf("a course that never falls to a hundredth of its peak has half-life %g", v)
	}
}

func TestExpose(t *testing.T) {
	x := Expose([]float64{10, 11, 13, 14}, []float64{2, 6, 4, 0})
	if x != (Exposure{AUC: 4 + 10 + 2, Cmax: 6, Tmax: 1, Cmin: 0, Cavg: 4}) {
		t.Errorf("%+v", x)
	}
	flat := Expose([]float64{0, 24}, []float64{5, 5})
	if flat.AUC != 120 || flat.Cavg != 5 || flat.Cmin != 5 || flat.Cmax != 5 {
		t.Errorf("a constant course gives %+v", flat)
	}
}
