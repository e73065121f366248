package main

import (
	"archive/zip"
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"math"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"testing"
)

// sedmlFile writes an experiment beside the decaying model (dA/dt = -k·A, A(0) = 2 as a concentration, V = 4, k = 0.5).
func sedmlFile(t *testing.T, lists ...string) string {
	t.Helper()
	dir := t.TempDir()
	text := sedmlText(lists...)
	for name, text := range map[string]string{"e.sedml": text, "decay.xml": decaying} {
		if err := os.WriteFile(filepath.Join(dir, name), []byte(text), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	return filepath.Join(dir, "e.sedml")
}

func sedmlText(lists ...string) string {
	return `<sedML xmlns="http://sed-ml.org/sed-ml/level1/version3" xmlns:sbml="http://www.sbml.org/sbml/level3/version2/core" level="1" version="3">` + "\n" + strings.Join(lists, "\n") + `</sedML>`
}

func inModel(list, element, id string) string {
	return "/sbml:sbml/sbml:model/sbml:listOf" + list + "/sbml:" + element + "[@id='" + id + "']"
}

const (
	sedmlModel = `<listOfModels><model id="m" language="urn:sedml:language:sbml" source="decay.xml"/></listOfModels>`
	sedmlSims  = `<listOfSimulations><uniformTimeCourse id="s" initialTime="0" outputStartTime="0" outputEndTime="4" numberOfPoints="2"><algorithm kisaoID="KISAO:0000019"/></uniformTimeCourse>
<oneStep id="one" step="1"><algorithm kisaoID="KISAO:0000019"/></oneStep></listOfSimulations>`
	sedmlTasks = `<task id="t" modelReference="m" simulationReference="s"/><task id="step" modelReference="m" simulationReference="one"/>`
)

// reported makes generators and a report of time and A over a task.
func reported(task string) string {
	gen := func(id, variable string) string {
		return `<dataGenerator id="` + id + `"><listOfVariables><variable id="x" taskReference="` + task + `" ` + variable + `/></listOfVariables>` + mathML("<ci>x</ci>") + `</dataGenerator>`
	}
	return `<listOfDataGenerators>` + gen("gt", `symbol="urn:sedml:symbol:time"`) + gen("ga", `target="`+inModel("Species", "species", "A")+`"`) + `</listOfDataGenerators>
<listOfOutputs><report id="r"><listOfDataSets><dataSet id="d1" label="time" dataReference="gt"/><dataSet id="d2" label="A" dataReference="ga"/></listOfDataSets></report></listOfOutputs>`
}

// repeats is a repeated task over values of i, with changes and subtasks.
func repeats(reset bool, values, changes, subtasks string) string {
	out := `<repeatedTask id="r0" range="i" resetModel="` + strconv.FormatBool(reset) + `"><listOfRanges><vectorRange id="i">`
	for _, v := range strings.Fields(values) {
		out += "<value>" + v + "</value>"
	}
	return out + `</vectorRange></listOfRanges><listOfChanges>` + changes + `</listOfChanges><listOfSubTasks>` + subtasks + `</listOfSubTasks></repeatedTask>`
}

func set(target, variables, math string) string {
	return `<setValue modelReference="m" target="` + target + `"><listOfVariables>` + variables + `</listOfVariables>` + mathML(math) + `</setValue>`
}

// tableOf reads the columns of a table; blanks are NaN.
func tableOf(t *testing.T, text string) (map[string]int, [][]float64) {
	t.Helper()
	header, rows := records(t, text)
	var out [][]float64
	for _, row := range rows {
		var line []float64
		for _, cell := range row {
			v, err := strconv.ParseFloat(cell, 64)
			if err != nil && cell != "" {
				t.Fatal(err)
			}
			if cell == "" {
				v = math.NaN()
			}
			line = append(line, v)
		}
		out = append(out, line)
	}
	return header, out
}

func TestExperimentsGiveTheClosedForm(t *testing.T) {
	k, a := inModel("Parameters", "parameter", "k"), inModel("Species", "species", "A")
	now := `<variable id="now" modelReference="m" target="` + a + `"/>`
	// at(step, i) is what A must be in row n of the report: rows of time and A behind the range.
	for _, c := range []struct {
		name, task, tasks string
		want              [][2]float64
	}{
		{"a time course", "t", "", [][2]float64{{0, 2}, {2, 2 * math.Exp(-1)}, {4, 2 * math.Exp(-2)}}},
		{"one step", "step", "", [][2]float64{{1, 2 * math.Exp(-0.5)}}},
		{"a scan", "r0", repeats(true, "0.5 1", set(k, "", "<ci>i</ci>"), `<subTask task="t"/>`), [][2]float64{
			{0, 2}, {2, 2 * math.Exp(-1)}, {4, 2 * math.Exp(-2)}, {0, 2}, {2, 2 * math.Exp(-2)}, {4, 2 * math.Exp(-4)},
		}},
		{"steps one after the other", "r0", repeats(false, "1 2 3", "", `<subTask task="step"/>`), [][2]float64{
			{1, 2 * math.Exp(-0.5)}, {2, 2 * math.Exp(-1)}, {3, 2 * math.Exp(-1.5)},
		}},
		{"steps with a change in between", "r0", repeats(false, "1 2", set(a, now, "<apply><divide/><ci>now</ci><ci>i</ci></apply>"), `<subTask task="step"/>`), [][2]float64{
			{1, 2 * math.Exp(-0.5)}, {2, math.Exp(-1)},
		}},
		{"time courses one after the other", "r0", repeats(false, "0.5 1", set(k, "", "<ci>i</ci>"), `<subTask task="t"/>`), [][2]float64{
			{0, 2}, {2, 2 * math.Exp(-1)}, {4, 2 * math.Exp(-2)}, {0, 2 * math.Exp(-2)}, {2, 2 * math.Exp(-4)}, {4, 2 * math.Exp(-6)},
		}},
		{"a change that stays", "r0", repeats(false, "1 2", set(k, `<variable id="k" modelReference="m" target="`+k+`"/>`, "<apply><times/><cn>2</cn><ci>k</ci></apply>"), `<subTask task="step"/>`), [][2]float64{
			{1, 2 * math.Exp(-1)}, {2, 2 * math.Exp(-3)},
		}},
		{"two subtasks", "r0", repeats(true, "1", "", `<subTask task="t" order="2"/><subTask task="step" order="1"/>`), [][2]float64{
			{1, 2 * math.Exp(-0.5)}, {0, 2 * math.Exp(-0.5)}, {2, 2 * math.Exp(-1.5)}, {4, 2 * math.Exp(-2.5)},
		}},
	} {
		// A set of a species without /@initialConcentration needs to know what the file begins with: a concentration here.
		file := sedmlFile(t, sedmlModel, sedmlSims, "<listOfTasks>"+sedmlTasks+c.tasks+"</listOfTasks>", reported(c.task))
		header, rows := tableOf(t, succeed(t, "run", file, "--csv"))
		if len(rows) != len(c.want) {
			t.Errorf("%s: %v", c.name, rows)
			continue
		}
		for i, row := range rows {
			if got := row[header["A"]]; row[header["time"]] != c.want[i][0] || math.Abs(got-c.want[i][1]) > 1e-7*c.want[i][1] {
				t.Errorf("%s: row %d is %v, not %v", c.name, i, row, c.want[i])
			}
		}
	}
}

// The two ways to scan give the same numbers, and each of them what --set gives.
func TestScansAgree(t *testing.T) {
	file := sedmlFile(t, sedmlModel, sedmlSims, "<listOfTasks>"+sedmlTasks+repeats(true, "0.25 0.5 1", set(inModel("Parameters", "parameter", "k"), "", "<ci>i</ci>"), `<subTask task="t"/>`)+"</listOfTasks>", reported("r0"))
	model := filepath.Join(filepath.Dir(file), "decay.xml")
	_, experiment := tableOf(t, succeed(t, "run", file, "--csv"))
	header, scan := tableOf(t, succeed(t, "run", model, "--duration", "4", "--steps", "2", "--csv", "--scan", "k=0.25:1:log:3"))
	if fmt.Sprint(experiment) != fmt.Sprint(scan) || header["k"] != 0 || header["time"] != 1 || header["A"] != 2 {
		t.Errorf("%v\n%v\n%v", header, experiment, scan)
	}
	header, grid := tableOf(t, succeed(t, "run", model, "--duration", "4", "--steps", "2", "--csv", "--scan", "k=0.25,1", "--scan", "A=1:2:2"))
	if len(grid) != 12 || header["A (set)"] != 1 {
		t.Fatalf("%v %v", header, grid)
	}
	for _, point := range [][2]string{{"0.25", "1"}, {"0.25", "2"}, {"1", "1"}, {"1", "2"}} {
		_, rows := tableOf(t, succeed(t, "run", model, "--duration", "4", "--steps", "2", "--csv", "--set", "k="+point[0]+",A="+point[1]))
		for _, row := range rows {
			if !slices.ContainsFunc(grid, func(g []float64) bool {
				return fmt.Sprint(g[0]) == point[0] && fmt.Sprint(g[1]) == point[1] && g[2] == row[0] && g[3] == row[1]
			}) {
				t.Errorf("%v: %v is not in the grid", point, row)
			}
		}
	}
}

func TestExperimentsInArchives(t *testing.T) {
	archive := func(main, model string, files map[string]string) string {
		var b bytes.Buffer
		z := zip.NewWriter(&b)
		add := func(name, text string) {
			w, err := z.Create(name)
			if err == nil {
				_, err = w.Write([]byte(text))
			}
			if err != nil {
				t.Fatal(err)
			}
		}
		add("manifest.xml", `<omexManifest xmlns="http://identifiers.org/combine.specifications/omex-manifest"><content location="./`+main+`" format="http://identifiers.org/combine.specifications/sed-ml" master="true"/></omexManifest>`)
		add(main, sedmlText(strings.Replace(sedmlModel, "decay.xml", model, 1), sedmlSims, "<listOfTasks>"+sedmlTasks+"</listOfTasks>", reported("t")))
		for name, text := range files {
			add(name, text)
		}
		if err := z.Close(); err != nil {
			t.Fatal(err)
		}
		file := filepath.Join(t.TempDir(), "x.omex")
		if err := os.WriteFile(file, b.Bytes(), 0o644); err != nil {
			t.Fatal(err)
		}
		return file
	}
	_, plain := tableOf(t, succeed(t, "run", sedmlFile(t, sedmlModel, sedmlSims, "<listOfTasks>"+sedmlTasks+"</listOfTasks>", reported("t")), "--csv"))
	for _, c := range [][2]string{{"e.sedml", "./decay.xml"}, {"deep/e.sedml", "../decay.xml"}, {"deep/e.sedml", "models/decay.xml"}} {
		files := map[string]string{"decay.xml": decaying, "deep/models/decay.xml": decaying}
		if _, got := tableOf(t, succeed(t, "run", archive(c[0], c[1], files), "--csv")); fmt.Sprint(got) != fmt.Sprint(plain) {
			t.Errorf("%v: %v, not %v", c, got, plain)
		}
	}
	for source, want := range map[string]string{"../decay.xml": "does not lead out", "/etc/passwd": "does not begin with /", "other.xml": `no file "other.xml"`} {
		r := jakstat("run", archive("e.sedml", source, map[string]string{"decay.xml": decaying}))
		if r.code != exitBadInput || !strings.Contains(r.stderr, want) {
			t.Errorf("%s: %d, %s", source, r.code, r.stderr)
		}
	}
}

func TestExperimentMistakes(t *testing.T) {
	good := []string{sedmlModel, sedmlSims, "<listOfTasks>" + sedmlTasks + "</listOfTasks>", reported("t")}
	with := func(i int, old, text string) []string {
		out := slices.Clone(good)
		out[i] = strings.Replace(out[i], old, text, 1)
		if out[i] == good[i] {
			t.Fatalf("no %q in %q", old, good[i])
		}
		return out
	}
	a := inModel("Species", "species", "A")
	for _, c := range []struct {
		lists []string
		flags string
		want  []string
	}{
		{good, "--duration 4 --set k=1 --scan k=1:2:2", []string{"--duration", "--set", "--scan", "says itself what is simulated"}},
		{with(0, "decay.xml", "../decay.xml"), "", []string{"e.sedml:2", "does not lie beside the experiment"}},
		{with(0, "decay.xml", "nowhere.xml"), "", []string{"there is no such file"}},
		{with(3, "species[@id='A']", "species[@id='B']"), "", []string{"points to 0 elements"}},
		{with(3, `symbol="urn:sedml:symbol:time"`, `symbol="urn:sedml:symbol:space"`), "", []string{`symbol "urn:sedml:symbol:space" is not supported`}},
		{good, "--svg a.svg", []string{"no plot"}},
		{good[:3], "--csv", []string{"no report"}},
		{with(2, "</listOfTasks>", repeats(true, "1", set(inModel("Reactions", "reaction", "J"), "", "<ci>i</ci>"), `<subTask task="t"/>`)+"</listOfTasks>"), "", nil},
		{[]string{good[0], good[1], "<listOfTasks>" + sedmlTasks + repeats(true, "1", set(inModel("Reactions", "reaction", "J"), "", "<ci>i</ci>"), `<subTask task="t"/>`) + "</listOfTasks>", reported("r0")}, "", []string{"J is computed by model m and cannot be set"}},
		{[]string{good[0], good[1], "<listOfTasks>" + sedmlTasks + repeats(true, "0", set(a, "", "<apply><divide/><cn>1</cn><ci>i</ci></apply>"), `<subTask task="t"/>`) + "</listOfTasks>", reported("r0")}, "", []string{"the value of A is not finite"}},
	} {
		file := sedmlFile(t, c.lists...)
		r := jakstat(append([]string{"run", file}, words(c.flags)...)...)
		if c.want == nil {
			if r.code != exitOK {
				t.Errorf("exit code %d: %s", r.code, r.stderr)
			}
			continue
		}
		if r.code != exitBadInput || r.stdout != "" {
			t.Errorf("%v: exit code %d, %s", c.want, r.code, r.stdout)
		}
		for _, w := range c.want {
			if !strings.Contains(r.stderr, w) {
				t.Errorf("no %q in\n%s", w, r.stderr)
			}
		}
		checkMessages(t, strings.Join(c.want, " "), r.stderr)
	}
}

func TestScanMistakes(t *testing.T) {
	for flags, want := range map[string]string{
		"--scan k_on":                            `"k_on" is not of the form name=values`,
		"--scan k_on=":                           "is not of the form name=values",
		"--scan k_on=1:2":                        "is not of the form from:to:n",
		"--scan k_on=1:2:exp:3":                  "is not of the form from:to:n",
		"--scan k_on=a:2:3":                      `"a" is not a number`,
		"--scan k_on=1:2:1":                      "values between two ends",
		"--scan k_on=0:2:log:3":                  "both ends must be above 0",
		"--scan k_on=1,b":                        `"b" is not a number`,
		"--scan k_n=1,2":                         `did you mean "k_on"?`,
		"--scan share=1,2":                       `"share" is computed`,
		"--scan k_on=1,2 --scan k_on=1,2":        "k_on is given twice",
		"--scan k_on=1,2 --set k_on=1":           "has a value by --set",
		"--scan k_on=1:2:1000 --scan R=1:2:1001": "more than 1000000 simulations",
		"--scan k_on=1:2:100000 --steps 100000":  "numbers; at most",
		"--reports out":                          "is no experiment",
	} {
		r := jakstat(append([]string{"run", toy}, words(flags)...)...)
		if r.code != exitBadInput || r.stdout != "" || !strings.Contains(r.stderr, want) {
			t.Errorf("%s: exit code %d, %s", flags, r.code, r.stderr)
		}
		checkMessages(t, flags, r.stderr)
	}
}

func TestExperimentOutputs(t *testing.T) {
	dir := t.TempDir()
	file, svg, html, reports := "../../examples/il6-scan.sedml", filepath.Join(dir, "a.svg"), filepath.Join(dir, "a.html"), filepath.Join(dir, "out")
	text := succeed(t, "run", file, "--svg", svg, "--html", html, "--reports", reports)
	if !strings.Contains(text, "pSTAT3 k=0.1") || !strings.Contains(text, researchNotice) {
		t.Error(text)
	}
	for name, words := range map[string][]string{svg: {"<svg", "pSTAT3 without inhibitor"}, html: {"<html", "7 in 3 tasks"}, filepath.Join(reports, "inhibitor.csv"): {"time,with,without,blocked\n"}} {
		data, err := os.ReadFile(name)
		if err != nil {
			t.Fatal(err)
		}
		for _, w := range words {
			if !bytes.Contains(data, []byte(w)) {
				t.Errorf("%s: no %q", filepath.Base(name), w)
			}
		}
	}
	var d experimentDocument
	if err := json.Unmarshal([]byte(succeed(t, "run", file, "--json")), &d); err != nil || len(d.Plots) != 2 || len(d.Plots[1].Curves[0].Y) != 5 || d.Simulations != 7 {
		t.Errorf("%v %+v", err, d.Simulations)
	}
	ctx, cancel := context.WithCancel(context.Background())
	cancel()
	for _, args := range [][]string{{"run", file}, {"run", toy, "--scan", "k_on=1,2"}} {
		var out, errs bytes.Buffer
		if code := run(ctx, args, &out, &errs); code != exitInterrupted || out.Len() > 0 {
			t.Errorf("interrupted: exit code %d, %s", code, out.String())
		}
	}
}

// A local parameter keeps what it was set to through the simulations of a chain.
func TestLocalParametersAreSet(t *testing.T) {
	local := "/sbml:sbml/sbml:model/sbml:listOfReactions/sbml:reaction[@id='J']/sbml:kineticLaw/sbml:listOfLocalParameters/sbml:localParameter[@id='k']"
	file := sedmlFile(t, sedmlModel, sedmlSims, "<listOfTasks>"+sedmlTasks+repeats(true, "1 2", set(local, "", "<ci>i</ci>"), `<subTask task="step" order="1"/><subTask task="step" order="2"/>`)+"</listOfTasks>", reported("r0"))
	text := strings.Replace(decaying, `</kineticLaw>`, `<listOfLocalParameters><localParameter id="k" value="7"/></listOfLocalParameters></kineticLaw>`, 1)
	if err := os.WriteFile(filepath.Join(filepath.Dir(file), "decay.xml"), []byte(text), 0o644); err != nil {
		t.Fatal(err)
	}
	header, rows := tableOf(t, succeed(t, "run", file, "--csv"))
	want := []float64{2 * math.Exp(-1), 2 * math.Exp(-2), 2 * math.Exp(-2), 2 * math.Exp(-4)}
	for i, row := range rows {
		if got := row[header["A"]]; len(rows) != len(want) || math.Abs(got-want[i]) > 1e-7*want[i] {
			t.Errorf("%d rows; A is %v, not %v", len(rows), got, want[i])
		}
	}
}
