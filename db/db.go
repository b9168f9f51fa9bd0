package db

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"runtime"
	"strconv"
	"sync"
	"sync/atomic"
	"syscall"
	"time"

	"go.etcd.io/bbolt"

	"memebench/labels/plainfile"
)

// DB is an open store. Its methods may be called by any number of goroutines.
type DB struct {
	path string // absolute
	as   string // the path that errors tell of, if it is another
	now  func() time.Time
	bolt *bbolt.DB
	file *os.File // bolt's
	info os.FileInfo
	copy temp      // of a reader: its private file while that has a name
	read bool      // a reader: nothing is changed
	at   *bbolt.Tx // of a store of one moment: what all is read in, else nil

	size   atomic.Int64 // that the file has at least: it only grows
	ours   revisions
	closed atomic.Bool
	broken atomic.Bool // a write ran into damage; only reads are still tried

	writing   sync.Mutex // held during a write
	beginning sync.Mutex // held while a read begins
	reading   nesting
	lost      chan struct{}
	losing    sync.Once
	sharing   *sharing // nil while nothing is shared

	decoded decodedVersions
	recent  recentTallies
	waiting waitingCounts
	said    handMemory

	joint   joint
	changes changes
}

// Options are what can be chosen about opening a store.
type Options struct {
	MustExist bool             // a file that is not there is an error, and not created
	Timeout   time.Duration    // to wait for another process to let go of the file; 0: half a second
	Now       func() time.Time // nil: time.Now
	As        string           // what has the file, for the [InUseError] of others; "": the workbench or a command
}

const (
	defaultTimeout = 500 * time.Millisecond
	fileMode       = 0o600
)

// Open opens the store at path. A file that is not there is created, in a
// folder that must be, and appears there whole; one of an older schema is
// backed up (see [BackupDir]) and brought up to date. The error is an
// [*InUseError] when another process has the file, and matches [ErrNewer],
// [ErrForeign] or [ErrDamaged] when the file is not one to be used, an empty one
// included; it is not changed then.
func Open(path string, o Options) (*DB, error) {
	if o.Timeout == 0 {
		o.Timeout = defaultTimeout
	}
	if o.Now == nil {
		o.Now = time.Now
	}
	path, err := filepath.Abs(path)
	if err != nil {
		return nil, fmt.Errorf("open store: %w", err)
	}
	// While one waits for the lock of a file, another may take its place.
	const places = 5
	for range places {
		var d *DB
		if d, err = open(path, o); err == nil {
			leaveNote(path, self(o.Now(), o.As))
			return d, nil
		}
		if !errors.Is(err, ErrReplaced) {
			break
		}
	}
	return nil, err
}

func open(path string, o Options) (*DB, error) {
	d := &DB{path: path, now: o.Now, lost: make(chan struct{})}
	if err := plain(path); errors.Is(err, fs.ErrNotExist) && !o.MustExist {
		if err := create(path); err != nil {
			return nil, explain(path, err)
		}
	} else if err != nil {
		return nil, err
	}
	// In words of our own, what bbolt would refuse in its.
	if _, err := inspect(path); err != nil {
		return nil, d.explain(err)
	}
	if err := d.open(o.Timeout); err != nil {
		return nil, d.explain(err)
	}
	if err := d.prepare(); err != nil {
		return nil, errors.Join(d.explain(err), d.close())
	}
	return d, nil
}

// plain refuses a path that names something else than a plain file.
func plain(path string) error {
	info, err := os.Stat(path)
	switch {
	case err != nil && leads(path):
		// Not fs.ErrNotExist: a new store in the link's place would hide that of a disk that is not mounted.
		return &sentence{ErrForeign, fmt.Sprintf("%s is a link that leads to no file (%v): bring back what it leads to, as by mounting its disk, or remove the link", shown(path), plainfile.Cause(err))}
	case err != nil:
		return fmt.Errorf("open store: %w", err)
	case !info.Mode().IsRegular():
		return &sentence{ErrForeign, shown(path) + " is not a file: a store is one file, choose another path"}
	}
	return nil
}

// leads reports whether path is a link.
func leads(path string) bool {
	info, err := os.Lstat(path)
	return err == nil && info.Mode()&fs.ModeSymlink != 0
}

// open lets bbolt lock and map the file: with less to grow into where a limit leaves no addresses
// for more (ulimit -v).
func (d *DB) open(timeout time.Duration) error {
	err := d.openMapped(timeout, ahead)
	for more := ahead >> 2; errors.Is(err, syscall.ENOMEM) && more >= leastAhead; more >>= 2 {
		err = d.openMapped(timeout, more)
	}
	return err
}

