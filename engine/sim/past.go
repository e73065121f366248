package sim

import (
	"fmt"
	"math"
	"slices"

	"jakstat/engine/compile"
)

// past is the memory of a run with delayed values: the method of steps with the solution kept as the polynomials of the solver's dense
// output (Bellen and Zennaro 2003, Numerical Methods for Delay Differential Equations, chapter 3).
//
// At a time of the past at which something jumped, a delayed value is the one after the jump where a stretch of integration begins, and
// the one before it for the steps that lead up to the present.
type past struct {
	f       *field
	start   float64
	first   []float64 // all states at the start, before events there
	pieces  []piece
	read    []bool    // by delayed value: equations or root functions read it
	all     []bool    // true
	active  bool      // some is read
	base    float64   // where the present stretch began
	overrun bool      // a value was asked for that no piece reaches yet: the step is too long for the lag
	bad     *RunError // a lag that is negative or no number
	buffers [][]float64
	values  []float64
	ft      [2][]float64
	full    []float64
}

// nodes of the interpolation inside a piece: dense output is of degree 4 (ode.Method.DenseOrder), so five points hold it.
const nodes = 5

// piece is the solution on one step.
type piece struct {
	t0, t1 float64          // the polynomial's
	end    float64          // where the solution left it
	y      [nodes][]float64 // solver components at equal distances
	held   []float64        // all states, for the held ones; shared by the pieces of a stretch
}

func newPast(f *field, start float64) *past {
	h := &past{f: f, start: start, base: start, values: make([]float64, len(f.p.Delays)), full: make([]float64, len(f.p.States))}
	for i := range h.ft {
		h.ft[i] = make([]float64, len(f.p.States))
	}
	h.read, h.all = make([]bool, len(f.p.Delays)), make([]bool, len(f.p.Delays))
	h.mark(&f.p.RHS)
	h.mark(&f.p.RootFns)
	for i := len(h.read) - 1; i >= 0; i-- {
		h.all[i] = true
		h.active = h.active || h.read[i]
		for j := 0; j < i && h.read[i] && f.p.Delays[i].Nested; j++ {
			h.read[j] = true
		}
	}
	return h
}

// mark notes the delayed values that a section uses.
func (h *past) mark(s *compile.Section) {
	p := h.f.p
	use := func(slots ...int32) {
		for _, slot := range slots {
			if i := slot - p.DelayedBase; i >= 0 && int(i) < len(h.read) {
				h.read[i] = true
			}
		}
	}
	for _, in := range s.Code {
		if in.Op == compile.Sum {
			use(p.Args[in.A : in.A+in.B+in.C]...)
		} else {
			use(in.A, in.B, in.C)
		}
	}
	use(s.Out...)
}

// fill sets some of the delayed values for time t and states full.
func (h *past) fill(t float64, full []float64, which []bool) {
	h.evaluate(t, full, which, t <= h.base, h.values)
	for i, v := range h.values {
		h.f.m.SetDelayed(0, i, v)
	}
}

// evaluate computes delayed values for time t and states full. Those that depend on others come after them.
func (h *past) evaluate(t float64, full []float64, which []bool, after bool, values []float64) {
	out := h.take()
	defer h.give(out)
	h.f.m.Delays([]float64{t}, full, out)
	for i := range values {
		if !which[i] {
			continue
		}
		if h.f.p.Delays[i].Nested {
			for j := range i {
				h.f.m.SetDelayed(0, j, values[j])
			}
			h.f.m.Delays([]float64{t}, full, out)
		}
		values[i] = h.value(i, t, out[2*i], out[2*i+1], after)
	}
}

// value is delayed value i at time t; now is its operand at t itself.
func (h *past) value(i int, t, now, lag float64, after bool) float64 {
	switch {
	case lag == 0:
		return now
	case !(lag > 0):
		if h.bad == nil {
			h.bad = &RunError{Code: "delay.lag", Time: t, Reason: fmt.Sprintf("the lag of %s is %g, which must be a number and not negative", h.f.p.Delays[i].Label, lag)}
		}
		return math.NaN()
	}
	s := t - lag
	slack := 16 * 0x1p-52 * max(math.Abs(t), lag)
	full := make([]float64, len(h.full))
	switch {
	case s < h.start-slack, s < h.start+slack && !after:
		if b := h.f.p.Delays[i].Before; b >= 0 {
			out := make([]float64, len(h.f.p.Before.Out))
			h.f.m.Before([]float64{s}, h.first, out)
			return out[b]
		}
		copy(full, h.first)
	default:
		h.state(s, slack, after, full)
	}
	if h.f.p.Delays[i].Nested {
		inner := make([]float64, i)
		h.evaluate(s, full, h.all, after, inner)
		for j, v := range inner {
			h.f.m.SetDelayed(0, j, v)
		}
	}
	out := h.take()
	defer h.give(out)
	h.f.m.Delays([]float64{s}, full, out)
	return out[2*i]
}

// state puts all states at time s of the past into full.
func (h *past) state(s, slack float64, after bool, full []float64) {
	if len(h.pieces) == 0 {
		if s > h.start+slack {
			h.overrun = true
		}
		copy(full, h.f.full)
		return
	}
	// k is the last piece that begins before s: at the border of two, the later one for the value after.
	edge := s - slack
	if after {
		edge = s + slack
	}
	k, _ := slices.BinarySearchFunc(h.pieces, edge, func(p piece, x float64) int {
		if p.t0 <= x {
			return -1
		}
		return 1
	})
	k = max(0, k-1)
	p := &h.pieces[k]
	if s > p.end+slack {
		h.overrun = true
	}
	copy(full, p.held)
	h.f.polynomial(p, s, full)
}

