package linalg

import (
	"errors"
	"math"
	"testing"

	"pgregory.net/rapid"
)

// dominant draws a random pattern with full diagonal, and values that are dominant by columns.
func dominant(t *rapid.T, lanes int) (*Pattern, []float64) {
	n := rapid.IntRange(1, 30).Draw(t, "n")
	var entries []Coord
	for i := range n {
		entries = append(entries, Coord{i, i})
		for range rapid.IntRange(0, 4).Draw(t, "extra") {
			entries = append(entries, Coord{i, rapid.IntRange(0, n-1).Draw(t, "col")})
		}
	}
	p := NewPattern(n, entries)
	a := make([]float64, p.NNZ()*lanes)
	for k, c := range p.Coords() {
		for l := range lanes {
			v := rapid.Float64Range(-1, 1).Draw(t, "v")
			if c.Row == c.Col {
				v += float64(2 * n)
			}
			a[k*lanes+l] = v
		}
	}
	return p, a
}

func worst(p *Pattern, a, x, b []float64, lanes int) float64 {
	r, s, out := make([]float64, len(b)), make([]float64, len(b)), make([]float64, lanes)
	p.Residual(a, x, b, r, s, out)
	w := 0.0
	for _, e := range out {
		if !(e <= w) {
			w = e
		}
	}
	return w
}

func TestSolveMatchesRightHandSide(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		lanes := rapid.SampledFrom([]int{1, 2, 3, 4, 8, 9}).Draw(t, "lanes")
		p, a := dominant(t, lanes)
		plan, err := Analyze(p, a, lanes, lanes-1)
		if err != nil {
			t.Fatal(err)
		}
		f := NewLU(plan, lanes)
		ok := make([]bool, lanes)
		f.Refactor(a, ok)
		b := make([]float64, p.N*lanes)
		for m := range b {
			b[m] = rapid.Float64Range(-10, 10).Draw(t, "b")
		}
		x := append([]float64(nil), b...)
		f.Solve(x)
		for l := range lanes {
			if !ok[l] {
				t.Fatalf("lane %d reported unusable", l)
			}
		}
		// An absolute check by hand, so that Residual itself is checked too.
		for l := range lanes {
			r := make([]float64, p.N)
			for i := range r {
				r[i] = b[i*lanes+l]
			}
			for k, c := range p.Coords() {
				r[c.Row] -= float64(a[k*lanes+l] * x[c.Col*lanes+l])
			}
			for i, v := range r {
				if math.Abs(v) > 1e-11 {
					t.Fatalf("lane %d equation %d: residual %g", l, i, v)
				}
			}
		}
	})
}

// The factors of a lane have the same bits alone and in company, with target table and without.
func TestLaneBitsDoNotDependOnLayout(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		lanes := rapid.SampledFrom([]int{2, 3, 4, 5, 8}).Draw(t, "lanes")
		p, a := dominant(t, lanes)
		plan, err := Analyze(p, a, lanes, 0)
		if err != nil {
			t.Fatal(err)
		}
		scattered := *plan
		scattered.target = nil
		b := make([]float64, p.N*lanes)
		for m := range b {
			b[m] = rapid.Float64Range(-10, 10).Draw(t, "b")
		}
		solve := func(pl *Plan, a, b []float64, lanes int) []float64 {
			f := NewLU(pl, lanes)
			f.Refactor(a, make([]bool, lanes))
			x := append([]float64(nil), b...)
			f.Solve(x)
			return x
		}
		together := solve(plan, a, b, lanes)
		for m, v := range solve(&scattered, a, b, lanes) {
			if v != together[m] {
				t.Fatalf("scatter form differs at %d: %v, %v", m, v, together[m])
			}
		}
		for l := range lanes {
			al, bl := make([]float64, p.NNZ()), make([]float64, p.N)
			for k := range al {
				al[k] = a[k*lanes+l]
			}
			for i := range bl {
				bl[i] = b[i*lanes+l]
			}
			for _, pl := range []*Plan{plan, &scattered} {
				for i, v := range solve(pl, al, bl, 1) {
					if v != together[i*lanes+l] {
						t.Fatalf("lane %d value %d: alone %v, together %v", l, i, v, together[i*lanes+l])
					}
				}
			}
		}
	})
}

func TestOffDiagonalPivotsWhenTheDiagonalIsEmpty(t *testing.T) {
	// A permutation matrix times numbers: no diagonal entry exists.
	p := NewPattern(4, []Coord{{0, 2}, {1, 3}, {2, 1}, {3, 0}, {0, 3}})
	a := make([]float64, p.NNZ())
	for k := range a {
		a[k] = float64(k + 2)
	}
	plan, err := Analyze(p, a, 1, 0)
	if err != nil {
		t.Fatal(err)
	}
	f := NewLU(plan, 1)
	f.Refactor(a, make([]bool, 1))
	b := []float64{1, 2, 3, 4}
	x := append([]float64(nil), b...)
	f.Solve(x)
	if w := worst(p, a, x, b, 1); !(w < 1e-15) {
		t.Errorf("backward error %g", w)
	}
}

