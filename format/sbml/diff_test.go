package sbml

import (
	"fmt"
	"strings"
	"testing"
)

func TestDiffNamesElementsAndProperties(t *testing.T) {
	base := l3(`<listOfUnitDefinitions><unitDefinition id="min"><listOfUnits><unit kind="second" exponent="1" scale="0" multiplier="60"/></listOfUnits></unitDefinition></listOfUnitDefinitions>
<listOfRules><rateRule variable="v">` + mathOf("<apply><times/><ci>k</ci><ci>A</ci></apply>") + `</rateRule></listOfRules>` + decay)
	for _, c := range []struct{ old, with, want string }{
		{`<parameter id="k" value="0.3"`, `<parameter id="k" value="0.30"`, ""},
		{`<parameter id="k" value="0.3"`, `<parameter id="k" value="0.31"`, "parameter k changed value 0.3>0.31"},
		{`<parameter id="k" value="0.3"`, `<parameter id="k" value="0.3" units="min"`, "parameter k changed units >min"},
		{`<parameter id="k"`, `<parameter id="z" value="1" constant="true"/><parameter id="k"`, "parameter z added >value 1"},
		{`<parameter id="v" value="1" constant="false"/>`, `<parameter name="V" id="v" value="1" constant="false"/>`, "parameter v changed name >V"},
		{`multiplier="60"`, `multiplier="61"`, "unit min changed definition 60 second>61 second"},
		{`stoichiometry="2"`, `stoichiometry="3"`, "reaction r changed stoichiometry 2 A → ∅>3 A → ∅"},
		{`<ci>k</ci><ci>A</ci><ci>B</ci>`, `<ci>k</ci><ci>A</ci>`, "reaction r changed rate k * A * B>k * A"},
		{`initialAmount="3"`, `initialConcentration="1.5"`, "species A changed initial amount 3>; species A changed initial concentration >1.5"},
		{`boundaryCondition="false" constant="false"/>
<species id="B"`, `boundaryCondition="true" constant="false"/>
<species id="B"`, "species A changed boundaryCondition false>true"},
		{`<rateRule variable="v">`, `<rateRule variable="c">`, "rate rule v removed formula k * A>; rate rule c added >formula k * A"},
		{`<model id="m">`, `<model id="m2" timeUnits="second">`, "model m changed id m>m2; model m changed timeUnits >second"},
	} {
		text := strings.Replace(base, c.old, c.with, 1)
		if text == base {
			t.Fatalf("no %s", c.old)
		}
		if c.with == `<rateRule variable="c">` {
			text = strings.Replace(text, `spatialDimensions="3" constant="true"`, `spatialDimensions="3" constant="false"`, 1)
			c.want = "compartment c changed constant true>false; " + c.want
		}
		var got []string
		for _, d := range Diff(mustRead(t, base), mustRead(t, text)) {
			s := d.Kind + " " + d.ID + " " + string(d.What)
			if d.Property != "" {
				s += " " + d.Property
			}
			got = append(got, fmt.Sprintf("%s %s>%s", s, d.Before, d.After))
		}
		if strings.Join(got, "; ") != c.want {
			t.Errorf("%s: %s, want %s", c.with, strings.Join(got, "; "), c.want)
		}
	}
}

// What the other direction calls added is removed, and a document does not differ from itself at any level that can say it.
func TestDiffIsSymmetric(t *testing.T) {
	a, b := mustRead(t, l3(decay)), mustRead(t, l3(""))
	if there, back := Diff(a, b), Diff(b, a); len(there) != 1 || len(back) != 1 || there[0].What != Removed || back[0].What != Added || there[0].Before != back[0].After {
		t.Error(there, back)
	}
	for _, to := range []Target{{3, 1}, {3, 2}} {
		text, _ := mustWrite(t, a, to)
		if d := Diff(a, mustRead(t, text)); len(d) > 0 {
			t.Errorf("%s: %v", to, d)
		}
	}
	l2, _ := mustWrite(t, a, Target{2, 4})
	l3, _ := mustWrite(t, mustRead(t, l2), Newest)
	if d := Diff(mustRead(t, l2), mustRead(t, l3)); len(d) > 0 {
		t.Error(d)
	}
}
