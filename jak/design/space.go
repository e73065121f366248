package design

import (
	"math"

	"jakstat/engine/fpmath"
	"jakstat/jak/binding"
)

// Property is something of a molecule, or of its use, that can be varied by itself.
type Property uint8

// The properties. Each is set so that the others stay: affinity keeps the ratios, clearance keeps the half-life, half-life keeps the clearance.
const (
	Selectivity Property = iota // Ki of JAK2 over that of JAK1
	HalfLife                    // h
	Affinity                    // Ki of JAK1, nM
	OverJAK3                    // Ki of JAK3 over that of JAK1
	OverTYK2                    // Ki of TYK2 over that of JAK1
	Unbound                     // unbound fraction
	Clearance                   // CL/F, L/h
	Absorption                  // ka, 1/h
	Dose                        // mg
	NumProperties
)

// propertyInfo is what a property is called, its unit, its bounds, and the range a search takes when none is given, as
// absolute values where from is set and else as factors of the molecule's own.
var propertyInfo = [NumProperties]struct {
	name, unit, words string
	b                 bound
	low, high         float64
	absolute          bool
}{
	Selectivity: {nameJAK2, "", "JAK1 selectivity: Ki of JAK2 over JAK1", boundRatio, 1, 1000, true},
	HalfLife:    {nameHalfLife, "h", "half-life", boundHalfLife, 1, 48, true},
	Affinity:    {nameKi, "nM", "Ki of JAK1", boundKi, 1.0 / 3, 3, false},
	OverJAK3:    {nameJAK3, "", "Ki of JAK3 over JAK1", boundRatio, 1.0 / 3, 3, false},
	OverTYK2:    {nameTYK2, "", "Ki of TYK2 over JAK1", boundRatio, 1.0 / 3, 3, false},
	Unbound:     {nameFu, "", "unbound fraction", boundFu, 1.0 / 3, 3, false},
	Clearance:   {nameCLF, "L/h", "apparent clearance CL/F", boundCLF, 1.0 / 3, 3, false},
	Absorption:  {nameKa, "1/h", "absorption rate ka", boundKa, 1.0 / 3, 3, false},
	Dose:        {nameDose, "mg", "dose", boundDose, 0.1, 1000, true},
}

// String is the name on the command line.
func (p Property) String() string { return propertyInfo[p].name }

// MarshalText makes JSON carry the name.
func (p Property) MarshalText() ([]byte, error) { return []byte(p.String()), nil }

// Words says what the property is.
func (p Property) Words() string { return propertyInfo[p].words }

// Unit is the unit its values are in, "" for a ratio.
func (p Property) Unit() string { return propertyInfo[p].unit }

// Properties lists all.
func Properties() []Property {
	out := make([]Property, NumProperties)
	for i := range out {
		out[i] = Property(i)
	}
	return out
}

// ParseProperty returns the property of that name.
func ParseProperty(name string) (Property, bool) {
	for i := range propertyInfo {
		if propertyInfo[i].name == name {
			return Property(i), true
		}
	}
	return 0, false
}

// Range is where a property is varied, evenly on a logarithmic scale.
type Range struct {
	Low  float64 `json:"low"`
	High float64 `json:"high"`
}

// at maps the unit interval onto the range.
func (r Range) at(u float64) float64 {
	if r.Low == r.High {
		return r.Low
	}
	return r.Low * fpmath.Exp(u*fpmath.Log(r.High/r.Low))
}

// DefaultRange is the range a search takes when none is given: around the molecule's own value, within what is plausible.
func (p Property) DefaultRange(m *Molecule) Range {
	i := propertyInfo[p]
	r := Range{i.low, i.high}
	if !i.absolute {
		v := p.Of(m)
		r = Range{v * i.low, v * i.high}
	}
	return Range{min(max(r.Low, i.b.low), i.b.high), min(max(r.High, i.b.low), i.b.high)}
}

// CheckRange reports a range outside what is plausible; where is its place in the input.
func (p Property) CheckRange(where string, r Range) error {
	b := propertyInfo[p].b
	if err := b.complain(where, r.Low); err != nil {
		return err
	}
	return b.complain(where, r.High)
}

// Of is the molecule's own value; NaN for the dose, which is not of the molecule.
func (p Property) Of(m *Molecule) float64 {
	switch p {
	case Selectivity:
		return m.Ki[binding.JAK2] / m.Ki[binding.JAK1]
	case HalfLife:
		return m.HalfLife()
	case Affinity:
		return m.Ki[binding.JAK1]
	case OverJAK3:
		return m.Ki[binding.JAK3] / m.Ki[binding.JAK1]
	case OverTYK2:
		return m.Ki[binding.TYK2] / m.Ki[binding.JAK1]
	case Unbound:
		return m.Fu
	case Clearance:
		return m.CLF
	case Absorption:
		return m.Ka
	}
	return math.NaN()
}

// Set gives the molecule another value of a property; the dose changes nothing.
func (p Property) Set(m *Molecule, v float64) {
	switch p {
	case Selectivity:
		m.Ki[binding.JAK2] = v * m.Ki[binding.JAK1]
	case HalfLife:
		m.SetHalfLife(v)
	case Affinity:
		factor := v / m.Ki[binding.JAK1]
		for k := range m.Ki {
			m.Ki[k] *= factor
		}
	case OverJAK3:
		m.Ki[binding.JAK3] = v * m.Ki[binding.JAK1]
	case OverTYK2:
		m.Ki[binding.TYK2] = v * m.Ki[binding.JAK1]
	case Unbound:
		m.Fu = v
	case Clearance:
		h := m.HalfLife()
		m.CLF = v
		m.SetHalfLife(h)
	case Absorption:
		m.Ka = v
	}
}

// Space is a set of molecules: one with some properties varied, at doses of a range.
type Space struct {
	Base     Molecule
	Vary     map[Property]Range // without the dose
	Dose     Range              // mg
	Interval float64            // h between doses
}

// varied lists the varied properties in their order.
func (s *Space) varied() []Property {
	var out []Property
	for p := range NumProperties {
		if _, ok := s.Vary[p]; ok {
			out = append(out, p)
		}
	}
	return out
}

// molecule is the one at a point of the unit cube over the varied properties.
func (s *Space) molecule(props []Property, u []float64) Molecule {
	m := s.Base
	for i, p := range props {
		p.Set(&m, s.Vary[p].at(u[i]))
	}
	return m
}