func TestArrowNeedsNoFill(t *testing.T) {
	// An arrow pointing the wrong way fills completely unless the order is turned round.
	n := 50
	var entries []Coord
	for i := range n {
		entries = append(entries, Coord{i, i}, Coord{0, i}, Coord{i, 0})
	}
	p := NewPattern(n, entries)
	a := make([]float64, p.NNZ())
	for k, c := range p.Coords() {
		a[k] = 1
		if c.Row == c.Col {
			a[k] = 100
		}
	}
	plan, err := Analyze(p, a, 1, 0)
	if err != nil {
		t.Fatal(err)
	}
	if plan.Entries() != p.NNZ() {
		t.Errorf("%d entries after elimination of %d", plan.Entries(), p.NNZ())
	}
}

func TestSingularAndNonFiniteMatrices(t *testing.T) {
	p := Dense(3)
	rankTwo := []float64{1, 2, 3, 4, 5, 9, 5, 7, 12} // row 2 = row 0 + row 1
	var singular *SingularError
	if _, err := Analyze(p, rankTwo, 1, 0); !errors.As(err, &singular) || singular.Rank != 2 {
		t.Errorf("rank-two matrix: %v", err)
	}
	empty := NewPattern(2, []Coord{{0, 0}, {0, 1}})
	if _, err := Analyze(empty, []float64{1, 1}, 1, 0); !errors.As(err, &singular) || singular.Row != 1 {
		t.Errorf("empty row: %v", err)
	}
	if _, err := Analyze(NewPattern(1, []Coord{{0, 0}}), []float64{math.NaN()}, 1, 0); err == nil {
		t.Error("NaN accepted")
	}
}

// A pivot order frozen on friendly values must be reported as bad on values that defeat it, in the
// lane that has them and in no other.
func TestDegradedPivotIsSeen(t *testing.T) {
	p := Dense(2)
	friendly := []float64{2, 1, 1, 1} // columns (2,1), (1,1)
	plan, err := Analyze(p, friendly, 1, 0)
	if err != nil {
		t.Fatal(err)
	}
	lanes := 3
	f := NewLU(plan, lanes)
	ok := make([]bool, lanes)
	a := make([]float64, 4*lanes)
	for k, v := range friendly {
		a[k*lanes] = v
		a[k*lanes+1] = v
		a[k*lanes+2] = v
	}
	first := p.Index(int(plan.p[0]), int(plan.q[0]))
	a[first*lanes+1] = 1e-18
	a[first*lanes+2] = 0
	f.Refactor(a, ok)
	if !ok[0] || !ok[1] || ok[2] {
		t.Errorf("usable %v, want true true false", ok)
	}
	b := []float64{1, 1, 1, 2, 2, 2}
	x := append([]float64(nil), b...)
	f.Solve(x)
	r, s, e := make([]float64, 6), make([]float64, 6), make([]float64, lanes)
	p.Residual(a, x, b, r, s, e)
	if !(e[0] < 1e-15) || !(e[1] > 1e-3) {
		t.Errorf("backward errors %v: want lane 0 sound and lane 1 degraded", e)
	}
	again, err := Analyze(p, a, lanes, 1)
	if err != nil {
		t.Fatal(err)
	}
	g := NewLU(again, lanes)
	g.Refactor(a, ok)
	copy(x, b)
	g.Solve(x)
	p.Residual(a, x, b, r, s, e)
	if !(e[1] < 1e-15) {
		t.Errorf("after new pivots backward error %g", e[1])
	}
}

func TestPatternIndexAndUnion(t *testing.T) {
	p := NewPattern(3, []Coord{{2, 1}, {0, 0}, {2, 1}})
	if p.NNZ() != 2 || p.Index(2, 1) != 1 || p.Index(1, 1) != -1 {
		t.Errorf("pattern %+v", p)
	}
	u, at := p.Union([]Coord{{1, 1}, {0, 0}})
	if u.NNZ() != 3 || u.Index(2, 1) != int(at[1]) || u.Index(0, 0) != int(at[0]) {
		t.Errorf("union %+v %v", u, at)
	}
}

func TestRefactorAndSolveDoNotAllocate(t *testing.T) {
	p := Dense(5)
	for _, lanes := range []int{1, 4} {
		a := make([]float64, p.NNZ()*lanes)
		for k, c := range p.Coords() {
			for l := range lanes {
				a[k*lanes+l] = 1 / float64(1+c.Row+c.Col)
				if c.Row == c.Col {
					a[k*lanes+l] += 3
				}
			}
		}
		plan, err := Analyze(p, a, lanes, 0)
		if err != nil {
			t.Fatal(err)
		}
		f, ok, b := NewLU(plan, lanes), make([]bool, lanes), make([]float64, 5*lanes)
		if got := testing.AllocsPerRun(20, func() { f.Refactor(a, ok); f.Solve(b) }); got != 0 {
			t.Errorf("%d lanes: %g allocations", lanes, got)
		}
	}
}
