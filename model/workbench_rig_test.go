package model

import (
	"context"
	"crypto/sha256"
	"errors"
	"fmt"
	"image"
	"image/color"
	"image/png"
	"maps"
	"os"
	"path/filepath"
	"slices"
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

// benchStore is a workspace's store in memory. Its methods may be called from
// several goroutines; hooks are called without the lock.
type benchStore struct {
	mu sync.Mutex
	*memoryStore
	settings  map[string]string
	versions  []eval.Version
	artifacts []eval.Artifacts // of each version
	last      int              // number of a version given
	served    []string         // a stack
	resplits  uint64
	pruned    []int // what was to be kept, each time
	said      map[string]map[labels.MemeID]labels.Prediction

	onLastSeq func()
	onVersion func()
	onPromote func(id string)
	putting   func([]labels.Prediction) error
}

func newBenchStore() *benchStore {
	return &benchStore{
		memoryStore: newMemoryStore(), settings: map[string]string{}, said: map[string]map[labels.MemeID]labels.Prediction{},
	}
}

func (s *benchStore) Rows(yield func(labels.Meme, labels.State) error) error {
	s.mu.Lock()
	memes := slices.Clone(s.memes)
	s.mu.Unlock()
	for _, m := range memes {
		s.mu.Lock()
		st, err := s.State(m.ID)
		s.mu.Unlock()
		if err == nil {
			err = yield(m, st)
		}
		if err != nil {
			return err
		}
	}
	return nil
}

func (s *benchStore) Events(id labels.MemeID) ([]labels.Event, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	return slices.Clone(s.of[id]), nil
}

func (s *benchStore) LastSeq() (uint64, error) {
	if s.onLastSeq != nil {
		s.onLastSeq()
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	return uint64(len(s.events)), nil
}

func (s *benchStore) Resplits() (uint64, error) { return s.resplits, nil }

func (s *benchStore) Setting(key string) (string, bool, error) {
	v, ok := s.settings[key]
	return v, ok, nil
}

func (s *benchStore) SetSetting(key, value string) error {
	s.settings[key] = value
	return nil
}

func (s *benchStore) AddVersion(v eval.Version, a eval.Artifacts) (eval.Version, error) {
	if s.onVersion != nil {
		s.onVersion()
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	s.last++
	v = s.put(s.last, v, a)
	if len(s.served) == 0 || s.last == 1 {
		s.served = append(s.served, v.ID)
	}
	return v, nil
}

func (s *benchStore) AddStarter(v eval.Version, a eval.Artifacts) (eval.Version, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if len(s.versions) > 0 {
		return v, errors.New("there is a version")
	}
	v = s.put(0, v, a)
	s.served = []string{v.ID}
	return v, nil
}

func (s *benchStore) put(n int, v eval.Version, a eval.Artifacts) eval.Version {
	v.Number, v.ID = n, fmt.Sprintf("v%d", n)
	s.versions, s.artifacts = append(s.versions, v), append(s.artifacts, a)
	return v
}

var errNoSuchVersion = errors.New("no such version")

// kept returns what there is of a version in a list of one for each.
func kept[T any](s *benchStore, id string, list *[]T) (v T, err error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if n := len(s.served); id == "served" && n > 0 {
		id = s.served[n-1]
	}
	if n := len(s.versions); id == "latest" && n > 0 {
		id = s.versions[n-1].ID
	}
	i := slices.IndexFunc(s.versions, func(v eval.Version) bool { return v.ID == id })
	if i < 0 {
		return v, errNoSuchVersion
	}
	return (*list)[i], nil
}

func (s *benchStore) Versions() ([]eval.Version, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	return slices.Clone(s.versions), nil
}

func (s *benchStore) Version(id string) (eval.Version, error) { return kept(s, id, &s.versions) }
func (s *benchStore) Ancestry(id string) (line []eval.Version, err error) {
	for id != "" {
		v, err := s.Version(id)
		if err != nil {
			return nil, err
		}
		line, id = append(line, v), v.Parent
	}
	return line, nil
}

func (s *benchStore) Decide(id string, d eval.Decision) error {
	s.mu.Lock()
	defer s.mu.Unlock()
	for i := range s.versions {
		if s.versions[i].ID == id {
			s.versions[i].Decision = &d
			return nil
		}
	}
	return errNoSuchVersion
}

func (s *benchStore) PruneVersions(keep int) ([]string, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.pruned = append(s.pruned, keep)
	return nil, nil
}

func (s *benchStore) Head(id string) ([]byte, error) {
	a, err := kept(s, id, &s.artifacts)
	return a.Head, err
}

func (s *benchStore) Weights(id string) ([]byte, error) {
	a, err := kept(s, id, &s.artifacts)
	return a.Weights, err
}

func (s *benchStore) Baseline(id, modality string) ([]byte, bool, error) {
	a, err := kept(s, id, &s.artifacts)
	b, ok := a.Baselines[modality]
	return b, ok, err
}

func (s *benchStore) Provenance(id string) ([]byte, bool, error) {
	a, err := kept(s, id, &s.artifacts)
	return a.Provenance, a.Provenance != nil, err
}

func (s *benchStore) Served() (string, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if len(s.served) == 0 {
		return "", nil
	}
	return s.served[len(s.served)-1], nil
}

func (s *benchStore) Promote(id string) error {
	if s.onPromote != nil {
		s.onPromote(id)
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.served[len(s.served)-1] != id {
		s.served = append(s.served, id)
	}
	return nil
}

func (s *benchStore) Rollback() (string, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if len(s.served) < 2 {
		return "", errors.New("nothing to roll back")
	}
	s.served = s.served[:len(s.served)-1]
	return s.served[len(s.served)-1], nil
}

func (s *benchStore) PutPredictions(ps []labels.Prediction) error {
	if s.putting != nil {
		if err := s.putting(ps); err != nil {
			return err
		}
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	for _, p := range ps {
		if s.said[p.Version] == nil {
			s.said[p.Version] = map[labels.MemeID]labels.Prediction{}
		}
		s.said[p.Version][p.Meme] = p
	}
	return nil
}

func (s *benchStore) Predictions(version string, yield func(labels.Prediction) error) error {
	s.mu.Lock()
	said := maps.Clone(s.said[version])
	s.mu.Unlock()
	for _, p := range said {
		if err := yield(p); err != nil {
			return err
		}
	}
	return nil
}

// A fakeEncoder reads the level off a caption that says "level 3", and a picture
// by its colour.
type fakeEncoder struct {
	eval.Input
	calls  atomic.Int64
	closed atomic.Int64
	before func(n int64) error // sees how many calls there have been
}

func (e *fakeEncoder) Modality() string { return e.Input.Modality }
func (e *fakeEncoder) Name() string     { return e.Encoder }
func (e *fakeEncoder) Digest() string   { return e.Input.Digest }
func (e *fakeEncoder) Width() int       { return e.Input.Width }
func (e *fakeEncoder) Close() error     { e.closed.Add(1); return nil }

func (e *fakeEncoder) call() error {
	n := e.calls.Add(1)
	if e.before != nil {
		return e.before(n)
	}
	return nil
}

func (e *fakeEncoder) EncodeText(_ context.Context, caption string) ([]float32, error) {
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
	return x, e.call()
}

func (e *fakeEncoder) EncodeImage(_ context.Context, img image.Image) ([]float32, error) {
	x := make([]float32, e.Input.Width)
	r, g, b, _ := img.At(img.Bounds().Min.X, img.Bounds().Min.Y).RGBA()
	x[0], x[1], x[2] = float32(r)/65535, float32(g)/65535, float32(b)/65535
	return x, e.call()
}

// rig is a workbench over a store in memory with encoders that take no time. The
// packs default and resnet share the text encoder, and default+frames has both of
// default, as the real ones do.
type rig struct {
	*Workbench
	store       *benchStore
	text, image *fakeEncoder
	other       *fakeEncoder // the image encoder of resnet
	opened      atomic.Int64 // packs
	fetched     []string
	pictures    string // folder
}

func newRig(t testing.TB) *rig {
	t.Helper()
	digest := func(c string) string { return strings.Repeat(c, 64) }
	r := &rig{
		store: newBenchStore(), pictures: t.TempDir(),
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
		r.store.mu.Lock()
		defer r.store.mu.Unlock()
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

// add adds a meme and returns its id.
func (r *rig) add(t testing.TB, m labels.Meme) labels.MemeID {
	t.Helper()
	m.Dataset = "test"
	m.Row = len(r.store.memes) + 2
	if m.Key == "" {
		m.Key = fmt.Sprint("meme ", m.Row)
	}
	m.ID = labels.NewMemeID(m.Dataset, m.Key)
	if m.Split == "" {
		m.Split = labels.Train
	}
	if _, err := r.store.AddMemes([]labels.Meme{m}, labels.DefaultShares); err != nil {
		t.Fatal(err)
	}
	return m.ID
}

// label gives a meme a level.
func (r *rig) label(t testing.TB, id labels.MemeID, l labels.Level) {
	t.Helper()
	r.store.mu.Lock()
	defer r.store.mu.Unlock()
	if _, err := r.store.Append(labels.Event{Meme: id, Annotator: "ann", Source: labels.Key, Action: labels.SetLevel, Level: l}); err != nil {
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
	splits := []labels.Split{7: labels.Val, 8: labels.Test, 9: labels.Test}
	from := len(r.store.memes)
	for i := range n {
		split := labels.Train
		if i%10 > 6 {
			split = splits[i%10]
		}
		level := labels.Level((i + i/10) % labels.Levels)
		id := r.add(t, labels.Meme{Caption: fmt.Sprintf("level %d, number %d", level, from+i), Split: split})
		r.label(t, id, level)
		ids = append(ids, id)
	}
	return ids
}

func smallConfig() eval.Config {
	c := eval.Default()
	c.Width, c.Hidden, c.Batch, c.Epochs = 32, 16, 32, 30
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
