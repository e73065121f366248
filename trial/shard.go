package trial

import (
	"context"
	"encoding/json"
	"fmt"
	"runtime"
	"slices"
	"sync"
	"sync/atomic"
)

// shard is a run of replicates as it is kept.
type shard struct {
	Key     string      `json:"key"`
	Index   int         `json:"index"`
	Tallies [][]Tally   `json:"tallies"` // by replicate
	Events  []*history  `json:"events,omitempty"`
	Labs    []*labTally `json:"laboratory,omitempty"` // of the first replicates
}

// MarshalJSON writes the three numbers; a whole number of patients and the shortest decimals lose nothing.
func (t Tally) MarshalJSON() ([]byte, error) { return json.Marshal([3]float64{t.N, t.Sum, t.Squares}) }

// UnmarshalJSON reads the three numbers.
func (t *Tally) UnmarshalJSON(data []byte) error {
	var v [3]float64
	if err := json.Unmarshal(data, &v); err != nil {
		return err
	}
	t.N, t.Sum, t.Squares = v[0], v[1], v[2]
	return nil
}

// NumShards is into how many pieces of work the replicates are divided; it depends on the plan and the options alone.
func (s *Simulation) NumShards() int {
	return (s.Options.Replicates + s.perShard - 1) / s.perShard
}

// RunShard simulates the replicates of a piece and returns them as JSON, for [Simulation.Merge]. Pieces may run anywhere and in any order.
func (s *Simulation) RunShard(ctx context.Context, i int) ([]byte, error) {
	if i < 0 || i >= s.NumShards() {
		return nil, fmt.Errorf("trial: there is no shard %d of %d", i, s.NumShards())
	}
	out := shard{Key: s.key, Index: i}
	for r := i * s.perShard; r < min((i+1)*s.perShard, s.Options.Replicates); r++ {
		t, err := s.replicate(ctx, r, nil)
		if err != nil {
			return nil, err
		}
		out.Tallies = append(out.Tallies, t)
		if s.events != nil {
			h, err := s.events.replicate(ctx, r)
			if err != nil {
				return nil, err
			}
			out.Events = append(out.Events, h)
		}
		if s.labs != nil && r < s.labs.replicates {
			l, err := s.labs.replicate(ctx, r)
			if err != nil {
				return nil, err
			}
			out.Labs = append(out.Labs, l)
		}
	}
	return json.Marshal(out)
}

// Fits tells whether a kept piece is piece i of this simulation, whole and readable.
func (s *Simulation) Fits(i int, data []byte) bool {
	_, err := s.open(i, data)
	return err == nil
}

func (s *Simulation) open(i int, data []byte) (*shard, error) {
	var x shard
	if err := json.Unmarshal(data, &x); err != nil {
		return nil, fmt.Errorf("trial: shard %d: %w", i, err)
	}
	want := min(s.perShard, s.Options.Replicates-i*s.perShard)
	size := len(s.Plan.Arms) * len(s.strata) * len(s.cells)
	if x.Key != s.key || x.Index != i || len(x.Tallies) != want {
		return nil, fmt.Errorf("trial: shard %d belongs to another simulation", i)
	}
	for _, t := range x.Tallies {
		if len(t) != size {
			return nil, fmt.Errorf("trial: shard %d has %d tallies, not %d", i, len(t), size)
		}
	}
	if s.events != nil && (len(x.Events) != want || slices.ContainsFunc(x.Events, func(h *history) bool { return !s.events.fits(h) })) {
		return nil, fmt.Errorf("trial: shard %d does not hold its events", i)
	}
	if s.labs != nil && (len(x.Labs) != max(0, min(want, s.labs.replicates-i*s.perShard)) || slices.ContainsFunc(x.Labs, func(l *labTally) bool { return !s.labs.fits(l) })) {
		return nil, fmt.Errorf("trial: shard %d does not hold its laboratory values", i)
	}
	return &x, nil
}

// Merge summarises all pieces, in their order.
func (s *Simulation) Merge(shards [][]byte) (*Result, error) {
	if len(shards) != s.NumShards() {
		return nil, fmt.Errorf("trial: %d shards of %d", len(shards), s.NumShards())
	}
	var all [][]Tally
	var events []*history
	var labs []*labTally
	for i, data := range shards {
		x, err := s.open(i, data)
		if err != nil {
			return nil, err
		}
		all, events = append(all, x.Tallies...), append(events, x.Events...)
		labs = append(labs, x.Labs...)
	}
	r := s.summarise(all)
	if s.events != nil {
		r.Events = s.events.summarise(events)
	}
	if s.labs != nil {
		r.Laboratory = s.labs.summarise(labs)
	}
	return r, nil
}

// Run simulates all replicates on as many processors as there are. kept, which may be nil, gives a piece that was done before (nil: none) and store keeps
// one; done is told of each piece. All three may be called from several goroutines.
func (s *Simulation) Run(ctx context.Context, kept func(i int) []byte, store func(i int, data []byte) error, done func()) (*Result, error) {
	ctx, cancel := context.WithCancelCause(ctx)
	defer cancel(nil)
	shards := make([][]byte, s.NumShards())
	var next atomic.Int64
	var group sync.WaitGroup
	for range min(runtime.GOMAXPROCS(0), len(shards)) {
		group.Go(func() {
			for ctx.Err() == nil {
				i := int(next.Add(1)) - 1
				if i >= len(shards) {
					return
				}
				if err := s.piece(ctx, i, &shards[i], kept, store); err != nil {
					cancel(err)
					return
				}
				if done != nil {
					done()
				}
			}
		})
	}
	group.Wait()
	if ctx.Err() != nil {
		return nil, context.Cause(ctx)
	}
	return s.Merge(shards)
}

func (s *Simulation) piece(ctx context.Context, i int, into *[]byte, kept func(int) []byte, store func(int, []byte) error) error {
	if kept != nil {
		if data := kept(i); data != nil && s.Fits(i, data) {
			*into = data
			return nil
		}
	}
	data, err := s.RunShard(ctx, i)
	if err != nil {
		return err
	}
	*into = data
	if store != nil {
		return store(i, data)
	}
	return nil
}

// Patients simulates one replicate and hands on every reading of every patient, in the order of enrolment.
func (s *Simulation) Patients(ctx context.Context, replicate int, see func(Reading)) error {
	_, err := s.replicate(ctx, replicate, see)
	return err
}
