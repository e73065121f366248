package compile_test

import (
	"fmt"
	"math"
	"slices"
	"strings"
	"testing"

	"jakstat/diag"
	"jakstat/engine/compile"
	"jakstat/engine/model"
	"jakstat/engine/vm"
	"jakstat/unit"
)

func build(t testing.TB, b *model.Builder, opts compile.Options) *compile.Program {
	t.Helper()
	m, err := b.Build()
	if err != nil {
		t.Fatal(err)
	}
	p, err := compile.Compile(m, opts)
	if err != nil {
		t.Fatal(err)
	}
	return p
}

func raw(v float64) unit.Quantity { return unit.Quantity{Value: v} }

// variable adds a variable parameter with a rule.
func variable(b *model.Builder, kind model.RuleKind, id string, v float64, expr string) {
	b.Add(&model.Parameter{Info: model.Info{ID: id}, Value: raw(v)})
	if expr != "" {
		b.Add(&model.Rule{Info: model.Info{Pos: diag.Pos{File: "m.xml", Line: 7}}, Kind: kind, Variable: id, Expr: model.MustParse(expr)})
	}
}

// eval returns right-hand side and outputs at a point of one lane.
func eval(p *compile.Program, t float64, y ...float64) (dy, out []float64) {
	m := vm.New(p, 1)
	dy, out = make([]float64, len(p.States)), make([]float64, len(p.Outputs))
	m.RHS([]float64{t}, y, dy)
	m.Outputs([]float64{t}, y, out)
	return dy, out
}

func near(a, b float64) bool { return math.Abs(a-b) <= 1e-14*(1+math.Abs(b)) }

func same(t *testing.T, what string, got, want []float64) {
	t.Helper()
	if !slices.EqualFunc(got, want, near) {
		t.Errorf("%s = %v, want %v", what, got, want)
	}
}

func initial(p *compile.Program) []float64 {
	y := make([]float64, len(p.States))
	vm.New(p, 1).Initial(0, y)
	return y
}

// TestClosedForm integrates nothing: the Bateman function and its derivative, put into the program, must satisfy it.
func TestClosedForm(t *testing.T) {
	b := model.NewBuilder("pk", model.Checked)
	b.Param("ka", unit.Q(20, "1/d"))
	b.Param("CL", unit.Q(500, "mL/min"))
	b.Param("V", unit.Q(87000, "mL"))
	b.Amount("depot", "", unit.Q(10, "mg"))
	b.Amount("central", "", unit.Q(0, "mg"))
	b.Reaction("absorption", "depot -> central", "ka*depot")
	b.Reaction("elimination", "central ->", "CL/V*central")
	b.Output("C", "ng/mL", "central/V")
	p := build(t, b, compile.Options{})
	ka, k, dose := 20.0/24, 30.0/87, 10.0
	for _, x := range []float64{0, 0.1, 1, 5, 24} {
		a, e := math.Exp(-ka*x), math.Exp(-k*x)
		central := dose * ka / (ka - k) * (e - a)
		dy, out := eval(p, x, dose*a, central)
		same(t, "dy", dy, []float64{-ka * dose * a, dose * ka / (ka - k) * (ka*a - k*e)})
		same(t, "C in ng/mL", []float64{out[0] * p.Outputs[0].Scale}, []float64{central / 87 * 1000})
	}
	same(t, "initial values", initial(p), []float64{10, 0})
}

