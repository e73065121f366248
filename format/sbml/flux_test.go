package sbml

import (
	"math"
	"strings"
	"testing"

	"jakstat/diag"
)

// fluxDocument is a model of package fbc: uptake of A, and A to B, which leaves. Line 2 is the model, 9 and 10 are the
// reactions, body begins in line 13.
func fluxDocument(version, attrs, first, second, body string) string {
	text := document(3, 1, `<listOfCompartments><compartment id="c" size="1" constant="true"/></listOfCompartments>
<listOfSpecies>
<species id="A" compartment="c" hasOnlySubstanceUnits="true" boundaryCondition="false" constant="false" fbc:charge="1" fbc:chemicalFormula="C6"/>
<species id="B" compartment="c" hasOnlySubstanceUnits="true" boundaryCondition="true" constant="false"/></listOfSpecies>
<listOfParameters><parameter id="zero" value="0" constant="true"/><parameter id="ten" value="10" constant="true"/><parameter id="open" value="INF" constant="true"/><parameter id="moving" value="1" constant="false"/><parameter id="none" constant="true"/></listOfParameters>
<listOfReactions>
<reaction id="R" reversible="true" fast="false" `+first+`><listOfProducts><speciesReference species="A" stoichiometry="1" constant="true"/></listOfProducts></reaction>
<reaction id="Q" reversible="true" fast="false" `+second+`><listOfReactants><speciesReference id="n" species="A" stoichiometry="2" constant="true"/></listOfReactants>
<listOfProducts><speciesReference species="B" stoichiometry="1" constant="true"/></listOfProducts></reaction>
</listOfReactions>
`+body)
	text = strings.Replace(text, `<model id="m"`, `<model id="m" `+attrs, 1)
	return strings.Replace(text, "<sbml ", `<sbml xmlns:fbc="http://www.sbml.org/sbml/level3/version1/fbc/version`+version+`" fbc:required="false" `, 1)
}

const aim = `<fbc:listOfObjectives fbc:activeObjective="o"><fbc:objective fbc:id="p" fbc:type="minimize"/><fbc:objective fbc:id="o" fbc:type="maximize">
<fbc:listOfFluxObjectives><fbc:fluxObjective fbc:reaction="Q" fbc:coefficient="0.5"/></fbc:listOfFluxObjectives></fbc:objective></fbc:listOfObjectives>`

func TestFluxVersions(t *testing.T) {
	one := mustRead(t, fluxDocument("1", "", "", "", `<fbc:listOfFluxBounds>
<fbc:fluxBound id="x" fbc:id="x" fbc:reaction="R" fbc:operation="lessEqual" fbc:value="1e3"/><fbc:fluxBound reaction="R" operation="greaterEqual" value="-INF"/>
<fbc:fluxBound fbc:reaction="Q" fbc:operation="equal" fbc:value="2"/></fbc:listOfFluxBounds>`+aim)).Flux
	if one.Version != 1 || one.Strict || len(one.Bounds["R"]) != 2 || one.Active != "o" || len(one.Objectives) != 2 {
		t.Fatalf("version 1: %+v", one)
	}
	if b := one.Bounds["R"]; !b[0].Upper || b[0].Lower || b[0].Value != 1000 || !b[1].Lower || b[1].Upper || !math.IsInf(b[1].Value, -1) {
		t.Errorf("bounds %+v", b)
	}
	if b := one.Bounds["Q"][0]; !b.Lower || !b.Upper || b.Value != 2 || b.Pos.Line != 15 {
		t.Errorf("equal %+v", b)
	}
	if o := one.Objective(); !o.Maximize || len(o.Terms) != 1 || o.Terms[0].Reaction != "Q" || o.Terms[0].Coefficient != 0.5 {
		t.Errorf("objective %+v", o)
	}
	doc := mustRead(t, fluxDocument("2", `fbc:strict="true"`, `fbc:lowerFluxBound="zero" fbc:upperFluxBound="ten"`, `fbc:lowerFluxBound="zero" fbc:upperFluxBound="open"`,
		aim+`<fbc:listOfGeneProducts><fbc:geneProduct fbc:id="g" fbc:label="g"/></fbc:listOfGeneProducts>`))
	two := doc.Flux
	if two.Version != 2 || !two.Strict || len(two.Bounds["R"]) != 2 || two.Bounds["R"][0].Parameter != "zero" || !two.Bounds["R"][0].Lower || two.Bounds["Q"][1].Parameter != "open" || len(doc.Warnings) > 0 {
		t.Errorf("version 2: %+v %v", two, doc.Warnings)
	}
	three := mustRead(t, fluxDocument("3", "", "", "", ""))
	if three.Flux != nil || len(three.Warnings) != 1 || !strings.Contains(three.Warnings[0].Message, "package fbc is not read") {
		t.Errorf("version 3: %+v %v", three.Flux, three.Warnings)
	}
}

