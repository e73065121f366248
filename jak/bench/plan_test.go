package bench

import (
	"errors"
	"math"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"jakstat/diag"
	"jakstat/evidence"
)

const whole = `bench: a title
about: nothing else
cell: hepatocyte
matrix: whole blood
constants: cells
stimulus: {cytokine: IL-6, concentration: 20.8 ng/mL, from: 5 min, until: 0.5 h}
drugs:
  - {drug: tofacitinib, concentration: [1 uM, 312.4 ng/mL, 0 nM], from: -1 h, until: 20 min}
  - {drug: Baricitinib, dilution: {top: 900 nM, factor: 3, points: 3}}
background:
  - {drug: ruxolitinib, concentration: 10 nM}
readouts: [pSTAT3, p-stat1, SOCS mRNA, target_mRNA, SOCS3]
times: [10 min, 0.5 h]
measured:
  - {readout: pSTAT3, drug: tofacitinib, concentration: 100 nM, time: 10 min, value: 40 %, source: mine}
  - {readout: pSTAT1, drug: baricitinib, value: "0.9", concentration: 0 nM, time: 30 min}
`

func opened(t testing.TB, text string) *Plan {
	t.Helper()
	p, err := Open(evidence.Default(), "own.yaml", []byte(text))
	if err != nil {
		t.Fatal(err)
	}
	return p
}

func TestOpen(t *testing.T) {
	p := opened(t, whole)
	near := func(what string, got, want float64) {
		t.Helper()
		if math.Abs(got-want) > 1e-3*math.Abs(want) {
			t.Errorf("%s is %g, want %g", what, got, want)
		}
	}
	near("IL-6", p.Stimulus.NM[0], 1) // 20.8 kDa
	near("the stimulus begins", p.Stimulus.From, 5)
	near("the stimulus ends", p.Stimulus.Until, 30)
	d := p.Drugs[0]
	near("tofacitinib, mass", d.NM[1], 1000) // 312.4 g/mol
	near("tofacitinib free in blood", d.Free, 0.6)
	near("pre-incubation", d.From, -60)
	if d.NM[2] != 0 || d.Constants[0].KiApp == d.Molecule.Constants[0].KiApp || d.Until != 20 {
		t.Errorf("%+v", d)
	}
	if b := p.Drugs[1]; b.Name != "baricitinib" || !slices.Equal(b.NM, []float64{900, 300, 100}) || !math.IsInf(b.Until, 1) || b.From != 0 {
		t.Errorf("%+v", b)
	}
	var names []string
	for _, r := range p.Readouts {
		names = append(names, r.Name)
	}
	if got := strings.Join(names, ", "); got != "pSTAT3, pSTAT1, SOCS3 mRNA, target mRNA, SOCS3" {
		t.Errorf("read-outs %s", got)
	}
	if p.Matrix != WholeBlood || p.Constants != Cells || p.Pathway.Cell != "hepatocyte" || !slices.Equal(p.Times, []float64{10, 30}) || len(p.Background) != 1 {
		t.Errorf("%+v", p)
	}
	if m := p.Measured; len(m) != 2 || m[0].Value != 40 || m[0].Source != "mine" || m[1].Value != 90 || m[1].Readout != 1 || m[1].Drug != 1 || m[1].Time != 1 {
		t.Errorf("%+v", p.Measured)
	}
	if p.Shape() != DoseResponse || p.VariesCytokine() || len(p.Curves()) != 2 {
		t.Errorf("shape %s, %d curves", p.Shape(), len(p.Curves()))
	}
}

func TestUnitsOfActivity(t *testing.T) {
	p := opened(t, "bench: x\nstimulus: {cytokine: EPO, concentration: 1 IU/mL}\nreadouts: pSTAT5\ntimes: {from: 0 min, to: 10 min, every: 2.5 min}\n")
	if got := p.Stimulus.NM[0]; math.Abs(got-0.274) > 0.001 { // 8.33 ng at 120 IU/µg and 30.4 kDa
		t.Errorf("1 IU/mL of EPO is %g nM", got)
	}
	if !slices.Equal(p.Times, []float64{0, 2.5, 5, 7.5, 10}) || p.Shape() != TimeCourse {
		t.Errorf("%v %s", p.Times, p.Shape())
	}
}

