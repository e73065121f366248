package sbml

import (
	"math"
	"strings"
	"testing"

	"jakstat/diag"
	"jakstat/engine/model"
)

// The defaults of Levels 1 and 2 are those of their specifications.
func TestDefaultsOfTheLevels(t *testing.T) {
	one := mustRead(t, document(1, 1, `<listOfCompartments><compartment name="c"/></listOfCompartments>
<listOfSpecies><specie name="A" compartment="c" initialAmount="2" units="mole" boundaryCondition="true"/></listOfSpecies>
<listOfParameters><parameter name="k" value="3"/></listOfParameters>
<listOfRules><specieConcentrationRule specie="A" type="rate" formula="-k*A"/><compartmentVolumeRule compartment="c" formula="4"/></listOfRules>
<listOfReactions><reaction name="r"><listOfReactants><specieReference specie="A" stoichiometry="1" denominator="2"/></listOfReactants><kineticLaw formula="k*A*p"><listOfParameters><parameter name="p" value="7"/></listOfParameters></kineticLaw></reaction></listOfReactions>`))
	if c := one.Model.Compartments()[0]; c.Size.Value != 1 || c.Constant {
		t.Errorf("Level 1 compartment %+v", c)
	}
	if k := one.Model.Parameters()[0]; k.Constant {
		t.Error("a Level 1 parameter is constant")
	}
	rules := one.Model.Rules()
	if rules[0].Kind != model.RateRule || rules[0].Variable != "A" || rules[1].Kind != model.AssignmentRule || rules[1].Variable != "c" {
		t.Errorf("Level 1 rules %+v", rules)
	}
	r := one.Model.Reactions()[0]
	if !r.Reversible || r.Fast || r.Reactants[0].Stoichiometry != 0.5 || r.Locals[0].ID != "p" || !r.Locals[0].Constant {
		t.Errorf("Level 1 reaction %+v", r)
	}

	two := mustRead(t, document(2, 4, `<listOfCompartments><compartment id="c" size="2"/><compartment id="p" spatialDimensions="0"/></listOfCompartments>
<listOfSpecies><species id="A" compartment="c" initialConcentration="2"/><species id="B" compartment="p" initialAmount="1"/></listOfSpecies>
<listOfParameters><parameter id="k" value="3"/></listOfParameters>
<listOfReactions><reaction id="r"><listOfReactants><speciesReference species="A"/></listOfReactants>
<listOfProducts><speciesReference species="B" id="n"><stoichiometryMath>`+mathML+`<cn>2</cn></math></stoichiometryMath></speciesReference></listOfProducts>
<kineticLaw>`+mathML+`<ci>k</ci></math></kineticLaw></reaction></listOfReactions>
<listOfEvents><event id="e"><trigger>`+mathML+`<true/></math></trigger></event></listOfEvents>`))
	if !two.Model.Compartments()[0].Constant || !two.Model.Parameters()[0].Constant || two.Model.Species()[0].Constant || !two.Model.Compartments()[1].Point {
		t.Error("Level 2 defaults")
	}
	if !two.Species["B"].SymbolIsAmount || two.Species["A"].SymbolIsAmount || two.Species["A"].InitialConcentration != 2 || !math.IsNaN(two.Species["A"].InitialAmount) {
		t.Errorf("species %+v", two.Species)
	}
	if e := two.Model.Events()[0]; !e.InitialTrue || !e.Persistent || !e.UseValuesFromTriggerTime {
		t.Errorf("Level 2 event %+v", e)
	}
	r = two.Model.Reactions()[0]
	if r.Reactants[0].Stoichiometry != 1 || r.Products[0].Math.String() != "2" || r.Products[0].ID != "n" || r.Products[0].Constant {
		t.Errorf("Level 2 reaction %+v", r)
	}
}

