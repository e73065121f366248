package ode

import (
	"math"
	"testing"
)

// scaled is the error of y against want in units of what was asked for.
func scaled(y, want, atol []float64, rtol float64) float64 {
	worst := 0.0
	for i := range y {
		e := math.Abs(y[i]-want[i]) / (atol[min(i, len(atol)-1)] + rtol*math.Abs(want[i]))
		if !(e <= worst) {
			worst = e
		}
	}
	return worst
}

func TestReferenceProblems(t *testing.T) {
	for _, m := range Methods() {
		for _, r := range references() {
			if !suits(m, r) {
				continue
			}
			for _, rtol := range []float64{1e-4, 1e-6, 1e-8} {
				atol := r.atol
				if atol == nil {
					atol = []float64{rtol * 1e-3}
				}
				y, st, err := Solve(r.sys, m, Options{RTol: rtol, ATol: atol}, r.t0, r.y0, r.t1, nil)
				if err != nil {
					t.Errorf("%s, %s, rtol %g: %v", m.Name(), r.name, rtol, err)
					continue
				}
				// Global error of tolerance proportional methods: a modest multiple of the tolerance.
				e := scaled(y, r.y1, atol, rtol)
				if !(e < 100) {
					t.Errorf("%s, %s, rtol %g: error %.3g tolerances at the end: %v, want %v (%s)", m.Name(), r.name, rtol, e, y, r.y1, r.source)
				}
				if st.Pivotings != 0 {
					t.Errorf("%s, %s: the default pivots should serve, got %d new orders", m.Name(), r.name, st.Pivotings)
				}
				t.Logf("%-8s %-24s rtol %-6g error %8.3g tol  %+v", m.Name(), r.name, rtol, e, st)
			}
		}
	}
}

func TestDenseOutputWithinSteps(t *testing.T) {
	for _, m := range Methods() {
		for _, r := range references() {
			if !suits(m, r) || r.exact == nil {
				continue
			}
			const rtol, atol = 1e-7, 1e-9
			s, err := New(r.sys, m, Options{RTol: rtol, ATol: []float64{atol}})
			if err != nil {
				t.Fatal(err)
			}
			s.Start(0, r.t0, r.y0, r.t1)
			y, end := make([]float64, r.sys.n), make([]float64, r.sys.n)
			for s.Advance(); ; s.Advance() {
				if s.Status(0) == Failed {
					t.Fatal(s.Result(0).Advice(nil))
				}
				if s.Status(0) == Running {
					continue
				}
				a, b := s.Last(0)
				for _, part := range []float64{0, 0.1, 0.35, 0.5, 0.8, 1} {
					at := math.Min(b, a+part*(b-a))
					s.Interpolate(0, at, y)
					if e := scaled(y, r.exact(at), []float64{atol}, rtol); e > 200 {
						t.Errorf("%s, %s: dense error %.3g tolerances at %g", m.Name(), r.name, e, at)
					}
				}
				s.State(0, end)
				s.Interpolate(0, b, y)
				for i := range y {
					if y[i] != end[i] {
						t.Errorf("%s, %s: dense output at the end differs from the state", m.Name(), r.name)
					}
				}
				if s.Status(0) == AtStop {
					break
				}
			}
		}
	}
}

// fixed integrates with n equal steps and returns the error at the end and the largest error of the
// dense output inside steps.
func fixed(t *testing.T, m Method, r reference, span float64, n int) (end, inside float64) {
	t.Helper()
	h := span / float64(n)
	s, err := New(r.sys, m, Options{RTol: 0.9, ATol: []float64{1e9}, InitialStep: h, MaxStep: h})
	if err != nil {
		t.Fatal(err)
	}
	s.Start(0, 0, r.exact(0), span)
	y := make([]float64, r.sys.n)
	far := func(at float64) float64 {
		worst := 0.0
		for i, v := range r.exact(at) {
			worst = math.Max(worst, math.Abs(v-y[i]))
		}
		return worst
	}
	for s.Running() > 0 {
		s.Advance()
		a, b := s.Last(0)
		for _, part := range []float64{0.3, 0.6, 0.9} {
			at := a + part*(b-a)
			s.Interpolate(0, at, y)
			inside = math.Max(inside, far(at))
		}
	}
	if got := s.Stats(0).Steps; got < n || got > n+1 {
		t.Fatalf("%d steps, want %d", got, n)
	}
	s.State(0, y)
	return far(span), inside
}

func TestObservedOrder(t *testing.T) {
	for _, m := range Methods() {
		for _, r := range references() {
			if _, several := m.(*multistep); several || !suits(m, r) || r.exact == nil {
				continue // methods of several orders: see TestObservedOrderOfFormulas
			}
			const span = 2.0
			steps, wantDense := 16, float64(m.DenseOrder()+1)
			if r.dae {
				// Algebraic components show the order later, and have no h gained by integration in
				// the interpolant.
				steps, wantDense = 128, float64(m.DenseOrder())
			}
			e1, d1 := fixed(t, m, r, span, steps)
			e2, d2 := fixed(t, m, r, span, 2*steps)
			order, dense := math.Log2(e1/e2), math.Log2(d1/d2)
			t.Logf("%-8s %-24s order %.2f dense %.2f (errors %.2g %.2g)", m.Name(), r.name, order, dense, e1, e2)
			if e2 < 1e-14 {
				continue
			}
			if order < float64(m.Order())-0.5 {
				t.Errorf("%s, %s: observed order %.2f, want %d", m.Name(), r.name, order, m.Order())
			}
			// An interpolant of order q has local error h^(q+1).
			if dense < wantDense-0.5 {
				t.Errorf("%s, %s: dense output converges with order %.2f, want %g", m.Name(), r.name, dense, wantDense)
			}
		}
	}
}
