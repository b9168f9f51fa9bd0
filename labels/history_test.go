package labels

import "testing"

// said are events of one meme, numbered from 1.
func said(events ...Event) []Event {
	for i := range events {
		events[i].Seq = uint64(i + 1)
		if events[i].Source == "" {
			events[i].Source = Key
		}
		if events[i].Action != SetLevel && events[i].Action != Adjudicate {
			events[i].Level = NoLevel
		}
	}
	return events
}

func gives(who string, l Level) Event { return Event{Annotator: who, Action: SetLevel, Level: l} }

func TestWaits(t *testing.T) {
	imported := gives("ann", Positive)
	imported.Source = Import
	again := gives("ann", Positive)
	again.ReAsk = true
	for name, tt := range map[string]struct {
		events   []Event
		ann, bob [3]bool // with an overlap of 1, 2 and 3
		imported bool
	}{
		"nothing":        {nil, [3]bool{true, true, true}, [3]bool{true, true, true}, false},
		"a level":        {said(gives("ann", Positive)), [3]bool{}, [3]bool{false, true, true}, false},
		"two levels":     {said(gives("ann", Positive), gives("cat", Neutral)), [3]bool{}, [3]bool{false, false, true}, false},
		"an import":      {said(imported), [3]bool{true, true, true}, [3]bool{true, true, true}, true},
		"import, level":  {said(imported, gives("bob", Neutral)), [3]bool{false, true, true}, [3]bool{}, false},
		"a skip":         {said(Event{Annotator: "ann", Action: Skip}), [3]bool{}, [3]bool{true, true, true}, false},
		"a flag":         {said(Event{Annotator: "ann", Action: Flag}), [3]bool{}, [3]bool{}, false},
		"a note":         {said(Event{Annotator: "ann", Action: Note, Text: "x"}), [3]bool{true, true, true}, [3]bool{true, true, true}, false},
		"a re-ask":       {said(again), [3]bool{true, true, true}, [3]bool{true, true, true}, false},
		"taken back":     {said(gives("ann", Positive), Event{Annotator: "ann", Action: Retract, Retracts: 1}), [3]bool{true, true, true}, [3]bool{true, true, true}, false},
		"adjudication":   {said(Event{Annotator: "ann", Action: Adjudicate, Level: Neutral}), [3]bool{}, [3]bool{}, false},
		"flag, decision": {said(Event{Annotator: "ann", Action: Flag}, Event{Annotator: "cat", Action: Adjudicate, Level: Neutral}), [3]bool{}, [3]bool{}, false},
	} {
		s := Aggregate(tt.events)
		if s.Imported() != tt.imported {
			t.Errorf("%s: imported is %v", name, s.Imported())
		}
		f := Facts{Kind: s.Kind, Adjudicated: s.Adjudicated, Voices: s.Voices(), By: map[string]Said{}}
		for _, c := range s.Current {
			f.By[c.Annotator] = Said{Action: c.Action, Level: c.Level, Imported: c.Source == Import}
		}
		for i := range 3 {
			for who, want := range map[string]bool{"ann": tt.ann[i], "bob": tt.bob[i]} {
				if got := s.Waits(who, i+1); got != want {
					t.Errorf("%s, overlap %d: waits for %s: %v", name, i+1, who, got)
				}
				if got := f.Waits(who, i+1); got != want {
					t.Errorf("%s, overlap %d: by its facts it waits for %s: %v", name, i+1, who, got)
				}
			}
		}
	}
}

func TestHistory(t *testing.T) {
	caption := func(text string) Event { return Event{Annotator: "ann", Action: Caption, Text: text} }
	back := func(seq uint64) Event { return Event{Annotator: "ann", Action: Retract, Retracts: seq} }
	for name, tt := range map[string]struct {
		events            []Event
		caption           string
		edited            bool
		noted, relabelled bool
	}{
		"nothing":              {},
		"an edit":              {events: said(caption("one")), caption: "one", edited: true},
		"the newest edit":      {events: said(caption("one"), caption("")), edited: true},
		"an edit taken back":   {events: said(caption("one"), caption("two"), back(2)), caption: "one", edited: true},
		"all taken back":       {events: said(caption("one"), back(1))},
		"a note":               {events: said(Event{Annotator: "ann", Action: Note, Text: "x"}), noted: true},
		"an empty note":        {events: said(Event{Annotator: "ann", Action: Note})},
		"a note taken back":    {events: said(Event{Annotator: "ann", Action: Note, Text: "x"}, back(1))},
		"another level":        {events: said(gives("ann", Neutral), gives("ann", Positive)), relabelled: true},
		"another and back":     {events: said(gives("ann", Neutral), gives("ann", Positive), gives("ann", Neutral)), relabelled: true},
		"the same level":       {events: said(gives("ann", Neutral), gives("ann", Neutral))},
		"two people":           {events: said(gives("ann", Neutral), gives("bob", Positive))},
		"another, taken back":  {events: said(gives("ann", Neutral), gives("ann", Positive), back(2))},
		"a re-ask is no other": {events: said(gives("ann", Neutral), Event{Annotator: "ann", Action: SetLevel, Level: Positive, ReAsk: true})},
	} {
		text, edited := Edited(tt.events)
		tally := NewTally(tt.events)
		if text != tt.caption || edited != tt.edited || tally.Noted() != tt.noted || tally.Relabelled() != tt.relabelled {
			t.Errorf("%s: %q, %v, noted %v, relabelled %v", name, text, edited, tally.Noted(), tally.Relabelled())
		}
	}
}

func TestMemeEdit(t *testing.T) {
	m := Meme{ID: "x", Caption: "first"}
	keys := m.GroupKeys()
	m.Edit("second")
	m.Edit("third")
	if m.Caption != "third" || m.Original != "first" || !m.Edited || m.Imported() != "first" {
		t.Errorf("edited: %+v", m)
	}
	if now := m.GroupKeys(); len(now) != 1 || now[0] != keys[0] {
		t.Errorf("the group keys are %q, they were %q", now, keys)
	}
	m.Unedit()
	m.Unedit()
	if m.Caption != "first" || m.Original != "" || m.Edited {
		t.Errorf("brought back: %+v", m)
	}
}

func TestCheckedActs(t *testing.T) {
	good := Event{Annotator: "ann", Source: Key, Action: SetLevel, Level: Neutral, Accepted: true, Batch: 2}
	if e, err := good.Checked(); err != nil || !e.Accepted || e.Batch != 2 {
		t.Errorf("got %+v, %v", e, err)
	}
	for _, bad := range []Event{
		{Annotator: "ann", Source: Key, Action: Skip, Accepted: true},
		{Annotator: "ann", Source: Key, Action: SetLevel, Level: Neutral, Batch: -1},
	} {
		if e, err := bad.Checked(); err == nil {
			t.Errorf("%+v is taken", e)
		}
	}
}
