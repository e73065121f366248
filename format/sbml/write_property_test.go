package sbml

import (
	"bytes"
	"fmt"
	"math"
	"testing"

	"pgregory.net/rapid"

	"jakstat/engine/model"
)

// drawModel draws a small model: two compartments, three species, parameters, and what may determine or use them. Each variable gets at
// most one rule, so that the model can be built.
func drawModel(t *rapid.T) *model.Model {
	b := model.NewBuilder(rapid.SampledFrom([]string{"", "m", "a_model"}).Draw(t, "id"), model.Raw)
	value := func(name string) float64 {
		return rapid.SampledFrom([]float64{0, 1, 0.1, -2.5, 1e-300, 12345.678, 3, 1. / 3}).Draw(t, name)
	}
	maybe := func(name string) bool { return rapid.Bool().Draw(t, name) }
	b.Add(&model.Compartment{Info: model.Info{ID: "c", Name: "cell"}, Size: number(2), Constant: true})
	b.Add(&model.Compartment{Info: model.Info{ID: "d"}, Size: number(value("size")), Dimensions: rapid.SampledFrom([]float64{1, 2, 3, 2.5}).Draw(t, "dimensions")})
	for _, id := range []string{"A", "B", "C"} {
		s := &model.Species{Info: model.Info{ID: id}, Compartment: rapid.SampledFrom([]string{"c", "d", ""}).Draw(t, "room"), HasOnlySubstanceUnits: maybe("amount")}
		s.Initial = number(value("initial"))
		s.InitialConcentration = s.Compartment != "" && maybe("concentration")
		s.Boundary = id == "C"
		if rapid.IntRange(0, 3).Draw(t, "factor") == 0 {
			s.ConversionFactor = "k"
		}
		b.Add(s)
	}
	b.Add(&model.Parameter{Info: model.Info{ID: "k"}, Value: number(value("k")), Constant: true}, &model.Parameter{Info: model.Info{ID: "w"}, Value: number(math.NaN())},
		&model.Parameter{Info: model.Info{ID: "x"}, Value: number(value("x"))}, &model.Parameter{Info: model.Info{ID: "y"}, Value: number(value("y"))})
	b.Add(&model.Function{Info: model.Info{ID: "f"}, Params: []string{"a", "b"}, Body: drawExpr(t, []string{"a", "b"}, false, 2)})
	symbols := []string{"A", "B", "C", "k", "x", "y", "c"}
	b.Add(&model.Rule{Kind: model.AssignmentRule, Variable: "w", Expr: drawExpr(t, symbols, true, 3)})
	if maybe("rate rule") {
		b.Add(&model.Rule{Kind: model.RateRule, Variable: "x", Expr: drawExpr(t, append(symbols, "w"), true, 3)})
	}
	if maybe("initial assignment") {
		b.Add(&model.InitialAssignment{Symbol: "y", Expr: drawExpr(t, []string{"k", "c"}, true, 2)})
	}
	if maybe("reaction") {
		ref := model.SpeciesRef{Species: "A", Stoichiometry: value("n"), Constant: true}
		switch rapid.IntRange(0, 3).Draw(t, "stoichiometry") {
		case 1:
			ref.ID, ref.Constant = "n", false
			b.Add(&model.Event{
				Info: model.Info{ID: "jump"}, Trigger: model.New(model.OpGt, model.New(model.OpTime), model.Num(1)), InitialTrue: true, Persistent: true,
				UseValuesFromTriggerTime: true, Assignments: []model.EventAssignment{{Variable: "n", Expr: model.Num(value("new n"))}},
			})
		case 2:
			ref.Math, ref.Constant = drawExpr(t, []string{"k", "y"}, true, 2), false
		case 3:
			ref.ID = "unused"
		}
		b.Add(&model.Reaction{
			Info: model.Info{ID: "r"}, Reactants: []model.SpeciesRef{ref}, Products: []model.SpeciesRef{{Species: "B", Stoichiometry: 1, Constant: true}},
			Rate: drawExpr(t, append(symbols, "l"), true, 3), Locals: []model.Parameter{{Info: model.Info{ID: "l"}, Value: number(value("l")), Constant: true}}, Reversible: maybe("reversible"),
		})
	}
	if maybe("event") {
		e := &model.Event{
			Trigger: model.New(model.OpLt, drawExpr(t, symbols, true, 2), model.Num(value("threshold"))), InitialTrue: maybe("true before"), Persistent: maybe("persistent"),
			UseValuesFromTriggerTime: maybe("trigger time"), Assignments: []model.EventAssignment{{Variable: "y", Expr: drawExpr(t, symbols, true, 2)}},
		}
		if maybe("delay") {
			e.Delay = model.Num(math.Abs(value("wait")))
		}
		if maybe("priority") {
			e.Priority = model.Num(value("rank"))
		}
		b.Add(e)
	}
	m, err := b.Build()
	if err != nil {
		t.Fatalf("the drawn model is wrong: %v", err)
	}
	return m
}

