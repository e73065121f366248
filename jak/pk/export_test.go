package pk

import (
	"math"
	"strings"
	"testing"

	"jakstat/engine/compile"
	"jakstat/engine/dose"
	"jakstat/engine/ode"
	"jakstat/engine/sim"
	"jakstat/engine/vm"
	"jakstat/evidence"
	"jakstat/format/sbml"
	"jakstat/rng"
	"jakstat/unit"
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

// A dose in the file acts as the same dose that the program gives: as an amount, after a lag, and over a time.
func TestADoseInSBMLActsLikeADose(t *testing.T) {
	amount := unit.Q(20, "mg")
	reg, err := dose.ParseRegimen("20 mg once")
	if err != nil {
		t.Fatal(err)
	}
	events, err := reg.Events(24)
	if err != nil {
		t.Fatal(err)
	}
	times := []float64{0, 0.5, 1, 2, 3, 5, 8, 12, 24}
	options := ode.Options{RTol: 1e-9, ATol: []float64{1e-12}}
	for _, name := range Names() {
		d, err := Open(name, evidence.Default())
		if err != nil {
			t.Fatal(err)
		}
		if d.NoModel != "" {
			continue
		}
		m, err := d.Find("")
		if err != nil {
			t.Fatal(err)
		}
		doc, err := sbml.NewDosedDocument(m.Fragment(), Oral, amount)
		if err != nil {
			t.Fatal(err)
		}
		data, _, err := sbml.Write(doc)
		if err != nil {
			t.Fatal(err)
		}
		again, err := sbml.Read("m.xml", data)
		if err != nil {
			t.Fatal(err)
		}
		p, err := compile.Compile(again.Model, compile.Options{Report: []string{"C"}})
		if err != nil {
			t.Fatal(err)
		}
		course, err := sim.Solve(t.Context(), sim.ModelRun{Program: p, End: times[len(times)-1], Times: times, Options: options})
		if err != nil {
			t.Fatal(name, err)
		}
		profiles, err := m.Simulate(t.Context(), Simulation{Events: events, Times: times, Subjects: []Subject{{}}, Options: options})
		if err != nil {
			t.Fatal(name, err)
		}
		for k, c := range course.Values[0] {
			if want := profiles[0].Mass[0][k] / 1000; math.Abs(c-want) > 1e-6*math.Abs(want)+1e-12 {
				t.Errorf("%s: C(%g h) is %g mg/L, not %g", name, times[k], c, want)
			}
		}
	}
	if _, err := sbml.NewDosedDocument(open(t, "tofacitinib", "").Fragment(), Oral, unit.Q(20, "mL")); err == nil {
		t.Error("a dose in mL is given in mg")
	}
	if _, err := sbml.NewDosedDocument(open(t, "tofacitinib", "").Fragment(), "orl", amount); err == nil || !strings.Contains(err.Error(), "oral") {
		t.Error(err)
	}
}
