package coverage

import (
	"jakstat/jak/binding"
)

// Occupied is the share of a kinase that the treatment holds, averaged over the day of the typical patient, at the reference ATP level: by its
// rates where it has any (see [Column.Occupancies]), else at equilibrium, Cu/(Cu + Ki). ok is false where no constant is known, and for covalent
// drugs, which hold a kinase for longer than they are there.
func (c *Column) Occupied(k binding.Kinase) (share float64, ok bool) {
	m := c.Treatment.Molecule
	p, known := m.Potency(k)
	if !known || m.Mode == binding.Irreversible {
		return 0, false
	}
	for _, o := range c.Occupancies() {
		if o.Kinase == k {
			return o.Cover.Average, true
		}
	}
	fractions := make([]float64, len(c.Hours))
	for i, total := range c.Total.Typical {
		cu := m.Fu * total
		fractions[i] = cu / (cu + p.Ki)
	}
	return Summarise(c.Hours, fractions).Average, true
}
