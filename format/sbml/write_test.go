package sbml

import (
	"bytes"
	"errors"
	"math"
	"strings"
	"testing"

	"jakstat/diag"
	"jakstat/engine/model"
)

// l3 is a model in Level 3 Version 2 with the given lists after one compartment, two species and two parameters.
func l3(lists string) string {
	return `<sbml xmlns="http://www.sbml.org/sbml/level3/version2/core" level="3" version="2"><model id="m">
<listOfCompartments><compartment id="c" size="2" spatialDimensions="3" constant="true"/></listOfCompartments>
<listOfSpecies>
<species id="A" compartment="c" initialAmount="3" hasOnlySubstanceUnits="false" boundaryCondition="false" constant="false"/>
<species id="B" compartment="c" initialConcentration="0.1" hasOnlySubstanceUnits="false" boundaryCondition="false" constant="false"/>
</listOfSpecies>
<listOfParameters><parameter id="k" value="0.3" constant="true"/><parameter id="v" value="1" constant="false"/></listOfParameters>
` + lists + `</model></sbml>`
}

func mathOf(content string) string {
	return `<math xmlns="http://www.w3.org/1998/Math/MathML">` + content + `</math>`
}

func mustWrite(t *testing.T, doc *Document, to Target) (string, diag.List) {
	t.Helper()
	data, warnings, err := WriteAs(doc, to)
	if err != nil {
		t.Fatal(err)
	}
	return string(data), warnings
}

const decay = `<listOfReactions><reaction id="r" reversible="false"><listOfReactants><speciesReference species="A" stoichiometry="2" constant="true"/></listOfReactants>
<kineticLaw><math xmlns="http://www.w3.org/1998/Math/MathML"><apply><times/><ci>k</ci><ci>A</ci><ci>B</ci></apply></math></kineticLaw></reaction></listOfReactions>`

// What a target cannot say names the element, its line, and the construct.
func TestWhatATargetLacksIsAnError(t *testing.T) {
	event := func(attrs, parts string) string {
		return `<listOfEvents><event id="e" useValuesFromTriggerTime="true"><trigger ` + attrs + `>` + mathOf(`<apply><gt/><ci>k</ci><cn>1</cn></apply>`) + `</trigger>` + parts +
			`<listOfEventAssignments><eventAssignment variable="v">` + mathOf("<cn>1</cn>") + `</eventAssignment></listOfEventAssignments></event></listOfEvents>`
	}
	usual := `initialValue="true" persistent="true"`
	for _, c := range []struct {
		name, lists, construct, element string
		lacking, having                 []Target
	}{
		{"rateOf", `<listOfRules><assignmentRule variable="v">` + mathOf(`<apply><csymbol encoding="text" definitionURL="http://www.sbml.org/sbml/symbols/rateOf">rateOf</csymbol><ci>A</ci></apply>`) + `</assignmentRule></listOfRules>`, "rateOf", "assignment rule v", []Target{{2, 1}, {2, 5}, {3, 1}}, []Target{{3, 2}}},
		{"priority", event(usual, "<priority>"+mathOf("<cn>1</cn>")+"</priority>"), "priority", "event e", []Target{{2, 4}}, []Target{{3, 1}, {3, 2}}},
		{"initial value", event(`initialValue="false" persistent="true"`, ""), "initialValue", "event e", []Target{{2, 4}}, []Target{{3, 1}}},
		{"persistent", event(`initialValue="true" persistent="false"`, ""), "persistent", "event e", []Target{{2, 4}}, []Target{{3, 1}}},
		{"execution time", strings.Replace(event(usual, ""), `Time="true"`, `Time="false"`, 1), "useValuesFromTriggerTime", "event e", []Target{{2, 1}, {2, 3}}, []Target{{2, 4}, {3, 1}}},
		{"no assignment", event(usual, "")[:strings.Index(event(usual, ""), "<listOfEventAss")] + "</event></listOfEvents>", "eventAssignment", "event e", []Target{{2, 4}}, []Target{{3, 1}}},
		{"initial assignment", `<listOfInitialAssignments><initialAssignment symbol="v">` + mathOf("<ci>k</ci>") + `</initialAssignment></listOfInitialAssignments>`, "initialAssignment", "v", []Target{{2, 1}}, []Target{{2, 2}}},
		{"constraint", `<listOfConstraints><constraint>` + mathOf("<true/>") + `</constraint></listOfConstraints>`, "constraint", "constraint", []Target{{2, 1}}, []Target{{2, 2}}},
		{"reaction rate", `<listOfRules><rateRule variable="v">` + mathOf("<ci>r</ci>") + `</rateRule></listOfRules>` + decay, "reactionRate", "reaction r", []Target{{2, 1}}, []Target{{2, 2}}},
		{"no participants", `<listOfReactions><reaction id="r" reversible="false"><kineticLaw>` + mathOf("<cn>1</cn>") + `</kineticLaw></reaction></listOfReactions>`, "participants", "reaction r", []Target{{2, 4}, {3, 1}}, []Target{{3, 2}}},
	} {
		doc := mustRead(t, l3(c.lists))
		for _, to := range c.lacking {
			_, _, err := WriteAs(doc, to)
			var l diag.List
			if !errors.As(err, &l) {
				t.Errorf("%s as %s: no error", c.name, to)
				continue
			}
			if d := l[0]; d.Code != "sbml.write."+c.construct || !strings.Contains(d.Message, c.element) || d.Pos.Line == 0 {
				t.Errorf("%s as %s: %v", c.name, to, d)
			}
		}
		for _, to := range c.having {
			if text, _ := mustWrite(t, doc, to); program(mustRead(t, text)) != program(doc) {
				t.Errorf("%s as %s computes something else:\n%s", c.name, to, text)
			}
		}
	}
	fast := strings.Replace(strings.Replace(strings.Replace(l3(decay), "version2", "version1", 1), `version="2"`, `version="1"`, 1), `reversible="false"`, `reversible="false" fast="true"`, 1)
	if _, _, err := Write(mustRead(t, fast)); err == nil || !strings.Contains(err.Error(), "reaction r is fast") || !strings.Contains(err.Error(), "Level 3 Version 1") {
		t.Error(err)
	}
	if text, _ := mustWrite(t, mustRead(t, fast), Target{2, 4}); !strings.Contains(text, `fast="true"`) {
		t.Error(text)
	}
}

