package dataset_test

import (
	"errors"
	"fmt"
	"math/rand/v2"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"memebench/db"
	"memebench/labels"
	"memebench/labels/dataset"
)

func merged(t testing.TB, d *db.DB, file string) dataset.MergeReport {
	t.Helper()
	return must[dataset.MergeReport](t)(dataset.Merge(t.Context(), dataset.FormatRecords, write(t, file), d, nil))
}

// Merging a workspace with itself, or a file twice, changes nothing; and one with
// another has afterwards all memes and events of both.
func TestMergeTwice(t *testing.T) {
	t.Parallel()
	for seed := range uint64(6) {
		a, b := openStore(t, filepath.Join(t.TempDir(), "a.db")), openStore(t, filepath.Join(t.TempDir(), "b.db"))
		scramble(t, a, rand.New(rand.NewPCG(seed, 1)), "a", 60)
		scramble(t, b, rand.New(rand.NewPCG(seed, 2)), "b", 60)
		ofA, ofB := exported(t, a), exported(t, b)
		r := merged(t, a, ofA)
		if r.Duplicates != r.Memes || r.Known != r.Events || r.Added != 0 || r.Imported != 0 || len(r.Failed)+len(r.Warnings) != 0 || exported(t, a) != ofA {
			t.Errorf("seed %d: with itself: %+v", seed, r)
		}
		r = merged(t, a, ofB)
		if r.Imported != r.Memes || r.Added != r.Events || len(r.Failed) != 0 {
			t.Errorf("seed %d: with another one: %+v", seed, r)
		}
		both := exported(t, a)
		if r = merged(t, a, ofB); r.Duplicates != r.Memes || r.Known != r.Events || len(r.Failed) != 0 || exported(t, a) != both {
			t.Errorf("seed %d: with another one again: %+v", seed, r)
		}
		err := b.Rows(func(m labels.Meme, s labels.State) error {
			is, err := a.State(m.ID)
			if is.Kind != s.Kind || is.Gold != s.Gold {
				t.Errorf("seed %d: %s is %s %s, was %s %s", seed, m.Key, is.Kind, is.Gold, s.Kind, s.Gold)
			}
			return err
		})
		if err != nil {
			t.Fatal(err)
		}
	}
}

// said is what one says of the only meme of a small workspace, in minutes.
type said struct {
	who    string
	minute int
	action labels.Action
	level  labels.Level
}

func tell(t testing.TB, d *db.DB, id labels.MemeID, all ...said) {
	t.Helper()
	for _, s := range all {
		e := labels.Event{
			Time: time.Date(2026, 3, 1, 12, s.minute, 0, 0, time.UTC), Meme: id, Annotator: s.who,
			Source: labels.Key, Action: s.action, Level: s.level,
		}
		if s.action == labels.Retract {
			events := must[[]labels.Event](t)(d.Events(id))
			e.Retracts = events[len(events)-1].Seq
		}
		must[[]labels.Event](t)(d.Append(e))
	}
}

