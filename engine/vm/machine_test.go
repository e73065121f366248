package vm

import (
	"math"
	"testing"

	"jakstat/diag"
	"jakstat/engine/compile"
	"jakstat/engine/model"
	"jakstat/unit"
)

func decay(t *testing.T) *compile.Program {
	b := model.NewBuilder("decay", model.Checked)
	b.Param("k", unit.Q(1, "1/h"))
	b.Param("scale", unit.Q(2, "1"))
	b.Amount("S", "", unit.Q(3, "mg"))
	b.Amount("W", "", model.Unset(unit.Must("mg")))
	b.Initial("W", "scale*S + [1 mg]*exp(scale)")
	b.Reaction("r", "S -> W", "k*exp(scale)*S")
	b.Output("out", "ug", "S + W")
	m, err := b.Build()
	if err != nil {
		t.Fatal(err)
	}
	p, err := compile.Compile(m, compile.Options{})
	if err != nil {
		t.Fatal(err)
	}
	return p
}

func TestParametersAreSetPerLane(t *testing.T) {
	p := decay(t)
	m := New(p, 3)
	m.SetParameter(1, p.ParamIndex("scale"), 0)
	m.SetParameter(1, p.ParamIndex("k"), 5)
	m.SetParameter(2, p.ParamIndex("S"), 10) // an initial value
	m.EvalConst()
	y := make([]float64, 6)
	for l := range 3 {
		m.Initial(l, y)
	}
	e2 := math.Exp(2)
	for i, want := range []float64{3, 3, 10, 6 + e2, 0 + 1, 20 + e2} {
		if math.Abs(y[i]-want) > 1e-14*want {
			t.Errorf("initial value %d = %v, want %v", i, y[i], want)
		}
	}
	dy := make([]float64, 6)
	m.RHS(make([]float64, 3), y, dy)
	for l, want := range []float64{-3 * e2, -15, -10 * e2} {
		if math.Abs(dy[l]-want) > 1e-14*math.Abs(want) || dy[l] != -dy[3+l] {
			t.Errorf("lane %d: S' = %v, W' = %v, want %v and its negative", l, dy[l], dy[3+l], want)
		}
	}
	m.ResetParameters(1)
	m.EvalConst()
	if m.Parameter(1, p.ParamIndex("k")) != 1 {
		t.Error("ResetParameters left a value")
	}
	if p.Outputs[0].Scale != 1000 {
		t.Errorf("output scale %v, want 1000 (mg to ug)", p.Outputs[0].Scale)
	}
}

// TestInitialTouchesOneLane: initialising a lane leaves the others' states alone.
func TestInitialTouchesOneLane(t *testing.T) {
	m := New(decay(t), 2)
	y := []float64{-1, -2, -3, -4}
	m.Initial(1, y)
	if y[0] != -1 || y[2] != -3 || y[1] != 3 {
		t.Errorf("y = %v", y)
	}
}

func TestNothingAllocates(t *testing.T) {
	p := decay(t)
	for _, lanes := range []int{1, 4} {
		m := New(p, lanes)
		ts, y, out := make([]float64, lanes), make([]float64, 2*lanes), make([]float64, 8*lanes)
		if n := testing.AllocsPerRun(10, func() {
			m.SetParameter(0, 0, 2)
			m.EvalConst()
			m.Initial(0, y)
			m.RHS(ts, y, out)
			m.Jacobian(ts, y, out)
			m.TimeDerivative(ts, y, out)
			m.Outputs(ts, y, out)
		}); n != 0 {
			t.Errorf("%v allocations with %d lanes", n, lanes)
		}
	}
}

// TestUnitsDoNotMatter: the same model written in other units computes the same derivatives.
func TestUnitsDoNotMatter(t *testing.T) {
	rate := func(cl, v unit.Quantity) float64 {
		b := model.NewBuilder("m", model.Checked)
		b.Param("CL", cl)
		b.Param("V", v)
		b.Add(&model.Species{Info: model.Info{ID: "A", Pos: diag.Pos{Where: "A"}}, Initial: unit.Q(5, "mg"), Substance: unit.Must("g"), HasOnlySubstanceUnits: true})
		b.Reaction("r", "A ->", "CL/V*A")
		built, err := b.Build()
		if err != nil {
			t.Fatal(err)
		}
		p, err := compile.Compile(built, compile.Options{})
		if err != nil {
			t.Fatal(err)
		}
		m := New(p, 1)
		y, dy := []float64{0}, []float64{0}
		m.Initial(0, y)
		m.RHS([]float64{0}, y, dy)
		return dy[0]
	}
	want := -30.0 / 87 * 5
	for _, c := range [][2]unit.Quantity{
		{unit.Q(30, "L/h"), unit.Q(87, "L")}, {unit.Q(500, "mL/min"), unit.Q(87000, "mL")}, {unit.Q(720, "L/d"), unit.Q(8700, "cL")}, {unit.Q(0.5, "L/min"), unit.Q(870, "dL")},
	} {
		if got := rate(c[0], c[1]); math.Abs(got-want) > 1e-15*math.Abs(want) {
			t.Errorf("CL %s, V %s: %v mg/h, want %v", c[0], c[1], got, want)
		}
	}
}
