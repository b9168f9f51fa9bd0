package model

import (
	"bytes"
	"context"
	"errors"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"sync/atomic"
	"testing"

	"memebench/db"
	"memebench/eval"
	"memebench/labels"
	"memebench/model/encoder"
	"memebench/model/features"
	"memebench/model/head"
	"memebench/model/settings"
)

// What Prepare makes of the workspaces that people begin with.
func TestPrepare(t *testing.T) {
	for _, c := range []struct {
		name  string
		fill  func(t *testing.T, r *rig)
		memes int // that are predicted
		n     int // modalities of each
	}{
		{"empty", func(*testing.T, *rig) {}, 0, 0},
		{"unlabelled", func(t *testing.T, r *rig) {
			for range 5 {
				r.add(t, labels.Meme{Caption: "nobody has said anything"})
			}
		}, 0, 0},
		{"labels on test alone", func(t *testing.T, r *rig) {
			r.label(t, r.add(t, labels.Meme{Caption: "held out", Split: labels.Test}), labels.Neutral)
		}, 0, 0},
		{"one label", func(t *testing.T, r *rig) {
			r.label(t, r.add(t, labels.Meme{Caption: "the only one"}), labels.Positive)
		}, 1, 1},
		{"text only", func(t *testing.T, r *rig) { r.fill(t, 30) }, 30, 1},
		{"pictures only", func(t *testing.T, r *rig) {
			for i := range 20 {
				name := string(rune('a'+i)) + ".png"
				r.label(t, r.add(t, labels.Meme{Image: r.drawn(t, name)}), labels.Level(i%labels.Levels))
			}
		}, 20, 1},
		{"both", func(t *testing.T, r *rig) {
			for i := range 20 {
				name := string(rune('a'+i)) + ".png"
				r.label(t, r.add(t, labels.Meme{Caption: name, Image: r.drawn(t, name)}), labels.Level(i%labels.Levels))
			}
		}, 20, 2},
	} {
		t.Run(c.name, func(t *testing.T) {
			r := newRig(t)
			c.fill(t, r)
			for range 2 { // a second time there is nothing left to do
				if _, err := r.Prepare(t.Context(), nil); err != nil {
					t.Fatal(err)
				}
			}
			if c.memes == 0 {
				if len(r.versions(t)) != 0 {
					t.Errorf("a version was trained: %+v", r.versions(t))
				}
				return
			}
			if len(r.versions(t)) != 1 || len(r.said(t, "v1")) != c.memes {
				t.Fatalf("%d versions, %d predictions", len(r.versions(t)), len(r.said(t, "v1")))
			}
			for _, p := range r.said(t, "v1") {
				if len(p.Modalities) != c.n {
					t.Errorf("prediction from %q, want %d modalities", p.Modalities, c.n)
				}
			}
		})
	}
}

// A training that the user has started while Prepare encodes makes the first
// version; Prepare does not make a second one.
func TestPrepareTrainsOnlyTheFirst(t *testing.T) {
	r := newRig(t)
	r.fill(t, 30)
	var wg sync.WaitGroup
	for range 3 {
		wg.Go(func() {
			if _, err := r.Prepare(t.Context(), nil); err != nil {
				t.Error(err)
			}
		})
	}
	wg.Wait()
	if len(r.versions(t)) != 1 {
		t.Errorf("%d versions, want 1", len(r.versions(t)))
	}
}

func TestPrepareWithoutFiles(t *testing.T) {
	r := newRig(t)
	r.fill(t, 3)
	offline := errors.New("no network")
	r.fetch = func(context.Context, []string, Report) error { return offline }
	if _, err := r.Prepare(t.Context(), nil); !errors.Is(err, offline) {
		t.Errorf("offline: %v", err)
	}
	set(t, r, settings.Encoders.Name, "none")
	if _, err := r.Prepare(t.Context(), nil); !errors.Is(err, encoder.ErrNoPack) {
		t.Errorf("with a pack that there is not: %v", err)
	}
	if err := r.SetPack("none"); !errors.Is(err, encoder.ErrNoPack) {
		t.Errorf("SetPack: %v", err)
	}
}

