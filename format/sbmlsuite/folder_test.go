package sbmlsuite

import (
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"testing/fstest"

	"jakstat/engine/model"
	"jakstat/unit"
)

const goodDescription = `
(*

category:      Test
synopsis:      Two species
               in one compartment: simple
componentTags: Compartment, Species,
               Reaction
testTags:      Amount
testType:      TimeCourse
levels:        2.4, 3.1, 3.2
generatedBy:   Analytic
packagesPresent: comp

The levels: of prose, like
synopsis: are not keys.
*)
newcase[ "1" ];
`

func TestReadDescription(t *testing.T) {
	d, err := ReadDescription("m", []byte(goodDescription))
	if err != nil {
		t.Fatal(err)
	}
	if d.Synopsis != "Two species in one compartment: simple" || d.TestType != TimeCourse || strings.Join(d.Tags(), " ") != "Compartment Species Reaction Amount" ||
		!slices.Equal(d.Packages, []string{"comp"}) || !slices.Equal(d.Levels, []Level{{2, 4}, {3, 1}, {3, 2}}) {
		t.Errorf("%+v", d)
	}
	wide := strings.ReplaceAll(goodDescription[:strings.Index(goodDescription, "\n\nThe levels")], "\n", "\n\n") + "\n\nThe levels: of prose\n*)"
	if d, err := ReadDescription("m", []byte(wide)); err != nil || d.Synopsis != "Two species in one compartment: simple" || len(d.Packages) != 1 {
		t.Errorf("blank lines everywhere: %+v %v", d, err)
	}
	spaced := strings.Replace(goodDescription, "category:      Test\n", "category:      Test\n\n", 1)
	if d, err := ReadDescription("m", []byte(spaced)); err != nil || len(d.Levels) != 3 {
		t.Errorf("a blank line between keys: %+v %v", d, err)
	}
}

func TestDescriptionMistakes(t *testing.T) {
	for text, want := range map[string]string{
		"newcase[]":              "no comment",
		"(*\nhello\n*)":          `m:2: error: "hello" before the first key`,
		"(*\ncategory: Test\n*)": `no line "componentTags:"`,
		"(*\nlevels: 2.x\ntestType: TimeCourse\ncomponentTags: A\n*)":          `m:2: error: levels: "2.x"`,
		"(*\nlevels: 2.1\ntestType: Timecourse\ncomponentTags: A\n*)":          `m:3: error: unknown test type "Timecourse"`,
		"(*\nlevels: 2.1\ntestType: TimeCourse\nlevels: 2.2\ncomponentTags:*)": `m:4: error: "levels" again; the first is in line 2`,
	} {
		if _, err := ReadDescription("m", []byte(text)); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%q: %v, not %s", text, err, want)
		}
	}
}

func FuzzReadDescription(f *testing.F) {
	f.Add([]byte(goodDescription))
	f.Fuzz(func(t *testing.T, data []byte) {
		d, err := ReadDescription("f", data)
		if (d == nil) == (err == nil) {
			t.Error("neither a description nor an error, or both")
		}
	})
}

func TestSelection(t *testing.T) {
	s, err := ParseSelection("00002-00004, 7,90-99")
	if err != nil {
		t.Fatal(err)
	}
	var got []string
	ids := []string{"00001", "00002", "00004", "00007", "00008"}
	for _, id := range ids {
		if s.Has(id) {
			got = append(got, id)
		}
	}
	if strings.Join(got, " ") != "00002 00004 00007" {
		t.Error(got)
	}
	if idle := s.Idle(ids); !slices.Equal(idle, []string{"90-99"}) {
		t.Error(idle)
	}
	if all, err := ParseSelection(" "); err != nil || !all.Has("00001") {
		t.Error("an empty selection must choose all", err)
	}
	for text, want := range map[string]string{
		"4-2": "ends before it begins; write 2-4", "x": `"x" is not a case`, "1-2-3": "not a case", "-3": "not a case", "9999999999": "not a case", ",": "no cases",
	} {
		if _, err := ParseSelection(text); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%q: %v", text, err)
		}
	}
}

