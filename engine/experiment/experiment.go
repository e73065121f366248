// Package experiment says what is done to a system and what is read from it: conditions, observables and measurements, in one form for
// whoever writes experiments down.
//
// It knows names, times and quantities. It must not know any model, solver or file format: a target is the name of a parameter and an
// observable the name of an output, which package sim looks up when it binds an experiment to a model.
package experiment

import (
	"math"
	"sort"

	"jakstat/diag"
	"jakstat/unit"
)

// Experiment is a set of conditions, each observed in the same way.
type Experiment struct {
	ID           string
	Conditions   []Condition
	Observables  []Observable
	Times        []unit.Quantity // of observation, rising
	Measurements []Measurement
}

// Condition is one dish or one patient: what is set from the beginning, and what is changed later. Before its first step (or time 0, whichever is
// earlier) the system rests for the time Rest under Settings, so that it starts from its own steady state where Rest is long enough.
type Condition struct {
	ID       string
	Settings []Setting
	Steps    []Step // rising in time
	Rest     unit.Quantity
}

// Setting gives a parameter a value.
type Setting struct {
	Target string
	Value  unit.Quantity
}

// Step changes parameters at a time and for the time after it; an observation at that time is made just after the change.
type Step struct {
	Time     unit.Quantity
	Settings []Setting
}

// Observable names an output.
type Observable struct{ ID, Output string }

// Measurement is what was found: a value of an observable in a condition at a time, on the scale of whoever compares it (the unit of the output, or
// percent of another condition).
type Measurement struct {
	Condition, Observable string
	Time                  unit.Quantity
	Value                 float64
}

var timeUnit = unit.Must("min")

// minutes is a time in a unit all times share; NaN where it is no time.
func minutes(q unit.Quantity) float64 {
	v, err := q.In(timeUnit)
	if err != nil {
		return math.NaN()
	}
	return v
}

// Check finds what no model could carry out: ids twice, references to nothing, times that are none or do not rise. The error is a diag.List.
func (e *Experiment) Check() error {
	var l diag.List
	bad := func(code, format string, args ...any) {
		l.Add(diag.New(diag.Pos{Where: "experiment " + e.ID}, "experiment."+code, format, args...))
	}
	conditions, observables := map[string]bool{}, map[string]bool{}
	for _, c := range e.Conditions {
		if conditions[c.ID] {
			bad("duplicate", "condition %q is given twice", c.ID)
		}
		conditions[c.ID] = true
		if c.Rest != (unit.Quantity{}) && !(minutes(c.Rest) >= 0 && minutes(c.Rest) < math.Inf(1)) {
			bad("time", "condition %q rests for %s, which is no length of time", c.ID, c.Rest)
		}
		last := math.Inf(-1)
		for _, s := range c.Steps {
			t := minutes(s.Time)
			if !(t > last) || math.IsInf(t, 0) {
				bad("time", "condition %q has a step at %s: steps are finite times that rise", c.ID, s.Time)
				break
			}
			last = t
		}
	}
	for _, o := range e.Observables {
		if observables[o.ID] {
			bad("duplicate", "observable %q is given twice", o.ID)
		}
		observables[o.ID] = true
	}
	last := math.Inf(-1)
	for _, q := range e.Times {
		t := minutes(q)
		if !(t > last) || math.IsInf(t, 0) {
			bad("time", "an observation at %s: observations are finite times that rise", q)
			break
		}
		last = t
	}
	for _, m := range e.Measurements {
		switch {
		case !conditions[m.Condition]:
			bad("reference", "a measurement names the condition %q, which does not exist", m.Condition)
		case !observables[m.Observable]:
			bad("reference", "a measurement names the observable %q, which does not exist", m.Observable)
		case math.IsNaN(minutes(m.Time)):
			bad("time", "a measurement at %s, which is no time", m.Time)
		}
	}
	return l.Err()
}

// Targets lists the parameters that any condition sets, and of these the ones that a step changes; both sorted.
func (e *Experiment) Targets() (all, stepped []string) {
	seen, moved := map[string]bool{}, map[string]bool{}
	for _, c := range e.Conditions {
		for _, s := range c.Settings {
			seen[s.Target] = true
		}
		for _, step := range c.Steps {
			for _, s := range step.Settings {
				seen[s.Target], moved[s.Target] = true, true
			}
		}
	}
	return sorted(seen), sorted(moved)
}

func sorted(set map[string]bool) []string {
	out := make([]string, 0, len(set))
	for name := range set {
		out = append(out, name)
	}
	sort.Strings(out)
	return out
}