// Only memes without a prediction are predicted, and those that have more to be
// predicted by than they had.
func TestRefreshPredictsWhatLacksIt(t *testing.T) {
	r := newRig(t)
	r.fill(t, 20)
	late := r.add(t, labels.Meme{Key: "late", Caption: "its picture comes later"})
	r.mustTrain(t, TrainOptions{})
	var put []labels.MemeID
	r.store.putting = func(ps []labels.Prediction) error {
		for _, p := range ps {
			put = append(put, p.Meme)
		}
		return nil
	}
	prepare := func(want ...labels.MemeID) {
		t.Helper()
		put = nil
		if _, err := r.Prepare(t.Context(), nil); err != nil {
			t.Fatal(err)
		}
		if !slices.Equal(put, want) {
			t.Errorf("predicted %q, want %q", put, want)
		}
	}
	prepare()
	fresh := r.add(t, labels.Meme{Caption: "a new meme"})
	prepare(fresh)
	r.change(t, 20, func(m *labels.Meme) { m.Image = r.drawn(t, "late.png") })
	prepare(late)
	if got := r.said(t, "v1")[late].Modalities; len(got) != 2 {
		t.Errorf("predicted from %q", got)
	}
	prepare()
}

// Features that are damaged on the disk are not predicted from, and come anew.
func TestRefreshOfDamagedFeatures(t *testing.T) {
	r := newRig(t)
	r.fill(t, 20)
	r.mustTrain(t, TrainOptions{})
	fresh := r.add(t, labels.Meme{Caption: "a new meme"})
	if _, err := r.Encode(t.Context(), nil); err != nil {
		t.Fatal(err)
	}
	f := r.features[r.text.Digest()]
	if err := f.Flush(); err != nil {
		t.Fatal(err)
	}
	path, key := filepath.Join(r.folder, r.text.Digest()+".features"), features.TextKey("a new meme")
	damaged := mustRead(t, path)
	damaged[bytes.Index(damaged, key[:])+40] = 0xff // in the row's vector
	if err := os.WriteFile(path, damaged, 0o600); err != nil {
		t.Fatal(err)
	}
	if _, err := r.Prepare(t.Context(), nil); err != nil {
		t.Fatal(err)
	}
	if p, ok := r.said(t, "v1")[fresh]; ok {
		t.Errorf("predicted from nothing: %+v", p)
	}
	if _, err := r.Prepare(t.Context(), nil); err != nil {
		t.Fatal(err)
	}
	if p := r.said(t, "v1")[fresh]; len(p.Modalities) != 1 {
		t.Errorf("the next time: %+v", p)
	}
}

// A caption that is edited between its reading and the storing of what was predicted of it:
// that is left out, and the new one is predicted in the same refresh if it has features,
// else in the next that finds them.
func TestRefreshWhileACaptionIsEdited(t *testing.T) {
	r := newRig(t)
	r.fill(t, 20)
	r.mustTrain(t, TrainOptions{})
	other := r.memes(t)[0].Caption // which has features
	for _, caption := range []string{other, "nobody has read this yet"} {
		fresh := r.add(t, labels.Meme{Caption: "a new meme, later " + caption})
		puts := 0
		r.store.putting = func(ps []labels.Prediction) error {
			if puts++; puts > 1 {
				return nil
			}
			_, err := r.store.Append(labels.Event{Meme: fresh, Annotator: "ann", Source: labels.Key, Action: labels.Caption, Text: caption})
			return err
		}
		prepare := func() (labels.Prediction, bool) {
			t.Helper()
			if _, err := r.Prepare(t.Context(), nil); err != nil {
				t.Fatal(err)
			}
			p, ok := r.said(t, "v1")[fresh]
			return p, ok
		}
		if p, ok := prepare(); ok != (caption == other) {
			t.Errorf("%q: predicted %v: %+v", caption, ok, p)
		}
		if _, ok := prepare(); !ok || puts != 2 {
			t.Errorf("%q: predicted %v in the end, stored %d times, want 2", caption, ok, puts)
		}
	}
}

