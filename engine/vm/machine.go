package vm

import (
	"jakstat/engine/compile"
	"jakstat/engine/linalg"
)

// MaxLanes is the most lanes a machine has.
const MaxLanes = 64

// Machine executes a program over lanes. It is for one goroutine; machines share the program.
//
// All values are in the model's units; arrays are slot-major (y[i*L+l]) and t has one time a lane.
// After parameters have changed, EvalConst must run before anything else.
type Machine struct {
	p     *compile.Program
	lanes int
	slots []float64
	arms  [][]Arm
}

// Arm is one arm of a dosing route: Fraction of the dose arrives Lag after the dose, at once when
// Duration is 0, else at the rate Fraction·dose/Duration.
type Arm struct{ Fraction, Lag, Duration float64 }

// New returns a machine with the parameter values of the model in every lane, ready to run. It panics unless
// 1 <= lanes <= MaxLanes.
func New(p *compile.Program, lanes int) *Machine {
	if lanes < 1 || lanes > MaxLanes {
		panic("vm: bad number of lanes")
	}
	m := &Machine{p: p, lanes: lanes, slots: make([]float64, p.Slots*lanes)}
	for i, v := range p.Constants {
		m.fill(int32(i), v)
	}
	for i := range p.Params {
		m.fill(p.ParamBase+int32(i), p.Params[i].Value)
	}
	for _, r := range p.Routes {
		m.arms = append(m.arms, make([]Arm, len(r.Arms)))
	}
	m.EvalConst()
	return m
}

func (m *Machine) fill(slot int32, v float64) {
	s := m.row(slot)
	for l := range s {
		s[l] = v
	}
}

func (m *Machine) row(slot int32) []float64 {
	o := int(slot) * m.lanes
	return m.slots[o : o+m.lanes]
}

// Program returns the program.
func (m *Machine) Program() *compile.Program { return m.p }

// Size returns the number of states and of lanes.
func (m *Machine) Size() (n, lanes int) { return len(m.p.States), m.lanes }

// SetParameter sets parameter index (of Program.Params) in one lane, in the model's units.
func (m *Machine) SetParameter(lane, index int, value float64) {
	m.row(m.p.ParamBase + int32(index))[lane] = value
}

// Parameter returns a parameter of one lane.
func (m *Machine) Parameter(lane, index int) float64 {
	return m.row(m.p.ParamBase + int32(index))[lane]
}

// ResetParameters gives one lane the parameter values of the model.
func (m *Machine) ResetParameters(lane int) {
	for i := range m.p.Params {
		m.SetParameter(lane, i, m.p.Params[i].Value)
	}
}

// EvalConst computes what depends on parameters alone, in all lanes.
func (m *Machine) EvalConst() { m.run(m.p.Const.Code) }

// SetInput sets the rate of a zero-order input in one lane.
func (m *Machine) SetInput(lane, input int, rate float64) {
	m.row(m.p.InputBase + int32(input))[lane] = rate
}

// Input returns the rate of an input in one lane.
func (m *Machine) Input(lane, input int) float64 {
	return m.row(m.p.InputBase + int32(input))[lane]
}

// SetDelayed sets a delayed value in one lane.
func (m *Machine) SetDelayed(lane, index int, value float64) {
	m.row(m.p.DelayedBase + int32(index))[lane] = value
}

// SetDraw sets a random number in one lane.
func (m *Machine) SetDraw(lane, index int, value float64) {
	m.row(m.p.DrawBase + int32(index))[lane] = value
}

// DrawArgs computes the arguments of a random number (len(Program.Draw[index].Out)·L values).
func (m *Machine) DrawArgs(index int, t, y, out []float64) { m.section(&m.p.Draw[index], t, y, out) }

// Initial writes the initial values of one lane into y (n·L values).
func (m *Machine) Initial(lane int, y []float64) {
	m.run(m.p.Init.Code)
	for i, s := range m.p.Init.Out {
		y[i*m.lanes+lane] = m.slots[int(s)*m.lanes+lane]
	}
}

