package db

import (
	"errors"
	"path/filepath"
	"reflect"
	"strings"
	"testing"
	"time"

	"go.etcd.io/bbolt"

	"memebench/labels"
)

func TestAppend(t *testing.T) {
	d := newStore(t)
	m := someMemes(t, d, 2)
	zone := time.FixedZone("there", 2*60*60)
	full := labels.Event{
		Time: time.Date(2026, 5, 6, 7, 8, 9, 123456789, zone), Meme: m[0].ID, Annotator: "ann", Source: labels.Key, Action: labels.SetLevel,
		Level: labels.VeryNegative, ElapsedMS: 1234, Shown: labels.ShownAfter, Version: "v3", Screen: "label", Queue: "waiting", Place: 4, Guide: "0011223344556677",
	}
	skip := labels.Event{Meme: m[1].ID, Annotator: "ann", Source: labels.CLI, Action: labels.Skip} // its Level is 0, not NoLevel
	got := appendAll(t, d, full, skip)

	full.Seq, full.Time = 1, full.Time.UTC()
	skip.Seq, skip.Level = 2, labels.NoLevel
	if got[0] != full {
		t.Errorf("got %+v, want %+v", got[0], full)
	}
	if got[1].Time.IsZero() || got[1].Time.Location() != time.UTC {
		t.Errorf("the time given by the store is %v", got[1].Time)
	}
	skip.Time = got[1].Time
	if got[1] != skip {
		t.Errorf("got %+v, want %+v", got[1], skip)
	}
	for i, id := range []labels.MemeID{m[0].ID, m[1].ID} {
		events, err := d.Events(id)
		if err != nil || !reflect.DeepEqual(events, got[i:i+1]) {
			t.Errorf("events of meme %d: %+v, %v", i+1, events, err)
		}
	}
	if none, err := d.Append(); err != nil || len(none) != 0 {
		t.Errorf("nothing appended: %v, %v", none, err)
	}
	if last, err := d.LastSeq(); err != nil || last != 2 {
		t.Errorf("the last event is %d, %v", last, err)
	}
	var log []uint64
	if err := d.Log(2, func(e labels.Event) error {
		log = append(log, e.Seq)
		return nil
	}); err != nil || !reflect.DeepEqual(log, []uint64{2}) {
		t.Errorf("the log from 2 is %v, %v", log, err)
	}
}

func TestAppendRefuses(t *testing.T) {
	d := newStore(t)
	m := someMemes(t, d, 2)
	appendAll(t, d, level(m[0].ID, "ann", labels.Positive), level(m[1].ID, "ann", labels.Positive))
	appendAll(t, d, labels.Event{Meme: m[1].ID, Annotator: "ann", Source: labels.Key, Action: labels.Retract, Retracts: 2})
	good := level(m[0].ID, "ann", labels.Neutral)
	for _, tt := range []struct {
		name   string
		change func(e *labels.Event)
		want   error
		says   string
	}{
		{"an unknown meme", func(e *labels.Event) { e.Meme = "feed" }, ErrNotFound, `"feed"`},
		{"no meme", func(e *labels.Event) { e.Meme = "" }, ErrNotFound, "no meme"},
		{"no level", func(e *labels.Event) { e.Level = labels.NoLevel }, ErrInvalid, "level -1"},
		{"a level too high", func(e *labels.Event) { e.Level = 5 }, ErrInvalid, "level 5: want 0 to 4"},
		{"an adjudication without a level", func(e *labels.Event) { e.Action, e.Level = labels.Adjudicate, labels.NoLevel }, ErrInvalid, "adjudicate"},
		{"no action", func(e *labels.Event) { e.Action = "" }, ErrInvalid, "want level, skip"},
		{"an unknown action", func(e *labels.Event) { e.Action = "\x1b]0;x\a" }, ErrInvalid, `"]0;x"`},
		{"no source", func(e *labels.Event) { e.Source = "" }, ErrInvalid, "want key, cli, import or ocr"},
		{"an unknown shown", func(e *labels.Event) { e.Shown = "maybe" }, ErrInvalid, "maybe"},
		{"no annotator", func(e *labels.Event) { e.Annotator = "" }, ErrInvalid, "empty"},
		{"a long annotator", func(e *labels.Event) { e.Annotator = strings.Repeat("x", 201) }, ErrInvalid, "201 bytes"},
		{"an annotator in control", func(e *labels.Event) { e.Annotator = "a\x1bnn" }, ErrInvalid, "control characters"},
		{"an annotator in Latin-1", func(e *labels.Event) { e.Annotator = "Ren\xe9" }, ErrInvalid, "UTF-8"},
		{"a novel", func(e *labels.Event) { e.Text = strings.Repeat("x", 64<<10+1) }, ErrInvalid, "65537 bytes"},
		{"the far future", func(e *labels.Event) { e.Time = time.Date(10000, 1, 1, 0, 0, 0, 0, time.UTC) }, ErrInvalid, "year is 10000"},
		{"a level that takes back", func(e *labels.Event) { e.Retracts = 1 }, ErrInvalid, "takes back event 1"},
		{"a retraction of nothing", func(e *labels.Event) { e.Action = labels.Retract }, ErrInvalid, "takes back event 0"},
		{"a retraction of what is not there", func(e *labels.Event) { e.Action, e.Retracts = labels.Retract, 99 }, ErrNotFound, "event 99"},
		{"a retraction of itself", func(e *labels.Event) { e.Action, e.Retracts = labels.Retract, 5 }, ErrNotFound, "event 5"},
		{"a retraction of another meme's event", func(e *labels.Event) { e.Action, e.Retracts = labels.Retract, 2 }, ErrNotFound, "not one of this meme's"},
		{"a retraction of what is retracted", func(e *labels.Event) { e.Meme, e.Action, e.Retracts = m[1].ID, labels.Retract, 2 }, ErrRetracted, "event 2 is already taken back"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			e := good
			tt.change(&e)
			// The good one before it is not stored either.
			if got, err := d.Append(good, e); !errors.Is(err, tt.want) || !strings.Contains(err.Error(), tt.says) {
				t.Errorf("got %v, %v; want a %v that says %q", got, err, tt.want, tt.says)
			}
			if last, err := d.LastSeq(); err != nil || last != 3 {
				t.Errorf("the last event is %d, %v", last, err)
			}
		})
	}
}

