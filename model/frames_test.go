package model

import (
	"bytes"
	"context"
	"errors"
	"image"
	"image/png"
	"math"
	"os"
	"path/filepath"
	"reflect"
	"slices"
	"strings"
	"testing"

	"memebench/eval"
	"memebench/labels"
	"memebench/labels/media"
	"memebench/labels/picture"
	"memebench/model/assets"
	"memebench/model/assets/assetstest"
	"memebench/model/bundle"
	"memebench/model/encoder"
	"memebench/model/features"
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
	animated := 0
	m, err := r.store.Meme(moving)
	if err == nil {
		err = r.Frames(t.Context(), m, func(image.Image) error { animated++; return nil })
	}
	if err != nil || animated < 2 || animated > encoder.PooledFrames {
		t.Errorf("%d frames of an animation are shown: %v", animated, err)
	}
	if len(v.Encoders) != 3 || v.Encoders[2].Modality != encoder.FramesModality || v.Encoders[2].Width != 2*v.Encoders[1].Width || v.Encoders[2].Digest == v.Encoders[1].Digest {
		t.Fatalf("inputs %+v", v.Encoders)
	}
	for id, want := range map[labels.MemeID][]string{moving: modalities[:3], ids[0]: r.said(t, v.ID)[ids[0]].Modalities} {
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
	if err != nil || !slices.Equal(said.Modalities, modalities[:3]) {
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

// So is a video: its first frame is the picture, and up to eight frames are a modality.
func TestFramesOfAVideo(t *testing.T) {
	ff := media.FFmpeg{Path: assetstest.Path(t, assets.FFmpeg)}
	r := newRig(t)
	r.ReadVideosWith(func(context.Context) (media.FFmpeg, error) { return ff, nil })
	clip, err := filepath.Abs("../labels/media/testdata/sound.mp4")
	if err != nil {
		t.Fatal(err)
	}
	sum, err := media.Digest(clip)
	if err != nil {
		t.Fatal(err)
	}
	info, err := ff.Open(t.Context(), clip)
	if err != nil {
		t.Fatal(err)
	}
	first, err := ff.First(t.Context(), clip, info)
	if err != nil {
		t.Fatal(err)
	}
	var b bytes.Buffer
	if err := png.Encode(&b, first); err != nil {
		t.Fatal(err)
	}
	path := filepath.Join(r.pictures, "first.png")
	if err := os.WriteFile(path, b.Bytes(), 0o644); err != nil {
		t.Fatal(err)
	}
	still, err := picture.Probe(path)
	if err != nil {
		t.Fatal(err)
	}
	r.fill(t, 20)
	film := r.add(t, labels.Meme{Caption: "level 1", Image: labels.Image{
		Name: "sound.mp4", Path: path, SHA256: still.SHA256,
		Media: labels.Media{Path: clip, SHA256: sum, Format: "mp4", Seconds: info.Seconds, Moves: true, Sound: true, Reader: "ffmpeg version 9"},
	}})
	r.label(t, film, labels.Negative)
	if err := r.SetPack("default+frames"); err != nil {
		t.Fatal(err)
	}
	v := r.mustTrain(t, TrainOptions{})
	if got := r.said(t, v.ID)[film].Modalities; !slices.Equal(got, modalities[:3]) {
		t.Errorf("prediction by %v", got)
	}
	p, err := r.Predictor(t.Context(), v.ID, nil)
	if err != nil {
		t.Fatal(err)
	}
	defer p.Close()
	bytesOf := mustRead(t, clip)
	x, err := p.Encode(t.Context(), bytesOf, "level 1")
	if err != nil {
		t.Fatal(err)
	}
	fromBytes, err := p.Classify(t.Context(), [][][]float32{x})
	if err != nil {
		t.Fatal(err)
	}
	fromFile, err := p.Predict(t.Context(), clip, "level 1")
	if err != nil {
		t.Fatal(err)
	}
	if fromFile.Probs != fromBytes[0].Probs || !slices.Equal(fromFile.Modalities, modalities[:3]) {
		t.Errorf("from the file %+v, from its bytes %+v", fromFile, fromBytes[0])
	}
	// These encoders hear nothing of a sound.
	tone := filepath.Join(filepath.Dir(clip), "tone.ogg")
	if _, err := p.Predict(t.Context(), tone, ""); !errors.Is(err, errUnheard) || !OfMeme(err) {
		t.Errorf("a sound: %v", err)
	}
	if _, err := p.Encode(t.Context(), mustRead(t, tone), ""); !errors.Is(err, errUnheard) {
		t.Errorf("the bytes of a sound: %v", err)
	}
	for l, prob := range r.said(t, v.ID)[film].Probs {
		if math.Abs(float64(fromFile.Probs[l]-prob)) > 1e-6 {
			t.Errorf("probabilities %v, of the same meme in the workspace %v", fromFile.Probs, r.said(t, v.ID)[film].Probs)
			break
		}
	}
	// People see the frames that are encoded, and none of a file that is another one by now.
	m, err := r.store.Meme(film)
	if err != nil {
		t.Fatal(err)
	}
	var seen, encoded []image.Image
	keep := func(to *[]image.Image) func(image.Image) error {
		return func(img image.Image) error { *to = append(*to, img); return nil }
	}
	open, err := r.videos.open(t.Context(), clip)
	if err != nil {
		t.Fatal(err)
	}
	err = errors.Join(r.Frames(t.Context(), m, keep(&seen)), open.frames(t.Context())(encoder.PooledFrames, keep(&encoded)))
	if err != nil || len(seen) != encoder.PooledFrames || !reflect.DeepEqual(seen, encoded) {
		t.Errorf("%d frames are shown and %d encoded: %v", len(seen), len(encoded), err)
	}
	m.Image.Media.SHA256 = still.SHA256
	if err := r.Frames(t.Context(), m, keep(&seen)); !errors.Is(err, picture.ErrChanged) {
		t.Errorf("frames of another file: %v", err)
	}
	if m.Image.Media = (labels.Media{}); r.Frames(t.Context(), m, keep(&seen)) == nil || len(seen) != encoder.PooledFrames {
		t.Error("a still picture has frames")
	}
	// Without an ffmpeg it is a fault of the file, and the others are encoded.
	var bad *encoder.ItemError
	_, err = encodeItem(t.Context(), func() (*encoder.Pack, error) { return r.pack("default+frames"), nil },
		func(context.Context) (media.FFmpeg, error) { return media.FFmpeg{}, errors.New("no ffmpeg here") },
		Item{Modality: encoder.FramesModality, Path: clip, Key: mustKey(t, sum)})
	if !errors.As(err, &bad) || !strings.Contains(err.Error(), "no ffmpeg here") {
		t.Errorf("without an ffmpeg: %v", err)
	}
}

func mustKey(t *testing.T, sum string) [32]byte {
	t.Helper()
	key, err := features.ImageKey(sum)
	if err != nil {
		t.Fatal(err)
	}
	return key
}

func TestNoEncoderForModality(t *testing.T) {
	r := newRig(t)
	r.packInputs = func(string) ([]eval.Input, error) {
		return []eval.Input{{Modality: "depth", Encoder: "gauge", Digest: strings.Repeat("e", 64), Width: 4}}, nil
	}
	r.fill(t, 3)
	if _, err := r.Encode(t.Context(), nil); !errors.Is(err, ErrNoEncoder) || !strings.Contains(err.Error(), `"depth"`) {
		t.Errorf("a pack with depth: %v", err)
	}
}

// A head may have been trained where there is one.
func TestImportVersionForModality(t *testing.T) {
	r := newRig(t)
	inputs, err := r.packInputs(encoder.DefaultPack)
	if err != nil {
		t.Fatal(err)
	}
	inputs = append(slices.Clone(inputs), eval.Input{Modality: "depth", Encoder: "gauge", Digest: strings.Repeat("e", 64), Width: 4})
	h, err := head.New(smallConfig(), inputs)
	if err != nil {
		t.Fatal(err)
	}
	dir := filepath.Join(t.TempDir(), "bundle")
	b := &bundle.Bundle{Card: bundle.Card{Name: "deep", Version: eval.Version{Config: h.Config, Encoders: inputs, Pack: encoder.DefaultPack}}, Head: h, Provenance: &bundle.Provenance{}}
	if err := b.Write(inFolder(t, dir)); err != nil {
		t.Fatal(err)
	}
	if _, err := r.ImportVersion(t.Context(), os.DirFS(dir), "", nil); !errors.Is(err, ErrNoEncoder) || !strings.Contains(err.Error(), `"depth"`) {
		t.Errorf("imported: %v", err)
	}
}
