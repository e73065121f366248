package drug

import (
	"errors"
	"fmt"
	"io/fs"
	"strings"
	"testing"

	"jakstat/diag"
	"jakstat/jak/form"
	"jakstat/library"
)

const good = `drug: examplinib
how: unverified
analytes:
  - {name: examplinib, molar_mass: 312 g/mol, fu: "0.4"}
conditions:
  renal severe: pkcov13
models:
  - id: own
    population: RA
    reference: {WT: 70 kg}
    parameters:
      CL0: {value: "[10 mg] / pkexp17", cv: 25 %, source: [pkexp17, pkpar1]}
      CL: {formula: "CL0*(WT/[70 kg])^0.75"}
      Vc: 87 L
      ka:
        value: 2 1/h
        note: >-
          a folded
          note
    correlations:
      - {between: [CL0, Vc], value: "0.3"}
potencies:
  - {cytokine: IL-6, stat: STAT3, cell: T cells, ic50: "100 nM{plasma}", hill: 1.2}
`

func TestParse(t *testing.T) {
	f, err := Parse("own.yaml", []byte(good))
	if err != nil {
		t.Fatal(err)
	}
	m := f.Models[0]
	if got := strings.Join(m.Parameters.Names(), " "); got != "CL0 CL Vc ka" {
		t.Errorf("parameters in the order %q", got)
	}
	cl0, _ := m.Parameters.Get("CL0")
	if cl0.Value.S != "[10 mg] / pkexp17" || cl0.CV.S != "25 %" || strings.Join(cl0.Source.Strings(), " ") != "pkexp17 pkpar1" {
		t.Errorf("CL0 is %+v", cl0)
	}
	if cl0.Pos.Line != 12 || cl0.Pos.Col != 20 {
		t.Errorf("the value of CL0 stands at %v", cl0.Pos)
	}
	ka, _ := m.Parameters.Get("ka")
	if ka.Value.S != "2 1/h" || ka.Note.S != "a folded note" {
		t.Errorf("ka is %+v", ka)
	}
	if vc, _ := m.Parameters.Get("Vc"); vc.Value.S != "87 L" || !vc.Set() {
		t.Errorf("a plain value reads as %+v", vc)
	}
	if _, ok := m.Parameters.Get("Q"); ok {
		t.Error("a parameter that is not there was found")
	}
	p := f.Potencies[0]
	if p.Cytokine.S != "IL-6" || p.Hill.S != "1.2" || p.Pos.Line != 23 {
		t.Errorf("potency %+v", p)
	}
}

// Every mistake is reported with its place, all at once and in the order of the file.
func TestParseReportsEverything(t *testing.T) {
	base := "drug: x\nanalytes: [{name: x}]\nno_model: none\n"
	for _, c := range []struct {
		name, text string
		want       []string
	}{
		{"empty", "", []string{`f.yaml:1: error: the file is empty; add a line drug: NAME`}},
		{"only a comment", "# nothing\n", []string{`the file is empty`}},
		{"a scalar", "tofacitinib", []string{`f.yaml:1:1: error: keys with values are needed here, found a string`}},
		{"nothing in it", "brand: B", []string{`f.yaml:1: error: the file names no drug; add a line drug: NAME`, `no analyte is given; add analytes:`, `no pharmacokinetic model is given; add models:`}},
		{"unknown keys", base + "brnad: B\nmodel:\n  - id: m\nzzzzzz: 1\n", []string{
			`f.yaml:4:1: error: unknown key "brnad"; did you mean "brand"?`, `f.yaml:5:1: error: unknown key "model"; did you mean "mode"?`, `f.yaml:7:1: error: unknown key "zzzzzz"`,
		}},
		{"unknown keys further down", base + "models:\n  - {id: m, parametres: {}}\n  - id: n\n    parameters:\n      CL: {valeu: 1 L/h, cv: 3 %}\n", []string{
			`f.yaml:5:13: error: unknown key "parametres"; did you mean "parameters"?`, `f.yaml:8:12: error: unknown key "valeu"; did you mean "value"?`,
		}},
		{"wrong words", base + "mode: covalant\nhow: verifyed\nmodels:\n  - {id: m, basis: publishd, cv_convention: omgea, metabolites: [{analyte: y, input: elimniation}]}\n", []string{
			`f.yaml:4:7: error: mode: "covalant" is not known; did you mean "covalent"?`, `f.yaml:5:6: error: how: "verifyed" is not known; did you mean "verified"?`,
			`f.yaml:7:20: error: basis: "publishd" is not known; did you mean "published"?`, `cv_convention: "omgea" is not known; did you mean "omega"?`, `input: "elimniation" is not known; did you mean "elimination"?`,
		}},
		{"keys twice", base + "drug: y\nmodels:\n  - id: m\n    parameters: {CL: 1, Vc: 2, CL: 3}\n  - id: m\n", []string{
			`f.yaml:4:1: error: "drug" is given twice, first in line 1`, `f.yaml:7:32: error: "CL" is given twice, first in line 7`, `f.yaml:8:9: error: model id "m" is used twice`,
		}},
		{"wrong forms", "drug: [a, b]\nanalytes: x\nconditions: 3\nmodels:\n  - 7\n  - id: {a: b}\n", []string{
			`f.yaml:1:7: error: a single value is needed here, found a sequence`, `f.yaml:2:11: error: a list is needed here, found a string; begin each entry with a dash`,
			`f.yaml:3:13: error: keys with values are needed here, found a integer`, `f.yaml:5:5: error: keys with values are needed here`, `f.yaml:6:9: error: a single value is needed here, found a mapping`,
		}},
		{"no id", base + "models:\n  - population: RA\n", []string{`f.yaml:5:5: error: a model has no id`}},
		{"half a potency", base + "potencies:\n  - {cytokine: IL-6}\n  - ic50: 3 nM\n", []string{`f.yaml:5:5: error: a potency needs cytokine and ic50`, `f.yaml:6:5: error: a potency needs`}},
		{"two documents", base + "---\ndrug: y\n", []string{`f.yaml:5:1: error: a second document begins here; one file, one drug`}},
		{"anchors", "drug: &a x\nbrand: *a\nclass: !!str y\n<<: {how: verified}\n", []string{`f.yaml:1:`, `f.yaml:2:`, `f.yaml:3:`, `f.yaml:4:`}},
		{"not YAML", "drug: [x\nbrand: y\n", []string{`f.yaml:`}},
		{"tab", "drug:\n\t- x\n", []string{`f.yaml:2`}},
	} {
		t.Run(c.name, func(t *testing.T) {
			f, err := Parse("f.yaml", []byte(c.text))
			var l diag.List
			if !errors.As(err, &l) || f != nil {
				t.Fatalf("no list of mistakes but %v, %v", f, err)
			}
			rest := err.Error()
			for _, w := range c.want {
				_, after, ok := strings.Cut(rest, w)
				if !ok {
					t.Fatalf("missing, or out of order: %s\nin\n%s", w, err)
				}
				rest = after
			}
			for _, d := range l {
				if d.Pos.File != "f.yaml" || d.Code == "" {
					t.Errorf("without place or code: %+v", d)
				}
			}
			if c.name != "not YAML" && c.name != "tab" && len(l) != len(c.want) {
				t.Errorf("%d mistakes, want %d:\n%s", len(l), len(c.want), err)
			}
		})
	}
}

