package main

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"math"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"testing"
)

const toy = "../../examples/il6-toy.xml"

// sbmlModel wraps elements in a Level 3 Version 2 document.
func sbmlModel(body string) string {
	return `<sbml xmlns="http://www.sbml.org/sbml/level3/version2/core" level="3" version="2"><model id="m">` + body + `</model></sbml>`
}

// mathML wraps content in a math element.
func mathML(content string) string {
	return `<math xmlns="http://www.w3.org/1998/Math/MathML">` + content + `</math>`
}

func modelFile(t *testing.T, text string) string {
	t.Helper()
	file := filepath.Join(t.TempDir(), "m.xml")
	if err := os.WriteFile(file, []byte(text), 0o644); err != nil {
		t.Fatal(err)
	}
	return file
}

// decaying is dA/dt = -k·A in a compartment of size 4, with A(0) = 2 as a concentration.
var decaying = sbmlModel(`<listOfCompartments><compartment id="V" spatialDimensions="3" size="4" constant="true"/></listOfCompartments>
<listOfSpecies><species id="A" name="drug" compartment="V" initialConcentration="2" hasOnlySubstanceUnits="false" boundaryCondition="false" constant="false"/></listOfSpecies>
<listOfParameters><parameter id="k" value="0.5" constant="true"/></listOfParameters>
<listOfReactions><reaction id="J" reversible="false"><listOfReactants><speciesReference species="A" stoichiometry="1" constant="true"/></listOfReactants>
<kineticLaw>` + mathML(`<apply><times/><ci>V</ci><ci>k</ci><ci>A</ci></apply>`) + `</kineticLaw></reaction></listOfReactions>`)

func TestRunGivesTheClosedForm(t *testing.T) {
	file := modelFile(t, decaying)
	for _, c := range []struct {
		flags            string
		k, start, factor float64
	}{
		{"", 0.5, 2, 1},
		{"--amounts", 0.5, 2, 4},
		{"--set k=1", 1, 2, 1},
		{"--set k=1,A=3", 1, 3, 1},
		{"--set V=2 --amounts", 0.5, 2, 2},
		{"--method tsit5", 0.5, 2, 1},
		{"--method Rodas5P --rtol 1e-10 --atol 1e-13", 0.5, 2, 1},
		{"--set A=1e-9", 0.5, 1e-9, 1},
	} {
		args := append([]string{"run", file, "--duration", "4", "--steps", "4", "--csv"}, words(c.flags)...)
		header, rows := records(t, succeed(t, args...))
		if len(rows) != 5 || len(header) != 2 {
			t.Fatalf("%s: %d rows, %v", c.flags, len(rows), header)
		}
		for i, row := range rows {
			got, err := strconv.ParseFloat(row[header["A"]], 64)
			want := c.factor * c.start * math.Exp(-c.k*float64(i))
			if err != nil || math.Abs(got-want) > 1e-7*want {
				t.Errorf("%s: A(%s) = %v, not %v", c.flags, row[0], got, want)
			}
		}
	}
}

func TestStartChoosesTheWindow(t *testing.T) {
	file := modelFile(t, decaying)
	_, whole := records(t, succeed(t, "run", file, "--duration", "4", "--steps", "4", "--csv"))
	_, part := records(t, succeed(t, "run", file, "--start", "2", "--duration", "2", "--steps", "2", "--csv"))
	if fmt.Sprint(part) != fmt.Sprint(whole[2:]) {
		t.Errorf("the second half is %v, and of the whole %v", part, whole[2:])
	}
}

func TestRunDocument(t *testing.T) {
	var d runDocument
	text := succeed(t, "run", modelFile(t, sbmlModel(`<listOfParameters><parameter id="p" constant="false"/><parameter id="q" constant="false"/></listOfParameters>
<listOfRules><assignmentRule variable="p">`+mathML(`<apply><divide/><cn>1</cn><csymbol encoding="text" definitionURL="http://www.sbml.org/sbml/symbols/time">t</csymbol></apply>`)+`</assignmentRule>
<assignmentRule variable="q">`+mathML(`<notanumber/>`)+`</assignmentRule></listOfRules>`)), "--duration", "2", "--steps", "2", "--json")
	if err := json.Unmarshal([]byte(strings.NewReplacer(`"INF"`, "1e300", `"NaN"`, "2e300").Replace(text)), &d); err != nil {
		t.Fatal(err, text)
	}
	if len(d.Variables) != 2 || fmt.Sprint(d.Variables[0].Values) != "[1e+300 1 0.5]" || d.Variables[1].Values[1] != 2e300 || d.Variables[0].Quantity != "value" {
		t.Errorf("%+v", d)
	}
}

