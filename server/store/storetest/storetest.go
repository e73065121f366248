// Package storetest is the suite that every store must pass. It knows the promises of store.Store; it must not know any database.
package storetest

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"slices"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"jakstat/server/store"
)

var epoch = time.Date(2026, 1, 2, 3, 4, 5, 678_000, time.UTC)

func at(seconds int) time.Time { return epoch.Add(time.Duration(seconds) * time.Second) }

// Run tests a store. open returns the same store each time it is called with one name, as after a restart, and an empty one for a new name.
func Run(t *testing.T, open func(t *testing.T, name string) store.Store) {
	for _, c := range []struct {
		name string
		test func(*testing.T, func() store.Store)
	}{
		{"life", life}, {"restart", restart}, {"lease", lease}, {"cancel", cancel}, {"version", version}, {"lists", lists}, {"many", many}, {"bytes", anyBytes}, {"none", none},
	} {
		t.Run(c.name, func(t *testing.T) { c.test(t, func() store.Store { return open(t, c.name) }) })
	}
}

func check(t *testing.T, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}

func job(id string, second int) store.Job {
	return store.Job{ID: id, Kind: "count", Params: []byte(`{"n":3}`), Product: "v1", Client: "127.0.0.1", Created: at(second)}
}

// life is a job from the queue to its result.
func life(t *testing.T, open func() store.Store) {
	ctx, s := t.Context(), open()
	defer s.Close()
	check(t, s.Create(ctx, job("a", 0)))
	if err := s.Create(ctx, job("a", 1)); err == nil {
		t.Error("a second job with one id was taken")
	}
	j, ok, err := s.Claim(ctx, "a", "me", "v1", at(1), at(10))
	if err != nil || !ok || j.State != store.Running || j.Attempts != 1 || j.Owner != "me" || !j.Started.Equal(at(1)) || string(j.Params) != `{"n":3}` || !j.Created.Equal(at(0)) {
		t.Fatalf("claimed %+v, %v, %v", j, ok, err)
	}
	check(t, s.SetShards(ctx, "a", 3))
	check(t, s.PutShard(ctx, "a", 2, []byte("two")))
	check(t, s.PutShard(ctx, "a", 0, []byte("zero")))
	check(t, s.PutShard(ctx, "a", 0, []byte("other"))) // the first stays
	numbers, err := s.Stored(ctx, "a")
	if err != nil || !slices.Equal(numbers, []int{0, 2}) {
		t.Fatalf("stored %v, %v", numbers, err)
	}
	data, err := s.Shard(ctx, "a", 0)
	if err != nil || string(data) != "zero" {
		t.Fatalf("shard 0 is %q, %v", data, err)
	}
	if _, err := s.Shard(ctx, "a", 1); !errors.Is(err, store.ErrNone) {
		t.Errorf("a shard that is not there: %v", err)
	}
	if _, err := s.Result(ctx, "a"); !errors.Is(err, store.ErrNone) {
		t.Errorf("the result of a running job: %v", err)
	}
	j = must(t)(s.Get(ctx, "a"))
	if j.Done != 2 || j.Shards != 3 {
		t.Errorf("%d of %d shards", j.Done, j.Shards)
	}
	ok, err = s.Finish(ctx, "a", "me", store.Done, "", []byte("result"), at(5))
	if err != nil || !ok {
		t.Fatalf("finish: %v, %v", ok, err)
	}
	j = must(t)(s.Get(ctx, "a"))
	if j.State != store.Done || j.Progress != 1 || j.Done != 3 || !j.Ended.Equal(at(5)) || j.Owner != "" {
		t.Errorf("finished %+v", j)
	}
	if data, err := s.Result(ctx, "a"); err != nil || string(data) != "result" {
		t.Errorf("result %q, %v", data, err)
	}
	if numbers, err := s.Stored(ctx, "a"); err != nil || len(numbers) != 0 {
		t.Errorf("shards of a job that is done: %v, %v", numbers, err)
	}
	check(t, s.Delete(ctx, "a"))
	if _, err := s.Get(ctx, "a"); !errors.Is(err, store.ErrNone) {
		t.Errorf("a deleted job: %v", err)
	}
}

func must(t *testing.T) func(store.Job, error) store.Job {
	return func(j store.Job, err error) store.Job {
		t.Helper()
		check(t, err)
		return j
	}
}

