package main

import (
	"encoding/json"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
)

// fluxModel takes up X (boundary) as A at half of it a flux, by an initial assignment, and gives A away; the upper bound of uptake is
// assigned too: 2·5. Reactions have no rates.
const fluxModel = `<sbml xmlns="http://www.sbml.org/sbml/level3/version2/core" xmlns:fbc="http://www.sbml.org/sbml/level3/version1/fbc/version2" level="3" version="2" fbc:required="false">
<model id="m" fbc:strict="false">
<listOfCompartments><compartment id="c" size="1" constant="true"/></listOfCompartments>
<listOfSpecies><species id="X" compartment="c" hasOnlySubstanceUnits="true" boundaryCondition="true" constant="false"/>
<species id="A" compartment="c" hasOnlySubstanceUnits="true" boundaryCondition="false" constant="false"/></listOfSpecies>
<listOfParameters><parameter id="zero" value="0" constant="true"/><parameter id="five" value="5" constant="true"/><parameter id="most" constant="true"/><parameter id="open" value="INF" constant="true"/></listOfParameters>
<listOfInitialAssignments><initialAssignment symbol="most"><math xmlns="http://www.w3.org/1998/Math/MathML"><apply><times/><cn>2</cn><ci>five</ci></apply></math></initialAssignment>
<initialAssignment symbol="n"><math xmlns="http://www.w3.org/1998/Math/MathML"><cn>0.5</cn></math></initialAssignment></listOfInitialAssignments>
<listOfReactions>
<reaction id="in" reversible="false" fbc:lowerFluxBound="zero" fbc:upperFluxBound="most"><listOfReactants><speciesReference species="X" stoichiometry="1" constant="true"/></listOfReactants>
<listOfProducts><speciesReference id="n" species="A" stoichiometry="7" constant="true"/></listOfProducts></reaction>
<reaction id="out" reversible="false" fbc:lowerFluxBound="zero" fbc:upperFluxBound="open"><listOfReactants><speciesReference species="A" stoichiometry="1" constant="true"/></listOfReactants></reaction>
</listOfReactions>
<fbc:listOfObjectives fbc:activeObjective="gain"><fbc:objective fbc:id="gain" fbc:type="maximize"><fbc:listOfFluxObjectives><fbc:fluxObjective fbc:reaction="out" fbc:coefficient="3"/></fbc:listOfFluxObjectives></fbc:objective></fbc:listOfObjectives>
</model>
</sbml>
`

