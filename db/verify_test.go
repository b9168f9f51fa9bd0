package db

import (
	"bytes"
	"context"
	"encoding/binary"
	"errors"
	"fmt"
	"math/rand/v2"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"go.etcd.io/bbolt"

	"memebench/labels"
)

func verify(t *testing.T, path string) []Finding {
	t.Helper()
	_, findings, err := Verify(context.Background(), path, nil)
	if err != nil {
		t.Fatal(err)
	}
	return findings
}

// TestVerifyFindsWhatIsDerivedWrongly spoils each derived bucket, and rebuilds it.
func TestVerifyFindsWhatIsDerivedWrongly(t *testing.T) {
	quietPlaces(t)
	for _, bucket := range derivedBuckets {
		for name, spoil := range map[string]func(b *bbolt.Bucket) error{
			"lost":  func(b *bbolt.Bucket) error { k, _ := b.Cursor().First(); return b.Delete(k) },
			"added": func(b *bbolt.Bucket) error { return b.Put([]byte("zzzzzzzzzzzzzzzz"), number8(7)) },
			"other": func(b *bbolt.Bucket) error {
				k, v := b.Cursor().First()
				if packedIndexes[string(bucket)] > 0 { // one of its digests leads elsewhere
					v = bytes.Clone(v)
					v[len(v)-1] ^= 3
					return b.Put(k, v)
				}
				return b.Put(k, append([]byte("x"), v...))
			},
		} {
			if bytes.Equal(bucket, bucketMemeNames) && name != "added" {
				continue // the story's memes are all found by their ids: see TestVerifyFindsLostNames
			}
			t.Run(fmt.Sprintf("%s %s", bucket, name), func(t *testing.T) {
				path := filepath.Join(t.TempDir(), "store.db")
				d, err := Open(path, Options{Now: newClock()})
				if err != nil {
					t.Fatal(err)
				}
				tell(t, d)
				if err := d.update(func(tx *bbolt.Tx) error {
					b := tx.Bucket(bucket)
					if ofAnnotators := [][]byte{bucketUndoable, bucketRedoable, bucketSaid}; slices.ContainsFunc(ofAnnotators, func(b []byte) bool { return bytes.Equal(b, bucket) }) {
						if name == "added" {
							_, err := b.CreateBucket([]byte("somebody"))
							return errors.Join(err, spoil(b.Bucket([]byte("somebody"))))
						}
						b = b.Bucket([]byte("ann"))
					}
					return spoil(b)
				}); err != nil {
					t.Fatal(err)
				}
				if err := d.Close(); err != nil {
					t.Fatal(err)
				}
				findings := verify(t, path)
				if len(findings) != 1 || findings[0].What != string(bucket) || !findings[0].Rebuildable || findings[0].Count != 1 {
					t.Fatalf("found: %v", findings)
				}
				r, err := Rebuild(context.Background(), path, nil)
				if err != nil || r.Memes != 4 {
					t.Fatalf("rebuilt: %+v, %v", r, err)
				}
				if findings := verify(t, path); findings != nil {
					t.Errorf("after it was rebuilt: %v", findings)
				}
				checkStory(t, openStore(t, path), 4)
				if findings := verify(t, r.Kept); len(findings) != 1 {
					t.Errorf("the store that was kept: %v", findings)
				}
			})
		}
	}
}

// TestVerifyFindsLostNames takes the name of a picture away by which a meme was found that has
// another key, and rebuilds it.
func TestVerifyFindsLostNames(t *testing.T) {
	quietPlaces(t)
	path := filepath.Join(t.TempDir(), "store.db")
	d := openStore(t, path)
	m := imageMeme("7", "a cat", "")
	m.Image.Name = "cat.png"
	addMemes(t, d, m)
	if err := errors.Join(d.update(func(tx *bbolt.Tx) error { return tx.Bucket(bucketMemeNames).Delete(nameKey("cat.png", 1)) }), d.Close()); err != nil {
		t.Fatal(err)
	}
	if findings := verify(t, path); len(findings) != 1 || findings[0].What != string(bucketMemeNames) || !findings[0].Rebuildable || findings[0].Count != 1 {
		t.Fatalf("found: %v", findings)
	}
	if _, err := Rebuild(context.Background(), path, nil); err != nil {
		t.Fatal(err)
	}
	if found, err := openStore(t, path).FindMeme("cat.png"); err != nil || found.ID != m.ID {
		t.Errorf("found %+v, %v", found, err)
	}
}

