package model

import (
	"fmt"
	"os"
	"path/filepath"
	"testing"

	"memebench/eval"
	"memebench/labels"
)

// What is said while something is evaluated, compared or checked does not count, whenever it comes,
// and the newest event that counts is told with the figures: they are those of the labels of then.
func TestFiguresAreOfOneMoment(t *testing.T) {
	r := newRig(t)
	ids := r.fill(t, 60)
	r.mustTrain(t, TrainOptions{})
	r.mustTrain(t, TrainOptions{})
	memes := r.memes(t)
	cell := func(id labels.MemeID, action labels.Action, l labels.Level) {
		if _, err := r.store.Append(labels.Event{Meme: id, Annotator: "bo", Source: labels.Key, Action: action, Level: l, Screen: labels.CellScreen}); err != nil {
			t.Fatal(err)
		}
	}
	// Something was changed before, so that there is something to count.
	r.label(t, ids[3], labels.VeryNegative)
	var val []labels.MemeID
	for i, id := range ids {
		if memes[i].Split == labels.Val {
			val = append(val, id)
		}
	}
	for _, id := range val[3:] { // which changes no level
		s, err := r.store.State(id)
		if err != nil {
			t.Fatal(err)
		}
		cell(id, labels.Adjudicate, s.Gold)
	}
	for name, find := range map[string]func() (string, uint64){
		"evaluate val": func() (string, uint64) {
			e, rows, err := r.Evaluate(t.Context(), "v1", "val", nil)
			return said(t, err, asJSON(t, e), rows), e.Seq
		},
		"evaluate all": func() (string, uint64) {
			e, rows, err := r.Evaluate(t.Context(), "v1", eval.AllRows, nil)
			return said(t, err, asJSON(t, e), rows), e.Seq
		},
		"evaluate cv": func() (string, uint64) {
			e, rows, err := r.Evaluate(t.Context(), "v1", eval.CVRows, nil)
			return said(t, err, asJSON(t, e), rows), e.Seq
		},
		"compare": func() (string, uint64) {
			c, err := r.Compare(t.Context(), "v1", "v2", "val", nil)
			return said(t, err, asJSON(t, c)), c.Seq
		},
		"check": func() (string, uint64) {
			c, err := r.CheckLabels(t.Context(), "v1", eval.CheckErrors, eval.ByLoss, nil)
			return said(t, err, c.Doubts, c.Review), c.Seq
		},
	} {
		want, seq := find()
		if last, err := r.store.LastSeq(); err != nil || seq != last {
			t.Errorf("%s: of event %d (%v), want %d", name, seq, err, last)
		}
		r.store.onRowsAt = func() { // all that is read later sees it
			r.store.onRowsAt = nil
			for i, id := range val {
				s, err := r.store.State(id)
				if err != nil {
					t.Fatal(err)
				}
				other := (s.Gold + 1) % labels.Levels
				switch {
				case i == 1:
					cell(id, labels.Flag, labels.NoLevel)
				case i < 3:
					cell(id, labels.Adjudicate, other)
				default: // which would be the meme's level, had the review said nothing
					r.say(t, id, "bo", other)
				}
			}
			if _, err := r.store.Append(labels.Event{Meme: val[0], Annotator: "bo", Source: labels.Key, Action: labels.Caption, Text: "another one"}); err != nil {
				t.Fatal(err)
			}
		}
		got, now := find()
		if got != want || now != seq {
			at := 0
			for at < min(len(got), len(want)) && got[at] == want[at] {
				at++
			}
			t.Errorf("%s: what was said meanwhile counts (event %d, want %d): …%.200s, want …%.200s", name, now, seq, got[at:], want[at:])
		}
		for range len(val) + 1 {
			if _, err := r.store.Undo("bo"); err != nil {
				t.Fatal(err)
			}
		}
	}
}

// Rows that are cross-validated while somebody labels are of those labels, and are not kept as rows
// of the labels before.
func TestHeldOutRowsAreKeptOfWhatTheyAreMadeOf(t *testing.T) {
	r := newRig(t)
	ids := r.fill(t, 60)
	r.mustTrain(t, TrainOptions{})
	check := func() string {
		t.Helper()
		c, err := r.CheckLabels(t.Context(), "v1", eval.CheckErrors, eval.ByLoss, nil)
		return said(t, err, c.Doubts)
	}
	s, err := r.store.State(ids[0])
	if err != nil {
		t.Fatal(err)
	}
	other := labels.Event{Meme: ids[0], Annotator: "bo", Source: labels.Key, Action: labels.Adjudicate, Level: (s.Gold + 1) % labels.Levels}
	r.store.onRowsAt = func() { // once it is known of what rows are wanted, and before they are made
		r.store.onRowsAt = nil
		if _, err := r.store.Append(other); err != nil {
			t.Fatal(err)
		}
	}
	meanwhile := check()
	if _, err := r.store.Undo("bo"); err != nil {
		t.Fatal(err)
	}
	before := check()
	if err := os.Remove(filepath.Join(r.folder, heldOutFile)); err != nil {
		t.Fatal(err)
	}
	if want := check(); before != want || before == meanwhile {
		t.Errorf("of the labels of before: %.300s; want %.300s; meanwhile there were %.300s", before, want, meanwhile)
	}
}

func said(t *testing.T, err error, what ...any) string {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
	return fmt.Sprintf("%+v", what)
}
