package db

import (
	"bytes"
	"errors"
	"fmt"
	"math/rand/v2"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"go.etcd.io/bbolt"

	"memebench/labels"
)

func TestReopen(t *testing.T) {
	path := filepath.Join(t.TempDir(), "store.db")
	d := openStore(t, path)
	m := someMemes(t, d, 3)[1]
	appendAll(t, d, level(m.ID, "ann", labels.Positive))
	if err := d.Close(); err != nil {
		t.Fatal(err)
	}
	if err := d.Close(); err != nil {
		t.Errorf("closing again: %v", err)
	}
	if _, err := d.MemeCount(); !errors.Is(err, ErrClosed) {
		t.Errorf("reading a closed store: got %v, want ErrClosed", err)
	}
	if _, err := d.Append(level(m.ID, "ann", labels.Positive)); !errors.Is(err, ErrClosed) {
		t.Errorf("writing to a closed store: got %v, want ErrClosed", err)
	}
	if _, err := os.Stat(ownerPath(path)); !errors.Is(err, os.ErrNotExist) {
		t.Errorf("the note of the owner is left behind: %v", err)
	}

	d = openStore(t, path)
	if s, err := d.State(m.ID); err != nil || s.Gold != labels.Positive {
		t.Errorf("after reopening: state %+v, %v", s, err)
	}
	if n, err := d.MemeCount(); err != nil || n != 3 {
		t.Errorf("after reopening: %d memes, %v", n, err)
	}
}

func TestSecondOpenerIsToldWhoIsFirst(t *testing.T) {
	path := filepath.Join(t.TempDir(), "store.db")
	// A note left by a process that was killed bars nobody.
	leaveNote(path, owner{PID: 1, User: "ghost", Host: "gone", Since: time.Unix(0, 0)})
	d := openStore(t, path)
	_, err := Open(path, Options{Timeout: time.Millisecond})
	if !errors.Is(err, ErrInUse) {
		t.Fatalf("got %v, want ErrInUse", err)
	}
	var inUse *InUseError
	if !errors.As(err, &inUse) {
		t.Fatalf("got a %T", err)
	}
	me := self(newClock()(), "")
	if want := (InUseError{Path: path, PID: me.PID, User: me.User, Host: me.Host, Since: me.Since}); *inUse != want {
		t.Errorf("got %+v, want %+v", *inUse, want)
	}
	for _, part := range []string{path, fmt.Sprint("process ", os.Getpid()), "since 20", "quit memebench there"} {
		if !strings.Contains(err.Error(), part) {
			t.Errorf("%q does not say %q", err, part)
		}
	}

	// Without a note it is refused all the same.
	if err := os.Remove(ownerPath(path)); err != nil {
		t.Fatal(err)
	}
	if _, err = Open(path, Options{Timeout: time.Millisecond}); !errors.Is(err, ErrInUse) || !strings.Contains(err.Error(), "another process") {
		t.Errorf("without a note: got %v", err)
	}
	if err := d.Close(); err != nil {
		t.Fatal(err)
	}
	openStore(t, path)
}

