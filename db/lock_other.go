//go:build windows || plan9 || solaris || aix || android

package db

import (
	"errors"
	"os"

	"go.etcd.io/bbolt"
)

// seize sees that nobody has the file at path open. It is not kept from being
// opened after that: what is open cannot be renamed on Windows, and the others have
// locks that a process takes from itself.
func seize(path string) (release func(), err error) {
	if _, err := inspect(path); err != nil {
		return func() {}, nil // nothing that could be opened
	}
	var b *bbolt.DB
	if _, err := guard(func() (err error) {
		b, err = bbolt.Open(path, fileMode, &bbolt.Options{Timeout: defaultTimeout})
		return err
	}); err != nil {
		if err := explain(path, err); errors.Is(err, ErrInUse) {
			return nil, err
		}
		return func() {}, nil
	}
	return func() {}, b.Close()
}

// unlock does nothing: on these systems closing the file releases its lock.
func unlock(*os.File) error { return nil }
