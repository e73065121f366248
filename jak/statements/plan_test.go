package statements

import (
	"fmt"
	"strings"
	"testing"
	"testing/fstest"

	"jakstat/evidence"
)

func TestShippedPlan(t *testing.T) {
	plans, err := Plans()
	if err != nil {
		t.Fatal(err)
	}
	lib := evidence.Default()
	used := map[string]bool{}
	for i, p := range plans {
		if want := fmt.Sprintf("S%d", i+1); p.ID != want {
			t.Errorf("%s stands where %s is expected", p.ID, want)
		}
		core := len(p.Checks) == 0
		for _, c := range p.Checks {
			used[c.ID] = true
			core = core || c.Role == Core
			if computations[c.ID] == nil {
				t.Errorf("%s has no computation", c.ID)
			}
			for _, id := range c.Compared {
				if _, _, ok := lib.Get(id); !ok {
					t.Errorf("%s: no evidence row %s", c.ID, id)
				}
			}
		}
		if !core {
			t.Errorf("%s has parts and no core", p.ID)
		}
	}
	if len(plans) != 29 {
		t.Errorf("%d statements", len(plans))
	}
	for id := range computations {
		if !used[id] {
			t.Errorf("%s is computed and is no check of the plan", id)
		}
	}
}

func TestPlanErrors(t *testing.T) {
	const statements, checks = "id,text,module,waits,recorded\nS1,a,jak/receptor,,\n", "check,role,claim,quantity,unit,min,max,compared,recorded\n"
	for _, c := range []struct{ statements, checks, want string }{
		{statements, checks + "S1.1,core,c,q,1,0,,,\n", ""},
		{statements, checks, "does not say what it waits for"},
		{statements + "S1,b,,x,\n", checks, "line 3: a new id"},
		{statements, checks + "S2.1,core,c,q,1,0,,,\n", `no statement "S2"`},
		{statements, checks + "S1.1,main,c,q,1,0,,,\n", `role "main"`},
		{statements, checks + "S1.1,published,c,q,1,0,,,\n", "names no observation"},
		{statements, checks + "S1.1,core,c,q,1,,,,\n", "has no criterion"},
		{statements, checks + "S1.1,core,c,q,1,many,,,\n", `"many"`},
		{"id,text\n", checks, "the header must be"},
	} {
		_, err := read(fstest.MapFS{StatementFile: {Data: []byte(c.statements)}, CheckFile: {Data: []byte(c.checks)}})
		if c.want == "" && err != nil || c.want != "" && (err == nil || !strings.Contains(err.Error(), c.want)) {
			t.Errorf("%q: %v", c.want, err)
		}
	}
}