// restart: what was written is there after the store was opened anew.
func restart(t *testing.T, open func() store.Store) {
	ctx, s := t.Context(), open()
	check(t, s.Create(ctx, job("a", 0)))
	_, _, err := s.Claim(ctx, "a", "me", "v1", at(1), at(10))
	check(t, err)
	check(t, s.PutShard(ctx, "a", 1, []byte("one")))
	check(t, s.Close())
	s = open()
	defer s.Close()
	if _, ok, err := s.Claim(ctx, "a", "next", "v1", at(5), at(20)); err != nil || ok {
		t.Errorf("a job was claimed while its lease lasts: %v, %v", ok, err)
	}
	j, ok, err := s.Claim(ctx, "a", "next", "v1", at(11), at(20))
	if err != nil || !ok || j.Done != 1 || j.Attempts != 2 || !j.Started.Equal(at(1)) {
		t.Errorf("after the restart %+v, %v, %v", j, ok, err)
	}
}

// lease: a process that lost its lease changes nothing any more.
func lease(t *testing.T, open func() store.Store) {
	ctx, s := t.Context(), open()
	defer s.Close()
	check(t, s.Create(ctx, job("a", 0)))
	_, _, err := s.Claim(ctx, "a", "old", "v1", at(1), at(10))
	check(t, err)
	if ok, err := s.Renew(ctx, "a", "old", at(20), 0.5); err != nil || !ok {
		t.Fatalf("renew: %v, %v", ok, err)
	}
	if j := must(t)(s.Get(ctx, "a")); j.Progress != 0.5 {
		t.Errorf("progress %g", j.Progress)
	}
	if _, ok, _ := s.Claim(ctx, "a", "new", "v1", at(15), at(30)); ok {
		t.Fatal("claimed within the renewed lease")
	}
	if _, ok, err := s.Claim(ctx, "a", "new", "v1", at(21), at(30)); !ok || err != nil {
		t.Fatalf("not claimed after it: %v", err)
	}
	if ok, err := s.Renew(ctx, "a", "old", at(40), 0.9); err != nil || ok {
		t.Errorf("the old owner renewed: %v, %v", ok, err)
	}
	if ok, err := s.Finish(ctx, "a", "old", store.Failed, "x", nil, at(22)); err != nil || ok {
		t.Errorf("the old owner finished: %v, %v", ok, err)
	}
	check(t, s.Release(ctx, "a", "old"))
	if j := must(t)(s.Get(ctx, "a")); j.State != store.Running || j.Owner != "new" {
		t.Errorf("the old owner released: %+v", j)
	}
	check(t, s.Release(ctx, "a", "new"))
	if j := must(t)(s.Get(ctx, "a")); j.State != store.Queued || j.Attempts != 1 {
		t.Errorf("released: %+v", j)
	}
}

func cancel(t *testing.T, open func() store.Store) {
	ctx, s := t.Context(), open()
	defer s.Close()
	check(t, s.Create(ctx, job("a", 0)))
	_, _, err := s.Claim(ctx, "a", "me", "v1", at(1), at(10))
	check(t, err)
	if ok, err := s.Cancel(ctx, "a", at(2)); err != nil || !ok {
		t.Fatalf("cancel: %v, %v", ok, err)
	}
	if ok, err := s.Renew(ctx, "a", "me", at(20), 0.5); err != nil || ok {
		t.Errorf("a cancelled job was renewed: %v, %v", ok, err)
	}
	if ok, err := s.Finish(ctx, "a", "me", store.Done, "", []byte("late"), at(3)); err != nil || ok {
		t.Errorf("a cancelled job was finished: %v, %v", ok, err)
	}
	if ok, err := s.Cancel(ctx, "a", at(3)); err != nil || ok {
		t.Errorf("cancelled twice: %v, %v", ok, err)
	}
	if w, err := s.Waiting(ctx, at(100), 10); err != nil || len(w) != 0 {
		t.Errorf("a cancelled job waits: %v, %v", w, err)
	}
}

// version: shards of another version of the program are not mixed with this one's.
func version(t *testing.T, open func() store.Store) {
	ctx, s := t.Context(), open()
	defer s.Close()
	check(t, s.Create(ctx, job("a", 0)))
	_, _, err := s.Claim(ctx, "a", "me", "v1", at(1), at(2))
	check(t, err)
	check(t, s.PutShard(ctx, "a", 0, []byte("by v1")))
	j, ok, err := s.Claim(ctx, "a", "me", "v2", at(3), at(9))
	if err != nil || !ok || j.Done != 0 || j.Product != "v2" {
		t.Errorf("%+v, %v, %v", j, ok, err)
	}
}