const levelThree = `<listOfUnitDefinitions><unitDefinition id="perh"><listOfUnits><unit kind="second" exponent="-1" scale="0" multiplier="3600"/></listOfUnits></unitDefinition></listOfUnitDefinitions>
<listOfCompartments><compartment id="c" size="2" constant="false"/></listOfCompartments>
<listOfSpecies><species id="A" compartment="c" initialAmount="2" hasOnlySubstanceUnits="true" boundaryCondition="false" constant="false" conversionFactor="cf"/></listOfSpecies>
<listOfParameters><parameter id="cf" value="10" constant="true" units="perh"/><parameter id="p" constant="false"/></listOfParameters>
<listOfInitialAssignments><initialAssignment symbol="n">` + mathML + `<cn>4</cn></math></initialAssignment></listOfInitialAssignments>
<listOfRules><rateRule variable="p">` + mathML + `<apply><times/><ci>n</ci><ci>r</ci></apply></math></rateRule><algebraicRule>` + mathML + `<apply><minus/><ci>c</ci><cn>2</cn></apply></math></algebraicRule></listOfRules>
<listOfConstraints><constraint>` + mathML + `<true/></math><message><p xmlns="http://www.w3.org/1999/xhtml">never <b>mind</b></p></message></constraint></listOfConstraints>
<listOfReactions><reaction id="r" reversible="false" fast="false"><listOfProducts><speciesReference id="n" species="A" constant="false"/></listOfProducts>
<listOfModifiers><modifierSpeciesReference species="A"/></listOfModifiers>
<kineticLaw>` + mathML + `<ci>A</ci></math><listOfLocalParameters><localParameter id="A" value="5"/></listOfLocalParameters></kineticLaw></reaction></listOfReactions>
<listOfEvents><event useValuesFromTriggerTime="false"><trigger initialValue="false" persistent="false">` + mathML + `<true/></math></trigger>
<delay>` + mathML + `<cn>1</cn></math></delay><priority>` + mathML + `<cn>2</cn></math></priority>
<listOfEventAssignments><eventAssignment variable="p">` + mathML + `<cn>3</cn></math></eventAssignment></listOfEventAssignments></event></listOfEvents>`

func TestLevelThree(t *testing.T) {
	doc := mustRead(t, document(3, 1, levelThree))
	m := doc.Model
	if len(doc.Warnings) > 0 || doc.Units["perh"].Parts[0] != (UnitPart{Kind: "second", Exponent: -1, Multiplier: 3600}) {
		t.Errorf("warnings %v, units %+v", doc.Warnings, doc.Units)
	}
	if s := m.Species()[0]; s.ConversionFactor != "cf" || !s.HasOnlySubstanceUnits || s.InitialConcentration || s.Initial.Value != 2 {
		t.Errorf("species %+v", s)
	}
	if d := doc.Compartments["c"].Dimensions; !math.IsNaN(d) {
		t.Errorf("dimensions %g", d)
	}
	if x := m.InitialAssignments()[0]; x.Symbol != "n" || x.Expr.String() != "4" || x.Pos.Line != 7 {
		t.Errorf("initial assignment %+v", x)
	}
	if x := m.Rules(); x[0].Kind != model.RateRule || x[0].Expr.String() != "n * r" || x[1].Kind != model.AlgebraicRule {
		t.Errorf("rules %+v", x)
	}
	if x := m.Constraints()[0]; x.Message != "never mind" {
		t.Errorf("constraint %+v", x)
	}
	if r := m.Reactions()[0]; !math.IsNaN(r.Products[0].Stoichiometry) || r.Products[0].ID != "n" || r.Locals[0].Value.Value != 5 || r.Modifiers[0] != "A" || r.Reversible {
		t.Errorf("reaction %+v", r)
	}
	if e := m.Events()[0]; e.InitialTrue || e.Persistent || e.UseValuesFromTriggerTime || e.Delay.String() != "1" || e.Priority.String() != "2" || e.Assignments[0].Variable != "p" {
		t.Errorf("event %+v", e)
	}
}

