package queue

import (
	"slices"

	"memebench/labels"
)

// Item is a meme of a queue: its number, which is at most [MaxSeq], and how it was chosen.
type Item uint32

// How an item was chosen.
type How uint8

const (
	ByName  How = iota // in the way that the queue is named after
	ByLot              // at random, in a queue that is not
	HeldOut            // at random, because val or test lack gold levels
	Again              // the annotator has given it a level, and is asked again
)

const howShift = 30

// MaxSeq is the greatest number that a meme of a queue can have.
const MaxSeq = 1<<howShift - 1

// NewItem returns the item of a meme.
func NewItem(seq uint64, how How) Item { return Item(uint32(how)<<howShift | uint32(seq)) }

// Seq is the meme's place in the order of import.
func (it Item) Seq() uint64 { return uint64(it & MaxSeq) }

// How says how it was chosen.
func (it Item) How() How { return How(it >> howShift) }

// List is a queue as it was made: which memes, in which order. No meme is in it twice.
type List struct {
	Name  string
	Items []Item

	// Tells says that the memes were chosen by what the model says of them: whoever goes
	// through the list knows something of it.
	Tells bool
	// Version is the one whose predictions gave the order, "" where there were none.
	Version string
	// Ordered is how many places at the beginning are in the order that the queue is named
	// after, where it is not all of them: behind these the queue is worth to be made anew.
	Ordered int
}

// Queue is the name of the queue as it is recorded with a label of the item: that of the
// list, and for an item that was not chosen in the list's own way, how.
func (l List) Queue(it Item) string {
	switch it.How() {
	case ByLot:
		return l.Name + atRandom
	case HeldOut:
		return l.Name + evaluated
	case Again:
		if l.Name != Reask {
			return l.Name + again
		}
	}
	return l.Name
}

// Place returns the place of a meme, from 1, and 0 if it is not in the list.
func (l List) Place(seq uint64) int {
	for i, it := range l.Items {
		if it.Seq() == seq {
			return i + 1
		}
	}
	return 0
}

// Holds reports whether the annotator is still to be asked of an item of which this is
// the state now, in a workspace where so many people are to label each meme.
func (l List) Holds(it Item, s labels.State, annotator string, overlap int) bool {
	mine, said := s.InPerson(annotator)
	switch {
	case it.How() == Again:
		return said && mine.Level.Valid() && s.Kind != labels.Flagged
	case Waiting(l.Name):
		return s.Waits(annotator, overlap)
	}
	switch l.Name {
	case Disputed:
		return s.Kind == labels.Disputed
	case Second:
		return !said && s.Kind != labels.Flagged && !s.Adjudicated
	case Skipped:
		return mine.Action == labels.Skip
	case Flagged:
		return s.Kind == labels.Flagged
	}
	return true // of a search or a group, all are shown
}

// With returns the list with an item before the one at a place, from 1 to behind the last,
// or the list as it is if the item's meme is in it.
func (l List) With(place int, it Item) List {
	if l.Place(it.Seq()) > 0 {
		return l
	}
	l.Items = slices.Insert(slices.Clone(l.Items), place-1, it)
	if place <= l.Ordered {
		l.Ordered++
	}
	return l
}

// Renewed returns the list with what next has in place of what l has behind a place of it,
// from 1, while another item, here, is on the screen: what came before that place, here, and
// then what next has, without it. What was passed and is in next comes once more.
func (l List) Renewed(place int, here Item, next List) List {
	past := l.Items[:min(max(0, place-1), len(l.Items))]
	passed := make(map[uint64]bool, len(past))
	for _, it := range past {
		passed[it.Seq()] = true
	}
	again := map[uint64]bool{here.Seq(): true}
	for _, it := range next.Items {
		if passed[it.Seq()] {
			again[it.Seq()] = true
		}
	}
	items := make([]Item, 0, len(past)+1+len(next.Items))
	for _, it := range past {
		if !again[it.Seq()] {
			items = append(items, it)
		}
	}
	items = append(items, here)
	before, chosen := len(items), next.Ordered
	for i, it := range next.Items {
		if it.Seq() != here.Seq() {
			items = append(items, it)
		} else if i < next.Ordered {
			chosen--
		}
	}
	if next.Ordered > 0 {
		next.Ordered = before + chosen
	}
	next.Items = items
	return next
}
