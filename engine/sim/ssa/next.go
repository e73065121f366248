package ssa

import (
	"context"
	"math"

	"jakstat/engine/fpmath"
	"jakstat/rng"
)

// next is the next-reaction method: each reaction has the time at which it would happen next at its present rate, in an indexed heap. When a
// rate changes, what is left of the waiting time is stretched; nothing is drawn but for the reaction that has happened.
type next struct {
	w      *path
	stream []rng.Stream // of each reaction
	names  []rng.Variable
	drawn  []uint64
	left   []float64 // waiting time in units of 1/rate, as of the time since
	since  []float64
	rate   []float64 // at which the time at was computed
	at     []float64
	heap   []int32 // reactions, a binary heap by at
	place  []int32 // of each reaction in the heap
}

func newNext(w *path) *next {
	n := len(w.rates)
	x := &next{
		w: w, stream: make([]rng.Stream, n), names: make([]rng.Variable, n), drawn: make([]uint64, n), left: make([]float64, n), since: make([]float64, n),
		rate: make([]float64, n), at: make([]float64, n), heap: make([]int32, n), place: make([]int32, n),
	}
	for i := range x.names {
		x.names[i] = rng.Name("reaction " + w.p.Jumps.Reactions[i].ID)
	}
	return x
}

func (x *next) begin() {
	w := x.w
	for i := range x.heap {
		x.stream[i] = rng.Key(w.r.Seed, w.ev.replicate, x.names[i], 0)
		x.drawn[i] = 0
		x.left[i], x.since[i], x.rate[i] = x.wait(i), w.t, w.rates[i]
		x.at[i] = x.time(i)
		x.heap[i], x.place[i] = int32(i), int32(i)
	}
	for k := len(x.heap)/2 - 1; k >= 0; k-- {
		x.down(k)
	}
}

// wait draws an exponential waiting time.
func (x *next) wait(i int) float64 {
	x.drawn[i]++
	return -fpmath.Log(x.stream[i].Uniform(x.drawn[i] - 1))
}

func (x *next) time(i int) float64 {
	if x.rate[i] == 0 {
		return math.Inf(1)
	}
	return x.since[i] + x.left[i]/x.rate[i]
}

// move gives a reaction a new rate at the present time.
func (x *next) move(i int, rate float64) {
	if rate == x.rate[i] {
		return
	}
	t := x.w.t
	x.left[i] = math.Max(x.left[i]-float64(x.rate[i]*(t-x.since[i])), 0)
	x.since[i], x.rate[i] = t, rate
	x.settle(i)
}

// settle puts a reaction where its time belongs.
func (x *next) settle(i int) {
	old := x.at[i]
	x.at[i] = x.time(i)
	if x.at[i] < old {
		x.up(int(x.place[i]))
	} else {
		x.down(int(x.place[i]))
	}
}

func (x *next) changed() {
	for i, a := range x.w.rates {
		x.move(i, a)
	}
}

func (x *next) advance(ctx context.Context, horizon float64) error {
	w := x.w
	for {
		if err := w.interrupted(ctx); err != nil {
			return err
		}
		if len(x.heap) == 0 || x.at[x.heap[0]] >= horizon {
			w.arrive(horizon)
			return nil
		}
		k := int(x.heap[0])
		w.arrive(x.at[k])
		if err := w.fire(k); err != nil {
			return err
		}
		x.left[k], x.since[k] = x.wait(k), w.t
		for _, i := range w.net.affects[k] {
			a, err := w.rate(int(i))
			if err != nil {
				return err
			}
			w.rates[i] = a
			if int(i) != k {
				x.move(int(i), a)
			}
		}
		x.rate[k] = w.rates[k]
		x.settle(k)
		if w.net.watched[k] {
			return nil
		}
	}
}

func (x *next) less(a, b int) bool { return x.at[x.heap[a]] < x.at[x.heap[b]] }

func (x *next) swap(a, b int) {
	x.heap[a], x.heap[b] = x.heap[b], x.heap[a]
	x.place[x.heap[a]], x.place[x.heap[b]] = int32(a), int32(b)
}

func (x *next) up(k int) {
	for k > 0 && x.less(k, (k-1)/2) {
		x.swap(k, (k-1)/2)
		k = (k - 1) / 2
	}
}

func (x *next) down(k int) {
	for {
		c := 2*k + 1
		if c >= len(x.heap) {
			return
		}
		if c+1 < len(x.heap) && x.less(c+1, c) {
			c++
		}
		if !x.less(c, k) {
			return
		}
		x.swap(k, c)
		k = c
	}
}
