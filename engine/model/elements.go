package model

import (
	"math"

	"jakstat/diag"
	"jakstat/unit"
)

// Mode says how a model treats units.
type Mode uint8

const (
	// Checked: every symbol has a unit, equations are checked, values are converted on entry.
	Checked Mode = iota
	// Raw: numbers stand as written (SBML).
	Raw
)

// Info is what every element has. Source says where it comes from in one line; Annotations are
// free for callers (citation, verification) and mean nothing here.
type Info struct {
	ID, Name    string
	Source      string
	Annotations map[string]string
	Pos         diag.Pos
}

// Element is anything that can be added to a [Builder].
type Element interface{ info() *Info }

func (x *Info) info() *Info { return x }

// Compartment is a volume, area or length. Its unit is that of Size; a size in "L/{plasma}" makes the concentrations
// in it carry the plasma frame. A NaN Size is set elsewhere (rule or initial assignment).
type Compartment struct {
	Info
	Size       unit.Quantity
	Dimensions float64 // 3 when 0 and not Point
	Point      bool    // no spatial extent: species in it are amounts
	Constant   bool
}

// Species is a pool. Its symbol means its concentration (amount over compartment size), or its amount
// when HasOnlySubstanceUnits is set or it has no compartment.
type Species struct {
	Info
	Compartment string
	// Initial is an amount or a concentration, told apart by its dimension in a checked model and by
	// InitialConcentration in a raw one. NaN: set elsewhere.
	Initial               unit.Quantity
	InitialConcentration  bool
	Substance             unit.Unit // unit of the amount; needed in a checked model unless Initial is an amount
	HasOnlySubstanceUnits bool
	Boundary              bool // not changed by reactions
	Constant              bool
	ConversionFactor      string // parameter: amount per extent of reaction
}

// Parameter is a named number. A NaN value is set elsewhere.
type Parameter struct {
	Info
	Value    unit.Quantity
	Constant bool
}

// Function is a user function, inlined where it is called.
type Function struct {
	Info
	Params []string
	Body   Expr
}

// InitialAssignment gives the initial value of a symbol.
type InitialAssignment struct {
	Info
	Symbol string
	Expr   Expr
}

// RuleKind tells rules apart.
type RuleKind uint8

const (
	// AssignmentRule: the variable equals the expression at all times.
	AssignmentRule RuleKind = iota
	// RateRule: the time derivative of the variable equals the expression.
	RateRule
	// AlgebraicRule: the expression is zero at all times.
	AlgebraicRule
)

// String returns the name of the rule.
func (k RuleKind) String() string {
	return [...]string{"assignment rule", "rate rule", "algebraic rule"}[k]
}

func (k RuleKind) article() string {
	if k == RateRule {
		return "a rate rule"
	}
	return "an " + k.String()
}

// Rule determines a variable. Variable is empty for an algebraic rule.
type Rule struct {
	Info
	Kind     RuleKind
	Variable string
	Expr     Expr
}

// SpeciesRef is a species taking part in a reaction. With an ID its stoichiometry is a symbol, which
// rules and initial assignments may set; Math, if not nil, gives it as an expression. A NaN
// Stoichiometry is set elsewhere.
type SpeciesRef struct {
	ID            string
	Species       string
	Stoichiometry float64
	Math          Expr
	Constant      bool
	Pos           diag.Pos
}

// Reaction changes species at a rate in extent (amount) over time.
type Reaction struct {
	Info
	Reactants, Products []SpeciesRef
	Modifiers           []string
	Rate                Expr // nil: no kinetic law
	Locals              []Parameter
	Reversible, Fast    bool
	Compartment         string
}

// Event is a discontinuity at the time its trigger becomes true.
type Event struct {
	Info
	Trigger                  Expr
	InitialTrue              bool // value of the trigger before the start: true means that it cannot fire at the start
	Persistent               bool
	Delay, Priority          Expr // nil: none
	UseValuesFromTriggerTime bool
	Assignments              []EventAssignment
}

// EventAssignment sets a variable when an event executes.
type EventAssignment struct {
	Variable string
	Expr     Expr
	Pos      diag.Pos
}

// Constraint is a condition that should hold throughout.
type Constraint struct {
	Info
	Condition Expr
	Message   string
}

// Input is a zero-order input rate into the amount of a species (or into a parameter with a rate rule),
// set by the simulator and constant between discontinuities.
type Input struct {
	Info
	Into string
}

// Route turns one dose into boluses and zero-order inputs: arms side by side are parallel absorption.
// Its expressions may use parameters, states (their value when the dose is given) and the symbol
// "dose", the amount given.
type Route struct {
	Info
	Arms []RouteArm
}

// RouteArm delivers Fraction·dose into a state (a species, or a parameter with a rate rule, that
// holds an amount), Lag later; as a bolus when Duration is nil or 0, else at the constant rate
// Fraction·dose/Duration. A nil Fraction is 1, a nil Lag 0.
type RouteArm struct {
	Into                    string
	Fraction, Lag, Duration Expr
}

// DoseSymbol is the reserved symbol of route expressions.
const DoseSymbol = "dose"

// Output is a named expression that a simulation reports, in Unit (in a checked model the scale is
// handled; the zero unit means the model's own).
type Output struct {
	Info
	Expr Expr
	Unit unit.Unit
}

// Unset is a quantity that is determined elsewhere.
func Unset(u unit.Unit) unit.Quantity { return unit.Quantity{Value: math.NaN(), Unit: u} }

// Kind tells what an ID stands for.
type Kind uint8

// The kinds of named things.
const (
	KindNone Kind = iota
	KindCompartment
	KindSpecies
	KindParameter
	KindReaction
	KindSpeciesRef
	KindFunction
	KindEvent
	KindOther
)

// String returns the word for messages.
func (k Kind) String() string {
	return [...]string{"nothing", "compartment", "species", "parameter", "reaction", "species reference", "function", "event", "element"}[k]
}
