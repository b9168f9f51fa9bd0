package model

import (
	"errors"
	"os"
	"path/filepath"
	"reflect"
	"slices"
	"strings"
	"testing"
	"time"

	"memebench/eval"
	"memebench/labels"
)

// speak appends an event, by ada unless it says otherwise.
func (r *rig) speak(t testing.TB, e labels.Event) labels.Event {
	t.Helper()
	if e.Annotator == "" {
		e.Annotator = "ada"
	}
	if e.Source == "" {
		e.Source = labels.Key
	}
	if e.Action != labels.SetLevel && e.Action != labels.Adjudicate {
		e.Level = labels.NoLevel
	}
	stored, err := r.store.Append(e)
	if err != nil {
		t.Fatal(err)
	}
	return stored[0]
}

func (r *rig) check(t testing.TB, kind eval.CheckKind) eval.Check {
	t.Helper()
	c, err := r.CheckLabels(t.Context(), "", kind, eval.ByLoss, nil)
	if err != nil {
		t.Fatal(err)
	}
	return c
}

func doubted(c eval.Check) (ids []labels.MemeID) {
	for _, d := range c.Doubts {
		ids = append(ids, d.Meme)
	}
	return ids
}

// wrongLabels is a rig of memes whose captions say their level, but of some that have
// another one.
func wrongLabels(t *testing.T) (r *rig, wrong []labels.MemeID) {
	r = newRig(t)
	r.fill(t, 100)
	for i, m := range r.memes(t) {
		if m.Split == labels.Train && i%20 == 3 {
			level := labels.VeryNegative
			if strings.Contains(m.Caption, "level 0") || strings.Contains(m.Caption, "level 1") {
				level = labels.VeryPositive
			}
			r.label(t, m.ID, level)
			wrong = append(wrong, m.ID)
		}
	}
	if len(wrong) < 3 {
		t.Fatal("too few wrong labels to be found")
	}
	return r, wrong
}

func TestCheckFindsWrongLabelsFirst(t *testing.T) {
	r, wrong := wrongLabels(t)
	c := r.check(t, eval.CheckErrors)
	if len(c.Doubts) != 80 { // all of train and val
		t.Errorf("%d doubts", len(c.Doubts))
	}
	first := doubted(c)[:len(wrong)]
	for _, id := range wrong {
		if !slices.Contains(first, id) {
			t.Errorf("%s is not among the first %d", id, len(wrong))
		}
	}
	if c.Chance != "" {
		t.Errorf("the model is called %q", c.Chance)
	}
	if !c.Doubts[0].Suspect || c.Doubts[79].Suspect {
		t.Errorf("suspects: the first %v, the last %v", c.Doubts[0].Suspect, c.Doubts[79].Suspect)
	}
	far := r.check(t, eval.CheckFar)
	for _, d := range far.Doubts {
		if off := d.Label - d.Suggested; off > -2 && off < 2 {
			t.Errorf("%+v is not far off", d)
		}
	}
	if len(far.Doubts) < len(wrong) || len(far.Doubts) > 40 {
		t.Errorf("%d far off", len(far.Doubts))
	}
}

// What is kept is used as long as labels, captions and config are the same, and a damaged file
// is made anew.
func TestCheckKeepsWhatItHasComputed(t *testing.T) {
	r, wrong := wrongLabels(t)
	r.mustTrain(t, TrainOptions{Config: smallConfig()}) // by whose config labels are checked
	trained := 0
	check := func() eval.Check {
		t.Helper()
		trained = 0
		c, err := r.CheckLabels(t.Context(), "", eval.CheckErrors, eval.ByLoss, func(s Step) {
			if s.Phase == "cross-validate" {
				trained++
			}
		})
		if err != nil {
			t.Fatal(err)
		}
		return c
	}
	first := check()
	if trained != 15 {
		t.Errorf("%d heads", trained)
	}
	if again := check(); trained != 0 || !reflect.DeepEqual(first, again) {
		t.Errorf("the second time %d heads are trained, or another list is made", trained)
	}
	if err := os.WriteFile(filepath.Join(r.folder, heldOutFile), []byte("no such thing"), 0o666); err != nil {
		t.Fatal(err)
	}
	if again := check(); trained != 15 || !reflect.DeepEqual(first, again) {
		t.Errorf("with a damaged file %d heads are trained, or another list is made", trained)
	}
	r.change(t, 0, func(m *labels.Meme) { m.Caption += ", in other words" })
	if check(); trained != 15 {
		t.Errorf("after a new caption %d heads are trained", trained)
	}
	r.speak(t, labels.Event{Meme: wrong[0], Action: labels.Adjudicate, Level: labels.Neutral})
	if check(); trained != 15 {
		t.Errorf("after a new label %d heads are trained", trained)
	}
	s, err := r.store.State(wrong[1])
	if err != nil {
		t.Fatal(err)
	}
	r.say(t, wrong[1], "ben", s.Gold)
	r.say(t, wrong[1], "cyd", (s.Gold+1)%labels.Levels)
	if check(); trained != 15 {
		t.Errorf("after a voice against two %d heads are trained", trained)
	}
	r.change(t, 0, func(m *labels.Meme) { m.Group = r.memes(t)[1].Group })
	if check(); trained != 15 {
		t.Errorf("in another group %d heads are trained", trained)
	}
	if check(); trained != 0 {
		t.Errorf("then nothing has changed, and %d heads are trained", trained)
	}
}

