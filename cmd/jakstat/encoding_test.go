package main

import (
	"os"
	"strings"
	"testing"
)

const growing = `<sbml xmlns="http://www.sbml.org/sbml/level3/version1/core" level="3" version="1"><model name="caf` + "\xe9" + `">
<listOfParameters><parameter id="x" value="0" constant="false"/></listOfParameters>
<listOfRules><rateRule variable="x"><math xmlns="http://www.w3.org/1998/Math/MathML"><cn>1</cn></math></rateRule></listOfRules></model></sbml>`

// A model is read in the encoding it declares; without a declaration it must be UTF-8.
func TestDeclaredEncodingsAreRead(t *testing.T) {
	t.Chdir(t.TempDir())
	for _, c := range []struct {
		head, want string
		code       int
	}{
		{`<?xml version="1.0" encoding="ISO-8859-1"?>`, "time,x\n0,0\n", exitOK},
		{`<?xml version="1.0"?>`, "not a text file in UTF-8", exitBadInput},
		{`<?xml version="1.0" encoding="UTF-8"?>`, "invalid UTF-8", exitBadInput},
		{`<?xml version="1.0" encoding="KOI8-R"?>`, "not read", exitBadInput},
	} {
		if err := os.WriteFile("m.xml", []byte(c.head+"\n"+growing), 0o600); err != nil {
			t.Fatal(err)
		}
		r := jakstat(words("run m.xml --duration 1 --steps 1 --csv")...)
		if r.code != c.code || !strings.Contains(r.stdout+r.stderr, c.want) {
			t.Errorf("%s: exit code %d, %s%s", c.head, r.code, r.stdout, r.stderr)
		}
	}
}

// An event of SBML need not have an identifier; a message about it then says where it stands.
func TestEventsWithoutANameAreFoundByTheirPlace(t *testing.T) {
	t.Chdir(t.TempDir())
	event := func(condition, value string) string {
		const math = `<math xmlns="http://www.w3.org/1998/Math/MathML">`
		return `<event useValuesFromTriggerTime="true"><trigger initialValue="false" persistent="true">` + math + `<apply><` + condition + `/><ci>x</ci><cn>1</cn></apply></math></trigger>
<listOfEventAssignments><eventAssignment variable="x">` + math + `<cn>` + value + `</cn></math></eventAssignment></listOfEventAssignments></event>`
	}
	model := strings.Replace(growing, "caf\xe9", "loop", 1)
	model = strings.Replace(model, "</model>", "\n<listOfEvents>\n"+event("lt", "1")+event("geq", "0")+"</listOfEvents></model>", 1)
	if err := os.WriteFile("m.xml", []byte(model), 0o600); err != nil {
		t.Fatal(err)
	}
	r := jakstat(words("run m.xml --duration 1 --steps 1 --csv")...)
	if r.code != exitRunFailed || !strings.Contains(r.stderr, "the event at m.xml:5:1: 10000 executions") {
		t.Errorf("exit code %d, %s", r.code, r.stderr)
	}
}
