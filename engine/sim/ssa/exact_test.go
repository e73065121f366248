package ssa

import (
	"context"
	"errors"
	"fmt"
	"math"
	"reflect"
	"slices"
	"strings"
	"testing"

	"jakstat/engine/compile"
	"jakstat/engine/model"
	"jakstat/stat"
)

var exactMethods = []Method{Direct, NextReaction}

// moments runs a request n times and returns the statistics of its outputs.
func moments(t testing.TB, r *Request, n uint64) *Statistics {
	t.Helper()
	s := NewStatistics(len(r.Program.Outputs), len(r.Times), false, true)
	if err := Replicates(context.Background(), r, 0, n, 0, func(c *Course) error { s.Add(c.Values); return nil }); err != nil {
		t.Fatal(err)
	}
	return s
}

// expect compares mean and variance with theory: within five standard errors, the seed being fixed.
func expect(t *testing.T, what string, m *stat.CentralMoments, mean, variance float64) {
	t.Helper()
	n := float64(m.N())
	if z := (m.Mean() - mean) / math.Sqrt(variance/n); math.Abs(z) > 5 {
		t.Errorf("%s: mean %v, not %v (%.1f standard errors)", what, m.Mean(), mean, z)
	}
	if y := (m.Var()/variance - 1) / m.VarSE(); math.Abs(y) > 5 {
		t.Errorf("%s: variance %v, not %v (%.1f standard errors)", what, m.Var(), variance, y)
	}
}

// TestBirthAndDeathIsPoisson: from 0 the number is Poisson distributed at all times; from n0 a binomial number of survivors is added.
func TestBirthAndDeathIsPoisson(t *testing.T) {
	for _, m := range Methods() {
		for _, start := range []float64{0, 40} {
			r := &Request{Program: birthDeath(t, 10, 0.1, start), Method: m, End: 30, Times: []float64{1, 7, 30}, Seed: 3}
			s := moments(t, r, 4000)
			for k, at := range r.Times {
				left := math.Exp(-0.1 * at)
				mean, variance := 100*(1-left)+start*left, 100*(1-left)+start*left*(1-left)
				if m == TauLeap {
					// An approximation: within 2 % of the mean and 10 % of the variance.
					got := &s.Moments[0][k]
					if math.Abs(got.Mean()/mean-1) > 0.02 || math.Abs(got.Var()/variance-1) > 0.1 {
						t.Errorf("%v from %v at %v: %v, %v, not %v, %v", m, start, at, got.Mean(), got.Var(), mean, variance)
					}
					continue
				}
				expect(t, fmt.Sprintf("%v from %v at %v", m, start, at), &s.Moments[0][k], mean, variance)
			}
		}
	}
}

// dimers is 2 P <-> D with combinatorial rates.
func dimers(t testing.TB, start float64) *compile.Program {
	b := model.NewBuilder("dimers", model.Raw)
	b.Add(species("P", start), species("D", 0))
	b.Reaction("bind", "2 P -> D", "0.02*P*(P-1)/2")
	b.Reaction("part", "D -> 2 P", "0.5*D")
	return program(t, b)
}

// TestDimersByMasterEquation integrates the master equation of the number of dimers and compares whole distributions.
func TestDimersByMasterEquation(t *testing.T) {
	const start, end, steps = 30, 4., 40_000
	p := make([]float64, start/2+1)
	p[0] = 1
	for range steps {
		next := slices.Clone(p)
		for d := range p {
			free := float64(start - 2*d)
			up, down := 0.02*free*(free-1)/2*p[d]*end/steps, 0.5*float64(d)*p[d]*end/steps
			next[d] -= up + down
			if d+1 < len(p) {
				next[d+1] += up
			}
			if d > 0 {
				next[d-1] += down
			}
		}
		p = next
	}
	for _, m := range exactMethods {
		const n = 20_000
		r := &Request{Program: dimers(t, start), Method: m, End: end, Times: []float64{0.5, end}, Seed: 11}
		seen := make([]float64, len(p))
		err := Replicates(context.Background(), r, 0, n, 0, func(c *Course) error {
			for k := range r.Times {
				if c.Values[0][k]+2*c.Values[1][k] != start {
					return fmt.Errorf("%v + 2·%v at %v", c.Values[0][k], c.Values[1][k], r.Times[k])
				}
			}
			seen[int(c.Values[1][1])]++
			return nil
		})
		if err != nil {
			t.Fatal(err)
		}
		chi2, cells := 0.0, 0.0
		for d := range p {
			if p[d]*n < 8 {
				continue
			}
			cells++
			chi2 += (seen[d] - p[d]*n) * (seen[d] - p[d]*n) / (p[d] * n)
		}
		if chi2 > cells+6*math.Sqrt(2*cells) {
			t.Errorf("%v: χ² = %.1f of %v cells", m, chi2, cells)
		}
	}
}

