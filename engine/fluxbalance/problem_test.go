package fluxbalance

import (
	"errors"
	"math"
	"math/rand/v2"
	"strings"
	"testing"
)

var inf = math.Inf(1)

// terms writes a matrix of balances.
func terms(rows ...[]float64) (int, []Term) {
	var out []Term
	for i, row := range rows {
		for j, v := range row {
			if v != 0 {
				out = append(out, Term{i, j, v})
			}
		}
	}
	return len(rows), out
}

func problem(maximize bool, objective, lower, upper []float64, rows ...[]float64) *Problem {
	p := &Problem{Objective: objective, Lower: lower, Upper: upper, Maximize: maximize}
	p.Balances, p.Terms = terms(rows...)
	return p
}

func TestKnownAnswers(t *testing.T) {
	type fs = []float64
	chain := fs{1, -1, 0} // flux 0 makes what flux 1 uses
	for _, c := range []struct {
		name  string
		p     *Problem
		value float64
		want  fs // NaN: any value
		err   error
	}{
		{"a chain to its narrowest", problem(true, fs{0, 0, 1}, fs{0, 0, 0}, fs{10, 3, 1000}, chain, fs{0, 1, -1}), 3, fs{3, 3, 3}, nil},
		{"least of a chain with a lower bound", problem(false, fs{0, 0, 2}, fs{-5, -7, -inf}, fs{10, 3, inf}, chain, fs{0, 1, -1}), -10, fs{-5, -5, -5}, nil},
		{"a redundant row", problem(true, fs{0, 0, 1}, fs{0, 0, 0}, fs{2, 9, 9}, chain, fs{0, 1, -1}, fs{1, 0, -1}, fs{3, -3, 0}), 2, fs{2, 2, 2}, nil},
		{"an empty row", problem(true, fs{1}, fs{0}, fs{4}, fs{0}), 4, fs{4}, nil},
		{"degenerate: three rows meet in one corner", problem(true, fs{1, 1, 0}, fs{0, 0, 0}, fs{1, 1, 2}, fs{1, 1, -1}), 2, fs{1, 1, 2}, nil},
		{"all at 0", problem(true, fs{0, 1}, fs{0, 0}, fs{0, 5}, fs{1, -1}), 0, fs{0, 0}, nil},
		{"a fixed flux", problem(false, fs{0, 0, 1}, fs{2, 0, -inf}, fs{2, 1, inf}, fs{1, -1, -1}), 1, fs{2, 1, 1}, nil},
		{"all fixed", problem(false, fs{1, 1}, fs{3, 3}, fs{3, 3}, fs{1, -1}), 6, fs{3, 3}, nil},
		{"only an upper bound", problem(true, fs{1, 0}, fs{-inf, -inf}, fs{7, inf}, fs{1, -1}), 7, fs{7, 7}, nil},
		{"free fluxes, bounded by their balance", problem(false, fs{1, 0, 0}, fs{-inf, -inf, -4}, fs{inf, inf, 4}, chain, fs{0, 1, -2}), -8, fs{-8, -8, -4}, nil},
		{"no balances", problem(true, fs{1, -2, 0}, fs{-1, -3, 2}, fs{5, inf, 9}), 11, fs{5, -3, 2}, nil},
		{"bounds of negative zero", problem(true, fs{1}, fs{math.Copysign(0, -1)}, fs{math.Copysign(0, -1)}), 0, fs{0}, nil},
		{"two optima", problem(true, fs{1, 1, 0}, fs{0, 0, 0}, fs{9, 9, 1}, fs{1, 1, -1}), 1, fs{math.NaN(), math.NaN(), 1}, nil},
		{"stoichiometry and large bounds", problem(true, fs{0, 1}, fs{-1e6, -1e6}, fs{1e6, 1e6}, fs{2, -0.5}), 1e6, fs{25e4, 1e6}, nil},
		{"fixed fluxes against each other", problem(true, fs{1, 0}, fs{1, 2}, fs{1, 2}, fs{1, -1}), 0, nil, ErrInfeasible},
		{"a demand above the supply", problem(true, fs{0, 1}, fs{0, 2}, fs{1, 1000}, fs{1, -1}), 0, nil, ErrInfeasible},
		{"crossed bounds", problem(true, fs{1}, fs{2}, fs{1}), 0, nil, ErrInfeasible},
		{"a lower bound at infinity", problem(true, fs{1}, fs{inf}, fs{inf}), 0, nil, ErrInfeasible},
		{"no limit", problem(true, fs{0, 1}, fs{0, 0}, fs{inf, inf}, fs{1, -1}), 0, nil, ErrUnbounded},
		{"no limit downwards", problem(false, fs{0, 1}, fs{-inf, -inf}, fs{5, 5}, fs{1, -1}), 0, nil, ErrUnbounded},
		{"no limit outside all balances", problem(true, fs{0, 0, 1}, fs{0, 0, 0}, fs{5, 5, inf}, chain), 0, nil, ErrUnbounded},
		{"infeasible before unbounded", problem(true, fs{0, 0, 1}, fs{0, 2, 0}, fs{1, 5, inf}, chain), 0, nil, ErrInfeasible},
	} {
		s, err := c.p.Solve()
		if c.err != nil || err != nil {
			if !errors.Is(err, c.err) {
				t.Errorf("%s: %v, not %v", c.name, err, c.err)
			}
			continue
		}
		if !near(s.Value, c.value) {
			t.Errorf("%s: value %g, not %g", c.name, s.Value, c.value)
		}
		for j, w := range c.want {
			if math.Signbit(s.Fluxes[j]) && s.Fluxes[j] == 0 {
				t.Errorf("%s: flux %d is a negative zero", c.name, j)
			}
			if !math.IsNaN(w) && !near(s.Fluxes[j], w) {
				t.Errorf("%s: fluxes %v, not %v", c.name, s.Fluxes, c.want)
				break
			}
		}
	}
}

