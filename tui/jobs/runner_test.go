package jobs

import (
	"context"
	"errors"
	"fmt"
	"runtime"
	"strings"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"memebench/labels/workers"
)

var errDisk = errors.New("disk full")

// last returns the newest snapshot of a runner that has come to rest.
func last(t *testing.T, r *Runner) Snapshot {
	t.Helper()
	news, _, err := r.Next(t.Context(), 0)
	if err != nil {
		t.Fatal(err)
	}
	return news[len(news)-1]
}

func untilCancelled(ctx context.Context, _ func(Progress)) (any, error) {
	<-ctx.Done()
	return nil, ctx.Err()
}

func TestEndings(t *testing.T) {
	for _, c := range []struct {
		name string
		f    Func
		want State
		err  string
	}{
		{"done", func(context.Context, func(Progress)) (any, error) { return 7, nil }, Done, ""},
		{"failed", func(context.Context, func(Progress)) (any, error) { return nil, errDisk }, Failed, "disk full"},
		{"panic", func(context.Context, func(Progress)) (any, error) { panic("index 5") }, Failed, "stopped by a fault in the program: index 5"},
		{"goroutine ended", func(context.Context, func(Progress)) (any, error) { runtime.Goexit(); return nil, nil }, Failed, "ended without a result"},
		{"a cancellation not ours", func(context.Context, func(Progress)) (any, error) { return nil, context.Canceled }, Failed, "context canceled"},
	} {
		t.Run(c.name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				r := New(nil, nil)
				if _, err := r.Start("work", c.f); err != nil {
					t.Fatal(err)
				}
				if err := r.Wait(t.Context()); err != nil {
					t.Fatal(err)
				}
				s := last(t, r)
				if s.State != c.want || (c.err == "") != (s.Err == nil) || s.Err != nil && s.Err.Error() != c.err {
					t.Errorf("ended %s with %v, want %s with %q", s.State, s.Err, c.want, c.err)
				}
				if c.want == Done && s.Result != 7 {
					t.Errorf("result %v, want 7", s.Result)
				}
				var fault *workers.Panic
				if hasStack := errors.As(s.Err, &fault) && strings.Contains(string(fault.Stack()), "runner_test.go"); hasStack != (c.name == "panic") {
					t.Errorf("stack kept: %v", hasStack)
				}
				if s.Ended.IsZero() || s.Active() {
					t.Error("an ended job still counts as running")
				}
				if _, err := r.Start("work", c.f); err != nil {
					t.Errorf("the kind is not free again: %v", err)
				}
				r.Wait(t.Context())
			})
		})
	}
}

func elsewhere() { panic("index 5") }

// The trace of a panic that was carried here is that of where it happened.
func TestTraceOfAPanicElsewhere(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		var kept *workers.Panic
		r := New(nil, func(p *workers.Panic) string {
			kept = p
			return "the trace is in x.txt"
		})
		r.Start("work", func(context.Context, func(Progress)) (any, error) {
			var g workers.Group
			g.Go(elsewhere)
			g.Wait()
			return nil, nil
		})
		r.Wait(t.Context())
		s := last(t, r)
		if s.Err == nil || s.Err.Error() != "stopped by a fault in the program: index 5; the trace is in x.txt" {
			t.Errorf("%v", s.Err)
		}
		var fault *workers.Panic
		if !errors.As(s.Err, &fault) || fault != kept || !strings.Contains(string(fault.Stack()), "jobs.elsewhere") {
			t.Errorf("%v has not the trace of the other goroutine", s.Err)
		}
	})
}

func TestOneOfAKind(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		r := New(nil, nil)
		r.Start("train", untilCancelled)
		if _, err := r.Start("train", untilCancelled); !errors.Is(err, ErrBusy) || err.Error() != "train is running already" {
			t.Errorf("second training: %v", err)
		}
		if _, err := r.Start("evaluate", untilCancelled); err != nil {
			t.Errorf("another kind: %v", err)
		}
		if got := r.Active(); len(got) != 2 || got[0].Kind != "train" || got[1].Kind != "evaluate" {
			t.Errorf("active: %+v", got)
		}
		if !r.Cancel("train") || r.Cancel("import") {
			t.Error("Cancel must find the training and no import")
		}
		synctest.Wait()
		if s := last(t, r); s.Kind != "train" || s.State != Cancelled {
			t.Errorf("after Cancel: %s %s", s.Kind, s.State)
		}
		if err := r.Shutdown(t.Context()); err != nil {
			t.Fatal(err)
		}
		if s := last(t, r); s.Kind != "evaluate" || s.State != Cancelled {
			t.Errorf("after Shutdown: %s %s", s.Kind, s.State)
		}
		if _, err := r.Start("train", untilCancelled); !errors.Is(err, ErrShutdown) {
			t.Errorf("start after Shutdown: %v", err)
		}
	})
}

