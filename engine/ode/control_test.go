package ode

import (
	"math"
	"strings"
	"testing"
)

func TestPowerIsAccurateEnough(t *testing.T) {
	for _, x := range []float64{1e-20, 3e-7, 0.2, 0.7071, 0.99, 1, 1.5, 7, 1e12, math.MaxFloat64} {
		for _, e := range []float64{-0.2, -0.07, 0.1, 0.5} {
			if got, want := power(x, e), math.Pow(x, e); math.Abs(got/want-1) > 1e-8 {
				t.Errorf("power(%g, %g) = %v, want %v", x, e, got, want)
			}
		}
	}
}

func TestControllerLimits(t *testing.T) {
	c := pid(0.4, 0.3, 0, 5)
	for _, r := range []struct {
		err2           float64
		accepted, last bool
		lo, hi         float64
	}{
		{0, true, false, growthLimit, growthLimit},
		{1, true, false, 0.9, 0.9},
		{1e-30, true, true, 1, 1},
		{1e30, false, false, shrinkLimit, shrinkLimit},
		{1.0001, false, false, 0.8, safety},
	} {
		if f := c.factor(r.err2, history{}, r.accepted, r.last); !(f >= r.lo-1e-9 && f <= r.hi+1e-9) {
			t.Errorf("factor(%g, accepted %v) = %g, want %g to %g", r.err2, r.accepted, f, r.lo, r.hi)
		}
	}
}

// Stops are hit to the last bit, and no sliver of a step is left before them.
func TestStopsAreExact(t *testing.T) {
	for _, m := range Methods() {
		sys := pk().lanes([]float64{1, 0.3, 0.2, 0.1})
		_, freely, err := Solve(sys, m, Options{}, 0, []float64{100, 0, 0}, 6, nil)
		if err != nil {
			t.Fatal(err)
		}
		s, err := New(sys, m, Options{})
		if err != nil {
			t.Fatal(err)
		}
		s.Start(0, 0, []float64{100, 0, 0}, 0.1)
		before, count := 0.0, 0
		for k := 1; k <= 60; {
			s.Advance()
			if s.Status(0) == Failed {
				t.Fatal(s.Result(0).Advice(nil))
			}
			a, b := s.Last(0)
			switch s.Status(0) {
			case Accepted, AtStop:
				if b-a < 1e-3*before && b < 0.1*float64(k) {
					t.Errorf("%s: step %g after %g", m.Name(), b-a, before)
				}
				before = b - a
				count++
			default:
			}
			if s.Status(0) == AtStop {
				if b != 0.1*float64(k) {
					t.Fatalf("%s: stopped at %v, not %v", m.Name(), b, 0.1*float64(k))
				}
				k++
				s.SetStop(0, 0.1*float64(k))
			}
		}
		if count > max(140, freely.Steps+60) {
			t.Errorf("%s: %d steps for 60 stops, %d without: step sizes are not remembered across stops", m.Name(), count, freely.Steps)
		}
	}
}

func TestStopAtThePresentTimeTakesNoStep(t *testing.T) {
	for _, m := range Methods() {
		s, _ := New(ramp(), m, Options{})
		s.Start(0, 2, []float64{5}, 2)
		if n := s.Advance(); n != 0 || s.Status(0) != AtStop || s.Stats(0).Steps != 0 {
			t.Errorf("%s: %d running, %v", m.Name(), n, s.Status(0))
		}
		s.SetStop(0, 3)
		for s.Running() > 0 {
			s.Advance()
		}
		y := make([]float64, 1)
		if s.State(0, y); math.Abs(y[0]-6) > 1e-12 {
			t.Errorf("%s: %v", m.Name(), y)
		}
	}
}

