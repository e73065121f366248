package bench

import (
	"context"
	"math"
	"testing"

	"jakstat/engine/compile"
	"jakstat/engine/sim"
	"jakstat/format/sbml"
)

// An experiment with its inhibitors and its steps, which are events, is written as SBML and computes the same there, to the last bit.
func TestExperimentsRoundTripThroughSBML(t *testing.T) {
	for name, data := range examples(t) {
		p := opened(t, string(data))
		b, err := p.Bind()
		if err != nil {
			t.Fatal(err)
		}
		doc, err := sbml.NewDocument(b.Model)
		if err != nil {
			t.Fatal(err)
		}
		text, _, err := sbml.Write(doc)
		if err != nil {
			t.Fatal(err)
		}
		again, err := sbml.Read(name, text)
		if err != nil {
			t.Fatal(err)
		}
		var outputs []string
		for _, r := range p.Readouts {
			outputs = append(outputs, r.Output)
		}
		theirs, err := compile.Compile(again.Model, compile.Options{Report: outputs})
		if err != nil {
			t.Fatal(err)
		}
		solve := func(prog *compile.Program) [][]float64 {
			r := sim.ModelRun{Program: prog, Start: -100, End: 120, Times: []float64{0, 10, 30, 60, 120}}
			for id, v := range map[string]float64{"step1_time": -20, "step1_cytokine": 1, "step1_drug1": 10, "step2_time": 5, "step2_cytokine": 2, "step2_drug1": 30, "step3_time": 40, "step3_drug1": 30} {
				if i := prog.ParamIndex(id); i >= 0 {
					r.Settings = append(r.Settings, sim.Setting{Param: i, Value: v})
				}
			}
			c, err := sim.Solve(context.Background(), r)
			if err != nil {
				t.Fatal(err)
			}
			out := make([][]float64, len(outputs))
			for k, o := range outputs {
				out[k] = c.Values[prog.OutputIndex(o)]
			}
			return out
		}
		mine, other := solve(b.Program), solve(theirs)
		for k, y := range mine {
			if y[1] == y[4] {
				t.Errorf("%s: %s does not move", name, outputs[k])
			}
			for i := range y {
				if math.Float64bits(y[i]) != math.Float64bits(other[k][i]) {
					t.Errorf("%s: %s is %v in point %d, %v after SBML", name, outputs[k], y[i], i, other[k][i])
				}
			}
		}
	}
}
