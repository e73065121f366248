package sbml

import (
	"fmt"
	"maps"
	"math"
	"slices"
	"strconv"
	"strings"

	"jakstat/engine/model"
)

// Entry is one element of a document with what it says, in words and formulas.
type Entry struct {
	// Kind is the word for the element ("parameter", "assignment rule"), ID what it is called: its identifier, the symbol it
	// determines, or its formula when it has neither.
	Kind, ID   string
	Properties []Property
}

// Property is one thing that an element says. Usual marks truth values that most elements have.
type Property struct {
	Name, Value string
	Usual       bool
}

func (e *Entry) add(name, value string) {
	if value = strings.TrimSpace(value); value != "" {
		e.Properties = append(e.Properties, Property{Name: name, Value: value})
	}
}

func (e *Entry) number(name string, v float64) {
	if !math.IsNaN(v) {
		e.add(name, formatDouble(v))
	}
}

func (e *Entry) flag(name string, v, usual bool) {
	e.Properties = append(e.Properties, Property{Name: name, Value: strconv.FormatBool(v), Usual: v == usual})
}

func (e *Entry) formula(name string, x model.Expr) {
	if x != nil {
		e.add(name, x.String())
	}
}

// Listing tells everything that a document says, element by element in the order of the document. It is the same for all levels that
// can say it: units that Levels 1 and 2 imply are stated, and a stoichiometry that is an expression is an assignment rule.
func Listing(doc *Document) []Entry {
	l := lister{w: newWriter(doc, 3, 2)}
	l.w.stoichiometryRules()
	l.w.prepareUnits()
	l.model()
	l.functions()
	l.quantities()
	l.determined()
	l.reactions()
	l.events()
	l.flux()
	return l.out
}

type lister struct {
	w   *writer
	out []Entry
}

func (l *lister) begin(kind, id, name string) *Entry {
	l.out = append(l.out, Entry{Kind: kind, ID: id})
	e := &l.out[len(l.out)-1]
	e.add("name", name)
	return e
}

func (l *lister) model() {
	doc := l.w.doc
	e := l.begin("model", doc.Model.ID(), doc.Name)
	for _, name := range defaultNames {
		e.add(name, l.w.defaults[name])
	}
	e.add("conversionFactor", doc.Model.ConversionFactor())
	for _, id := range slices.Sorted(maps.Keys(l.w.units)) {
		d := l.w.units[id]
		var parts []string
		for _, p := range d.Parts {
			parts = append(parts, p.String())
		}
		l.begin("unit", id, d.Name).add("definition", strings.Join(parts, " · "))
	}
}

// String writes a part of a unit: (3600 second)^-1.
func (p UnitPart) String() string {
	factor := ""
	switch {
	case p.Multiplier != 1:
		factor = formatDouble(p.Multiplier) + " "
		if p.Scale != 0 {
			factor += fmt.Sprintf("10^%g ", p.Scale)
		}
	case p.Scale != 0:
		factor = fmt.Sprintf("10^%g ", p.Scale)
	}
	text := factor + p.Kind
	if p.Exponent == 1 {
		return text
	}
	if factor != "" {
		text = "(" + text + ")"
	}
	return text + "^" + formatDouble(p.Exponent)
}

func (l *lister) functions() {
	for _, f := range l.w.functions {
		l.begin("function", f.ID, f.Name).add("formula", "("+strings.Join(f.Params, ", ")+") = "+f.Body.String())
	}
}

// quantities are compartments, species and parameters.
func (l *lister) quantities() {
	w := l.w
	for _, x := range w.doc.Model.Compartments() {
		e := l.begin("compartment", x.ID, x.Name)
		e.number("size", x.Size.Value)
		e.add("units", w.unit(w.doc.Compartments[x.ID].Units, x.Pos, ""))
		e.number("dimensions", w.dimensions(&x))
		e.flag("constant", x.Constant, true)
	}
	for _, x := range w.doc.Model.Species() {
		e := l.begin("species", x.ID, x.Name)
		e.add("compartment", x.Compartment)
		if x.InitialConcentration {
			e.number("initial concentration", x.Initial.Value)
		} else {
			e.number("initial amount", x.Initial.Value)
		}
		e.add("units", w.unit(w.doc.Species[x.ID].SubstanceUnits, x.Pos, ""))
		e.flag("hasOnlySubstanceUnits", x.HasOnlySubstanceUnits, false)
		e.flag("boundaryCondition", x.Boundary, false)
		e.flag("constant", x.Constant, false)
		e.add("conversionFactor", x.ConversionFactor)
	}
	for _, x := range w.parameters {
		l.parameter("parameter", x.ID, &x).flag("constant", x.Constant, true)
	}
}

