package dataset_test

import (
	"bytes"
	"errors"
	"fmt"
	"io/fs"
	"math/rand/v2"
	"os"
	"path/filepath"
	"reflect"
	"slices"
	"strings"
	"testing"
	"time"

	"memebench/db"
	"memebench/labels"
	"memebench/labels/dataset"
)

func openStore(t testing.TB, path string) *db.DB {
	t.Helper()
	d, err := db.Open(path, db.Options{})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { d.Close() })
	return d
}

func must[T any](t testing.TB) func(T, error) T {
	return func(v T, err error) T {
		t.Helper()
		if err != nil {
			t.Fatal(err)
		}
		return v
	}
}

var annotators = []string{"ann", "bob", "carol", "Zoë"}

// scramble does random things to a store: imports with and without labels, pictures
// that turn up later, labels, undos, splits assigned again, settings.
func scramble(t testing.TB, d *db.DB, rng *rand.Rand, name string, steps int) {
	t.Helper()
	at := time.Date(2026, 3, 1, 12, 0, 0, 0, time.UTC)
	columns := []string{"", "text"}
	var memes []labels.Meme
	dataset := func() {
		if rng.IntN(3) == 0 {
			columns = append(columns, fmt.Sprint("more ", len(columns)))
		}
		if err := d.PutDataset(labels.Dataset{Name: name, Format: "csv", Columns: slices.Clone(columns), Key: []string{"text"}}); err != nil {
			t.Fatal(err)
		}
	}
	dataset()
	picture := func() string {
		if rng.IntN(3) == 0 {
			return ""
		}
		return fmt.Sprintf("%064x", rng.IntN(12))
	}
	for range steps {
		switch n := rng.IntN(20); {
		case n < 4:
			var batch []labels.NewMeme
			for range 1 + rng.IntN(5) {
				key := fmt.Sprint(name, len(memes)+len(batch))
				m := labels.Meme{ID: labels.NewMemeID(name, key), Dataset: name, Key: key, Row: len(memes) + 2, Values: []string{key, "<b>\x00\r\n\u2028"}}
				if rng.IntN(4) > 0 {
					m.Caption = fmt.Sprint("caption ", rng.IntN(15))
				}
				m.Image = labels.Image{Name: key + ".png", SHA256: picture()}
				if m.Image.SHA256 != "" {
					m.Image.Path = "/memes/" + []string{"\xff", "é"}[rng.IntN(2)] + key
				}
				if rng.IntN(4) == 0 {
					m.Split = []labels.Split{labels.Train, labels.Val, labels.Test}[rng.IntN(3)]
				}
				batch = append(batch, labels.NewMeme{Meme: m, Annotator: "gold", Level: labels.Level(rng.IntN(labels.Levels+1) - 1)})
			}
			must[[]labels.Added](t)(d.AddLabelled(batch, labels.DefaultShares))
			for _, n := range batch {
				memes = append(memes, n.Meme)
			}
		case len(memes) == 0:
		case n < 6: // a picture turns up
			m := memes[rng.IntN(len(memes))]
			if m.Image.SHA256 == "" {
				m.Image.SHA256, m.Image.Path = fmt.Sprintf("%064x", rng.IntN(12)), "/found/"+m.Key
				must[[]labels.Added](t)(d.AddMemes([]labels.Meme{m}, labels.DefaultShares))
			}
		case n < 15:
			at = at.Add(time.Duration(rng.IntN(1e10)))
			e := labels.Event{
				Time: at, Meme: memes[rng.IntN(len(memes))].ID, Annotator: annotators[rng.IntN(len(annotators))],
				Source: []labels.Source{labels.Key, labels.Key, labels.CLI}[rng.IntN(3)],
				Action: []labels.Action{labels.SetLevel, labels.SetLevel, labels.Skip, labels.Flag, labels.Note, labels.Adjudicate, labels.Caption}[rng.IntN(7)],
				Level:  labels.Level(rng.IntN(labels.Levels)), ReAsk: rng.IntN(9) == 0, Text: strings.Repeat("\x1bé<", rng.IntN(3)),
				Shown: []labels.Shown{"", labels.ShownNo, labels.ShownAfter}[rng.IntN(3)], ElapsedMS: int64(rng.IntN(3)), Place: rng.IntN(2), Batch: rng.IntN(2),
			}
			e.Accepted = (e.Action == labels.SetLevel || e.Action == labels.Adjudicate) && rng.IntN(2) == 0
			must[[]labels.Event](t)(d.Append(e))
		case n < 17:
			take := []func(string) ([]labels.Event, error){d.Undo, d.Undo, d.Redo}[rng.IntN(3)]
			must[[]labels.Event](t)(take(annotators[rng.IntN(len(annotators))]))
		case n == 17:
			if rng.IntN(2) == 0 {
				must[labels.Resplit](t)(d.Resplit(labels.DefaultShares.BalancePlan(rng.Uint64()), false))
				continue
			}
			of := func() labels.Meme { return must[labels.Meme](t)(d.Meme(memes[rng.IntN(len(memes))].ID)) }
			if a, b := of(), of(); a.Image.SHA256 != "" && b.Image.SHA256 != "" {
				must[labels.NearTied](t)(d.TieNear([]labels.NearTie{{Seq: a.Seq, Picture: b.Image.SHA256}}))
			}
		case n == 18:
			dataset()
		default:
			if err := d.SetSetting(fmt.Sprint("cursor/", rng.IntN(3)), "<value>"); err != nil {
				t.Fatal(err)
			}
		}
	}
}

