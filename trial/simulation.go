package trial

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"math"
	"slices"

	"jakstat/jak/safety"
	"jakstat/rng"
)

// Options of a simulation. The zero value of each number stands for its default.
type Options struct {
	Seed       uint64
	Replicates int     // of the whole trial; default 200
	Alpha      float64 // two-sided level of the tests of differences; default 0.05
	// Without are trials whose results the predictor must leave out.
	Without []string
	// Hazards of events (nil: those of the library), and what each arm does to them (nil: what its drug does). Held names the pool whose rates took no
	// part in the hazards, for outputs.
	Hazards *safety.Calibration
	Actions []*safety.Action
	Held    string
}

// DefaultReplicates is how often a trial is repeated.
const DefaultReplicates = 200

// shardWork is about how many patients a shard simulates: a second or two.
const shardWork = 20_000

// Simulation is a plan with its prediction, ready to run. It is not changed by running and safe for concurrent use.
type Simulation struct {
	Plan    *Plan
	Options Options

	cells     []cell
	strata    []stratum
	asks      asks
	mean      []float64
	parameter *root
	between   *root
	scores    []scoreReads
	joints    []joint
	moves     []*Move
	order     []int // arms by name
	perShard  int
	key       string
	events    *following  // nil: none
	labs      *laboratory // nil: none
}

// scoreReads is when a score is read, with what follows from it.
type scoreReads struct {
	variable rng.Variable
	reads    []read
}

type read struct {
	week   float64
	keep   float64 // correlation of what is a score's own with the read before; 0 at the first
	fresh  float64 // √(1 − keep²)
	axes   []axis
	direct []int // cells
}

// New asks the predictor and prepares a simulation. The error tells what the predictor could not answer.
func New(p *Plan, with Predictor, o Options) (*Simulation, error) {
	if o.Replicates == 0 {
		o.Replicates = DefaultReplicates
	}
	if o.Alpha == 0 {
		o.Alpha = 0.05
	}
	s := &Simulation{Plan: p, Options: o, cells: p.cells(), strata: p.strata(), moves: p.moves(), order: p.byName()}
	s.asks = p.ask(s.cells, s.strata)
	n := len(s.asks.list)
	pred := &Prediction{}
	var err error
	if n > 0 { // a trial that only follows events asks nothing
		if pred, err = with.Predict(s.asks.list, o.Without...); err != nil {
			return nil, err
		}
	}
	if len(pred.Mean) != n {
		return nil, fmt.Errorf("trial: %d predictions for %d asks", len(pred.Mean), n)
	}
	s.mean = pred.Mean
	if s.parameter, err = newRoot(pred.Parameter, n); err != nil {
		return nil, err
	}
	if s.between, err = newRoot(pred.Between, n); err != nil {
		return nil, err
	}
	if p.Events != nil {
		if s.events, err = newFollowing(p, &s.Options); err != nil {
			return nil, err
		}
	}
	s.reads()
	s.perShard = max(1, min(25, shardWork/max(1, p.Patients())))
	if p.Laboratory != nil {
		if s.labs, err = newLaboratory(p, &s.Options); err != nil {
			return nil, err
		}
		s.perShard = max(1, min(s.perShard, labShardWork/max(1, p.Patients())))
	}
	s.sign()
	return s, nil
}

// reads sorts the cells by score and week.
func (s *Simulation) reads() {
	p := s.Plan
	s.joints = p.joints(s.cells)
	var names []string
	for _, e := range p.Endpoints {
		if len(e.Both) == 0 && !slices.Contains(names, e.Score) {
			names = append(names, e.Score)
		}
	}
	for _, name := range names {
		var weeks []float64
		by := map[float64][]int{}
		for c, x := range s.cells {
			if e := &p.Endpoints[x.endpoint]; e.Score != name || len(e.Both) > 0 {
				continue
			}
			if by[x.week] == nil {
				weeks = append(weeks, x.week)
			}
			by[x.week] = append(by[x.week], c)
		}
		slices.Sort(weeks)
		out := scoreReads{variable: rng.Name("trial score " + name)}
		for i, w := range weeks {
			r := read{week: w}
			if i > 0 {
				r.keep = math.Exp(-(w - weeks[i-1]) / p.Memory)
			}
			r.fresh = math.Sqrt(1 - float64(r.keep*r.keep))
			r.axes, r.direct = p.axes(s.cells, by[w])
			out.reads = append(out.reads, r)
		}
		s.scores = append(s.scores, out)
	}
}