func TestLevels(t *testing.T) {
	files := []File{{Level{3, 2}, "c"}, {Level{1, 2}, "a"}, {Level{2, 5}, "b"}}
	for text, want := range map[string]string{"all": "abc", "newest": "c", "l2v5": "b", "L3V2,1.2": "ac", "l2v1": ""} {
		l, err := ParseLevels(text)
		if err != nil {
			t.Fatal(err)
		}
		got := ""
		for _, f := range l.Of(files) {
			got += f.Path
		}
		if got != want {
			t.Errorf("%s: %q, not %q", text, got, want)
		}
	}
	for _, text := range []string{"", "new", "l3", "l3v2,l9", "l10v2", "lvv"} {
		if _, err := ParseLevels(text); err == nil {
			t.Errorf("%q is no mistake", text)
		}
	}
}

func folder() fstest.MapFS {
	f := fstest.MapFS{}
	put := func(name, text string) { f[name] = &fstest.MapFile{Data: []byte(text)} }
	put("00042/00042-settings.txt", goodSettings)
	put("00042/00042-model.m", goodDescription)
	put("00042/00042-results.csv", "time,S1,S2\n"+strings.Repeat("0,1,2\n", 11))
	put("00042/00042-sbml-l3v2.xml", "<sbml/>")
	put("00042/00042-sbml-l2v4.xml", "<sbml/>")
	put("00042/00042-sbml-l3v2-sedml.xml", "<x/>")
	put("00042/external-l3v2.xml", "<x/>")
	put("README.md", "")
	return f
}

func TestFindAndRead(t *testing.T) {
	f := folder()
	cases, err := Find(f, "suite")
	if err != nil || len(cases) != 1 {
		t.Fatal(cases, err)
	}
	c := cases[0]
	if c.ID != "00042" || len(c.Files) != 2 || c.Files[0].Level != (Level{2, 4}) || c.Files[1].Path != "00042/00042-sbml-l3v2.xml" {
		t.Errorf("%+v", c)
	}
	content, err := c.Read(f)
	if err != nil || content.Settings.Steps != 10 || content.Expected.Column("S2") != 2 {
		t.Errorf("%+v %v", content, err)
	}
	sub, err := f.Sub("00042")
	if err != nil {
		t.Fatal(err)
	}
	one, err := Find(sub, "suite/00042")
	if err != nil || len(one) != 1 || one[0].ID != "00042" || one[0].Files[1].Path != "00042-sbml-l3v2.xml" {
		t.Errorf("a folder that is a case: %+v %v", one, err)
	}
	if _, err := one[0].Read(sub); err != nil {
		t.Error(err)
	}
}

func TestFolderMistakes(t *testing.T) {
	f := fstest.MapFS{"semantic/README.md": {}}
	if _, err := Find(f, "suite"); err == nil || !strings.Contains(err.Error(), "write suite/semantic") {
		t.Error(err)
	}
	f = folder()
	f["00043/x"] = &fstest.MapFile{}
	if _, err := Find(f, "suite"); err == nil || !strings.Contains(err.Error(), "suite/00043: error: no file 00043-settings.txt") {
		t.Error(err)
	}
	f = folder()
	delete(f, "00042/00042-model.m")
	f["00042/00042-settings.txt"] = &fstest.MapFile{Data: []byte("start: 0\n")}
	c := Case{ID: "00042", Dir: "00042"}
	if _, err := c.Read(f); err == nil || !strings.Contains(err.Error(), "00042-model.m: error: there is no such file") || !strings.Contains(err.Error(), `no line "steps:"`) {
		t.Error("all files' mistakes must come together:", err)
	}
	f = folder()
	f["00042/00042-results.csv"] = &fstest.MapFile{Data: []byte("time,S1,S2\n0,1,2\n")}
	if _, err := c.Read(f); err == nil || !strings.Contains(err.Error(), "1 rows where the settings make 11") {
		t.Error(err)
	}
	f = folder()
	f["00042/00042-settings.txt"] = &fstest.MapFile{Data: []byte(strings.Replace(goodSettings, "duration: 5.0", "duration:", 1))}
	if _, err := c.Read(f); err == nil || !strings.Contains(err.Error(), "settings.txt:2: error: duration is empty, but the case is a TimeCourse") {
		t.Error(err)
	}
}