// Repeated bolus doses superpose in a linear system.
func TestBolusBySuperposition(t *testing.T) {
	const ka, k10, k12, k21 = 1.1, 0.25, 0.4, 0.2
	for _, m := range Methods() {
		s, err := New(pk().lanes([]float64{ka, k10, k12, k21}), m, Options{RTol: 1e-8, ATol: []float64{1e-10}})
		if err != nil {
			t.Fatal(err)
		}
		s.Start(0, 0, []float64{0, 0, 0}, 3) // at rest until the first dose
		y := make([]float64, 3)
		for dose := 0; dose < 10; dose++ {
			for s.Running() > 0 {
				s.Advance()
			}
			s.State(0, y)
			y[0] += 100
			s.Jump(0, y)
			s.SetStop(0, 3+12*float64(dose+1))
		}
		for s.Running() > 0 {
			s.Advance()
		}
		if s.Status(0) != AtStop {
			t.Fatal(s.Result(0).Advice(nil))
		}
		want := make([]float64, 3)
		for dose := range 10 {
			for i, v := range pkExact(ka, k10, k12, k21, 100, 12*float64(dose+1)) {
				want[i] += v
			}
		}
		s.State(0, y)
		if e := scaled(y, want, []float64{1e-10}, 1e-8); e > 20 {
			t.Errorf("%s: %v, want %v", m.Name(), y, want)
		}
		if st := s.Stats(0); st.Rejected > st.Steps/10 {
			t.Errorf("%s: restarts after doses are too bold: %+v", m.Name(), st)
		}
	}
}

func TestAlgebraicComponentsAreMadeConsistent(t *testing.T) {
	for _, m := range Methods() {
		if !m.Stiff() {
			continue
		}
		s, err := New(cubeRoot(), m, Options{})
		if err != nil {
			t.Fatal(err)
		}
		s.Start(0, 0, []float64{1, 3}, 1) // z should be 1
		for s.Running() > 0 {
			s.Advance()
		}
		y := make([]float64, 2)
		s.State(0, y)
		s.Jump(0, []float64{2 * y[0], y[1]})
		s.SetStop(0, 2)
		for s.Running() > 0 {
			s.Advance()
		}
		s.State(0, y)
		want := 2 * math.Exp(-2-0.5*(1-math.Cos(2)))
		if e := scaled(y, []float64{want, want * (1 + 0.5*math.Sin(2))}, []float64{1e-9}, 1e-6); e > 20 {
			t.Errorf("%s: %v is %g tolerances off", m.Name(), y, e)
		}
	}
}

func TestFailureCodes(t *testing.T) {
	scalar := func(f func(t, y float64) float64, dfdy func(t, y float64) float64) *toy {
		return (&toy{
			n: 1, f: func(_ []float64, t float64, y, dy []float64) { dy[0] = f(t, y[0]) },
			jac: func(_ []float64, t float64, y []float64, put func(i, j int, v float64)) { put(0, 0, dfdy(t, y[0])) },
		}).init()
	}
	zero := func(_, _ float64) float64 { return 0 }
	vanishing := (&toy{
		n: 2, mass: []float64{1, 0},
		f: func(_ []float64, t float64, y, dy []float64) {
			dy[0], dy[1] = -y[0], y[1]-y[0]
			if t > 1 {
				dy[1] = 0
			}
		},
		jac: func(_ []float64, t float64, _ []float64, put func(i, j int, v float64)) {
			put(0, 0, -1)
			if t > 1 {
				put(1, 0, 0)
				put(1, 1, 0)
				return
			}
			put(1, 0, -1)
			put(1, 1, 1)
		},
	}).init()
	for _, c := range []struct {
		name      string
		sys       *toy
		y0        []float64
		opt       Options
		code      Code
		component int
		before    float64 // the lane must stand at or before this time
		dae       bool
		words     string
	}{
		{name: "too few steps", sys: scalar(func(_, y float64) float64 { return -y }, func(_, _ float64) float64 { return -1 }), y0: []float64{1}, opt: Options{MaxSteps: 5}, code: MaxSteps, component: 0, before: 10, words: "5 steps"},
		{name: "blow-up", sys: scalar(func(_, y float64) float64 { return y * y }, func(_, y float64) float64 { return 2 * y }), y0: []float64{1}, opt: Options{MinStep: 1e-9}, code: StepTooSmall, component: 0, before: 1.001, words: "singularity"},
		{name: "square root of a negative", sys: scalar(func(t, _ float64) float64 { return math.Sqrt(1 - t) }, zero), y0: []float64{1}, code: NonFinite, component: 0, before: 1, words: "NaN"},
		{name: "NaN at the start", sys: scalar(func(_, y float64) float64 { return -y }, zero), y0: []float64{math.NaN()}, code: NonFiniteStart, component: 0, words: "initial values"},
		{name: "infinite slope at the start", sys: scalar(func(t, _ float64) float64 { return 1 / t }, zero), y0: []float64{1}, code: NonFiniteStart, component: 0, words: "derivative"},
		{name: "vanishing algebraic equation", sys: vanishing, y0: []float64{1, 1}, code: Singular, component: -2, before: 3, dae: true, words: "singular"},
		{name: "contradicting algebraic equations", sys: coupled().lanes([]float64{1}), y0: []float64{1, 0, 0}, code: Inconsistent, component: -2, dae: true, words: "algebraic"},
	} {
		for _, m := range Methods() {
			if c.dae && !m.Stiff() {
				continue
			}
			s, err := New(c.sys, m, c.opt)
			if err != nil {
				t.Fatal(err)
			}
			s.Start(0, 0, c.y0, 10)
			for s.Running() > 0 {
				s.Advance()
			}
			r := s.Result(0)
			if s.Status(0) != Failed || r.Code != c.code || c.component != -2 && r.Component != c.component || r.Time > c.before || r.OK() {
				t.Errorf("%s, %s: %v %+v, want %v in component %d", m.Name(), c.name, s.Status(0), r, c.code, c.component)
			}
			if a := r.Advice(func(int) string { return "X" }); !strings.Contains(a, c.words) || strings.Contains(a, "\n") {
				t.Errorf("%s, %s: advice %q does not mention %q", m.Name(), c.name, a, c.words)
			}
			// A failed lane can be started again.
			if c.code == NonFinite {
				s.Start(0, 0, c.y0, 0.5)
				for s.Running() > 0 {
					s.Advance()
				}
				if s.Status(0) != AtStop || !s.Result(0).OK() {
					t.Errorf("%s: restart after failure: %v", m.Name(), s.Status(0))
				}
			}
		}
	}
}

