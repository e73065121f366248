package binding

import (
	"math"
	"strings"
	"testing"

	"jakstat/evidence"
	"jakstat/jak/drug"
)

func read(t *testing.T, name, mode, jak1 string) (*Molecule, error) {
	t.Helper()
	text := "drug: " + name + "\nmode: " + mode + "\nanalytes: [{name: m, molar_mass: 400 g/mol, fu: 0.4}]\nno_model: none\nkinases:\n  JAK1: " + jak1 + "\n"
	f, err := drug.Parse("m.yaml", []byte(text))
	if err != nil {
		return nil, err
	}
	return New(evidence.Default(), f, 0.4, 1)
}

func TestRatesOfAFile(t *testing.T) {
	lib := evidence.Default()
	km, _, _ := MichaelisATP(lib, JAK1)
	library := Constants(lib, "upadacitinib", Reversible)[JAK1].KiApp
	for _, c := range []struct {
		jak1, name string
		ki, koff   float64 // nM, 1/h
		measured   bool
	}{
		{jak1: "3 nM", ki: 3},
		{jak1: "{value: 3 nM, koff: 0.001 1/s}", ki: 3, koff: 3.6},
		{jak1: "{value: 3 nM, koff: 0.001 1/s, how: verified}", ki: 3, koff: 3.6, measured: true},
		{jak1: "{kon: 1e6 1/M/s, koff: 0.002 1/s}", ki: 2, koff: 7.2},
		{jak1: "{kon: '1e6 1/M/s/{unbound}', koff: 7.2 1/h}", ki: 2, koff: 7.2},
		{jak1: "{kon: 1e6 1/M/s, koff: 0.002 1/s, kon_atp: 1 mM}", ki: 2, koff: 7.2},
		{jak1: "{kon: 1e6 1/M/s, koff: 0.002 1/s, kon_atp: 0 mM}", ki: 2 * (1 + 1/km), koff: 7.2},
		{jak1: "{value: 5 nM, kon: 2e6 1/M/s}", ki: 5, koff: 36},
		{jak1: "{value: 2.1 nM, kon: 1e6 1/M/s, koff: 0.002 1/s}", ki: 2.1, koff: 7.2},
		{jak1: "{koff: 0.1 1/h}", name: "upadacitinib", ki: library, koff: 0.1}, // beside what the library knows
	} {
		if c.name == "" {
			c.name = "mine"
		}
		m, err := read(t, c.name, "reversible", c.jak1)
		if err != nil {
			t.Errorf("%s: %v", c.jak1, err)
			continue
		}
		k := m.Constants[JAK1]
		if !k.Known || math.Abs(k.KiApp/c.ki-1) > 1e-12 || math.Abs(k.Koff-c.koff) > 1e-12*c.koff || k.KoffMeasured != c.measured {
			t.Errorf("%s: Ki %.9g nM, koff %.9g 1/h, measured %t; want %.9g, %.9g, %t", c.jak1, k.KiApp, k.Koff, k.KoffMeasured, c.ki, c.koff, c.measured)
		}
	}
}

func TestRatesThatCannotBe(t *testing.T) {
	for _, c := range []struct{ mode, jak1, place, want string }{
		{"reversible", "{value: 3 nM, kon: 1e6 1/M/s, koff: 0.002 1/s}", "m.yaml:6:", "koff/kon is 2 nM, the constant 3 nM"},
		{"reversible", "{koff: 0.002 1/s}", "m.yaml:6:", "koff without a constant or kon"},
		{"reversible", "{kon: 1e6 1/M/s}", "m.yaml:6:", "kon without a constant or koff"},
		{"reversible", "{value: 3 nM, koff: 0.002}", "m.yaml:6:", "0.002 1/s"},
		{"reversible", "{value: 3 nM, koff: -2 1/s}", "m.yaml:6:", "not a positive rate"},
		{"reversible", "{value: 3 nM, kon: 3 1/s}", "m.yaml:6:", "1e6 1/M/s"},
		{"reversible", "{value: 3 nM, kon: 1e6 1/M/s, kon_atp: 3 nM{plasma}}", "m.yaml:6:", "error"},
		{"reversible", "{value: 3 nM, kon: 1e6 1/M/s, kon_atp: -1 mM}", "m.yaml:6:", "no ATP level"},
		{"reversible", "{value: 3 nM, koff: 1 1/h, kon_atp: 0 mM}", "m.yaml:6:", "kon_atp without kon"},
		{"jh2", "{value: 3 nM, kon: 1e6 1/M/s, kon_atp: 0 mM}", "m.yaml:6:", "plays no part"},
		{"covalent", "{value: 3 nM, koff: 1 1/h}", "m.yaml:6:", "life of the protein"},
		{"reversible", "{}", "m.yaml:6:", "error"},
		{"reversible", "{value: 3 nM, koff: 1 1/h, koff: 2 1/h}", "m.yaml:6:", "koff"},
		{"reversible", "{ki: 3 nM}", "m.yaml:6:", "unknown key"},
	} {
		_, err := read(t, "mine", c.mode, c.jak1)
		if err == nil || !strings.Contains(err.Error(), c.want) || !strings.Contains(err.Error(), c.place) || strings.Count(err.Error(), "\n") > 1 {
			t.Errorf("%s: %v; want one message at %s with %q", c.jak1, err, c.place, c.want)
		}
	}
}
