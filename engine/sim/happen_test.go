package sim

import (
	"context"
	"errors"
	"math"
	"strings"
	"testing"

	"jakstat/engine/model"
	"jakstat/engine/ode"
)

// ev adds an event: trigger, delay and priority ("" for none), then variable and expression in turn.
func ev(b *model.Builder, id, trigger, delay, priority string, change func(*model.Event), assign ...string) {
	e := &model.Event{Info: model.Info{ID: id}, Trigger: model.MustParse(trigger), Persistent: true, UseValuesFromTriggerTime: true}
	if delay != "" {
		e.Delay = model.MustParse(delay)
	}
	if priority != "" {
		e.Priority = model.MustParse(priority)
	}
	for i := 0; i < len(assign); i += 2 {
		e.Assignments = append(e.Assignments, model.EventAssignment{Variable: assign[i], Expr: model.MustParse(assign[i+1])})
	}
	if change != nil {
		change(e)
	}
	b.Add(e)
}

// TestBouncingBall: dropped from 1, restitution 0.8, against the closed form of each hop.
func TestBouncingBall(t *testing.T) {
	const g, e = 9.81, 0.8
	p := rawModel(t, []string{"h", "hops"}, func(b *model.Builder) {
		b.Param("g", number(g))
		b.State("h", number(1), "v")
		b.State("v", number(0), "-g")
		variable(b, "hops", 0)
		ev(b, "bounce", "h <= 0 && v < 0", "", "", nil, "v", "-0.8*v", "h", "0", "hops", "hops + 1")
	})
	height := func(t float64) (h, hops float64) {
		fall := math.Sqrt(2 / g)
		if t < fall {
			return 1 - g*t*t/2, 0
		}
		v, start := g*fall*e, fall
		for n := 1; ; n++ {
			if hop := 2 * v / g; t < start+hop {
				s := t - start
				return v*s - g*s*s/2, float64(n)
			}
			start, v = start+2*v/g, v*e
		}
	}
	for _, m := range ode.Methods() {
		c := solve(t, ModelRun{Program: p, End: 3, Times: grid(0, 3, 60), Method: m})
		wantCourse(t, c, 0, 1e-7, func(t float64) float64 { h, _ := height(t); return h })
		wantCourse(t, c, 1, 0, func(t float64) float64 { _, n := height(t); return n })
	}
}

// TestThresholdDosing: x decays at rate 1; when it falls below 1 a dose of 3 arrives 0.5 later. Between the fall and the dose x goes on
// decaying; the value at the time of the dose is the one after it.
func TestThresholdDosing(t *testing.T) {
	p := rawModel(t, []string{"x"}, func(b *model.Builder) {
		b.State("x", number(2), "-x")
		ev(b, "dose", "x < 1", "0.5", "", func(e *model.Event) { e.UseValuesFromTriggerTime = false }, "x", "x + 3")
	})
	course := func(t float64) float64 {
		x, from := 2.0, 0.0
		for {
			next := from + math.Log(x) + 0.5
			if t < next {
				return x * math.Exp(from-t)
			}
			from, x = next, math.Exp(-0.5)+3
		}
	}
	first := math.Ln2 + 0.5
	c := solve(t, ModelRun{Program: p, End: 8, Times: append([]float64{0, 1, first + 1e-7}, grid(1.5, 8, 30)...)})
	wantCourse(t, c, 0, 1e-6, course)
}

// TestTimesOfEvents: >= fires at the time itself, > right after it: the value at that time is after the one and before the other.
// An event at the start, one whose trigger is true for a single instant, one at the end.
func TestTimesOfEvents(t *testing.T) {
	p := rawModel(t, []string{"ge", "gt", "zero", "after", "eq", "late"}, func(b *model.Builder) {
		for _, id := range []string{"ge", "gt", "zero", "after", "eq", "late"} {
			variable(b, id, 0)
		}
		ev(b, "e1", "time >= 0.3", "", "", nil, "ge", "1")
		ev(b, "e2", "time > 0.3", "", "", nil, "gt", "1")
		ev(b, "e3", "time >= 0", "", "", nil, "zero", "1")
		ev(b, "e4", "time > 0", "", "", nil, "after", "1")
		ev(b, "e5", "time == 0.7", "", "", nil, "eq", "1")
		ev(b, "e6", "time >= 1", "", "", nil, "late", "1")
	})
	step := func(from float64, inclusive bool) func(float64) float64 {
		return func(t float64) float64 {
			if t > from || inclusive && t == from {
				return 1
			}
			return 0
		}
	}
	for _, times := range [][]float64{{0, 0.1, 0.3, 0.5, 0.7, 1}, {0.3, 1}, {0, 0.7}} {
		c := solve(t, ModelRun{Program: p, End: 1, Times: times})
		wantCourse(t, c, 0, 0, step(0.3, true))
		wantCourse(t, c, 1, 0, step(0.3, false))
		wantCourse(t, c, 2, 0, step(0, true))
		wantCourse(t, c, 3, 0, step(0, false))
		wantCourse(t, c, 4, 0, step(0.7, true))
		wantCourse(t, c, 5, 0, step(1, true))
	}
}