// Every mistake has its place and what would be right; those of one file come together.
func TestMistakes(t *testing.T) {
	const minimal = "bench: x\nstimulus: {cytokine: IL-6, concentration: 1 nM}\nreadouts: pSTAT3\ntimes: 15 min\n"
	opened(t, minimal)
	for _, c := range []struct {
		text string
		want []string
	}{
		{"", []string{"1: error: the file is empty"}},
		{"bench: [", []string{"own.yaml:1"}},
		{"bench: x\nwhat: 3\n", []string{`2:1: error: unknown key "what"`, "nothing is stimulated", "nothing is read", "no time is read"}},
		{strings.Replace(minimal, "IL-6", "IL-66", 1), []string{`2:22: error: unknown cytokine "IL-66"; did you mean "IL-26"?`}},
		{strings.Replace(minimal, "1 nM", "1 nMol", 1), []string{"2:43: error"}},
		{strings.Replace(minimal, "1 nM", "1 IU/mL", 1), []string{`2:43: error: stimulus: "1 IU/mL" cannot be converted: the library has no specific activity of IL-6`}},
		{strings.Replace(minimal, "1 nM", "-1 nM", 1), []string{"is out of range"}},
		{strings.Replace(minimal, "1 nM", "\"1 nM{blood}\"", 1), []string{"names a frame"}},
		{strings.Replace(minimal, "1 nM", "1 min", 1), []string{`"1 min" is not a concentration`}},
		{strings.Replace(minimal, "pSTAT3", "[pSTAT5, pSTAT3, pstat3]", 1), []string{`3:12: error: the receptor of IL-6 has no read-out "pSTAT5"`, "pSTAT3 is read twice"}},
		{strings.Replace(minimal, "15 min", "[15 min, 10 min, 1 kg, 1e9 d]", 1), []string{"does not come after 15 min", `"1 kg" is not a time`, "1e9 d is out of range"}},
		{strings.Replace(minimal, "15 min", "{to: 1 h}", 1), []string{"needs to and every"}},
		{strings.Replace(minimal, "15 min", "{to: 1 h, every: 0.01 s}", 1), []string{"360001 times; at most 2000"}},
		{strings.Replace(minimal, "15 min", "{to: 1e-297 min, every: 1e-300 min}", 1), []string{"shorter than any read-out"}},
		{strings.Replace(minimal, "15 min", "{from: 1 h, to: 1 min, every: 1 min}", 1), []string{"the end comes after the beginning"}},
		{minimal + "cell: hepatozyte\nmatrix: serum\nconstants: best\nmutation: JAK2 V617F\n", []string{
			`5:7: error: no volumes or abundances for a cell "hepatozyte"; did you mean "hepatocyte"?`, `6:9: error: matrix: "serum"`, `7:12: error: constants: "best"`, "8:11: error: JAK2 V617F signals",
		}},
		{minimal + "receptor: EPO\n", []string{"receptor: is given beside stimulus:"}},
		{"bench: x\nreceptor: EPO\nreadouts: pSTAT5\ntimes: 1 h\n", []string{"is silent without cytokine"}},
		{minimal + "drugs:\n - {drug: tofacitinb, concentration: 1 nM}\n - {concentration: 1 nM}\n - {drug: tofacitinib}\n - {drug: tofacitinib, concentration: 1 nM, dilution: {top: 1 uM}}\n", []string{
			`6:11: error: no drug "tofacitinb"; did you mean "tofacitinib"?`, "7:4: error: drugs: an entry names no drug", "8:4: error: drugs, tofacitinib has no concentration", "both concentration and dilution",
		}},
		{minimal + "drugs:\n - {drug: tofacitinib, dilution: {top: 1 uM, factor: 1, points: 1000}}\n - {drug: tofacitinib, dilution: {top: 1 uM}}\n - {drug: tofacitinib, dilution: {top: 1 nM, factor: 1000, points: 10}}\n", []string{
			`a dilution by "1"`, `"1000" points`, "needs top, factor and points", "the series ends at",
		}},
		{minimal + "drugs:\n - {drug: tofacitinib, concentration: [1 nM, 1000 pM], from: 1 h, until: 0.5 h}\n", []string{"1000 pM is given twice", "ends at 0.5 h, before it begins"}},
		{minimal + "background:\n - {drug: tofacitinib, concentration: [1 nM, 2 nM]}\n", []string{"background: tofacitinib has 2 concentrations"}},
		{strings.Replace(minimal, "1 nM", "[1 nM, 2 nM]", 1) + "drugs:\n - {drug: tofacitinib, concentration: [1 nM, 2 nM]}\n", []string{"both have several concentrations"}},
		{strings.Replace(minimal, "15 min", "{to: 1 h, every: 1 min}", 1) + "drugs:\n - {drug: tofacitinib, dilution: {top: 1 uM, factor: 3, points: 9}}\n", []string{"a time course of 10 conditions"}},
		{minimal + "measured:\n - {}\n - {readout: pSTAT1, ic50: 1 nM}\n - {value: x}\n - {value: 5 %, time: 1 h}\n - {value: 5 %, drug: tofacitinib}\n", []string{
			"needs either ic50 or value", `"pSTAT1" is not among the readouts`, "the experiment is no dose-response of a drug", `"x" is not a percentage`, "1 h is not among the times", `"tofacitinib" is not among the drugs`,
		}},
		{strings.Replace(minimal, "bench: x", "bench: ", 1), []string{"no title"}},
	} {
		_, err := Open(evidence.Default(), "own.yaml", []byte(c.text))
		if err == nil {
			t.Errorf("no mistake in\n%s", c.text)
			continue
		}
		for _, w := range c.want {
			if !strings.Contains(err.Error(), w) {
				t.Errorf("want %q in\n%v", w, err)
			}
		}
		var l diag.List
		if errors.As(err, &l) && len(l) < len(c.want) {
			t.Errorf("%d mistakes, want %d:\n%v", len(l), len(c.want), err)
		}
	}
}