func near(a, b float64) bool { return math.Abs(a-b) <= 1e-7*max(1, math.Abs(b)) }

func TestMistakes(t *testing.T) {
	nan := math.NaN()
	big := &Problem{Balances: 5000, Objective: make([]float64, 5000), Lower: make([]float64, 5000), Upper: make([]float64, 5000)}
	for want, p := range map[string]*Problem{
		"1 lower and 2 upper bounds for 2": {Objective: make([]float64, 2), Lower: make([]float64, 1), Upper: make([]float64, 2)},
		"bound of flux 0":                  problem(true, []float64{1}, []float64{nan}, []float64{1}),
		"coefficient of flux 0 is +Inf":    problem(true, []float64{inf}, []float64{0}, []float64{1}),
		"balance 0 has NaN of flux 0":      problem(true, []float64{1}, []float64{0}, []float64{1}, []float64{nan}),
		"too large":                        big,
	} {
		if _, err := p.Solve(); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%v, not %q", err, want)
		}
	}
}

// Networks with ranges that hold 0 have a solution, and the order of the fluxes does not change the optimum although the method then
// goes another way.
func TestOrderOfFluxesDoesNotMatter(t *testing.T) {
	for k := range 30 {
		r := rand.New(rand.NewPCG(3, uint64(k)))
		n := 10 + k
		p := &Problem{Balances: n * 2 / 3, Maximize: true}
		q := &Problem{Balances: p.Balances, Maximize: true, Lower: make([]float64, n), Upper: make([]float64, n), Objective: make([]float64, n)}
		place := r.Perm(n)
		for j := range n {
			lo, up := -1000*float64(r.IntN(2)), float64([]int{10, 1000, 1000}[r.IntN(3)])
			p.Lower, p.Upper, p.Objective = append(p.Lower, lo), append(p.Upper, up), append(p.Objective, float64(r.IntN(3)))
			for range 1 + r.IntN(3) {
				x := Term{r.IntN(p.Balances), j, float64(r.IntN(5) - 2)}
				p.Terms = append(p.Terms, x)
				x.Flux = place[j]
				q.Terms = append(q.Terms, x)
			}
			q.Lower[place[j]], q.Upper[place[j]], q.Objective[place[j]] = lo, up, p.Objective[j]
		}
		a, err := p.Solve()
		b, err2 := q.Solve()
		if err != nil || err2 != nil {
			t.Fatalf("network %d: %v, %v", k, err, err2)
		}
		if !near(a.Value, b.Value) || a.Value < 0 {
			t.Errorf("network %d: %g and %g", k, a.Value, b.Value)
		}
	}
}

// Random problems of three fluxes and one or two balances, against the best of all corners: each corner is where a balance and bounds
// fix every flux.
func TestAgainstAllCorners(t *testing.T) {
	r := rand.New(rand.NewPCG(1, 2))
	feasible := 0
	for range 3000 {
		n := 3
		p := &Problem{Maximize: r.IntN(2) == 0}
		for range n {
			lo := float64(r.IntN(9) - 6)
			p.Lower, p.Upper, p.Objective = append(p.Lower, lo), append(p.Upper, lo+float64(r.IntN(7))), append(p.Objective, float64(r.IntN(5)-2))
		}
		row := []float64{float64(r.IntN(5) - 2), float64(r.IntN(5) - 2), float64(r.IntN(5) - 2)}
		rows := [][]float64{row}
		if r.IntN(2) == 0 { // a multiple: one balance in two rows
			rows = append(rows, []float64{-2 * row[0], -2 * row[1], -2 * row[2]})
		}
		p.Balances, p.Terms = terms(rows...)
		best, any := 0.0, false
		try := func(v []float64) {
			sum, value := 0.0, 0.0
			for j := range v {
				if v[j] < p.Lower[j]-1e-9 || v[j] > p.Upper[j]+1e-9 {
					return
				}
				sum += row[j] * v[j]
				value += p.Objective[j] * v[j]
			}
			if math.Abs(sum) > 1e-9 {
				return
			}
			if !any || p.Maximize == (value > best) {
				best, any = value, true
			}
		}
		for mask := range 8 {
			v := make([]float64, n)
			for j := range v {
				v[j] = p.Lower[j]
				if mask>>j&1 == 1 {
					v[j] = p.Upper[j]
				}
			}
			try(v)
			for j := range v { // one flux fixed by the balance
				if row[j] == 0 {
					continue
				}
				w := append([]float64(nil), v...)
				w[j] = 0
				w[j] = -(row[0]*w[0] + row[1]*w[1] + row[2]*w[2]) / row[j]
				try(w)
			}
		}
		s, err := p.Solve()
		switch {
		case !any && !errors.Is(err, ErrInfeasible):
			t.Fatalf("%+v: %v, but there is no corner", p, err)
		case any && err != nil:
			t.Fatalf("%+v: %v, but %g is reached", p, err, best)
		case any && !near(s.Value, best):
			t.Fatalf("%+v: %g, but the best corner has %g", p, s.Value, best)
		case any:
			feasible++
		}
	}
	if feasible < 500 {
		t.Errorf("only %d problems had a solution", feasible)
	}
}
