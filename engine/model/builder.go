package model

import (
	"fmt"
	"math"
	"slices"
	"strconv"
	"strings"

	"jakstat/diag"
	"jakstat/unit"
)

// Builder collects elements and makes a [Model]. Mistakes are collected and reported together by
// Build. The methods named after elements are shorthands for constant and common forms; Add takes
// any element in full.
type Builder struct {
	m           Model
	diags       diag.List
	connections []connection
}

// NewBuilder starts a model.
func NewBuilder(id string, mode Mode) *Builder {
	b := &Builder{}
	b.m.id, b.m.mode, b.m.system = id, mode, Pharmacology()
	return b
}

// SetSystem chooses another unit system: what a checked model computes in, what the numbers of a raw model are meant in.
func (b *Builder) SetSystem(s System) { b.m.system = s }

// SetExtent declares the unit of the extent of reactions; without it each reaction has the
// dimension of its species.
func (b *Builder) SetExtent(u unit.Unit) { b.m.extentUnit = u }

// SetConversionFactor names the model-wide conversion factor parameter.
func (b *Builder) SetConversionFactor(id string) { b.m.convFactor = id }

// Add appends elements in full form: pass pointers (&model.Species{...}); they are copied.
func (b *Builder) Add(elements ...Element) {
	for _, e := range elements {
		switch x := e.(type) {
		case *Compartment:
			b.m.compartments = append(b.m.compartments, *x)
		case *Species:
			b.m.species = append(b.m.species, *x)
		case *Parameter:
			b.m.parameters = append(b.m.parameters, *x)
		case *Function:
			c := *x
			c.Params = slices.Clone(x.Params)
			b.m.functions = append(b.m.functions, c)
		case *InitialAssignment:
			b.m.initials = append(b.m.initials, *x)
		case *Rule:
			b.m.rules = append(b.m.rules, *x)
		case *Reaction:
			c := *x
			c.Reactants, c.Products = slices.Clone(x.Reactants), slices.Clone(x.Products)
			c.Modifiers, c.Locals = slices.Clone(x.Modifiers), slices.Clone(x.Locals)
			b.m.reactions = append(b.m.reactions, c)
		case *Event:
			c := *x
			c.Assignments = slices.Clone(x.Assignments)
			b.m.events = append(b.m.events, c)
		case *Constraint:
			b.m.constraints = append(b.m.constraints, *x)
		case *Input:
			b.m.inputs = append(b.m.inputs, *x)
		case *Route:
			c := *x
			c.Arms = slices.Clone(x.Arms)
			b.m.routes = append(b.m.routes, c)
		case *Output:
			b.m.outputs = append(b.m.outputs, *x)
		default:
			panic(fmt.Sprintf("model: cannot add a %T", e))
		}
	}
}

// expr parses a text; a mistake is kept for Build.
func (b *Builder) expr(text string, pos diag.Pos) Expr {
	e, err := ParseExpr(text)
	if err != nil {
		b.diags.AddError(pos, "expr.syntax", err)
	}
	return e
}

func (b *Builder) unit(text string, pos diag.Pos) unit.Unit {
	if text == "" {
		return unit.Unit{}
	}
	u, err := unit.Parse(text)
	if err != nil {
		b.diags.AddError(pos, "unit.unknown", err)
		return unit.One
	}
	return u
}

func (b *Builder) at(kind, id string) diag.Pos {
	return diag.Pos{Where: "model " + b.m.id + " › " + kind + " " + id}
}

// Param adds a constant parameter.
func (b *Builder) Param(id string, value unit.Quantity) {
	b.Add(&Parameter{Info: Info{ID: id, Pos: b.at("parameter", id)}, Value: value, Constant: true})
}

// Compartment adds a compartment of constant size.
func (b *Builder) Compartment(id string, size unit.Quantity) {
	b.Add(&Compartment{Info: Info{ID: id, Pos: b.at("compartment", id)}, Size: size, Constant: true})
}

// Amount adds a species whose symbol means its amount; compartment may be "".
func (b *Builder) Amount(id, compartment string, initial unit.Quantity) {
	b.Add(&Species{
		Info: Info{ID: id, Pos: b.at("species", id)}, Compartment: compartment, Initial: initial, Substance: initial.Unit,
		HasOnlySubstanceUnits: true,
	})
}

// Concentration adds a species whose symbol means its concentration in the compartment.
func (b *Builder) Concentration(id, compartment string, initial unit.Quantity) {
	s := Species{
		Info: Info{ID: id, Pos: b.at("species", id)}, Compartment: compartment, Initial: initial, InitialConcentration: true,
	}
	for _, c := range b.m.compartments {
		if c.ID == compartment && initial.Unit.Scale != 0 && c.Size.Unit.Scale != 0 {
			s.Substance = initial.Unit.Mul(c.Size.Unit)
		}
	}
	b.Add(&s)
}

