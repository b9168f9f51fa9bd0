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

const cellPredicted = " predicted "

// Beside returns what the model said where an event was given, if that need not be what is kept
// of its version: of one that is not served nothing may be kept, in a check and in a cell of
// cross-validated rows heads answer that have not seen the meme, and another workspace's versions
// have the same names, and are others. The queue of a cell tells what was said; of a check and of
// another workspace it is known nowhere (NoLevel).
func (e *Event) Beside() (said Level, ok bool) {
	switch _, name, inCell := strings.Cut(e.Queue, cellPredicted); {
	case e.Merged, e.Screen == CheckScreen:
		return NoLevel, true
	case e.Screen == CellScreen && inCell:
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