// TestVerifyFindsOtherDamage spoils what is not derived.
func TestVerifyFindsOtherDamage(t *testing.T) {
	quietPlaces(t)
	put := func(bucket []byte, key uint64, value []byte) func(tx *bbolt.Tx) error {
		return func(tx *bbolt.Tx) error { return tx.Bucket(bucket).Put(number8(key), value) }
	}
	for name, tt := range map[string]struct {
		spoil   func(tx *bbolt.Tx) error
		what    string
		rebuilt bool
	}{
		"a meme that cannot be read":   {put(bucketMemes, 2, []byte("\x01{")), "memes", false},
		"a meme in another's place":    {func(tx *bbolt.Tx) error { b := tx.Bucket(bucketMemes); return b.Put(number8(2), b.Get(number8(3))) }, "memes", false},
		"captions that cannot be read": {func(tx *bbolt.Tx) error { return tx.Bucket(bucketTexts).Put(textKey{}.bytes(), []byte("\x02\xff")) }, "memes", false},
		"a lost value":                 {func(tx *bbolt.Tx) error { return tx.Bucket(bucketTexts).Delete(textKey{column: 1}.bytes()) }, "memes", false},
		"an event of no meme": {func(tx *bbolt.Tx) error {
			b, err := packEvent(9, &labels.Event{Annotator: "ann", Source: labels.Key, Action: labels.Skip, Level: labels.NoLevel})
			return errors.Join(err, tx.Bucket(bucketLog).Put(number8(3), b))
		}, "log", false},
		"a lost meme":                      {func(tx *bbolt.Tx) error { return tx.Bucket(bucketMemes).Delete(number8(4)) }, "memes", false},
		"an event that cannot be read":     {put(bucketLog, 3, []byte("\x02{}")), "log", false},
		"a lost event":                     {func(tx *bbolt.Tx) error { return tx.Bucket(bucketLog).Delete(number8(5)) }, "log", false},
		"a version that cannot be read":    {put(bucketVersions, 1, nil), "versions", false},
		"a version without a head":         {func(tx *bbolt.Tx) error { return tx.Bucket(bucketHeads).Delete(number8(1)) }, "versions", false},
		"a version that is not is served":  {put(bucketServed, 9, number8(9)), "served", true},
		"a prediction of no meme":          {func(tx *bbolt.Tx) error { b := predictionsOf(tx, 1); return b.Put(number8(2), b.Get(number8(0))) }, "predictions", true},
		"a prediction that cannot be read": {func(tx *bbolt.Tx) error { return predictionsOf(tx, 1).Put(number8(0), []byte("x")) }, "predictions", true},
		"prints that cannot be read":       {func(tx *bbolt.Tx) error { return tx.Bucket(bucketPrints).Put([]byte("a digest"), []byte("x")) }, "prints", true},
		"predictions of no version":        {func(tx *bbolt.Tx) error { _, err := tx.Bucket(bucketPredictions).CreateBucket(number8(7)); return err }, "predictions", true},
		"a lost bucket":                    {func(tx *bbolt.Tx) error { return tx.DeleteBucket(bucketSettings) }, "settings", false},
		"a lost index":                     {func(tx *bbolt.Tx) error { return tx.DeleteBucket(bucketColumns) }, "columns", true},
	} {
		t.Run(name, func(t *testing.T) {
			path := filepath.Join(t.TempDir(), "store.db")
			d, err := Open(path, Options{Now: newClock()})
			if err != nil {
				t.Fatal(err)
			}
			tell(t, d)
			if err := errors.Join(d.update(tt.spoil), d.Close()); err != nil {
				t.Fatal(err)
			}
			findings := verify(t, path)
			if len(findings) == 0 || findings[0].What != tt.what || findings[0].Rebuildable != tt.rebuilt {
				t.Fatalf("found: %v", findings)
			}
			before, _ := os.ReadFile(path)
			_, err = Rebuild(context.Background(), path, nil)
			if !tt.rebuilt {
				if after, _ := os.ReadFile(path); !errors.Is(err, ErrDamaged) || !bytes.Equal(before, after) {
					t.Errorf("rebuilt: %v", err)
				}
				return
			}
			if findings := verify(t, path); err != nil || findings != nil {
				t.Errorf("rebuilt: %v, then found %v", err, findings)
			}
		})
	}
}

