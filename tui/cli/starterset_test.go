package cli

import (
	"testing"

	"memebench/labels"
	"memebench/labels/starter"
)

// TestStarterGrows opens a workspace that seems to have a smaller starter set and
// lacks a label of it: what is missing comes in, and nothing is
// said twice.
func TestStarterGrows(t *testing.T) {
	t.Setenv("XDG_DATA_HOME", t.TempDir())
	t.Setenv("MEMEBENCH_CACHE", t.TempDir())
	set, err := starter.Memes()
	if err != nil {
		t.Fatal(err)
	}
	given := 0
	for _, m := range set {
		if m.Labelled {
			given++
		}
	}
	o := &options{}
	w, err := o.open(t.Context(), mustExist)
	if err != nil {
		t.Fatal(err)
	}
	check := func(events int) {
		t.Helper()
		n, err := w.store.MemeCount()
		if err != nil {
			t.Fatal(err)
		}
		seq, err := w.store.LastSeq()
		if err != nil {
			t.Fatal(err)
		}
		if n != len(set) || seq != uint64(events) {
			t.Errorf("%d memes and %d events, want %d and %d", n, seq, len(set), events)
		}
	}
	check(given)

	// As if the set had been smaller, and the last label were still missing.
	if err := w.store.SetSetting(starterSetting, "100"); err != nil {
		t.Fatal(err)
	}
	last := labels.MemeID("")
	for _, m := range set {
		if m.Labelled {
			last = labels.NewMemeID(starterFormat, m.Name)
		}
	}
	events, err := w.store.Events(last)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := w.store.Append(labels.Event{Meme: last, Annotator: starter.Annotator, Source: labels.Import, Action: labels.Retract, Retracts: events[0].Seq}); err != nil {
		t.Fatal(err)
	}
	if err := w.Close(); err != nil {
		t.Fatal(err)
	}
	if w, err = o.open(t.Context(), mustExist); err != nil {
		t.Fatal(err)
	}
	defer w.Close()
	check(given + 2) // the retraction, and the label again
	s, err := w.store.State(last)
	if err != nil {
		t.Fatal(err)
	}
	if s.Kind != labels.Labelled {
		t.Errorf("the meme whose label was missing is %s", s.Kind)
	}
}
