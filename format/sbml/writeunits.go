package sbml

import (
	"maps"
	"math"
	"slices"
	"strconv"
	"strings"

	"jakstat/diag"
)

// defaultNames are the attributes of a Level 3 model that give its units.
var defaultNames = []string{"substanceUnits", "timeUnits", "volumeUnits", "areaUnits", "lengthUnits", "extentUnits"}

// implied are the units that Levels 1 and 2 give a model by itself, and the base units they mean unless the file defines them anew.
var implied = []struct{ attribute, id, base, allowed string }{
	{"substanceUnits", "substance", "mole", "mole item gram kilogram dimensionless"},
	{"timeUnits", "time", "second", "second dimensionless"},
	{"volumeUnits", "volume", "litre", "litre metre dimensionless"},
	{"areaUnits", "area", "", "metre dimensionless"},
	{"lengthUnits", "length", "metre", "metre dimensionless"},
}

var squareMetre = []UnitPart{{Kind: "metre", Exponent: 2, Multiplier: 1}}

// oldSpelling is how Levels 1 and 2 also spelt base units.
var oldSpelling = map[string]string{"liter": "litre", "meter": "metre"}

// prepareUnits finds the definitions and the model's own units as the target states them. Units have no effect on numbers, so that
// what cannot be stated is left out with a warning.
func (w *writer) prepareUnits() {
	w.units, w.defaults = maps.Clone(w.doc.Units), maps.Clone(w.doc.Defaults)
	w.alias, w.dropped = maps.Clone(oldSpelling), map[string]bool{}
	if w.doc.Level < 3 {
		w.statedUnits()
	}
	if w.level < 3 {
		w.impliedUnits()
	}
	for _, id := range slices.Sorted(maps.Keys(w.units)) {
		d := w.units[id]
		if why := w.unfit(&d); why != "" {
			w.warn(d.Pos, "unit %s is left out: %s", id, why)
			w.dropped[id] = true
			delete(w.units, id)
			continue
		}
		w.units[id] = d
	}
	for _, name := range defaultNames {
		if u := w.defaults[name]; u != "" {
			w.defaults[name] = w.unit(u, diag.Pos{}, "attribute "+name+" of the model")
		}
	}
}

// statedUnits states the units that Levels 1 and 2 imply.
func (w *writer) statedUnits() {
	used := map[string]bool{}
	dimensions := map[float64]bool{}
	for _, c := range w.doc.Compartments {
		used[c.Units] = true
		dimensions[c.Dimensions] = true
	}
	for _, s := range w.doc.Species {
		used[s.SubstanceUnits] = true
	}
	for _, u := range w.doc.ParameterUnits {
		used[u] = true
	}
	for _, x := range implied {
		_, defined := w.units[x.id]
		switch {
		case defined:
			w.defaults[x.attribute] = x.id
		case x.id == "area":
			if used["area"] || dimensions[2] {
				w.units["area"] = UnitDefinition{ID: "area", Parts: squareMetre}
				w.defaults[x.attribute] = "area"
			}
		case x.id != "length" || dimensions[1]:
			w.defaults[x.attribute] = x.base
			w.alias[x.id] = x.base
		default:
			w.alias[x.id] = x.base
		}
	}
	w.defaults["extentUnits"] = w.defaults["substanceUnits"]
}