func TestPromotePredictsFirst(t *testing.T) {
	r := newRig(t)
	r.fill(t, 20)
	r.mustTrain(t, TrainOptions{})
	r.mustTrain(t, TrainOptions{})
	if n := len(r.said(t, "v2")); n != 0 {
		t.Errorf("a version that is not served has predicted %d memes", n)
	}
	full := errors.New("disk is full")
	r.store.putting = func([]labels.Prediction) error { return full }
	if err := r.Promote(t.Context(), "v2", nil); !errors.Is(err, full) {
		t.Errorf("while nothing can be stored: %v", err)
	}
	if served, _ := r.store.Served(); served != "v1" {
		t.Errorf("%s is served after a promotion that failed", served)
	}
	r.store.putting = nil
	r.store.onPromote = func(id string) {
		if n := len(r.said(t, id)); n != 20 {
			t.Errorf("%s is served with %d predictions", id, n)
		}
	}
	if err := r.Promote(t.Context(), "latest", nil); err != nil {
		t.Fatal(err)
	}
	if served, _ := r.store.Served(); served != "v2" {
		t.Errorf("%s is served", served)
	}
	if err := r.Promote(t.Context(), "v9\x1b", nil); !errors.Is(err, db.ErrNotFound) || strings.Contains(err.Error(), "\x1b") {
		t.Errorf("a version that is not there: %v", err)
	}
}

func TestRollback(t *testing.T) {
	r := newRig(t)
	r.fill(t, 20)
	for range 3 {
		r.mustTrain(t, TrainOptions{Promote: true})
	}
	fresh := r.add(t, labels.Meme{Caption: "a new meme"})
	back := func(want string) {
		t.Helper()
		if id, err := r.Rollback(t.Context(), nil); err != nil || id != want {
			t.Errorf("rolled back to %q, %v, want %s", id, err, want)
		}
	}
	back("v2")
	if _, ok := r.said(t, "v2")[fresh]; !ok {
		t.Error("the new meme has no prediction by v2")
	}
	// Going back works, and says what is missing, also without the encoders.
	offline := errors.New("no network")
	fetch := r.fetch
	r.fetch = func(context.Context, []string, Report) error { return offline }
	id, err := r.Rollback(t.Context(), nil)
	if served, _ := r.store.Served(); id != "v1" || served != "v1" || !errors.Is(err, offline) || !strings.Contains(err.Error(), "v1 is served again") {
		t.Errorf("offline: %q, %v; served %s", id, err, served)
	}
	r.fetch = fetch
	if id, err := r.Rollback(t.Context(), nil); err == nil || id != "" {
		t.Errorf("before the first: %q, %v", id, err)
	}
}