func TestRunWritesPictures(t *testing.T) {
	dir := t.TempDir()
	svg, html := filepath.Join(dir, "a.svg"), filepath.Join(dir, "a.html")
	out := succeed(t, "run", toy, "--duration", "60", "--output-vars", "pSTAT3,SOCS3", "--svg", svg, "--html", html)
	if !strings.Contains(out, "phosphorylated STAT3") || !strings.Contains(out, researchNotice) {
		t.Error(out)
	}
	for file, words := range map[string][]string{svg: {"<svg", "pSTAT3"}, html: {"<html", "pSTAT3", "relative tolerance 1e-08"}} {
		data, err := os.ReadFile(file)
		if err != nil {
			t.Fatal(err)
		}
		for _, w := range words {
			if !bytes.Contains(data, []byte(w)) {
				t.Errorf("%s: no %q", filepath.Base(file), w)
			}
		}
	}
}

func TestRunMistakes(t *testing.T) {
	broken := modelFile(t, strings.Replace(decaying, "<ci>k</ci>", "<ci>kk</ci>", 1))
	for _, c := range []struct {
		line string
		want []string
	}{
		{"run " + toy + " --output-vars pSTAT --set k_phs=1,share=2,R=q,C --steps 0 --method cvode --rtol 2 --atol -1 --start -1 --duration 0 --seed x --json --csv", []string{
			`did you mean "pSTAT3"`, `no parameter "k_phs"; did you mean "k_phos"?`, `"share" is computed`, `R: "q" is not a number`, `"C" is not of the form`, "--steps", `unknown method "cvode"`,
			"--rtol", "--atol", "--start", "--duration", "--seed", "two formats",
		}},
		{"run", []string{"an argument is missing"}},
		{"run nowhere.xml", []string{"there is no such file"}},
		{"run " + broken, []string{`"kk"`, "m.xml:5"}},
		{"run " + modelFile(t, sbmlModel("")), []string{"nothing in the model can change"}},
		{"run " + toy + " --svg a.svg --html a.svg", []string{"both would be written"}},
	} {
		r := jakstat(words(c.line)...)
		if r.code != exitBadInput || r.stdout != "" {
			t.Errorf("%s: exit code %d, %s", c.line, r.code, r.stdout)
		}
		for _, w := range c.want {
			if !strings.Contains(r.stderr, w) {
				t.Errorf("%s: no %q in\n%s", c.line, w, r.stderr)
			}
		}
		checkMessages(t, c.line, r.stderr)
	}
}

func TestARunThatCannotGoOnIsAFailure(t *testing.T) {
	file := modelFile(t, sbmlModel(`<listOfParameters><parameter id="x" value="1" constant="false"/></listOfParameters>
<listOfRules><rateRule variable="x">`+mathML(`<apply><power/><ci>x</ci><cn type="integer">2</cn></apply>`)+`</rateRule></listOfRules>`))
	r := jakstat("run", file, "--duration", "2", "--json")
	if r.code != exitRunFailed || r.stdout != "" || !strings.Contains(r.stderr, "stopped at t = ") {
		t.Errorf("exit code %d: %s", r.code, r.stderr)
	}
	ctx, cancel := context.WithCancel(context.Background())
	cancel()
	var out, errs bytes.Buffer
	if code := run(ctx, []string{"run", toy}, &out, &errs); code != exitInterrupted || out.Len() > 0 {
		t.Errorf("interrupted: exit code %d, %s", code, out.String())
	}
	if code := run(context.Background(), []string{"run", toy, "--json"}, failing{}, &errs); code != exitRunFailed {
		t.Errorf("full disk: exit code %d", code)
	}
}

// What the units of a file disagree in is counted, listed and part of the document, and changes no number.
func TestInconsistentUnitsAreTold(t *testing.T) {
	units := func(k string) string {
		text := strings.Replace(decaying, `<parameter id="k"`, `<parameter id="k" units="`+k+`"`, 1)
		text = strings.Replace(text, `<model id="m">`, `<model id="m" timeUnits="second" substanceUnits="mole" extentUnits="mole" volumeUnits="litre">`, 1)
		return modelFile(t, text)
	}
	right, wrong := jakstat("run", units("hertz"), "--csv"), jakstat("run", units("metre"), "--csv")
	if right.stderr != "" || wrong.stderr != "jakstat: the units of the file disagree in 1 place; --units tells where\n" || wrong.stdout != right.stdout {
		t.Errorf("%q %q", right.stderr, wrong.stderr)
	}
	wrong = jakstat("run", units("metre"), "--csv", "--units")
	if !strings.Contains(wrong.stderr, "m.xml:5") || !strings.Contains(wrong.stderr, "the rate of reaction J is in mole·metre; expected extent over time = mole/second") {
		t.Errorf("%q", wrong.stderr)
	}
	if none := jakstat("run", units("hertz"), "--csv", "--units"); none.stderr != "jakstat: no inconsistent units found\n" {
		t.Errorf("%q", none.stderr)
	}
	var d runDocument
	if err := json.Unmarshal([]byte(jakstat("run", units("metre"), "--json").stdout), &d); err != nil || len(d.Units) != 1 {
		t.Errorf("%v, %v", err, d.Units)
	}
}
