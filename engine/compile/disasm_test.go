package compile_test

import (
	"flag"
	"math"
	"os"
	"strings"
	"testing"

	"jakstat/engine/compile"
	"jakstat/engine/model"
	"jakstat/engine/vm"
	"jakstat/unit"
)

var update = flag.Bool("update", false, "rewrite golden files; read the difference")

// TestDisassembly compares the listing of a small complete model with testdata/disasm.txt.
func TestDisassembly(t *testing.T) {
	b := model.NewBuilder("golden", model.Checked)
	b.Param("ka", unit.Q(1.2, "1/h"))
	b.Param("CL", unit.Q(500, "mL/min"))
	b.Param("V", unit.Q(87, "L"))
	b.Param("IC50", unit.Q(0.02, "mg/L"))
	b.Param("h", unit.Q(1.5, "1"))
	b.Amount("depot", "", unit.Q(0, "mg"))
	b.Amount("central", "", unit.Q(0, "mg"))
	b.State("O", unit.Q(0, "1"), "[0.5 1/h]*(E - O) + piecewise([0.1 1/h], time > [24 h], 0)*exp(-time/[3 h])")
	b.Reaction("absorption", "depot -> central", "ka*depot")
	b.Reaction("elimination", "central ->", "CL/V*central")
	b.Assign("C", "ng/mL", "central/V")
	b.Assign("E", "1", "(C/IC50)^h/(1 + (C/IC50)^h)")
	b.Output("C", "ng/mL", "C")
	b.Route("oral", model.RouteArm{Into: "depot", Fraction: model.MustParse("0.7"), Lag: model.MustParse("[10 min]")})
	b.Add(&model.Event{Info: model.Info{ID: "rescue"}, Trigger: model.MustParse("O < 0.1"), Assignments: []model.EventAssignment{{Variable: "O", Expr: model.MustParse("O + 0.5")}}})
	got := build(t, b, compile.Options{}).Disassemble()
	const file = "testdata/disasm.txt"
	if *update {
		if err := os.WriteFile(file, []byte(got), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	want, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	if got != string(want) {
		t.Errorf("listing differs from %s (go test -update rewrites it):\n%s", file, got)
	}
}

// TestEveryInstruction compiles a model that needs each instruction, finds its mnemonic in the
// listing, and runs it against its definition.
func TestEveryInstruction(t *testing.T) {
	exprs := map[compile.Op]string{
		compile.Add: "x + y", compile.Sub: "x - y", compile.Mul: "x*y", compile.Div: "x/y", compile.Neg: "-x", compile.Mul3: "x*y*z",
		compile.Abs: "abs(x)", compile.Sqrt: "sqrt(x)", compile.Exp: "exp(x)", compile.Expm1: "expm1(x)", compile.Log: "ln(x)", compile.Log10: "log10(x)", compile.Log1p: "log1p(x)",
		compile.Pow: "x^y", compile.NthRoot: "root(3, x)", compile.Floor: "floor(x)", compile.Ceil: "ceil(x)", compile.Quotient: "quotient(x, y)", compile.Rem: "rem(x, y)",
		compile.Factorial: "factorial(x)", compile.Min: "min(x, y)", compile.Max: "max(x, y)", compile.Sin: "sin(x)", compile.Cos: "cos(x)", compile.Tan: "tan(x)", compile.Sinh: "sinh(x)",
		compile.Cosh: "cosh(x)", compile.Tanh: "tanh(x)", compile.Asin: "arcsin(x)", compile.Acos: "arccos(x)", compile.Atan: "arctan(x)", compile.Asinh: "arcsinh(x)",
		compile.Acosh: "arccosh(x)", compile.Atanh: "arctanh(x)", compile.Lt: "x < y", compile.Le: "x <= y", compile.Eq: "x == y", compile.Ne: "x != y",
		compile.And: "x && y", compile.Or: "x || y", compile.Xor: "xor(x, y)", compile.Not: "!x", compile.Select: "piecewise(y, x, z)",
	}
	points := [][3]float64{{0.5, 1.25, -2}, {3, 2, 0.5}, {-0.75, 0.75, 4}, {0, -1, 1}, {math.Inf(1), 2, 3}, {math.NaN(), 1, 2}, {27, 27, 1}}
	for op := compile.Op(0); op.String() != "?"; op++ {
		if op == compile.Sum {
			continue // made from reactions only: see below
		}
		text, ok := exprs[op]
		if !ok {
			t.Errorf("no example of %s", op)
			continue
		}
		b := model.NewBuilder("m", model.Raw)
		for _, id := range []string{"x", "y", "z"} {
			variable(b, model.RateRule, id, 1, "1")
		}
		b.Output("out", "", text)
		p := build(t, b, compile.Options{})
		if list := p.Disassemble(); !strings.Contains(list, "\t"+op.String()+" ") {
			t.Errorf("%s does not use %s:\n%s", text, op, list)
		}
		for _, x := range points {
			for _, lanes := range []int{1, 3} {
				m := vm.New(p, lanes)
				y, out := make([]float64, 3*lanes), make([]float64, lanes)
				for i := range y {
					y[i] = x[i/lanes]
				}
				m.Outputs(make([]float64, lanes), y, out)
				want := compile.Apply(op, x[0], x[1], x[2])
				if op == compile.NthRoot {
					want = compile.Apply(op, 3, x[0], 0)
				}
				for _, got := range out {
					if math.Float64bits(got) != math.Float64bits(want) && got == got {
						t.Errorf("%s at %v with %d lanes = %v, want %v", text, x, lanes, got, want)
					}
				}
			}
		}
	}
	b := model.NewBuilder("m", model.Raw)
	b.Amount("S", "", raw(1))
	b.Reaction("r1", "-> S", "S")
	b.Reaction("r2", "S ->", "S^2")
	b.Reaction("r3", "S ->", "3")
	p := build(t, b, compile.Options{})
	if list := p.Disassemble(); !strings.Contains(list, "+S, -s7, -3") {
		t.Errorf("no sum:\n%s", list)
	}
	dy, _ := eval(p, 0, 5)
	same(t, "sum", dy, []float64{5 - 25 - 3})
}
