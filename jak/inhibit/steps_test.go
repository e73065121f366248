package inhibit

import (
	"math"
	"strings"
	"testing"

	"jakstat/engine/model"
	"jakstat/unit"
)

func reactions(t *testing.T) *model.Model {
	t.Helper()
	b := model.NewBuilder("m", model.Raw)
	b.Amount("A", "", unit.Q(1, "1"))
	b.Amount("B", "", unit.Q(1, "1"))
	ref := func(id string, n float64) model.SpeciesRef { return model.SpeciesRef{Species: id, Stoichiometry: n} }
	for _, r := range []model.Reaction{
		{Info: model.Info{ID: "v5_Activation", Name: "activation of JAK1"}, Reactants: []model.SpeciesRef{ref("A", 2)}, Products: []model.SpeciesRef{ref("B", 1)}, Rate: model.MustParse("A"), Reversible: true},
		{Info: model.Info{ID: "v6_Loss", Name: "loss"}, Reactants: []model.SpeciesRef{ref("B", 1)}, Rate: model.MustParse("A - B"), Reversible: true},
		{Info: model.Info{ID: "v7", Name: "loss"}, Products: []model.SpeciesRef{{Species: "A", Math: model.MustParse("A + 1")}, ref("B", 0.5)}, Rate: model.MustParse("A - B")},
	} {
		b.Add(&r)
	}
	m, err := b.Build()
	if err != nil {
		t.Fatal(err)
	}
	return m
}

func TestReactionIsFoundOrItsNearest(t *testing.T) {
	m := reactions(t)
	for word, want := range map[string]string{"v7": "v7", "activation of JAK1": "v5_Activation"} {
		if r, err := Reaction(m, word); err != nil || r.ID != want {
			t.Errorf("%q is %q, want %q (%v)", word, r.ID, want, err)
		}
	}
	for word, want := range map[string]string{
		"v5_Activatoin": `did you mean "v5_Activation"`, "v5": `did you mean "v5_Activation"`, "V6_": `did you mean "v6_Loss"`, "v8": `did you mean "v7"`, "v5_Act": `did you mean "v5_Activation"`,
		"loss": "2 reactions are named", "binding": "known: v5_Activation, v6_Loss, v7", "": "known",
	} {
		if r, err := Reaction(m, word); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%q: %v, %v; want %q", word, r.ID, err, want)
		}
	}
	none, err := model.NewBuilder("rules", model.Raw).Build()
	if err != nil {
		t.Fatal(err)
	}
	if _, err := Reaction(none, "v1"); err == nil || !strings.Contains(err.Error(), "no reactions") {
		t.Errorf("a model without reactions: %v", err)
	}
}

func TestEquationAndBackward(t *testing.T) {
	for i, want := range []struct {
		equation string
		backward bool
	}{{"2 A -> B", false}, {"B ->", true}, {"-> n A + 0.5 B", false}} {
		r := reactions(t).Reactions()[i]
		if got := Equation(r); got != want.equation || Backward(r) != want.backward {
			t.Errorf("%s: %q and %v, want %q and %v", r.ID, got, Backward(r), want.equation, want.backward)
		}
	}
}

func TestRespond(t *testing.T) {
	times := []float64{0, 1, 3}
	r := Respond("x", times, []float64{0, 4, 2}, []float64{0, 1, 1})
	// 1·(0+4)/2 + 2·(4+2)/2 = 8, and 1/2 + 2 = 2.5
	if r.PeakWithout != 4 || r.PeakWith != 1 || r.AreaWithout != 8 || r.AreaWith != 2.5 || r.PeakInhibition != 0.75 || r.AreaInhibition != 1-2.5/8 {
		t.Errorf("%+v", r)
	}
	if math.Abs(r.Moved()-math.Log(4)) > 1e-12 {
		t.Errorf("moved by %g", r.Moved())
	}
	if up := Respond("x", times, []float64{1, 1, 1}, []float64{2, 2, 2}); up.PeakInhibition != -1 || up.AreaInhibition != -1 || up.Moved() != math.Ln2 {
		t.Errorf("a variable that rises: %+v", up)
	}
	for _, c := range [][2][]float64{{{0, 0, 0}, {1, 1, 1}}, {{-1, -1, -1}, {1, 1, 1}}, {{math.NaN(), 1, 1}, {1, 1, 1}}, {{1, 1, 1}, {1, math.Inf(1), 1}}} {
		if r := Respond("x", times, c[0], c[1]); !math.IsNaN(r.AreaInhibition) || !math.IsNaN(r.PeakInhibition) {
			t.Errorf("%v and %v: %+v", c[0], c[1], r)
		}
	}
	if gone := Respond("x", times, []float64{1, 1, 1}, []float64{0, 0, 0}); gone.PeakInhibition != 1 || !math.IsInf(gone.Moved(), 1) {
		t.Errorf("a variable that is gone: %+v", gone)
	}
	if nothing := Respond("x", times, []float64{0, 0, 0}, []float64{0, 0, 0}); nothing.Moved() != 0 {
		t.Errorf("nothing moved by %g", nothing.Moved())
	}
}
