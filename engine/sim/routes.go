package sim

import (
	"jakstat/diag"
)

// routeScratch holds the strided arrays in which a route is evaluated for one lane.
type routeScratch struct{ t, y []float64 }

// arms evaluates a route for one lane at state y (stride 1).
func (w *worker) arms(lane, route int, amount, t float64, y []float64) []armValues {
	n, lanes := w.machine.Size()
	if w.route.y == nil {
		w.route.t, w.route.y = make([]float64, lanes), make([]float64, n*lanes)
	}
	w.route.t[lane] = t
	for i, v := range y {
		w.route.y[i*lanes+lane] = v
	}
	arms := w.machine.Route(lane, route, amount, w.route.t, w.route.y)
	out := make([]armValues, len(arms))
	for i, a := range arms {
		out[i] = armValues{fraction: a.Fraction, lag: a.Lag, duration: a.Duration}
	}
	return out
}

// delivery evaluates a route before the run, at the initial state.
func (w *worker) delivery(ln *lane, route int, amount, t float64) ([]armValues, error) {
	return delivered(w.request.Program.Routes[route].ID, ln.y, func(y []float64) []armValues { return w.arms(ln.index, route, amount, t, y) })
}

// delivered checks what a route gives at state y. Lag and duration lay out the timeline, so they may not depend on the state; a route where
// they do is refused.
func delivered(route string, y []float64, arms func(y []float64) []armValues) ([]armValues, error) {
	first := arms(y)
	for i, a := range arms(elsewhere(y)) {
		if a.lag != first[i].lag || a.duration != first[i].duration {
			return nil, diag.New(diag.Pos{}, "sim.route", "lag or duration of route %s depends on the state", route).
				Suggest("only the fraction of an arm may depend on concentrations")
		}
		if !(first[i].fraction >= 0) || !finite(first[i].fraction) || !(first[i].lag >= 0) || !finite(first[i].lag) || !(first[i].duration >= 0) || !finite(first[i].duration) {
			return nil, diag.New(diag.Pos{}, "sim.route", "route %s gives a fraction of %g, a lag of %g and a duration of %g",
				route, first[i].fraction, first[i].lag, first[i].duration)
		}
	}
	return first, nil
}

// elsewhere is another state, for finding what depends on it.
func elsewhere(y []float64) []float64 {
	moved := make([]float64, len(y))
	for i, v := range y {
		moved[i] = 2*v + 1
	}
	return moved
}
