package engagement

import (
	"context"
	"math"
	"slices"
	"testing"

	"jakstat/engine/compile"
	"jakstat/engine/model"
	"jakstat/engine/sim"
	"jakstat/evidence"
	"jakstat/format/sbml"
	"jakstat/jak/binding"
	"jakstat/unit"
)

// Every kind of fragment, and a composition with pharmacokinetics, computes after a trip through SBML what it computed before: every variable, at
// every time, to the last bit, in each level and version that is written.
func TestFragmentsThroughSBML(t *testing.T) {
	lib := evidence.Default()
	cell := binding.CellAt(lib, unit.Q(2, "mM"))
	renewed := cell
	for k := range renewed.Lifetime {
		renewed.Lifetime[k] = unit.Q(6, "h")
	}
	ligand := func(id string, mode binding.Mode, s binding.Site) binding.Ligand {
		l := binding.Ligand{ID: id, Mode: mode}
		for k := range l.Sites {
			l.Sites[k] = s
		}
		return l
	}
	ki := func(v float64) unit.Quantity { return unit.Q(v, "nM{unbound}") }
	rapid := ligand("a", binding.Reversible, binding.Site{Ki: ki(0.7)})
	slow := ligand("b", binding.Reversible, binding.Site{Ki: ki(1.3), Residence: unit.Q(90, "min")})
	twoStep := ligand("c", binding.Irreversible, binding.Site{Ki: ki(3), KInact: unit.Q(0.01, "1/min")})
	oneStep := ligand("d", binding.Irreversible, binding.Site{Inactivation: unit.Q(0.004, "1/nM/h/{unbound}")})
	pseudo := ligand("e", binding.JH2, binding.Site{Ki: ki(0.02), Residence: unit.Q(3, "h"), Residual: unit.Q(0.1, "1")})
	set := map[string]float64{"Cu_a": 12, "Cu_b": 30, "Cu_c": 8, "Cu_d": 50, "Cu_e": 0.05}
	for name, c := range map[string]struct {
		cell    binding.Cell
		ligands []binding.Ligand
	}{
		"equilibrium": {cell, []binding.Ligand{rapid}}, "kinetic": {cell, []binding.Ligand{slow}}, "competing": {cell, []binding.Ligand{rapid, slow}},
		"covalent, two steps": {renewed, []binding.Ligand{twoStep}}, "covalent, one step": {renewed, []binding.Ligand{oneStep}},
		"pseudokinase": {cell, []binding.Ligand{pseudo}}, "all": {renewed, []binding.Ligand{rapid, slow, twoStep, oneStep, pseudo}},
	} {
		m, err := binding.Fragment("test", c.cell, c.ligands...)
		if err != nil {
			t.Fatal(err)
		}
		throughSBML(t, name, m, set)
	}
	filgotinib := treatment(t, "filgotinib", "200 mg", "qd", "ra")
	c := compose(t, Options{Lifetime: unit.Q(40, "h")}, Part{Treatment: filgotinib, Residence: unit.Q(4, "h")})
	throughSBML(t, "filgotinib", c.Model, map[string]float64{"depot": 200, "GS829845_depot": 200})
}

// throughSBML compares a model with what is read back from it; set gives parameters and initial amounts in units of the model.
func throughSBML(t *testing.T, name string, m *model.Model, set map[string]float64) {
	t.Helper()
	var names []string
	for _, id := range m.Names() {
		if k, _ := m.Lookup(id); k == model.KindParameter || k == model.KindSpecies {
			names = append(names, id)
		}
	}
	want := everything(t, m, names, set)
	moving := 0
	for i := range names {
		if want[i][0] != want[i][len(want[i])-1] {
			moving++
		}
	}
	doc, err := sbml.NewDocument(m)
	if err != nil {
		t.Fatalf("%s: %v", name, err)
	}
	for _, target := range sbml.Targets() {
		data, _, err := sbml.WriteAs(doc, target)
		if err != nil {
			t.Errorf("%s as %s: %v", name, target, err)
			continue
		}
		back, err := sbml.Read(name+".xml", data)
		if err != nil {
			t.Errorf("%s as %s: %v", name, target, err)
			continue
		}
		got := everything(t, back.Model, names, set)
		for i, id := range names {
			for j := range got[i] {
				if math.Float64bits(got[i][j]) != math.Float64bits(want[i][j]) {
					t.Errorf("%s as %s: %s is %.17g at point %d, was %.17g", name, target, id, got[i][j], j, want[i][j])
					break
				}
			}
		}
	}
	if name != "equilibrium" && moving < 8 {
		t.Errorf("%s: only %d variables move", name, moving)
	}
	if active := want[slices.Index(names, "active_JAK1")]; !(active[3] < 0.95) {
		t.Errorf("%s: JAK1 is %g active after 3 h", name, active[3])
	}
}

// everything simulates a model and returns all the variables named, in units of the model.
func everything(t *testing.T, m *model.Model, names []string, set map[string]float64) [][]float64 {
	t.Helper()
	b := model.NewBuilder("observed", m.Mode())
	b.Include("", m, nil)
	for _, id := range names {
		b.Output("see_"+id, "", id)
	}
	observed, err := b.Build()
	if err != nil {
		t.Fatal(err)
	}
	p, err := compile.Compile(observed, compile.Options{})
	if err != nil {
		t.Fatal(err)
	}
	r := sim.ModelRun{Program: p, End: 24, Times: []float64{0, 0.1, 1, 3, 8, 24}}
	for i, x := range p.Params {
		if v, ok := set[x.ID]; ok {
			r.Settings = append(r.Settings, sim.Setting{Param: i, Value: v})
		}
	}
	c, err := sim.Solve(context.Background(), r)
	if err != nil {
		t.Fatal(err)
	}
	out := make([][]float64, len(names))
	for i, id := range names {
		out[i] = c.Values[p.OutputIndex("see_"+id)]
	}
	return out
}
