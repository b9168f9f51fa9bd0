package serve

import (
	"context"
	"errors"
	"runtime"
	"slices"
	"sync"
	"sync/atomic"
	"testing"
	"testing/synctest"

	"memebench/labels"
)

// A version that is promoted answers as soon as it is open, the one before it until then,
// and each request ends with the version that it began with.
func TestVersionsChangeWithoutAGap(t *testing.T) {
	opening, open := make(chan struct{}), make(chan struct{})
	began, finish := make(chan struct{}), make(chan struct{})
	m := &fakeModels{served: "v1", ids: []string{"v1", "v2"}}
	m.before = func(_ context.Context, version string) error {
		if version == "v2" {
			close(opening)
			<-open
		}
		return nil
	}
	m.encode = func(_ context.Context, caption string) error {
		if caption == "long" {
			close(began)
			<-finish
		}
		return nil
	}
	r := started(t, m)
	r.turns.free = 2 // also where there is one processor: the long request has a turn all the while
	by := func(caption string) string {
		answer, b := r.ask(t, "POST", inferPath, captions(t, caption))
		if answer.StatusCode != 200 {
			t.Errorf("%d %s", answer.StatusCode, b)
			return ""
		}
		version, _, _ := answered(t, b)
		return version
	}
	long := make(chan string)
	go func() { long <- by("long") }()
	<-began
	m.promote("v2")
	renewed := make(chan error)
	go func() { renewed <- r.versions.renew(t.Context()) }()
	<-opening
	if v := by("a"); v != "v1" {
		t.Errorf("while v2 is opened %s answers", v)
	}
	close(open)
	if err := <-renewed; err != nil {
		t.Fatal(err)
	}
	if v := by("a"); v != "v2" {
		t.Errorf("after v2 was opened %s answers", v)
	}
	if m.unclosed("v1") != 1 {
		t.Error("v1 was closed while a request goes on with it")
	}
	close(finish)
	if v := <-long; v != "v1" {
		t.Errorf("a request that began with v1 is answered by %s", v)
	}
	if m.unclosed("v1") != 0 {
		t.Error("v1 is open after its last request")
	}
}

// Many requests while versions change: none fails, and all versions but those that are
// kept are closed.
func TestVersionsUnderLoad(t *testing.T) {
	m := &fakeModels{}
	r := started(t, m)
	var all sync.WaitGroup
	for i := range 8 {
		all.Go(func() {
			for k := range 50 {
				path := inferPath
				if (i+k)%4 == 0 {
					path = inferVersion(m.ids[k%3], "infer")
				}
				if answer, b := r.ask(t, "POST", path, captions(t, "a", "bb")); answer.StatusCode != 200 {
					t.Errorf("%d %s", answer.StatusCode, b)
				}
			}
		})
	}
	for k := range 30 {
		m.promote(m.ids[k%3])
		if err := r.versions.renew(t.Context()); err != nil {
			t.Error(err)
		}
	}
	all.Wait()
	if n := m.unclosed(""); n > mostOthers+1 {
		t.Errorf("%d versions are open", n)
	}
}

// Versions that are asked for by their ids do not stay open without end.
func TestOtherVersionsAreBounded(t *testing.T) {
	m := &fakeModels{served: "v1", ids: []string{"v1", "v2", "v3", "v4", "v5", "v6", "v7", "v8"}}
	r := started(t, m)
	for range 2 {
		for _, id := range m.ids {
			v, err := r.versions.acquire(t.Context(), id)
			if err != nil {
				t.Fatal(err)
			}
			if v.Version() != id {
				t.Errorf("asked for %s, got %s", id, v.Version())
			}
			r.versions.release(v)
		}
	}
	if n := m.unclosed(""); n != mostOthers+1 {
		t.Errorf("%d versions are open, want %d", n, mostOthers+1)
	}
}

// Of versions that are asked for by their ids the one that nobody has asked for for longest is
// closed, and the one that is served is opened once.
func TestOldestOtherVersionIsClosed(t *testing.T) {
	m := &fakeModels{served: "v1", ids: []string{"v1", "v2", "v3", "v4", "v5", "v6"}}
	r := started(t, m)
	for _, id := range []string{"v2", "v3", "v4", "v5", "v2", "v1", "v6"} {
		v, err := r.versions.acquire(t.Context(), id)
		if err != nil {
			t.Fatal(err)
		}
		r.versions.release(v)
		if err := r.versions.renew(t.Context()); err != nil {
			t.Fatal(err)
		}
	}
	if m.unclosed("v3") != 0 || m.unclosed("v2") != 1 || len(m.opened) != 6 {
		t.Errorf("%d of v3 and %d of v2 are open, of %d opened", m.unclosed("v3"), m.unclosed("v2"), len(m.opened))
	}
}