// All mistakes come at once.
func TestEverythingATargetLacksIsTold(t *testing.T) {
	doc := mustRead(t, l3(`<listOfInitialAssignments><initialAssignment symbol="v">`+mathOf("<ci>k</ci>")+`</initialAssignment><initialAssignment symbol="A">`+mathOf("<ci>k</ci>")+
		`</initialAssignment></listOfInitialAssignments><listOfConstraints><constraint>`+mathOf("<true/>")+`</constraint></listOfConstraints>`))
	_, _, err := WriteAs(doc, Target{2, 1})
	var l diag.List
	if !errors.As(err, &l) || len(l) != 3 {
		t.Error(err)
	}
}

func TestStoichiometriesGoBothWays(t *testing.T) {
	l2 := `<sbml xmlns="http://www.sbml.org/sbml/level2/version4" level="2" version="4"><model id="m"><listOfCompartments><compartment id="c" size="1"/></listOfCompartments>
<listOfSpecies><species id="A" compartment="c" initialAmount="1"/></listOfSpecies><listOfParameters><parameter id="n" value="2"/></listOfParameters>
<listOfReactions><reaction id="r"><listOfReactants><speciesReference species="A"><stoichiometryMath>` + mathOf("<apply><plus/><ci>n</ci><cn>1</cn></apply>") + `</stoichiometryMath></speciesReference></listOfReactants>
<kineticLaw>` + mathOf("<ci>A</ci>") + `</kineticLaw></reaction></listOfReactions></model></sbml>`
	text, _ := mustWrite(t, mustRead(t, l2), Newest)
	for _, want := range []string{`<assignmentRule variable="stoichiometry_of_A_in_r">`, `<speciesReference id="stoichiometry_of_A_in_r" species="A" constant="false"/>`} {
		if !strings.Contains(text, want) {
			t.Errorf("no %s in\n%s", want, text)
		}
	}
	back, _ := mustWrite(t, mustRead(t, text), Target{2, 4})
	for _, want := range []string{`<parameter id="stoichiometry_of_A_in_r" constant="false"/>`, "<stoichiometryMath>", "<ci>stoichiometry_of_A_in_r</ci>"} {
		if !strings.Contains(back, want) {
			t.Errorf("no %s in\n%s", want, back)
		}
	}
	factor := strings.Replace(l3(decay), `<model id="m">`, `<model id="m" conversionFactor="k">`, 1)
	text, _ = mustWrite(t, mustRead(t, factor), Target{2, 4})
	if !strings.Contains(text, "<apply><times/><ci>k</ci><cn>2</cn></apply>") || strings.Contains(text, "conversionFactor") {
		t.Error(text)
	}
}

