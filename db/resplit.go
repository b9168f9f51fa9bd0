package db

import (
	"errors"
	"fmt"

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
// that changes. The plan's Assigner is asked for each meme in the order of import; a meme for
// which it says "" goes with its group, or by [labels.DefaultShares] if it founds
// one. Groups and cross-split duplicates are what they would be if the memes had been imported
// with these splits; see "Groups" in the package's documentation. Each meme that
// moves remembers where it was. Nothing else changes: not the labels, the
// versions or what they predicted.
//
// With rehearse nothing is stored, and a reader may do it, too. An error of the Assigner ends the
// assignment, is returned, and nothing is stored either.
func (d *DB) Resplit(plan labels.SplitPlan, rehearse bool) (labels.Resplit, error) {
	var done labels.Resplit
	var refused error
	write := d.update
	if rehearse {
		write = d.rehearse
	}
	err := write(func(tx *bbolt.Tx) error {
		done = labels.Resplit{}
		memes := newMemeTable(tx)
		ties, err := findTies(memes, newSayings(tx))
		if err != nil {
			return err
		}
		tied, err := ties.labelled(tx, memes)
		if err != nil {
			return err
		}
		assign := plan(tied)
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
		groups, said := newGrouping(tx, memes, memesAtATime), newHistoryReader(tx)
		for i, seq := range ties.seqs {
			if i%memesAtATime == memesAtATime-1 { // or all would be held back
				if err := groups.flush(); err != nil {
					return err
				}
			}
			before, err := memes.at(seq)
			if err != nil {
				return err
			}
			state, err := said.state(seq)
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
			if _, err := groups.place(&m, labels.DefaultShares.Assign); err != nil {
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
		if err := groups.flush(); err != nil {
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
