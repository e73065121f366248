package inhibit

import (
	"context"
	"math"
	"os"
	"path/filepath"
	"slices"
	"testing"

	"jakstat/engine/compile"
	"jakstat/engine/model"
	"jakstat/engine/sim"
	"jakstat/format/sbml"
	"jakstat/jak/receptor"
)

// A drug of concentration 0 changes no bit of any model of the SBML Test Suite: events, delays, algebraic rules, fast reactions, conversion
// factors and computed stoichiometries stand in the combined model as they stood.
func TestNoDrugInTheSuite(t *testing.T) {
	shared := os.Getenv("JAKSTAT_SHARED")
	if shared == "" {
		t.Skip("skipped: set JAKSTAT_SHARED to the folder that holds sbml-test-suite")
	}
	files, err := filepath.Glob(filepath.Join(shared, "sbml-test-suite", "semantic", "*", "*-sbml-l3v2.xml"))
	if err != nil {
		t.Fatal(err)
	}
	compared := 0
	for _, file := range files {
		data, err := os.ReadFile(file)
		if err != nil {
			t.Fatal(err)
		}
		doc, err := sbml.Read(filepath.Base(file), data)
		if err != nil || doc.Flux != nil {
			continue
		}
		var steps []Step
		for _, r := range doc.Model.Reactions() {
			if r.Rate != nil {
				steps = append(steps, Step{r.ID, receptor.Stated(7, 1)})
			}
		}
		var report []string
		for _, s := range doc.Model.Species() {
			report = append(report, s.ID)
		}
		if len(steps) == 0 || len(report) == 0 {
			continue
		}
		run := func(m *model.Model) [][]float64 {
			p, err := compile.Compile(m, compile.Options{Report: report})
			if err != nil {
				return nil
			}
			c, err := sim.Solve(context.Background(), sim.ModelRun{Program: p, End: 5, Times: []float64{0, 0.5, 1, 2, 5}})
			if err != nil {
				return nil
			}
			return c.Values
		}
		want := run(doc.Model)
		c, err := Combine(doc.Model, 1, Exposure{}, steps)
		if want == nil || err != nil {
			if want != nil {
				t.Errorf("%s: %v", filepath.Base(file), err)
			}
			continue
		}
		got := run(c.Model)
		same := func(a, b []float64) bool {
			return slices.EqualFunc(a, b, func(x, y float64) bool { return math.Float64bits(x) == math.Float64bits(y) || x == 0 && y == 0 })
		}
		if !slices.EqualFunc(got, want, same) {
			t.Errorf("%s: %v, without the factor %v", filepath.Base(file), got, want)
		}
		compared++
	}
	if t.Logf("%d of %d models", compared, len(files)); compared < 500 {
		t.Errorf("only %d models were compared", compared)
	}
}