// openMapped lets bbolt lock the file, and map it as if it had grown by so many bytes.
func (d *DB) openMapped(timeout time.Duration, ahead int) error {
	panicked, err := guard(func() (err error) {
		d.bolt, err = bbolt.Open(d.path, fileMode, &bbolt.Options{
			Timeout:         timeout,
			FreelistType:    bbolt.FreelistArrayType, // kept in order: the map is sorted for each commit
			InitialMmapSize: mapAhead(d.path, ahead),
			OpenFile: func(name string, flag int, mode os.FileMode) (*os.File, error) {
				f, err := os.OpenFile(name, flag&^os.O_CREATE, mode)
				d.file = f
				return f, err
			},
		})
		return err
	})
	if panicked && d.file != nil {
		err = errors.Join(err, abandon(d.file))
	}
	if err != nil {
		return err
	}
	d.bolt.AllocSize = growth
	if d.info, err = d.file.Stat(); err != nil {
		return err
	}
	d.size.Store(d.info.Size())
	_, err = guard(func() error {
		return d.bolt.View(func(tx *bbolt.Tx) error { d.ours.begin(uint64(tx.ID())); return nil })
	})
	return err
}

// A file is mapped as if it had grown by so much already: growing beyond what is
// mapped waits for every transaction that reads, and a copy under way is a long
// one. It costs addresses only. growth is by how much a file is made longer at a
// time, which bbolt decides by what is mapped otherwise.
const (
	ahead      = 1 << 30
	leastAhead = 1 << 26
	growth     = 1 << 20
)

// mapAhead returns how much of the file at path is mapped to have so many bytes ahead,
// 0 where the file would become as large (Windows) or addresses are scarce.
func mapAhead(path string, ahead int) int {
	info, err := os.Stat(path)
	if err != nil || runtime.GOOS == "windows" || strconv.IntSize < 64 {
		return 0
	}
	return int(info.Size()) + ahead
}

// prepare checks that the file is the one that the path names, is whole as far as
// that is to be seen at a glance, and brings it up to date.
func (d *DB) prepare() error {
	if err := d.intact(); err != nil {
		return err
	}
	due, schema := false, uint64(0)
	err := d.view(func(tx *bbolt.Tx) (err error) {
		if schema, err = schemaOf(tx); err == nil {
			due, err = migrationDue(tx, migrations)
		}
		return err
	})
	if err == nil && due {
		if err := d.keepBefore(schema); err != nil {
			return err
		}
		if 0 < schema && schema < renewedSince {
			return d.renew()
		}
		err = d.update(func(tx *bbolt.Tx) error { return migrate(tx, migrations) })
	}
	if err == nil {
		err = d.view(hasBuckets)
	}
	return err
}

// hasBuckets wants the buckets of the current schema.
func hasBuckets(tx *bbolt.Tx) error {
	for _, name := range buckets {
		if tx.Bucket(name) == nil {
			return fmt.Errorf("%w: its part %q is missing", ErrDamaged, partOf(name))
		}
	}
	return nil
}

// Close lets go of the file after the transactions under way. Closing again does
// nothing. The error is a [*ReplacedError] when the path no longer names the file:
// what was acknowledged before is not where it is looked for. A store of one moment (see [DB.AtOnce]) ends by
// itself, and closing it is [ErrReadOnly].
func (d *DB) Close() error {
	if d.at != nil { // whose file is that of the store
		return ErrReadOnly
	}
	if d.closed.Swap(true) {
		return nil
	}
	d.sharing.stop()
	var err error
	if !d.read {
		if err = d.explain(d.intact()); !errors.Is(err, ErrReplaced) {
			// While the lock is still ours, or we might remove our successor's note.
			_ = os.Remove(ownerPath(d.path))
		}
	}
	return errors.Join(err, d.close())
}

// brokenOff reports whether something broke off, once nothing that might is under way. None begins
// in a closed store.
func (d *DB) brokenOff() bool {
	d.beginning.Lock()
	lost := d.isLost()
	d.beginning.Unlock()
	if lost {
		return true // and a write that is under way never ends
	}
	d.writing.Lock()
	defer d.writing.Unlock()
	return d.broken.Load()
}

func (d *DB) close() error {
	d.closed.Store(true)
	var err error
	if d.brokenOff() {
		// What broke off may still hold bbolt's locks, and closing would wait for
		// them for ever.
		err = abandon(d.file)
	} else {
		err = d.bolt.Close()
	}
	if d.copy.File != nil {
		d.copy.Discard()
	}
	if err != nil {
		return fmt.Errorf("close store: %w", err)
	}
	return nil
}
