package biomarker

import (
	"context"
	"math"
	"testing"

	"jakstat/engine/compile"
	"jakstat/engine/model"
	"jakstat/engine/sim"
	"jakstat/format/sbml"
)

// The model computes after a trip through SBML what it computed before: every variable, at every time, to the last bit, in each level and version.
func TestModelThroughSBML(t *testing.T) {
	m := build(t).Fragment()
	set := map[string]float64{"presence": 1, "washout": 0, "inflammation": 1, "clonal": 0.3}
	for i, c := range Cytokines() {
		set[block(c)] = 0.15 + 0.03*float64(i)
	}
	var names []string
	for _, id := range m.Names() {
		if k, _ := m.Lookup(id); k == model.KindParameter || k == model.KindSpecies {
			names = append(names, id)
		}
	}
	want := everything(t, m, names, set)
	moving := 0
	for _, v := range want {
		if v[0] != v[len(v)-1] {
			moving++
		}
	}
	if moving < 50 {
		t.Errorf("only %d variables move", moving)
	}
	doc, err := sbml.NewDocument(m)
	if err != nil {
		t.Fatal(err)
	}
	for _, target := range sbml.Targets() {
		data, _, err := sbml.WriteAs(doc, target)
		if err != nil {
			t.Errorf("%s: %v", target, err)
			continue
		}
		back, err := sbml.Read("laboratory.xml", data)
		if err != nil {
			t.Errorf("%s: %v", target, err)
			continue
		}
		got := everything(t, back.Model, names, set)
		for i, id := range names {
			for j := range got[i] {
				if math.Float64bits(got[i][j]) != math.Float64bits(want[i][j]) {
					t.Errorf("%s: %s is %.17g at point %d, was %.17g", target, id, got[i][j], j, want[i][j])
					break
				}
			}
		}
	}
}

// everything simulates a model over a year and returns all the variables named.
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
	r := sim.ModelRun{Program: p, End: 52 * hoursPerWeek, Times: []float64{0, 24, 168, 1000, 52 * hoursPerWeek}}
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
