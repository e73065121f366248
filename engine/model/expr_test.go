package model

import (
	"math"
	"strings"
	"testing"

	"pgregory.net/rapid"

	"jakstat/diag"
	"jakstat/unit"
)

func TestParseShapes(t *testing.T) {
	a, b, c := Sym("a"), Sym("b"), Sym("c")
	for _, x := range []struct {
		text string
		want Expr
	}{
		{"ka*depot - CL*C_central", Sub(Mul(Sym("ka"), Sym("depot")), Mul(Sym("CL"), Sym("C_central")))},
		{"a + b + c", Add(a, b, c)},
		{"(a + b) + c", Add(Add(a, b), c)},
		{"a + (b + c)", Add(a, Add(b, c))},
		{"a - b - c", Sub(Sub(a, b), c)},
		{"a / b * c", Mul(Div(a, b), c)},
		{"a / (b * c)", Div(a, Mul(b, c))},
		{"-a^2", New(OpNeg, Pow(a, Num(2)))},
		{"(-a)^2", Pow(New(OpNeg, a), Num(2))},
		{"-3^2", New(OpNeg, Pow(Num(3), Num(2)))},
		{"-3", Num(-3)},
		{"-(3)", New(OpNeg, Num(3))},
		{"a^b^c", Pow(a, Pow(b, c))},
		{"a^-b", Pow(a, New(OpNeg, b))},
		{"a < b && !(b >= c) || true", New(OpOr, New(OpAnd, New(OpLt, a, b), New(OpNot, New(OpGeq, b, c))), New(OpTrue))},
		{"piecewise(1, a > b, 2)", New(OpPiecewise, Num(1), New(OpGt, a, b), Num(2))},
		{"f(a, b)", CallFn("f", a, b)},
		{"min(a, b, c) + asin(a)", Add(New(OpMin, a, b, c), New(OpArcsin, a))},
		{"[3 mM] * time", Mul(Lit(unit.Q(3, "mM")), New(OpTime))},
		{"`time` + `x y`", Add(Sym("time"), Sym("x y"))},
		{"delay(a, 3) + rateOf(b)", Add(New(OpDelay, a, Num(3)), New(OpRateOf, b))},
		{"1e-3*.5", Mul(Num(1e-3), Num(.5))},
		{"inf - nan", Sub(Num(math.Inf(1)), Num(math.NaN()))},
	} {
		got, err := ParseExpr(x.text)
		if err != nil {
			t.Errorf("%s: %v", x.text, err)
			continue
		}
		if !Equal(got, x.want) {
			t.Errorf("%s read as %s, want %s", x.text, got, x.want)
		}
	}
}

func TestParseErrors(t *testing.T) {
	for text, want := range map[string]string{
		"":                               "expected a value, found end of expression",
		"a +":                            "found end of expression",
		"a b":                            `unexpected "b" at column 3`,
		"a = b":                          "a comparison is ==",
		"a & b":                          `logic is "&&"`,
		"(a":                             `expected ")"`,
		"a < b < c":                      "a < b && b < c",
		"exp(a, b)":                      "exp takes 1 operands, not 2",
		"sqrt":                           "without its arguments",
		"time(1)":                        "is a constant",
		"[3 mMM]":                        `unknown unit "mMM"`,
		"[3":                             "unclosed [",
		"`a":                             "unclosed",
		"1.2.3":                          `"1.2.3" is not a number`,
		"1e999":                          "out of range",
		"a $ b":                          `unexpected character '$'`,
		"rateOf(a+b)":                    "rateOf takes a symbol",
		strings.Repeat("(", 10000):       "nested more than",
		strings.Repeat("-", 10000):       "nested more than",
		strings.Repeat("a^", 10000):      "nested more than",
		strings.Repeat("a-", 9000) + "a": "levels",
		strings.Repeat("a+", 1<<20):      "characters",
	} {
		_, err := ParseExpr(text)
		if err == nil || !strings.Contains(err.Error(), want) || strings.Contains(err.Error(), "\n") {
			t.Errorf("%.20q: got %v, want %q", text, err, want)
		}
	}
	_, err := ParseExprAt("a + $", diag.Pos{File: "m.yaml", Line: 7, Col: 10})
	if err == nil || !strings.HasPrefix(err.Error(), "m.yaml:7:14: error:") {
		t.Errorf("position in a file: %v", err)
	}
}

// genExpr draws any tree the form allows.
func genExpr(r *rapid.T, depth int) Expr {
	leaf := rapid.IntRange(0, 6).Draw(r, "leaf")
	if depth == 0 || leaf == 0 {
		switch rapid.IntRange(0, 4).Draw(r, "kind") {
		case 0:
			return Num(rapid.Float64().Draw(r, "v"))
		case 1:
			return Lit(unit.Quantity{Value: rapid.Float64().Draw(r, "v"), Unit: unit.Must(rapid.SampledFrom([]string{"mM", "1/h", "L/h/{plasma}", "1"}).Draw(r, "u"))})
		case 2:
			return New(rapid.SampledFrom([]Op{OpTime, OpAvogadro, OpPi, OpE, OpTrue, OpFalse}).Draw(r, "const"))
		default:
			return Sym(rapid.SampledFrom([]string{"a", "b", "x_1", "time", "inf", "exp", "a b", "µ"}).Draw(r, "id"))
		}
	}
	op := Op(rapid.IntRange(int(OpCall), int(numOps)-1).Draw(r, "op"))
	if op == OpRateOf {
		return New(op, Sym("a"))
	}
	info := ops[op]
	n := int(info.min)
	if info.max == many {
		n += rapid.IntRange(0, 3).Draw(r, "n")
	}
	args := make([]Expr, n)
	for i := range args {
		args[i] = genExpr(r, depth-1)
	}
	if op == OpCall {
		return CallFn(rapid.SampledFrom([]string{"f", "exp", "inf", "g h"}).Draw(r, "fn"), args...)
	}
	return New(op, args...)
}

func TestPrintParseRoundTrip(t *testing.T) {
	rapid.Check(t, func(r *rapid.T) {
		e := genExpr(r, 4)
		text := e.String()
		again, err := ParseExpr(text)
		if err != nil {
			r.Fatalf("%s: %v", text, err)
		}
		if !Equal(e, again) {
			r.Fatalf("%s reads as %s", text, again)
		}
	})
}

func FuzzParseExpr(f *testing.F) {
	for _, s := range []string{"ka*depot - CL*C", "piecewise(1, a>b && !c, [3 mM])", "-3^-x^2", "`a b`(1,,", "a<b<c", "rateOf(x)/delay(y, 1e-3)", "[-inf mM]", "plus()"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, text string) {
		e, err := ParseExpr(text)
		if err != nil {
			return
		}
		printed := e.String()
		again, err := ParseExpr(printed)
		if err != nil {
			t.Fatalf("%q printed as %q: %v", text, printed, err)
		}
		if !Equal(e, again) {
			t.Fatalf("%q printed as %q reads as %q", text, printed, again)
		}
	})
}
