package db

import (
	"go.etcd.io/bbolt"

	"memebench/labels"
)

// splitTallies count the memes of each dataset and gold level by their splits, without cross-split
// duplicates. They are counted when they are first asked for, which reads 12 bytes of each meme.
type splitTallies struct {
	tx *bbolt.Tx
	of map[levelOf]*labels.SplitTally
}

// levelOf is a level in the dataset at a place.
type levelOf struct {
	dataset uint16
	level   labels.Level
}

// at returns the tally of a level in a dataset.
func (t *splitTallies) at(in levelOf) (*labels.SplitTally, error) {
	if t.of == nil {
		if err := t.count(); err != nil {
			return nil, err
		}
	}
	if t.of[in] == nil {
		t.of[in] = new(labels.SplitTally)
	}
	return t.of[in], nil
}

func (t *splitTallies) count() error {
	t.of = map[levelOf]*labels.SplitTally{}
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
			tally, err := t.at(levelOf{datasetIn(about), gold})
			if err != nil {
				return err
			}
			tally.Count(splitCodes[about[0]&3], 1)
		}
	}
	return nil
}
