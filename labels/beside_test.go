package labels

import "testing"

// What heads said that had not seen the meme is told from what its version says of it.
func TestBeside(t *testing.T) {
	for what, is := range map[string]struct {
		event Event
		said  Level
		ok    bool
	}{
		"a cell of cv":              {Event{Screen: CellScreen, Queue: CellQueue("v1", "cv", Positive, VeryPositive)}, VeryPositive, true},
		"a cell of val":             {Event{Screen: CellScreen, Queue: CellQueue("v1", "val", Positive, VeryPositive)}, VeryPositive, true},
		"back by an undo in a cell": {Event{Screen: CellScreen, Queue: "undo"}, NoLevel, false},
		"merged":                    {Event{Merged: true, Screen: CellScreen, Queue: CellQueue("v1", "cv", Positive, VeryPositive)}, NoLevel, true},
		"a check":                   {Event{Screen: CheckScreen, Queue: "check errors"}, NoLevel, true},
		"a saved search":            {Event{Screen: "label", Queue: "cell v1 cv true predicted negative"}, NoLevel, false},
	} {
		if said, ok := is.event.Beside(); said != is.said || ok != is.ok {
			t.Errorf("%s: %v, %v; want %v, %v", what, said, ok, is.said, is.ok)
		}
	}
}

func TestCaptionChanges(t *testing.T) {
	var c CaptionChanges
	for i, e := range []struct {
		Event
		changes bool
	}{
		{Event{Action: SetLevel}, false},
		{Event{Action: Retract, Retracts: 1}, false},
		{Event{Action: Caption}, true},
		{Event{Action: Retract, Retracts: 3}, true},
		{Event{Action: Retract, Retracts: 4}, true}, // redo
	} {
		e.Seq = uint64(i + 1)
		if c.Change(&e.Event) != e.changes {
			t.Errorf("event %d: want %v", e.Seq, e.changes)
		}
	}
}
