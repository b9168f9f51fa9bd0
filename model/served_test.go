package model_test

import (
	"context"
	"fmt"
	"path/filepath"
	"testing"

	"memebench/db"
	"memebench/eval"
	"memebench/labels"
	"memebench/model"
	"memebench/model/assets/assetstest"
	"memebench/model/encoder"
)

// TestServedPredictions trains on captions with the real encoder and wants of
// the predictions in the store that they are those the evaluation predicted, meme by
// meme.
func TestServedPredictions(t *testing.T) {
	ctx := context.Background()
	cache := assetstest.Cache(t, encoder.PackAssets(encoder.DefaultPack)...)
	dir := t.TempDir()
	store, err := db.Open(filepath.Join(dir, "memebench.db"), db.Options{})
	if err != nil {
		t.Fatal(err)
	}
	defer store.Close()
	words := [labels.Levels]string{"terrible disaster", "rather annoying", "a plain table", "nice surprise", "pure joy"}
	var memes []labels.Meme
	var events []labels.Event
	for i := range 40 {
		key := fmt.Sprint("row ", i)
		m := labels.Meme{ID: labels.NewMemeID("test", key), Dataset: "test", Key: key, Caption: fmt.Sprintf("%s, number %d", words[i%5], i)}
		memes = append(memes, m)
		events = append(events, labels.Event{Meme: m.ID, Annotator: "a", Source: labels.Import, Action: labels.SetLevel, Level: labels.Level(i % 5)})
	}
	if _, err := store.AddMemes(memes, labels.TrainValShares); err != nil {
		t.Fatal(err)
	}
	if _, err := store.Append(events...); err != nil {
		t.Fatal(err)
	}
	noFetch := func(context.Context, []string, model.Report) error { return nil }
	bench := model.NewWorkbench(store, encoder.NewPacks(cache, ""), noFetch, filepath.Join(dir, "features"))
	defer bench.Close()
	config := eval.Default()
	config.Epochs = 3
	if _, err := bench.Train(ctx, model.TrainOptions{Config: config}, nil); err != nil {
		t.Fatal(err)
	}
	_, rows, err := bench.Evaluate(ctx, "served", eval.AllRows, nil)
	if err != nil {
		t.Fatal(err)
	}
	if len(rows) != len(memes) {
		t.Fatalf("%d memes evaluated, want %d", len(rows), len(memes))
	}
	distinct := map[labels.Level]bool{}
	for _, r := range rows {
		p, ok, err := store.Prediction("v1", r.Meme)
		if err != nil || !ok {
			t.Fatalf("prediction of %s: %v, %v", r.Meme, ok, err)
		}
		distinct[p.Level()] = true
		for l, v := range p.Probs {
			if diff := float64(v) - r.Probs[l]; diff > 1e-5 || diff < -1e-5 {
				t.Errorf("%s, %s: served %v, evaluated %v", r.Meme, labels.Level(l), p.Probs, r.Probs)
				break
			}
		}
	}
	if len(distinct) < 2 {
		t.Errorf("all memes are predicted %v", distinct)
	}
}
