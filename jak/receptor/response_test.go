package receptor

import (
	"math"
	"testing"

	"jakstat/evidence"
	"jakstat/jak/binding"
	"jakstat/jak/drug"
)

// A molecule whose file gives all four constants has no coordinates of its own, so both ways must agree.
func TestResponseIsTheEffectOfGivenConstants(t *testing.T) {
	lib := evidence.Default()
	f, err := drug.Parse("x.yaml", []byte(`drug: x
analytes: [{name: x, molar_mass: 400 g/mol, fu: 0.4}]
no_model: none
kinases: {JAK1: 3 nM, JAK2: 90 nM, JAK3: 400 nM, TYK2: 60 nM}
`))
	if err != nil {
		t.Fatal(err)
	}
	m, err := New(lib, f, 0.4, 1)
	if err != nil {
		t.Fatal(err)
	}
	ki := [binding.NumKinases]float64{3, 90, 400, 60}
	for _, r := range Readouts(lib) {
		e, _ := m.Effects(lib, r)
		x := Respond(r)
		if ic50 := x.IC50(&ki); math.Abs(ic50/e.Unbound-1) > 1e-9 {
			t.Errorf("%s: IC50 %g and %g nM", r.Label(), ic50, e.Unbound)
		}
		for _, cu := range []float64{0.1, 1, 10, 100, 1000} {
			if a, b := x.Inhibition(cu, &ki), e.Inhibition(cu/0.4, 1); math.Abs(a-b) > 1e-9 {
				t.Errorf("%s at %g nM: %g and %g", r.Label(), cu, a, b)
			}
		}
		if i := x.Inhibition(x.IC50(&ki), &ki); math.Abs(i-0.5) > 1e-6 {
			t.Errorf("%s: inhibition at the IC50 is %g", r.Label(), i)
		}
	}
}
