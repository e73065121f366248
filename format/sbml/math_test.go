package sbml

import (
	"strings"
	"testing"

	"jakstat/engine/model"
)

const mathML = `<math xmlns="http://www.w3.org/1998/Math/MathML">`

func document(level, version int, body string) string {
	space := map[int]string{1: "level1", 2: "level2/version" + string(rune('0'+version)), 3: "level3/version" + string(rune('0'+version)) + "/core"}[level]
	if level == 2 && version == 1 {
		space = "level2"
	}
	return `<sbml xmlns="http://www.sbml.org/sbml/` + space + `" level="` + string(rune('0'+level)) + `" version="` + string(rune('0'+version)) + `">` +
		"\n<model id=\"m\">\n" + body + "\n</model>\n</sbml>"
}

func mustRead(t testing.TB, text string) *Document {
	t.Helper()
	doc, err := Read("m.xml", []byte(text))
	if err != nil {
		t.Fatalf("%v\n%s", err, text)
	}
	return doc
}

// withMath puts an expression into an assignment rule of a model with a few symbols.
func withMath(version int, expr string) string {
	return document(3, version, `<listOfFunctionDefinitions><functionDefinition id="f">`+mathML+`<lambda><bvar><ci>a</ci></bvar><bvar><ci>b</ci></bvar><apply><plus/><ci>a</ci><ci>b</ci></apply></lambda></math></functionDefinition></listOfFunctionDefinitions>
<listOfParameters><parameter id="x" value="1" constant="false"/><parameter id="y" constant="false"/></listOfParameters>
<listOfRules><assignmentRule variable="y">`+mathML+expr+`</math></assignmentRule></listOfRules>`)
}

