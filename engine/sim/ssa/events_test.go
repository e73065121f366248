package ssa

import (
	"context"
	"fmt"
	"math"
	"testing"

	"jakstat/engine/model"
)

// occur is an event that sets one variable when a trigger becomes true.
func occur(id string, trigger model.Expr, variable string, value model.Expr) *model.Event {
	return &model.Event{
		Info: model.Info{ID: id}, Trigger: trigger, Persistent: true, UseValuesFromTriggerTime: true,
		Assignments: []model.EventAssignment{{Variable: variable, Expr: value}},
	}
}

func parameter(id string, v float64) *model.Parameter {
	return &model.Parameter{Info: model.Info{ID: id}, Value: number(v)}
}

// one runs a model once and returns the course of its variables by name.
func one(t *testing.T, b *model.Builder, times []float64) map[string][]float64 {
	t.Helper()
	p := program(t, b)
	c, err := Run(context.Background(), &Request{Program: p, End: times[len(times)-1], Times: times, Seed: 1}, 0)
	if err != nil {
		t.Fatal(err)
	}
	out := map[string][]float64{}
	for i, o := range p.Outputs {
		out[o.ID] = c.Values[i]
	}
	return out
}

// TestEventsInTime: events without any chance happen exactly when they should, with the value after them at their time.
func TestEventsInTime(t *testing.T) {
	times := []float64{0, 1, 2, 3, 4, 5, 6}
	for _, c := range []struct {
		name string
		add  func(b *model.Builder)
		want string
	}{
		{"at a time", func(b *model.Builder) { b.Add(occur("e", expr(t, "time >= 3"), "p", expr(t, "7"))) }, "[0 0 0 7 7 7 7]"},
		{"after a time", func(b *model.Builder) { b.Add(occur("e", expr(t, "time > 3"), "p", expr(t, "7"))) }, "[0 0 0 0 7 7 7]"},
		{"at the start", func(b *model.Builder) { b.Add(occur("e", expr(t, "time >= 0"), "p", expr(t, "7"))) }, "[7 7 7 7 7 7 7]"},
		{"true before the start", func(b *model.Builder) {
			e := occur("e", expr(t, "time >= 0"), "p", expr(t, "7"))
			e.InitialTrue = true
			b.Add(e)
		}, "[0 0 0 0 0 0 0]"},
		{"at the end", func(b *model.Builder) { b.Add(occur("e", expr(t, "time >= 6"), "p", expr(t, "7"))) }, "[0 0 0 0 0 0 7]"},
		{"at one time only", func(b *model.Builder) { b.Add(occur("e", expr(t, "time == 2"), "p", expr(t, "7"))) }, "[0 0 7 7 7 7 7]"},
		{"delayed", func(b *model.Builder) {
			e := occur("e", expr(t, "time >= 2"), "p", expr(t, "time"))
			e.Delay = expr(t, "3")
			b.Add(e)
		}, "[0 0 0 0 0 2 2]"},
		{"delayed, values at execution", func(b *model.Builder) {
			e := occur("e", expr(t, "time >= 2"), "p", expr(t, "time"))
			e.Delay, e.UseValuesFromTriggerTime = expr(t, "3"), false
			b.Add(e)
		}, "[0 0 0 0 0 5 5]"},
		{"not persistent", func(b *model.Builder) {
			e := occur("e", expr(t, "time >= 2 && time < 4"), "p", expr(t, "7"))
			e.Delay, e.Persistent = expr(t, "3"), false
			b.Add(e)
		}, "[0 0 0 0 0 0 0]"},
		{"priorities", func(b *model.Builder) {
			low, high := occur("low", expr(t, "time >= 2"), "p", expr(t, "10*p + 1")), occur("high", expr(t, "time >= 2"), "p", expr(t, "10*p + 2"))
			low.Priority, high.Priority = expr(t, "1"), expr(t, "2")
			low.UseValuesFromTriggerTime, high.UseValuesFromTriggerTime = false, false
			b.Add(low, high)
		}, "[0 0 21 21 21 21 21]"},
		{"a clock that is set back", func(b *model.Builder) {
			b.Add(parameter("clock", 0), &model.Rule{Kind: model.RateRule, Variable: "clock", Expr: expr(t, "1")})
			e := occur("e", expr(t, "clock >= 0.5"), "p", expr(t, "p + 1"))
			e.Assignments = append(e.Assignments, model.EventAssignment{Variable: "clock", Expr: expr(t, "-0.5")})
			b.Add(e)
		}, "[0 1 2 3 4 5 6]"},
		{"a clock whose speed an event changes", func(b *model.Builder) {
			b.Add(parameter("clock", 0), parameter("speed", 1), &model.Rule{Kind: model.RateRule, Variable: "clock", Expr: expr(t, "speed")})
			b.Add(occur("e", expr(t, "time >= 2"), "speed", expr(t, "0.5")), occur("f", expr(t, "clock > 3.4"), "p", expr(t, "1")))
		}, "[0 0 0 0 0 1 1]"},
		{"one triggers another", func(b *model.Builder) {
			b.Add(occur("e", expr(t, "time >= 2"), "p", expr(t, "1")), occur("f", expr(t, "p > 0.5"), "p", expr(t, "p + 4")))
		}, "[0 0 5 5 5 5 5]"},
	} {
		b := model.NewBuilder("events", model.Raw)
		b.Add(parameter("p", 0))
		c.add(b)
		if got := fmt.Sprint(one(t, b, times)["p"]); got != c.want {
			t.Errorf("%s: %s, not %s", c.name, got, c.want)
		}
	}
}

