package db

import (
	"go.etcd.io/bbolt"

	"memebench/labels"
)

// NextWaiting returns the first meme behind the place after, in the order of import,
// that waits for an annotator (see [labels.State.Waits]; the setting overlap counts),
// going on from the start behind the last one; so it may be the one at after. Those
// that only an import has labelled ([labels.State.Imported]) come when no other is left.
// ok is false when no meme waits.
func (d *DB) NextWaiting(annotator string, after uint64) (m labels.Meme, ok bool, err error) {
	err = d.Read(func(r *Reader) (err error) {
		m, ok, err = r.NextWaiting(annotator, after)
		return err
	})
	return m, ok, err
}

// overlapOf reads how many people are to label a meme. What no present rule allows, as a
// later version may have set it, is 1.
func overlapOf(tx *bbolt.Tx) int {
	n, err := labels.ParseOverlap(string(tx.Bucket(bucketSettings).Get([]byte(labels.OverlapSetting))))
	if err != nil {
		return 1
	}
	return n
}

// A waitingList goes over the columns that say which memes wait for an annotator.
type waitingList struct {
	state, said *bbolt.Bucket
	column      columnKey
	overlap     int
	memes       uint64
}

func newWaitingList(tx *bbolt.Tx, annotator string) waitingList {
	w := waitingList{column: saidColumn(annotator), overlap: overlapOf(tx), memes: tx.Bucket(bucketMemes).Sequence()}
	w.state = columnBucket(tx, stateColumn)
	if annotator != "" {
		w.said = columnBucket(tx, w.column)
	}
	return w
}

// waits reports whether a meme waits, of which these are the cells.
func (w waitingList) waits(state []byte, said byte) bool {
	return (said == 0 || said&saidImported != 0) && state[0]&stateAdjudicated == 0 &&
		stateKinds[int(state[0]&7)%len(stateKinds)] != labels.Flagged && int(state[1]) < w.overlap
}

// block returns the cells of a block.
func (w waitingList) block(n uint32) (state, said []byte, err error) {
	if state, err = stateColumn.blockAt(w.state, n); err != nil {
		return nil, nil, err
	}
	said, err = w.column.blockAt(w.said, n)
	return state, said, err
}

// each calls yield with the memes that wait, from the place from to the place to, until
// it returns false.
func (w waitingList) each(from, to uint64, yield func(seq uint64, imported bool) bool) error {
	for seq := from; seq <= to; {
		n, place := blockOf(seq)
		state, said, err := w.block(n)
		if err != nil {
			return err
		}
		if state == nil {
			state = nothing[:]
		}
		if said == nil {
			said = nothing[:blockMemes]
		}
		for ; place < blockMemes && seq <= to; place, seq = place+1, seq+1 {
			cell := state[place*stateColumn.width:][:stateColumn.width]
			if w.waits(cell, said[place]) && !yield(seq, cell[2]&stateImported != 0) {
				return nil
			}
		}
	}
	return nil
}

// next returns the place of the meme that NextWaiting returns, 0 for none.
func (w waitingList) next(after uint64) (uint64, error) {
	after = min(after, w.memes)
	found, imported := uint64(0), uint64(0)
	look := func(seq uint64, isImported bool) bool {
		if !isImported {
			found = seq
		} else if imported == 0 {
			imported = seq
		}
		return found == 0
	}
	if err := w.each(after+1, w.memes, look); err != nil || found > 0 {
		return found, err
	}
	if err := w.each(1, after, look); err != nil || found > 0 {
		return found, err
	}
	return imported, nil
}

// count counts the memes that wait.
func (w waitingList) count() (n int, err error) {
	err = w.each(1, w.memes, func(uint64, bool) bool { n++; return true })
	return n, err
}
