package inhibit

import (
	"context"
	"math"

	"jakstat/diag"
	"jakstat/engine/dose"
	"jakstat/jak/pk"
)

// Timing says where time 0 of the other model lies in the therapy.
type Timing struct {
	// Steady: the drug has been taken since ever, and time 0 is After h (less than a dosing interval) after a dose.
	Steady bool
	After  float64
	// First is the time of the first dose (h, of the other model, negative before its start) of a therapy that is not at steady state.
	First float64
}

// NewTherapy works out the therapy of a subject that begins or repeats as the timing says, for a run that goes on for some hours from
// time 0. The error is a diag.List for a regimen that cannot be timed so.
func NewTherapy(ctx context.Context, m *pk.Model, s pk.Subject, r *dose.Regimen, timing Timing, hours float64) (*Therapy, error) {
	t := &Therapy{Model: m, Condition: s.Condition, Fu: m.Drug.Parent().Fu.Value}
	events, at, err := timing.events(m, r, hours)
	if err != nil {
		return nil, err
	}
	t.Supply, err = m.Supply(ctx, s, events, at, hours)
	return t, err
}

// events are the doses on a clock of their own, and time 0 of the other model on it.
func (timing Timing) events(m *pk.Model, r *dose.Regimen, hours float64) (events []dose.Event, at float64, err error) {
	if !timing.Steady {
		if hours <= timing.First {
			return nil, 0, diag.List{diag.New(diag.Pos{Where: "first dose"}, "inhibit.timing", "the first dose comes at %g h, after the end of the run at %g h", timing.First, hours)}
		}
		events, err = r.Events(hours - timing.First)
		return events, -timing.First, err
	}
	w, err := m.SteadyState(r)
	if err != nil {
		return nil, 0, err
	}
	every := r.Last().Every
	if !(timing.After >= 0 && timing.After < every) {
		return nil, 0, diag.List{diag.New(diag.Pos{Where: "time after a dose"}, "inhibit.timing", "%g h after a dose is not within the dosing interval of %g h", timing.After, every)}
	}
	at = w.Start + timing.After
	n := math.Ceil((at + hours) / every)
	if n > dose.MaxEvents {
		return nil, 0, diag.List{diag.New(diag.Pos{Where: "regimen"}, "inhibit.timing", "a dose every %g h for %.4g h are more than %d doses", every, hours, dose.MaxEvents)}
	}
	w.Events[0].ADDL = int(n)
	return w.Events, at, nil
}