// Initial sets the initial value of a symbol by an expression.
func (b *Builder) Initial(id, expr string) {
	pos := b.at("initial assignment", id)
	b.Add(&InitialAssignment{Info: Info{Pos: pos}, Symbol: id, Expr: b.expr(expr, pos)})
}

// Assign adds a variable that always equals an expression; unitText is its unit.
func (b *Builder) Assign(id, unitText, expr string) {
	pos := b.at("assignment rule", id)
	b.Add(&Parameter{Info: Info{ID: id, Pos: pos}, Value: Unset(b.unit(unitText, pos))},
		&Rule{Info: Info{Pos: pos}, Kind: AssignmentRule, Variable: id, Expr: b.expr(expr, pos)})
}

// State adds a variable given by its initial value and its time derivative.
func (b *Builder) State(id string, initial unit.Quantity, rate string) {
	b.Add(&Parameter{Info: Info{ID: id, Pos: b.at("state", id)}, Value: initial})
	b.Rate(id, rate)
}

// Rate adds a rate rule for an existing variable.
func (b *Builder) Rate(id, expr string) {
	pos := b.at("rate rule", id)
	b.Add(&Rule{Info: Info{Pos: pos}, Kind: RateRule, Variable: id, Expr: b.expr(expr, pos)})
}

// Func adds a user function.
func (b *Builder) Func(id string, params []string, body string) {
	pos := b.at("function", id)
	b.Add(&Function{Info: Info{ID: id, Pos: pos}, Params: params, Body: b.expr(body, pos)})
}

// Reaction adds a reaction from an equation such as "A + 2 B -> C", "depot -> " or " -> mRNA", with
// its rate in amount over time. Other species of the rate become modifiers by being used.
func (b *Builder) Reaction(id, equation, rate string) {
	pos := b.at("reaction", id)
	r := Reaction{Info: Info{ID: id, Pos: pos}, Rate: b.expr(rate, pos)}
	left, right, ok := strings.Cut(equation, "->")
	if !ok {
		b.diags.Add(diag.New(pos, "model.equation", "reaction equation %q has no arrow", equation).Suggest(`write "A + 2 B -> C"`))
	}
	r.Reactants, r.Products = b.side(left, pos), b.side(right, pos)
	b.Add(&r)
}

func (b *Builder) side(text string, pos diag.Pos) []SpeciesRef {
	var out []SpeciesRef
	if strings.TrimSpace(text) == "" {
		return nil
	}
	for _, term := range strings.Split(text, "+") {
		fields := strings.Fields(term)
		n := 1.0
		if len(fields) == 2 {
			v, err := strconv.ParseFloat(fields[0], 64)
			if err != nil || !(v > 0) || math.IsInf(v, 0) {
				b.diags.Add(diag.New(pos, "model.equation", "stoichiometry %q in %q is not a positive number", fields[0], strings.TrimSpace(text)))
			}
			n, fields = v, fields[1:]
		}
		if len(fields) != 1 {
			b.diags.Add(diag.New(pos, "model.equation", "cannot read %q in a reaction equation", strings.TrimSpace(term)).Suggest(`write "A + 2 B -> C"`))
			continue
		}
		out = append(out, SpeciesRef{Species: fields[0], Stoichiometry: n, Constant: true, Pos: pos})
	}
	return out
}

// Input adds a named zero-order input into a state.
func (b *Builder) Input(id, into string) {
	b.Add(&Input{Info: Info{ID: id, Pos: b.at("input", id)}, Into: into})
}

// Route adds a dosing route.
func (b *Builder) Route(id string, arms ...RouteArm) {
	b.Add(&Route{Info: Info{ID: id, Pos: b.at("route", id)}, Arms: arms})
}

// Output adds an output; unitText "" means the model's own unit.
func (b *Builder) Output(id, unitText, expr string) {
	pos := b.at("output", id)
	b.Add(&Output{Info: Info{ID: id, Pos: pos}, Expr: b.expr(expr, pos), Unit: b.unit(unitText, pos)})
}

// Build checks everything and returns the model. The error is a diag.List with all findings.
func (b *Builder) Build() (*Model, error) {
	m := b.m
	m.compartments, m.species, m.parameters = slices.Clone(m.compartments), slices.Clone(m.species), slices.Clone(m.parameters)
	m.functions, m.initials, m.rules = slices.Clone(m.functions), slices.Clone(m.initials), slices.Clone(m.rules)
	m.reactions, m.events, m.constraints = slices.Clone(m.reactions), slices.Clone(m.events), slices.Clone(m.constraints)
	m.inputs, m.routes, m.outputs = slices.Clone(m.inputs), slices.Clone(m.routes), slices.Clone(m.outputs)
	v := validator{m: &m, diags: slices.Clone(b.diags)}
	v.names()
	v.references()
	v.connected(b.connections)
	if !v.diags.HasErrors() {
		v.structure()
	}
	if m.mode == Checked && !v.diags.HasErrors() {
		v.units()
	}
	if err := v.diags.Err(); err != nil {
		return nil, err
	}
	return &m, nil
}
