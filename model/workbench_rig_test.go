package model

import (
	"context"
	"crypto/sha256"
	"encoding/json"
	"errors"
	"fmt"
	"image"
	"image/color"
	"image/png"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"sync/atomic"
	"testing"

	"memebench/eval"
	"memebench/labels"
	"memebench/labels/picture"
	"memebench/model/assets/assetstest"
	"memebench/model/encoder"
	"memebench/model/features"
)

// A fakeEncoder reads the level off a caption that says "level 3", and a picture
// by its colour.
type fakeEncoder struct {
	eval.Input
	calls  atomic.Int64
	closed atomic.Int64
	before func(ctx context.Context, n int64) error // sees how many calls there have been
}

func (e *fakeEncoder) Modality() string { return e.Input.Modality }
func (e *fakeEncoder) Name() string     { return e.Encoder }
func (e *fakeEncoder) Digest() string   { return e.Input.Digest }
func (e *fakeEncoder) Width() int       { return e.Input.Width }
func (e *fakeEncoder) Close() error     { e.closed.Add(1); return nil }

func (e *fakeEncoder) call(ctx context.Context) error {
	n := e.calls.Add(1)
	if e.before != nil {
		return e.before(ctx, n)
	}
	return nil
}

func (e *fakeEncoder) EncodeText(ctx context.Context, caption string) ([]float32, error) {
	x := make([]float32, e.Input.Width)
	key := features.TextKey(caption)
	for i := range x {
		x[i] = float32(key[i]) / 1000
	}
	for l := range labels.Levels {
		if strings.Contains(caption, fmt.Sprint("level ", l)) {
			x[l]++
		}
	}
	return x, e.call(ctx)
}

func (e *fakeEncoder) EncodeImage(ctx context.Context, img image.Image) ([]float32, error) {
	x := make([]float32, e.Input.Width)
	r, g, b, _ := img.At(img.Bounds().Min.X, img.Bounds().Min.Y).RGBA()
	x[0], x[1], x[2] = float32(r)/65535, float32(g)/65535, float32(b)/65535
	return x, e.call(ctx)
}

// rig is a workbench over a store in a folder of its own with encoders that take no time. The
// packs default and resnet share the text encoder, and default+frames has both of
// default, as the real ones do.
type rig struct {
	*Workbench
	store       *testStore
	text, image *fakeEncoder
	other       *fakeEncoder // the image encoder of resnet
	opened      atomic.Int64 // packs
	mu          sync.Mutex   // guards fetched
	fetched     []string
	pictures    string // folder
}

func newRig(t testing.TB) *rig {
	t.Helper()
	digest := func(c string) string { return strings.Repeat(c, 64) }
	r := &rig{
		store: openStore(t), pictures: t.TempDir(),
		text:  &fakeEncoder{Input: eval.Input{Modality: encoder.TextModality, Encoder: "reader", Digest: digest("a"), Width: 8}},
		image: &fakeEncoder{Input: eval.Input{Modality: encoder.ImageModality, Encoder: "viewer", Digest: digest("b"), Width: 4}},
		other: &fakeEncoder{Input: eval.Input{Modality: encoder.ImageModality, Encoder: "other viewer", Digest: digest("c"), Width: 6}},
	}
	r.start(t, t.TempDir())
	return r
}

// start opens a workbench over the feature caches in dir.
func (r *rig) start(t testing.TB, dir string) {
	t.Helper()
	fetch := func(_ context.Context, names []string, _ Report) error {
		r.mu.Lock()
		defer r.mu.Unlock()
		r.fetched = names
		return nil
	}
	r.Workbench = NewWorkbench(r.store, encoder.NewPacks(assetstest.Cache(t, "onnxruntime"), ""), fetch, dir)
	r.threads = 2
	r.packInputs = func(pack string) ([]eval.Input, error) {
		return r.pack(pack).Inputs(), nil
	}
	r.openPack = func(_ context.Context, pack string) (*encoder.Pack, error) {
		r.opened.Add(1)
		return r.pack(pack), nil
	}
	w := r.Workbench
	t.Cleanup(func() {
		if err := w.Close(); err != nil {
			t.Error(err)
		}
	})
}

func (r *rig) pack(name string) *encoder.Pack {
	p := &encoder.Pack{Name: name, Text: r.text, Image: r.image, Frames: strings.HasSuffix(name, "+frames")}
	if name == "resnet" {
		p.Image = r.other
	}
	return p
}

// restart closes the workbench and opens another one over the same caches.
func (r *rig) restart(t testing.TB) {
	t.Helper()
	if err := r.Close(); err != nil {
		t.Fatal(err)
	}
	r.start(t, r.folder)
}

// meme completes a meme of the rig's dataset.
func (r *rig) meme(m labels.Meme, row int) labels.Meme {
	m.Dataset, m.Row = "test", row
	if m.Key == "" {
		m.Key = fmt.Sprint("meme ", row)
	}
	m.ID = labels.NewMemeID(m.Dataset, m.Key)
	if m.Split == "" {
		m.Split = labels.Train
	}
	return m
}

