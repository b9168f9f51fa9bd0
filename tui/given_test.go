package tui

import (
	"testing"

	"memebench/eval"
	"memebench/labels"
)

// An answer that is corrected counts once beside the model, by the newest level; what is taken
// back leaves the one before, and answers of earlier sessions are no second ones.
func TestACorrectedAnswerCountsOnce(t *testing.T) {
	says := func(seq uint64, meme string, l labels.Level) answer {
		return answer{seq: seq, meme: labels.Meme{ID: labels.MemeID(meme)}, level: l, model: labels.Positive}
	}
	var a answers
	is := func(what string, agreed, asked int) {
		t.Helper()
		if is, of := a.agreement(); is != agreed || of != asked {
			t.Errorf("%s: %d of %d, want %d of %d", what, is, of, agreed, asked)
		}
	}
	a.insert(says(11, "a", labels.Negative))
	a.insert(says(12, "b", labels.Positive))
	is("two", 1, 2)
	a.insert(says(13, "a", labels.Positive))
	is("one corrected", 2, 2)
	a.takeBack(13)
	is("and taken back", 1, 2)
	a.again(13)
	is("and given again", 2, 2)
	a.takeBack(11)
	is("the older one taken back", 2, 2)
	a.recall([]answer{says(1, "b", labels.Negative), says(2, "c", labels.Negative), says(3, "c", labels.Positive)})
	is("with those of before", 3, 3)
}

// How often the model is right is counted of as many answers in a session as in the next.
func TestAgreementOfTheNewestAnswers(t *testing.T) {
	inRig(t, rigOptions{memes: memes(keptAnswers + 30), setup: func(s *fakeStore, _ *Deps) { s.addVersion(fakeTime) }}, func(t *testing.T, r *rig) {
		for i := range keptAnswers + 20 {
			with := 1 // the model says so of two in three
			if i%3 == 0 {
				with = 2
			}
			r.keys(digitOf(labels.Level((i + with) % labels.Levels)))
		}
		agreed, asked := r.a.label.given.agreement()
		if asked != keptAnswers || agreed == 0 || agreed == asked {
			t.Errorf("%d of %d", agreed, asked)
		}
		came := recallCmd(r.a.deps)().(recalledMsg)
		var next answers
		next.recall(came.answers)
		if a, n := next.agreement(); a != agreed || n != asked {
			t.Errorf("%d of %d in the next session, %d of %d in this", a, n, agreed, asked)
		}
	})
}

// What a version says that has come since, and may have learnt from an answer, is not set beside it.
func TestAnswersUnderVersionsThatAreGone(t *testing.T) {
	inRig(t, rigOptions{memes: memes(4), setup: func(s *fakeStore, _ *Deps) { s.addVersion(fakeTime) }}, func(t *testing.T, r *rig) {
		r.keys("3", "3", "3")
		r.store.log[0].Version, r.store.log[1].Version = "v9", ""
		var next answers
		next.recall(recallCmd(r.a.deps)().(recalledMsg).answers)
		if _, asked := next.agreement(); asked != 1 || len(next.all) != 3 {
			t.Errorf("%d of %d answers are beside the model's", asked, len(next.all))
		}
	})
}

// What heads said of a meme that had not seen it is not what the version says that has learnt it.
func TestAnswersBesideCrossValidation(t *testing.T) {
	inRig(t, rigOptions{memes: memes(4), setup: func(s *fakeStore, _ *Deps) { s.addVersion(fakeTime) }}, func(t *testing.T, r *rig) {
		r.keys("3", "3", "3")
		cell, check := &r.store.log[0], &r.store.log[1]
		cell.Screen, cell.Queue = labels.CellScreen, labels.CellQueue(cell.Version, eval.CVRows, labels.Neutral, labels.VeryPositive)
		check.Screen, check.Queue = labels.CheckScreen, "check errors"
		came := recallCmd(r.a.deps)().(recalledMsg).answers
		r.store.log[2].Merged = true // from a workspace whose v1 is another one
		if merged := recallCmd(r.a.deps)().(recalledMsg).answers; merged[2].model.Valid() {
			t.Errorf("recalled of another workspace's version %+v", merged[2])
		}
		r.store.log[2].Merged = false
		r.store.log = append(r.store.log, labels.Event{Seq: 4, Meme: r.store.log[2].Meme, Action: labels.Caption, Text: "another", Annotator: "ben", Source: labels.Key})
		if again := recallCmd(r.a.deps)().(recalledMsg).answers; again[2].model.Valid() {
			t.Errorf("recalled of another caption %+v", again[2])
		}
		if len(came) != 3 || came[0].model != labels.VeryPositive || came[0].share != "" || came[1].model.Valid() || !came[2].model.Valid() {
			t.Errorf("recalled %+v", came)
		}
	})
}