// sign is the hash of everything that the draws depend on, by which kept shards are recognised.
func (s *Simulation) sign() {
	h := sha256.New()
	p := s.Plan
	fmt.Fprintln(h, s.Options.Seed, s.Options.Replicates, s.cells, s.strata, s.asks.index, s.mean, s.parameter.rows, s.between.rows, p.Missing, p.Correlation, p.Memory, s.perShard)
	for _, a := range p.Arms {
		fmt.Fprintln(h, a.Label, a.N, a.Dropout)
	}
	for _, e := range p.Endpoints {
		fmt.Fprintf(h, "%q %q %v %v\n", e.Name, e.Score, e.Weeks, e.SD)
	}
	for _, m := range s.moves {
		fmt.Fprintln(h, *m)
	}
	if s.events != nil {
		s.events.sign(h)
	}
	if s.labs != nil {
		s.labs.sign(h)
	}
	s.key = hex.EncodeToString(h.Sum(nil)[:16])
}

// Key names the simulation: two with one key give the same results to the last bit, but for the level of the tests.
func (s *Simulation) Key() string { return s.key }

// Names of what is drawn.
var (
	parameterName = rng.Name("trial parameters")
	betweenName   = rng.Name("trial between trials")
	patientName   = rng.Name("trial patient")
	dropoutName   = rng.Name("trial dropout")
)

// draw gives the linear predictors of a replicate: as the parameters drawn have it, and for this trial.
func (s *Simulation) draw(replicate int) (parameter, trial []float64) {
	normals := func(name rng.Variable, k int) []float64 {
		out := make([]float64, k)
		stream := rng.Key(s.Options.Seed, uint64(replicate), name, 0)
		stream.Normals(out, 0)
		return out
	}
	parameter = slices.Clone(s.mean)
	s.parameter.add(parameter, normals(parameterName, s.parameter.k))
	trial = slices.Clone(parameter)
	s.between.add(trial, normals(betweenName, s.between.k))
	return parameter, trial
}

// Tally counts the patients of an arm and stratum at a cell: their number, responders or sum of changes, sum of squares.
type Tally struct{ N, Sum, Squares float64 }

func (t *Tally) add(x float64) {
	t.N++
	t.Sum += x
	t.Squares += float64(x * x)
}

// tallies are laid out by arm, stratum, cell.
func (s *Simulation) at(arm, stratum, c int) int { return (arm*len(s.strata)+stratum)*len(s.cells) + c }

// replicate simulates the trial once. Patients are enrolled one by one, so that memory does not depend on how many they are. see, when not nil, is told of every
// reading.
func (s *Simulation) replicate(ctx context.Context, number int, see func(Reading)) ([]Tally, error) {
	p := s.Plan
	_, eta := s.draw(number)
	w := newWalk(s, number, eta)
	w.see = see
	out := make([]Tally, len(p.Arms)*len(s.strata)*len(s.cells))
	if len(out) == 0 {
		return out, nil
	}
	w.out = out
	enrolled := make([]int, len(p.Arms))
	within := make([][]int, len(s.strata))
	for i := range within {
		within[i] = make([]int, len(p.Arms))
	}
	for i := range p.Patients() {
		if i&1023 == 0 && ctx.Err() != nil {
			return nil, context.Cause(ctx)
		}
		st := w.stratumOf(uint64(i))
		arm := s.allocate(within[st], enrolled)
		within[st][arm]++
		enrolled[arm]++
		w.patient(uint64(i), arm, st)
	}
	return out, nil
}

// allocate gives the next patient of a stratum to the arm that is furthest below its part of that stratum and not yet full: as permuted blocks within strata
// do, balanced at every time.
func (s *Simulation) allocate(within, enrolled []int) int {
	best, least := -1, math.Inf(1)
	for _, a := range s.order {
		n := s.Plan.Arms[a].N
		if enrolled[a] >= n {
			continue
		}
		if f := (float64(within[a]) + 0.5) / float64(n); f < least {
			best, least = a, f
		}
	}
	return best
}
