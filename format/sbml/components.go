package sbml

import (
	"math"

	"jakstat/engine/model"
	"jakstat/unit"
)

// number is a raw quantity, as written.
func number(v float64) unit.Quantity { return unit.Quantity{Value: v} }

// compartment reads size and dimensions. Level 1 calls the size volume and makes it 1 when absent;
// Level 2 defaults to three dimensions and a constant size.
func (r *reader) compartment(e *element) {
	r.known(e, "spatialDimensions size volume units outside constant compartmentType")
	r.only(e, "")
	id := r.id(e, true)
	x := &model.Compartment{Info: r.info(e, id), Dimensions: 3}
	info := CompartmentInfo{Dimensions: 3, Units: r.text(e, "units"), Pos: e.pos}
	var size float64
	switch r.doc.Level {
	case 1:
		size = 1
		if _, ok := e.attr("volume"); ok {
			size = r.double(e, "volume")
		}
	default:
		size = r.double(e, "size")
		if _, ok := e.attr("volume"); ok {
			r.fail(e, "sbml.attribute", "attribute volume of <compartment> belongs to Level 1; later it is size")
		}
		x.Constant = r.flag(e, "constant", true, true)
		if _, ok := e.attr("spatialDimensions"); ok {
			info.Dimensions = r.double(e, "spatialDimensions")
		} else if r.doc.Level == 3 {
			info.Dimensions = math.NaN()
		}
	}
	x.Size, info.Size, info.Constant = number(size), size, x.Constant
	x.Size.Unit = r.unitOr(info.Units, sizeUnits(info.Dimensions))
	switch d := info.Dimensions; {
	case d == 0:
		x.Point, x.Dimensions = true, 0
	case d > 0 && !math.IsInf(d, 0):
		x.Dimensions = d
	case d != d: // left open: its size still divides amounts
	default:
		r.fail(e, "sbml.number", "compartment %s has %g dimensions", clip(id), d)
	}
	r.unitRef(e, info.Units)
	r.doc.Compartments[id] = info
	r.b.Add(x)
}

// parameter reads a global or local parameter. Level 1 parameters may be changed by rules; local ones never.
func (r *reader) parameter(e *element, id string, local bool) *model.Parameter {
	r.known(e, "value units constant")
	r.only(e, "")
	x := &model.Parameter{Info: r.info(e, id), Value: number(r.double(e, "value")), Constant: true}
	if !local {
		x.Constant = false
		if r.doc.Level > 1 {
			x.Constant = r.flag(e, "constant", true, true)
		}
	}
	x.Value.Unit = r.unitOf(r.text(e, "units"))
	return x
}

// parameterUnits keeps the units of a parameter under its own key.
func (r *reader) parameterUnits(e *element, key string) {
	if u := r.text(e, "units"); u != "" {
		r.unitRef(e, u)
		r.doc.ParameterUnits[key] = u
	}
}

func (r *reader) species(e *element) {
	r.known(e, "compartment initialAmount initialConcentration substanceUnits units spatialSizeUnits hasOnlySubstanceUnits boundaryCondition charge constant conversionFactor speciesType")
	r.only(e, "")
	id := r.id(e, true)
	x := &model.Species{
		Info: r.info(e, id), Compartment: r.refer(e, "compartment", true, model.KindCompartment),
		HasOnlySubstanceUnits: r.flag(e, "hasOnlySubstanceUnits", false, true),
		Boundary:              r.flag(e, "boundaryCondition", false, true),
		Constant:              r.flag(e, "constant", false, true),
		ConversionFactor:      r.refer(e, "conversionFactor", false, model.KindParameter),
	}
	amount, concentration := r.double(e, "initialAmount"), r.double(e, "initialConcentration")
	_, hasAmount := e.attr("initialAmount")
	_, hasConcentration := e.attr("initialConcentration")
	if hasAmount && hasConcentration {
		r.fail(e, "sbml.species", "species %s has an initial amount and an initial concentration", clip(id))
	}
	x.Initial, x.InitialConcentration = number(amount), hasConcentration
	if hasConcentration {
		x.Initial = number(concentration)
	}
	info := SpeciesInfo{
		Compartment: x.Compartment, HasOnlySubstanceUnits: x.HasOnlySubstanceUnits, InitialAmount: amount, InitialConcentration: concentration,
		Boundary: x.Boundary, Constant: x.Constant, SubstanceUnits: r.text(e, "substanceUnits"), ConversionFactor: x.ConversionFactor, Pos: e.pos,
	}
	if r.doc.Level == 1 {
		info.SubstanceUnits = r.text(e, "units")
	}
	point := r.doc.Compartments[x.Compartment].Dimensions == 0
	info.SymbolIsAmount = x.HasOnlySubstanceUnits || point
	if point && hasConcentration {
		r.fail(e, "sbml.species", "species %s has an initial concentration in compartment %s, which has no extent", clip(id), x.Compartment)
	}
	x.Substance = r.unitOr(info.SubstanceUnits, "substanceUnits")
	if size := r.text(e, "spatialSizeUnits"); size != "" {
		r.doc.declared.size[id] = r.unitOf(size)
	}
	r.unitRef(e, info.SubstanceUnits)
	r.doc.Species[id] = info
	r.b.Add(x)
}

// initialAssignment reads the value of a symbol at the start.
func (r *reader) initialAssignment(e *element) {
	r.known(e, "symbol")
	r.only(e, "math")
	symbol := r.refer(e, "symbol", true, settable...)
	x := r.math(e, scope{})
	if symbol == "" || x == nil {
		return
	}
	r.b.Add(&model.InitialAssignment{Info: r.unnamedInfo(e), Symbol: symbol, Expr: x})
}

// settable are the kinds of symbols that rules, assignments and events may determine.
var settable = []model.Kind{model.KindSpecies, model.KindCompartment, model.KindParameter, model.KindSpeciesRef}

// unnamedInfo is for elements whose identifier, if any, stands for nothing in mathematics.
func (r *reader) unnamedInfo(e *element) model.Info { return model.Info{Pos: e.pos} }

func (r *reader) constraint(e *element) {
	r.known(e, "")
	r.only(e, "math message")
	x := r.math(e, scope{})
	if x == nil {
		return
	}
	c := &model.Constraint{Info: r.unnamedInfo(e), Condition: x}
	if m := e.child("message"); m != nil {
		c.Message = m.content()
	}
	r.b.Add(c)
}
