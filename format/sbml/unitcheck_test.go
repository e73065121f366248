package sbml

import (
	"math"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"jakstat/unit"
)

// perMinute is a unit, and a parameter k in it.
const perMinute = `<listOfUnitDefinitions>
<unitDefinition id="per_min"><listOfUnits><unit kind="second" exponent="-1" scale="0" multiplier="60"/></listOfUnits></unitDefinition>
<unitDefinition id="minute"><listOfUnits><unit kind="second" exponent="1" scale="0" multiplier="60"/></listOfUnits></unitDefinition>
<unitDefinition id="nM"><listOfUnits><unit kind="mole" exponent="1" scale="-9" multiplier="1"/><unit kind="litre" exponent="-1" scale="0" multiplier="1"/></listOfUnits></unitDefinition>
<unitDefinition id="nmol"><listOfUnits><unit kind="mole" exponent="1" scale="-9" multiplier="1"/></listOfUnits></unitDefinition>
</listOfUnitDefinitions>
<listOfCompartments><compartment id="V" spatialDimensions="3" size="1" units="litre" constant="true"/></listOfCompartments>
<listOfSpecies><species id="S" compartment="V" initialAmount="1" substanceUnits="nmol" hasOnlySubstanceUnits="false" boundaryCondition="false" constant="false"/></listOfSpecies>
<listOfParameters><parameter id="k" value="1" units="per_min" constant="true"/><parameter id="K" value="1" units="nM" constant="true"/>
<parameter id="n" value="2.5" units="dimensionless" constant="true"/><parameter id="open" value="1" constant="true"/>
<parameter id="T" value="1" units="minute" constant="true"/><parameter id="s" value="1" units="second" constant="true"/><parameter id="y" units="UNIT" constant="false"/></listOfParameters>`

// assigned is a Level 3 document in minutes and nanomoles that assigns an expression to y, in a unit.
func assigned(units, expr string) string {
	text := document(3, 2, `<listOfFunctionDefinitions><functionDefinition id="sum">`+mathML+`<lambda><bvar><ci>a</ci></bvar><bvar><ci>b</ci></bvar><apply><plus/><ci>a</ci><ci>b</ci></apply></lambda></math></functionDefinition>
<functionDefinition id="raise">`+mathML+`<lambda><bvar><ci>a</ci></bvar><bvar><ci>b</ci></bvar><apply><power/><ci>a</ci><ci>b</ci></apply></lambda></math></functionDefinition></listOfFunctionDefinitions>`+
		strings.Replace(perMinute, "UNIT", units, 1)+`
<listOfRules><assignmentRule variable="y">`+mathML+expr+`</math></assignmentRule></listOfRules>`)
	return strings.Replace(text, `<model id="m">`, `<model id="m" timeUnits="minute" substanceUnits="nmol" extentUnits="nmol" volumeUnits="litre">`, 1)
}

