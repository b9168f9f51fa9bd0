package db

import (
	"errors"
	"io/fs"
	"path/filepath"

	"go.etcd.io/bbolt"

	"memebench/labels/atomicfile"
)

// create makes an empty store at path, which appears there whole or not at all. If
// somebody else was faster, theirs is left.
func create(path string) (err error) {
	t, err := newTemp(filepath.Dir(path))
	if err != nil {
		return err
	}
	defer t.Discard()
	if err := t.layOut(); err != nil {
		return err
	}
	if err := t.publish(path); !errors.Is(err, fs.ErrExist) {
		return err
	}
	return nil
}

// A temp is a file that becomes another when it is whole. Its folder is locked in its
// stead: the file is bbolt's to lock.
type temp struct{ atomicfile.Scratch }

// newTemp creates an empty temp beside the files of a folder, readable by its owner
// alone, and removes what killed processes have left there.
func newTemp(dir string) (temp, error) {
	s, err := atomicfile.NewScratch(dir, "store", fileMode)
	return temp{s}, err
}

// layOut makes the temp an empty store.
func (t temp) layOut() error {
	b, err := bbolt.Open(t.Name(), fileMode, nil)
	if err != nil {
		return err
	}
	return errors.Join(b.Update(func(tx *bbolt.Tx) error { return migrate(tx, migrations) }), b.Close())
}

// publish syncs the temp, closes it and makes it the file at path, where nothing
// may be yet: else the error is fs.ErrExist.
func (t temp) publish(path string) error { return atomicfile.RenameNew(t.File, path) }
