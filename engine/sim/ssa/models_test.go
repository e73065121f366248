package ssa

import (
	"testing"

	"jakstat/engine/compile"
	"jakstat/engine/model"
	"jakstat/unit"
)

func number(v float64) unit.Quantity { return unit.Quantity{Value: v} }

// program compiles a model and reports all its species and parameters.
func program(t testing.TB, b *model.Builder, report ...string) *compile.Program {
	t.Helper()
	m, err := b.Build()
	if err != nil {
		t.Fatal(err)
	}
	if report == nil {
		for _, s := range m.Species() {
			report = append(report, s.ID)
		}
		for _, p := range m.Parameters() {
			report = append(report, p.ID)
		}
	}
	p, err := compile.Compile(m, compile.Options{Report: report, Amounts: true, Jumps: true})
	if err != nil {
		t.Fatal(err)
	}
	return p
}

func expr(t testing.TB, text string) model.Expr {
	t.Helper()
	e, err := model.ParseExpr(text)
	if err != nil {
		t.Fatal(err)
	}
	return e
}

func species(id string, n float64) *model.Species {
	return &model.Species{Info: model.Info{ID: id}, Initial: number(n), HasOnlySubstanceUnits: true}
}

// birthDeathModel: X is born at a constant rate and dies at a rate in proportion to it; from 0 its number is Poisson distributed.
func birthDeathModel(birth, death, start float64) *model.Builder {
	b := model.NewBuilder("birth-death", model.Raw)
	b.Add(species("X", start))
	b.Add(&model.Parameter{Info: model.Info{ID: "birth"}, Value: number(birth), Constant: true})
	b.Add(&model.Parameter{Info: model.Info{ID: "death"}, Value: number(death), Constant: true})
	b.Reaction("Birth", "-> X", "birth")
	b.Reaction("Death", "X ->", "death*X")
	return b
}

func birthDeath(t testing.TB, birth, death, start float64) *compile.Program {
	return program(t, birthDeathModel(birth, death, start))
}
