package pathway

import (
	"math"
	"testing"

	"jakstat/engine/compile"
	"jakstat/format/sbml"
)

// Every pathway is written as SBML and read again as a model with the same trajectories, to the last bit.
func TestPathwaysRoundTripThroughSBML(t *testing.T) {
	cases := map[string]Options{"EPO": {Mutation: "JAK2 V617F", Cell: "CFU-E"}, "IL-6": {Cell: "hepatocyte"}}
	times := grid(180, 15)
	for _, c := range dynamic {
		p := built(t, c, cases[c])
		doc, err := sbml.NewDocument(p.Fragment())
		if err != nil {
			t.Fatal(err)
		}
		data, warnings, err := sbml.Write(doc)
		if err != nil || len(warnings) > 0 {
			t.Fatalf("%s: %v %v", c, err, warnings)
		}
		again, err := sbml.Read(c+".xml", data)
		if err != nil {
			t.Fatalf("%s: %v", c, err)
		}
		var outputs []string
		for _, r := range p.Readouts() {
			outputs = append(outputs, r.Output)
		}
		prog, err := compile.Compile(again.Model, compile.Options{Report: append(outputs, "R", "SOCS", "mRNA", p.STATs[0]+"p")})
		if err != nil {
			t.Fatal(err)
		}
		set := map[string]float64{"L": 1, "active_JAK1": 0.8, "active_JAK2": 0.7, "active_JAK3": 0.6, "active_TYK2": 0.5}
		mine, theirs := course(t, compiled(t, p, "R", "SOCS", "mRNA", p.STATs[0]+"p"), times, set), course(t, prog, times, set)
		if len(mine) != len(theirs) {
			t.Fatalf("%s: %d outputs, %d after SBML", c, len(mine), len(theirs))
		}
		moved := false
		for id, y := range mine {
			for k := range y {
				moved = moved || y[k] != y[0]
				if math.Float64bits(y[k]) != math.Float64bits(theirs[id][k]) {
					t.Errorf("%s: %s is %v at %g min, %v after SBML", c, id, y[k], times[k], theirs[id][k])
					break
				}
			}
		}
		if !moved {
			t.Errorf("%s: nothing moves", c)
		}
	}
}
