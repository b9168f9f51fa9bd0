package labels

import (
	"fmt"
	"strings"
)

// CellQueue is the Queue of what is said from a cell of the confusion matrix: of which version,
// on which rows, and where the model takes all memes of one level for another.
func CellQueue(version, rows string, truth, model Level) string {
	return fmt.Sprintf("cell %s %s true %s%s%s", version, rows, truth, cellPredicted, model)
}

const (
	cellPredicted  = " predicted "
	crossValidated = " cv true " // the rows of which heads say what they are that have not seen them
)

// Beside returns what the model said where an event was given, if that is not what its version
// says of the meme: in a check, and in a cell of cross-validated rows, heads answer that have not
// seen it, and another workspace's versions have the same names, and are others. The queue of a
// cell tells what was said; else it is kept nowhere (NoLevel).
func (e *Event) Beside() (said Level, ok bool) {
	switch {
	case e.Merged, e.Screen == CheckScreen:
		return NoLevel, true
	case e.Screen == CellScreen && strings.Contains(e.Queue, crossValidated):
		_, name, _ := strings.Cut(e.Queue, cellPredicted)
		said, _ = ParseLevel(name)
		return said, true
	}
	return NoLevel, false
}

// CaptionChanges tells which events of a log change a caption. It is given all of them, in order.
type CaptionChanges struct{ about map[uint64]bool }

// Change reports whether an event sets a caption, takes one back, or brings that back again:
// what a version said of the meme before is not kept then.
func (c *CaptionChanges) Change(e *Event) bool {
	if e.Action != Caption && (e.Action != Retract || !c.about[e.Retracts]) {
		return false
	}
	if c.about == nil {
		c.about = map[uint64]bool{}
	}
	c.about[e.Seq] = true
	return true
}
