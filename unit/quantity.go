package unit

import (
	"math"
	"strconv"
	"strings"

	"jakstat/diag"
)

// Quantity is a number with a unit.
type Quantity struct {
	Value float64
	Unit  Unit
}

// Q returns value in the unit spelt by s; it panics on a bad spelling (for units in program text).
func Q(value float64, s string) Quantity { return Quantity{value, Must(s)} }

// ParseQuantity reads "26.3 L/h", "15mg", "5 mg{...}" or "0.74" (dimensionless). The number comes
// first; it must be finite.
func ParseQuantity(s string) (Quantity, error) {
	text := strings.TrimSpace(s)
	n := numberPrefix(text)
	if n == 0 {
		return Quantity{}, diag.New(diag.Pos{}, "unit.quantity", "%q does not start with a number", clip(text)).Suggest(`write a number and a unit, as in "15 mg"`)
	}
	v, err := strconv.ParseFloat(text[:n], 64)
	if err != nil || math.IsInf(v, 0) {
		return Quantity{}, diag.New(diag.Pos{}, "unit.quantity", "%q is not a finite number", clip(text[:n]))
	}
	rest := strings.TrimSpace(text[n:])
	if rest == "" {
		return Quantity{v, One}, nil
	}
	u, err := Parse(rest)
	if err != nil {
		return Quantity{}, err
	}
	return Quantity{v, u}, nil
}

func clip(s string) string {
	if len(s) > 40 {
		return s[:40] + "…"
	}
	return s
}

func numberPrefix(s string) int {
	n := 0
	if n < len(s) && (s[n] == '-' || s[n] == '+') {
		n++
	}
	digits := false
	for n < len(s) && (s[n] >= '0' && s[n] <= '9' || s[n] == '.') {
		digits = digits || s[n] != '.'
		n++
	}
	if !digits {
		return 0
	}
	if n+1 < len(s) && (s[n] == 'e' || s[n] == 'E') {
		m := n + 1
		if s[m] == '-' || s[m] == '+' {
			m++
		}
		if m < len(s) && s[m] >= '0' && s[m] <= '9' {
			for m < len(s) && s[m] >= '0' && s[m] <= '9' {
				m++
			}
			n = m
		}
	}
	return n
}

// String prints value and unit: "26.3 L/h"; a dimensionless 1 is left out.
func (q Quantity) String() string {
	v := strconv.FormatFloat(q.Value, 'g', 6, 64)
	if u := q.Unit.String(); u != "1" {
		return v + " " + u
	}
	return v
}

// Base returns the value in coherent base units.
func (q Quantity) Base() float64 { return q.Value * q.Unit.Scale }

// In converts to a unit of the same dimension. The error names both units and, where mass meets
// amount or one concentration frame another, what is missing.
func (q Quantity) In(u Unit) (float64, error) {
	if q.Unit.Dim == u.Dim {
		if q.Unit.Scale == u.Scale {
			return q.Value, nil
		}
		return q.Value * (q.Unit.Scale / u.Scale), nil
	}
	return 0, Mismatch(q, u)
}

// MustIn converts where the program itself guarantees the dimension; it panics otherwise.
func (q Quantity) MustIn(u Unit) float64 {
	v, err := q.In(u)
	if err != nil {
		panic("unit: " + err.Error())
	}
	return v
}

// Mul returns the product.
func (q Quantity) Mul(r Quantity) Quantity { return Quantity{q.Value * r.Value, q.Unit.Mul(r.Unit)} }

// Div returns the quotient.
func (q Quantity) Div(r Quantity) Quantity { return Quantity{q.Value / r.Value, q.Unit.Div(r.Unit)} }

// Add returns the sum in the unit of q.
func (q Quantity) Add(r Quantity) (Quantity, error) {
	v, err := r.In(q.Unit)
	return Quantity{q.Value + v, q.Unit}, err
}

// Sub returns the difference in the unit of q.
func (q Quantity) Sub(r Quantity) (Quantity, error) {
	v, err := r.In(q.Unit)
	return Quantity{q.Value - v, q.Unit}, err
}

var perMole = Of(Mass).Div(Of(Amount))

// ToMolar turns a mass-based quantity (mg, ng/mL, ng·h/mL) into the molar unit u by dividing by the
// molar mass, which must have the dimension g/mol.
func ToMolar(q, molarMass Quantity, u Unit) (float64, error) {
	if err := checkMolarMass(molarMass); err != nil {
		return 0, err
	}
	return q.Div(molarMass).In(u)
}

// ToMass turns a molar quantity into the mass-based unit u by multiplying by the molar mass.
func ToMass(q, molarMass Quantity, u Unit) (float64, error) {
	if err := checkMolarMass(molarMass); err != nil {
		return 0, err
	}
	return q.Mul(molarMass).In(u)
}

func checkMolarMass(m Quantity) error {
	if m.Unit.Dim != perMole {
		return diag.New(diag.Pos{}, "unit.molarmass", "molar mass given as %s", m).Suggest("a molar mass is in g/mol")
	}
	if !(m.Value > 0) {
		return diag.New(diag.Pos{}, "unit.molarmass", "molar mass %s is not positive", m)
	}
	return nil
}

// Mismatch returns the diagnostic for a quantity used where the dimension of u is needed.
func Mismatch(q Quantity, u Unit) diag.Diagnostic {
	d := diag.New(diag.Pos{}, "unit.dimension", "%s has dimension %s where %s (%s) is needed", q, q.Unit.Dim, u, u.Dim)
	a, b := q.Unit.Dim, u.Dim
	swap := Of(Mass).Div(Of(Amount))
	switch {
	case a.Frameless() == b.Frameless():
		return d.Suggest("concentration frames differ: total plasma becomes unbound through fu {unbound/plasma}, blood through B:P {blood/plasma}")
	case a.Div(b).Frameless() == swap || b.Div(a).Frameless() == swap:
		return d.Suggest("mass and amount differ: convert through a molar mass in g/mol")
	}
	return d
}
