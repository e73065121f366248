package vm

import (
	"math"
	"slices"
	"testing"

	"pgregory.net/rapid"

	"jakstat/diag"
	"jakstat/engine/compile"
	"jakstat/engine/model"
	"jakstat/unit"
)

// The operations random expressions draw from: everything but what needs special care (delay, rateOf, calls).
var drawable = func() (out []model.Op) {
	for op := model.OpPiecewise; op <= model.OpArccoth; op++ {
		out = append(out, op)
	}
	return out
}()

var smooth = []model.Op{
	model.OpAdd, model.OpSub, model.OpMul, model.OpDiv, model.OpNeg, model.OpExp, model.OpTanh, model.OpSin, model.OpCos, model.OpArctan, model.OpArcsinh,
	model.OpLog1p, model.OpExpm1, model.OpSqrt, model.OpPow, model.OpLn, model.OpLog10, model.OpSinh, model.OpCosh, model.OpPiecewise, model.OpMin, model.OpMax, model.OpAbs,
	model.OpTan, model.OpArcsin, model.OpArccos, model.OpArccosh, model.OpArctanh, model.OpRoot, model.OpSec, model.OpCoth,
}

func genExpr(r *rapid.T, depth int, from []model.Op, symbols []string) model.Expr {
	if depth == 0 || rapid.IntRange(0, 4).Draw(r, "leaf") == 0 {
		switch rapid.IntRange(0, 5).Draw(r, "kind") {
		case 0:
			return model.Num(rapid.SampledFrom([]float64{0, 1, 2, 3, 4, -1, 0.5, -2.5, 10}).Draw(r, "v"))
		case 1:
			return model.Num(float64(rapid.IntRange(-300, 300).Draw(r, "v")) / 100)
		case 2:
			return model.New(model.OpTime)
		default:
			return model.Sym(rapid.SampledFrom(symbols).Draw(r, "id"))
		}
	}
	op := rapid.SampledFrom(from).Draw(r, "op")
	sub := func() model.Expr { return genExpr(r, depth-1, from, symbols) }
	if op == model.OpPiecewise {
		args := []model.Expr{sub(), model.New(model.OpLt, sub(), sub())}
		if rapid.Bool().Draw(r, "otherwise") || len(from) == len(smooth) {
			args = append(args, sub())
		}
		return model.New(op, args...)
	}
	if op == model.OpRoot {
		return model.New(op, model.Num(float64(rapid.IntRange(2, 5).Draw(r, "degree"))), sub())
	}
	for n := 0; ; n++ {
		if model.CheckArity(op, n) != nil {
			continue
		}
		if n < 2 && model.CheckArity(op, 3) == nil {
			n = rapid.IntRange(n, 4).Draw(r, "n")
			if model.CheckArity(op, n) != nil {
				n = 2
			}
		}
		if n == 0 && (op == model.OpMin || op == model.OpMax) {
			n = 1
		}
		args := make([]model.Expr, n)
		for i := range args {
			args[i] = sub()
		}
		return model.New(op, args...)
	}
}

var stateNames = []string{"x", "y", "z"}

// system builds a raw model x' = e0, y' = e1, z' = e2 with parameters p and q.
func system(t interface{ Fatal(...any) }, exprs []model.Expr) *compile.Program {
	b := model.NewBuilder("random", model.Raw)
	b.Param("p", unit.Quantity{Value: 1.25})
	b.Param("q", unit.Quantity{Value: -0.75})
	for i, e := range exprs {
		b.Add(&model.Parameter{Info: model.Info{ID: stateNames[i]}, Value: unit.Quantity{Value: 1}},
			&model.Rule{Info: model.Info{Pos: diag.Pos{Where: stateNames[i]}}, Kind: model.RateRule, Variable: stateNames[i], Expr: e})
	}
	m, err := b.Build()
	if err != nil {
		t.Fatal(err)
	}
	p, err := compile.Compile(m, compile.Options{Report: stateNames})
	if err != nil {
		t.Fatal(err)
	}
	return p
}

func same(a, b float64) bool {
	return math.Float64bits(a) == math.Float64bits(b) || a != a && b != b || a == 0 && b == 0
}

// TestProgramEqualsTree: the compiled program computes bit for bit what walking the tree computes,
// for every lane and any number of lanes, the sign of zero and NaN payloads excepted.
func TestProgramEqualsTree(t *testing.T) {
	rapid.Check(t, func(r *rapid.T) {
		var exprs []model.Expr
		for range stateNames {
			exprs = append(exprs, genExpr(r, 4, drawable, []string{"x", "y", "z", "p", "q"}))
		}
		p := system(r, exprs)
		lanes := rapid.IntRange(1, 5).Draw(r, "lanes")
		m := New(p, lanes)
		ts, y, dy := make([]float64, lanes), make([]float64, 3*lanes), make([]float64, 3*lanes)
		vars := make([]map[string]float64, lanes)
		for l := range lanes {
			ts[l] = rapid.Float64Range(0, 10).Draw(r, "t")
			vars[l] = map[string]float64{"p": rapid.Float64Range(-2, 2).Draw(r, "p"), "q": -0.75}
			m.SetParameter(l, p.ParamIndex("p"), vars[l]["p"])
			for i, s := range stateNames {
				vars[l][s] = rapid.Float64Range(-3, 3).Draw(r, s)
				y[i*lanes+l] = vars[l][s]
			}
		}
		m.EvalConst()
		m.RHS(ts, y, dy)
		for l := range lanes {
			for i, e := range exprs {
				want := tree{vars: vars[l], time: ts[l]}.eval(e)
				if !same(dy[i*lanes+l], want) {
					r.Fatalf("%s in lane %d of %d: program %v, tree %v\n%s", e, l, lanes, dy[i*lanes+l], want, p.Disassemble())
				}
			}
		}
	})
}

