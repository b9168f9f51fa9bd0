//go:build !windows && !plan9 && !solaris && !aix && !android

package db

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"syscall"
)

// seize takes the lock that bbolt takes on these systems of the file at path, if
// there is one, so that nobody can open it, until release.
func seize(path string) (release func(), err error) {
	f, err := os.OpenFile(path, os.O_RDWR, 0)
	if errors.Is(err, fs.ErrNotExist) {
		return func() {}, nil
	}
	if err != nil {
		return nil, fmt.Errorf("open store: %w", err)
	}
	err = syscall.Flock(int(f.Fd()), syscall.LOCK_EX|syscall.LOCK_NB)
	if errors.Is(err, syscall.EWOULDBLOCK) {
		err = inUse(path)
	}
	if err != nil {
		f.Close()
		return nil, err
	}
	return func() { f.Close() }, nil
}

// unlock releases bbolt's lock.
func unlock(f *os.File) error { return syscall.Flock(int(f.Fd()), syscall.LOCK_UN) }
