package sedml

import (
	"errors"
	"fmt"
	"strings"
	"testing"

	"jakstat/diag"
	"jakstat/format/sbml"
)

const mathML = `<math xmlns="http://www.w3.org/1998/Math/MathML">`

// decay is a model with a species, two parameters, a compartment and a local parameter, one element a line.
const decay = `<?xml version="1.0" encoding="UTF-8"?>
<sbml xmlns="http://www.sbml.org/sbml/level3/version1/core" level="3" version="1"><model id="decay">
<listOfCompartments>
<compartment id="V" spatialDimensions="3" size="2" constant="true"/>
</listOfCompartments>
<listOfSpecies>
<!-- a comment
over two lines -->
<species id="A" compartment="V" initialConcentration="3" hasOnlySubstanceUnits="false" boundaryCondition="false" constant="false"/>
</listOfSpecies>
<listOfParameters>
<parameter id="k" value="0.5" constant="true"/>
<parameter id="q" value="4" constant="true"/>
</listOfParameters>
<listOfReactions><reaction id="J" reversible="false" fast="false"><listOfReactants>
<speciesReference species="A" stoichiometry="1" constant="true"/></listOfReactants><kineticLaw>
<math xmlns="http://www.w3.org/1998/Math/MathML"><apply><times/><ci>V</ci><ci>k</ci><ci>A</ci><ci>l</ci></apply></math>
<listOfLocalParameters>
<localParameter id="l" value="1"/></listOfLocalParameters></kineticLaw></reaction></listOfReactions>
</model></sbml>
`

const (
	toK = "/sbml:sbml/sbml:model/sbml:listOfParameters/sbml:parameter[@id='k']"
	toA = "/sbml:sbml/sbml:model/sbml:listOfSpecies/sbml:species[@id='A']"
)

// experiment wraps lists in a document of a version.
func experiment(version int, lists ...string) string {
	space := fmt.Sprintf("http://sed-ml.org/sed-ml/level1/version%d", version)
	if version == 1 {
		space = "http://sed-ml.org/"
	}
	return fmt.Sprintf("<sedML xmlns=%q xmlns:sbml=\"http://www.sbml.org/sbml/level2/version4\" level=\"1\" version=\"%d\">\n%s\n</sedML>", space, version, strings.Join(lists, "\n"))
}

func models(changes string) string {
	return `<listOfModels><model id="m" language="urn:sedml:language:sbml" source="decay.xml"><listOfChanges>` + changes + `</listOfChanges></model></listOfModels>`
}

const (
	course = `<listOfSimulations><uniformTimeCourse id="s" initialTime="0" outputStartTime="1" outputEndTime="3" numberOfPoints="4"><algorithm kisaoID="KISAO:0000019"/></uniformTimeCourse>` +
		`<oneStep id="one" step="0.5"><algorithm kisaoID="KISAO:0000088"/></oneStep></listOfSimulations>`
	single = `<task id="t" modelReference="m" simulationReference="s"/>`
)

func generator(id, variables, math string) string {
	return `<dataGenerator id="` + id + `"><listOfVariables>` + variables + `</listOfVariables>` + mathML + math + `</math></dataGenerator>`
}

func variable(id, task, target string) string {
	if target == "" {
		return `<variable id="` + id + `" taskReference="` + task + `" symbol="urn:sedml:symbol:time"/>`
	}
	return `<variable id="` + id + `" taskReference="` + task + `" target="` + target + `"/>`
}

func mustRead(t testing.TB, text string) *Document {
	t.Helper()
	d, err := Read("e.sedml", []byte(text))
	if err != nil {
		t.Fatalf("%v\n%s", err, text)
	}
	return d
}

// open gives the test model under its name.
func open(name string) ([]byte, error) {
	if name == "decay.xml" {
		return []byte(decay), nil
	}
	return nil, fmt.Errorf("there is no %s", name)
}

