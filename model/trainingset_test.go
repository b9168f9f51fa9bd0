package model

import (
	"slices"
	"testing"
	"time"

	"memebench/labels"
	"memebench/model/head"
)

func TestDisagreement(t *testing.T) {
	say := func(who string, l labels.Level, action labels.Action, source labels.Source) labels.Event {
		return labels.Event{Annotator: who, Level: l, Action: action, Source: source, Time: time.Unix(1, 0)}
	}
	people := func(levels ...labels.Level) (events []labels.Event) {
		for i, l := range levels {
			events = append(events, say(string(rune('a'+i)), l, labels.SetLevel, labels.Key))
		}
		return events
	}
	for name, c := range map[string]struct {
		events []labels.Event
		votes  head.Votes
		ok     bool
	}{
		"one":          {people(1), head.Votes{0, 1}, false},
		"three agree":  {people(4, 4, 4), head.Votes{4: 3}, false},
		"two of three": {people(2, 3, 2), head.Votes{0, 0, 2, 1}, true},
		"adjudicated":  {append(people(2, 3, 2), say("z", 3, labels.Adjudicate, labels.Key)), head.Votes{0, 0, 2, 2}, false},
		"imports do not count beside people": {
			append(people(2), say("x", 0, labels.SetLevel, labels.Import), say("y", 1, labels.SetLevel, labels.Import)), head.Votes{0, 0, 1}, false},
		"imports":           {[]labels.Event{say("x", 0, labels.SetLevel, labels.Import), say("y", 1, labels.SetLevel, labels.Import), say("z", 0, labels.SetLevel, labels.Import)}, head.Votes{2, 1}, true},
		"two":               {people(1, 3), head.Votes{1: 1, 3: 1}, true},
		"a skip is no vote": {append(people(2), say("z", labels.NoLevel, labels.Skip, labels.Key)), head.Votes{0, 0, 1}, false},
	} {
		for i := range c.events {
			c.events[i].Seq = uint64(i + 1)
		}
		s := labels.Aggregate(c.events)
		if votes, ok := disagreement(s); votes != c.votes || ok != c.ok {
			t.Errorf("%s: %v, %t, want %v, %t", name, votes, ok, c.votes, c.ok)
		}
	}
}

// What somebody flags as unfit is neither learnt from nor measured by, whatever levels it
// has, until the flag is taken away.
func TestFlaggedMemesLeaveTrainingAndEvaluation(t *testing.T) {
	say := func(seq uint64, who string, a labels.Action, l labels.Level) labels.Event {
		return labels.Event{Seq: seq, Annotator: who, Source: labels.Key, Action: a, Level: l}
	}
	agreed := []labels.Event{say(1, "ann", labels.SetLevel, labels.Positive), say(2, "bob", labels.SetLevel, labels.Positive)}
	disputed := []labels.Event{say(1, "ann", labels.SetLevel, labels.Positive), say(2, "bob", labels.SetLevel, labels.Negative)}
	flag := say(3, "eve", labels.Flag, labels.NoLevel)
	back := labels.Event{Seq: 4, Annotator: "eve", Source: labels.Key, Action: labels.Retract, Level: labels.NoLevel, Retracts: 3}
	for _, split := range []labels.Split{labels.Train, labels.Val, labels.Test} {
		m := &labels.Meme{Split: split}
		for name, events := range map[string][]labels.Event{"agreed": agreed, "disputed": disputed} {
			was := labels.Aggregate(events)
			flagged := labels.Aggregate(append(slices.Clone(events), flag))
			again := labels.Aggregate(append(slices.Clone(events), flag, back))
			if usedInTraining(m, flagged) || learnable(m, flagged) {
				t.Errorf("%s, %s: a flagged meme is used", split, name)
			}
			if usedInTraining(m, again) != usedInTraining(m, was) || learnable(m, again) != learnable(m, was) {
				t.Errorf("%s, %s: without the flag it is not used as before", split, name)
			}
		}
	}
}