// TestPriorities: two events at one time, values of execution, in both orders.
func TestPriorities(t *testing.T) {
	for first, want := range map[string]float64{"1": 12, "3": 11} {
		p := rawModel(t, []string{"x"}, func(b *model.Builder) {
			variable(b, "x", 5)
			now := func(e *model.Event) { e.UseValuesFromTriggerTime = false }
			ev(b, "twice", "time >= 1", "", first, now, "x", "2*x")
			ev(b, "more", "time >= 1", "", "2", now, "x", "x + 1")
		})
		c := solve(t, ModelRun{Program: p, End: 2, Times: []float64{0.5, 1, 2}})
		wantCourse(t, c, 0, 0, func(t float64) float64 {
			if t < 1 {
				return 5
			}
			return want
		})
	}
}

// TestChoice: equal priorities are the caller's choice, numbered by round.
func TestChoice(t *testing.T) {
	p := rawModel(t, []string{"a", "b"}, func(b *model.Builder) {
		for _, id := range []string{"a", "b", "last"} {
			variable(b, id, 0)
		}
		once := func(e *model.Event) { e.Persistent = false }
		ev(b, "ea", "time - last >= 0.1", "", "1", once, "last", "time", "a", "a + 1")
		ev(b, "eb", "time - last >= 0.1", "", "1", once, "last", "time", "b", "b + 1")
	})
	c := solve(t, ModelRun{Program: p, End: 0.95, Times: []float64{0.95}, Choose: func(round int, candidates []int) int { return round % 3 % 2 }})
	if a, b := c.Values[0][0], c.Values[1][0]; a != 6 || b != 3 {
		t.Errorf("a %v times, b %v times, want 6 and 3", a, b)
	}
}

// TestPersistence: a trigger that is true from 1 to 2 with a delay of 1.5.
func TestPersistence(t *testing.T) {
	for _, persistent := range []bool{true, false} {
		p := rawModel(t, []string{"x"}, func(b *model.Builder) {
			b.State("clock", number(0), "1")
			variable(b, "x", 0)
			ev(b, "e", "clock > 1 && clock < 2", "1.5", "", func(e *model.Event) { e.Persistent = persistent }, "x", "1")
		})
		c := solve(t, ModelRun{Program: p, End: 4, Times: []float64{2, 2.4, 2.6, 4}})
		wantCourse(t, c, 0, 0, func(t float64) float64 {
			if persistent && t > 2.5 {
				return 1
			}
			return 0
		})
	}
}

// TestEventChangesSizeAndRate: at 1 the volume doubles: the amount stays, the concentration halves; at 2 the rate constant triples; at 3 an
// event sets volume and concentration together: the amount is that in the old volume.
func TestEventChangesSizeAndRate(t *testing.T) {
	p := rawModel(t, []string{"S", "c", "fixed"}, func(b *model.Builder) {
		b.Add(&model.Compartment{Info: model.Info{ID: "c"}, Size: number(2)})
		variable(b, "k", 0.5)
		b.Concentration("S", "c", number(4))
		b.Concentration("fixed", "c", number(1))
		b.Reaction("r", "S ->", "k*S*c")
		ev(b, "grow", "time >= 1", "", "", nil, "c", "2*c")
		ev(b, "speed", "time >= 2", "", "", nil, "k", "3*k")
		ev(b, "both", "time >= 3", "", "", nil, "c", "8", "S", "S + 1")
	})
	c := solve(t, ModelRun{Program: p, End: 4, Times: grid(0, 4, 16)})
	wantCourse(t, c, 0, 1e-8, func(t float64) float64 {
		s := 4 * math.Exp(-0.5*min(t, 1))
		if t >= 1 {
			s = s / 2 * math.Exp(-0.5*(min(t, 2)-1))
		}
		if t >= 2 {
			s *= math.Exp(-1.5 * (min(t, 3) - 2))
		}
		if t >= 3 {
			s = (s + 1) / 2 * math.Exp(-1.5*(t-3))
		}
		return s
	})
	wantCourse(t, c, 1, 0, func(t float64) float64 {
		switch {
		case t < 1:
			return 2
		case t < 3:
			return 4
		}
		return 8
	})
	wantCourse(t, c, 2, 0, func(t float64) float64 {
		switch {
		case t < 1:
			return 1
		case t < 3:
			return 0.5
		}
		return 0.25
	})
}

