package db

import (
	"bytes"
	"context"
	"errors"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"testing"

	"memebench/labels"
)

// TestSinceBackup is what the store remembers of what people say: all of it until a backup in the
// store's folder for them has it, taken back or not, and nothing that came from a file.
func TestSinceBackup(t *testing.T) {
	d := unsynced(newStore(t))
	m := someMemes(t, d, 4)
	merged := level(m[3].ID, "from a file", labels.Negative)
	merged.Time, merged.Merged = newClock()(), true
	appendAll(t, d, level(m[0].ID, "ann", labels.Positive), merged, level(m[1].ID, "ann", labels.Neutral))
	if _, err := d.Undo("ann"); err != nil {
		t.Fatal(err)
	}
	want := func(seqs ...uint64) {
		t.Helper()
		var got []uint64
		for _, e := range d.SinceBackup() {
			got = append(got, e.Seq)
			stored, err := d.Events(e.Meme)
			if err != nil || !slices.Contains(stored, e) {
				t.Errorf("%+v is not as it is stored: %v", e, err)
			}
		}
		if !slices.Equal(got, seqs) {
			t.Errorf("it remembers %v, not %v", got, seqs)
		}
	}
	want(1, 3, 4)
	if _, err := d.Backup(t.Context(), filepath.Join(t.TempDir(), "backup.db"), nil); err != nil {
		t.Fatal(err)
	}
	want(1, 3, 4) // who has to restore is not told of that one
	if _, err := d.Backup(t.Context(), filepath.Join(BackupDir(d.path), "memebench-2026-11-29-100000.db"), nil); err != nil {
		t.Fatal(err)
	}
	want()
	appendAll(t, d, level(m[2].ID, "bob", labels.Positive))
	want(5)
	if _, err := d.Redo("ann"); err != nil { // of what was taken back before the backup, too
		t.Fatal(err)
	}
	want(3, 4, 5, 6)
	for range 2 { // the last one of what was said before the backup
		if _, err := d.Undo("ann"); err != nil {
			t.Fatal(err)
		}
		if _, err := d.Redo("ann"); err != nil {
			t.Fatal(err)
		}
	}
	want(3, 4, 5, 6, 7, 8, 9, 10)
	if _, err := d.Backup(t.Context(), filepath.Join(t.TempDir(), "nowhere", "backup.db"), nil); err == nil {
		t.Fatal("a backup was made in a folder that is not there")
	}
	want(3, 4, 5, 6, 7, 8, 9, 10)
	replayed := level(m[3].ID, "cem", labels.Neutral)
	replayed.Time = newClock()()
	if err := (&Replay{db: d}).Events([]labels.Event{replayed}); err != nil { // which are in the file that is replayed
		t.Fatal(err)
	}
	want(3, 4, 5, 6, 7, 8, 9, 10)
}

// TestWhatABackupMisses has something said while a backup is made: what that takes back, however often
// it was taken back and said again, is remembered with it. And nobody waits for the memory at the end.
func TestWhatABackupMisses(t *testing.T) {
	var h handMemory
	h.add([]labels.Event{{Seq: 1}, {Seq: 2}, {Seq: 3, Retracts: 1}, {Seq: 4, Retracts: 3}})
	h.forget(3)
	if got := slices.Sorted(maps.Keys(h.events)); !slices.Equal(got, []uint64{1, 3, 4}) {
		t.Errorf("it remembers %v", got)
	}
	d := unsynced(newStore(t))
	appendAll(t, d, level(someMemes(t, d, 1)[0].ID, "ann", labels.Positive))
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	if err := d.remember(ctx); !errors.Is(err, context.Canceled) || d.RemembersEarlier() {
		t.Errorf("%v", err)
	}
}

