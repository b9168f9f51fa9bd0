package db

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"memebench/labels"
)

func openReader(t *testing.T, path string) *DB {
	t.Helper()
	d, err := OpenReader(context.Background(), path)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := d.Close(); err != nil {
			t.Error(err)
		}
	})
	return d
}

// quietPlaces has sockets and copies made in folders of the test's own, and
// returns that of the copies.
func quietPlaces(t *testing.T) string {
	t.Setenv("XDG_RUNTIME_DIR", t.TempDir())
	dir := t.TempDir()
	t.Setenv("TMPDIR", dir)
	t.Setenv("HOME", dir)
	t.Setenv("XDG_CACHE_HOME", dir)
	return dir
}

// TestReaders reads a store that nobody has open, that somebody has open, who
// shares it or does not: each sees what was acknowledged, and leaves nothing.
func TestReaders(t *testing.T) {
	private := quietPlaces(t)
	path := filepath.Join(t.TempDir(), "store.db")
	d := openStore(t, path)
	tell(t, d)
	check := func(name string) {
		t.Helper()
		r := openReader(t, path)
		checkStory(t, r, 4)
		if err := r.SetSetting("x", "y"); !errors.Is(err, ErrReadOnly) {
			t.Errorf("%s: writing: %v", name, err)
		}
		if err := r.Close(); err != nil {
			t.Errorf("%s: closing: %v", name, err)
		}
		if left, _ := os.ReadDir(private); len(left) > 0 {
			t.Errorf("%s: left: %v", name, left)
		}
	}
	check("open, not shared")
	d.Share()
	check("shared")
	if d.sharing == nil {
		t.Error("it was not shared")
	}
	before := openReader(t, path)
	if err := d.SetSetting("late", "yes"); err != nil {
		t.Fatal(err)
	}
	if _, ok, err := before.Setting("late"); err != nil || ok {
		t.Errorf("a reader sees what came after it: %v, %v", ok, err)
	}
	if _, ok, err := openReader(t, path).Setting("late"); err != nil || !ok {
		t.Errorf("a later reader: %v, %v", ok, err)
	}
	if err := d.Close(); err != nil {
		t.Fatal(err)
	}
	check("closed")
	if left, _ := filepath.Glob(filepath.Join(os.Getenv("XDG_RUNTIME_DIR"), "*", "*")); len(left) > 0 {
		t.Errorf("sockets are left: %v", left)
	}
	if files, _ := os.ReadDir(filepath.Dir(path)); len(files) != 1 {
		t.Errorf("beside the store: %v", files)
	}
}

// TestReadersOfOlderStores reads files of every schema, which stay as they are.
func TestReadersOfOlderStores(t *testing.T) {
	quietPlaces(t)
	for schema := uint64(1); schema < migrations[len(migrations)-1].schema; schema++ {
		path := unpack(t, schema)
		before, _ := os.ReadFile(path)
		checkStory(t, openReader(t, path), schema)
		if after, _ := os.ReadFile(path); string(after) != string(before) {
			t.Errorf("a reader has changed a file of schema %d", schema)
		}
	}
}

// TestReaderRefuses says what is wrong in words of our own.
func TestReaderRefuses(t *testing.T) {
	private := quietPlaces(t)
	dir := t.TempDir()
	if _, err := OpenReader(context.Background(), filepath.Join(dir, "none.db")); !errors.Is(err, fs.ErrNotExist) {
		t.Errorf("no store: %v", err)
	}
	if _, err := OpenReader(context.Background(), dir); !errors.Is(err, ErrForeign) {
		t.Errorf("a folder: %v", err)
	}
	path := filepath.Join(dir, "store.db")
	for content, want := range map[string]error{"": ErrDamaged, "image_name,text\n": ErrForeign} {
		if err := os.WriteFile(path, []byte(content), 0o600); err != nil {
			t.Fatal(err)
		}
		if _, err := OpenReader(context.Background(), path); !errors.Is(err, want) {
			t.Errorf("%q: %v", content, err)
		}
	}
	ctx, cancel := context.WithCancel(context.Background())
	cancel()
	if err := errors.Join(os.Remove(path), openStore(t, path).Close()); err != nil {
		t.Fatal(err)
	}
	if _, err := OpenReader(ctx, path); !errors.Is(err, context.Canceled) {
		t.Errorf("cancelled: %v", err)
	}
	if left, _ := os.ReadDir(private); len(left) > 0 {
		t.Errorf("left: %v", left)
	}
}

// TestReadersBarNobody opens and closes a store 200 times while readers read it all
// the time, and writes in between: the writer is never kept out, and every reader
// has a store that is whole.
func TestReadersBarNobody(t *testing.T) {
	quietPlaces(t)
	path := filepath.Join(t.TempDir(), "store.db")
	d := openStore(t, path)
	memes := someMemes(t, d, 20)
	if err := d.Close(); err != nil {
		t.Fatal(err)
	}
	var said atomic.Int64 // labels that were acknowledged
	ctx, stop := context.WithCancel(context.Background())
	var readers sync.WaitGroup
	for range 3 {
		readers.Go(func() {
			for ctx.Err() == nil {
				least := said.Load()
				r, err := OpenReader(context.Background(), path)
				if err != nil {
					t.Errorf("reading: %v", err)
					return
				}
				if last, err := r.LastSeq(); err != nil || int64(last) < least {
					t.Errorf("a reader sees %d of at least %d labels, %v", last, least, err)
				}
				if err := r.Close(); err != nil {
					t.Error(err)
				}
			}
		})
	}
	for i := range 200 {
		d, err := Open(path, Options{Timeout: 100 * time.Millisecond})
		if err != nil {
			t.Errorf("opening for the %dth time: %v", i+1, err)
			break
		}
		if i%2 == 0 {
			d.Share()
		}
		unsynced(d)
		for range 3 {
			if _, err := d.Append(level(memes[i%20].ID, fmt.Sprint("ann", i%3), labels.Level(i%5))); err != nil {
				t.Error(err)
			}
			said.Add(1)
		}
		if err := d.Close(); err != nil {
			t.Error(err)
		}
	}
	stop()
	readers.Wait()
	checkStore(t, openStore(t, path))
}

// TestCopyBesideAWriter copies a file again and again while transactions are
// written: what is not refused as changed is a whole store.
func TestCopyBesideAWriter(t *testing.T) {
	path := filepath.Join(t.TempDir(), "store.db")
	d := unsynced(openStore(t, path))
	memes := someMemes(t, d, 500)
	ctx, stop := context.WithCancel(context.Background())
	var writer sync.WaitGroup
	writer.Go(func() {
		for i := 0; ctx.Err() == nil; i++ {
			if _, err := d.Append(level(memes[i%500].ID, "ann", labels.Level(i%5))); err != nil {
				t.Error(err)
				return
			}
			if i%20 == 0 {
				time.Sleep(time.Millisecond) // or no copy would ever be whole
			}
		}
	})
	whole, moved := 0, 0
	for whole < 4 || moved < 1 {
		f, err := os.CreateTemp(t.TempDir(), "copy")
		if err != nil {
			t.Fatal(err)
		}
		switch err := copyQuiet(context.Background(), path, f); {
		case errors.Is(err, errMoved):
			moved++
		case err != nil:
			t.Fatal(err)
		default:
			whole++
			if _, findings, err := verifyFile(context.Background(), f, everything, nil); err != nil || findings != nil {
				t.Fatalf("a copy that is said to be whole: %v, %v", findings, err)
			}
		}
		f.Close()
	}
	stop()
	writer.Wait()
}
