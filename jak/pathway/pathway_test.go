package pathway

import (
	"math"
	"strings"
	"testing"

	"jakstat/evidence"
	"jakstat/jak/binding"
	"jakstat/jak/drug"
)

// Every receptor of the evidence builds in every cell, with units checked, and starts at rest.
func TestEveryReceptorBuildsAndRests(t *testing.T) {
	lib := evidence.Default()
	for _, r := range lib.Receptors {
		for i, cell := range Cells() {
			if i > 0 && r.Cytokine != "IL-6" && r.Cytokine != "EPO" && r.Cytokine != "IL-13" {
				break // these have abundances of their own in some cell
			}
			p := built(t, r.Cytokine, Options{Cell: cell})
			y := course(t, compiled(t, p, p.Fragment().Names()...), []float64{0, 600}, nil)
			for id, v := range y {
				if math.Abs(v[1]-v[0]) > 1e-7*math.Max(1, math.Abs(v[0])) {
					t.Errorf("%s in a %s: %s moves from %g to %g without cytokine", r.Cytokine, cell, id, v[0], v[1])
				}
			}
			for _, s := range p.STATs {
				if y["p"+s][1] != 0 {
					t.Errorf("%s: p%s is %g without cytokine", r.Cytokine, s, y["p"+s][1])
				}
			}
		}
	}
}

// Mass: every STAT is conserved whatever happens, and the receptor where synthesis and loss balance.
func TestConservation(t *testing.T) {
	cases := map[string]Options{"TPO": {Mutation: "MPL W515L"}, "EPO": {Mutation: "JAK2 V617F"}}
	for _, c := range dynamic {
		p := built(t, c, cases[c])
		prog := compiled(t, p, p.Fragment().Names()...)
		set := map[string]float64{"L": 2, "active_JAK1": 0.7, "active_JAK2": 0.6, "active_JAK3": 0.5, "active_TYK2": 0.4}
		y := course(t, prog, grid(300, 10), set)
		cyt, nuc := p.Value("cytoplasm"), p.Value("nucleus")
		for _, s := range p.STATs {
			for k := range y[s] {
				total := cyt*(y[s][k]+y[s+"p"][k]) + nuc*y[s+"_n"][k]
				for _, d := range dimers(p.STATs) {
					total += float64(d.count(s)) * (cyt*y[d.id()][k] + nuc*y[d.id()+"_n"][k])
				}
				if want := y["total_"+s][0]; math.Abs(total-want) > 1e-6*want {
					t.Fatalf("%s: %s is %.9g zmol in point %d, %.9g at the start", c, s, total, k, want)
				}
			}
		}
		for k := range y["R"] {
			total := y["R"][k] + y["RL"][k] + y["RA"][k]
			if p.Mutation != "" {
				total += y["RC"][k]
			}
			if math.Abs(total-p.Value("R0")) > 1e-6*p.Value("R0") {
				t.Fatalf("%s: %g nM receptor in point %d", c, total, k)
			}
		}
	}
}

// More inhibition of any kinase of the receptor means less signal; other kinases mean nothing.
func TestInhibitionActsThroughTheKinasesOfTheReceptor(t *testing.T) {
	for _, c := range dynamic {
		p := built(t, c, Options{})
		prog := compiled(t, p)
		read := func(k binding.Kinase, a float64) float64 {
			return course(t, prog, []float64{0, 15}, map[string]float64{"L": 1, Active(k): a})["p"+p.STATs[0]][1]
		}
		on := map[binding.Kinase]bool{p.Pair.A: true}
		for _, k := range p.Pair.B {
			on[k] = true
		}
		for _, k := range binding.Kinases() {
			full, half, none := read(k, 1), read(k, 0.5), read(k, 0)
			redundant := k != p.Pair.A && len(p.Pair.B) > 1
			switch {
			case !on[k] && (half != full || none != full):
				t.Errorf("%s: %s is not on the receptor and matters", c, k)
			case on[k] && redundant && !(half <= full && none <= half && none > 0.5*full):
				t.Errorf("%s: redundant %s: %g, %g, %g", c, k, full, half, none)
			case on[k] && !redundant && !(half < full && none < 1e-6*full):
				t.Errorf("%s: %s: %g, %g, %g", c, k, full, half, none)
			}
		}
	}
}

