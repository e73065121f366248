package sim

import (
	"context"
	"math"
	"testing"

	"jakstat/engine/compile"
	"jakstat/engine/model"
	"jakstat/engine/ode"
	"jakstat/unit"
)

func number(v float64) unit.Quantity { return unit.Quantity{Value: v} }

// rawModel compiles a raw model and reports the named symbols.
func rawModel(t testing.TB, report []string, fill func(b *model.Builder)) *compile.Program {
	t.Helper()
	b := model.NewBuilder("m", model.Raw)
	fill(b)
	m, err := b.Build()
	if err != nil {
		t.Fatal(err)
	}
	p, err := compile.Compile(m, compile.Options{Report: report})
	if err != nil {
		t.Fatal(err)
	}
	return p
}

// variable adds a parameter that rules or events change.
func variable(b *model.Builder, id string, v float64) {
	b.Add(&model.Parameter{Info: model.Info{ID: id}, Value: number(v)})
}

func solve(t testing.TB, r ModelRun) *Course {
	t.Helper()
	if r.Options.RTol == 0 {
		r.Options = ode.Options{RTol: 1e-9, ATol: []float64{1e-11}}
	}
	c, err := Solve(context.Background(), r)
	if err != nil {
		t.Fatal(err)
	}
	return c
}

// wantCourse compares output o with a closed form.
func wantCourse(t *testing.T, c *Course, o int, tol float64, f func(t float64) float64) {
	t.Helper()
	if len(c.Values[o]) != len(c.Times) {
		t.Fatalf("output %d has %d values at %d times", o, len(c.Values[o]), len(c.Times))
	}
	for k, at := range c.Times {
		if want := f(at); !(math.Abs(c.Values[o][k]-want) <= tol*(1+math.Abs(want))) {
			t.Errorf("output %d at %v is %v, want %v", o, at, c.Values[o][k], want)
		}
	}
}

func TestSolveReaction(t *testing.T) {
	p := rawModel(t, []string{"A", "B", "k", "c"}, func(b *model.Builder) {
		b.Compartment("c", number(2))
		b.Param("k", number(0.7))
		b.Concentration("A", "c", number(3))
		b.Concentration("B", "c", number(0))
		b.Reaction("r", "A -> B", "k*A*c")
	})
	c := solve(t, ModelRun{Program: p, End: 4, Times: grid(0, 4, 10)})
	wantCourse(t, c, 0, 1e-8, func(t float64) float64 { return 3 * math.Exp(-0.7*t) })
	wantCourse(t, c, 1, 1e-8, func(t float64) float64 { return 3 * (1 - math.Exp(-0.7*t)) })
	wantCourse(t, c, 2, 0, func(float64) float64 { return 0.7 })
	wantCourse(t, c, 3, 0, func(float64) float64 { return 2 })
	c = solve(t, ModelRun{Program: p, End: 4, Times: []float64{4}, Settings: []Setting{{p.ParamIndex("k"), 0.1}}, Method: ode.Tsit5})
	wantCourse(t, c, 0, 1e-8, func(t float64) float64 { return 3 * math.Exp(-0.1*t) })
}

// TestSolveSwitch: the slope of x changes at 2.5 and 5, whichever comparison says so; each method integrates the pieces exactly.
func TestSolveSwitch(t *testing.T) {
	for _, rate := range []string{"piecewise(1, time < 2.5, -2, time < 5, 0)", "piecewise(1, time <= 2.5, -2, 5 >= time, 0)", "piecewise(0, time > 5, -2, time > 2.5, 1)"} {
		p := rawModel(t, []string{"x"}, func(b *model.Builder) { b.State("x", number(0), rate) })
		for _, m := range ode.Methods() {
			c := solve(t, ModelRun{Program: p, End: 10, Times: grid(0, 10, 40), Method: m, Options: ode.Options{RTol: 1e-3, ATol: []float64{1e-3}}})
			wantCourse(t, c, 0, 1e-13, func(t float64) float64 { return math.Min(t, 2.5) - 2*math.Max(0, math.Min(t, 5)-2.5) })
			if c.Stats.Steps > 700 {
				t.Errorf("%s, %s: %d steps", m.Name(), rate, c.Stats.Steps)
			}
		}
	}
}

// TestSolveStateSwitch: growth until x is 2, then decay towards 2 from a jump of the equation: x' = x below 2, x' = 1 above.
func TestSolveStateSwitch(t *testing.T) {
	p := rawModel(t, []string{"x"}, func(b *model.Builder) { b.State("x", number(1), "piecewise(x, x < 2, 1)") })
	c := solve(t, ModelRun{Program: p, End: 3, Times: grid(0, 3, 30)})
	wantCourse(t, c, 0, 1e-8, func(t float64) float64 {
		if t < math.Ln2 {
			return math.Exp(t)
		}
		return 2 + t - math.Ln2
	})
}

// TestSolveAlgebraic: y + y³ = x with x = 2e⁻ᵗ, from an inconsistent guess, and a value reported at the start already.
func TestSolveAlgebraic(t *testing.T) {
	p := rawModel(t, []string{"x", "y"}, func(b *model.Builder) {
		b.State("x", number(2), "-x")
		variable(b, "y", 0.3)
		b.Add(&model.Rule{Kind: model.AlgebraicRule, Expr: model.MustParse("y + y^3 - x")})
	})
	c := solve(t, ModelRun{Program: p, End: 3, Times: grid(0, 3, 12)})
	wantCourse(t, c, 0, 1e-8, func(t float64) float64 { return 2 * math.Exp(-t) })
	for k, y := range c.Values[1] {
		if want := 2 * math.Exp(-c.Times[k]); math.Abs(y+y*y*y-want) > 1e-7 {
			t.Errorf("at %v y = %v leaves %v", c.Times[k], y, y+y*y*y-want)
		}
	}
	if _, err := Solve(context.Background(), ModelRun{Program: p, End: 1, Method: ode.Tsit5}); err == nil {
		t.Error("an explicit method took algebraic rules")
	}
}

// TestSolveNothingMoves: rules of time alone, and a parameter without a value that nothing needs.
func TestSolveNothingMoves(t *testing.T) {
	p := rawModel(t, []string{"r", "unset"}, func(b *model.Builder) {
		b.Assign("r", "", "time^2")
		variable(b, "unset", math.NaN())
	})
	c := solve(t, ModelRun{Program: p, Start: 1, End: 3, Times: grid(1, 3, 4)})
	wantCourse(t, c, 0, 0, func(t float64) float64 { return t * t })
	if !math.IsNaN(c.Values[1][0]) {
		t.Errorf("unset is %v", c.Values[1][0])
	}
}
