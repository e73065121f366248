package ode

import (
	"math"
	"testing"
)

// ramp is y' = 1 with the given root functions of y.
func ramp(roots ...func(y float64) float64) *toy {
	return (&toy{
		n: 1, f: func(_ []float64, _ float64, _, dy []float64) { dy[0] = 1 },
		jac:   func(_ []float64, _ float64, _ []float64, put func(i, j int, v float64)) { put(0, 0, 0) },
		nroot: len(roots),
		g: func(_ []float64, _ float64, y, g []float64) {
			for i, r := range roots {
				g[i] = r(y[0])
			}
		},
	}).init()
}

type event struct {
	index, direction int
	t                float64
}

func events(t *testing.T, sys System, m Method, y0 []float64, stop float64, jump func(y []float64)) []event {
	t.Helper()
	s, err := New(sys, m, Options{RTol: 1e-9, ATol: []float64{1e-11}})
	if err != nil {
		t.Fatal(err)
	}
	s.Start(0, 0, y0, stop)
	y := make([]float64, len(y0))
	var out []event
	for s.Running() > 0 {
		s.Advance()
		if s.Status(0) == Failed {
			t.Fatal(s.Result(0).Advice(nil))
		}
		if s.Status(0) != AtRoot {
			continue
		}
		i, d, at := s.Root(0)
		if _, b := s.Last(0); b != at {
			t.Errorf("root at %v but the step ends at %v", at, b)
		}
		out = append(out, event{i, d, at})
		if len(out) > 100 {
			t.Fatal("roots without end")
		}
		if jump != nil {
			s.State(0, y)
			jump(y)
			s.Jump(0, y)
		}
	}
	if _, b := s.Last(0); b != stop {
		t.Errorf("ended at %v, not at the stop %v", b, stop)
	}
	return out
}

func same(t *testing.T, m Method, got, want []event, tol float64) {
	t.Helper()
	if len(got) != len(want) {
		t.Fatalf("%s: roots %v, want %v", m.Name(), got, want)
	}
	for k, w := range want {
		g := got[k]
		if g.index != w.index || g.direction != w.direction || math.Abs(g.t-w.t) > tol {
			t.Errorf("%s: root %d is %v, want %v", m.Name(), k, g, w)
		}
	}
}

func TestRootsInOneStepAreOrdered(t *testing.T) {
	for _, m := range Methods() {
		sys := ramp(
			func(y float64) float64 { return y - 0.6 },
			func(y float64) float64 { return math.Exp(y) - math.Exp(0.5) },
			func(y float64) float64 { return 2 - y },
			func(y float64) float64 { return (y - 0.62) * (y - 1.9) },
			func(y float64) float64 { return math.NaN() },
		)
		same(t, m, events(t, sys, m, []float64{0}, 3, nil),
			[]event{{1, 1, 0.5}, {0, 1, 0.6}, {3, -1, 0.62}, {3, 1, 1.9}, {2, -1, 2}}, 1e-13)
	}
}

func TestSimultaneousRootsAreReportedTogether(t *testing.T) {
	for _, m := range Methods() {
		sys := ramp(
			func(y float64) float64 { return y - 0.9 },
			func(y float64) float64 { return 0.5 - y },
			func(y float64) float64 { return 4 * (y - 0.5) },
		)
		s, err := New(sys, m, Options{})
		if err != nil {
			t.Fatal(err)
		}
		s.Start(0, 0, []float64{0}, 1)
		for s.Status(0) != AtRoot {
			s.Advance()
		}
		if d := s.RootDirections(0); d[0] != 0 || d[1] != -1 || d[2] != 1 {
			t.Errorf("%s: directions %v", m.Name(), d)
		}
	}
}

func TestRootAtTheStopIsReportedBeforeIt(t *testing.T) {
	for _, m := range Methods() {
		clock := ramp(func(y float64) float64 { return y })
		clock.g = func(_ []float64, t float64, _, g []float64) { g[0] = t - 1 }
		same(t, m, events(t, clock, m, []float64{0}, 1, nil), []event{{0, 1, 1}}, 0)
	}
}

// A function that is zero where the lane starts is no root there, and is one when it comes back.
func TestZeroAtTheStart(t *testing.T) {
	for _, m := range Methods() {
		sys := ramp(func(y float64) float64 { return y * (y - 2) }, func(y float64) float64 { return y })
		same(t, m, events(t, sys, m, []float64{0}, 3, nil), []event{{0, 1, 2}}, 1e-13)
	}
}

// A ball dropped from height 1 bounces with restitution 0.8: flight times follow in closed form.
func TestBouncingBall(t *testing.T) {
	const gravity, e = 9.81, 0.8
	ball := (&toy{
		n: 2, f: func(_ []float64, _ float64, y, dy []float64) { dy[0], dy[1] = y[1], -gravity },
		jac:   func(_ []float64, _ float64, _ []float64, put func(i, j int, v float64)) { put(0, 1, 1) },
		nroot: 1,
		g:     func(_ []float64, _ float64, y, g []float64) { g[0] = y[0] },
	}).init()
	for _, m := range Methods() {
		var want []event
		at, v := math.Sqrt(2/gravity), math.Sqrt(2*gravity)
		for at < 3 {
			want = append(want, event{0, -1, at})
			v *= e
			at += 2 * v / gravity
		}
		for _, residual := range []float64{0, 1e-16, -1e-16} {
			got := events(t, ball, m, []float64{1, 0}, 3, func(y []float64) { y[0], y[1] = residual, -e*y[1] })
			same(t, m, got, want, 1e-10)
		}
		// Without repositioning, the sign of the residual must not make a second root.
		same(t, m, events(t, ball, m, []float64{1, 0}, 3, func(y []float64) { y[1] *= -e }), want, 1e-10)
	}
}

func TestRootsOfAnOscillation(t *testing.T) {
	for _, m := range Methods() {
		for _, r := range references() {
			if r.name != "pendulum orbit" {
				continue
			}
			sys := *r.sys
			sys.nroot, sys.g = 1, func(_ []float64, _ float64, y, g []float64) { g[0] = y[0] }
			var want []event
			for k := 1; float64(k)*math.Pi < 20; k++ {
				want = append(want, event{0, 1 - 2*(k%2), float64(k) * math.Pi})
			}
			same(t, m, events(t, sys.init(), m, []float64{0, 1}, 20, nil), want, 1e-7)
		}
	}
}

type clocked struct{ *toy }

func (clocked) RootsOfTime() bool { return true }

// Functions of time have the same roots, to the bit, whether or not the finder knows that they are.
func TestRootsOfTime(t *testing.T) {
	for _, m := range Methods() {
		sys := *oscillator()
		sys.nroot, sys.g = 2, func(_ []float64, t float64, _, g []float64) { g[0], g[1] = math.Sin(3*t), t-4 }
		got, want := events(t, clocked{sys.lanes([]float64{1})}, m, []float64{2, 0}, 9, nil), events(t, sys.lanes([]float64{1}), m, []float64{2, 0}, 9, nil)
		same(t, m, got, want, 0)
		if len(want) < 8 {
			t.Errorf("%s: %d roots", m.Name(), len(want))
		}
	}
}