func TestMutantsSignalWithoutCytokine(t *testing.T) {
	for _, c := range []struct{ cytokine, mutation string }{{"EPO", "JAK2 V617F"}, {"TPO", "JAK2 V617F"}, {"G-CSF", "JAK2 V617F"}, {"TPO", "MPL W515L"}} {
		p := built(t, c.cytokine, Options{Mutation: c.mutation})
		prog := compiled(t, p)
		main := "p" + p.STATs[0]
		y := course(t, prog, grid(2880, 60), nil)[main]
		wild := course(t, compiled(t, built(t, c.cytokine, Options{})), []float64{0, 2880}, nil)[main]
		last := y[len(y)-1]
		if !(last > 5) || wild[1] != 0 {
			t.Errorf("%s, %s: p%s %.2f %% without cytokine, wild type %g %%", c.cytokine, c.mutation, main, last, wild[1])
		}
		if math.Abs(y[len(y)-2]-last) > 1e-3*last {
			t.Errorf("%s, %s: not at rest after two days", c.cytokine, c.mutation)
		}
		inhibited := course(t, prog, []float64{0, 2880}, map[string]float64{"active_JAK2": 0.1})[main][1]
		if !(inhibited < 0.3*last) {
			t.Errorf("%s, %s: %g %% left of %g with a tenth of JAK2", c.cytokine, c.mutation, inhibited, last)
		}
	}
}

// STATs compete: with less of one there is more signal of the other.
func TestSTATsCompete(t *testing.T) {
	p := built(t, "IL-6", Options{})
	prog := compiled(t, p)
	scarce := course(t, prog, []float64{0, 10}, map[string]float64{"L": 1, "STAT1": 10})["pSTAT3"][1]
	usual := course(t, prog, []float64{0, 10}, map[string]float64{"L": 1})["pSTAT3"][1]
	if !(scarce > 1.02*usual) {
		t.Errorf("pSTAT3 %g with little STAT1, %g with much", scarce, usual)
	}
}

// Every judgement lies within its bounds, every other number has rows; what is verified rests on verified rows.
func TestEveryNumberHasItsSource(t *testing.T) {
	lib := evidence.Default()
	seen := map[string]bool{}
	for _, r := range lib.Receptors {
		for _, mutation := range append([]string{""}, Mutations()...) {
			p, err := Build(lib, r.Cytokine, Options{Mutation: mutation})
			if err != nil {
				continue // the mutant has no place at this receptor
			}
			for _, x := range p.Parameters {
				seen[x.ID] = true
				if x.Judgement == "" && len(x.Refs) == 0 {
					t.Errorf("%s has no source", x.ID)
				}
				if x.Judgement != "" && !(x.Low.Value <= x.Value.Value && x.Value.Value <= x.High.Value && x.Low.Value < x.High.Value) {
					t.Errorf("%s", x)
				}
				if x.Judgement != "" && x.Verified || !(x.Value.Value > 0) || x.What == "" {
					t.Errorf("%s", x)
				}
				if !strings.Contains(x.String(), x.ID) {
					t.Error(x)
				}
				for _, id := range x.Refs {
					if !drug.IsID(id) {
						t.Errorf("%s rests on %q", x.ID, id)
					}
				}
			}
		}
	}
	for _, table := range [][]constant{shared, activations[""], feedbacks["CIS"]} {
		for _, c := range table {
			if !seen[c.id] {
				t.Errorf("%s is never used", c.id)
			}
		}
	}
}

func TestWhatCannotBeBuilt(t *testing.T) {
	for _, c := range []struct {
		cytokine string
		o        Options
		want     string
	}{
		{"IL-66", Options{}, `unknown cytokine "IL-66"`},
		{"IL-6", Options{Cell: "hepatocite"}, `did you mean "hepatocyte"?`},
		{"IL-6", Options{Mutation: "JAK2 V617F"}, "take EPO, TPO or G-CSF"},
		{"EPO", Options{Mutation: "MPL W515L"}, "take TPO"},
		{"EPO", Options{Mutation: "V617"}, `unknown mutation "V617"`},
	} {
		_, err := Build(evidence.Default(), c.cytokine, c.o)
		if err == nil || !strings.Contains(err.Error(), c.want) {
			t.Errorf("%s %+v: %v", c.cytokine, c.o, err)
		}
	}
}
