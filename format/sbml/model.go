package sbml

import (
	"jakstat/engine/model"
)

// model reads the one model of a document: identifiers first, because SBML lets every list refer to
// every other, then the lists.
func (r *reader) model(m *element) {
	r.b = model.NewBuilder(r.id(m, false), model.Raw)
	r.doc.Name, r.doc.Pos = r.name(m), m.pos
	r.known(m, "substanceUnits timeUnits volumeUnits areaUnits lengthUnits extentUnits conversionFactor")
	lists := map[string]*element{}
	for _, c := range m.children {
		if c.space != r.space || !listNames[c.name] {
			r.foreign(m, c)
			continue
		}
		if lists[c.name] != nil {
			r.fail(c, "sbml.element", "a second <%s>", c.name)
			continue
		}
		lists[c.name] = c
	}
	list := func(name, item string) []*element { return r.items(lists[name], item) }
	compartments, parameters, species := list("listOfCompartments", "compartment"), list("listOfParameters", "parameter"), list("listOfSpecies", "species specie")
	reactions, events := list("listOfReactions", "reaction"), list("listOfEvents", "event")
	functions := list("listOfFunctionDefinitions", "functionDefinition")

	r.units(list("listOfUnitDefinitions", "unitDefinition"))
	for _, name := range []string{"substanceUnits", "timeUnits", "volumeUnits", "areaUnits", "lengthUnits", "extentUnits"} {
		if v := r.text(m, name); v != "" {
			r.doc.Defaults[name] = v
			r.unitRef(m, v)
		}
	}
	r.modelUnits()
	for _, group := range []struct {
		elements []*element
		kind     model.Kind
	}{{functions, model.KindFunction}, {compartments, model.KindCompartment}, {species, model.KindSpecies}, {parameters, model.KindParameter}, {reactions, model.KindReaction}} {
		for _, e := range group.elements {
			r.define(e, r.id(e, true), group.kind)
		}
	}
	for _, e := range reactions {
		r.defineReferences(e)
	}
	if r.doc.Level > 1 {
		for _, e := range events {
			r.define(e, r.id(e, false), model.KindEvent)
		}
	}
	if f := r.refer(m, "conversionFactor", false, model.KindParameter); f != "" {
		r.b.SetConversionFactor(f)
	}

	r.functionDefinitions(functions)
	for _, e := range compartments {
		r.compartment(e)
	}
	for _, e := range parameters {
		id := r.id(e, true)
		r.b.Add(r.parameter(e, id, false))
		r.parameterUnits(e, id)
	}
	for _, e := range species {
		r.species(e)
	}
	for _, e := range list("listOfInitialAssignments", "initialAssignment") {
		r.initialAssignment(e)
	}
	r.rules(lists["listOfRules"])
	for _, e := range list("listOfConstraints", "constraint") {
		r.constraint(e)
	}
	for _, e := range reactions {
		r.reaction(e)
	}
	for _, e := range events {
		r.event(e)
	}
	r.flux(m, reactions)
	if r.diags.HasErrors() {
		return
	}
	built, err := r.b.Build()
	if err != nil {
		r.diags.AddError(m.pos, "sbml.model", err)
		return
	}
	r.doc.Model = built
	r.strictFlux()
}

// listNames are the lists of a model. Compartment and species types (Level 2) have no effect on a simulation.
var listNames = map[string]bool{
	"listOfFunctionDefinitions": true, "listOfUnitDefinitions": true, "listOfCompartmentTypes": true, "listOfSpeciesTypes": true,
	"listOfCompartments": true, "listOfSpecies": true, "listOfParameters": true, "listOfInitialAssignments": true, "listOfRules": true,
	"listOfConstraints": true, "listOfReactions": true, "listOfEvents": true,
}

// items returns the elements of a list, of one name or of two (Level 1 spelt some names in two ways).
func (r *reader) items(list *element, names string) []*element {
	if list == nil {
		return nil
	}
	var out []*element
	for _, c := range list.children {
		if c.space == r.space && isWord(names, c.name) {
			out = append(out, c)
			continue
		}
		r.foreign(list, c)
	}
	return out
}

// isWord tells whether word is one of the words separated by single spaces.
func isWord(words, word string) bool {
	for len(words) > 0 {
		n := 0
		for n < len(words) && words[n] != ' ' {
			n++
		}
		if words[:n] == word {
			return true
		}
		words = words[min(n+1, len(words)):]
	}
	return false
}

// only reports children other than mathematics and those named.
func (r *reader) only(e *element, names string) {
	for _, c := range e.children {
		if c.space == r.space && isWord(names, c.name) || c.space == mathSpace && c.name == "math" && isWord(names, "math") {
			continue
		}
		r.foreign(e, c)
	}
}

// functionDefinitions reads signatures before bodies, since functions may call each other.
func (r *reader) functionDefinitions(list []*element) {
	lambdas := make([]*element, len(list))
	for i, e := range list {
		r.known(e, "")
		r.only(e, "math")
		id := r.id(e, true)
		f := function{empty: true}
		for _, c := range e.children {
			if c.space != mathSpace || c.name != "math" || len(c.children) == 0 {
				continue
			}
			l := c.children[0]
			if l.name == "semantics" && len(l.children) > 0 {
				l = l.children[0]
			}
			if l.space != mathSpace || l.name != "lambda" || len(c.children) > 1 {
				r.fail(c, "sbml.math", "function %s is not one <lambda>", clip(id))
				continue
			}
			lambdas[i] = l
			for j, x := range l.children {
				if x.name == "bvar" {
					f.arity++
				} else if j == len(l.children)-1 {
					f.empty = false
				}
			}
		}
		if f.empty {
			if r.atLeast(3, 2) {
				r.warn(e, "sbml.math", "function %s has no mathematics and cannot be called", clip(id))
			} else {
				r.fail(e, "sbml.math", "function %s has no mathematics, which only Level 3 Version 2 allows", clip(id))
			}
		}
		r.functions[id] = f
	}
	for i, e := range list {
		if lambdas[i] == nil {
			continue
		}
		id := r.id(e, true)
		params, body := r.lambda(lambdas[i])
		if body == nil {
			continue
		}
		r.b.Add(&model.Function{Info: r.info(e, id), Params: params, Body: body})
	}
}