func TestUnitsOfMathematics(t *testing.T) {
	const apply = "<apply>"
	hill := func(op string) string {
		return apply + `<divide/><apply><power/><ci>S</ci><ci>n</ci></apply><apply><plus/><apply><power/>` + op + `<ci>n</ci></apply><apply><power/><ci>S</ci><ci>n</ci></apply></apply></apply>`
	}
	symbol := func(name string) string {
		return `<csymbol encoding="text" definitionURL="http://www.sbml.org/sbml/symbols/` + name + `">x</csymbol>`
	}
	number := func(units string) string {
		return `<cn xmlns:u="http://www.sbml.org/sbml/level3/version2/core" u:units="` + units + `">2</cn>`
	}
	for _, c := range []struct {
		name, units, expr string
		want              string // "" nothing is found
	}{
		{"a concentration", "nM", `<ci>S</ci>`, ""},
		{"of another scale", "mole", `<apply><times/><ci>S</ci><ci>V</ci></apply>`, "the assignment rule of y is in nanomole; expected the unit of y = mole"},
		{"of another dimension", "nM", `<apply><times/><ci>S</ci><ci>V</ci></apply>`, "is in nanomole; expected the unit of y = nanomole/litre"},
		{"a plain number makes a product unknown", "mole", `<apply><times/><cn>2</cn><ci>S</ci></apply>`, ""},
		{"a parameter without units too", "mole", `<apply><times/><ci>open</ci><ci>S</ci></apply>`, ""},
		{"a number with units", "nM", `<apply><plus/><ci>S</ci>` + number("nM") + `</apply>`, ""},
		{"a number with other units", "nM", `<apply><plus/><ci>S</ci>` + number("mole") + `</apply>`, "the operands of plus are in nanomole/litre and in mole"},
		{"a number that shifts", "mole", `<apply><plus/><ci>S</ci><cn>2</cn></apply>`, "is in nanomole/litre; expected the unit of y = mole"},
		{"a sum of seconds and minutes", "second", `<apply><minus/><ci>s</ci><ci>T</ci></apply>`, "are in second and in minute"},
		{"the function of a Hill exponent", "dimensionless", hill("<ci>K</ci>"), ""},
		{"against a constant of other units", "dimensionless", hill("<ci>k</ci>"), "the operands of plus are in 1/minute^2.5 and in nanomole^2.5/litre^2.5"},
		{"an exponent with units", "dimensionless", `<apply><power/><ci>open</ci><ci>K</ci></apply>`, "the exponent of a power is in nanomole/litre; expected a pure number"},
		{"an exponential of a pure number", "dimensionless", `<apply><exp/><apply><times/><ci>k</ci>` + symbol("time") + `</apply></apply>`, ""},
		{"of time", "dimensionless", `<apply><exp/>` + symbol("time") + `</apply>`, "the argument of exp is in minute; expected a pure number"},
		{"of seconds per minute", "dimensionless", `<apply><ln/><apply><divide/><ci>s</ci><ci>T</ci></apply></apply>`, "the argument of ln is in 0.0166667 dimensionless"},
		{"a root", "dimensionless", `<apply><divide/><apply><root/><apply><times/><ci>S</ci><ci>K</ci></apply></apply><ci>K</ci></apply>`, ""},
		{"a cube root", "nM", `<apply><root/><degree><cn>3</cn></degree><apply><times/><ci>S</ci><ci>K</ci><ci>K</ci></apply></apply>`, ""},
		{"a comparison", "nM", `<piecewise><piece><ci>S</ci><apply><lt/><ci>S</ci><ci>k</ci></apply></piece><otherwise><ci>K</ci></otherwise></piecewise>`, "the sides of lt are in nanomole/litre and in 1/minute"},
		{"branches", "nM", `<piecewise><piece><ci>S</ci><true/></piece><otherwise><ci>k</ci></otherwise></piecewise>`, "the pieces of a piecewise are in nanomole/litre and in 1/minute"},
		{"a function", "nM", `<apply><ci>sum</ci><ci>S</ci><ci>K</ci></apply>`, ""},
		{"a function of other units", "nM", `<apply><ci>sum</ci><ci>S</ci><ci>k</ci></apply>`, "in function sum as called in the assignment rule of y"},
		{"an exponent through a function", "dimensionless", `<apply><divide/><apply><ci>raise</ci><ci>S</ci><cn>2</cn></apply><apply><times/><ci>K</ci><ci>K</ci></apply></apply>`, ""},
		{"a delay", "nM", `<apply>` + symbol("delay") + `<ci>S</ci><ci>T</ci></apply>`, ""},
		{"a delay in seconds", "nM", `<apply>` + symbol("delay") + `<ci>S</ci><ci>s</ci></apply>`, "the lag of a delay is in second; expected time = minute"},
		{"a rate of change", "nM", `<apply><divide/><apply>` + symbol("rateOf") + `<ci>S</ci></apply><ci>k</ci></apply>`, ""},
		{"pi is a pure number", "nM", `<apply><times/><pi/><ci>S</ci></apply>`, ""},
		{"floor keeps a unit", "nM", `<apply><floor/><ci>k</ci></apply>`, "is in 1/minute"},
		{"quotient divides units", "dimensionless", `<apply><quotient/><ci>S</ci><ci>K</ci></apply>`, ""},
	} {
		doc := mustRead(t, assigned(c.units, c.expr))
		found := doc.CheckUnits()
		switch {
		case c.want == "" && len(found) > 0, c.want != "" && len(found) != 1:
			t.Errorf("%s: %v", c.name, found)
		case c.want != "" && (!strings.Contains(found[0].Message, c.want) || found[0].Pos.Line == 0 || found.HasErrors()):
			t.Errorf("%s: %v; want %q", c.name, found, c.want)
		}
	}
}

