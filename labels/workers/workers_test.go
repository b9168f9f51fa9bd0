package workers_test

import (
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
