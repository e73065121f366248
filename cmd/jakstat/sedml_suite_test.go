package main

import (
	"context"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/spf13/cobra"

	"jakstat/engine/model"
	"jakstat/format/sbml"
	"jakstat/format/sbmlsuite"
	"jakstat/format/sedml"
)

// caseExperiment writes a case of the suite as an experiment; amounts and concentrations that are not what a symbol means are computed by
// data generators. It returns "" when a variable has no element that an XPath could point to (those of submodels).
func caseExperiment(file string, doc *sbml.Document, plan *sbmlsuite.Plan, s *sbmlsuite.Settings, chained bool) string {
	attr := "id"
	if doc.Level == 1 {
		attr = "name"
	}
	const in = "/sbml:sbml/sbml:model/sbml:"
	elements := map[model.Kind]string{
		model.KindSpecies: in + "listOfSpecies/sbml:species", model.KindCompartment: in + "listOfCompartments/sbml:compartment",
		model.KindParameter: in + "listOfParameters/sbml:parameter", model.KindReaction: in + "listOfReactions/sbml:reaction", model.KindSpeciesRef: "//sbml:speciesReference",
	}
	target := func(id string) string {
		kind, _ := doc.Model.Lookup(id)
		if strings.Contains(id, "__") || elements[kind] == "" {
			return ""
		}
		return elements[kind] + "[@" + attr + "='" + id + "']"
	}
	var generators, sets strings.Builder
	species := doc.Model.Species()
	for i, c := range plan.Columns {
		at := target(c.Variable)
		if at == "" {
			return ""
		}
		variables, math := `<variable id="x" taskReference="t" target="`+at+`"/>`, "<ci>x</ci>"
		if kind, k := doc.Model.Lookup(c.Variable); kind == model.KindSpecies {
			symbol := doc.Model.IsConcentration(&species[k])
			if symbol != (c.Quantity == sbmlsuite.Concentration) {
				size := target(species[k].Compartment)
				if size == "" {
					return ""
				}
				variables += `<variable id="v" taskReference="t" target="` + size + `"/>`
				math = "<apply><times/><ci>x</ci><ci>v</ci></apply>"
				if !symbol {
					math = "<apply><divide/><ci>x</ci><ci>v</ci></apply>"
				}
			}
		}
		fmt.Fprintf(&generators, `<dataGenerator id="g%d"><listOfVariables>%s</listOfVariables>%s</dataGenerator>`+"\n", i, variables, mathML(math))
		fmt.Fprintf(&sets, `<dataSet id="d%d" label="%s" dataReference="g%d"/>`, i, c.Variable, i)
	}
	simulation := fmt.Sprintf(`<listOfSimulations><uniformTimeCourse id="s" initialTime="0" outputStartTime="%g" outputEndTime="%g" numberOfPoints="%d"><algorithm kisaoID="KISAO:0000019"/></uniformTimeCourse></listOfSimulations>`, s.Start, s.Start+s.Duration, s.Steps)
	tasks := `<listOfTasks><task id="t" modelReference="m" simulationReference="s"/></listOfTasks>`
	if chained {
		simulation = fmt.Sprintf(`<listOfSimulations><oneStep id="s" step="%v"><algorithm kisaoID="KISAO:0000019"/></oneStep></listOfSimulations>`, s.Duration/float64(s.Steps))
		tasks = fmt.Sprintf(`<listOfTasks><task id="step" modelReference="m" simulationReference="s"/>
<repeatedTask id="t" range="i" resetModel="false"><listOfRanges><uniformRange id="i" start="1" end="%d" numberOfPoints="%d" type="linear"/></listOfRanges><listOfSubTasks><subTask task="step"/></listOfSubTasks></repeatedTask></listOfTasks>`, s.Steps, s.Steps-1)
	}
	return sedmlText(`<listOfModels><model id="m" language="urn:sedml:language:sbml" source="`+file+`"/></listOfModels>`,
		simulation,
		tasks,
		`<listOfDataGenerators><dataGenerator id="time"><listOfVariables><variable id="x" taskReference="t" symbol="urn:sedml:symbol:time"/></listOfVariables>`+mathML("<ci>x</ci>")+`</dataGenerator>`+generators.String()+`</listOfDataGenerators>`,
		`<listOfOutputs><report id="r"><listOfDataSets><dataSet id="time" label="time" dataReference="time"/>`+sets.String()+`</listOfDataSets></report></listOfOutputs>`)
}

