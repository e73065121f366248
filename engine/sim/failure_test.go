package sim

import (
	"context"
	"errors"
	"strings"
	"testing"

	"jakstat/engine/model"
	"jakstat/engine/ode"
	"jakstat/engine/vm"
)

func algebraic(b *model.Builder, expr string) {
	b.Add(&model.Rule{Kind: model.AlgebraicRule, Expr: model.MustParse(expr)})
}

// Every way in which a run cannot go on has a code, the name of what is at fault, and a sentence with what to try.
func TestFailuresNameTheElement(t *testing.T) {
	build := func(f func(b *model.Builder)) ModelRun { return ModelRun{Program: rawModel(t, nil, f), End: 10} }
	with := func(r ModelRun, m ode.Method, o ode.Options) ModelRun {
		r.Method, r.Options = m, o
		return r
	}
	decay := build(func(b *model.Builder) { b.State("x", number(1), "-x") })
	root := build(func(b *model.Builder) {
		b.Amount("pool", "", number(1))
		b.Reaction("leak", "pool ->", "sqrt(pool - 0.5)")
		b.Reaction("inert", "pool ->", "0.1*pool")
	})
	ball := build(func(b *model.Builder) {
		b.State("height", number(1), "speed")
		b.State("speed", number(0), "-9.81")
		ev(b, "bounce", "height < 0", "", "", nil, "speed", "-0.5*speed", "height", "0")
	})
	for _, c := range []struct {
		name, code, element, word string
		r                         ModelRun
	}{
		{"blow-up", "solver.step size too small", "big", "singularity", build(func(b *model.Builder) { b.State("big", number(1), "big^2") })},
		{"too many steps", "solver.too many steps", "x", "more steps", with(decay, ode.QNDF, ode.Options{MaxSteps: 5})},
		{"reaction without a value", "solver.non-finite values", "reaction leak", "division by zero", with(root, ode.Rodas5P, ode.Options{})},
		{"reaction without a value, multistep", "solver.non-finite values", "reaction leak", "division by zero", with(root, ode.QNDF, ode.Options{})},
		{"rule without a value", "solver.non-finite values", "the rule for a", "NaN", build(func(b *model.Builder) {
			b.Assign("a", "", "sqrt(1 - time)")
			b.Assign("twice", "", "2*a")
			b.State("x", number(1), "twice")
		})},
		{"rate rule without a value", "solver.non-finite values", "the rate rule for x", "NaN", build(func(b *model.Builder) { b.State("x", number(1), "sqrt(1 - time)") })},
		{"no value at the start", "solver.non-finite start", "the rate rule for x", "initial values", build(func(b *model.Builder) { b.State("x", number(0), "1/x") })},
		{"no solution at the start", "solver.inconsistent algebraic equations", "z", "start it nearer", build(func(b *model.Builder) {
			b.State("x", number(1), "-x")
			variable(b, "z", 1)
			algebraic(b, "z^2 + x")
		})},
		{"events set each other off", "event.cascade", "event there", "trigger one another", build(func(b *model.Builder) {
			variable(b, "x", 0)
			ev(b, "there", "x < 1 && time > 1", "", "", nil, "x", "2")
			ev(b, "back", "x > 1", "", "", nil, "x", "0")
		})},
		{"a ball comes to rest", "event.chattering", "event bounce", "ever shorter intervals", ball},
		{"a ball comes to rest, multistep", "event.chattering", "event bounce", "margin", with(ball, ode.QNDF, ode.Options{})},
		{"a rule that loses its solution", "solver.no convergence", "z", "no solution any more", with(build(func(b *model.Builder) {
			b.State("x", number(0), "1")
			variable(b, "z", 1)
			algebraic(b, "z^2 + x - 1")
		}), ode.QNDF, ode.Options{})},
		{"rules that contradict", "solver.inconsistent algebraic equations", "w", "contradict", build(func(b *model.Builder) {
			b.State("x", number(1), "-x")
			variable(b, "z", 1)
			variable(b, "w", 1)
			algebraic(b, "z + w - x")
			algebraic(b, "z + w - 2*x")
		})},
		{"sliding along a switch", "switch.chattering", "x'", "smooth", build(func(b *model.Builder) {
			b.State("x", number(1), "piecewise(-1, x > 0, 1)")
		})},
	} {
		_, err := Solve(context.Background(), c.r)
		var stop *RunError
		switch {
		case !errors.As(err, &stop):
			t.Errorf("%s: %v", c.name, err)
		case stop.Code != c.code || stop.Element != c.element || !strings.Contains(err.Error(), c.word):
			t.Errorf("%s: element %q: %v", c.name, stop.Element, err)
		}
	}
}

func TestUndeterminedEquationsAreNamed(t *testing.T) {
	p := rawModel(t, nil, func(b *model.Builder) {
		b.State("x", number(1), "-x")
		variable(b, "z", 1)
		algebraic(b, "z - x")
	})
	f := newField(p, vm.New(p, 1))
	err := f.unsuitable(&ode.UndeterminedError{Component: 1})
	var stop *RunError
	if !errors.As(err, &stop) || stop.Element != "z" || !strings.Contains(stop.Reason, "do not determine z") {
		t.Errorf("%v", err)
	}
}

// A ball that loses little speed, and events that are many but apart, are no failures.
func TestManyEventsAreNoFailure(t *testing.T) {
	p := rawModel(t, []string{"n"}, func(b *model.Builder) {
		b.State("clock", number(0), "1")
		variable(b, "n", 0)
		ev(b, "tick", "clock > 1e-4", "", "", nil, "clock", "0", "n", "n + 1")
	})
	c := solve(t, ModelRun{Program: p, End: 0.1, Times: []float64{0.1}})
	if n := c.Values[0][0]; n < 998 || n > 1000 {
		t.Errorf("%g events", n)
	}
}
