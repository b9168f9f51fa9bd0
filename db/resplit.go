package db

import (
	"errors"
	"fmt"
	"math"

	"go.etcd.io/bbolt"

	"memebench/labels"
)

var keyResplits = []byte("resplits")

// errRehearsed rolls back the transaction of a Resplit that was only to tell.
var errRehearsed = errors.New("only rehearsed")

// Resplits returns how often the memes have been assigned to the splits again since
// they were imported.
func (d *DB) Resplits() (n uint64, err error) {
	err = d.view(func(tx *bbolt.Tx) (err error) {
		n, err = resplits(tx)
		return err
	})
	return n, err
}

func resplits(tx *bbolt.Tx) (uint64, error) {
	v := tx.Bucket(bucketMeta).Get(keyResplits)
	if v == nil {
		return 0, nil
	}
	return readNumber(v)
}

// Resplit assigns all memes to the splits again, in one transaction, and says what
// that changes. assign is asked for each meme in the order of import; a meme for
// which it says "" goes with its group, or by [labels.DefaultShares] if it founds
// one. Groups and cross-split duplicates are what they would be if the memes had been imported
// with these splits; see "Groups" in the package's documentation. Each meme that
// moves remembers where it was. Nothing else changes: not the labels, the
// versions or what they predicted.
//
// With rehearse nothing is stored. An error of assign ends the assignment, is
// returned, and nothing is stored either.
func (d *DB) Resplit(assign labels.Assigner, rehearse bool) (labels.Resplit, error) {
	var done labels.Resplit
	var refused error
	err := d.update(func(tx *bbolt.Tx) error {
		done = labels.Resplit{}
		memes := newMemeTable(tx)
		ties, err := findTies(memes)
		if err != nil {
			return err
		}
		past, err := resplits(tx)
		if err != nil {
			return err
		}
		for _, name := range [][]byte{bucketGroupKeys, bucketGroupMembers} {
			if err := tx.DeleteBucket(name); err != nil {
				return err
			}
			if _, err := tx.CreateBucket(name); err != nil {
				return err
			}
		}
		groups := newGrouping(tx, memes, len(ties.seqs))
		for i, seq := range ties.seqs {
			before, err := memes.at(seq)
			if err != nil {
				return err
			}
			state, err := stateAt(tx, seq)
			if err != nil {
				return err
			}
			done.Before.Count(&before, state)
			m := before
			if m.Split, refused = assign(&before, ties.key(i, &before)); refused != nil {
				return refused
			}
			if m.Split != "" {
				if _, err := labels.ParseSplit(string(m.Split)); err != nil {
					return fmt.Errorf("%w: %w", ErrInvalid, err)
				}
			}
			if err := groups.join(&m, labels.DefaultShares); err != nil {
				return err
			}
			if m.Split != before.Split {
				done.Moved++
				m.Moves = append(m.Moves, labels.Move{Resplit: past + 1, From: before.Split})
			}
			done.After.Count(&m, state)
			if m.Split == before.Split && m.Group == before.Group && m.CrossSplit == before.CrossSplit {
				continue
			}
			if err := memes.putRecord(&m); err != nil {
				return err
			}
		}
		if rehearse {
			return errRehearsed
		}
		if err := firstError(groups.keys.flush, groups.members.flush, memes.flush); err != nil {
			return err
		}
		if done.Moved == 0 {
			return nil
		}
		return tx.Bucket(bucketMeta).Put(keyResplits, number8(past+1))
	})
	switch {
	case refused != nil: // the caller's own words, not the store's
		return labels.Resplit{}, refused
	case err != nil && !errors.Is(err, errRehearsed):
		return labels.Resplit{}, err
	}
	return done, nil
}

// ties are the memes, in the order of import, with the first of those that each
// is tied to, directly or through others, by shared group keys. Unlike groups
// they do not stop at cross-split duplicates.
type ties struct {
	seqs  []uint64
	first []int32        // place of a meme tied to this one, or its own; see find
	keys  map[int]string // strongest keys of those that are the first of several
}

// findTies reads all memes: their number is bounded by what a place can hold.
func findTies(memes *memeTable) (*ties, error) {
	t := &ties{keys: map[int]string{}}
	bringer := map[[16]byte]int32{} // digest of a group key → the first meme that has it
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
		for _, key := range m.GroupKeys() {
			digest := [16]byte(keyDigest(key))
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
		t.keys[root] = m.GroupKeys()[0]
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
	return m.GroupKeys()[0]
}
