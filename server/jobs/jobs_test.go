package jobs

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"path/filepath"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"jakstat/diag"
	"jakstat/server/store"
)

// squares is a kind whose result is the list of the squares of 0..n-1, one a piece. hold, when set, keeps pieces from ending.
type squares struct {
	hold func(ctx context.Context, shard int) error
	runs *atomic.Int64
}

func (squares) Name() string  { return "squares" }
func (squares) About() string { return "squares of numbers" }

func (s squares) Plan(params json.RawMessage) (Work, error) {
	var q struct{ N int }
	if err := json.Unmarshal(params, &q); err != nil || q.N < 1 {
		return nil, diag.New(diag.Pos{Where: "params.n"}, "test.n", "%d is no number of squares", q.N).Suggest("write a number from 1")
	}
	return squareWork{s, q.N}, nil
}

type squareWork struct {
	squares
	n int
}

func (w squareWork) Shards() int   { return w.n }
func (squareWork) Command() string { return "" }

func (w squareWork) Run(ctx context.Context, i int, progress func(float64)) ([]byte, error) {
	w.runs.Add(1)
	progress(0.5)
	if w.hold != nil {
		if err := w.hold(ctx, i); err != nil {
			return nil, err
		}
	}
	return fmt.Appendf(nil, "%d", i*i), nil
}

func (squareWork) Merge(_ context.Context, all [][]byte) ([]byte, error) {
	var parts []string
	for _, b := range all {
		parts = append(parts, string(b))
	}
	return fmt.Appendf(nil, `{"squares":[%s]}`, strings.Join(parts, ",")), nil
}

// process is a runner as of one process, which stop ends in order.
func process(t *testing.T, path string, c Config, kinds ...Kind) (r *Runner, stop func()) {
	t.Helper()
	s, err := store.Open(t.Context(), "sqlite:"+path)
	if err != nil {
		t.Fatal(err)
	}
	c.Store, c.Poll = s, 10*time.Millisecond
	if c.Product == "" {
		c.Product = "v1"
	}
	r = New(c, kinds...)
	ctx, cancel := context.WithCancel(t.Context())
	var wg sync.WaitGroup
	wg.Go(func() { r.Run(ctx) })
	stop = sync.OnceFunc(func() {
		cancel()
		wg.Wait()
		if err := s.Close(); err != nil {
			t.Error(err)
		}
	})
	t.Cleanup(stop)
	return r, stop
}

// until waits for a job to become what is asked.
func until(t *testing.T, r *Runner, id string, what string, is func(store.Job) bool) store.Job {
	t.Helper()
	deadline := time.Now().Add(20 * time.Second)
	for {
		j, err := r.Get(t.Context(), id)
		if err != nil {
			t.Fatal(err)
		}
		if is(j) {
			return j
		}
		if time.Now().After(deadline) {
			t.Fatalf("the job did not come to be %s: %+v", what, j)
		}
		time.Sleep(2 * time.Millisecond)
	}
}

func finished(j store.Job) bool { return j.State.Finished() }

func submit(t *testing.T, r *Runner, params string) string {
	t.Helper()
	j, err := r.Submit(t.Context(), "me", "squares", json.RawMessage(params))
	if err != nil {
		t.Fatal(err)
	}
	return j.ID
}

func result(t *testing.T, r *Runner, id string) string {
	t.Helper()
	data, err := r.conf.Store.Result(t.Context(), id)
	if err != nil {
		t.Fatal(err)
	}
	return string(data)
}

func TestAJobIsDividedComputedAndMerged(t *testing.T) {
	kind := squares{runs: new(atomic.Int64)}
	r, _ := process(t, filepath.Join(t.TempDir(), "j.db"), Config{Workers: 3}, kind)
	id := submit(t, r, `{"n":7}`)
	if j := until(t, r, id, "finished", finished); j.State != store.Done || j.Done != 7 || j.Progress != 1 {
		t.Errorf("%+v", j)
	}
	if got := result(t, r, id); got != `{"squares":[0,1,4,9,16,25,36]}` {
		t.Error(got)
	}
	if kind.runs.Load() != 7 {
		t.Errorf("%d runs", kind.runs.Load())
	}
}

