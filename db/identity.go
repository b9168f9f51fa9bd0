package db

import (
	"bytes"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"sync/atomic"

	"memebench/labels"
	"memebench/labels/plainfile"
)

// ReplacedError says that the path of a store no longer names the file that is
// open: it was deleted, renamed over, or lies in a folder that was; or a link on
// the way leads elsewhere now. It matches [ErrReplaced]. What was acknowledged
// before is in the open file, of which [DB.Backup] writes a copy as long as it is
// open. Everything that is to be changed gets this error, until the path names the
// file again.
type ReplacedError struct {
	Path  string
	Cause error // why it could not be looked at; nil: another file is there
}

func (e *ReplacedError) Error() string {
	what := "another file has taken the store's place"
	switch {
	case errors.Is(e.Cause, fs.ErrNotExist):
		what = "the store, or its folder, was deleted or renamed"
	case e.Cause != nil:
		return fmt.Sprintf("the store cannot be reached any more (%v): make %s reachable again", plainfile.Cause(e.Cause), shown(e.Path))
	}
	return fmt.Sprintf("%s while memebench had it open: put %s back", what, shown(e.Path))
}

// Is reports whether target is ErrReplaced.
func (e *ReplacedError) Is(target error) bool { return target == ErrReplaced }

// intact reports why what was written last is not in the file that the path names.
// It is asked before a transaction writes, so that nothing is written in vain, and
// when it has, before anybody hears that it has: the price is one stat. What
// happens to the path after that answer is as if it had happened after the label.
func (d *DB) intact() error {
	had := d.size.Load()
	info, err := os.Stat(d.path)
	if err != nil {
		return &ReplacedError{d.path, err}
	}
	if !os.SameFile(info, d.info) && !d.sameContent() {
		return &ReplacedError{Path: d.path}
	}
	if err := whole(had, info.Size()); err != nil {
		return err
	}
	for had < info.Size() && !d.size.CompareAndSwap(had, info.Size()) {
		had = d.size.Load()
	}
	return nil
}

// sameContent is for file systems over a network that give a file another number while it
// is open. The headers in a file's first two pages are those of its last
// transaction and unlike any other's: a file that has them has what was committed.
func (d *DB) sameContent() bool {
	f, _, err := plainfile.Open(d.path)
	if err != nil {
		return false
	}
	defer f.Close()
	// By its present size: the transaction that was just committed may have made it longer.
	info, err := d.file.Stat()
	if err != nil {
		return false
	}
	h, err := readHeader(d.file, info.Size())
	if err != nil {
		return false
	}
	open, named := make([]byte, 2*h.pageSize), make([]byte, 2*h.pageSize)
	for f, b := range map[*os.File][]byte{d.file: open, f: named} {
		if _, err := f.ReadAt(b, 0); err != nil {
			return false
		}
	}
	return bytes.Equal(open, named)
}

// whole reports that a file which had this size, as was known before it was looked at, was cut
// short while it was open. What is known afterwards may be of a write that came meanwhile.
func whole(had, size int64) error {
	if size < had {
		return fmt.Errorf("%w: it was cut to %d of %d bytes while memebench had it open", ErrDamaged, size, had)
	}
	return nil
}

// revisions are the numbers of this store's own transactions: the newest that is known to be
// on disk, and the newest that may be, as its commit was tried.
type revisions struct{ committed, tried atomic.Uint64 }

// begin takes the revision that the file has as it is opened.
func (r *revisions) begin(revision uint64) {
	r.committed.Store(revision)
	r.tried.Store(revision)
}

// check reports that the file has a revision which is none of ours, from the one on that was
// committed when it was read: somebody has written into it, as cp does that copies over a file.
// To go on would be to write labels into a store that has lost some.
func (r *revisions) check(committed, revision uint64) error {
	if revision < committed || revision > r.tried.Load() {
		return fmt.Errorf("%w: something else was written into it while memebench had it open", ErrDamaged)
	}
	return nil
}

// shown is a path as it may be shown.
func shown(path string) string { return labels.Printable(path) }

// InPlace reports whether the path still names the open file, with what was written into it
// here: the error is a [*ReplacedError] when it does not, and matches ErrDamaged when the file
// was cut or overwritten.
func (d *DB) InPlace() error {
	err := d.intact()
	if err == nil {
		err = d.doView(hasBuckets)
	}
	return d.explain(err)
}