// TestVerifyHeaders spoils one of the two headers: the store can be read, copied and
// rebuilt.
func TestVerifyHeaders(t *testing.T) {
	d, path := told(t)
	if err := d.Close(); err != nil {
		t.Fatal(err)
	}
	sound, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	page := os.Getpagesize()
	for name, b := range map[string][]byte{
		"the first is lost":  slices.Concat(make([]byte, page), sound[page:]),
		"the second is lost": slices.Concat(sound[:page], make([]byte, page), sound[2*page:]),
		"they are swapped":   slices.Concat(sound[page:2*page], sound[:page], sound[2*page:]),
	} {
		if err := os.WriteFile(path, b, 0o600); err != nil {
			t.Fatal(err)
		}
		if findings := verify(t, path); len(findings) != 1 || findings[0].What != "header" || !findings[0].Rebuildable {
			t.Errorf("%s: found %v", name, findings)
		}
		backup := filepath.Join(t.TempDir(), "backup.db")
		if _, err := Backup(context.Background(), path, backup, nil); err != nil {
			t.Errorf("%s: backed up: %v", name, err)
		} else if findings := verify(t, backup); findings != nil {
			t.Errorf("%s: in the backup: %v", name, findings)
		}
		if _, err := Rebuild(context.Background(), path, nil); err != nil {
			t.Errorf("%s: rebuilt: %v", name, err)
		}
		if findings := verify(t, path); findings != nil {
			t.Errorf("%s: rebuilt: %v", name, findings)
		}
	}
}

// TestVerifySpoiltPages spoils a file at random, and aims at what leads from page to
// page: what opens is verified without a panic or an endless loop, and if nothing is
// found then all can be read.
func TestVerifySpoiltPages(t *testing.T) {
	quietPlaces(t)
	dir := t.TempDir()
	path := filepath.Join(dir, "store.db")
	d := openStore(t, path)
	tell(t, unsynced(d))
	memes := someMemes(t, d, 150)
	var events []labels.Event
	for _, m := range memes {
		events = append(events, level(m.ID, "ann", labels.Neutral))
	}
	appendAll(t, d, events...)
	if err := d.Close(); err != nil {
		t.Fatal(err)
	}
	sound, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	h, err := readHeader(bytes.NewReader(sound), int64(len(sound)))
	if err != nil {
		t.Fatal(err)
	}
	used := usedPages(t, path)
	found := 0
	for seed := range uint64(60) {
		rng := rand.New(rand.NewPCG(seed, 5))
		b := bytes.Clone(sound)
		page := h.pageSize * used[rng.IntN(len(used))]
		switch at := page + 16*rng.Int64N(8); seed % 4 {
		case 0: // an element, or the page's own header, leads to another page
			binary.NativeEndian.PutUint64(b[at+8:], rng.Uint64N(h.pages+2))
		case 1: // it leads to itself
			binary.NativeEndian.PutUint64(b[at+8:], uint64(page/h.pageSize))
		case 2: // it has other sizes
			binary.NativeEndian.PutUint32(b[at+4*rng.Int64N(4):], rng.Uint32())
		default:
			b[page+rng.Int64N(h.pageSize)] ^= byte(1 + rng.IntN(255))
		}
		spoilt := filepath.Join(dir, "spoilt.db")
		if err := os.WriteFile(spoilt, b, 0o600); err != nil {
			t.Fatal(err)
		}
		_, findings, err := Verify(context.Background(), spoilt, nil)
		if err != nil && !errors.Is(err, ErrDamaged) {
			t.Errorf("seed %d: %v", seed, err)
		}
		if err != nil || findings != nil {
			found++
		}
		for _, f := range findings {
			if s := f.String(); strings.Contains(s, "runtime error") || strings.Contains(s, "assertion") {
				t.Errorf("seed %d: it says %q", seed, s)
			}
		}
	}
	t.Log(found)
	if found < 30 {
		t.Errorf("only %d of 60 were found: the test spoils too little", found)
	}
}

// usedPages returns the numbers of the pages that hold something, without the file's
// two headers.
func usedPages(t *testing.T, path string) (used []int64) {
	t.Helper()
	f, err := bbolt.Open(path, 0o600, &bbolt.Options{ReadOnly: true, PreLoadFreelist: true})
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	if err := f.View(func(tx *bbolt.Tx) error {
		for id := 2; ; {
			page, err := tx.Page(id)
			if page == nil || err != nil {
				return err
			}
			if page.Type != "free" {
				used = append(used, int64(id))
			}
			id += 1 + page.OverflowCount
		}
	}); err != nil {
		t.Fatal(err)
	}
	return used
}