func TestAfterARestartOnlyTheMissingPiecesAreComputed(t *testing.T) {
	path := filepath.Join(t.TempDir(), "j.db")
	gate := make(chan struct{})
	first := squares{runs: new(atomic.Int64), hold: func(ctx context.Context, i int) error {
		if i < 3 {
			return nil
		}
		select {
		case <-gate:
			return nil
		case <-ctx.Done():
			return ctx.Err()
		}
	}}
	r, stop := process(t, path, Config{}, first)
	id := submit(t, r, `{"n":5}`)
	until(t, r, id, "three pieces far", func(j store.Job) bool { return j.Done == 3 && j.Progress > 0.6 })
	stop()
	second := squares{runs: new(atomic.Int64)}
	r, _ = process(t, path, Config{}, second)
	if j := until(t, r, id, "finished", finished); j.State != store.Done || j.Attempts != 1 {
		t.Errorf("%+v", j)
	}
	if second.runs.Load() != 2 {
		t.Errorf("%d pieces were computed again, not 2", second.runs.Load())
	}
	if got := result(t, r, id); got != `{"squares":[0,1,4,9,16]}` {
		t.Error(got)
	}
}

// A process that vanishes does not put its job back: another takes it over when the lease has ended, and the first changes nothing any more.
func TestAJobOfAProcessThatHasGoneIsTakenOver(t *testing.T) {
	path := filepath.Join(t.TempDir(), "j.db")
	s, err := store.Open(t.Context(), "sqlite:"+path)
	if err != nil {
		t.Fatal(err)
	}
	defer s.Close()
	if err := s.Create(t.Context(), store.Job{ID: "x", Kind: "squares", Params: []byte(`{"n":3}`), Product: "v1", Created: time.Now()}); err != nil {
		t.Fatal(err)
	}
	if _, ok, err := s.Claim(t.Context(), "x", "gone", "v1", time.Now(), time.Now().Add(150*time.Millisecond)); !ok || err != nil {
		t.Fatal(ok, err)
	}
	if err := s.PutShard(t.Context(), "x", 1, []byte("1")); err != nil {
		t.Fatal(err)
	}
	kind := squares{runs: new(atomic.Int64)}
	r, _ := process(t, path, Config{}, kind)
	if j := until(t, r, "x", "finished", finished); j.State != store.Done || j.Attempts != 2 {
		t.Errorf("%+v", j)
	}
	if kind.runs.Load() != 2 {
		t.Errorf("%d runs", kind.runs.Load())
	}
}

func TestAJobThatAlwaysEndsWithItsProcessIsGivenUp(t *testing.T) {
	path := filepath.Join(t.TempDir(), "j.db")
	s, err := store.Open(t.Context(), "sqlite:"+path)
	if err != nil {
		t.Fatal(err)
	}
	defer s.Close()
	if err := s.Create(t.Context(), store.Job{ID: "x", Kind: "squares", Params: []byte(`{"n":3}`), Product: "v1", Created: time.Now()}); err != nil {
		t.Fatal(err)
	}
	for i := range 2 {
		now := time.Now().Add(time.Duration(i-60) * time.Minute)
		if _, ok, err := s.Claim(t.Context(), "x", fmt.Sprint("gone", i), "v1", now, now.Add(time.Second)); !ok || err != nil {
			t.Fatal(ok, err)
		}
	}
	kind := squares{runs: new(atomic.Int64)}
	r, _ := process(t, path, Config{Attempts: 2}, kind)
	if j := until(t, r, "x", "finished", finished); j.State != store.Interrupted || !strings.Contains(j.Error, "begun 2 times") {
		t.Errorf("%+v", j)
	}
	if kind.runs.Load() != 0 {
		t.Error("it was begun again")
	}
}