// What was said later counts, wherever it was said first.
func TestMergeOfOneMeme(t *testing.T) {
	t.Parallel()
	ada := func(minute int, l labels.Level) said { return said{"ada", minute, labels.SetLevel, l} }
	back := func(who string, minute int) said { return said{who, minute, labels.Retract, labels.NoLevel} }
	for _, c := range []struct {
		name              string
		here, there       []said
		added, outweighed int
		want              string
	}{
		{"nothing here", nil, []said{ada(1, 0), ada(2, 4)}, 2, 0, "labelled very_positive"},
		{"later there", []said{ada(1, 0)}, []said{ada(2, 4)}, 1, 0, "labelled very_positive"},
		{"later here", []said{ada(2, 4)}, []said{ada(1, 0)}, 1, 1, "labelled very_positive"},
		{"later here, and taken back", []said{ada(2, 4), back("ada", 3)}, []said{ada(1, 0)}, 1, 0, "labelled very_negative"},
		{"taken back there", nil, []said{ada(1, 0), back("ada", 2)}, 2, 0, "unlabelled "},
		{"taken back there, later here", []said{ada(3, 4)}, []said{ada(1, 0), back("ada", 2)}, 2, 1, "labelled very_positive"},
		{"an undo undone there", nil, []said{ada(1, 0), back("ada", 2), back("ada", 3)}, 3, 0, "labelled very_negative"},
		{"two people", []said{ada(2, 4)}, []said{{"bob", 1, labels.SetLevel, 4}}, 1, 0, "labelled very_positive"},
		{"two people who differ", []said{ada(2, 4)}, []said{{"bob", 1, labels.SetLevel, 0}}, 1, 0, "disputed "},
		{"an earlier adjudication", []said{{"cy", 5, labels.Adjudicate, 4}}, []said{{"bob", 1, labels.Adjudicate, 0}}, 1, 1, "labelled very_positive"},
		{"a later adjudication", []said{{"cy", 5, labels.Adjudicate, 4}}, []said{{"bob", 6, labels.Adjudicate, 0}}, 1, 0, "labelled very_negative"},
		{"a flag before an adjudication", []said{{"cy", 5, labels.Adjudicate, 4}}, []said{{"bob", 1, labels.Flag, labels.NoLevel}}, 1, 1, "labelled very_positive"},
		{"a level before an adjudication", []said{{"cy", 5, labels.Adjudicate, 4}}, []said{{"bob", 1, labels.SetLevel, 0}}, 1, 0, "labelled very_positive"},
		{"an earlier note", []said{ada(5, 4)}, []said{{"ada", 1, labels.Note, labels.NoLevel}}, 1, 0, "labelled very_positive"},
		{"a note here", []said{{"ada", 5, labels.Note, labels.NoLevel}}, []said{ada(1, 4)}, 1, 0, "labelled very_positive"},
	} {
		meme := labels.Meme{ID: labels.NewMemeID("d", "k"), Dataset: "d", Key: "k", Caption: "caption"}
		stores := map[*[]said]*db.DB{}
		for _, story := range []*[]said{&c.here, &c.there} {
			d := openStore(t, filepath.Join(t.TempDir(), "store.db"))
			stores[story] = d
			if err := d.PutDataset(labels.Dataset{Name: "d", Format: "csv", Columns: []string{"text"}}); err != nil {
				t.Fatal(err)
			}
			must[[]labels.Added](t)(d.AddMemes([]labels.Meme{meme}, labels.AllTrain))
			tell(t, d, meme.ID, *story...)
		}
		here := stores[&c.here]
		r := merged(t, here, exported(t, stores[&c.there]))
		s := must[labels.State](t)(here.State(meme.ID))
		if got := fmt.Sprint(s.Kind, " ", s.Gold); got != c.want || r.Added != c.added || r.Outweighed != c.outweighed || r.Known != 0 || len(r.Failed) != 0 {
			t.Errorf("%s: %s, %+v; want %s, %d added, %d outweighed", c.name, got, r, c.want, c.added, c.outweighed)
		}
	}
}

