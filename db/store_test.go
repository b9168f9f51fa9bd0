package db

import (
	"context"
	"fmt"
	"maps"
	"path/filepath"
	"reflect"
	"slices"
	"sync/atomic"
	"testing"
	"time"

	"go.etcd.io/bbolt"

	"memebench/labels"
)

// newClock returns a clock that goes on by a second at each look.
func newClock() func() time.Time {
	var looks atomic.Int64
	return func() time.Time {
		return time.Date(2026, 1, 2, 3, 4, 5, 0, time.UTC).Add(time.Duration(looks.Add(1)) * time.Second)
	}
}

// newStore opens an empty store that is checked and closed when the test ends.
func newStore(t testing.TB) *DB {
	t.Helper()
	return openStore(t, filepath.Join(t.TempDir(), "store.db"))
}

func openStore(t testing.TB, path string) *DB {
	t.Helper()
	d, err := Open(path, Options{Now: newClock()})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if !d.closed.Load() {
			checkStore(t, d)
			if err := d.Close(); err != nil {
				t.Error(err)
			}
		}
	})
	return d
}

// unsynced stops a store from syncing, for tests that make many changes and are
// not about durability.
func unsynced(d *DB) *DB {
	d.bolt.NoSync = true
	return d
}

// textMeme is a meme with a caption and no picture.
func textMeme(key, caption string) labels.Meme {
	return labels.Meme{ID: labels.NewMemeID("set", key), Dataset: "set", Key: key, Caption: caption}
}

// imageMeme is a meme with a caption and a picture with this digest, "" for one
// that was not found.
func imageMeme(key, caption, digest string) labels.Meme {
	m := textMeme(key, caption)
	m.Image.Name = key
	if digest == "" {
		m.Image.Fault = "no such file"
	} else {
		m.Image.Path, m.Image.SHA256, m.Image.Format = "/pictures/"+key, digest, "png"
	}
	return m
}

// addMemes stores memes that must all be taken, and returns them as stored.
func addMemes(t testing.TB, d *DB, memes ...labels.Meme) []labels.Meme {
	t.Helper()
	added, err := d.AddMemes(memes, labels.AllTrain)
	if err != nil {
		t.Fatal(err)
	}
	stored := make([]labels.Meme, len(memes))
	for i, a := range added {
		if a.Outcome != labels.Imported || a.ID != memes[i].ID {
			t.Fatalf("meme %d: got %+v, want it taken", i, a)
		}
		if stored[i], err = d.Meme(a.ID); err != nil {
			t.Fatal(err)
		}
	}
	return stored
}

// someMemes stores n memes with nothing in common.
func someMemes(t testing.TB, d *DB, n int) []labels.Meme {
	t.Helper()
	memes := make([]labels.Meme, n)
	for i := range memes {
		memes[i] = textMeme(fmt.Sprintf("row %d", i+1), fmt.Sprintf("caption %d", i+1))
	}
	return addMemes(t, d, memes...)
}

// level is the event of an annotator giving a meme a level by key.
func level(id labels.MemeID, annotator string, l labels.Level) labels.Event {
	return labels.Event{Meme: id, Annotator: annotator, Source: labels.Key, Action: labels.SetLevel, Level: l}
}

// appendAll appends events that must be accepted, and returns them as stored.
func appendAll(t testing.TB, d *DB, events ...labels.Event) []labels.Event {
	t.Helper()
	stored, err := d.Append(events...)
	if err != nil {
		t.Fatal(err)
	}
	return stored
}

