package sbml

import (
	"jakstat/engine/model"
)

// levelOneRules are the rules of Level 1 by name, with the attribute that names the variable.
var levelOneRules = map[string]string{
	"speciesConcentrationRule": "species", "specieConcentrationRule": "specie", "compartmentVolumeRule": "compartment", "parameterRule": "name",
}

// rules reads all rules in order. Their order means nothing: the compiler orders them by use.
func (r *reader) rules(list *element) {
	if list == nil {
		return
	}
	for _, e := range list.children {
		if e.space != r.space {
			r.foreign(list, e)
			continue
		}
		attr, old := levelOneRules[e.name]
		switch {
		case e.name == "algebraicRule":
			r.rule(e, model.AlgebraicRule, "")
		case r.doc.Level == 1 && old:
			r.levelOneRule(e, attr)
		case r.doc.Level > 1 && e.name == "assignmentRule":
			r.rule(e, model.AssignmentRule, "variable")
		case r.doc.Level > 1 && e.name == "rateRule":
			r.rule(e, model.RateRule, "variable")
		default:
			r.foreign(list, e)
		}
	}
}

// levelOneRule reads a rule whose type attribute tells a value from a rate.
func (r *reader) levelOneRule(e *element, attr string) {
	kind := model.AssignmentRule
	switch t := r.text(e, "type"); t {
	case "", "scalar":
	case "rate":
		kind = model.RateRule
	default:
		r.fail(e, "sbml.rule", "<%s> of type %q, neither scalar nor rate", e.name, clip(t))
	}
	// Level 1 Version 1 files spell the attribute as the element does; both spellings are in use.
	if attr == "specie" && r.text(e, attr) == "" {
		attr = "species"
	}
	r.rule(e, kind, attr)
}

func (r *reader) rule(e *element, kind model.RuleKind, attr string) {
	r.known(e, "variable type formula units "+attr)
	x := &model.Rule{Info: r.unnamedInfo(e), Kind: kind}
	if attr != "" {
		x.Variable = r.refer(e, attr, true, settable...)
	}
	x.Expr = r.mathOrFormula(e, scope{})
	if x.Expr == nil || attr != "" && x.Variable == "" {
		return
	}
	r.b.Add(x)
}

// mathOrFormula reads the expression of an element that Level 1 gives as an attribute.
func (r *reader) mathOrFormula(e *element, sc scope) model.Expr {
	if r.doc.Level > 1 {
		r.only(e, "math listOfParameters listOfLocalParameters")
		return r.math(e, sc)
	}
	r.only(e, "listOfParameters")
	text, ok := e.attr("formula")
	if !ok {
		r.fail(e, "sbml.missing", "<%s> has no attribute formula", e.name)
		return nil
	}
	return r.formula(e, text, sc)
}

// event reads a discontinuity. Level 2 events are persistent and cannot fire at the start; Level 3 says both.
func (r *reader) event(e *element) {
	r.known(e, "useValuesFromTriggerTime timeUnits")
	r.only(e, "trigger delay priority listOfEventAssignments")
	x := &model.Event{Info: r.info(e, r.id(e, false)), InitialTrue: true, Persistent: true}
	x.UseValuesFromTriggerTime = r.flag(e, "useValuesFromTriggerTime", true, true)
	if t := e.child("trigger"); t != nil {
		r.known(t, "initialValue persistent")
		r.only(t, "math")
		if r.doc.Level >= 3 {
			x.InitialTrue = r.flag(t, "initialValue", true, true)
			x.Persistent = r.flag(t, "persistent", true, true)
		}
		x.Trigger = r.math(t, scope{})
	} else if r.atLeast(3, 2) {
		r.warn(e, "sbml.event", "event %s has no trigger: it never fires", clip(x.ID))
	} else {
		r.fail(e, "sbml.event", "event %s has no trigger", clip(x.ID))
	}
	part := func(name string) model.Expr {
		c := e.child(name)
		if c == nil {
			return nil
		}
		r.known(c, "")
		r.only(c, "math")
		return r.math(c, scope{})
	}
	x.Delay, x.Priority = part("delay"), part("priority")
	seen := map[string]bool{}
	for _, a := range r.items(e.child("listOfEventAssignments"), "eventAssignment") {
		r.known(a, "variable")
		r.only(a, "math")
		id := r.refer(a, "variable", true, settable...)
		v := r.math(a, scope{})
		if id != "" && seen[id] {
			r.fail(a, "sbml.event", "event %s assigns %s twice", clip(x.ID), id)
		}
		seen[id] = true
		if id != "" && v != nil {
			x.Assignments = append(x.Assignments, model.EventAssignment{Variable: id, Expr: v, Pos: a.pos})
		}
	}
	if x.Trigger == nil {
		return // never fires
	}
	if time := r.text(e, "timeUnits"); time != "" {
		r.doc.declared.delay[e.pos] = r.unitOf(time)
	}
	r.b.Add(x)
}
