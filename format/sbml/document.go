package sbml

import (
	"math"
	"strings"

	"jakstat/diag"
	"jakstat/engine/model"
	"jakstat/unit"
)

// NewDocument makes the document of a model that was built in the program, as Level 3 Version 2 says it:
//
//   - Numbers are in the model's system of units, which becomes unit definitions. The frame of a concentration is no dimension of SBML;
//     it stands in the name of the unit.
//   - A species without a compartment is put into one of size 1, as an amount.
//   - An output becomes a variable with an assignment rule, in its own unit, unless it just names a symbol that the model has.
//   - Avogadro's number, expm1 and log1p are written out.
//
// Dosing routes and inputs are no part of SBML: without doses they have no effect. They are left out with a warning;
// [NewDosedDocument] writes one dose. The error is a diag.List: identifiers that SBML does not allow.
func NewDocument(m *model.Model) (*Document, error) { return newConverter(m, nil).convert() }

func newConverter(m *model.Model, g *given) *converter {
	return &converter{m: m, given: g, doc: newDocument(), b: model.NewBuilder(sid(m.ID()), model.Raw), taken: map[string]bool{}, byDim: map[unit.Dim]string{}}
}

func (c *converter) convert() (*Document, error) {
	c.doc.Level, c.doc.Version = Newest.Level, Newest.Version
	if id := c.m.ID(); sid(id) != id {
		c.doc.Name = id
	}
	c.identifiers()
	if err := c.diags.Err(); err != nil {
		return nil, err
	}
	c.elements()
	if err := c.diags.Err(); err != nil {
		return nil, err
	}
	built, err := c.b.Build()
	if err != nil {
		return nil, err
	}
	c.doc.Model = built
	return c.doc, nil
}

// sid makes an identifier of the name of a model, to which nothing refers.
func sid(name string) string {
	if isSID(name) || name == "" {
		return name
	}
	id := []byte(name)
	for i := range id {
		if !isSID("_" + string(id[i])) {
			id[i] = '_'
		}
	}
	if !isSID(string(id)) {
		return "_" + string(id)
	}
	return string(id)
}

type converter struct {
	m     *model.Model
	given *given // nil without a dose
	doc   *Document
	b     *model.Builder
	diags diag.List
	taken map[string]bool
	byDim map[unit.Dim]string
	// starts are the symbols that a dose gives an initial assignment.
	starts map[string]bool
}

func (c *converter) isTaken(id string) bool { return c.taken[id] }

// identifiers reports what SBML does not allow as an identifier.
func (c *converter) identifiers() {
	see := func(x *model.Info, what string, needed bool) {
		c.taken[x.ID] = true
		if x.ID == "" && !needed || isSID(x.ID) {
			return
		}
		pos := x.Pos
		if pos == (diag.Pos{}) {
			pos.Where = "model " + c.m.ID()
		}
		c.diags.Add(diag.New(pos, "sbml.id", "%s %q cannot be written: this is not an identifier of SBML", what, x.ID).
			Suggest("use letters, digits and _, not beginning with a digit"))
	}
	for _, x := range c.m.Compartments() {
		see(&x.Info, "compartment", true)
	}
	for _, x := range c.m.Species() {
		see(&x.Info, "species", true)
	}
	for _, x := range c.m.Parameters() {
		see(&x.Info, "parameter", true)
	}
	for _, x := range c.m.Functions() {
		see(&x.Info, "function", true)
		for _, name := range x.Params {
			see(&model.Info{ID: name, Pos: x.Pos}, "function argument", true)
		}
	}
	for _, x := range c.m.Reactions() {
		see(&x.Info, "reaction", true)
		for _, p := range x.Locals {
			see(&p.Info, "local parameter", true)
		}
		for _, refs := range [2][]model.SpeciesRef{x.Reactants, x.Products} {
			for _, s := range refs {
				see(&model.Info{ID: s.ID, Pos: s.Pos}, "species reference", false)
			}
		}
	}
	for _, x := range c.m.Events() {
		see(&x.Info, "event", false)
	}
}

