package sim

import (
	"fmt"
	"math"
	"strings"
	"testing"

	"jakstat/engine/model"
	"jakstat/engine/ode"
)

// chain is x1 → x2 → ... → xn at the given rate, with what else there is.
func chain(t testing.TB, n int, rate float64, more func(b *model.Builder)) ModelRun {
	t.Helper()
	p := rawModel(t, []string{"x1"}, func(b *model.Builder) {
		variable(b, "k", rate)
		for i := 1; i <= n; i++ {
			b.State(fmt.Sprintf("x%d", i), number(1/float64(i)), fmt.Sprintf("k*(x%d - x%d)", max(1, i-1), i))
		}
		if more != nil {
			more(b)
		}
	})
	return ModelRun{Program: p, End: 1, Options: ode.Options{RTol: 1e-6, ATol: []float64{1e-9}}}
}

func names(r *SolverReport) string {
	var out []string
	for _, m := range r.Methods {
		out = append(out, m.Name)
	}
	return strings.Join(out, " then ")
}

func TestTheMethodIsChosenAndExplained(t *testing.T) {
	tight := func(r ModelRun) ModelRun { r.Options.RTol = 1e-9; return r }
	full := func(b *model.Builder) { // every state of twenty turns into every other
		for i := 1; i <= 20; i++ {
			sum := "0"
			for j := 1; j <= 20; j++ {
				sum += fmt.Sprintf(" + %d*y%d", (i*j)%7, j)
			}
			b.State(fmt.Sprintf("y%d", i), number(0.1), fmt.Sprintf("1e3*(%s)/100 - 1e4*y%d", sum, i))
		}
	}
	event := func(b *model.Builder) { ev(b, "kick", "time > 0.5", "", "", nil, "x1", "1") }
	delayed := func(b *model.Builder) { b.State("y", number(0), "delay(x1, 0.2) - y") }
	for _, c := range []struct {
		name, method, why string
		r                 ModelRun
	}{
		{"slow", "Tsit5", "not stiff", chain(t, 5, 3, nil)},
		{"slow and large", "Tsit5", "not stiff", chain(t, 60, 3, nil)},
		{"few states", "Rodas5P", "6 states, fewer than the 30", chain(t, 6, 1e4, nil)},
		{"many states", "QNDF", "40 states, from 30 on", chain(t, 40, 1e4, nil)},
		{"accuracy", "QNDF", "20 states, at this accuracy from 15", tight(chain(t, 20, 1e4, nil))},
		{"costly factors", "QNDF", "21 states, but", chain(t, 1, 1, full)},
		{"forced", "QNDF", "depend on time", chain(t, 2, 1e4, func(b *model.Builder) { b.State("y", number(0), "1e4*(cos(time) - y)") })},
		{"events", "Rodas5P", "events", chain(t, 40, 1e4, event)},
		{"events of a large model", "QNDF", "120 states", chain(t, 120, 1e4, event)},
		{"delays", "Rodas5P", "delays", chain(t, 60, 3, delayed)},
		{"algebraic", "Rodas5P", "states", chain(t, 3, 3, func(b *model.Builder) {
			variable(b, "z", 1)
			algebraic(b, "z + z^3 - x1")
		})},
		{"asked for", "QNDF", "asked for", func() ModelRun { r := chain(t, 2, 1, nil); r.Method = ode.QNDF; return r }()},
	} {
		c.r.Explain = true
		s := solve(t, c.r).Solver
		if names(s) != c.method || len(s.Methods) == 0 || !strings.Contains(s.Methods[0].Why[0], c.why) {
			t.Errorf("%s: %+v", c.name, s)
		}
		if s.States != len(c.r.Program.States) || s.Entries < s.States || len(s.Limits) == 0 || (s.Filled >= s.Entries) != (c.method != "Tsit5") {
			t.Errorf("%s: %+v", c.name, s)
		}
	}
}

// The bound of the rates does not change with the units of states, and is the fastest rate of a chain.
func TestRatesDoNotDependOnUnits(t *testing.T) {
	for _, unit := range []float64{1, 1e-9, 1e12} {
		p := rawModel(t, nil, func(b *model.Builder) {
			b.State("a", number(1), fmt.Sprintf("-2*a + 3*b*%g", unit))
			b.State("b", number(1), fmt.Sprintf("3*a/%g - 2*b", unit))
			b.State("c", number(1), fmt.Sprintf("a*%g - 0.5*c", 1e6))
		})
		r := ModelRun{Program: p, End: 1}
		w, err := newWalk(&r)
		if err != nil {
			t.Fatal(err)
		}
		if got := w.choice.rates(0, w.y); math.Abs(got-5) > 0.3 {
			t.Errorf("unit %g: rates up to %g, want 5", unit, got)
		}
	}
}

// A model that is not stiff at its start and becomes so is handed on, and the sum of work is that of both methods.
func TestStiffnessOnTheWay(t *testing.T) {
	p := rawModel(t, []string{"x"}, func(b *model.Builder) {
		b.State("rate", number(0.5), "rate*(1 - rate/1e5)")
		b.State("x", number(1), "rate*(cos(time) - x)")
	})
	c := solve(t, ModelRun{Program: p, End: 40, Times: grid(30, 40, 10), Options: ode.Options{RTol: 1e-6, ATol: []float64{1e-9}}})
	wantCourse(t, c, 0, 1e-6, func(t float64) float64 { return math.Cos(t) + math.Sin(t)/1e5 }) // the lag is 1/rate
	s := c.Solver
	if names(s) != "Tsit5 then QNDF" || !strings.Contains(s.Methods[1].Why[0], "stiff") || len(s.Warnings) != 1 || s.Methods[1].From <= 0 {
		t.Errorf("%+v", s)
	}
	if sum := s.Methods[0].Stats.Steps + s.Methods[1].Stats.Steps; sum != c.Stats.Steps || sum > 2000 {
		t.Errorf("%d steps in %+v", c.Stats.Steps, s)
	}
}

// Where QNDF gives up, Rodas5P goes on from there.
func TestASecondMethodTakesOver(t *testing.T) {
	r := chain(t, 40, 1e4, nil)
	r.Options.MaxSteps = 100
	c := solve(t, r)
	if s := c.Solver; names(s) != "QNDF then Rodas5P" || !strings.Contains(s.Warnings[0], "gave up: 100 steps") || s.Methods[1].From <= 0 {
		t.Errorf("%+v", s)
	}
}

// A fast state that follows a function of time is right between the steps too, though at their ends it is right by itself.
func TestForcedFastStates(t *testing.T) {
	p := rawModel(t, []string{"x"}, func(b *model.Builder) { b.State("x", number(1), "1e6*(cos(time) - x)") })
	c := solve(t, ModelRun{Program: p, End: 40, Times: grid(5, 40, 50), Options: ode.Options{RTol: 1e-6, ATol: []float64{1e-9}}})
	wantCourse(t, c, 0, 2e-6, math.Cos)
}
