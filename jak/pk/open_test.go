package pk

import (
	"errors"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"jakstat/diag"
	"jakstat/engine/dose"
	"jakstat/evidence"
	"jakstat/unit"
)

func TestOpenMistakes(t *testing.T) {
	lib := evidence.Default()
	dir := t.TempDir()
	write := func(name, text string) string {
		path := filepath.Join(dir, name)
		if err := os.WriteFile(path, []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
		return path
	}
	head := "drug: x\nanalytes: [{name: x, molar_mass: 300 g/mol, fu: \"0.5\"}]\n"
	model := func(parameters string) string {
		return head + "models:\n  - id: own\n    parameters: {" + parameters + "}\n"
	}
	for _, c := range []struct {
		name, path string
		want       []string
	}{
		{"misspelt drug", "tofacitinob", []string{`no drug "tofacitinob"`, `did you mean "tofacitinib"?`, "path of your own .yaml file"}},
		{"no file", filepath.Join(dir, "none.yaml"), []string{"none.yaml: error: cannot be read: no such file"}},
		{"a directory", write("keep", "") + "/../../" + filepath.Base(dir) + "/d.yaml", []string{"cannot be read"}},
		{"mass in daltons per cent", write("a.yaml", "drug: x\nanalytes: [{name: x, molar_mass: 300 mg, fu: 50 g}]\nno_model: none\n"), []string{"a.yaml:2:34: error: 300 mg has dimension mass", "a.yaml:2:46: error: 50 g has dimension mass"}},
		{"fu as a percentage", write("b.yaml", "drug: x\nanalytes: [{name: x, molar_mass: 300 g/mol, fu: \"60\"}]\nno_model: none\n"), []string{"fu of x is 60; it is a fraction; write 0.6 for 60 %"}},
		{"no molar mass", write("c.yaml", "drug: x\nanalytes: [{name: x}]\nno_model: none\n"), []string{"x needs molar_mass and fu"}},
		{"missing parameters", write("d.yaml", model("CL: 10 L/h, Q: 3 L/h")), []string{"parameter Vc is missing", "parameter Vp is missing (Q is given)"}},
		{"units", write("e.yaml", model("CL: 10 L, Vc: 50 L/h, ka: 3 h")), []string{"CL: 10 L has dimension", "Vc: 50 L/h has dimension", "ka: 3 h has dimension"}},
		{"signs", write("f.yaml", model("CL: -10 L/h, Vc: 0 L, ka: 1 1/h")), []string{"CL = -10 L/h/{plasma} must be positive", "Vc = 0 L/{plasma} must be positive"}},
		{"value and formula", write("g.yaml", model("CL: {value: 1 L/h, formula: \"2*Vc/[1 h]\"}, Vc: 3 L")), []string{"CL has both a value and a formula"}},
		{"formula", write("h.yaml", model("CL0: 1 L/h, CL: {formula: \"CL00*2\"}, Vc: 3 L")), []string{`unknown symbol "CL00"`, `did you mean "CL0"?`}},
		{"formula of wrong dimension", write("i.yaml", model("CL0: 1 L/h, CL: {formula: \"CL0*Vc\"}, Vc: 3 L")), []string{`the assignment rule of CL, "CL0 * Vc", is L^2/h`}},
		{"transits", write("j.yaml", model("CL: 1 L/h, Vc: 3 L, ka: 1 1/h, ktr: 1 1/h, transits: 2.5")), []string{`transits: "2.5" is not a number of compartments; a whole number from 1 to 9`}},
		{"metabolite of nothing", write("k.yaml", model("CL: 1 L/h, Vc: 3 L")+"    metabolites: [{analyte: M7, ratio: \"2\"}]\n"), []string{`metabolite "M7" is not among the analytes`}},
		{"equivalents of another", write("l.yaml", "drug: x\nanalytes: [{name: x, molar_mass: 300 g/mol, fu: \"0.5\"}, {name: M1, equivalents: {of: y, weight: \"0.4\"}}]\nno_model: none\n"), []string{`M1 is counted in equivalents of "y"`}},
		{"condition", write("m.yaml", head+"no_model: none\nconditions: {renal: pkcov99999}\n"), []string{"m.yaml:4", "pkcov99999"}},
	} {
		t.Run(c.name, func(t *testing.T) {
			_, err := Open(c.path, lib)
			var l diag.List
			if !errors.As(err, &l) {
				t.Fatalf("no list of mistakes: %v", err)
			}
			for _, w := range c.want {
				if strings.Count(err.Error(), w) != 1 {
					t.Errorf("%q must stand once in\n%s", w, err)
				}
			}
		})
	}
}

func TestFind(t *testing.T) {
	lib := evidence.Default()
	d, err := Open("Tofacitinib", lib)
	if err != nil {
		t.Fatal(err)
	}
	for which, id := range map[string]string{"": "ra", "uc": "uc", "UC": "uc", "psoriasis": "pso", "XR": "healthy-xr"} {
		m, err := d.Find(which)
		if err != nil || m.ID != id {
			t.Errorf("Find(%q) = %v, %v; want %s", which, m, err, id)
		}
	}
	if _, err := d.Find("gout"); err == nil || !strings.Contains(err.Error(), "known: ra, psa") {
		t.Errorf("an unknown model: %v", err)
	}
	p, err := Open("peficitinib", lib)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := p.Find(""); err == nil || !strings.Contains(err.Error(), "cannot be simulated: the evidence holds no exposure") {
		t.Errorf("a drug without a model: %v", err)
	}
}

func TestSteadyStateWindows(t *testing.T) {
	m, abro := open(t, "tofacitinib", "ra"), open(t, "abrocitinib", "ad")
	for _, c := range []struct {
		m             *Model
		regimen       string
		start, length float64
		ss            bool
	}{
		{m, "5 mg bid", 0, 24, true},
		{m, "5 mg qd", 0, 24, true},
		{m, "5 mg q6h", 0, 24, true},
		{m, "5 mg q48h", 0, 48, true},
		{m, "5 mg q9h", 0, 9, true},
		{m, "load 10 mg then 5 mg bid", 0, 24, true},
		{abro, "200 mg qd", 14 * 24, 24, false},
	} {
		r, err := dose.ParseRegimen(c.regimen)
		if err != nil {
			t.Fatal(err)
		}
		w, err := c.m.SteadyState(r)
		if err != nil || w.Start != c.start || w.Length != c.length || (w.Events[0].SS == dose.Replace) != c.ss {
			t.Errorf("%s: %+v, %v", c.regimen, w, err)
		}
		g := w.Grid(0.37)
		if g[0] != w.Start || g[len(g)-1] != w.Start+w.Length {
			t.Errorf("%s: the grid runs from %g to %g", c.regimen, g[0], g[len(g)-1])
		}
		for i := 1; i < len(g); i++ {
			if g[i]-g[i-1] > 0.37+1e-9 {
				t.Errorf("%s: a step of %g", c.regimen, g[i]-g[i-1])
			}
		}
	}
	for _, text := range []string{"5 mg", "5 mg bid hold days 3-5"} {
		r, err := dose.ParseRegimen(text)
		if err != nil {
			t.Fatal(err)
		}
		if _, err := m.SteadyState(r); err == nil || !strings.Contains(err.Error(), "has no steady state") {
			t.Errorf("%s: %v", text, err)
		}
	}
	r, err := dose.ParseRegimen("5 mg q6h")
	if err != nil {
		t.Fatal(err)
	}
	if q := DailyDose(r); q != unit.Q(20, "mg") {
		t.Errorf("5 mg every 6 h is %s a day", q)
	}
}
