package workers

import (
	"context"
	"sync/atomic"
)

// A Pool is so many goroutines that share work.
type Pool struct {
	Goroutines int
	Begin      func() // called on each goroutine before its first work; nil for nothing
}

// Each calls one with each number from 0 to n-1, begun in that order. When a call fails or
// panics, or ctx ends, no more are begun, and ctx as the calls have it ends.
//
// Each returns when all calls have ended: the error of ctx, else that of the first call that
// failed. It panics as [Group.Wait] does.
func (p Pool) Each(ctx context.Context, n int, one func(ctx context.Context, i int) error) error {
	running, stop := context.WithCancelCause(ctx)
	defer stop(nil)
	var next atomic.Int64
	var all Group
	worker := func() {
		if p.Begin != nil {
			p.Begin()
		}
		for running.Err() == nil {
			i := int(next.Add(1) - 1)
			if i >= n {
				return
			}
			if err := one(running, i); err != nil {
				stop(err)
				return
			}
		}
	}
	for range min(p.Goroutines, n) {
		all.Go(func() {
			if p := Catch(worker); p != nil {
				stop(nil) // the others need not go on
				panic(p)
			}
		})
	}
	all.Wait()
	if err := ctx.Err(); err != nil {
		return err
	}
	return context.Cause(running)
}
