package tui

import (
	"testing"

	"memebench/eval"
	"memebench/labels"
)

// What is skipped or taken back is a change where it was a level or a caption, of memes that are
// evaluated and of all others.
func TestWhatIsTakenBackSinceAnEvaluation(t *testing.T) {
	type said struct {
		meme     int // from 1
		action   labels.Action
		retracts int // which of those here, from 1
	}
	for name, c := range map[string]struct {
		said []said
		want string
	}{
		"a note":                      {[]said{{1, labels.Note, 0}, {1, labels.Retract, 1}}, ""},
		"a note that is back":         {[]said{{1, labels.Note, 0}, {1, labels.Retract, 1}, {1, labels.Retract, 2}}, ""},
		"skipped, without a level":    {[]said{{2, labels.Skip, 0}, {2, labels.Retract, 1}, {2, labels.Skip, 0}}, ""},
		"skipped, in place of one":    {[]said{{1, labels.Skip, 0}}, "labels have changed"},
		"skipped for a moment":        {[]said{{1, labels.Skip, 0}, {1, labels.Retract, 1}}, ""},
		"a level from before":         {[]said{{1, labels.Retract, 0}}, "labels have changed"},
		"a level":                     {[]said{{2, labels.SetLevel, 0}}, "labels have changed"},
		"a level for a moment":        {[]said{{2, labels.SetLevel, 0}, {2, labels.Retract, 1}}, ""},
		"the same level":              {[]said{{1, labels.SetLevel, 0}}, ""},
		"flagged":                     {[]said{{2, labels.Flag, 0}}, "labels have changed"},
		"a caption":                   {[]said{{3, labels.Caption, 0}}, "1 caption changed"},
		"a caption that is as it was": {[]said{{3, labels.Caption, 0}, {3, labels.Retract, 1}}, ""},
	} {
		store := newFakeStore(memes(3)...)
		store.said("ada", labels.Neutral, 1)
		store.said("ada", labels.Neutral, 3)
		from := len(store.log) + 1
		for _, s := range c.said {
			e := labels.Event{Time: fakeTime, Meme: store.memes[s.meme-1].ID, Annotator: "ada", Source: labels.Key, Action: s.action, Level: labels.NoLevel, Text: "x"}
			if s.action == labels.SetLevel {
				e.Level = labels.Neutral
			}
			if s.action == labels.Retract {
				e.Text, e.Retracts = "", store.log[0].Seq
				if s.retracts > 0 {
					e.Retracts = uint64(from + s.retracts - 1)
				}
			}
			if _, err := store.Append(e); err != nil {
				t.Fatal(err)
			}
		}
		rows := []eval.Row{{Meme: store.memes[2].ID, True: labels.Neutral, Pred: labels.Neutral}}
		got, err := countCorrections(fakeDeps(store), rows, uint64(from))
		if err != nil || got.says() != c.want {
			t.Errorf("%s: %q, want %q (%v)", name, got.says(), c.want, err)
		}
	}
}
