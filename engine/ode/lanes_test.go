package ode

import (
	"fmt"
	"math"
	"testing"

	"pgregory.net/rapid"
)

// coupled is an index-1 problem whose default pivots fail when p = 0: y' = -z1, p·z1 + z2 = y,
// z1 + p·z2 = 2y. For p = 0, y = exp(-2t).
func coupled() *toy {
	return (&toy{
		n: 3, mass: []float64{1, 0, 0},
		f: func(p []float64, _ float64, y, dy []float64) {
			dy[0] = -y[1]
			dy[1] = p[0]*y[1] + y[2] - y[0]
			dy[2] = y[1] + p[0]*y[2] - 2*y[0]
		},
		jac: func(p []float64, _ float64, _ []float64, put func(i, j int, v float64)) {
			put(0, 1, -1)
			put(1, 0, -1)
			put(1, 1, p[0])
			put(1, 2, 1)
			put(2, 0, -2)
			put(2, 1, 1)
			put(2, 2, p[0])
		},
		nroot: 1,
		g:     func(_ []float64, _ float64, y, g []float64) { g[0] = y[0] - 0.25 },
	}).lanes([]float64{0})
}

// oscillator is van der Pol's with parameter mu and roots where y crosses 0 and 1.
func oscillator() *toy {
	return (&toy{
		n: 2,
		f: func(p []float64, _ float64, y, dy []float64) { dy[0], dy[1] = y[1], p[0]*(1-y[0]*y[0])*y[1]-y[0] },
		jac: func(p []float64, _ float64, y []float64, put func(i, j int, v float64)) {
			put(0, 1, 1)
			put(1, 0, -2*p[0]*y[0]*y[1]-1)
			put(1, 1, p[0]*(1-y[0]*y[0]))
		},
		nroot: 2,
		g:     func(_ []float64, _ float64, y, g []float64) { g[0], g[1] = y[0], y[0]-1 },
	}).lanes([]float64{0})
}

// script is what happens to a lane: start, a jump at half time, stop.
type script struct {
	par, y0 []float64
	t0, end float64
}

// run plays scripts on the lanes of a solver, starting lane l after delay[l] calls, and returns for
// each a transcript of all its numbers.
func run(t rapid.TB, sys *toy, m Method, scripts []script, delay []int) []string {
	var par [][]float64
	for _, sc := range scripts {
		par = append(par, sc.par)
	}
	s, err := New(sys.lanes(par...), m, Options{RTol: 1e-5, ATol: []float64{1e-8}, MaxSteps: 200})
	if err != nil {
		t.Fatal(err)
	}
	out := make([]string, len(scripts))
	y := make([]float64, sys.n)
	left := len(scripts)
	half := func(sc script) float64 { return sc.t0 + (sc.end-sc.t0)/2 }
	// A neighbour's earlier problem must leave no trace: every lane first runs something else.
	for l, sc := range scripts {
		s.Start(l, 7, sc.y0, math.Inf(1))
	}
	s.Advance()
	s.Advance()
	for l := range scripts {
		s.Park(l)
	}
	for round := 0; left > 0; round++ {
		for l, sc := range scripts {
			if round == delay[l] {
				s.Start(l, sc.t0, sc.y0, half(sc))
			}
		}
		s.Advance()
		for l, sc := range scripts {
			if round < delay[l] || s.Status(l) == Idle {
				continue
			}
			a, b := s.Last(l)
			s.State(l, y)
			out[l] += fmt.Sprintln(s.Status(l), a, b, y)
			switch s.Status(l) {
			case Accepted, AtStop, AtRoot:
				s.Interpolate(l, a+0.4*(b-a), y)
				i, d, at := s.Root(l)
				out[l] += fmt.Sprintln(y, i, d, at)
			case Failed:
				out[l] += fmt.Sprintln(s.Result(l), s.Stats(l))
				s.Park(l)
				left--
				continue
			default:
			}
			if s.Status(l) == AtStop {
				if b >= sc.end {
					out[l] += fmt.Sprintln(s.Stats(l))
					s.Park(l)
					left--
					continue
				}
				s.State(l, y)
				y[0] += 0.3
				s.Jump(l, y)
				s.SetStop(l, sc.end)
			}
		}
	}
	return out
}

