package coverage

import (
	"jakstat/jak/binding"
)

// Occupancy is the share of a kinase that the treatment keeps occupied, averaged over the day of the typical patient, at the reference ATP
// level, Cu/(Cu + Ki). ok is false where no constant is known, and for covalent drugs, which occupy for longer than they are there.
func (c *Column) Occupancy(k binding.Kinase) (share float64, ok bool) {
	m := c.Treatment.Molecule
	p, known := m.Potency(k)
	if !known || m.Mode == binding.Irreversible {
		return 0, false
	}
	t, sum := c.Hours, 0.0
	at := func(i int) float64 {
		cu := m.Fu * c.Total.Typical[i]
		return cu / (cu + p.Ki)
	}
	for i := 1; i < len(t); i++ {
		sum += (t[i] - t[i-1]) * (at(i) + at(i-1)) / 2
	}
	return sum / (t[len(t)-1] - t[0]), true
}
