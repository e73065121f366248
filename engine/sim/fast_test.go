package sim

import (
	"math"
	"testing"

	"jakstat/engine/model"
)

// fastReaction adds a fast reaction.
func fastReaction(b *model.Builder, id, rate string, reactants, products []model.SpeciesRef) {
	b.Add(&model.Reaction{Info: model.Info{ID: id}, Rate: model.MustParse(rate), Reactants: reactants, Products: products, Fast: true})
}

func single(species string) []model.SpeciesRef {
	return []model.SpeciesRef{{Species: species, Stoichiometry: 1}}
}

// A and B are in equilibrium, B = K·A, and B is lost slowly: the total decays with k·K/(1 + K). An event that adds to A adds to both.
func TestFastReactionClosedForm(t *testing.T) {
	p := rawModel(t, []string{"A", "B"}, func(b *model.Builder) {
		b.Param("K", number(3))
		b.Param("k", number(0.4))
		b.Amount("A", "", number(2))
		b.Amount("B", "", number(6.5))
		fastReaction(b, "exchange", "0.02*(K*A - B)", single("A"), single("B"))
		b.Reaction("loss", "B ->", "k*B")
		b.Add(&model.Event{
			Info: model.Info{ID: "dose"}, Trigger: model.MustParse("time >= 2"),
			Assignments: []model.EventAssignment{{Variable: "A", Expr: model.MustParse("A + 4")}},
		})
	})
	c := solve(t, ModelRun{Program: p, End: 5, Times: []float64{0, 0.5, 1, 2, 3, 5}})
	total := func(at float64) float64 {
		v := 8.5 * math.Exp(-0.3*at)
		if at >= 2 {
			v += 4 * math.Exp(-0.3*(at-2))
		}
		return v
	}
	wantCourse(t, c, 0, 1e-7, func(at float64) float64 { return total(at) / 4 })
	wantCourse(t, c, 1, 1e-7, func(at float64) float64 { return total(at) * 0.75 })
}

// Of the two equilibria of A·B = 0 the fast reaction goes to the one that it runs into.
func TestFastReactionRunsToItsEquilibrium(t *testing.T) {
	for _, c := range []struct {
		rate string
		a, b float64
	}{{"A*B", 0, 5}, {"-A*B", 5, 0}, {"A", 0, 5}, {"0*A", 3, 2}, {"k*A*B", 0, 5}} {
		p := rawModel(t, []string{"A", "B"}, func(b *model.Builder) {
			b.Param("k", number(1e-6))
			b.Amount("A", "", number(3))
			b.Amount("B", "", number(2))
			fastReaction(b, "f", c.rate, single("A"), single("B"))
		})
		got := solve(t, ModelRun{Program: p, End: 1, Times: []float64{0, 1}})
		wantCourse(t, got, 0, 1e-8, func(float64) float64 { return c.a })
		wantCourse(t, got, 1, 1e-8, func(float64) float64 { return c.b })
	}
}

// Two dependent reactions, a third, compartments of which one grows, and a supply: concentrations are equal at all times.
func TestFastReactionsInGrowingCompartment(t *testing.T) {
	p := rawModel(t, []string{"A", "B"}, func(b *model.Builder) {
		for id, v := range map[string]float64{"V": 1, "W": 3} {
			b.Add(&model.Compartment{Info: model.Info{ID: id}, Size: number(v)})
		}
		b.Add(&model.Species{Info: model.Info{ID: "A"}, Compartment: "V", Initial: number(7)},
			&model.Species{Info: model.Info{ID: "B"}, Compartment: "W", Initial: number(1)},
			&model.Rule{Kind: model.RateRule, Variable: "W", Expr: model.MustParse("1")})
		fastReaction(b, "f", "A - B", single("A"), single("B"))
		fastReaction(b, "g", "2*(B - A)", single("B"), single("A"))
		b.Reaction("supply", "-> A", "2")
	})
	c := solve(t, ModelRun{Program: p, End: 2, Times: []float64{0, 1, 2}})
	for o := range 2 {
		wantCourse(t, c, o, 1e-7, func(at float64) float64 { return (8 + 2*at) / (4 + at) })
	}
}

// A reaction that an event switches off leaves its species to the slow ones. One that never rests is an error.
func TestFastReactionSwitchedOff(t *testing.T) {
	p := rawModel(t, []string{"A", "B"}, func(b *model.Builder) {
		variable(b, "k", 1)
		b.Amount("A", "", number(1))
		b.Amount("B", "", number(1))
		fastReaction(b, "f", "k*A", single("A"), single("B"))
		b.Reaction("back", "B -> A", "0.5")
		b.Add(&model.Event{
			Info: model.Info{ID: "off"}, Trigger: model.MustParse("time >= 1"),
			Assignments: []model.EventAssignment{{Variable: "k", Expr: model.MustParse("0")}},
		})
	})
	c := solve(t, ModelRun{Program: p, End: 3, Times: []float64{0, 0.5, 2, 3}})
	wantCourse(t, c, 0, 1e-8, func(at float64) float64 { return max(0, 0.5*(at-1)) })
	_, err := Solve(t.Context(), ModelRun{Program: rawModel(t, nil, func(b *model.Builder) {
		b.Amount("A", "", number(1))
		fastReaction(b, "f", "1", single("A"), nil)
	}), End: 1})
	if err == nil {
		t.Error("a fast reaction of constant rate has no equilibrium")
	}
}

// The sign of a fast rate changes, in time or with a state, and everything goes to the other side; the slow loss of B goes on.
func TestFastReactionTurnsRound(t *testing.T) {
	for _, k := range []string{"", "2 - time", "-1"} {
		p := rawModel(t, []string{"A", "B"}, func(b *model.Builder) {
			variable(b, "k", 2)
			switch k {
			case "-1":
				b.Add(&model.Rule{Kind: model.RateRule, Variable: "k", Expr: model.MustParse(k)})
			case "":
				b.Add(&model.Event{
					Info: model.Info{ID: "e"}, Trigger: model.MustParse("time >= 2"),
					Assignments: []model.EventAssignment{{Variable: "k", Expr: model.MustParse("-1")}},
				})
			default:
				b.Add(&model.Rule{Kind: model.AssignmentRule, Variable: "k", Expr: model.MustParse(k)})
			}
			b.Amount("A", "", number(1))
			b.Amount("B", "", number(1))
			fastReaction(b, "f", "piecewise(A*k, k > 0, B*k)", single("A"), single("B"))
			b.Reaction("loss", "B ->", "0.5*B")
		})
		c := solve(t, ModelRun{Program: p, End: 4, Times: []float64{0, 1, 3, 4}})
		wantCourse(t, c, 0, 1e-7, func(at float64) float64 {
			if at < 2 {
				return 0
			}
			return 2 * math.Exp(-1)
		})
	}
}

// Where the equations of equilibrium become singular, or a rate begins at a state that no switch announces, the run is an error.
func TestFastReactionsThatCannotBeSolved(t *testing.T) {
	for _, rate := range []string{"A^2", "max(0, A - 1)", "1"} {
		p := rawModel(t, []string{"A", "B"}, func(b *model.Builder) {
			b.Amount("A", "", number(0))
			b.Amount("B", "", number(0))
			fastReaction(b, "f", rate, single("A"), single("B"))
			b.Reaction("supply", "-> A", "1")
		})
		if c, err := Solve(t.Context(), ModelRun{Program: p, End: 4, Times: []float64{0, 4}}); err == nil {
			t.Errorf("%s: %v", rate, c.Values)
		}
	}
}
