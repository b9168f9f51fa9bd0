package db

import (
	"bytes"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"reflect"
	"runtime"
	"testing"
	"time"

	"go.etcd.io/bbolt"

	"memebench/labels"
)

// olden writes what a store has into a file of schema 5, 6 or 7, at path. What schema 5 keeps
// of states and for searches is left out, since it is not read any more.
func olden(tb testing.TB, d *DB, path string, schema uint64) {
	tb.Helper()
	old, err := bbolt.Open(path, 0o600, &bbolt.Options{NoSync: true})
	if err != nil {
		tb.Fatal(err)
	}
	if err := old.Update(func(tx *bbolt.Tx) error { return migrate(tx, migrations[:schema]) }); err != nil {
		tb.Fatal(err)
	}
	if schema < packedSince {
		oldenRecords(tb, d, old)
	}
	copied := func(in, k, _ []byte) bool { return !bytes.Equal(in, bucketMeta) || !bytes.Equal(k, keySchema) }
	if err := d.view(func(tx *bbolt.Tx) error {
		if err := old.Update(func(into *bbolt.Tx) error {
			for _, name := range []string{"group_keys", "group_key_blocks"} { // as the files were
				if b := into.Bucket([]byte(name)); b != nil {
					if err := into.DeleteBucket([]byte(name)); err != nil {
						return err
					}
				}
			}
			_, err := into.CreateBucket([]byte("group_keys"))
			return err
		}); err != nil {
			return err
		}
		for name, of := range map[string][]byte{"meme_ids": bucketMemeIDs, "group_keys": bucketGroupKeys} {
			e := newEntries(of, tx.Bucket(of))
			for e.key != nil {
				if err := old.Update(func(into *bbolt.Tx) error {
					for n := 0; e.key != nil && n < 10_000; n++ {
						if err := into.Bucket([]byte(name)).Put(e.key, e.value); err != nil {
							return err
						}
						e.next()
					}
					return nil
				}); err != nil {
					return err
				}
			}
		}
		for _, name := range buckets {
			there := false
			if err := old.View(func(into *bbolt.Tx) error {
				there = into.Bucket(name) != nil
				return nil
			}); err != nil {
				return err
			}
			if !there || schema < packedSince && isDerived(name) && !bytes.Equal(name, bucketMemeEvents) && !bytes.Equal(name, bucketGroupMembers) {
				continue
			}
			if err := copyBucket(tx.Bucket(name), old, [][]byte{name}, func() error { return nil }, copied); err != nil {
				return err
			}
		}
		return nil
	}); err != nil {
		tb.Fatal(err)
	}
	if err := old.Close(); err != nil {
		tb.Fatal(err)
	}
}

// oldenRecords writes memes and events as schema 5 has them.
func oldenRecords(tb testing.TB, d *DB, old *bbolt.DB) {
	tb.Helper()
	put := func(bucket string, last uint64) (put func(k uint64, v any), done func()) {
		tx, err := old.Begin(true)
		if err != nil {
			tb.Fatal(err)
		}
		n := 0
		return func(k uint64, v any) {
				record, err := encode(v)
				if err == nil {
					err = tx.Bucket([]byte(bucket)).Put(number8(k), record)
				}
				if n++; err == nil && n%10_000 == 0 {
					if err = tx.Commit(); err == nil {
						tx, err = old.Begin(true)
					}
				}
				if err != nil {
					tb.Fatal(err)
				}
			}, func() {
				if err := errors.Join(tx.Bucket([]byte(bucket)).SetSequence(last), tx.Commit()); err != nil {
					tb.Fatal(err)
				}
			}
	}
	memes, err := d.Summary("")
	if err != nil {
		tb.Fatal(err)
	}
	meme, done := put("memes", uint64(memes.Counts.Memes))
	if err := d.Rows(func(m labels.Meme, _ labels.State) error {
		seq := m.Seq
		meme(seq, labels.NewMemeRecord(m))
		return nil
	}); err != nil {
		tb.Fatal(err)
	}
	done()
	event, done := put("log", memes.Seq)
	if err := d.Log(1, func(e labels.Event) error { event(e.Seq, e); return nil }); err != nil {
		tb.Fatal(err)
	}
	done()
}

// everythingIn is what a store has of memes and events.
func everythingIn(t *testing.T, d *DB) (memes []labels.Meme, states []labels.State, events []labels.Event) {
	t.Helper()
	if err := d.Rows(func(m labels.Meme, s labels.State) error {
		memes, states = append(memes, m), append(states, s)
		return nil
	}); err != nil {
		t.Fatal(err)
	}
	if err := d.Log(1, func(e labels.Event) error { events = append(events, e); return nil }); err != nil {
		t.Fatal(err)
	}
	return memes, states, events
}

