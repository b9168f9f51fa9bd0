package starter_test

import (
	"errors"
	"io/fs"
	"math"
	"os"
	"path/filepath"
	"testing"

	"memebench/labels"
	"memebench/labels/picture"
	memes "memebench/labels/starter"
	"memebench/model/assets/assetstest"
	"memebench/model/bundle"
	"memebench/model/encoder"
	"memebench/model/head"
	"memebench/model/starter"
)

// TestStarter holds the committed head to the encoders that it was trained on and
// to what it said when it was made: what a new workspace shows must not change by
// accident.
func TestStarter(t *testing.T) {
	b, err := bundle.Read(starter.Bundle())
	if err != nil {
		t.Fatal(err)
	}
	card := b.Card
	if card.Name != "starter" || card.Version.Pack != encoder.DefaultPack || len(card.Baselines) != 2 || len(card.Licences.Encoders) != 3 || len(card.Licences.Data) != 2 {
		t.Errorf("card of %q for pack %s, %d baselines, licences %+v", card.Name, card.Version.Pack, len(card.Baselines), card.Licences)
	}
	if card.Version.TrainN != 120+854 || card.Version.ValN != 40 {
		t.Errorf("trained on %d memes of the starter set and sentences, and stopped on %d", card.Version.TrainN, card.Version.ValN)
	}

	cache := assetstest.Cache(t, encoder.PackAssets(encoder.DefaultPack)...)
	pack, err := encoder.NewPacks(cache, "").Open(t.Context(), encoder.DefaultPack)
	if err != nil {
		t.Fatal(err)
	}
	defer func() {
		if err := pack.Close(); err != nil {
			t.Error(err)
		}
	}()
	served, err := fs.ReadFile(starter.Bundle(), "head.onnx")
	if err != nil {
		t.Fatal(err)
	}
	c, err := head.OpenClassifier(served, pack.Inputs(), 1)
	if err != nil {
		t.Fatal(err) // trained for other encoders: make.sh makes it anew
	}
	defer func() {
		if err := c.Close(); err != nil {
			t.Error(err)
		}
	}()

	set, err := memes.Memes()
	if err != nil {
		t.Fatal(err)
	}
	var meme memes.Meme // the first of test, which it has not seen
	for _, m := range set {
		if m.Split == labels.Test {
			meme = m
			break
		}
	}
	path := filepath.Join(t.TempDir(), meme.Picture)
	drawn, err := fs.ReadFile(memes.Pictures, meme.Picture)
	if err := errors.Join(err, os.WriteFile(path, drawn, 0o600)); err != nil {
		t.Fatal(err)
	}
	img, _, err := picture.Open(t.Context(), path)
	if err != nil {
		t.Fatal(err)
	}
	for _, row := range []struct {
		caption string
		picture bool
		want    [labels.Levels]float64
	}{
		{"what a wonderful day to be alive", false, [labels.Levels]float64{0.02381, 0.01108, 0.01985, 0.24170, 0.70356}},
		{meme.Caption, true, [labels.Levels]float64{0.72823, 0.13085, 0.02717, 0.04158, 0.07216}},
	} {
		words, err := pack.Text.EncodeText(t.Context(), row.caption)
		if err != nil {
			t.Fatal(err)
		}
		x, present := [][]float32{words, nil}, [][]bool{{true}, {row.picture}}
		if row.picture {
			if x[1], err = pack.Image.EncodeImage(t.Context(), img); err != nil {
				t.Fatal(err)
			}
		}
		got, err := c.Predict(t.Context(), x, present, 1)
		if err != nil {
			t.Fatal(err)
		}
		for l, p := range got[0] {
			if math.Abs(float64(p)-row.want[l]) > tolerance {
				t.Errorf("%q: %v, want %v", row.caption, got[0], row.want)
				break
			}
		}
	}
}

// tolerance allows for other processors, whose floats differ in their last bits.
const tolerance = 0.001
