package compile_test

import (
	"strings"
	"testing"

	"jakstat/diag"
	"jakstat/engine/compile"
	"jakstat/engine/model"
)

func fast(id, rate string, reactants, products []model.SpeciesRef) *model.Reaction {
	return &model.Reaction{
		Info: model.Info{ID: id, Pos: diag.Pos{File: "m.xml", Line: 9}}, Rate: model.MustParse(rate), Fast: true,
		Reactants: reactants, Products: products,
	}
}

func ref(species string, n float64) []model.SpeciesRef {
	return []model.SpeciesRef{{Species: species, Stoichiometry: n}}
}

// The states A and B, as far as reactions change them, come first, then the totals of the independent reactions, which these alone
// change, then what is conserved.
func TestFastReactions(t *testing.T) {
	for _, c := range []struct {
		name      string
		reactions []model.Element
		advances  int
		start     []float64
	}{
		{"exchange", []model.Element{fast("f", "3*A - B", ref("A", 1), ref("B", 1))}, 1, []float64{2, 6.5, 2, 8.5}},
		{"unlike stoichiometries", []model.Element{fast("f", "3*A - B", ref("A", 2), ref("B", 1))}, 1, []float64{2, 6.5, 2, 7.5}},
		{"dependent", []model.Element{
			fast("f", "3*A - B", ref("A", 1), ref("B", 1)), fast("g", "2*B - A", ref("B", 1), ref("A", 1)),
		}, 1, []float64{2, 6.5, 2, 8.5}},
		{"independent", []model.Element{fast("f", "3*A - B", ref("A", 1), ref("B", 1)), fast("g", "A", ref("A", 1), nil)}, 2, []float64{2, 6.5, -6.5, 8.5}},
		{"boundary species", []model.Element{fast("f", "3*A - X", ref("A", 1), ref("X", 1))}, 1, []float64{2, 2}},
		{"nothing changes", []model.Element{fast("f", "X", ref("X", 1), nil)}, 0, nil},
	} {
		b := model.NewBuilder("m", model.Raw)
		b.Amount("A", "", raw(2))
		b.Amount("B", "", raw(6.5))
		b.Add(&model.Species{Info: model.Info{ID: "X"}, Initial: raw(4), Boundary: true})
		b.Add(c.reactions...)
		p := build(t, b, compile.Options{})
		if p.Fast == nil {
			if c.advances > 0 {
				t.Errorf("%s: no fast reactions", c.name)
			}
			continue
		}
		if p.Fast.Advances != c.advances {
			t.Errorf("%s: %d advances, want %d", c.name, p.Fast.Advances, c.advances)
		}
		same(t, c.name, initial(p), c.start)
		for i, s := range p.States {
			if want := 1.0; s.Hidden == s.Algebraic || s.Algebraic == (p.Mass[i] == want) {
				t.Errorf("%s: state %+v, mass %g", c.name, s, p.Mass[i])
			}
		}
	}
}

// What fast reactions cannot do yet is refused with the reaction and its line.
func TestFastReactionsRefused(t *testing.T) {
	for name, c := range map[string]struct {
		add  []model.Element
		want string
	}{
		"stoichiometry": {[]model.Element{
			&model.Parameter{Info: model.Info{ID: "p"}, Value: raw(1)},
			fast("f", "A", []model.SpeciesRef{{ID: "n", Species: "A", Stoichiometry: 1}}, nil),
			&model.Rule{Kind: model.RateRule, Variable: "n", Expr: model.MustParse("1")},
		}, "the stoichiometry of A changes"},
		"stoichiometry that may be zero": {[]model.Element{
			fast("f", "A", []model.SpeciesRef{{ID: "n", Species: "A", Stoichiometry: 1, Constant: true}}, nil),
		}, "its stoichiometry depends on parameters"},
		"rate of change": {[]model.Element{
			fast("f", "A", ref("A", 1), nil),
			&model.Parameter{Info: model.Info{ID: "p"}, Value: raw(1)},
			&model.Rule{Kind: model.RateRule, Variable: "p", Expr: model.MustParse("rateOf(A)")},
		}, "the rate of change of A is used"},
	} {
		b := model.NewBuilder("m", model.Raw)
		b.Amount("A", "", raw(2))
		b.Add(c.add...)
		m, err := b.Build()
		if err != nil {
			t.Errorf("%s: %v", name, err)
			continue
		}
		_, err = compile.Compile(m, compile.Options{})
		if want := "m.xml:9 (reaction f): error: fast reaction f cannot be simulated: " + c.want; err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%s: %v, want %q", name, err, want)
		}
	}
}
