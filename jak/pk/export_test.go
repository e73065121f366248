package pk

import (
	"math"
	"testing"

	"jakstat/engine/compile"
	"jakstat/engine/vm"
	"jakstat/evidence"
	"jakstat/format/sbml"
	"jakstat/rng"
)

// Every model of every drug can be written as SBML, and what is read back has the same rates of change, bit by bit, and the same
// concentration.
func TestEveryModelIsTheSameInSBML(t *testing.T) {
	models := 0
	for _, name := range Names() {
		d, err := Open(name, evidence.Default())
		if err != nil {
			t.Fatal(err)
		}
		all, err := d.Models()
		if err != nil {
			t.Fatal(err)
		}
		for _, m := range all {
			models++
			doc, err := sbml.NewDocument(m.Fragment())
			if err != nil {
				t.Fatal(err)
			}
			for _, to := range sbml.Targets() {
				data, _, err := sbml.WriteAs(doc, to)
				if err != nil {
					t.Errorf("%s %s as %s: %v", name, m.ID, to, err)
					continue
				}
				again, err := sbml.Read("m.xml", data)
				if err != nil {
					t.Fatal(err)
				}
				p, err := compile.Compile(again.Model, compile.Options{Report: []string{"C"}})
				if err != nil {
					t.Fatal(err)
				}
				sameRates(t, name+" "+m.ID+" as "+to.String(), m.program, p)
			}
		}
	}
	if models < len(Names()) {
		t.Errorf("only %d models", models)
	}
}

func sameRates(t *testing.T, what string, p, q *compile.Program) {
	t.Helper()
	if len(p.States) != len(q.States) {
		t.Fatalf("%s: %d states, not %d", what, len(q.States), len(p.States))
	}
	n := len(p.States)
	a, b := vm.New(p, 1), vm.New(q, 1)
	a.EvalConst()
	b.EvalConst()
	key := rng.Key(1, 0, rng.Name("states"), 0)
	y, f, g := make([]float64, n), make([]float64, n), make([]float64, n)
	for k := range 20 {
		for i := range y {
			y[i] = 10 * key.Uniform(uint64(k*n+i))
		}
		a.RHS([]float64{0}, y, f)
		b.RHS([]float64{0}, y, g)
		for i := range f {
			if j := q.StateIndex(p.States[i].ID); j != i || math.Float64bits(f[i]) != math.Float64bits(g[i]) {
				t.Fatalf("%s: the rate of %s is %v, not %v", what, p.States[i].ID, g[i], f[i])
			}
		}
		c, e := make([]float64, len(p.Outputs)), make([]float64, len(q.Outputs))
		a.Outputs([]float64{0}, y, c)
		b.Outputs([]float64{0}, y, e)
		// Both are in the units of the model, mg/L.
		if v, w := c[p.OutputIndex("C")], e[q.OutputIndex("C")]; v != w {
			t.Fatalf("%s: C is %v, not %v", what, w, v)
		}
	}
}
