package db

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"maps"
	"math"
	"reflect"
	"slices"
	"strings"
	"testing"

	"go.etcd.io/bbolt"

	"memebench/eval"
	"memebench/labels"
)

// plainFacts are the facts of all memes as rows, events and predictions have them, with
// what everybody says and all values.
func plainFacts(t testing.TB, d *DB, version string) (all []labels.Facts, annotators, columns []string) {
	t.Helper()
	sets, err := d.Datasets()
	if err != nil {
		t.Fatal(err)
	}
	of := map[string]labels.Dataset{}
	for _, s := range sets {
		of[s.Name] = s
		columns = append(columns, s.Columns...)
	}
	who := map[string]bool{}
	if err := d.Rows(func(m labels.Meme, s labels.State) error {
		group, err := parseGroupName(m.Group)
		if err != nil {
			return err
		}
		events, err := d.Events(m.ID)
		if err != nil {
			return err
		}
		tally := labels.NewTally(events)
		f := labels.Facts{
			Seq: m.Seq, Group: group, Split: m.Split, CrossSplit: m.CrossSplit,
			HasImage: m.HasImage(), HasText: labels.NormalCaption(m.Caption) != "", Missing: m.Image.Name != "" && !m.HasImage(),
			Kind: s.Kind, Gold: s.Gold, Adjudicated: s.Adjudicated, Noted: tally.Noted(), Relabelled: tally.Relabelled(),
			Voices: s.Voices(), Imported: s.Imported(), By: map[string]labels.Said{}, Caption: m.Caption, Words: len(strings.Fields(m.Caption)),
		}
		set, there := of[m.Dataset]
		n := min(len(m.Values), len(set.Columns))
		f.Values, f.Columns, f.Answers = append([]string{}, m.Values[:n]...), append([]string{}, set.Columns[:n]...), []string{}
		for _, c := range f.Columns {
			if set.SaysLevel(c) {
				f.Answers = append(f.Answers, c)
			}
		}
		if there {
			f.Dataset = m.Dataset
		}
		for _, c := range s.Current {
			f.By[c.Annotator] = labels.Said{Action: c.Action, Level: c.Level, Imported: c.Source == labels.Import}
			who[c.Annotator] = true
		}
		if version != "" {
			p, ok, err := d.Prediction(version, m.ID)
			if err != nil {
				return err
			}
			f.Predicted, f.Probs = ok, p.Probs
		}
		all = append(all, f)
		return nil
	}); err != nil {
		t.Fatal(err)
	}
	return all, slices.Sorted(maps.Keys(who)), columns
}

// packedFacts are the same facts as searches have them.
func packedFacts(t testing.TB, d *DB, s labels.Search) (all []labels.Facts) {
	t.Helper()
	if err := d.Facts(context.Background(), s, func(f *labels.Facts) error {
		c := *f
		c.By = maps.Clone(f.By)
		c.Values, c.Columns, c.Answers = append([]string{}, f.Values...), append([]string{}, f.Columns...), append([]string{}, f.Answers...)
		all = append(all, c)
		return nil
	}); err != nil {
		t.Fatal(err)
	}
	return all
}

// checkFacts checks that the facts of all memes are what their events amount to, and who
// waits.
func checkFacts(t testing.TB, d *DB) {
	t.Helper()
	want, annotators, columns := plainFacts(t, d, "")
	got := packedFacts(t, d, labels.Search{Also: labels.Needs{Caption: true, Dataset: true, Annotators: annotators, Columns: columns}})
	if len(got) != len(want) {
		t.Fatalf("the facts of %d memes, want %d", len(got), len(want))
	}
	for i := range want {
		if !reflect.DeepEqual(got[i], want[i]) {
			t.Errorf("facts of meme %d:\n%+v, want\n%+v", i+1, got[i], want[i])
		}
	}
}

func parse(t testing.TB, text string, columns ...string) labels.Query {
	t.Helper()
	q, err := labels.ParseQuery(text, columns)
	if err != nil {
		t.Fatal(err)
	}
	return q
}

