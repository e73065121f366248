package main

import (
	"slices"

	"jakstat/evidence"
	"jakstat/jak/pk"
	"jakstat/jak/receptor"
	"jakstat/jak/statements"
)

// use is a place where the product uses a row of the evidence.
type use struct {
	Kind string `json:"kind" enum:"model,potency,map,statement,default"`
	Of   string `json:"of" doc:"The drug, the cytokine or the statement"`
	For  string `json:"for" doc:"What the row decides there"`
}

// usesOf looks up, for every row, which models, potencies and statements rest on it.
func usesOf(lib *evidence.Library) (map[string][]use, error) {
	out := map[string][]use{}
	add := func(id string, u use) {
		if !slices.Contains(out[id], u) {
			out[id] = append(out[id], u)
		}
	}
	for _, name := range pk.Names() {
		d, err := pk.Open(name, lib)
		if err != nil {
			return nil, err
		}
		models, err := d.Models()
		if err != nil {
			return nil, err
		}
		for _, m := range models {
			for _, p := range m.Parameters {
				for _, id := range p.Refs {
					add(id, use{"model", name, "parameter " + p.Name + " of model " + m.ID + " (" + m.Population + ")"})
				}
			}
		}
		if err := potencyUses(lib, d, add); err != nil {
			return nil, err
		}
	}
	for _, r := range lib.Receptors {
		add(r.ID, use{"map", r.Cytokine, "kinase pair, STATs and cells of its receptor"})
	}
	for _, r := range lib.Drivers {
		add(r.ID, use{"map", r.Disease, "driven by " + r.Cytokine})
	}
	plans, err := statements.Plans()
	if err != nil {
		return nil, err
	}
	for _, p := range plans {
		for _, c := range p.Checks {
			for _, id := range c.Compared {
				add(id, use{"statement", p.ID, "observation that check " + c.ID + " compares with"})
			}
		}
	}
	return out, nil
}

// potencyUses are the rows behind the inhibition of each read-out by a drug.
func potencyUses(lib *evidence.Library, d *pk.Drug, add func(string, use)) error {
	parent := d.Parent()
	m, err := receptor.New(lib, d.File(), parent.Fu.Value, parent.BloodPlasma.Value)
	if err != nil {
		return err
	}
	for _, r := range receptor.Readouts(lib) {
		shown, other := m.Effects(lib, r)
		for _, e := range []*receptor.Effect{shown, other} {
			if e == nil || e.Route == receptor.NoRoute {
				continue
			}
			for _, id := range e.Refs {
				add(id, use{"potency", d.Name, "inhibition of " + r.Label() + ", " + e.Route.String() + " route"})
			}
		}
	}
	return nil
}