// checkStore checks that the file is sound and that everything derived in it is
// what the memes and the log amount to, computed anew from nothing.
func checkStore(t testing.TB, d *DB) {
	t.Helper()
	var memes []labels.Meme
	states := map[uint64]labels.State{}
	if err := d.Rows(func(m labels.Meme, s labels.State) error {
		memes = append(memes, m)
		states[m.Seq] = s
		return nil
	}); err != nil {
		t.Fatal(err)
	}
	seqs := map[labels.MemeID]uint64{}
	for i, m := range memes {
		if m.Seq != uint64(i+1) {
			t.Errorf("meme %d has seq %d", i+1, m.Seq)
		}
		seqs[m.ID] = m.Seq
	}
	said := map[uint64][]labels.Event{}
	datasets, err := d.Datasets()
	if err != nil {
		t.Fatal(err)
	}
	next := uint64(1)
	if err := d.Log(0, func(e labels.Event) error {
		if e.Seq != next {
			t.Errorf("event %d follows event %d", e.Seq, next-1)
		}
		next = e.Seq + 1
		said[seqs[e.Meme]] = append(said[seqs[e.Meme]], e)
		return nil
	}); err != nil {
		t.Fatal(err)
	}

	want := map[string]map[string]string{}
	put := func(bucket []byte, key, value []byte) {
		if want[string(bucket)] == nil {
			want[string(bucket)] = map[string]string{}
		}
		want[string(bucket)][string(key)] = string(value)
	}
	counts := map[string]int{}
	if n := newLabelsOf(t, d); n > 0 {
		counts[counterNew] = n
	}
	undo := map[string]map[uint64]uint64{}
	for _, m := range memes {
		id, _ := idDigest(m.ID)
		put(bucketMemeIDs, id[:], number8(m.Seq))
		place := uint16(slices.IndexFunc(datasets, func(d labels.Dataset) bool { return d.Name == m.Dataset }) + 1)
		for _, name := range indexedNames(&m, place) {
			put(bucketMemeNames, nameKey(name, m.Seq), nil)
		}
		group, err := parseGroupName(m.Group)
		if err != nil {
			t.Error(err)
		}
		put(bucketGroupMembers, pair(group, m.Seq), nil)

		s := labels.Aggregate(said[m.Seq])
		if !reflect.DeepEqual(states[m.Seq], s) {
			t.Errorf("meme %d: state is %+v, want %+v", m.Seq, states[m.Seq], s)
		}
		counts[counterMemes]++
		counts[counterKind(s.Kind)]++
		if s.Kind == labels.Labelled {
			counts[counterGold(s.Gold)]++
		}
		for _, st := range s.Current {
			if st.Action == labels.SetLevel || st.Action == labels.Adjudicate {
				counts[counterGiven(st.Annotator)]++
			}
		}
		retracted := labels.Retracted(said[m.Seq])
		for _, e := range said[m.Seq] {
			put(bucketMemeEvents, pair(m.Seq, e.Seq), nil)
			if undoable(e) && !retracted[e.Seq] {
				if undo[e.Annotator] == nil {
					undo[e.Annotator] = map[uint64]uint64{}
				}
				undo[e.Annotator][e.Seq] = m.Seq
			}
		}
	}
	checkGroups(t, d, memes)
	checkFacts(t, d)

	if err := d.view(func(tx *bbolt.Tx) error {
		for err := range tx.Check() {
			t.Errorf("page check: %v", err)
		}
		head, err := headerNow(d.file)
		if err != nil {
			return err
		}
		if faults, err := checkPages(d.file, head, func() error { return nil }); err != nil || faults != nil {
			t.Errorf("pages: %q, %v", faults, err)
		}
		v := &verifier{tx: tx, ctx: context.Background(), deep: everything} // the test's own has ended, where this is a cleanup
		if err := v.run(); err != nil || v.findings != nil {
			t.Errorf("verified: %v, %v", v.findings, err)
		}
		for _, name := range [][]byte{bucketMemeIDs, bucketMemeNames, bucketGroupMembers, bucketMemeEvents} {
			got := map[string]string{}
			for e := newEntries(name, tx.Bucket(name)); e.key != nil; e.next() {
				got[string(e.key)] = string(e.value)
			}
			if len(got)+len(want[string(name)]) > 0 && !maps.Equal(got, want[string(name)]) {
				t.Errorf("bucket %s holds\n%q, want\n%q", name, got, want[string(name)])
			}
		}
		got := map[string]int{}
		if err := tx.Bucket(bucketCounters).ForEach(func(k, v []byte) error {
			n, err := readNumber(v)
			if n > 0 {
				got[string(k)] = int(n)
			}
			return err
		}); err != nil {
			return err
		}
		if !maps.Equal(got, counts) {
			t.Errorf("counters are %v, want %v", got, counts)
		}
		return tx.Bucket(bucketUndoable).ForEachBucket(func(annotator []byte) error {
			got := map[uint64]uint64{}
			if err := tx.Bucket(bucketUndoable).Bucket(annotator).ForEach(func(k, v []byte) error {
				event, err := readNumber(k)
				if err != nil {
					return err
				}
				got[event], err = readNumber(v)
				return err
			}); err != nil {
				return err
			}
			if len(got) > 0 && !maps.Equal(got, undo[string(annotator)]) {
				t.Errorf("%s can undo %v, want %v", annotator, got, undo[string(annotator)])
			}
			if len(got) > 0 {
				delete(undo, string(annotator))
			}
			return nil
		})
	}); err != nil {
		t.Fatal(err)
	}
	if len(undo) > 0 {
		t.Errorf("nothing is listed of what %v can undo", slices.Collect(maps.Keys(undo)))
	}
}

