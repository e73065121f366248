package event_test

import (
	"errors"
	"fmt"
	"math"
	"strings"
	"testing"

	"jakstat/engine/sim/event"
)

// def is an event over named variables; its functions see time as v["t"].
type def struct {
	rules    event.Rules
	trigger  func(v vars) bool
	delay    func(v vars) float64
	priority func(v vars) float64
	set      map[string]func(v vars) float64
}

type vars map[string]float64

// world is the model of the tests.
type world struct {
	v    vars
	defs []def
	log  []string
	keys [][]string
}

func newWorld(defs ...def) *world {
	w := &world{v: vars{}, defs: defs}
	for i := range defs {
		w.defs[i].rules.Delayed, w.defs[i].rules.Ranked = defs[i].delay != nil, defs[i].priority != nil
		var keys []string
		for _, k := range []string{"a", "b", "c", "x", "y"} {
			if defs[i].set[k] != nil {
				keys = append(keys, k)
			}
		}
		w.keys = append(w.keys, keys)
	}
	return w
}

func (w *world) Triggers(into []bool) {
	for i, d := range w.defs {
		into[i] = d.trigger(w.v)
	}
}
func (w *world) Delay(e int) float64    { return w.defs[e].delay(w.v) }
func (w *world) Priority(e int) float64 { return w.defs[e].priority(w.v) }
func (w *world) Values(e int) []float64 {
	var out []float64
	for _, k := range w.keys[e] {
		out = append(out, w.defs[e].set[k](w.v))
	}
	return out
}

func (w *world) Assign(e int, values []float64) error {
	for i, k := range w.keys[e] {
		w.v[k] = values[i]
	}
	w.log = append(w.log, fmt.Sprintf("%d@%g", e, w.v["t"]))
	return nil
}

// run updates the queue at 0, 1, ..., last and at every time something is due.
func (w *world) run(t *testing.T, last float64, choose event.Choose) string {
	t.Helper()
	var rules []event.Rules
	for _, d := range w.defs {
		rules = append(rules, d.rules)
	}
	q := event.New(rules, choose)
	next := 0.0
	for next <= last || q.Due() <= last {
		at := math.Min(next, q.Due())
		w.v["t"] = at
		if _, err := q.Update(at, w); err != nil {
			t.Fatal(err)
		}
		if at >= next {
			next++
		}
	}
	return strings.Join(w.log, " ")
}

func at(t0 float64) func(vars) bool { return func(v vars) bool { return v["t"] >= t0 } }
func between(a, b float64) func(vars) bool {
	return func(v vars) bool { return v["t"] >= a && v["t"] < b }
}
func number(x float64) func(vars) float64 { return func(vars) float64 { return x } }
func of(k string) func(vars) float64      { return func(v vars) float64 { return v[k] } }
func plus(k string, x float64) func(vars) float64 {
	return func(v vars) float64 { return v[k] + x }
}

type sets = map[string]func(vars) float64

var persistent = event.Rules{Persistent: true}

