package pk

import (
	"context"
	"fmt"
	"math"

	"jakstat/engine/compile"
	"jakstat/engine/dose"
	"jakstat/engine/sim"
	"jakstat/unit"
)

// Supply is a therapy seen from one moment: what is in the body then and what arrives afterwards. With it the model's fragment goes on as
// part of another model.
type Supply struct {
	Clock      float64                  // h: the moment on the clock of the fragment, for equations that depend on time
	Amounts    map[string]float64       // mg by compartment of the fragment
	Rates      map[string]float64       // mg/h by compartment: zero-order input that runs at the moment
	Arrivals   []Arrival                // in order of time
	Parameters map[string]unit.Quantity // of this subject, where they differ from the fragment's
}

// Arrival is what comes into a compartment: an amount at once, or from now on another rate of zero-order input.
type Arrival struct {
	After  float64 // h since the moment, 0 or later
	Into   string
	Amount float64 // mg, when not Input
	Route  string  // when set, the fraction of that route's arm is taken of the amount at its time
	Arm    int
	Input  bool
	Rate   float64 // mg/h
}

// Supply works out a therapy at the time at (h on the clock of the events). A dose at that very time comes after the moment. What would arrive
// more than until hours after it is left out.
func (m *Model) Supply(ctx context.Context, s Subject, events []dose.Event, at, until float64) (*Supply, error) {
	settings, err := m.settings(m.program, "", s)
	if err != nil {
		return nil, err
	}
	out := &Supply{Clock: at, Amounts: map[string]float64{}, Rates: map[string]float64{}, Parameters: map[string]unit.Quantity{}}
	for _, x := range settings {
		p := m.program.Params[x.Param]
		out.Parameters[p.ID] = unit.Quantity{Value: x.Value * p.Scale, Unit: p.Unit}
	}
	arrivals, err := sim.Arrivals(m.program, settings, events)
	if err != nil {
		return nil, err
	}
	for _, a := range arrivals {
		x := Arrival{After: max(0, a.Time-at), Amount: a.Amount, Rate: a.Rate, Input: a.Input >= 0}
		state := a.State
		if x.Input {
			state = m.program.Inputs[a.Input].State
		}
		x.Into = m.program.States[state].ID
		if a.Via != nil {
			x.Route, x.Arm = m.program.Routes[a.Via.Route].ID, a.Via.Arm
		}
		switch {
		case a.Time < at-sameMoment && x.Input:
			out.Rates[x.Into] = x.Rate
		case a.Time >= at-sameMoment && x.After <= until:
			out.Arrivals = append(out.Arrivals, x)
		}
	}
	return out, m.standing(ctx, settings, events, out)
}

// Nothing tells that no drug is in the body and none comes.
func (s *Supply) Nothing() bool {
	for _, v := range s.Amounts {
		if v != 0 {
			return false
		}
	}
	for _, v := range s.Rates {
		if v != 0 {
			return false
		}
	}
	for _, a := range s.Arrivals {
		if a.Amount != 0 || a.Rate != 0 {
			return false
		}
	}
	return true
}

// sameMoment (h) is how near a time must be to a dose to mean its time, as in package dose.
const sameMoment = 1e-9

// standing fills the amounts in the compartments at the moment.
func (m *Model) standing(ctx context.Context, settings []sim.Setting, events []dose.Event, out *Supply) error {
	first := math.Inf(1)
	for _, e := range events {
		first = min(first, e.Time)
	}
	if out.Clock < first {
		return nil // nothing has been given
	}
	var states []string
	for _, s := range m.program.States {
		states = append(states, s.ID)
	}
	p, err := compile.Compile(m.fragment, compile.Options{Report: states, Amounts: true})
	if err != nil {
		return err
	}
	for i, x := range settings {
		settings[i].Param = p.ParamIndex(m.program.Params[x.Param].ID)
	}
	courses, failures, err := sim.Run(ctx, &sim.Request{Program: p, Events: events, Times: []float64{out.Clock}, Subjects: []sim.Subject{{Settings: settings}}, Workers: 1})
	if err != nil {
		return err
	}
	if len(failures) > 0 {
		return fmt.Errorf("%s, model %s: %w", m.Drug.Name, m.ID, failures[0])
	}
	for _, id := range states {
		out.Amounts[id] = courses[0].Values[p.OutputIndex(id)][0]
	}
	return nil
}
