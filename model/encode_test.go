package model

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"testing"

	"memebench/labels"
	"memebench/labels/picture"
	"memebench/labels/workers"
	"memebench/model/assets/assetstest"
	"memebench/model/encoder"
	"memebench/model/features"
)

func TestEncode(t *testing.T) {
	r := newRig(t)
	r.add(t, labels.Meme{Caption: "both", Image: r.drawn(t, "both.png")})
	r.add(t, labels.Meme{Caption: "a caption alone"})
	r.add(t, labels.Meme{Image: r.drawn(t, "alone.png")})
	r.add(t, labels.Meme{Caption: " \t", Image: labels.Image{Name: "gone.png"}}) // neither
	r.add(t, labels.Meme{Caption: "both"})                                       // the first one's caption
	r.add(t, labels.Meme{Image: labels.Image{Name: "bad.png", SHA256: strings.Repeat("1", 64), Fault: "it is broken"}})

	got, err := r.Encode(t.Context(), nil)
	if err != nil {
		t.Fatal(err)
	}
	if got.Memes != 6 || got.Encoded != 4 || got.Cached != 0 || len(got.Warnings) != 0 || got.Pack != encoder.DefaultPack {
		t.Errorf("report %+v", got)
	}
	if !slices.Equal(r.fetched, encoder.PackAssets(encoder.DefaultPack)) {
		t.Errorf("fetched %q", r.fetched)
	}
	// A second time there is nothing to do, and no encoder is loaded for it.
	r.restart(t)
	if got, err = r.Encode(t.Context(), nil); err != nil || got.Encoded != 0 || got.Cached != 4 {
		t.Errorf("again: report %+v, %v", got, err)
	}
	if r.opened.Load() != 1 || r.text.closed.Load() != 1 || r.image.closed.Load() != 1 {
		t.Errorf("encoders were opened %d times and closed %d and %d times, want once", r.opened.Load(), r.text.closed.Load(), r.image.closed.Load())
	}
}

func TestEncodeGoesOnAfterCancel(t *testing.T) {
	r := newRig(t)
	r.fill(t, 40)
	ctx, cancel := context.WithCancel(t.Context())
	r.text.before = func(ctx context.Context, n int64) error {
		if n == 15 {
			cancel()
		}
		if n > 15 { // however late the goroutine of the 15th goes on
			<-ctx.Done()
		}
		return nil
	}
	first, err := r.Encode(ctx, nil)
	if !errors.Is(err, context.Canceled) || first.Encoded < 15 || first.Encoded > 15+r.threads {
		t.Errorf("cancelled after 15: %+v, %v", first, err)
	}
	if got := r.text.closed.Load(); got != 1 {
		t.Errorf("encoders closed %d times", got)
	}
	r.text.before = nil
	r.restart(t)
	second, err := r.Encode(t.Context(), nil)
	if err != nil || second.Cached != first.Encoded || second.Encoded != 40-first.Encoded {
		t.Errorf("after %d: %+v, %v", first.Encoded, second, err)
	}
	if _, err := r.Encode(ctx, nil); !errors.Is(err, context.Canceled) {
		t.Errorf("with a context that is done: %v", err)
	}
}