func TestRules(t *testing.T) {
	rules := func(f func(*event.Rules)) event.Rules {
		r := persistent
		f(&r)
		return r
	}
	atTrigger := rules(func(r *event.Rules) { r.AtTrigger = true })
	initialTrue := rules(func(r *event.Rules) { r.InitialTrue = true })
	cases := []struct {
		name string
		defs []def
		log  string
		want vars
	}{
		{"a trigger that becomes true fires once, when it does", []def{{rules: persistent, trigger: at(2), set: sets{"x": plus("x", 1)}}}, "0@2", vars{"x": 1}},
		{"true again, fires again", []def{{rules: persistent, trigger: func(v vars) bool { return math.Mod(v["t"], 2) == 1 }, set: sets{"x": plus("x", 1)}}}, "0@1 0@3 0@5", vars{"x": 3}},
		{"true at the start fires there", []def{{rules: persistent, trigger: at(0), set: sets{"x": number(5)}}}, "0@0", vars{"x": 5}},
		{"true at the start and before does not", []def{{rules: initialTrue, trigger: at(0), set: sets{"x": number(5)}}}, "", vars{"x": 0}},
		{"initial value true, false at the start, then true", []def{{rules: initialTrue, trigger: at(1), set: sets{"x": number(5)}}}, "0@1", vars{"x": 5}},
		{"a delay", []def{{rules: persistent, trigger: at(1), delay: number(1.5), set: sets{"x": number(5)}}}, "0@2.5", vars{"x": 5}},
		{"the delay is that of the trigger time", []def{
			{rules: persistent, trigger: at(1), delay: func(v vars) float64 { return v["a"] + 2 }, set: sets{"x": number(5)}},
			{rules: persistent, trigger: at(2), set: sets{"a": number(100)}},
		}, "1@2 0@3", vars{"x": 5}},
		{"persistent: executes though the trigger is false again", []def{{rules: persistent, trigger: between(1, 2), delay: number(2), set: sets{"x": number(5)}}}, "0@3", vars{"x": 5}},
		{"not persistent: cancelled", []def{{trigger: between(1, 2), delay: number(2), set: sets{"x": number(5)}}}, "", vars{"x": 0}},
		{"not persistent, false at the very time of execution: cancelled", []def{{trigger: between(1, 3), delay: number(2), set: sets{"x": number(5)}}}, "", vars{"x": 0}},
		{"not persistent, true throughout", []def{{trigger: between(1, 4), delay: number(2), set: sets{"x": number(5)}}}, "0@3", vars{"x": 5}},
		{"not persistent, triggered anew after its cancellation", []def{{
			trigger: func(v vars) bool { return v["t"] == 1 || v["t"] >= 3 }, delay: number(2.5), set: sets{"x": of("t")},
		}}, "0@5.5", vars{"x": 5.5}},
		{"triggered twice before it executes", []def{{
			rules: persistent, trigger: func(v vars) bool { return v["t"] == 1 || v["t"] == 3 }, delay: number(2.5), set: sets{"x": plus("x", 1)},
		}}, "0@3.5 0@5.5", vars{"x": 2}},
		{"values of the trigger time", []def{
			{rules: atTrigger, trigger: at(1), delay: number(2), set: sets{"x": of("a")}},
			{rules: persistent, trigger: at(2), set: sets{"a": number(7)}},
		}, "1@2 0@3", vars{"x": 0}},
		{"values of the execution time", []def{
			{rules: persistent, trigger: at(1), delay: number(2), set: sets{"x": of("a")}},
			{rules: persistent, trigger: at(2), set: sets{"a": number(7)}},
		}, "1@2 0@3", vars{"x": 7}},
		{"highest priority first, values of execution", []def{
			{rules: persistent, trigger: at(1), priority: number(1), set: sets{"x": of("y")}},
			{rules: persistent, trigger: at(1), priority: number(10), set: sets{"y": number(3)}},
		}, "1@1 0@1", vars{"x": 3, "y": 3}},
		{"highest priority first, values of trigger", []def{
			{rules: atTrigger, trigger: at(1), priority: number(1), set: sets{"x": of("y")}},
			{rules: atTrigger, trigger: at(1), priority: number(10), set: sets{"y": number(3)}},
		}, "1@1 0@1", vars{"x": 0, "y": 3}},
		{"all assignments of an event see the state before it", []def{
			{rules: persistent, trigger: at(1), set: sets{"x": number(2), "y": plus("x", 1)}},
		}, "0@1", vars{"x": 2, "y": 1}},
		{"priorities are those of the execution: the first changes the order of the rest", []def{
			{rules: persistent, trigger: at(1), priority: number(100), set: sets{"a": number(-5)}},
			{rules: persistent, trigger: at(1), priority: plus("a", 2), set: sets{"x": plus("x", 1)}},
			{rules: persistent, trigger: at(1), priority: number(1), set: sets{"x": func(v vars) float64 { return v["x"] * 10 }}},
		}, "0@1 2@1 1@1", vars{"x": 1}},
		{"execution triggers another at the same time", []def{
			{rules: persistent, trigger: at(1), set: sets{"a": number(1)}},
			{rules: persistent, trigger: func(v vars) bool { return v["a"] > 0 }, set: sets{"b": number(1)}},
			{rules: persistent, trigger: func(v vars) bool { return v["b"] > 0 }, set: sets{"x": of("t")}},
		}, "0@1 1@1 2@1", vars{"x": 1}},
		{"a newcomer of higher priority overtakes", []def{
			{rules: persistent, trigger: at(1), priority: number(5), set: sets{"a": number(1)}},
			{rules: persistent, trigger: at(1), priority: number(3), set: sets{"x": number(1)}},
			{rules: persistent, trigger: func(v vars) bool { return v["a"] > 0 }, priority: number(4), set: sets{"x": number(2)}},
		}, "0@1 2@1 1@1", vars{"x": 1}},
		{"an execution makes the other's trigger false: cancelled at the same time", []def{
			{trigger: func(v vars) bool { return v["t"] >= 1 && v["a"] == 0 }, priority: number(2), set: sets{"a": number(1)}},
			{trigger: func(v vars) bool { return v["t"] >= 1 && v["a"] == 0 }, priority: number(1), set: sets{"a": number(2)}},
		}, "0@1", vars{"a": 1}},
		{"the same, persistent", []def{
			{rules: persistent, trigger: func(v vars) bool { return v["t"] >= 1 && v["a"] == 0 }, priority: number(2), set: sets{"a": number(1)}},
			{rules: persistent, trigger: func(v vars) bool { return v["t"] >= 1 && v["a"] == 0 }, priority: number(1), set: sets{"a": number(2)}},
		}, "0@1 1@1", vars{"a": 2}},
		{"an event that makes its own trigger false and true again fires again", []def{
			{rules: persistent, trigger: func(v vars) bool { return v["t"] >= 1 && math.Mod(v["a"], 2) == 0 }, set: sets{"a": plus("a", 1)}},
			{rules: persistent, trigger: func(v vars) bool { return v["a"] == 1 }, set: sets{"a": number(2)}},
		}, "0@1 1@1 0@1", vars{"a": 3}},
		{"delayed and immediate events at one time compete by priority", []def{
			{rules: persistent, trigger: at(1), delay: number(2), priority: number(1), set: sets{"x": number(1)}},
			{rules: persistent, trigger: at(3), priority: number(2), set: sets{"x": number(2)}},
		}, "1@3 0@3", vars{"x": 1}},
		{"without a priority: after those with one", []def{
			{rules: persistent, trigger: at(1), set: sets{"x": number(1)}},
			{rules: persistent, trigger: at(1), priority: number(-9), set: sets{"x": number(2)}},
		}, "1@1 0@1", vars{"x": 1}},
		{"a delay without end", []def{{rules: persistent, trigger: at(1), delay: number(math.Inf(1)), set: sets{"x": number(1)}}}, "", vars{"x": 0}},
		{"a delay of nothing", []def{{rules: persistent, trigger: at(1), delay: number(0), set: sets{"x": number(1)}}}, "0@1", vars{"x": 1}},
	}
	for _, c := range cases {
		w := newWorld(c.defs...)
		if log := w.run(t, 6, nil); log != c.log {
			t.Errorf("%s: executed %q, want %q", c.name, log, c.log)
		}
		for k, v := range c.want {
			if w.v[k] != v {
				t.Errorf("%s: %s = %g, want %g", c.name, k, w.v[k], v)
			}
		}
	}
}

