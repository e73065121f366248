package sbml

import (
	"math"

	"jakstat/engine/model"
)

func named(x *model.Info) attributes {
	var a attributes
	a.text("id", x.ID)
	a.text("name", x.Name)
	return a
}

func (w *writer) functionDefinitions() {
	list(w, "listOfFunctionDefinitions", w.functions, func(f model.Function) {
		w.p.open("functionDefinition", named(&f.Info)...)
		w.arguments = map[string]bool{}
		for _, name := range f.Params {
			w.arguments[name] = true
		}
		w.p.deepest = 0
		w.p.open("math", "xmlns", mathSpace)
		w.p.open("lambda")
		for _, name := range f.Params {
			w.p.line("<bvar><ci>" + name + "</ci></bvar>")
		}
		w.expr(f.Body)
		w.p.close("lambda")
		w.p.close("math")
		w.arguments = nil
		if w.p.deepest > deepestMath {
			w.tooDeep(f.Pos, "function "+f.ID)
		}
		w.p.close("functionDefinition")
	})
}

func (w *writer) compartment(x model.Compartment) {
	a := named(&x.Info)
	d := w.dimensions(&x)
	if w.level == 3 || d != 3 && !math.IsNaN(d) {
		a.number("spatialDimensions", d)
	}
	a.number("size", x.Size.Value)
	if w.level == 3 || d != 0 {
		a.text("units", w.unit(w.doc.Compartments[x.ID].Units, x.Pos, "compartment "+x.ID))
	}
	a.flag("constant", x.Constant)
	w.p.leaf("compartment", a...)
}

// dimensions are the declared ones; NaN when the file leaves them open.
func (w *writer) dimensions(x *model.Compartment) float64 {
	if info, ok := w.doc.Compartments[x.ID]; ok {
		return info.Dimensions
	}
	return x.Dimensions
}

func (w *writer) species(x model.Species) {
	a := named(&x.Info)
	a.text("compartment", x.Compartment)
	switch v := x.Initial.Value; {
	case x.InitialConcentration:
		a = append(a, "initialConcentration", formatDouble(v))
	default:
		a.number("initialAmount", v)
	}
	a.text("substanceUnits", w.unit(w.doc.Species[x.ID].SubstanceUnits, x.Pos, "species "+x.ID))
	a.flag("hasOnlySubstanceUnits", x.HasOnlySubstanceUnits)
	a.flag("boundaryCondition", x.Boundary)
	a.flag("constant", x.Constant)
	if w.level == 3 {
		a.text("conversionFactor", x.ConversionFactor)
	}
	w.p.leaf("species", a...)
}

// parameter writes a global or a local parameter; the key finds its units.
func (w *writer) parameter(element, key string, x model.Parameter) {
	a := named(&x.Info)
	a.number("value", x.Value.Value)
	a.text("units", w.unit(w.parameterUnits[key], x.Pos, "parameter "+key))
	if element == "parameter" {
		a.flag("constant", x.Constant)
	}
	w.p.leaf(element, a...)
}

func (w *writer) initialAssignment(x model.InitialAssignment) {
	w.p.open("initialAssignment", "symbol", x.Symbol)
	w.math(x.Expr, false, "the initial assignment of "+x.Symbol, x.Pos)
	w.p.close("initialAssignment")
}

func (w *writer) rule(x model.Rule) {
	name := map[model.RuleKind]string{model.AssignmentRule: "assignmentRule", model.RateRule: "rateRule", model.AlgebraicRule: "algebraicRule"}[x.Kind]
	var a attributes
	a.text("variable", x.Variable)
	w.p.open(name, a...)
	w.math(x.Expr, false, "the "+x.Kind.String()+" "+x.Variable, x.Pos)
	w.p.close(name)
}

func (w *writer) constraint(x model.Constraint) {
	w.p.open("constraint")
	w.math(x.Condition, true, "a constraint", x.Pos)
	if x.Message != "" {
		w.p.open("message")
		w.p.indent()
		w.p.start("p", []string{"xmlns", "http://www.w3.org/1999/xhtml"})
		w.p.b.WriteByte('>')
		w.p.text(x.Message)
		w.p.b.WriteString("</p>\n")
		w.p.close("message")
	}
	w.p.close("constraint")
}

func (w *writer) event(x model.Event) {
	a := named(&x.Info)
	if w.atLeast(2, 4) {
		a.flag("useValuesFromTriggerTime", x.UseValuesFromTriggerTime)
	}
	w.p.open("event", a...)
	var t attributes
	if w.level == 3 {
		t.flag("initialValue", x.InitialTrue)
		t.flag("persistent", x.Persistent)
	}
	owner := "event " + x.ID
	part := func(name string, e model.Expr, logical bool, a ...string) {
		if e != nil {
			w.p.open(name, a...)
			w.math(e, logical, "the "+name+" of "+owner, x.Pos)
			w.p.close(name)
		}
	}
	part("trigger", x.Trigger, true, t...)
	part("priority", x.Priority, false)
	part("delay", x.Delay, false)
	list(w, "listOfEventAssignments", x.Assignments, func(a model.EventAssignment) {
		w.p.open("eventAssignment", "variable", a.Variable)
		w.math(a.Expr, false, owner, a.Pos)
		w.p.close("eventAssignment")
	})
	w.p.close("event")
}