func TestInputsAndRoutes(t *testing.T) {
	b := model.NewBuilder("pk", model.Checked)
	b.Param("k", unit.Q(1, "1/h"))
	b.Param("F", unit.Q(50, "%"))
	b.Amount("depot", "", unit.Q(0, "mg"))
	b.Amount("central", "", unit.Q(0, "mg"))
	b.Reaction("r", "depot -> central", "k*depot")
	b.Input("infusion", "central")
	b.Route("oral",
		model.RouteArm{Into: "depot", Fraction: model.MustParse("F*(1 - dose/[100 mg])"), Lag: model.MustParse("[30 min]")},
		model.RouteArm{Into: "central", Fraction: model.MustParse("1 - F"), Duration: model.MustParse("[1 h] + central/[1 mg/h]")})
	p := build(t, b, compile.Options{InputsInto: []string{"depot"}})
	m := vm.New(p, 2)
	y := []float64{1, 2, 10, 20}
	dy := make([]float64, 4)
	m.SetInput(1, p.InputIndex("infusion"), 5)
	m.SetInput(1, p.InputIndex("into:central"), 7)
	m.SetInput(0, p.InputIndex("into:depot"), 3)
	m.RHS([]float64{0, 0}, y, dy)
	same(t, "dy", dy, []float64{2, -2, 1, 14})
	arms := m.Route(1, p.RouteIndex("oral"), 20, []float64{0, 0}, y)
	want := []vm.Arm{{Fraction: 0.4, Lag: 0.5}, {Fraction: 0.5, Duration: 21}}
	for i, a := range arms {
		same(t, "arm", []float64{a.Fraction, a.Lag, a.Duration}, []float64{want[i].Fraction, want[i].Lag, want[i].Duration})
	}
	if r := p.Routes[0]; r.Arms[1].Input != p.InputIndex("into:central") || r.Arms[0].State != p.StateIndex("depot") || !r.Arms[0].Bolus || r.Arms[1].Bolus || r.Unit.String() != "mg" {
		t.Errorf("route %+v", r)
	}
}

// TestSharing: a subexpression is computed once, wherever and however often it is written.
func TestSharing(t *testing.T) {
	b := model.NewBuilder("m", model.Raw)
	b.Param("p", raw(1))
	variable(b, model.AssignmentRule, "a", math.NaN(), "exp(x*y) + exp(y*x)")
	variable(b, model.RateRule, "x", 1, "exp(x*y) - a + ln(p)*x")
	variable(b, model.RateRule, "y", 1, "x*y*exp(x*y) + ln(p)*y")
	p := build(t, b, compile.Options{})
	count := func(s compile.Section, op compile.Op) (n int) {
		for _, in := range s.Code {
			if in.Op == op {
				n++
			}
		}
		return n
	}
	if n := count(p.RHS, compile.Exp); n != 1 {
		t.Errorf("%d exponentials in the right-hand side, want 1:\n%s", n, p.Disassemble())
	}
	if n := count(p.Jacobian, compile.Exp); n != 1 {
		t.Errorf("%d exponentials in the Jacobian, want 1", n)
	}
	if count(p.Const, compile.Log) != 1 || count(p.RHS, compile.Log) != 0 {
		t.Errorf("ln(p) is computed once, in section const:\n%s", p.Disassemble())
	}
}

func TestConservationLaws(t *testing.T) {
	b := model.NewBuilder("m", model.Raw)
	for _, id := range []string{"E", "S", "ES", "P", "X", "Y"} {
		b.Amount(id, "", raw(1))
	}
	b.Reaction("bind", "E + S -> ES", "E*S")
	b.Reaction("unbind", "ES -> E + S", "ES")
	b.Reaction("turn", "ES -> E + 2 P", "ES")
	b.Reaction("make", "-> X", "1")
	b.Reaction("dimer", "2 X -> Y", "X")
	p := build(t, b, compile.Options{})
	laws := p.ConservationLaws()
	if len(laws) != 2 {
		t.Fatalf("laws %v, want E+ES and S+ES+P/2", laws)
	}
	dy, _ := eval(p, 0, 0.3, 0.7, 0.2, 0.9, 0.4, 0.5)
	for _, law := range laws {
		sum := 0.0
		for i, s := range law.States {
			sum += law.Coefficients[i] * dy[s]
			if id := p.States[s].ID; id == "X" || id == "Y" {
				t.Errorf("%s is not conserved", id)
			}
		}
		if math.Abs(sum) > 1e-15 {
			t.Errorf("law %v changes at %g", law, sum)
		}
	}
}

