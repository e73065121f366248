package ssa

import (
	"context"
	"errors"
	"fmt"
	"math"

	"jakstat/engine/compile"
	"jakstat/engine/sim/draw"
	"jakstat/engine/vm"
	"jakstat/rng"
)

// path is a run under way, made once and used for many replicates.
type path struct {
	r     *Request
	p     *compile.Program
	m     *vm.Single
	net   *network
	x     []float64 // the states, in place
	t     float64
	rates []float64 // of the reactions at the present state
	start start
	flow  *flow
	ev    *happenings
	draws *draw.Sampler

	chance uniforms
	course *Course
	out    []float64
	seen   int // observations recorded
	ticks  int // until the context is asked again
}

// start is where every replicate of a program without random initial values begins.
type start struct {
	fixed bool
	y     []float64
}

// stepper is a method: it makes the reactions up to a horizon.
type stepper interface {
	// begin readies the method at the present state.
	begin()
	// changed says that any rate may have changed at the present time; they have been computed.
	changed()
	// advance makes reactions and returns at the horizon, or when a reaction has changed what is watched.
	advance(ctx context.Context, horizon float64) error
}

// newPath readies the runs of a request that has been checked.
func newPath(r *Request) (*path, error) {
	p := r.Program
	w := &path{
		r: r, p: p, m: vm.NewSingle(p), rates: make([]float64, len(p.Jumps.Reactions)), out: make([]float64, len(p.Outputs)),
		draws: draw.NewSampler(p, r.Seed, 0), start: start{y: make([]float64, len(p.States))},
	}
	for _, s := range r.Settings {
		w.m.SetParameter(0, s.Param, s.Value)
	}
	w.m.EvalConst()
	var err error
	if w.net, err = newNetwork(p, w.m); err != nil {
		return nil, err
	}
	w.x = w.m.States()
	w.flow = newFlow(w)
	w.ev = newHappenings(w)
	return w, nil
}

func (w *path) method() stepper {
	switch w.r.Method {
	case NextReaction:
		return newNext(w)
	case TauLeap:
		return newLeap(w)
	}
	return newDirect(w)
}

// run makes one replicate; the course is overwritten by the next.
func (w *path) run(ctx context.Context, s stepper, replicate uint64) error {
	w.t, w.seen, w.ticks = w.r.Start, 0, checkEvery
	w.chance.reset(rng.Key(w.r.Seed, replicate, rng.Name("reactions"), 0))
	w.draws.Reset(w.r.Seed, replicate)
	w.course.Reactions, w.course.Leaps = 0, 0
	w.m.SetTime(w.t)
	if err := w.initial(); err != nil {
		return err
	}
	w.ev.begin(replicate)
	w.flow.begin()
	if _, err := w.happen(); err != nil {
		return err
	}
	if err := w.allRates(); err != nil {
		return err
	}
	s.begin()
	for w.t < w.r.End || w.ev.due() <= w.r.End {
		horizon := w.flow.next()
		if err := s.advance(ctx, horizon); err != nil {
			return err
		}
		acted, err := w.happen()
		if err != nil {
			return err
		}
		if acted || w.t >= horizon {
			if err := w.allRates(); err != nil {
				return err
			}
			s.changed()
		}
	}
	w.record(math.Inf(1))
	return nil
}

// initial sets the states, with their random initial values.
func (w *path) initial() error {
	if !w.start.fixed {
		err := w.draws.Draw(w.p.StartDraws, w.m.DrawArgsHere, func(i int, v float64) { w.m.SetDraw(0, i, v) })
		if err != nil {
			return w.drawError(err)
		}
		w.m.Initial(0, w.start.y)
		w.start.fixed = len(w.p.StartDraws) == 0
	}
	copy(w.x, w.start.y)
	for i, v := range w.x {
		if why := w.net.molecules(w.p, i, v); why != "" {
			return &RunError{"ssa.amount", w.t, why}
		}
	}
	return nil
}

func (w *path) drawError(err error) error {
	var bad *draw.Error
	if errors.As(err, &bad) {
		return &RunError{"draw", w.t, fmt.Sprintf("the random number of line %d: %s", bad.Pos.Line, bad.Error())}
	}
	return err
}

// happen executes the events due at the present time.
func (w *path) happen() (acted bool, err error) {
	if len(w.p.Events) == 0 {
		return false, nil
	}
	return w.ev.update()
}

// rate computes the rate of a reaction.
func (w *path) rate(i int) (float64, error) {
	a := w.m.Rate(i)
	if a >= 0 && a <= math.MaxFloat64 {
		return a, nil
	}
	r := &w.p.Jumps.Reactions[i]
	why := "which must be a number of at least 0"
	if a < 0 {
		why = "which must not be negative: write a reversible reaction as two, forward and backward"
	}
	return 0, &RunError{"ssa.rate", w.t, fmt.Sprintf("the rate of reaction %s is %g, %s", r.ID, a, why)}
}

func (w *path) allRates() (err error) {
	for i := range w.rates {
		if w.rates[i], err = w.rate(i); err != nil {
			return err
		}
	}
	return nil
}

// fire changes the state by one reaction at the present time.
func (w *path) fire(i int) error {
	for _, c := range w.net.changes[i] {
		v := w.x[c.state] + c.by
		if !(v >= 0 && v <= maxCount) {
			return w.exhausted(i, c.state, v)
		}
		w.x[c.state] = v
	}
	w.course.Reactions++
	return nil
}

func (w *path) exhausted(reaction int, state int32, v float64) error {
	return &RunError{"ssa.amount", w.t, fmt.Sprintf("reaction %s would bring %s to %g: its rate has to vanish where what it uses is used up, or counts grow beyond 2^53",
		w.p.Jumps.Reactions[reaction].ID, w.p.States[state].ID, v)}
}

// checkEvery is how many reactions are made between looks at the context.
const checkEvery = 1 << 14

func (w *path) interrupted(ctx context.Context) error {
	if w.ticks--; w.ticks > 0 {
		return nil
	}
	w.ticks = checkEvery
	return ctx.Err()
}

// record reads the observations before a time, when nothing has happened since the present one.
func (w *path) record(before float64) {
	for w.seen < len(w.r.Times) && w.r.Times[w.seen] < before {
		at := w.r.Times[w.seen]
		w.flow.look(at)
		w.m.OutputsHere(w.out)
		for o, v := range w.out {
			w.course.Values[o][w.seen] = v * w.p.Outputs[o].Scale
		}
		w.seen++
	}
}

// arrive moves the time on, after the observations before it have been read.
func (w *path) arrive(t float64) {
	if w.seen < len(w.r.Times) && w.r.Times[w.seen] < t {
		w.record(t)
	}
	w.t = t
	if w.flow.moving {
		w.flow.look(t)
	}
}

// uniforms are a stream in sequence, computed in blocks.
type uniforms struct {
	s    rng.Stream
	next uint64
	buf  [64]float64
	at   int
}

func (u *uniforms) reset(s rng.Stream) { u.s, u.next, u.at = s, 0, len(u.buf) }

func (u *uniforms) one() float64 {
	if u.at == len(u.buf) {
		u.s.Uniforms(u.buf[:], u.next)
		u.next += uint64(len(u.buf))
		u.at = 0
	}
	u.at++
	return u.buf[u.at-1]
}
