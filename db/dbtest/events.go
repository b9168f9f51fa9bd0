package dbtest

import (
	"reflect"
	"testing"

	"memebench/labels"
)

// EventStore has what was said of each meme.
type EventStore interface {
	Append(events ...labels.Event) ([]labels.Event, error)
	Events(id labels.MemeID) ([]labels.Event, error)
}

// Events tests that the events of a meme are those that were appended of it, in the order
// of the log, those that are taken back among them.
func Events(t *testing.T, memes []labels.MemeID, s EventStore) {
	t.Helper()
	of := func(id labels.MemeID, want ...labels.Event) {
		t.Helper()
		if got, err := s.Events(id); err != nil || len(got)+len(want) > 0 && !reflect.DeepEqual(got, want) {
			t.Errorf("the events of a meme are %+v, %v; want %+v", got, err, want)
		}
	}
	of(memes[0])
	all := mustAppend(t, s, level(memes[0], "ann", 4), level(memes[1], "ann", 0), level(memes[0], "bob", 2))
	back := level(memes[0], "ann", labels.NoLevel)
	back.Action, back.Retracts = labels.Retract, all[0].Seq
	all = append(all, mustAppend(t, s, back)...)
	of(memes[0], all[0], all[2], all[3])
	of(memes[1], all[1])
	of(memes[2])
	if got, err := s.Events(labels.NewMemeID("none", "none")); err == nil {
		t.Errorf("the events of a meme that is not there: %+v", got)
	}
}