// Lines that cannot be taken are told, and the others are in.
func TestMergeTakesTheRest(t *testing.T) {
	t.Parallel()
	there, here := openStore(t, filepath.Join(t.TempDir(), "there.db")), openStore(t, filepath.Join(t.TempDir(), "here.db"))
	meme := func(key, caption string) labels.Meme {
		return labels.Meme{ID: labels.NewMemeID("d", key), Dataset: "d", Key: key, Caption: caption, Values: []string{"a", "b"},
			Image: labels.Image{Name: key, Path: "/there/" + key, SHA256: fmt.Sprintf("%064x", len(key))}}
	}
	for _, d := range []*db.DB{there, here} {
		columns := []string{"x", "y"}
		if d == here {
			columns = []string{"y", "z"}
		}
		if err := d.PutDataset(labels.Dataset{Name: "d", Format: "csv", Columns: columns}); err != nil {
			t.Fatal(err)
		}
	}
	one, two, three := meme("k", "one"), meme("kk", "two"), meme("kkk", "three")
	must[[]labels.Added](t)(there.AddMemes([]labels.Meme{one, two, three}, labels.AllTrain))
	other := one
	other.Caption = "another"
	known := two
	known.Image.Path = "/here/kk"
	must[[]labels.Added](t)(here.AddMemes([]labels.Meme{other, known}, labels.AllTest))
	for _, m := range []labels.Meme{one, two, three} {
		tell(t, there, m.ID, said{"ada", 1, labels.SetLevel, labels.Positive})
	}
	file := exported(t, there)
	file = strings.Replace(file, `"event":{"seq":3`, `"event":{"sequence":3`, 1)
	r := merged(t, here, file)
	if r.Memes != 3 || r.Imported != 1 || r.Duplicates != 1 || r.Added != 1 || len(r.Failed) != 3 || r.Absent != 0 || len(r.Warnings) != 1 {
		t.Errorf("%+v", r)
	}
	for i, want := range []string{"w.jsonl:3: k is already there with another caption or picture", "w.jsonl:6: the event is of a meme that is not here", `w.jsonl:8: the event cannot be read: unknown field "sequence"`} {
		if i < len(r.Failed) && !strings.HasPrefix(r.Failed[i].Reason, want) {
			t.Errorf("%q, want %q", r.Failed[i].Reason, want)
		}
	}
	if len(r.Warnings) == 1 && !strings.Contains(r.Warnings[0].Reason, "w.jsonl:4: it is in train there, and stays in test") {
		t.Errorf("%q", r.Warnings[0].Reason)
	}
	m := must[labels.Meme](t)(here.Meme(two.ID))
	if m.Image.Path != "/here/kk" || m.Split != labels.Test {
		t.Errorf("what was here is now %+v", m)
	}
	m = must[labels.Meme](t)(here.Meme(three.ID))
	if sets := must[[]labels.Dataset](t)(here.Datasets()); fmt.Sprint(sets[0].Columns, m.Values) != "[y z x] [b  a]" {
		t.Errorf("%q has the values %q", sets[0].Columns, m.Values)
	}

	// One that is cut short is told, and what comes before the cut is in.
	again := openStore(t, filepath.Join(t.TempDir(), "again.db"))
	file = exported(t, there)
	got, err := dataset.Merge(t.Context(), dataset.FormatRecords, write(t, file[:strings.Index(file, `{"event":{"seq":3`)+20]), again, nil)
	if err == nil || !strings.Contains(err.Error(), "it is cut short after line 8") || got.Imported != 3 || got.Added != 2 {
		t.Errorf("cut short: %+v, %v", got, err)
	}
	if got = merged(t, again, file); got.Added != 1 || got.Known != 2 || got.Duplicates != 3 {
		t.Errorf("the whole file after that: %+v", got)
	}
}

// A film is the same where another ffmpeg has read another first frame, and another film where that
// begins as it does. A meme that came under another name, or with another column, is new, and that
// is said.
func TestMergeOfFilmsAndMemesThatAreAlike(t *testing.T) {
	t.Parallel()
	there, here := openStore(t, filepath.Join(t.TempDir(), "there.db")), openStore(t, filepath.Join(t.TempDir(), "here.db"))
	meme := func(key, name, picture, film string) labels.Meme {
		m := labels.Meme{ID: labels.NewMemeID("d", key), Dataset: "d", Key: key, Caption: "caption", Image: labels.Image{Name: name}}
		if picture != "" {
			m.Image.SHA256, m.Image.Format = strings.Repeat(picture, 64), "png"
		}
		if film != "" {
			m.Image.Media = labels.Media{SHA256: strings.Repeat(film, 64), Format: "mp4", Moves: true}
		}
		return m
	}
	for d, memes := range map[*db.DB][]labels.Meme{
		there: {meme("a.mp4", "a.mp4", "2", "f"), meme("b.mp4", "b.mp4", "3", "e"), meme("new.png", "new.png", "4", ""), meme("digest of more", "", "", ""), meme("c.webp", "c.webp", "5", "6")},
		here:  {meme("a.mp4", "a.mp4", "1", "f"), meme("b.mp4", "b.mp4", "3", "d"), meme("old.png", "old.png", "4", ""), meme("digest", "", "", ""), meme("c.webp", "c.webp", "6", "")},
	} {
		if err := d.PutDataset(labels.Dataset{Name: "d", Format: "csv"}); err != nil {
			t.Fatal(err)
		}
		must[[]labels.Added](t)(d.AddMemes(memes, labels.AllTrain))
	}
	file := exported(t, there)
	r := merged(t, here, file)
	if r.Imported != 2 || r.Alike != 2 || r.Duplicates != 2 || len(r.Failed) != 1 || !strings.Contains(r.Failed[0].Reason, "b.mp4 is already there") {
		t.Errorf("%+v", r)
	}
	if again := merged(t, here, file); again.Imported != 0 || again.Alike != 0 {
		t.Errorf("again: %+v", again)
	}
}

