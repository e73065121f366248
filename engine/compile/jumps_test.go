package compile

import (
	"strings"
	"testing"

	"jakstat/engine/model"
	"jakstat/unit"
)

func count(id string) *model.Species {
	return &model.Species{Info: model.Info{ID: id}, Initial: unit.Quantity{Value: 5}, HasOnlySubstanceUnits: true}
}

func variable(id string) *model.Parameter {
	return &model.Parameter{Info: model.Info{ID: id}, Value: unit.Quantity{Value: 1}}
}

func parsed(t *testing.T, text string) model.Expr {
	t.Helper()
	e, err := model.ParseExpr(text)
	if err != nil {
		t.Fatal(err)
	}
	return e
}

func rateRule(t *testing.T, name, text string) *model.Rule {
	return &model.Rule{Kind: model.RateRule, Variable: name, Expr: parsed(t, text)}
}

func trigger(t *testing.T, id, text string) *model.Event {
	return &model.Event{Info: model.Info{ID: id}, Trigger: parsed(t, text), Assignments: []model.EventAssignment{{Variable: "p", Expr: model.Num(1)}}}
}

// TestWhatHasNoExactJumpProcessIsRefused by the name of the element and the reason.
func TestWhatHasNoExactJumpProcessIsRefused(t *testing.T) {
	for _, c := range []struct {
		name  string
		build func(b *model.Builder)
		want  string // "" when it compiles
	}{
		{"time in a rate", func(b *model.Builder) { b.Reaction("r", "A ->", "A*exp(-time)") }, "rate of reaction r depends on time"},
		{"time through a rule", func(b *model.Builder) {
			b.Add(variable("f"), &model.Rule{Kind: model.AssignmentRule, Variable: "f", Expr: parsed(t, "sin(time)")})
			b.Reaction("r", "A ->", "A*f")
		}, "rate of reaction r depends on time"},
		{"steps of time without a root", func(b *model.Builder) { b.Reaction("r", "A ->", "A*floor(time)") }, "rate of reaction r depends on floor of time"},
		{"a clock in a rate", func(b *model.Builder) {
			b.Add(variable("q"), rateRule(t, "q", "2"))
			b.Reaction("r", "A ->", "A*q")
		}, "rate of reaction r depends on q, which changes continuously"},
		{"a curved rate rule", func(b *model.Builder) {
			b.Add(variable("q"), rateRule(t, "q", "-q"))
			b.Reaction("r", "A ->", "A")
		}, "rate rule of q depends on q"},
		{"a curved trigger", func(b *model.Builder) {
			b.Add(variable("p"), trigger(t, "e", "time*time > 2"))
			b.Reaction("r", "A ->", "A")
		}, "trigger of event e depends on time otherwise than linearly"},
		{"a stepwise trigger", func(b *model.Builder) {
			b.Add(variable("p"), trigger(t, "e", "rem(time, 2) > 1"))
			b.Reaction("r", "A ->", "A")
		}, "trigger of event e takes rem of time"},
		{"a net rate", func(b *model.Builder) {
			b.Add(count("B"))
			b.Add(&model.Reaction{
				Info: model.Info{ID: "r"}, Reactants: []model.SpeciesRef{{Species: "A", Stoichiometry: 1}}, Products: []model.SpeciesRef{{Species: "B", Stoichiometry: 1}},
				Rate: parsed(t, "2*(3*A - B)"), Reversible: true,
			})
		}, "reversible reaction r is a difference that B takes part in"},
		{"a combinatorial rate that is marked reversible", func(b *model.Builder) {
			b.Add(count("B"))
			b.Add(&model.Reaction{
				Info: model.Info{ID: "r"}, Reactants: []model.SpeciesRef{{Species: "A", Stoichiometry: 2}}, Products: []model.SpeciesRef{{Species: "B", Stoichiometry: 1}},
				Rate: parsed(t, "A*(A - 1)"), Reversible: true,
			})
		}, ""},
		{"a stoichiometry that changes", func(b *model.Builder) {
			b.Add(variable("p"), trigger(t, "e", "time > 2"))
			b.Add(&model.Reaction{Info: model.Info{ID: "r"}, Reactants: []model.SpeciesRef{{Species: "A", Math: parsed(t, "p")}}, Rate: model.Num(1)})
		}, "stoichiometry of A in reaction r changes"},
		{"switches and clocks in triggers", func(b *model.Builder) {
			b.Add(variable("p"), variable("q"), rateRule(t, "q", "p"), trigger(t, "e", "2*q + time > A"))
			b.Reaction("r", "A ->", "piecewise(A, time < 3, 2*A)")
		}, ""},
	} {
		b := model.NewBuilder("m", model.Raw)
		b.Add(count("A"))
		c.build(b)
		m, err := b.Build()
		if err != nil {
			t.Fatal(c.name, err)
		}
		p, err := Compile(m, Options{Jumps: true})
		switch {
		case c.want == "" && err != nil:
			t.Errorf("%s: %v", c.name, err)
		case c.want == "" && p.Jumps == nil:
			t.Errorf("%s: no jumps", c.name)
		case c.want != "" && (err == nil || !strings.Contains(err.Error(), c.want)):
			t.Errorf("%s: no %q in %v", c.name, c.want, err)
		}
		if _, err := Compile(m, Options{}); err != nil && strings.Contains(err.Error(), "compile.jumps") {
			t.Errorf("%s: refused though no jumps are wanted: %v", c.name, err)
		}
	}
}