// What comes while a run of the head is under way is classified in one more.
func TestBatchesGather(t *testing.T) {
	const memes = 20
	first, release := make(chan struct{}), make(chan struct{})
	var once sync.Once
	var mu sync.Mutex
	var runs []int
	m := &fakeModels{classify: func(rows int) {
		mu.Lock()
		runs = append(runs, rows)
		mu.Unlock()
		once.Do(func() { close(first); <-release })
	}}
	r := started(t, m)
	var all sync.WaitGroup
	ask := func() {
		if answer, b := r.ask(t, "POST", inferPath, captions(t, "a")); answer.StatusCode != 200 {
			t.Errorf("%d %s", answer.StatusCode, b)
		}
	}
	all.Go(ask)
	<-first
	for range memes {
		all.Go(ask)
	}
	batch := &r.versions.served.batch
	waiting := func() int {
		batch.mu.Lock()
		defer batch.mu.Unlock()
		return len(batch.waiting)
	}
	for waiting() < memes {
		runtime.Gosched()
	}
	close(release)
	all.Wait()
	if len(runs) != 2 || runs[0] != 1 || runs[1] != memes {
		t.Errorf("the head ran over %v memes, want over 1 and then over %d", runs, memes)
	}
	told, err := r.metrics.Gather()
	if err != nil {
		t.Fatal(err)
	}
	for _, f := range told {
		if h := f.GetMetric()[0].GetHistogram(); f.GetName() == "memebench_batch_memes" && (h.GetSampleCount() != 2 || h.GetSampleSum() != memes+1) {
			t.Errorf("of runs is told %v", h)
		}
	}
}

// However many memes wait, a run takes no more than mostInBatch of them.
func TestBatchesAreBounded(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		release := make(chan struct{})
		var runs []int
		b := &batcher{observe: func(rows int) { runs = append(runs, rows) }}
		b.classify = func(_ context.Context, memes [][][]float32) ([]labels.Prediction, error) {
			<-release
			return make([]labels.Prediction, len(memes)), nil
		}
		var all sync.WaitGroup
		for range mostInBatch + 11 {
			all.Go(func() {
				if _, err := b.predict(t.Context(), nil); err != nil {
					t.Error(err)
				}
			})
		}
		synctest.Wait()
		close(release)
		all.Wait()
		if most := slices.Max(runs); most > mostInBatch || len(runs) > 3 {
			t.Errorf("runs over %v memes, want at most %d", runs, mostInBatch)
		}
	})
}

// A version is not closed while it classifies, also for a request that has been given up; a meme
// that waits then is in no run.
func TestGivenUpWhileClassifying(t *testing.T) {
	synctest.Test(t, givenUpWhileClassifying)
}

func givenUpWhileClassifying(t *testing.T) {
	began, finish := make(chan struct{}), make(chan struct{})
	var runs atomic.Int32
	m := &fakeModels{classify: func(int) {
		if runs.Add(1) == 1 {
			close(began)
			<-finish
		}
	}}
	r := started(t, m)
	ask := func(ctx context.Context) chan error {
		ended := make(chan error, 1)
		go func() {
			_, err := r.Predict(ctx, "v1", []Meme{{Caption: "a"}})
			ended <- err
		}()
		return ended
	}
	first, giveUp := context.WithCancel(t.Context())
	inRun := ask(first)
	<-began
	second, giveUpToo := context.WithCancel(t.Context())
	waits := ask(second)
	synctest.Wait()
	batch := &r.versions.served.batch
	if len(batch.waiting) != 1 {
		t.Errorf("%d memes wait", len(batch.waiting))
	}
	giveUpToo()
	if err := <-waits; !errors.Is(err, context.Canceled) || len(batch.waiting) != 0 {
		t.Errorf("given up before its run: %v, and %d memes wait", err, len(batch.waiting))
	}
	giveUp()
	synctest.Wait()
	m.promote("v2")
	if err := r.versions.renew(t.Context()); err != nil {
		t.Fatal(err)
	}
	if m.unclosed("v1") != 1 {
		t.Error("v1 was closed while it classifies")
	}
	close(finish)
	if err := <-inRun; !errors.Is(err, context.Canceled) {
		t.Errorf("given up in its run: %v", err)
	}
	if m.unclosed("v1") != 0 || runs.Load() != 1 {
		t.Errorf("%d of v1 are open, after %d runs", m.unclosed("v1"), runs.Load())
	}
}
