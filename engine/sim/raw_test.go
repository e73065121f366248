package sim

import (
	"math"
	"testing"

	"jakstat/engine/compile"
	"jakstat/engine/model"
	"jakstat/engine/vm"
	"jakstat/unit"
)

// clocked has every place in which a unit of time, a literal with a unit or the clock may stand.
func clocked(t *testing.T) *model.Model {
	t.Helper()
	b := model.NewBuilder("clocked", model.Checked)
	b.Amount("A", "", unit.Q(0.003, "g"))
	b.Param("CL", unit.Q(50, "mL/min"))
	b.Param("V", unit.Q(12, "L"))
	b.Assign("C", "mg/L", "A/V")
	b.Reaction("out", "A ->", "CL*C + CL*[2 mg/L]*exp(-(time/[5 h]))")
	b.State("x", unit.Q(1, "1"), "x/[30 min]")
	b.Route("oral", model.RouteArm{Into: "A", Lag: model.MustParse("[15 min]"), Duration: model.MustParse("V/CL")})
	b.Output("c", "ng/mL", "C")
	m, err := b.Build()
	if err != nil {
		t.Fatal(err)
	}
	return m
}

// A rate in mg/min is a sixtieth of that in mg/h, at the time that the clock of the model shows.
func TestRawTakesTheUnitsOfTheSystem(t *testing.T) {
	checked := clocked(t)
	program := func(m *model.Model, err error) *vm.Machine {
		t.Helper()
		if err != nil {
			t.Fatal(err)
		}
		p, err := compile.Compile(m, compile.Options{})
		if err != nil {
			t.Fatal(err)
		}
		return vm.New(p, 1)
	}
	rates := func(m *vm.Machine, time float64) (initial, dy []float64) {
		initial, dy = make([]float64, 2), make([]float64, 2)
		m.Initial(0, initial)
		m.RHS([]float64{time}, initial, dy)
		return initial, dy
	}
	hours := program(checked, nil)
	for _, c := range []struct {
		unit  string
		per   float64 // of them in an hour
		start float64
	}{{"h", 1, 0}, {"min", 60, 0}, {"min", 60, 90}, {"s", 3600, 7200}, {"d", 1.0 / 24, 0.5}} {
		system := model.Pharmacology()
		system.Time = unit.Must(c.unit)
		m := program(checked.Raw(system, c.start))
		y, dy := rates(m, 3*c.per-c.start)
		wantY, want := rates(hours, 3)
		for i := range dy {
			if y[i] != wantY[i] || math.Abs(dy[i]*c.per-want[i]) > 1e-13*math.Abs(want[i]) {
				t.Errorf("in %s from %g: state %d starts at %g and changes by %g per h; want %g and %g", c.unit, c.start, i, y[i], dy[i]*c.per, wantY[i], want[i])
			}
		}
		a, b := m.Route(0, 0, 5, []float64{0}, y)[0], hours.Route(0, 0, 5, []float64{0}, y)[0]
		if math.Abs(a.Lag-b.Lag*c.per) > 1e-13*a.Lag || math.Abs(a.Duration-b.Duration*c.per) > 1e-13*a.Duration || a.Lag == 0 {
			t.Errorf("in %s: the route gives %+v, in h %+v", c.unit, a, b)
		}
	}
}