// Missing mathematics has no effect, and each place is a warning.
func TestMissingMathematics(t *testing.T) {
	doc := mustRead(t, document(3, 2, `<listOfFunctionDefinitions><functionDefinition id="f"/></listOfFunctionDefinitions>
<listOfParameters><parameter id="p" value="3" constant="false"/></listOfParameters>
<listOfInitialAssignments><initialAssignment symbol="p"/></listOfInitialAssignments>
<listOfRules><rateRule variable="p"/><algebraicRule/></listOfRules>
<listOfConstraints><constraint/></listOfConstraints>
<listOfReactions><reaction id="r" reversible="false"><kineticLaw/></reaction></listOfReactions>
<listOfEvents><event useValuesFromTriggerTime="true"/><event useValuesFromTriggerTime="true"><trigger initialValue="true" persistent="true"/></event>
<event useValuesFromTriggerTime="true"><trigger initialValue="true" persistent="true">`+mathML+`<false/></math></trigger><delay/><priority/><listOfEventAssignments><eventAssignment variable="p"/></listOfEventAssignments></event></listOfEvents>`))
	m := doc.Model
	if len(m.Functions())+len(m.InitialAssignments())+len(m.Rules())+len(m.Constraints()) != 0 || len(m.Events()) != 1 || m.Events()[0].Delay != nil || len(m.Events()[0].Assignments) != 0 {
		t.Errorf("something was kept: %+v", m.Events())
	}
	if m.Reactions()[0].Rate.String() != "0" {
		t.Errorf("rate %s", m.Reactions()[0].Rate)
	}
	if len(doc.Warnings) != 11 {
		t.Errorf("%d warnings:\n%v", len(doc.Warnings), doc.Warnings)
	}
}

func TestMistakesHaveTheirLine(t *testing.T) {
	species := func(attrs string) string {
		return document(3, 1, `<listOfCompartments><compartment id="c" size="1" constant="true"/><compartment id="z" spatialDimensions="0" constant="true"/></listOfCompartments>`+"\n<listOfSpecies><species "+attrs+"/></listOfSpecies>")
	}
	const ok = `hasOnlySubstanceUnits="false" boundaryCondition="false" constant="false"`
	l3 := func(body string) string { return document(3, 1, "\n"+body) }
	for _, c := range []struct {
		in   string
		line int
		want string
	}{
		{"", 1, "no XML element"},
		{"\n\n<sbml", 3, "not well-formed"},
		{"<a>\n</b>", 2, "not well-formed"},
		{"<?xml version='1.0' encoding='EBCDIC'?>\n<sbml/>", 1, "encoding"},
		{"\n<!DOCTYPE sbml [<!ENTITY a 'b'>]>\n<sbml/>", 2, "document type"},
		{"<sbml>\n&lol;</sbml>", 2, "entity"},
		{"\n<xml/>", 2, "root element"},
		{"<sbml level='1'/>", 1, "no attribute version"},
		{"<sbml level='4' version='1'/>", 1, "does not exist"},
		{"<sbml level='3' version='1'/>", 1, "namespace"},
		{"<sbml a='1' a='2'/>", 1, "given twice"},
		{strings.Repeat("<a>\n", 700), 601, "nested more than"},
		{document(3, 1, "<listOfNothing/>"), 3, "<listOfNothing> is not known in <model>"},
		{document(3, 1, "<listOfSpecies/>\n<listOfSpecies/>"), 4, "second <listOfSpecies>"},
		{document(3, 1, "\n<x xmlns='http://example.org'/>"), 4, "not supported"},
		{species(ok + ` compartment="c"`), 4, "no attribute id"},
		{species(ok + ` id="1a" compartment="c"`), 4, "not an identifier"},
		{species(ok + ` id="A" compartment="d"`), 4, `refers to "d"`},
		{species(ok + ` id="A"`), 4, "no attribute compartment"},
		{species(ok + ` id="c" compartment="c"`), 4, "already"},
		{species(ok + ` id="A" compartment="c" initialAmount="many"`), 4, "not a number"},
		{species(ok + ` id="A" compartment="c" initialAmount="1e999"`), 4, "beyond the range"},
		{species(ok + ` id="A" compartment="c" initialAmount="1" initialConcentration="1"`), 4, "an initial amount and"},
		{species(ok + ` id="A" compartment="z" initialConcentration="1"`), 4, "no extent"},
		{species(`hasOnlySubstanceUnits="no" boundaryCondition="false" constant="false" id="A" compartment="c"`), 4, "neither true nor false"},
		{species(`boundaryCondition="false" constant="false" id="A" compartment="c"`), 4, "Level 3 requires"},
		{l3(`<listOfRules><assignmentRule variable="q">` + mathML + `<cn>1</cn></math></assignmentRule></listOfRules>`), 4, `"q"`},
		{l3(`<listOfRules><parameterRule name="q" formula="1"/></listOfRules>`), 4, "<parameterRule> is not known"},
		{l3(`<listOfEvents><event useValuesFromTriggerTime="true"/></listOfEvents>`), 4, "no trigger"},
		{l3(`<listOfReactions><reaction id="r" reversible="true" fast="false"><kineticLaw>` + mathML + `<cn>1</cn></math><listOfParameters/></kineticLaw></reaction></listOfReactions>`), 4, "Levels 1 and 2"},
		{l3(`<listOfFunctionDefinitions><functionDefinition id="f">` + mathML + `<lambda><bvar><ci>a</ci></bvar><ci>b</ci></lambda></math></functionDefinition></listOfFunctionDefinitions>`), 4, "no argument"},
		{l3(`<listOfFunctionDefinitions><functionDefinition id="f">` + mathML + `<lambda><apply><ci>f</ci></apply></lambda></math></functionDefinition></listOfFunctionDefinitions>`), 4, "calls itself"},
	} {
		_, err := Read("m.xml", []byte(c.in))
		l, _ := err.(diag.List)
		found := false
		for _, d := range l {
			found = found || d.Pos.Line == c.line && d.Pos.File == "m.xml" && strings.Contains(d.Message, c.want)
		}
		if !found {
			t.Errorf("%.90q: error %v, want one on line %d with %q", c.in, err, c.line, c.want)
		}
	}
}

