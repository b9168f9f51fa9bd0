package labels

import (
	"fmt"
	"strconv"
)

// Counts counts a workspace's memes by their state.
type Counts struct {
	Memes  int          `json:"memes"`
	ByKind map[Kind]int `json:"by_kind"`
	ByGold [Levels]int  `json:"by_gold"` // labelled memes per level
	Mine   int          `json:"mine"`    // memes that the asking annotator has given a level; what a table has brought is nobody's
	InName int          `json:"in_name"` // memes that have a level in the annotator's name, also by a table

	Waiting int `json:"waiting"` // memes that wait for the asking annotator; see State.Waits
	Overlap int `json:"overlap"` // how many people are to label a meme

	Undoable bool `json:"undoable"` // something that the asking annotator has said by key or command can be taken back
	Redoable bool `json:"redoable"` // and something that was taken back can be said again
}

// OverlapSetting is the name of a workspace's setting that says how many people are to
// label each meme.
const OverlapSetting = "overlap"

// MostOverlap is the most people that can be asked to label each meme, and 1 the fewest.
const MostOverlap = 100

// ParseOverlap reads a value of that setting, and "", which is what it is while nobody
// has set it, as 1.
func ParseOverlap(value string) (int, error) {
	if value == "" {
		return 1, nil
	}
	n, err := strconv.Atoi(value)
	if err != nil || n < 1 || n > MostOverlap {
		return 0, fmt.Errorf("%s %q: want %s", OverlapSetting, Printable(value), WantedOverlap())
	}
	return n, nil
}

// WantedOverlap says what an overlap may be.
func WantedOverlap() string { return fmt.Sprintf("a number of people from 1 to %d", MostOverlap) }