// runCase carries out the experiment of a case.
func runCase(dir, file, text string) (*sbmlsuite.Results, error) {
	in := &source{name: "case.sedml", read: func(name string) ([]byte, error) {
		return os.ReadFile(filepath.Join(dir, filepath.Dir(file), filepath.Base(name)))
	}}
	d, err := sedml.Read(in.name, []byte(text))
	if err != nil {
		return nil, err
	}
	x, err := d.Load(in.read)
	if err != nil {
		return nil, err
	}
	o := &runOptions{
		method: "auto", rtol: realFlag(runRTol, "", "", 0, 1, ""), atol: realFlag(0, "", "", 0, 1, ""), seed: seed(),
	}
	o.seed.value = 1
	r := &experimentRun{
		x: x, in: in, options: o, given: (&cobra.Command{}).Flags().Changed, methods: map[*sedml.Simulation]solver{}, models: map[*sedml.Model]*experimentModel{},
		tasks: map[*sedml.Task][]*block{}, generators: map[*sedml.Generator]sedml.Values{},
	}
	if err := r.prepare(); err != nil {
		return nil, err
	}
	if err := r.run(context.Background(), 1, func(int) {}); err != nil {
		return nil, err
	}
	t := &sbmlsuite.Results{Timed: true}
	for _, c := range x.Reports[0].Columns {
		t.Names = append(t.Names, c.Label)
	}
	v := experimentView{run: r}
	for _, row := range x.Reports[0].Rows(v.values, v.keys) {
		var line []float64
		for _, y := range row.Values {
			line = append(line, *y)
		}
		t.Rows = append(t.Rows, line)
	}
	return t, nil
}

// suiteExperiments carries out the time courses of the suite as experiments and hands each result on; it counts the cases that have
// variables inside submodels, which nothing in the file can be pointed to for.
func suiteExperiments(t *testing.T, chained bool, each func(id string, content *sbmlsuite.Content, table *sbmlsuite.Results, err error)) {
	t.Helper()
	shared := os.Getenv("JAKSTAT_SHARED")
	if shared == "" {
		t.Skip("skipped: set JAKSTAT_SHARED to the folder that holds sbml-test-suite")
	}
	dir := filepath.Join(shared, "sbml-test-suite", "semantic")
	cases, err := sbmlsuite.Find(os.DirFS(dir), dir)
	if err != nil {
		t.Fatal(err)
	}
	levels, err := sbmlsuite.ParseLevels("newest")
	if err != nil {
		t.Fatal(err)
	}
	unnamed := 0
	for _, c := range cases {
		content, err := c.Read(os.DirFS(dir))
		if err != nil || content.Description.TestType != sbmlsuite.TimeCourse {
			continue
		}
		s := content.Settings
		file := levels.Of(c.Files)[0].Path
		doc, err := readModel(filepath.Join(dir, filepath.FromSlash(file)))
		if err != nil {
			t.Errorf("%s: %v", c.ID, err)
			continue
		}
		plan, err := sbmlsuite.NewPlan(doc.Model, s.Variables, s.Amount, s.Concentration)
		if err != nil {
			t.Errorf("%s: %v", c.ID, err)
			continue
		}
		text := caseExperiment(filepath.Base(file), doc, plan, s, chained)
		if text == "" {
			unnamed++
			continue
		}
		table, err := runCase(dir, file, text)
		each(c.ID, content, table, err)
	}
	t.Logf("%d cases with variables inside submodels", unnamed)
}

// Every time course of the suite, asked for as an experiment, gives the results of the suite.
func TestTheSuiteAsExperiments(t *testing.T) {
	passed := 0
	suiteExperiments(t, false, func(id string, content *sbmlsuite.Content, table *sbmlsuite.Results, err error) {
		if err != nil {
			t.Errorf("%s: %v", id, err)
			return
		}
		if difference, err := sbmlsuite.Compare(content.Expected, table, content.Settings); err != nil || difference != nil {
			t.Errorf("%s: %v %v", id, err, difference)
			return
		}
		passed++
	})
	t.Logf("%d passed", passed)
}

// A time course done in single steps, each going on from the state of the one before, gives the same results; what cannot go on
// is refused.
func TestTheSuiteInSingleSteps(t *testing.T) {
	counts := map[string]int{}
	suiteExperiments(t, true, func(id string, content *sbmlsuite.Content, table *sbmlsuite.Results, err error) {
		switch {
		case content.Settings.Start != 0:
			counts["begins later"]++
			return
		case err != nil && strings.Contains(err.Error(), "cannot go on"):
			counts["refused"]++
			if !slices.ContainsFunc(content.Description.Tags(), func(tag string) bool {
				return tag == "EventWithDelay" || tag == "CSymbolDelay" || strings.HasPrefix(tag, "comp")
			}) {
				t.Errorf("%s: %v", id, err)
			}
			return
		case err != nil:
			counts["error"]++
			t.Errorf("%s: %v", id, err)
			return
		}
		want := *content.Expected
		want.Rows = want.Rows[1:] // a step has an end only
		if want.Lines != nil {
			want.Lines = want.Lines[1:]
		}
		if difference, err := sbmlsuite.Compare(&want, table, content.Settings); err != nil || difference != nil {
			counts["failed"]++
			t.Errorf("%s: %v %v", id, err, difference)
			return
		}
		counts["passed"]++
	})
	t.Log(counts)
}
