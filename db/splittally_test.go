package db

import (
	"fmt"
	"testing"

	"go.etcd.io/bbolt"

	"memebench/labels"
)

// Memes of each dataset and gold level are counted by their splits; a cross-split duplicate, which is neither
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
		set, err := datasetPlace(tx, "set")
		if err != nil {
			return err
		}
		tallies := &splitTallies{tx: tx}
		for _, c := range []struct {
			dataset uint16
			level   labels.Level
			want    labels.SplitTally
		}{{set, labels.Neutral, labels.SplitTally{2, 1, 0}}, {set, labels.Positive, labels.SplitTally{}}, {set + 1, labels.Neutral, labels.SplitTally{}}} {
			got, err := tallies.at(c.dataset, c.level)
			if err != nil || *got != c.want {
				t.Errorf("%d, %s: %v, want %v (%v)", c.dataset, c.level, got, c.want, err)
			}
		}
		return nil
	}); err != nil {
		t.Fatal(err)
	}
}

// The memes of a dataset get the shares whatever splits those of another have: they do not make up
// for one that is all train, or that was divided otherwise.
func TestSharesOfEachDataset(t *testing.T) {
	d := newStore(t)
	for _, set := range []string{"sentences", "memes"} {
		if err := d.PutDataset(labels.Dataset{Name: set}); err != nil {
			t.Fatal(err)
		}
	}
	add := func(set string, n int, shares labels.Shares) (got labels.SplitTally) {
		var rows []labels.NewMeme
		for i := range n {
			key := fmt.Sprint(set, " ", n, " ", i)
			m := textMeme(key, "a caption of "+key)
			m.ID, m.Dataset = labels.NewMemeID(set, key), set
			rows = append(rows, labels.NewMeme{Meme: m, Annotator: "gold", Level: labels.Neutral})
		}
		added, err := d.AddLabelled(rows, shares)
		if err != nil {
			t.Fatal(err)
		}
		for _, a := range added {
			got.Count(a.Split, 1)
		}
		return got
	}
	add("sentences", 200, labels.AllTrain)
	for _, n := range []int{20, 30} { // the second goes on from the first
		if got, want := add("memes", n, labels.DefaultShares), (labels.SplitTally{n * 7 / 10, n / 10, n / 5}); got != want {
			t.Errorf("%d memes: %v, want %v", n, got, want)
		}
	}
}
