package dataset

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"testing"

	"memebench/labels"
)

// splitsOf are the memes' splits, one letter each, in the order of import.
func splitsOf(s *testStore) string {
	var b strings.Builder
	for _, m := range s.memes() {
		b.WriteString(string(m.Split)[:2] + " ")
	}
	return b.String()
}

func TestResplitByShares(t *testing.T) {
	s := newStore(t)
	var memes []labels.Meme
	for i := range 40 {
		key := fmt.Sprint(i)
		memes = append(memes, labels.Meme{ID: labels.NewMemeID("set", key), Dataset: "set", Key: key, Caption: "caption " + key})
	}
	if _, err := s.AddMemes(memes, labels.DefaultShares); err != nil {
		t.Fatal(err)
	}
	imported := splitsOf(s)
	assign := func(spec ResplitSpec) labels.Resplit {
		t.Helper()
		done, err := Resplit(t.Context(), s, spec, nil)
		if err != nil {
			t.Fatal(err)
		}
		return done
	}
	// With seed 0 and its shares a assign is that of the import.
	if done := assign(ResplitSpec{Shares: labels.DefaultShares}); done.Moved != 0 || splitsOf(s) != imported {
		t.Errorf("%d memes moved without a change", done.Moved)
	}
	done := assign(ResplitSpec{Shares: labels.DefaultShares, Seed: 7, Rehearse: true})
	if done.Moved == 0 || splitsOf(s) != imported {
		t.Errorf("rehearsed, %d would move, and the splits are %s", done.Moved, splitsOf(s))
	}
	if again := assign(ResplitSpec{Shares: labels.DefaultShares, Seed: 7}); again != done {
		t.Errorf("the same seed assigns %+v and %+v", done, again)
	}
	seven := splitsOf(s)
	assign(ResplitSpec{Shares: labels.DefaultShares, Seed: 8})
	if eight := splitsOf(s); seven == imported || eight == seven {
		t.Errorf("the seeds 0, 7 and 8 assign\n%s\n%s\n%s", imported, seven, eight)
	}
	if done := assign(ResplitSpec{Shares: labels.AllTest}); done.After.Test.Memes != 40 {
		t.Errorf("with all shares to test: %+v", done.After)
	}
}

func TestResplitByColumn(t *testing.T) {
	s := newStore(t)
	for _, d := range []labels.Dataset{{Name: "set", Columns: []string{"text", " part"}}, {Name: "other", Columns: []string{"text"}}} {
		if err := s.PutDataset(d); err != nil {
			t.Fatal(err)
		}
	}
	add := func(dataset, key string, split labels.Split, values ...string) {
		t.Helper()
		m := labels.Meme{ID: labels.NewMemeID(dataset, key), Dataset: dataset, Key: key, Caption: key, Split: split, Row: len(s.memes()) + 2, Values: values}
		if _, err := s.AddMemes([]labels.Meme{m}, labels.DefaultShares); err != nil {
			t.Fatal(err)
		}
	}
	add("set", "a", labels.Train, "a", "test")
	add("set", "b", labels.Train, "b", " Dev_seen ") // as an import takes it
	add("set", "c", labels.Val, "c", "")
	add("set", "d", labels.Val, "d")
	add("other", "e", labels.Train, "e")
	done, err := Resplit(t.Context(), s, ResplitSpec{Column: "part"}, nil)
	// Where the column says nothing, each is assigned as an import would.
	want := "te va "
	for _, key := range []string{"c", "d"} {
		want += string(labels.DefaultShares.Assign("caption:" + key))[:2] + " "
	}
	want += "tr "
	if err != nil || done.Moved != 4 || splitsOf(s) != want {
		t.Errorf("%+v, %v; splits %s", done, err, splitsOf(s))
	}

	before := splitsOf(s)
	add("set", "f", labels.Train, "f", "somewhere\x1b[2J")
	_, err = Resplit(t.Context(), s, ResplitSpec{Column: "part"}, nil)
	if err == nil || err.Error() != `resplit: set, row 7: part "somewhere[2J": want train, val (or validation, dev), test or nothing` {
		t.Errorf("a value that is no split: %v", err)
	}
	marked := newStore(t)
	mustImport(t, marked, ImportSpec{Path: write(t, "m.csv", "text,is_train,is_test\na,1,0\nb,0,1\nc,1,0\n"), Probe: probe}) // of two columns none is taken
	if _, err := Resplit(t.Context(), marked, ResplitSpec{Column: "is_train"}, nil); err != nil {
		t.Error(err)
	}
	var marks []string
	for _, m := range marked.memes() {
		marks = append(marks, string(m.Split))
	}
	if got := strings.Join(marks, " "); got != "train test train" {
		t.Errorf("by marks: %s", got)
	}
	_, err = Resplit(t.Context(), s, ResplitSpec{Column: "fold"}, nil)
	if err == nil || err.Error() != `resplit: no imported table has a column "fold": found " part", "text"` {
		t.Errorf("a column that is not there: %v", err)
	}
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	if _, err := Resplit(ctx, s, ResplitSpec{Column: "part"}, nil); !errors.Is(err, context.Canceled) {
		t.Errorf("cancelled: %v", err)
	}
	if splitsOf(s) != before+"tr " {
		t.Errorf("refused resplits moved memes: %s", splitsOf(s))
	}
	if _, err := Resplit(t.Context(), newStore(t), ResplitSpec{Column: "part"}, nil); err == nil {
		t.Error("a column is found in an empty workspace")
	}
}