func TestMathML(t *testing.T) {
	const x = "<ci> x </ci>"
	symbols := `definitionURL="http://www.sbml.org/sbml/symbols/`
	for _, c := range []struct{ in, want string }{
		{`<cn>1.5</cn>`, "1.5"},
		{`<cn type="integer"> -3 </cn>`, "-3"},
		{`<cn type="e-notation"> 2 <sep/> -3 </cn>`, "0.002"},
		{`<cn type="e-notation">1.1<sep/>1</cn>`, "11"},
		{`<cn type="rational">1<sep/>4</cn>`, "0.25"},
		{`<infinity/>`, "inf"},
		{`<notanumber/>`, "nan"},
		{`<pi/>`, "pi"},
		{`<exponentiale/>`, "exponentiale"},
		{`<true/>`, "true"},
		{`<csymbol encoding="text" ` + symbols + `time">t</csymbol>`, "time"},
		{`<csymbol encoding="text" ` + symbols + `avogadro">N</csymbol>`, "6.02214179e+23"},
		{`<apply><csymbol ` + symbols + `delay">d</csymbol>` + x + `<cn>2</cn></apply>`, "delay(x, 2)"},
		{`<apply><csymbol ` + symbols + `rateOf">r</csymbol>` + x + `</apply>`, "rateOf(x)"},
		{`<apply><plus/></apply>`, "plus()"},
		{`<apply><times/>` + x + `</apply>`, "times(x)"},
		{`<apply><plus/>` + x + x + x + `</apply>`, "x + x + x"},
		{`<apply><minus/>` + x + `</apply>`, "-x"},
		{`<apply><minus/>` + x + `<cn>1</cn></apply>`, "x - 1"},
		{`<apply><power/>` + x + `<cn>3</cn></apply>`, "x^3"},
		{`<apply><root/>` + x + `</apply>`, "sqrt(x)"},
		{`<apply><root/><degree><cn>3</cn></degree>` + x + `</apply>`, "root(3, x)"},
		{`<apply><root/><degree>` + x + `</degree><cn>8</cn></apply>`, "root(x, 8)"},
		{`<apply><log/>` + x + `</apply>`, "log10(x)"},
		{`<apply><log/><logbase><cn>2</cn></logbase>` + x + `</apply>`, "log(2, x)"},
		{`<apply><ln/>` + x + `</apply>`, "ln(x)"},
		{`<apply><lt/><cn>1</cn>` + x + `<cn>3</cn></apply>`, "lt(1, x, 3)"},
		{`<apply><lt/><cn>1</cn></apply>`, "true"},
		{`<apply><neq/><cn>1</cn>` + x + `</apply>`, "1 != x"},
		{`<apply><implies/><true/><false/></apply>`, "implies(true, false)"},
		{`<apply><max/>` + x + `<cn>2</cn><cn>3</cn></apply>`, "max(x, 2, 3)"},
		{`<apply><quotient/>` + x + `<cn>2</cn></apply>`, "quotient(x, 2)"},
		{`<apply><rem/>` + x + `<cn>2</cn></apply>`, "rem(x, 2)"},
		{`<apply><plus/><true/>` + x + `</apply>`, "true + x"},
		{`<apply><xor/><cn>3</cn><true/><false/></apply>`, "xor(3, true, false)"},
		{`<apply><ci>f</ci>` + x + `<cn>1</cn></apply>`, "f(x, 1)"},
		{`<piecewise/>`, "piecewise()"},
		{`<piecewise><otherwise><cn>9</cn></otherwise><piece><cn>1</cn><apply><gt/>` + x + `<cn>0</cn></apply></piece></piecewise>`, "piecewise(1, x > 0, 9)"},
		{`<semantics>` + x + `<annotation encoding="text">who</annotation></semantics>`, "x"},
		{`<apply><apply><abs/>` + x + `</apply></apply>`, "abs(x)"},
	} {
		doc := mustRead(t, withMath(2, c.in))
		if got := doc.Model.Rules()[0].Expr.String(); got != c.want {
			t.Errorf("%s is %s, want %s", c.in, got, c.want)
		}
	}
	for _, name := range strings.Fields("abs exp floor ceiling factorial sin cos tan sec csc cot sinh cosh tanh sech csch coth arcsin arccos arctan arcsec arccsc arccot arcsinh arccosh arctanh arcsech arccsch arccoth not") {
		doc := mustRead(t, withMath(2, `<apply><`+name+`/>`+x+`</apply>`))
		e := doc.Model.Rules()[0].Expr
		want := model.MustParse(name + "(x)")
		if !model.Equal(e, want) {
			t.Errorf("%s is %s", name, e)
		}
	}
}

func TestMathMLMistakes(t *testing.T) {
	for _, c := range []struct{ in, want string }{
		{`<cn type="e-notation">1</cn>`, "with 1 parts"},
		{`<cn>0x10</cn>`, "not a number"},
		{`<cn>1e999</cn>`, "beyond the range"},
		{`<cn type="integer">1.5</cn>`, "no integer"},
		{`<cn type="real" base="2">1</cn>`, "base"},
		{`<cn type="polar">1<sep/>2</cn>`, `type "polar"`},
		{`<ci>z</ci>`, `"z", which the model does not define`},
		{`<ci>f</ci>`, "has no value"},
		{`<apply><ci>f</ci><ci>x</ci></apply>`, "takes 2 arguments, not 1"},
		{`<apply><ci>x</ci><ci>x</ci></apply>`, "not a function"},
		{`<apply><ci>g</ci><ci>x</ci></apply>`, `"g"`},
		{`<apply><diff/><ci>x</ci></apply>`, "<diff> is not part"},
		{`<apply><divide/><ci>x</ci></apply>`, "takes 2 operands"},
		{`<apply><minus/></apply>`, "0 operands"},
		{`<apply/>`, "without an operator"},
		{`<apply><csymbol definitionURL="http://www.sbml.org/sbml/symbols/rateOf">r</csymbol><cn>1</cn></apply>`, "rateOf takes one symbol"},
		{`<apply><csymbol definitionURL="http://www.sbml.org/sbml/symbols/noise">r</csymbol><cn>1</cn></apply>`, "unknown function"},
		{`<csymbol definitionURL="http://example.org">r</csymbol>`, "unknown symbol"},
		{`<csymbol definitionURL="http://www.sbml.org/sbml/symbols/delay">r</csymbol>`, "without its arguments"},
		{`<piecewise><piece><cn>1</cn></piece></piecewise>`, "<piece> with 1 values"},
		{`<matrix/>`, "<matrix> is not part"},
		{`<lambda><ci>x</ci></lambda>`, "outside a function"},
		{`<ci>x</ci><ci>x</ci>`, "more than one expression"},
	} {
		_, err := Read("m.xml", []byte(withMath(2, c.in)))
		if err == nil || !strings.Contains(err.Error(), c.want) || !strings.Contains(err.Error(), "m.xml:5:") {
			t.Errorf("%s: error %v, want one on line 5 with %q", c.in, err, c.want)
		}
	}
}