// The places where something is expected of an expression.
func TestUnitsExpectedOfElements(t *testing.T) {
	const bad = `<ci>k</ci></math>` // 1/minute fits none of them
	reaction := func(inside, law string) string {
		return `<listOfReactions><reaction id="J" reversible="false"><listOfReactants><speciesReference species="S" stoichiometry="1" constant="true"/></listOfReactants>` + inside +
			`<kineticLaw>` + mathML + law + `</math></kineticLaw></reaction></listOfReactions>`
	}
	trigger := `<trigger initialValue="true" persistent="true">` + mathML + `<true/></math></trigger>`
	for _, c := range []struct{ body, want string }{
		{reaction("", `<apply><times/><ci>V</ci><ci>k</ci><ci>S</ci></apply>`), ""},
		{reaction("", `<apply><times/><ci>k</ci><ci>S</ci></apply>`), "the rate of reaction J is in nanomole/litre/minute; expected extent over time = nanomole/minute"},
		{`<listOfRules><rateRule variable="y">` + mathML + `<apply><times/><ci>k</ci><ci>K</ci></apply></math></rateRule></listOfRules>`, ""},
		{`<listOfRules><rateRule variable="y">` + mathML + bad + `</rateRule></listOfRules>`, "the rate rule of y is in 1/minute; expected the unit of y over time = nanomole/litre/minute"},
		{`<listOfRules><algebraicRule>` + mathML + `<apply><minus/><ci>y</ci><ci>k</ci></apply></math></algebraicRule></listOfRules>`, "the operands of minus are in nanomole/litre and in 1/minute in an algebraic rule"},
		{`<listOfInitialAssignments><initialAssignment symbol="y">` + mathML + bad + `</initialAssignment></listOfInitialAssignments>`, "the initial assignment of y is in 1/minute"},
		{`<listOfEvents><event id="E" useValuesFromTriggerTime="true">` + trigger + `<delay>` + mathML + bad + `</delay></event></listOfEvents>`, "the delay of event E is in 1/minute; expected time = minute"},
		{`<listOfEvents><event id="E" useValuesFromTriggerTime="true">` + trigger + `<priority>` + mathML + bad + `</priority></event></listOfEvents>`, "the priority of event E is in 1/minute; expected a pure number"},
		{`<listOfEvents><event id="E" useValuesFromTriggerTime="true">` + trigger + `<listOfEventAssignments><eventAssignment variable="y">` + mathML + bad + `</eventAssignment></listOfEventAssignments></event></listOfEvents>`, "the assignment of y in event E is in 1/minute"},
		{`<listOfConstraints><constraint>` + mathML + `<apply><gt/><ci>S</ci><ci>k</ci></apply></math></constraint></listOfConstraints>`, "in a constraint"},
	} {
		text := assigned("nM", "<ci>S</ci>")
		before, _, _ := strings.Cut(text, "<listOfRules>")
		doc := mustRead(t, before+c.body+"</model></sbml>")
		found := doc.CheckUnits()
		if c.want == "" && len(found) > 0 || c.want != "" && (len(found) != 1 || !strings.Contains(found[0].Message, c.want)) {
			t.Errorf("%v; want %q", found, c.want)
		}
	}
	// A conversion factor brings an extent to the amount of a species.
	text := assigned("nM", "<ci>S</ci>")
	before, _, _ := strings.Cut(text, "<listOfRules>")
	text = strings.Replace(before+reaction("", `<apply><times/><ci>V</ci><ci>k</ci><ci>S</ci></apply>`)+"</model></sbml>", `extentUnits="nmol"`, `extentUnits="item"`, 1)
	found := mustRead(t, text).CheckUnits()
	if len(found) != 2 || !strings.Contains(found[0].Message+found[1].Message, "the extent of reaction J is in item; expected the amount of species S = nanomole") {
		t.Errorf("%v", found)
	}
}

