package workers_test

import (
	"context"
	"errors"
	"strings"
	"sync/atomic"
	"testing"

	"memebench/labels/workers"
)

func fault() { panic("index 5") }

// A panic reaches who waits, after the others have ended, with the trace of where it
// happened.
func TestWaitPanicsWithTheFirstPanic(t *testing.T) {
	var g workers.Group
	var done atomic.Int32
	for range 3 {
		g.Go(func() { done.Add(1) })
	}
	g.Go(fault)
	p := workers.Catch(g.Wait)
	if p == nil || p.Value != "index 5" || p.Error() != "index 5" {
		t.Fatalf("Wait panicked with %v", p)
	}
	if !strings.Contains(string(p.Stack()), "workers_test.fault") {
		t.Errorf("the trace is of another place:\n%s", p.Stack())
	}
	if done.Load() != 3 {
		t.Errorf("%d of 3 others had ended", done.Load())
	}
	// Caught twice it is the same one.
	if q := workers.Catch(func() { panic(p) }); q != p {
		t.Errorf("caught again: %v", q)
	}
}

func TestWaitReturnsWithoutPanic(t *testing.T) {
	var g workers.Group
	n := 0
	g.Go(func() { n = 1 })
	if p := workers.Catch(g.Wait); p != nil || n != 1 {
		t.Errorf("panicked with %v, n is %d", p, n)
	}
}

// A pool does all there is to do, each once, after its goroutines have begun.
func TestPoolDoesEachOnce(t *testing.T) {
	var began atomic.Int32
	done := make([]atomic.Int32, 100)
	p := workers.Pool{Goroutines: 3, Begin: func() { began.Add(1) }}
	if err := p.Each(t.Context(), len(done), func(_ context.Context, i int) error {
		if began.Load() == 0 {
			t.Error("work is done before any goroutine has begun")
		}
		done[i].Add(1)
		return nil
	}); err != nil {
		t.Fatal(err)
	}
	for i := range done {
		if n := done[i].Load(); n != 1 {
			t.Errorf("%d is done %d times", i, n)
		}
	}
	if n := began.Load(); n != 3 {
		t.Errorf("%d goroutines began", n)
	}
	if err := p.Each(t.Context(), 0, nil); err != nil {
		t.Errorf("nothing to do: %v", err)
	}
}

// A call that fails ends the others' context and is what the pool returns; one's own context
// comes before it, and a panic goes on.
func TestPoolStops(t *testing.T) {
	failed := errors.New("no room")
	p := workers.Pool{Goroutines: 2}
	var calls atomic.Int32
	waits := func(ctx context.Context, i int) error {
		calls.Add(1)
		if i == 0 {
			return failed
		}
		<-ctx.Done()
		return nil
	}
	if err := p.Each(t.Context(), 100, waits); err != failed {
		t.Errorf("%v, want %v", err, failed)
	}
	if n := calls.Load(); n > 2 {
		t.Errorf("%d calls after one has failed", n)
	}
	ctx, cancel := context.WithCancel(t.Context())
	if err := p.Each(ctx, 100, func(context.Context, int) error { cancel(); return failed }); err != context.Canceled {
		t.Errorf("%v, want %v", err, context.Canceled)
	}
	if got := workers.Catch(func() {
		_ = p.Each(t.Context(), 100, func(ctx context.Context, i int) error {
			if i == 0 {
				fault()
			}
			<-ctx.Done()
			return nil
		})
	}); got == nil || got.Value != "index 5" || !strings.Contains(string(got.Stack()), "workers_test.fault") {
		t.Errorf("panicked with %v", got)
	}
}
