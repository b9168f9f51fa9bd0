package db

import (
	"context"
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"

	"memebench/eval"
	"memebench/labels"
)

// TestReplacedStore takes the file away from under the path of an open store, in
// every way: what is written then is not acknowledged, what was before is in a
// copy of the open file, and all goes on when the file is back.
func TestReplacedStore(t *testing.T) {
	for _, tt := range []struct {
		name         string
		away, back   func(t *testing.T, dir string) error // dir/w/store.db is the store
		gone, noBack bool
	}{
		{name: "the folder is deleted", gone: true, noBack: true, away: func(_ *testing.T, dir string) error { return os.RemoveAll(filepath.Join(dir, "w")) }},
		{name: "the folder is renamed", gone: true,
			away: func(_ *testing.T, dir string) error {
				return os.Rename(filepath.Join(dir, "w"), filepath.Join(dir, "v"))
			},
			back: func(_ *testing.T, dir string) error {
				return os.Rename(filepath.Join(dir, "v"), filepath.Join(dir, "w"))
			}},
		{name: "a file is where the folder was",
			away: func(_ *testing.T, dir string) error {
				w := filepath.Join(dir, "w")
				return errors.Join(os.Rename(w, filepath.Join(dir, "v")), os.WriteFile(w, nil, 0o600))
			},
			back: func(_ *testing.T, dir string) error {
				w := filepath.Join(dir, "w")
				return errors.Join(os.Remove(w), os.Rename(filepath.Join(dir, "v"), w))
			}},
		{name: "the file is deleted", gone: true, noBack: true, away: func(_ *testing.T, dir string) error { return os.Remove(filepath.Join(dir, "w", "store.db")) }},
		{name: "another file is renamed over it", noBack: true, away: func(t *testing.T, dir string) error {
			return errors.Join(openStore(t, filepath.Join(dir, "other.db")).Close(), os.Rename(filepath.Join(dir, "other.db"), filepath.Join(dir, "w", "store.db")))
		}},
		{name: "a copy of before is renamed over it", noBack: true, away: func(_ *testing.T, dir string) error {
			b, err := os.ReadFile(filepath.Join(dir, "w", "store.db"))
			return errors.Join(err, os.WriteFile(filepath.Join(dir, "copy"), b, 0o600), os.Rename(filepath.Join(dir, "copy"), filepath.Join(dir, "w", "store.db")))
		}},
		{name: "the link to it leads elsewhere",
			away: func(t *testing.T, dir string) error {
				link, store := filepath.Join(dir, "w", "store.db"), filepath.Join(dir, "store.db")
				return errors.Join(os.Rename(link, store), os.WriteFile(filepath.Join(dir, "else"), []byte("x"), 0o600), os.Symlink(filepath.Join(dir, "else"), link))
			},
			back: func(_ *testing.T, dir string) error {
				link := filepath.Join(dir, "w", "store.db")
				return errors.Join(os.Remove(link), os.Symlink(filepath.Join(dir, "store.db"), link))
			}},
	} {
		t.Run(tt.name, func(t *testing.T) {
			dir := t.TempDir()
			path := filepath.Join(dir, "w", "store.db")
			if err := os.Mkdir(filepath.Dir(path), 0o700); err != nil {
				t.Fatal(err)
			}
			d, err := Open(path, Options{Now: newClock()})
			if err != nil {
				t.Fatal(err)
			}
			m := someMemes(t, d, 2)
			appendAll(t, d, level(m[0].ID, "ann", labels.Positive))
			if err := tt.away(t, dir); err != nil {
				t.Fatal(err)
			}
			for range 2 {
				_, err := d.Append(level(m[1].ID, "ann", labels.Negative))
				var replaced *ReplacedError
				if !errors.Is(err, ErrReplaced) || !errors.As(err, &replaced) || errors.Is(replaced.Cause, fs.ErrNotExist) != tt.gone {
					t.Fatalf("writing then: %v", err)
				}
				if tt.gone != strings.Contains(err.Error(), "deleted or renamed") {
					t.Errorf("it says %q", err)
				}
				if unreachable := replaced.Cause != nil && !tt.gone; unreachable != strings.Contains(err.Error(), "cannot be reached any more (") {
					t.Errorf("it says %q", err)
				}
			}
			if err := d.SetSetting("cursor", "1"); !errors.Is(err, ErrReplaced) {
				t.Errorf("a setting: %v", err)
			}
			if s, err := d.State(m[0].ID); err != nil || s.Gold != labels.Positive {
				t.Errorf("reading on: %+v, %v", s, err)
			}
			rescued := filepath.Join(dir, "rescued.db")
			if c, err := d.Backup(context.Background(), rescued, nil); err != nil || c.Memes != 2 || c.Events < 1 {
				t.Errorf("rescued: %+v, %v", c, err)
			}
			if s, err := openStore(t, rescued).State(m[0].ID); err != nil || s.Gold != labels.Positive {
				t.Errorf("in the rescued copy: %+v, %v", s, err)
			}
			if tt.noBack {
				if err := d.Close(); !errors.Is(err, ErrReplaced) {
					t.Errorf("closing: %v", err)
				}
				return
			}
			if err := tt.back(t, dir); err != nil {
				t.Fatal(err)
			}
			appendAll(t, d, level(m[1].ID, "ann", labels.Negative))
			checkStore(t, d)
			if err := d.Close(); err != nil {
				t.Errorf("closing: %v", err)
			}
		})
	}
}

