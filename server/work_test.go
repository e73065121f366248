package server

import (
	"context"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"

	"jakstat/server/jobs"
	"jakstat/server/store"
)

// A job is cancelled while it is under way and removed when it is finished; a cancellation that says so never costs a result.
func TestAJobIsEnded(t *testing.T) {
	kept, err := store.Open(t.Context(), "sqlite:"+filepath.Join(t.TempDir(), "j.db"))
	if err != nil {
		t.Fatal(err)
	}
	defer kept.Close()
	gates := gated{make(chan struct{})}
	r := jobs.New(jobs.Config{Store: kept, Poll: 10 * time.Millisecond, Active: 1}, gates)
	ctx, cancel := context.WithCancel(context.Background())
	var work sync.WaitGroup
	work.Go(func() { r.Run(ctx) })
	defer work.Wait()
	defer cancel()
	s := testServer(t, Config{})
	s.Work(r, kept)

	id := startJob(t, s)
	gates.open <- struct{}{}
	for ask(s, "GET", Prefix+"/jobs/"+id+"/result", "").Code != 200 {
		time.Sleep(time.Millisecond)
	}
	if w := ask(s, "DELETE", Prefix+"/jobs/"+id+"?finished=keep", ""); w.Code != 200 || !strings.Contains(w.Body.String(), `"state":"done"`) {
		t.Errorf("a late cancellation: %d %s", w.Code, w.Body)
	}
	if w := ask(s, "GET", Prefix+"/jobs/"+id+"/result", ""); w.Code != 200 {
		t.Errorf("its result: %d %s", w.Code, w.Body)
	}
	if w := ask(s, "DELETE", Prefix+"/jobs/"+id, ""); w.Code != 200 {
		t.Errorf("removal: %d %s", w.Code, w.Body)
	}
	if w := ask(s, "GET", Prefix+"/jobs/"+id, ""); w.Code != 404 {
		t.Errorf("a removed job: %d %s", w.Code, w.Body)
	}
	id = startJob(t, s)
	if w := ask(s, "DELETE", Prefix+"/jobs/"+id+"?finished=keep", ""); w.Code != 200 || !strings.Contains(w.Body.String(), `"state":"cancelled"`) {
		t.Errorf("cancellation: %d %s", w.Code, w.Body)
	}
	if w := ask(s, "DELETE", Prefix+"/jobs/"+id+"?finished=burn", ""); w.Code != 400 && w.Code != 422 {
		t.Errorf("an unknown word: %d %s", w.Code, w.Body)
	}
}