// load copies times and states into their slots.
func (m *Machine) load(t, y []float64) {
	copy(m.row(m.p.TimeSlot), t[:m.lanes])
	n := len(m.p.States) * m.lanes
	o := int(m.p.StateBase) * m.lanes
	copy(m.slots[o:o+n], y[:n])
}

// section runs a section and copies its results.
func (m *Machine) section(s *compile.Section, t, y, out []float64) {
	m.load(t, y)
	m.run(s.Code)
	if m.lanes == 1 {
		out = out[:len(s.Out)]
		for i, slot := range s.Out {
			out[i] = m.slots[slot]
		}
		return
	}
	for i, slot := range s.Out {
		copy(out[i*m.lanes:(i+1)*m.lanes], m.row(slot))
	}
}

// RHS computes f(t, y) into dy.
func (m *Machine) RHS(t, y, dy []float64) { m.section(&m.p.RHS, t, y, dy) }

// Pattern returns the nonzero structure of the Jacobian.
func (m *Machine) Pattern() *linalg.Pattern { return m.p.Pattern }

// Jacobian computes ∂f/∂y into jac, entry k of the pattern at jac[k*L+l].
func (m *Machine) Jacobian(t, y, jac []float64) { m.section(&m.p.Jacobian, t, y, jac) }

// TimeDerivative computes ∂f/∂t into ft.
func (m *Machine) TimeDerivative(t, y, ft []float64) { m.section(&m.p.TimeDeriv, t, y, ft) }

// Mass returns the diagonal of the mass matrix; nil is the identity.
func (m *Machine) Mass() []float64 { return m.p.Mass }

// Roots returns the number of root functions.
func (m *Machine) Roots() int { return len(m.p.Roots) }

// RootFunctions computes the root functions into g (roots·L values).
func (m *Machine) RootFunctions(t, y, g []float64) { m.section(&m.p.RootFns, t, y, g) }

// Outputs computes the outputs into out (outputs·L values), in the model's units: times
// Program.Outputs[i].Scale they are in Program.Outputs[i].Unit.
func (m *Machine) Outputs(t, y, out []float64) { m.section(&m.p.Output, t, y, out) }

// FastReactions computes section FastReactions, which Program.Fast describes.
func (m *Machine) FastReactions(t, y, out []float64) { m.section(&m.p.FastReactions, t, y, out) }

// Events computes section Event (len(Program.Event.Out)·L values), which Program.Events describes.
func (m *Machine) Events(t, y, out []float64) { m.section(&m.p.Event, t, y, out) }

// Delays computes for each delayed value what is delayed and the lag (2·len(Program.Delays)·L values).
func (m *Machine) Delays(t, y, out []float64) { m.section(&m.p.Delay, t, y, out) }

// Before computes section Before at times before the start (len(Program.Before.Out)·L values); y is the initial state.
func (m *Machine) Before(t, y, out []float64) { m.section(&m.p.Before, t, y, out) }

// Constraints computes the constraints as truth values.
func (m *Machine) Constraints(t, y, out []float64) { m.section(&m.p.Constraint, t, y, out) }

// Terms evaluates the reactions and rules that Program.Terms names.
func (m *Machine) Terms(t, y, out []float64) { m.section(&m.p.Term, t, y, out) }

// Route evaluates a dosing route for a dose (in the model's units) in one lane at the states y (all
// lanes, at times t). The result is valid until the next call.
func (m *Machine) Route(lane, route int, dose float64, t, y []float64) []Arm {
	m.row(m.p.DoseSlot)[lane] = dose
	m.load(t, y)
	s := &m.p.Route[route]
	m.run(s.Code)
	arms := m.arms[route]
	at := func(k int) float64 { return m.slots[int(s.Out[k])*m.lanes+lane] }
	for i := range arms {
		arms[i] = Arm{Fraction: at(3 * i), Lag: at(3*i + 1), Duration: at(3*i + 2)}
	}
	return arms
}

func (m *Machine) run(code []compile.Instr) {
	if m.lanes == 1 {
		run1(code, m.slots, m.p.Args)
	} else {
		runLanes(code, m.slots, m.p.Args, m.lanes)
	}
}
