package db

import (
	"testing"

	"go.etcd.io/bbolt"

	"memebench/labels"
)

// Memes of each gold level are counted by their splits; a cross-split duplicate, which is neither
// learnt from nor evaluated, takes no place of its level.
func TestSplitTallies(t *testing.T) {
	d := newStore(t)
	in := func(key, caption string, s labels.Split) labels.Meme {
		m := textMeme(key, caption)
		m.Split = s
		return m
	}
	memes := addMemes(t, d,
		in("a", "one cat on a mat", labels.Train), in("b", "one cat on a mat", labels.Test),
		in("c", "two dogs in a boat", labels.Val), in("d", "three birds on a wire", labels.Train), in("e", "nothing is said of this", labels.Test))
	if !memes[1].CrossSplit {
		t.Fatal("a duplicate in another split is not taken for one")
	}
	for _, m := range memes[:4] {
		appendAll(t, d, level(m.ID, "ann", labels.Neutral))
	}
	if err := d.view(func(tx *bbolt.Tx) error {
		tallies := &splitTallies{tx: tx}
		for l, want := range map[labels.Level]labels.SplitTally{labels.Neutral: {2, 1, 0}, labels.Positive: {}} {
			got, err := tallies.at(l)
			if err != nil || *got != want {
				t.Errorf("%s: %v, want %v (%v)", l, got, want, err)
			}
		}
		return nil
	}); err != nil {
		t.Fatal(err)
	}
}
