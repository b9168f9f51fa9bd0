package tui

import "memebench/labels"

// course is the order in which a label screen goes through memes. Its methods
// are called in commands and change nothing.
type course interface {
	// after returns the meme to be labelled after m, false when the course
	// ends with m.
	after(d Deps, m labels.Meme) (stop, bool, error)
	// step returns the meme next to m, by being -1 or 1, and false at the end.
	step(d Deps, m labels.Meme, by int) (stop, bool, error)
	// at returns where m stands.
	at(m labels.Meme) int
}

// stop is a meme on a course, how it was chosen, and its place there from 1.
type stop struct {
	meme  labels.Meme
	queue string
	place int
}

// How a meme can be chosen, as it is recorded with its label.
const (
	queueWaiting = "waiting" // the next that waits, in the order of import
	queueOrder   = "order"   // the neighbour in the order of import
	queueUndo    = "undo"    // came back with an undo
	queueResume  = "resume"  // where the last session ended
)

// importOrder goes from one waiting meme to the next in the order of import.
type importOrder struct{}

func (importOrder) after(d Deps, m labels.Meme) (stop, bool, error) {
	next, ok, err := d.Memes.NextWaiting(m.Seq)
	if err != nil || ok {
		return stop{next, queueWaiting, int(next.Seq)}, ok, err
	}
	// None waits: go on in order, and round at the end.
	n, err := d.Memes.MemeCount()
	if err != nil || n == 0 {
		return stop{}, false, err
	}
	next, err = d.Memes.MemeAt(m.Seq%uint64(n) + 1)
	return stop{next, queueOrder, int(next.Seq)}, err == nil, err
}

func (importOrder) step(d Deps, m labels.Meme, by int) (stop, bool, error) {
	n, err := d.Memes.MemeCount()
	seq := int(m.Seq) + by
	if err != nil || seq < 1 || seq > n {
		return stop{}, false, err
	}
	next, err := d.Memes.MemeAt(uint64(seq))
	return stop{next, queueOrder, seq}, err == nil, err
}

func (importOrder) at(m labels.Meme) int { return int(m.Seq) }