// Units that Level 2 implies are stated in Level 3, and the reverse, and neither way back changes anything more.
func TestUnitsOfLevelsTwoAndThree(t *testing.T) {
	l2 := `<sbml xmlns="http://www.sbml.org/sbml/level2/version4" level="2" version="4"><model id="m">
<listOfUnitDefinitions><unitDefinition id="time"><listOfUnits><unit kind="second" multiplier="60"/></listOfUnits></unitDefinition></listOfUnitDefinitions>
<listOfCompartments><compartment id="c" size="1" units="volume"/></listOfCompartments><listOfParameters><parameter id="n" value="2" units="nonsense"/></listOfParameters></model></sbml>`
	text, warnings := mustWrite(t, mustRead(t, l2), Newest)
	for _, want := range []string{`substanceUnits="mole" timeUnits="time" volumeUnits="litre"`, `multiplier="60"`, `units="litre"`} {
		if !strings.Contains(text, want) {
			t.Errorf("no %s in\n%s", want, text)
		}
	}
	if len(warnings) != 1 || !strings.Contains(warnings[0].Message, "nonsense") {
		t.Error(warnings)
	}
	own := strings.Replace(l3(`<listOfUnitDefinitions><unitDefinition id="min"><listOfUnits><unit kind="second" exponent="1" scale="0" multiplier="60"/></listOfUnits></unitDefinition>
<unitDefinition id="time"><listOfUnits><unit kind="second" exponent="1" scale="0" multiplier="3600"/></listOfUnits></unitDefinition></listOfUnitDefinitions>`), `<model id="m">`, `<model id="m" timeUnits="min" substanceUnits="avogadro">`, 1)
	text, warnings = mustWrite(t, mustRead(t, own), Target{2, 4})
	if !strings.Contains(text, `<unitDefinition id="time_unit">`) || !strings.Contains(text, `multiplier="60"`) || !strings.Contains(warnings.Error(), "avogadro") || !strings.Contains(warnings.Error(), "volume") {
		t.Errorf("%s\n%v", text, warnings)
	}
	if d := mustRead(t, text).Units["time"]; len(d.Parts) != 1 || d.Parts[0].Multiplier != 60 {
		t.Error(d)
	}
}

// Mathematics of Level 3 Version 2 in older words, and truth values as numbers.
func TestOlderMathematics(t *testing.T) {
	rule := func(content string) *Document {
		return mustRead(t, l3(`<listOfRules><assignmentRule variable="v">`+mathOf(content)+`</assignmentRule></listOfRules>`))
	}
	for _, c := range []struct{ content, want string }{
		{"<apply><min/><ci>A</ci><ci>B</ci></apply>", "piecewise(A, A <= B, B)"},
		{"<apply><max/><ci>A</ci><ci>B</ci><ci>k</ci></apply>", "piecewise(A, A >= B && A >= k, B, B >= A && B >= k, k)"},
		{"<apply><max/><ci>A</ci></apply>", "A"},
		{"<apply><quotient/><ci>A</ci><ci>B</ci></apply>", "piecewise(floor(A / B), A / B >= 0, ceil(A / B))"},
		{"<apply><rem/><ci>A</ci><ci>B</ci></apply>", "A - B * piecewise(floor(A / B), A / B >= 0, ceil(A / B))"},
		{"<apply><implies/><true/><apply><gt/><ci>A</ci><cn>1</cn></apply></apply>", "piecewise(1, !true || A > 1, 0)"},
		{"<apply><plus/><cn>1</cn><apply><lt/><ci>A</ci><cn>1</cn></apply></apply>", "1 + piecewise(1, A < 1, 0)"},
		{"<piecewise><piece><cn>1</cn><ci>A</ci></piece></piecewise>", "piecewise(1, A != 0)"},
	} {
		doc := rule(c.content)
		text, _ := mustWrite(t, doc, Target{3, 1})
		if got := mustRead(t, text).Model.Rules()[0].Expr.String(); got != c.want {
			t.Errorf("%s became %s, not %s", c.content, got, c.want)
		}
		text, _ = mustWrite(t, doc, Newest)
		if got := mustRead(t, text).Model.Rules()[0].Expr; !model.Equal(got, doc.Model.Rules()[0].Expr) {
			t.Errorf("%s became %s in Level 3 Version 2", c.content, got)
		}
	}
}