// TestConcentrationSetLater: the value is that of the trigger at 1, the volume that of the execution at 3.
func TestConcentrationSetLater(t *testing.T) {
	p := rawModel(t, []string{"S"}, func(b *model.Builder) {
		b.Add(&model.Compartment{Info: model.Info{ID: "c"}, Size: number(1)})
		b.Concentration("S", "c", number(4))
		ev(b, "set", "time >= 1", "2", "", nil, "S", "S + 1")
		ev(b, "grow", "time >= 2", "", "", nil, "c", "2")
	})
	c := solve(t, ModelRun{Program: p, End: 4, Times: []float64{0, 1, 2, 3, 4}})
	want := []float64{4, 4, 2, 5, 5}
	for k, v := range c.Values[0] {
		if v != want[k] {
			t.Errorf("S at %v is %v, want %v", c.Times[k], v, want[k])
		}
	}
}

// TestEventOfAlgebraic: an event moves x; y = 2x follows within the same instant and triggers another event there.
func TestEventOfAlgebraic(t *testing.T) {
	p := rawModel(t, []string{"y", "seen"}, func(b *model.Builder) {
		b.State("x", number(1), "0.1")
		variable(b, "y", 0)
		variable(b, "seen", -1)
		b.Add(&model.Rule{Kind: model.AlgebraicRule, Expr: model.MustParse("y - 2*x")})
		ev(b, "jump", "time >= 1", "", "", nil, "x", "x + 5")
		ev(b, "see", "y > 10", "", "", nil, "seen", "time")
	})
	c := solve(t, ModelRun{Program: p, End: 2, Times: grid(0, 2, 8)})
	wantCourse(t, c, 0, 1e-9, func(t float64) float64 {
		if t >= 1 {
			return 2 * (6 + 0.1*t)
		}
		return 2 * (1 + 0.1*t)
	})
	if last := c.Values[1][8]; last != 1 {
		t.Errorf("seen at %v, want 1", last)
	}
}

// TestGridMovesNothing: the bits of a course do not depend on what else is looked at.
func TestGridMovesNothing(t *testing.T) {
	p := rawModel(t, []string{"x", "n"}, func(b *model.Builder) {
		b.State("x", number(2), "-x + piecewise(0.3, sin(3*time) > 0, 0)")
		variable(b, "n", 0)
		ev(b, "dose", "x < 1", "0.25", "", nil, "x", "x + 3", "n", "n + 1")
		ev(b, "pulse", "time >= 2.5", "", "", nil, "x", "2*x")
	})
	common := []float64{0.5, 2.5, 3.1, 7}
	a := solve(t, ModelRun{Program: p, End: 8, Times: common})
	all := solve(t, ModelRun{Program: p, End: 8, Times: append([]float64{0.1, 0.2, 0.5, 1, 2.4, 2.5}, append([]float64{3.1}, grid(3.2, 7, 190)...)...)})
	at := map[float64]int{}
	for k, t := range all.Times {
		at[t] = k
	}
	for k, v := range common {
		if i, ok := at[v]; !ok || all.Values[0][i] != a.Values[0][k] || all.Values[1][i] != a.Values[1][k] {
			t.Errorf("at %v: %v and %v", v, a.Values[0][k], all.Values[0][i])
		}
	}
}

func TestRunErrors(t *testing.T) {
	stops := func(name, code, word string, r ModelRun) {
		_, err := Solve(context.Background(), r)
		var stop *RunError
		if !errors.As(err, &stop) || stop.Code != code || !strings.Contains(err.Error(), word) {
			t.Errorf("%s: %v", name, err)
		}
	}
	blow := rawModel(t, nil, func(b *model.Builder) { b.State("big", number(1), "big^2") })
	stops("blow-up", "solver.step size too small", "big", ModelRun{Program: blow, End: 2})
	bad := rawModel(t, nil, func(b *model.Builder) {
		variable(b, "x", 0)
		ev(b, "early", "time >= 1", "0 - time", "", nil, "x", "1")
	})
	stops("negative delay", "event.delay", "event early", ModelRun{Program: bad, End: 2})
	for _, r := range []ModelRun{
		{Program: blow, End: -1},
		{Program: blow, End: 1, Times: []float64{2}},
		{Program: blow, End: 1, Times: []float64{0.5, 0.2}},
		{Program: blow, End: math.Inf(1)},
		{Program: blow, End: 1, Settings: []Setting{{Param: 9}}},
		{Program: blow, End: 1, Options: ode.Options{ATol: []float64{1, 1, 1}}},
	} {
		if _, err := Solve(context.Background(), r); err == nil {
			t.Errorf("accepted %+v", r)
		}
	}
}
