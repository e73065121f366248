package sbml

import (
	"errors"
	"strings"
	"testing"

	"jakstat/diag"
	"jakstat/engine/compile"
)

// checkRead holds what must be true of any input: a model or positioned errors, and no panic in what follows.
func checkRead(t *testing.T, text string) {
	doc, err := ReadWith("f.xml", []byte(text), func(string) ([]byte, error) { return []byte(text), nil })
	if err != nil {
		var l diag.List
		if !errors.As(err, &l) || len(l) == 0 {
			t.Fatalf("the error is no list: %v", err)
		}
		for _, d := range l {
			if d.Code == "" || d.Pos.File == "" || d.Pos.Line == 0 && d.Code != "sbml.more" {
				t.Errorf("not positioned: %+v", d)
			}
		}
		return
	}
	if doc.Model == nil {
		t.Fatal("neither model nor error")
	}
	_, _ = compile.Compile(doc.Model, compile.Options{})
}

func FuzzRead(f *testing.F) {
	f.Add(document(3, 1, levelThree))
	f.Add(document(1, 2, `<listOfCompartments><compartment name="c"/></listOfCompartments><listOfRules><compartmentVolumeRule compartment="c" formula="1+2"/></listOfRules>`))
	f.Add(document(2, 4, `<listOfParameters><parameter id="p" value="1"/></listOfParameters>`))
	f.Add(composed(`<comp:listOfSubmodels><comp:submodel comp:id="s" comp:modelRef="inner"/></comp:listOfSubmodels>`, definitions(inner)))
	f.Add(`<?xml version="1.0" encoding="ISO-8859-1"?><sbml/>`)
	f.Add("<!DOCTYPE a><a/>")
	f.Fuzz(checkRead)
}

func FuzzMath(f *testing.F) {
	for _, seed := range []string{
		`<cn type="e-notation">1<sep/>-5</cn>`, `<apply><plus/><ci>x</ci><cn>1</cn></apply>`, `<apply><ci>f</ci><ci>x</ci><true/></apply>`,
		`<piecewise><piece><cn>1</cn><apply><lt/><ci>x</ci><cn>2</cn></apply></piece><otherwise><pi/></otherwise></piecewise>`,
		`<apply><root/><degree><cn>3</cn></degree><ci>x</ci></apply>`, `<apply><csymbol definitionURL="http://www.sbml.org/sbml/symbols/delay">d</csymbol><ci>x</ci><cn>1</cn></apply>`,
		`<apply><csymbol definitionURL="http://www.sbml.org/sbml/symbols/rateOf">d</csymbol><ci>x</ci></apply>`, `<semantics><cn type="rational">1<sep/>3</cn></semantics>`,
	} {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, expr string) {
		if strings.Contains(expr, "</math>") {
			return // FuzzRead covers other structure
		}
		checkRead(t, withMath(2, expr))
	})
}

func FuzzFormula(f *testing.F) {
	for _, seed := range []string{"1+2*x", "-x^2", "pow(x, 3)/sqrt(4)", "log(x) - 1.0e-7", "piecewise(1, lt(x, 2), 3)"} {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, formula string) {
		r := newReader("f.xml")
		r.symbols["x"] = 3
		e := r.formula(&element{name: "rule", pos: diag.Pos{File: "f.xml", Line: 1}}, formula, scope{})
		if e == nil {
			t.Fatal("no expression")
		}
		if !r.diags.HasErrors() && e.Depth() > maxChain+maxFormulaNesting {
			t.Errorf("depth %d", e.Depth())
		}
	})
}