// The same model in different runs, where maps have different orders, gives the same bytes.
func TestWritingIsDeterministic(t *testing.T) {
	units := ""
	for _, id := range []string{"u1", "u2", "u3", "u4", "u5"} {
		units += `<unitDefinition id="` + id + `"><listOfUnits><unit kind="mole" exponent="1" scale="0" multiplier="2"/></listOfUnits></unitDefinition>`
	}
	doc := mustRead(t, l3("<listOfUnitDefinitions>"+units+"</listOfUnitDefinitions>"+decay))
	first, _ := mustWrite(t, doc, Target{2, 4})
	for range 20 {
		if again, _ := mustWrite(t, doc, Target{2, 4}); again != first {
			t.Fatal(again)
		}
	}
}

// A chain of operations deeper than elements may be nested is one sum; what cannot be flattened is an error.
func TestDeepExpressions(t *testing.T) {
	deep := func(op string) *Document {
		return mustRead(t, `<sbml xmlns="http://www.sbml.org/sbml/level1" level="1" version="2"><model name="m"><listOfCompartments><compartment name="c"/></listOfCompartments>
<listOfParameters><parameter name="p" value="1"/><parameter name="x" value="1.1"/></listOfParameters><listOfRules><parameterRule name="x" formula="p`+strings.Repeat(op+"p", 900)+`"/></listOfRules></model></sbml>`)
	}
	for _, op := range []string{"+", "*", "-"} {
		text, _ := mustWrite(t, deep(op), Newest)
		if got := mustRead(t, text).Model.Rules()[0].Expr; got.NArg() != 901 {
			t.Errorf("a chain of %s has %d operands", op, got.NArg())
		}
	}
	if _, _, err := Write(deep("/")); err == nil || !strings.Contains(err.Error(), "assignment rule x") {
		t.Error(err)
	}
}

func TestFluxBoundsAndObjectivesAreWritten(t *testing.T) {
	for version := 1; version <= 2; version++ {
		text := fluxModel(version)
		doc := mustRead(t, text)
		first, _ := mustWrite(t, doc, Newest)
		again := mustRead(t, first)
		if len(Diff(doc, again)) > 0 || again.Flux == nil || again.Flux.Active != doc.Flux.Active || again.Flux.Version != version {
			t.Errorf("version %d: %v\n%s", version, Diff(doc, again), first)
		}
		if _, _, err := WriteAs(doc, Target{2, 4}); err == nil || !strings.Contains(err.Error(), "fbc") {
			t.Error(err)
		}
	}
}

func fluxModel(version int) string {
	lists, bounds := "", ` xmlns:fbc="http://www.sbml.org/sbml/level3/version1/fbc/version2" fbc:required="false"`
	reaction := ` fbc:lowerFluxBound="k" fbc:upperFluxBound="k"`
	if version == 1 {
		lists = `<fbc:listOfFluxBounds><fbc:fluxBound fbc:reaction="r" fbc:operation="lessEqual" fbc:value="INF"/><fbc:fluxBound fbc:reaction="r" fbc:operation="greaterEqual" fbc:value="-0.1"/></fbc:listOfFluxBounds>`
		bounds, reaction = strings.Replace(bounds, "fbc/version2", "fbc/version1", 1), ""
	}
	lists += `<fbc:listOfObjectives fbc:activeObjective="o2"><fbc:objective fbc:id="o1" fbc:type="minimize"/><fbc:objective fbc:id="o2" fbc:type="maximize"><fbc:listOfFluxObjectives>
<fbc:fluxObjective fbc:reaction="r" fbc:coefficient="0.1"/></fbc:listOfFluxObjectives></fbc:objective></fbc:listOfObjectives>`
	text := strings.Replace(l3(strings.Replace(decay, `<reaction id="r"`, `<reaction id="r"`+reaction, 1)+lists), ` level="3"`, bounds+` level="3"`, 1)
	if version == 2 {
		text = strings.Replace(text, `<model id="m">`, `<model id="m" fbc:strict="false">`, 1)
	}
	return text
}

