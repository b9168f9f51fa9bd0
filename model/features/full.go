package features

import (
	"errors"
	"fmt"
	"io/fs"
	"path/filepath"

	"memebench/labels"
	"memebench/labels/atomicfile"
	"memebench/labels/plainfile"
)

// explain says where there is no room, and what to do.
func (c *Cache) explain(err error) error { return explain(filepath.Dir(c.path), err) }

// explain is that for the features in dir.
func explain(dir string, err error) error {
	if atomicfile.IsNoRoom(err) {
		return fullError{fmt.Sprintf("features: no room in %s: free some, and do it again", labels.Printable(dir)), err}
	}
	if errors.Is(err, fs.ErrPermission) {
		return fmt.Errorf("features: you may not write to %s (%w): it is a cache; its owner can delete it, and it is made again", labels.Printable(dir), plainfile.Cause(err))
	}
	return fmt.Errorf("features: %w", err)
}

// noFolder says why dir cannot be the folder of features.
func noFolder(dir string, err error) error {
	if atomicfile.IsNoRoom(err) {
		return explain(dir, err)
	}
	if errors.Is(err, fs.ErrPermission) {
		return fmt.Errorf("features: %w", err)
	}
	if blocked := atomicfile.InTheWay(dir); blocked != nil {
		err = blocked
	}
	return fmt.Errorf("features: %w; a cache that is removed is made again", err)
}

// fullError is the error of a full disk in a sentence.
type fullError struct {
	text string
	error
}

func (f fullError) Error() string { return f.text }
func (f fullError) Unwrap() error { return f.error }