func TestCancelledTooLateIsDone(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		r := New(nil, nil)
		r.Start("save", func(ctx context.Context, _ func(Progress)) (any, error) {
			<-ctx.Done()
			return "saved", nil
		})
		r.Cancel("save")
		r.Wait(t.Context())
		if s := last(t, r); s.State != Done || s.Result != "saved" {
			t.Errorf("%s %v", s.State, s.Result)
		}
	})
}

func TestWaitNamesWhatHangs(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		r := New(nil, nil)
		release := make(chan struct{})
		r.Start("encode", func(context.Context, func(Progress)) (any, error) { <-release; return nil, nil })
		ctx, cancel := context.WithTimeout(t.Context(), time.Second)
		defer cancel()
		err := r.Shutdown(ctx)
		if !errors.Is(err, context.DeadlineExceeded) || !strings.Contains(err.Error(), "encode") {
			t.Errorf("Shutdown: %v", err)
		}
		close(release)
		if err := r.Shutdown(t.Context()); err != nil {
			t.Errorf("second Shutdown: %v", err)
		}
	})
}

// A listener that is slower than the jobs misses progress but no ending, also
// when the same kind has been started over meanwhile.
func TestEndingsAreNeverDropped(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		r := New(nil, nil)
		for i := range 5 {
			r.Start("train", func(_ context.Context, report func(Progress)) (any, error) {
				for n := range int64(100) {
					report(Progress{Phase: "train", Done: n, Total: 100})
				}
				if i%2 == 1 {
					return nil, errDisk
				}
				return i, nil
			})
			r.Wait(t.Context())
		}
		news, version, err := r.Next(t.Context(), 0)
		if err != nil || len(news) != 5 {
			t.Fatalf("%d snapshots, %v; want the 5 endings", len(news), err)
		}
		for i, s := range news {
			want := Done
			if i%2 == 1 {
				want = Failed
			}
			if s.ID != uint64(i+1) || s.State != want || s.Progress.Done != 99 {
				t.Errorf("run %d: %+v", i+1, s)
			}
		}
		ctx, cancel := context.WithTimeout(t.Context(), time.Minute)
		defer cancel()
		if news, _, err := r.Next(ctx, version); !errors.Is(err, context.DeadlineExceeded) {
			t.Errorf("nothing new, yet %v %v", news, err)
		}
	})
}

func TestNextWakesForProgress(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		r := New(nil, nil)
		step := make(chan Progress)
		r.Start("encode", func(_ context.Context, report func(Progress)) (any, error) {
			for p := range step {
				report(p)
			}
			return nil, nil
		})
		news, v, _ := r.Next(t.Context(), 0)
		if len(news) != 1 || !news[0].Active() {
			t.Fatalf("start: %+v", news)
		}
		for n := int64(1); n <= 3; n++ {
			time.Sleep(time.Second) // of the bubble's clock
			step <- Progress{Phase: "encode", Done: n * 10, Total: 100, Unit: "memes"}
			news, v, _ = r.Next(t.Context(), v)
			if len(news) != 1 || news[0].Progress.Done != n*10 {
				t.Fatalf("step %d: %+v", n, news)
			}
		}
		if s := news[0]; s.Rate != 10 || s.ETA != 7*time.Second {
			t.Errorf("rate %v, ETA %v; want 10/s and 7s", s.Rate, s.ETA)
		}
		close(step)
		news, _, _ = r.Next(t.Context(), v)
		if len(news) != 1 || news[0].State != Done || news[0].ETA != 0 {
			t.Errorf("end: %+v", news)
		}
	})
}

// Many jobs, listeners and cancellations at once, for the race detector; every
// listener must hear of every ending.
func TestConcurrentUse(t *testing.T) {
	r := New(nil, nil)
	const n = 40
	var listeners sync.WaitGroup
	for range 3 {
		listeners.Go(func() {
			seen, v := map[uint64]int{}, uint64(0)
			for len(seen) < n {
				news, next, err := r.Next(t.Context(), v)
				if err != nil {
					t.Error(err)
					return
				}
				v = next
				for _, s := range news {
					if !s.Active() {
						seen[s.ID]++
					}
				}
			}
			for id, times := range seen {
				if times != 1 {
					t.Errorf("ending of %d heard %d times", id, times)
				}
			}
		})
	}
	for i := range n {
		kind := fmt.Sprint("kind ", i)
		_, err := r.Start(kind, func(ctx context.Context, report func(Progress)) (any, error) {
			for k := range int64(50) {
				report(Progress{Done: k, Total: 50})
				if ctx.Err() != nil {
					return nil, ctx.Err()
				}
			}
			return nil, nil
		})
		if err != nil {
			t.Fatal(err)
		}
		if i%3 == 0 {
			r.Cancel(kind)
		}
	}
	listeners.Wait()
	if err := r.Shutdown(t.Context()); err != nil {
		t.Error(err)
	}
}