// A small file must not stand for a large one, nor cost the square of its size.
func TestHostileFilesAreRefused(t *testing.T) {
	bomb := "drug: x\na: &a [x,x,x,x,x,x,x,x,x]\n"
	for i := 'b'; i < 'm'; i++ {
		bomb += fmt.Sprintf("%c: &%c [%s]\n", i, i, strings.TrimSuffix(strings.Repeat(fmt.Sprintf("*%c,", i-1), 9), ","))
	}
	for name, c := range map[string]struct{ text, want string }{
		"aliases of aliases":     {bomb, "anchors, aliases"},
		"one anchor, many times": {"drug: x\nmodels:\n - &m {id: " + strings.Repeat("y", 20000) + "}\n" + strings.Repeat(" - *m\n", 5000), "more of the kind"},
		"brackets":               {strings.Repeat("[", MaxFile), "inside each other"},
		"braces":                 {"drug: " + strings.Repeat("{a: ", MaxFile/5), "inside each other"},
		"dashes":                 {strings.Repeat("- ", MaxFile/2), "inside each other"},
		"tags":                   {"drug: " + strings.Repeat("!!str ", MaxFile/7), "tags"},
		"question marks":         {strings.Repeat("? ", MaxFile/2), "complex keys"},
		"size":                   {"drug: " + strings.Repeat("x", MaxFile), fmt.Sprintf("at most %d are read", MaxFile)},
	} {
		t.Run(name, func(t *testing.T) {
			_, err := Parse("f.yaml", []byte(c.text))
			if err == nil || !strings.Contains(err.Error(), c.want) {
				t.Errorf("error %.300v, want %q in it", err, c.want)
			}
			var l diag.List
			if errors.As(err, &l) && len(l) > form.MaxReported+1 {
				t.Errorf("%d messages of one kind", len(l))
			}
		})
	}
}

func shipped(t testing.TB) map[string][]byte {
	t.Helper()
	out := map[string][]byte{}
	entries, err := fs.ReadDir(library.FS, "drugs")
	if err != nil {
		t.Fatal(err)
	}
	for _, e := range entries {
		if strings.HasSuffix(e.Name(), ".yaml") {
			if out[e.Name()], err = fs.ReadFile(library.FS, "drugs/"+e.Name()); err != nil {
				t.Fatal(err)
			}
		}
	}
	return out
}

func TestShippedFilesParse(t *testing.T) {
	files := shipped(t)
	if len(files) != 13 {
		t.Errorf("%d drug files", len(files))
	}
	for name, data := range files {
		f, err := Parse(name, data)
		if err != nil {
			t.Errorf("%v", err)
			continue
		}
		if f.Drug.S+".yaml" != name {
			t.Errorf("%s is about %q", name, f.Drug.S)
		}
		if 8*len(data) > MaxFile {
			t.Errorf("%s is within a factor of eight of the size limit", name)
		}
	}
}

// FuzzParse: no panic and no endless work whatever the bytes, and mistakes always as a list with the file's name.
func FuzzParse(f *testing.F) {
	f.Add([]byte(good))
	for _, data := range shipped(f) {
		f.Add(data)
	}
	for _, s := range []string{"", "a: &a [*a]", "drug: |\n  x\n", "- - - x", "{drug: x, models: [{id: 0x10, parameters: {a: {value: .inf}}}]}", "\xff\xfe", "drug: \"\\u0000\"", "? a\n: b", "%YAML 1.2\n---\ndrug: x"} {
		f.Add([]byte(s))
	}
	f.Fuzz(func(t *testing.T, data []byte) {
		file, err := Parse("f.yaml", data)
		if (file == nil) == (err == nil) {
			t.Fatalf("both or neither of %v and %v", file, err)
		}
		var l diag.List
		if err != nil && (!errors.As(err, &l) || len(l) == 0 || l[0].Pos.File != "f.yaml") {
			t.Fatalf("not a positioned list: %v", err)
		}
	})
}