// TestFirstReactionIsExponential, and which one it is has the right odds whatever the other reactions are.
func TestFirstReactionIsExponential(t *testing.T) {
	b := model.NewBuilder("race", model.Raw)
	b.Add(species("A", 1), species("B", 0), species("C", 0))
	b.Reaction("toB", "A -> B", "2*A")
	b.Reaction("toC", "A -> C", "3*A")
	p := program(t, b)
	for _, m := range exactMethods {
		r := &Request{Program: p, Method: m, End: 1, Times: []float64{0.1, 1}, Seed: 5}
		s := moments(t, r, 20_000)
		for k, at := range r.Times {
			gone := 1 - math.Exp(-5*at)
			for i, share := range []float64{0.4, 0.6} {
				expect(t, fmt.Sprintf("%v at %v", m, at), &s.Moments[1+i][k], share*gone, share*gone*(1-share*gone))
			}
		}
		// B and C exclude each other.
		gone := 1 - math.Exp(-5)
		if got, want := s.Covariances[1].Of(1, 2), -0.24*gone*gone; math.Abs(got-want) > 0.01 {
			t.Errorf("%v: covariance %v, not %v", m, got, want)
		}
	}
}

// TestCoursesDoNotDependOnTheGridOrTheWorkers, and not on which replicates are made besides.
func TestCoursesDoNotDependOnTheGridOrTheWorkers(t *testing.T) {
	fine := make([]float64, 101)
	for k := range fine {
		fine[k] = float64(k) / 5
	}
	for _, m := range exactMethods {
		r := &Request{Program: dimers(t, 50), Method: m, End: 20, Times: fine, Seed: 2}
		collect := func(r *Request, from, n uint64, workers int) map[uint64][][]float64 {
			out, k := map[uint64][][]float64{}, from
			err := Replicates(context.Background(), r, from, n, workers, func(c *Course) error {
				for _, v := range c.Values {
					out[k] = append(out[k], slices.Clone(v))
				}
				k++
				return nil
			})
			if err != nil {
				t.Fatal(err)
			}
			return out
		}
		whole := collect(r, 0, 30, 1)
		if other := collect(r, 0, 30, 7); !reflect.DeepEqual(whole, other) {
			t.Errorf("%v: results depend on the number of workers", m)
		}
		for k, course := range collect(r, 17, 5, 3) {
			if !reflect.DeepEqual(course, whole[k]) {
				t.Errorf("%v: replicate %d depends on the others", m, k)
			}
		}
		coarse := *r
		coarse.Times = []float64{2, 20}
		for k, course := range collect(&coarse, 0, 30, 2) {
			for o := range course {
				if course[o][0] != whole[k][o][10] || course[o][1] != whole[k][o][100] {
					t.Errorf("%v: replicate %d depends on the times of observation", m, k)
				}
			}
		}
		if reflect.DeepEqual(whole[0], whole[1]) {
			t.Errorf("%v: two replicates are the same", m)
		}
	}
}

// TestRatesThatChangeWithTime: births at 4 a unit of time until t = 5 and at 1 after it, and only while a clock is below 3.
func TestRatesThatChangeWithTime(t *testing.T) {
	b := model.NewBuilder("switched", model.Raw)
	b.Add(species("X", 0), species("Y", 0), &model.Parameter{Info: model.Info{ID: "clock"}, Value: number(0)})
	b.Add(&model.Rule{Kind: model.RateRule, Variable: "clock", Expr: expr(t, "0.5")})
	b.Reaction("x", "-> X", "piecewise(4, time < 5, 1)")
	b.Reaction("y", "-> Y", "piecewise(2, clock < 3, 0)")
	p := program(t, b)
	for _, m := range Methods() {
		r := &Request{Program: p, Method: m, End: 10, Times: []float64{2, 5, 6, 8, 10}, Seed: 9}
		s := moments(t, r, 4000)
		for k, at := range r.Times {
			x := 4*math.Min(at, 5) + math.Max(at-5, 0)
			y := 2 * math.Min(at, 6)
			expect(t, fmt.Sprintf("%v: X at %v", m, at), &s.Moments[0][k], x, x)
			expect(t, fmt.Sprintf("%v: Y at %v", m, at), &s.Moments[1][k], y, y)
			if c := &s.Moments[2][k]; math.Abs(c.Mean()-at/2) > 1e-12 || c.SD() > 1e-12 {
				t.Errorf("%v: the clock shows %v ± %v at %v", m, c.Mean(), c.SD(), at)
			}
		}
	}
}

