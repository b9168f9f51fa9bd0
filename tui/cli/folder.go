package cli

import (
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
)

// writeFolder lets write fill files in the folder at path, which is made if need
// be. They are written beside their places, synced, and renamed when all are whole,
// so that one that was there before is replaced by a whole one or stays.
func writeFolder(path string, write func(create func(name string) (io.Writer, error)) error) (err error) {
	fail := func(err error) error { return fmt.Errorf("write into %s: %w", path, cause(err)) }
	_, err = os.Stat(path)
	made := errors.Is(err, os.ErrNotExist)
	if err := os.MkdirAll(path, 0o755); err != nil {
		return fail(err)
	}
	type file struct {
		*os.File
		name string
	}
	var files []file
	defer func() {
		if err == nil {
			return
		}
		for _, f := range files {
			f.Close()
			os.Remove(f.Name())
		}
		if made {
			os.Remove(path) // not if somebody else has put something in it
		}
	}()
	err = write(func(name string) (io.Writer, error) {
		f, err := os.CreateTemp(path, "."+name+".*")
		if err != nil {
			return nil, fail(err)
		}
		files = append(files, file{f, name})
		return f, nil
	})
	if err != nil {
		return err
	}
	for _, f := range files {
		if err := errors.Join(f.Chmod(0o644), f.Sync(), f.Close()); err != nil {
			return fail(err)
		}
	}
	for _, f := range files {
		if err := os.Rename(f.Name(), filepath.Join(path, f.name)); err != nil {
			return fail(err)
		}
	}
	return nil
}
