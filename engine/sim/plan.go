package sim

import (
	"fmt"
	"math"

	"jakstat/diag"
	"jakstat/engine/compile"
	"jakstat/engine/dose"
)

// target is where the part of a dose carried by one expanded event goes.
type target struct {
	route, arm int // -1 for a direct dose into a state
	state      int
	input      int
	amount     float64 // dose in model units
	applied    bool    // the fraction is in the timeline already
}

// plan is the timeline of one subject with its targets. One record of a route with several arms is expanded into
// one event per arm; record tells which events belong together.
type plan struct {
	changes []dose.Change
	grid    []float64 // times of generated observations
	last    int       // segment they belong to
	targets []target  // per expanded event
	record  []int     // per expanded event
}

// deliveryOf answers lag and duration of a route's arm for one subject.
type deliveryOf func(route int, amount, t float64) ([]armValues, error)

type armValues struct{ fraction, lag, duration float64 }

// lay expands records over route arms and lays out the timeline. Amounts are carried in model units with fraction 1; the fraction
// is applied when the dose arrives, because it may depend on the state then.
//
// Times are observed by the lane itself and not laid out: a grid of hundreds of times would be most of the timeline of every
// subject. They belong to the last segment, as generated observations do.
func lay(p *compile.Program, events []dose.Event, times []float64, deliver deliveryOf) (*plan, error) {
	pl := &plan{grid: times}
	var expanded []dose.Event
	var deliveries []dose.Delivery
	var errs diag.List
	for i, e := range events {
		if !e.EVID.Gives() {
			expanded, deliveries = append(expanded, e), append(deliveries, dose.Delivery{F: 1})
			pl.targets, pl.record = append(pl.targets, target{route: -1, state: -1}), append(pl.record, i)
			continue
		}
		parts, values, err := aim(p, e, deliver)
		if err != nil {
			errs.AddError(diag.Pos{Where: fmt.Sprintf("dose record %d", i+1)}, "sim.dose", err)
			continue
		}
		for k, part := range parts {
			x := e
			d := dose.Delivery{F: 1, Lag: values[k].lag}
			if part.applied {
				d.F = values[k].fraction
			}
			x.Amount.Value, x.Target = part.amount, dose.Target{}
			if values[k].duration > 0 {
				x.Input, d.Duration = dose.ModelDuration, values[k].duration
			}
			if k > 0 && e.EVID == dose.EVIDResetDose {
				x.EVID = dose.EVIDDose
			}
			if k > 0 && e.SS == dose.Replace {
				x.SS = dose.Superpose
			}
			expanded, deliveries = append(expanded, x), append(deliveries, d)
			pl.targets, pl.record = append(pl.targets, part), append(pl.record, i)
		}
	}
	if err := errs.Err(); err != nil {
		return nil, err
	}
	next := 0
	changes, err := dose.Timeline(expanded, func(dose.Event) dose.Delivery {
		for !expanded[next].EVID.Gives() {
			next++
		}
		next++
		return deliveries[next-1]
	})
	for _, c := range changes {
		pl.last = max(pl.last, c.Segment)
	}
	pl.changes = changes
	return pl, err
}

