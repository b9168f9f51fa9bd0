package db

import (
	"bytes"
	"compress/gzip"
	"errors"
	"flag"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"reflect"
	"strings"
	"testing"

	"go.etcd.io/bbolt"

	"memebench/labels"
)

var update = flag.Bool("update", false, "write the newest schema's file in testdata again")

// fixture is the file of a schema in testdata: the story of story_test.go as the
// code of that time stored it, compressed. The newest is written by
// go test ./db -run TestFixtures -update, when a schema is added, and never again.
func fixture(schema uint64) string {
	return filepath.Join("testdata", fmt.Sprintf("schema-%d.db.gz", schema))
}

// unpack writes the file of a schema to a new place; that of schema 0 is empty.
func unpack(t *testing.T, schema uint64) string {
	t.Helper()
	path := filepath.Join(t.TempDir(), "store.db")
	var b []byte
	if schema > 0 {
		f, err := os.Open(fixture(schema))
		if err != nil {
			t.Fatal(err)
		}
		defer f.Close()
		z, err := gzip.NewReader(f)
		if err != nil {
			t.Fatal(err)
		}
		if b, err = io.ReadAll(z); err != nil {
			t.Fatal(err)
		}
	}
	if err := os.WriteFile(path, b, 0o600); err != nil {
		t.Fatal(err)
	}
	return path
}

