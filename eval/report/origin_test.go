package report

import (
	"strings"
	"testing"
	"time"

	"memebench/eval"
	"memebench/labels"
)

// The fingerprints are others when what the figures are of is another, and not in other cases.
func TestWhatTheFingerprintsAreOf(t *testing.T) {
	by := func(who string, action labels.Action, level labels.Level) labels.CurrentLabel {
		return labels.CurrentLabel{Annotator: who, Source: labels.Key, Action: action, Level: level, Seq: 1, Time: time.Unix(1, 0)}
	}
	ann, bob := by("ann", labels.SetLevel, labels.Positive), by("bob", labels.SetLevel, labels.Neutral)
	data := func(split labels.Split, gold labels.Level, current ...labels.CurrentLabel) Data {
		t.Helper()
		s := labels.State{Kind: labels.Labelled, Gold: gold, Current: current}
		if gold == labels.NoLevel {
			s.Kind = labels.Disputed
		}
		d, err := NewData(func(yield func(labels.Meme, labels.State) error) error {
			return yield(labels.Meme{ID: "0123", Split: split}, s)
		}, true)
		if err != nil || d.Memes != 1 || d.Labelled == 1 != gold.Valid() {
			t.Errorf("%+v, %v", d, err)
		}
		return d
	}
	base := data(labels.Val, labels.Positive, ann, bob)
	later := ann
	later.Seq, later.Time = 9, time.Unix(9, 0)
	for what, same := range map[string]Data{
		"in another order":        data(labels.Val, labels.Positive, bob, ann),
		"who says no level":       data(labels.Val, labels.Positive, ann, by("cem", labels.Skip, labels.NoLevel), bob, by("dan", labels.Flag, labels.NoLevel)),
		"the same, said later on": data(labels.Val, labels.Positive, later, bob),
	} {
		if same != base {
			t.Errorf("%s: %+v, want %+v", what, same, base)
		}
	}
	imported, decided := bob, bob
	imported.Source, decided.Action = labels.Import, labels.Adjudicate
	for what, other := range map[string]Data{
		"another annotator": data(labels.Val, labels.Positive, ann, by("cem", labels.SetLevel, labels.Neutral)),
		"another level":     data(labels.Val, labels.Positive, ann, by("bob", labels.SetLevel, labels.Negative)),
		"another source":    data(labels.Val, labels.Positive, ann, imported),
		"a decision":        data(labels.Val, labels.Positive, ann, decided),
	} {
		if other.SHA256 != base.SHA256 || other.Voices == base.Voices {
			t.Errorf("%s: %+v beside %+v", what, other, base)
		}
	}
	for what, other := range map[string]Data{
		"another split": data(labels.Test, labels.Positive, ann, bob),
		"another gold":  data(labels.Val, labels.Neutral, ann, bob),
		"no gold":       data(labels.Val, labels.NoLevel, ann, bob),
	} {
		if other.SHA256 == base.SHA256 || other.Voices != base.Voices {
			t.Errorf("%s: %+v beside %+v", what, other, base)
		}
	}
	if d, err := NewData(func(func(labels.Meme, labels.State) error) error { return nil }, false); err != nil || d.Voices != "" || d.SHA256 == "" {
		t.Errorf("figures of gold levels alone: %+v, %v", d, err)
	}
}

func TestVersionSentence(t *testing.T) {
	v := eval.Version{ID: "v3", TrainN: 40, LabelSeq: 12, Threads: 1, Pack: "core", Parent: "v2"}
	if got, want := versionSentence(v), ", labels up to event 12, on 1 thread, pack core, went on from v2"; !strings.HasSuffix(got, want) {
		t.Errorf("%q does not end in %q", got, want)
	}
	v.Threads, v.Pack, v.Parent = 0, "", ""
	v.Origin = &eval.Origin{Name: "v7", Digest: "abc"} // whose events are in another log
	if got := versionSentence(v); !strings.Contains(got, "trained elsewhere as ") || strings.Contains(got, "event") || strings.Contains(got, "thread") || strings.Contains(got, "pack") || strings.Contains(got, "went on") {
		t.Errorf("%q", got)
	}
}
