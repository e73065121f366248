package design

import (
	"math"

	"jakstat/diag"
	"jakstat/jak/binding"
)

// Molecule is a hypothetical inhibitor with one compartment and first-order absorption.
type Molecule struct {
	Name string
	Mode binding.Mode
	// Ki are apparent constants at [binding.ReferenceATP], unbound, in nM; +Inf where the molecule does not bind.
	Ki [binding.NumKinases]float64
	// Koff are rates of dissociation in 1/h; 0 where binding is taken as fast. Closed formulas and searches take all binding as fast.
	Koff        [binding.NumKinases]float64
	Fu          float64 // unbound over total in plasma
	CLF         float64 // apparent clearance, L/h of total plasma
	VF          float64 // apparent volume, L
	Ka          float64 // absorption rate, 1/h
	MolarMass   float64 // g/mol
	BloodPlasma float64 // blood over plasma
}

// HalfLife is that of elimination in h, ln 2 · (V/F)/(CL/F).
func (m *Molecule) HalfLife() float64 { return math.Ln2 * m.VF / m.CLF }

// SetHalfLife changes the volume so that the half-life is h hours; clearance, and with it the average concentration, stays.
func (m *Molecule) SetHalfLife(h float64) { m.VF = h * m.CLF / math.Ln2 }

// bound is a range outside of which a value is a mistake of typing or unit, with the reason.
type bound struct {
	low, high float64
	unit, why string
}

// Bounds of plausibility. They refuse slips (a wrong unit, a percentage), not daring molecules.
var (
	boundKi          = bound{1e-3, 1e7, "nM", "from 1 pM to 10 mM"}
	boundKoff        = bound{1e-4, 1e8, "1/h", "from 0.0001 1/h, longer than a year on the kinase, to 100000000 1/h"}
	boundKon         = bound{1e2, 1e10, "1/M/s", "from 100 1/M/s to 1e10 1/M/s, the speed of diffusion"}
	boundFu          = bound{1e-4, 1, "", "a fraction from 0.0001 to 1; write 0.05 or 5 %"}
	boundCLF         = bound{0.01, 1000, "L/h", "from 0.01 to 1000; the liver gets about 90 L/h of blood"}
	boundVF          = bound{2, 1e5, "L", "from 2 L, less than plasma, to 100000"}
	boundKa          = bound{0.01, 50, "1/h", "from 0.01 to 50; at 50 all is absorbed within minutes"}
	boundHalfLife    = bound{0.05, 2000, "h", "from 3 min to 12 weeks"}
	boundMolarMass   = bound{100, 2000, "g/mol", "from 100 to 2000; JAK inhibitors have 300 to 500"}
	boundBloodPlasma = bound{0.3, 20, "", "from 0.3 to 20; a drug that does not enter red cells has about 0.6"}
	boundDose        = bound{1e-3, 1e4, "mg", "from 0.001 to 10000"}
	boundRatio       = bound{1e-4, 1e6, "", "from 0.0001 to 1000000"}
)

// complain returns the message for a value outside its bounds, or nil.
func (b bound) complain(where string, v float64) error {
	if v >= b.low && v <= b.high {
		return nil
	}
	u := b.unit
	if u != "" {
		u = " " + u
	}
	d := diag.New(diag.Pos{Where: where}, "design.range", "%.4g%s cannot be", v, u)
	if !(v > 0) {
		d.Message += ": it must be positive"
	}
	return d.Suggest("%s", b.why)
}

// Names of the properties as messages and drug files call them.
const (
	nameFu, nameCLF, nameVF, nameKa           = "fu", "cl-f", "v-f", "ka"
	nameHalfLife, nameMolarMass, nameBlood    = "half-life", "molar-mass", "blood-plasma"
	nameKi, nameJAK2, nameJAK3, nameTYK2      = "ki", "selectivity", "jak3", "tyk2"
	nameDose                                  = "dose"
	defaultKa, defaultBlood, defaultMolarMass = 1.0, 1.0, 400.0
)

// Check reports every value that cannot be, each at the place that at names for its property ("ki", "koff" and "kon" with the kinase, "fu", "cl-f",
// "v-f", "ka", "half-life", "molar-mass", "blood-plasma").
func (m *Molecule) Check(at func(property string) string) error {
	var l diag.List
	for _, k := range binding.Kinases() {
		if !math.IsInf(m.Ki[k], 1) {
			l.AddError(diag.Pos{}, "design.range", boundKi.complain(at(nameKi+" "+k.String()), m.Ki[k]))
		}
		l.AddError(diag.Pos{}, "design.range", complainRates(func(rate string) string { return at(rate + " " + k.String()) }, &binding.Constant{KiApp: m.Ki[k], Koff: m.Koff[k]}))
	}
	for _, x := range []struct {
		name string
		b    bound
		v    float64
	}{
		{nameFu, boundFu, m.Fu},
		{nameMolarMass, boundMolarMass, m.MolarMass},
		{nameBlood, boundBloodPlasma, m.BloodPlasma},
		{nameKa, boundKa, m.Ka},
	} {
		l.AddError(diag.Pos{}, "design.range", x.b.complain(at(x.name), x.v))
	}
	clf := boundCLF.complain(at(nameCLF), m.CLF)
	vf := boundVF.complain(at(nameVF), m.VF)
	l.AddError(diag.Pos{}, "design.range", clf)
	l.AddError(diag.Pos{}, "design.range", vf)
	if m.CLF > 0 && m.VF > 0 {
		l.AddError(diag.Pos{}, "design.range", boundHalfLife.complain(at(nameHalfLife), m.HalfLife()))
	}
	return l.Err()
}

// Typical is the molecule that a search varies when nothing else is said: selective for JAK1, bound and cleared about as the marketed
// drugs are. What a search returns in multiples of the IC50 does not depend on its affinity, binding and clearance; the dose does.
func Typical() Molecule {
	m := Molecule{Name: "molecule", Ki: [binding.NumKinases]float64{2, 60, 200, 60}, Fu: 0.5, CLF: 30, Ka: defaultKa, MolarMass: defaultMolarMass, BloodPlasma: defaultBlood}
	m.SetHalfLife(8)
	return m
}
