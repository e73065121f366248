package binding

import (
	"strings"

	"jakstat/unit"
)

// place is one binding place of a kinase in a fragment: the ATP pocket or the pseudokinase.
type place struct {
	*fragment
	k       Kinase
	tag     string // ends the names of its variables
	atp     bool   // ligands compete with ATP
	ligands []bound
}

// bound is a ligand that binds in a place.
type bound struct {
	id string
	Site
}

// name joins a word, the place and a ligand.
func (p *place) name(word string, l bound) string { return word + "_" + p.tag + "_" + l.id }

// states tells whether the place has states, or is at equilibrium throughout.
func (p *place) states() bool {
	for _, l := range p.ligands {
		if l.slow() || l.covalent() {
			return true
		}
	}
	return false
}

func (l bound) covalent() bool { return isSet(l.KInact) || isSet(l.Inactivation) }

// rapid tells whether the complex is in equilibrium with the open place.
func (l bound) rapid() bool { return isSet(l.Ki) && !l.slow() }

// competition is the factor 1 + ATP/Km, or 1.
func (p *place) competition() string {
	if p.atp {
		return "(1 + ATP/Km_" + p.k.String() + ")"
	}
	return "1"
}

// add writes constants, states, reactions and outputs of the place.
func (p *place) add() {
	b := p.b
	for _, l := range p.ligands {
		p.constants(l)
	}
	if p.states() {
		b.Amount("open_"+p.tag, "", unit.Q(1, "1"))
	}
	p.vacancy()
	if p.states() {
		p.reactions()
		p.turnover()
	}
	occupied := []string{"0"}
	for _, l := range p.ligands {
		if e := p.occupied(l); e != "" {
			b.Assign(p.name("occupied", l), "1", e)
			b.Output(p.name("occupied", l), "1", p.name("occupied", l))
			occupied = append(occupied, p.name("occupied", l))
		}
	}
	if p.loses() {
		occupied = append(occupied, "lost_"+p.tag)
	}
	b.Assign("occupancy_"+p.tag, "1", strings.Join(occupied, " + "))
	b.Output("occupancy_"+p.tag, "1", "occupancy_"+p.tag)
}

func (p *place) constants(l bound) {
	b := p.b
	if isSet(l.Ki) {
		b.Param(p.name("Ki", l), l.Ki)
		b.Assign(p.name("KiApp", l), "nM{unbound}", p.name("Ki", l)+"*"+p.competition())
	}
	if l.slow() {
		b.Param(p.name("residence", l), l.Residence)
		b.Assign(p.name("koff", l), "1/h", "1/"+p.name("residence", l))
		b.Assign(p.name("kon", l), "1/nM/h/{unbound}", p.name("koff", l)+"/"+p.name("Ki", l))
	}
	if isSet(l.KInact) {
		b.Param(p.name("kinact", l), l.KInact)
	}
	if isSet(l.Inactivation) {
		b.Param(p.name("inactivation", l), l.Inactivation)
	}
	if isSet(l.Residual) {
		b.Param(p.name("residual", l), l.Residual)
	}
}

// vacancy adds the share of the open place that no rapid ligand holds, and in the ATP pocket its parts without and with ATP.
func (p *place) vacancy() {
	if len(p.ligands) == 0 {
		return
	}
	sum := "1"
	for _, l := range p.ligands {
		if l.rapid() {
			sum += " + Cu_" + l.id + "/" + p.name("KiApp", l)
		}
	}
	p.b.Assign("vacant_"+p.tag, "1", "1/("+sum+")")
	p.b.Assign("free_"+p.tag, "1", p.unoccupied()+"/"+p.competition())
	if p.atp {
		p.b.Assign("atp_"+p.tag, "1", "free_"+p.tag+"*ATP/Km_"+p.k.String())
	}
}

// unoccupied is the fraction of places without inhibitor.
func (p *place) unoccupied() string {
	switch {
	case len(p.ligands) == 0:
		return "1"
	case p.states():
		return "open_" + p.tag + "*vacant_" + p.tag
	}
	return "vacant_" + p.tag
}

// working is the activity that the occupants of a pseudokinase leave.
func (p *place) working() string {
	sum := p.unoccupied()
	for _, l := range p.ligands {
		if isSet(l.Residual) {
			sum += " + " + p.name("residual", l) + "*" + p.name("occupied", l)
		}
	}
	return "(" + sum + ")"
}

// occupied is the fraction of places that hold a ligand reversibly; "" for a ligand without such a complex.
func (p *place) occupied(l bound) string {
	switch {
	case l.slow():
		return p.name("bound", l)
	case l.rapid():
		return p.unoccupied() + "*Cu_" + l.id + "/" + p.name("KiApp", l)
	}
	return ""
}

func (p *place) loses() bool {
	for _, l := range p.ligands {
		if l.covalent() {
			return true
		}
	}
	return false
}

// reactions moves enzyme between the open place, slow complexes and adducts.
func (p *place) reactions() {
	b, open, lost := p.b, "open_"+p.tag, "lost_"+p.tag
	if p.loses() {
		b.Amount(lost, "", unit.Q(0, "1"))
	}
	for _, l := range p.ligands {
		from := open
		if l.slow() {
			from = p.name("bound", l)
			b.Amount(from, "", unit.Q(0, "1"))
			b.Reaction(p.name("binding", l), open+" -> "+from, p.name("kon", l)+"*Cu_"+l.id+"*free_"+p.tag+" - "+p.name("koff", l)+"*"+from)
		}
		switch {
		case isSet(l.Inactivation):
			b.Reaction(p.name("inactivating", l), open+" -> "+lost, p.name("inactivation", l)+"*Cu_"+l.id+"*"+p.unoccupied())
		case isSet(l.KInact):
			b.Reaction(p.name("inactivating", l), from+" -> "+lost, p.name("kinact", l)+"*"+p.occupied(l))
		}
	}
}

// turnover adds synthesis into the open place and degradation of every state, and the total of the states.
func (p *place) turnover() {
	b, states := p.b, []string{"open_" + p.tag}
	for _, l := range p.ligands {
		if l.slow() {
			states = append(states, p.name("bound", l))
		}
	}
	if p.loses() {
		states = append(states, "lost_"+p.tag)
	}
	if isSet(p.cell.Lifetime[p.k]) {
		lifetime := "lifetime_" + p.k.String()
		b.Reaction("synthesis_"+p.tag, "-> open_"+p.tag, "1/"+lifetime)
		for _, s := range states {
			b.Reaction("degradation_"+s, s+" ->", s+"/"+lifetime)
		}
	}
	b.Assign("total_"+p.tag, "1", strings.Join(states, " + "))
	b.Output("total_"+p.tag, "1", "total_"+p.tag)
}