// All mistakes come at once, up to a bound.
func TestManyMistakes(t *testing.T) {
	_, err := Read("m.xml", []byte(document(3, 1, strings.Repeat("<listOfNothing/>\n", 5000))))
	l, _ := err.(diag.List)
	if len(l) != maxReported+1 {
		t.Errorf("%d findings", len(l))
	}
}

func TestPackages(t *testing.T) {
	with := func(name, required, body string) string {
		text := document(3, 1, body)
		return strings.Replace(text, "<sbml ", `<sbml xmlns:p="http://www.sbml.org/sbml/level3/version1/`+name+`/version1" p:required="`+required+`" `, 1)
	}
	_, err := Read("m.xml", []byte(with("qual", "true", "\n<p:listOfTransitions/>")))
	if err == nil || !strings.Contains(err.Error(), "package p is required") || !strings.Contains(err.Error(), "m.xml:4") {
		t.Errorf("required package: %v", err)
	}
	doc := mustRead(t, with("layout", "false", "\n<p:listOfLayouts/>"))
	if len(doc.Warnings) != 1 || len(doc.Packages) != 1 || doc.Packages[0].Required {
		t.Errorf("warnings %v, packages %v", doc.Warnings, doc.Packages)
	}
}

func TestLatinOne(t *testing.T) {
	text := `<?xml version="1.0" encoding="ISO-8859-1"?>` + document(3, 1, `<listOfParameters><parameter id="p" name="`+"\xe4"+`" value="1" constant="true"/></listOfParameters>`)
	if got := mustRead(t, text).Model.Parameters()[0].Name; got != "ä" {
		t.Errorf("name %q", got)
	}
}

// Hostile documents are refused in time and memory that grow no faster than their size.
func TestHostileDocuments(t *testing.T) {
	defer func(n int) { maxElements = n }(maxElements)
	maxElements = 1000
	for name, text := range map[string]string{
		"elements":   "<sbml>" + strings.Repeat("<a/>", 2000) + "</sbml>",
		"attributes": "<sbml " + strings.Repeat("a:b='c' ", 100) + "/>",
		"text":       "<sbml>" + strings.Repeat("a<!---->", 10000) + "</sbml>",
		"nesting":    strings.Repeat("<a>", 5000),
		"notes":      document(3, 1, "<notes>"+strings.Repeat("<a>", 5000)),
	} {
		_, err := Read("m.xml", []byte(text))
		if l, _ := err.(diag.List); len(l) == 0 || l[0].Pos.Line == 0 {
			t.Errorf("%s: %v", name, err)
		}
	}
	maxElements = 1 << 20
	unknown := withMath(2, "<apply><plus/>"+strings.Repeat("<ci>unknown</ci>", 50000)+"</apply>")
	if _, err := Read("m.xml", []byte(unknown)); err == nil || strings.Count(err.Error(), "\n") != maxReported {
		t.Error("50000 unknown symbols")
	}
}