func mustLoad(t testing.TB, d *Document) *Experiment {
	t.Helper()
	x, err := d.Load(open)
	if err != nil {
		t.Fatal(err)
	}
	return x
}

// value is an attribute of an element of the changed model, read by the reader of models as a check on the text.
func readBack(t *testing.T, x *Experiment, id string) *sbml.Document {
	t.Helper()
	for _, m := range x.Models {
		if m.ID == id {
			doc, err := sbml.Read("changed.xml", x.Text(m))
			if err != nil {
				t.Fatalf("%v\n%s", err, x.Text(m))
			}
			return doc
		}
	}
	t.Fatal("no model " + id)
	return nil
}

func TestVersionsOfTheFormat(t *testing.T) {
	for version := 1; version <= 4; version++ {
		text := experiment(version, models(""), course, "<listOfTasks>"+single+"</listOfTasks>")
		d := mustRead(t, text)
		if d.Version != version || len(d.Models) != 1 || len(d.Tasks) != 1 || d.Tasks[0].Simulation.Steps != 4 {
			t.Errorf("version %d: %+v", version, d)
		}
		if times := d.Simulations[0].Times(); fmt.Sprint(times) != "[1 1.5 2 2.5 3]" {
			t.Errorf("times %v", times)
		}
	}
	if d := mustRead(t, strings.Replace(experiment(4, models(""), course), "numberOfPoints", "numberOfSteps", 1)); d.Simulations[0].Steps != 4 {
		t.Error("numberOfSteps")
	}
}

func TestChangesOfModels(t *testing.T) {
	newParameter := func(element string) string {
		return `<addXML target="/sbml:sbml/sbml:model/sbml:listOfParameters"><newXML>` + element + `</newXML></addXML>`
	}
	compute := `<computeChange target="` + toK + `/@value"><listOfVariables><variable id="x" target="` + toK + `/@value"/><variable id="v" target="/sbml:sbml/sbml:model/sbml:listOfCompartments/sbml:compartment[@id='V']"/></listOfVariables>
<listOfParameters><parameter id="two" value="2"/></listOfParameters>` + mathML + `<apply><plus/><apply><times/><ci>x</ci><ci>two</ci></apply><ci>v</ci></apply></math></computeChange>`
	for _, c := range []struct {
		name, changes string
		k, a          float64
		parameters    int
	}{
		{"none", "", 0.5, 3, 2},
		{"an attribute", `<changeAttribute target="` + toK + `/@value" newValue="7"/>`, 7, 3, 2},
		{"with double quotes", `<changeAttribute target='/sbml:sbml/sbml:model/sbml:listOfParameters/sbml:parameter[@id="k"]/@value' newValue="7"/>`, 7, 3, 2},
		{"without prefixes", `<changeAttribute target="/sbml/model/listOfParameters/parameter[@id='k']/@value" newValue="7"/>`, 7, 3, 2},
		{"anywhere", `<changeAttribute target="//sbml:parameter[@id='k' and @constant='true']/@value" newValue="7"/>`, 7, 3, 2},
		{"by position", `<changeAttribute target="/sbml:sbml/sbml:model/sbml:listOfParameters/sbml:parameter[1]/@value" newValue="7"/>`, 7, 3, 2},
		{"in order", `<changeAttribute target="` + toK + `/@value" newValue="7"/>` + compute, 16, 3, 2},
		{"a computed value", compute, 3, 3, 2},
		{"a new element", newParameter(`<sbml:parameter xmlns:sbml="http://www.sbml.org/sbml/level3/version1/core" id="n" value="1" constant="true"/>`), 0.5, 3, 3},
		{"a new element without a namespace", newParameter(`<parameter id="n" value="1" constant="true"/>`), 0.5, 3, 3},
		{"two new elements", newParameter(`<parameter id="n" value="1" constant="true"/><parameter id="o" value="1" constant="true"/>`), 0.5, 3, 4},
		{"a removed element", `<removeXML target="/sbml:sbml/sbml:model/sbml:listOfParameters/sbml:parameter[@id='q']"/>`, 0.5, 3, 1},
		{
			"another element",
			`<changeXML target="` + toK + `"><newXML><parameter xmlns="http://www.sbml.org/sbml/level3/version1/core" id="k" value="9" constant="true"/></newXML></changeXML>`, 9, 3, 2,
		},
		{"a species", `<changeAttribute target="` + toA + `/@initialConcentration" newValue="8"/>`, 0.5, 8, 2},
	} {
		x := mustLoad(t, mustRead(t, experiment(3, models(c.changes))))
		m := readBack(t, x, "m").Model
		ps := m.Parameters()
		_, k := m.Lookup("k")
		if len(ps) != c.parameters || ps[k].Value.Value != c.k || m.Species()[0].Initial.Value != c.a {
			t.Errorf("%s: %+v %+v", c.name, ps, m.Species())
		}
	}
}

