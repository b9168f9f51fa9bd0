package db

import (
	"fmt"
	"maps"
	"slices"

	"go.etcd.io/bbolt"

	"memebench/labels"
)

// counters are the numbers behind labels.Counts, with the changes that a
// transaction makes to them.
type counters struct {
	bucket  *bbolt.Bucket
	changes map[string]int
}

func newCounters(tx *bbolt.Tx) *counters {
	return &counters{tx.Bucket(bucketCounters), map[string]int{}}
}

// The names of the counters.
const counterMemes = "memes"

func counterKind(k labels.Kind) string { return "kind:" + string(k) }

func counterGold(l labels.Level) string { return "gold:" + l.String() }

// counterGiven counts the memes that an annotator has given a level.
func counterGiven(annotator string) string { return "given:" + annotator }

func (c *counters) get(name string) (int, error) {
	v := c.bucket.Get([]byte(name))
	if v == nil {
		return 0, nil
	}
	n, err := readNumber(v)
	return int(n), err
}

func (c *counters) add(name string, n int) { c.changes[name] += n }

// flush writes the changes, once.
func (c *counters) flush() error {
	for _, name := range slices.Sorted(maps.Keys(c.changes)) {
		if c.changes[name] == 0 {
			continue
		}
		n, err := c.get(name)
		if err != nil {
			return err
		}
		if n += c.changes[name]; n < 0 {
			return fmt.Errorf("%w: the counter %s would fall to %d", ErrDamaged, short(name), n)
		}
		if err := c.bucket.Put([]byte(name), number8(uint64(n))); err != nil {
			return err
		}
	}
	return nil
}

var kinds = []labels.Kind{labels.Unlabelled, labels.Labelled, labels.Skipped, labels.Flagged, labels.Disputed}

// Counts counts the memes by their state and by gold level, and those that this annotator has given
// a level that stands, that have one in its name, or that wait for it; it says whether Undo and
// Redo would find something. Every kind has an entry.
func (d *DB) Counts(annotator string) (p labels.Counts, err error) {
	err = d.view(func(tx *bbolt.Tx) (err error) {
		p, err = d.counts(tx, annotator)
		return err
	})
	return p, err
}

func (d *DB) counts(tx *bbolt.Tx, annotator string) (p labels.Counts, err error) {
	c := newCounters(tx)
	read := func(name string) int {
		n, e := c.get(name)
		if err == nil {
			err = e
		}
		return n
	}
	p = labels.Counts{Memes: read(counterMemes), ByKind: map[labels.Kind]int{}, InName: read(counterGiven(annotator))}
	for _, k := range kinds {
		p.ByKind[k] = read(counterKind(k))
	}
	for l := range p.ByGold {
		p.ByGold[l] = read(counterGold(labels.Level(l)))
	}
	p.Undoable = newestUndoable(tx, annotator) != nil
	p.Redoable = newestRedoable(tx, annotator) != nil
	p.Overlap = overlapOf(tx)
	if err == nil {
		p.Waiting, p.Mine, err = d.waiting.count(tx, annotator)
	}
	return p, err
}