func TestRunsThatCannotGoOn(t *testing.T) {
	for _, c := range []struct {
		name  string
		build func(b *model.Builder)
		want  []string
	}{
		{"negative rate", func(b *model.Builder) {
			b.Add(species("A", 5))
			b.Reaction("r", "A ->", "A-3.5")
		}, []string{"reaction r is -0.5", "[ssa.rate]"}},
		{"not a number", func(b *model.Builder) {
			b.Add(species("A", 0))
			b.Reaction("r", "A ->", "A/A")
		}, []string{"reaction r is NaN"}},
		{"used up", func(b *model.Builder) {
			b.Add(species("A", 5))
			b.Reaction("r", "A ->", "3")
		}, []string{"reaction r would bring A to -1", "[ssa.amount]"}},
		{"half a molecule", func(b *model.Builder) {
			b.Add(species("A", 2.5))
			b.Reaction("r", "A ->", "A")
		}, []string{"A is 2.5", "no number of molecules"}},
		{"half a molecule by an event", func(b *model.Builder) {
			b.Add(species("A", 2), occur("e", expr(t, "time >= 1"), "A", expr(t, "A/4")))
			b.Reaction("r", "A ->", "0.0001*A")
		}, []string{"event e", "no number of molecules"}},
		{"stoichiometry", func(b *model.Builder) {
			b.Add(species("A", 2), &model.Reaction{Info: model.Info{ID: "r"}, Products: []model.SpeciesRef{{Species: "A", Stoichiometry: 0.5}}, Rate: model.Num(1)})
		}, []string{"reaction r", "changes A by 0.5 molecules"}},
		{"draw", func(b *model.Builder) {
			b.Add(species("A", 2), occur("e", expr(t, "time >= 1"), "A", model.Draw(model.PoissonDist, expr(t, "-A"))))
			b.Reaction("r", "A ->", "0.0001*A")
		}, []string{"poisson(-A)", "mean is -2"}},
		{"endless events", func(b *model.Builder) {
			b.Add(species("A", 2), occur("e", expr(t, "A >= 2"), "A", expr(t, "1")), occur("f", expr(t, "A < 2"), "A", expr(t, "2")))
		}, []string{"[event.cascade]"}},
	} {
		for _, m := range Methods() {
			b := model.NewBuilder("bad", model.Raw)
			c.build(b)
			r := &Request{Program: program(t, b), Method: m, End: 10, Times: []float64{10}, Seed: 1}
			_, err := Run(context.Background(), r, 0)
			for _, w := range c.want {
				if err == nil || !strings.Contains(err.Error(), w) {
					t.Errorf("%s, %v: no %q in %v", c.name, m, w, err)
				}
			}
			err = Replicates(context.Background(), r, 0, 20, 3, func(*Course) error { return nil })
			if err == nil || !strings.Contains(err.Error(), c.want[0]) {
				t.Errorf("%s, %v, many: %v", c.name, m, err)
			}
		}
	}
}

func TestRequestsAreChecked(t *testing.T) {
	p := birthDeath(t, 1, 1, 0)
	r := &Request{Program: p, End: -1, Times: []float64{3, 2}, Settings: []Setting{{Param: 99}}, Epsilon: 2}
	err := r.Check()
	for _, w := range []string{"start 0 and end -1", "observation time 3", "parameter number 99", "epsilon 2"} {
		if err == nil || !strings.Contains(err.Error(), w) {
			t.Errorf("no %q in %v", w, err)
		}
	}
}

func TestSettingsAndInterrupts(t *testing.T) {
	p := birthDeath(t, 10, 0.1, 0)
	r := &Request{Program: p, End: 200, Times: []float64{200}, Settings: []Setting{{p.ParamIndex("birth"), 5}, {p.ParamIndex("X"), 50}}, Seed: 1}
	expect(t, "set", &moments(t, r, 2000).Moments[0][0], 50, 50)
	ctx, cancel := context.WithCancel(context.Background())
	n := 0
	err := Replicates(ctx, r, 0, 1<<40, 2, func(*Course) error {
		if n++; n == 3 {
			cancel()
		}
		return nil
	})
	if !errors.Is(err, context.Canceled) || n > 100 {
		t.Errorf("interrupted: %v after %d", err, n)
	}
	stop := errors.New("full")
	if err := Replicates(context.Background(), r, 0, 1<<40, 2, func(*Course) error { return stop }); !errors.Is(err, stop) {
		t.Errorf("fold: %v", err)
	}
	r.End, r.Times = 1e15, []float64{1e15} // one endless run
	ctx, cancel = context.WithCancel(context.Background())
	cancel()
	for _, m := range Methods() {
		r.Method = m
		if _, err := Run(ctx, r, 0); !errors.Is(err, context.Canceled) {
			t.Errorf("%v: %v", m, err)
		}
	}
}
