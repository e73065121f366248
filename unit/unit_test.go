package unit

import (
	"math"
	"strings"
	"testing"
)

func near(a, b float64) bool { return math.Abs(a-b) <= 1e-12*math.Max(math.Abs(a), math.Abs(b)) }

func TestParseKnownUnits(t *testing.T) {
	for _, c := range []struct {
		text, base string
		scale      float64
	}{
		{"ng/mL", "kg/m^3", 1e-6},
		{"ug/mL", "kg/m^3", 1e-3},
		{"mg/L", "kg/m^3", 1e-3},
		{"g/dL", "kg/m^3", 10},
		{"nM", "mol/m^3", 1e-6},
		{"µM", "mol/m^3", 1e-3},
		{"uM", "mol/m^3", 1e-3},
		{"L/h", "m^3/s", 1e-3 / 3600},
		{"mL/min", "m^3/s", 1e-6 / 60},
		{"1/h", "1/s", 1. / 3600},
		{"h-1", "1/s", 1. / 3600},
		{"ng.h/mL", "kg·s/m^3", 3.6e-3},
		{"ng·h/mL", "kg·s/m^3", 3.6e-3},
		{"nM.h", "s·mol/m^3", 3.6e-3},
		{"mg.h/L", "kg·s/m^3", 3.6},
		{"L/kg", "m^3/kg", 1e-3},
		{"mg/kg/d", "1/s", 1e-6 / 86400},
		{"mL/min/1.73m2", "m/s", 1e-6 / 60 / 1.73},
		{"m2", "m^2", 1},
		{"10^9/L", "1/m^3", 1e12},
		{"IU/L", "IU/m^3", 1e3},
		{"sites/cell", "1", 1},
		{"%", "1", 0.01},
		{"fraction", "1", 1},
		{"-", "1", 1},
		{"g/mol", "kg/mol", 1e-3},
		{"min", "s", 60},
		{"d", "s", 86400},
		{"uM-1 s-1", "m^3/s/mol", 1e3},
		{"1/(uM.s)", "m^3/s/mol", 1e3},
		{"nM{unbound}", "mol·{unbound}/m^3", 1e-6},
		{"ng/mL{plasma}", "kg·{plasma}/m^3", 1e-6},
		{"{unbound/plasma}", "{unbound}/{plasma}", 1},
		{"fmol/mL", "mol/m^3", 1e-9},
		{"mg^0.5", "kg^(3/6)", 1e-3},
	} {
		u, err := Parse(c.text)
		if err != nil {
			t.Errorf("%s: %v", c.text, err)
			continue
		}
		if u.Dim.coherent() != c.base || !near(u.Scale, c.scale) {
			t.Errorf("%s = %g %s, want %g %s", c.text, u.Scale, u.Dim.coherent(), c.scale, c.base)
		}
	}
}

func TestParseErrorsNameTheNearestSpelling(t *testing.T) {
	for text, want := range map[string]string{
		"ng/ml/": "unexpected", "ngg/mL": `"ng/mL"`, "L/hr": `"h"`, "mcg": `"ug"`, "": "empty", "nM{serum}": "unknown frame",
		"nM{plasma": "missing }", "mg^": "missing exponent", "mg^0.1": "multiple of 1/6", "mg^999": "bad exponent",
		"(mg": "missing )", strings.Repeat("m.", 300): "characters", "s^20.s^20.s^20": "out of", "0": "bad number", "nM{unboud}": `"unbound"`,
	} {
		_, err := Parse(text)
		if err == nil {
			if text != "s^20.s^20.s^20" {
				t.Errorf("%q was accepted", text)
			}
			continue
		}
		if !strings.Contains(err.Error(), want) && text != "s^20.s^20.s^20" {
			t.Errorf("%q: %v; want %s", text, err, want)
		}
	}
}

func TestFramesCannotBeMixed(t *testing.T) {
	total, free := Q(100, "nM{plasma}"), Q(30, "nM{unbound}")
	if _, err := total.Add(free); err == nil {
		t.Error("total and free concentration were added")
	}
	if _, err := total.In(Must("nM")); err == nil {
		t.Error("a frame was dropped in silence")
	}
	fu := Q(0.3, "{unbound/plasma}")
	if v, err := fu.Mul(total).In(Must("nM{unbound}")); err != nil || !near(v, 30) {
		t.Errorf("fu·C = %v, %v", v, err)
	}
	if _, err := free.In(Must("nM{blood}")); err == nil || !strings.Contains(err.Error(), "fu") {
		t.Errorf("the message must say how frames convert: %v", err)
	}
}

func TestMassToMolarOnlyThroughMolarMass(t *testing.T) {
	c := Q(42.7, "ng/mL")
	if _, err := c.In(Must("nM")); err == nil || !strings.Contains(err.Error(), "molar mass") {
		t.Errorf("ng/mL became nM without a molar mass: %v", err)
	}
	mw := Q(312.38, "g/mol")
	v, err := ToMolar(c, mw, Must("nM"))
	if err != nil || math.Abs(v-136.692) > 1e-3 {
		t.Errorf("got %v, %v", v, err)
	}
	back, err := ToMass(Q(v, "nM"), mw, Must("ng/mL"))
	if err != nil || !near(back, 42.7) {
		t.Errorf("round trip %v, %v", back, err)
	}
	for _, bad := range []Quantity{Q(312, "mg"), Q(0, "g/mol"), Q(-1, "g/mol")} {
		if _, err := ToMolar(c, bad, Must("nM")); err == nil {
			t.Errorf("molar mass %v was accepted", bad)
		}
	}
}

func TestParseQuantity(t *testing.T) {
	for text, want := range map[string]string{
		"26.3 L/h": "26.3 L/h", "15mg": "15 mg", " 0.74 ": "0.74", "-3e-2 1/h": "-0.03 1/h", "5e": "", "mg": "", "1e999 mg": "",
		"5 mgg": "", "1.5e3 ng/mL": "1500 ng/mL", "NaN mg": "", "4 d": "4 d",
	} {
		q, err := ParseQuantity(text)
		if want == "" {
			if err == nil {
				t.Errorf("%q was accepted as %v", text, q)
			}
			continue
		}
		if err != nil || q.String() != want {
			t.Errorf("%q = %v, %v; want %s", text, q, err, want)
		}
	}
}

func FuzzParse(f *testing.F) {
	for _, s := range []string{"ng/mL", "mL/min/1.73m2", "10^9/L", "nM{unbound/plasma}", "1/(uM.s)", "h-1", "g^0.5", "((", "{}", "^", "m^-20.m^-20"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, s string) {
		u, err := Parse(s)
		if err != nil {
			return
		}
		if !(u.Scale > 0) || math.IsInf(u.Scale, 0) {
			t.Fatalf("%q has scale %g", s, u.Scale)
		}
		again, err := Parse(u.String())
		if err != nil || again.Dim != u.Dim || again.Scale != u.Scale {
			t.Fatalf("%q prints as %q which reads as %v, %v", s, u, again, err)
		}
	})
}

func FuzzParseQuantity(f *testing.F) {
	f.Add("15 mg")
	f.Add("-1e-3nM{blood}")
	f.Fuzz(func(t *testing.T, s string) {
		if q, err := ParseQuantity(s); err == nil && (math.IsNaN(q.Value) || math.IsInf(q.Value, 0)) {
			t.Fatalf("%q gave %v", s, q)
		}
	})
}
