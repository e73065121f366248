package model

import (
	"slices"

	"jakstat/unit"
)

// Model is an immutable, validated model. The slices its methods return are copies; what their
// elements point to (expressions, annotation maps) must not be changed.
type Model struct {
	id         string
	mode       Mode
	system     System
	extentUnit unit.Unit
	convFactor string

	compartments []Compartment
	species      []Species
	parameters   []Parameter
	functions    []Function
	initials     []InitialAssignment
	rules        []Rule
	reactions    []Reaction
	events       []Event
	constraints  []Constraint
	inputs       []Input
	routes       []Route
	outputs      []Output

	names map[string]ref
}

// ref locates a named element; sub is the species reference (reactants first) inside a reaction.
type ref struct {
	kind  Kind
	index int
	sub   int
}

// ID returns the ID of the model.
func (m *Model) ID() string { return m.id }

// Mode tells whether units were checked.
func (m *Model) Mode() Mode { return m.mode }

// System returns the units a checked model computes in. In a raw model it says what units the numbers of time, volumes and amounts
// are meant in; those with Scale 0 are not known, and nothing is converted.
func (m *Model) System() System { return m.system }

// Extent returns the unit of the extent of reactions; Scale 0 when none is declared.
func (m *Model) Extent() unit.Unit { return m.extentUnit }

// ConversionFactor returns the model-wide conversion factor parameter, or "".
func (m *Model) ConversionFactor() string { return m.convFactor }

// Compartments returns the compartments in order of addition, as do the methods below.
func (m *Model) Compartments() []Compartment { return slices.Clone(m.compartments) }

// Species returns the species.
func (m *Model) Species() []Species { return slices.Clone(m.species) }

// Parameters returns the global parameters.
func (m *Model) Parameters() []Parameter { return slices.Clone(m.parameters) }

// Functions returns the user functions.
func (m *Model) Functions() []Function { return slices.Clone(m.functions) }

// InitialAssignments returns the initial assignments.
func (m *Model) InitialAssignments() []InitialAssignment { return slices.Clone(m.initials) }

// Rules returns the rules.
func (m *Model) Rules() []Rule { return slices.Clone(m.rules) }

// Reactions returns the reactions.
func (m *Model) Reactions() []Reaction { return slices.Clone(m.reactions) }

// Events returns the events.
func (m *Model) Events() []Event { return slices.Clone(m.events) }

// Constraints returns the constraints.
func (m *Model) Constraints() []Constraint { return slices.Clone(m.constraints) }

// Inputs returns the declared inputs.
func (m *Model) Inputs() []Input { return slices.Clone(m.inputs) }

// Routes returns the dosing routes.
func (m *Model) Routes() []Route { return slices.Clone(m.routes) }

// Outputs returns the outputs.
func (m *Model) Outputs() []Output { return slices.Clone(m.outputs) }

// Lookup tells what an ID stands for and its index among its kind; for a species reference the
// index is that of its reaction.
func (m *Model) Lookup(id string) (Kind, int) {
	r := m.names[id]
	return r.kind, r.index
}

// Value returns a quantity as the number the model computes with.
func (m *Model) Value(q unit.Quantity) float64 {
	if m.mode == Raw || q.Unit.Scale == 0 {
		return q.Value
	}
	return m.system.Value(q)
}

// Factor returns the number of model units in one u: 1 in a raw model.
func (m *Model) Factor(u unit.Unit) float64 {
	if m.mode == Raw || u.Scale == 0 {
		return 1
	}
	return m.system.Factor(u)
}

// Names returns all symbols an expression may refer to, sorted.
func (m *Model) Names() []string {
	var out []string
	for id, r := range m.names {
		if r.kind != KindEvent && r.kind != KindOther && r.kind != KindFunction {
			out = append(out, id)
		}
	}
	slices.Sort(out)
	return out
}

// IsConcentration tells whether the symbol of a species means its concentration.
func (m *Model) IsConcentration(s *Species) bool {
	if s.HasOnlySubstanceUnits || s.Compartment == "" {
		return false
	}
	r := m.names[s.Compartment]
	return r.kind != KindCompartment || !m.compartments[r.index].Point
}

// SpeciesRefOf returns the species reference with the given ID.
func (m *Model) SpeciesRefOf(id string) (SpeciesRef, bool) {
	r := m.names[id]
	if r.kind != KindSpeciesRef {
		return SpeciesRef{}, false
	}
	return reactionRef(&m.reactions[r.index], r.sub), true
}

func reactionRef(r *Reaction, i int) SpeciesRef {
	if i < len(r.Reactants) {
		return r.Reactants[i]
	}
	return r.Products[i-len(r.Reactants)]
}

func sortedKeys(m map[string]string) []string {
	out := make([]string, 0, len(m))
	for k := range m {
		out = append(out, k)
	}
	slices.Sort(out)
	return out
}
