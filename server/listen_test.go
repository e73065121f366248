package server

import (
	"bufio"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"path/filepath"
	"runtime"
	"strings"
	"sync"
	"testing"
	"time"

	"jakstat/server/jobs"
	"jakstat/server/store"
)

// listening serves on a free port; stop ends it in order and tells what Serve returned.
func listening(t *testing.T, s *Server) (address string, stop func() error) {
	t.Helper()
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	ctx, cancel := context.WithCancel(context.Background())
	ended := make(chan error, 1)
	go func() { ended <- s.Serve(ctx, l) }()
	stop = sync.OnceValue(func() error {
		cancel()
		return <-ended
	})
	t.Cleanup(func() { _ = stop() }) // told by the test where it matters
	return l.Addr().String(), stop
}

// noLeak fails when goroutines outlive the function.
func noLeak(t *testing.T, f func()) {
	t.Helper()
	before := runtime.NumGoroutine()
	f()
	deadline := time.Now().Add(10 * time.Second)
	for runtime.NumGoroutine() > before {
		if time.Now().After(deadline) {
			stacks := make([]byte, 1<<20)
			t.Fatalf("%d goroutines before, %d after\n%s", before, runtime.NumGoroutine(), stacks[:runtime.Stack(stacks, true)])
		}
		time.Sleep(10 * time.Millisecond)
	}
}

// raw sends bytes and returns the first line of what comes back, and how long the server kept the connection.
func raw(t *testing.T, address string, pieces []string, pause time.Duration) (line string, kept time.Duration) {
	t.Helper()
	c, err := net.Dial("tcp", address)
	if err != nil {
		t.Fatal(err)
	}
	defer c.Close()
	began := time.Now()
	go func() {
		for _, p := range pieces {
			if _, err := io.WriteString(c, p); err != nil {
				return // the server let go
			}
			time.Sleep(pause)
		}
	}()
	_ = c.SetReadDeadline(time.Now().Add(20 * time.Second)) // a connection has deadlines
	text, err := io.ReadAll(c)
	var timeout net.Error
	if errors.As(err, &timeout) && timeout.Timeout() {
		t.Errorf("the server holds a connection that sends %q for 20 s", pieces[0])
	}
	line, _, _ = strings.Cut(string(text), "\r\n")
	if line != "" && !strings.Contains(string(text), "\r\nContent-Type: "+problemType+"\r\n") {
		t.Errorf("%q is answered without a problem document: %s", pieces[0], text)
	}
	return line, time.Since(began)
}

func TestHostileConnections(t *testing.T) {
	noLeak(t, func() {
		s := testServer(t, Config{Head: 300 * time.Millisecond, Body: 300 * time.Millisecond, Idle: 300 * time.Millisecond})
		address, stop := listening(t, s)
		drip := strings.Split(strings.Repeat("X-A: b\r\n|", 100), "|")
		for _, c := range []struct {
			name   string
			pieces []string
			pause  time.Duration
			want   string
		}{
			{"a header that never ends (slowloris)", append([]string{"GET / HTTP/1.1\r\nHost: localhost\r\n"}, drip...), 50 * time.Millisecond, ""},
			{"a body that never ends", append([]string{"POST /api/v1/echo HTTP/1.1\r\nHost: localhost\r\nContent-Type: text/plain\r\nContent-Length: 900\r\n\r\n"}, drip...), 50 * time.Millisecond, "HTTP/1.1 4"},
			{"a body nobody reads that never ends", append([]string{"POST /api/v1/sum HTTP/1.1\r\nHost: localhost\r\nContent-Length: 900\r\n\r\n"}, drip...), 50 * time.Millisecond, "HTTP/1.1 405"},
			{"nothing", []string{""}, time.Millisecond, ""},
			{"no HTTP", []string{"\x16\x03\x01 hello\r\n\r\n"}, 0, "HTTP/1.1 400"},
			{"two lengths", []string{"POST /api/v1/echo HTTP/1.1\r\nHost: localhost\r\nContent-Length: 1\r\nContent-Length: 2\r\n\r\nab"}, 0, "HTTP/1.1 400"},
			{"a broken chunk", []string{"POST /api/v1/echo HTTP/1.1\r\nHost: localhost\r\nContent-Type: text/plain\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\n"}, 0, "HTTP/1.1 4"},
			{"no host", []string{"GET / HTTP/1.1\r\n\r\n"}, 0, "HTTP/1.1 400"},
			{"a header beyond any bound", []string{"GET / HTTP/1.1\r\nHost: localhost\r\nX: " + strings.Repeat("y", 1<<20) + "\r\n\r\n"}, 0, "HTTP/1.1 431"},
		} {
			line, kept := raw(t, address, c.pieces, c.pause)
			if !strings.HasPrefix(line, c.want) || kept > 5*time.Second {
				t.Errorf("%s: %q after %v; want %q", c.name, line, kept, c.want)
			}
		}
		r, err := http.Get("http://" + address + "/api/v1/sum?add=1")
		if err != nil || r.StatusCode != 200 {
			t.Fatalf("after all this: %v, %v", r, err)
		}
		r.Body.Close()
		http.DefaultClient.CloseIdleConnections()
		if err := stop(); err != nil {
			t.Error(err)
		}
	})
}

