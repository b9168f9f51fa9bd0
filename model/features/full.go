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
	return fmt.Errorf("features: %w", err)
}

// noFolder says why dir cannot be the folder of features.
func noFolder(dir string, err error) error {
	if atomicfile.IsNoRoom(err) || errors.Is(err, fs.ErrPermission) {
		return explain(dir, err)
	}
	if errors.Is(err, atomicfile.ErrDeadLink) { // which says what to do
		return fmt.Errorf("features: there can be no folder %s (%w)", labels.Printable(dir), plainfile.Cause(err))
	}
	return fmt.Errorf("features: there can be no folder %s (%w): remove what is in its way, which a cache makes again", labels.Printable(dir), plainfile.Cause(err))
}

// fullError is the error of a full disk in a sentence.
type fullError struct {
	text string
	error
}

func (f fullError) Error() string { return f.text }
func (f fullError) Unwrap() error { return f.error }