// polynomial evaluates the moving states of a piece at s.
func (f *field) polynomial(p *piece, s float64, full []float64) {
	x := float64(nodes-1) * ((s - p.t0) / (p.t1 - p.t0))
	var weight [nodes]float64
	for k := range weight {
		v := 1.0
		for j := range nodes {
			if j != k {
				v *= (x - float64(j)) / float64(k-j)
			}
		}
		weight[k] = v
	}
	for c, i := range f.move {
		v := 0.0
		for k := range weight {
			v += float64(weight[k] * p.y[k][c])
		}
		full[i] = v
	}
}

// keep stores the step from t0 to t1, read by at.
func (h *past) keep(t0, t1 float64, at func(t float64, y []float64)) {
	p := piece{t0: t0, t1: t1, end: t1}
	if last := len(h.pieces) - 1; last >= 0 && h.base < t0 {
		p.held = h.pieces[last].held
	} else {
		p.held = slices.Clone(h.f.full)
	}
	for k := range p.y {
		p.y[k] = make([]float64, h.f.components())
		t := t1
		if k < nodes-1 {
			t = t0 + float64((t1-t0)*(float64(k)/(nodes-1)))
		}
		at(t, p.y[k])
	}
	h.pieces = append(h.pieces, p)
}

// cut ends the last piece at t, from where the run goes on otherwise. The polynomial stays.
func (h *past) cut(t float64) { h.pieces[len(h.pieces)-1].end = t }

// addTimeDerivative adds to ft what the delayed values contribute to ∂f/∂t, by differences into the time ahead, which the lag covers.
func (h *past) addTimeDerivative(t float64, y, ft []float64) {
	full := h.f.solving(t, y)
	step := math.Inf(1)
	out := h.take()
	defer h.give(out)
	h.f.m.Delays([]float64{t}, full, out)
	for i := range h.f.p.Delays {
		if lag := out[2*i+1]; lag > 0 && h.read[i] {
			step = min(step, 1e-5*lag)
		}
	}
	if math.IsInf(step, 1) {
		return
	}
	copy(h.full, full)
	h.f.m.RHS([]float64{t}, h.full, h.f.rate)
	now := slices.Clone(h.f.rate)
	for k := range h.ft {
		h.fill(t+float64(float64(k+1)*step), h.full, h.read)
		h.f.m.RHS([]float64{t}, h.full, h.ft[k])
	}
	for c, i := range h.f.move {
		d := float64(-3*now[i]) + float64(4*h.ft[0][i]) - h.ft[1][i]
		ft[c] += d / (2 * step)
	}
	h.fill(t, h.full, h.read)
}

func (h *past) take() []float64 {
	if n := len(h.buffers); n > 0 {
		b := h.buffers[n-1]
		h.buffers = h.buffers[:n-1]
		return b
	}
	return make([]float64, 2*len(h.f.p.Delays))
}

func (h *past) give(b []float64) { h.buffers = append(h.buffers, b) }

// fixedLags are the positive lags that never change, and the shortest that the equations read.
func (h *past) fixedLags() (lags []float64, shortest float64) {
	shortest = math.Inf(1)
	out := h.take()
	defer h.give(out)
	h.f.m.Delays([]float64{h.start}, h.f.full, out)
	for i, d := range h.f.p.Delays {
		if lag := out[2*i+1]; d.Fixed && lag > 0 && !math.IsInf(lag, 1) {
			lags = append(lags, lag)
			if h.read[i] {
				shortest = min(shortest, lag)
			}
		}
	}
	slices.Sort(lags)
	return slices.Compact(lags), shortest
}

// echoes are the times at which a discontinuity of the past comes back: smoothed by one order each time round. They are stops
// of the integration until they are smoother than the methods can see.
type echoes struct {
	lags  []float64
	times []echo // by time
}

type echo struct {
	t     float64
	order int
}

// smooth is the order from which on a discontinuity does not matter, one above that of the methods.
const smooth = 6

// next is the time of the next echo.
func (e *echoes) next() float64 {
	if len(e.times) == 0 {
		return math.Inf(1)
	}
	return e.times[0].t
}

// arrive tells that the integration starts anew at t: the echo that is due there comes back later, or something new happened.
func (e *echoes) arrive(t float64, happened bool) {
	order := smooth
	if happened {
		order = 0
	}
	for len(e.times) > 0 && e.times[0].t <= t {
		order = min(order, e.times[0].order)
		e.times = e.times[1:]
	}
	if order+1 >= smooth {
		return
	}
	for _, lag := range e.lags {
		n := echo{t + lag, order + 1}
		k, _ := slices.BinarySearchFunc(e.times, n.t, func(x echo, t float64) int {
			if x.t < t {
				return -1
			}
			return 1
		})
		if k < len(e.times) && e.times[k].t == n.t {
			e.times[k].order = min(e.times[k].order, n.order)
			continue
		}
		e.times = slices.Insert(e.times, k, n)
	}
}
