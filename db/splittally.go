package db

import (
	"go.etcd.io/bbolt"

	"memebench/labels"
)

// splitTallies count the memes of each gold level by their splits, without cross-split duplicates.
// They are counted when they are first asked for, which reads 12 bytes of each meme.
type splitTallies struct {
	tx      *bbolt.Tx
	counted bool
	of      [labels.Levels]labels.SplitTally
}

// at returns the tally of a level.
func (t *splitTallies) at(l labels.Level) (*labels.SplitTally, error) {
	if t.counted {
		return &t.of[l], nil
	}
	t.counted = true
	last := t.tx.Bucket(bucketMemes).Sequence()
	var of [labels.Levels][4]int // by the splits' codes
	for block := uint32(0); uint64(block)*blockMemes < last; block++ {
		states, err := stateColumn.blockAt(t.tx.Bucket(bucketColumns), block)
		if err != nil {
			return nil, err
		}
		memes, err := memeColumn.blockAt(t.tx.Bucket(bucketColumns), block)
		if err != nil {
			return nil, err
		}
		if states == nil || memes == nil {
			continue
		}
		for place := range blockMemes {
			gold, about := goldIn(states[place*stateColumn.width]), memes[place*memeColumn.width]
			if gold.Valid() && about&aboutCrossSplit == 0 {
				of[gold][about&3]++
			}
		}
	}
	for gold := range of {
		for code, n := range of[gold] {
			t.of[gold].Count(splitCodes[code], n)
		}
	}
	return &t.of[l], nil
}
