package sim

import (
	"context"
	"math"
	"testing"

	"jakstat/engine/compile"
	"jakstat/engine/dose"
	"jakstat/engine/model"
	"jakstat/engine/ode"
	"jakstat/unit"
)

func build(t testing.TB, fill func(b *model.Builder)) *compile.Program {
	t.Helper()
	b := model.NewBuilder("m", model.Checked)
	fill(b)
	m, err := b.Build()
	if err != nil {
		t.Fatal(err)
	}
	p, err := compile.Compile(m, compile.Options{InputsInto: []string{"central"}})
	if err != nil {
		t.Fatal(err)
	}
	return p
}

// twoCompartments is an oral model with a peripheral compartment and a lag. The values of the slow one are those of fedratinib, whose
// terminal half-life is near 114 h; the fast one has hours.
func twoCompartments(t testing.TB, slow bool) *compile.Program {
	t.Helper()
	return build(t, func(b *model.Builder) {
		cl, v, q, vp := 10.0, 50.0, 5.0, 30.0
		if slow {
			cl, v, q, vp = 13, 300, 15, 1500
		}
		b.Param("CL", unit.Q(cl, "L/h"))
		b.Param("V", unit.Q(v, "L"))
		b.Param("Q", unit.Q(q, "L/h"))
		b.Param("Vp", unit.Q(vp, "L"))
		b.Param("ka", unit.Q(1.1, "1/h"))
		b.Param("lag", unit.Q(0.25, "h"))
		for _, id := range []string{"depot", "central", "peripheral"} {
			b.Amount(id, "", unit.Q(0, "mg"))
		}
		b.Reaction("absorption", "depot -> central", "ka*depot")
		b.Reaction("elimination", "central ->", "CL*central/V")
		b.Reaction("distribution", "central -> peripheral", "Q*(central/V - peripheral/Vp)")
		b.Route("oral", model.RouteArm{Into: "depot", Fraction: model.MustParse("1"), Lag: model.MustParse("lag")})
		b.Output("C", "mg/L", "central/V")
		b.Output("P", "mg/L", "peripheral/Vp")
	})
}

// saturable eliminates by Michaelis-Menten kinetics.
func saturable(t testing.TB) *compile.Program {
	t.Helper()
	return build(t, func(b *model.Builder) {
		b.Param("Vmax", unit.Q(12, "mg/h"))
		b.Param("Km", unit.Q(2, "mg/L"))
		b.Param("V", unit.Q(20, "L"))
		b.Param("ka", unit.Q(1, "1/h"))
		b.Amount("depot", "", unit.Q(0, "mg"))
		b.Amount("central", "", unit.Q(0, "mg"))
		b.Reaction("absorption", "depot -> central", "ka*depot")
		b.Reaction("elimination", "central ->", "Vmax*central/V/(Km + central/V)")
		b.Route("oral", model.RouteArm{Into: "depot", Fraction: model.MustParse("1")})
		b.Output("C", "mg/L", "central/V")
	})
}

func give(at, mg float64) dose.Event {
	return dose.Event{Row: 1, Time: at, EVID: dose.EVIDDose, Amount: unit.Q(mg, "mg")}
}

// repeat gives ii-spaced doses, n of them.
func repeat(e dose.Event, ii float64, n int) dose.Event {
	e.II, e.ADDL = ii, n-1
	return e
}

func into(e dose.Event, compartment string) dose.Event {
	e.Target = dose.Target{Name: compartment}
	return e
}

func over(e dose.Event, h float64) dose.Event {
	e.Input, e.Duration, e.Rate = dose.ByDuration, h, e.Amount.Value/h
	return e
}

func steady(e dose.Event, ii float64) dose.Event {
	e.II, e.SS = ii, dose.Replace
	return e
}

func grid(from, to float64, n int) []float64 {
	out := make([]float64, n+1)
	for i := range out {
		out[i] = from + (to-from)*float64(i)/float64(n)
	}
	return out
}

// one runs a single subject and returns its course.
func one(t testing.TB, r *Request) *Course {
	t.Helper()
	courses, failures, err := Run(context.Background(), r)
	if err != nil {
		t.Fatal(err)
	}
	for _, f := range failures {
		t.Fatal(f)
	}
	return courses[0]
}

// tight tolerances leave differences of meaning, not of step sizes.
var tight = ode.Options{RTol: 1e-10, ATol: []float64{1e-13}}

func near(t *testing.T, what string, got, want []float64, rel, abs float64) {
	t.Helper()
	if len(got) != len(want) {
		t.Fatalf("%s: %d values, want %d", what, len(got), len(want))
	}
	for i := range got {
		if !(math.Abs(got[i]-want[i]) <= abs+rel*math.Abs(want[i])) {
			t.Errorf("%s: value %d is %.12g, want %.12g", what, i, got[i], want[i])
			return
		}
	}
}

func sameBits(t *testing.T, what string, got, want *Course) {
	t.Helper()
	for o := range want.Values {
		for k, v := range want.Values[o] {
			if math.Float64bits(got.Values[o][k]) != math.Float64bits(v) {
				t.Errorf("%s: output %d at %g is %.17g, want %.17g", what, o, want.Times[k], got.Values[o][k], v)
				return
			}
		}
	}
}
