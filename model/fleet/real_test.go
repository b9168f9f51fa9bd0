package fleet

import (
	"context"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"testing"
	"time"

	"memebench/db"
	"memebench/eval"
	"memebench/labels"
	"memebench/labels/picture"
	"memebench/model"
	"memebench/model/assets/assetstest"
	"memebench/model/encoder"
	"memebench/model/features"
	"memebench/model/settings"
)

const realPack = "default+frames"

// realMemes puts captions, pictures and an animation into a store.
func realMemes(t *testing.T, store *db.DB) []labels.Meme {
	t.Helper()
	pictures, err := filepath.Glob("../encoder/testdata/pictures/*")
	if err != nil || len(pictures) < 8 {
		t.Fatalf("%d pictures, %v", len(pictures), err)
	}
	var memes []labels.Meme
	for i, path := range append(pictures[:8], "../../labels/picture/testdata/frames.gif") {
		abs, err := filepath.Abs(path)
		if err != nil {
			t.Fatal(err)
		}
		info, err := picture.Probe(abs)
		if err != nil {
			t.Fatal(err)
		}
		m := labels.Meme{
			Dataset: "test", Key: fmt.Sprint(i), Row: i + 2, Split: labels.Train, Caption: fmt.Sprint("when the deadline moves closer, take ", i),
			Image: labels.Image{Name: filepath.Base(abs), Path: abs, SHA256: info.SHA256, Format: info.Format, Width: info.Width, Height: info.Height, Moving: info.Moving()},
		}
		m.ID = labels.NewMemeID(m.Dataset, m.Key)
		memes = append(memes, m)
	}
	if _, err := store.AddMemes(memes, labels.DefaultShares); err != nil {
		t.Fatal(err)
	}
	return memes
}

// Two workers with the real encoders make of captions, pictures and an animation, bit for
// bit, what one machine makes.
func TestBitForBit(t *testing.T) {
	files := assetstest.Cache(t, encoder.PackAssets(realPack)...)
	noneLeft(t)
	packs := encoder.NewPacks(files, "")
	fetch := func(context.Context, []string, model.Report) error { return nil }
	store, err := db.Open(filepath.Join(t.TempDir(), "memebench.db"), db.Options{})
	if err != nil {
		t.Fatal(err)
	}
	defer store.Close()
	memes := realMemes(t, store)
	if err := store.SetSetting(settings.Encoders.Name, realPack); err != nil {
		t.Fatal(err)
	}

	b := startOne(t, nil)
	encoders, err := model.OpenEncoders(t.Context(), packs, fetch, realPack, nil)
	if err != nil {
		t.Fatal(err)
	}
	defer encoders.Close()
	ctx, stop := context.WithCancel(t.Context())
	ended := make(chan error)
	for i := range 2 {
		w := NewWorker(connect(t, b.URL()), encoders, fmt.Sprint("worker ", i), "")
		go func() { ended <- w.Run(ctx) }()
	}

	here, elsewhere := t.TempDir(), t.TempDir()
	encode := func(folder string, run func(*model.Workbench) (model.Encoded, error)) model.Encoded {
		t.Helper()
		w := model.NewWorkbench(store, packs, fetch, folder)
		e, err := run(w)
		if err != nil {
			t.Fatal(err)
		}
		if err := w.Close(); err != nil {
			t.Fatal(err)
		}
		return e
	}
	alone := encode(here, func(w *model.Workbench) (model.Encoded, error) { return w.Encode(t.Context(), nil) })
	c := newTestCoordinator(connect(t, b.URL()))
	c.memes = 2
	byOthers := encode(elsewhere, func(w *model.Workbench) (model.Encoded, error) { return w.EncodeBy(t.Context(), c, nil) })
	stop()
	for range 2 {
		if err := <-ended; err != nil {
			t.Error(err)
		}
	}
	if want := 2*len(memes) + 1; alone.Encoded != want || byOthers.Encoded != want || len(byOthers.Warnings) > 0 {
		t.Errorf("encoded %d here and %+v elsewhere, want %d", alone.Encoded, byOthers, want)
	}
	for _, in := range encoders.Inputs() {
		sameFeatures(t, in, here, elsewhere, memes)
	}
	again := encode(elsewhere, func(w *model.Workbench) (model.Encoded, error) { return w.EncodeBy(t.Context(), nil, nil) })
	if again.Encoded != 0 || again.Cached != byOthers.Encoded {
		t.Errorf("again: %+v, want nothing to do", again)
	}
}