// A model may be made from another one; an experiment must not go round in circles.
func TestModelsOfModels(t *testing.T) {
	list := func(source string) string {
		return `<listOfModels><model id="a" source="decay.xml"><listOfChanges><changeAttribute target="` + toK + `/@value" newValue="7"/></listOfChanges></model>
<model id="b" source="` + source + `"><listOfChanges><changeAttribute target="` + toA + `/@initialConcentration" newValue="1"/></listOfChanges></model></listOfModels>`
	}
	for _, source := range []string{"#a", "a"} {
		x := mustLoad(t, mustRead(t, experiment(4, list(source))))
		a, b := readBack(t, x, "a").Model, readBack(t, x, "b").Model
		if a.Parameters()[0].Value.Value != 7 || b.Parameters()[0].Value.Value != 7 || a.Species()[0].Initial.Value != 3 || b.Species()[0].Initial.Value != 1 {
			t.Errorf("%s: %v %v", source, a.Species(), b.Species())
		}
	}
	if _, err := Read("e.sedml", []byte(experiment(4, list("#b")))); err == nil || !strings.Contains(err.Error(), "made from itself") {
		t.Error(err)
	}
}

// Lines stay those of the file, so that the reader of models names the right ones.
func TestChangedModelsKeepTheirLines(t *testing.T) {
	broken := `<changeAttribute target="/sbml:sbml/sbml:model/sbml:listOfReactions/sbml:reaction/sbml:kineticLaw/sbml:listOfLocalParameters/sbml:localParameter/@value" newValue="many"/>`
	x := mustLoad(t, mustRead(t, experiment(3, models(broken))))
	_, err := sbml.Read("decay.xml", x.Text(x.Models[0]))
	line := strings.Count(decay[:strings.Index(decay, "<localParameter ")], "\n") + 1
	if err == nil || !strings.Contains(err.Error(), fmt.Sprintf("decay.xml:%d", line)) {
		t.Errorf("%v; the line is %d", err, line)
	}
}

