package model

import (
	"fmt"
	"reflect"
	"testing"

	"memebench/labels"
)

// Each labelled meme of train and val is predicted by a head that has not seen it, those
// that people disagree on as well.
func TestOutOfFoldPredictsDisputed(t *testing.T) {
	r := newRig(t)
	r.fill(t, 60)
	r.mustTrain(t, TrainOptions{})
	disputed := map[labels.MemeID]bool{}
	for l := range labels.Level(labels.Levels) {
		id := r.add(t, labels.Meme{Caption: fmt.Sprintf("level %d, disputed", l), Split: labels.Train})
		r.say(t, id, "ann", l)
		r.say(t, id, "ben", (l+1)%labels.Levels)
		disputed[id] = true
	}
	v, said, err := r.OutOfFold(t.Context(), "latest", nil)
	if err != nil || v.ID != "v1" {
		t.Fatal(v.ID, err)
	}
	for _, p := range said {
		m, err := r.store.Meme(p.Meme)
		if err != nil || m.Seq != p.Seq || m.Split == labels.Test {
			t.Errorf("%+v is %d of %s, %v", p, m.Seq, m.Split, err)
		}
		sum := 0.0
		for _, v := range p.Probs {
			sum += v
		}
		if sum < .999 || sum > 1.001 {
			t.Errorf("the probabilities of #%d sum to %v", p.Seq, sum)
		}
		delete(disputed, p.Meme)
	}
	if len(said) != 48+5 || len(disputed) > 0 {
		t.Errorf("%d memes are predicted, and of the disputed ones not %v", len(said), disputed)
	}
	_, again, err := r.OutOfFold(t.Context(), "v1", nil)
	if err != nil || !reflect.DeepEqual(said, again) {
		t.Errorf("a second time is another, %v", err)
	}
}

// Folds in which memes without gold are held out stop on none of them, and keep groups apart.
func TestFoldsOfAll(t *testing.T) {
	r := newRig(t)
	r.fill(t, 40)
	for i := range 10 {
		id := r.add(t, labels.Meme{Caption: fmt.Sprintf("level 1, disputed %d", i), Split: labels.Train})
		r.say(t, id, "ann", 1)
		r.say(t, id, "ben", 2)
	}
	r.mustTrain(t, TrainOptions{})
	v, err := r.version("v1")
	if err != nil {
		t.Fatal(err)
	}
	c, err := r.versionCaches(t.Context(), v, nil)
	if err != nil {
		t.Fatal(err)
	}
	g, err := r.gather(t.Context(), c, usedInTraining)
	if err != nil {
		t.Fatal(err)
	}
	folds, err := g.foldsOfAll(1)
	if err != nil {
		t.Fatal(err)
	}
	held := map[int]int{}
	for _, f := range folds {
		out := map[int]bool{}
		for _, row := range f.heldOut {
			held[row]++
			out[row] = true
		}
		for _, row := range f.val {
			if !g.Level[row].Valid() || out[row] {
				t.Errorf("a fold stops on row %d, level %v", row, g.Level[row])
			}
		}
		for _, row := range f.train {
			if out[row] {
				t.Errorf("a fold learns from row %d, which it holds out", row)
			}
		}
	}
	for row := range g.memes {
		if held[row] != 1 {
			t.Errorf("row %d is held out %d times", row, held[row])
		}
	}
}