func TestPlan(t *testing.T) {
	one := func(v float64) unit.Quantity { return unit.Quantity{Value: v} }
	b := model.NewBuilder("m", model.Raw)
	b.Add(
		&model.Compartment{Info: model.Info{ID: "C"}, Size: one(2)},
		&model.Compartment{Info: model.Info{ID: "P"}, Size: one(1), Point: true, Constant: true},
		&model.Species{Info: model.Info{ID: "conc"}, Compartment: "C", Initial: one(1)},
		&model.Species{Info: model.Info{ID: "subst"}, Compartment: "C", Initial: one(1), HasOnlySubstanceUnits: true},
		&model.Species{Info: model.Info{ID: "dot"}, Compartment: "P", Initial: one(1)},
		&model.Parameter{Info: model.Info{ID: "k"}, Value: one(1), Constant: true},
	)
	m, err := b.Build()
	if err != nil {
		t.Fatal(err)
	}
	show := func(p *Plan) string {
		s := ""
		if p.Amounts {
			s = " amounts:"
		}
		for _, c := range p.Columns {
			s += " " + c.Variable + "=" + string(c.Quantity)[:1]
			if c.PerSize != "" {
				s += "/" + c.PerSize
			}
		}
		return s
	}
	all := []string{"conc", "subst", "dot", "k", "C"}
	for _, c := range []struct {
		amount, concentration []string
		want                  string
	}{
		{nil, nil, " conc=c subst=a dot=a k=v C=v"},
		{[]string{"conc", "subst"}, nil, " amounts: conc=a subst=a dot=a k=v C=v"},
		{nil, []string{"conc", "subst", "dot"}, " conc=c subst=c/C dot=a k=v C=v"},
		{[]string{"conc"}, []string{"subst", "dot"}, " amounts: conc=a subst=c/C dot=a k=v C=v"},
	} {
		p, err := NewPlan(m, all, c.amount, c.concentration)
		if err != nil || show(p) != c.want {
			t.Errorf("%v %v: %s %v", c.amount, c.concentration, show(p), err)
		}
	}
	p, _ := NewPlan(m, []string{"subst", "k"}, nil, []string{"subst"})
	if s := p.Symbols(); strings.Join(s, " ") != "subst k C" {
		t.Error(s)
	}
	values := map[string][]float64{"subst": {4, 6}, "k": {7, 7}, "C": {2, 3}}
	r := p.Table([]float64{0, 1}, func(symbol string) []float64 { return values[symbol] })
	if r.Rows[0][1] != 2 || r.Rows[1][1] != 2 || r.Rows[1][2] != 7 || strings.Join(r.Names, " ") != "time subst k" || !r.Timed {
		t.Errorf("%+v", r)
	}
	if _, err := NewPlan(m, []string{"con", "k", "zzzzzz"}, nil, nil); err == nil || !strings.Contains(err.Error(), `no "con"; did you mean "conc"?`) || !strings.Contains(err.Error(), "zzzzzz") {
		t.Error(err)
	}
}

// TestTheWholeSuiteCanBeRead reads every case of the official suite and compares each expectation with itself.
func TestTheWholeSuiteCanBeRead(t *testing.T) {
	shared := os.Getenv("JAKSTAT_SHARED")
	if shared == "" {
		t.Skip("skipped: set JAKSTAT_SHARED to the folder that holds sbml-test-suite")
	}
	for _, part := range []string{"semantic", "stochastic"} {
		dir := os.DirFS(filepath.Join(shared, "sbml-test-suite", part))
		cases, err := Find(dir, part)
		if err != nil {
			t.Fatal(err)
		}
		if len(cases) < 10 {
			t.Fatalf("only %d cases in %s", len(cases), part)
		}
		for _, c := range cases {
			content, err := c.Read(dir)
			if err != nil {
				t.Error(err)
				continue
			}
			if len(c.Files) == 0 || len(content.Description.ComponentTags) == 0 {
				t.Errorf("%s: %d files, tags %q", c.ID, len(c.Files), content.Description.ComponentTags)
			}
			for _, f := range c.Files {
				if !slices.Contains(content.Description.Levels, f.Level) {
					t.Errorf("%s is not among the levels %v", f.Path, content.Description.Levels)
				}
			}
			times := content.Settings.Times
			if Stochastic(content.Description.TestType) {
				if list, err := content.Expectations(c); err != nil || len(list) == 0 || len(list[0].Mean) != len(times()) {
					t.Errorf("%s: %d expectations, %v", c.ID, len(list), err)
				}
				continue
			}
			if d, err := Compare(content.Expected, content.Expected, content.Settings); d != nil || err != nil {
				t.Errorf("%s differs from itself: %v %v", c.ID, d, err)
			}
			if content.Description.TestType != TimeCourse {
				continue
			}
			for i, at := range times() {
				if got := content.Expected.Rows[i][0]; !Within(at, got, 1e-6*content.Settings.Duration, 1e-6) {
					t.Errorf("%s: row %d is at t = %v, not %v", c.ID, i, got, at)
					break
				}
			}
		}
	}
}
