package compile

import (
	"jakstat/diag"
	"jakstat/engine/linalg"
	"jakstat/unit"
)

// Instr is one instruction.
type Instr struct {
	Op      Op
	D       int32 // destination slot
	A, B, C int32
}

// Section is a piece of code with the slots of its results.
type Section struct {
	Code []Instr
	Out  []int32
}

// Program is a compiled model: immutable, shared by any number of machines.
//
// Slots are numbered: constants, parameters, time, dose, states, inputs, delayed values, random numbers, results of Const, temporaries.
// All values are in the model's units.
type Program struct {
	ModelID string
	Slots   int // total number of slots

	Constants                                                                  []float64 // slots 0...
	ParamBase, TimeSlot, DoseSlot, StateBase, InputBase, DelayedBase, DrawBase int32

	Params  []Param
	States  []State
	Inputs  []Input
	Outputs []Output
	Routes  []Route
	Events  []Event
	Roots   []Root
	Delays  []Delay
	// Draws are the random numbers; those of StartDraws are drawn in order before the initial values are computed.
	Draws      []Draw
	StartDraws []int
	// Jumps describes the reactions as discrete changes; nil unless asked for.
	Jumps *Jumps
	// Constraints are the conditions in section Constraint, by their message.
	Constraints []string
	// Terms names the reactions and rules in section Term, what others use first: "reaction v1", "the rule for k".
	Terms []string

	Args []int32 // operands of Sum

	Const      Section // after parameters change; results stay in their slots
	Init       Section // initial values of the states; needs Const
	RHS        Section // f, one result a state
	Jacobian   Section // ∂f/∂y in the order of Pattern
	TimeDeriv  Section // ∂f/∂t
	RootFns    Section // one result a root
	Output     Section // one result an output
	Route      []Section
	Event      Section   // results as the Events say
	Draw       []Section // the arguments of each of Draws
	Delay      Section   // value and lag of each delayed value
	Before     Section   // what depends on time through initial assignments, at times before the start
	Constraint Section
	// Term has the values of Terms, for saying what went wrong.
	Term Section
	// FastReactions is described by Fast, which is nil without fast reactions.
	FastReactions Section
	Fast          *Fast

	Pattern *linalg.Pattern // of the Jacobian; diagonal entries always present
	// Mass is the diagonal of M in M·y' = f: 0 for algebraic unknowns. nil is the identity.
	Mass []float64
	// Autonomous tells that f does not depend on time except through inputs.
	Autonomous bool

	Features []Feature // constructs that need more than smooth integration

	paramIndex, stateIndex, outputIndex, routeIndex, inputIndex map[string]int
	network                                                     network
	symbols                                                     []string // names of slots, for Disassemble
}

// Param is a settable number: a parameter, the size of a compartment, a local parameter ("reaction.k"),
// or the initial value of a variable that has no initial assignment (Initial is then true).
type Param struct {
	ID, Name string
	Value    float64 // in model units
	Unit     unit.Unit
	// Scale times a value in model units is the value in Unit.
	Scale   float64
	Initial bool
}

// State is one solver coordinate.
type State struct {
	ID, Name string
	// Amount: the coordinate is the amount of a species (its symbol may mean a concentration).
	Amount bool
	// Algebraic: determined by an algebraic rule or by fast reactions, zero mass.
	Algebraic bool
	// Held: changed by events only.
	Held bool
	// Hidden: a total that fast reactions conserve, no symbol of the model.
	Hidden bool
	Unit   unit.Unit
	Scale  float64 // times a value in model units is the value in Unit
}

// Input is a zero-order input rate into a state, in the state's unit per time unit of the model. Those
// named "into:<state>" are made for routes and on request; the model declares the others.
type Input struct {
	ID    string
	State int
}

// Output is a reported expression: result times Scale is in Unit.
type Output struct {
	ID, Name string
	Unit     unit.Unit
	Scale    float64
}