func lists(t *testing.T, open func() store.Store) {
	ctx, s := t.Context(), open()
	defer s.Close()
	for i := range 6 {
		check(t, s.Create(ctx, job(fmt.Sprint("j", i), i)))
	}
	for i := range 4 { // j0 to j3 finish
		id := fmt.Sprint("j", i)
		_, _, err := s.Claim(ctx, id, "me", "v1", at(10), at(20))
		check(t, err)
		_, err = s.Finish(ctx, id, "me", store.Failed, "why", nil, at(11))
		check(t, err)
	}
	_, _, err := s.Claim(ctx, "j4", "me", "v1", at(10), at(20))
	check(t, err)
	ids := func(list []store.Job, err error) (out []string) {
		t.Helper()
		check(t, err)
		for _, j := range list {
			out = append(out, j.ID)
		}
		return out
	}
	if got := ids(s.List(ctx, 3)); !slices.Equal(got, []string{"j5", "j4", "j3"}) {
		t.Errorf("listed %v", got)
	}
	if got := ids(s.Waiting(ctx, at(15), 9)); !slices.Equal(got, []string{"j5"}) {
		t.Errorf("waiting within the lease %v", got)
	}
	if got := ids(s.Waiting(ctx, at(25), 9)); !slices.Equal(got, []string{"j4", "j5"}) {
		t.Errorf("waiting after it %v", got)
	}
	check(t, s.Prune(ctx, 2))
	if got := ids(s.List(ctx, 9)); !slices.Equal(got, []string{"j5", "j4", "j3", "j2"}) {
		t.Errorf("after pruning %v", got)
	}
}

// many: of several that claim at once one gets the job; shards stored at once are all there.
func many(t *testing.T, open func() store.Store) {
	ctx, s := t.Context(), open()
	defer s.Close()
	check(t, s.Create(ctx, job("a", 0)))
	var won atomic.Int64
	var wg sync.WaitGroup
	for i := range 8 {
		wg.Go(func() {
			_, ok, err := s.Claim(ctx, "a", fmt.Sprint("p", i), "v1", at(1), at(10))
			if err != nil {
				t.Error(err)
			}
			if ok {
				won.Add(1)
			}
		})
	}
	wg.Wait()
	if won.Load() != 1 {
		t.Errorf("%d claimed one job", won.Load())
	}
	for i := range 40 {
		wg.Go(func() {
			if err := s.PutShard(ctx, "a", i, bytes.Repeat([]byte{byte(i)}, 1000)); err != nil {
				t.Error(err)
			}
		})
	}
	wg.Wait()
	numbers, err := s.Stored(ctx, "a")
	if err != nil || len(numbers) != 40 {
		t.Errorf("%d shards, %v", len(numbers), err)
	}
}

// anyBytes: parameters, shards and results come back bit for bit.
func anyBytes(t *testing.T, open func() store.Store) {
	ctx, s := t.Context(), open()
	defer s.Close()
	all := make([]byte, 256*256)
	for i := range all {
		all[i] = byte(i)
	}
	j := job("a", 0)
	j.Kind, j.Client = `'"; DROP TABLE jakstat_jobs; --`, "Ω ☃"
	check(t, s.Create(ctx, j))
	_, _, err := s.Claim(ctx, "a", "me", "v1", at(1), at(10))
	check(t, err)
	check(t, s.PutShard(ctx, "a", 0, all))
	if data, err := s.Shard(ctx, "a", 0); err != nil || !bytes.Equal(data, all) {
		t.Errorf("a shard came back with %d bytes, %v", len(data), err)
	}
	_, err = s.Finish(ctx, "a", "me", store.Done, "", all, at(2))
	check(t, err)
	if data, err := s.Result(ctx, "a"); err != nil || !bytes.Equal(data, all) {
		t.Errorf("the result came back with %d bytes, %v", len(data), err)
	}
	if got := must(t)(s.Get(ctx, "a")); got.Kind != j.Kind || got.Client != j.Client {
		t.Errorf("%+v", got)
	}
}

func none(t *testing.T, open func() store.Store) {
	ctx, s := t.Context(), open()
	defer s.Close()
	if _, err := s.Get(ctx, "x"); !errors.Is(err, store.ErrNone) {
		t.Errorf("get: %v", err)
	}
	if _, _, err := s.Claim(ctx, "x", "me", "v1", at(1), at(2)); !errors.Is(err, store.ErrNone) {
		t.Errorf("claim: %v", err)
	}
	if err := s.Delete(ctx, "x"); !errors.Is(err, store.ErrNone) {
		t.Errorf("delete: %v", err)
	}
	if err := s.PutShard(ctx, "x", 0, nil); err == nil {
		t.Error("a shard of no job was stored")
	}
	stopped, stop := context.WithCancel(ctx)
	stop()
	if _, err := s.List(stopped, 1); err == nil {
		t.Error("a list with a context that has ended")
	}
}
