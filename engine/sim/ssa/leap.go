package ssa

import (
	"context"
	"math"

	"jakstat/engine/fpmath"
	"jakstat/rng"
)

// Constants of Cao, Gillespie & Petzold 2006: a reaction that can happen fewer than few times before something is used up is critical;
// leaps below short mean waiting times are not worth it, and that many exact reactions are made instead.
const (
	defaultEpsilon = 0.03
	few            = 10
	short          = 10
	instead        = 100
)

// leap is tau-leaping with the step of Cao, Gillespie & Petzold 2006 (doi:10.1063/1.2159468). Critical reactions happen one at a time, so
// that no count becomes negative by them; a leap that would make one negative is halved and drawn again.
type leap struct {
	w        *path
	exact    *direct
	counts   rng.Stream
	drawn    uint64
	epsilon  float64
	counted  []int32 // states that reactions change
	read     []int32 // those of them that rates depend on
	order    []order // of each of them
	critical []bool
	mean     []float64 // of the change of a state per unit of time, and its variance
	variance []float64
	fired    []float64
	trial    []float64
}

// order is what g of equation 27 needs: the highest order of a reaction that uses a state, and how many of its molecules it takes.
type order struct{ all, own float64 }

func newLeap(w *path) *leap {
	n := len(w.rates)
	l := &leap{
		w: w, exact: newDirect(w), epsilon: w.r.Epsilon, order: make([]order, len(w.x)), critical: make([]bool, n),
		mean: make([]float64, len(w.x)), variance: make([]float64, len(w.x)), fired: make([]float64, n), trial: make([]float64, len(w.x)),
	}
	if l.epsilon == 0 {
		l.epsilon = defaultEpsilon
	}
	for s, list := range w.net.readers {
		if w.net.counted[s] {
			l.counted = append(l.counted, int32(s))
		}
		if len(list) == 0 || !w.net.counted[s] {
			continue
		}
		l.read = append(l.read, int32(s))
		l.order[s] = order{1, 1}
	}
	for _, uses := range w.net.uses {
		all := 0.0
		for _, u := range uses {
			all += u.by
		}
		for _, u := range uses {
			if o := &l.order[u.state]; all > o.all || all == o.all && u.by > o.own {
				*o = order{all, u.by}
			}
		}
	}
	return l
}

func (l *leap) begin() {
	l.counts, l.drawn = rng.Key(l.w.r.Seed, l.w.ev.replicate, rng.Name("leaps"), 0), 0
}

func (l *leap) changed() {}

func (l *leap) advance(ctx context.Context, horizon float64) error {
	w := l.w
	for {
		if err := ctx.Err(); err != nil {
			return err
		}
		total := sum(w.rates)
		if total == 0 {
			w.arrive(horizon)
			return nil
		}
		safe := l.step()
		if safe < short/total {
			l.exact.changed()
			for range instead {
				k, done, err := l.exact.one(ctx, horizon)
				if done || err != nil || w.net.watched[k] {
					return err
				}
			}
			continue
		}
		done, err := l.leap(safe, horizon)
		if done || err != nil {
			return err
		}
	}
}

// step finds the critical reactions and the longest leap over which the others keep their rates (equation 33).
func (l *leap) step() float64 {
	w := l.w
	clear(l.mean)
	clear(l.variance)
	for i, a := range w.rates {
		l.critical[i] = false
		if a == 0 {
			continue
		}
		for _, c := range w.net.changes[i] {
			if c.by < 0 && math.Floor(w.x[c.state]/-c.by) < few {
				l.critical[i] = true
			}
		}
		if l.critical[i] {
			continue
		}
		for _, c := range w.net.changes[i] {
			l.mean[c.state] += float64(c.by * a)
			l.variance[c.state] += float64(float64(c.by*c.by) * a)
		}
	}
	safe := math.Inf(1)
	for _, s := range l.read {
		most := math.Max(float64(l.epsilon*w.x[s])/l.order[s].g(w.x[s]), 1)
		if m := math.Abs(l.mean[s]); m > 0 {
			safe = math.Min(safe, most/m)
		}
		if v := l.variance[s]; v > 0 {
			safe = math.Min(safe, float64(most*most)/v)
		}
	}
	return safe
}