func (c *converter) elements() {
	m, b := c.m, c.b
	b.SetConversionFactor(m.ConversionFactor())
	for _, x := range m.Functions() {
		x.Body = c.expr(x.Body)
		b.Add(&x)
	}
	for _, x := range m.Compartments() {
		c.compartment(&x)
	}
	c.allSpecies()
	for _, x := range m.Parameters() {
		c.parameter(&x, x.ID)
		b.Add(&x)
	}
	rates := c.dose()
	for _, x := range m.InitialAssignments() {
		if !c.starts[x.Symbol] {
			x.Expr = c.expr(x.Expr)
			b.Add(&x)
		}
	}
	for _, x := range m.Rules() {
		x.Expr = c.expr(x.Expr)
		if rate := rates[x.Variable]; rate != nil && x.Kind == model.RateRule {
			x.Expr = model.Add(x.Expr, rate)
		}
		b.Add(&x)
	}
	c.outputs()
	for _, x := range m.Constraints() {
		x.Condition = c.expr(x.Condition)
		b.Add(&x)
	}
	for _, x := range m.Reactions() {
		c.reaction(&x)
		b.Add(&x)
	}
	for _, x := range m.Events() {
		x.Trigger, x.Delay, x.Priority = c.expr(x.Trigger), c.expr(x.Delay), c.expr(x.Priority)
		for i := range x.Assignments {
			x.Assignments[i].Expr = c.expr(x.Assignments[i].Expr)
		}
		b.Add(&x)
	}
	if m.Mode() == model.Checked {
		c.doc.Defaults["timeUnits"] = c.unit(unit.Of(unit.Time))
		c.doc.Defaults["volumeUnits"] = c.unit(unit.Must("L").Dim)
	}
	for _, x := range m.Routes() {
		if c.given != nil {
			break // the one that is used says enough
		}
		c.doc.Warnings.Add(diag.New(x.Pos, "sbml.write", "route %s is left out: SBML has no doses", x.ID).AsWarning())
	}
	for _, x := range m.Inputs() {
		c.doc.Warnings.Add(diag.New(x.Pos, "sbml.write", "input %s is left out: SBML has no doses", x.ID).AsWarning())
	}
}

func (c *converter) compartment(x *model.Compartment) {
	if x.Dimensions == 0 && !x.Point {
		x.Dimensions = 3
	}
	info := CompartmentInfo{Dimensions: x.Dimensions, Constant: x.Constant, Pos: x.Pos}
	if x.Point {
		info.Dimensions = 0
	}
	info.Units = c.unitOf(x.Size.Unit)
	x.Size = number(c.m.Value(x.Size))
	info.Size = x.Size.Value
	c.doc.Compartments[x.ID] = info
	c.b.Add(x)
}

// allSpecies adds the species, and a compartment for those that have none.
func (c *converter) allSpecies() {
	room := ""
	var substances []string
	for _, x := range c.m.Species() {
		if x.Compartment == "" {
			if room == "" {
				room = freeID("no_compartment", c.isTaken)
				c.taken[room] = true
				o := model.Compartment{Info: model.Info{ID: room, Name: "holds amounts that have no compartment"}, Size: number(1), Constant: true}
				c.compartment(&o)
				if c.m.Mode() == model.Checked {
					info := c.doc.Compartments[room]
					info.Units = c.unit(unit.Must("L").Dim)
					c.doc.Compartments[room] = info
				}
			}
			x.Compartment, x.HasOnlySubstanceUnits = room, true
		}
		info := SpeciesInfo{
			Compartment: x.Compartment, HasOnlySubstanceUnits: x.HasOnlySubstanceUnits, SymbolIsAmount: x.HasOnlySubstanceUnits || c.doc.Compartments[x.Compartment].Dimensions == 0,
			InitialAmount: math.NaN(), InitialConcentration: math.NaN(), Boundary: x.Boundary, Constant: x.Constant, ConversionFactor: x.ConversionFactor, Pos: x.Pos,
			SubstanceUnits: c.unitOf(x.Substance),
		}
		substances = append(substances, info.SubstanceUnits)
		x.Initial = number(c.m.Value(x.Initial))
		if x.InitialConcentration {
			info.InitialConcentration = x.Initial.Value
		} else {
			info.InitialAmount = x.Initial.Value
		}
		x.Substance = unit.Unit{}
		c.doc.Species[x.ID] = info
		c.b.Add(&x)
	}
	if len(substances) == 0 {
		return
	}
	for _, s := range substances {
		if s != substances[0] {
			return
		}
	}
	c.doc.Defaults["substanceUnits"], c.doc.Defaults["extentUnits"] = substances[0], substances[0]
}

