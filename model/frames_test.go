package model

import (
	"errors"
	"math"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"memebench/eval"
	"memebench/labels"
	"memebench/labels/picture"
	"memebench/model/bundle"
	"memebench/model/encoder"
	"memebench/model/head"
)

// A pack with one modality more is all it takes: memes without frames lack them,
// and everything from the encoding to the prediction goes on.
func TestFramesAreAModality(t *testing.T) {
	r := newRig(t)
	gif := mustRead(t, "../labels/picture/testdata/frames.gif")
	path := filepath.Join(r.pictures, "moving.gif")
	if err := os.WriteFile(path, gif, 0o644); err != nil {
		t.Fatal(err)
	}
	info, err := picture.Probe(path)
	if err != nil {
		t.Fatal(err)
	}
	ids := r.fill(t, 20)
	moving := r.add(t, labels.Meme{Caption: "level 1", Image: labels.Image{Name: "moving.gif", Path: path, SHA256: info.SHA256, Moving: true}})
	r.label(t, moving, labels.Negative)
	if err := r.SetPack("default+frames"); err != nil {
		t.Fatal(err)
	}
	v := r.mustTrain(t, TrainOptions{})
	if len(v.Encoders) != 3 || v.Encoders[2].Modality != encoder.FramesModality || v.Encoders[2].Width != 2*v.Encoders[1].Width || v.Encoders[2].Digest == v.Encoders[1].Digest {
		t.Fatalf("inputs %+v", v.Encoders)
	}
	for id, want := range map[labels.MemeID][]string{moving: modalities, ids[0]: r.said(t, v.ID)[ids[0]].Modalities} {
		got := r.said(t, v.ID)[id].Modalities
		if !slices.Equal(got, want) || id != moving && slices.Contains(got, encoder.FramesModality) {
			t.Errorf("prediction by %v, want %v", got, want)
		}
	}
	p, err := r.Predictor(t.Context(), v.ID, nil)
	if err != nil {
		t.Fatal(err)
	}
	defer p.Close()
	said, err := p.Predict(t.Context(), path, "level 1")
	if err != nil || !slices.Equal(said.Modalities, modalities) {
		t.Errorf("predicted by %v: %v", said.Modalities, err)
	}
	for l, prob := range r.said(t, v.ID)[moving].Probs {
		if math.Abs(float64(said.Probs[l]-prob)) > 1e-6 {
			t.Errorf("probabilities %v, of the same meme in the workspace %v", said.Probs, r.said(t, v.ID)[moving].Probs)
		}
	}
	if _, _, err := r.Evaluate(t.Context(), v.ID, eval.CVRows, nil); err != nil {
		t.Error(err)
	}
}

func TestNoEncoderForAudio(t *testing.T) {
	r := newRig(t)
	r.packInputs = func(string) ([]eval.Input, error) {
		return []eval.Input{{Modality: "audio", Encoder: "listener", Digest: strings.Repeat("e", 64), Width: 4}}, nil
	}
	r.fill(t, 3)
	if _, err := r.Encode(t.Context(), nil); !errors.Is(err, ErrNoEncoder) || !strings.Contains(err.Error(), `"audio"`) {
		t.Errorf("a pack with audio: %v", err)
	}
}

// A head may have been trained where there is one.
func TestImportVersionForAudio(t *testing.T) {
	r := newRig(t)
	inputs, err := r.packInputs(encoder.DefaultPack)
	if err != nil {
		t.Fatal(err)
	}
	inputs = append(slices.Clone(inputs), eval.Input{Modality: "audio", Encoder: "listener", Digest: strings.Repeat("e", 64), Width: 4})
	h, err := head.New(smallConfig(), inputs)
	if err != nil {
		t.Fatal(err)
	}
	dir := filepath.Join(t.TempDir(), "bundle")
	b := &bundle.Bundle{Card: bundle.Card{Name: "hears", Version: eval.Version{Config: h.Config, Encoders: inputs, Pack: encoder.DefaultPack}}, Head: h, Provenance: &bundle.Provenance{}}
	if err := b.Write(inFolder(t, dir)); err != nil {
		t.Fatal(err)
	}
	if _, err := r.ImportVersion(t.Context(), os.DirFS(dir), "", nil); !errors.Is(err, ErrNoEncoder) || !strings.Contains(err.Error(), `"audio"`) {
		t.Errorf("imported: %v", err)
	}
}
