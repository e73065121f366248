package ssa

import (
	"context"
	"math"

	"jakstat/engine/fpmath"
)

// direct is Gillespie's direct method with the rates that a reaction does not change kept.
type direct struct{ w *path }

func (d *direct) begin()   {}
func (d *direct) changed() {}

func (d *direct) advance(ctx context.Context, horizon float64) error {
	w := d.w
	for {
		if err := w.interrupted(ctx); err != nil {
			return err
		}
		total := sum(w.rates)
		if total == 0 {
			w.arrive(horizon)
			return nil
		}
		// The waiting time has no memory: one that ends behind the horizon is thrown away.
		t := w.t - fpmath.Log(w.chance.one())/total
		if t >= horizon {
			w.arrive(horizon)
			return nil
		}
		k := pick(w.rates, float64(w.chance.one()*total))
		w.arrive(t)
		if err := w.fire(k); err != nil {
			return err
		}
		for _, i := range w.net.affects[k] {
			a, err := w.rate(int(i))
			if err != nil {
				return err
			}
			w.rates[i] = a
		}
		if w.net.watched[k] {
			return nil
		}
	}
}

func sum(rates []float64) float64 {
	total := 0.0
	for _, a := range rates {
		total += a
	}
	return math.Min(total, math.MaxFloat64)
}

// pick finds the reaction in whose part of the total u lies. Rounding may carry u over the end: the last that can happen is taken then.
func pick(rates []float64, u float64) int {
	last := 0
	for i, a := range rates {
		if a == 0 {
			continue
		}
		last = i
		if u -= a; u < 0 {
			break
		}
	}
	return last
}