func (c *converter) parameter(x *model.Parameter, key string) {
	if u := c.unitOf(x.Value.Unit); u != "" {
		c.doc.ParameterUnits[key] = u
	}
	x.Value = number(c.m.Value(x.Value))
}

func (c *converter) reaction(x *model.Reaction) {
	x.Rate = c.expr(x.Rate)
	for i := range x.Locals {
		c.parameter(&x.Locals[i], localKey(x.ID, x.Locals[i].ID))
	}
	for _, refs := range [2][]model.SpeciesRef{x.Reactants, x.Products} {
		for i := range refs {
			refs[i].Math = c.expr(refs[i].Math)
		}
	}
}

// outputs makes variables of what is to be reported.
func (c *converter) outputs() {
	for _, x := range c.m.Outputs() {
		factor := 1 / c.m.Factor(x.Unit)
		same := x.Expr.Op() == model.OpSymbol && x.Expr.Name() == x.ID
		if same && factor == 1 {
			continue
		}
		id := x.ID
		if c.taken[id] || !isSID(id) {
			id = freeID("output_"+sid(id), c.isTaken)
		}
		c.taken[id] = true
		e := c.expr(x.Expr)
		if factor != 1 {
			e = model.Mul(e, model.Num(factor))
		}
		if u := c.outputUnit(x.Unit); u != "" {
			c.doc.ParameterUnits[id] = u
		}
		name := x.Name
		if name == "" && id != x.ID {
			name = x.ID
		}
		c.b.Add(&model.Parameter{Info: model.Info{ID: id, Name: name, Pos: x.Pos}, Value: number(math.NaN())},
			&model.Rule{Info: model.Info{Pos: x.Pos}, Kind: model.AssignmentRule, Variable: id, Expr: e})
	}
}

// expr writes out what SBML has no number or function for.
func (c *converter) expr(e model.Expr) model.Expr {
	if e == nil {
		return nil
	}
	args := make([]model.Expr, e.NArg())
	for i := range args {
		args[i] = c.expr(e.Arg(i))
	}
	switch op := e.Op(); op {
	case model.OpNumber:
		u, _ := e.Unit()
		return model.Num(c.m.Value(unit.Quantity{Value: e.Value(), Unit: u})).At(e.Pos())
	case model.OpAvogadro:
		return model.Num(c.m.Value(unit.Q(6.02214076e23, "item/mol"))).At(e.Pos())
	case model.OpExpm1:
		return model.Sub(model.New(model.OpExp, args[0]), model.Num(1))
	case model.OpLog1p:
		return model.New(model.OpLn, model.Add(model.Num(1), args[0]))
	case model.OpCall:
		return model.CallFn(e.Name(), args...).At(e.Pos())
	case model.OpSymbol:
		return e
	default:
		if len(args) == 0 {
			return e
		}
		return model.New(op, args...).At(e.Pos())
	}
}

// unitOf returns the definition of the model's unit for what a unit measures; "" without one.
func (c *converter) unitOf(u unit.Unit) string {
	if c.m.Mode() == model.Raw || u.Scale == 0 {
		return ""
	}
	return c.unit(u.Dim)
}

// unitSpelling makes identifiers of unit symbols: "mg/L{plasma}" is mg_per_L_plasma.
var unitSpelling = strings.NewReplacer("/", "_per_", "{", "_", "}", "", ".", "_", "^", "", "%", "percent", "·", "_", "µ", "u", "μ", "u", "(", "", ")", "", "-", "_")
