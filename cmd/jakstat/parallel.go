package main

import (
	"context"
	"sync"
	"sync/atomic"
)

// parallel does n pieces of work, some at a time, and says of each when it is done, one call at a time. The first error stops the others.
func parallel(ctx context.Context, workers, n int, work func(ctx context.Context, i int) error, done func(i int)) error {
	ctx, cancel := context.WithCancelCause(ctx)
	defer cancel(nil)
	finished := make(chan int)
	var next atomic.Int64
	var group sync.WaitGroup
	for range min(workers, n) {
		group.Go(func() {
			for ctx.Err() == nil {
				i := int(next.Add(1)) - 1
				if i >= n {
					return
				}
				if err := work(ctx, i); err != nil {
					cancel(err)
					return
				}
				finished <- i
			}
		})
	}
	go func() {
		group.Wait()
		close(finished)
	}()
	for i := range finished {
		done(i)
	}
	if ctx.Err() != nil {
		return context.Cause(ctx)
	}
	return nil
}