type bare struct{ System }

func TestNewRefusesWhatDoesNotFit(t *testing.T) {
	unsolvable := (&toy{
		n: 2, mass: []float64{1, 0},
		f:   func(_ []float64, _ float64, y, dy []float64) { dy[0], dy[1] = -y[0], y[0]-1 },
		jac: func(_ []float64, _ float64, _ []float64, put func(i, j int, v float64)) { put(0, 0, -1); put(1, 0, 1) },
	}).init()
	for _, c := range []struct {
		name  string
		sys   System
		m     Method
		opt   Options
		words string
	}{
		{"algebraic equations", cubeRoot(), Tsit5, Options{}, "Tsit5 cannot solve algebraic"},
		{"no Jacobian", bare{pk()}, Rodas5P, Options{}, "needs a system with a Jacobian"},
		{"index 2", unsolvable, Rodas5P, Options{}, "do not determine"},
		{"tolerance count", pk(), Tsit5, Options{ATol: []float64{1, 2}}, "2 absolute tolerances for 3"},
		{"negative tolerance", pk(), Tsit5, Options{ATol: []float64{-1}}, "absolute tolerance -1"},
		{"NaN tolerance", pk(), Tsit5, Options{RTol: math.NaN()}, "relative tolerance NaN"},
		{"negative step", pk(), Tsit5, Options{MaxStep: -1}, "negative step limit"},
	} {
		if _, err := New(c.sys, c.m, c.opt); err == nil || !strings.Contains(err.Error(), c.words) {
			t.Errorf("%s: error %v, want %q", c.name, err, c.words)
		}
	}
}

func TestMaxStepIsKept(t *testing.T) {
	for _, m := range Methods() {
		last := 0.0
		if _, _, err := Solve(ramp(), m, Options{MaxStep: 0.3}, 0, []float64{0}, 5, func(at float64, _ []float64) {
			if at-last > 0.3*1.02 {
				t.Errorf("%s: step %g", m.Name(), at-last)
			}
			last = at
		}); err != nil {
			t.Fatal(err)
		}
	}
}

// With u = sqrt(y), t = -2u - 2 ln(1-u): a start where the Jacobian is infinite must not be taken for rest.
func TestInfiniteSlopeOfTheEquationsAtTheStart(t *testing.T) {
	for _, m := range Methods() {
		y, _, err := Solve(cusp(), m, Options{RTol: 1e-7, ATol: []float64{1e-10}}, 0, []float64{0}, 1, nil)
		if err != nil {
			t.Errorf("%s: %v", m.Name(), err)
			continue
		}
		u := math.Sqrt(y[0])
		if at := -2*u - 2*math.Log(1-u); math.Abs(at-1) > 1e-5 {
			t.Errorf("%s: y(1) = %v belongs to t = %v", m.Name(), y[0], at)
		}
	}
}