// Two who have imported tables of other names, which the datasets are called by, have the memes
// twice after a merge, and that is said.
func TestMergeOfMemesOfAnotherDataset(t *testing.T) {
	t.Parallel()
	there, here := openStore(t, filepath.Join(t.TempDir(), "there.db")), openStore(t, filepath.Join(t.TempDir(), "here.db"))
	for name, d := range map[string]*db.DB{"ada": there, "bo": here} {
		if err := d.PutDataset(labels.Dataset{Name: name, Format: "csv"}); err != nil {
			t.Fatal(err)
		}
		must[[]labels.Added](t)(d.AddMemes([]labels.Meme{
			{ID: labels.NewMemeID(name, "a.png"), Dataset: name, Key: "a.png", Caption: "caption", Image: labels.Image{Name: "a.png", SHA256: strings.Repeat("1", 64), Format: "png"}},
			{ID: labels.NewMemeID(name, "b.png"), Dataset: name, Key: "b.png", Caption: "saved anew there", Image: labels.Image{Name: "b.png", SHA256: map[string]string{"ada": strings.Repeat("2", 64), "bo": strings.Repeat("3", 64)}[name], Format: "png"}},
			{ID: labels.NewMemeID(name, "c.png"), Dataset: name, Key: "c.png", Image: labels.Image{Name: "c.png"}},
			{ID: labels.NewMemeID(name, "digest"), Dataset: name, Key: "digest", Caption: "another caption"},
			{ID: labels.NewMemeID(name, name), Dataset: name, Key: name, Caption: "only " + name},
		}, labels.AllTrain))
	}
	file := exported(t, there)
	if r := merged(t, here, file); r.Imported != 5 || r.Alike != 4 || len(r.Warnings) != 4 {
		t.Errorf("%+v", r)
	}
	if r := merged(t, here, file); r.Duplicates != 5 || r.Alike != 0 {
		t.Errorf("again: %+v", r)
	}
}

// A new meme is like none where the caption is another, where one is a picture and one a text,
// where another film begins with the same frame, or where both are new.
func TestMergeOfMemesThatAreNotAlike(t *testing.T) {
	t.Parallel()
	d := openStore(t, filepath.Join(t.TempDir(), "store.db"))
	meme := func(key, name, caption, picture, film string) labels.Meme {
		m := labels.Meme{ID: labels.NewMemeID("d", key), Dataset: "d", Key: key, Caption: caption, Split: labels.Train, Image: labels.Image{Name: name}}
		if picture != "" {
			m.Image.SHA256, m.Image.Format = strings.Repeat(picture, 64), "png"
		}
		if film != "" {
			m.Image.Media = labels.Media{SHA256: strings.Repeat(film, 64), Format: "mp4", Moves: true}
		}
		return m
	}
	set := labels.Dataset{Name: "d", Format: "csv"}
	if err := d.PutDataset(set); err != nil {
		t.Fatal(err)
	}
	must[[]labels.Added](t)(d.AddMemes([]labels.Meme{meme("a.png", "a.png", "dawn", "1", ""), meme("b.mp4", "b.mp4", "noon", "2", "e")}, labels.AllTrain))
	var file strings.Builder
	w := must[*dataset.RecordWriter](t)(dataset.NewRecordWriter(&file, 0))
	err := w.Dataset(set)
	for i, m := range []labels.Meme{
		meme("other caption", "x.png", "dusk", "1", ""), meme("a text", "", "dawn", "", ""), meme("other film", "c.mp4", "noon", "2", "f"),
		meme("new", "", "night", "", ""), meme("new, too", "", "night", "", ""),
	} {
		said := labels.Event{Time: time.Date(2026, 3, 1, 13, i, 0, 0, time.UTC), Meme: m.ID, Annotator: "ada", Source: labels.Key, Action: labels.Skip}
		err = errors.Join(err, w.Meme(m), w.Event(said)) // which ends a batch of memes
	}
	if err := errors.Join(err, w.Close()); err != nil {
		t.Fatal(err)
	}
	if r := merged(t, d, file.String()); r.Imported != 5 || r.Added != 5 || r.Alike != 0 {
		t.Errorf("%+v", r)
	}
}

