package receptor

import (
	"math"
	"strings"

	"jakstat/evidence"
	"jakstat/jak/binding"
)

// Assay is a potency on one isolated kinase, or on a cell line that lives by one fused kinase.
type Assay struct {
	ID       string
	Kinase   binding.Kinase
	Panel    string  // assays of one drug and source share their bias
	Ln       float64 // logarithm of the value, nM unbound
	AtLeast  bool
	Verified bool
	// Carry is the logarithm of the Cheng–Prusoff factor from the assay's ATP level to the reference level.
	Carry float64
	// CarrySD is the standard deviation of Carry where the level is not stated: it is then anywhere between the Michaelis constant and
	// the reference level, and Carry half of that way.
	CarrySD float64
	// Fusion: a cell line that lives by this kinase alone; it has cellular ATP.
	Fusion bool
}

// Cell is a half-maximal concentration in human cells.
type Cell struct {
	ID       string
	Receptor *evidence.Receptor
	STAT     string
	Ln       float64 // logarithm of the unbound concentration, nM
	Verified bool
}

// Evidence is what is known of one molecule's potency.
type Evidence struct {
	Drug   string
	Assays []Assay
	Cells  []Cell
	// Given are the logarithms of constants that are taken as they stand: those of a user's file, and of kinases that a molecule does
	// not bind.
	Given [binding.NumKinases]*float64
	// OwnKind: no other drug binds as this one does, so that what cells need of it is not known beforehand.
	OwnKind bool
}

// Speaks tells whether there is anything on a kinase.
func (e *Evidence) Speaks(k binding.Kinase) bool {
	if e.Given[k] != nil {
		return *e.Given[k] < unbound
	}
	for _, a := range e.Assays {
		if a.Kinase == k {
			return true
		}
	}
	return false
}

// unbound is the logarithm of a constant (nM) so large that nothing binds.
const unbound = 60.0

// EvidenceOf collects what is known of a molecule: the kinase assays of the drug whose potencies these are, its fusion cell lines,
// its human cell potencies at unbound concentration, and constants that its file gives.
func EvidenceOf(lib *evidence.Library, m *binding.Molecule) Evidence {
	source := m.Name
	if m.Borrowed != "" {
		source = m.Borrowed
	}
	e := Evidence{Drug: m.Name, OwnKind: m.Mode == binding.JH2}
	for _, k := range binding.Kinases() {
		c := m.Constants[k]
		switch {
		case c.Known && c.Route == binding.RouteGiven:
			v := math.Log(c.KiApp)
			e.Given[k] = &v
		case m.Mode == binding.JH2 && !c.Known:
			v := unbound
			e.Given[k] = &v
		}
	}
	e.kinaseAssays(lib, source, m.Mode)
	if m.Mode == binding.Reversible {
		e.fusions(lib, source)
	}
	for i := range m.Rows {
		c, ok := cellOf(lib, &m.Rows[i])
		if ok && m.Mode != binding.Irreversible && e.explains(PairOf(c.Receptor)) {
			e.Cells = append(e.Cells, c)
		}
	}
	return e
}

// explains tells whether blocking what the molecule binds could halve the signal of a pair.
func (e *Evidence) explains(p Pair) bool {
	var ki [binding.NumKinases]float64
	for _, k := range binding.Kinases() {
		ki[k] = math.Inf(1)
		if e.Speaks(k) {
			ki[k] = 1
		}
	}
	return p.Halves(&ki)
}

// kinaseAssays collects assays of isolated domains: none of the medians over mixed assays, none of displacement without ATP. A kinase whose
// constant is given needs none.
func (e *Evidence) kinaseAssays(lib *evidence.Library, drug string, mode binding.Mode) {
	for _, r := range evidence.Of(lib.Enzymes, drug) {
		k, ok := binding.ParseKinase(r.Target)
		if !ok || r.AllAssayMedian() || !r.Value.IsNumber() || e.Given[k] != nil {
			continue
		}
		a := Assay{ID: r.ID, Kinase: k, Panel: r.Source.ID, Ln: math.Log(r.Value.Value), AtLeast: r.Value.Relation == evidence.Greater, Verified: r.How == evidence.Verified}
		if mode == binding.JH2 {
			if r.Domain == "JH2" && r.Measure == "Ki" {
				e.Assays = append(e.Assays, a)
			}
			continue
		}
		if r.Domain != "JH1" || r.Measure == "Kd" {
			continue
		}
		a.carry(lib, r)
		e.Assays = append(e.Assays, a)
	}
}

// carry notes how far the assay's ATP level is from the reference.
func (a *Assay) carry(lib *evidence.Library, r *evidence.Enzyme) {
	km, _, _ := binding.MichaelisATP(lib, a.Kinase)
	reference := binding.KiApp(1, binding.ReferenceATP, km)
	switch {
	case r.Measure == "Ki":
		a.Carry = math.Log(reference)
	case !r.ATP.Missing():
		a.Carry = math.Log(reference / binding.KiApp(1, r.ATP.Value, km))
	case binding.SaysReferenceATP(r):
	case strings.Contains(r.Assay, "ATP at Km"):
		a.Carry = math.Log(reference / 2)
	default: // anywhere between Km and the reference
		way := math.Log(reference / 2)
		a.Carry, a.CarrySD = way/2, way/math.Sqrt(12)
	}
}

// fusions collects cell lines that live by one fused kinase; a mutant kinase is another kinase.
func (e *Evidence) fusions(lib *evidence.Library, drug string) {
	for _, r := range evidence.Of(lib.CellPotencies, drug) {
		k, ok := binding.ParseKinase(r.ReceptorJAKs)
		if !ok || !strings.HasPrefix(r.Cytokine, "none (") || !r.Value.IsNumber() || e.Given[k] != nil {
			continue
		}
		e.Assays = append(e.Assays, Assay{ID: r.ID, Kinase: k, Panel: r.Source.ID, Ln: math.Log(r.Value.Value), AtLeast: r.Value.Relation == evidence.Greater, Verified: r.How == evidence.Verified, Fusion: true})
	}
}

func cellOf(lib *evidence.Library, row *binding.Measured) (Cell, bool) {
	if row.Limit != evidence.Equal {
		return Cell{}, false
	}
	for _, r := range lib.Receptors {
		if r.Cytokine == row.Cytokine {
			return Cell{ID: row.ID, Receptor: r, STAT: row.STAT, Ln: math.Log(row.Unbound), Verified: row.Verified}, true
		}
	}
	return Cell{}, false
}