// add adds a meme and returns its id.
func (r *rig) add(t testing.TB, m labels.Meme) labels.MemeID {
	t.Helper()
	n, err := r.store.MemeCount()
	if err != nil {
		t.Fatal(err)
	}
	duplicate := m.CrossSplit // which the store finds out by itself
	m = r.meme(m, n+2)
	if _, err := r.store.AddMemes([]labels.Meme{m}, labels.DefaultShares); err != nil {
		t.Fatal(err)
	}
	if duplicate {
		r.change(t, n, func(m *labels.Meme) { m.CrossSplit = true })
	}
	return m.ID
}

// label gives a meme a level.
func (r *rig) label(t testing.TB, id labels.MemeID, l labels.Level) {
	t.Helper()
	r.say(t, id, "ann", l)
}

func (r *rig) say(t testing.TB, id labels.MemeID, annotator string, l labels.Level) {
	t.Helper()
	if _, err := r.store.Append(labels.Event{Meme: id, Annotator: annotator, Source: labels.Key, Action: labels.SetLevel, Level: l}); err != nil {
		t.Fatal(err)
	}
}

// drawn writes a picture of one colour, which differs from any other.
func (r *rig) drawn(t testing.TB, name string) labels.Image {
	t.Helper()
	img := image.NewRGBA(image.Rect(0, 0, 2, 2))
	sum := sha256.Sum256([]byte(name))
	for i := range 4 {
		img.Set(i%2, i/2, color.RGBA{sum[3*i], sum[3*i+1], sum[3*i+2], 255})
	}
	path := filepath.Join(r.pictures, name)
	f, err := os.Create(path)
	if err != nil {
		t.Fatal(err)
	}
	if err := errors.Join(png.Encode(f, img), f.Close()); err != nil {
		t.Fatal(err)
	}
	info, err := picture.Probe(path)
	if err != nil {
		t.Fatal(err)
	}
	return labels.Image{Name: name, Path: path, SHA256: info.SHA256, Format: info.Format, Width: info.Width, Height: info.Height}
}

// fill adds n memes with captions that say their level, seven in ten for train,
// one for val and two for test, and labels them all.
func (r *rig) fill(t testing.TB, n int) (ids []labels.MemeID) {
	t.Helper()
	ids, events := r.fillUnlabelled(t, n)
	if _, err := r.store.Append(events...); err != nil {
		t.Fatal(err)
	}
	return ids
}

// fillUnlabelled adds what fill adds, and returns the labels.
func (r *rig) fillUnlabelled(t testing.TB, n int) (ids []labels.MemeID, events []labels.Event) {
	t.Helper()
	from, err := r.store.MemeCount()
	if err != nil {
		t.Fatal(err)
	}
	var memes []labels.Meme
	for i := range n {
		split := labels.Train
		if i%10 > 6 {
			split = []labels.Split{labels.Val, labels.Test, labels.Test}[i%10-7]
		}
		level := labels.Level((i + i/10) % labels.Levels)
		m := r.meme(labels.Meme{Caption: fmt.Sprintf("level %d, number %d", level, from+i), Split: split}, from+i+2)
		memes, ids = append(memes, m), append(ids, m.ID)
		events = append(events, labels.Event{Meme: m.ID, Annotator: "ann", Source: labels.Key, Action: labels.SetLevel, Level: level})
	}
	if _, err := r.store.AddMemes(memes, labels.DefaultShares); err != nil {
		t.Fatal(err)
	}
	return ids, events
}

// asJSON is v as JSON, in which metrics that are undefined are equal to each other.
func asJSON(t testing.TB, v any) string {
	t.Helper()
	b, err := json.Marshal(v)
	if err != nil {
		t.Fatal(err)
	}
	return string(b)
}

func smallConfig() eval.Config {
	c := eval.Default()
	c.Width, c.Hidden, c.Batch, c.Epochs = 32, 16, 32, 50
	return c
}

func quickConfig() eval.Config {
	c := smallConfig()
	c.Epochs = 4
	return c
}

func (r *rig) mustTrain(t testing.TB, o TrainOptions) Trained {
	t.Helper()
	if o.Config == (eval.Config{}) {
		o.Config = quickConfig()
	}
	v, err := r.Train(context.Background(), o, nil)
	if err != nil {
		t.Fatal(err)
	}
	return v
}

// onPhase returns a progress that calls f once, at the first step of a phase.
func onPhase(phase string, f func()) Report {
	var once sync.Once
	return func(s Step) {
		if s.Phase == phase {
			once.Do(f)
		}
	}
}

// gathered has all memes encoded, and is what a training goes by.
func (r *rig) gathered(t *testing.T) *trainingSet {
	t.Helper()
	if _, err := r.Encode(t.Context(), nil); err != nil {
		t.Fatal(err)
	}
	c, err := r.caches(t.Context(), encoder.DefaultPack, nil)
	if err != nil {
		t.Fatal(err)
	}
	g, _, err := r.gatherTraining(t.Context(), c)
	if err != nil {
		t.Fatal(err)
	}
	return g
}