// Versions of different packs work side by side in one process, although the
// packs have an encoder, and so a file of features, in common.
func TestVersionsOfTwoPacks(t *testing.T) {
	r := newRig(t)
	for i := range 20 {
		name := string(rune('a'+i)) + ".png"
		split := labels.Train
		if i > 14 {
			split = labels.Test
		}
		r.label(t, r.add(t, labels.Meme{Caption: name, Image: r.drawn(t, name), Split: split}), labels.Level(i%labels.Levels))
	}
	r.mustTrain(t, TrainOptions{})
	if err := r.SetPack("resnet"); err != nil {
		t.Fatal(err)
	}
	v := r.mustTrain(t, TrainOptions{Promote: true})
	if v.Pack != "resnet" || v.Encoders[1] != r.other.Input {
		t.Errorf("trained on %s, %+v", v.Pack, v.Encoders)
	}
	if n := r.text.calls.Load(); n != 20 {
		t.Errorf("%d captions encoded, want 20: both packs read the same ones", n)
	}
	for version, viewer := range map[string]*fakeEncoder{"v1": r.image, "v2": r.other} {
		report, rows, err := r.Evaluate(t.Context(), version, "test", nil)
		if err != nil || report.N != 5 || len(rows) != 5 {
			t.Errorf("%s: %+v, %v", version, report, err)
		}
		before := viewer.calls.Load()
		p, err := r.Predictor(t.Context(), version, nil)
		if err != nil {
			t.Fatal(err)
		}
		m := r.memes(t)[0]
		got, err := p.Predict(t.Context(), m.Image.Path, m.Caption)
		if err := errors.Join(err, p.Close()); err != nil {
			t.Fatal(err)
		}
		if viewer.calls.Load() != before+1 {
			t.Errorf("%s was asked with the other pack's encoder", version)
		}
		if want := r.said(t, version)[m.ID]; got.Probs != want.Probs || got.Version != version {
			t.Errorf("%s says %v of a meme by itself and %v of it in the workspace", version, got, want)
		}
	}
	if id, err := r.Rollback(t.Context(), nil); err != nil || id != "v1" {
		t.Errorf("rolled back to %q, %v", id, err)
	}
	if v := r.mustTrain(t, TrainOptions{Warm: true}); v.Parent != "" || !strings.Contains(v.ColdStartReason, "v1 reads other encoders") {
		t.Errorf("warm start from a head of another pack: %q (%s)", v.Parent, v.ColdStartReason)
	}
}

// A version whose encoders have changed is refused before the workspace is
// encoded with the new ones, which may take an hour.
func TestVersionOfOtherEncodersIsRefused(t *testing.T) {
	r := newRig(t)
	r.fill(t, 20)
	r.mustTrain(t, TrainOptions{})
	if err := r.Close(); err != nil {
		t.Fatal(err)
	}
	r.text.Input.Digest = strings.Repeat("d", 64)
	r.start(t, r.folder)
	opened := r.opened.Load()
	refused := func(err error) {
		t.Helper()
		if err == nil || !strings.Contains(err.Error(), "v1 was trained on another text encoder than that of pack default here: train a new version") {
			t.Error(err)
		}
	}
	_, _, err := r.Evaluate(t.Context(), "latest", "test", nil)
	refused(err)
	refused(r.Promote(t.Context(), "v1", nil))
	if n := r.opened.Load(); n != opened {
		t.Errorf("encoders were loaded %d times", n-opened)
	}
	closed := r.text.closed.Load()
	_, err = r.Predictor(t.Context(), "v1", nil)
	refused(err)
	if r.text.closed.Load() != closed+1 {
		t.Error("the encoders of a predictor that was refused stay open")
	}
	// A new version mends it.
	if v := r.mustTrain(t, TrainOptions{Promote: true}); !v.Promoted {
		t.Error("not promoted")
	}
	if _, err := r.Prepare(t.Context(), nil); err != nil {
		t.Error(err)
	}
}

func TestPredictor(t *testing.T) {
	r := newRig(t)
	if _, err := r.Predictor(t.Context(), "served", nil); !errors.Is(err, ErrNoVersion) {
		t.Errorf("without a version: %v", err)
	}
	r.fill(t, 20)
	r.mustTrain(t, TrainOptions{})
	p, err := r.Predictor(t.Context(), "served", nil)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := p.Predict(t.Context(), "", " \n"); err == nil || !strings.Contains(err.Error(), "neither a caption nor a picture") {
		t.Errorf("of nothing: %v", err)
	}
	if _, err := p.Predict(t.Context(), r.pictures, "a caption"); err == nil {
		t.Error("a folder was taken for a picture")
	}
	got, err := p.Predict(t.Context(), "", "level 4")
	if err != nil || got.Version != "v1" || got.Level() != r.mostLikely(t, "level 4") || !slices.Equal(got.Modalities, []string{encoder.TextModality}) {
		t.Errorf("%+v, %v", got, err)
	}
	if err := p.Close(); err != nil {
		t.Error(err)
	}
	if r.text.closed.Load() != r.opened.Load() {
		t.Errorf("encoders opened %d times and closed %d times", r.opened.Load(), r.text.closed.Load())
	}
}