// sameFeatures fails unless two folders have the same features of all memes.
func sameFeatures(t *testing.T, in eval.Input, here, elsewhere string, memes []labels.Meme) {
	t.Helper()
	var rows [2][][]float32
	for i, folder := range []string{here, elsewhere} {
		f, err := features.Open(folder, in.Digest, in.Width)
		if err != nil {
			t.Fatal(err)
		}
		for _, m := range memes {
			key := features.TextKey(m.Caption)
			if in.Modality != encoder.TextModality {
				if key, err = features.ImageKey(m.Image.SHA256); err != nil {
					t.Fatal(err)
				}
			}
			x := make([]float32, in.Width)
			if f.Read(x, key) {
				rows[i] = append(rows[i], x)
			}
		}
		if err := f.Close(); err != nil {
			t.Fatal(err)
		}
	}
	if len(rows[0]) == 0 || !slices.EqualFunc(rows[0], rows[1], slices.Equal[[]float32]) {
		t.Errorf("%s: %d rows here and %d elsewhere, or others", in.Modality, len(rows[0]), len(rows[1]))
	}
}

// BenchmarkShard reports what a shard of a thousand memes, each a picture of the encoders'
// testdata and a caption of its own, takes with one worker and a broker on this machine:
//
//	go test -run '^$' -bench Shard -benchtime 1x ./model/fleet
func BenchmarkShard(b *testing.B) {
	files := assetstest.Cache(b, encoder.PackAssets(encoder.DefaultPack)...)
	packs := encoder.NewPacks(files, "")
	fetch := func(context.Context, []string, model.Report) error { return nil }
	encoders, err := model.OpenEncoders(b.Context(), packs, fetch, encoder.DefaultPack, nil)
	if err != nil {
		b.Fatal(err)
	}
	defer encoders.Close()
	items, bytes := shardOfPictures(b)
	broker := startOne(b, nil)
	w := NewWorker(connect(b, broker.URL()), encoders, "one", "")
	ctx, stop := context.WithCancel(b.Context())
	ended := make(chan error)
	go func() { ended <- w.Run(ctx) }()
	link := connect(b, broker.URL())
	s, err := link.open(b.Context())
	if err != nil {
		b.Fatal(err)
	}
	var keeping, local time.Duration
	for b.Loop() {
		dir := b.TempDir()
		caches := make([]*features.Cache, len(encoders.Inputs()))
		for i, in := range encoders.Inputs() {
			if caches[i], err = features.Open(dir, in.Digest, in.Width); err != nil {
				b.Fatal(err)
			}
		}
		c := NewCoordinator(link, Job("benchmark"))
		err := c.Encode(b.Context(), encoders.Inputs(), items, func(done []model.Encoding) error {
			began := time.Now()
			defer func() { keeping += time.Since(began) }()
			for _, e := range done {
				if err := caches[items[e.Item].Input].Append(items[e.Item].Key, e.Features); err != nil {
					return err
				}
			}
			for _, f := range caches {
				if err := f.Flush(); err != nil {
					return err
				}
			}
			return nil
		}, nil)
		if err != nil {
			b.Fatal(err)
		}
		for _, f := range caches {
			if err := f.Close(); err != nil {
				b.Fatal(err)
			}
		}
	}
	fleet := b.Elapsed() / time.Duration(b.N)
	began := time.Now()
	if _, err := encoders.Encode(b.Context(), items); err != nil { // without a fleet
		b.Fatal(err)
	}
	local = time.Since(began)
	// The road without the encoders.
	began = time.Now()
	if err := s.put(b.Context(), s.work, "benchmark", newShardReader(&shard{items: items}, ""), bytes); err != nil {
		b.Fatal(err)
	}
	up := time.Since(began)
	stop()
	if err := <-ended; err != nil {
		b.Fatal(err)
	}
	b.ReportMetric(shardMemes/fleet.Seconds(), "memes/s")
	b.ReportMetric(shardMemes/local.Seconds(), "memes/s-without")
	b.ReportMetric(float64(bytes)/shardMemes, "B-up/meme")
	b.ReportMetric(up.Seconds(), "s-upload/shard")
	b.ReportMetric(keeping.Seconds()/float64(b.N), "s-keep/shard")
}

// shardOfPictures are a thousand memes, and about how many bytes their object has.
func shardOfPictures(b *testing.B) (items []model.Item, bytes int64) {
	b.Helper()
	pictures, err := filepath.Glob("../encoder/testdata/pictures/*")
	if err != nil || len(pictures) == 0 {
		b.Fatalf("%d pictures, %v", len(pictures), err)
	}
	dir := b.TempDir()
	for i := range shardMemes {
		data, err := os.ReadFile(pictures[i%len(pictures)])
		if err != nil {
			b.Fatal(err)
		}
		data = append(data, fmt.Sprint(i)...) // each another file; what follows the picture's end is not read
		path := filepath.Join(dir, fmt.Sprint(i))
		if err := os.WriteFile(path, data, 0o600); err != nil {
			b.Fatal(err)
		}
		caption := fmt.Sprint("when the deadline moves closer, take ", i)
		bytes += int64(len(data) + len(caption))
		items = append(items,
			model.Item{Meme: i, Input: 0, Modality: encoder.TextModality, Key: features.TextKey(caption), Caption: caption},
			model.Item{Meme: i, Input: 1, Modality: encoder.ImageModality, Key: features.TextKey(string(data)), Path: path})
	}
	return items, bytes
}
