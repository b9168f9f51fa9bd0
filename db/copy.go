package db

import (
	"context"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"runtime"
	"syscall"
	"time"

	"go.etcd.io/bbolt"

	"memebench/labels/atomicfile"
	"memebench/labels/plainfile"
)

// How long one tries to copy a file that another process is writing to: so many
// times, and no less than so long.
const (
	copyTries = 3
	copyTime  = 5 * time.Second
)

// OpenReader opens a copy of the store at path as it is now, to be read: nothing is
// written beside the store, which may lie in a folder, or belong to somebody, where
// one may not. The store may be open in another process, which goes on and can
// start while it is read; what it changes meanwhile is not seen. Every method that
// would change something is refused with [ErrReadOnly]. The copy is a private file
// in the folder for temporary files, or if there is no room in the user's cache,
// and gone after Close.
//
// The errors are those of [Open], and fs.ErrNotExist when there is no store.
func OpenReader(ctx context.Context, path string) (*DB, error) {
	path, err := filepath.Abs(path)
	if err != nil {
		return nil, fmt.Errorf("open store: %w", err)
	}
	if err := plain(path); err != nil {
		return nil, err
	}
	d := &DB{path: path, now: time.Now, lost: make(chan struct{}), read: true}
	if d.copy, err = privateFile(path); err != nil {
		return nil, d.explain(err)
	}
	if err := errors.Join(copyStore(ctx, path, d.copy.File), d.copy.Close()); err != nil {
		d.copy.Discard()
		return nil, d.explain(err)
	}
	if err := d.openCopy(); err != nil {
		return nil, d.explain(err)
	}
	return d, nil
}

// openCopy opens the private file of a reader and brings it up to date.
func (d *DB) openCopy() (err error) {
	store := d.path
	d.path = d.copy.Name() // it is that which bbolt opens
	err = d.open(defaultTimeout)
	d.path = store
	if err != nil || runtime.GOOS != "windows" {
		d.copy.Discard() // it lives as long as it is open, however this process ends
		d.copy = temp{}
	}
	if err != nil {
		return err
	}
	d.bolt.NoSync = true
	due := false
	err = d.doView(func(tx *bbolt.Tx) (err error) {
		due, err = migrationDue(tx, migrations)
		return err
	})
	if err == nil && due {
		_, err = guard(func() error {
			return d.bolt.Update(func(tx *bbolt.Tx) error { return migrate(tx, migrations) })
		})
	}
	if err == nil {
		err = d.doView(hasBuckets)
	}
	if err != nil {
		return errors.Join(err, d.close())
	}
	return nil
}

// privateFile creates the file for a copy of the store at path, where there is room
// for it.
func privateFile(path string) (temp, error) {
	info, err := os.Stat(path)
	if err != nil {
		return temp{}, err
	}
	return roomyTemp(info.Size(), "a copy of "+shown(path)+" to read")
}

// roomyTemp creates a temporary file in the first folder that has room for size bytes: that
// for temporary files, the user's cache, or one of others. what it is for is said where none has.
func roomyTemp(size int64, what string, others ...string) (temp, error) {
	places := []string{os.TempDir()}
	if cache, err := os.UserCacheDir(); err == nil {
		places = append(places, filepath.Join(cache, "memebench"))
	}
	var failed error // that of the first place, where it has room
	for i, dir := range append(places, others...) {
		if _, err := os.Stat(dir); errors.Is(err, fs.ErrNotExist) {
			_ = os.MkdirAll(dir, 0o700)
		}
		if free, known := freeBytes(dir); known && free < size {
			continue
		}
		t, err := newTemp(dir)
		if err == nil {
			return t, nil
		}
		if i == 0 && !atomicfile.IsNoRoom(err) {
			failed = noFileIn(dir, err)
		}
	}
	switch {
	case errors.Is(failed, syscall.EMFILE):
		return temp{}, explain(os.TempDir(), failed)
	case failed != nil:
		return temp{}, &sentence{failed, fmt.Sprintf("no place for %s: %v: set TMPDIR to a folder that takes files", what, failed)}
	}
	return temp{}, noRoomToWork(os.TempDir(), size, what)
}

// noRoomToWork says that a folder has no room for a temporary file, and what to do.
func noRoomToWork(dir string, size int64, what string) error {
	return &sentence{ErrNoRoom, fmt.Sprintf("no room in %s for %s (%.1f MB): free some, or set TMPDIR to a folder that has it",
		shown(dir), what, float64(size)/1e6)}
}

// copyStore writes the store at path as it is now into dst, which is empty. A
// process that has the store is asked for it, if it answers; else the file is read.
func copyStore(ctx context.Context, path string, dst *os.File) error {
	if err := askForCopy(ctx, path, dst); err == nil {
		return nil
	} else if ctx.Err() != nil {
		return ctx.Err()
	}
	began := time.Now()
	for try := 1; ; try++ {
		err := errors.Join(rewind(dst), copyQuiet(ctx, path, dst))
		if !errors.Is(err, errMoved) {
			return err
		}
		if try >= copyTries && time.Since(began) > copyTime {
			return inUse(path)
		}
	}
}

func rewind(f *os.File) error {
	_, err := f.Seek(0, io.SeekStart)
	return errors.Join(err, f.Truncate(0))
}

// errMoved says that the file was written to while it was copied.
var errMoved = errors.New("the store has changed meanwhile")

// copyQuiet copies the file at path without any lock, so that it keeps no process
// from opening or changing the store, and finds out whether one has. A transaction
// writes into pages that the one before it does not need, and its header last; the
// pages that the one before does need are free for the one after it. So what the
// header led to at the beginning has been whole all the time if the header is the
// same at the end.
//
// The copy has that header twice, also where the other one was damaged.
func copyQuiet(ctx context.Context, path string, dst *os.File) error {
	f, _, err := plainfile.Open(path)
	if err != nil {
		return err
	}
	defer f.Close()
	before, err := headerNow(f)
	if err != nil {
		return err
	}
	if err := copyBytes(ctx, dst, f, before.bytes()); err != nil {
		return err
	}
	after, err := headerNow(f)
	switch {
	case err != nil:
		return err
	case after != before:
		return errMoved
	}
	return before.writeHeaders(dst)
}

// copyBytes copies n bytes, and stops between two portions when ctx ends.
func copyBytes(ctx context.Context, dst io.Writer, src io.Reader, n int64) error {
	const portion = 8 << 20
	for n > 0 {
		if err := ctx.Err(); err != nil {
			return err
		}
		copied, err := io.CopyN(dst, src, min(n, portion))
		if errors.Is(err, io.EOF) {
			return fmt.Errorf("%w: %d bytes are missing at its end", ErrDamaged, n-copied)
		}
		if err != nil {
			return err
		}
		n -= copied
	}
	return nil
}