func TestMistakesArePositioned(t *testing.T) {
	tasks := func(s string) string { return "<listOfTasks>" + s + "</listOfTasks>" }
	good := []string{models(""), course}
	repeated := func(attributes, ranges, changes, subtasks string) []string {
		return append(good[:2:2], tasks(single+`<repeatedTask id="r" `+attributes+`><listOfRanges>`+ranges+`</listOfRanges><listOfChanges>`+changes+`</listOfChanges><listOfSubTasks>`+subtasks+`</listOfSubTasks></repeatedTask>`))
	}
	output := func(s string) []string {
		return append(good[:2:2], tasks(single), "<listOfDataGenerators>"+generator("g", variable("v", "t", toA), "<ci>v</ci>")+"</listOfDataGenerators>", "<listOfOutputs>"+s+"</listOfOutputs>")
	}
	for _, c := range []struct {
		lists []string
		want  string
	}{
		{[]string{"<listOfThings/>"}, "<listOfThings> is not known"},
		{[]string{`<listOfModels><model id="m" source="urn:miriam:biomodels.db:BIOMD1"/></listOfModels>`}, "nothing is fetched over a network"},
		{[]string{`<listOfModels><model id="m" source="https://example.org/m.xml"/></listOfModels>`}, "nothing is fetched over a network"},
		{[]string{`<listOfModels><model id="m" language="urn:sedml:language:cellml" source="a.xml"/></listOfModels>`}, "SBML is read"},
		{[]string{`<listOfModels><model id="m" source="a.xml"/><model id="m" source="b.xml"/></listOfModels>`}, "already that of a <model>"},
		{[]string{`<listOfModels><model id="../m" source="a.xml"/></listOfModels>`}, "not an identifier"},
		{[]string{models(`<changeAttribute target="concat('a')" newValue="1"/>`)}, "does not begin with /"},
		{[]string{models(`<changeAttribute target="/sbml:sbml[count(x)=1]/@a" newValue="1"/>`)}, "is not supported"},
		{[]string{models(`<changeAttribute target="` + toK + `" newValue="1"/>`)}, "ends in no attribute"},
		{[]string{models(`<addXML target="` + toK + `"/>`)}, "holds no elements in <newXML>"},
		{[]string{models(`<setEverything/>`)}, "is no change of a model"},
		{[]string{models(`<computeChange target="` + toK + `">` + mathML + `<ci>x</ci></math></computeChange>`)}, `"x"`},
		{[]string{`<listOfSimulations><steadyState id="s"><algorithm kisaoID="KISAO:0000407"/></steadyState></listOfSimulations>`}, "simulation s is a <steadyState>, which is not supported"},
		{[]string{strings.Replace(course, "KISAO:0000019", "KISAO:0000437", 1)}, "algorithm KISAO:0000437 of simulation s is not supported"},
		{[]string{strings.Replace(course, "KISAO:0000019", "CVODE", 1)}, "not of the form KISAO:0000019"},
		{[]string{strings.Replace(course, `outputEndTime="3"`, `outputEndTime="0.5"`, 1)}, "do not follow each other"},
		{[]string{strings.Replace(course, `numberOfPoints="4"`, `numberOfPoints="-4"`, 1)}, "no whole number"},
		{[]string{strings.Replace(course, `step="0.5"`, `step="0"`, 1)}, "a step of 0"},
		{[]string{models(""), course, tasks(`<task id="t" modelReference="n" simulationReference="s"/>`)}, `refers to "n", which does not exist`},
		{[]string{tasks(`<parameterEstimationTask id="t"/>`)}, "is not supported: task and repeatedTask are"},
		{repeated(`range="x"`, `<vectorRange id="x"><value>1</value></vectorRange>`, "", `<subTask task="r"/>`), "repeats itself"},
		{repeated(`range="x"`, `<vectorRange id="x"><value>one</value></vectorRange>`, "", `<subTask task="t"/>`), `"one" is not a finite number`},
		{repeated(`range="x"`, `<uniformRange id="x" start="0" end="1" numberOfPoints="3" type="log"/>`, "", `<subTask task="t"/>`), "both ends must be above 0"},
		{repeated(`range="x"`, `<dataRange id="x"/>`, "", `<subTask task="t"/>`), "is not supported: uniformRange"},
		{repeated(`range="x"`, `<vectorRange id="x"><value>1</value><value>2</value></vectorRange><vectorRange id="y"><value>1</value></vectorRange>`, "", `<subTask task="t"/>`), "fewer than the 2 iterations"},
		{repeated(`range="x"`, `<vectorRange id="x"><value>1</value></vectorRange>`, "", ""), "repeats no task"},
		{output(`<plot3D id="p"/>`), "<plot3D> p is not supported: report and plot2D are"},
		{output(`<report id="p"/>`), "report p has no data"},
		{output(`<report id="p"><listOfDataSets><dataSet id="d" label="l" dataReference="h"/></listOfDataSets></report>`), `refers to "h"`},
		{append(good[:2:2], tasks(single), "<listOfDataGenerators>"+generator("g", variable("v", "t", toA), "<apply><plus/><ci>v</ci><ci>w</ci></apply>")+"</listOfDataGenerators>"), `"w"`},
		{append(good[:2:2], tasks(single), "<listOfDataGenerators>"+generator("g", `<variable id="v" taskReference="t" symbol="urn:sedml:symbol:mood"/>`, "<ci>v</ci>")+"</listOfDataGenerators>"), `symbol "urn:sedml:symbol:mood" is not supported`},
		{append(good[:2:2], tasks(single), "<listOfDataGenerators>"+generator("g", variable("v", "t", toA), `<apply><csymbol definitionURL="http://sed-ml.org/#median"/><ci>v</ci></apply>`)+"</listOfDataGenerators>"), "is not supported"},
		{[]string{"<listOfDataDescriptions><dataDescription/></listOfDataDescriptions>"}, "<listOfDataDescriptions> is not supported"},
	} {
		_, err := Read("e.sedml", []byte(experiment(4, c.lists...)))
		var l diag.List
		if !errors.As(err, &l) || !strings.Contains(err.Error(), c.want) {
			t.Errorf("%q: %v", c.want, err)
			continue
		}
		for _, d := range l {
			if d.Pos.File != "e.sedml" || d.Pos.Line < 1 || d.Code == "" {
				t.Errorf("not positioned: %v", d)
			}
		}
	}
	for text, want := range map[string]string{
		"":                                 "no XML element",
		"<sedML>":                          "not closed",
		"<a/>":                             "no experiment",
		"<!DOCTYPE x><sedML/>":             "document type",
		"<sedML></sedMl>":                  "closes nothing",
		"<sedML/><sedML/>":                 "second root",
		strings.Repeat("<a>", 700):         "nested more than",
		`<sedML a="1" a="2"/>`:             "given twice",
		`<sedML xmlns="http://else.org"/>`: "no experiment",
	} {
		if _, err := Read("e.sedml", []byte(text)); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%q: %v", clip(text), err)
		}
	}
}

