package model

import (
	"slices"
	"testing"

	"memebench/labels"
)

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
