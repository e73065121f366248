package main

import (
	"strings"
	"testing"
)

func TestRunExplainsItsSolver(t *testing.T) {
	file := modelFile(t, decaying)
	plain := succeed(t, "run", file, "--duration", "8", "--csv")
	r := jakstat("run", file, "--duration", "8", "--csv", "--explain-solver")
	if r.code != exitOK || r.stdout != plain {
		t.Errorf("exit code %d; the explanation changes the output:\n%s", r.code, r.stdout)
	}
	for _, want := range []string{"states", "Jacobian entries", "Tsit5 from t = 0", "not stiff", "rejected", "factorisations", "evaluations of the right-hand sides", "error of A"} {
		if !strings.Contains(r.stderr, want) {
			t.Errorf("no %q in\n%s", want, r.stderr)
		}
	}
	r = jakstat("run", file, "--duration", "8", "--csv", "--explain-solver", "--method", "qndf")
	for _, want := range []string{"QNDF from t = 0", "asked for", "entries after fill"} {
		if r.code != exitOK || !strings.Contains(r.stderr, want) {
			t.Errorf("exit code %d, no %q in\n%s", r.code, want, r.stderr)
		}
	}
	if r = jakstat("run", file, "--scan", "k=1,2", "--explain-solver"); r.code != exitBadInput || !strings.Contains(r.stderr, "one simulation") {
		t.Errorf("exit code %d: %s", r.code, r.stderr)
	}
	var d runDocument
	decode(t, succeed(t, "run", file, "--duration", "8", "--json", "--explain-solver"), &d)
	if e := d.Explanation; e == nil || e.States != 1 || e.Steps != d.Solver.Steps || len(e.Methods) != 1 || len(e.Limits) == 0 || e.RHS < e.Steps {
		t.Errorf("%+v", d.Explanation)
	}
}

// A run that cannot go on ends with one message that names the reaction, and with exit code 1 as before.
func TestRunNamesWhatHasNoValue(t *testing.T) {
	file := modelFile(t, strings.Replace(decaying, "<ci>k</ci>", "<apply><root/><apply><minus/><ci>A</ci><cn>1</cn></apply></apply>", 1))
	r := jakstat("run", file, "--duration", "100", "--set", "A=0.5")
	if r.code == exitOK || r.stdout != "" || !strings.Contains(r.stderr, "reaction J, which gives NaN") {
		t.Errorf("exit code %d: %s", r.code, r.stderr)
	}
}

func TestConformanceWithAMethod(t *testing.T) {
	for _, method := range []string{"QNDF", "rodas5p", "auto"} {
		d := conformance(t, exitOK, ownSuite, "--method", method)
		if !d.Pass || d.Summary.Passed != 4 || !strings.EqualFold(d.Solver.Method, method) {
			t.Errorf("%s: %+v %+v", method, d.Solver, d.Summary)
		}
	}
	if r := jakstat("conformance", "sbml", ownSuite, "--method", "euler"); r.code != exitBadInput || !strings.Contains(r.stderr, `unknown method "euler"`) {
		t.Errorf("exit code %d: %s", r.code, r.stderr)
	}
}
