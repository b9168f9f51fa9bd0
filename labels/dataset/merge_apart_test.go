package dataset_test

import (
	"cmp"
	"fmt"
	"maps"
	"math/rand/v2"
	"path/filepath"
	"slices"
	"testing"
	"time"

	"memebench/db"
	"memebench/eval"
	"memebench/labels"
)

// An annotating is one workspace in which somebody works apart from others.
type annotating struct {
	t     *testing.T
	db    *db.DB
	rng   *rand.Rand
	clock time.Time
}

// openApart opens a store whose clock goes its own way.
func openApart(t *testing.T, path string, rng *rand.Rand) *annotating {
	t.Helper()
	a := &annotating{t: t, rng: rng, clock: time.Date(2026, 3, 1, 12, 0, 0, rng.IntN(1e9), time.UTC).Add(time.Duration(rng.IntN(7200)) * time.Second)}
	d, err := db.Open(path, db.Options{Now: func() time.Time {
		a.clock = a.clock.Add(time.Duration(1 + rng.Int64N(int64(time.Minute))))
		return a.clock
	}})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { d.Close() })
	a.db = d
	return a
}

const theSet = "set"

// imports adds memes with these numbers, as importing the same files does anywhere.
func (a *annotating) imports(labelled string, numbers ...int) {
	a.t.Helper()
	if err := a.db.PutDataset(labels.Dataset{Name: theSet, Format: "csv", Columns: []string{"text"}}); err != nil {
		a.t.Fatal(err)
	}
	var memes []labels.NewMeme
	for _, n := range numbers {
		key := fmt.Sprintf("%d.png", n)
		m := labels.Meme{ID: labels.NewMemeID(theSet, key), Dataset: theSet, Key: key, Row: n + 2, Values: []string{key}, Caption: fmt.Sprint("caption ", n/3)}
		if n%4 == 0 {
			m.Caption = ""
		}
		m.Image = labels.Image{Name: key, Path: "/memes/" + key, SHA256: fmt.Sprintf("%064x", n/2), Format: "png", Width: 3, Height: 3}
		level := labels.NoLevel
		if labelled != "" {
			level = labels.Level(a.rng.IntN(labels.Levels))
		}
		memes = append(memes, labels.NewMeme{Meme: m, Annotator: labelled, Level: level})
	}
	must[[]labels.Added](a.t)(a.db.AddLabelled(memes, labels.DefaultShares))
}

// works does something that annotators and jobs do.
func (a *annotating) works() {
	a.t.Helper()
	rng, t := a.rng, a.t
	count := must[int](t)(a.db.MemeCount())
	some := func() labels.Meme { return must[labels.Meme](t)(a.db.MemeAt(1 + rng.Uint64N(uint64(count)))) }
	who := annotators[rng.IntN(3)]
	switch n := rng.IntN(24); {
	case n < 12:
		e := labels.Event{Meme: some().ID, Annotator: who, Source: []labels.Source{labels.Key, labels.CLI}[rng.IntN(2)], Level: labels.Level(rng.IntN(labels.Levels))}
		e.Action = []labels.Action{labels.SetLevel, labels.SetLevel, labels.SetLevel, labels.Skip, labels.Flag, labels.Note, labels.Adjudicate, labels.Caption}[rng.IntN(8)]
		if e.Action == labels.Note || e.Action == labels.Caption || e.Action == labels.Flag {
			e.Text = fmt.Sprint("text ", rng.IntN(4))
		}
		e.ReAsk = (e.Action == labels.SetLevel || e.Action == labels.Skip) && rng.IntN(6) == 0
		must[[]labels.Event](t)(a.db.Append(e))
	case n < 14: // marks of Grid
		var batch []labels.Event
		for i := range 1 + rng.IntN(4) {
			batch = append(batch, labels.Event{Meme: some().ID, Annotator: who, Source: labels.Key, Action: labels.SetLevel, Level: labels.Level(rng.IntN(labels.Levels)), Batch: i})
		}
		must[[]labels.Event](t)(a.db.Append(batch...))
	case n < 17:
		must[[]labels.Event](t)(a.db.Undo(who))
	case n < 18:
		must[[]labels.Event](t)(a.db.Redo(who))
	case n < 20:
		must[[]labels.Event](t)(a.db.Append(labels.Event{Meme: some().ID, Annotator: "ocr", Source: labels.OCR, Action: labels.Caption, Text: fmt.Sprint("read ", rng.IntN(4)), Version: "v1"}))
	case n < 22:
		a.imports([]string{"", "gold", "ann"}[rng.IntN(3)], 20+rng.IntN(20), rng.IntN(60))
	case n < 23:
		must[labels.Resplit](t)(a.db.Resplit(labels.DefaultShares.BalancePlan(rng.Uint64()), false))
	default:
		if x, y := some(), some(); x.Image.SHA256 != "" && y.Image.SHA256 != "" {
			must[labels.NearTied](t)(a.db.TieNear([]labels.NearTie{{Seq: x.Seq, Picture: y.Image.SHA256}}))
		}
	}
}

