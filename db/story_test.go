package db

import (
	"reflect"
	"testing"

	"memebench/eval"
	"memebench/labels"
)

// film is a meme that the files of testdata have since schema 9.
func film() labels.Meme {
	m := imageMeme("film.mp4", "", "ff")
	m.Image.Media = labels.Media{Path: "/films/film.mp4", SHA256: "fe", Format: "mp4", Seconds: 4.25, Moves: true, Sound: true, Reader: "ffmpeg version 9"}
	return m
}

// tell fills an empty store with a little of everything. It is what the files of
// testdata hold, so it must not change: a new schema's file may tell more.
func tell(t testing.TB, d *DB) {
	t.Helper()
	for _, ds := range []labels.Dataset{
		{Name: "set", Format: "csv", Columns: []string{"file", "text"}},
		{Name: "other", Format: "memotion", Columns: []string{"", "image_name"}, Level: "overall_sentiment"},
	} {
		if err := d.PutDataset(ds); err != nil {
			t.Fatal(err)
		}
	}
	cat := imageMeme("cat.png", "a cat & a <box>", "aa")
	cat.Values, cat.Row = []string{"cat.png", "a cat"}, 2
	memes := addMemes(t, d, cat, imageMeme("dog.png", "", ""), textMeme("1", "monday"), textMeme("2", "Monday!"))
	events := appendAll(t, d,
		level(memes[0].ID, "ann", labels.Positive),
		labels.Event{Meme: memes[0].ID, Annotator: "gold", Source: labels.Import, Action: labels.SetLevel, Level: labels.VeryNegative},
		level(memes[1].ID, "ann", labels.Negative),
		labels.Event{Meme: memes[2].ID, Annotator: "bob", Source: labels.CLI, Action: labels.Flag, Text: "unreadable"},
	)
	if undone, err := d.Undo("ann"); err != nil || !reflect.DeepEqual(undone, events[2:3]) {
		t.Fatalf("undo: %+v, %v", undone, err)
	}
	for _, weights := range []string{"one", "two"} {
		v := eval.Version{Config: eval.Config{Fusion: "concat", Seed: 1<<64 - 1}, Labels: 1}
		if _, err := d.AddVersion(v, eval.Artifacts{
			Head: []byte("head " + weights), Weights: []byte(weights), Provenance: []byte("lessons " + weights),
			Baselines: map[string][]byte{"text": []byte("text " + weights)},
		}); err != nil {
			t.Fatal(err)
		}
	}
	if _, err := d.PutPredictions([]labels.Prediction{
		{Meme: memes[0].ID, Version: "v1", Probs: [5]float32{0.5, 0.25, 0.125, 0.0625, 0.0625}, Modalities: []string{"text", "image"}},
		{Meme: memes[2].ID, Version: "v1", Probs: [5]float32{0, 0, 0, 0, 1}, Modalities: []string{"text"}},
	}, nil); err != nil {
		t.Fatal(err)
	}
	if err := d.Promote("v2"); err != nil {
		t.Fatal(err)
	}
	if err := d.SetSetting("cursor/ann", "2"); err != nil {
		t.Fatal(err)
	}
}

// checkStory checks that a store holds what tell has put in it, as far as the
// schema that it was told in had room for it.
func checkStory(t *testing.T, d *DB, schema uint64) {
	t.Helper()
	sets, err := d.Datasets()
	if err != nil || len(sets) != 2 || sets[0].Name != "set" || sets[1].Level != "overall_sentiment" || sets[1].Columns[1] != "image_name" {
		t.Errorf("datasets %+v, %v", sets, err)
	}
	var memes []labels.Meme
	var kinds []labels.Kind
	if err := d.Rows(func(m labels.Meme, s labels.State) error {
		memes, kinds = append(memes, m), append(kinds, s.Kind)
		return nil
	}); err != nil {
		t.Fatal(err)
	}
	want := []labels.Kind{labels.Labelled, labels.Unlabelled, labels.Flagged, labels.Unlabelled}
	if schema >= 9 {
		want = append(want, labels.Unlabelled)
	}
	if !reflect.DeepEqual(kinds, want) {
		t.Fatalf("the memes are %v, want %v", kinds, want)
	}
	if schema >= 9 && memes[4].Image != film().Image {
		t.Errorf("the video is %+v, want %+v", memes[4].Image, film().Image)
	}
	cat := imageMeme("cat.png", "a cat & a <box>", "aa")
	cat.Values, cat.Row = []string{"cat.png", "a cat"}, 2
	cat.Seq, cat.Group, cat.Split = 1, "g1", labels.Train
	if !reflect.DeepEqual(memes[0], cat) {
		t.Errorf("the first meme is %+v, want %+v", memes[0], cat)
	}
	if memes[3].Group != memes[2].Group || memes[3].Group != "g3" {
		t.Errorf("memes with one caption are in groups %s and %s", memes[2].Group, memes[3].Group)
	}
	if events, err := d.Events(memes[1].ID); err != nil || len(events) != 2 || events[1].Retracts != events[0].Seq {
		t.Errorf("events of the second meme: %+v, %v", events, err)
	}
	if s, err := d.State(memes[0].ID); err != nil || s.Gold != labels.Positive || len(s.Current) != 2 {
		t.Errorf("state of the first meme: %+v, %v", s, err)
	}
	v, err := d.Version("served")
	if err != nil || v.ID != "v2" || v.Number != 2 || v.Config.Seed != 1<<64-1 || v.Created.IsZero() {
		t.Errorf("served version: %+v, %v", v, err)
	}
	if w, err := d.Weights("v1"); err != nil || string(w) != "one" {
		t.Errorf("weights %q, %v", w, err)
	}
	if b, ok, err := d.Baseline("v1", "text"); err != nil || ok != (schema >= 2) || ok && string(b) != "text one" {
		t.Errorf("baseline %q, %v, %v", b, ok, err)
	}
	if b, ok, err := d.Provenance("v2"); err != nil || ok != (schema >= 3) || ok && string(b) != "lessons two" {
		t.Errorf("lessons %q, %v, %v", b, ok, err)
	}
	p, ok, err := d.Prediction("v1", memes[0].ID)
	if want := (labels.Prediction{Meme: memes[0].ID, Version: "v1", Probs: [5]float32{0.5, 0.25, 0.125, 0.0625, 0.0625}, Modalities: []string{"text", "image"}}); err != nil || !ok || !reflect.DeepEqual(p, want) {
		t.Errorf("prediction %+v, %v, %v; want %+v", p, ok, err, want)
	}
	if s, ok, err := d.Setting("cursor/ann"); err != nil || !ok || s != "2" {
		t.Errorf("setting %q, %v, %v", s, ok, err)
	}
}