// Idle connections up to the limit do not keep the server from those that come after, because idle ones are closed.
func TestManyConnections(t *testing.T) {
	noLeak(t, func() {
		s := testServer(t, Config{Conns: 4, Head: 200 * time.Millisecond})
		address, stop := listening(t, s)
		var held []net.Conn
		for range 4 {
			c, err := net.Dial("tcp", address)
			if err != nil {
				t.Fatal(err)
			}
			held = append(held, c)
		}
		r, err := (&http.Client{Timeout: 10 * time.Second, Transport: &http.Transport{DisableKeepAlives: true}}).Get("http://" + address + "/healthz")
		if err != nil {
			t.Fatal(err)
		}
		r.Body.Close()
		for _, c := range held {
			c.Close()
		}
		if err := stop(); err != nil {
			t.Error(err)
		}
	})
}

func TestARequestUnderWayIsAnsweredBeforeTheEnd(t *testing.T) {
	noLeak(t, func() {
		s := New(Config{Title: "t", Product: "t"})
		begun, release := make(chan struct{}), make(chan struct{})
		Get(s, Route{Path: "/slow", ID: "slow", Tag: "t", Summary: "s"}, func(context.Context, *struct{}) (Page[sumDocument], error) {
			close(begun)
			<-release
			return Page[sumDocument]{Document: sumDocument{Text: "kept"}}, nil
		})
		address, stop := listening(t, s)
		got := make(chan string, 1)
		client := &http.Client{Transport: &http.Transport{}}
		go func() {
			r, err := client.Get("http://" + address + Prefix + "/slow")
			if err != nil {
				got <- err.Error()
				return
			}
			defer r.Body.Close()
			data, err := io.ReadAll(r.Body)
			got <- fmt.Sprint(string(data), err)
		}()
		<-begun
		ended := make(chan error, 1)
		go func() { ended <- stop() }()
		time.Sleep(50 * time.Millisecond)
		if _, err := net.DialTimeout("tcp", address, time.Second); err == nil {
			t.Error("a stopping server takes new connections")
		}
		close(release)
		if text := <-got; !strings.Contains(text, "kept") {
			t.Error(text)
		}
		if err := <-ended; err != nil {
			t.Error(err)
		}
		client.CloseIdleConnections()
	})
}

func TestALateRequestDoesNotHoldTheEnd(t *testing.T) {
	s := New(Config{Title: "t", Product: "t", Grace: 50 * time.Millisecond})
	begun := make(chan struct{})
	Get(s, Route{Path: "/stuck", ID: "stuck", Tag: "t", Summary: "s"}, func(ctx context.Context, _ *struct{}) (Page[sumDocument], error) {
		close(begun)
		<-ctx.Done()
		return Page[sumDocument]{}, ctx.Err()
	})
	address, stop := listening(t, s)
	go func() {
		if r, err := http.Get("http://" + address + Prefix + "/stuck"); err == nil {
			r.Body.Close()
		}
	}()
	<-begun
	ended := make(chan error, 1)
	go func() { ended <- stop() }()
	select {
	case err := <-ended:
		if err != nil {
			t.Error(err)
		}
	case <-time.After(10 * time.Second):
		t.Fatal("the server does not stop")
	}
}

func TestComputationsTakeTurns(t *testing.T) {
	g := newGate(1, 1, 2)
	ctx := context.Background()
	leave, err := g.enter(ctx, "a")
	if err != nil {
		t.Fatal(err)
	}
	second := make(chan error, 1)
	go func() {
		leave, err := g.enter(ctx, "a")
		if err == nil {
			leave()
		}
		second <- err
	}()
	for len(g.queue) < 2 {
		time.Sleep(time.Millisecond)
	}
	for client, want := range map[string]string{"a": "429", "b": "503"} {
		if _, err := g.enter(ctx, client); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("a third, of %s, was not refused: %v", client, err)
		}
	}
	leave()
	if err := <-second; err != nil {
		t.Error(err)
	}
	if leave, err = g.enter(ctx, "a"); err != nil {
		t.Fatal(err)
	}
	brief, cancel := context.WithCancel(ctx)
	cancel()
	if _, err := g.enter(brief, "a"); !errors.Is(err, context.Canceled) {
		t.Errorf("one who gave up: %v", err)
	}
	leave()
	if len(g.slots) != 0 || len(g.queue) != 0 || len(g.by) != 0 {
		t.Errorf("%d slots and %d places are not given back, %v", len(g.slots), len(g.queue), g.by)
	}
}