func TestCancel(t *testing.T) {
	held := make(chan struct{}, 9)
	kind := squares{runs: new(atomic.Int64), hold: func(ctx context.Context, _ int) error {
		held <- struct{}{}
		<-ctx.Done()
		return ctx.Err()
	}}
	r, _ := process(t, filepath.Join(t.TempDir(), "j.db"), Config{}, kind)
	id := submit(t, r, `{"n":2}`)
	news, end := r.Watch(id)
	defer end()
	<-held
	if ok, err := r.Cancel(t.Context(), id); !ok || err != nil {
		t.Fatal(ok, err)
	}
	<-news
	if j := until(t, r, id, "finished", finished); j.State != store.Cancelled {
		t.Errorf("%+v", j)
	}
	if ok, err := r.Cancel(t.Context(), id); ok || err != nil {
		t.Errorf("cancelled twice: %v, %v", ok, err)
	}
}

// Another process may cancel a job through the store they share: the one that works on it notices with the next renewal of the lease.
func TestCancelledElsewhere(t *testing.T) {
	ended := make(chan struct{})
	kind := squares{runs: new(atomic.Int64), hold: func(ctx context.Context, _ int) error {
		<-ctx.Done()
		close(ended)
		return ctx.Err()
	}}
	r, _ := process(t, filepath.Join(t.TempDir(), "j.db"), Config{Lease: 40 * time.Millisecond}, kind)
	id := submit(t, r, `{"n":1}`)
	until(t, r, id, "running", func(j store.Job) bool { return kind.runs.Load() > 0 })
	if _, err := r.conf.Store.Cancel(t.Context(), id, time.Now()); err != nil {
		t.Fatal(err)
	}
	select {
	case <-ended:
	case <-time.After(20 * time.Second):
		t.Fatal("it was computed on")
	}
}

func TestFailures(t *testing.T) {
	for _, c := range []struct {
		name string
		hold func(context.Context, int) error
		want string
	}{
		{"an error", func(context.Context, int) error { return errors.New("the well is dry") }, "the well is dry"},
		{"a panic", func(context.Context, int) error { panic("the roof is gone") }, "the roof is gone"},
		{"what is wrong with the input", func(context.Context, int) error {
			return diag.List{diag.New(diag.Pos{Where: "dose"}, "x.y", "too large")}
		}, "dose: error: too large"},
	} {
		t.Run(c.name, func(t *testing.T) {
			r, _ := process(t, filepath.Join(t.TempDir(), "j.db"), Config{}, squares{runs: new(atomic.Int64), hold: c.hold})
			j := until(t, r, submit(t, r, `{"n":2}`), "finished", finished)
			if j.State != store.Failed || !strings.Contains(j.Error, c.want) || strings.Contains(j.Error, "goroutine") {
				t.Errorf("%+v; want %q in its error", j, c.want)
			}
			again := until(t, r, submit(t, r, `{"n":1}`), "finished", finished) // the runner goes on
			if again.State != store.Failed {
				t.Errorf("%+v", again)
			}
		})
	}
}

func TestWhatIsRefused(t *testing.T) {
	hold := func(ctx context.Context, _ int) error { <-ctx.Done(); return ctx.Err() }
	r, _ := process(t, filepath.Join(t.TempDir(), "j.db"), Config{Waiting: 2, All: 3}, squares{runs: new(atomic.Int64), hold: hold})
	ctx := t.Context()
	if _, err := r.Submit(ctx, "me", "cubes", nil); err == nil || !strings.Contains(err.Error(), "squares") {
		t.Errorf("an unknown kind: %v", err)
	}
	if _, err := r.Submit(ctx, "me", "squares", json.RawMessage(`{"n":0}`)); err == nil || !strings.Contains(err.Error(), "write a number") {
		t.Errorf("wrong parameters: %v", err)
	}
	for _, c := range []struct {
		client string
		want   error
	}{{"me", nil}, {"me", nil}, {"me", ErrYourFull}, {"you", nil}, {"you", ErrFull}} {
		if _, err := r.Submit(ctx, c.client, "squares", json.RawMessage(`{"n":1}`)); !errors.Is(err, c.want) {
			t.Errorf("%s: %v, not %v", c.client, err, c.want)
		}
	}
}
