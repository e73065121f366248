package sim

import (
	"context"
	"math"
	"strings"
	"testing"

	"jakstat/engine/dose"
	"jakstat/engine/model"
	"jakstat/engine/ode"
	"jakstat/unit"
)

func TestRefusals(t *testing.T) {
	oral := twoCompartments(t, false)
	own := build(t, func(b *model.Builder) {
		b.Amount("central", "", unit.Q(0, "mg"))
		b.Amount("depot", "", unit.Q(0, "mg"))
		b.Param("k", unit.Q(1, "1/h"))
		b.Reaction("elimination", "central ->", "k*central")
		b.Reaction("absorption", "depot -> central", "k*depot")
		b.Param("half", unit.Q(1, "mg"))
		b.Param("hour", unit.Q(1, "h"))
		b.Route("late", model.RouteArm{Into: "depot", Fraction: model.MustParse("1"), Lag: model.MustParse("hour*central/half")})
		b.Route("zero", model.RouteArm{Into: "central", Fraction: model.MustParse("1"), Duration: model.MustParse("hour")})
		b.Route("bad", model.RouteArm{Into: "depot", Fraction: model.MustParse("-1")})
		b.Output("A", "mg", "central")
	})
	named := func(route string) dose.Event { e := give(0, 1); e.Route = route; return e }
	molar := give(0, 1)
	molar.Amount = unit.Q(1, "nmol")
	for _, c := range []struct {
		name string
		r    Request
		want []string
	}{
		{"unknown compartment", Request{Program: oral, Events: []dose.Event{into(give(0, 1), "centrel")}}, []string{"dose record 1", `no compartment "centrel"`, "central"}},
		{"unknown compartment, all records", Request{Program: oral, Events: []dose.Event{give(0, 1), into(give(0, 1), "dept"), into(give(1, 1), "perifer")}}, []string{"dose record 2", "depot", "dose record 3"}},
		{"compartment number", Request{Program: oral, Events: []dose.Event{{Row: 1, EVID: dose.EVIDDose, Amount: unit.Q(1, "mg"), Target: dose.Target{Number: 7}}}}, []string{"CMT 7", "3 compartments"}},
		{"unknown route", Request{Program: oral, Events: []dose.Event{named("orall")}}, []string{`no route "orall"`, "oral"}},
		{"molar amount into a mass", Request{Program: oral, Events: []dose.Event{molar}}, []string{"mass and amount differ"}},
		{"infusion without an input", Request{Program: oral, Events: []dose.Event{over(into(give(0, 1), "peripheral"), 1)}}, []string{"no infusion is prepared", "peripheral"}},
		{"infusion into a route with absorption", Request{Program: own, Events: []dose.Event{over(named("zero"), 1)}}, []string{"route zero has its own course of absorption", "leave RATE and DUR out"}},
		{"lag depends on the state", Request{Program: own, Events: []dose.Event{named("late")}}, []string{"lag or duration of route late depends on the state"}},
		{"negative fraction", Request{Program: own, Events: []dose.Event{named("bad")}}, []string{"fraction of -1"}},
		{"times fall", Request{Program: oral, Times: []float64{1, 0}}, []string{"must not fall"}},
		{"time is NaN", Request{Program: oral, Times: []float64{0, math.NaN()}}, []string{"finite"}},
		{"time is infinite", Request{Program: oral, Times: []float64{math.Inf(1)}}, []string{"finite"}},
		{"records go back in time", Request{Program: oral, Events: []dose.Event{give(5, 1), give(1, 1)}}, []string{"time goes back"}},
		{"tolerance", Request{Program: oral, Options: ode.Options{RTol: -1}}, []string{"tolerance"}},
	} {
		t.Run(c.name, func(t *testing.T) {
			if len(c.r.Times) == 0 {
				c.r.Times = []float64{0, 1}
			}
			courses, _, err := Run(context.Background(), &c.r)
			if err == nil {
				t.Fatalf("accepted: %v", courses[0].Values)
			}
			for _, w := range c.want {
				if !strings.Contains(err.Error(), w) {
					t.Errorf("%q lacks %q", err.Error(), w)
				}
			}
		})
	}
}

// Nothing to give and nothing to see are no mistakes.
func TestEmptyRequests(t *testing.T) {
	p := twoCompartments(t, false)
	c := one(t, &Request{Program: p})
	if len(c.Times) != 0 || len(c.Values) != 2 {
		t.Errorf("an empty request gives %+v", c)
	}
	c = one(t, &Request{Program: p, Times: []float64{-3, 0, 5}})
	near(t, "no dose", c.Values[0], []float64{0, 0, 0}, 0, 0)
	c = one(t, &Request{Program: p, Events: []dose.Event{give(-24, 100)}, Times: []float64{-25, -23, 0}})
	if c.Values[0][0] != 0 || !(c.Values[0][1] > 0) || !(c.Values[0][2] > 0) {
		t.Errorf("a dose before time 0 gives %v", c.Values[0])
	}
}