// What the workbench could not save has no place in a log, and is of this workspace: it takes
// back what is here.
func TestMergeOfWhatWasNotSaved(t *testing.T) {
	t.Parallel()
	d := openStore(t, filepath.Join(t.TempDir(), "store.db"))
	meme := labels.Meme{ID: labels.NewMemeID("d", "k"), Dataset: "d", Key: "k", Caption: "caption"}
	saved := labels.Meme{ID: labels.NewMemeID("d", "l"), Dataset: "d", Key: "l", Caption: "another"}
	must[[]labels.Added](t)(d.AddMemes([]labels.Meme{meme, saved}, labels.AllTrain))
	tell(t, d, meme.ID, said{"ada", 1, labels.SetLevel, labels.Positive})
	tell(t, d, saved.ID, said{"ada", 2, labels.SetLevel, labels.Positive}) // it is not said elsewhere: the file needs not have it
	var file strings.Builder
	w := must[*dataset.RecordWriter](t)(dataset.NewRecordWriter(&file, 0))
	for i, e := range []labels.Event{{Action: labels.Retract, Retracts: 1}, {Action: labels.Skip}, {Action: labels.Retract, Retracts: 7}} {
		e.Time, e.Meme, e.Annotator, e.Source = time.Date(2026, 3, 1, 13, i, 0, 0, time.UTC), meme.ID, "ada", labels.Key
		for range 1 + i%2 { // one of them is in the file twice
			if err := w.Event(e); err != nil {
				t.Fatal(err)
			}
		}
	}
	if err := w.Close(); err != nil {
		t.Fatal(err)
	}
	r := merged(t, d, file.String())
	if s := must[labels.State](t)(d.State(meme.ID)); s.Kind != labels.Skipped || r.Added != 2 || r.Known != 1 || len(r.Both) != 0 || len(r.Failed) != 1 || !strings.Contains(r.Failed[0].Reason, "it takes back event 7, which is not before it") {
		t.Errorf("%+v, %+v", s, r)
	}
	if r = merged(t, d, file.String()); r.Added != 0 || r.Known != 3 {
		t.Errorf("again: %+v", r)
	}
}

// A meme whose caption a later table has brought is the one that came with it elsewhere.
func TestMergeOfCaptionThatCameLater(t *testing.T) {
	t.Parallel()
	there, here := openStore(t, filepath.Join(t.TempDir(), "there.db")), openStore(t, filepath.Join(t.TempDir(), "here.db"))
	bare := labels.Meme{ID: labels.NewMemeID("d", "k.png"), Dataset: "d", Key: "k.png", Image: labels.Image{Name: "k.png", SHA256: fmt.Sprintf("%064x", 1)}}
	whole := bare
	whole.Caption = "caption"
	for _, d := range []*db.DB{there, here} {
		if err := d.PutDataset(labels.Dataset{Name: "d", Format: "csv"}); err != nil {
			t.Fatal(err)
		}
	}
	must[[]labels.Added](t)(here.AddMemes([]labels.Meme{bare}, labels.AllTrain))
	if added := must[[]labels.Added](t)(here.AddMemes([]labels.Meme{whole}, labels.AllTrain)); !added[0].Captioned {
		t.Fatalf("%+v", added)
	}
	must[[]labels.Added](t)(there.AddMemes([]labels.Meme{whole}, labels.AllTrain))
	tell(t, there, bare.ID, said{"ada", 1, labels.SetLevel, labels.Positive})
	if r := merged(t, here, exported(t, there)); r.Duplicates != 1 || r.Added != 1 || len(r.Failed) != 0 {
		t.Errorf("%+v", r)
	}
	if m := must[labels.Meme](t)(here.Meme(bare.ID)); m.Caption != "caption" {
		t.Errorf("%+v", m)
	}
}