// Route is a dosing route; section Route[i] gives fraction, lag, duration of each arm.
type Route struct {
	ID   string
	Arms []RouteArm
	// Unit of the dose; an amount in Unit divided by Scale is in model units.
	Unit  unit.Unit
	Scale float64
}

// RouteArm is where a part of the dose goes: at once into State when the duration is 0, else through
// Input. Bolus says that the model gives no duration.
type RouteArm struct {
	State int
	Input int
	Bolus bool
}

// Event locates the results of one event in section Event.
type Event struct {
	ID                       string
	Trigger                  int // truth value
	Delay, Priority          int // -1: none
	InitialTrue, Persistent  bool
	UseValuesFromTriggerTime bool
	Assignments              []Assignment
	Draws                    EventDraws
	Pos                      diag.Pos
}

// Describe names the event for messages: by its identifier, or without one by where it stands.
func (e *Event) Describe() string {
	if e.ID != "" {
		return "event " + e.ID
	}
	p := e.Pos
	p.Where = ""
	return "the event at " + p.String()
}

// Assignment sets a state to a result of section Event. A concentration in a compartment whose size can change is also given by
// its Value and its Volume (else -1): a value computed when the event was triggered stands for an amount in the volume at execution.
type Assignment struct{ State, Result, Value, Volume int }

// Root is a function whose sign changes are discontinuities: the difference of the two sides of a comparison.
type Root struct {
	Label    string // where the comparison stands
	Event    bool   // in an event trigger
	Switch   bool   // in the right-hand side
	TimeOnly bool   // depends on time and parameters only
}

// Delay is one delayed value: results 2i (what is delayed) and 2i+1 (the lag) of section Delay. Its operands refer to delayed
// values before it only.
type Delay struct {
	Label  string
	Pos    diag.Pos
	Fixed  bool // the lag depends on parameters alone
	Nested bool // value or lag depends on other delayed values
	// Before is the result of section Before that gives the value at times before the start, or -1: there it is what section
	// Delay gives for the initial state.
	Before int
}

// Feature is a construct that a plain integrator does not handle.
type Feature struct {
	Kind FeatureKind
	Name string
	Pos  diag.Pos
}

// FeatureKind enumerates the constructs.
type FeatureKind string

// The features.
const (
	FeatureEvent     FeatureKind = "event"
	FeatureDelay     FeatureKind = "delay()"
	FeatureAlgebraic FeatureKind = "algebraic rule"
	FeatureRoot      FeatureKind = "switch"
	FeatureFast      FeatureKind = "fast reaction"
	FeatureDraw      FeatureKind = "random number"
)

// Require returns an error naming every construct of the program that is not among the supported ones.
func (p *Program) Require(supported ...FeatureKind) error {
	var l diag.List
	for _, f := range p.Features {
		ok := false
		for _, s := range supported {
			ok = ok || s == f.Kind
		}
		if !ok {
			l.Add(diag.New(f.Pos, "compile.unsupported", "%s %s cannot be simulated", f.Kind, f.Name))
		}
	}
	return l.Err()
}

// ParamIndex returns the index of a parameter, or -1.
func (p *Program) ParamIndex(id string) int { return find(p.paramIndex, id) }

// StateIndex returns the index of a state, or -1.
func (p *Program) StateIndex(id string) int { return find(p.stateIndex, id) }

// OutputIndex returns the index of an output, or -1.
func (p *Program) OutputIndex(id string) int { return find(p.outputIndex, id) }

// RouteIndex returns the index of a route, or -1.
func (p *Program) RouteIndex(id string) int { return find(p.routeIndex, id) }

// InputIndex returns the index of an input, or -1.
func (p *Program) InputIndex(id string) int { return find(p.inputIndex, id) }

func find(m map[string]int, id string) int {
	if i, ok := m[id]; ok {
		return i
	}
	return -1
}
