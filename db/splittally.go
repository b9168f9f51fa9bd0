package db

import (
	"go.etcd.io/bbolt"

	"memebench/labels"
)

// levelTallies count the memes of each gold level by their splits.
type levelTallies [labels.Levels]labels.SplitTally

// splitTallies are those of each dataset by its place, without cross-split duplicates. They are
// counted when they are first asked for, which reads 12 bytes of each meme.
type splitTallies struct {
	tx *bbolt.Tx
	of map[uint16]*levelTallies
}

// at returns the tally of a level in the dataset at a place.
func (t *splitTallies) at(dataset uint16, l labels.Level) (*labels.SplitTally, error) {
	if t.of == nil {
		if err := t.count(); err != nil {
			return nil, err
		}
	}
	return &t.in(dataset)[l], nil
}

// in are the tallies of the dataset at a place.
func (t *splitTallies) in(dataset uint16) *levelTallies {
	if t.of[dataset] == nil {
		t.of[dataset] = &levelTallies{}
	}
	return t.of[dataset]
}

func (t *splitTallies) count() error {
	t.of = map[uint16]*levelTallies{}
	var lately *levelTallies // most memes are of the dataset of the one before
	var lastPlace uint16
	last := t.tx.Bucket(bucketMemes).Sequence()
	for block := uint32(0); uint64(block)*blockMemes < last; block++ {
		states, err := stateColumn.blockAt(t.tx.Bucket(bucketColumns), block)
		if err != nil {
			return err
		}
		memes, err := memeColumn.blockAt(t.tx.Bucket(bucketColumns), block)
		if err != nil {
			return err
		}
		if states == nil || memes == nil {
			continue
		}
		for place := range blockMemes {
			gold, about := goldIn(states[place*stateColumn.width]), memes[place*memeColumn.width:]
			if !gold.Valid() || about[0]&aboutCrossSplit != 0 {
				continue
			}
			if in := datasetIn(about); lately == nil || in != lastPlace {
				lately, lastPlace = t.in(in), in
			}
			lately[gold].Count(splitCodes[about[0]&3], 1)
		}
	}
	return nil
}