func TestWhatWasCheckedDoesNotComeBack(t *testing.T) {
	r, wrong := wrongLabels(t)
	r.mustTrain(t, TrainOptions{Config: smallConfig()}) // by whose config labels are checked
	c := r.check(t, eval.CheckErrors)
	at := func(id labels.MemeID) eval.Doubt {
		return c.Doubts[slices.IndexFunc(c.Doubts, func(d eval.Doubt) bool { return d.Meme == id })]
	}
	here := labels.Event{Screen: labels.CheckScreen, Queue: CheckQueue(eval.CheckErrors)}
	kept, changed, flagged := here, here, here
	kept.Meme, kept.Action, kept.Level = wrong[0], labels.Adjudicate, at(wrong[0]).Label
	changed.Meme, changed.Action, changed.Level = wrong[1], labels.Adjudicate, at(wrong[1]).Suggested
	flagged.Meme, flagged.Action = wrong[2], labels.Flag
	r.speak(t, kept)
	said := r.speak(t, changed)
	r.speak(t, flagged)
	c2 := r.check(t, eval.CheckErrors)
	for _, id := range wrong[:3] {
		if slices.Contains(doubted(c2), id) {
			t.Errorf("%s is listed again", id)
		}
	}
	if want := (eval.Review{Kept: 1, Changed: 1, Flagged: 1}); c2.Review != want || len(c2.Doubts) != 77 {
		t.Errorf("%+v, %d doubts", c2.Review, len(c2.Doubts))
	}
	if other := r.check(t, eval.CheckFar); other.Review != (eval.Review{}) || slices.Contains(doubted(other), wrong[0]) {
		t.Errorf("of another kind %+v, and what was kept is listed: %v", other.Review, slices.Contains(doubted(other), wrong[0]))
	}
	// A decision in a cell is a look at the label, and none at the list.
	inCell := doubted(c2)[0]
	decided := r.speak(t, labels.Event{Meme: inCell, Action: labels.Adjudicate, Level: at(inCell).Label, Screen: labels.CellScreen, Queue: "cell v1 val true neutral predicted neutral"})
	if c := r.check(t, eval.CheckErrors); slices.Contains(doubted(c), inCell) || c.Review != c2.Review {
		t.Errorf("decided in a cell: listed %v, %+v", slices.Contains(doubted(c), inCell), c.Review)
	}
	r.speak(t, labels.Event{Meme: inCell, Action: labels.Retract, Retracts: decided.Seq, Screen: labels.CellScreen})
	// What was taken back, and what somebody has decided elsewhere since, where the model's doubt is
	// not in sight, is looked at again.
	r.speak(t, labels.Event{Meme: wrong[1], Action: labels.Retract, Retracts: said.Seq})
	r.speak(t, labels.Event{Meme: wrong[0], Action: labels.Adjudicate, Level: at(wrong[0]).Label, Screen: "label", Queue: "disputed", Annotator: "ben"})
	c3 := r.check(t, eval.CheckErrors)
	if got := doubted(c3); !slices.Contains(got, inCell) || !slices.Contains(got, wrong[0]) || !slices.Contains(got, wrong[1]) || c3.Review != (eval.Review{Flagged: 1}) {
		t.Errorf("%v, %+v", got[:3], c3.Review)
	}
}

