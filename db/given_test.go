package db

import (
	"errors"
	"math"
	"reflect"
	"testing"

	"memebench/eval"
	"memebench/labels"
)

// fromFile is a version of predictions from elsewhere, as the store is given it.
func fromFile(name string) eval.Version {
	return eval.Version{Name: name, Origin: &eval.Origin{Name: "vlm.csv", Digest: "abc"}}
}

func TestAddGiven(t *testing.T) {
	d := unsynced(newStore(t))
	memes := someMemes(t, d, blockMemes+2)
	said := []labels.Prediction{
		{Meme: memes[blockMemes+1].ID, Probs: [labels.Levels]float32{.1, .2, .4, .2, .1}},
		{Meme: memes[0].ID, Probs: [labels.Levels]float32{0, 0, 0, 1, 0}, LevelOnly: true},
	}
	v, err := d.AddGiven(fromFile("vlm"), said)
	if err != nil || v.ID != "v1" || !v.Headless() || v.Origin.Predictions != 2 || v.Origin.LevelsOnly != 1 {
		t.Fatalf("%+v, %v", v, err)
	}
	for i := range said {
		said[i].Version = "v1"
		if p, ok, err := d.Prediction("vlm", said[i].Meme); err != nil || !ok || !reflect.DeepEqual(p, said[i]) {
			t.Errorf("got %+v, %v, %v; want %+v", p, ok, err, said[i])
		}
	}
	// It is neither served nor the latest, and the starter head still finds its place.
	if id, err := d.Served(); id != "" || err != nil {
		t.Errorf("served: %q, %v", id, err)
	}
	for _, name := range []string{"served", "latest"} {
		if _, err := d.Version(name); !errors.Is(err, ErrNotFound) {
			t.Errorf("%s: %v", name, err)
		}
	}
	if _, err := d.AddStarter(eval.Version{Origin: &eval.Origin{Name: "starter"}}, eval.Artifacts{Head: []byte("head")}); err != nil {
		t.Error(err)
	}
	addVersions(t, d, 1)
	if _, err := d.AddGiven(fromFile("other"), said[:1]); err != nil {
		t.Error(err)
	}
	if v, err := d.Version("latest"); err != nil || v.ID != "v2" {
		t.Errorf("the latest is %s, %v", v.ID, err)
	}
	if err := d.Promote("vlm"); !errors.Is(err, ErrInvalid) {
		t.Errorf("promoted: %v", err)
	}
	if ids, err := d.PruneVersions(0); err != nil || !reflect.DeepEqual(ids, []string{"v2"}) {
		t.Errorf("pruned %v, %v", ids, err)
	}
	if _, found, err := Verify(t.Context(), d.path, nil); err != nil || len(found) > 0 {
		t.Errorf("verified: %+v, %v", found, err)
	}
	if _, err := d.DeleteVersion("vlm"); err != nil {
		t.Error(err)
	}
	if _, _, err := d.Prediction("v1", memes[0].ID); !errors.Is(err, ErrNotFound) {
		t.Errorf("after it is deleted: %v", err)
	}
}

// All is kept or nothing.
func TestAddGivenRefuses(t *testing.T) {
	d := unsynced(newStore(t))
	id := someMemes(t, d, 1)[0].ID
	good := labels.Prediction{Meme: id, Probs: [labels.Levels]float32{1}}
	for name, c := range map[string]struct {
		v    eval.Version
		ps   []labels.Prediction
		kind error
	}{
		"no predictions":         {fromFile("vlm"), nil, ErrInvalid},
		"no name":                {fromFile(""), []labels.Prediction{good}, ErrInvalid},
		"no origin":              {eval.Version{Name: "vlm"}, []labels.Prediction{good}, ErrInvalid},
		"a name that is none":    {fromFile("latest"), []labels.Prediction{good}, ErrInvalid},
		"no probabilities":       {fromFile("vlm"), []labels.Prediction{good, {Meme: id}}, ErrInvalid},
		"no number":              {fromFile("vlm"), []labels.Prediction{{Meme: id, Probs: [labels.Levels]float32{float32(math.NaN())}}}, ErrInvalid},
		"a level only, and more": {fromFile("vlm"), []labels.Prediction{{Meme: id, LevelOnly: true, Probs: [labels.Levels]float32{.5, .5}}}, ErrInvalid},
		"an unknown meme":        {fromFile("vlm"), []labels.Prediction{good, {Meme: labels.NewMemeID("x", "y"), Probs: good.Probs}}, ErrNotFound},
	} {
		if _, err := d.AddGiven(c.v, c.ps); !errors.Is(err, c.kind) {
			t.Errorf("%s: %v", name, err)
		}
	}
	if all, err := d.Versions(); err != nil || all != nil {
		t.Errorf("there is %+v, %v", all, err)
	}
	if _, err := d.AddGiven(fromFile("vlm"), []labels.Prediction{good}); err != nil {
		t.Error(err)
	}
}

// An edited caption takes what heads have predicted with it, but not what cannot be
// predicted again.
func TestGivenStayWhenACaptionIsEdited(t *testing.T) {
	d := unsynced(newStore(t))
	id := someMemes(t, d, 1)[0].ID
	addVersions(t, d, 1)
	if _, err := d.PutPredictions([]labels.Prediction{guess("v1", id, labels.Neutral)}, nil); err != nil {
		t.Fatal(err)
	}
	if _, err := d.AddGiven(fromFile("vlm"), []labels.Prediction{{Meme: id, LevelOnly: true, Probs: [labels.Levels]float32{1}}}); err != nil {
		t.Fatal(err)
	}
	if _, err := d.Append(labels.Event{Meme: id, Annotator: "ada", Action: labels.Caption, Source: labels.CLI, Text: "another"}); err != nil {
		t.Fatal(err)
	}
	if _, ok, err := d.Prediction("v1", id); ok || err != nil {
		t.Errorf("the head's prediction: %v, %v", ok, err)
	}
	if p, ok, err := d.Prediction("vlm", id); !ok || err != nil || !p.LevelOnly {
		t.Errorf("the given one: %+v, %v, %v", p, ok, err)
	}
}
