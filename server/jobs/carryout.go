package jobs

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"runtime/debug"
	"slices"
	"sync"
	"time"

	"jakstat/server/store"
)

// after is how long the store may take to note the end of a job whose context has ended.
const after = 10 * time.Second

// carryOut works on a claimed job to its end. process ends when the process is to stop, ctx also when the job is cancelled or lost.
func (r *Runner) carryOut(process, ctx context.Context, j store.Job, a *activity) {
	end := func(s store.State, text string, result []byte) {
		late, cancel := context.WithTimeout(context.WithoutCancel(process), after)
		defer cancel()
		if _, err := r.conf.Store.Finish(late, j.ID, r.owner, s, text, result, time.Now()); err != nil {
			r.conf.Log.Error("jobs: the end of a job could not be stored", "job", j.ID, "error", err)
		}
		if err := r.conf.Store.Prune(late, r.conf.Keep); err != nil {
			r.conf.Log.Error("jobs: old jobs could not be removed", "error", err)
		}
	}
	if j.Attempts > r.conf.Attempts {
		end(store.Interrupted, fmt.Sprintf("begun %d times, and each time the process ended before the job did; its %d finished pieces are kept", j.Attempts-1, j.Done), nil)
		return
	}
	var beat sync.WaitGroup
	stop := make(chan struct{})
	beat.Go(func() { r.heartbeat(ctx, stop, j.ID, a) })
	result, err := r.compute(ctx, j, a)
	close(stop)
	beat.Wait()
	switch {
	case err == nil:
		end(store.Done, "", result)
	case process.Err() != nil: // the process stops: the job waits for the next one
		late, cancel := context.WithTimeout(context.WithoutCancel(process), after)
		defer cancel()
		if err := r.conf.Store.Release(late, j.ID, r.owner); err != nil {
			r.conf.Log.Error("jobs: a job could not be put back", "job", j.ID, "error", err)
		}
	case ctx.Err() != nil: // cancelled, or another process has it
	case errors.As(err, new(storeError)): // its lease ends, and then it is begun again
		r.conf.Log.Error("jobs: the store failed", "job", j.ID, "error", err)
	default:
		log := r.conf.Log.With("job", j.ID, "kind", j.Kind, "error", err)
		if d := (defect{}); errors.As(err, &d) {
			log = log.With("stack", string(d.stack))
		}
		log.Error("jobs: a job failed")
		end(store.Failed, message(err), nil)
	}
}

// heartbeat prolongs the lease and notes the progress until the job ends. Where the job is no longer this process's, it is given up.
func (r *Runner) heartbeat(ctx context.Context, stop <-chan struct{}, id string, a *activity) {
	tick := time.NewTicker(r.conf.Lease / 4)
	defer tick.Stop()
	last := time.Now()
	for {
		select {
		case <-stop:
			return
		case <-ctx.Done():
			return
		case <-tick.C:
		}
		now := time.Now()
		ok, err := r.conf.Store.Renew(ctx, id, r.owner, now.Add(r.conf.Lease), a.progress())
		switch {
		case err == nil && !ok, err != nil && now.Sub(last) > r.conf.Lease:
			a.cancel()
			return
		case err == nil:
			last = now
		}
	}
}

// compute runs the pieces that are not stored yet and merges all.
func (r *Runner) compute(ctx context.Context, j store.Job, a *activity) (result []byte, err error) {
	k, err := r.Kind(j.Kind)
	if err != nil {
		return nil, err
	}
	w, err := k.Plan(j.Params)
	if err != nil {
		return nil, err
	}
	n := w.Shards()
	if n != j.Shards {
		if err := r.conf.Store.SetShards(ctx, j.ID, n); err != nil {
			return nil, storeError{err}
		}
	}
	stored, err := r.conf.Store.Stored(ctx, j.ID)
	if err != nil {
		return nil, storeError{err}
	}
	a.mu.Lock()
	a.shards = n
	for _, i := range stored {
		a.done[i] = true
	}
	a.mu.Unlock()
	if err := r.pieces(ctx, j, w, a, n, stored); err != nil {
		return nil, err
	}
	all := make([][]byte, n)
	for i := range all {
		if all[i], err = r.conf.Store.Shard(ctx, j.ID, i); err != nil {
			return nil, storeError{err}
		}
	}
	return guarded(func() ([]byte, error) { return w.Merge(ctx, all) })
}

// pieces runs those that are missing; the first failure ends the others.
func (r *Runner) pieces(ctx context.Context, j store.Job, w Work, a *activity, n int, stored []int) error {
	ctx, cancel := context.WithCancel(ctx)
	defer cancel()
	var wg sync.WaitGroup
	var mu sync.Mutex
	var failed error
	fail := func(err error) {
		mu.Lock()
		defer mu.Unlock()
		if failed == nil || errors.Is(failed, context.Canceled) {
			failed = err
		}
		cancel()
	}
	for i := range n {
		if slices.Contains(stored, i) {
			continue
		}
		select {
		case <-ctx.Done():
			wg.Wait()
			return cmp.Or(failed, ctx.Err())
		case r.slots <- struct{}{}:
		}
		wg.Go(func() {
			defer func() { <-r.slots }()
			if err := r.piece(ctx, j.ID, w, a, i); err != nil {
				fail(err)
			}
		})
	}
	wg.Wait()
	return failed
}

// piece computes one and stores it.
func (r *Runner) piece(ctx context.Context, id string, w Work, a *activity, i int) error {
	progress := func(share float64) {
		a.mu.Lock()
		a.partly[i] = max(a.partly[i], min(share, 1))
		a.mu.Unlock()
		r.tell(id)
	}
	data, err := guarded(func() ([]byte, error) { return w.Run(ctx, i, progress) })
	if err != nil {
		return err
	}
	if err := r.conf.Store.PutShard(ctx, id, i, data); err != nil {
		return storeError{err}
	}
	a.mu.Lock()
	a.done[i] = true
	delete(a.partly, i)
	a.mu.Unlock()
	r.tell(id)
	return nil
}

// storeError is a failure to keep or to find what was computed, which says nothing against the job.
type storeError struct{ error }

// Unwrap is part of error.
func (e storeError) Unwrap() error { return e.error }

// defect is a panic of the computation.
type defect struct {
	what  any
	stack []byte
}

// Error is part of error.
func (d defect) Error() string { return fmt.Sprintf("a defect: %v", d.what) }

// guarded makes an error of a panic: a defect of one job ends that job only.
func guarded(f func() ([]byte, error)) (data []byte, err error) {
	defer func() {
		if what := recover(); what != nil {
			err = defect{what, debug.Stack()}
		}
	}()
	return f()
}
