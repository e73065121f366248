package sim

import (
	"errors"
	"fmt"
	"math"

	"jakstat/engine/sim/event"
)

// happenings runs the events of a walk: it evaluates section Event at the walk's present state and changes that state.
type happenings struct {
	w        *walk
	queue    *event.Queue
	out      []float64 // section Event at the present state
	current  bool      // out is that of the present state
	triggers []bool
	count    int // executions
	round    int // random choices
}

// maxExecutions ends runs whose events never stop, such as a ball that bounces in ever shorter hops.
const maxExecutions = 1_000_000

func newHappenings(w *walk) *happenings {
	p := w.r.Program
	h := &happenings{w: w, out: make([]float64, len(p.Event.Out)), triggers: make([]bool, len(p.Events))}
	rules := make([]event.Rules, len(p.Events))
	for i, e := range p.Events {
		rules[i] = event.Rules{
			InitialTrue: e.InitialTrue, Persistent: e.Persistent, AtTrigger: e.UseValuesFromTriggerTime,
			Delayed: e.Delay >= 0, Ranked: e.Priority >= 0,
		}
	}
	var choose event.Choose
	if f := w.r.Choose; f != nil {
		choose = func(candidates []int) int {
			h.round++
			return f(h.round-1, candidates)
		}
	}
	h.queue = event.New(rules, choose)
	return h
}

// update runs the queue at the present time.
func (h *happenings) update() error {
	h.current = false
	_, err := h.queue.Update(h.w.t, h)
	var bad *event.Error
	if errors.As(err, &bad) {
		e := h.w.r.Program.Events[bad.Event]
		return &RunError{Code: "event." + bad.Code, Time: bad.Time, Element: e.Describe(), Reason: fmt.Sprintf("%s: %s", e.Describe(), bad.Reason)}
	}
	return err
}

// changed tells whether some trigger at time t and solver components y is not what it was.
func (h *happenings) changed(t float64, y []float64) bool {
	if len(h.triggers) == 0 {
		return false
	}
	h.evaluate(t, y)
	h.current = false
	h.read(h.triggers)
	return h.queue.Changed(h.triggers)
}

func (h *happenings) evaluate(t float64, y []float64) {
	h.w.f.m.Events([]float64{t}, h.w.f.unpack(t, y), h.out)
}

func (h *happenings) read(into []bool) {
	for i, e := range h.w.r.Program.Events {
		into[i] = h.out[e.Trigger] != 0
	}
}

// present makes out that of the present state.
func (h *happenings) present() []float64 {
	if !h.current {
		h.evaluate(h.w.t, h.w.y)
		h.current = true
	}
	return h.out
}

// Triggers implements event.Model, as do the methods below.
func (h *happenings) Triggers(into []bool) {
	h.present()
	h.read(into)
}

// Delay implements event.Model.
func (h *happenings) Delay(e int) float64 { return h.present()[h.w.r.Program.Events[e].Delay] }

// Priority implements event.Model.
func (h *happenings) Priority(e int) float64 { return h.present()[h.w.r.Program.Events[e].Priority] }

// Values implements event.Model: of each assignment the value of the symbol where the volume may change, else of the state.
func (h *happenings) Values(e int) []float64 {
	out := h.present()
	var values []float64
	for _, a := range h.w.r.Program.Events[e].Assignments {
		k := a.Result
		if a.Volume >= 0 {
			k = a.Value
		}
		values = append(values, out[k])
	}
	return values
}

// Assign implements event.Model. All assignments see the state before them: a concentration stands for its amount in the volume at this
// time, though the event may change that volume too.
func (h *happenings) Assign(e int, values []float64) error {
	w := h.w
	ev := &w.r.Program.Events[e]
	if h.count++; h.count > maxExecutions {
		return &RunError{Code: "event.count", Time: w.t, Element: ev.Describe(), Reason: fmt.Sprintf("more than %d executions of events, the last of %s: "+
			"look for events that come in ever shorter intervals", maxExecutions, ev.Describe())}
	}
	if err := w.restless(e); err != nil {
		return err
	}
	out := h.present()
	full := w.f.unpack(w.t, w.y)
	for k, a := range ev.Assignments {
		full[a.State] = values[k]
		if a.Volume >= 0 {
			full[a.State] = values[k] * out[a.Volume]
		}
	}
	if w.rest != nil {
		w.rest.totals(w.t, full)
	}
	w.f.pack(full, w.y)
	h.current = false
	if w.r.Executed != nil {
		w.r.Executed(e, w.t)
	}
	return w.consistent()
}

// trip returns the first float in (t0, t1], inside the last step, at which some trigger has changed; ok is false when none has at t1.
func (h *happenings) trip(t0, t1 float64) (at float64, ok bool) {
	if len(h.triggers) == 0 {
		return t1, false
	}
	changed := func(t float64) bool {
		h.w.solver.Interpolate(0, t, h.w.scratch)
		return h.changed(t, h.w.scratch)
	}
	if !changed(t1) {
		return math.Inf(1), false
	}
	return bisect(t0, t1, changed), true
}