// TestReplacedWhileWriting replaces the file while a transaction is under
// way: it commits, but that is not acknowledged.
func TestReplacedWhileWriting(t *testing.T) {
	path := filepath.Join(t.TempDir(), "store.db")
	d := openStore(t, path)
	m := someMemes(t, d, 1)
	assign := func(*labels.Meme, string) (labels.Split, error) {
		return labels.Test, errors.Join(os.Rename(path, path+".away"), os.WriteFile(path, nil, 0o600))
	}
	if _, err := d.Resplit(labels.Assigner(assign).Plan, false); !errors.Is(err, ErrReplaced) {
		t.Errorf("acknowledged, or refused for another reason: %v", err)
	}
	if err := os.Rename(path+".away", path); err != nil {
		t.Fatal(err)
	}
	if got, err := d.Meme(m[0].ID); err != nil || got.Split != labels.Test {
		t.Errorf("what was committed: %+v, %v", got, err)
	}
}

// TestAnotherNumberForTheSameFile is a file system that numbers a file anew: what
// is in the file tells that it is the same.
func TestAnotherNumberForTheSameFile(t *testing.T) {
	path := filepath.Join(t.TempDir(), "store.db")
	d := openStore(t, path)
	m := someMemes(t, d, 1)
	other := filepath.Join(t.TempDir(), "other")
	if err := os.WriteFile(other, nil, 0o600); err != nil {
		t.Fatal(err)
	}
	var err error
	if d.info, err = os.Stat(other); err != nil { // as if it had been numbered so at first
		t.Fatal(err)
	}
	appendAll(t, d, level(m[0].ID, "ann", labels.Positive))
}

// TestCutWhileOpen cuts the file, or overwrites it, while it is open: everything
// that needs what is lost fails at once with words of our own, nobody hangs, and
// Close ends.
func TestCutWhileOpen(t *testing.T) {
	for _, tt := range []struct {
		name  string
		spoil func(f *os.File) error
	}{
		{"to nothing", func(f *os.File) error { return f.Truncate(0) }},
		{"to a byte", func(f *os.File) error { return f.Truncate(1) }},
		{"to a page", func(f *os.File) error { return f.Truncate(4096) }},
		{"to its header", func(f *os.File) error { return f.Truncate(8192) }},
		{"to nothing and back", func(f *os.File) error { return errors.Join(f.Truncate(0), f.Truncate(1<<22)) }},
		{"overwritten with zeros", func(f *os.File) error { _, err := f.WriteAt(make([]byte, 1<<20), 0); return err }},
		{"overwritten with ones", func(f *os.File) error {
			_, err := f.WriteAt([]byte(strings.Repeat("\xff", 1<<20)), 0)
			return err
		}},
		{"its pages overwritten with ones", func(f *os.File) error {
			info, err := f.Stat()
			if err == nil {
				_, err = f.WriteAt([]byte(strings.Repeat("\xff", int(info.Size())-8192)), 8192)
			}
			return err
		}},
	} {
		t.Run(tt.name, func(t *testing.T) {
			path := filepath.Join(t.TempDir(), "store.db")
			d, err := Open(path, Options{Now: newClock()})
			if err != nil {
				t.Fatal(err)
			}
			memes := someMemes(t, unsynced(d), 700)
			f, err := os.OpenFile(path, os.O_RDWR, 0)
			if err != nil {
				t.Fatal(err)
			}
			if err := errors.Join(tt.spoil(f), f.Close()); err != nil {
				t.Fatal(err)
			}
			ended := make(chan struct{})
			go func() {
				defer close(ended)
				done := make(chan error, 40)
				for range 10 { // at once: none may be left waiting for a lock that another took along
					go func() { _, err := d.Meme(memes[500].ID); done <- err }()
					go func() { _, err := d.Append(level(memes[500].ID, "ann", labels.Positive)); done <- err }()
					go func() { _, err := d.Counts("ann"); done <- err }()
					go func() { done <- d.SetSetting("cursor", "1") }()
				}
				for range cap(done) {
					if err := <-done; !errors.Is(err, ErrDamaged) {
						t.Errorf("got %v", err)
					} else if s := err.Error(); strings.Contains(s, "runtime error") || strings.Contains(s, "assertion") || strings.Contains(s, "too small") {
						t.Errorf("it says %q", s)
					}
				}
				if err := d.Close(); err != nil && !errors.Is(err, ErrDamaged) {
					t.Errorf("closing: %v", err)
				}
			}()
			select {
			case <-ended:
			case <-time.After(60 * time.Second):
				t.Fatal("somebody hangs")
			}
			mayLeaveStuck(d)
			if _, err := Open(path, Options{}); !errors.Is(err, ErrDamaged) && !errors.Is(err, ErrForeign) {
				t.Errorf("opening it again: %v", err)
			}
		})
	}
}

