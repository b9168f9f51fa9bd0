package db

import (
	"sync"

	"go.etcd.io/bbolt"

	"memebench/labels"
)

// mostTallies is of how many memes at least it is remembered what was said of them; it takes
// less than a kilobyte each.
const mostTallies = 4096

// recentTallies remembers what the events of memes amount to that were written to lately, so
// that the next word on one costs no look at all that was said before. It holds of the log as
// it was at one event: any other change of the log makes it forget.
type recentTallies struct {
	mu   sync.Mutex
	last uint64 // the newest event of that log
	of   map[uint64]labels.Tally
}

// state returns the state of the meme at seq as a transaction sees it, false where it is not
// known.
func (r *recentTallies) state(tx *bbolt.Tx, seq uint64) (labels.State, bool) {
	r.mu.Lock()
	defer r.mu.Unlock()
	t, ok := r.of[seq]
	if !ok || r.last != tx.Bucket(bucketLog).Sequence() {
		return labels.State{}, false
	}
	return t.State(), true
}

// tallies are those that a transaction that writes knows, and those that it leaves.
type tallies struct {
	recent *recentTallies
	begun  uint64 // the newest event as it began
	after  map[uint64]labels.Tally
}

// tallies begins the use of what is remembered by a transaction that writes.
func (d *DB) tallies(tx *bbolt.Tx) *tallies {
	return &tallies{&d.recent, tx.Bucket(bucketLog).Sequence(), map[uint64]labels.Tally{}}
}

// of returns the tally of the meme at seq, nil if it is not known.
func (t *tallies) of(seq uint64) *labels.Tally {
	if t == nil {
		return nil
	}
	t.recent.mu.Lock()
	defer t.recent.mu.Unlock()
	if known, ok := t.recent.of[seq]; ok && t.recent.last == t.begun {
		return &known
	}
	return nil
}

// add takes in what the transaction leaves of a meme.
func (t *tallies) add(seq uint64, is labels.Tally) {
	if t != nil {
		t.after[seq] = is
	}
}

// keep has it remembered when the transaction is on the disk. Its caller holds back other
// writes until then.
func (t *tallies) keep(tx *bbolt.Tx) {
	if t == nil {
		return
	}
	last := tx.Bucket(bucketLog).Sequence()
	tx.OnCommit(func() {
		t.recent.mu.Lock()
		defer t.recent.mu.Unlock()
		if t.recent.last != t.begun || t.recent.of == nil || len(t.recent.of) > mostTallies {
			t.recent.of = map[uint64]labels.Tally{}
		}
		t.recent.last = last
		for seq, is := range t.after {
			t.recent.of[seq] = is
		}
	})
}
