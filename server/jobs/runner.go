package jobs

import (
	"context"
	"crypto/rand"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"log/slog"
	"slices"
	"sync"
	"time"

	"jakstat/diag"
	"jakstat/server/store"
)

// Config of a runner. Zero values stand for the defaults.
type Config struct {
	Store   store.Store
	Product string // version of the program: pieces of another one are not used
	Log     *slog.Logger
	Workers int           // pieces at the same time; default 1
	Active  int           // jobs at the same time; default 2
	Waiting int           // jobs that are not finished, of one client; default 8
	All     int           // jobs that are not finished, of all; default 64
	Keep    int           // finished jobs that are kept; default 200
	Lease   time.Duration // after which another process takes over a job of one that has gone; default 5 s
	Poll    time.Duration // between looks at the store; default 1 s
	// Attempts after which a job that always ends with its process is given up; default 5.
	Attempts int
}

func (c Config) withDefaults() Config {
	or := func(v *int, otherwise int) {
		if *v <= 0 {
			*v = otherwise
		}
	}
	or(&c.Workers, 1)
	or(&c.Active, 2)
	or(&c.Waiting, 8)
	or(&c.All, 64)
	or(&c.Keep, 200)
	or(&c.Attempts, 5)
	if c.Lease <= 0 {
		c.Lease = 5 * time.Second
	}
	if c.Poll <= 0 {
		c.Poll = time.Second
	}
	if c.Log == nil {
		c.Log = slog.New(slog.DiscardHandler)
	}
	return c
}

// Runner works on the jobs of a store.
type Runner struct {
	conf  Config
	owner string
	kinds []Kind
	slots chan struct{}
	kick  chan struct{}

	mu     sync.Mutex
	active map[string]*activity
	told   map[string]map[chan struct{}]bool
}

// activity is a job that this process works on.
type activity struct {
	cancel context.CancelFunc
	mu     sync.Mutex
	shards int
	done   map[int]bool
	partly map[int]float64
}

// progress is the finished share of the whole.
func (a *activity) progress() float64 {
	a.mu.Lock()
	defer a.mu.Unlock()
	if a.shards == 0 {
		return 0
	}
	sum := float64(len(a.done))
	for _, p := range a.partly {
		sum += p
	}
	return min(1, sum/float64(a.shards))
}

// New returns a runner that knows some kinds.
func New(c Config, kinds ...Kind) *Runner {
	c = c.withDefaults()
	return &Runner{
		conf: c, owner: newID(), kinds: kinds, slots: make(chan struct{}, c.Workers), kick: make(chan struct{}, 1),
		active: map[string]*activity{}, told: map[string]map[chan struct{}]bool{},
	}
}

// Kinds are the kinds of work there are.
func (r *Runner) Kinds() []Kind { return r.kinds }

// Kind finds a kind by its name; the error is a diag.Diagnostic.
func (r *Runner) Kind(name string) (Kind, error) {
	var names []string
	for _, k := range r.kinds {
		if k.Name() == name {
			return k, nil
		}
		names = append(names, k.Name())
	}
	return nil, diag.New(diag.Pos{Where: "kind"}, "jobs.kind", "there is no kind of job %q", clip(name)).Suggest("%s", diag.DidYouMean(name, names))
}

func clip(s string) string {
	if len(s) > 80 {
		return s[:80] + "…"
	}
	return s
}

// Errors of Submit.
var (
	ErrFull     = errors.New("jobs: too many jobs are not finished")
	ErrYourFull = errors.New("jobs: too many jobs of this client are not finished")
)

// Submit checks parameters and queues a job.
func (r *Runner) Submit(ctx context.Context, client, kind string, params json.RawMessage) (store.Job, error) {
	k, err := r.Kind(kind)
	if err != nil {
		return store.Job{}, err
	}
	if len(params) == 0 {
		params = json.RawMessage("{}")
	}
	w, err := k.Plan(params)
	if err != nil {
		return store.Job{}, err
	}
	r.mu.Lock() // two at once do not both take the last place
	defer r.mu.Unlock()
	list, err := r.conf.Store.Waiting(ctx, time.Now().Add(1000*time.Hour), r.conf.All+1) // with those whose lease lasts
	if err != nil {
		return store.Job{}, err
	}
	if len(list) >= r.conf.All {
		return store.Job{}, ErrFull
	}
	if mine := slices.DeleteFunc(list, func(j store.Job) bool { return j.Client != client }); len(mine) >= r.conf.Waiting {
		return store.Job{}, ErrYourFull
	}
	j := store.Job{ID: newID(), Kind: kind, Params: params, Product: r.conf.Product, Client: client, State: store.Queued, Shards: w.Shards(), Created: time.Now().UTC()}
	if err := r.conf.Store.Create(ctx, j); err != nil {
		return store.Job{}, err
	}
	r.wake()
	return j, nil
}

