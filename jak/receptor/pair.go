package receptor

import (
	"math"

	"jakstat/jak/binding"
)

// Pair is the set of kinases a receptor complex carries: A on one chain, B on the other, where B may
// be served by either of several kinases (JAK2 or TYK2 at gp130 and at IL-13Rα1).
type Pair struct {
	A binding.Kinase
	B []binding.Kinase
}

// String prints JAK1/JAK3, or JAK1/JAK2|TYK2 where alternatives share the second place.
func (p Pair) String() string {
	s := p.A.String() + "/"
	for i, k := range p.B {
		if i > 0 {
			s += "|"
		}
		s += k.String()
	}
	return s
}

// Signal is the fraction of a receptor's signal left when active[k] is the active fraction of
// each kinase: S = A_a · (1 − Π(1 − A_b)). Trans-phosphorylation needs both chains, hence the product; kinases that share a
// place are redundant (rcpt4: JAK2 and TYK2 at gp130), so that place fails only when all of them do. Exponents are 1 and shared by all
// drugs: the simplest member of the family S = A_a^α·A_b^β; calibrating them belongs to jak/pathway.
func (p Pair) Signal(active *[binding.NumKinases]float64) float64 {
	fails := 1.0
	for _, k := range p.B {
		fails *= 1 - active[k]
	}
	return active[p.A] * (1 - fails)
}

// Inhibition is 1 − Signal at unbound concentration cu for apparent constants kiApp. It is the innermost loop of a comparison and
// looks only at the kinases of the pair.
func (p Pair) Inhibition(cu float64, kiApp *[binding.NumKinases]float64) float64 {
	fails := 1.0
	for _, k := range p.B {
		fails *= 1 - binding.Active(cu, kiApp[k])
	}
	return 1 - binding.Active(cu, kiApp[p.A])*(1-fails)
}

// IC50 is the unbound concentration that halves the signal, in the unit of kiApp; +Inf when no concentration
// does (a ligand of only one of two redundant kinases).
func (p Pair) IC50(kiApp *[binding.NumKinases]float64) float64 {
	lo, hi := 1e-9, 1e12
	if p.Inhibition(hi, kiApp) < 0.5 {
		return math.Inf(1)
	}
	for range 200 {
		mid := math.Sqrt(lo * hi)
		if p.Inhibition(mid, kiApp) < 0.5 {
			lo = mid
		} else {
			hi = mid
		}
	}
	return math.Sqrt(lo * hi)
}
