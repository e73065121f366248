package vm

import "jakstat/engine/compile"

// Single is a machine of one lane whose time, states and random numbers stay in place between calls, for simulators that change one of
// them at a time. After parameters have changed, EvalConst must run before anything else.
type Single struct {
	*Machine
	t, y []float64 // views of the slots
}

// NewSingle returns a machine at time 0 with all states 0.
func NewSingle(p *compile.Program) *Single {
	m := New(p, 1)
	return &Single{Machine: m, t: m.row(p.TimeSlot), y: m.slots[p.StateBase : int(p.StateBase)+len(p.States)]}
}

// SetTime sets the time.
func (s *Single) SetTime(t float64) { s.t[0] = t }

// States are the states in place: writing to them changes them.
func (s *Single) States() []float64 { return s.y }

func (s *Single) eval(section *compile.Section, out []float64) {
	s.run(section.Code)
	for i, slot := range section.Out {
		out[i] = s.slots[slot]
	}
}

// Rate computes the rate of reaction i of Program.Jumps.
func (s *Single) Rate(i int) float64 {
	r := &s.p.Jumps.Reactions[i].Rate
	run1(r.Code, s.slots, s.p.Args)
	return s.slots[r.Out[0]]
}

// Changes computes section Change of Program.Jumps.
func (s *Single) Changes(out []float64) { s.eval(&s.p.Jumps.Change, out) }

// Clocks computes the rates of the clocks of Program.Jumps.
func (s *Single) Clocks(out []float64) { s.eval(&s.p.Jumps.Clock, out) }

// Crossings computes value and rate of each crossing of Program.Jumps.
func (s *Single) Crossings(out []float64) { s.eval(&s.p.Jumps.Crossing, out) }

// EventsHere computes section Event.
func (s *Single) EventsHere(out []float64) { s.eval(&s.p.Event, out) }

// OutputsHere computes the outputs.
func (s *Single) OutputsHere(out []float64) { s.eval(&s.p.Output, out) }

// DrawArgsHere computes the arguments of random number i.
func (s *Single) DrawArgsHere(i int, out []float64) { s.eval(&s.p.Draw[i], out) }
