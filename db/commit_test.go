package db

import (
	"context"
	"errors"
	"fmt"
	"runtime"
	"slices"
	"strconv"
	"strings"
	"sync"
	"testing"

	"go.etcd.io/bbolt"

	"memebench/labels"
)

// Writes that come while one is committed share the next transaction, in their order, and
// what is wrong with one of them is nothing to the others.
func TestJointWrites(t *testing.T) {
	d := unsynced(newStore(t))
	memes := someMemes(t, d, 9)
	before, err := d.LastSeq()
	if err != nil {
		t.Fatal(err)
	}
	held, free := make(chan struct{}), make(chan struct{})
	var first sync.WaitGroup
	first.Go(func() {
		if err := d.updateJointly(func(*bbolt.Tx) error { close(held); <-free; return nil }); err != nil {
			t.Error(err)
		}
	})
	<-held // by now a transaction is under way
	was := d.changes.revision

	bad := errors.New("not this one")
	var rest sync.WaitGroup
	for i, m := range memes {
		rest.Go(func() {
			err := d.updateJointly(func(tx *bbolt.Tx) error {
				if i == 4 {
					return bad
				}
				w := newLogWriter(tx, 1)
				if _, err := w.append(level(m.ID, "ann", 1)); err != nil {
					return err
				}
				return w.flush()
			})
			if (i == 4) != errors.Is(err, bad) || i != 4 && err != nil {
				t.Errorf("write %d: %v", i, err)
			}
		})
		for d.waitingWrites() <= i { // so that their order is known
			runtime.Gosched()
		}
	}
	close(free)
	first.Wait()
	rest.Wait()
	last, err := d.LastSeq()
	if err != nil || last != before+8 {
		t.Errorf("the newest event is %d, was %d: %v", last, before, err)
	}
	for i, m := range memes {
		if s, err := d.State(m.ID); err != nil || (s.Voices() == 1) != (i != 4) {
			t.Errorf("meme %d: %+v, %v", i, s, err)
		}
	}
	// The one before, those that were tried together and failed, and each alone.
	if d.changes.revision == was {
		t.Error("the store is as it was")
	}
}

// Where a transaction fails that several share, none of them is tried again, since what it
// wrote may be there.
func TestJointCommitFails(t *testing.T) {
	d := unsynced(newStore(t))
	held, free := make(chan struct{}), make(chan struct{})
	var all sync.WaitGroup
	all.Go(func() { _ = d.updateJointly(func(*bbolt.Tx) error { close(held); <-free; return nil }) })
	<-held
	var calls [3]int
	for i := range calls {
		all.Go(func() {
			err := d.updateJointly(func(tx *bbolt.Tx) error {
				calls[i]++
				if i < len(calls)-1 {
					return nil
				}
				return tx.Rollback() // after which there is nothing to commit
			})
			if err == nil {
				t.Errorf("write %d is acknowledged", i)
			}
		})
		for d.waitingWrites() <= i {
			runtime.Gosched()
		}
	}
	close(free)
	all.Wait()
	if calls != [3]int{1, 1, 1} {
		t.Errorf("calls: %v, want one each", calls)
	}
}

func (d *DB) waitingWrites() int {
	d.joint.mu.Lock()
	defer d.joint.mu.Unlock()
	return len(d.joint.waiting)
}

// All that wait together take one transaction.
func TestWritesShareATransaction(t *testing.T) {
	d := unsynced(newStore(t))
	memes := someMemes(t, d, 20)
	held, free := make(chan struct{}), make(chan struct{})
	var all sync.WaitGroup
	all.Go(func() { _ = d.updateJointly(func(*bbolt.Tx) error { close(held); <-free; return nil }) })
	<-held
	for i, m := range memes {
		all.Go(func() {
			if _, err := d.Append(level(m.ID, fmt.Sprint("a", i), 2)); err != nil {
				t.Error(err)
			}
			if err := d.SetSetting("cursor/a"+strconv.Itoa(i), string(m.ID)); err != nil {
				t.Error(err)
			}
		})
	}
	for d.waitingWrites() < len(memes) {
		runtime.Gosched()
	}
	start := d.changes.revision
	close(free)
	all.Wait()
	// The first, the labels, and the settings in one or more.
	if n := d.changes.revision - start; n < 3 || n > uint64(2+len(memes)) {
		t.Errorf("%d transactions", n)
	}
	var seqs []uint64
	err := d.Log(1, func(e labels.Event) error { seqs = append(seqs, e.Seq); return nil })
	if err != nil || len(seqs) != len(memes) || !slices.IsSorted(seqs) {
		t.Errorf("events %v, %v", seqs, err)
	}
}