// TestMigrations runs each migration alone on the file of the schema before it.
func TestMigrations(t *testing.T) {
	cases := map[uint64]func(t *testing.T, tx *bbolt.Tx){
		1: func(t *testing.T, tx *bbolt.Tx) {
			n := 0
			if err := tx.ForEach(func(name []byte, b *bbolt.Bucket) error {
				n++
				if !bytes.Equal(name, bucketMeta) && b.Inspect().KeyN != 0 {
					t.Errorf("bucket %s is not empty", name)
				}
				return nil
			}); err != nil {
				t.Error(err)
			}
			if n != 19 {
				t.Errorf("schema 1 has %d buckets, want 19", n)
			}
		},
		2: func(t *testing.T, tx *bbolt.Tx) {
			if b := tx.Bucket(bucketBaselines); b == nil || b.Inspect().KeyN != 0 {
				t.Error("no empty bucket for the baselines")
			}
			if n := tx.Bucket(bucketVersions).Inspect().KeyN; n != 2 {
				t.Errorf("%d versions are left, want 2", n)
			}
		},
		3: func(t *testing.T, tx *bbolt.Tx) {
			if b := tx.Bucket(bucketProvenance); b == nil || b.Inspect().KeyN != 0 {
				t.Error("no empty bucket for the provenance")
			}
			if b := tx.Bucket(bucketBaselines).Bucket(number8(2)); b == nil || string(b.Get([]byte("text"))) != "text two" {
				t.Error("the baselines of v2 are gone")
			}
		},
		4: func(t *testing.T, tx *bbolt.Tx) {
			// Of the levels of people one was taken back, the flag is none.
			if n, err := newCounters(tx).get(counterNew); err != nil || n != 1 {
				t.Errorf("%d labels since the newest training, %v", n, err)
			}
			if seq, err := trainedUpTo(tx); err != nil || seq != 0 {
				t.Errorf("trained up to %d, %v", seq, err)
			}
		},
		5: func(t *testing.T, tx *bbolt.Tx) {
			count := map[labels.Kind]int{}
			if err := tx.Bucket([]byte("states")).ForEach(func(k, v []byte) error {
				if seq, _ := readNumber(k); seq < 100 {
					return nil
				}
				s, err := decode[labels.State](v)
				if err == nil && s.Current[0].Annotator != "conflict" {
					t.Errorf("an annotator was renamed to %s", s.Current[0].Annotator)
				}
				count[s.Kind]++
				return err
			}); err != nil {
				t.Error(err)
			}
			if count[labels.Disputed] != 1500 || count[labels.Flagged] != 1500 || len(count) != 2 {
				t.Errorf("the states are %v", count)
			}
			if n, err := newCounters(tx).get(counterKind(labels.Disputed)); err != nil || n != 1500 {
				t.Errorf("%d disputed memes are counted, %v", n, err)
			}
			if tx.Bucket(bucketCounters).Get([]byte("kind:conflict")) != nil {
				t.Error("the old counter is left")
			}
		},
		6: func(t *testing.T, tx *bbolt.Tx) {
			for _, name := range []string{"memes", "log", "states", "waiting", "predictions"} {
				if tx.Bucket([]byte(name)) != nil {
					t.Errorf("the bucket %s is left", name)
				}
			}
			m, err := newMemeTable(tx).at(1)
			if err != nil || m.Caption != "a cat & a <box>" || !reflect.DeepEqual(m.Values, []string{"cat.png", "a cat"}) || m.Row != 2 {
				t.Errorf("the first meme is %+v, %v", m, err)
			}
			if n, m := tx.Bucket(bucketMemes).Sequence(), tx.Bucket(bucketLog).Sequence(); n != 4 || m != 5 {
				t.Errorf("%d memes and %d events", n, m)
			}
			if e, err := eventAt(tx, number8(4)); err != nil || e.Text != "unreadable" || e.Source != labels.CLI || e.Seq != 4 {
				t.Errorf("the fourth event is %+v, %v", e, err)
			}
			// One of the predictions was damaged; those of a version that is gone are kept for
			// verify to find.
			if p, ok, err := predictionAt(tx, 1, 3); err != nil || !ok || p.Probs[4] != 1 || !reflect.DeepEqual(p.Modalities, []string{"text"}) {
				t.Errorf("the prediction of the third meme: %+v, %v, %v", p, ok, err)
			}
			if p, ok, err := predictionAt(tx, 1, 1); err != nil || ok {
				t.Errorf("the prediction of the first meme: %+v, %v, %v", p, ok, err)
			}
			if n, err := newCounters(tx).get(counterKind(labels.Unlabelled)); err != nil || n != 2 {
				t.Errorf("%d memes are unlabelled, %v", n, err)
			}
			if newestRedoable(tx, "ann") == nil {
				t.Error("what was undone cannot be said again")
			}
		},
		7: func(t *testing.T, tx *bbolt.Tx) {
			if b := tx.Bucket(bucketPrints); b == nil || b.Inspect().KeyN != 0 {
				t.Error("no empty bucket for the prints")
			}
			first := keyDigest("caption:a cat a box")
			if v := tx.Bucket(bucketCaptionPictures).Get(first[:]); len(v) != pictureBytes {
				t.Errorf("of the first caption, %d bytes of pictures are kept", len(v))
			}
			// Memes 3 and 4 share a caption; the first two were in one group for nothing.
			memes := newMemeTable(tx)
			for seq, want := range map[uint64]string{1: "g1", 2: "g2", 3: "g3", 4: "g3"} {
				if m, err := memes.at(seq); err != nil || m.Group != want || m.Split == "" {
					t.Errorf("meme %d is in %s of %s, %v; want %s", seq, m.Group, m.Split, err, want)
				}
			}
		},
		8: func(t *testing.T, tx *bbolt.Tx) {
			for _, name := range []string{"meme_ids", "group_keys"} {
				if tx.Bucket([]byte(name)) != nil {
					t.Errorf("the bucket %s is left", name)
				}
			}
			memes := newMemeTable(tx)
			for seq := range uint64(4) {
				m, err := memes.at(seq + 1)
				if err != nil {
					t.Fatal(err)
				}
				id, _ := idDigest(m.ID)
				if v := idIndex(tx).get(id); !bytes.Equal(v, number8(m.Seq)) {
					t.Errorf("meme %d is %x by its id", m.Seq, v)
				}
			}
			if v := groupKeyIndex(tx).get(keyDigest("caption:a cat a box")); len(v) != groupRefWidth || !bytes.HasPrefix(v, number8(1)) {
				t.Errorf("the first caption leads to %x", v)
			}
		},
		9: func(t *testing.T, tx *bbolt.Tx) {
			// What is there is as it was: the memes have room for more.
			for seq := range uint64(4) {
				if m, err := newMemeTable(tx).at(seq + 1); err != nil || m.Image.Media.Is() {
					t.Errorf("meme %d is %+v, %v", seq+1, m, err)
				}
			}
		},
	}
	// What the file of the schema before lacks of what a migration is about.
	before := map[uint64]func(t *testing.T, tx *bbolt.Tx){
		5: func(t *testing.T, tx *bbolt.Tx) {
			put := func(bucket string, key, value []byte) {
				t.Helper()
				if err := tx.Bucket([]byte(bucket)).Put(key, value); err != nil {
					t.Fatal(err)
				}
			}
			for seq := range uint64(3000) { // more than one batch
				kind := []string{"conflict", "flagged"}[seq%2]
				put("states", number8(100+seq), fmt.Appendf(nil, "\x01{\"kind\":%q,\"gold\":\"\",\"standings\":[{\"annotator\":\"conflict\"}]}", kind))
			}
			put("counters", []byte("kind:conflict"), number8(1500))
		},
		6: func(t *testing.T, tx *bbolt.Tx) {
			if err := tx.Bucket([]byte("predictions")).Bucket(number8(1)).Put(number8(1), []byte("x")); err != nil {
				t.Fatal(err)
			}
		},
		7: func(t *testing.T, tx *bbolt.Tx) {
			memes := newMemeTable(tx)
			m, err := memes.at(2)
			m.Group = "g1"
			if err = errors.Join(err, memes.putRecord(&m), memes.flush()); err != nil {
				t.Fatal(err)
			}
		},
	}
	for i, m := range migrations {
		if m.schema != uint64(i+1) {
			t.Fatalf("migration %d of the list leads to schema %d", i+1, m.schema)
		}
		t.Run(fmt.Sprint("schema ", m.schema), func(t *testing.T) {
			check := cases[m.schema]
			if check == nil {
				t.Fatalf("no test case for the migration %q", m.name)
			}
			b, err := bbolt.Open(unpack(t, m.schema-1), 0o600, nil)
			if err != nil {
				t.Fatal(err)
			}
			defer b.Close()
			if err := b.Update(func(tx *bbolt.Tx) error {
				if add := before[m.schema]; add != nil {
					add(t, tx)
				}
				return migrate(tx, migrations[:i+1])
			}); err != nil {
				t.Fatal(err)
			}
			if err := b.View(func(tx *bbolt.Tx) error {
				if s, err := schemaOf(tx); err != nil || s != m.schema {
					t.Errorf("the schema is %d, %v", s, err)
				}
				check(t, tx)
				return nil
			}); err != nil {
				t.Fatal(err)
			}
		})
	}
}