func TestLaneBitsDoNotDependOnCompany(t *testing.T) {
	systems := map[string]struct {
		sys *toy
		dae bool
		y0  []float64
		par func(t *rapid.T) []float64
	}{
		"pk": {sys: pk(), y0: []float64{100, 0, 0}, par: func(t *rapid.T) []float64 {
			return rapid.SliceOfN(rapid.Float64Range(0, 3), 4, 4).Draw(t, "par")
		}},
		"oscillator": {sys: oscillator(), y0: []float64{2, 0}, par: func(t *rapid.T) []float64 {
			return []float64{rapid.SampledFrom([]float64{0, 0.5, 3, 20, math.NaN(), math.Inf(1), -50}).Draw(t, "mu")}
		}},
		"coupled": {sys: coupled(), dae: true, y0: []float64{1, 0, 0}, par: func(t *rapid.T) []float64 {
			return []float64{rapid.SampledFrom([]float64{0, 0.5, 3, 1, math.NaN(), 1e-18}).Draw(t, "p")}
		}},
	}
	for name, c := range systems {
		for _, m := range Methods() {
			if c.dae && !m.Stiff() {
				continue
			}
			t.Run(name+"/"+m.Name(), func(t *testing.T) {
				rapid.Check(t, func(t *rapid.T) {
					n := rapid.IntRange(2, 9).Draw(t, "lanes")
					var scripts []script
					var delay []int
					for range n {
						start := rapid.SampledFrom([]float64{0, -3, 0.1}).Draw(t, "t0")
						scripts = append(scripts, script{
							par: c.par(t), y0: c.y0, t0: start,
							end: start + rapid.SampledFrom([]float64{0.7, 2, 6}).Draw(t, "span"),
						})
						delay = append(delay, rapid.IntRange(0, 12).Draw(t, "delay"))
					}
					together := run(t, c.sys, m, scripts, delay)
					for l, sc := range scripts {
						alone := run(t, c.sys, m, []script{sc}, []int{0})[0]
						if alone != together[l] {
							t.Fatalf("lane %d of %d differs from itself alone:\n%s\nalone:\n%s", l, n, together[l], alone)
						}
					}
				})
			})
		}
	}
}

func TestOwnPivotsSolveWhatSharedOnesCannot(t *testing.T) {
	for _, m := range Methods() {
		if !m.Stiff() {
			continue
		}
		y, st, err := Solve(coupled(), m, Options{}, 0, []float64{1, 0, 0}, 1, nil)
		if err != nil {
			t.Fatal(err)
		}
		e := math.Exp(-2)
		if x := scaled(y, []float64{e, 2 * e, e}, []float64{1e-9}, 1e-6); x > 20 {
			t.Errorf("%s: %v is %.3g tolerances off", m.Name(), y, x)
		}
		if st.Pivotings > 2 {
			t.Errorf("%s: %d pivot orders; one chosen for this lane should last", m.Name(), st.Pivotings)
		}
	}
}

func TestAdvanceDoesNotAllocate(t *testing.T) {
	for _, m := range Methods() {
		sys := oscillator().lanes([]float64{1}, []float64{2}, []float64{5})
		s, err := New(sys, m, Options{})
		if err != nil {
			t.Fatal(err)
		}
		for l := range 3 {
			s.Start(l, 0, []float64{2, 0}, math.Inf(1))
		}
		y := make([]float64, 2)
		if n := testing.AllocsPerRun(200, func() {
			s.Advance()
			s.State(0, y)
			s.Jump(0, y)
		}); n != 0 {
			t.Errorf("%s: %g allocations per step", m.Name(), n)
		}
	}
}

// Linear invariants are kept to rounding by every method here.
func TestMassBalance(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		m := rapid.SampledFrom(Methods()).Draw(t, "method")
		par := rapid.SliceOfN(rapid.Float64Range(0.01, 5), 4, 4).Draw(t, "par")
		par[1] = 0
		y, _, err := Solve(pk().lanes(par), m, Options{RTol: 1e-3}, 0, []float64{100, 0, 0}, 48, nil)
		if err != nil {
			t.Fatal(err)
		}
		if sum := y[0] + y[1] + y[2]; math.Abs(sum-100) > 1e-9 {
			t.Fatalf("100 became %v", sum)
		}
	})
}
