package experiment

import (
	"math"
	"slices"
	"strings"
	"testing"

	"jakstat/unit"
)

func minute(v float64) unit.Quantity { return unit.Q(v, "min") }

func sound() *Experiment {
	return &Experiment{
		ID: "e", Times: []unit.Quantity{minute(0), unit.Q(1, "h")}, Observables: []Observable{{"p", "pSTAT3"}},
		Conditions: []Condition{
			{ID: "a", Settings: []Setting{{"drug", unit.Q(1, "nM")}}, Steps: []Step{{minute(0), []Setting{{"L", unit.Q(1, "nM")}}}, {minute(15), []Setting{{"L", unit.Q(0, "nM")}}}}},
			{ID: "b", Rest: unit.Q(2, "d")},
		},
		Measurements: []Measurement{{"a", "p", minute(15), 40}},
	}
}

func TestCheck(t *testing.T) {
	if err := sound().Check(); err != nil {
		t.Fatal(err)
	}
	for want, change := range map[string]func(*Experiment){
		`condition "a" is given twice`:             func(e *Experiment) { e.Conditions[1].ID = "a" },
		`observable "p" is given twice`:            func(e *Experiment) { e.Observables = append(e.Observables, e.Observables[0]) },
		"a step at 15 min: steps":                  func(e *Experiment) { e.Conditions[0].Steps[0].Time = minute(15) },
		"a step at 1 nM: steps":                    func(e *Experiment) { e.Conditions[0].Steps[1].Time = unit.Q(1, "nM") },
		"an observation at 1 h: observations":      func(e *Experiment) { e.Times[0] = minute(60) },
		"an observation at 1 kg: observations":     func(e *Experiment) { e.Times[0] = unit.Q(1, "kg") },
		`the condition "x", which does not exist`:  func(e *Experiment) { e.Measurements[0].Condition = "x" },
		`the observable "x", which does not exist`: func(e *Experiment) { e.Measurements[0].Observable = "x" },
		"a measurement at 1 nM, which is no time":  func(e *Experiment) { e.Measurements[0].Time = unit.Q(1, "nM") },
		"rests for -1 min":                         func(e *Experiment) { e.Conditions[1].Rest = minute(-1) },
		"rests for +Inf min":                       func(e *Experiment) { e.Conditions[1].Rest = minute(math.Inf(1)) },
	} {
		e := sound()
		change(e)
		if err := e.Check(); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("want %q, got %v", want, err)
		}
	}
}

func TestTargets(t *testing.T) {
	all, stepped := sound().Targets()
	if !slices.Equal(all, []string{"L", "drug"}) || !slices.Equal(stepped, []string{"L"}) {
		t.Errorf("%v, %v", all, stepped)
	}
}