// drawExpr draws an expression of some depth over symbols; calls tells whether function f may be called.
func drawExpr(t *rapid.T, symbols []string, calls bool, depth int) model.Expr {
	if depth == 0 || rapid.IntRange(0, 3).Draw(t, "leaf") == 0 {
		if rapid.Bool().Draw(t, "number") {
			return model.Num(rapid.Float64().Draw(t, "value"))
		}
		return model.Sym(rapid.SampledFrom(symbols).Draw(t, "symbol"))
	}
	arg := func() model.Expr { return drawExpr(t, symbols, calls, depth-1) }
	compare := func() model.Expr {
		return model.New(rapid.SampledFrom([]model.Op{model.OpLt, model.OpGeq, model.OpEq, model.OpNeq}).Draw(t, "relation"), arg(), arg())
	}
	switch rapid.IntRange(0, 6).Draw(t, "kind") {
	case 0:
		return model.New(rapid.SampledFrom([]model.Op{model.OpAdd, model.OpMul, model.OpMin, model.OpMax}).Draw(t, "n-ary"), arg(), arg(), arg())
	case 1:
		return model.New(rapid.SampledFrom([]model.Op{model.OpSub, model.OpDiv, model.OpPow, model.OpRoot, model.OpLog, model.OpRem, model.OpQuotient}).Draw(t, "binary"), arg(), arg())
	case 2:
		return model.New(rapid.SampledFrom([]model.Op{model.OpNeg, model.OpExp, model.OpLn, model.OpAbs, model.OpSqrt, model.OpLog10, model.OpTanh, model.OpFloor, model.OpArccot}).Draw(t, "unary"), arg())
	case 3:
		return model.New(model.OpPiecewise, arg(), compare(), arg())
	case 4:
		return model.New(model.OpPiecewise, arg(), model.New(rapid.SampledFrom([]model.Op{model.OpAnd, model.OpOr, model.OpXor, model.OpImplies}).Draw(t, "logic"), compare(), model.New(model.OpNot, compare())), arg())
	case 5:
		if calls {
			return model.CallFn("f", arg(), arg())
		}
	}
	return model.New(model.OpAdd, arg(), compare()) // a truth value among numbers
}

// Any model that can be built is written in Level 3 Version 2, reads as the same program and is written again with the same bytes; at
// the other targets it is written so that it stays the same from then on, or refused.
func TestBuiltModelsRoundTrip(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		doc, err := NewDocument(drawModel(t))
		if err != nil {
			t.Fatal(err)
		}
		for _, to := range Targets() {
			first, _, err := WriteAs(doc, to)
			if err != nil {
				if to == Newest {
					t.Fatal(err)
				}
				continue
			}
			again, err := Read("m.xml", first)
			if err != nil {
				t.Fatalf("%v\n%s", err, first)
			}
			if second, _, err := WriteAs(again, to); err != nil || !bytes.Equal(first, second) {
				t.Fatalf("as %s: %v\n%s\n%s", to, err, first, second)
			}
			if to != Newest {
				continue
			}
			if d := Diff(doc, again); len(d) > 0 {
				t.Fatalf("%v\n%s", d, first)
			}
			if a, b := program(doc), program(again); a != b && !hasMath(doc) {
				t.Fatalf("another program\n%s\n%s\n%s", a, b, first)
			}
		}
	})
}

// hasMath tells of a stoichiometry that is an expression without a name, which gets one in Level 3.
func hasMath(doc *Document) bool {
	for _, x := range doc.Model.Reactions() {
		if x.Reactants[0].Math != nil {
			return true
		}
	}
	return false
}

// Every number keeps its bits, in attributes and in formulas.
func TestAnyNumberKeepsItsBits(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		v := rapid.Float64().Draw(t, "v")
		b := model.NewBuilder("m", model.Raw)
		b.Add(&model.Parameter{Info: model.Info{ID: "p"}, Value: number(v)}, &model.InitialAssignment{Symbol: "q", Expr: model.Num(v)}, &model.Parameter{Info: model.Info{ID: "q"}, Value: number(1)})
		m, err := b.Build()
		if err != nil {
			t.Fatal(err)
		}
		doc, err := NewDocument(m)
		if err != nil {
			t.Fatal(err)
		}
		data, _, err := Write(doc)
		if err != nil {
			t.Fatal(err)
		}
		again, err := Read("m.xml", data)
		if err != nil {
			t.Fatal(err)
		}
		p, q := again.Model.Parameters()[0].Value.Value, again.Model.InitialAssignments()[0].Expr.Value()
		if fmt.Sprint(math.Float64bits(p), math.Float64bits(q)) != fmt.Sprint(math.Float64bits(v), math.Float64bits(v)) {
			t.Fatalf("%v became %v and %v", v, p, q)
		}
	})
}