// TestLostLocks is a read that breaks off with bbolt's locks in its hands: a write
// that waits for them is told, and so is everybody after it.
func TestLostLocks(t *testing.T) {
	d, err := Open(filepath.Join(t.TempDir(), "store.db"), Options{})
	if err != nil {
		t.Fatal(err)
	}
	m := someMemes(t, d, 1)
	tx, err := d.bolt.Begin(true) // and does not end while anybody asks
	if err != nil {
		t.Fatal(err)
	}
	waiting := make(chan error)
	go func() { _, err := d.Append(level(m[0].ID, "ann", labels.Positive)); waiting <- err }()
	d.lose()
	if err := <-waiting; !errors.Is(err, ErrDamaged) {
		t.Errorf("who waited: %v", err)
	}
	if _, err := d.Meme(m[0].ID); !errors.Is(err, ErrDamaged) {
		t.Errorf("who comes after: %v", err)
	}
	if err := d.Close(); err != nil {
		t.Errorf("closing: %v", err)
	}
	// The write that waits may have begun before the locks were lost: nothing of the test outlives it.
	if err := tx.Rollback(); err != nil {
		t.Errorf("ending: %v", err)
	}
}

// A file that grows is no file that was cut, whoever looks at it meanwhile.
func TestWhoLooksAtAGrowingFile(t *testing.T) {
	d := unsynced(newStore(t))
	done := make(chan struct{})
	var readers sync.WaitGroup
	for range 4 {
		readers.Go(func() {
			for {
				if err := d.InPlace(); err != nil {
					t.Error(err)
					return
				}
				select {
				case <-done:
					return
				default:
				}
			}
		})
	}
	for range 150 { // each makes it longer
		if _, err := d.AddVersion(eval.Version{}, eval.Artifacts{Head: make([]byte, 1<<20)}); err != nil {
			t.Error(err)
			break
		}
	}
	close(done)
	readers.Wait()
}

// TestFreelistOverwrittenWhileOpen overwrites the page with the list of free pages: no write frees
// what stands there, and with its own content back the store goes on.
func TestFreelistOverwrittenWhileOpen(t *testing.T) {
	for _, tt := range []struct {
		name string
		page []byte // its header
	}{
		{"with zeros", make([]byte, pageHeader)},
		{"with one that goes on behind the end", []byte{8: freelistPage, 12: 0xff, 13: 0xff, 15: 0}},
	} {
		t.Run(tt.name, func(t *testing.T) {
			path := filepath.Join(t.TempDir(), "store.db")
			d := unsynced(openStore(t, path))
			m := someMemes(t, d, 10)
			appendAll(t, d, level(m[0].ID, "ann", labels.Positive))
			f, err := os.OpenFile(path, os.O_RDWR, 0)
			if err != nil {
				t.Fatal(err)
			}
			defer f.Close()
			h, err := readHeader(f, d.size.Load())
			if err != nil {
				t.Fatal(err)
			}
			at := int64(h.freelist) * h.pageSize
			own := make([]byte, pageHeader)
			if _, err := f.ReadAt(own, at); err != nil {
				t.Fatal(err)
			}
			if tt.page[8] != 0 {
				copy(tt.page, own[:8]) // its number
			}
			if _, err := f.WriteAt(tt.page, at); err != nil {
				t.Fatal(err)
			}
			if _, err := d.Append(level(m[1].ID, "ann", labels.Positive)); !errors.Is(err, ErrDamaged) {
				t.Errorf("%v, want ErrDamaged", err)
			}
			if _, err := f.WriteAt(own, at); err != nil {
				t.Fatal(err)
			}
			appendAll(t, d, level(m[1].ID, "ann", labels.Positive))
			if _, findings, err := Verify(t.Context(), path, nil); err != nil || findings != nil {
				t.Errorf("%v, %v", findings, err)
			}
		})
	}
}
