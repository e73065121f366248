package main

import (
	"context"
	"fmt"
	"math"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"testing"
)

const gene = "../../examples/gene-toy.xml"

// births is an SBML model of X, which is born at the rate birth and dies at the rate 0.1·X, from 0.
func births(birth string) string {
	return sbmlModel(`<listOfCompartments><compartment id="V" spatialDimensions="3" size="1" constant="true"/></listOfCompartments>
<listOfSpecies><species id="X" compartment="V" initialAmount="0" hasOnlySubstanceUnits="true" boundaryCondition="false" constant="false"/></listOfSpecies>
<listOfReactions><reaction id="birth" reversible="false"><listOfProducts><speciesReference species="X" stoichiometry="1" constant="true"/></listOfProducts>
<kineticLaw>` + mathML("<cn>"+birth+"</cn>") + `</kineticLaw></reaction><reaction id="death" reversible="false"><listOfReactants><speciesReference species="X" stoichiometry="1" constant="true"/></listOfReactants>
<kineticLaw>` + mathML(`<apply><times/><cn>0.1</cn><ci>X</ci></apply>`) + `</kineticLaw></reaction></listOfReactions>`)
}

// birthSuite is a folder with one stochastic case: births at the rate 10, whose number is Poisson distributed with the mean 100·(1 - e^(-t/10)); the
// model in it has another rate.
func birthSuite(t *testing.T, birth string) string {
	t.Helper()
	dir := filepath.Join(t.TempDir(), "00001")
	if err := os.MkdirAll(dir, 0o755); err != nil {
		t.Fatal(err)
	}
	results := "time,X-mean,X-sd\n"
	for k := range 11 {
		mean := -100 * math.Expm1(-0.3*float64(k))
		results += fmt.Sprintf("%d,%.9g,%.9g\n", 3*k, mean, math.Sqrt(mean))
	}
	for name, text := range map[string]string{
		"model.m":       "(*\nsynopsis: births\ncomponentTags: Reaction\ntestTags: Amount\ntestType: StochasticTimeCourse\nlevels: 3.2\n*)\n",
		"settings.txt":  "start: 0\nduration: 30\nsteps: 10\nvariables: X\nabsolute:\nrelative:\namount: X\nconcentration:\noutput: X-mean, X-sd\nmeanRange: (-3, 3)\nsdRange: (-5, 5)\n",
		"results.csv":   results,
		"sbml-l3v2.xml": births(birth),
	} {
		if err := os.WriteFile(filepath.Join(dir, "00001-"+name), []byte(text), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	return filepath.Dir(dir)
}

// TestStochasticConformance: the right rate passes with every exact method, and a rate 2 % off fails.
func TestStochasticConformance(t *testing.T) {
	right, mutant := birthSuite(t, "10"), birthSuite(t, "10.2")
	for _, method := range []string{"ssa", "next-reaction"} {
		d := conformance(t, exitOK, right, "--runs", "4000", "--runs-again", "8000", "--method", method)
		s := d.Files[0].Statistics
		if d.Summary.Passed != 1 || s == nil || s.Compared != 22 || s.Runs != 4000 || s.Method != method || s.Reactions < 4000*300 {
			t.Errorf("%s: %+v %+v", method, d.Summary, s)
		}
		d = conformance(t, exitCheckFailed, mutant, "--runs", "4000", "--runs-again", "8000", "--method", method)
		s = d.Files[0].Statistics
		if d.Summary.Failed != 1 || len(s.Exceedances) == 0 || s.RunsAgain != 8000 || len(s.Again) == 0 || !strings.Contains(d.Files[0].Reason, "X-mean") {
			t.Errorf("%s: 2 %% off: %+v %+v", method, d.Summary, s)
		}
	}
	dir := t.TempDir()
	conformance(t, exitOK, right, "--runs", "1000", "--csv-dir", dir)
	data, err := os.ReadFile(filepath.Join(dir, "00001-l3v2.csv"))
	if err != nil || !strings.HasPrefix(string(data), "time,X-mean,X-sd\n0,0,0\n") {
		t.Errorf("%s, %v", data, err)
	}
	if d := conformance(t, exitCheckFailed, right, "--limit", "0.000001"); d.Files[0].Code != "time limit" {
		t.Errorf("%+v", d.Files[0])
	}
	// A rate that stochastic simulation refuses is unsupported, not failed.
	edit(t, right+"/00001/00001-sbml-l3v2.xml", "<cn>10</cn>", `<csymbol encoding="text" definitionURL="http://www.sbml.org/sbml/symbols/time">t</csymbol>`)
	if d := conformance(t, exitCheckFailed, right); d.Files[0].Outcome != outcomeUnsupported || !strings.Contains(d.Files[0].Reason, "depends on time") {
		t.Errorf("%+v", d.Files[0])
	}
}

func TestStochasticConformanceMistakes(t *testing.T) {
	dir := birthSuite(t, "10")
	for line, want := range map[string]string{
		"--runs 0":        "--runs",
		"--runs-again x":  "--runs-again",
		"--method rodas6": `ssa, next-reaction, tau-leap`,
		"--seed -1":       "--seed",
	} {
		r := jakstat(append([]string{"conformance", "sbml", dir}, words(line)...)...)
		if r.code != exitBadInput || !strings.Contains(r.stderr, want) {
			t.Errorf("%s: exit code %d, %s", line, r.code, r.stderr)
		}
	}
	edit(t, dir+"/00001/00001-settings.txt", "X-mean, X-sd", "X-mean, X-median")
	if d := conformance(t, exitCheckFailed, dir); d.Files[0].Outcome != outcomeError || !strings.Contains(d.Files[0].Reason, "X-median") {
		t.Errorf("%+v", d.Files[0])
	}
}

// TestTheOfficialStochasticSuite runs the suite's stochastic cases at the least number of runs that it allows. Two cases make 80 to 90 million
// reactions a thousand runs; one level of each stands for both. Where doubt is to be settled, 10 000 runs do it here; the command's own
// 100 000 take a quarter of an hour for one of these.
func TestTheOfficialStochasticSuite(t *testing.T) {
	shared := os.Getenv("JAKSTAT_SHARED")
	if shared == "" {
		t.Skip("skipped: set JAKSTAT_SHARED to the folder that holds sbml-test-suite")
	}
	if testing.Short() || raceDetector {
		t.Skip("skipped: half a billion reactions are too many with the race detector or -short; the other stochastic tests run")
	}
	dir := filepath.Join(shared, "sbml-test-suite", "stochastic")
	heavy := "00005,00023"
	files := 0
	for _, part := range [][]string{{"--cases", "00001-00004,00006-00022,00024-00100"}, {"--cases", heavy, "--levels", "l2v5"}} {
		d := conformance(t, exitOK, append([]string{dir, "--runs", "1000", "--runs-again", "10000", "--limit", "600"}, part...)...)
		for _, f := range d.Files {
			if f.Outcome != outcomePassed {
				t.Errorf("%s: %s: %s", f.File, f.Outcome, f.Reason)
			}
		}
		files += len(d.Files)
	}
	if files < 91 {
		t.Errorf("only %d files", files)
	}
}

func TestStochasticRuns(t *testing.T) {
	file := modelFile(t, births("10"))
	for _, method := range []string{"ssa", "direct", "next-reaction", "tau-leap"} {
		header, rows := records(t, succeed(t, "run", file, "--duration", "20", "--steps", "2", "--method", method, "--runs", "2000", "--csv"))
		if len(rows) != 3 || len(header) != 8 {
			t.Fatalf("%s: %d rows, %v", method, len(rows), header)
		}
		at := func(row int, name string) float64 {
			v, err := strconv.ParseFloat(rows[row][header[name]], 64)
			if err != nil {
				t.Fatal(err)
			}
			return v
		}
		mean := -100 * math.Expm1(-2)
		if math.Abs(at(2, "X-mean")-mean) > 1.2 || math.Abs(at(2, "X-sd")-math.Sqrt(mean)) > 0.8 || math.Abs(at(2, "X-q50")-mean) > 2 {
			t.Errorf("%s: %v", method, rows[2])
		}
		if !(at(2, "X-q5") < at(2, "X-q25") && at(2, "X-q75") < at(2, "X-q95")) || at(0, "X-q95") != 0 {
			t.Errorf("%s: quantiles %v", method, rows)
		}
	}
	// One run is a course of whole numbers, and the seed is what tells runs apart.
	course := func(flags string) string {
		return succeed(t, append([]string{"run", file, "--duration", "20", "--steps", "5", "--method", "ssa", "--csv"}, words(flags)...)...)
	}
	if one := course(""); one == course("--seed 2") || one != course("--seed 1") || strings.Contains(one, ".5") || !strings.HasPrefix(one, "time,X\n0,0\n") {
		t.Error(one)
	}
}

func TestStochasticDocument(t *testing.T) {
	var d stochasticDocument
	decode(t, succeed(t, "run", gene, "--duration", "10", "--steps", "2", "--method", "ssa", "--runs", "50", "--seed", "4", "--json"), &d)
	v := d.Variables[2]
	if d.Schema != stochasticSchema || d.Simulation.Runs != 50 || d.Simulation.Seed != 4 || d.Simulation.Reactions == 0 || v.ID != "mRNA" || v.Name != "transcripts" ||
		len(v.Mean) != 3 || len(v.SD) != 3 || len(v.Quantiles) != 5 || len(v.Quantiles["95"]) != 3 || v.Values != nil {
		t.Errorf("%+v", d)
	}
	d = stochasticDocument{}
	decode(t, succeed(t, "run", gene, "--duration", "10", "--steps", "2", "--method", "next-reaction", "--json"), &d)
	if v := d.Variables[0]; len(v.Values) != 3 || v.Mean != nil || d.Simulation.Runs != 1 {
		t.Errorf("%+v", d)
	}
}

func TestStochasticPictures(t *testing.T) {
	dir := t.TempDir()
	svg, html := filepath.Join(dir, "a.svg"), filepath.Join(dir, "a.html")
	out := succeed(t, "run", gene, "--duration", "20", "--steps", "20", "--method", "tau-leap", "--runs", "20", "--svg", svg, "--html", html)
	if !strings.Contains(out, "tau-leap, 20 runs, seed 1") || !strings.Contains(out, researchNotice) {
		t.Error(out)
	}
	for _, file := range []string{svg, html} {
		data, err := os.ReadFile(file)
		if err != nil || !strings.Contains(string(data), "mRNA") || !strings.Contains(string(data), "5 to 95 %") {
			t.Errorf("%s: %v", filepath.Base(file), err)
		}
	}
}

func TestStochasticMistakes(t *testing.T) {
	drawing := modelFile(t, strings.Replace(sbmlModel(`<listOfParameters><parameter id="p" value="1" constant="false"/></listOfParameters>
<listOfInitialAssignments><initialAssignment symbol="p">`+mathML(`<apply><csymbol encoding="text" definitionURL="http://www.sbml.org/sbml/symbols/distrib/exponential">e</csymbol><cn>-2</cn></apply>`)+
		`</initialAssignment></listOfInitialAssignments>`), `level="3"`, `xmlns:distrib="http://www.sbml.org/sbml/level3/version1/distrib/version1" distrib:required="true" level="3"`, 1))
	for _, c := range []struct {
		line string
		code int
		want string
	}{
		{"run " + gene + " --runs 5", exitBadInput, "5 runs of a deterministic method are all alike; add --method ssa"},
		{"run " + gene + " --method ssa --runs 0", exitBadInput, "--runs"},
		{"run " + gene + " --method ssa --rtol 1e-3", exitBadInput, "--rtol does not go with --method ssa"},
		{"run " + gene + " --method tauleap", exitBadInput, "next-reaction, tau-leap"},
		{"run " + toy + " --method ssa", exitBadInput, "reversible reaction binding is a difference"},
		{"run " + drawing + " --output-vars p", exitBadInput, "exponential(-2) is a random number"},
		{"run " + drawing + " --output-vars p --method ssa", exitRunFailed, "the rate is -2"},
		{"run " + modelFile(t, decaying) + " --method ssa --set A=0.3", exitRunFailed, "no number of molecules"},
	} {
		r := jakstat(words(c.line)...)
		if r.code != c.code || r.stdout != "" || !strings.Contains(r.stderr, c.want) {
			t.Errorf("%s: exit code %d, no %q in %s", c.line, r.code, c.want, r.stderr)
		}
	}
	ctx, cancel := context.WithCancel(context.Background())
	cancel()
	var out, errs strings.Builder
	if code := run(ctx, words("run "+gene+" --method ssa --runs 100"), &out, &errs); code != exitInterrupted || out.Len() > 0 {
		t.Errorf("interrupted: exit code %d, %s", code, out.String())
	}
}
