// Package unit knows physical dimensions, unit symbols, parsing and conversion.
//
// It must not know any model, drug or file format. Two rules of the field are built in:
//
//   - Mass and molar amount are different dimensions; the only way from one to the other is
//     through a molar mass ([ToMolar], [ToMass]).
//   - The frame of a concentration is part of its dimension: "ng/mL{plasma}" (total in plasma),
//     "nM{unbound}", "nM{blood}" (nominal in whole blood) and "nM{medium}" (nominal in an assay
//     medium) cannot be added, compared or converted into each other; an unbound fraction has the
//     unit "{unbound/plasma}" and a blood-to-plasma ratio "{blood/plasma}", so that fu·C and
//     B:P·C come out in the right frame by plain dimensional algebra.
//
// A [Quantity] is a number with a [Unit]; every operation that could mix dimensions returns an
// error that names both sides.
package unit

import (
	"fmt"
	"strings"
)

// Base is one base dimension.
type Base uint8

// The base dimensions: the SI ones, those biology counts in, and the frames of concentration.
const (
	Length Base = iota
	Mass
	Time
	Amount // mol
	Item   // cells, receptors, copies: counted things
	Activity
	Temperature
	Current
	Luminosity
	Plasma  // frame: total in plasma
	Unbound // frame: free
	Blood   // frame: nominal in whole blood
	Medium  // frame: nominal in an assay medium
	numBase
)

var baseNames = [numBase]string{
	"length", "mass", "time", "amount", "item", "activity", "temperature", "current", "luminosity",
	"plasma", "unbound", "blood", "medium",
}

// baseSymbols are the coherent units in which Scale is 1.
var baseSymbols = [numBase]string{
	"m", "kg", "s", "mol", "item", "IU", "K", "A", "cd", "{plasma}", "{unbound}", "{blood}", "{medium}",
}

// Dim is a vector of exponents over the base dimensions. The zero value is dimensionless.
// Exponents are kept in sixths, so that square and cube roots stay exact.
type Dim [numBase]int8

const sixths = 6

// Of returns the dimension of one base unit.
func Of(b Base) Dim {
	var d Dim
	d[b] = sixths
	return d
}

// Mul returns the dimension of a product. It panics when an exponent leaves the range of ±21,
// which no physical quantity reaches.
func (d Dim) Mul(e Dim) Dim {
	for i := range d {
		d[i] = checked(int(d[i]) + int(e[i]))
	}
	return d
}

// Div returns the dimension of a quotient.
func (d Dim) Div(e Dim) Dim {
	for i := range d {
		d[i] = checked(int(d[i]) - int(e[i]))
	}
	return d
}

func checked(v int) int8 {
	if v < -127 || v > 127 {
		panic("unit: dimension exponent out of range")
	}
	return int8(v)
}

// Pow returns the dimension raised to num/den; ok is false when the exponent is not representable
// in sixths or out of range.
func (d Dim) Pow(num, den int) (r Dim, ok bool) {
	if den == 0 {
		return r, false
	}
	for i, e := range d {
		v := int(e) * num
		if v%den != 0 || v/den < -127 || v/den > 127 {
			return Dim{}, false
		}
		r[i] = int8(v / den)
	}
	return r, true
}

// IsZero tells whether the dimension is dimensionless (and frameless).
func (d Dim) IsZero() bool { return d == Dim{} }

// Frameless returns the dimension without its concentration frames.
func (d Dim) Frameless() Dim {
	for b := Plasma; b <= Medium; b++ {
		d[b] = 0
	}
	return d
}

// Frame returns only the concentration frames of the dimension.
func (d Dim) Frame() Dim { return d.Div(d.Frameless()) }

// String prints the dimension in words: "amount/length^3·plasma", or "dimensionless".
func (d Dim) String() string { return d.format(baseNames) }

// coherent prints the dimension in coherent base units.
func (d Dim) coherent() string {
	if d.IsZero() {
		return "1"
	}
	return d.format(baseSymbols)
}

func (d Dim) format(names [numBase]string) string {
	if d.IsZero() {
		return "dimensionless"
	}
	var num, den []string
	for i, e := range d {
		switch {
		case e > 0:
			num = append(num, power(names[i], int(e)))
		case e < 0:
			den = append(den, power(names[i], -int(e)))
		}
	}
	s := strings.Join(num, "·")
	if s == "" {
		s = "1"
	}
	for _, f := range den {
		s += "/" + f
	}
	return s
}

func power(name string, e int) string {
	switch {
	case e == sixths:
		return name
	case e%sixths == 0:
		return fmt.Sprintf("%s^%d", name, e/sixths)
	default:
		return fmt.Sprintf("%s^(%d/%d)", name, e, sixths)
	}
}