// TestJumpsDescribeTheNetwork: changes are net, what is used is not, rates depend on what they read.
func TestJumpsDescribeTheNetwork(t *testing.T) {
	b := model.NewBuilder("m", model.Raw)
	b.Add(count("A"), count("B"), variable("factor"))
	b.Reaction("grow", "A + B -> 3 A + B", "A*B*factor")
	b.Reaction("idle", "A -> A", "A")
	m, err := b.Build()
	if err != nil {
		t.Fatal(err)
	}
	p, err := Compile(m, Options{Jumps: true})
	if err != nil {
		t.Fatal(err)
	}
	grow, idle := p.Jumps.Reactions[0], p.Jumps.Reactions[1]
	if len(grow.Changes) != 1 || grow.Changes[0].State != 0 || len(grow.Uses) != 2 || len(grow.Depends) != 2 || len(idle.Changes) != 0 || len(idle.Uses) != 1 {
		t.Errorf("%+v\n%+v", grow, idle)
	}
}

// TestDrawsNeedAMoment: random numbers are refused where a value has to be known at all times.
func TestDrawsNeedAMoment(t *testing.T) {
	draw := model.Draw(model.NormalDist, model.Num(0), model.Num(1))
	for _, c := range []struct {
		name string
		add  func(b *model.Builder)
		ok   bool
	}{
		{"initial assignment", func(b *model.Builder) { b.Add(&model.InitialAssignment{Symbol: "p", Expr: draw}) }, true},
		{"rule", func(b *model.Builder) { b.Add(&model.Rule{Kind: model.AssignmentRule, Variable: "p", Expr: draw}) }, false},
		{"rate rule", func(b *model.Builder) { b.Add(&model.Rule{Kind: model.RateRule, Variable: "p", Expr: draw}) }, false},
		{"rate", func(b *model.Builder) {
			b.Add(count("A"), &model.Reaction{Info: model.Info{ID: "r"}, Products: []model.SpeciesRef{{Species: "A", Stoichiometry: 1}}, Rate: draw})
		}, false},
		{"trigger", func(b *model.Builder) {
			e := trigger(t, "e", "time > 1")
			e.Trigger = model.New(model.OpGt, draw, model.Num(1))
			b.Add(e)
		}, false},
		{"a rule that an event reads", func(b *model.Builder) {
			e := trigger(t, "e", "time > 1")
			e.Assignments[0].Expr = model.Sym("q")
			b.Add(variable("q"), &model.Rule{Kind: model.AssignmentRule, Variable: "q", Expr: draw}, e)
		}, false},
		{"assignment, delay and priority of an event", func(b *model.Builder) {
			e := trigger(t, "e", "time > 1")
			e.Delay, e.Priority, e.Assignments[0].Expr = model.Draw(model.ExponentialDist, model.Num(1)), draw, draw
			b.Add(e)
		}, true},
	} {
		b := model.NewBuilder("m", model.Raw)
		b.Add(variable("p"))
		c.add(b)
		m, err := b.Build()
		if err != nil {
			t.Fatal(c.name, err)
		}
		p, err := Compile(m, Options{Report: []string{"p"}})
		if c.ok != (err == nil) || !c.ok && !strings.Contains(err.Error(), "no moment at which to draw it") {
			t.Errorf("%s: %v", c.name, err)
		}
		if c.ok {
			if err := p.Require(FeatureEvent, FeatureRoot); err == nil || !strings.Contains(err.Error(), "random number normal(0, 1)") && !strings.Contains(err.Error(), "exponential") {
				t.Errorf("%s: a simulator without random numbers is not told: %v", c.name, err)
			}
		}
	}
}

// TestEachCallDrawsAnew: a user function that draws gives another number at each call, a symbol the same one.
func TestEachCallDrawsAnew(t *testing.T) {
	b := model.NewBuilder("m", model.Raw)
	b.Add(variable("p"), variable("q"))
	b.Add(&model.Function{Info: model.Info{ID: "f"}, Params: []string{"x"}, Body: model.Draw(model.NormalDist, model.Sym("x"), model.Num(1))})
	b.Add(&model.InitialAssignment{Symbol: "p", Expr: parsed(t, "f(0) + f(0)")})
	b.Add(&model.InitialAssignment{Symbol: "q", Expr: parsed(t, "p + p")})
	m, err := b.Build()
	if err != nil {
		t.Fatal(err)
	}
	p, err := Compile(m, Options{Report: []string{"p", "q"}})
	if err != nil {
		t.Fatal(err)
	}
	if len(p.Draws) != 2 || len(p.StartDraws) != 2 {
		t.Errorf("%d draws, %d at the start", len(p.Draws), len(p.StartDraws))
	}
}