// TestEventsOfCounts: an event that a number of molecules triggers acts at once; molecules never exceed the bound it keeps.
func TestEventsOfCounts(t *testing.T) {
	for _, m := range exactMethods {
		b := birthDeathModel(10, 0, 0)
		b.Add(parameter("resets", 0))
		e := occur("reset", expr(t, "X >= 20"), "X", expr(t, "5"))
		e.Assignments = append(e.Assignments, model.EventAssignment{Variable: "resets", Expr: expr(t, "resets + 1")})
		b.Add(e)
		p := program(t, b)
		times := make([]float64, 401)
		for k := range times {
			times[k] = float64(k) / 4
		}
		x, n := p.OutputIndex("X"), p.OutputIndex("resets")
		s := NewStatistics(1, 1, false, false)
		err := Replicates(context.Background(), &Request{Program: p, Method: m, End: 100, Times: times, Seed: 4}, 0, 500, 0, func(c *Course) error {
			for k, v := range c.Values[x] {
				if v >= 20 || v < 5 && c.Values[n][k] > 0 {
					return fmt.Errorf("X is %v at %v after %v resets", v, times[k], c.Values[n][k])
				}
			}
			s.Add([][]float64{{c.Values[n][400]*15 + c.Values[x][400]}})
			return nil
		})
		if err != nil {
			t.Errorf("%v: %v", m, err)
		}
		expect(t, "births", &s.Moments[0][0], 1000, 1000) // every birth is counted once
	}
}

// TestDrawsAtTheirMoments: initial assignments once a run whoever refers to them, delays when triggered, values when assigned.
func TestDrawsAtTheirMoments(t *testing.T) {
	b := model.NewBuilder("draws", model.Raw)
	b.Add(parameter("start", 0), parameter("same", 0), parameter("p", 0), parameter("when", 0))
	b.Add(&model.InitialAssignment{Symbol: "start", Expr: model.Draw(model.NormalDist, model.Num(10), model.Num(2))})
	b.Add(&model.InitialAssignment{Symbol: "same", Expr: expr(t, "2*start")})
	e := occur("e", expr(t, "time >= 1"), "p", model.Add(model.Draw(model.NormalDist, model.Sym("start"), model.Num(1)), model.Draw(model.NormalDist, model.Sym("start"), model.Num(1))))
	late := occur("late", expr(t, "time >= 1"), "when", expr(t, "time"))
	late.Delay, late.UseValuesFromTriggerTime = model.Draw(model.ExponentialDist, model.Num(0.5)), false
	b.Add(e, late)
	p := program(t, b, "start", "same", "p", "when")
	s := NewStatistics(3, 1, false, false)
	err := Replicates(context.Background(), &Request{Program: p, End: 60, Times: []float64{0.5, 60}, Seed: 8}, 0, 10_000, 0, func(c *Course) error {
		v := c.Values
		if v[0][0] != v[0][1] || v[1][1] != 2*v[0][1] || v[2][0] != 0 || v[3][0] != 0 || v[3][1] <= 1 {
			return fmt.Errorf("%v", v)
		}
		s.Add([][]float64{{v[0][1]}, {v[2][1] - 2*v[0][1]}, {v[3][1] - 1}})
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	expect(t, "initial", &s.Moments[0][0], 10, 4)
	expect(t, "sum of two draws about their mean", &s.Moments[1][0], 0, 2) // 4 if both were one number
	expect(t, "delay", &s.Moments[2][0], 2, 4)
}

// TestEventsAtEqualPriorityAreChosenAtRandom, each order as often.
func TestEventsAtEqualPriorityAreChosenAtRandom(t *testing.T) {
	b := model.NewBuilder("order", model.Raw)
	b.Add(parameter("p", 0))
	for i, id := range []string{"a", "b"} {
		e := occur(id, expr(t, "time >= 1"), "p", model.Num(float64(i)))
		e.Priority = expr(t, "1")
		b.Add(e)
	}
	s := moments(t, &Request{Program: program(t, b), End: 2, Times: []float64{2}, Seed: 1}, 4000)
	expect(t, "last", &s.Moments[0][0], 0.5, 0.25)
}

// TestConcentrations: a symbol that is a concentration changes by whole molecules of its amount, in compartments of any size.
func TestConcentrations(t *testing.T) {
	b := model.NewBuilder("volume", model.Raw)
	b.Add(&model.Compartment{Info: model.Info{ID: "V"}, Size: number(4), Constant: true})
	b.Add(&model.Species{Info: model.Info{ID: "X"}, Compartment: "V", Initial: number(2.5), InitialConcentration: true})
	b.Reaction("decay", "X ->", "0.3*X*V")
	p := program(t, b, "X")
	s := moments(t, &Request{Program: p, End: 2, Times: []float64{0, 2}, Seed: 1}, 10_000)
	left := math.Exp(-0.6)
	if first := &s.Moments[0][0]; first.Mean() != 10 || first.SD() != 0 {
		t.Errorf("starts with %v", first.Mean())
	}
	expect(t, "amount", &s.Moments[0][1], 10*left, 10*left*(1-left))
}
