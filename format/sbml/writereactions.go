package sbml

import (
	"slices"

	"jakstat/engine/model"
)

func (w *writer) reaction(x model.Reaction) {
	a := named(&x.Info)
	a.flag("reversible", x.Reversible)
	if w.level == 2 && x.Fast || w.level == 3 && w.version == 1 {
		a.flag("fast", x.Fast)
	}
	switch {
	case w.level == 3:
		a.text("compartment", x.Compartment)
	case x.Compartment != "":
		w.warn(x.Pos, "the compartment of reaction %s is left out: %s has none, and no number depends on it", x.ID, w.target())
	}
	w.fluxBoundsOf(&x, &a)
	modifiers := w.modifiers(&x)
	parts := len(x.Reactants)+len(x.Products)+len(modifiers) > 0 || x.Rate != nil
	w.p.within("reaction", a, parts, func() {
		for i, refs := range [2][]model.SpeciesRef{x.Reactants, x.Products} {
			list(w, sides[i], refs, func(s model.SpeciesRef) { w.speciesReference(&x, s) })
		}
		list(w, "listOfModifiers", modifiers, func(id string) { w.p.leaf("modifierSpeciesReference", "species", id) })
		w.kineticLaw(&x)
	})
}

// modifiers are those declared and the other species of the rate: SBML demands that a kinetic law uses declared species only.
func (w *writer) modifiers(x *model.Reaction) []string {
	out := slices.Clone(x.Modifiers)
	known := map[string]bool{}
	for _, id := range out {
		known[id] = true
	}
	for _, refs := range [2][]model.SpeciesRef{x.Reactants, x.Products} {
		for _, s := range refs {
			known[s.Species] = true
		}
	}
	for _, p := range x.Locals {
		known[p.ID] = true
	}
	for _, id := range x.Rate.Symbols() {
		if kind, _ := w.doc.Model.Lookup(id); kind == model.KindSpecies && !known[id] {
			known[id] = true
			out = append(out, id)
		}
	}
	return out
}

func (w *writer) speciesReference(x *model.Reaction, s model.SpeciesRef) {
	var a attributes
	a.text("id", s.ID)
	a.text("species", s.Species)
	if s.Math == nil {
		if v := s.Stoichiometry; w.level == 2 && v != v {
			a = append(a, "stoichiometry", formatDouble(v)) // without the attribute Level 2 means 1
		} else {
			a.number("stoichiometry", v)
		}
	}
	if w.level == 3 {
		a.flag("constant", s.Constant)
	}
	w.p.within("speciesReference", a, s.Math != nil, func() {
		w.p.open("stoichiometryMath")
		w.math(s.Math, false, "the stoichiometry of "+s.Species+" in reaction "+x.ID, s.Pos)
		w.p.close("stoichiometryMath")
	})
}

func (w *writer) kineticLaw(x *model.Reaction) {
	if x.Rate == nil {
		return
	}
	w.p.open("kineticLaw")
	w.math(x.Rate, false, "the rate of reaction "+x.ID, x.Pos)
	lists, item := "listOfParameters", "parameter"
	if w.level == 3 {
		lists, item = "listOfLocalParameters", "localParameter"
	}
	list(w, lists, x.Locals, func(p model.Parameter) { w.parameter(item, localKey(x.ID, p.ID), p) })
	w.p.close("kineticLaw")
}