// saidHere is what a workspace says of its memes, whatever the order of its log.
func saidHere(t *testing.T, d *db.DB) map[string]string {
	t.Helper()
	all := map[string]string{}
	if err := d.Rows(func(m labels.Meme, s labels.State) error {
		slices.SortFunc(s.Current, func(a, b labels.CurrentLabel) int { return cmp.Compare(a.Annotator, b.Annotator) })
		for i := range s.Current {
			s.Current[i].Seq = 0
		}
		events, err := d.Events(m.ID)
		if err != nil {
			return err
		}
		tally := labels.NewTally(events)
		text := fmt.Sprintf("%+v; %q %q %q; %v %v;", s, m.Caption, m.Origin, m.Imported(), tally.Noted(), tally.Relabelled())
		for _, who := range annotators {
			note, _ := labels.Newest(labels.By(labels.Standing(events, labels.Note), who))
			text += fmt.Sprintf(" %q", note.Text)
		}
		all[m.Key] = text
		return nil
	}); err != nil {
		t.Fatal(err)
	}
	stats := must[eval.Stats](t)(eval.MakeStats(t.Context(), eval.StatsInput{
		Log: d.LogByPlace, Now: time.Date(2026, 3, 1, 23, 0, 0, 0, time.UTC),
		Said:    func(_ string, memes []uint64) ([]labels.Level, error) { return make([]labels.Level, len(memes)), nil },
		Waiting: func(string) (int, error) { return 0, nil },
	}))
	for _, pair := range stats.Pairs {
		all["agreement of "+min(pair.First, pair.Second)+" and "+max(pair.First, pair.Second)] = fmt.Sprintf("%v %.9v", pair.Equal, pair.QWK)
	}
	counts := must[labels.Counts](t)(d.Counts("ann"))
	counts.Undoable, counts.Redoable = false, false // what was done here
	all["counts"] = fmt.Sprintf("%+v", counts)
	return all
}

// Who worked apart and merge each other's workspaces, in any order, agree on what was said of
// every meme; and merging again changes nothing.
func TestMergeOfWhoWorkedApart(t *testing.T) { mergeApart(t, 0, 1) }

// mergeApart has them work and merge with each seed: copies of one workspace with even ones, and
// imports of the same files with odd ones.
func mergeApart(t *testing.T, seeds ...uint64) {
	t.Parallel()
	for _, seed := range seeds {
		t.Run(fmt.Sprint(seed), func(t *testing.T) {
			t.Parallel()
			rng := rand.New(rand.NewPCG(seed, 14))
			var all []*annotating
			first := openApart(t, filepath.Join(t.TempDir(), "store.db"), rng)
			first.imports("", 0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11)
			for range 20 {
				first.works()
			}
			origin := exported(t, first.db)
			for i := range 3 {
				at := filepath.Join(t.TempDir(), "store.db")
				if seed%2 == 0 { // copies of one workspace
					rebuildAt(t, at, origin)
				}
				a := openApart(t, at, rng)
				if seed%2 == 1 { // or imports of the same files
					a.imports([]string{"", "gold"}[i%2], 0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11)
				}
				a.clock = a.clock.Add(time.Hour)
				all = append(all, a)
			}
			for range 150 {
				a := all[rng.IntN(3)]
				if rng.IntN(30) > 0 {
					a.works()
				} else if b := all[rng.IntN(3)]; a != b {
					if r := merged(t, a.db, exported(t, b.db)); len(r.Failed) > 0 {
						t.Fatalf("%+v", r.Failed)
					}
				}
			}
			// All get everything, each in another order.
			for _, order := range [][][2]int{{{0, 1}, {0, 2}, {1, 0}, {2, 0}}, {{2, 1}, {1, 0}, {0, 2}, {0, 1}, {1, 2}, {2, 1}}, {{1, 2}, {0, 1}, {2, 0}, {1, 0}}} {
				var copies []*db.DB
				for _, a := range all {
					copies = append(copies, rebuilt(t, exported(t, a.db)))
				}
				for _, to := range order {
					merged(t, copies[to[0]], exported(t, copies[to[1]]))
				}
				same(t, saidHere(t, copies[0]), saidHere(t, copies[1]))
				same(t, saidHere(t, copies[0]), saidHere(t, copies[2]))
				for i, d := range copies {
					was := exported(t, d)
					for _, other := range copies {
						r := merged(t, d, exported(t, other))
						if r.Added+r.Imported+len(r.Failed) > 0 || exported(t, d) != was {
							t.Fatalf("merging again: %+v", r)
						}
					}
					if i == 0 {
						checkDerived(t, d, was)
					}
				}
			}
		})
	}
}

func same(t *testing.T, a, b map[string]string) {
	t.Helper()
	if len(a) != len(b) {
		t.Errorf("%d memes and %d", len(a), len(b))
	}
	for _, k := range slices.Sorted(maps.Keys(a)) {
		if a[k] != b[k] {
			t.Fatalf("%s:\n%s\n%s", k, a[k], b[k])
		}
	}
}

// checkDerived verifies that what is kept beside the log is what it amounts to, and that a
// workspace that is rebuilt from its export is the same.
func checkDerived(t *testing.T, d *db.DB, export string) {
	t.Helper()
	backup := filepath.Join(t.TempDir(), "backup.db")
	must[db.Contents](t)(d.Backup(t.Context(), backup, nil))
	if _, findings, err := db.Verify(t.Context(), backup, nil); err != nil || len(findings) > 0 {
		t.Fatalf("%v, %v", findings, err)
	}
	again := rebuilt(t, export)
	if exported(t, again) != export {
		t.Error("rebuilt from its export it is another one")
	}
	same(t, saidHere(t, d), saidHere(t, again))
}
