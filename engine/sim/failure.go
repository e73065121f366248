package sim

import (
	"fmt"
	"math"

	"jakstat/engine/ode"
)

// failure is the error of a lane that the solver gave up, with the model's names in it.
func (w *walk) failure() error {
	r := w.solver.Result(0)
	e := &RunError{Code: "solver." + r.Code.String(), Time: r.Time, Reason: r.Advice(w.f.named)}
	if r.Component >= 0 {
		e.Element = w.f.name(r.Component)
	}
	switch r.Code {
	case ode.NonFinite, ode.NonFiniteStart:
		if term, value := w.culprit(r); term != "" {
			e.Element = term
			e.Reason += fmt.Sprintf("; it begins in %s, which gives %g there", term, value)
		}
	}
	return e
}

// named is the name of a solver component in a sentence.
func (f *field) named(i int) string {
	if f.mass != nil && i < len(f.move) && f.mass[i] == 0 {
		return f.name(i) + ", which an algebraic rule determines,"
	}
	return f.name(i)
}

// culprit finds the first reaction or rule, in the order in which they use each other, that has no finite value at the state of a
// failure or close ahead of it on its tangent, where the solver tried to go.
func (w *walk) culprit(r ode.Result) (term string, value float64) {
	f, p := w.f, w.r.Program
	n := f.components()
	y, slope, ahead, out := make([]float64, n), make([]float64, n), make([]float64, n), make([]float64, len(p.Terms))
	w.solver.State(0, y)
	f.RHS([]float64{r.Time}, y, slope)
	// A state that is not finite itself makes everything that uses it so.
	for i, v := range y {
		if !finite(v) {
			return "the initial value of " + f.name(i), v
		}
	}
	look := func(t float64, y []float64) bool {
		f.m.Terms([]float64{t}, f.solving(t, y), out)
		for k, v := range out {
			if !finite(v) {
				term, value = p.Terms[k], v
				return true
			}
		}
		return false
	}
	if look(r.Time, y) {
		return term, value
	}
	span := w.r.End - w.r.Start
	for h := math.Max(r.Step, math.Nextafter(math.Abs(r.Time), math.Inf(1))-math.Abs(r.Time)); h < float64(0.01*span); h = float64(4 * h) {
		t := r.Time + h
		copy(ahead, y)
		if look(t, ahead) {
			return term, value
		}
		for i := range ahead {
			if f.mass == nil || f.mass[i] != 0 {
				ahead[i] = y[i] + float64(h*slope[i])
			}
		}
		if look(t, ahead) {
			return term, value
		}
	}
	return "", 0
}

// repeats notices what happens over and over in almost no time: events in ever shorter intervals, a switch that the solution cannot
// leave.
type repeats struct {
	last float64
	row  int
}

// again tells whether something has happened many times in a row with hardly any time between.
func (c *repeats) again(t, span float64, many int) bool {
	if gap := t - c.last; gap > float64(hardly*span) {
		c.row = 0
	} else if gap > 0 {
		c.row++
	}
	c.last = t
	return c.row >= many
}

const (
	// hardly is the part of a run that counts as no time between two happenings.
	hardly = 1e-9
	// manyEvents and manySwitches in a row with no time between have no end.
	manyEvents, manySwitches = 50, 200
)

// restless is the error of a run that events or switches keep from going on.
func (w *walk) restless(event int) error {
	if w.rapid.again(w.t, w.r.End-w.r.Start, manyEvents) {
		which := w.r.Program.Events[event].Describe()
		return &RunError{Code: "event.chattering", Time: w.t, Element: which, Reason: fmt.Sprintf("%s came %d times with less than %.2g of time between: "+
			"its trigger turns true in ever shorter intervals, as with a ball that bounces to rest; let the event also stop what makes it come, or give its trigger a margin",
			which, manyEvents, hardly*(w.r.End-w.r.Start))}
	}
	return nil
}

// flutter is the error of a run that a switch of the equations keeps from going on; roots are those that ended the last step, at t.
func (w *walk) flutter(roots []int8, t float64) error {
	for i, d := range roots {
		root := &w.r.Program.Roots[i]
		if d == 0 || !root.Switch || root.TimeOnly {
			continue
		}
		if w.sliding.again(t, w.r.End-w.r.Start, manySwitches) {
			return &RunError{Code: "switch.chattering", Time: t, Element: root.Label, Reason: fmt.Sprintf("the comparison in %s changed %d times with less than %.2g of time between: "+
				"both sides of the switch drive the solution back to it; replace the jump by a steep but smooth function, or by an algebraic rule that holds on the edge",
				root.Label, manySwitches, hardly*(w.r.End-w.r.Start))}
		}
		return nil
	}
	return nil
}