func TestEncodeWarnsOfPictures(t *testing.T) {
	r := newRig(t)
	bad := func(name string, spoil func(path string) error) {
		t.Helper()
		img := r.drawn(t, name)
		r.add(t, labels.Meme{Caption: "caption of " + name, Image: img})
		if err := spoil(img.Path); err != nil {
			t.Fatal(err)
		}
	}
	bad("changed.png", func(path string) error { return os.WriteFile(path, mustRead(t, r.drawn(t, "other.png").Path), 0o600) })
	bad("gone.png", os.Remove)
	r.add(t, labels.Meme{Caption: "good", Image: r.drawn(t, "good.png")})
	// The header is whole, so the import takes it; the pixels are not.
	cut := filepath.Join(r.pictures, "cut.png")
	whole := mustRead(t, r.drawn(t, "whole.png").Path)
	if err := os.WriteFile(cut, whole[:bytes.Index(whole, []byte("IDAT"))+6], 0o600); err != nil {
		t.Fatal(err)
	}
	info, err := picture.Probe(cut)
	if err != nil {
		t.Fatal(err)
	}
	r.add(t, labels.Meme{Caption: "caption of cut.png", Image: labels.Image{Name: "cut\x1b[2J.png", Path: cut, SHA256: info.SHA256}})

	got, err := r.Encode(t.Context(), nil)
	if err != nil || got.Encoded != 5 || len(got.Warnings) != 3 {
		t.Fatalf("report %+v, %v", got, err)
	}
	for i, want := range []struct {
		row  int
		text string
	}{{2, "has changed since it was imported"}, {3, "no such file"}, {5, "too early"}} {
		if w := got.Warnings[i]; w.Row != want.row || !strings.Contains(w.Reason, want.text) || strings.Contains(w.Reason, "\x1b") {
			t.Errorf("warning %d: %+v, want row %d and %q", i, w, want.row, want.text)
		}
	}
	// They are tried, and warned of, again; no encoder is loaded for them.
	if got, err = r.Encode(t.Context(), nil); err != nil || len(got.Warnings) != 3 || r.opened.Load() != 1 {
		t.Errorf("again: %+v, %v; encoders loaded %d times", got, err, r.opened.Load())
	}
	// Their memes are kept, by the caption.
	ids := r.fill(t, 20)
	v := r.mustTrain(t, TrainOptions{})
	if p := r.said(t, v.ID)[r.memes(t)[0].ID]; !slices.Equal(p.Modalities, []string{encoder.TextModality}) {
		t.Errorf("prediction of a meme with a bad picture: %+v", p)
	}
	if n := len(r.said(t, v.ID)); n != len(ids)+4 {
		t.Errorf("%d predictions, want %d", n, len(ids)+4)
	}
}

func mustRead(t testing.TB, path string) []byte {
	t.Helper()
	b, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	return b
}

func TestEncodeStopsAtAnEncodersError(t *testing.T) {
	r := newRig(t)
	r.fill(t, 30)
	bad := errors.New("session is broken")
	r.text.before = func(_ context.Context, n int64) error {
		if n == 5 {
			return bad
		}
		return nil
	}
	got, err := r.Encode(t.Context(), nil)
	if !errors.Is(err, bad) || !strings.Contains(err.Error(), "meme ") || got.Encoded > 30-1 {
		t.Errorf("%+v, %v", got, err)
	}
	r.openPack = func(context.Context, string) (*encoder.Pack, error) { return nil, bad }
	if _, err := r.Encode(t.Context(), nil); !errors.Is(err, bad) {
		t.Errorf("encoders that cannot be opened: %v", err)
	}
}

// A fault on a worker's goroutine would end the process; on the caller's, a job
// shows it.
func TestEncodeFaultIsTheCallers(t *testing.T) {
	r := newRig(t)
	r.fill(t, 10)
	r.text.before = func(context.Context, int64) error { panic("index out of range") }
	defer func() {
		p, ok := recover().(*workers.Panic)
		if !ok || p.Value != "index out of range" || !strings.Contains(string(p.Stack()), "EncodeText") {
			t.Errorf("recovered %v", p)
		}
		r.text.before = nil
		if got, err := r.Encode(t.Context(), nil); err != nil || got.Encoded != 10 {
			t.Errorf("after the fault: %+v, %v", got, err)
		}
	}()
	_, _ = r.Encode(t.Context(), nil)
}

// Encodings wait for each other, so that nothing is encoded twice.
func TestEncodingsAtOnce(t *testing.T) {
	r := newRig(t)
	r.fill(t, 50)
	var wg sync.WaitGroup
	for range 4 {
		wg.Go(func() {
			if _, err := r.Encode(t.Context(), nil); err != nil {
				t.Error(err)
			}
		})
	}
	wg.Wait()
	if n := r.text.calls.Load(); n != 50 {
		t.Errorf("%d captions encoded, want 50", n)
	}
}

func TestEncodeReportsWhatItMended(t *testing.T) {
	r := newRig(t)
	r.fill(t, 3)
	if _, err := r.Encode(t.Context(), nil); err != nil {
		t.Fatal(err)
	}
	if err := r.Close(); err != nil {
		t.Fatal(err)
	}
	path := filepath.Join(r.folder, r.text.Digest()+".features")
	const header, row = 52, 32 + 4*8 + 4
	if err := os.WriteFile(path, mustRead(t, path)[:header+row+5], 0o600); err != nil {
		t.Fatal(err)
	}
	r.start(t, r.folder)
	got, err := r.Encode(t.Context(), nil)
	if err != nil || got.Encoded != 2 || len(got.Notices) != 1 || !strings.Contains(got.Notices[0], "cut off 5 bytes") {
		t.Errorf("%+v, %v", got, err)
	}
	if got, err = r.Encode(t.Context(), nil); err != nil || got.Notices != nil {
		t.Errorf("again: %+v, %v", got, err)
	}
}

