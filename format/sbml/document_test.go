package sbml

import (
	"strings"
	"testing"

	"jakstat/engine/model"
	"jakstat/unit"
)

// A checked model: amounts without a compartment, values and literals in many units, an output in a unit of its own, a route.
func checkedModel(t *testing.T) *model.Model {
	b := model.NewBuilder("a-drug", model.Checked)
	b.Compartment("V", unit.Q(2000, "mL"))
	b.Amount("depot", "", unit.Q(5000, "ug"))
	b.Concentration("c", "V", unit.Q(3, "ng/mL"))
	b.Param("ka", unit.Q(2, "1/min"))
	b.Param("CL", unit.Q(10, "mL/min"))
	b.Param("fu", unit.Q(0.2, "{unbound/plasma}"))
	b.Assign("slow", "L/h", "CL + [1 L/h]")
	b.Reaction("absorption", "depot -> c", "ka*depot")
	b.Reaction("elimination", "c ->", "slow*c")
	b.Output("c", "ng/mL", "c")
	b.Output("ka", "1/h", "ka")
	b.Output("small", "mg/L", "expm1(c/[1 mg/L])*[1 mg/L]")
	b.Route("oral", model.RouteArm{Into: "depot"})
	m, err := b.Build()
	if err != nil {
		t.Fatal(err)
	}
	return m
}

func TestABuiltModelBecomesADocument(t *testing.T) {
	doc, err := NewDocument(checkedModel(t))
	if err != nil {
		t.Fatal(err)
	}
	text, warnings := mustWrite(t, doc, Newest)
	for _, want := range []string{
		`<model id="a_drug" name="a-drug" substanceUnits="mg" timeUnits="h" volumeUnits="L" extentUnits="mg">`,
		`<compartment id="V" spatialDimensions="3" size="2" units="L" constant="true"/>`,
		`<species id="depot" compartment="no_compartment" initialAmount="5" substanceUnits="mg" hasOnlySubstanceUnits="true"`,
		`<species id="c" compartment="V" initialConcentration="0.003"`,
		`<parameter id="ka" value="120" units="per_h" constant="true"/>`,
		`<parameter id="CL" value="0.6" units="L_per_h" constant="true"/>`,
		`<unitDefinition id="unbound_per_plasma" name="{unbound/plasma}">`,
		`<unit kind="second" exponent="-1" scale="0" multiplier="3600"/>`,
		`<parameter id="output_c" name="c" units="ng_per_mL" constant="false"/>`,
		`<apply><times/><ci>c</ci><cn>1000</cn></apply>`,
		`<assignmentRule variable="small">`, `<exp/>`,
		`<apply><plus/><ci>CL</ci><cn>1</cn></apply>`,
	} {
		if !strings.Contains(text, want) {
			t.Errorf("no %s in\n%s", want, text)
		}
	}
	if strings.Contains(text, `"output_ka"`) || len(warnings) > 0 {
		t.Errorf("%v\n%s", warnings, text)
	}
	if len(doc.Warnings) != 1 || !strings.Contains(doc.Warnings[0].Message, "route oral") {
		t.Error(doc.Warnings)
	}
	again := mustRead(t, text)
	if len(again.Warnings) > 0 || len(Diff(doc, again)) > 0 || program(doc) != program(again) {
		t.Error(again.Warnings, Diff(doc, again))
	}
	for _, to := range []Target{{2, 1}, {2, 4}, {3, 1}} {
		if text, _ := mustWrite(t, doc, to); program(mustRead(t, text)) != program(doc) {
			t.Errorf("%s is another model", to)
		}
	}
}

// Identifiers that SBML does not have are told, all of them.
func TestIdentifiersThatSBMLDoesNotHave(t *testing.T) {
	b := model.NewBuilder("m", model.Raw)
	b.Add(&model.Parameter{Info: model.Info{ID: "IL-6"}, Value: number(1)}, &model.Parameter{Info: model.Info{ID: "2x"}, Value: number(1)})
	m, err := b.Build()
	if err != nil {
		t.Fatal(err)
	}
	_, err = NewDocument(m)
	if err == nil || !strings.Contains(err.Error(), `"IL-6"`) || !strings.Contains(err.Error(), `"2x"`) {
		t.Error(err)
	}
}

// A dose into each kind of state: a concentration that has a value, a parameter with a rate rule, with and without lag and duration.
func TestADoseOfEachKind(t *testing.T) {
	b := model.NewBuilder("m", model.Checked)
	b.Compartment("V", unit.Q(2, "L"))
	b.Concentration("c", "V", unit.Q(3, "mg/L"))
	b.Amount("a", "V", unit.Q(0, "mg"))
	b.State("p", unit.Q(1, "mg"), "-p/[1 h]")
	b.Param("tlag", unit.Q(30, "min"))
	b.Param("dose_mg", unit.Q(30, "mg"))
	b.Reaction("loss", "c + a ->", "[1 1/h]*a")
	half := model.MustParse("dose/[20 mg]*0.5")
	b.Route("mixed",
		model.RouteArm{Into: "c", Fraction: half}, model.RouteArm{Into: "p"}, model.RouteArm{Into: "a", Lag: model.Sym("tlag")},
		model.RouteArm{Into: "a", Fraction: half, Duration: model.MustParse("[2 h]")}, model.RouteArm{Into: "p", Lag: model.Sym("tlag"), Duration: model.MustParse("[90 min]")})
	m, err := b.Build()
	if err != nil {
		t.Fatal(err)
	}
	doc, err := NewDosedDocument(m, "mixed", unit.Q(20000, "ug"))
	if err != nil {
		t.Fatal(err)
	}
	got := ""
	for _, e := range Listing(doc) {
		if e.Kind != "unit" && e.Kind != "model" {
			got += e.Kind + " " + e.ID + ": " + e.line() + "\n"
		}
	}
	for _, want := range []string{
		"parameter dose: name dose at time 0, route mixed; value 20; units mg\n",
		"initial assignment c: formula 3 + (dose / 20 * 0.5) * dose / V\n",
		"initial assignment p: formula 1 + dose\n",
		"rate rule p: formula -p / 1 + piecewise(dose / 1.5, time >= tlag && time < tlag + 1.5, 0)\n",
		"reaction mixed_input_4: stoichiometry ∅ → a; rate piecewise((dose / 20 * 0.5) * dose / 2, time < 2, 0)",
		"event mixed_dose_3: trigger time >= tlag; initialValue false; a = a + dose\n",
	} {
		if !strings.Contains(got, want) {
			t.Errorf("no %s in\n%s", want, got)
		}
	}
	text, _ := mustWrite(t, doc, Newest)
	if again := mustRead(t, text); program(again) != program(doc) || len(Diff(doc, again)) > 0 {
		t.Error(Diff(doc, again))
	}
}