// TestVaryingCompartment: amounts are integrated; symbols are concentrations.
func TestVaryingCompartment(t *testing.T) {
	b := model.NewBuilder("m", model.Raw)
	b.Add(&model.Compartment{Info: model.Info{ID: "V"}, Size: raw(2)},
		&model.Rule{Kind: model.RateRule, Variable: "V", Expr: model.MustParse("0.5*V")},
		&model.Species{Info: model.Info{ID: "S"}, Compartment: "V", Initial: raw(3), InitialConcentration: true},
		&model.Species{Info: model.Info{ID: "R"}, Compartment: "V", Initial: raw(3), InitialConcentration: true},
		&model.Species{Info: model.Info{ID: "B"}, Compartment: "V", Initial: raw(3), InitialConcentration: true, Boundary: true},
		&model.Rule{Kind: model.RateRule, Variable: "R", Expr: model.MustParse("0.1*R")})
	b.Reaction("r", "S ->", "V*0.2*S")
	p := build(t, b, compile.Options{Report: []string{"S", "R", "B"}})
	y := initial(p)
	same(t, "initial amounts", y, []float64{2, 6, 6})
	dy, out := eval(p, 0, 4, 6, 6) // V has doubled
	same(t, "concentrations", out, []float64{1.5, 1.5, 1.5})
	// R: amount' = V·0.1·[R] + [R]·V'
	same(t, "dy", dy, []float64{2, -4 * 0.2 * 1.5, 4*0.1*1.5 + 1.5*2})
}

func TestSBMLConstructs(t *testing.T) {
	b := model.NewBuilder("m", model.Raw)
	b.Param("cf", raw(10))
	b.Param("n", raw(2))
	b.SetConversionFactor("cf")
	b.Compartment("c", raw(4))
	b.Add(&model.Species{Info: model.Info{ID: "A"}, Compartment: "c", Initial: raw(8)},
		&model.Species{Info: model.Info{ID: "D"}, Compartment: "c", Initial: raw(1), HasOnlySubstanceUnits: true, ConversionFactor: "n"})
	b.Add(&model.Reaction{
		Info: model.Info{ID: "r"}, Rate: model.MustParse("k*A"), Locals: []model.Parameter{{Info: model.Info{ID: "k"}, Value: raw(3)}},
		Reactants: []model.SpeciesRef{{Species: "A", Stoichiometry: 1, Math: model.MustParse("n + 1")}},
		Products:  []model.SpeciesRef{{ID: "sr", Species: "D", Stoichiometry: math.NaN()}},
	}, &model.Rule{Kind: model.AssignmentRule, Variable: "sr", Expr: model.MustParse("time*2")})
	variable(b, model.AssignmentRule, "flux", math.NaN(), "r + rateOf(A)")
	b.Param("start", raw(0))
	b.Initial("start", "A + flux")
	p := build(t, b, compile.Options{Report: []string{"A", "flux", "start", "r"}})
	same(t, "initial", initial(p), []float64{8, 1})
	dy, out := eval(p, 5, 12, 1) // [A] = 3, r = 9
	same(t, "dy", dy, []float64{-10 * 3 * 9, 2 * 10 * 9})
	same(t, "outputs", out, []float64{3, 9 - 10*3*9/4.0, 2 + 6 - 10*3*6/4.0, 9})
	if p.ParamIndex("r.k") < 0 {
		t.Error("the local parameter cannot be set")
	}
	if p.Autonomous {
		t.Error("the stoichiometry depends on time")
	}
}