// What is wrong between an experiment and its models is told with the line of the experiment.
func TestMistakesAboutModels(t *testing.T) {
	missing := strings.Replace(toK, "'k'", "'kk'", 1)
	for _, c := range []struct{ lists, want string }{
		{models(`<changeAttribute target="` + missing + `/@value" newValue="1"/>`), "points to nothing in the model"},
		{models(`<changeAttribute target="/sbml:sbml/sbml:model/sbml:listOfParameters/sbml:parameter/@value" newValue="1"/>`), "points to 2 elements, not one"},
		{models(`<removeXML target="/sbml:sbml"/>`), "cannot be removed"},
		{models(`<computeChange target="/sbml:sbml/sbml:model">` + mathML + `<cn>1</cn></math></computeChange>`), "holds a number"},
		{`<listOfModels><model id="m" source="nowhere.xml"/></listOfModels>`, "there is no nowhere.xml"},
		{models("") + course + "<listOfTasks>" + single + "</listOfTasks><listOfDataGenerators>" + generator("g", variable("v", "t", missing), "<ci>v</ci>") + "</listOfDataGenerators>", "points to 0 elements of model m"},
		{models("") + course + "<listOfTasks>" + single + "</listOfTasks><listOfDataGenerators>" + generator("g", variable("v", "t", "//sbml:localParameter"), "<ci>v</ci>") + "</listOfDataGenerators>", "local parameter l of reaction J"},
	} {
		_, err := mustRead(t, experiment(3, c.lists)).Load(open)
		if err == nil || !strings.Contains(err.Error(), c.want) || !strings.Contains(err.Error(), "e.sedml:2") {
			t.Errorf("%q: %v", c.want, err)
		}
	}
}