// More memes than a block has, of two datasets and none, with edits and predictions.
func factsStore(t testing.TB) *DB {
	t.Helper()
	d := unsynced(newStore(t))
	sets := []labels.Dataset{{Name: "one", Columns: []string{"text", "humour"}}, {Name: "two", Columns: []string{"humour", "text", "late"}, Level: "humour", Voices: []string{"humour", "text"}}}
	if err := d.PutDataset(sets[0]); err != nil {
		t.Fatal(err)
	}
	var memes []labels.Meme
	for i := range 3*blockMemes + 7 {
		name := []string{"one", "two", "none"}[i%3]
		m := labels.Meme{Dataset: name, Key: fmt.Sprint(i), Caption: fmt.Sprint("when it is Monday ", i), Values: []string{fmt.Sprint("when it is Monday ", i), []string{"funny", ""}[i%2]}}
		m.ID = labels.NewMemeID(name, m.Key)
		if i%5 == 0 {
			m.Image = labels.Image{Name: m.Key + ".png", SHA256: fmt.Sprintf("%064x", i)}
		}
		memes = append(memes, m)
	}
	memes = addMemes(t, d, memes...)
	if err := d.PutDataset(sets[1]); err != nil { // after its memes
		t.Fatal(err)
	}
	if _, err := d.AddVersion(eval.Version{}, eval.Artifacts{Head: []byte("h"), Weights: []byte("w")}); err != nil {
		t.Fatal(err)
	}
	var ps []labels.Prediction
	for i, m := range memes {
		if i%7 != 0 {
			p := labels.Prediction{Meme: m.ID, Version: "v1", Modalities: []string{"text"}}
			p.Probs[i%5] = .5 + float32(i%50)/100
			p.Probs[(i+1)%5] = 1 - p.Probs[i%5]
			ps = append(ps, p)
		}
	}
	if _, err := d.PutPredictions(ps, nil); err != nil {
		t.Fatal(err)
	}
	for i, m := range memes {
		switch i % 11 {
		case 0:
			appendAll(t, d, level(m.ID, "ann", labels.Positive), labels.Event{Meme: m.ID, Annotator: "bob", Source: labels.Key, Action: labels.Note, Text: "a note"})
		case 1:
			appendAll(t, d, labels.Event{Meme: m.ID, Annotator: "bob", Source: labels.Key, Action: labels.Caption, Text: fmt.Sprint("Ärger ", i)})
		case 2:
			appendAll(t, d, level(m.ID, "ann", labels.Negative), level(m.ID, "bob", labels.Neutral), level(m.ID, "ann", labels.Positive))
		}
	}
	return d
}

func TestFacts(t *testing.T) {
	d := factsStore(t)
	want, annotators, columns := plainFacts(t, d, "v1")
	also := labels.Needs{Caption: true, Prediction: true, Dataset: true, Annotators: annotators, Columns: columns}
	got := packedFacts(t, d, labels.Search{Version: "served", Also: labels.Needs{Caption: true, Dataset: true, Annotators: annotators, Columns: columns}})
	if len(got) != len(want) {
		t.Fatalf("the facts of %d memes, want %d", len(got), len(want))
	}
	for i := range want {
		if !reflect.DeepEqual(got[i], want[i]) {
			t.Fatalf("facts of meme %d:\n%+v, want\n%+v", i+1, got[i], want[i])
		}
	}
	// What nobody has asked for is left out.
	for _, f := range packedFacts(t, d, labels.Search{}) {
		if f.Caption != "" || len(f.Values) > 0 || f.Predicted || len(f.By) > 0 {
			t.Fatalf("besides what was asked for: %+v", f)
		}
	}
	if err := d.Facts(t.Context(), labels.Search{Version: "v9", Also: also}, func(*labels.Facts) error { return nil }); !errors.Is(err, ErrNotFound) {
		t.Errorf("of a version that is not there: %v", err)
	}
	ctx, cancel := context.WithCancel(t.Context())
	seen := 0
	if err := d.Facts(ctx, labels.Search{}, func(*labels.Facts) error { seen++; cancel(); return nil }); seen == 0 || seen < len(want) && !errors.Is(err, context.Canceled) {
		t.Errorf("after %d memes it was ended: %v", seen, err)
	}
	enough := errors.New("enough")
	if err := d.Facts(t.Context(), labels.Search{}, func(*labels.Facts) error { return enough }); !errors.Is(err, enough) {
		t.Errorf("got %v", err)
	}
	empty := newStore(t)
	if hits, err := empty.Search(t.Context(), labels.Search{Version: "served", Order: labels.ByEntropy}); err != nil || hits.Count != 0 {
		t.Errorf("of an empty store: %+v, %v", hits, err)
	}
}

