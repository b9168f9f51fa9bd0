package dataset

import (
	"context"
	"errors"
	"fmt"
	"math/rand/v2"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"memebench/labels"
)

// many is a table of n rows with pictures.
func many(n int) string {
	var rows strings.Builder
	for i := range n {
		fmt.Fprintf(&rows, "%d,%d.jpg,,caption %d,positive\n", i, i, i)
	}
	return rows.String()
}

func TestImportCancel(t *testing.T) {
	s := newStore(t)
	ctx, cancel := context.WithCancel(t.Context())
	s.onAdd = func(batch int) error {
		if batch == 1 {
			cancel() // while the second batch is being stored
		}
		return nil
	}
	const n = 3*pictureBatch + 7
	spec := memotionSpec(t, many(n))
	r, err := importTable(ctx, s, spec, nil)
	if !errors.Is(err, context.Canceled) {
		t.Errorf("%v, want that it was cancelled", err)
	}
	balanced(t, r)
	counts(t, r, 2*pictureBatch, 2*pictureBatch, 0, 2*pictureBatch, 0, 0)
	if len(s.memes()) != r.Imported || len(s.log()) != r.Labels {
		t.Errorf("%d memes and %d labels are in, the report says %d and %d", len(s.memes()), len(s.log()), r.Imported, r.Labels)
	}
	if r.Memes != r.Imported { // rows are read ahead of those that are in
		t.Errorf("the report counts %d memes, of which %d are in", r.Memes, r.Imported)
	}
	s.onAdd = nil
	counts(t, mustImport(t, s, spec), n, n-2*pictureBatch, 2*pictureBatch, n-2*pictureBatch, 0, 0)
	if slices.Max(s.batches) > pictureBatch {
		t.Errorf("batches of %v rows", s.batches)
	}
	if _, err := importTable(ctx, newStore(t), spec, nil); !errors.Is(err, context.Canceled) {
		t.Errorf("cancelled before it began: %v", err)
	}
}

// Values without anything in them take room, too: a table of many columns is stored in
// small batches.
func TestImportBatchesOfAWideTable(t *testing.T) {
	const columns, rows = 10_000, 60
	table := "text" + strings.Repeat(",", columns-1) + "\n" + strings.Repeat("x"+strings.Repeat(",", columns-1)+"\n", rows)
	s := newStore(t)
	mustImport(t, s, ImportSpec{Format: "csv", Path: write(t, "t.csv", table), CaptionColumn: "text"})
	if most := batchBytes/(columns*valueBytes) + 1; slices.Max(s.batches) > most || len(s.batches) < rows/most {
		t.Errorf("batches of %v rows, want at most %d", s.batches, most)
	}
}

func TestImportStopsWhenTheStoreFails(t *testing.T) {
	s := newStore(t)
	full := errors.New("disk full")
	s.onAdd = func(batch int) error {
		if batch == 1 {
			return full
		}
		return nil
	}
	r, err := importTable(t.Context(), s, memotionSpec(t, "0,z.jpg,,x,so so\n"+many(2*pictureBatch)), nil)
	if !errors.Is(err, full) {
		t.Errorf("%v, want the store's error", err)
	}
	balanced(t, r)
	counts(t, r, pictureBatch+1, pictureBatch, 0, pictureBatch, 0, 1)
}

// Pictures are looked at in parallel, and rows stay in order: the first waits for
// the second.
func TestImportLooksInParallelAndKeepsOrder(t *testing.T) {
	s := newStore(t)
	second := make(chan struct{})
	spec := memotionSpec(t, many(2))
	spec.Probe = func(path string) (labels.Image, error) {
		switch filepath.Base(path) {
		case "0.jpg":
			<-second
		case "1.jpg":
			close(second)
		}
		return probe(path)
	}
	mustImport(t, s, spec)
	for i, m := range s.memes() {
		if want := fmt.Sprint(i, ".jpg"); m.Key != want || m.Image.SHA256 != "digest of "+want {
			t.Errorf("meme %d is %s with %s", i, m.Key, m.Image.SHA256)
		}
	}
}

