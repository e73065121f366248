package model_test

import (
	"strings"
	"testing"

	"jakstat/engine/model"
	"jakstat/unit"
)

func TestRawRefusesARawModel(t *testing.T) {
	b := model.NewBuilder("m", model.Checked)
	b.Amount("A", "", unit.Q(6, "mg"))
	m, err := b.Build()
	if err != nil {
		t.Fatal(err)
	}
	raw, err := m.Raw(model.Pharmacology(), 0)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := raw.Raw(model.Pharmacology(), 0); err == nil || !strings.Contains(err.Error(), "no units") {
		t.Errorf("a raw model was converted: %v", err)
	}
}

func TestMultiplyRate(t *testing.T) {
	build := func(reaction, by string) (*model.Model, error) {
		b := model.NewBuilder("m", model.Raw)
		b.Amount("A", "", unit.Q(6, "1"))
		b.Param("f", unit.Q(0.25, "1"))
		b.Reaction("r", "A ->", "A + 2")
		b.Add(&model.Reaction{
			Info: model.Info{ID: "local"}, Rate: model.MustParse("f*A"), Reactants: []model.SpeciesRef{{Species: "A", Stoichiometry: 1}},
			Locals: []model.Parameter{{Info: model.Info{ID: "f"}, Value: unit.Q(1, "1"), Constant: true}},
		}, &model.Reaction{Info: model.Info{ID: "none"}, Reactants: []model.SpeciesRef{{Species: "A", Stoichiometry: 1}}})
		b.MultiplyRate(reaction, model.MustParse(by))
		return b.Build()
	}
	m, err := build("r", "1 - f")
	if err != nil {
		t.Fatal(err)
	}
	if got := m.Reactions()[0].Rate.String(); got != "(A + 2) * (1 - f)" {
		t.Errorf("the rate is %s", got)
	}
	for reaction, want := range map[string]string{"local": "hides", "none": "no rate", "s": "no reaction"} {
		if _, err := build(reaction, "f"); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%s: %v", reaction, err)
		}
	}
}
