package pk

import (
	"fmt"
	"math"
	"strings"
	"testing"

	"jakstat/evidence"
	"jakstat/library"
	"jakstat/unit"
)

// The extended-release model of tofacitinib is the only one with fitted values: share fz and rate ka of its first-order part from the
// label's Cmax (pkexp10) and Cmin (pkexp11) at 11 mg once daily. This repeats the fit.
func TestTofacitinibXRFitRepeats(t *testing.T) {
	lib := evidence.Default()
	text, err := library.FS.ReadFile("drugs/tofacitinib.yaml")
	if err != nil {
		t.Fatal(err)
	}
	shipped := open(t, "tofacitinib", "healthy-xr")
	at := func(name string) float64 {
		for _, p := range shipped.Parameters {
			if p.Name == name {
				return p.Value.Value
			}
		}
		t.Fatalf("no parameter %s", name)
		return 0
	}
	fz, ka := at("fz"), at("ka")
	observed := func(id string) float64 {
		row, _, _ := lib.Get(id)
		return row.(*evidence.PKExposure).Value.Value
	}
	cmax, cmin := observed("pkexp10"), observed("pkexp11")
	predict := func(fz, ka float64) [2]float64 {
		s := strings.Replace(string(text), `fz: {value: "`+fmt.Sprint(at("fz"))+`"`, fmt.Sprintf(`fz: {value: "%.12g"`, fz), 1)
		s = strings.Replace(s, `ka: {value: `+fmt.Sprint(at("ka"))+` 1/h`, fmt.Sprintf(`ka: {value: %.12g 1/h`, ka), 1)
		d, err := Read("tofacitinib.yaml", []byte(s), lib)
		if err != nil {
			t.Fatal(err)
		}
		m, err := d.Find("healthy-xr")
		if err != nil {
			t.Fatal(err)
		}
		x := exposures(t, m, "11 mg qd", Subject{})[0]
		return [2]float64{math.Log(x.Cmax / cmax), math.Log(x.Cmin / cmin)}
	}
	before := predict(fz, ka)
	if before == predict(fz*1.5, ka*1.5) {
		t.Fatal("the file's values could not be replaced")
	}
	if math.Abs(before[0]) > 0.01 || math.Abs(before[1]) > 0.01 {
		t.Errorf("the shipped values miss Cmax by %.2g %% and Cmin by %.2g %%", 100*before[0], 100*before[1])
	}
	// Newton's method in ln fz, ln ka; derivatives by differences.
	x := [2]float64{math.Log(fz), math.Log(ka)}
	for range 6 {
		f := predict(math.Exp(x[0]), math.Exp(x[1]))
		const h = 1e-3
		a, b := predict(math.Exp(x[0]+h), math.Exp(x[1])), predict(math.Exp(x[0]), math.Exp(x[1]+h))
		j := [2][2]float64{{(a[0] - f[0]) / h, (b[0] - f[0]) / h}, {(a[1] - f[1]) / h, (b[1] - f[1]) / h}}
		det := j[0][0]*j[1][1] - j[0][1]*j[1][0]
		x[0] -= (f[0]*j[1][1] - f[1]*j[0][1]) / det
		x[1] -= (f[1]*j[0][0] - f[0]*j[1][0]) / det
	}
	t.Logf("refitted: fz %.4f, ka %.4f 1/h; shipped %g and %g", math.Exp(x[0]), math.Exp(x[1]), fz, ka)
	within(t, "fz", fz, math.Exp(x[0]), 0.01)
	within(t, "ka", ka, math.Exp(x[1]), 0.01)
}