// aim resolves where a dose goes: a route or a state named by CMT (a route wins, because it may carry a lag and a bioavailability of that
// compartment), a state numbered by CMT, a route named by the record, else the program's first route.
func aim(p *compile.Program, e dose.Event, deliver deliveryOf) ([]target, []armValues, error) {
	state := -1
	named := e.Target.Name != "" && p.RouteIndex(e.Target.Name) >= 0
	switch {
	case named:
	case e.Target.Name != "":
		if state = p.StateIndex(e.Target.Name); state < 0 {
			var names []string
			for _, s := range p.States {
				names = append(names, s.ID)
			}
			return nil, nil, diag.New(diag.Pos{}, "sim.compartment", "the model has no compartment %q", e.Target.Name).Suggest("%s", diag.DidYouMean(e.Target.Name, names))
		}
	case e.Target.Number > 0:
		if state = e.Target.Number - 1; state >= len(p.States) {
			return nil, nil, diag.New(diag.Pos{}, "sim.compartment", "CMT %d: the model has %d compartments", e.Target.Number, len(p.States))
		}
	}
	if state >= 0 {
		s := p.States[state]
		amount, err := e.Amount.In(s.Unit)
		input := p.InputIndex("into:" + s.ID)
		if err == nil && e.Input != dose.Instant && input < 0 {
			err = diag.New(diag.Pos{}, "sim.input", "no infusion is prepared into %q", s.ID)
		}
		return []target{{route: -1, arm: -1, state: state, input: input, amount: amount / s.Scale}}, []armValues{{fraction: 1}}, err
	}
	if len(p.Routes) == 0 {
		return nil, nil, diag.New(diag.Pos{}, "sim.route", "the model takes no doses; name a compartment")
	}
	route := 0
	for _, name := range []string{e.Route, e.Target.Name} {
		if name == "" {
			continue
		}
		if route = p.RouteIndex(name); route < 0 {
			var names []string
			for _, r := range p.Routes {
				names = append(names, r.ID)
			}
			return nil, nil, diag.New(diag.Pos{}, "sim.route", "the model has no route %q", name).Suggest("%s", diag.DidYouMean(name, names))
		}
	}
	infused := e.Input != dose.Instant
	for _, a := range p.Routes[route].Arms {
		if infused && (!a.Bolus || a.Input < 0) {
			return nil, nil, diag.New(diag.Pos{}, "sim.route", "route %s has its own course of absorption and takes no infusion", p.Routes[route].ID).Suggest("leave RATE and DUR out, or name a compartment in CMT")
		}
	}
	amount, err := e.Amount.In(p.Routes[route].Unit)
	if err != nil {
		return nil, nil, err
	}
	amount /= p.Routes[route].Scale
	arms, err := deliver(route, amount, e.Time)
	if err != nil {
		return nil, nil, err
	}
	var out []target
	var values []armValues
	for k, a := range p.Routes[route].Arms {
		if arms[k].fraction == 0 {
			continue
		}
		out = append(out, target{route: route, arm: k, state: a.State, input: a.Input, amount: amount, applied: infused})
		values = append(values, arms[k])
	}
	return out, values, nil
}

// breakpoint is what happens inside one dosing interval at steady state.
type breakpoint struct {
	at      float64 // since the start of the interval
	dose    int     // index into regimen.parts
	arrives bool    // else an infusion ends
}

// regimen is the periodic input of a steady state: one part per arm.
type regimen struct {
	II     float64
	parts  []part
	events []breakpoint
}

type part struct {
	target
	phase, duration float64
	running         int // infusions running when the interval starts
}

// periodic gathers the steady-state changes of one record into the interval between two records. At the end of
// the interval each part is phase hours past its last arrival.
func periodic(pl *plan, changes []dose.Change) regimen {
	r := regimen{II: changes[0].II}
	for _, c := range changes {
		p := part{target: pl.targets[c.Event], phase: c.Phase, duration: c.Duration}
		arrival := r.II - c.Phase
		at := len(r.parts)
		r.add(breakpoint{arrival, at, true})
		if p.duration > 0 {
			for m := 0; ; m++ {
				end := arrival + p.duration - float64(float64(m)*r.II)
				if end <= 0 {
					break
				}
				if m > 0 {
					p.running++
				}
				if end < r.II {
					r.add(breakpoint{end, at, false})
				}
			}
		}
		r.parts = append(r.parts, p)
	}
	return r
}

// add inserts in order of time; ends go before arrivals at one time, as in a timeline.
func (r *regimen) add(b breakpoint) {
	i := len(r.events)
	for i > 0 && (r.events[i-1].at > b.at || r.events[i-1].at == b.at && r.events[i-1].arrives && !b.arrives) {
		i--
	}
	r.events = append(r.events, breakpoint{})
	copy(r.events[i+1:], r.events[i:])
	r.events[i] = b
}

func finite(v float64) bool { return !math.IsNaN(v) && !math.IsInf(v, 0) }
