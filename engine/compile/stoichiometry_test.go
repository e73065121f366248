package compile_test

import (
	"testing"

	"jakstat/engine/compile"
	"jakstat/engine/model"
)

// A stoichiometry that a rate rule, an event or an algebraic rule changes is a state like any other variable.
func TestVariableStoichiometry(t *testing.T) {
	for _, c := range []struct {
		name    string
		add     model.Element
		dy      []float64 // of A, n at A = 4, n = 3
		massOfN float64
	}{
		{"rate rule", &model.Rule{Kind: model.RateRule, Variable: "n", Expr: model.MustParse("0.5")}, []float64{6, 0.5}, 1},
		{"event", &model.Event{Info: model.Info{ID: "e"}, Trigger: model.MustParse("time > 1"), Assignments: []model.EventAssignment{{Variable: "n", Expr: model.MustParse("7")}}}, []float64{6, 0}, 1},
		{"algebraic rule", &model.Rule{Kind: model.AlgebraicRule, Expr: model.MustParse("n - 5")}, []float64{6, -2}, 0},
	} {
		b := model.NewBuilder("m", model.Raw)
		b.Amount("A", "", raw(4))
		b.Add(&model.Reaction{
			Info: model.Info{ID: "r"}, Rate: model.MustParse("2"),
			Products: []model.SpeciesRef{{ID: "n", Species: "A", Stoichiometry: 3}},
		}, c.add)
		p := build(t, b, compile.Options{Report: []string{"n"}})
		same(t, c.name+": start", initial(p), []float64{4, 3})
		dy, out := eval(p, 0, 4, 3)
		same(t, c.name+": rates", dy, c.dy)
		same(t, c.name+": output", out, []float64{3})
		if mass := p.Mass; c.massOfN == 0 && (mass == nil || mass[1] != 0) {
			t.Errorf("%s: mass %v", c.name, mass)
		}
		if c.name == "event" && p.Events[0].Assignments[0].State != 1 {
			t.Errorf("the event changes state %d", p.Events[0].Assignments[0].State)
		}
	}
}

// A species that nothing changes keeps its amount when its compartment grows, however its start is given.
func TestFixedSpeciesInGrowingCompartment(t *testing.T) {
	b := model.NewBuilder("m", model.Raw)
	b.Add(&model.Compartment{Info: model.Info{ID: "V"}, Size: raw(2)},
		&model.Species{Info: model.Info{ID: "A"}, Compartment: "V", Initial: raw(0)},
		&model.InitialAssignment{Symbol: "A", Expr: model.MustParse("6")},
		&model.Rule{Kind: model.RateRule, Variable: "V", Expr: model.MustParse("1")})
	p := build(t, b, compile.Options{Report: []string{"A"}})
	if _, out := eval(p, 0, 2); !near(out[0], 6) {
		t.Errorf("at the start A = %g, want 6", out[0])
	}
	if _, out := eval(p, 0, 4); !near(out[0], 3) {
		t.Errorf("in the doubled volume A = %g, want 3", out[0])
	}
}

// Where a rule could determine a boundary species or another one, it determines the other; a size without a value starts
// at 1, since concentrations divide by it.
func TestWhatAnAlgebraicRuleDetermines(t *testing.T) {
	b := model.NewBuilder("m", model.Raw)
	b.Add(&model.Compartment{Info: model.Info{ID: "V"}, Size: raw(1), Constant: true},
		&model.Species{Info: model.Info{ID: "B"}, Compartment: "V", Initial: raw(3), Boundary: true},
		&model.Species{Info: model.Info{ID: "A"}, Compartment: "V", Initial: raw(2)},
		&model.Rule{Kind: model.AlgebraicRule, Expr: model.MustParse("B - A")})
	p := build(t, b, compile.Options{})
	if len(p.States) != 1 || p.States[0].ID != "A" || !p.States[0].Algebraic {
		t.Errorf("states %+v", p.States)
	}
	b = model.NewBuilder("m", model.Raw)
	b.Add(&model.Compartment{Info: model.Info{ID: "V"}, Size: model.Unset(raw(0).Unit)},
		&model.Rule{Kind: model.AlgebraicRule, Expr: model.MustParse("V - 2")})
	same(t, "start of V", initial(build(t, b, compile.Options{})), []float64{1})
}