// Levels 1 and 2 have units by default and let a file redefine them.
func TestPredefinedUnits(t *testing.T) {
	law := func(level int) string {
		if level == 1 {
			return `<kineticLaw formula="k*A*V" LAW/>`
		}
		return `<kineticLaw LAW>` + mathML + `<apply><times/><ci>k</ci><ci>A</ci><ci>V</ci></apply></math></kineticLaw>`
	}
	text := func(level, version int, definitions, attributes string) string {
		id, ref := "id", "speciesReference"
		if level == 1 {
			id = "name"
		}
		return document(level, version, definitions+`<listOfCompartments><compartment `+id+`="V"/></listOfCompartments>
<listOfSpecies><species `+id+`="A" compartment="V" initialAmount="1"/></listOfSpecies>
<listOfParameters><parameter `+id+`="k" value="1" units="per_second"/></listOfParameters>
<listOfReactions><reaction `+id+`="J"><listOfReactants><`+ref+` species="A"/></listOfReactants>`+strings.Replace(law(level), "LAW", attributes, 1)+`</reaction></listOfReactions>`)
	}
	define := func(level int, id, unit string) string {
		attr := "id"
		if level == 1 {
			attr = "name"
		}
		return `<unitDefinition ` + attr + `="` + id + `"><listOfUnits>` + unit + `</listOfUnits></unitDefinition>`
	}
	per := `<unit kind="second" exponent="-1"/>`
	for _, level := range []int{1, 2} {
		list := func(more string) string {
			return "<listOfUnitDefinitions>" + define(level, "per_second", per) + more + "</listOfUnitDefinitions>"
		}
		hour := `<unit kind="second" multiplier="3600"/>`
		if level == 1 {
			hour = `<unit kind="second" scale="3"/>` // Level 1 has no multiplier
		}
		for _, c := range []struct {
			more, attributes, want string
		}{
			{"", "", ""},
			{define(level, "substance", `<unit kind="item"/>`), "", ""}, // rate and amount change together
			{define(level, "volume", `<unit kind="litre" scale="-3"/>`), "", ""},
			{define(level, "time", hour), "", "the rate of reaction J is in mole/second; expected extent over time = "},
			{"", `timeUnits="second" substanceUnits="mole"`, ""},
			{"", `substanceUnits="item"`, "expected extent over time = item/second"},
		} {
			doc := mustRead(t, text(level, 1, list(c.more), c.attributes))
			found := doc.CheckUnits()
			if c.want == "" && len(found) > 0 || c.want != "" && (len(found) != 1 || !strings.Contains(found[0].Message, c.want)) {
				t.Errorf("Level %d, %q: %v; want %q", level, c.more+c.attributes, found, c.want)
			}
		}
	}
}

func TestUnitDefinitionsAsUnits(t *testing.T) {
	part := func(kind string, exponent, scale, multiplier, offset float64) UnitPart {
		return UnitPart{Kind: kind, Exponent: exponent, Scale: scale, Multiplier: multiplier, Offset: offset}
	}
	for _, c := range []struct {
		parts []UnitPart
		want  string // "" unknown
	}{
		{nil, "1"},
		{[]UnitPart{part("mole", 1, -9, 1, 0), part("litre", -1, 0, 1, 0)}, "nmol/L"},
		{[]UnitPart{part("second", -1, 0, 60, 0)}, "1/min"},
		{[]UnitPart{part("metre", 3, -1, 1, 0)}, "L"},
		{[]UnitPart{part("metre", 1.5, 0, 1, 0), part("metre", 1.5, 0, 1, 0)}, "m^3"},
		{[]UnitPart{part("volt", 1, 0, 1, 0), part("ampere", 1, 0, 1, 0)}, "W"},
		{[]UnitPart{part("newton", 1, 0, 1, 0), part("metre", 1, 0, 1, 0)}, "J"},
		{[]UnitPart{part("katal", 1, -6, 1, 0)}, "umol/s"},
		{[]UnitPart{part("ohm", 1, 0, 1, 0), part("siemens", 1, 0, 1, 0)}, "1"},
		{[]UnitPart{part("farad", 1, 0, 1, 0), part("volt", 1, 0, 1, 0)}, "A·s"},
		{[]UnitPart{part("henry", 1, 0, 1, 0), part("ampere", 1, 0, 1, 0)}, "kg·m^2/s^2/A"},
		{[]UnitPart{part("tesla", 1, 0, 1, 0), part("metre", 2, 0, 1, 0)}, "kg·m^2/s^2/A"},
		{[]UnitPart{part("radian", 2, 0, 1, 0)}, "1"},
		{[]UnitPart{part("Celsius", 1, 0, 1, 0)}, ""},
		{[]UnitPart{part("kelvin", 1, 0, 1, 273.15)}, ""},
		{[]UnitPart{part("second", 0.7, 0, 1, 0)}, ""},
		{[]UnitPart{part("second", 1e6, 0, 1, 0)}, ""},
		{[]UnitPart{part("second", 1, 0, -1, 0)}, ""},
		{[]UnitPart{part("second", 1, 400, 1, 0)}, ""},
		{[]UnitPart{part("fathom", 1, 0, 1, 0)}, ""},
	} {
		d := UnitDefinition{Parts: c.parts}
		got := d.unit()
		if c.want == "" {
			if got != (unit.Unit{}) {
				t.Errorf("%v is %v, not unknown", c.parts, got)
			}
			continue
		}
		want := unit.Must(c.want)
		if got.Dim != want.Dim || math.Abs(got.Scale/want.Scale-1) > 1e-12 {
			t.Errorf("%v is %v (%g), not %v", c.parts, got.Dim, got.Scale, want)
		}
	}
}