// g bounds the relative change of a rate by that of the number x of molecules (section III.B of the paper); orders beyond 3 as the
// sum of the same series.
func (o order) g(x float64) float64 {
	g := 1.0
	for k := 1.0; k < o.own; k++ {
		if x <= k {
			return math.Inf(1)
		}
		g += k / (x - k)
	}
	if o.own > 1 {
		// Of own molecules of one kind: own + sum k/(x-k), over own, times the order of the whole reaction.
		g += o.own - 1
	}
	return float64(o.all/o.own) * g
}

// leap makes one leap of at most the safe length; done tells that the horizon was reached, or something watched has changed.
func (l *leap) leap(safe, horizon float64) (done bool, err error) {
	w := l.w
	rare := 0.0
	for i, a := range w.rates {
		if l.critical[i] {
			rare += a
		}
	}
	first := math.Inf(1) // time to the first critical reaction
	if rare > 0 {
		first = -fpmath.Log(w.chance.one()) / rare
	}
	end := min(horizon, l.look())
	tau, hit := safe, false
	if first <= safe {
		tau, hit = first, true
	}
	if t := w.t + tau; t >= end {
		tau, hit = end-w.t, false
	}
	for ; ; tau, hit = float64(0.5*tau), false {
		ok, err := l.draw(tau, hit, rare)
		if err != nil {
			return false, err
		}
		if ok {
			break
		}
		if tau < 0x1p-1000 {
			return false, &RunError{"ssa.leap", w.t, "no leap is short enough to keep all amounts positive"}
		}
	}
	t := w.t + tau
	reached := t >= end
	if reached {
		t = end
	}
	w.arrive(t)
	for _, s := range l.counted {
		w.x[s] = l.trial[s]
	}
	watched := false
	for i, n := range l.fired {
		if n > 0 {
			w.course.Reactions += uint64(n)
			watched = watched || w.net.watched[i]
		}
	}
	w.course.Leaps++
	if err := w.allRates(); err != nil {
		return false, err
	}
	return watched || t >= horizon, nil
}

// look is the next time to observe at.
func (l *leap) look() float64 {
	for _, t := range l.w.r.Times[l.w.seen:] {
		if t > l.w.t {
			return t
		}
	}
	return math.Inf(1)
}

// draw draws how often each reaction happens in a leap; false when a count would become negative. A critical reaction that lacks a molecule by
// itself is an error, as in the exact methods.
func (l *leap) draw(tau float64, hit bool, rare float64) (ok bool, err error) {
	w := l.w
	for i, a := range w.rates {
		l.fired[i] = 0
		if a > 0 && !l.critical[i] {
			l.fired[i] = l.counts.Poisson(l.drawn, math.Min(float64(a*tau), 1e15))
			l.drawn++
		}
	}
	if hit {
		u := float64(w.chance.one() * rare)
		last := -1
		for i, a := range w.rates {
			if !l.critical[i] {
				continue
			}
			last = i
			if u -= a; u < 0 {
				break
			}
		}
		l.fired[last] = 1
		for _, c := range w.net.changes[last] {
			if v := w.x[c.state] + c.by; v < 0 {
				return false, w.exhausted(last, c.state, v)
			}
		}
	}
	for _, s := range l.counted {
		l.trial[s] = w.x[s]
	}
	for i, n := range l.fired {
		if n == 0 {
			continue
		}
		for _, c := range w.net.changes[i] {
			l.trial[c.state] += float64(n * c.by)
		}
	}
	for _, s := range l.counted {
		if l.trial[s] < 0 || l.trial[s] > maxCount {
			return false, nil
		}
	}
	return true, nil
}
