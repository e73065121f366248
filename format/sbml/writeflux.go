package sbml

import (
	"jakstat/engine/model"
)

// fluxSpace is the namespace of a version of package fbc.
func fluxSpace(version int) string {
	for uri, v := range fluxVersions {
		if v == version {
			return uri
		}
	}
	return ""
}

// fluxBoundsOf adds the bounds of a reaction in version 2 of package fbc.
func (w *writer) fluxBoundsOf(x *model.Reaction, a *attributes) {
	f := w.doc.Flux
	if f == nil || f.Version == 1 {
		return
	}
	for _, b := range f.Bounds[x.ID] {
		name := "fbc:upperFluxBound"
		if b.Lower {
			name = "fbc:lowerFluxBound"
		}
		a.text(name, b.Parameter)
	}
}

// flux writes the bounds of version 1, reaction by reaction, and the objectives.
func (w *writer) flux() {
	f := w.doc.Flux
	if f == nil {
		return
	}
	type bound struct {
		reaction, operation string
		value               float64
	}
	var bounds []bound
	if f.Version == 1 {
		for _, x := range w.reactions {
			for _, b := range f.Bounds[x.ID] {
				for word, op := range operations {
					if op == [2]bool{b.Lower, b.Upper} {
						bounds = append(bounds, bound{x.ID, word, b.Value})
					}
				}
			}
		}
	}
	list(w, "fbc:listOfFluxBounds", bounds, func(b bound) {
		w.p.leaf("fbc:fluxBound", "fbc:reaction", b.reaction, "fbc:operation", b.operation, "fbc:value", formatDouble(b.value))
	})
	if len(f.Objectives) == 0 {
		return
	}
	w.p.open("fbc:listOfObjectives", "fbc:activeObjective", f.Active)
	for _, o := range f.Objectives {
		direction := "minimize"
		if o.Maximize {
			direction = "maximize"
		}
		w.p.within("fbc:objective", []string{"fbc:id", o.ID, "fbc:type", direction}, len(o.Terms) > 0, func() {
			list(w, "fbc:listOfFluxObjectives", o.Terms, func(t FluxTerm) {
				w.p.leaf("fbc:fluxObjective", "fbc:reaction", t.Reaction, "fbc:coefficient", formatDouble(t.Coefficient))
			})
		})
	}
	w.p.close("fbc:listOfObjectives")
}