// BenchmarkEncode reports how many memes, each a picture of the encoders' testdata
// and a short caption, are read, decoded, encoded and kept in a second, by the
// default encoders on all processors, loading them included:
//
//	go test -run '^$' -bench '^BenchmarkEncode$' ./model
func BenchmarkEncode(b *testing.B) {
	files := assetstest.Cache(b, encoder.PackAssets(encoder.DefaultPack)...)
	r := newRig(b)
	pictures, err := filepath.Glob("encoder/testdata/pictures/*")
	if err != nil || len(pictures) == 0 {
		b.Fatalf("%d pictures, %v", len(pictures), err)
	}
	const memes = 24
	for i := range memes {
		path, err := filepath.Abs(pictures[i%len(pictures)])
		if err != nil {
			b.Fatal(err)
		}
		info, err := picture.Probe(path)
		if err != nil {
			b.Fatal(err)
		}
		r.add(b, labels.Meme{Caption: fmt.Sprint("when the deadline moves closer, take ", i), Image: labels.Image{Name: filepath.Base(path), Path: path, SHA256: info.SHA256}})
	}
	fetch := func(context.Context, []string, Report) error { return nil }
	for b.Loop() {
		w := NewWorkbench(r.store, encoder.NewPacks(files, ""), fetch, b.TempDir())
		if _, err := w.Encode(context.Background(), nil); err != nil {
			b.Fatal(err)
		}
		if err := w.Close(); err != nil {
			b.Fatal(err)
		}
	}
	b.ReportMetric(float64(b.N*memes)/b.Elapsed().Seconds(), "memes/s")
}

// A caption that an encoder makes nothing of is told of by its row, and the others are encoded.
func TestEncodeWithoutFeaturesOfACaption(t *testing.T) {
	r := newRig(t)
	r.fill(t, 20)
	r.text.before = func(_ context.Context, n int64) error {
		if n == 3 {
			return &encoder.ItemError{Err: encoder.ErrNoFeatures}
		}
		return nil
	}
	report, err := r.Encode(t.Context(), nil)
	if err != nil || report.Encoded != 19 || len(report.Warnings) != 1 || !strings.Contains(report.Warnings[0].Reason, "it has no features") {
		t.Errorf("%+v, %v", report, err)
	}
}

// Where another process adds a pack anew while this one has its features open, what the new encoders make
// is not kept as that of the old ones.
func TestPackAddedAnew(t *testing.T) {
	r := newRig(t)
	r.fill(t, 3)
	if _, err := r.Encode(t.Context(), nil); err != nil {
		t.Fatal(err)
	}
	was := r.text.Input
	r.text = &fakeEncoder{Input: was}
	r.text.Input.Digest = strings.Repeat("d", 64)
	r.add(t, labels.Meme{Caption: "level 1, said later"})
	if report, err := r.Encode(t.Context(), nil); err == nil || !strings.Contains(err.Error(), "default was added again") || report.Encoded != 0 {
		t.Errorf("%d encoded: %v", report.Encoded, err)
	}
	if report, err := r.Encode(t.Context(), nil); err != nil || report.Encoded != 4 {
		t.Errorf("%d encoded by the new ones, want 4: %v", report.Encoded, err)
	}
	if old := r.features[was.Digest]; old == nil || old.Len() != 3 {
		t.Error("the old features are others")
	}
}

// Two encoders' features that cannot be written say so once.
func TestFeaturesThatCannotBeWritten(t *testing.T) {
	var c caches
	for _, digest := range []string{strings.Repeat("ab", 32), strings.Repeat("cd", 32)} {
		f, err := features.Open(t.TempDir(), digest, 4)
		if err != nil {
			t.Fatal(err)
		}
		if err := f.Close(); err != nil {
			t.Fatal(err)
		}
		c.features = append(c.features, f)
	}
	if err := c.flush(); err == nil || strings.Count(err.Error(), "features: ") != 1 {
		t.Errorf("%v", err)
	}
}