func TestChanged(t *testing.T) {
	d := unsynced(newStore(t))
	memes := someMemes(t, d, 1)
	now, err := d.Changed(t.Context(), 0)
	if err != nil || now == 0 {
		t.Fatal(now, err)
	}
	if s, err := d.Summary("ann"); err != nil || s.Revision != now {
		t.Errorf("revision %d of the summary, %d: %v", s.Revision, now, err)
	}
	got := make(chan uint64)
	for range 2 {
		go func() {
			n, err := d.Changed(t.Context(), now)
			if err != nil {
				t.Error(err)
			}
			got <- n
		}()
	}
	if _, err := d.Append(level(memes[0].ID, "ann", 1)); err != nil {
		t.Fatal(err)
	}
	if a, b := <-got, <-got; a <= now || a != b {
		t.Errorf("revisions %d, %d after %d", a, b, now)
	}
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	if _, err := d.Changed(ctx, now+1); !errors.Is(err, context.Canceled) {
		t.Errorf("after the end: %v", err)
	}
}

// No meme gets more voices than the overlap, whoever writes at the same time.
func TestShared(t *testing.T) {
	d := unsynced(newStore(t))
	memes := someMemes(t, d, 5)
	if err := d.SetSetting(labels.OverlapSetting, "2"); err != nil {
		t.Fatal(err)
	}
	log := d.Shared()
	var all sync.WaitGroup
	var refused sync.Map
	for i := range 6 {
		who := fmt.Sprint("a", i)
		all.Go(func() {
			for _, m := range memes {
				_, err := log.Append(level(m.ID, who, labels.Level(i%labels.Levels)))
				var enough *labels.EnoughError
				if errors.As(err, &enough) {
					if !slices.Equal(enough.Memes, []labels.MemeID{m.ID}) || enough.Overlap != 2 {
						t.Errorf("%+v", enough)
					}
					refused.Store(who+string(m.ID), true)
				} else if err != nil {
					t.Error(err)
				}
			}
		})
	}
	all.Wait()
	for _, m := range memes {
		s, err := d.State(m.ID)
		if err != nil || s.Voices() != 2 {
			t.Errorf("%d voices, %v", s.Voices(), err)
		}
		// Who has a voice changes it, who has none skips, and adjudicates.
		own := s.Current[0].Annotator
		skip := labels.Event{Meme: m.ID, Annotator: "late", Source: labels.Key, Action: labels.Skip, Level: labels.NoLevel}
		decide := level(m.ID, "kai", 3)
		decide.Action = labels.Adjudicate
		for _, e := range []labels.Event{level(m.ID, own, 4), skip, decide} {
			if _, err := log.Append(e); err != nil {
				t.Errorf("%s of %s: %v", e.Action, e.Annotator, err)
			}
		}
	}
}

// A reason does not flag a meme again whose flag was lifted while it was written.
func TestSharedReasons(t *testing.T) {
	d := unsynced(newStore(t))
	ms := someMemes(t, d, 2)
	log := d.Shared()
	says := func(m labels.Meme, action labels.Action, text string, batch int) labels.Event {
		return labels.Event{Meme: m.ID, Annotator: "ann", Source: labels.Key, Action: action, Level: labels.NoLevel, Text: text, Batch: batch}
	}
	do := func(events ...labels.Event) error {
		_, err := log.Append(events...)
		return err
	}
	decide := level(ms[0].ID, "kai", 3)
	decide.Action = labels.Adjudicate
	if err := errors.Join(do(says(ms[0], labels.Flag, "", 0), says(ms[1], labels.Flag, "", 1)), do(decide)); err != nil {
		t.Fatal(err)
	}
	var lifted *labels.EnoughError
	err := do(says(ms[0], labels.Flag, "cut off", 2), says(ms[1], labels.Flag, "cut off", 3))
	if !errors.As(err, &lifted) || !slices.Equal(lifted.Memes, []labels.MemeID{ms[0].ID}) || !strings.Contains(err.Error(), "reason for #0001 is not kept, as somebody has lifted its flag") {
		t.Errorf("%v", err)
	}
	for _, err := range []error{
		do(says(ms[1], labels.Flag, "cut off", 2)),
		do(says(ms[0], labels.Flag, "", 0), says(ms[0], labels.Flag, "cut off", 1)), // at once, after one that was not saved
	} {
		if err != nil {
			t.Error(err)
		}
	}
}