// A file without units has no inconsistencies, and one whose functions call each other without end in sight is checked within bounds.
func TestUnitsOfNothingAndOfTooMuch(t *testing.T) {
	if found := mustRead(t, document(3, 2, levelThree)).CheckUnits(); len(found) > 0 {
		t.Error(found)
	}
	var b strings.Builder
	b.WriteString(`<listOfFunctionDefinitions><functionDefinition id="f0">` + mathML + `<lambda><bvar><ci>a</ci></bvar><ci>a</ci></lambda></math></functionDefinition>`)
	for i := 1; i < 40; i++ {
		name := func(i int) string { return "f" + string(rune('0'+i/10)) + string(rune('0'+i%10)) }
		below := name(i - 1)
		if i == 1 {
			below = "f0"
		}
		b.WriteString(`<functionDefinition id="` + name(i) + `">` + mathML + `<lambda><bvar><ci>a</ci></bvar><apply><plus/><apply><ci>` + below + `</ci><ci>a</ci></apply><apply><ci>` + below +
			`</ci><ci>a</ci></apply></apply></lambda></math></functionDefinition>`)
	}
	b.WriteString(`</listOfFunctionDefinitions><listOfParameters><parameter id="p" constant="false" units="mole"/></listOfParameters>
<listOfRules><assignmentRule variable="p">` + mathML + `<apply><ci>f39</ci><ci>p</ci></apply></math></assignmentRule></listOfRules>`)
	mustRead(t, document(3, 2, b.String())).CheckUnits()
}

// In the suite only sines and exponentials of time, and stoichiometries that are not pure numbers, are inconsistent (nothing else is,
// by the unit checks of libSBML either).
func TestUnitsOfTheSuite(t *testing.T) {
	inconsistent := 0
	for _, f := range files(t, "sbml-test-suite/semantic/*/*-sbml-*.xml") {
		data, err := os.ReadFile(f)
		if err != nil {
			t.Fatal(err)
		}
		doc, err := ReadWith(filepath.Base(f), data, func(s string) ([]byte, error) { return os.ReadFile(filepath.Join(filepath.Dir(f), s)) })
		if err != nil {
			t.Fatal(err)
		}
		found := doc.CheckUnits()
		if len(found) > 0 {
			inconsistent++
		}
		for _, d := range found {
			if !strings.HasPrefix(d.Message, "the argument of ") && !strings.HasPrefix(d.Message, "the stoichiometry of ") && !strings.HasPrefix(d.Message, "the exponent of a power is in second") {
				t.Errorf("%s: %v", filepath.Base(f), d)
			}
		}
	}
	if inconsistent != 11 {
		t.Errorf("%d files are inconsistent", inconsistent)
	}
}

// A submodel keeps its own model-wide units when it becomes part of another model.
func TestUnitsOfSubmodels(t *testing.T) {
	text := composed(`<listOfUnitDefinitions><unitDefinition id="u"><listOfUnits><unit kind="second" exponent="1" scale="0" multiplier="1"/></listOfUnits></unitDefinition></listOfUnitDefinitions>
<comp:listOfSubmodels><comp:submodel comp:id="s" comp:modelRef="part"/></comp:listOfSubmodels>`,
		definitions(`<comp:modelDefinition id="part" substanceUnits="u" volumeUnits="litre">
<listOfUnitDefinitions><unitDefinition id="u"><listOfUnits><unit kind="mole" exponent="1" scale="-9" multiplier="1"/></listOfUnits></unitDefinition></listOfUnitDefinitions>
<listOfCompartments><compartment id="c" spatialDimensions="3" size="1" constant="true"/></listOfCompartments>
<listOfSpecies><species id="A" compartment="c" initialAmount="1" hasOnlySubstanceUnits="false" boundaryCondition="true" constant="false"/></listOfSpecies>
<listOfParameters><parameter id="p" constant="false" units="mole"/></listOfParameters>
<listOfRules><assignmentRule variable="p">`+mathML+`<ci>A</ci></math></assignmentRule></listOfRules></comp:modelDefinition>`))
	text = strings.Replace(text, `<model id="top">`, `<model id="top" substanceUnits="item" volumeUnits="metre">`, 1)
	found := mustRead(t, text).CheckUnits()
	if len(found) != 1 || !strings.Contains(found[0].Message, "is in nanomole/litre; expected the unit of s__p = mole") {
		t.Errorf("%v", found)
	}
}