// The same mathematics is an error before Level 3 Version 2 where that version introduced it.
func TestMathOfOlderVersions(t *testing.T) {
	if _, err := Read("m.xml", []byte(withMath(1, ""))); err == nil || !strings.Contains(err.Error(), "only Level 3 Version 2") {
		t.Errorf("missing mathematics: %v", err)
	}
	if _, err := Read("m.xml", []byte(withMath(1, "<apply><lt/><cn>1</cn></apply>"))); err == nil {
		t.Error("a relation of one operand was read")
	}
	if doc := mustRead(t, withMath(1, "<apply><max/><cn>1</cn></apply>")); len(doc.Warnings) != 1 {
		t.Errorf("max in Level 3 Version 1: %v", doc.Warnings)
	}
}

func TestFormulas(t *testing.T) {
	read := func(formula string) (*Document, error) {
		return Read("m.xml", []byte(document(1, 2, `<listOfCompartments><compartment name="c"/></listOfCompartments>
<listOfParameters><parameter name="x" value="1"/><parameter name="y"/></listOfParameters>
<listOfRules><parameterRule name="y" formula="`+formula+`"/></listOfRules>`)))
	}
	for _, c := range []struct {
		in, want string
		warnings int
	}{
		{"1 + 2*x", "1 + 2 * x", 0},
		{"1.000000e-007", "1e-07", 0},
		{"x - 1 - 2", "x - 1 - 2", 0},
		{"x/2/c", "x / 2 / c", 0},
		{"-(x + 1)", "-(x + 1)", 0},
		{"2 * -x", "2 * -x", 0},
		{"x^2", "x^2", 0},
		{"-x^2", "(-x)^2", 1},
		{"2^x^3", "(2^x)^3", 1},
		{"2^-x", "2^-x", 0},
		{"log(x) + log10(x)", "ln(x) + log10(x)", 0},
		{"sqr(x)", "x^2", 0},
		{"pow(x, 3) * sqrt(4)", "x^3 * sqrt(4)", 0},
		{"ceil(x) + acos(x)", "ceil(x) + arccos(x)", 0},
		{".5", "0.5", 0},
		{"1e", "", -1},
		{"x +", "", -1},
		{"(x", "", -1},
		{"x y", "", -1},
		{"foo(x)", "", -1},
		{"pow(x)", "", -1},
		{"z", "", -1},
		{"1e400", "", -1},
		{"x $ 2", "", -1},
		{"", "", -1},
		{strings.Repeat("(", 5000), "", -1},
		{strings.Repeat("-", 5000) + "1", "", -1},
		{"1" + strings.Repeat("+1", 5000), "", -1},
	} {
		doc, err := read(c.in)
		switch {
		case c.warnings < 0:
			if err == nil || !strings.Contains(err.Error(), "m.xml:5") {
				t.Errorf("%.20q: error %v, want one on line 5", c.in, err)
			}
		case err != nil:
			t.Errorf("%q: %v", c.in, err)
		case doc.Model.Rules()[0].Expr.String() != c.want || len(doc.Warnings) != c.warnings:
			t.Errorf("%q is %s with warnings %v, want %s", c.in, doc.Model.Rules()[0].Expr, doc.Warnings, c.want)
		}
	}
}
