package sbml

import (
	"errors"
	"fmt"
	"slices"
	"strings"
	"testing"

	"jakstat/engine/model"
)

func composed(top, definitions string) string {
	return `<sbml xmlns="http://www.sbml.org/sbml/level3/version1/core" xmlns:comp="` + compSpace + `" level="3" version="1" comp:required="true">
<model id="top">` + top + "</model>\n" + definitions + "</sbml>"
}

func definitions(list ...string) string {
	return "<comp:listOfModelDefinitions>" + strings.Join(list, "\n") + "</comp:listOfModelDefinitions>"
}

const inner = `<comp:modelDefinition id="inner">
<listOfCompartments><compartment id="c" size="1" constant="true"/></listOfCompartments>
<listOfSpecies><species id="A" compartment="c" initialAmount="1" hasOnlySubstanceUnits="true" boundaryCondition="false" constant="false"/></listOfSpecies>
<listOfParameters><parameter id="k" value="2" constant="true"/><parameter id="q" metaid="mq" constant="false"/><parameter id="w" constant="false"/></listOfParameters>
<listOfRules><assignmentRule variable="q">` + mathML + `<apply><plus/><ci>r</ci><ci>k</ci></apply></math></assignmentRule>
<rateRule variable="w" metaid="wrule">` + mathML + `<csymbol definitionURL="http://www.sbml.org/sbml/symbols/time">t</csymbol></math></rateRule></listOfRules>
<listOfReactions><reaction id="r" reversible="false" fast="false"><listOfReactants><speciesReference species="A" stoichiometry="1" constant="true"/></listOfReactants>
<kineticLaw>` + mathML + `<apply><times/><ci>k</ci><ci>A</ci></apply></math><listOfLocalParameters><localParameter id="k" metaid="mk" value="9"/></listOfLocalParameters></kineticLaw></reaction></listOfReactions>
<comp:listOfPorts><comp:port comp:id="pk" comp:idRef="k"/></comp:listOfPorts>
</comp:modelDefinition>`

// flat lists what a flattened model computes, one line a fact.
func flat(m *model.Model) string {
	var out []string
	for _, p := range m.Parameters() {
		out = append(out, fmt.Sprintf("%s=%g", p.ID, p.Value.Value))
	}
	for _, s := range m.Species() {
		out = append(out, fmt.Sprintf("%s in %s * %s", s.ID, s.Compartment, s.ConversionFactor))
	}
	for _, r := range m.Rules() {
		out = append(out, fmt.Sprintf("%s: %s", r.Variable, r.Expr))
	}
	for _, r := range m.Reactions() {
		out = append(out, fmt.Sprintf("%s of %s: %s", r.ID, r.Reactants[0].Species, r.Rate))
	}
	slices.Sort(out)
	return strings.Join(out, "\n")
}

func TestFlattening(t *testing.T) {
	const sub = `<comp:listOfSubmodels><comp:submodel comp:id="s" comp:modelRef="inner"%s>%s</comp:submodel></comp:listOfSubmodels>`
	use := func(attrs, deletions string) string { return fmt.Sprintf(sub, attrs, deletions) }
	parameter := func(inside string) string {
		return `<listOfParameters><parameter id="K" value="7" constant="true">` + inside + `</parameter><parameter id="f" value="60" constant="true"/></listOfParameters>`
	}
	replace := func(attrs string) string {
		return `<comp:listOfReplacedElements><comp:replacedElement comp:submodelRef="s" ` + attrs + `/></comp:listOfReplacedElements>`
	}
	for _, c := range []struct{ name, top, want string }{
		{
			"plain", use("", ""),
			`s__A in s__c * 
s__k=2
s__q: s__r + s__k
s__q=NaN
s__r of s__A: k * s__A
s__w: time
s__w=NaN`,
		},
		{
			"replaced through a port", parameter(replace(`comp:portRef="pk"`)) + use("", ""),
			`K=7
f=60
s__A in s__c * 
s__q: s__r + K
s__q=NaN
s__r of s__A: k * s__A
s__w: time
s__w=NaN`,
		},
		{
			"replaced with a factor", parameter(replace(`comp:idRef="q" comp:conversionFactor="f"`)) + use("", ""),
			`K: (s__r + s__k) * f
K=7
f=60
s__A in s__c * 
s__k=2
s__r of s__A: k * s__A
s__w: time
s__w=NaN`,
		},
		{
			"local parameter replaced", parameter(replace(`comp:metaIdRef="mk"`)) + use("", ""),
			`K=7
f=60
s__A in s__c * 
s__k=2
s__q: s__r + s__k
s__q=NaN
s__r of s__A: K * s__A
s__w: time
s__w=NaN`,
		},
		{
			"replaced by", parameter(`<comp:replacedBy comp:submodelRef="s" comp:idRef="k"/>`) + use("", ""),
			`K=2
f=60
s__A in s__c * 
s__q: s__r + K
s__q=NaN
s__r of s__A: k * s__A
s__w: time
s__w=NaN`,
		},
		{
			"deletions", use("", `<comp:listOfDeletions><comp:deletion comp:metaIdRef="wrule"/><comp:deletion comp:metaIdRef="mk"/></comp:listOfDeletions>`),
			`s__A in s__c * 
s__k=2
s__q: s__r + s__k
s__q=NaN
s__r of s__A: s__k * s__A
s__w=NaN`,
		},
		{
			"time and extent", parameter("") + use(` comp:timeConversionFactor="f" comp:extentConversionFactor="K"`, ""),
			`K=7
f=60
s__A in s__c * 
s__k=2
s__q: s__r * f / K + s__k
s__q=NaN
s__r of s__A: (k * s__A) * K / f
s__w: time / f / f
s__w=NaN`,
		},
	} {
		if strings.Contains(c.name, "factor") {
			c.top = strings.Replace(c.top, `id="K" value="7" constant="true"`, `id="K" value="7" constant="false"`, 1)
		}
		doc := mustRead(t, composed(c.top, definitions(inner)))
		if got := flat(doc.Model); got != c.want {
			t.Errorf("%s:\n%s\nwant\n%s", c.name, got, c.want)
		}
	}
}

