package db

import (
	"testing"

	"go.etcd.io/bbolt"

	"memebench/labels"
)

// What is tied together is assigned to a split as one, with the levels of all its memes.
func TestTiedMemesAreOne(t *testing.T) {
	d := newStore(t)
	memes := addMemes(t, d,
		textMeme("a", "one cat on a mat"), textMeme("b", "two dogs in a boat"), textMeme("c", "one cat on a mat"),
		textMeme("d", "one cat on a mat"), textMeme("e", "nothing is said of this"))
	for i, l := range []labels.Level{labels.Neutral, labels.Neutral, labels.Positive, labels.Neutral} {
		appendAll(t, d, level(memes[i].ID, "ann", l))
	}
	if err := d.view(func(tx *bbolt.Tx) error {
		table := newMemeTable(tx)
		ties, err := findTies(table, newSayings(tx))
		if err != nil {
			return err
		}
		tied, err := ties.labelled(tx, table)
		if err != nil {
			return err
		}
		if len(tied) != 2 || tied[0].Levels != [labels.Levels]int{2: 2, 3: 1} || tied[1].Levels != [labels.Levels]int{2: 1} || tied[0].Key == tied[1].Key {
			t.Errorf("tied are %+v", tied)
		}
		return nil
	}); err != nil {
		t.Fatal(err)
	}
}
