package sbml

import (
	"math"
	"strings"

	"jakstat/engine/model"
	"jakstat/unit"
)

// kinds are the base units as units of the engine. Radian and its kin are pure numbers (SI brochure, 9th ed., table 4).
var kinds = map[string]unit.Unit{
	"ampere": unit.Must("A"), "becquerel": unit.Must("1/s"), "candela": unit.Must("cd"), "coulomb": unit.Must("A.s"),
	"dimensionless": unit.One, "farad": unit.Must("A^2·s^4/kg/m^2"), "gram": unit.Must("g"), "gray": unit.Must("m^2/s^2"),
	"henry": unit.Must("kg·m^2/s^2/A^2"), "hertz": unit.Must("1/s"), "item": unit.Must("item"), "joule": unit.Must("J"),
	"katal": unit.Must("mol/s"), "kelvin": unit.Must("K"), "kilogram": unit.Must("kg"), "litre": unit.Must("L"), "liter": unit.Must("L"),
	"lumen": unit.Must("cd"), "lux": unit.Must("cd/m^2"), "metre": unit.Must("m"), "meter": unit.Must("m"), "mole": unit.Must("mol"),
	"newton": unit.Must("N"), "ohm": unit.Must("kg·m^2/s^3/A^2"), "pascal": unit.Must("Pa"), "radian": unit.One, "second": unit.Must("s"),
	"siemens": unit.Must("A^2·s^3/kg/m^2"), "sievert": unit.Must("m^2/s^2"), "steradian": unit.One, "tesla": unit.Must("kg/s^2/A"),
	"volt": unit.Must("kg·m^2/s^3/A"), "watt": unit.Must("W"), "weber": unit.Must("kg·m^2/s^2/A"),
	// Level 3 counts in Avogadro's number, a pure number of that size.
	"avogadro": {Scale: avogadro2006},
}

// predefined are the units that Levels 1 and 2 give a meaning unless the file redefines them.
var predefined = map[string]unit.Unit{
	"substance": unit.Must("mol"), "volume": unit.Must("L"), "area": unit.Must("m^2"), "length": unit.Must("m"), "time": unit.Must("s"),
}

// maxExponent keeps the exponents of a declared unit such that quotients of two stay representable.
const maxExponent = 9

// unit returns the product of the parts. The zero unit, unknown to every check, stands for what is no such product: a part that no
// level defines, a shifted scale (Celsius, offsets of L2V1), exponents that are no sixths or beyond ±9.
func (d *UnitDefinition) unit() unit.Unit {
	scale := 1.0
	var dim [len(unit.Dim{})]float64
	for _, p := range d.Parts {
		k, ok := kinds[p.Kind]
		if !ok || p.Offset != 0 {
			return unit.Unit{}
		}
		scale *= math.Pow(p.Multiplier*math.Pow(10, p.Scale)*k.Scale, p.Exponent)
		for i, e := range k.Dim {
			dim[i] += float64(e) * p.Exponent
		}
	}
	if !(scale > 0) || math.IsInf(scale, 0) {
		return unit.Unit{}
	}
	u := unit.Unit{Scale: scale}
	for i, e := range dim {
		n := math.Round(e)
		if math.Abs(n) > maxExponent*sixths || math.Abs(e-n) > 1e-9 {
			return unit.Unit{}
		}
		u.Dim[i] = int8(n)
	}
	return u
}

// sixths are what the engine counts exponents of dimensions in.
const sixths = 6

// unitOf returns what a reference to a unit means; the zero unit when the file does not say.
func (r *reader) unitOf(name string) unit.Unit {
	if d, ok := r.doc.Units[name]; ok {
		return d.unit()
	}
	if u, ok := predefined[name]; ok && r.doc.Level < 3 {
		return u
	}
	if name == "avogadro" && r.doc.Level < 3 {
		return unit.Unit{}
	}
	return kinds[name]
}

// unitOr is the unit of a reference, or the model-wide one that stands in for an absent reference: an attribute of the model
// in Level 3, a predefined unit before.
func (r *reader) unitOr(name, general string) unit.Unit {
	switch {
	case name != "":
		return r.unitOf(name)
	case general == "":
		return unit.Unit{}
	case r.doc.Level < 3:
		return r.unitOf(strings.TrimSuffix(general, "Units"))
	}
	return r.unitOf(r.doc.Defaults[general])
}

// sizeUnits is the model-wide unit of compartments by their dimensions.
func sizeUnits(dimensions float64) string {
	switch dimensions {
	case 3:
		return "volumeUnits"
	case 2:
		return "areaUnits"
	case 1:
		return "lengthUnits"
	}
	return ""
}

// modelUnits tells the builder what the model counts time, extents and amounts in. Numbers stay as written.
func (r *reader) modelUnits() {
	r.b.SetSystem(model.System{
		Time: r.unitOr("", "timeUnits"), Volume: r.unitOr("", "volumeUnits"), Amount: r.unitOr("", "substanceUnits"),
	})
	extent := "extentUnits"
	if r.doc.Level < 3 {
		extent = "substanceUnits"
	}
	r.b.SetExtent(r.unitOr("", extent))
}