// No number of a shipped model is without a source: each parameter cites evidence, or says how it is known, or to what it was fitted.
// The citations exist.
func TestEveryParameterHasASource(t *testing.T) {
	lib := evidence.Default()
	for _, name := range Names() {
		d, err := Open(name, lib)
		if err != nil {
			t.Fatal(err)
		}
		models, err := d.Models()
		if err != nil {
			t.Fatal(err)
		}
		for _, m := range models {
			known := map[string]bool{}
			for _, p := range m.Parameters {
				for _, id := range p.Refs {
					if _, _, ok := lib.Get(id); !ok {
						t.Errorf("%s %s: %s cites %s, which does not exist", name, m.ID, p.Name, id)
					}
				}
				known[p.Name] = true
				// A formula over parameters that are themselves cited adds no number, unless it holds one.
				number := p.Formula == "" || strings.ContainsAny(strings.NewReplacer("^0.75", "", "1+", "", "1-", "").Replace(p.Formula), "123456789")
				entry := p.Value.Text
				own := p.Value.Text != "" && len(p.Value.Refs) == 0 && len(p.Refs) == 0
				if len(p.Refs) == 0 && number && len(p.FittedTo) == 0 && (own && !usesKnown(entry, known)) {
					t.Errorf("%s %s: %s = %s%s has no source", name, m.ID, p.Name, entry, p.Formula)
				}
				if m.Basis == "fitted" && strings.ContainsAny(entry, "0123456789") && len(p.Refs) == 0 {
					t.Errorf("%s %s: %s is neither cited nor fitted", name, m.ID, p.Name)
				}
			}
			for _, r := range m.Ratios {
				if len(r.Value.Refs) == 0 && !m.Refs("pkpar170") {
					t.Errorf("%s %s: ratio of %s has no source", name, m.ID, r.Analyte)
				}
			}
			if m.Basis == "own" || m.Basis == "" {
				t.Errorf("%s %s does not say where it comes from", name, m.ID)
			}
			for _, x := range m.Covariates {
				if !(x.Value.Value >= 0) {
					t.Errorf("%s %s: reference %s = %s", name, m.ID, x.Name, x.Value)
				}
			}
		}
		for _, a := range d.Analytes {
			for what, v := range map[string]unit.Quantity{"molar mass": a.MolarMass.Quantity, "fu": a.Fu.Quantity, "B:P": a.BloodPlasma.Quantity} {
				if v.Value < 0 || math.IsNaN(v.Value) {
					t.Errorf("%s: %s of %s is %s", name, what, a.Name, v)
				}
			}
		}
	}
}

func usesKnown(text string, known map[string]bool) bool {
	for name := range known {
		if strings.Contains(text, name) {
			return true
		}
	}
	return false
}

// Volumes, flows and times have the units their names promise.
func TestParametersHaveTheirUnits(t *testing.T) {
	for name, want := range map[string]string{"CL": "L/h/{plasma}", "CL0": "L/h/{plasma}", "Vc": "L/{plasma}", "Q": "L/h/{plasma}", "ka": "1/h", "F": "1", "tlag": "h", "D2": "h", "k0": "mg/h", "fz": "1"} {
		u, _, ok := expectedUnit(name)
		if !ok || u.Dim != unit.Must(want).Dim {
			t.Errorf("%s is expected in %v, want %s", name, u, want)
		}
	}
	for _, c := range []struct {
		name string
		q    unit.Quantity
		want float64
		ok   bool
	}{
		{"CL", unit.Q(100, "mL/min"), 6, true},
		{"CL", unit.Q(6, "L/h/{plasma}"), 6, true},
		{"CL", unit.Q(6, "L/h/{blood}"), 0, false},
		{"CL", unit.Q(6, "L"), 0, false},
		{"Vc", unit.Q(87000, "mL"), 87, true},
		{"ka", unit.Q(0.05, "1/min"), 3, true},
		{"F", unit.Q(60, "%"), 0.6, true},
		{"IC50a", unit.Q(100, "ng/mL"), 0.1, true},
		{"IC50a", unit.Q(100, "nM"), 0, false},
		{"tlag", unit.Q(15, "min"), 0.25, true},
	} {
		got, err := inExpectedUnit(c.name, c.q)
		if (err == nil) != c.ok {
			t.Errorf("%s = %s: error %v", c.name, c.q, err)
			continue
		}
		if c.ok {
			u, _, _ := expectedUnit(c.name)
			v, err := got.In(u)
			if err != nil {
				t.Errorf("%s = %s: %v", c.name, c.q, err)
			}
			within(t, c.name+" = "+c.q.String(), v, c.want, 1e-12)
		}
	}
	for _, name := range Names() {
		d, err := Open(name, evidence.Default())
		if err != nil {
			t.Fatal(err)
		}
		models, err := d.Models()
		if err != nil {
			t.Fatal(err)
		}
		for _, m := range models {
			for _, p := range m.Parameters {
				if p.Formula != "" || p.Value.Text == "" {
					continue
				}
				base := p.Name[strings.IndexByte(p.Name, '_')+1:]
				if u, _, ok := expectedUnit(base); ok && p.Value.Unit.Dim != u.Dim {
					t.Errorf("%s %s: %s = %s, want %s", name, m.ID, p.Name, p.Value.Quantity, u)
				}
			}
		}
	}
}