func TestAlgebraicRule(t *testing.T) {
	b := model.NewBuilder("m", model.Raw)
	b.Param("T", raw(10))
	variable(b, model.RateRule, "x", 1, "-x")
	variable(b, model.RateRule, "y", 4, "")
	variable(b, model.RateRule, "z", math.NaN(), "")
	variable(b, model.AssignmentRule, "w", math.NaN(), "2*y")
	b.Add(&model.Rule{Kind: model.AlgebraicRule, Expr: model.MustParse("x + w - T")},
		&model.Rule{Kind: model.AlgebraicRule, Expr: model.MustParse("z - y*x")})
	p := build(t, b, compile.Options{})
	if !slices.Equal(p.Mass, []float64{1, 0, 0}) {
		t.Fatalf("mass %v", p.Mass)
	}
	dy, _ := eval(p, 0, 1, 4, 7)
	same(t, "residuals", dy, []float64{-1, 1 + 8 - 10, 7 - 4})
	if err := p.Require(compile.FeatureEvent); err == nil || !strings.Contains(err.Error(), "algebraic rule for y cannot be simulated") {
		t.Errorf("Require: %v", err)
	}
	if err := p.Require(compile.FeatureAlgebraic); err != nil {
		t.Error(err)
	}
}

func TestEventsAndRoots(t *testing.T) {
	b := model.NewBuilder("m", model.Raw)
	b.Compartment("c", raw(2))
	b.Concentration("S", "c", raw(1))
	b.Reaction("r", "S ->", "piecewise(1, time > 3, S < 0.5 && time <= 10, 2, 0)")
	variable(b, model.RateRule, "level", 1, "")
	b.Add(&model.Event{
		Info: model.Info{ID: "e", Pos: diag.Pos{File: "m.xml", Line: 3}}, Trigger: model.MustParse("S < 0.25"), Delay: model.MustParse("level"), Persistent: true,
		Assignments: []model.EventAssignment{{Variable: "S", Expr: model.MustParse("S + 1")}, {Variable: "level", Expr: model.MustParse("level*2")}},
	})
	p := build(t, b, compile.Options{})
	if len(p.Roots) != 4 || !p.Roots[0].Event {
		t.Fatalf("roots %+v", p.Roots)
	}
	timeOnly := 0
	for _, r := range p.Roots {
		if r.TimeOnly {
			timeOnly++
		}
	}
	if timeOnly != 2 {
		t.Errorf("%d roots in time alone, want 2", timeOnly)
	}
	if !p.States[p.StateIndex("level")].Held {
		t.Error("level is changed by the event only")
	}
	m := vm.New(p, 1)
	out := make([]float64, len(p.Event.Out))
	m.Events([]float64{0}, []float64{0.4, 3}, out) // [S] = 0.2
	e := p.Events[0]
	same(t, "event", []float64{out[e.Trigger], out[e.Delay], out[e.Assignments[0].Result], out[e.Assignments[1].Result]}, []float64{1, 3, 2.4, 6})
	err := p.Require()
	if err == nil || !strings.Contains(err.Error(), "m.xml:3") || !strings.Contains(err.Error(), "event e cannot be simulated") {
		t.Errorf("Require: %v", err)
	}
}

func TestDelay(t *testing.T) {
	b := model.NewBuilder("m", model.Raw)
	variable(b, model.RateRule, "x", 2, "-delay(x, 0.5) + delay(x, 0.5)^2")
	variable(b, model.AssignmentRule, "a", math.NaN(), "delay(x, 0.5)")
	b.Param("x0", raw(0))
	b.Initial("x0", "a + 1")
	p := build(t, b, compile.Options{Report: []string{"x0"}})
	if len(p.Delays) != 1 {
		t.Fatalf("delays %v", p.Delays)
	}
	m := vm.New(p, 1)
	m.SetDelayed(0, 0, 3)
	dy, d, o := []float64{0}, []float64{0, 0}, []float64{0}
	m.RHS([]float64{0}, []float64{7}, dy)
	m.Delays([]float64{0}, []float64{7}, d)
	m.Outputs([]float64{0}, []float64{7}, o)
	same(t, "dy, value, lag, x0", append(append(dy, d...), o...), []float64{6, 7, 0.5, 3})
}

func TestUserFunctions(t *testing.T) {
	b := model.NewBuilder("m", model.Raw)
	b.Func("hill", []string{"x", "k", "n"}, "x^n/(k^n + x^n)")
	b.Func("twice", []string{"k"}, "2*hill(k, 3, 2)")
	b.Param("k", raw(5))
	variable(b, model.RateRule, "x", 1, "twice(x) + k")
	dy, _ := eval(build(t, b, compile.Options{}), 0, 4)
	same(t, "dy", dy, []float64{2*16.0/25 + 5})
}