// Two workspaces that have merged each other list the same labels: what was merged counts by its time.
func TestCheckOfMergedDecisions(t *testing.T) {
	says := func(seq uint64, at int, merged bool, action labels.Action, l labels.Level) labels.Event {
		return labels.Event{Seq: seq, Time: time.Unix(int64(at), 0), Merged: merged, Annotator: "ada", Source: labels.Key, Action: action, Level: l}
	}
	checked := func(e labels.Event) labels.Event {
		e.Screen, e.Queue, e.Annotator = labels.CheckScreen, CheckQueue(eval.CheckErrors), "ben"
		return e
	}
	here := []labels.Event{says(1, 10, false, labels.SetLevel, 1), says(2, 30, false, labels.Adjudicate, 2), checked(says(3, 20, true, labels.Adjudicate, 3))}
	there := []labels.Event{says(1, 10, false, labels.SetLevel, 1), checked(says(2, 20, false, labels.Adjudicate, 3)), says(3, 30, true, labels.Adjudicate, 2)}
	for where, events := range map[string][]labels.Event{"here": here, "there": there} {
		if e, ok := decision(events); ok || e.Level != 2 {
			t.Errorf("%s: decided in a check: %+v", where, e)
		}
	}
	late := checked(says(2, 20, false, labels.Adjudicate, 3))
	if l := levelBefore([]labels.Event{says(1, 10, false, labels.SetLevel, 1), late, says(3, 15, true, labels.SetLevel, 4)}, &late); l != 4 {
		t.Errorf("before the check it was %v", l)
	}
	again := says(2, 20, false, labels.SetLevel, 4)
	again.ReAsk = true
	for want, at := range map[int]int{1: 15, 0: 25} {
		if got := differing([]labels.Event{says(1, 10, false, labels.SetLevel, 1), again, says(3, at, true, labels.SetLevel, 2)}); len(got) != want {
			t.Errorf("a level merged from %d: %+v", at, got)
		}
	}
}

func TestCheckOfDuplicates(t *testing.T) {
	r := newRig(t)
	var ids []labels.MemeID
	for i, level := range []labels.Level{1, 1, 4, 2, 2} {
		caption := "when the wifi drops"
		if i > 2 {
			caption = "an agreed one"
		}
		m := r.add(t, labels.Meme{Key: string(rune('a' + i)), Caption: caption})
		r.label(t, m, level)
		ids = append(ids, m)
	}
	c := r.check(t, eval.CheckDuplicates)
	want := []eval.Doubt{{
		Meme: ids[2], Label: labels.VeryPositive, Suggested: labels.Negative, Score: 3, Suspect: true,
		Reason: "2 of its 2 duplicates are negative: #1, #2",
	}}
	if !reflect.DeepEqual(c.Doubts, want) {
		t.Errorf("%+v", c.Doubts)
	}
	r.speak(t, labels.Event{Meme: ids[2], Action: labels.Adjudicate, Level: labels.VeryPositive, Screen: labels.CheckScreen, Queue: CheckQueue(eval.CheckDuplicates)})
	if c := r.check(t, eval.CheckDuplicates); len(c.Doubts) != 0 || c.Review.Kept != 1 {
		t.Errorf("after it was kept: %+v", c)
	}
}

func TestCheckOfReAsks(t *testing.T) {
	r := newRig(t)
	var ids []labels.MemeID
	for i := range 4 {
		m := r.add(t, labels.Meme{Key: string(rune('a' + i)), Caption: "caption " + string(rune('a'+i))})
		r.speak(t, labels.Event{Meme: m, Action: labels.SetLevel, Level: labels.Negative})
		ids = append(ids, m)
	}
	again := func(i int, l labels.Level) {
		r.speak(t, labels.Event{Meme: ids[i], Action: labels.SetLevel, Level: l, ReAsk: true})
	}
	again(0, labels.Negative) // agrees
	again(1, labels.Neutral)
	again(2, labels.VeryPositive)
	again(3, labels.VeryPositive)
	r.speak(t, labels.Event{Meme: ids[3], Action: labels.SetLevel, Level: labels.VeryPositive}) // and gives it that
	c := r.check(t, eval.CheckReAsks)
	if !slices.Equal(doubted(c), []labels.MemeID{ids[2], ids[1]}) || c.Doubts[0].Reason != "ada said negative, and very positive when asked again" || c.Doubts[1].Score != 1 {
		t.Errorf("%+v", c.Doubts)
	}
	r.speak(t, labels.Event{Meme: ids[2], Action: labels.Adjudicate, Level: labels.Negative, Screen: labels.CheckScreen, Queue: CheckQueue(eval.CheckReAsks)})
	if c := r.check(t, eval.CheckReAsks); !slices.Equal(doubted(c), ids[1:2]) || c.Review.Kept != 1 {
		t.Errorf("after it was kept: %+v", c)
	}
}

func TestCheckOfNothing(t *testing.T) {
	r := newRig(t)
	if _, err := r.CheckLabels(t.Context(), "", eval.CheckErrors, eval.ByLoss, nil); !errors.Is(err, ErrNothingToEvaluate) {
		t.Errorf("%v", err)
	}
	for _, k := range []eval.CheckKind{eval.CheckDuplicates, eval.CheckReAsks} {
		if c := r.check(t, k); c.Doubts == nil || len(c.Doubts) != 0 {
			t.Errorf("%s: %+v", k, c.Doubts)
		}
	}
}