// TestFixtures opens the file of every schema that ever was: the store brings it
// up to date and finds all of the story in it.
func TestFixtures(t *testing.T) {
	newest := migrations[len(migrations)-1].schema
	if *update {
		path := filepath.Join(t.TempDir(), "store.db")
		d := openStore(t, path)
		tell(t, d)
		addMemes(t, d, film())
		if err := d.Close(); err != nil {
			t.Fatal(err)
		}
		b, err := os.ReadFile(path)
		if err != nil {
			t.Fatal(err)
		}
		var packed bytes.Buffer
		z, _ := gzip.NewWriterLevel(&packed, gzip.BestCompression)
		_, err = z.Write(b)
		if err := errors.Join(err, z.Close(), os.WriteFile(fixture(newest), packed.Bytes(), 0o644)); err != nil {
			t.Fatal(err)
		}
	}
	for schema := uint64(1); schema <= newest; schema++ {
		t.Run(fmt.Sprint("schema ", schema), func(t *testing.T) {
			d := openStore(t, unpack(t, schema))
			checkStory(t, d, schema)
			someMemes(t, d, 1)
			if id, err := d.Rollback(); err != nil || id != "v1" {
				t.Errorf("rollback to %q, %v", id, err)
			}
		})
	}
}

// A program from before videos and sounds refuses a file that may have some, whatever it would
// do with it, and says that a newer one made it: by itself it would take their records for
// damaged ones, and advise to bring back a backup.
func TestBeforeVideosAndSounds(t *testing.T) {
	path := filepath.Join(t.TempDir(), "store.db")
	d := openStore(t, path)
	m := imageMeme("clip.mp4", "a clip", "aa")
	m.Image.Media = labels.Media{Path: "/memes/clip.mp4", SHA256: "bb", Format: "mp4", Seconds: 1.5, Moves: true, Reader: "ffmpeg version 9"}
	addMemes(t, d, m)
	if err := d.Close(); err != nil {
		t.Fatal(err)
	}
	b, err := bbolt.Open(path, 0o600, &bbolt.Options{ReadOnly: true})
	if err != nil {
		t.Fatal(err)
	}
	defer b.Close()
	if err := b.View(func(tx *bbolt.Tx) error {
		due, err := migrationDue(tx, migrations[:8])
		want := fmt.Sprintf("its schema is %d and this memebench knows 8; use a newer memebench", len(migrations))
		if due || !errors.Is(err, ErrNewer) || !strings.Contains(err.Error(), want) {
			t.Errorf("it is due: %v, %v", due, err)
		}
		return nil
	}); err != nil {
		t.Fatal(err)
	}
}

