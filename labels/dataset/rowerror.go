package dataset

import (
	"fmt"

	"memebench/labels"
)

// RowError says why one row of a table cannot be taken, or what is odd about it.
type RowError struct {
	File   string
	Row    int // see rowReader
	Reason string
}

// Error returns "memes.csv:17: reason".
func (e *RowError) Error() string {
	return fmt.Sprintf("%s:%d: %s", labels.Printable(e.File), e.Row, e.Reason)
}
