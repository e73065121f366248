package sbml

import (
	"math"

	"jakstat/diag"
)

// UnitDefinition is a product of units.
type UnitDefinition struct {
	ID, Name string
	Parts    []UnitPart
	Pos      diag.Pos
}

// UnitPart is (Multiplier · 10^Scale · Kind)^Exponent. Offset exists in L2V1 only, where it is
// added to a value.
type UnitPart struct {
	Kind                                string
	Exponent, Scale, Multiplier, Offset float64
}

// unitKinds are the base units of all levels; the last line holds spellings and names of Levels 1 and 2.
const unitKinds = " ampere avogadro becquerel candela celsius coulomb dimensionless farad gram gray henry hertz item joule katal kelvin kilogram" +
	" litre lumen lux metre mole newton ohm pascal radian second siemens sievert steradian tesla volt watt weber" +
	" Celsius liter meter substance volume area length time "

// units reads the unit definitions, so that references to them can be checked. Raw models are computed as written.
func (r *reader) units(list []*element) {
	for _, e := range list {
		r.known(e, "")
		r.only(e, "listOfUnits")
		d := UnitDefinition{ID: r.id(e, true), Name: r.name(e), Pos: e.pos}
		if _, ok := r.doc.Units[d.ID]; ok {
			r.fail(e, "sbml.duplicate", "two unit definitions %q", clip(d.ID))
		}
		for _, u := range r.items(e.child("listOfUnits"), "unit") {
			r.known(u, "kind exponent scale multiplier offset")
			part := UnitPart{Kind: r.text(u, "kind"), Exponent: 1, Multiplier: 1}
			if !isWord(unitKinds[1:], part.Kind) {
				r.warn(u, "sbml.unit", "%q is no base unit", clip(part.Kind))
			}
			for _, f := range []struct {
				name string
				to   *float64
			}{{"exponent", &part.Exponent}, {"scale", &part.Scale}, {"multiplier", &part.Multiplier}, {"offset", &part.Offset}} {
				if v := r.double(u, f.name); !math.IsNaN(v) {
					*f.to = v
				}
			}
			d.Parts = append(d.Parts, part)
		}
		r.doc.Units[d.ID] = d
	}
}

// unitRef warns about a unit that neither SBML nor the file defines.
func (r *reader) unitRef(e *element, name string) {
	if name == "" || isWord(unitKinds[1:], name) {
		return
	}
	if _, ok := r.doc.Units[name]; !ok {
		r.warn(e, "sbml.unit", "<%s> refers to unit %q, which the file does not define", e.name, clip(name))
	}
}