// TestSinceBackupOfEarlierSessions has three sessions in a day, of which the first has made its
// backup: the last remembers what was said after it, and all where the backup is of another course
// of things.
func TestSinceBackupOfEarlierSessions(t *testing.T) {
	for _, tt := range []struct {
		name  string
		spoil func(t *testing.T, backup string)
		want  []uint64
	}{
		{"as they were", func(*testing.T, string) {}, []uint64{1, 3, 4, 5, 6}},
		{"after another store was backed up", func(t *testing.T, backup string) {
			other := newStore(t)
			appendAll(t, other, level(someMemes(t, other, 2)[1].ID, "eve", labels.Negative))
			if _, err := other.Backup(t.Context(), backup+".other", nil); err != nil {
				t.Fatal(err)
			}
			if err := os.Rename(backup+".other", backup); err != nil {
				t.Fatal(err)
			}
		}, []uint64{1, 2, 3, 4, 5, 6}},
		{"without a backup", func(t *testing.T, backup string) {
			if err := os.WriteFile(backup, []byte("is none"), fileMode); err != nil {
				t.Fatal(err)
			}
		}, []uint64{1, 2, 3, 4, 5, 6}},
	} {
		t.Run(tt.name, func(t *testing.T) {
			path := filepath.Join(t.TempDir(), "store.db")
			again := func() *DB {
				d := unsynced(openStore(t, path))
				if file, err := d.DailyBackup(t.Context(), 3, nil); err != nil || file != "" {
					t.Fatalf("%q, %v", file, err)
				}
				return d
			}
			end := func(d *DB) {
				if err := d.Close(); err != nil {
					t.Fatal(err)
				}
			}
			d := unsynced(openStore(t, path))
			m := someMemes(t, d, 4)
			appendAll(t, d, level(m[1].ID, "ann", labels.Positive), level(m[0].ID, "cem", labels.Positive))
			backup, err := d.DailyBackup(t.Context(), 3, nil)
			if err != nil {
				t.Fatal(err)
			}
			brought := level(m[3].ID, "bo", labels.Neutral) // in again, from the file of a rescue
			brought.Time, brought.Merged = newClock()(), true
			appendAll(t, d, level(m[2].ID, "ann", labels.Neutral), brought)
			end(d)
			d = again()
			for range 2 { // what was said after the backup, and before it
				if _, err := d.Undo("ann"); err != nil {
					t.Fatal(err)
				}
			}
			end(d)
			tt.spoil(t, backup)
			d = again()
			var got []uint64
			for _, e := range d.SinceBackup() {
				got = append(got, e.Seq)
			}
			if !slices.Equal(got, tt.want) || !d.RemembersEarlier() {
				t.Errorf("it remembers %v, not %v", got, tt.want)
			}
		})
	}
}

// TestOverwrittenWhileOpen copies another store over the open one, as cp does, of the same
// length: nothing is written into it or read from it as if it were this one, what people said is
// still remembered, and with its own content back it goes on.
func TestOverwrittenWhileOpen(t *testing.T) {
	for _, tt := range []struct {
		name string
		more int // that was said in the copy after it was taken
	}{{"with what it was before", 0}, {"with a copy that went on elsewhere", 30}} {
		t.Run(tt.name, func(t *testing.T) {
			path := filepath.Join(t.TempDir(), "store.db")
			d := unsynced(openStore(t, path))
			m := someMemes(t, d, 700)
			appendAll(t, d, level(m[0].ID, "ann", labels.Positive))
			read := func() []byte {
				b, err := os.ReadFile(path)
				if err != nil {
					t.Fatal(err)
				}
				return b
			}
			write := func(path string, b []byte) {
				if err := os.WriteFile(path, b, 0o600); err != nil {
					t.Fatal(err)
				}
			}
			copied := filepath.Join(t.TempDir(), "copy.db")
			write(copied, read())
			other, err := Open(copied, Options{Now: newClock()})
			if err != nil {
				t.Fatal(err)
			}
			for i := range tt.more {
				appendAll(t, other, level(m[i].ID, "bob", labels.Negative))
			}
			if err := other.Close(); err != nil {
				t.Fatal(err)
			}
			const said = 10
			for i := 1; i < said; i++ {
				appendAll(t, d, level(m[i].ID, "ann", labels.Positive))
			}
			own := read()
			foreign, err := os.ReadFile(copied)
			if err != nil || len(foreign) != len(own) {
				t.Fatalf("%v: %d and %d bytes", err, len(foreign), len(own))
			}
			write(path, foreign)

			_, appending := d.Append(level(m[20].ID, "ann", labels.Positive))
			_, undoing := d.Undo("ann")
			_, reading := d.Meme(m[20].ID)
			for what, err := range map[string]error{"appending": appending, "undoing": undoing, "reading": reading, "asking": d.InPlace()} {
				if !errors.Is(err, ErrDamaged) {
					t.Errorf("%s: %v", what, err)
				}
			}
			if !bytes.Equal(read(), foreign) {
				t.Error("it has written into the other store")
			}
			if n := len(d.SinceBackup()); n != said {
				t.Errorf("it remembers %d of %d", n, said)
			}
			write(path, own)
			appendAll(t, d, level(m[20].ID, "ann", labels.Positive))
			if err := d.InPlace(); err != nil {
				t.Error(err)
			}
		})
	}
}
