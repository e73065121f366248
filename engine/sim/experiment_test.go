package sim

import (
	"context"
	"math"
	"strings"
	"testing"

	"jakstat/engine/experiment"
	"jakstat/engine/model"
	"jakstat/unit"
)

// follower is x' = k·(u − x), u set by the experiment.
func follower(t *testing.T) *model.Model {
	t.Helper()
	b := model.NewBuilder("follower", model.Checked)
	b.Param("k", unit.Q(0.1, "1/min"))
	b.Add(&model.Parameter{Info: model.Info{ID: "u"}, Value: unit.Q(0, "nM")})
	b.State("x", unit.Q(0, "nM"), "k * (u - x)")
	b.Output("x", "uM", "x")
	m, err := b.Build()
	if err != nil {
		t.Fatal(err)
	}
	return m
}

// Closed answer: towards 100 nM from 5 min on, back from 25 min on; another rate; a rest that ends at the steady state; a step before the start of
// observation; times in hours.
func TestExperimentsAreCarriedOut(t *testing.T) {
	set := func(v float64) []experiment.Setting {
		return []experiment.Setting{{Target: "u", Value: unit.Q(v, "nM")}}
	}
	at := func(v float64) unit.Quantity { return unit.Q(v, "min") }
	e := &experiment.Experiment{
		ID: "e", Observables: []experiment.Observable{{ID: "x", Output: "x"}}, Times: []unit.Quantity{at(0), at(15), unit.Q(0.5, "h"), at(60)},
		Conditions: []experiment.Condition{
			{ID: "pulse", Steps: []experiment.Step{{Time: at(5), Settings: set(100)}, {Time: at(25), Settings: set(0)}}},
			{ID: "fast", Settings: []experiment.Setting{{Target: "k", Value: unit.Q(12, "1/h")}}, Steps: []experiment.Step{{Time: at(5), Settings: set(100)}}},
			{ID: "rested", Settings: set(40), Rest: unit.Q(10, "h")},
			{ID: "early", Steps: []experiment.Step{{Time: at(-10), Settings: set(100)}}},
			{ID: "none"},
			{ID: "rest, then more", Settings: set(40), Rest: unit.Q(10, "h"), Steps: []experiment.Step{{Time: at(-10), Settings: set(100)}}},
		},
	}
	b, err := Bind(follower(t), e)
	if err != nil {
		t.Fatal(err)
	}
	up := func(k, minutes float64) float64 { return 0.1 * -math.Expm1(-k*math.Max(0, minutes)) }
	for i, want := range [][4]float64{
		{0, up(0.1, 10), up(0.1, 20) * math.Exp(-0.5), up(0.1, 20) * math.Exp(-3.5)},
		{0, up(0.2, 10), up(0.2, 25), up(0.2, 55)},
		{0.04, 0.04, 0.04, 0.04},
		{up(0.1, 10), up(0.1, 25), up(0.1, 40), up(0.1, 70)},
		{0, 0, 0, 0},
		{0.1 - 0.06*math.Exp(-1), 0.1 - 0.06*math.Exp(-2.5), 0.1 - 0.06*math.Exp(-4), 0.1 - 0.06*math.Exp(-7)},
	} {
		y, err := b.Run(context.Background(), i)
		if err != nil {
			t.Fatal(err)
		}
		for k := range want {
			if math.Abs(y[0][k]-want[k]) > 1e-7 {
				t.Errorf("%s: %.9g µM at place %d, want %.9g", e.Conditions[i].ID, y[0][k], k, want[k])
			}
		}
	}
	y, err := b.Run(context.Background(), 2, Setting{Param: b.Program.ParamIndex("k"), Value: 0})
	if err != nil || y[0][3] != 0 {
		t.Errorf("an extra setting changes nothing: %v, %v", y, err)
	}
}

func TestExperimentsThatDoNotFit(t *testing.T) {
	for want, change := range map[string]func(*experiment.Experiment){
		`no parameter "z" to set`: func(e *experiment.Experiment) { e.Conditions[0].Settings[0].Target = "z" },
		`no output "y"`:           func(e *experiment.Experiment) { e.Observables[0].Output = "y" },
		"steps are finite":        func(e *experiment.Experiment) { e.Conditions[0].Steps[0].Time = unit.Q(1, "nM") },
		"changes k, which": func(e *experiment.Experiment) {
			e.Conditions[0].Steps[0].Settings[0] = experiment.Setting{Target: "k", Value: unit.Q(1, "1/h")}
		},
	} {
		e := &experiment.Experiment{
			ID: "e", Observables: []experiment.Observable{{ID: "x", Output: "x"}}, Times: []unit.Quantity{unit.Q(1, "h")},
			Conditions: []experiment.Condition{{
				ID: "a", Settings: []experiment.Setting{{Target: "k", Value: unit.Q(1, "1/h")}},
				Steps: []experiment.Step{{Time: unit.Q(5, "min"), Settings: []experiment.Setting{{Target: "u", Value: unit.Q(1, "nM")}}}},
			}},
		}
		change(e)
		if _, err := Bind(follower(t), e); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("want %q, got %v", want, err)
		}
	}
	good := &experiment.Experiment{ID: "e", Conditions: []experiment.Condition{{ID: "a"}}}
	b, err := Bind(follower(t), good)
	if err != nil {
		t.Fatal(err)
	}
	step := []experiment.Step{{Time: unit.Q(1, "min"), Settings: []experiment.Setting{{Target: "u", Value: unit.Q(1, "nM")}}}}
	_, err = b.Perform(context.Background(), experiment.Condition{ID: "more", Steps: step, Settings: []experiment.Setting{{Target: "v"}}})
	for _, want := range []string{"1 steps; the conditions", `"v" cannot be set`, `"u" is changed by no step`} {
		if err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("want %q, got %v", want, err)
		}
	}
	e := &experiment.Experiment{ID: "e", Conditions: []experiment.Condition{{ID: "a", Settings: []experiment.Setting{{Target: "u", Value: unit.Q(1, "h")}}}}}
	if b, err = Bind(follower(t), e); err != nil {
		t.Fatal(err)
	}
	if _, err := b.Run(context.Background(), 0); err == nil || !strings.Contains(err.Error(), "u: ") {
		t.Errorf("a concentration of one hour: %v", err)
	}
}