// impliedUnits gives the units that Level 2 implies the meaning that the model states.
func (w *writer) impliedUnits() {
	var unstated []string
	for _, x := range implied {
		u := w.defaults[x.attribute]
		old, taken := w.units[x.id]
		if x.id == "area" && taken && slices.Equal(old.Parts, squareMetre) {
			delete(w.units, "area") // Level 2 says so by itself
			taken = false
			if u == "area" {
				continue
			}
		}
		if u == x.id && taken {
			continue
		}
		if u == "" {
			if x.id != "area" && x.id != "length" {
				unstated = append(unstated, x.id)
			}
			continue
		}
		if taken { // a unit of this name that is not the model's own
			id := freeID(x.id+"_unit", func(id string) bool { _, ok := w.units[id]; return ok })
			delete(w.units, x.id)
			old.ID = id
			w.units[id], w.alias[x.id] = old, id
		}
		if u == x.base {
			continue
		}
		d := UnitDefinition{Parts: []UnitPart{{Kind: u, Exponent: 1, Multiplier: 1}}}
		if own, ok := w.units[u]; ok {
			d = own
		}
		d.ID = x.id
		if slices.ContainsFunc(d.Parts, func(p UnitPart) bool { return !isWord(x.allowed, p.Kind) }) {
			w.warn(d.Pos, "the model's unit of %s, %s, is left out: Level 2 allows %s", x.id, u, strings.ReplaceAll(x.allowed, " ", ", "))
			continue
		}
		w.units[x.id] = d
	}
	if len(unstated) > 0 && w.doc.Level == 3 {
		w.warn(diag.Pos{}, "the model does not state its units of %s; Level 2 implies mole, second and litre", strings.Join(unstated, ", "))
	}
	if e, s := w.defaults["extentUnits"], w.defaults["substanceUnits"]; e != s && e != "" {
		w.warn(diag.Pos{}, "the unit of extent, %s, is left out: in Level 2 it is that of substance", e)
	}
	w.defaults = map[string]string{}
}

// baseUnits are the kinds that Level 2 Version 2 and all later versions have.
const baseUnits = "ampere becquerel candela coulomb dimensionless farad gram gray henry hertz item joule katal kelvin kilogram litre lumen lux metre" +
	" mole newton ohm pascal radian second siemens sievert steradian tesla volt watt weber"

func (w *writer) isBase(kind string) bool {
	return isWord(baseUnits, kind) || kind == "avogadro" && w.level == 3 || kind == "Celsius" && w.level == 2 && w.version == 1
}

// unfit says why the target has no way to state a definition; it puts the parts in the target's spelling.
func (w *writer) unfit(d *UnitDefinition) string {
	if w.isBase(d.ID) {
		return "its name is that of a base unit"
	}
	d.Parts = slices.Clone(d.Parts)
	for i := range d.Parts {
		p := &d.Parts[i]
		if kind, ok := w.alias[p.Kind]; ok {
			p.Kind = kind
		}
		switch {
		case !w.isBase(p.Kind):
			return p.Kind + " is no base unit of " + w.target()
		case p.Offset != 0 && w.atLeast(2, 2):
			return "offsets belong to Level 2 Version 1"
		case p.Scale != math.Trunc(p.Scale) || math.Abs(p.Scale) > 1e6:
			return "a scale of " + formatDouble(p.Scale) + " is no whole number"
		case w.level == 2 && (p.Exponent != math.Trunc(p.Exponent) || math.Abs(p.Exponent) > 1e6):
			return "an exponent of " + formatDouble(p.Exponent) + " is no whole number"
		}
	}
	return ""
}

// unit returns the name by which an element refers to its unit, "" when it is left out.
func (w *writer) unit(name string, owner diag.Pos, what string) string {
	if other, ok := w.alias[name]; ok {
		name = other
	}
	if _, ok := w.units[name]; ok || name == "" || w.isBase(name) {
		return name
	}
	if name == "area" && w.level == 2 {
		return name
	}
	if !w.dropped[name] {
		w.warn(owner, "the unit of %s, %s, is left out: it is not defined", what, clip(name))
	}
	return ""
}

func (w *writer) unitDefinitions() {
	var defs []UnitDefinition
	for _, id := range slices.Sorted(maps.Keys(w.units)) {
		defs = append(defs, w.units[id])
	}
	list(w, "listOfUnitDefinitions", defs, func(d UnitDefinition) {
		var a attributes
		a.text("id", d.ID)
		a.text("name", d.Name)
		w.p.within("unitDefinition", a, len(d.Parts) > 0, func() {
			list(w, "listOfUnits", d.Parts, func(p UnitPart) {
				a := attributes{
					"kind", p.Kind, "exponent", formatDouble(p.Exponent), "scale", strconv.FormatFloat(p.Scale, 'f', 0, 64), "multiplier", formatDouble(p.Multiplier),
				}
				if p.Offset != 0 {
					a.number("offset", p.Offset)
				}
				w.p.leaf("unit", a...)
			})
		})
	})
}
