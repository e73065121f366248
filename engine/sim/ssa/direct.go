package ssa

import (
	"context"
	"math"

	"jakstat/engine/fpmath"
)

// direct is Gillespie's direct method with the rates that a reaction does not change kept. Rates are summed by blocks of about the square root
// of their number; the sum of a block is formed anew when one of its rates changes, so that no rounding errors build up.
type direct struct {
	w      *path
	size   int
	blocks []float64
}

func newDirect(w *path) *direct {
	n := len(w.rates)
	d := &direct{w: w, size: max(8, int(math.Sqrt(float64(n))))}
	d.blocks = make([]float64, (n+d.size-1)/d.size)
	return d
}

func (d *direct) begin() { d.changed() }

func (d *direct) changed() {
	for b := range d.blocks {
		d.blocks[b] = sum(d.block(b))
	}
}

func (d *direct) block(b int) []float64 {
	return d.w.rates[b*d.size : min((b+1)*d.size, len(d.w.rates))]
}

func (d *direct) advance(ctx context.Context, horizon float64) error {
	for {
		k, done, err := d.one(ctx, horizon)
		if done || err != nil || d.w.net.watched[k] {
			return err
		}
	}
}

// one makes one reaction, which it returns; done tells that the horizon was reached instead.
func (d *direct) one(ctx context.Context, horizon float64) (reaction int, done bool, err error) {
	w := d.w
	if err := w.interrupted(ctx); err != nil {
		return 0, false, err
	}
	total := sum(d.blocks)
	if total == 0 {
		w.arrive(horizon)
		return 0, true, nil
	}
	// The waiting time has no memory: one that ends behind the horizon is thrown away.
	t := w.t - fpmath.Log(w.chance.one())/total
	if t >= horizon {
		w.arrive(horizon)
		return 0, true, nil
	}
	u := float64(w.chance.one() * total)
	b, u := pick(d.blocks, u)
	k, _ := pick(d.block(b), u)
	k += b * d.size
	w.arrive(t)
	if err := w.fire(k); err != nil {
		return k, false, err
	}
	last := -1
	for _, i := range w.net.affects[k] {
		if w.rates[i], err = w.rate(int(i)); err != nil {
			return k, false, err
		}
		// Reactions come in rising order, so that those of a block follow each other.
		if b := int(i) / d.size; b != last {
			if last >= 0 {
				d.blocks[last] = sum(d.block(last))
			}
			last = b
		}
	}
	if last >= 0 {
		d.blocks[last] = sum(d.block(last))
	}
	return k, false, nil
}

func sum(rates []float64) float64 {
	total := 0.0
	for _, a := range rates {
		total += a
	}
	if total > math.MaxFloat64 {
		return math.MaxFloat64
	}
	return total
}

// pick finds the entry in whose part of the total u lies, and where in it. Rounding may carry u over the end: the last that can happen is
// taken then.
func pick(rates []float64, u float64) (k int, within float64) {
	for i, a := range rates {
		if a == 0 {
			continue
		}
		k, within = i, u
		if u -= a; u < 0 {
			break
		}
	}
	return k, within
}
