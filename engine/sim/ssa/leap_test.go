package ssa

import (
	"context"
	"fmt"
	"math"
	"testing"

	"jakstat/engine/model"
)

// TestOrdersOfReactions: g of Cao, Gillespie & Petzold 2006, section III.B.
func TestOrdersOfReactions(t *testing.T) {
	const x = 11
	for _, c := range []struct {
		all, own, want float64
	}{
		{1, 1, 1}, {2, 1, 2}, {2, 2, 2 + 1./10}, {3, 1, 3}, {3, 2, 1.5 * (2 + 1./10)}, {3, 3, 3 + 1./10 + 2./9},
	} {
		if got := (order{c.all, c.own}).g(x); math.Abs(got-c.want) > 1e-12 {
			t.Errorf("order %v with %v of its own: g = %v, not %v", c.all, c.own, got, c.want)
		}
	}
}

// TestLeapsAreLong: with many molecules far fewer leaps than reactions are made, amounts stay whole and positive, and smaller epsilons come
// closer to the mean of the exact process.
func TestLeapsAreLong(t *testing.T) {
	b := model.NewBuilder("decay chain", model.Raw)
	b.Add(species("A", 100_000), species("B", 0), species("C", 0))
	b.Reaction("ab", "A -> B", "A")
	b.Reaction("bc", "B -> C", "2*B")
	p := program(t, b)
	r := &Request{Program: p, Method: TauLeap, End: 12, Times: []float64{1, 12}, Seed: 6}
	errors := map[float64]float64{}
	for _, epsilon := range []float64{0.2, 0.01} {
		r.Epsilon = epsilon
		reactions, leaps, mean := uint64(0), uint64(0), 0.0
		const n = 100
		err := Replicates(context.Background(), r, 0, n, 0, func(c *Course) error {
			reactions, leaps = reactions+c.Reactions, leaps+c.Leaps
			for k := range r.Times {
				total := 0.0
				for _, v := range c.Values {
					if v[k] < 0 || v[k] != math.Trunc(v[k]) {
						return fmt.Errorf("%v molecules", v[k])
					}
					total += v[k]
				}
				if total != 100_000 {
					return fmt.Errorf("%v molecules in all", total)
				}
			}
			mean += c.Values[0][0] / n
			return nil
		})
		if err != nil {
			t.Fatal(err)
		}
		if epsilon == 0.2 && leaps*100 > reactions {
			t.Errorf("%d leaps for %d reactions", leaps, reactions)
		}
		errors[epsilon] = math.Abs(mean/100_000 - math.Exp(-1))
	}
	if errors[0.01] > 0.002 || errors[0.01] > errors[0.2] {
		t.Errorf("relative errors of the mean: %v", errors)
	}
}

// TestLeapsEndAtEvents: doses at fixed times.
func TestLeapsEndAtEvents(t *testing.T) {
	b := birthDeathModel(1000, 0.1, 10_000)
	b.Add(occur("half", expr(t, "time >= 10"), "X", expr(t, "floor(X/2)")))
	r := &Request{Program: program(t, b), Method: TauLeap, End: 20, Times: []float64{9, 10, 20}, Seed: 1}
	s := moments(t, r, 300)
	for k, want := range []float64{10_000, 5000, 10_000 - 5000*math.Exp(-1)} {
		if got := s.Moments[0][k].Mean(); math.Abs(got/want-1) > 0.01 {
			t.Errorf("at %v: %v, not %v", r.Times[k], got, want)
		}
	}
}