func examples(t testing.TB) map[string][]byte {
	t.Helper()
	out := map[string][]byte{}
	for _, name := range []string{"il6-tofacitinib.yaml", "ifng-washout.yaml", "epo-v617f.yaml"} {
		data, err := os.ReadFile(filepath.Join("..", "..", "examples", name))
		if err != nil {
			t.Fatal(err)
		}
		out[name] = data
	}
	return out
}

// FuzzOpen: no panic whatever the bytes, mistakes always as a list with the file's name, and a plan that opens composes and can be bound.
func FuzzOpen(f *testing.F) {
	f.Add([]byte(whole))
	for _, data := range examples(f) {
		f.Add(data)
	}
	for _, s := range []string{
		"", "bench: x", "bench: x\nstimulus: {cytokine: IL-6, concentration: 1e-400 nM}\nreadouts: pSTAT3\ntimes: 0 min", "times: {to: 1e308 d, every: 1e-308 s}",
		"bench: x\nmutation: MPL W515L\nreceptor: TPO\nreadouts: [SOCS]\ntimes: [0 min]\ndrugs: [{drug: ritlecitinib, concentration: 1 M}]",
	} {
		f.Add([]byte(s))
	}
	lib := evidence.Default()
	f.Fuzz(func(t *testing.T, data []byte) {
		p, err := Open(lib, "f.yaml", data)
		if err != nil {
			var l diag.List
			if !errors.As(err, &l) {
				t.Fatalf("%T: %v", err, err)
			}
			return
		}
		if _, err := p.Bind(); err != nil {
			t.Fatal(err)
		}
	})
}