// A reference may lead through submodels; what an inner model replaced is found by the outer one.
func TestNestedSubmodels(t *testing.T) {
	middle := `<comp:modelDefinition id="middle"><listOfParameters><parameter id="m" value="3" constant="true"><comp:listOfReplacedElements><comp:replacedElement comp:submodelRef="s" comp:idRef="k"/></comp:listOfReplacedElements></parameter></listOfParameters>
<comp:listOfSubmodels><comp:submodel comp:id="s" comp:modelRef="inner"/></comp:listOfSubmodels></comp:modelDefinition>`
	top := `<listOfParameters><parameter id="K" value="7" constant="true"><comp:listOfReplacedElements><comp:replacedElement comp:submodelRef="u" comp:idRef="s"><comp:sBaseRef comp:idRef="k"/></comp:replacedElement></comp:listOfReplacedElements></parameter></listOfParameters>
<comp:listOfSubmodels><comp:submodel comp:id="u" comp:modelRef="middle"/></comp:listOfSubmodels>`
	got := flat(mustRead(t, composed(top, definitions(inner, middle))).Model)
	if !strings.Contains(got, "u__s__q: u__s__r + K") || strings.Contains(got, "u__m=") {
		t.Error(got)
	}
}

func TestExternalModels(t *testing.T) {
	top := composed(`<comp:listOfSubmodels><comp:submodel comp:id="s" comp:modelRef="far"/></comp:listOfSubmodels>`,
		`<comp:listOfExternalModelDefinitions><comp:externalModelDefinition comp:id="far" comp:source="other.xml" comp:modelRef="inner"/></comp:listOfExternalModelDefinitions>`)
	other := strings.ReplaceAll(composed("", definitions(inner)), "version1/core", "version2/core")
	other = strings.Replace(other, `version="1"`, `version="2"`, 1)
	doc, err := ReadWith("m.xml", []byte(top), func(source string) ([]byte, error) {
		if source != "other.xml" {
			return nil, errors.New("no such file")
		}
		return []byte(other), nil
	})
	if err != nil {
		t.Fatal(err)
	}
	if got := flat(doc.Model); !strings.Contains(got, "s__q: s__r + s__k") {
		t.Error(got)
	}
	if _, err := Read("m.xml", []byte(top)); err == nil || !strings.Contains(err.Error(), "m.xml:3") {
		t.Errorf("without a resolver: %v", err)
	}
	if _, err := ReadWith("m.xml", []byte(top), func(string) ([]byte, error) { return []byte("<sbml"), nil }); err == nil || !strings.Contains(err.Error(), "other.xml:1") {
		t.Errorf("malformed: %v", err)
	}
}

func TestCompositionMistakes(t *testing.T) {
	sub := func(id, ref string) string {
		return `<comp:submodel comp:id="` + id + `" comp:modelRef="` + ref + `"/>`
	}
	uses := func(list ...string) string {
		return "<comp:listOfSubmodels>" + strings.Join(list, "") + "</comp:listOfSubmodels>"
	}
	replace := func(attrs string) string {
		return `<listOfParameters><parameter id="K" value="7" constant="true"><comp:listOfReplacedElements><comp:replacedElement ` + attrs + `/></comp:listOfReplacedElements></parameter></listOfParameters>` + uses(sub("s", "inner"))
	}
	self := `<comp:modelDefinition id="self">` + uses(sub("a", "self"), sub("b", "self")) + `</comp:modelDefinition>`
	for _, c := range []struct{ top, want string }{
		{uses(sub("s", "nowhere")), `no model definition "nowhere"`},
		{uses(sub("s", "inner"), sub("s", "inner")), "used twice"},
		{uses(sub("s", "self")), "submodels without end"},
		{uses(sub("s", "top")), "submodels without end"},
		{replace(`comp:submodelRef="x" comp:idRef="k"`), `submodel "x"`},
		{replace(`comp:submodelRef="s" comp:idRef="nothing"`), `idRef "nothing"`},
		{replace(`comp:submodelRef="s" comp:portRef="nothing"`), `portRef "nothing"`},
		{replace(`comp:submodelRef="s" comp:idRef="k" comp:portRef="pk"`), "both idRef and portRef"},
		{replace(`comp:submodelRef="s" comp:idRef="k" comp:conversionFactor="no"`), `no parameter "no"`},
		{strings.Replace(uses(sub("s", "inner")), `comp:modelRef`, `comp:timeConversionFactor="no" comp:modelRef`, 1), `no parameter "no"`},
	} {
		_, err := Read("m.xml", []byte(composed(c.top, definitions(inner, self))))
		if err == nil || !strings.Contains(err.Error(), c.want) || !strings.Contains(err.Error(), "m.xml:") {
			t.Errorf("%s: error %v, want %q", c.top, err, c.want)
		}
	}
}
