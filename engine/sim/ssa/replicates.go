package ssa

import (
	"context"
	"errors"
	"fmt"
	"runtime"
	"sync"
)

// Run makes one replicate. The error is a diag.List for requests that cannot start, a [RunError] for runs that cannot go on, or the error
// of the context.
func Run(ctx context.Context, r *Request, replicate uint64) (*Course, error) {
	if err := r.Check(); err != nil {
		return nil, err
	}
	w, err := newPath(r)
	if err != nil {
		return nil, err
	}
	w.course = newCourse(r)
	if err := w.run(ctx, w.method(), replicate); err != nil {
		return nil, err
	}
	return w.course, nil
}

func newCourse(r *Request) *Course {
	c := &Course{Times: r.Times, Values: make([][]float64, len(r.Program.Outputs))}
	for o := range c.Values {
		c.Values[o] = make([]float64, len(r.Times))
	}
	return c
}

// ReplicateError is a run that could not go on among many.
type ReplicateError struct {
	Replicate uint64
	Err       error
}

// Error names the run.
func (e *ReplicateError) Error() string { return fmt.Sprintf("run %d %s", e.Replicate+1, e.Err) }

// Unwrap gives the error of the run.
func (e *ReplicateError) Unwrap() error { return e.Err }

// Replicates makes the replicates from, from+1, ... and hands their courses to fold in that order, one call at a time, whatever the number
// of workers (0: one a processor); a course is overwritten after the call. The first error in that order ends the work: of a run, a
// [ReplicateError], or of fold. Memory holds a few courses a worker.
func Replicates(ctx context.Context, r *Request, from, count uint64, workers int, fold func(*Course) error) error {
	if err := r.Check(); err != nil {
		return err
	}
	if workers <= 0 {
		workers = runtime.GOMAXPROCS(0)
	}
	workers = int(min(uint64(workers), max(count, 1)))
	paths := make([]*path, workers)
	for i := range paths {
		var err error
		if paths[i], err = newPath(r); err != nil {
			return err
		}
	}
	line := newLine(r, from, count, 4*workers, fold)
	ctx, cancel := context.WithCancel(ctx)
	defer cancel()
	stop := context.AfterFunc(ctx, line.wake)
	defer stop()
	var group sync.WaitGroup
	for _, w := range paths {
		group.Go(func() {
			method := w.method()
			for {
				k, slot := line.take(ctx)
				if slot == nil {
					return
				}
				w.course = slot.course
				slot.err = w.run(ctx, method, k)
				if line.put(slot) != nil {
					cancel()
				}
			}
		})
	}
	group.Wait()
	if line.err != nil {
		return line.err
	}
	return ctx.Err()
}

// line hands out replicates and folds them in order. A replicate is handed out when fewer than a window of them wait before it.
type line struct {
	mu     sync.Mutex
	room   *sync.Cond
	fold   func(*Course) error
	slots  []slot
	next   uint64 // to hand out
	folded uint64 // all before are folded
	end    uint64
	from   uint64
	err    error
}

type slot struct {
	replicate uint64
	course    *Course
	err       error
	ready     bool
}

func newLine(r *Request, from, count uint64, window int, fold func(*Course) error) *line {
	l := &line{fold: fold, slots: make([]slot, window), next: from, folded: from, from: from, end: from + count}
	l.room = sync.NewCond(&l.mu)
	for i := range l.slots {
		l.slots[i].course = newCourse(r)
	}
	return l
}

func (l *line) wake() {
	l.mu.Lock()
	defer l.mu.Unlock()
	l.room.Broadcast()
}

// take returns a replicate and its place, nil when there is nothing more to do.
func (l *line) take(ctx context.Context) (uint64, *slot) {
	l.mu.Lock()
	defer l.mu.Unlock()
	for l.next-l.folded >= uint64(len(l.slots)) && l.err == nil && ctx.Err() == nil {
		l.room.Wait()
	}
	if l.next == l.end || l.err != nil || ctx.Err() != nil {
		return 0, nil
	}
	k := l.next
	l.next++
	s := &l.slots[(k-l.from)%uint64(len(l.slots))]
	s.replicate, s.ready = k, false
	return k, s
}

// put takes a finished replicate back and folds what has become next in line. It returns the error that ends the work.
func (l *line) put(s *slot) error {
	l.mu.Lock()
	defer l.mu.Unlock()
	s.ready = true
	for l.err == nil && l.folded < l.next {
		s := &l.slots[(l.folded-l.from)%uint64(len(l.slots))]
		if !s.ready || s.replicate != l.folded {
			break
		}
		switch err := s.err; {
		case err == nil:
			l.err = l.fold(s.course)
		case isContext(err):
			return err // the context says it for all
		default:
			l.err = &ReplicateError{s.replicate, err}
		}
		l.folded++
	}
	l.room.Broadcast()
	return l.err
}

func isContext(err error) bool {
	return errors.Is(err, context.Canceled) || errors.Is(err, context.DeadlineExceeded)
}
