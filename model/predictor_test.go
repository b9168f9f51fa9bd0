package model

import (
	"bytes"
	"context"
	"image"
	"image/color"
	"image/png"
	"os"
	"path/filepath"
	"reflect"
	"slices"
	"strings"
	"sync"
	"testing"

	"errors"
	"memebench/eval"
	"memebench/labels"
	"memebench/labels/media"
	"memebench/labels/picture"
	"memebench/model/encoder"
)

// encodedPNG is a small picture of one colour.
func encodedPNG(t *testing.T, c color.Color) []byte {
	t.Helper()
	img := image.NewNRGBA(image.Rect(0, 0, 9, 7))
	for i := range 63 {
		img.Set(i%9, i/9, c)
	}
	var b bytes.Buffer
	if err := png.Encode(&b, img); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

// A picture in memory is predicted as the same picture in a file, alone and among others.
func TestPredictorEncodesAndClassifies(t *testing.T) {
	r := newRig(t)
	r.fill(t, 20)
	r.mustTrain(t, TrainOptions{Config: eval.Default()})
	p, err := r.Predictor(t.Context(), "served", nil)
	if err != nil {
		t.Fatal(err)
	}
	defer p.Close()
	type meme struct {
		picture []byte
		caption string
	}
	memes := []meme{{nil, "level 4"}, {encodedPNG(t, color.White), ""}, {encodedPNG(t, color.NRGBA{200, 0, 0, 255}), "level 0"}}
	var all [][][]float32
	for _, m := range memes {
		x, err := p.Encode(t.Context(), m.picture, m.caption)
		if err != nil {
			t.Fatal(err)
		}
		all = append(all, x)
	}
	got, err := p.Classify(t.Context(), all)
	if err != nil {
		t.Fatal(err)
	}
	for i, m := range memes {
		path := ""
		if m.picture != nil {
			path = filepath.Join(t.TempDir(), "meme.png")
			if err := os.WriteFile(path, m.picture, 0o600); err != nil {
				t.Fatal(err)
			}
		}
		want, err := p.Predict(t.Context(), path, m.caption)
		if err != nil {
			t.Fatal(err)
		}
		if !reflect.DeepEqual(got[i].Modalities, want.Modalities) || got[i].Version != p.Version() {
			t.Errorf("meme %d: %+v, want %+v", i, got[i], want)
		}
		for l := range want.Probs {
			if d := got[i].Probs[l] - want.Probs[l]; d > 1e-5 || d < -1e-5 {
				t.Errorf("meme %d: among others %v, alone %v", i, got[i].Probs, want.Probs)
			}
		}
	}
	if _, err := p.Encode(t.Context(), []byte("GIF89a"), "level 1"); !errors.Is(err, picture.ErrDamaged) {
		t.Errorf("a damaged picture gives %v", err)
	}
	sound := encodedPNG(t, color.White)
	for what, sent := range map[string][]byte{
		"nothing": nil, "text": []byte("not a picture"), "a cut picture": sound[:len(sound)/2], "a cut GIF": []byte("GIF89a"),
	} {
		for _, caption := range []string{" \n", "nan"} {
			if _, err := p.Encode(t.Context(), sent, caption); !OfMeme(err) {
				t.Errorf("%s, %q: %v is not of the meme", what, caption, err)
			}
		}
	}
	r.text.before = func(context.Context, int64) error { return &encoder.ItemError{Err: encoder.ErrNoFeatures} }
	if _, err := p.Encode(t.Context(), nil, "level 1"); !OfMeme(err) {
		t.Errorf("a caption that an encoder makes nothing of: %v is not of the meme", err)
	}
	r.text.before = nil
	t.Setenv("TMPDIR", filepath.Join(t.TempDir(), "gone"))
	if _, err := p.Encode(t.Context(), []byte("\x00\x00\x00\x18ftypmp42\x00\x00\x00\x00mp42isom"), ""); err == nil || OfMeme(err) {
		t.Errorf("a video that cannot be written down: %v", err)
	}
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	if _, err := p.Encode(ctx, sound, ""); err == nil || OfMeme(err) {
		t.Errorf("after the end: %v", err)
	}
}

// Of moving WebP that no ffmpeg here reads the first frame is predicted, as it is encoded after an import;
// a film is refused with the reason.
func TestPredictorWithoutFFmpeg(t *testing.T) {
	r := newRig(t)
	r.ReadVideosWith(func(context.Context) (media.FFmpeg, error) { return media.FFmpeg{}, media.ErrOldFFmpeg })
	r.fill(t, 20)
	if err := r.SetPack("default+frames"); err != nil {
		t.Fatal(err)
	}
	r.mustTrain(t, TrainOptions{})
	p, err := r.Predictor(t.Context(), "served", nil)
	if err != nil {
		t.Fatal(err)
	}
	defer p.Close()
	const webp = "../labels/media/testdata/moving.webp"
	img, _, err := picture.Open(t.Context(), webp)
	if err != nil {
		t.Fatal(err)
	}
	want, err := p.pack.Image.EncodeImage(t.Context(), img)
	if err != nil {
		t.Fatal(err)
	}
	x, err := p.Encode(t.Context(), mustRead(t, webp), "")
	if err != nil || !reflect.DeepEqual(x, [][]float32{nil, want, nil}) {
		t.Errorf("the bytes give %v: %v, want the first frame's features", x, err)
	}
	if said, err := p.Predict(t.Context(), webp, ""); err != nil || !slices.Equal(said.Modalities, modalities[1:2]) {
		t.Errorf("the file is predicted by %v: %v", said.Modalities, err)
	}
	if _, err := p.Predict(t.Context(), "../labels/media/testdata/sound.mp4", ""); !errors.Is(err, media.ErrOldFFmpeg) {
		t.Errorf("a film: %v", err)
	}
}

// Predictors that are open at a time share their encoders, which are closed with the last.
func TestPredictorsShareEncoders(t *testing.T) {
	r := newRig(t)
	r.fill(t, 20)
	r.mustTrain(t, TrainOptions{Config: eval.Default()})
	before, closed := r.opened.Load(), r.text.closed.Load()
	var all sync.WaitGroup
	opened := make([]*Predictor, 8)
	for i := range opened {
		all.Go(func() {
			p, err := r.Predictor(context.Background(), "served", nil)
			if err != nil {
				t.Error(err)
			}
			opened[i] = p
		})
	}
	all.Wait()
	if n := r.opened.Load() - before; n != 1 {
		t.Errorf("%d packs were opened for eight predictors, want 1", n)
	}
	for i, p := range opened {
		if n := r.text.closed.Load() - closed; n != 0 {
			t.Fatalf("the encoders were closed %d times before predictor %d was", n, i)
		}
		if err := p.Close(); err != nil {
			t.Error(err)
		}
	}
	if n := r.text.closed.Load() - closed; n != 1 {
		t.Errorf("the encoders were closed %d times, want once", n)
	}
	p, err := r.Predictor(t.Context(), "served", nil)
	if err != nil {
		t.Fatal(err)
	}
	defer p.Close()
	if n := r.opened.Load() - before; n != 2 {
		t.Errorf("%d packs were opened, want another one after all were closed", n)
	}
}

// Where a pack was added again with other encoders, a version that reads those is opened beside one that
// reads the old ones, which goes on.
func TestPredictorsOfAPackAddedAnew(t *testing.T) {
	r := newRig(t)
	r.fill(t, 20)
	r.mustTrain(t, TrainOptions{Config: eval.Default()})
	old, err := r.Predictor(t.Context(), "v1", nil)
	if err != nil {
		t.Fatal(err)
	}
	defer old.Close()
	r.text = &fakeEncoder{Input: r.text.Input}
	r.text.Input.Digest = strings.Repeat("d", 64)
	r.add(t, labels.Meme{Caption: "level 2, said later"})
	if _, err := r.Encode(t.Context(), nil); err == nil {
		t.Error("the new encoders' features are kept as the old ones'")
	}
	r.mustTrain(t, TrainOptions{Config: eval.Default(), Promote: true})
	for _, version := range []string{"v2", "v1"} {
		p, err := r.Predictor(t.Context(), version, nil)
		if err != nil {
			t.Fatal(err)
		}
		defer p.Close()
	}
	if _, err := old.Predict(t.Context(), "", "level 1"); err != nil {
		t.Errorf("the old one: %v", err)
	}
}
