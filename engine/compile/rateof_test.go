package compile_test

import (
	"math"
	"strings"
	"testing"

	"jakstat/engine/compile"
	"jakstat/engine/model"
)

// The rate of change of what an algebraic rule determines follows from the rule: y = 10 - 2x, z = y·time, x' = -x.
func TestRateOfAnAlgebraicVariable(t *testing.T) {
	b := model.NewBuilder("m", model.Raw)
	variable(b, model.RateRule, "x", 1, "-x")
	variable(b, model.RateRule, "y", 8, "")
	variable(b, model.RateRule, "z", 0, "")
	b.Add(&model.Rule{Kind: model.AlgebraicRule, Expr: model.MustParse("2*x + y - 10")},
		&model.Rule{Kind: model.AlgebraicRule, Expr: model.MustParse("3*(z - y*time)")})
	variable(b, model.AssignmentRule, "dy", math.NaN(), "rateOf(y)")
	variable(b, model.AssignmentRule, "dz", math.NaN(), "rateOf(z)")
	p := build(t, b, compile.Options{Report: []string{"dy", "dz"}})
	_, out := eval(p, 5, 3, 4, 20)
	same(t, "rates", out, []float64{6, 4 + 6*5})

	b = model.NewBuilder("m", model.Raw)
	variable(b, model.RateRule, "y", 1, "")
	variable(b, model.RateRule, "z", 1, "")
	b.Add(&model.Rule{Kind: model.AlgebraicRule, Expr: model.MustParse("z + y - time")},
		&model.Rule{Kind: model.AlgebraicRule, Expr: model.MustParse("z - 2*y")})
	variable(b, model.AssignmentRule, "dy", math.NaN(), "rateOf(y)")
	m, err := b.Build()
	if err != nil {
		t.Fatal(err)
	}
	if _, err := compile.Compile(m, compile.Options{Report: []string{"dy"}}); err == nil || !strings.Contains(err.Error(), "determine each other's variables") {
		t.Errorf("rules that determine each other's variables: %v", err)
	}
}
