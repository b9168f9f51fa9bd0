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
	column      columnKey // of what the annotator says
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

// decided says of each first byte of a state whether the meme waits for nobody: it is
// flagged or adjudicated.
var decided = func() (is [256]bool) {
	for b := range is {
		is[b] = b&stateAdjudicated != 0 || stateKinds[b&7%len(stateKinds)] == labels.Flagged
	}
	return is
}()

// blocks calls look, block by block, with what the columns have of the memes from the place from to
// the place to, until it returns false: those of a block are at start to end, and base is the place
// of its first one.
func (w waitingList) blocks(from, to uint64, look func(base uint64, start, end int, state, said []byte) bool) error {
	states, saids := newBlockCursor(w.state, stateColumn), newBlockCursor(w.said, w.column)
	for first := from; first <= to; {
		n, start := blockOf(first)
		end := int(min(blockMemes, uint64(start)+to-first+1))
		state, err := states.block(n)
		if err != nil {
			return err
		}
		said, err := saids.block(n)
		if err != nil {
			return err
		}
		base := first - uint64(start)
		if !look(base, start, end, state, said) {
			return nil
		}
		first = base + blockMemes
	}
	return nil
}

// waits reports whether a meme waits, by its cell of a state and what the annotator says.
func (w waitingList) waits(cell []byte, said byte) bool {
	return !decided[cell[0]] && int(cell[1]) < w.overlap && (said == 0 || said&saidImported != 0)
}

// waiting calls found, block by block, with the places of the memes that wait, from the
// place from to the place to, until it returns false: those of which an import alone says
// a level, if imported is 1, else the others.
func (w waitingList) waiting(from, to uint64, found func(first uint64, places []uint8, imported byte) bool) error {
	var room [2][blockMemes]uint8
	return w.blocks(from, to, func(base uint64, start, end int, state, said []byte) bool {
		var lengths [2]int
		for i := start; i < end; i++ {
			if cell := state[3*i : 3*i+3]; w.waits(cell, said[i]) {
				k := cell[2] & stateImported
				room[k][lengths[k]] = uint8(i)
				lengths[k]++
			}
		}
		for k, n := range lengths {
			if n > 0 && !found(base, room[k][:n], byte(k)) {
				return false
			}
		}
		return true
	})
}

// next returns the place of the meme that NextWaiting returns, 0 for none; of those that only an
// import has labelled alone, if imported.
func (w waitingList) next(after uint64, imported bool) (uint64, error) {
	after = min(after, w.memes)
	var first [2]uint64
	want := 0
	if imported {
		want = 1
	}
	look := func(base uint64, places []uint8, imported byte) bool {
		if first[imported] == 0 {
			first[imported] = base + uint64(places[0])
		}
		return first[want] == 0
	}
	for _, part := range [][2]uint64{{after + 1, w.memes}, {1, after}} {
		if err := w.waiting(part[0], part[1], look); err != nil || first[want] > 0 {
			return first[want], err
		}
	}
	return first[1], nil
}

// inPerson says of each byte of what an annotator says of a meme whether it is a level that the
// annotator has given, and no table.
var inPerson = func() (is [256]bool) {
	for b := range is {
		said, ok := unpackSaid(byte(b))
		is[b] = ok && !said.Imported && said.Level.Valid()
	}
	return is
}()

// count counts the memes that wait, and those to which the annotator has given a level that stands.
func (w waitingList) count() (waiting, mine int, err error) {
	err = w.blocks(1, w.memes, func(_ uint64, start, end int, state, said []byte) bool {
		for i := start; i < end; i++ {
			if w.waits(state[3*i:3*i+3], said[i]) {
				waiting++
			}
			if inPerson[said[i]] {
				mine++
			}
		}
		return true
	})
	return waiting, mine, err
}
