package db

import (
	"sync"

	"go.etcd.io/bbolt"
)

// waitingCounts remembers how many memes wait for an annotator, and how many have a level by the
// annotator in person, which takes some bytes of each meme to count: the screens ask for it with
// each meme that they show, and it changes when something is said.
type waitingCounts struct {
	mu sync.Mutex
	of map[string]waitingCount // by annotator
}

// A waitingCount is a count with all that it depends on.
type waitingCount struct {
	event, memes uint64 // the newest of each
	overlap      int
	n, mine      int
}

// count counts the memes that wait for an annotator, and those that have a level by that one.
func (w *waitingCounts) count(tx *bbolt.Tx, annotator string) (n, mine int, err error) {
	list := newWaitingList(tx, annotator)
	now := waitingCount{event: tx.Bucket(bucketLog).Sequence(), memes: list.memes, overlap: list.overlap}
	w.mu.Lock()
	known, ok := w.of[annotator]
	w.mu.Unlock()
	if now.n, now.mine = known.n, known.mine; ok && now == known {
		return known.n, known.mine, nil
	}
	if now.n, now.mine, err = list.count(); err != nil {
		return 0, 0, err
	}
	w.mu.Lock()
	defer w.mu.Unlock()
	const most = 64 // annotators
	if w.of == nil || len(w.of) >= most {
		w.of = map[string]waitingCount{}
	}
	w.of[annotator] = now
	return now.n, now.mine, nil
}
