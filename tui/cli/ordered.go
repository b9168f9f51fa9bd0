package cli

import (
	"context"

	"memebench/labels/workers"
)

// ordered works on a stream of things on several goroutines and hands on the
// results in the stream's order. next gives the things one by one until it says
// that there are no more, or fails; it runs on a goroutine of its own, and may
// still hang in a read when ordered returns. work runs on the workers, emit on
// the caller's goroutine; more tells it that another thing is under way. What is
// under way is bounded: work is called for atOnce things at a time, and next is not
// called while twice as many wait.
//
// It returns the first error of next or emit, after the results of what was read
// before it have been handed on, or ctx.Err() as soon as ctx ends. No work runs
// any more then. A panic of next or work is its own.
func ordered[In, Out any](ctx context.Context, atOnce int, next func() (in In, ok bool, err error),
	work func(context.Context, In) Out, emit func(out Out, more bool) error,
) error {
	type item struct {
		in   In
		out  Out
		done chan struct{}
	}
	var all workers.Group
	defer all.Wait()
	ctx, stop := context.WithCancel(ctx)
	defer stop()

	queue, jobs := make(chan *item, 2*atOnce), make(chan *item)
	// Both are set before the queue is closed.
	var readErr error
	var readFault *workers.Panic
	read := func() {
		for {
			in, ok, err := next()
			if err != nil || !ok {
				readErr = err
				return
			}
			it := &item{in: in, done: make(chan struct{})}
			for _, to := range []chan *item{queue, jobs} {
				select {
				case to <- it:
				case <-ctx.Done():
					return
				}
			}
		}
	}
	go func() {
		defer close(queue)
		defer close(jobs)
		readFault = workers.Catch(read)
	}()
	worker := func() {
		for {
			select {
			case it, ok := <-jobs:
				if !ok {
					return
				}
				it.out = work(ctx, it.in)
				close(it.done)
			case <-ctx.Done():
				return
			}
		}
	}
	for range atOnce {
		all.Go(func() {
			if p := workers.Catch(worker); p != nil {
				stop() // the others need not go on, nor the caller wait
				panic(p)
			}
		})
	}
	for {
		select {
		case it, ok := <-queue:
			if ctx.Err() != nil {
				return ctx.Err()
			}
			if !ok {
				if readFault != nil {
					panic(readFault)
				}
				return readErr
			}
			select {
			case <-it.done:
			case <-ctx.Done():
				return ctx.Err()
			}
			if err := emit(it.out, len(queue) > 0); err != nil {
				return err
			}
		case <-ctx.Done():
			return ctx.Err()
		}
	}
}