func TestImportProgress(t *testing.T) {
	spec := memotionSpec(t, many(2*pictureBatch+1))
	var steps []labels.Step
	if _, err := importTable(t.Context(), newStore(t), spec, func(s labels.Step) { steps = append(steps, s) }); err != nil {
		t.Fatal(err)
	}
	for i, s := range steps {
		again := i > 0 && s.Phase == steps[i-1].Phase
		if s.Done > s.Total || again && s.Done < steps[i-1].Done || s.Phase != "import" && s.Phase != "look at the rows" {
			t.Errorf("step %d: %+v", i, s)
		}
	}
	if want := (labels.Step{Phase: "import", Done: 2*pictureBatch + 1, Total: 2*pictureBatch + 1, Unit: "memes"}); steps[len(steps)-1] != want {
		t.Errorf("last step %+v, want %+v", steps[len(steps)-1], want)
	}
}

// A second table of a dataset may have other columns: nothing that either brought
// is lost or shifted.
func TestImportOtherColumns(t *testing.T) {
	s := newStore(t)
	mustImport(t, s, memotionSpec(t, "0,a.jpg,ocr,one,positive\n"))
	mustImport(t, s, ImportSpec{
		Format: "memotion", Path: write(t, "more.csv", "humour,overall_sentiment,text_corrected,image_name\nfunny,negative,two,b.jpg\n"), Probe: probe,
	})
	if want := []string{"", "image_name", "text_ocr", "text_corrected", "overall_sentiment", "humour"}; len(s.datasets()) != 1 || !slices.Equal(s.datasets()[0].Columns, want) {
		t.Errorf("datasets %+v, want columns %q", s.datasets(), want)
	}
	if want := []string{"", "b.jpg", "", "two", "negative", "funny"}; !slices.Equal(s.memes()[1].Values, want) {
		t.Errorf("values %q, want %q", s.memes()[1].Values, want)
	}
}

// Whatever the table, the report adds up and counts what the store has. Each table is
// a dataset of its own in one store, which is faster than a store for each.
func TestImportAddsUp(t *testing.T) {
	rng := rand.New(rand.NewPCG(3, 4))
	pick := func(of ...string) string { return of[rng.IntN(len(of))] }
	s := newStore(t)
	for i := range 200 {
		var rows strings.Builder
		for range rng.IntN(40) {
			fmt.Fprintf(&rows, "%s,%s,%s,%s,%s%s", pick("", "1"), pick("a.jpg", "b.jpg", "missing.jpg", "broken.png", "../x", ""),
				pick("", "ocr", "\"", "two\nlines"), pick("", "one", "two", "\"q, \"\"q\"\"\"", "caf\xe9", "\"open"),
				pick("", "positive", "neutral", "7", "a,b"), pick("\n", "\r\n", "\n\n"))
		}
		memes, events := storeSize(t, s)
		spec := memotionSpec(t, rows.String())
		spec.Dataset = fmt.Sprint("table ", i)
		r, err := importTable(t.Context(), s, spec, nil)
		if err != nil {
			t.Fatalf("%v for %q", err, rows.String())
		}
		balanced(t, r)
		if m, e := storeSize(t, s); r.Imported != m-memes || r.Labels+r.Captioned != e-events {
			t.Errorf("report %+v, store has %d more memes and %d more labels and captions", r, m-memes, e-events)
		}
		for i := 1; i < len(r.Failed); i++ {
			if r.Failed[i].Row <= r.Failed[i-1].Row {
				t.Errorf("failures out of order: %+v", r.Failed)
			}
		}
	}
}

// storeSize counts the memes and events of a store.
func storeSize(t *testing.T, s *testStore) (memes, events int) {
	t.Helper()
	memes, err := s.MemeCount()
	if err != nil {
		t.Fatal(err)
	}
	last, err := s.LastSeq()
	if err != nil {
		t.Fatal(err)
	}
	return memes, int(last)
}
