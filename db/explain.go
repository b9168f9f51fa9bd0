package db

import (
	"cmp"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"syscall"

	bbolterrors "go.etcd.io/bbolt/errors"

	"memebench/labels"
	"memebench/labels/atomicfile"
)

// explain says which file an error is about and what to do, where the error's
// words come from below this package.
func (d *DB) explain(err error) error { return explain(cmp.Or(d.as, d.path), err) }

func explain(path string, err error) error { return explainWith(path, err, Remedy) }

// explainBackup is explain for a file that shall be restored: what can be done about a
// store would have it put in the place of one that is beside it by chance.
func explainBackup(path string, err error) error {
	return explainWith(path, err, func(string) string { return "it was not restored: name another backup" })
}

func explainWith(path string, err error, remedy func(path string) string) error {
	switch {
	case err == nil, ours(err):
		return err
	case errors.Is(err, bbolterrors.ErrTimeout):
		return inUse(path)
	case errors.Is(err, bbolterrors.ErrDatabaseNotOpen), errors.Is(err, os.ErrClosed):
		return ErrClosed
	case errors.Is(err, bbolterrors.ErrInvalid), errors.Is(err, bbolterrors.ErrVersionMismatch), errors.Is(err, bbolterrors.ErrChecksum):
		err = errUnreadable
	case errors.Is(err, bbolterrors.ErrInvalidMapping): // it could not be mapped again as it grew
		err = syscall.ENOMEM
	}
	name := shown(path)
	switch {
	case errors.Is(err, ErrDamaged):
		// What has happened comes first: a status line may have no room for the rest.
		return &sentence{err, fmt.Sprintf("%s (%s); %s", err, name, remedy(path))}
	case errors.Is(err, ErrForeign):
		return &sentence{err, fmt.Sprintf("%s is %s; %s", name, err, remedy(path))}
	case errors.Is(err, ErrNewer):
		return &sentence{err, fmt.Sprintf("%s: %s", name, err)}
	case errors.Is(err, syscall.EDQUOT): // though df shows room
		return &sentence{ErrNoRoom, fmt.Sprintf("your quota of the disk is used up: free some of yours, and do it again (%s)", name)}
	case errors.Is(err, syscall.EFBIG):
		return &sentence{ErrNoRoom, fmt.Sprintf("the file may not grow: raise the limit (ulimit -f), or move the workspace to another disk (%s)", name)}
	case atomicfile.IsNoRoom(err):
		return &sentence{ErrNoRoom, fmt.Sprintf("no room on the disk: free some, and do it again (%s)", name)}
	case errors.Is(err, syscall.ENOLCK), errors.Is(err, errors.ErrUnsupported): // as of flock on some network disks
		return &sentence{err, fmt.Sprintf("the disk cannot do what a store needs (%s): keep the workspace on a local disk (%s)", cause(path, err), name)}
	case errors.Is(err, syscall.ENOMEM):
		return &sentence{err, fmt.Sprintf("there is not enough memory for the store: end other programs, or raise the limit (ulimit -v), and start again (%s)", name)}
	case errors.Is(err, syscall.EMFILE):
		return &sentence{err, fmt.Sprintf("too many files are open: raise the limit (ulimit -n), and do it again (%s)", name)}
	}
	return fmt.Errorf("store cannot be read or written: %w (%s)", cause(path, err), name)
}

// cause is an error without the path: one that is said twice would leave no room for the reason.
func cause(path string, err error) error {
	var of *fs.PathError
	if errors.As(err, &of) && of.Path == path {
		return of.Err
	}
	return err
}

// ours reports whether an error was made by this package for its caller, or by its caller.
func ours(err error) bool {
	var s *sentence
	var replaced *ReplacedError
	var enough *labels.EnoughError
	var right labels.RightError
	if errors.As(err, &right) || errors.As(err, &s) || errors.As(err, &replaced) || errors.As(err, &enough) {
		return true
	}
	for _, kind := range []error{ErrInUse, ErrInvalid, ErrClosed, ErrReadOnly} {
		if errors.Is(err, kind) {
			return true
		}
	}
	return false
}
