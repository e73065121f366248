package sbml

import (
	"strings"
	"testing"

	"jakstat/engine/model"
)

// drawing is a document of package distrib in which an initial assignment of p holds what is given.
func drawing(content, inParameter string) string {
	return `<sbml xmlns="http://www.sbml.org/sbml/level3/version2/core" xmlns:distrib="http://www.sbml.org/sbml/level3/version1/distrib/version1" level="3" version="2" distrib:required="true">
<model><listOfParameters><parameter id="p" value="1" constant="false">` + inParameter + `</parameter></listOfParameters>
<listOfInitialAssignments><initialAssignment symbol="p"><math xmlns="http://www.w3.org/1998/Math/MathML"><apply>` + content + `</apply></math></initialAssignment></listOfInitialAssignments></model></sbml>`
}

func distribution(name, args string) string {
	return `<csymbol encoding="text" definitionURL="http://www.sbml.org/sbml/symbols/distrib/` + name + `">x</csymbol>` + args
}

func TestDistributionsAreRead(t *testing.T) {
	const one = "<cn>1</cn>"
	for _, name := range model.DistributionNames() {
		d, _ := model.DistributionByName(name)
		for n := range 6 {
			doc, err := Read("m.xml", []byte(drawing(distribution(name, strings.Repeat(one, n)), "")))
			if want := d.CheckArity(n); (err == nil) != (want == nil) || err != nil && !strings.Contains(err.Error(), want.Error()) {
				t.Errorf("%s with %d arguments: %v, not %v", name, n, err, want)
				continue
			}
			if err != nil {
				continue
			}
			e := doc.Model.InitialAssignments()[0].Expr
			if e.Op() != model.OpDraw || e.Name() != name || e.NArg() != n {
				t.Errorf("%s is read as %s", name, e)
			}
		}
	}
}

func TestDistributionMistakes(t *testing.T) {
	for _, c := range []struct{ text, want string }{
		{drawing(distribution("weibull", "<cn>1</cn>"), ""), `m.xml:3:113: error: no distribution "weibull" in package distrib (there are normal, uniform`},
		{strings.Replace(drawing(distribution("normal", "<cn>1</cn><cn>1</cn>"), ""), `xmlns:distrib="http://www.sbml.org/sbml/level3/version1/distrib/version1"`, `xmlns:distrib="http://www.sbml.org/sbml/level3/version1/distrib/version2"`, 1), "package distrib is required and not supported"},
		{strings.NewReplacer(`xmlns:distrib="http://www.sbml.org/sbml/level3/version1/distrib/version1"`, "", `distrib:required="true"`, "").Replace(drawing(distribution("normal", "<cn>1</cn><cn>1</cn>"), "")), "which the file does not declare"},
	} {
		if _, err := Read("m.xml", []byte(c.text)); err == nil || !strings.Contains(err.Error(), c.want) {
			t.Errorf("no %q in %v", c.want, err)
		}
	}
}

// TestUncertaintiesAreNotUsed: they are read over with a warning each, and change nothing.
func TestUncertaintiesAreNotUsed(t *testing.T) {
	uncertainty := `<distrib:listOfUncertainties><distrib:uncertainty><distrib:uncertParameter distrib:type="standardDeviation" distrib:value="0.3"/>
<distrib:uncertParameter distrib:type="distribution"><math xmlns="http://www.w3.org/1998/Math/MathML"><apply>` + distribution("normal", "<cn>1</cn><cn>2</cn>") + `</apply></math></distrib:uncertParameter></distrib:uncertainty></distrib:listOfUncertainties>`
	doc, err := Read("m.xml", []byte(drawing("<plus/><cn>1</cn>", uncertainty)))
	if err != nil {
		t.Fatal(err)
	}
	if len(doc.Warnings) != 1 || doc.Warnings[0].Pos.Line != 2 || !strings.Contains(doc.Warnings[0].Message, "standardDeviation") {
		t.Errorf("%v", doc.Warnings)
	}
}
