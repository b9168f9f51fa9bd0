package features

import (
	"fmt"
	"path/filepath"

	"memebench/labels"
	"memebench/labels/atomicfile"
)

// explain says where there is no room, and what to do.
func (c *Cache) explain(err error) error {
	if atomicfile.IsNoRoom(err) {
		return fullError{fmt.Sprintf("features: no room in %s: free some, and do it again", labels.Printable(filepath.Dir(c.file.Name()))), err}
	}
	return fmt.Errorf("features: %w", err)
}

// fullError is the error of a full disk in a sentence.
type fullError struct {
	text string
	error
}

func (f fullError) Error() string { return f.text }
func (f fullError) Unwrap() error { return f.error }