// Searches find what the query holds of, in their order; a limited one the first of it.
func TestSearch(t *testing.T) {
	d := factsStore(t)
	all, _, columns := plainFacts(t, d, "v1")
	for _, text := range []string{"", "state:waiting", "humour:funny", "model:1", "ärger", "conf<0.7", "level:positive -by:bob", "state:noted", "text:nothing"} {
		q := parse(t, text, columns...)
		for _, order := range labels.Orders {
			s := labels.Search{Query: q, Annotator: "ann", Version: "v1", Order: order}
			var want []ranked
			for i := range all {
				s.Overlap = 1
				if q.Match(&all[i], &s) {
					want = append(want, ranked{all[i].Seq, rankOf(&labels.Search{Order: order}, &all[i])})
				}
			}
			slices.SortFunc(want, ranked.compare)
			for _, limit := range []int{0, 1, 20, 10_000} {
				s.Limit, s.Overlap = limit, 0
				hits, err := d.Search(t.Context(), s)
				if err != nil || hits.Count != len(want) {
					t.Fatalf("%q by %s: %d found, %v; want %d", text, order, hits.Count, err, len(want))
				}
				n := len(want)
				if limit > 0 {
					n = min(n, limit)
				}
				if len(hits.Seqs) != n {
					t.Fatalf("%q by %s: %d returned, want %d", text, order, len(hits.Seqs), n)
				}
				for i, seq := range hits.Seqs {
					if seq != want[i].seq {
						t.Fatalf("%q by %s, limit %d: the %dth is %d, want %d", text, order, limit, i+1, seq, want[i].seq)
					}
				}
			}
		}
	}
}

// The version that came with the program, number 0, is asked like any other.
func TestFactsOfTheFirstVersion(t *testing.T) {
	d := newStore(t)
	m := addMemes(t, d, textMeme("1", "monday"))[0]
	if _, err := d.AddStarter(eval.Version{Name: "starter"}, eval.Artifacts{Head: []byte("given")}); err != nil {
		t.Fatal(err)
	}
	if _, err := d.PutPredictions([]labels.Prediction{{Meme: m.ID, Version: "v0", Probs: [labels.Levels]float32{1}, Modalities: []string{"text"}}}, nil); err != nil {
		t.Fatal(err)
	}
	hits, err := d.Search(t.Context(), labels.Search{Query: parse(t, "model:1"), Version: "served"})
	if err != nil || hits.Count != 1 {
		t.Errorf("%+v, %v", hits, err)
	}
}

// A block of a column that is none is damage, and no memes of which nothing was said.
func TestFactsOfADamagedColumn(t *testing.T) {
	d := newStore(t)
	m := someMemes(t, d, 3)
	appendAll(t, d, level(m[0].ID, "ann", labels.Neutral))
	for _, c := range []columnKey{memeColumn, stateColumn, saidColumn("ann")} {
		var was []byte
		set := func(b []byte) {
			t.Helper()
			if err := d.update(func(tx *bbolt.Tx) error {
				of := columnBucket(tx, c)
				was = bytes.Clone(of.Get(c.blockKey(0)))
				return of.Put(c.blockKey(0), b)
			}); err != nil {
				t.Fatal(err)
			}
		}
		set([]byte{1, 2, 3})
		hits, err := d.Search(t.Context(), labels.Search{Query: parse(t, "state:mine"), Annotator: "ann"})
		if !errors.Is(err, ErrDamaged) {
			t.Errorf("column %q of %q: %+v, %v", c.name, c.annotator, hits, err)
		}
		set(was)
	}
}

// Those without what an order is about are the last.
func TestRankOf(t *testing.T) {
	f := labels.Facts{Gold: labels.Positive}
	for _, order := range labels.Orders[1:] {
		if r := rankOf(&labels.Search{Order: order}, &f); !math.IsInf(r, 1) {
			t.Errorf("%s: without a prediction the rank is %g", order, r)
		}
	}
	f.Predicted, f.Gold, f.Probs = true, labels.NoLevel, [labels.Levels]float32{.6, .4}
	if r := rankOf(&labels.Search{Order: labels.ByLoss}, &f); !math.IsInf(r, 1) {
		t.Errorf("without a gold level the rank is %g", r)
	}
	f.Gold = labels.Negative
	for order, want := range map[labels.Order]float64{ // the least sure, and the most wrong, first
		labels.ByConfidence: .6, labels.ByEntropy: .6*math.Log(.6) + .4*math.Log(.4), labels.ByMargin: .2, labels.ByLoss: math.Log(.4),
	} {
		if r := rankOf(&labels.Search{Order: order}, &f); math.Abs(r-want) > 1e-6 {
			t.Errorf("%s: the rank is %g, not %g", order, r, want)
		}
	}
	var cell [9]byte
	if err := packAbout(cell[:], &labels.Meme{Group: "g1", Caption: strings.Repeat("a ", math.MaxUint16+2)}, 1); err != nil {
		t.Fatal(err)
	}
	if unpackAbout(cell[:], &f); f.Words != math.MaxUint16 {
		t.Errorf("of more words than a cell holds there are %d", f.Words)
	}
}
