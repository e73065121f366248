package sim

import (
	"math"

	"jakstat/diag"
	"jakstat/engine/compile"
	"jakstat/engine/dose"
	"jakstat/engine/vm"
)

// Given is what comes into a run from outside at one time: an amount at once into a state, or from now on another rate of an input. Values
// are in model units.
type Given struct {
	Time   float64
	State  int // index in Program.States, -1: an input
	Amount float64
	Via    *Via // nil: all of the amount arrives
	Input  int  // index in Program.Inputs, -1: a state
	Rate   float64
}

// Via is an arm of a route whose fraction is taken of an amount at its time, because it depends on the state then.
type Via struct{ Route, Arm int }

// Arrivals lays out what a program's routes make of dose events, in order of time (h, on the clock of the events). A steady state that a
// record asks for is not set, but its infusions that run and its doses that are on their way are there. The error is a [diag.List]: doses the
// program cannot take, a reset, or a lag, a duration or the fraction of an infusion that depends on the state, which is not known in advance.
func Arrivals(p *compile.Program, settings []Setting, events []dose.Event) ([]Given, error) {
	m := vm.New(p, 1)
	for _, s := range settings {
		m.SetParameter(0, s.Param, s.Value)
	}
	m.EvalConst()
	y := make([]float64, len(p.States))
	m.Initial(0, y)
	arms := func(route int, amount, t float64, y []float64) []armValues {
		var out []armValues
		for _, a := range m.Route(0, route, amount, []float64{t}, y) {
			out = append(out, armValues{fraction: a.Fraction, lag: a.Lag, duration: a.Duration})
		}
		return out
	}
	pl, err := lay(p, events, nil, func(route int, amount, t float64) ([]armValues, error) {
		return delivered(p.Routes[route].ID, y, func(y []float64) []armValues { return arms(route, amount, t, y) })
	})
	if err != nil {
		var l diag.List
		l.AddError(diag.Pos{}, "sim.dose", err)
		return nil, l
	}
	// fraction is that of the arm of a change; it varies when it depends on the state.
	fraction := func(c dose.Change) (tg target, f float64, varies bool) {
		tg = pl.targets[c.Event]
		if tg.route < 0 || tg.applied {
			return tg, 1, false
		}
		f = arms(tg.route, tg.amount, c.Time, y)[tg.arm].fraction
		return tg, f, f != arms(tg.route, tg.amount, c.Time, elsewhere(y))[tg.arm].fraction
	}
	var out []Given
	rates, running := make([]float64, len(p.Inputs)), make([]map[int]float64, len(p.Inputs))
	for i := range running {
		running[i] = map[int]float64{}
	}
	for _, c := range pl.changes {
		switch c.Kind {
		case dose.Bolus:
			tg, f, varies := fraction(c)
			g := Given{Time: c.Time, State: tg.state, Amount: f * c.Amount, Input: -1}
			if varies {
				g.Amount, g.Via = c.Amount, &Via{tg.route, tg.arm}
			}
			out = append(out, g)
		case dose.InfusionStart:
			tg, f, varies := fraction(c)
			if varies {
				return nil, diag.List{diag.New(diag.Pos{}, "sim.route", "the fraction of an infusion by route %s depends on the state", p.Routes[tg.route].ID)}
			}
			running[tg.input][c.Dose] = f * c.Rate
			rates[tg.input] += float64(f * c.Rate)
			out = append(out, Given{Time: c.Time, State: -1, Input: tg.input, Rate: rates[tg.input]})
		case dose.InfusionStop:
			in := pl.targets[c.Event].input
			rates[in] -= running[in][c.Dose]
			if delete(running[in], c.Dose); len(running[in]) == 0 {
				rates[in] = 0 // sums of rates keep no rounding residue
			}
			out = append(out, Given{Time: c.Time, State: -1, Input: in, Rate: rates[in]})
		case dose.ResetState:
			return nil, diag.List{diag.New(diag.Pos{}, "sim.dose", "a reset of the subject is no arrival").Suggest("leave out EVID 3 and 4")}
		}
	}
	return out, nil
}

// given walks through what comes into a run from outside.
type given struct {
	list []Given
	next int
}

// due is the time of the next one; +Inf: none.
func (g *given) due() float64 {
	if g.next < len(g.list) {
		return g.list[g.next].Time
	}
	return math.Inf(1)
}

// take lets in what has come by the present time and tells whether there was any.
func (w *walk) take() bool {
	g, before := &w.given, w.given.next
	for g.due() <= w.t {
		x := g.list[g.next]
		g.next++
		if x.Input >= 0 {
			w.f.m.SetInput(0, x.Input, x.Rate)
			continue
		}
		full := w.f.unpack(w.t, w.y)
		amount := x.Amount
		if x.Via != nil {
			amount = float64(amount * w.f.m.Route(0, x.Via.Route, x.Amount, []float64{w.t}, full)[x.Via.Arm].Fraction)
		}
		full[x.State] += amount
		if w.rest != nil {
			w.rest.totals(w.t, full)
		}
		w.f.pack(full, w.y)
	}
	return g.next > before
}
