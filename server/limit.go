package server

import (
	"context"
	"net/http"
	"sync"
	"time"

	"golang.org/x/time/rate"
)

// limiter gives each client its own bucket of requests. A client whose bucket is full again is forgotten: it would get a full one anyway.
// When more clients than it remembers are active, those that come new share one bucket.
type limiter struct {
	mu     sync.Mutex
	every  rate.Limit
	burst  int
	most   int
	by     map[string]*bucket
	shared *rate.Limiter
	swept  time.Time
}

type bucket struct {
	*rate.Limiter
	used time.Time
}

func newLimiter(perSecond float64, burst, most int) *limiter {
	return &limiter{
		every: rate.Limit(perSecond), burst: burst, most: most, by: map[string]*bucket{}, shared: rate.NewLimiter(rate.Limit(perSecond), burst),
	}
}

// allow takes one request from the client's bucket; wait is the time until there is one when it is empty.
func (l *limiter) allow(client string, now time.Time) (wait time.Duration, ok bool) {
	of := l.of(client, now)
	r := of.ReserveN(now, 1)
	if !r.OK() {
		return time.Second, false
	}
	if wait = r.DelayFrom(now); wait > 0 {
		r.CancelAt(now)
		return wait, false
	}
	return 0, true
}

func (l *limiter) of(client string, now time.Time) *rate.Limiter {
	l.mu.Lock()
	defer l.mu.Unlock()
	if b, ok := l.by[client]; ok {
		b.used = now
		return b.Limiter
	}
	if len(l.by) >= l.most {
		l.sweep(now)
	}
	if len(l.by) >= l.most {
		return l.shared
	}
	b := &bucket{rate.NewLimiter(l.every, l.burst), now}
	l.by[client] = b
	return b.Limiter
}

// sweep forgets clients that have been quiet long enough; at most once a second, because it looks at all of them.
func (l *limiter) sweep(now time.Time) {
	if now.Sub(l.swept) < time.Second {
		return
	}
	l.swept = now
	full := time.Duration(float64(l.burst) / float64(l.every) * float64(time.Second))
	for client, b := range l.by {
		if now.Sub(b.used) > full {
			delete(l.by, client)
		}
	}
}

// gate lets a number of computations run at once; a number of others wait their turn, of one client only some, and more are refused at once.
type gate struct {
	slots, queue chan struct{}
	mu           sync.Mutex
	each         int
	by           map[string]int // computations of a client that run or wait
}

func newGate(slots, queue, each int) *gate {
	return &gate{slots: make(chan struct{}, slots), queue: make(chan struct{}, slots+queue), each: each, by: map[string]int{}}
}

// enter waits for a turn; leave gives it back.
func (g *gate) enter(ctx context.Context, client string) (leave func(), err error) {
	if !g.count(client, 1) {
		p := NewProblem(http.StatusTooManyRequests, "too many computations of this client are waiting")
		p.retry = 1
		return nil, p
	}
	select {
	case g.queue <- struct{}{}:
	default:
		g.count(client, -1)
		p := NewProblem(http.StatusServiceUnavailable, "too many computations are waiting")
		p.retry = 1
		return nil, p
	}
	select {
	case g.slots <- struct{}{}:
		return func() { <-g.slots; <-g.queue; g.count(client, -1) }, nil
	case <-ctx.Done():
		<-g.queue
		g.count(client, -1)
		return nil, ctx.Err()
	}
}

// count adds to the computations of a client; ok is false, and nothing is added, where it has too many.
func (g *gate) count(client string, n int) (ok bool) {
	g.mu.Lock()
	defer g.mu.Unlock()
	if n > 0 && g.by[client] >= g.each {
		return false
	}
	if g.by[client] += n; g.by[client] == 0 {
		delete(g.by, client)
	}
	return true
}
