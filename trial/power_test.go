package trial

import (
	"math"
	"strings"
	"testing"
)

// Power by the formula is the share of simulated trials whose test succeeds; so is assurance with uncertain predictions.
func TestPowerIsWhatSimulationGives(t *testing.T) {
	short := func(n string, replace ...string) string {
		text, _, _ := strings.Cut(example, "  - {endpoint: ACR50")
		text = strings.NewReplacer("n: 200", "n: "+n, "n: 100", "n: "+n).Replace(text)
		return strings.NewReplacer(append(replace, "weeks: [4, 12, 24]", "weeks: 12")...).Replace(text)
	}
	for _, c := range []struct {
		name, text string
		f          *fake
	}{
		{"power", short("40"), &fake{}},
		{"change", short("25", "ACR20", "dPain-VAS"), &fake{}},
		{"assurance", short("40"), &fake{parameter: diagonal{alone: 0.02}, between: diagonal{common: 0.02, alone: 0.02}}},
		{"margin", short("30", "primary: 12", "primary: 12, margin: 10 %"), &fake{}},
		{"dropout", short("60") + "dropout: {share: 30 %, by: 12}\n", &fake{}},
	} {
		p := open(t, c.text)
		w, err := AskPower(p, c.f, Question{Arm: 2, Endpoint: 0, Week: 12, Draws: 4000})
		if err != nil {
			t.Fatal(err)
		}
		power, assurance := w.At(p.Arms[2].N)
		if (c.f.between.alone == 0) != (math.Abs(power-assurance) < 1e-9) {
			t.Errorf("%s: power %g, assurance %g", c.name, power, assurance)
		}
		r := simulate(t, p, c.f, Options{Seed: 8, Replicates: 2000})
		for _, d := range r.Differences {
			if d.Arm == 2 && d.Endpoint == 0 && d.Week == 12 {
				if math.Abs(d.Success-assurance) > 0.035 { // 3 standard errors of 2000 replicates
					t.Errorf("%s: %g of simulated trials succeed, the formula gives %g", c.name, d.Success, assurance)
				}
				if !(d.Success95.Low < d.Success && d.Success < d.Success95.High) || d.Success < 0.3 || d.Success > 0.97 {
					t.Errorf("%s: success %g in %+v", c.name, d.Success, d.Success95)
				}
			}
		}
	}
}

// The size of 25 % against 35 % at 90 % power and a level of 5 %, without correction for continuity, is that of equation 4.14 of
// Fleiss, Levin & Paik 2003 solved for n.
func TestSizeSolvesTheEquation(t *testing.T) {
	p := open(t, strings.Replace(example, "n: 200}\n  - {name: UPA", "n: 100}\n  - {name: UPA", 1))
	w, err := AskPower(p, &fake{}, Question{Arm: 1, Endpoint: 0, Week: 12, Draws: 10})
	if err != nil {
		t.Fatal(err)
	}
	if w.Ratio != 0.5 {
		t.Errorf("ratio %g", w.Ratio)
	}
	w.Ratio = 1
	for i := range w.arm {
		w.arm[i], w.control[i] = 0.35, 0.25
	}
	// n = (z√(2·p̄q̄) + z′√(p₁q₁ + p₂q₂))²/δ²
	want := math.Ceil(square(1.959964*math.Sqrt(2*0.3*0.7)+1.281552*math.Sqrt(0.35*0.65+0.25*0.75)) / 0.01)
	if got := w.Size(0.9, false); float64(got) != want {
		t.Errorf("%d patients, want %g", got, want)
	}
	if a, b := w.Size(0.8, true), w.Size(0.9, true); a >= b {
		t.Errorf("80 %% needs %d, 90 %% needs %d", a, b)
	}
	for i := range w.arm {
		w.arm[i] = 0.25
	}
	if got := w.Size(0.9, false); got != 0 {
		t.Errorf("no difference, and %d patients would show one", got)
	}
	last := 0.0
	for i := range w.arm {
		w.arm[i] = 0.4
	}
	for n := 10; n < 500; n += 20 {
		power, _ := w.At(n)
		if power <= last {
			t.Errorf("power falls at %d patients", n)
		}
		last = power
	}
}

func TestPowerRefusesWhatItCannotKnow(t *testing.T) {
	p := open(t, example+"switch: {week: 12, arms: [PBO], to: UPA}\n")
	for _, q := range []Question{{Arm: 1, Endpoint: 0, Week: 24}, {Arm: 0, Endpoint: 0, Week: 12}} {
		if _, err := AskPower(p, &fake{}, q); err == nil {
			t.Errorf("%+v passes", q)
		}
	}
}
