package db

import (
	"testing"

	"memebench/eval"
	"memebench/labels"
)

// What a version said of the caption that was there before is no answer to the new one,
// nor what it said of the new one to the old one that an undo brings back.
func TestAnEditedCaptionIsPredictedAnew(t *testing.T) {
	d := newStore(t)
	memes := someMemes(t, d, 3)
	v, err := d.AddVersion(eval.Version{}, eval.Artifacts{Head: []byte("head"), Weights: []byte("weights")})
	if err != nil {
		t.Fatal(err)
	}
	predict := func() {
		t.Helper()
		for _, m := range memes {
			p := labels.Prediction{Meme: m.ID, Version: v.ID, Probs: [labels.Levels]float32{1}, Modalities: []string{"text"}}
			if _, err := d.PutPredictions([]labels.Prediction{p}, nil); err != nil {
				t.Fatal(err)
			}
		}
	}
	predicted := func(want ...bool) {
		t.Helper()
		for i, m := range memes {
			if _, ok, err := d.Prediction(v.ID, m.ID); err != nil || ok != want[i] {
				t.Errorf("meme %d: predicted %v, %v; want %v", i+1, ok, err, want[i])
			}
		}
	}
	say := func(e labels.Event) {
		t.Helper()
		e.Meme, e.Annotator, e.Source = memes[1].ID, "ann", labels.Key
		if _, err := d.Append(e); err != nil {
			t.Fatal(err)
		}
	}
	predict()
	say(labels.Event{Action: labels.Note, Text: "a note"})
	predicted(true, true, true)
	say(labels.Event{Action: labels.Caption, Text: "another caption"})
	predicted(true, false, true)
	predict()
	if _, err := d.Undo("ann"); err != nil {
		t.Fatal(err)
	}
	predicted(true, false, true)
}

// A prediction that was made of another caption than the one in force is left out, whichever
// came first.
func TestPredictionsOfAnotherCaptionAreLeftOut(t *testing.T) {
	d := newStore(t)
	memes := someMemes(t, d, 3)
	v, err := d.AddVersion(eval.Version{}, eval.Artifacts{Head: []byte("head"), Weights: []byte("weights")})
	if err != nil {
		t.Fatal(err)
	}
	var ps []labels.Prediction
	var captions []string
	for _, m := range memes {
		ps = append(ps, labels.Prediction{Meme: m.ID, Version: v.ID, Probs: [labels.Levels]float32{1}, Modalities: []string{"text"}})
		captions = append(captions, m.Caption)
	}
	edit := labels.Event{Meme: memes[1].ID, Annotator: "ann", Source: labels.Key, Action: labels.Caption, Text: "another caption"}
	if _, err := d.Append(edit); err != nil {
		t.Fatal(err)
	}
	put := func(stored int) {
		t.Helper()
		if n, err := d.PutPredictions(ps, captions); err != nil || n != stored {
			t.Errorf("%d of %d predictions stored, %v; want %d", n, len(ps), err, stored)
		}
		for i, m := range memes {
			if _, ok, err := d.Prediction(v.ID, m.ID); err != nil || ok != (i != 1 || stored == 3) {
				t.Errorf("meme %d: predicted %v, %v", i+1, ok, err)
			}
		}
	}
	put(2)
	captions[1] = edit.Text
	put(3)
}
