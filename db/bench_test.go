package db

import (
	"fmt"
	"path/filepath"
	"testing"

	"memebench/labels"
)

// fill stores n memes in batches as an import does, half of them with a picture.
func fill(tb testing.TB, d *DB, n int) {
	tb.Helper()
	const batch = 500
	for i := 0; i < n; i += batch {
		memes := make([]labels.Meme, 0, batch)
		for j := i; j < min(i+batch, n); j++ {
			m := imageMeme(fmt.Sprintf("image_%d.jpg", j), fmt.Sprintf("when the caption number %d is as long as captions are", j), fmt.Sprintf("%064x", j))
			if j%2 == 0 {
				m = textMeme(m.Key, m.Caption)
			}
			memes = append(memes, m)
		}
		if _, err := d.AddMemes(memes, labels.DefaultShares); err != nil {
			tb.Fatal(err)
		}
	}
}

func benchStore(b *testing.B, memes int) (*DB, string) {
	path := filepath.Join(b.TempDir(), "store.db")
	d, err := Open(path, Options{})
	if err != nil {
		b.Fatal(err)
	}
	b.Cleanup(func() { d.Close() })
	d.bolt.NoSync = true
	fill(b, d, memes)
	d.bolt.NoSync = false
	if err := d.bolt.Sync(); err != nil {
		b.Fatal(err)
	}
	return d, path
}

// BenchmarkAppend takes the time from a key to a durable label: the meme on the
// screen read, its label synced to the disk, and the next meme that waits found:
//
//	go test -run '^$' -bench Append ./db
func BenchmarkAppend(b *testing.B) {
	for _, n := range []uint64{1_000, 100_000} {
		b.Run(fmt.Sprintf("memes=%d", n), func(b *testing.B) {
			d, _ := benchStore(b, int(n))
			for seq := uint64(1); b.Loop(); seq = seq%n + 1 { // round again when all are labelled
				m, err := d.MemeAt(seq)
				if err != nil {
					b.Fatal(err)
				}
				if _, err := d.Append(level(m.ID, "ann", labels.Positive)); err != nil {
					b.Fatal(err)
				}
				if _, _, err := d.NextWaiting("ann", seq); err != nil {
					b.Fatal(err)
				}
			}
		})
	}
}

// BenchmarkOpenToFirstWaiting opens a store and reads the first meme that waits,
// behind some hundred that do not:
//
//	go test -run '^$' -bench OpenToFirst ./db
func BenchmarkOpenToFirstWaiting(b *testing.B) {
	for _, n := range []int{1_000, 100_000} {
		b.Run(fmt.Sprintf("memes=%d", n), func(b *testing.B) {
			d, path := benchStore(b, n)
			for seq := range uint64(500) {
				m, err := d.MemeAt(seq + 1)
				if err != nil {
					b.Fatal(err)
				}
				if _, err := d.Append(level(m.ID, "ann", labels.Positive)); err != nil {
					b.Fatal(err)
				}
			}
			if err := d.Close(); err != nil {
				b.Fatal(err)
			}
			for b.Loop() {
				d, err := Open(path, Options{})
				if err != nil {
					b.Fatal(err)
				}
				if m, ok, err := d.NextWaiting("ann", 0); err != nil || !ok || m.Seq != 501 {
					b.Fatal(m.Seq, ok, err)
				}
				if err := d.Close(); err != nil {
					b.Fatal(err)
				}
			}
		})
	}
}

// BenchmarkAddMemes imports ten thousand memes into an empty store, synced.
func BenchmarkAddMemes(b *testing.B) {
	const n = 10_000
	for b.Loop() {
		d, err := Open(filepath.Join(b.TempDir(), "store.db"), Options{})
		if err != nil {
			b.Fatal(err)
		}
		fill(b, d, n)
		if err := d.Close(); err != nil {
			b.Fatal(err)
		}
	}
	b.ReportMetric(n*float64(b.N)/b.Elapsed().Seconds(), "memes/s")
}

// BenchmarkRows goes over all memes with their states.
func BenchmarkRows(b *testing.B) {
	const n = 10_000
	d, _ := benchStore(b, n)
	for b.Loop() {
		if err := d.Rows(func(labels.Meme, labels.State) error { return nil }); err != nil {
			b.Fatal(err)
		}
	}
	b.ReportMetric(n*float64(b.N)/b.Elapsed().Seconds(), "memes/s")
}