// A stream of events ends with the job, with the client and with the server.
func TestEvents(t *testing.T) {
	noLeak(t, func() {
		kept, err := store.Open(t.Context(), "sqlite:"+filepath.Join(t.TempDir(), "j.db"))
		if err != nil {
			t.Fatal(err)
		}
		gates := gated{make(chan struct{})}
		r := jobs.New(jobs.Config{Store: kept, Poll: 10 * time.Millisecond, Active: 1}, gates) // one after the other
		ctx, cancel := context.WithCancel(context.Background())
		var work sync.WaitGroup
		work.Go(func() { r.Run(ctx) })
		s := testServer(t, Config{Streams: 2})
		s.Work(r, kept)
		address, stop := listening(t, s)
		client := &http.Client{Transport: &http.Transport{}}
		first, second := startJob(t, s), startJob(t, s)

		watched := watch(t, client, address, first)
		if e := <-watched; !strings.HasPrefix(e, "progress") {
			t.Errorf("first event %s", e)
		}
		held := watch(t, client, address, second)
		<-held
		if w := ask(s, "GET", Prefix+"/jobs/"+second+"/events", ""); w.Code != 503 {
			t.Errorf("a third stream: %d", w.Code)
		}
		gates.open <- struct{}{}
		last := ""
		for e := range watched {
			last = e
		}
		if !strings.HasPrefix(last, "end") || !strings.Contains(last, `"state":"done"`) {
			t.Errorf("last event %s", last)
		}
		if w := ask(s, "GET", Prefix+"/jobs/"+first+"/result", ""); w.Code != 200 || !strings.Contains(w.Body.String(), `{"answer":42}`) {
			t.Errorf("result: %d %s", w.Code, w.Body)
		}
		if w := ask(s, "GET", Prefix+"/jobs/"+second+"/result", ""); w.Code != 409 || w.Header().Get("Retry-After") == "" {
			t.Errorf("result of a job under way: %d %s", w.Code, w.Body)
		}
		if err := stop(); err != nil { // while a stream is open
			t.Error(err)
		}
		for range held {
		}
		cancel()
		work.Wait()
		client.CloseIdleConnections()
		if err := kept.Close(); err != nil {
			t.Error(err)
		}
	})
}

func startJob(t *testing.T, s *Server) string {
	t.Helper()
	w := ask(s, "POST", Prefix+"/jobs", `{"kind":"gated"}`, "Content-Type", "application/json")
	id := strings.TrimPrefix(w.Header().Get("Location"), Prefix+"/jobs/")
	if w.Code != 202 || len(id) != 16 {
		t.Fatalf("%d %s", w.Code, w.Body)
	}
	return id
}

// watch returns events as "name data".
func watch(t *testing.T, client *http.Client, address, id string) <-chan string {
	t.Helper()
	r, err := client.Get("http://" + address + Prefix + "/jobs/" + id + "/events")
	if err != nil {
		t.Fatal(err)
	}
	if kind := r.Header.Get("Content-Type"); kind != "text/event-stream" {
		t.Fatal(kind)
	}
	out := make(chan string, 100)
	go func() {
		defer r.Body.Close()
		defer close(out)
		name := ""
		for lines := bufio.NewScanner(r.Body); lines.Scan(); {
			if v, ok := strings.CutPrefix(lines.Text(), "event: "); ok {
				name = v
			}
			if v, ok := strings.CutPrefix(lines.Text(), "data: "); ok {
				out <- name + " " + v
			}
		}
	}()
	return out
}

// gated is a kind whose jobs end when the gate opens.
type gated struct{ open chan struct{} }

func (gated) Name() string                                          { return "gated" }
func (gated) About() string                                         { return "waits" }
func (gated) Shards() int                                           { return 1 }
func (gated) Command() string                                       { return "" }
func (g gated) Plan(json.RawMessage) (jobs.Work, error)             { return g, nil }
func (gated) Merge(_ context.Context, all [][]byte) ([]byte, error) { return all[0], nil }

func (g gated) Run(ctx context.Context, _ int, progress func(float64)) ([]byte, error) {
	progress(0.5)
	select {
	case <-g.open:
		return []byte(`{"answer":42}`), nil
	case <-ctx.Done():
		return nil, ctx.Err()
	}
}
