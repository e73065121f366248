package event

import (
	"fmt"
	"math"
	"slices"
)

// Rules are the attributes of one event.
type Rules struct {
	InitialTrue bool // the trigger counts as true before the start, so that it cannot fire there
	// Persistent events execute once triggered; others are cancelled when the trigger is false again before.
	Persistent bool
	// AtTrigger events assign values computed when they were triggered, others values computed when they execute.
	AtTrigger bool
	Delayed   bool // has a delay
	Ranked    bool // has a priority
}

// Model evaluates events at the present state.
type Model interface {
	Triggers(into []bool)
	Delay(event int) float64
	Priority(event int) float64
	Values(event int) []float64 // kept by the queue: a slice of its own
	// Assign changes the state.
	Assign(event int, values []float64) error
}

// Choose picks one of at least two simultaneous events of equal priority, as an index in candidates (event numbers, rising).
type Choose func(candidates []int) int

// maxCascade is how many executions at one time end a run: events that trigger one another for ever.
const maxCascade = 10_000

// Error is a run that events make meaningless. Code is "delay" or "cascade".
type Error struct {
	Code   string
	Event  int
	Time   float64
	Reason string
}

// Error gives the reason; events are numbers here.
func (e *Error) Error() string {
	return fmt.Sprintf("event %d at t = %g: %s", e.Event, e.Time, e.Reason)
}

// Queue holds what was triggered and has not executed.
type Queue struct {
	rules   []Rules
	choose  Choose
	truth   []bool // triggers when last looked at
	now     []bool
	pending []instance // in order of triggering
}

// instance is one triggered event.
type instance struct {
	event  int
	due    float64
	values []float64 // AtTrigger
}

// New returns the queue of a run that has not begun. A nil choose takes the first triggered, and of those the first event.
func New(rules []Rules, choose Choose) *Queue {
	q := &Queue{rules: rules, choose: choose, truth: make([]bool, len(rules)), now: make([]bool, len(rules))}
	for i, r := range rules {
		q.truth[i] = r.InitialTrue
	}
	return q
}

// Changed tells whether triggers differ from those last looked at.
func (q *Queue) Changed(triggers []bool) bool { return !slices.Equal(triggers, q.truth) }

// Due is the time at which the next triggered event executes, +Inf when none waits.
func (q *Queue) Due() float64 {
	due := math.Inf(1)
	for _, p := range q.pending {
		due = min(due, p.due)
	}
	return due
}

// Update looks at the triggers at time t and executes everything that is due, one event at a time, looking at the triggers again
// after each. It returns the events executed, in order. The first Update is that of the start.
func (q *Queue) Update(t float64, m Model) (executed []int, err error) {
	if err := q.look(t, m); err != nil {
		return nil, err
	}
	for {
		i := q.next(t, m)
		if i < 0 {
			return executed, nil
		}
		p := q.pending[i]
		q.pending = slices.Delete(q.pending, i, i+1)
		if len(executed) == maxCascade {
			return executed, &Error{"cascade", p.event, t, fmt.Sprintf("%d executions at one time and no end: events trigger one another", maxCascade)}
		}
		if !q.rules[p.event].AtTrigger {
			p.values = m.Values(p.event)
		}
		executed = append(executed, p.event)
		if err := m.Assign(p.event, p.values); err != nil {
			return executed, err
		}
		if err := q.look(t, m); err != nil {
			return executed, err
		}
	}
}

// look triggers the events whose trigger became true and cancels those that do not persist. All of them see the same state.
func (q *Queue) look(t float64, m Model) error {
	m.Triggers(q.now)
	for e, on := range q.now {
		switch {
		case on && !q.truth[e]:
			p := instance{event: e, due: t}
			if q.rules[e].Delayed {
				d := m.Delay(e)
				if !(d >= 0) {
					return &Error{"delay", e, t, fmt.Sprintf("its delay is %g, which must be a number and not negative", d)}
				}
				p.due += d
			}
			if q.rules[e].AtTrigger {
				p.values = m.Values(e)
			}
			q.pending = append(q.pending, p)
		case !on && q.truth[e] && !q.rules[e].Persistent:
			q.pending = slices.DeleteFunc(q.pending, func(p instance) bool { return p.event == e })
		}
	}
	copy(q.truth, q.now)
	return nil
}

// next finds what executes now, or -1: of all that is due the event with the highest priority at the present state. Events without
// a priority may execute anywhere among the others; here they come last.
func (q *Queue) next(t float64, m Model) int {
	best, rank := []int(nil), 0.0
	for i, p := range q.pending {
		if !due(p.due, t) {
			continue
		}
		r := math.Inf(-1)
		if q.rules[p.event].Ranked {
			if v := m.Priority(p.event); v == v {
				r = v
			}
		}
		switch {
		case len(best) == 0 || r > rank:
			best, rank = []int{i}, r
		case r == rank:
			best = append(best, i)
		}
	}
	if len(best) == 0 {
		return -1
	}
	if q.choose == nil || len(best) == 1 {
		return best[0]
	}
	var events []int
	for _, i := range best {
		events = append(events, q.pending[i].event)
	}
	slices.Sort(events)
	events = slices.Compact(events)
	chosen := events[0]
	if len(events) > 1 {
		chosen = events[q.choose(slices.Clone(events))]
	}
	for _, i := range best {
		if q.pending[i].event == chosen {
			return i
		}
	}
	return best[0]
}

// due allows for the rounding of times: 0.1 + 0.2 is at the time 0.3.
func due(at, t float64) bool {
	return at <= t || !math.IsInf(at, 1) && at-t <= 1e-15*max(math.Abs(at), math.Abs(t))
}