// TestMigrationIsAllOrNothing lets the second of two migrations fail.
func TestMigrationIsAllOrNothing(t *testing.T) {
	path := unpack(t, 0)
	b, err := bbolt.Open(path, 0o600, nil)
	if err != nil {
		t.Fatal(err)
	}
	defer b.Close()
	broken := errors.New("no room")
	list := append(migrations[:1:1], migration{2, "add a wing", func(tx *bbolt.Tx) error {
		if _, err := tx.CreateBucket([]byte("wing")); err != nil {
			return err
		}
		return broken
	}})
	err = b.Update(func(tx *bbolt.Tx) error { return migrate(tx, list) })
	if !errors.Is(err, broken) || !strings.Contains(err.Error(), "schema 2 (add a wing)") {
		t.Errorf("got %v", err)
	}
	if err := b.View(func(tx *bbolt.Tx) error {
		if k, _ := tx.Cursor().First(); k != nil {
			t.Errorf("the bucket %s is left", k)
		}
		due, err := migrationDue(tx, list)
		if !due {
			t.Error("nothing is due any more")
		}
		return err
	}); err != nil {
		t.Fatal(err)
	}
}

// TestMigrationsRunOnce brings a file of the first of two schemas to the second.
func TestMigrationsRunOnce(t *testing.T) {
	b, err := bbolt.Open(unpack(t, 1), 0o600, nil)
	if err != nil {
		t.Fatal(err)
	}
	defer b.Close()
	ran := 0
	list := []migration{
		{1, "run before", func(*bbolt.Tx) error {
			t.Error("a migration ran again")
			return nil
		}},
		{2, "count", func(*bbolt.Tx) error {
			ran++
			return nil
		}},
	}
	for range 2 {
		if err := b.Update(func(tx *bbolt.Tx) error { return migrate(tx, list) }); err != nil {
			t.Fatal(err)
		}
	}
	if ran != 1 {
		t.Errorf("the second migration ran %d times", ran)
	}
	if err := b.View(func(tx *bbolt.Tx) error {
		if _, err := migrationDue(tx, migrations[:1]); !errors.Is(err, ErrNewer) {
			t.Errorf("for a program that knows the first schema only: %v", err)
		}
		return nil
	}); err != nil {
		t.Fatal(err)
	}
}
