package labels

import (
	"testing"
	"time"
)

// TestMergedEventsCountByTheirTime: what was merged has its place by its time, what is said here
// comes after all that is there, and a table's word never after a person's.
func TestMergedEventsCountByTheirTime(t *testing.T) {
	at := func(minute int, merged bool, e Event) Event {
		e.Time, e.Merged = t0.Add(time.Duration(minute)*time.Minute), merged
		return e
	}
	imported := gives("ann", Negative)
	imported.Source = Import
	decides := Event{Annotator: "cat", Action: Adjudicate, Level: Neutral}
	flags := Event{Annotator: "ann", Action: Flag}
	for name, tt := range map[string]struct {
		events []Event
		kind   Kind
		gold   Level
	}{
		"an earlier level":              {said(at(5, false, gives("ann", Positive)), at(1, true, gives("ann", Neutral))), Labelled, Positive},
		"a later level":                 {said(at(5, false, gives("ann", Positive)), at(9, true, gives("ann", Neutral))), Labelled, Neutral},
		"two merged, in wrong order":    {said(at(9, true, gives("ann", Positive)), at(1, true, gives("ann", Neutral))), Labelled, Positive},
		"said here after what is later": {said(at(9, true, gives("ann", Positive)), at(1, false, gives("ann", Neutral))), Labelled, Neutral},
		"an earlier one by another":     {said(at(5, false, gives("ann", Positive)), at(1, true, gives("bob", Neutral))), Disputed, NoLevel},
		"a later table":                 {said(at(5, false, gives("ann", Positive)), at(9, true, imported)), Labelled, Positive},
		"a person before a table":       {said(at(5, false, imported), at(1, true, gives("ann", Positive))), Labelled, Positive},
		"an earlier decision":           {said(at(5, false, decides), at(1, true, Event{Annotator: "dan", Action: Adjudicate, Level: Positive})), Labelled, Neutral},
		"a later decision":              {said(at(5, false, decides), at(9, true, Event{Annotator: "dan", Action: Adjudicate, Level: Positive})), Labelled, Positive},
		"a flag before the decision":    {said(at(5, false, decides), at(1, true, flags)), Labelled, Neutral},
		"a flag after the decision":     {said(at(5, false, decides), at(9, true, flags)), Flagged, NoLevel},
		"a decision before the flag":    {said(at(5, false, flags), at(1, true, decides)), Flagged, NoLevel},
		"a decision after the flag":     {said(at(5, false, flags), at(9, true, decides)), Labelled, Neutral},
		"the later one taken back":      {said(at(5, false, gives("ann", Positive)), at(1, true, gives("ann", Neutral)), at(6, false, Event{Annotator: "ann", Action: Retract, Retracts: 1})), Labelled, Neutral},
	} {
		if s := Aggregate(tt.events); s.Kind != tt.kind || s.Gold != tt.gold {
			t.Errorf("%s: %s %q, want %s %q", name, s.Kind, s.Gold, tt.kind, tt.gold)
		}
	}
	edit := func(who, text string) Event { return Event{Annotator: who, Action: Caption, Text: text} }
	read := func(text string) Event { return Event{Annotator: "ocr", Source: OCR, Action: Caption, Text: text} }
	for name, tt := range map[string]struct {
		events []Event
		want   string
	}{
		"an earlier edit":      {said(at(5, false, edit("ann", "here")), at(1, true, edit("bob", "there"))), "here"},
		"a later edit":         {said(at(5, false, edit("ann", "here")), at(9, true, edit("bob", "there"))), "there"},
		"read later":           {said(at(5, false, edit("ann", "here")), at(9, true, read("there"))), "here"},
		"read earlier, by two": {said(at(5, false, read("here")), at(1, true, read("there"))), "here"},
	} {
		if text, _ := CaptionInForce(tt.events); text != tt.want {
			t.Errorf("%s: %q, want %q", name, text, tt.want)
		}
	}
}

// TestNextIsNotBefore: whatever the clock, what is said next comes after what was said.
func TestNextIsNotBefore(t *testing.T) {
	for name, tt := range map[string]struct {
		events []Event
		moved  bool
	}{
		"nothing said":        {nil, false},
		"said before":         {[]Event{{Seq: 1, Time: t0.Add(-1), Action: Note, Merged: true}}, false},
		"said just now":       {[]Event{{Seq: 1, Time: t0, Action: Note}}, false},
		"merged just now":     {[]Event{{Seq: 1, Time: t0, Action: Note, Merged: true}}, true},
		"the clock went back": {[]Event{{Seq: 1, Time: t0.Add(1), Action: Note}, {Seq: 2, Time: t0, Action: Retract, Retracts: 1}}, true},
	} {
		tally := NewTally(tt.events)
		next := tally.Next(t0)
		if moved := !next.Equal(t0); moved != tt.moved || next.Sub(t0) > time.Millisecond+1 || moved && !next.After(tt.events[0].Time) {
			t.Errorf("%s: %v after now", name, next.Sub(t0))
		}
	}
}
