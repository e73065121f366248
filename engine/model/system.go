package model

import (
	"math"
	"strconv"
	"strings"

	"jakstat/engine/fpmath"
	"jakstat/unit"
)

// System is the coherent unit system a checked model computes in: every value is held as a multiple
// of the product of these units that has its dimension.
type System struct {
	Time, Volume, Mass, Amount, Item, Activity unit.Unit
}

// Pharmacology is the default system: h, L, mg, nmol, item, IU; concentrations are mg/L or nM.
func Pharmacology() System {
	return System{
		Time: unit.Must("h"), Volume: unit.Must("L"), Mass: unit.Must("mg"), Amount: unit.Must("nmol"),
		Item: unit.Must("item"), Activity: unit.Must("IU"),
	}
}

const sixths = 6 // unit.Dim counts exponents in sixths

// Scale returns how many coherent base units (m, kg, s, mol) one unit of the system has in dimension d.
func (s System) Scale(d unit.Dim) float64 {
	scale := 1.0
	for _, f := range []struct {
		base unit.Base
		u    unit.Unit
		per  int // exponent of the base dimension in u, in sixths
	}{
		{unit.Length, s.Volume, 3 * sixths},
		{unit.Mass, s.Mass, sixths},
		{unit.Time, s.Time, sixths},
		{unit.Amount, s.Amount, sixths},
		{unit.Item, s.Item, sixths},
		{unit.Activity, s.Activity, sixths},
	} {
		e := int(d[f.base])
		if e%f.per == 0 {
			for range e / f.per {
				scale *= f.u.Scale
			}
			for range -e / f.per {
				scale /= f.u.Scale
			}
			continue
		}
		scale *= fpmath.Pow(f.u.Scale, float64(e)/float64(f.per))
	}
	return tidy(scale)
}

// Value returns a quantity in the unit of the system that has its dimension.
func (s System) Value(q unit.Quantity) float64 {
	if f := s.Factor(q.Unit); f != 1 {
		return q.Value * f
	}
	return q.Value
}

// Factor returns how many units of the system make up one u.
func (s System) Factor(u unit.Unit) float64 { return tidy(u.Scale / s.Scale(u.Dim)) }

// tidy removes the rounding of decimal factors: 0.060000000000000005 is 0.06, so that values come
// through a conversion as the decimal numbers people wrote.
func tidy(x float64) float64 {
	short, err := strconv.ParseFloat(strconv.FormatFloat(x, 'e', 13, 64), 64)
	if err == nil && math.Abs(short-x) <= 1e-15*math.Abs(x) {
		return short
	}
	return x
}

// Unit returns the unit of the system in dimension d, spelt in its symbols ("mg/L", "L/h").
func (s System) Unit(d unit.Dim) unit.Unit {
	names := []struct {
		base unit.Base
		name string
		per  int
	}{
		{unit.Mass, s.Mass.String(), sixths},
		{unit.Amount, s.Amount.String(), sixths},
		{unit.Item, s.Item.String(), sixths},
		{unit.Activity, s.Activity.String(), sixths},
		{unit.Length, s.Volume.String(), 3 * sixths},
		{unit.Temperature, "K", sixths},
		{unit.Current, "A", sixths},
		{unit.Luminosity, "cd", sixths},
		{unit.Time, s.Time.String(), sixths},
	}
	num, den := "", ""
	for _, n := range names {
		e := int(d[n.base])
		per, name := n.per, n.name
		if n.base == unit.Length && e%per != 0 {
			return unit.Unit{Dim: d, Scale: s.Scale(d)} // no symbol for the cube root of a volume
		}
		if e > 0 {
			if num != "" {
				num += "."
			}
			num += name + exponent(e, per)
		} else if e < 0 {
			den += "/" + name + exponent(-e, per)
		}
	}
	if num == "" && (den != "" || d.Frame().IsZero()) {
		num = "1"
	}
	u, err := unit.Parse(num + den + frameText(d))
	if err != nil || u.Dim != d {
		return unit.Unit{Dim: d, Scale: s.Scale(d)}
	}
	u.Scale = s.Scale(d)
	return u
}

func exponent(e, per int) string {
	if e == per {
		return ""
	}
	return "^" + strconv.FormatFloat(float64(e)/float64(per), 'g', 6, 64)
}

// frameText spells the concentration frames of a dimension: "{plasma}", "{unbound/plasma}", "/{plasma}".
func frameText(d unit.Dim) string {
	var num, den []string
	for _, f := range []struct {
		base unit.Base
		name string
	}{{unit.Plasma, "plasma"}, {unit.Unbound, "unbound"}, {unit.Blood, "blood"}, {unit.Medium, "medium"}} {
		for e := int(d[f.base]); e > 0; e -= sixths {
			num = append(num, f.name)
		}
		for e := int(d[f.base]); e < 0; e += sixths {
			den = append(den, f.name)
		}
	}
	switch {
	case len(num) == 1 && len(den) > 0:
		return "{" + num[0] + "/" + strings.Join(den, "/") + "}"
	case len(den) > 0:
		return framesIn(num) + "/" + strings.Join(strings.Split(framesIn(den), "}{"), "}/{")
	}
	return framesIn(num)
}

func framesIn(names []string) string {
	if len(names) == 0 {
		return ""
	}
	return "{" + strings.Join(names, "}{") + "}"
}
