package ssa

import (
	"errors"
	"fmt"
	"math"

	"jakstat/engine/sim/event"
	"jakstat/rng"
)

// happenings runs the events of a path: it implements event.Model on the path's present state.
type happenings struct {
	w         *path
	rules     []event.Rules
	queue     *event.Queue
	out       []float64
	current   bool // out is that of the present state
	triggers  []bool
	count     int
	round     uint64
	replicate uint64
	begun     bool
	failed    error
}

// maxExecutions ends runs whose events never stop.
const maxExecutions = 10_000_000

func newHappenings(w *path) *happenings {
	p := w.p
	h := &happenings{w: w, out: make([]float64, len(p.Event.Out)), triggers: make([]bool, len(p.Events))}
	for _, e := range p.Events {
		h.rules = append(h.rules, event.Rules{
			InitialTrue: e.InitialTrue, Persistent: e.Persistent, AtTrigger: e.UseValuesFromTriggerTime, Delayed: e.Delay >= 0, Ranked: e.Priority >= 0,
		})
	}
	return h
}

func (h *happenings) begin(replicate uint64) {
	h.queue = event.New(h.rules, h.choose)
	h.count, h.round, h.replicate, h.begun, h.failed = 0, 0, replicate, false, nil
}

// choose picks one of several events of the same time and priority at random.
func (h *happenings) choose(candidates []int) int {
	s := rng.Key(h.w.r.Seed, h.replicate, rng.Name("events of one priority"), 0)
	h.round++
	return s.Intn(h.round-1, len(candidates))
}

// due is the time of the next event that has been triggered.
func (h *happenings) due() float64 {
	if len(h.rules) == 0 {
		return math.Inf(1)
	}
	return h.queue.Due()
}

// update looks at the triggers at the present time and executes what is due. acted is false when nothing was.
func (h *happenings) update() (acted bool, err error) {
	h.current = false
	if h.begun && h.queue.Due() > h.w.t && !h.changed() {
		return false, nil
	}
	h.begun = true
	executed, err := h.queue.Update(h.w.t, h)
	if h.failed != nil {
		return false, h.failed
	}
	var bad *event.Error
	if errors.As(err, &bad) {
		err = &RunError{Code: "event." + bad.Code, Time: bad.Time, Reason: fmt.Sprintf("%s: %s", h.w.p.Events[bad.Event].Describe(), bad.Reason)}
	}
	return len(executed) > 0, err
}

// changed tells whether some trigger is not what it was.
func (h *happenings) changed() bool {
	h.Triggers(h.triggers)
	return h.queue.Changed(h.triggers)
}

func (h *happenings) present() []float64 {
	if !h.current {
		h.w.m.EventsHere(h.out)
		h.current = true
	}
	return h.out
}

// draw draws random numbers of an event. A failure is kept: the queue's interface has no place for it.
func (h *happenings) draw(list []int) {
	if len(list) == 0 {
		return
	}
	err := h.w.draws.Draw(list, h.w.m.DrawArgsHere, func(i int, v float64) { h.w.m.SetDraw(0, i, v) })
	if err != nil && h.failed == nil {
		h.failed = h.w.drawError(err)
	}
	h.current = false
}

// Triggers implements event.Model, as do the methods below.
func (h *happenings) Triggers(into []bool) {
	out := h.present()
	for i := range h.w.p.Events {
		into[i] = out[h.w.p.Events[i].Trigger] != 0
	}
}

// Delay implements event.Model.
func (h *happenings) Delay(e int) float64 {
	ev := &h.w.p.Events[e]
	h.draw(ev.Draws.Delay)
	return h.present()[ev.Delay]
}

// Priority implements event.Model.
func (h *happenings) Priority(e int) float64 {
	ev := &h.w.p.Events[e]
	h.draw(ev.Draws.Priority)
	return h.present()[ev.Priority]
}

// Values implements event.Model: of each assignment the value of the symbol where the volume may change, else of the state.
func (h *happenings) Values(e int) []float64 {
	ev := &h.w.p.Events[e]
	h.draw(ev.Draws.Values)
	out := h.present()
	values := make([]float64, len(ev.Assignments))
	for i, a := range ev.Assignments {
		k := a.Result
		if a.Volume >= 0 {
			k = a.Value
		}
		values[i] = out[k]
	}
	return values
}

// Assign implements event.Model. All assignments see the state before them.
func (h *happenings) Assign(e int, values []float64) error {
	w := h.w
	ev := &w.p.Events[e]
	if h.failed != nil {
		return h.failed
	}
	if h.count++; h.count > maxExecutions {
		return &RunError{"event.count", w.t, fmt.Sprintf("more than %d executions of events, the last of %s: look for events that come in ever shorter intervals", maxExecutions, ev.Describe())}
	}
	out := h.present()
	for i, a := range ev.Assignments {
		v := values[i]
		if a.Volume >= 0 {
			v *= out[a.Volume]
		}
		if why := w.net.molecules(w.p, a.State, v); why != "" {
			return &RunError{"ssa.amount", w.t, fmt.Sprintf("%s: %s", ev.Describe(), why)}
		}
		w.x[a.State] = v
	}
	h.current = false
	return nil
}

var _ event.Model = (*happenings)(nil)
