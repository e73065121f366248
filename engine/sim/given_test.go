package sim

import (
	"context"
	"math"
	"slices"
	"strings"
	"testing"

	"jakstat/engine/dose"
	"jakstat/engine/dose/dosetest"
	"jakstat/engine/model"
	"jakstat/engine/ode"
	"jakstat/unit"
)

// The scripted cases without steady state and reset, as arrivals that come into a run of Solve. At the time of an arrival Solve gives the value
// after it, so that observations there are left out.
func TestArrivalsMeetTheClosedForms(t *testing.T) {
	compared := 0
	for _, c := range dosetest.Cases() {
		tab, err := dose.ReadTable(strings.NewReader(c.Table), c.Name, dose.Options{})
		if err != nil {
			t.Fatal(err)
		}
		events := tab.Events()
		for i := range events {
			if n := events[i].Target.Name; n != "" {
				events[i].Target.Name = "to_" + n
			} else if events[i].Target.Number == 2 {
				events[i].Target = dose.Target{Name: "to_central"}
			}
		}
		if slices.ContainsFunc(events, func(e dose.Event) bool { return e.EVID.Resets() || e.SS != dose.NotSteady }) {
			continue
		}
		p := oneCompartment(t, c.Model)
		arrivals, err := Arrivals(p, nil, events)
		if err != nil {
			t.Errorf("%s: %v", c.Name, err)
			continue
		}
		end := 0.0
		var times, want []float64
		for _, w := range c.Want {
			end = max(end, w.Time)
			if !slices.ContainsFunc(arrivals, func(g Given) bool { return math.Abs(g.Time-w.Time) < 1e-6 }) {
				times, want = append(times, w.Time), append(want, w.C)
			}
		}
		arrivals = slices.DeleteFunc(arrivals, func(g Given) bool { return g.Time > end })
		course := solve(t, ModelRun{Program: p, End: end, Times: times, Given: arrivals, Options: ode.Options{RTol: 1e-10, ATol: []float64{1e-12}}})
		for k, w := range want {
			if got := course.Values[0][k]; !(math.Abs(got-w) <= 1e-7*(w+1)) {
				t.Errorf("%s (%s): at %g h %.12g mg/L, want %.12g", c.Name, c.Why, times[k], got, w)
			}
			compared++
		}
	}
	if compared < 40 {
		t.Errorf("only %d observations were compared", compared)
	}
}

// What is given stands before the events of its time look at the state, and changes nothing before it.
func TestGivenMeetsEvents(t *testing.T) {
	p := rawModel(t, []string{"A", "seen"}, func(b *model.Builder) {
		b.Amount("A", "", number(1))
		b.Reaction("out", "A ->", "0.5*A")
		variable(b, "seen", 0)
		b.Add(&model.Event{Info: model.Info{ID: "look"}, Trigger: model.MustParse("A > 2"), Assignments: []model.EventAssignment{{Variable: "seen", Expr: model.MustParse("A")}}})
	})
	c := solve(t, ModelRun{Program: p, End: 4, Times: []float64{0, 1, 2, 3, 4}, Given: []Given{{Time: 0, State: 0, Amount: 0.5, Input: -1}, {Time: 2, State: 0, Amount: 3, Input: -1}}})
	before := func(t float64) float64 { return 1.5 * math.Exp(-0.5*t) }
	after := before(2) + 3
	wantCourse(t, c, 0, 1e-8, func(t float64) float64 {
		if t < 2 {
			return before(t)
		}
		return after * math.Exp(-0.5*(t-2))
	})
	wantCourse(t, c, 1, 1e-8, func(t float64) float64 {
		if t < 2 {
			return 0
		}
		return after
	})
}

// A fraction that depends on the state is taken when the dose arrives, as a run of the doses does it.
func TestArrivalsByTheStateOfTheirTime(t *testing.T) {
	p := build(t, func(b *model.Builder) {
		b.Amount("central", "", unit.Q(0, "mg"))
		b.Param("k", unit.Q(0.1, "1/h"))
		b.Param("half", unit.Q(1, "mg"))
		b.Reaction("out", "central ->", "k*central")
		b.Route("sated", model.RouteArm{Into: "central", Fraction: model.MustParse("half/(half + central)")})
		b.Output("A", "mg", "central")
	})
	e := give(1, 5)
	e.ADDL, e.II = 4, 3
	arrivals, err := Arrivals(p, nil, []dose.Event{e})
	if err != nil {
		t.Fatal(err)
	}
	times := []float64{0.5, 2, 5, 8, 11, 14, 20}
	courses, _, err := Run(context.Background(), &Request{Program: p, Events: []dose.Event{e}, Times: times, Options: ode.Options{RTol: 1e-10, ATol: []float64{1e-12}}})
	if err != nil {
		t.Fatal(err)
	}
	got := solve(t, ModelRun{Program: p, End: 20, Times: times, Given: arrivals, Options: ode.Options{RTol: 1e-10, ATol: []float64{1e-12}}})
	for k, want := range courses[0].Values[0] {
		if math.Abs(got.Values[0][k]-want) > 1e-8*(1+want) {
			t.Errorf("at %g h %.12g mg, want %.12g", times[k], got.Values[0][k], want)
		}
	}
}

func TestArrivalsRefuse(t *testing.T) {
	p := build(t, func(b *model.Builder) {
		b.Amount("central", "", unit.Q(0, "mg"))
		b.Param("k", unit.Q(1, "1/h"))
		b.Param("half", unit.Q(1, "mg"))
		b.Reaction("out", "central ->", "k*central")
		b.Route("plain", model.RouteArm{Into: "central"})
		b.Param("hour", unit.Q(1, "h"))
		b.Route("sated", model.RouteArm{Into: "central", Fraction: model.MustParse("half/(half + central)"), Duration: model.MustParse("hour")})
	})
	sated := give(0, 1)
	sated.Route = "sated"
	reset := dose.Event{Row: 1, EVID: dose.EVIDReset}
	unknown := give(0, 1)
	unknown.Route = "plane"
	for want, e := range map[string]dose.Event{"fraction of an infusion by route sated depends on the state": sated, "a reset": reset, `no route "plane"`: unknown} {
		if _, err := Arrivals(p, nil, []dose.Event{e}); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%q: %v", want, err)
		}
	}
	for want, g := range map[string][]Given{
		"must rise":    {{Time: 2, State: 0, Input: -1}, {Time: 1, State: 0, Input: -1}},
		"between 0":    {{Time: 9, State: 0, Input: -1}},
		"one of them":  {{Time: 1, State: -1, Input: -1}},
		"state 7":      {{Time: 1, State: 7, Input: -1}},
		"and input 40": {{Time: 1, State: -1, Input: 40}},
	} {
		if _, err := Solve(context.Background(), ModelRun{Program: p, End: 5, Given: g}); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%q: %v", want, err)
		}
	}
}