func newID() string {
	var b [8]byte
	_, _ = rand.Read(b[:]) // it never fails
	return hex.EncodeToString(b[:])
}

func (r *Runner) wake() {
	select {
	case r.kick <- struct{}{}:
	default:
	}
}

// Get returns a job with the progress it has made by now.
func (r *Runner) Get(ctx context.Context, id string) (store.Job, error) {
	j, err := r.conf.Store.Get(ctx, id)
	if err != nil {
		return j, err
	}
	r.mu.Lock()
	a := r.active[id]
	r.mu.Unlock()
	if a != nil && !j.State.Finished() {
		j.Progress = a.progress()
	}
	return j, nil
}

// Cancel ends a job that is not finished; ok is false where it is.
func (r *Runner) Cancel(ctx context.Context, id string) (ok bool, err error) {
	ok, err = r.conf.Store.Cancel(ctx, id, time.Now())
	if err != nil || !ok {
		return ok, err
	}
	r.mu.Lock()
	if a := r.active[id]; a != nil {
		a.cancel()
	}
	r.mu.Unlock()
	r.tell(id)
	return true, nil
}

// Run works until the context ends; jobs under way then go back into the queue with the pieces they have.
func (r *Runner) Run(ctx context.Context) {
	var wg sync.WaitGroup
	defer wg.Wait()
	tick := time.NewTicker(r.conf.Poll)
	defer tick.Stop()
	for {
		r.take(ctx, &wg)
		select {
		case <-ctx.Done():
			return
		case <-tick.C:
		case <-r.kick:
		}
	}
}

// take begins jobs as long as there is room.
func (r *Runner) take(ctx context.Context, wg *sync.WaitGroup) {
	r.mu.Lock()
	room := r.conf.Active - len(r.active)
	r.mu.Unlock()
	if room <= 0 {
		return
	}
	list, err := r.conf.Store.Waiting(ctx, time.Now(), room)
	if err != nil {
		if ctx.Err() == nil {
			r.conf.Log.Error("jobs: the store cannot be read", "error", err)
		}
		return
	}
	for _, j := range list {
		now := time.Now()
		j, ok, err := r.conf.Store.Claim(ctx, j.ID, r.owner, r.conf.Product, now, now.Add(r.conf.Lease))
		if err != nil || !ok {
			continue // taken by another process, or removed
		}
		jobCtx, cancel := context.WithCancel(ctx)
		a := &activity{cancel: cancel, shards: j.Shards, done: map[int]bool{}, partly: map[int]float64{}}
		r.mu.Lock()
		r.active[j.ID] = a
		r.mu.Unlock()
		wg.Go(func() {
			defer cancel()
			r.carryOut(ctx, jobCtx, j, a)
			r.mu.Lock()
			delete(r.active, j.ID)
			r.mu.Unlock()
			r.tell(j.ID)
			r.wake()
		})
	}
}

// Watch returns a channel that receives when there may be news of a job, and a function that ends this.
func (r *Runner) Watch(id string) (news <-chan struct{}, end func()) {
	c := make(chan struct{}, 1)
	r.mu.Lock()
	defer r.mu.Unlock()
	if r.told[id] == nil {
		r.told[id] = map[chan struct{}]bool{}
	}
	r.told[id][c] = true
	return c, func() {
		r.mu.Lock()
		defer r.mu.Unlock()
		delete(r.told[id], c)
		if len(r.told[id]) == 0 {
			delete(r.told, id)
		}
	}
}

func (r *Runner) tell(id string) {
	r.mu.Lock()
	defer r.mu.Unlock()
	for c := range r.told[id] {
		select {
		case c <- struct{}{}:
		default:
		}
	}
}

// message words why a job failed: what is wrong with its parameters in full, a defect in brief.
func message(err error) string {
	var l diag.List
	var d diag.Diagnostic
	if errors.As(err, &l) || errors.As(err, &d) {
		return err.Error()
	}
	return fmt.Sprintf("it could not be computed: %v", err)
}