func exported(t testing.TB, d *db.DB) string {
	t.Helper()
	var out bytes.Buffer
	if _, err := dataset.Export(t.Context(), d, dataset.ExportSpec{Format: dataset.FormatRecords}, &out, nil); err != nil {
		t.Fatal(err)
	}
	return out.String()
}

func write(t testing.TB, text string) string {
	t.Helper()
	path := filepath.Join(t.TempDir(), "w.jsonl")
	if err := os.WriteFile(path, []byte(text), 0o600); err != nil {
		t.Fatal(err)
	}
	return path
}

// rebuilt makes a store of an export.
func rebuilt(t testing.TB, text string) *db.DB {
	t.Helper()
	path := filepath.Join(t.TempDir(), "store.db")
	rebuildAt(t, path, text)
	return openStore(t, path)
}

func rebuildAt(t testing.TB, path, text string) {
	t.Helper()
	r := must[*db.Replay](t)(db.NewReplay(path))
	defer r.Discard()
	must[dataset.RebuildReport](t)(dataset.Rebuild(t.Context(), dataset.FormatRecords, write(t, text), r, nil))
	if err := r.Publish(); err != nil {
		t.Fatal(err)
	}
}

// answers is what a store says of everything in it, and how it goes on.
func answers(t testing.TB, d *db.DB, name string) (all []any) {
	t.Helper()
	all = append(all, must[uint64](t)(d.Resplits()), must[int](t)(d.MemeCount()), must[uint64](t)(d.LastSeq()))
	err := d.Rows(func(m labels.Meme, s labels.State) error {
		found, err := d.FindMeme(m.Key)
		all = append(all, m, s, found.ID, must[[]labels.Event](t)(d.Events(m.ID)))
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	for _, a := range annotators {
		all = append(all, must[labels.Counts](t)(d.Counts(a)))
		for {
			all = append(all, must[labels.Counts](t)(d.Counts(a)))
			undone := must[[]labels.Event](t)(d.Undo(a))
			if undone == nil {
				break
			}
			all = append(all, undone)
		}
	}
	for after := range uint64(30) {
		m, ok, err := d.NextWaiting("ann", after)
		if err != nil {
			t.Fatal(err)
		}
		all = append(all, m.ID, ok)
	}
	for i := range 30 { // new memes find the same groups
		m := labels.Meme{ID: labels.NewMemeID(name, fmt.Sprint("new", i)), Dataset: name, Key: fmt.Sprint("new", i), Caption: fmt.Sprint("caption ", i%15)}
		if i >= 15 {
			m.Image = labels.Image{Name: m.Key, Path: "/x", SHA256: fmt.Sprintf("%064x", i%12)}
		}
		added := must[[]labels.Added](t)(d.AddMemes([]labels.Meme{m}, labels.DefaultShares))
		all = append(all, added, must[labels.Meme](t)(d.Meme(m.ID)))
	}
	return all
}

// A workspace that is rebuilt from its export answers as the first one did, and its
// export has the same bytes.
func TestRebuild(t *testing.T) {
	t.Parallel()
	for seed := range uint64(8) {
		d := openStore(t, filepath.Join(t.TempDir(), "store.db"))
		scramble(t, d, rand.New(rand.NewPCG(seed, 7)), "d", 60)
		file := exported(t, d)
		again := rebuilt(t, file)
		if got := exported(t, again); got != file {
			t.Fatalf("seed %d: exported again\n%s\nwas\n%s", seed, got, file)
		}
		was, is := answers(t, d, "d"), answers(t, again, "d")
		for i := range was {
			if !reflect.DeepEqual(was[i], is[i]) {
				t.Fatalf("seed %d: answer %d of %d: %+v, was %+v", seed, i, len(was), is[i], was[i])
			}
		}
	}
}

// What is not whole is no workspace: nothing is there afterwards.
func TestRebuildRefuses(t *testing.T) {
	t.Parallel()
	d := openStore(t, filepath.Join(t.TempDir(), "store.db"))
	scramble(t, d, rand.New(rand.NewPCG(1, 7)), "d", 60)
	file := exported(t, d)
	lines := strings.SplitAfter(file, "\n")
	dir := t.TempDir()
	path := filepath.Join(dir, "store.db")
	refused := func(name, text string) error {
		t.Helper()
		r := must[*db.Replay](t)(db.NewReplay(path))
		_, err := dataset.Rebuild(t.Context(), dataset.FormatRecords, write(t, text), r, nil)
		if err == nil {
			err = r.Publish()
		}
		r.Discard()
		if left, e := os.ReadDir(dir); err == nil || e != nil || len(left) > 0 {
			t.Errorf("%s: %v; left behind %v, %v", name, err, left, e)
		}
		return err
	}
	for i := 1; i < len(lines)-1; i++ {
		refused(fmt.Sprint("without line ", i+1), strings.Join(slices.Concat(lines[:i], lines[i+1:]), ""))
	}
	for _, c := range []struct{ name, old, with, want string }{
		{"another split", `"split":"train"`, `"split":"dev"`, `split "dev": want train, val or test`},
		{"no split", `"split":"train"`, `"split":""`, "it has no split"},
		{"no group", `"group":"g1"`, `"group":"one"`, `its group is "one"`},
		{"another id", `"id":"`, `"id":"0`, "which is not that of its dataset and key"},
		{"another dataset", `"dataset":"d"`, `"dataset":"e"`, "not before it"},
		{"another action", `"action":"level"`, `"action":"love"`, `action "love"`},
		{"no time", `"time":"2026`, `"time":"0000`, "w.jsonl"},
		{"labels alone", `"event":{"seq":1,`, `"event":{"seq":0,`, "labels alone are imported into the workspace that has their memes"},
	} {
		if !strings.Contains(file, c.old) {
			t.Fatalf("%s: the file has no %s", c.name, c.old)
		}
		if err := refused(c.name, strings.Replace(file, c.old, c.with, 1)); !strings.Contains(fmt.Sprint(err), c.want) {
			t.Errorf("%s: %v, want %q", c.name, err, c.want)
		}
	}
	// A store that came meanwhile is not replaced.
	r := must[*db.Replay](t)(db.NewReplay(path))
	must[dataset.RebuildReport](t)(dataset.Rebuild(t.Context(), dataset.FormatRecords, write(t, file), r, nil))
	if err := os.WriteFile(path, []byte("theirs"), 0o600); err != nil {
		t.Fatal(err)
	}
	if err := r.Publish(); !errors.Is(err, fs.ErrExist) {
		t.Errorf("over another store: %v", err)
	}
	r.Discard()
	if b, err := os.ReadFile(path); err != nil || string(b) != "theirs" {
		t.Errorf("the other store has %q, %v", b, err)
	}
	if _, err := db.NewReplay(path); err == nil {
		t.Error("a store was begun where one is")
	}
	if left, err := os.ReadDir(dir); err != nil || len(left) != 1 {
		t.Errorf("left behind %v, %v", left, err)
	}
}