// newLabelsOf counts what people have said since the newest training and not taken
// back, by the whole log.
func newLabelsOf(t testing.TB, d *DB) int {
	t.Helper()
	history, err := d.versions(func(versionRecord) bool { return true }) // also the deleted ones
	if err != nil {
		t.Fatal(err)
	}
	trained := uint64(0)
	for _, v := range history {
		if v.Origin == nil {
			trained = max(trained, v.LabelSeq)
		}
	}
	var log []labels.Event
	if err := d.Log(1, func(e labels.Event) error {
		log = append(log, e)
		return nil
	}); err != nil {
		t.Fatal(err)
	}
	n, retracted := 0, labels.Retracted(log)
	for _, e := range log {
		if e.Seq > trained && e.Source != labels.Import && e.Level.Valid() && !retracted[e.Seq] {
			n++
		}
	}
	return n
}

// checkGroups checks what groups are for: memes that share a key, and are not
// marked, share a group and a split; and that every key leads somewhere true.
func checkGroups(t testing.TB, d *DB, memes []labels.Meme) {
	t.Helper()
	type place struct {
		group string
		split labels.Split
	}
	pictures := map[string]map[string]bool{} // by captions
	for _, m := range memes {
		if key := m.CaptionKey(); key != "" && m.Image.SHA256 != "" {
			if pictures[key] == nil {
				pictures[key] = map[string]bool{}
			}
			pictures[key][m.Image.SHA256] = true
		}
	}
	keysOf := func(m *labels.Meme) []string {
		keys := slices.DeleteFunc(m.GroupKeys(), func(key string) bool { return len(pictures[key]) > labels.MostPictures })
		if len(keys) == 0 {
			keys = []string{m.OwnKey()}
		}
		return keys
	}
	first := map[string]labels.Meme{}
	splits := map[string]labels.Split{}
	groups := map[string]bool{}
	for _, m := range memes {
		groups[m.Group] = true
		if _, err := labels.ParseSplit(string(m.Split)); err != nil {
			t.Errorf("meme %d: %v", m.Seq, err)
		}
		if m.CrossSplit {
			continue
		}
		if s, ok := splits[m.Group]; ok && s != m.Split {
			t.Errorf("meme %d: group %s is in %s and in %s", m.Seq, m.Group, s, m.Split)
		}
		splits[m.Group] = m.Split
		for _, key := range keysOf(&m) {
			f, ok := first[key]
			if !ok {
				first[key] = m
			} else if (place{f.Group, f.Split}) != (place{m.Group, m.Split}) {
				t.Errorf("memes %d (%s, %s) and %d (%s, %s) share %q", f.Seq, f.Group, f.Split, m.Seq, m.Group, m.Split, key)
			}
		}
	}
	if err := d.view(func(tx *bbolt.Tx) error {
		homes := groupKeyIndex(tx)
		known := map[string]bool{}
		for _, m := range memes {
			for _, key := range keysOf(&m) {
				digest := keyDigest(key)
				known[string(digest[:])] = true
				v := homes.get(digest)
				if v == nil {
					t.Errorf("meme %d: its key %q leads nowhere", m.Seq, key)
					continue
				}
				h, err := decodeGroupRef(v)
				if err != nil {
					return err
				}
				if !m.CrossSplit && (groupName(h.group) != m.Group || h.split != m.Split) {
					t.Errorf("meme %d in %s of %s: its key %q leads to %+v", m.Seq, m.Group, m.Split, key, h)
				}
				if !groups[groupName(h.group)] {
					t.Errorf("key %q leads to %s, which has no members", key, groupName(h.group))
				}
			}
		}
		for e := newEntries(bucketGroupKeys, homes.bucket); e.key != nil; e.next() {
			if !known[string(e.key)] {
				t.Errorf("a group key belongs to no meme")
			}
		}
		return nil
	}); err != nil {
		t.Fatal(err)
	}
}
