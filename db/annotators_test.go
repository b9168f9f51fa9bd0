package db

import (
	"slices"
	"testing"

	"memebench/labels"
)

func TestAnnotators(t *testing.T) {
	d := newStore(t)
	if all, err := d.Annotators(); err != nil || len(all) > 0 {
		t.Errorf("of an empty workspace: %v, %v", all, err)
	}
	m := someMemes(t, d, 1)[0]
	for _, who := range []string{"eve", "ada", "Ümit", "ada"} {
		appendAll(t, d, level(m.ID, who, labels.Neutral))
	}
	if all, err := d.Annotators(); err != nil || !slices.Equal(all, []string{"ada", "eve", "Ümit"}) {
		t.Errorf("%q, %v", all, err)
	}
}