// TestChoose: among equal priorities the caller chooses, again after each execution, and is asked for nothing else.
func TestChoose(t *testing.T) {
	var asked []string
	one := func(p float64) def {
		return def{rules: persistent, trigger: at(1), priority: number(p), set: sets{"x": number(0)}}
	}
	log := newWorld(one(1), one(1), one(2), one(1)).run(t, 2, func(c []int) int {
		asked = append(asked, fmt.Sprint(c))
		return len(c) - 1
	})
	if log != "2@1 3@1 1@1 0@1" || strings.Join(asked, " ") != "[0 1 3] [0 1]" {
		t.Errorf("executed %s, asked %v", log, asked)
	}
}

// TestRoundedTimes: 0.1 + 0.2 is due at 0.3.
func TestRoundedTimes(t *testing.T) {
	w := newWorld(def{rules: persistent, trigger: at(0.1), delay: number(0.2), set: sets{"x": number(1)}})
	q := event.New([]event.Rules{w.defs[0].rules}, nil)
	for _, at := range []float64{0.1, 0.3} {
		w.v["t"] = at
		if _, err := q.Update(at, w); err != nil {
			t.Fatal(err)
		}
	}
	if w.v["x"] != 1 {
		t.Errorf("due at %.17g did not execute at 0.3", q.Due())
	}
}

func TestMistakes(t *testing.T) {
	for _, c := range []struct {
		code string
		d    def
	}{
		{"delay", def{rules: persistent, trigger: at(0), delay: number(-1)}},
		{"delay", def{rules: persistent, trigger: at(0), delay: number(math.NaN())}},
		{"cascade", def{rules: persistent, trigger: func(v vars) bool { return math.Mod(v["x"], 2) == 0 }, set: sets{"x": plus("x", 1)}}},
	} {
		defs := []def{c.d}
		if c.code == "cascade" {
			defs = append(defs, def{rules: persistent, trigger: func(v vars) bool { return math.Mod(v["x"], 2) == 1 }, set: sets{"x": plus("x", 1)}})
		}
		w := newWorld(defs...)
		var rules []event.Rules
		for _, d := range w.defs {
			rules = append(rules, d.rules)
		}
		_, err := event.New(rules, nil).Update(0, w)
		var bad *event.Error
		if !errors.As(err, &bad) || bad.Code != c.code {
			t.Errorf("%v, want %s", err, c.code)
		}
	}
}
