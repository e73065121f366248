package receptor

import (
	"math"

	"jakstat/evidence"
	"jakstat/jak/binding"
	"jakstat/jak/drug"
	"jakstat/stat/laplace"
)

// Molecule is a drug with what is known of its potency in cells.
type Molecule struct {
	*binding.Molecule
	Evidence Evidence

	model *Model
	post  *laplace.Posterior
	lnK   [binding.NumKinases]float64
	sdK   [binding.NumKinases]float64
}

// New gathers a molecule's constants and potencies (see [binding.New]) and estimates its own coordinates given what all drugs share.
// Errors are a diag.List.
func New(lib *evidence.Library, f *drug.File, fu, bloodPlasma float64) (*Molecule, error) {
	b, err := binding.New(lib, f, fu, bloodPlasma)
	if err != nil {
		return nil, err
	}
	return Of(lib, b)
}

// Of estimates a molecule's own coordinates given what all drugs share.
func Of(lib *evidence.Library, b *binding.Molecule) (*Molecule, error) {
	return with(Shipped(), b, EvidenceOf(lib, b))
}

func with(c *Calibration, b *binding.Molecule, e Evidence) (*Molecule, error) {
	m := &Molecule{Molecule: b, Evidence: e, model: NewConditional(c, e)}
	var err error
	if m.post, err = m.model.Problem.Fit(nil); err != nil {
		return nil, err
	}
	m.lnK = m.model.Constants(e.Drug, m.post.X)
	for _, k := range binding.Kinases() {
		t := m.model.drug[e.Drug]
		_, m.sdK[k] = m.post.Predict(func(_ []float64, g *laplace.Gradient) float64 {
			t.level[k].add(g, 1)
			t.kinase[k].add(g, 1)
			return 0
		})
	}
	return m, nil
}

// Potency is the estimated apparent constant of a kinase at the reference ATP level.
type Potency struct {
	Ki   float64 // nM unbound; +Inf where nothing binds or nothing is known
	LnSD float64
	Refs []string // the assays behind it
}

// Potency returns what is estimated of a kinase; ok is false where the evidence does not speak of it.
func (m *Molecule) Potency(k binding.Kinase) (p Potency, ok bool) {
	if !m.Evidence.Speaks(k) {
		return Potency{Ki: math.Inf(1)}, false
	}
	p = Potency{Ki: math.Exp(m.lnK[k]), LnSD: m.sdK[k]}
	for _, a := range m.Evidence.Assays {
		if a.Kinase == k {
			p.Refs = append(p.Refs, a.ID)
		}
	}
	if m.Evidence.Given[k] != nil {
		p.Refs = []string{"own"}
	}
	return p, true
}

// ki returns the constants for the pair equations.
func (m *Molecule) ki() *[binding.NumKinases]float64 {
	var ki [binding.NumKinases]float64
	for _, k := range binding.Kinases() {
		ki[k] = math.Inf(1)
		if p, ok := m.Potency(k); ok {
			ki[k] = p.Ki
		}
	}
	return &ki
}

// covers tells whether the mechanistic route can speak of a pair. An ATP-competitive drug needs evidence for both places. A JH2 ligand
// speaks of receptors that carry its kinase. A covalent drug speaks only of receptors without JAK3: its fixed-time constants there are
// limits of reversible binding, while loss of JAK3 with time is measured or unknown.
func (m *Molecule) covers(p Pair) bool {
	has := m.Evidence.Speaks
	b, jak3 := false, p.A == binding.JAK3
	for _, k := range p.B {
		b = b || has(k)
		jak3 = jak3 || k == binding.JAK3
	}
	switch m.Mode {
	case binding.JH2:
		return has(p.A) || b
	case binding.Irreversible:
		return !jak3 && has(p.A) && b
	}
	return has(p.A) && b
}