func TestCompileErrors(t *testing.T) {
	for name, c := range map[string]struct {
		change func(b *model.Builder)
		opts   compile.Options
		want   string
	}{
		"cycle": {func(b *model.Builder) {
			variable(b, model.AssignmentRule, "a", 0, "b + 1")
			variable(b, model.AssignmentRule, "b", 0, "c*2")
			variable(b, model.AssignmentRule, "c", 0, "a")
		}, compile.Options{Report: []string{"a"}}, "m.xml:7 (assignment rule a): error: circular definition: a → b → c → a"},
		"cycle of rates": {func(b *model.Builder) {
			variable(b, model.RateRule, "a", 0, "rateOf(b)")
			variable(b, model.RateRule, "b", 0, "rateOf(a)")
		}, compile.Options{}, "circular definition: the rate of change of a → the rate of change of b → the rate of change of a"},
		"cycle of initial values": {func(b *model.Builder) {
			b.Param("a", raw(1))
			b.Param("b", raw(1))
			b.Initial("a", "b")
			b.Initial("b", "a")
		}, compile.Options{Report: []string{"a"}}, "circular definition: b at the start → a at the start → b at the start"},
		"overdetermined": {func(b *model.Builder) {
			b.Add(&model.Rule{Kind: model.AlgebraicRule, Expr: model.MustParse("x0 - 1")})
		}, compile.Options{}, "has no variable left to determine"},
		"no rate": {func(b *model.Builder) {
			b.Add(&model.Reaction{Info: model.Info{ID: "r"}, Reactants: []model.SpeciesRef{{Species: "S", Stoichiometry: 1}}})
		}, compile.Options{}, "reaction r has no rate"},
		"unknown output": {func(*model.Builder) {}, compile.Options{Report: []string{"x1"}}, `unknown symbol "x1"; did you mean "x0"?`},
		"unknown input":  {func(*model.Builder) {}, compile.Options{InputsInto: []string{"x0"}}, `"x0" is no state of the model`},
	} {
		b := model.NewBuilder("m", model.Raw)
		b.Param("x0", raw(1))
		b.Amount("S", "", raw(1))
		c.change(b)
		m, err := b.Build()
		if err != nil {
			t.Errorf("%s: %v", name, err)
			continue
		}
		if _, err = compile.Compile(m, c.opts); err == nil || !strings.Contains(err.Error(), c.want) {
			t.Errorf("%s: got %v, want %q", name, err, c.want)
		}
	}
	b := model.NewBuilder("m", model.Checked)
	b.Add(&model.Parameter{Info: model.Info{ID: "CL"}, Value: model.Unset(unit.Must("L/h"))})
	m, err := b.Build()
	if err != nil {
		t.Fatal(err)
	}
	if _, err := compile.Compile(m, compile.Options{}); err == nil || !strings.Contains(err.Error(), "parameter CL has no value") {
		t.Errorf("a checked parameter without a value: %v", err)
	}
}

// TestDeepExpressions: the size of a program follows the shared graph, not its expansion as a tree.
func TestDeepExpressions(t *testing.T) {
	b := model.NewBuilder("m", model.Raw)
	variable(b, model.RateRule, "x", 1, "-x")
	prev := "x"
	for i := range 1500 {
		id := fmt.Sprintf("a%d", i)
		variable(b, model.AssignmentRule, id, math.NaN(), prev+" + "+prev)
		prev = id
	}
	p := build(t, b, compile.Options{Report: []string{prev}})
	if _, out := eval(p, 0, 0x1p-1000); out[0] != 0x1p500 {
		t.Errorf("doubling 1500 times gives %v", out[0])
	}
	if len(p.Output.Code) != 1500 {
		t.Errorf("%d instructions, want 1500", len(p.Output.Code))
	}
}