// What was taken back is not said again where others have labelled the meme meanwhile.
func TestSharedRedo(t *testing.T) {
	d := unsynced(newStore(t))
	m := someMemes(t, d, 1)[0]
	log := d.Shared()
	for _, do := range []func() error{
		func() error { _, err := log.Append(level(m.ID, "ann", 1)); return err },
		func() error { _, err := log.Undo("ann"); return err },
		func() error { _, err := log.Append(level(m.ID, "bob", 2)); return err },
	} {
		if err := do(); err != nil {
			t.Fatal(err)
		}
	}
	var enough *labels.EnoughError
	if again, err := log.Redo("ann"); !errors.As(err, &enough) || again != nil {
		t.Errorf("said again %v, %v", again, err)
	}
	if _, err := log.Undo("bob"); err != nil {
		t.Fatal(err)
	}
	if again, err := log.Redo("ann"); len(again) != 1 || err != nil {
		t.Errorf("said again %v, %v", again, err)
	}
}

// What else was taken back with it, or before it, is.
func TestSharedRedoWithout(t *testing.T) {
	d := unsynced(newStore(t))
	ms := someMemes(t, d, 3)
	log := d.Shared()
	first, second := level(ms[0].ID, "ann", 1), level(ms[1].ID, "ann", 1)
	second.Batch = 1
	do := func(_ []labels.Event, err error) {
		t.Helper()
		if err != nil {
			t.Fatal(err)
		}
	}
	do(log.Append(first, second))
	do(log.Append(level(ms[2].ID, "ann", 1)))
	do(log.Undo("ann"))
	do(log.Undo("ann"))
	do(log.Append(level(ms[1].ID, "bob", 2)))
	for _, want := range []labels.MemeID{ms[0].ID, ms[2].ID} {
		again, err := log.Redo("ann")
		var enough *labels.EnoughError
		if len(again) != 1 || again[0].Meme != want || !errors.As(err, &enough) || !slices.Equal(enough.Memes, []labels.MemeID{ms[1].ID}) {
			t.Errorf("said again %v, %v", again, err)
		}
	}
	if again, err := log.Redo("ann"); again != nil || err == nil {
		t.Errorf("said again %v, %v", again, err)
	}
	do(log.Undo("bob"))
	if again, err := log.Redo("ann"); len(again) != 1 || again[0].Meme != ms[1].ID || err != nil {
		t.Errorf("said again %v, %v", again, err)
	}
	do(log.Undo("ann"))
	against := labels.RoleAnnotator.Check(labels.MayAdjudicate)
	if _, err := log.RedoIf("ann", func(labels.Event) error { return against }); err == nil || err.Error() != against.Error() {
		t.Errorf("what may not be said: %v", err)
	}
}

// BenchmarkJointWrites takes the labels a second that are on the disk when so many annotators
// write at once, each after the other, beside a transaction for each; the figure is how many
// times as many they are.
//
//	go test -run '^$' -bench JointWrites -benchtime 2000x ./db
func BenchmarkJointWrites(b *testing.B) {
	for _, writers := range []int{1, 5, 20, 60} {
		b.Run(fmt.Sprintf("writers=%d", writers), func(b *testing.B) {
			var took [2]float64
			for i, update := range []func(d *DB, f func(*bbolt.Tx) error) error{(*DB).update, (*DB).updateJointly} {
				d := newStore(b)
				memes := someMemes(b, d, 500)
				start := b.Elapsed()
				var all sync.WaitGroup
				for w := range writers {
					all.Go(func() {
						for n := w; n < b.N; n += writers {
							err := update(d, func(tx *bbolt.Tx) error {
								lw := newLogWriter(tx, 1)
								if _, err := lw.append(level(memes[n%len(memes)].ID, fmt.Sprint("a", w), labels.Level(n%5))); err != nil {
									return err
								}
								return lw.flush()
							})
							if err != nil {
								b.Error(err)
							}
						}
					})
				}
				all.Wait()
				took[i] = (b.Elapsed() - start).Seconds()
			}
			b.ReportMetric(float64(b.N)/took[1], "labels/s")
			b.ReportMetric(took[0]/took[1], "×alone")
		})
	}
}