func fluxCase(t *testing.T, model, variables, expected string) string {
	t.Helper()
	dir := filepath.Join(t.TempDir(), "00001")
	if err := os.Mkdir(dir, 0o777); err != nil {
		t.Fatal(err)
	}
	for name, text := range map[string]string{
		"sbml-l3v2.xml": model,
		"settings.txt":  "start:\nduration:\nsteps:\nvariables: " + variables + "\nabsolute: 0.001\nrelative: 0.001\namount:\nconcentration:\n",
		"model.m":       "(*\ncomponentTags: fbc:Objective\ntestType: FluxBalanceSteadyState\nlevels: 3.2\n*)\n",
		"results.csv":   variables + "\n" + expected + "\n",
	} {
		if err := os.WriteFile(filepath.Join(dir, "00001-"+name), []byte(text), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	return filepath.Dir(dir)
}

func TestConformanceOfFluxBalance(t *testing.T) {
	change := func(old, with string) string {
		if !strings.Contains(fluxModel, old) {
			t.Fatalf("no %q", old)
		}
		return strings.Replace(fluxModel, old, with, 1)
	}
	const algebraic = `<listOfRules><algebraicRule><math xmlns="http://www.w3.org/1998/Math/MathML"><ci>five</ci></math></algebraicRule></listOfRules>`
	for _, c := range []struct{ name, model, variables, expected, outcome, reason string }{
		{"right", fluxModel, "in,out,gain", "10,5,15", outcomePassed, ""},
		{"wrong", fluxModel, "in,out,gain", "10,5,16", outcomeFailed, "worst gain: 15, expected 16"},
		{"infeasible", change(`id="zero" value="0"`, `id="zero" value="6"`), "out,gain", "NaN,NaN", outcomePassed, ""},
		{"a number where there is none", change(`id="zero" value="0"`, `id="zero" value="6"`), "gain", "0", outcomeFailed, "gain: NaN"},
		{"unbounded", change(`fbc:upperFluxBound="most"`, ""), "gain", "0", outcomeError, "the objective has no limit"},
		{"unknown variable", fluxModel, "gains", "0", outcomeError, `"gains" is neither a reaction`},
		{"a bound without a value", change(`id="five" value="5"`, `id="five"`), "gain", "0", outcomeUnsupported, "bound most has no value"},
		{"no objectives", fluxModel[:strings.Index(fluxModel, "<fbc:list")] + "</model></sbml>", "in", "0", outcomeUnsupported, "no active objective"},
		{"version 3", change("fbc/version2", "fbc/version3"), "in", "0", outcomeUnsupported, "version 1 or 2"},
		{"algebraic rule", change("<listOfReactions>", algebraic+"<listOfReactions>"), "in", "0", outcomeUnsupported, "algebraic rules"},
	} {
		code := exitCheckFailed
		if c.outcome == outcomePassed {
			code = exitOK
		}
		d := conformance(t, code, fluxCase(t, c.model, c.variables, c.expected))
		if f := d.Files[0]; f.Outcome != c.outcome || !strings.Contains(f.Reason, c.reason) {
			t.Errorf("%s: %+v", c.name, f)
		}
	}
}

func TestFlux(t *testing.T) {
	var d struct {
		Objective fluxObjective `json:"objective"`
		Warnings  []string      `json:"warnings"`
		Fluxes    []struct {
			Flux  float64 `json:"flux"`
			Upper any     `json:"upper"`
		} `json:"fluxes"`
	}
	if err := json.Unmarshal([]byte(succeed(t, "flux", "../../examples/flux-toy.xml", "--json")), &d); err != nil {
		t.Fatal(err)
	}
	if d.Objective != (fluxObjective{"most_work", "maximize", 80}) || len(d.Fluxes) != 6 || d.Fluxes[4].Flux != 15 || d.Fluxes[1].Upper != 15.0 || d.Fluxes[5].Upper != "INF" || len(d.Warnings) > 0 {
		t.Errorf("%+v", d)
	}
	file := filepath.Join(t.TempDir(), "m.xml")
	for _, c := range []struct{ old, with, want string }{
		{`id="zero" value="0"`, `id="zero" value="6"`, "m.xml:14: error: objective gain: no fluxes satisfy"},
		{`fbc:upperFluxBound="most"`, "", "m.xml:14: error: objective gain: the objective has no limit"},
		{`fbc:activeObjective="gain"`, `fbc:activeObjective="again"`, `m.xml:14: error: the active objective "again"`},
		{"fbc/version2", "fbc/version3", "m.xml: error: the model has no flux-balance problem"},
	} {
		if err := os.WriteFile(file, []byte(strings.Replace(fluxModel, c.old, c.with, 1)), 0o644); err != nil {
			t.Fatal(err)
		}
		r := jakstat("flux", file)
		// The column is left out of the comparison.
		got := regexp.MustCompile(`(m\.xml:\d+):\d+`).ReplaceAllString(r.stderr, "$1")
		if r.code == exitOK || r.stdout != "" || !strings.Contains(got, c.want) {
			t.Errorf("%s: exit code %d\n%s%s", c.want, r.code, r.stdout, got)
		}
	}
	if r := jakstat("flux", file, "--json", "--csv"); r.code == exitOK || !strings.Contains(r.stderr, "two formats") {
		t.Errorf("exit code %d\n%s", r.code, r.stderr)
	}
}

func TestRunOfAFluxBalanceModel(t *testing.T) {
	file := filepath.Join(fluxCase(t, fluxModel, "in", "0"), "00001", "00001-sbml-l3v2.xml")
	r := jakstat("run", file)
	if r.code == exitOK || r.stdout != "" || !strings.Contains(r.stderr, "00001-sbml-l3v2.xml:10") || !strings.Contains(r.stderr, "reaction in has no rate, so there is no time course") || strings.Count(r.stderr, "error") != 1 {
		t.Errorf("exit code %d\n%s%s", r.code, r.stdout, r.stderr)
	}
}
