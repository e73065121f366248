package pathway

import (
	"context"
	"testing"

	"jakstat/engine/compile"
	"jakstat/engine/sim"
	"jakstat/evidence"
)

// dynamic are the cytokines whose dynamics the package answers for.
var dynamic = []string{
	"IFN-alpha/beta", "IFN-gamma", "IL-6", "IL-10", "IL-22", "IL-2", "IL-4 (type I)", "IL-7", "IL-9", "IL-15", "IL-21", "IL-12", "IL-23", "EPO", "TPO", "GM-CSF", "G-CSF",
}

func built(t testing.TB, cytokine string, o Options) *Pathway {
	t.Helper()
	p, err := Build(evidence.Default(), cytokine, o)
	if err != nil {
		t.Fatalf("%s: %v", cytokine, err)
	}
	return p
}

func compiled(t testing.TB, p *Pathway, report ...string) *compile.Program {
	t.Helper()
	prog, err := compile.Compile(p.Fragment(), compile.Options{Report: report})
	if err != nil {
		t.Fatal(err)
	}
	return prog
}

// saturating is the concentration of a cytokine (nM) that occupies every receptor.
const saturating = 50.0

// course runs a program with other values of parameters; the result is by output.
func course(t testing.TB, prog *compile.Program, times []float64, set map[string]float64) map[string][]float64 {
	t.Helper()
	r := sim.ModelRun{Program: prog, End: times[len(times)-1], Times: times}
	for id, v := range set {
		i := prog.ParamIndex(id)
		if i < 0 {
			t.Fatalf("no parameter %s", id)
		}
		r.Settings = append(r.Settings, sim.Setting{Param: i, Value: v})
	}
	c, err := sim.Solve(context.Background(), r)
	if err != nil {
		t.Fatal(err)
	}
	out := map[string][]float64{}
	for o, x := range prog.Outputs {
		out[x.ID] = c.Values[o]
	}
	return out
}

func grid(end, step float64) []float64 {
	var out []float64
	for k := 0; float64(k)*step <= end; k++ {
		out = append(out, float64(k)*step)
	}
	return out
}

// peak is the largest value and its place.
func peak(y []float64) (at int, v float64) {
	for k := range y {
		if y[k] > v {
			at, v = k, y[k]
		}
	}
	return at, v
}

// reaches is the first place at which y reaches a level.
func reaches(y []float64, level float64) int {
	for k := range y {
		if y[k] >= level {
			return k
		}
	}
	return len(y) - 1
}
