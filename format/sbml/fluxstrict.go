package sbml

import (
	"math"

	"jakstat/engine/model"
)

// strictFlux holds a model that says fbc:strict="true" to it (package fbc, version 2, "The strict attribute"): bounds are constant
// parameters with a value that leaves room for a flux, stoichiometries are constant numbers, and no initial assignment changes either.
func (r *reader) strictFlux() {
	f := r.doc.Flux
	if f == nil || !f.Strict {
		return
	}
	m := r.doc.Model
	parameters, assigned := map[string]model.Parameter{}, map[string]bool{}
	for _, p := range m.Parameters() {
		parameters[p.ID] = p
	}
	for _, a := range m.InitialAssignments() {
		assigned[a.Symbol] = true
	}
	for _, x := range m.Reactions() {
		for _, b := range f.Bounds[x.ID] {
			p := parameters[b.Parameter]
			v, what := p.Value.Value, ""
			switch {
			case !p.Constant:
				what = "is not constant"
			case assigned[p.ID]:
				what = "has an initial assignment"
			case math.IsNaN(v):
				what = "has no value"
			case b.Lower && math.IsInf(v, 1), b.Upper && math.IsInf(v, -1):
				what = "is infinite on the wrong side"
			}
			if what != "" {
				r.fail(&element{pos: b.Pos}, "sbml.flux", "bound %s of reaction %s %s, and the model is strict", p.ID, x.ID, what)
			}
		}
		for _, refs := range [2][]model.SpeciesRef{x.Reactants, x.Products} {
			for _, ref := range refs {
				if v := ref.Stoichiometry; !ref.Constant || assigned[ref.ID] || math.IsNaN(v) || math.IsInf(v, 0) {
					r.fail(&element{pos: ref.Pos}, "sbml.flux", "the stoichiometry of %s in reaction %s is no constant number, and the model is strict", ref.Species, x.ID)
				}
			}
		}
	}
}
