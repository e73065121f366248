package pk

import (
	"math"

	"jakstat/diag"
	"jakstat/engine/dose"
	"jakstat/unit"
)

// Window is a stretch of a simulation that stands for steady state: events to give, and where the stretch lies.
type Window struct {
	Events []dose.Event
	Start  float64 // h
	Length float64 // h: a day, or the dosing interval when that is longer or does not divide a day
}

// Grid returns times from the start to the end of the window at most step apart.
func (w Window) Grid(step float64) []float64 {
	n := int(math.Ceil(w.Length/step - 1e-9))
	out := make([]float64, n+1)
	for i := range out {
		out[i] = w.Start + w.Length*float64(i)/float64(n)
	}
	return out
}

// warmUp is how long a model that cannot repeat exactly is dosed before its window. The only
// such clearance (abrocitinib) settles with a half-life of 21.6 h (pkpar157): 14 days are 15 of them.
const warmUp = 14 * 24.0

// hoursPerDay is the length of the day summaries speak of.
const hoursPerDay = 24.0

// shortestInterval bounds how often a repeating dose can be given, in h: what is more frequent is an infusion.
const shortestInterval = 0.25

// SteadyState lays out a repeating dose so that the window shows the periodic state: by SS where the model allows it, else by dosing
// until it has settled. A regimen that ends in anything but an endless repetition is an error.
func (m *Model) SteadyState(r *dose.Regimen) (Window, error) {
	last := r.Last()
	if last.Single() || len(r.Holds) > 0 || len(r.Skips) > 0 {
		return Window{}, diag.New(diag.Pos{Where: "regimen"}, "pk.regimen", "%q does not repeat, so it has no steady state", r.String()).
			Suggest(`use a repeating dose such as "5 mg bid", or simulate it over time`)
	}
	if last.Every < shortestInterval {
		return Window{}, diag.New(diag.Pos{Where: "regimen"}, "pk.regimen", "a dose every %g h is no regimen", last.Every).Suggest("at least %g h", shortestInterval)
	}
	w := Window{Length: hoursPerDay}
	if k := hoursPerDay / last.Every; math.Abs(k-math.Round(k)) > 1e-9 || k < 1 {
		w.Length = last.Every
	}
	n := int(math.Round(w.Length / last.Every))
	e := dose.Event{
		Row: 1, EVID: dose.EVIDDose, Amount: last.Amount, PerKg: last.PerKg, Route: last.Route, Formulation: last.Formulation,
		II: last.Every, ADDL: n - 1,
	}
	if last.Over > 0 {
		e.Input, e.Duration, e.Rate = dose.ByDuration, last.Over, last.Amount.Value/last.Over
	}
	if m.Repeats() {
		e.SS = dose.Replace
	} else {
		before := int(math.Ceil(warmUp / last.Every))
		w.Start = float64(before) * last.Every
		e.ADDL = before + n - 1
	}
	w.Events = []dose.Event{e}
	return w, nil
}

// DailyDose is what a repeating regimen gives in 24 h.
func DailyDose(r *dose.Regimen) unit.Quantity {
	last := r.Last()
	q := last.Amount
	if !last.Single() {
		q.Value *= hoursPerDay / last.Every
	}
	return q
}