func TestAlgorithms(t *testing.T) {
	read := func(id, parameters string) (*Document, error) {
		return Read("e.sedml", []byte(experiment(3, strings.Replace(course, `<algorithm kisaoID="KISAO:0000019"/>`, `<algorithm kisaoID="`+id+`"><listOfAlgorithmParameters>`+parameters+`</listOfAlgorithmParameters></algorithm>`, 1))))
	}
	for id, want := range map[string]Method{
		"KISAO:0000019": Deterministic, "KISAO_0000088": Deterministic, "urn:miriam:biomodels.kisao:KISAO_0000087": Deterministic,
		"KISAO:0000029": Direct, "KISAO:0000027": NextReaction, "KISAO:0000039": TauLeaping,
	} {
		d, err := read(id, "")
		if err != nil || d.Simulations[0].Algorithm.Method != want {
			t.Errorf("%s: %v", id, err)
		}
	}
	d, err := read("KISAO:0000019", `<algorithmParameter kisaoID="KISAO:0000209" value="1e-9"/><algorithmParameter kisaoID="KISAO:0000211" value="1e-10"/>
<algorithmParameter kisaoID="KISAO:0000488" value="7"/><algorithmParameter kisaoID="KISAO:0000415" value="500"/>`)
	if err != nil {
		t.Fatal(err)
	}
	if a := d.Simulations[0].Algorithm; a.RTol != 1e-9 || a.ATol != 1e-10 || *a.Seed != 7 || len(d.Warnings) != 1 {
		t.Errorf("%+v %v", a, d.Warnings)
	}
}

func FuzzRead(f *testing.F) {
	defer func(n int) { maxUnfolded = n }(maxUnfolded)
	maxUnfolded = 1000
	f.Add(experiment(4, models(`<changeAttribute target="`+toK+`/@value" newValue="7"/>`), course, "<listOfTasks>"+single+"</listOfTasks>"))
	f.Add(experiment(3, models(""), course, "<listOfTasks>"+single+nested+"</listOfTasks>", "<listOfDataGenerators>"+generator("g", variable("v", "inner", toA), "<ci>v</ci>")+"</listOfDataGenerators>"))
	f.Add(`<sedML xmlns="http://sed-ml.org/"><listOfOutputs><report id="r"/></listOfOutputs></sedML>`)
	f.Fuzz(func(t *testing.T, text string) {
		d, err := Read("e.sedml", []byte(text))
		if err == nil {
			var x *Experiment
			if x, err = d.Load(open); err == nil {
				for _, task := range d.Tasks {
					if _, err := task.Unfold(); err != nil && err.Error() == "" {
						t.Error("an error without words")
					}
				}
				for _, m := range x.Models {
					if _, err := parse("again", x.Text(m)); err != nil {
						t.Errorf("the changed text is not read: %v", err)
					}
				}
				return
			}
		}
		var l diag.List
		if !errors.As(err, &l) || len(l) == 0 {
			t.Fatalf("the error is no list: %v", err)
		}
		for _, d := range l {
			if d.Code == "" || d.Pos.File == "" || d.Pos.Line == 0 {
				t.Errorf("not positioned: %+v", d)
			}
		}
	})
}

func FuzzPath(f *testing.F) {
	f.Add(toK + "/@value")
	f.Add("//a[@b='c' and @d=\"e\"][2]/*")
	root, err := parse("decay.xml", []byte(decay))
	if err != nil {
		f.Fatal(err)
	}
	f.Fuzz(func(t *testing.T, text string) {
		p, err := parsePath(text)
		if err != nil {
			return
		}
		if len(p.steps) == 0 {
			t.Error("a path without steps")
		}
		p.find(root, root)
	})
}