func TestFluxMistakesHaveTheirLine(t *testing.T) {
	one := func(bound string) string {
		return fluxDocument("1", "", "", "", "<fbc:listOfFluxBounds>\n"+bound+"</fbc:listOfFluxBounds>")
	}
	goal := func(active, attrs, term string) string {
		return fluxDocument("1", "", "", "", `<fbc:listOfObjectives `+active+">\n<fbc:objective "+attrs+"><fbc:listOfFluxObjectives>\n<fbc:fluxObjective "+term+"/></fbc:listOfFluxObjectives></fbc:objective></fbc:listOfObjectives>")
	}
	const active, named, term = `fbc:activeObjective="o"`, `fbc:id="o" fbc:type="maximize"`, `fbc:reaction="R" fbc:coefficient="1"`
	strict := func(first string) string {
		return fluxDocument("2", `fbc:strict="true"`, first, `fbc:lowerFluxBound="zero" fbc:upperFluxBound="ten"`, "")
	}
	for _, c := range []struct {
		in   string
		line int
		want string
	}{
		{one(`<fbc:fluxBound fbc:reaction="r" fbc:operation="equal" fbc:value="2"/>`), 14, `refers to "r"`},
		{one(`<fbc:fluxBound fbc:reaction="A" fbc:operation="equal" fbc:value="2"/>`), 14, "is a species and not a reaction"},
		{one(`<fbc:fluxBound fbc:operation="equal" fbc:value="2"/>`), 14, "no attribute fbc:reaction"},
		{one(`<fbc:fluxBound fbc:reaction="R" fbc:value="2"/>`), 14, "no attribute fbc:operation"},
		{one(`<fbc:fluxBound fbc:reaction="R" fbc:operation="less" fbc:value="2"/>`), 14, `"less", none of`},
		{one(`<fbc:fluxBound fbc:reaction="R" fbc:operation="equal"/>`), 14, "no attribute fbc:value"},
		{one(`<fbc:fluxBound fbc:reaction="R" fbc:operation="equal" fbc:value="two"/>`), 14, "fbc:value of <fluxBound>"},
		{one(`<fbc:fluxBound fbc:reaction="R" fbc:operation="equal" fbc:value="NaN"/>`), 14, "not a number"},
		{one(`<fbc:objective/>`), 14, "<objective> is not known in <listOfFluxBounds>"},
		{goal("", named, term), 13, "no attribute fbc:activeObjective"},
		{goal(`fbc:activeObjective="q"`, named, term), 13, `active objective "q" is not`},
		{goal(active, `fbc:type="maximize"`, term), 14, "no attribute fbc:id"},
		{goal(active, `fbc:id="R" fbc:type="maximize"`, term), 14, "already in use"},
		{goal(active, `fbc:id="o" fbc:type="max"`, term), 14, `"max", neither`},
		{goal(active, named, `fbc:reaction="R"`), 15, "no attribute fbc:coefficient"},
		{goal(active, named, `fbc:reaction="R" fbc:coefficient="INF"`), 15, "infinite"},
		{goal(active, named, `fbc:reaction="S" fbc:coefficient="1"`), 15, `refers to "S"`},
		{fluxDocument("1", "", "", "", aim+"\n"+aim), 15, "second <listOfObjectives>"},
		{fluxDocument("1", "", "", "", "<fbc:listOfWishes/>"), 13, "<listOfWishes> of package fbc"},
		{fluxDocument("2", "", "", "", ""), 2, "no attribute fbc:strict"},
		{fluxDocument("2", `fbc:strict="maybe"`, "", "", ""), 2, "neither true nor false"},
		{fluxDocument("2", `fbc:strict="false"`, "", "", "<fbc:listOfFluxBounds/>"), 13, "belongs to version 1"},
		{fluxDocument("2", `fbc:strict="false"`, `fbc:lowerFluxBound="A"`, "", ""), 9, "is a species and not a parameter"},
		{strict(`fbc:lowerFluxBound="zero"`), 9, "no attribute fbc:upperFluxBound"},
		{strict(`fbc:lowerFluxBound="zero" fbc:upperFluxBound="moving"`), 9, "is not constant"},
		{strict(`fbc:lowerFluxBound="none" fbc:upperFluxBound="ten"`), 9, "has no value"},
		{strict(`fbc:lowerFluxBound="open" fbc:upperFluxBound="ten"`), 9, "wrong side"},
		{strings.Replace(strict(`fbc:lowerFluxBound="zero" fbc:upperFluxBound="ten"`), `stoichiometry="2" `, "", 1), 10, "no constant number"},
	} {
		_, err := Read("m.xml", []byte(c.in))
		l, _ := err.(diag.List)
		found := false
		for _, d := range l {
			found = found || d.Pos.Line == c.line && d.Pos.File == "m.xml" && strings.Contains(d.Message, c.want)
		}
		if !found {
			t.Errorf("error %v, want one on line %d with %q\n%s", err, c.line, c.want, c.in)
		}
	}
}