// A file of an earlier schema with more memes and events than go into a transaction becomes a
// new one that has all of them, is as it should be, and has no room left over.
func TestRenew(t *testing.T) {
	was := memesAtATime
	t.Cleanup(func() { memesAtATime = was })
	memesAtATime = 2 * deriveBatch
	few, many := factsStore(t), factsStore(t)
	fillText(t, few, deriveBatch+100, true)
	fillText(t, many, memesAtATime+2*deriveBatch+100, true)
	for schema := uint64(packedSince - 1); schema < renewedSince; schema++ {
		d := few
		if schema == renewedSince-1 {
			d = many
		}
		t.Run(fmt.Sprint("schema ", schema), func(t *testing.T) { testRenew(t, d, schema) })
	}
}

func testRenew(t *testing.T, d *DB, schema uint64) {
	path := filepath.Join(t.TempDir(), "old.db")
	olden(t, d, path, schema)
	renewed, err := Open(path, Options{})
	if err != nil {
		t.Fatal(err)
	}
	memes, states, events := everythingIn(t, d)
	memesAfter, statesAfter, eventsAfter := everythingIn(t, renewed)
	if !reflect.DeepEqual(memes, memesAfter) || !reflect.DeepEqual(states, statesAfter) || !reflect.DeepEqual(events, eventsAfter) {
		t.Errorf("%d memes, %d states and %d events differ from %d, %d and %d", len(memesAfter), len(statesAfter), len(eventsAfter), len(memes), len(states), len(events))
	}
	before, after := d.bolt.Stats(), renewed.bolt.Stats()
	pages := int(renewed.size.Load()) / os.Getpagesize()
	if after.FreePageN > pages/2 {
		t.Errorf("%d of %d pages are free, %d before", after.FreePageN, pages, before.FreePageN)
	}
	if err := renewed.Close(); err != nil {
		t.Fatal(err)
	}
	if found := verify(t, path); found != nil {
		t.Errorf("what is derived is wrong: %v", found)
	}
	if left, err := filepath.Glob(filepath.Join(filepath.Dir(path), ".*")); err != nil || len(left) > 0 {
		t.Errorf("left beside it: %q, %v", left, err)
	}
}

// A file that cannot be renewed stays as it was.
func TestRenewFails(t *testing.T) {
	d := factsStore(t)
	path := filepath.Join(t.TempDir(), "old.db")
	olden(t, d, path, packedSince-1)
	old, err := bbolt.Open(path, 0o600, nil)
	if err != nil {
		t.Fatal(err)
	}
	if err := errors.Join(old.Update(func(tx *bbolt.Tx) error {
		return tx.Bucket([]byte("log")).Put(number8(3), []byte("\x01no JSON"))
	}), old.Close()); err != nil {
		t.Fatal(err)
	}
	was, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := Open(path, Options{}); !errors.Is(err, ErrDamaged) {
		t.Errorf("opened with %v", err)
	}
	if is, err := os.ReadFile(path); err != nil || !bytes.Equal(is, was) {
		t.Errorf("the file has changed, %v", err)
	}
}

// BenchmarkRenew brings files of earlier schemas to the present one, and reports the most memory
// that Go has taken from the system meanwhile:
//
//	go test -run '^$' -bench '^BenchmarkRenew$' -benchtime 1x ./db
func BenchmarkRenew(b *testing.B) {
	for _, n := range sizesOf(100_000, 1_000_000) {
		d := textStore(b, n, true, false)
		for schema := uint64(packedSince - 1); schema < renewedSince; schema++ {
			b.Run(fmt.Sprintf("memes=%d/schema=%d", n, schema), func(b *testing.B) { benchmarkRenew(b, d, schema) })
		}
	}
}

func benchmarkRenew(b *testing.B, d *DB, schema uint64) {
	path := filepath.Join(b.TempDir(), "old.db")
	for b.Loop() {
		b.StopTimer()
		olden(b, d, path, schema)
		runtime.GC()
		stop := peakMemory()
		b.StartTimer()
		renewed, err := Open(path, Options{})
		if err != nil {
			b.Fatal(err)
		}
		b.StopTimer()
		b.ReportMetric(stop(), "peak-MB")
		b.ReportMetric(float64(renewed.bolt.Stats().FreePageN), "free-pages")
		if err := errors.Join(renewed.Close(), os.Remove(path)); err != nil {
			b.Fatal(err)
		}
		b.StartTimer()
	}
}

// peakMemory watches the memory in use by Go's heap and stacks, until stop is called, which
// returns the most that was seen, in megabytes.
func peakMemory() (stop func() float64) {
	done, most := make(chan bool), make(chan uint64)
	go func() {
		peak := uint64(0)
		for {
			var m runtime.MemStats
			runtime.ReadMemStats(&m)
			peak = max(peak, m.HeapInuse+m.StackInuse)
			select {
			case <-done:
				most <- peak
				return
			case <-time.After(10 * time.Millisecond):
			}
		}
	}()
	return func() float64 {
		close(done)
		return float64(<-most) / 1e6
	}
}
