package sim

import (
	"context"
	"strings"
	"testing"

	"jakstat/engine/compile"
	"jakstat/engine/dose"
	"jakstat/engine/dose/dosetest"
	"jakstat/engine/model"
	"jakstat/engine/ode"
	"jakstat/unit"
)

// oneCompartment is the model of the scripted cases, with a route for each compartment that carries lag and bioavailability.
func oneCompartment(t testing.TB, m dosetest.Model) *compile.Program {
	t.Helper()
	b := model.NewBuilder("one_compartment", model.Checked)
	b.Param("CL", unit.Q(m.CL, "L/h"))
	b.Param("V", unit.Q(m.V, "L"))
	b.Param("ka", unit.Q(max(m.Ka, 1e-3), "1/h"))
	b.Param("F", unit.Q(m.F, "1"))
	b.Param("lag", unit.Q(m.Lag, "h"))
	b.Amount("depot", "", unit.Q(0, "mg"))
	b.Amount("central", "", unit.Q(0, "mg"))
	b.Reaction("absorption", "depot -> central", "ka*depot")
	b.Reaction("elimination", "central ->", "CL*central/V")
	for _, id := range []string{"depot", "central"} {
		b.Route("to_"+id, model.RouteArm{Into: id, Fraction: model.MustParse("F"), Lag: model.MustParse("lag")})
	}
	b.Output("C", "mg/L", "central/V")
	mod, err := b.Build()
	if err != nil {
		t.Fatal(err)
	}
	p, err := compile.Compile(mod, compile.Options{InputsInto: []string{"depot", "central"}})
	if err != nil {
		t.Fatal(err)
	}
	return p
}

func simulateCase(t testing.TB, c dosetest.Case, method ode.Method, lanes int) ([]float64, error) {
	tab, err := dose.ReadTable(strings.NewReader(c.Table), c.Name, dose.Options{})
	if err != nil {
		return nil, err
	}
	events := tab.Events()
	for i := range events {
		if n := events[i].Target.Name; n != "" {
			events[i].Target.Name = "to_" + n
		} else if events[i].Target.Number == 2 {
			events[i].Target = dose.Target{Name: "to_central"}
		}
	}
	r := &Request{
		Program: oneCompartment(t, c.Model), Events: events, Times: c.Grid, Method: method, Lanes: lanes, Workers: 1,
		Options: ode.Options{RTol: 1e-10, ATol: []float64{1e-12}},
	}
	r.Subjects = make([]Subject, lanes)
	courses, failures, err := Run(context.Background(), r)
	if err != nil {
		return nil, err
	}
	if len(failures) > 0 {
		return nil, failures[0]
	}
	return courses[lanes-1].Values[0], nil
}

// The scripted cases are the contract of dosing; both solvers must meet it, alone and beside others.
func TestDosingMeetsTheClosedForms(t *testing.T) {
	for _, method := range ode.Methods() {
		t.Run(method.Name(), func(t *testing.T) {
			dosetest.Run(t, 1e-7, func(c dosetest.Case) ([]float64, error) { return simulateCase(t, c, method, 1) })
		})
	}
	t.Run("three lanes", func(t *testing.T) {
		dosetest.Run(t, 1e-7, func(c dosetest.Case) ([]float64, error) { return simulateCase(t, c, ode.Tsit5, 3) })
	})
}