func (l *lister) parameter(kind, key string, x *model.Parameter) *Entry {
	e := l.begin(kind, key, x.Name)
	e.number("value", x.Value.Value)
	e.add("units", l.w.unit(l.w.parameterUnits[key], x.Pos, ""))
	return e
}

// determined are the elements that give values to symbols, and what should hold of them.
func (l *lister) determined() {
	for _, x := range l.w.initials {
		l.begin("initial assignment", x.Symbol, "").formula("formula", x.Expr)
	}
	for _, x := range l.w.rules {
		if x.Kind == model.AlgebraicRule {
			l.begin(x.Kind.String(), x.Expr.String()+" = 0", "")
			continue
		}
		l.begin(x.Kind.String(), x.Variable, "").formula("formula", x.Expr)
	}
	for _, x := range l.w.constraints {
		l.begin("constraint", x.Condition.String(), "").add("message", x.Message)
	}
}

func (l *lister) reactions() {
	for _, x := range l.w.reactions {
		e := l.begin("reaction", x.ID, x.Name)
		e.add("stoichiometry", side(x.Reactants)+" → "+side(x.Products))
		e.formula("rate", x.Rate)
		e.flag("reversible", x.Reversible, true)
		e.flag("fast", x.Fast, false)
		e.add("compartment", x.Compartment)
		for i := range x.Locals {
			l.parameter("local parameter", localKey(x.ID, x.Locals[i].ID), &x.Locals[i])
		}
	}
}

// side writes one side of a reaction: "2 A + n·B", with the identifier of a stoichiometry that has one.
func side(refs []model.SpeciesRef) string {
	var terms []string
	for _, s := range refs {
		t := s.Species
		switch {
		case s.ID != "" && math.IsNaN(s.Stoichiometry):
			t = s.ID + "·" + t
		case s.ID != "":
			t = "(" + s.ID + " = " + formatDouble(s.Stoichiometry) + ")·" + t
		case s.Stoichiometry != 1:
			t = formatDouble(s.Stoichiometry) + " " + t
		}
		terms = append(terms, t)
	}
	if len(terms) == 0 {
		return "∅"
	}
	return strings.Join(terms, " + ")
}

func (l *lister) events() {
	for _, x := range l.w.events {
		id := x.ID
		if id == "" {
			id = "when " + x.Trigger.String()
		}
		e := l.begin("event", id, x.Name)
		e.formula("trigger", x.Trigger)
		e.formula("delay", x.Delay)
		e.formula("priority", x.Priority)
		e.flag("initialValue", x.InitialTrue, true)
		e.flag("persistent", x.Persistent, true)
		e.flag("useValuesFromTriggerTime", x.UseValuesFromTriggerTime, true)
		for _, a := range x.Assignments {
			e.formula(a.Variable+" =", a.Expr)
		}
	}
}

func (l *lister) flux() {
	f := l.w.doc.Flux
	if f == nil {
		return
	}
	for _, x := range l.w.reactions {
		for _, b := range f.Bounds[x.ID] {
			value := b.Parameter
			if value == "" {
				value = formatDouble(b.Value)
			}
			if b.Lower {
				l.begin("lower flux bound", x.ID, "").add("value", value)
			}
			if b.Upper {
				l.begin("upper flux bound", x.ID, "").add("value", value)
			}
		}
	}
	for _, o := range f.Objectives {
		var terms []string
		for _, t := range o.Terms {
			terms = append(terms, formatDouble(t.Coefficient)+" "+t.Reaction)
		}
		e := l.begin("objective", o.ID, "")
		e.flag("maximize", o.Maximize, true)
		e.add("sum", strings.Join(terms, " + "))
		e.flag("active", o.ID == f.Active, false)
	}
}
