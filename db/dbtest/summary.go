package dbtest

import (
	"reflect"
	"testing"

	"memebench/eval"
	"memebench/labels"
)

// Trained is a store of which versions can be made; see [Summary].
type Trained struct {
	Append  func(...labels.Event) ([]labels.Event, error)
	Undo    func(annotator string) ([]labels.Event, error)
	Summary func(annotator string) (eval.Summary, error)
	Train   func(seq uint64, origin *eval.Origin) (id string, err error) // adds a version that has seen the log up to seq
	Promote func(id string) error
	Delete  func(id string) error
}

// Summary tests what a store says of its workspace as a whole: it has five memes, see
// the package, and no version.
func Summary(t *testing.T, memes []labels.MemeID, s Trained) {
	t.Helper()
	check := func(err error) {
		t.Helper()
		if err != nil {
			t.Fatal(err)
		}
	}
	revision := uint64(0)
	// now reads the summary for ann, after something has changed.
	now := func() eval.Summary {
		t.Helper()
		got, err := s.Summary("ann")
		check(err)
		if got.Revision <= revision {
			t.Errorf("after a change the revision is %d, before it was %d", got.Revision, revision)
		}
		revision = got.Revision
		if again, err := s.Summary("ann"); err != nil || !reflect.DeepEqual(again, got) {
			t.Errorf("nothing has changed, but there is another summary: %+v, %v; %+v before", again, err, got)
		}
		return got
	}
	say := func(meme int, who string, source labels.Source, action labels.Action, level labels.Level) labels.Event {
		t.Helper()
		stored, err := s.Append(labels.Event{Meme: memes[meme], Annotator: who, Source: source, Action: action, Level: level})
		check(err)
		return stored[0]
	}
	counts := func(kinds ...labels.Kind) map[labels.Kind]int {
		by := map[labels.Kind]int{labels.Unlabelled: 0, labels.Labelled: 0, labels.Skipped: 0, labels.Flagged: 0, labels.Disputed: 0}
		for _, k := range kinds {
			by[k]++
		}
		return by
	}
	const un, la, sk, di = labels.Unlabelled, labels.Labelled, labels.Skipped, labels.Disputed

	got := now()
	if c := got.Counts; c.Memes != 5 || !reflect.DeepEqual(c.ByKind, counts(un, un, un, un, un)) || c.Mine != 0 || c.Undoable {
		t.Errorf("nothing was said yet: %+v", c)
	}
	if got.Seq != 0 || got.New != 0 || len(got.Versions) > 0 || got.Served != "" || got.Before != "" || got.Waiting() != 5 {
		t.Errorf("nothing was said or trained yet: %+v", got)
	}

	say(0, "gold", labels.Import, labels.SetLevel, labels.Negative)
	if got = now(); got.New != 0 || got.Counts.Undoable || got.Waiting() != 5 || got.Seq != 1 || got.Counts.ByGold[labels.Negative] != 1 {
		t.Errorf("a label was imported: %+v", got)
	}
	if named, err := s.Summary("gold"); err != nil || named.Counts.Mine != 0 || named.Counts.InName != 1 || named.Waiting() != 5 {
		t.Errorf("of whom a label was imported: %+v, %v", named, err)
	}
	say(1, "ann", labels.Key, labels.SetLevel, labels.Positive)
	say(2, "ann", labels.CLI, labels.SetLevel, labels.Positive)
	say(2, "bob", labels.Key, labels.SetLevel, labels.Neutral)
	say(3, "ann", labels.Key, labels.Skip, labels.NoLevel)
	got = now()
	if c := got.Counts; !reflect.DeepEqual(c.ByKind, counts(la, la, di, sk, un)) || c.Mine != 2 || !c.Undoable || c.Redoable || c.Waiting != 2 || c.ByGold[labels.Positive] != 1 {
		t.Errorf("three levels and a skip: %+v", c)
	}
	if got.New != 3 || got.Seq != 5 {
		t.Errorf("three levels and a skip: %d new, the newest is %d", got.New, got.Seq)
	}
	if other, err := s.Summary("bob"); err != nil || other.Counts.Mine != 1 || other.New != 3 || other.Revision != revision {
		t.Errorf("of bob: %+v, %v", other, err)
	}
	for range 2 { // the skip, then a level
		undone, err := s.Undo("ann")
		check(err)
		if undone == nil {
			t.Fatal("nothing to undo")
		}
	}
	if got = now(); got.New != 2 || got.Counts.Mine != 1 || got.Seq != 7 || !got.Counts.Redoable || got.Waiting() != 3 {
		t.Errorf("a level was taken back: %+v", got)
	}

	// A training counts what came after what it has seen.
	v1, err := s.Train(2, nil)
	check(err)
	if got = now(); got.New != 1 || got.Served != v1 || got.Before != "" || len(got.Versions) != 1 {
		t.Errorf("trained up to the second event: %+v", got)
	}
	if v, ok := got.Latest(); !ok || v.ID != v1 || v.LabelSeq != 2 {
		t.Errorf("the latest is %+v, %v", v, ok)
	}
	v2, err := s.Train(7, nil)
	check(err)
	if got = now(); got.New != 0 || got.Served != v1 || len(got.Versions) != 2 || got.Versions[1].ID != v2 || len(got.History) != 2 {
		t.Errorf("trained up to the end: %+v", got)
	}
	_, err = s.Train(9, &eval.Origin{Name: "v7"}) // of another log
	check(err)
	say(4, "bob", labels.Key, labels.SetLevel, labels.VeryPositive)
	if got = now(); got.New != 1 || got.Seq != 8 || got.Waiting() != 2 || got.Counts.Overlap != 1 {
		t.Errorf("a label after a version came from elsewhere: %+v", got)
	}
	// What was counted for a training stays so when its version is deleted; what it
	// has seen is not new when it is taken back either.
	check(s.Delete(v2))
	undone, err := s.Undo("ann")
	check(err)
	if got = now(); undone == nil || got.New != 1 || len(got.Versions) != 2 || got.Counts.Undoable {
		t.Errorf("deleted, and an old label taken back: %+v", got)
	}
	if _, kept := got.Version(v2); kept {
		t.Error("a deleted version is there")
	}
	check(s.Promote(got.Versions[1].ID))
	if got = now(); got.Served != got.Versions[1].ID || got.Before != v1 {
		t.Errorf("promoted: served %s, before %s", got.Served, got.Before)
	}
}