func TestUndo(t *testing.T) {
	d := newStore(t)
	m := someMemes(t, d, 3)
	by := func(who string, source labels.Source, action labels.Action, meme int) labels.Event {
		e := labels.Event{Meme: m[meme].ID, Annotator: who, Source: source, Action: action, Level: labels.NoLevel}
		if action == labels.SetLevel || action == labels.Adjudicate {
			e.Level = labels.Positive
		}
		return e
	}
	appendAll(t, d,
		by("ann", labels.Key, labels.SetLevel, 0),    // 1
		by("ann", labels.Import, labels.SetLevel, 0), // 2: not a person's
		by("ann", labels.CLI, labels.Skip, 1),        // 3
		by("bob", labels.Key, labels.SetLevel, 1),    // 4
		by("ann", labels.Key, labels.Note, 1),        // 5
		by("ann", labels.Key, labels.Flag, 2),        // 6
		by("ann", labels.Key, labels.Adjudicate, 2),  // 7
	)
	for _, want := range []uint64{7, 6, 5, 3, 1} {
		undone, err := d.Undo("ann")
		if err != nil || len(undone) != 1 || undone[0].Seq != want {
			t.Fatalf("undone: %+v, %v; want event %d", undone, err, want)
		}
		e := undone[0]
		events, err := d.Events(e.Meme)
		if err != nil {
			t.Fatal(err)
		}
		r := events[len(events)-1]
		if r.Action != labels.Retract || r.Retracts != e.Seq || r.Annotator != "ann" || r.Source != e.Source || r.Time.IsZero() {
			t.Errorf("it was taken back by %+v", r)
		}
	}
	for _, who := range []string{"ann", "carol"} {
		if undone, err := d.Undo(who); undone != nil || err != nil {
			t.Errorf("nothing is left for %s, but got %+v, %v", who, undone, err)
		}
	}
	if last, err := d.LastSeq(); err != nil || last != 12 {
		t.Errorf("the last event is %d, %v: undoing nothing must append nothing", last, err)
	}
	if _, err := d.Undo(""); !errors.Is(err, ErrInvalid) {
		t.Errorf("no annotator: %v", err)
	}

	// What was undone can be brought back, and undone again.
	appendAll(t, d, labels.Event{Meme: m[0].ID, Annotator: "ann", Source: labels.Key, Action: labels.Retract, Retracts: 12})
	if s, err := d.State(m[0].ID); err != nil || s.Gold != labels.Positive {
		t.Errorf("brought back: %+v, %v", s, err)
	}
	if undone, err := d.Undo("ann"); err != nil || len(undone) != 1 || undone[0].Seq != 1 {
		t.Errorf("undone again: %+v, %v", undone, err)
	}
}