// TestJacobianAgainstDifferences compares symbolic derivatives with central differences where the
// function is smooth on that scale (two step sizes agree).
func TestJacobianAgainstDifferences(t *testing.T) {
	checked, skipped, singular := 0, 0, 0
	rapid.Check(t, func(r *rapid.T) {
		var exprs []model.Expr
		for range stateNames {
			exprs = append(exprs, genExpr(r, 3, smooth, []string{"x", "y", "z", "p"}))
		}
		p := system(r, exprs)
		m := New(p, 1)
		n := 3
		y := []float64{rapid.Float64Range(0.1, 2).Draw(r, "x"), rapid.Float64Range(0.1, 2).Draw(r, "y"), rapid.Float64Range(0.1, 2).Draw(r, "z")}
		ts := []float64{rapid.Float64Range(0.1, 2).Draw(r, "t")}
		jac := make([]float64, len(p.Pattern.RowIdx))
		m.Jacobian(ts, y, jac)
		ft := make([]float64, n)
		m.TimeDerivative(ts, y, ft)
		dense := make([]float64, n*(n+1))
		for j := range n {
			for k := p.Pattern.ColPtr[j]; k < p.Pattern.ColPtr[j+1]; k++ {
				dense[int(p.Pattern.RowIdx[k])*(n+1)+j] = jac[k]
			}
		}
		for i := range n {
			dense[i*(n+1)+n] = ft[i]
		}
		difference := func(j int, from, to float64) []float64 {
			up, down := make([]float64, n), make([]float64, n)
			point := append(slices.Clone(y), ts[0])
			at := point[j]
			point[j] = at + to
			m.RHS(point[n:], point[:n], up)
			point[j] = at + from
			m.RHS(point[n:], point[:n], down)
			for i := range up {
				up[i] = (up[i] - down[i]) / (to - from)
			}
			return up
		}
		base := make([]float64, n)
		m.RHS(ts, y, base)
		for j := range n + 1 {
			a, b := difference(j, -1e-4, 1e-4), difference(j, -1e-5, 1e-5)
			left, right := difference(j, -1e-5, 0), difference(j, 0, 1e-5)
			for i := range n {
				// Differences of large values say nothing about small slopes.
				if !(math.Abs(base[i]) < 1e4) || !(math.Abs(a[i]-b[i]) <= 1e-6*(1+math.Abs(b[i]))) || math.Abs(b[i]) > 1e6 || math.Abs(left[i]-right[i]) > 1e-2*(1+math.Abs(b[i])) {
					skipped++
					continue
				}
				checked++
				got := dense[i*(n+1)+j]
				if math.IsNaN(got) || math.IsInf(got, 0) {
					singular++ // sqrt at 0 and the like
					continue
				}
				if !(math.Abs(got-b[i]) <= 1e-4*(1+math.Abs(b[i]))) {
					r.Fatalf("∂/∂%d of %s at %v, t=%v: %v, differences %v", j, exprs[i], y, ts, got, b[i])
				}
			}
		}
	})
	t.Logf("%d derivatives compared, %d not smooth there, %d singular", checked, skipped, singular)
	if checked < skipped || checked < 20*singular {
		t.Error("too few derivatives were compared")
	}
}

// TestLanesAreIndependent: what stands in the other lanes, NaN and infinities included, changes no bit.
func TestLanesAreIndependent(t *testing.T) {
	rapid.Check(t, func(r *rapid.T) {
		var exprs []model.Expr
		for range stateNames {
			exprs = append(exprs, genExpr(r, 4, drawable, []string{"x", "y", "z", "p"}))
		}
		p := system(r, exprs)
		lanes := rapid.SampledFrom([]int{2, 3, 8}).Draw(r, "lanes")
		lane := rapid.IntRange(0, lanes-1).Draw(r, "lane")
		value := rapid.OneOf(rapid.Float64Range(-3, 3), rapid.SampledFrom([]float64{math.NaN(), math.Inf(1), math.Inf(-1), 0, 1e300}))
		one, many := New(p, 1), New(p, lanes)
		t1, y1 := []float64{value.Draw(r, "t")}, []float64{value.Draw(r, "x"), value.Draw(r, "y"), value.Draw(r, "z")}
		tm, ym := make([]float64, lanes), make([]float64, 3*lanes)
		for l := range lanes {
			tm[l] = value.Draw(r, "t")
			for i := range 3 {
				ym[i*lanes+l] = value.Draw(r, "v")
			}
		}
		tm[lane] = t1[0]
		for i := range 3 {
			ym[i*lanes+lane] = y1[i]
		}
		compare := func(name string, size int, run func(m *Machine, t, y, out []float64)) {
			a, b := make([]float64, size), make([]float64, size*lanes)
			run(one, t1, y1, a)
			run(many, tm, ym, b)
			for i := range a {
				if math.Float64bits(a[i]) != math.Float64bits(b[i*lanes+lane]) && a[i] == a[i] {
					r.Fatalf("%s[%d]: %v alone, %v among %d lanes", name, i, a[i], b[i*lanes+lane], lanes)
				}
			}
		}
		compare("rhs", 3, (*Machine).RHS)
		compare("jacobian", len(p.Pattern.RowIdx), (*Machine).Jacobian)
		compare("time derivative", 3, (*Machine).TimeDerivative)
		compare("roots", len(p.Roots), (*Machine).RootFunctions)
		compare("outputs", len(p.Outputs), (*Machine).Outputs)
	})
}
