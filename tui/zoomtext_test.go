package tui

import (
	"strings"
	"testing"
	"time"

	"memebench/labels"
)

// What people type behind keys that ask for a text or a number labels nothing while a picture is alone in the window.
func TestTextIsTextBesideAPictureAlone(t *testing.T) {
	for _, c := range []struct {
		way         []string
		key, typed  string
		asks, comes string
	}{
		{[]string{"z"}, "n", "4 fun", "Note on #0001", "note kept, #0001"},
		{[]string{"z"}, "e", " 4 fun", "Caption of #0001", "caption changed, #0001"},
		{[]string{"z"}, "g", "3", "Go to", ""},
		{[]string{"E", "enter", "z"}, "n", "4 fun", "Note on #", "note kept"},
		{[]string{"C", "z"}, "n", "4 fun", "Note on #", "note kept"},
	} {
		inRig(t, sceneMemes(), func(t *testing.T, r *rig) {
			r.keys(c.way...)
			before := len(r.store.log)
			r.keys(c.key)
			r.wants(c.asks)
			r.keys(strings.Split(c.typed, "")...)
			r.keys("enter")
			r.wants(c.comes)
			for _, e := range r.store.log[before:] {
				if e.Action != labels.Note && e.Action != labels.Caption {
					t.Errorf("%v %s %s has labelled: %+v", c.way, c.key, c.typed, e)
				}
			}
		})
	}
}

// Nor does it where such a key is refused: in a cell of the confusion matrix nobody goes to a number.
func TestTextBehindARefusedKey(t *testing.T) {
	for _, way := range [][]string{{"E", "enter"}, {"E", "enter", "z"}} {
		inRig(t, sceneMemes(), func(t *testing.T, r *rig) {
			r.keys(way...)
			before := len(r.store.log)
			r.keys("g")
			r.wants("g goes to a number: ")
			r.keys("2", "5", "enter")
			r.wants("enter was typed behind g, which has asked for nothing")
			if got := r.store.log[before:]; len(got) > 0 {
				t.Errorf("%v: g 25 has said %+v", way, got)
			}
			time.Sleep(typedOnWithin)
			r.keys("2")
			if got := r.store.log[before:]; len(got) != 1 {
				t.Errorf("%v: behind a pause 2 has said %+v", way, got)
			}
		})
	}
}