func TestOpenRefuses(t *testing.T) {
	pages := func(write func(tx *bbolt.Tx) error) func(*testing.T, string) {
		return func(t *testing.T, path string) {
			b, err := bbolt.Open(path, 0o600, nil)
			if err == nil {
				err = errors.Join(b.Update(write), b.Close())
			}
			if err != nil {
				t.Fatal(err)
			}
		}
	}
	content := func(b []byte) func(*testing.T, string) {
		return func(t *testing.T, path string) {
			if err := os.WriteFile(path, b, 0o600); err != nil {
				t.Fatal(err)
			}
		}
	}
	store := func(spoil func(b []byte) []byte) func(*testing.T, string) {
		return func(t *testing.T, path string) {
			d := openStore(t, path)
			someMemes(t, unsynced(d), 2000)
			if err := d.Close(); err != nil {
				t.Fatal(err)
			}
			b, err := os.ReadFile(path)
			if err != nil {
				t.Fatal(err)
			}
			content(spoil(b))(t, path)
		}
	}
	for _, tt := range []struct {
		name string
		make func(*testing.T, string)
		want error
		says string
	}{
		{"a folder", func(t *testing.T, path string) {
			if err := os.Mkdir(path, 0o700); err != nil {
				t.Fatal(err)
			}
		}, ErrForeign, "is not a file"},
		{"a link to a disk that is away", func(t *testing.T, path string) {
			if err := os.Symlink(filepath.Join(t.TempDir(), "away", "store.db"), path); err != nil {
				t.Fatal(err)
			}
		}, ErrForeign, "is a link that leads to no file"},
		{"a link in a circle", func(t *testing.T, path string) {
			if err := os.Symlink(filepath.Base(path), path); err != nil {
				t.Fatal(err)
			}
		}, ErrForeign, "is a link that leads to no file"},
		{"in no folder", func(t *testing.T, path string) {
			if err := os.Remove(filepath.Dir(path)); err != nil {
				t.Fatal(err)
			}
		}, os.ErrNotExist, "store"},
		{"a short text", content([]byte("image_name,text\n")), ErrForeign, "is not a memebench store"},
		{"a long text", content(bytes.Repeat([]byte("image_name,text\n"), 1<<12)), ErrForeign, "is not a memebench store"},
		{"nothing", content(nil), ErrDamaged, "it is empty"},
		{"zeros", content(make([]byte, 1<<16)), ErrDamaged, "nothing but zeros"},
		{"another program's database", pages(func(tx *bbolt.Tx) error {
			_, err := tx.CreateBucket([]byte("images"))
			return err
		}), ErrForeign, "though a database"},
		{"a newer store", pages(func(tx *bbolt.Tx) error {
			meta, err := tx.CreateBucket(bucketMeta)
			if err != nil {
				return err
			}
			return meta.Put(keySchema, number8(99))
		}), ErrNewer, "use a newer memebench"},
		{"a store without a bucket", pages(func(tx *bbolt.Tx) error {
			if err := migrate(tx, migrations); err != nil {
				return err
			}
			return tx.DeleteBucket(bucketColumns)
		}), ErrDamaged, `its part "columns" is missing`},
		{"a store cut short", store(func(b []byte) []byte { return b[:len(b)/4] }), ErrDamaged, "backup"},
		// Its last page only, which is not read at first: later transactions have
		// put the root into pages that became free.
		{"a store cut by a page", func(t *testing.T, path string) {
			d := openStore(t, path)
			someMemes(t, d, 300)
			for i := range 3 {
				if err := d.SetSetting("cursor", fmt.Sprint(i)); err != nil {
					t.Fatal(err)
				}
			}
			var size int64
			if err := d.bolt.View(func(tx *bbolt.Tx) error {
				size = tx.Size()
				return nil
			}); err != nil {
				t.Fatal(err)
			}
			if err := errors.Join(d.Close(), os.Truncate(path, size-int64(os.Getpagesize()))); err != nil {
				t.Fatal(err)
			}
		}, ErrDamaged, "bytes are left of at least"},
		{"a store cut to its first pages", store(func(b []byte) []byte { return b[:4*os.Getpagesize()] }), ErrDamaged, "backup"},
		{"a store with lost pages", store(func(b []byte) []byte {
			clear(b[2*os.Getpagesize():])
			return b
		}), ErrDamaged, "backup"},
		{"a store with spoilt first pages", store(func(b []byte) []byte {
			b[60] ^= 1 // in the part that the checksum covers
			b[os.Getpagesize()+60] ^= 1
			return b
		}), ErrDamaged, "the file's header checksum is wrong"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			path := filepath.Join(t.TempDir(), "sub", "store.db")
			if err := os.Mkdir(filepath.Dir(path), 0o700); err != nil {
				t.Fatal(err)
			}
			tt.make(t, path)
			before, _ := os.ReadFile(path)
			// Twice: the first refusal must let go of the file.
			for range 2 {
				d, err := Open(path, Options{Timeout: time.Millisecond})
				if err == nil {
					t.Fatal("opened", d.Close())
				}
				if !errors.Is(err, tt.want) || !strings.Contains(err.Error(), tt.says) {
					t.Errorf("got %q, want a %v that says %q", err, tt.want, tt.says)
				}
			}
			if after, _ := os.ReadFile(path); !bytes.Equal(before, after) {
				t.Error("the file was changed")
			}
		})
	}
}

