package db

import (
	"fmt"
	"math"

	"go.etcd.io/bbolt"

	"memebench/labels"
)

// ties are the memes, in the order of import, with the first of those that each
// is tied to, directly or through others, by shared group keys. Unlike groups
// they do not stop at cross-split duplicates.
type ties struct {
	seqs  []uint64
	first []int32        // place of a meme tied to this one, or its own; see find
	keys  map[int]string // strongest keys of those that are the first of several

	sayings *sayings
}

// findTies reads all memes: their number is bounded by what a place can hold.
func findTies(memes *memeTable, sayings *sayings) (*ties, error) {
	t := &ties{keys: map[int]string{}, sayings: sayings}
	bringer := map[digest]int32{} // digest of a group key → the first meme that has it
	several := map[int]bool{}
	c := memes.records.Cursor()
	for k, v := c.First(); k != nil; k, v = c.Next() {
		seq, err := readNumber(k)
		if err != nil {
			return nil, err
		}
		m, err := memes.read(seq, v)
		if err != nil {
			return nil, err
		}
		if len(t.seqs) == math.MaxInt32 {
			return nil, fmt.Errorf("%w: more than %d memes cannot be assigned again", ErrInvalid, math.MaxInt32)
		}
		at := len(t.seqs)
		t.seqs, t.first = append(t.seqs, seq), append(t.first, int32(at))
		keys, _ := sayings.keysOf(&m)
		for _, key := range keys {
			digest := keyDigest(key)
			if other, known := bringer[digest]; known {
				t.tie(at, int(other))
			} else {
				bringer[digest] = int32(at)
			}
		}
	}
	for i := range t.first {
		if root := t.find(i); root != i {
			several[root] = true
		}
	}
	for root := range several {
		m, err := memes.at(t.seqs[root])
		if err != nil {
			return nil, err
		}
		keys, _ := sayings.keysOf(&m)
		t.keys[root] = keys[0]
	}
	return t, nil
}

// find returns the place of the first meme that the one at place i is tied to,
// and shortens the way there (path halving; Tarjan and van Leeuwen, "Worst-Case
// Analysis of Set Union Algorithms", Journal of the ACM 31(2), 1984).
func (t *ties) find(i int) int {
	for int(t.first[i]) != i {
		t.first[i] = t.first[t.first[i]]
		i = int(t.first[i])
	}
	return i
}

func (t *ties) tie(i, j int) {
	i, j = t.find(i), t.find(j)
	t.first[max(i, j)] = int32(min(i, j))
}

// key returns the strongest key of the first meme that m, at place i, is tied to.
func (t *ties) key(i int, m *labels.Meme) string {
	if key, ok := t.keys[t.find(i)]; ok {
		return key
	}
	keys, _ := t.sayings.keysOf(m)
	return keys[0]
}

// labelled returns what is tied of the memes that have a gold level, in the order of import.
func (t *ties) labelled(tx *bbolt.Tx, memes *memeTable) ([]labels.Tied, error) {
	var tied []labels.Tied
	places := map[int]int{} // in tied, of the first of several
	var state labels.Facts
	columns := newColumns(tx)
	for i, seq := range t.seqs {
		cell, err := columns.cell(stateColumn, seq)
		if err != nil {
			return nil, err
		}
		unpackState(cell, &state)
		gold := state.Gold
		if !gold.Valid() {
			continue
		}
		root := t.find(i)
		at, known := places[root]
		if !known {
			m, err := memes.at(seq)
			if err != nil {
				return nil, err
			}
			at = len(tied)
			tied = append(tied, labels.Tied{Key: t.key(i, &m), Split: m.Split})
			if _, several := t.keys[root]; several {
				places[root] = at
			}
		}
		tied[at].Levels[gold]++
	}
	return tied, nil
}
