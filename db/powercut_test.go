package db

import (
	"bytes"
	"fmt"
	"math/rand/v2"
	"os"
	"path/filepath"
	"slices"
	"testing"
	"time"

	"memebench/eval"
	"memebench/labels"
	"memebench/labels/soaktest"
)

// TestPowerCut takes, of what a transaction writes, at random what was not synced when the
// power went: sectors of its pages in any order, or all of them and a part of the header. What
// is left opens, is sound, and has every label that was acknowledged, and of the others the
// whole transaction or nothing of it.
func TestPowerCut(t *testing.T) {
	soaktest.Run(t, "powercut", 2, 1000, func(t *testing.T, n int, rng *rand.Rand, f soaktest.Figures) {
		quietPlaces(t)
		dir := t.TempDir()
		path := filepath.Join(dir, "store.db")
		d := openStore(t, path)
		memes := someMemes(t, d, 5+rng.IntN(300))
		var log []labels.Event
		before := contents(t, path)
		for step := range 10 {
			acknowledged := len(log)
			switch rng.IntN(8) {
			case 0:
				memes = append(memes, addMemes(t, d, textMeme(fmt.Sprint("new ", step), "a caption"))...)
			case 1:
				weights := make([]byte, rng.IntN(200<<10))
				if _, err := d.AddVersion(eval.Version{}, eval.Artifacts{Head: []byte("head"), Weights: weights}); err != nil {
					t.Fatal(err)
				}
			case 2:
				if _, err := d.Undo("ann"); err != nil {
					t.Fatal(err)
				}
			default:
				var batch []labels.Event
				for range 1 + rng.IntN(20) {
					batch = append(batch, level(memes[rng.IntN(len(memes))].ID, "ann", labels.Level(rng.IntN(labels.Levels))))
				}
				appendAll(t, d, batch...)
			}
			log = wholeLog(t, d)
			after := contents(t, path)
			for range 2 {
				cut := filepath.Join(dir, "cut.db")
				if err := os.WriteFile(cut, lose(before, after, rng), 0o600); err != nil {
					t.Fatal(err)
				}
				began := time.Now()
				left, err := Open(cut, Options{MustExist: true, Now: newClock()})
				if err != nil {
					t.Fatalf("step %d: %v", step, err)
				}
				f["open_ms"] = max(f["open_ms"], float64(time.Since(began).Microseconds())/1000)
				found := wholeLog(t, left)
				switch {
				case slices.Equal(found, log):
					f["kept"]++
				case slices.Equal(found, log[:acknowledged]):
					f["lost"]++
				default:
					t.Errorf("step %d: %d events, want the %d that were acknowledged, or %d", step, len(found), acknowledged, len(log))
				}
				checkStore(t, left)
				appendAll(t, left, level(memes[0].ID, "bob", labels.Positive)) // it goes on
				if err := left.Close(); err != nil {
					t.Fatal(err)
				}
			}
			before = after
		}
		f["labels"] = float64(len(log))
	})
}

func wholeLog(t *testing.T, d *DB) (log []labels.Event) {
	t.Helper()
	if err := d.Log(0, func(e labels.Event) error { log = append(log, e); return nil }); err != nil {
		t.Fatal(err)
	}
	return log
}

func contents(t *testing.T, path string) []byte {
	t.Helper()
	b, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	return b
}

// sector is what a disk writes whole or not at all.
const sector = 512

// lose returns a file as it can be after the power went while a transaction was written, that
// has made after of before. bbolt syncs the pages first, and then one of the two headers, each
// at the beginning of a page.
func lose(before, after []byte, rng *rand.Rand) []byte {
	pages := 2 * os.Getpagesize()
	if rng.IntN(3) == 0 { // all but the header, of which a part was written
		left := bytes.Clone(after)
		for from := 0; from < pages; from += os.Getpagesize() {
			const header = 80
			at := from + rng.IntN(header+1)
			copy(left[at:from+header], before[at:from+header])
		}
		return left
	}
	left := make([]byte, len(before)+sector*rng.IntN(1+(len(after)-len(before))/sector))
	copy(left, before)
	written := rng.Float64()
	for at := pages; at < len(left); at += sector {
		if rng.Float64() < written {
			copy(left[at:min(at+sector, len(left))], after[at:])
		}
	}
	return left
}
