package sbml

import (
	"fmt"
	"math"
	"strconv"
	"strings"

	"jakstat/unit"
)

// measure is what is known of the unit of an expression: exponents of the base dimensions, which any real power of an expression
// may have, and the decimal logarithm of the scale. The zero value is unknown.
type measure struct {
	known bool
	dim   [len(unit.Dim{})]float64
	scale float64
}

// pure is the unit of a pure number.
var pure = measure{known: true}

// measured is the measure of a declared unit; the zero unit is unknown.
func measured(u unit.Unit) measure {
	if u.Scale == 0 {
		return measure{}
	}
	m := measure{known: true, scale: math.Log10(u.Scale)}
	for i, e := range u.Dim {
		m.dim[i] = float64(e) / sixths
	}
	return m
}

// combine multiplies by a power of another measure.
func (m measure) combine(o measure, power float64) measure {
	if !m.known || !o.known {
		return measure{}
	}
	for i := range m.dim {
		m.dim[i] += power * o.dim[i]
	}
	m.scale += power * o.scale
	return m
}

func (m measure) times(o measure) measure      { return m.combine(o, 1) }
func (m measure) per(o measure) measure        { return m.combine(o, -1) }
func (m measure) pow(exponent float64) measure { return pure.combine(m, exponent) }

// unitTolerance is the relative difference of scales that counts as the same: multipliers are written with some digits.
const unitTolerance = 1e-6

// same tells whether two known measures are one unit.
func (m measure) same(o measure) bool {
	for i := range m.dim {
		if math.Abs(m.dim[i]-o.dim[i]) > 1e-9 {
			return false
		}
	}
	return m.known && o.known && math.Abs(m.scale-o.scale) < unitTolerance*math.Log10E
}

// agrees tells whether nothing known speaks against two measures being one unit.
func (m measure) agrees(o measure) bool { return !m.known || !o.known || m.same(o) }

// scaled is a unit in words with the decimal logarithm of its scale.
type scaled struct {
	name  string
	scale float64
}

// spelling is how a base dimension is written: units of dimension^power, the usual one first.
type spelling struct {
	base  unit.Base
	power float64
	names []scaled
}

// spellings put volumes before lengths, so that a cube is litres.
var spellings = []spelling{
	{unit.Amount, 1, decimals("mole", 0, 0, -3, -6, -9, -12, -15)},
	{unit.Mass, 1, decimals("gram", -3, 0, 3, -3, -6, -9)},
	{unit.Item, 1, decimals("item", 0, 0)},
	{unit.Length, 3, decimals("litre", -3, 0, -3, -6, -9, -12, -15)},
	{unit.Length, 1, decimals("metre", 0, 0, -1, -2, -3, -6, -9)},
	{unit.Temperature, 1, decimals("kelvin", 0, 0)},
	{unit.Current, 1, decimals("ampere", 0, 0)},
	{unit.Luminosity, 1, decimals("candela", 0, 0)},
	{unit.Time, 1, append(decimals("second", 0, 0), scaled{"minute", math.Log10(60)}, scaled{"hour", math.Log10(3600)}, scaled{"day", math.Log10(86400)},
		scaled{"millisecond", -3}, scaled{"microsecond", -6})},
}

var decimalPrefixes = map[int]string{3: "kilo", 0: "", -1: "deci", -2: "centi", -3: "milli", -6: "micro", -9: "nano", -12: "pico", -15: "femto"}

// decimals are the decimal multiples of a unit whose own scale is 10^own.
func decimals(name string, own int, prefixes ...int) []scaled {
	var out []scaled
	for _, p := range prefixes {
		out = append(out, scaled{decimalPrefixes[p] + name, float64(own + p)})
	}
	return out
}

// show writes a measure in words: the multiples of units whose product has its scale, or a power of ten of it, usual ones preferred
// ("micromole/litre/second"). What is left of the scale is written in front.
func (c *unitChecker) show(m measure) string {
	if !m.known {
		return "unknown units"
	}
	var parts []spelling
	var powers []float64
	for _, s := range spellings {
		e := m.dim[s.base]
		cubic := math.Mod(e, 3) == 0 || e != math.Trunc(e) // broken exponents come of powers of concentrations
		if math.Abs(e) < 1e-9 || s.base == unit.Length && cubic != (s.power == 3) {
			continue
		}
		parts, powers = append(parts, s), append(powers, e/s.power)
	}
	choice, best := make([]int, len(parts)), make([]int, len(parts))
	cost, rest := math.MaxInt, 0.0
	var try func(i int, left float64, spent int)
	try = func(i int, left float64, spent int) {
		if spent >= cost {
			return
		}
		if i == len(parts) {
			if ten := math.Round(left); math.Abs(left-ten) < unitTolerance {
				if ten != 0 {
					spent += powerOfTen
				}
				if spent < cost {
					cost, rest = spent, ten
					copy(best, choice)
				}
			}
			return
		}
		for k, n := range parts[i].names {
			choice[i] = k
			try(i+1, left-powers[i]*n.scale, spent+k)
		}
	}
	if len(parts) <= maxSpelt {
		try(0, m.scale, 0)
	}
	if cost == math.MaxInt {
		rest = m.scale
		for i, p := range parts {
			rest -= powers[i] * p.names[0].scale
		}
	}
	front := ""
	if rest != 0 {
		front = strconv.FormatFloat(math.Pow(10, rest), 'g', 6, 64) + " "
	}
	var num, den []string
	for i, p := range parts {
		word := p.names[best[i]].name
		if e := math.Abs(powers[i]); e != 1 {
			word = fmt.Sprintf("%s^%g", word, e)
		}
		if powers[i] > 0 {
			num = append(num, word)
		} else {
			den = append(den, word)
		}
	}
	switch {
	case len(num)+len(den) == 0:
		return front + "dimensionless"
	case len(num) == 0:
		num = []string{"1"}
	}
	return front + strings.Join(append([]string{strings.Join(num, "·")}, den...), "/")
}

const (
	maxSpelt   = 5   // dimensions of which multiples are sought
	powerOfTen = 100 // a factor in front is worse than any unusual multiple
)
