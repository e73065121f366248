package binding

import (
	"math"

	"jakstat/evidence"
	"jakstat/unit"
)

// CellAt is a cell at an ATP level with the Michaelis constants of the evidence and without protein turnover.
func CellAt(lib *evidence.Library, atp unit.Quantity) Cell {
	c := Cell{ATP: atp}
	for _, k := range Kinases() {
		km, _, _ := MichaelisATP(lib, k)
		c.Km[k] = unit.Q(km, "mM")
	}
	return c
}

// NewLigand is a reversible or pseudokinase ligand with apparent constants at [ReferenceATP], where a fragment then binds as [Active] does: Ki is taken
// back to no ATP with the same Michaelis constant with which a cell at another level brings it up again. Residence is one time for all kinases;
// the zero quantity binds at equilibrium. Unknown constants bind nothing. A covalent ligand is not made from them: its fixed-time
// figures are no dissociation constants.
func NewLigand(lib *evidence.Library, id string, mode Mode, constants [4]Constant, residence unit.Quantity) Ligand {
	if mode == Irreversible {
		panic("binding: a covalent ligand has no apparent constants")
	}
	l := Ligand{ID: id, Mode: mode}
	for _, k := range Kinases() {
		c := constants[k]
		if !c.Known || math.IsInf(c.KiApp, 0) {
			continue
		}
		ki := c.KiApp
		if mode == Reversible {
			km, _, _ := MichaelisATP(lib, k)
			ki = KiFromIC50(ki, ReferenceATP, km)
		}
		l.Sites[k] = Site{Ki: unit.Quantity{Value: ki, Unit: unboundNM}, Residence: residence}
		if mode == JH2 {
			l.Sites[k].Residual = unit.Q(0, "1") // unknown; a parameter, so that it can be varied
		}
	}
	return l
}

// AtRates is the ligand with the time it stays on each kinase where a rate is known, and at equilibrium elsewhere.
func (l Ligand) AtRates(constants [4]Constant) Ligand {
	for k, c := range constants {
		if c.Koff > 0 && isSet(l.Sites[k].Ki) {
			l.Sites[k].Residence = unit.Q(1/c.Koff, "h")
		}
	}
	return l
}

// Ligand is a covalent ligand of JAK3 with the inactivation constant of v. Scale is the concentration that v refers to per unbound
// concentration (1/fu for one on total plasma).
func (v Covalent) Ligand(id string, scale float64) Ligand {
	l := Ligand{ID: id, Mode: Irreversible}
	l.Sites[JAK3] = Site{Inactivation: unit.Quantity{Value: v.KInact * scale, Unit: unit.Must("1/h").Div(unboundNM)}}
	return l
}
