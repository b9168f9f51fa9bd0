package db

import (
	"context"
	"errors"
	"fmt"
	"path/filepath"
	"slices"
	"testing"
	"time"

	"memebench/eval"
	"memebench/labels"
)

// textStore is a store of memes with text alone, labelled by a table or not, with
// predictions of a version that is served.
func textStore(b *testing.B, n int, labelled, predicted bool) *DB {
	b.Helper()
	d, err := Open(filepath.Join(b.TempDir(), "store.db"), Options{})
	if err != nil {
		b.Fatal(err)
	}
	b.Cleanup(func() { d.Close() })
	d.bolt.NoSync = true
	fillText(b, d, n, labelled)
	if predicted {
		if _, err := d.AddVersion(eval.Version{Config: eval.Default()}, eval.Artifacts{Head: []byte("h"), Weights: []byte("w")}); err != nil {
			b.Fatal(err)
		}
		putGuesses(b, d)
	}
	d.bolt.NoSync = false
	if err := d.bolt.Sync(); err != nil {
		b.Fatal(err)
	}
	return d
}

// sizesOf are the numbers of memes that a benchmark is run with; a short run has the
// first alone.
func sizesOf(sizes ...int) []int {
	if testing.Short() {
		return []int{10_000}
	}
	return sizes
}

// BenchmarkLabel takes the times that who labels waits for: of a label that is on the disk, of
// the next meme that waits with the summary, and of the one before, each read as the Label
// screen reads it, and of an undo, after every tenth label. Memes wait in the middle of the
// workspace. It reports the median and the 95th percentile of each, in milliseconds, alone and
// while predictions are written as fast as they can be, as encoding and predicting do:
//
//	go test -run '^$' -bench '^BenchmarkLabel$' -benchtime 500x ./db
func BenchmarkLabel(b *testing.B) {
	for _, n := range sizesOf(100_000, 1_000_000) {
		for _, labelled := range []bool{false, true} {
			b.Run(fmt.Sprintf("memes=%d/imported=%v", n, labelled), func(b *testing.B) {
				d := textStore(b, n, labelled, true)
				b.Run("quiet", func(b *testing.B) { benchLabel(b, d, n) })
				b.Run("encoding", func(b *testing.B) {
					stop := predictOn(b, d)
					benchLabel(b, d, n)
					b.ReportMetric(float64(stop())/b.Elapsed().Seconds(), "predictions/s")
				})
			})
		}
	}
}

func benchLabel(b *testing.B, d *DB, n int) {
	took := map[string][]time.Duration{}
	take := func(name string, do func() error) {
		at := time.Now()
		if err := do(); err != nil {
			b.Fatal(err)
		}
		took[name] = append(took[name], time.Since(at))
	}
	// open reads what the screen shows of a meme.
	open := func(r *Reader, id labels.MemeID) error {
		if _, err := r.Summary("ann"); err != nil {
			return err
		}
		if _, err := r.Events(id); err != nil {
			return err
		}
		_, _, err := r.Prediction("served", id)
		return err
	}
	m, _, err := d.NextWaiting("ann", uint64(n/2))
	if err != nil {
		b.Fatal(err)
	}
	i := 0
	for b.Loop() {
		take("label", func() error { _, err := d.Append(level(m.ID, "ann", labels.Positive)); return err })
		take("next", func() error {
			return d.Read(func(r *Reader) (err error) {
				if m, _, err = r.NextWaiting("ann", m.Seq); err == nil {
					err = open(r, m.ID)
				}
				return err
			})
		})
		take("previous", func() error {
			return d.Read(func(r *Reader) error {
				before, err := r.MemeAt(m.Seq - 1)
				if err == nil {
					err = open(r, before.ID)
				}
				return err
			})
		})
		if i++; i%10 == 0 {
			take("undo", func() error { _, err := d.Undo("ann"); return err })
		}
	}
	for name, all := range took {
		slices.Sort(all)
		b.ReportMetric(float64(all[len(all)/2].Microseconds())/1000, name+"-p50-ms")
		b.ReportMetric(float64(all[len(all)*95/100].Microseconds())/1000, name+"-p95-ms")
	}
	b.ReportMetric(0, "ns/op") // of a mean of it all nobody learns anything
}

// predictOn makes a version predict all memes, in portions of 512 as the model does, round and
// round until stop is called, which says how many predictions it has stored.
func predictOn(b *testing.B, d *DB) (stop func() (stored int)) {
	b.Helper()
	v, err := d.AddVersion(eval.Version{Config: eval.Default()}, eval.Artifacts{Head: []byte("h"), Weights: []byte("w")})
	if err != nil {
		b.Fatal(err)
	}
	ctx, cancel := context.WithCancel(context.Background())
	done := make(chan error, 1)
	stored := 0
	go func() {
		var err error
		for err == nil {
			err = predictAll(ctx, d, v.ID, &stored)
		}
		done <- err
	}()
	return func() int {
		cancel()
		if err := <-done; !errors.Is(err, context.Canceled) {
			b.Fatal(err)
		}
		return stored
	}
}

// predictAll stores a prediction of each meme, and counts them in stored.
func predictAll(ctx context.Context, d *DB, version string, stored *int) error {
	const portion = 512
	var ps []labels.Prediction
	var captions []string
	return d.Rows(func(m labels.Meme, _ labels.State) error {
		ps, captions = append(ps, labels.Prediction{Meme: m.ID, Version: version, Probs: [labels.Levels]float32{.1, .2, .3, .3, .1}, Modalities: []string{"text"}}), append(captions, m.Caption)
		if len(ps) < portion {
			return ctx.Err()
		}
		if _, err := d.PutPredictions(ps, captions); err != nil {
			return err
		}
		*stored += len(ps)
		ps, captions = ps[:0], captions[:0]
		return ctx.Err()
	})
}