// TestCloseAfterABrokenWrite closes a store in which a write broke off without
// giving up bbolt's locks, as one can that panics while it rolls back.
func TestCloseAfterABrokenWrite(t *testing.T) {
	path := filepath.Join(t.TempDir(), "store.db")
	d := openStore(t, path)
	memes := someMemes(t, d, 2)
	if _, err := d.bolt.Begin(true); err != nil { // and it is never ended
		t.Fatal(err)
	}
	d.broken.Store(true)
	if _, err := d.Append(level(memes[0].ID, "ann", labels.Neutral)); !errors.Is(err, ErrDamaged) {
		t.Errorf("writing on: %v", err)
	}
	if m, err := d.Meme(memes[1].ID); err != nil || m.Seq != 2 {
		t.Errorf("reading on: %+v, %v", m, err)
	}
	if err := d.Close(); err != nil {
		t.Errorf("closing: %v", err)
	}
	openStore(t, path)
}

// TestSpoiltPages spoils pages at random: whatever is then asked of the store,
// it answers or returns an error; it never panics and never hangs.
func TestSpoiltPages(t *testing.T) {
	dir := t.TempDir()
	path := filepath.Join(dir, "store.db")
	d := openStore(t, path)
	tell(t, unsynced(d))
	memes := someMemes(t, d, 1000)
	var events []labels.Event
	for _, m := range memes {
		events = append(events, level(m.ID, "ann", labels.Neutral))
	}
	appendAll(t, d, events...)
	if err := d.Close(); err != nil {
		t.Fatal(err)
	}
	sound, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	page := os.Getpagesize()
	damaged := 0
	for seed := range uint64(30) {
		rng := rand.New(rand.NewPCG(seed, 1))
		b := bytes.Clone(sound)
		for range 1 + rng.IntN(8) {
			at := page * (2 + rng.IntN(len(b)/page-2))
			switch rng.IntN(3) {
			case 0:
				clear(b[at : at+page])
			case 1:
				b[at+rng.IntN(page)] ^= byte(1 + rng.IntN(255))
			default:
				for i := at; i < at+page; i++ {
					b[i] = byte(rng.Uint32())
				}
			}
		}
		path := filepath.Join(dir, fmt.Sprintf("spoilt%d.db", seed))
		if err := os.WriteFile(path, b, 0o600); err != nil {
			t.Fatal(err)
		}
		d, err := Open(path, Options{Timeout: time.Millisecond})
		if err != nil {
			if !errors.Is(err, ErrDamaged) && !errors.Is(err, ErrForeign) && !errors.Is(err, ErrNewer) {
				t.Errorf("seed %d: opening: %v", seed, err)
			}
			damaged++
			continue
		}
		unsynced(d)
		errs := []error{
			d.Rows(func(labels.Meme, labels.State) error { return nil }),
			d.Log(0, func(labels.Event) error { return nil }),
			d.Predictions("v1", func(labels.Prediction) error { return nil }),
		}
		note := func(_ any, err error) { errs = append(errs, err) }
		note(d.Versions())
		note(d.Datasets())
		note(d.Counts("ann"))
		note(d.Head("v1"))
		note(d.FindMeme("row 77"))
		for _, m := range memes[:5] {
			note(d.Append(level(m.ID, "ann", labels.Positive)))
		}
		note(d.AddMemes([]labels.Meme{textMeme("new", "caption 5"), textMeme("newer", "new")}, labels.DefaultShares))
		_, err = d.Undo("ann")
		errs = append(errs, err, d.Promote("v2"))
		if err := errors.Join(errs...); errors.Is(err, ErrDamaged) {
			damaged++
		}
		if err := d.Close(); err != nil {
			t.Errorf("seed %d: closing: %v", seed, err)
		}
	}
	if damaged < 8 {
		t.Errorf("only %d of 30 were noticed: the test spoils too little", damaged)
	}
}