func TestProgress(t *testing.T) {
	d := newStore(t)
	m := someMemes(t, d, 6)
	appendAll(t, d,
		level(m[0].ID, "ann", labels.VeryPositive),
		level(m[1].ID, "ann", labels.Negative), level(m[1].ID, "bob", labels.Negative),
		level(m[2].ID, "ann", labels.Negative), level(m[2].ID, "bob", labels.Neutral),
		labels.Event{Meme: m[3].ID, Annotator: "ann", Source: labels.Key, Action: labels.Skip},
		labels.Event{Meme: m[4].ID, Annotator: "bob", Source: labels.Key, Action: labels.Flag},
	)
	want := labels.Counts{
		Memes:  6,
		ByKind: map[labels.Kind]int{labels.Unlabelled: 1, labels.Labelled: 2, labels.Skipped: 1, labels.Flagged: 1, labels.Disputed: 1},
		ByGold: [labels.Levels]int{0, 1, 0, 0, 1},
	}
	for who, mine := range map[string]int{"ann": 3, "bob": 2, "carol": 0} {
		want.Mine, want.InName, want.Undoable, want.Overlap = mine, mine, mine > 0, 1
		want.Waiting = map[bool]int{true: 1, false: 2}[who == "ann"]
		if got, err := d.Counts(who); err != nil || !reflect.DeepEqual(got, want) {
			t.Errorf("%s: got %+v, %v; want %+v", who, got, err, want)
		}
	}
	if got, err := newStore(t).Counts("ann"); err != nil || got.Memes != 0 || len(got.ByKind) != 5 {
		t.Errorf("of an empty store: %+v, %v", got, err)
	}
}

func TestNextWaiting(t *testing.T) {
	d := newStore(t)
	if _, ok, err := d.NextWaiting("ann", 0); ok || err != nil {
		t.Errorf("an empty store: %v, %v", ok, err)
	}
	m := someMemes(t, d, 5)
	next := func(after, want uint64) {
		t.Helper()
		got, ok, err := d.NextWaiting("ann", after)
		if err != nil || ok != (want != 0) || got.Seq != want {
			t.Errorf("after %d: got %d, %v, %v; want %d", after, got.Seq, ok, err, want)
		}
	}
	next(0, 1)
	next(3, 4)
	next(5, 1)
	next(1<<64-1, 1)
	appendAll(t, d, level(m[0].ID, "ann", labels.Neutral), level(m[3].ID, "ann", labels.Neutral))
	next(0, 2)
	next(3, 5)
	next(5, 2)
	appendAll(t, d, level(m[1].ID, "ann", labels.Neutral), level(m[4].ID, "ann", labels.Neutral))
	next(2, 3)
	next(3, 3) // round to itself
	appendAll(t, d, level(m[2].ID, "ann", labels.Neutral))
	next(9, 0) // behind the last one there is nothing that could wait
	next(0, 0)
	if _, err := d.Undo("ann"); err != nil {
		t.Fatal(err)
	}
	next(0, 3)
}

// TestWrongCounter refuses to count below nothing, and changes nothing then.
func TestWrongCounter(t *testing.T) {
	d, err := Open(filepath.Join(t.TempDir(), "store.db"), Options{})
	if err != nil {
		t.Fatal(err)
	}
	defer d.Close()
	m := someMemes(t, d, 1)[0]
	if err := d.update(func(tx *bbolt.Tx) error {
		return tx.Bucket(bucketCounters).Delete([]byte(counterKind(labels.Unlabelled)))
	}); err != nil {
		t.Fatal(err)
	}
	if _, err := d.Append(level(m.ID, "ann", labels.Neutral)); !errors.Is(err, ErrDamaged) || !strings.Contains(err.Error(), "kind:unlabelled") {
		t.Errorf("got %v", err)
	}
	if last, err := d.LastSeq(); last != 0 || err != nil {
		t.Errorf("the last event is %d, %v", last, err)
	}
}

// What was merged is not undone here, and may take back what is taken back.
func TestMergedEvents(t *testing.T) {
	d := openStore(t, filepath.Join(t.TempDir(), "store.db"))
	id := someMemes(t, d, 1)[0].ID
	say := func(e labels.Event) labels.Event {
		t.Helper()
		e.Meme, e.Annotator, e.Source = id, "ann", labels.Key
		stored, err := d.Append(e)
		if err != nil {
			t.Fatal(err)
		}
		return stored[0]
	}
	here := say(labels.Event{Action: labels.SetLevel, Level: labels.Positive})
	ahead := here.Time.Add(time.Hour)
	say(labels.Event{Action: labels.SetLevel, Level: labels.Neutral, Time: ahead, Merged: true})
	if after := say(labels.Event{Action: labels.Skip}); !after.Time.After(ahead) {
		t.Errorf("what is said after an event of %v is of %v", ahead, after.Time)
	}
	for _, want := range []labels.Action{labels.Skip, labels.SetLevel, ""} {
		undone, err := d.Undo("ann")
		if err != nil || len(undone) > 0 != (want != "") || len(undone) > 0 && (undone[0].Action != want || undone[0].Merged) {
			t.Fatalf("%+v is undone, %v; want a %q that was said here", undone, err, want)
		}
	}
	if s, err := d.State(id); err != nil || s.Gold != labels.Neutral {
		t.Errorf("%+v, %v", s, err)
	}
	say(labels.Event{Action: labels.Retract, Retracts: here.Seq, Merged: true})
	if _, err := d.Append(labels.Event{Meme: id, Annotator: "ann", Source: labels.Key, Action: labels.Retract, Retracts: here.Seq}); !errors.Is(err, ErrRetracted) {
		t.Errorf("taken back once more: %v", err)
	}
}
