package db

import (
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"runtime"
	"sync/atomic"
	"time"

	"go.etcd.io/bbolt"
	bbolterrors "go.etcd.io/bbolt/errors"

	"memebench/labels"
)

// DB is an open store. Its methods may be called by any number of goroutines.
type DB struct {
	path string
	now  func() time.Time
	bolt *bbolt.DB
	file *os.File // bolt's, which only a broken store needs: see Close

	closed atomic.Bool
	broken atomic.Bool // a write ran into damage; only reads are still tried
}

// Options are what can be chosen about opening a store.
type Options struct {
	Timeout time.Duration    // to wait for another process to let go of the file; 0: half a second
	Now     func() time.Time // nil: time.Now
}

const (
	defaultTimeout = 500 * time.Millisecond
	fileMode       = 0o600
)

// Open opens the store at path. A file that is not there is created, in a
// folder that must be; one of an older schema is brought up to date. The error
// is an [*InUseError] when another process has the file, and matches [ErrNewer],
// [ErrForeign] or [ErrDamaged] when the file is not one to be used; it is not
// changed then.
func Open(path string, o Options) (*DB, error) {
	if o.Timeout == 0 {
		o.Timeout = defaultTimeout
	}
	if o.Now == nil {
		o.Now = time.Now
	}
	info, err := os.Stat(path)
	fresh := errors.Is(err, os.ErrNotExist)
	switch {
	case err != nil && !fresh:
		return nil, fmt.Errorf("open store: %w", err)
	case err == nil && !info.Mode().IsRegular():
		return nil, &sentence{ErrForeign, fmt.Sprintf("%s is not a file: a store is one file, choose another path", labels.Printable(path))}
	}
	d := &DB{path: path, now: o.Now}
	if err := d.open(o.Timeout); err != nil {
		return nil, d.explain(err)
	}
	if err := d.prepare(fresh); err != nil {
		return nil, errors.Join(err, d.close())
	}
	leaveNote(path, self(o.Now()))
	return d, nil
}

// open lets bbolt lock and map the file.
func (d *DB) open(timeout time.Duration) error {
	err := guard(func() (err error) {
		d.bolt, err = bbolt.Open(d.path, fileMode, &bbolt.Options{
			Timeout:      timeout,
			FreelistType: bbolt.FreelistMapType, // the array slows down where much was deleted
			OpenFile: func(name string, flag int, mode os.FileMode) (*os.File, error) {
				f, err := os.OpenFile(name, flag, mode)
				d.file = f
				return f, err
			},
		})
		return err
	})
	if errors.Is(err, ErrDamaged) && d.file != nil {
		err = errors.Join(err, abandon(d.file))
	}
	return err
}

// prepare checks that the file is whole as far as that is to be seen at a
// glance, and brings it up to date.
func (d *DB) prepare(fresh bool) error {
	info, err := d.file.Stat()
	if err != nil {
		return fmt.Errorf("open store: %w", err)
	}
	due := false
	err = d.view(func(tx *bbolt.Tx) error {
		if tx.Size() > info.Size() {
			return fmt.Errorf("%w: %d bytes are left of at least %d", ErrDamaged, info.Size(), tx.Size())
		}
		due, err = migrationDue(tx, migrations)
		return err
	})
	if err == nil && due {
		err = d.update(func(tx *bbolt.Tx) error { return migrate(tx, migrations) })
	}
	if err == nil && fresh {
		err = syncFolder(d.path)
	}
	if err == nil {
		err = d.view(func(tx *bbolt.Tx) error {
			for _, name := range buckets {
				if tx.Bucket(name) == nil {
					return fmt.Errorf("%w: there is no %s", ErrDamaged, name)
				}
			}
			return nil
		})
	}
	return err
}

// syncFolder makes the entry of a new file durable, so that it is still there
// after a power cut.
func syncFolder(path string) error {
	if runtime.GOOS == "windows" { // cannot sync a folder, and need not
		return nil
	}
	f, err := os.Open(filepath.Dir(path))
	if err != nil {
		return fmt.Errorf("open store: %w", err)
	}
	err = f.Sync()
	if e := f.Close(); err == nil {
		err = e
	}
	if err != nil {
		return fmt.Errorf("open store: %w", err)
	}
	return nil
}

// Close lets go of the file after the transactions under way. Closing again does
// nothing.
func (d *DB) Close() error {
	if d.closed.Swap(true) {
		return nil
	}
	// While the lock is still ours, or we might remove our successor's note.
	_ = os.Remove(ownerPath(d.path))
	return d.close()
}

func (d *DB) close() error {
	d.closed.Store(true)
	var err error
	if d.broken.Load() {
		// A write that broke off may still hold bbolt's locks, and closing would
		// wait for them for ever.
		err = abandon(d.file)
	} else {
		err = d.bolt.Close()
	}
	if err != nil {
		return fmt.Errorf("close store: %w", err)
	}
	return nil
}

// view runs f in a transaction that reads. Nothing of the transaction's memory
// may leave f.
func (d *DB) view(f func(tx *bbolt.Tx) error) error {
	if d.closed.Load() {
		return ErrClosed
	}
	return d.explain(guard(func() error { return d.bolt.View(f) }))
}

// update runs f in a transaction that writes, and commits it if f returns nil:
// then all of it is on disk when update returns, else nothing.
func (d *DB) update(f func(tx *bbolt.Tx) error) error {
	if d.closed.Load() {
		return ErrClosed
	}
	if d.broken.Load() {
		return d.explain(fmt.Errorf("%w: an earlier write broke off", ErrDamaged))
	}
	err := guard(func() error {
		defer func() {
			if r := recover(); r != nil {
				d.broken.Store(true)
				panic(r)
			}
		}()
		return d.bolt.Update(f)
	})
	return d.explain(err)
}

// explain says which file an error is about and what to do, where the error's
// words come from below this package.
func (d *DB) explain(err error) error {
	path := labels.Printable(d.path)
	switch {
	case err == nil:
		return nil
	case errors.Is(err, bbolterrors.ErrTimeout):
		o := readNote(d.path)
		return &InUseError{Path: d.path, PID: o.PID, User: o.User, Host: o.Host, Since: o.Since}
	case errors.Is(err, bbolterrors.ErrInvalid), errors.Is(err, bbolterrors.ErrVersionMismatch):
		return &sentence{ErrForeign, path + " is not a memebench store: choose another path, or move the file away"}
	case errors.Is(err, bbolterrors.ErrChecksum):
		err = fmt.Errorf("%w: its first pages do not add up", ErrDamaged)
	case errors.Is(err, bbolterrors.ErrDatabaseNotOpen):
		return ErrClosed
	}
	switch {
	case errors.Is(err, ErrDamaged):
		return fmt.Errorf("%s: %w; keep a copy of the file, and go on with a backup", path, err)
	case errors.Is(err, ErrNewer), errors.Is(err, ErrForeign):
		return fmt.Errorf("%s: %w", path, err)
	case ours(err):
		return err
	}
	return fmt.Errorf("store %s: %w", path, err)
}

// ours reports whether an error was made by this package for its caller.
func ours(err error) bool {
	for _, kind := range []error{ErrNotFound, ErrAmbiguous, ErrRetracted, ErrInvalid, ErrOtherColumns, ErrServed, ErrNoEarlier} {
		if errors.Is(err, kind) {
			return true
		}
	}
	return false
}