// Names, messages and attributes may hold what XML escapes.
func TestTextIsEscaped(t *testing.T) {
	b := model.NewBuilder("m", model.Raw)
	b.Add(&model.Parameter{Info: model.Info{ID: "p", Name: "<&\">' é\tx"}, Value: number(1), Constant: true})
	b.Add(&model.Constraint{Condition: model.New(model.OpTrue), Message: "a < b & c"})
	m, err := b.Build()
	if err != nil {
		t.Fatal(err)
	}
	doc, err := NewDocument(m)
	if err != nil {
		t.Fatal(err)
	}
	text, _ := mustWrite(t, doc, Newest)
	again := mustRead(t, text).Model
	if got := again.Parameters()[0].Name; got != "<&\">' é\tx" {
		t.Errorf("%q", got)
	}
	if got := again.Constraints()[0].Message; got != "a < b & c" {
		t.Errorf("%q", got)
	}
}

func TestNumbersKeepTheirBits(t *testing.T) {
	for _, v := range []float64{0, math.Copysign(0, -1), 0.1, 1e23, 5e-324, math.MaxFloat64, -1.0000000000000002, 6.02214179e23, 6.02214076e23, math.Inf(1), math.NaN()} {
		for _, to := range []Target{{2, 1}, {3, 2}} {
			b := model.NewBuilder("m", model.Raw)
			b.Add(&model.Parameter{Info: model.Info{ID: "p"}, Value: number(v), Constant: true}, &model.Parameter{Info: model.Info{ID: "x"}, Value: number(math.NaN())},
				&model.Rule{Kind: model.AssignmentRule, Variable: "x", Expr: model.Num(v)})
			m, err := b.Build()
			if err != nil {
				t.Fatal(err)
			}
			doc, err := NewDocument(m)
			if err != nil {
				t.Fatal(err)
			}
			text, _ := mustWrite(t, doc, to)
			again := mustRead(t, text).Model
			p, x := again.Parameters()[0].Value.Value, again.Rules()[0].Expr.Value()
			if math.Float64bits(p) != math.Float64bits(v) && v == v || math.Float64bits(x) != math.Float64bits(v) && v == v {
				t.Errorf("%g became %g and %g", v, p, x)
			}
		}
	}
}

func TestTargets(t *testing.T) {
	for _, to := range Targets() {
		if got, err := ParseTarget(" " + strings.ToUpper(to.String())); err != nil || got != to {
			t.Error(got, err)
		}
		text, _ := mustWrite(t, mustRead(t, l3(decay)), to)
		if doc := mustRead(t, text); doc.Level != to.Level || doc.Version != to.Version {
			t.Errorf("%s reads as %d.%d", to, doc.Level, doc.Version)
		}
	}
	for _, text := range []string{"", "l1v2", "l3v3", "3.2", "l2"} {
		if _, err := ParseTarget(text); err == nil || !strings.Contains(err.Error(), "l2v1") {
			t.Errorf("%q: %v", text, err)
		}
	}
}

func FuzzWrite(f *testing.F) {
	f.Add([]byte(l3(decay)), uint8(6))
	f.Add([]byte(fluxModel(1)), uint8(6))
	f.Add([]byte(fluxModel(2)), uint8(5))
	f.Add([]byte(l3(`<listOfUnitDefinitions><unitDefinition id="time"/></listOfUnitDefinitions>`)), uint8(3))
	f.Fuzz(func(t *testing.T, data []byte, n uint8) {
		doc, err := Read("fuzz.xml", data)
		if err != nil {
			return
		}
		to := Targets()[int(n)%len(Targets())]
		first, _, err := WriteAs(doc, to)
		if err != nil {
			return
		}
		again, err := Read("again.xml", first)
		if err != nil {
			t.Fatalf("what was written as %s cannot be read: %v\n%s", to, err, first)
		}
		if second, _, err := WriteAs(again, to); err != nil || !bytes.Equal(first, second) {
			t.Fatalf("writing as %s again gives %v\n%s\n%s", to, err, first, second)
		}
	})
}
