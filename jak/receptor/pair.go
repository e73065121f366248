package receptor

import (
	"jakstat/engine/fpmath"
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

// Signal is the fraction of a receptor's signal left when active[k] is the active fraction of each kinase:
// S = A_a · (1 − Π(1 − A_b))^β. Trans-phosphorylation needs both chains, hence the product; kinases that share a place are redundant
// (rcpt4: JAK2 and TYK2 at gp130), so that place fails only when all of them do. The exponent says how much the second place controls
// beside the first; it is the receptor family's, the same for all drugs.
func (p Pair) Signal(active *[binding.NumKinases]float64, beta float64) float64 {
	fails := 1.0
	for _, k := range p.B {
		fails *= 1 - active[k]
	}
	return active[p.A] * power(1-fails, beta)
}

// Inhibition is 1 − Signal at unbound concentration cu for apparent constants kiApp. It is the innermost loop of a comparison and
// looks only at the kinases of the pair.
func (p Pair) Inhibition(cu float64, kiApp *[binding.NumKinases]float64, beta float64) float64 {
	fails := 1.0
	for _, k := range p.B {
		fails *= 1 - binding.Active(cu, kiApp[k])
	}
	return 1 - binding.Active(cu, kiApp[p.A])*power(1-fails, beta)
}

func power(x, beta float64) float64 {
	if beta == 1 {
		return x
	}
	return fpmath.Pow(x, beta)
}

// Halves tells whether a molecule with these constants can halve the signal at all: a ligand of only one of two redundant kinases cannot.
func (p Pair) Halves(kiApp *[binding.NumKinases]float64) bool {
	return p.Inhibition(1e12, kiApp, 1) >= 0.5
}
