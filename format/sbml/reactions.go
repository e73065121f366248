package sbml

import (
	"math"

	"jakstat/engine/model"
	"jakstat/unit"
)

// sides are the lists of a reaction that carry stoichiometries.
var sides = [2]string{"listOfReactants", "listOfProducts"}

const referenceNames = "speciesReference specieReference"

// defineReferences enters the identifiers of a reaction's species references.
func (r *reader) defineReferences(reaction *element) {
	if r.doc.Level == 1 {
		return
	}
	for _, side := range sides {
		if list := reaction.child(side); list != nil {
			for _, e := range list.children {
				if e.space == r.space && e.name == "speciesReference" {
					r.define(e, r.id(e, false), model.KindSpeciesRef)
				}
			}
		}
	}
}

func (r *reader) reaction(e *element) {
	r.known(e, "reversible fast compartment")
	r.only(e, "listOfReactants listOfProducts listOfModifiers kineticLaw")
	x := &model.Reaction{Info: r.info(e, r.id(e, true))}
	x.Reversible = r.flag(e, "reversible", true, true)
	x.Fast = r.flag(e, "fast", false, r.doc.Version == 1)
	x.Compartment = r.refer(e, "compartment", false, model.KindCompartment)
	x.Reactants = r.references(e.child(sides[0]))
	x.Products = r.references(e.child(sides[1]))
	for _, m := range r.items(e.child("listOfModifiers"), "modifierSpeciesReference") {
		r.known(m, "species")
		if id := r.refer(m, "species", true, model.KindSpecies); id != "" {
			x.Modifiers = append(x.Modifiers, id)
		}
	}
	if k := e.child("kineticLaw"); k != nil {
		r.kineticLaw(k, x)
	}
	r.b.Add(x)
}

func (r *reader) kineticLaw(k *element, x *model.Reaction) {
	r.known(k, "formula timeUnits substanceUnits")
	if extent, time := r.text(k, "substanceUnits"), r.text(k, "timeUnits"); extent != "" || time != "" {
		r.doc.declared.rate[x.ID] = [2]unit.Unit{r.unitOr(extent, "substanceUnits"), r.unitOr(time, "timeUnits")}
	}
	sc := scope{locals: map[string]bool{}}
	lists, items := "listOfParameters", "parameter"
	if r.doc.Level == 3 {
		lists, items = "listOfLocalParameters", "localParameter"
	}
	if old := k.child("listOfParameters"); old != nil && r.doc.Level == 3 {
		r.fail(old, "sbml.element", "<listOfParameters> in <kineticLaw> belongs to Levels 1 and 2")
	}
	for _, p := range r.items(k.child(lists), items) {
		id := r.id(p, true)
		if sc.locals[id] {
			r.fail(p, "sbml.duplicate", "two local parameters %q in reaction %s", clip(id), x.ID)
			continue
		}
		sc.locals[id] = true
		x.Locals = append(x.Locals, *r.parameter(p, id, true))
		r.parameterUnits(p, localKey(x.ID, id))
	}
	x.Rate = r.mathOrFormula(k, sc)
	if x.Rate == nil {
		// Without mathematics the law has no effect: nothing happens by this reaction.
		x.Rate = model.Num(0).At(k.pos)
	}
}

// localKey names a local parameter among all parameters of a document.
func localKey(reaction, id string) string { return reaction + "." + id }

// references reads one side of a reaction. A Level 3 reference without a stoichiometry has none until
// something sets it; earlier levels mean 1.
func (r *reader) references(list *element) []model.SpeciesRef {
	var out []model.SpeciesRef
	for _, e := range r.items(list, referenceNames) {
		r.known(e, "species specie stoichiometry denominator constant")
		r.only(e, "stoichiometryMath")
		attr := "species"
		if _, ok := e.attr("specie"); ok && r.doc.Level == 1 {
			attr = "specie"
		}
		x := model.SpeciesRef{Species: r.refer(e, attr, true, model.KindSpecies), Pos: e.pos, Stoichiometry: 1}
		if r.doc.Level > 1 {
			x.ID = r.text(e, "id")
		}
		if _, ok := e.attr("stoichiometry"); ok {
			x.Stoichiometry = r.double(e, "stoichiometry")
		} else if r.doc.Level == 3 {
			x.Stoichiometry = math.NaN()
		}
		if _, ok := e.attr("denominator"); ok {
			d := r.double(e, "denominator")
			if d == 0 || d != d {
				r.fail(e, "sbml.number", "a stoichiometry with denominator %g", d)
			}
			x.Stoichiometry /= d
		}
		switch r.doc.Level {
		case 3:
			x.Constant = r.flag(e, "constant", false, true)
		default:
			x.Constant = true
		}
		if m := e.child("stoichiometryMath"); m != nil {
			if r.doc.Level != 2 {
				r.fail(m, "sbml.element", "<stoichiometryMath> belongs to Level 2")
			}
			r.known(m, "")
			r.only(m, "math")
			x.Math, x.Constant = r.math(m, scope{}), false
		}
		if x.Species != "" {
			out = append(out, x)
		}
	}
	return out
}