// TestRebuildLargeStore rebuilds a store of several batches, and gets the same.
func TestRebuildLargeStore(t *testing.T) {
	quietPlaces(t)
	path := filepath.Join(t.TempDir(), "store.db")
	d, err := Open(path, Options{Now: newClock()})
	if err != nil {
		t.Fatal(err)
	}
	unsynced(d)
	memes := someMemes(t, d, 2*deriveBatch+7)
	var events []labels.Event
	for i, m := range memes[:deriveBatch+3] {
		events = append(events, level(m.ID, fmt.Sprint("ann", i%3), labels.Level(i%5)), level(m.ID, "bob", labels.Level(i%5)))
	}
	appendAll(t, d, events...)
	before := dump(t, d)
	if err := d.Close(); err != nil {
		t.Fatal(err)
	}
	if _, err := Rebuild(context.Background(), path, nil); err != nil {
		t.Fatal(err)
	}
	d = openStore(t, path)
	if after := dump(t, d); !bytes.Equal(before, after) {
		t.Errorf("another store: %d and %d bytes", len(before), len(after))
	}
}

// dump is all that is in a store.
func dump(t *testing.T, d *DB) []byte {
	t.Helper()
	var b bytes.Buffer
	var walk func(name []byte, of *bbolt.Bucket) error
	walk = func(name []byte, of *bbolt.Bucket) error {
		fmt.Fprintf(&b, "%x %d\n", name, of.Sequence())
		return of.ForEach(func(k, v []byte) error {
			if v == nil {
				return walk(k, of.Bucket(k))
			}
			fmt.Fprintf(&b, "%x %x\n", k, v)
			return nil
		})
	}
	if err := d.view(func(tx *bbolt.Tx) error { return tx.ForEach(walk) }); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

// TestPrivateFilesAreSwept: what a killed verification leaves of its private files, the
// next one removes.
func TestPrivateFilesAreSwept(t *testing.T) {
	d, path := told(t)
	if err := d.Close(); err != nil {
		t.Fatal(err)
	}
	dir := quietPlaces(t)
	const mark = "*.part"
	for name, do := range map[string]func(labels.Report) error{
		"verify":  func(r labels.Report) error { _, _, err := Verify(context.Background(), path, r); return err },
		"rebuild": func(r labels.Report) error { _, err := Rebuild(context.Background(), path, r); return err },
	} {
		seen := map[string]bool{}
		if err := do(func(labels.Step) {
			for _, e := range names(t, dir) {
				if ok, _ := filepath.Match(mark, e); !ok {
					t.Errorf("%s: %s is not swept", name, e)
				}
				seen[e] = true
			}
		}); err != nil {
			t.Fatal(err)
		}
		if len(seen) < 2 {
			t.Errorf("%s had the private files %v", name, seen)
		}
		for left := range seen { // as a killed process leaves it
			if err := os.Mkdir(filepath.Join(dir, left), 0o700); err != nil {
				t.Fatal(err)
			}
			if err := os.WriteFile(filepath.Join(dir, left, "store"), nil, 0o600); err != nil {
				t.Fatal(err)
			}
		}
		if err := do(nil); err != nil {
			t.Fatal(err)
		}
		if left := names(t, dir); left != nil {
			t.Errorf("%s: left: %v", name, left)
		}
	}
}

// names lists a folder.
func names(t *testing.T, dir string) (names []string) {
	t.Helper()
	entries, err := os.ReadDir(dir)
	if err != nil {
		t.Fatal(err)
	}
	for _, e := range entries {
		names = append(names, e.Name())
	}
	return names
}

// TestLostMemeIsDamage asks a damaged store for memes that it has had: it does not say that there are none.
func TestLostMemeIsDamage(t *testing.T) {
	d, err := Open(filepath.Join(t.TempDir(), "store.db"), Options{Now: newClock()})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = d.Close() }) // of what is spoilt
	tell(t, d)
	m, err := d.MemeAt(2)
	if err != nil {
		t.Fatal(err)
	}
	other := labels.NewMemeID("elsewhere", "m")
	if err := d.update(func(tx *bbolt.Tx) error {
		lost := tx.DeleteBucket(bucketMemeIDs)
		_, err := tx.CreateBucket(bucketMemeIDs)
		return errors.Join(lost, err, tx.Bucket(bucketMemes).Delete(number8(4)))
	}); err != nil {
		t.Fatal(err)
	}
	_, state := d.State(m.ID)
	_, events := d.Events(m.ID)
	_, at := d.MemeAt(4)
	if !errors.Is(state, ErrDamaged) || !errors.Is(events, ErrDamaged) || !errors.Is(at, ErrDamaged) {
		t.Errorf("lost memes: %v; %v; %v", state, events, at)
	}
	if want := "that of a new workspace into which you import the memes again"; at == nil || !strings.Contains(at.Error(), want) {
		t.Errorf("%v: it does not say what to do where there is no backup", at)
	}
	_, state = d.State(other)
	if _, at = d.MemeAt(5); !errors.Is(state, ErrNotFound) || !errors.Is(at, ErrNotFound) {
		t.Errorf("memes that never were: %v; %v", state, at)
	}
}