// mostLikely is what the served version says of a caption that comes into the
// workspace.
func (r *rig) mostLikely(t testing.TB, caption string) labels.Level {
	t.Helper()
	id := r.add(t, labels.Meme{Caption: caption})
	if _, err := r.Prepare(context.Background(), nil); err != nil {
		t.Fatal(err)
	}
	return r.said(t, "v1")[id].Level()
}

// Features go into matrices of their final size, and a modality that no meme has
// takes none.
func TestGatherMemory(t *testing.T) {
	r := newRig(t)
	r.fill(t, 40)
	c, err := r.caches(t.Context(), encoder.DefaultPack, nil)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := r.Encode(t.Context(), nil); err != nil {
		t.Fatal(err)
	}
	g, err := r.gather(t.Context(), c, learnable)
	if err != nil {
		t.Fatal(err)
	}
	if g.X[1] != nil || len(g.X[0]) != 40*8 || cap(g.X[0]) != 40*8 {
		t.Errorf("matrices of %d (capacity %d) and %d values", len(g.X[0]), cap(g.X[0]), len(g.X[1]))
	}
	once := quickConfig()
	once.Epochs = 1
	if _, _, err := head.Fit(t.Context(), &g.Data, once, head.FitOptions{}); err != nil {
		t.Error(err)
	}
	ctx, cancel := context.WithCancel(t.Context())
	seen := 0
	_, err = r.gather(ctx, c, func(*labels.Meme, labels.State) bool {
		seen++
		cancel()
		return true
	})
	if !errors.Is(err, context.Canceled) || seen != 1 {
		t.Errorf("cancelled at the first of 40 memes: %v after %d", err, seen)
	}
}

func TestRows(t *testing.T) {
	inputs := []eval.Input{{Modality: "text", Width: 2}, {Modality: "image", Width: 1}}
	r := newRows(inputs, 4)
	add := func(text []float32, image []float32) int {
		return len(r.add(func(i int, dst []float32) bool {
			dst[0] = 99 // what a read that fails may leave behind
			return copy(dst, [][]float32{text, image}[i]) > 0
		}))
	}
	if n := add([]float32{1, 2}, nil); n != 1 || r.x[1] != nil {
		t.Errorf("%d modalities, %v", n, r.x)
	}
	if add(nil, nil) != 0 {
		t.Error("a row of nothing has modalities")
	}
	r.drop()
	add(nil, []float32{3})
	add([]float32{4, 5}, []float32{6})
	add([]float32{7, 8}, nil)
	if want := []float32{1, 2, 0, 0, 4, 5, 7, 8}; !slices.Equal(r.x[0], want) {
		t.Errorf("text %v, want %v", r.x[0], want)
	}
	if want := []float32{0, 3, 6, 0}; !slices.Equal(r.x[1], want) {
		t.Errorf("image %v, want %v", r.x[1], want)
	}
	if r.n != 4 || !slices.Equal(r.present[0], []bool{true, false, true, true}) || !slices.Equal(r.present[1], []bool{false, true, true, false}) {
		t.Errorf("%d rows, present %v", r.n, r.present)
	}
}

func TestLock(t *testing.T) {
	l := newLock()
	if err := l.acquire(t.Context()); err != nil {
		t.Fatal(err)
	}
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	if err := l.acquire(ctx); !errors.Is(err, context.Canceled) {
		t.Errorf("waiting was not cancelled: %v", err)
	}
	l.release()
	var in atomic.Int64
	var wg sync.WaitGroup
	for range 8 {
		wg.Go(func() {
			if err := l.acquire(t.Context()); err != nil {
				t.Error(err)
			}
			if in.Add(1) != 1 {
				t.Error("two hold the lock")
			}
			in.Add(-1)
			l.release()
		})
	}
	wg.Wait()
}
