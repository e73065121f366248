package sbml

import (
	"math"
	"strconv"
	"strings"

	"jakstat/engine/fpmath"
	"jakstat/engine/model"
	"jakstat/unit"
)

// unit returns the identifier of the model's own unit in a dimension, and defines it at first use.
func (c *converter) unit(d unit.Dim) string {
	if d.IsZero() {
		return "dimensionless"
	}
	if id, ok := c.byDim[d]; ok {
		return id
	}
	id := c.define(c.m.System().Unit(d))
	c.byDim[d] = id
	return id
}

// outputUnit returns the definition of a unit that need not be the model's own.
func (c *converter) outputUnit(u unit.Unit) string {
	if c.m.Mode() == model.Raw || u.Scale == 0 {
		return ""
	}
	if own := c.m.System().Unit(u.Dim); own.Scale == u.Scale || c.m.Factor(u) == 1 {
		return c.unit(u.Dim)
	}
	return c.define(u)
}

// define adds a unit definition. Its parts have the units of the model's system; what is left of the scale goes to a multiplier.
func (c *converter) define(u unit.Unit) string {
	name := u.String()
	id := strings.TrimPrefix(strings.ReplaceAll(strings.Trim(unitSpelling.Replace(name), "_"), "__", "_"), "1_")
	if id = sid(id); id == "" || isWord(unitKinds[1:], id) {
		id = "unit_" + id
	}
	id = freeID(id, func(id string) bool { _, ok := c.doc.Units[id]; return ok })
	def := UnitDefinition{ID: id, Name: name}
	s := c.m.System()
	for _, b := range []struct {
		base  unit.Base
		kind  string
		scale float64 // of the system's unit in the kind
		per   float64
	}{
		{unit.Mass, "gram", s.Mass.Scale * 1000, 1},
		{unit.Amount, "mole", s.Amount.Scale, 1},
		{unit.Item, "item", s.Item.Scale, 1},
		// The activity of a hormone or enzyme (IU) is no dimension of SBML.
		{unit.Activity, "dimensionless", s.Activity.Scale, 1},
		{unit.Length, "litre", s.Volume.Scale * 1000, 3},
		{unit.Temperature, "kelvin", 1, 1},
		{unit.Current, "ampere", 1, 1},
		{unit.Luminosity, "candela", 1, 1},
		{unit.Time, "second", s.Time.Scale, 1},
	} {
		e := float64(u.Dim[b.base]) / 6 / b.per
		if e == 0 {
			continue
		}
		if b.base == unit.Length && e != math.Trunc(e) {
			b.kind, b.scale, e = "metre", fpmath.Pow(s.Volume.Scale, 1./3), e*3
		}
		part := UnitPart{Kind: b.kind, Exponent: e, Multiplier: 1}
		part.Scale, part.Multiplier = decimal(b.scale)
		def.Parts = append(def.Parts, part)
	}
	if rest := short(u.Scale / s.Scale(u.Dim)); rest != 1 || len(def.Parts) == 0 {
		part := UnitPart{Kind: "dimensionless", Exponent: 1}
		part.Scale, part.Multiplier = decimal(rest)
		def.Parts = append(def.Parts, part)
	}
	c.doc.Units[id] = def
	return id
}

// decimal splits a factor into a power of ten and a multiplier.
func decimal(x float64) (scale, multiplier float64) {
	x = short(x)
	text := strconv.FormatFloat(x, 'e', -1, 64)
	if exponent, ok := strings.CutPrefix(text, "1e"); ok {
		n, err := strconv.Atoi(exponent)
		if err == nil {
			return float64(n), 1
		}
	}
	return 0, x
}

// short removes the rounding of a product of decimal factors.
func short(x float64) float64 {
	v, err := strconv.ParseFloat(strconv.FormatFloat(x, 'e', 14, 64), 64)
	if err != nil {
		return x
	}
	return v
}
