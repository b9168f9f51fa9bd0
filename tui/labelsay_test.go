package tui

import (
	"errors"
	"slices"
	"strings"
	"testing"
	"time"

	"memebench/labels"
	queues "memebench/labels/queue"
	"memebench/tui/term"
)

// predicted has a version that has said something of all memes.
func predicted(blind labels.Blind) func(*fakeStore, *Deps) {
	return func(s *fakeStore, d *Deps) { s.addVersion(fakeTime); d.Blind = blind }
}

// write types a text into a field.
func (r *rig) write(text string) {
	for _, c := range text {
		key := string(c)
		if c == '\n' {
			key = "alt+enter"
		}
		r.keys(key)
	}
}

// newest is the newest event in the log.
func (r *rig) newest() labels.Event { return r.store.log[len(r.store.log)-1] }

func TestAgree(t *testing.T) {
	inRig(t, rigOptions{memes: memes(5), setup: predicted(labels.BlindShown)}, func(t *testing.T, r *rig) {
		said := r.a.label.item.pred.Level()
		r.hints("space agree")
		r.pass(agreeTime)
		r.keys(" ")
		r.wants("✓ saved "+levelName(said)+", as the model says, #0001", "#0002")
		if e := r.newest(); !e.Accepted || e.Level != said || e.Action != labels.SetLevel || e.Shown != labels.ShownBefore || e.Version != "v1" {
			t.Errorf("recorded as %+v", e)
		}
		// A label is read sooner than what the model says of it.
		r.keys(" ")
		r.wants("space came before #0002 could be read: press again")
		r.pass(agreeTime)
		r.keys("3")
		if e := r.newest(); e.Accepted {
			t.Errorf("given, and recorded as %+v", e)
		}
	})
}

func TestWhereOneCannotAgree(t *testing.T) {
	for _, c := range []struct {
		blind   labels.Blind
		split   labels.Split
		keys    []string
		refused string // "": it is not
	}{
		{labels.BlindAfter, labels.Train, nil, "the model is hidden here: b shows it"},
		{labels.BlindAfter, labels.Train, []string{"b"}, ""},
		{labels.BlindAfter, labels.Train, []string{"2", "left"}, ""},
		{labels.BlindShown, labels.Train, []string{"b"}, "the model is hidden here: b shows it"},
		{labels.BlindShown, labels.Test, nil, "test memes are always asked blind"},
		{labels.BlindShown, labels.Val, nil, "val memes are always asked blind"},
		{labels.BlindShown, labels.Val, []string{"2", "left"}, "val memes are always asked blind"},
		{labels.BlindNever, labels.Train, nil, "the model is never shown in this workspace"},
	} {
		ms := memes(5)
		for i := range ms {
			ms[i].Split = c.split
		}
		inRig(t, rigOptions{memes: ms, setup: predicted(c.blind)}, func(t *testing.T, r *rig) {
			r.keys(c.keys...)
			before := len(r.store.log)
			r.pass(agreeTime)
			if c.refused != "" {
				r.faint("space agree")
			}
			r.keys(" ")
			if c.refused != "" {
				r.wants(c.refused)
			}
			if (len(r.store.log) == before) != (c.refused != "") {
				t.Errorf("%+v: %d events, before %d", c, len(r.store.log), before)
			}
		})
	}
	inRig(t, rigOptions{memes: memes(2)}, func(t *testing.T, r *rig) {
		r.pass(agreeTime)
		r.keys(" ")
		r.wants("the model has said nothing of this meme yet")
	})
}

func TestConfirm(t *testing.T) {
	inRig(t, rigOptions{memes: memes(5)}, func(t *testing.T, r *rig) {
		r.keys("y")
		r.wants("nothing of yours to confirm here: 1–5 label it")
		r.keys("s", "left", "y")
		r.wants("nothing of yours to confirm here")
		r.keys("4", "left", "y")
		r.wants("✓ confirmed 4 positive, #0001", "#0002")
		if e := r.newest(); e.Action != labels.SetLevel || e.Level != labels.Positive || e.ReAsk || e.Accepted {
			t.Errorf("recorded as %+v", e)
		}
	})
}

// In a cell, the level that stands can be confirmed, though only a table has given it; on test,
// where it is not in sight, it cannot.
func TestConfirmInACell(t *testing.T) {
	inRig(t, evaluatedMemes(), func(t *testing.T, r *rig) {
		r.keys("E")
		row, _ := find(t, r, 2)
		r.keys("enter", "y")
		r.wants("confirmed " + levelName(row))
		if e := r.newest(); e.Action != labels.Adjudicate || e.Level != row || e.Screen != labels.CellScreen {
			t.Errorf("recorded as %+v", e)
		}
		r.keys("esc", "]", "]")
		find(t, r, 1)
		before := len(r.store.log)
		r.keys("enter", "y", "y")
		r.wants("nothing of yours to confirm here: 1–5 label it")
		if len(r.store.log) != before {
			t.Errorf("recorded %+v", r.newest())
		}
	})
}

// A flag stands at once, whatever is said of why.
func TestFlag(t *testing.T) {
	inRig(t, rigOptions{memes: memes(5)}, func(t *testing.T, r *rig) {
		r.keys("f")
		r.wants("✓ flagged #0001", "Why is #0001 unfit?", "⚑", "4 left")
		if e := r.newest(); e.Action != labels.Flag || e.Text != "" {
			t.Errorf("recorded as %+v", e)
		}
		r.write("cut in two")
		r.keys("enter")
		r.wants("✓ kept why it is unfit, #0001", "#0002", "last #0001 flagged", "4 left")
		if e := r.newest(); e.Action != labels.Flag || e.Text != "cut in two" || e.Batch != 1 || len(r.store.log) != 2 {
			t.Errorf("recorded as %+v", e)
		}
		r.keys("left")
		r.wants("⚑", "you     flagged, just now", "unfit   cut in two")
		r.keys("right", "f", "esc")
		r.wants("#0003", "✓ flagged #0002")
		r.keys("f", "enter")
		r.wants("#0004", "✓ flagged #0003")
		// The second f takes it away, and the meme waits again.
		r.keys("left", "left", "left", "f")
		r.wants("✓ took the flag away, #0001", "— not yet", "3 left")
		r.lacks("⚑", "cut in two")
		if st, _ := r.store.State(r.store.memes[0].ID); st.Kind != labels.Unlabelled {
			t.Errorf("the state is %s", st.Kind)
		}
		r.keys("u")
		r.wants("✓ again the flag, #0001", "unfit   cut in two")
		// The reason goes with its flag.
		r.keys("u", "u", "u")
		r.wants("✓ took back the flag, #0001", "— not yet", "5 left")
		r.keys("U")
		r.wants("✓ again the flag, #0001", "cut in two")
	})
}

// A flag can be taken away, so it is no answer after which others are heard.
func TestFlagKeepsOthersHidden(t *testing.T) {
	o := rigOptions{memes: memes(3)}
	o.setup = func(s *fakeStore, _ *Deps) {
		s.Append(labels.Event{Meme: s.memes[0].ID, Annotator: "ben", Source: labels.Key, Action: labels.SetLevel, Level: labels.VeryPositive, Time: fakeTime})
		s.Append(labels.Event{Meme: s.memes[0].ID, Annotator: "ben", Source: labels.Key, Action: labels.Flag, Level: labels.NoLevel, Text: "too small", Time: fakeTime})
	}
	inRig(t, o, func(t *testing.T, r *rig) {
		r.keys("left", "f", "esc", "left", "left")
		r.wants("#0001", "you     flagged", "1 answer, after yours")
		r.lacks("too small", "ben 5")
		r.keys("3", "left", "left")
		r.wants("#0001", "ben flag")
	})
}

// What is flagged last ends the queue when why has been asked.
func TestFlagOfTheLastMeme(t *testing.T) {
	inRig(t, rigOptions{memes: memes(2)}, func(t *testing.T, r *rig) {
		r.keys("3", "f")
		r.wants("Why is #0002 unfit?")
		r.keys("esc")
		r.wants("You have been through this queue", "flagged   1")
	})
}

func TestNote(t *testing.T) {
	inRig(t, rigOptions{memes: memes(5)}, func(t *testing.T, r *rig) {
		r.keys("n")
		r.wants("Note on #0001", "0/500")
		r.write("is this irony?")
		r.keys("enter")
		r.wants("✓ note kept, #0001", "note    is this irony?", "✎", "5 left")
		r.keys("n")
		r.wants("  is this irony?", "14/500")
		r.write(" yes")
		r.keys("enter")
		r.wants("note    is this irony? yes")
		r.keys("n", "enter")
		r.wants("the note is as it was")
		r.keys("u")
		r.wants("✓ took back the note, #0001", "note    is this irony?")
		r.lacks("yes")
		r.keys("U")
		r.wants("✓ again the note, #0001", "irony? yes")
		r.keys("n", "ctrl+u", "enter")
		r.wants("✓ took the note away, #0001")
		r.lacks("✎", "irony")
		r.keys("u")
		r.wants("✓ again the note, #0001", "irony? yes", "✎")
		r.keys("n", "ctrl+u", "x", "esc")
		r.wants("irony? yes")
		if e := r.newest(); e.Action != labels.Retract {
			t.Errorf("the newest event is %+v", e)
		}
	})
}

// Notes of others are read after one's own answer: they may sway.
func TestNotesOfOthers(t *testing.T) {
	note := func(s *fakeStore, _ *Deps) {
		s.Append(labels.Event{Meme: s.memes[0].ID, Annotator: "ben", Source: labels.Key, Action: labels.Note, Level: labels.NoLevel, Text: "so sad"})
	}
	inRig(t, rigOptions{memes: memes(3), setup: note}, func(t *testing.T, r *rig) {
		r.wants("✎")
		r.lacks("so sad")
		r.keys("enter")
		r.wants("1 event, after your answer")
		r.lacks("so sad")
		r.keys("esc", "2", "left")
		r.wants("note    ben: so sad")
	})
}

// The caption is edited as it stands, with its lines; what was imported is kept, and
// versions are asked anew.
func TestEditCaption(t *testing.T) {
	o := rigOptions{memes: memes(5), setup: predicted(labels.BlindShown)}
	o.memes[0].Caption = "first line\nsecond"
	prepared := 0
	o = o.with(func(s *fakeStore, d *Deps) {
		d.Prepare = predictsAll(s, &prepared)
	})
	inRig(t, o, func(t *testing.T, r *rig) {
		r.keys("e")
		r.wants("Caption of #0001", "first line↵", "17/5000")
		r.keys("enter")
		r.wants("the caption is as it was")
		r.keys("e", "up", "end", "backspace")
		r.write("k\nhalf")
		r.wants("first link↵", "half↵", "second")
		r.keys("enter")
		r.pass(2 * jobsEvery)
		r.wants("✓ caption changed, #0001", "meme_01.png · edited", "Model v1")
		e := r.newest()
		if e.Action != labels.Caption || e.Text != "first link\nhalf\nsecond" {
			t.Errorf("recorded as %+v", e)
		}
		if m, _ := r.store.Meme(e.Meme); m.Original != "first line\nsecond" || m.Caption != e.Text || prepared != 2 {
			t.Errorf("%+v; prepared %d times", m, prepared)
		}
		r.keys("u")
		r.pass(2 * jobsEvery)
		r.wants("✓ took back the caption, #0001")
		r.lacks("edited", "half")
		if prepared != 3 {
			t.Errorf("prepared %d times", prepared)
		}
		r.keys("U")
		r.wants("✓ again the caption, #0001", "half")
		r.pass(2 * jobsEvery)
		for _, screen := range []string{"G", "C"} { // on another screen, too
			for i, key := range []string{"u", "U"} {
				before := prepared
				r.keys(screen, key)
				r.pass(2 * jobsEvery)
				if prepared != before+1 {
					t.Errorf("%s, %s: prepared %d times more", screen, key, prepared-before)
				}
				if _, predicted, _ := r.store.Prediction("v1", e.Meme); !predicted {
					t.Errorf("%s, %d: nothing is said of the caption as it is now", screen, i)
				}
			}
		}
	})
}

// A caption that the disk takes later, with something else, is read again then.
func TestACaptionThatIsSavedLater(t *testing.T) {
	prepared := 0
	o := rigOptions{memes: memes(5), setup: predicted(labels.BlindShown)}
	o = o.with(func(s *fakeStore, d *Deps) { d.Prepare = predictsAll(s, &prepared) })
	for _, screen := range []string{"L", "G"} {
		inRig(t, o, func(t *testing.T, r *rig) {
			before := prepared
			r.store.fail = errors.New("no space left on device")
			r.keys("e")
			r.write("x")
			r.keys("enter")
			r.wants(notSaved)
			r.store.fail = nil
			if screen != "L" {
				r.keys(screen)
			}
			r.keys("3")
			r.pass(2 * jobsEvery)
			if prepared != before+1 {
				t.Errorf("on %s: prepared %d times more", screen, prepared-before)
			}
		})
	}
}

// Two who edit a caption at once: the later one is told what the other has written, and nobody else is.
func TestACaptionThatSomebodyElseHasEdited(t *testing.T) {
	o := rigOptions{w: 140, h: 40, memes: memes(5), setup: predicted(labels.BlindShown)}
	inRig(t, o, func(t *testing.T, r *rig) {
		r.keys("e")
		r.write("x")
		by := labels.Event{Meme: r.store.memes[0].ID, Annotator: "ben", Source: labels.Key, Action: labels.Caption, Level: labels.NoLevel, Text: "of ben"}
		if _, err := r.store.Append(by); err != nil {
			t.Fatal(err)
		}
		r.keys("enter")
		r.wants(`✓ caption changed, #0001  ben had changed it meanwhile, to "of ben"`)
		r.keys("e")
		r.write("y")
		r.keys("enter")
		r.wants("✓ caption changed, #0001")
		r.lacks("meanwhile")
		r.keys("u", "u")
		r.wants("of ben")
		r.keys("e")
		r.write("z")
		r.keys("enter")
		r.wants("✓ caption changed, #0001")
		r.lacks("meanwhile")
	})
}

// A caption that no model has read yet says so, where there were bars.
func TestACaptionThatWaitsToBeRead(t *testing.T) {
	prepared := 0
	o := rigOptions{memes: memes(5), setup: predicted(labels.BlindShown)}
	inRig(t, o, func(t *testing.T, r *rig) {
		r.a.unprepared = "offline"
		r.deps.Prepare = predictsAll(r.store, &prepared)
		r.keys("e", "x", "enter")
		r.wants("caption not read yet", "the model is missing")
		if prepared != 0 {
			t.Error("it was read without a model")
		}
	})
}

// A note that is longer than the screens have room for, or has their sign for a line's end, stays as it is
// where nothing is changed, and keeps what is not.
func TestNotesFromElsewhere(t *testing.T) {
	long := strings.Repeat("long ", 3*noteLimit/5) + "a↵b\nend"
	o := rigOptions{memes: memes(2)}.with(func(s *fakeStore, _ *Deps) {
		s.Append(labels.Event{Meme: s.memes[0].ID, Annotator: "ada", Source: labels.CLI, Action: labels.Note, Level: labels.NoLevel, Text: long})
	})
	inRig(t, o, func(t *testing.T, r *rig) {
		r.keys("n", "enter")
		r.wants("the note is as it was")
		if n := len(r.store.log); n != 1 {
			t.Fatalf("%d events", n)
		}
		r.keys("n", "ctrl+w", "enter")
		r.wants("note kept")
		if e := r.newest(); e.Text != strings.TrimSuffix(long, "\nend") {
			t.Errorf("%d bytes: %q", len(e.Text), e.Text)
		}
	})
}

func TestCaptionsThatCannotBe(t *testing.T) {
	o := rigOptions{memes: memes(2)}
	o.memes[0].Image = labels.Image{}
	o.memes[1].Caption = strings.Repeat("a", captionLimit+1)
	inRig(t, o, func(t *testing.T, r *rig) {
		r.keys("e", "ctrl+u", "enter")
		r.wants("without a picture there would be nothing left of this meme")
		r.keys("esc", "right", "e")
		r.wants("a caption of 5,001 characters is too long to be edited here")
		if len(r.store.log) > 0 {
			t.Errorf("log: %v", r.store.log)
		}
	})
}

// Undo goes back over everything that was said, and redo comes again.
func TestUndoAndRedoOfEverything(t *testing.T) {
	inRig(t, rigOptions{memes: memes(9)}, func(t *testing.T, r *rig) {
		r.faint("u undo")
		r.keys("U")
		r.wants("nothing was taken back that could be said again")
		r.keys("3", "s", "f", "esc", "n", "a", "enter", "e", "b", "enter", "5")
		want := []string{"5 very positive, #0004", "the caption, #0004", "the note, #0004", "the flag, #0003", "the skip, #0002", "3 neutral, #0001"}
		for _, w := range want {
			r.keys("u")
			r.wants("✓ took back " + w)
		}
		r.keys("u")
		r.wants("nothing left to undo")
		slices.Reverse(want)
		for i, w := range want {
			r.keys([]string{"U", "ctrl+r"}[i%2])
			r.wants("✓ again " + w)
		}
		r.wants("last #0004 you 5", "f··  s··  3··")
		r.keys("U")
		r.wants("nothing was taken back")
		r.keys("u", "1", "U")
		r.wants("nothing was taken back")
	})
}

// What a model said of a meme that was skipped is not told: the meme comes back.
func TestSkippingTellsNothingOfTheModel(t *testing.T) {
	inRig(t, rigOptions{memes: memes(5), setup: predicted(labels.BlindAfter)}, func(t *testing.T, r *rig) {
		r.keys("s")
		r.wants("last #0001 skipped")
		r.lacks("model 2")
		r.keys("3")
		r.wants("last #0002 you 3 · model", "s··")
		r.keys("b", "s")
		r.wants("last #0003 skipped · model")
	})
}

// Of a meme one note, one caption and one answer are kept that could not be saved.
func TestEachKindThatIsNotSavedIsKept(t *testing.T) {
	inRig(t, rigOptions{memes: memes(5)}, func(t *testing.T, r *rig) {
		r.store.fail = errFull
		r.keys("n", "a", "enter")
		r.wants("✗ NOT saved: disk full. The note is kept", "1 NOT saved")
		r.keys("n", "b", "enter", "e", "c", "enter", "f")
		r.wants("The flag is kept", "3 NOT saved")
		r.lacks("Why is")
		r.store.fail = nil
		r.keys("3")
		r.wants("✓ saved 3 neutral, #0001", "and 2 from before")
		var said []string
		for _, e := range r.store.log {
			said = append(said, string(e.Action)+e.Text)
		}
		if got := strings.Join(said, " "); got != "noteb captioncaption of meme 1c level" {
			t.Errorf("log: %s", got)
		}
	})
}

// What was meant for a level is not done when the picture has come over it meanwhile.
func TestAClickOnALevelThatIsCoveredByThePicture(t *testing.T) {
	inRig(t, rigOptions{memes: memes(5), images: term.ImagesBlocks}, func(t *testing.T, r *rig) {
		time.Sleep(readTime)
		r.settle()
		bar := r.a.frame.label().bars[3]
		events := typed("z")
		r.send(append(events, term.Mouse{X: bar.x, Y: bar.y, At: time.Now()}))
		if r.a.label.zoom.level == zoomOff || len(r.store.log) > 0 {
			t.Errorf("zoom %v, log %v", r.a.label.zoom.level, r.store.log)
		}
	})
}

// All about a meme: its file, row, what was said of it, and nothing that is to be said first.
func TestAbout(t *testing.T) {
	o := rigOptions{memes: memes(3), setup: predicted(labels.BlindAfter)}
	m := &o.memes[0]
	m.Dataset, m.Row, m.Values, m.Group, m.Image.Moving = "m7k", 17, []string{"funny", "very_positive"}, "g3", true
	o = o.with(func(s *fakeStore, d *Deps) {
		s.columns = []string{"humour", "sentiment"}
		s.Append(labels.Event{Meme: s.memes[0].ID, Annotator: "ben", Source: labels.Key, Action: labels.SetLevel, Level: labels.VeryPositive, Time: fakeTime})
	})
	inRig(t, o, func(t *testing.T, r *rig) {
		r.keys("left", "enter")
		r.wants("All about #0001", "meme_01.png", "caption of meme 1", "g3", "1 event, after your answer", "hidden till you answer", "0.png")
		r.lacks("/memes/0.png")
		r.keys("end")
		r.wants("120 × 90 pixels, png, moving", "m7k", "17", "2 columns, after your answer")
		r.lacks("ben 5", "funny", "very_positive")
		r.keys("4") // is no label beneath
		r.keys("enter", "4", "left", "n", "x", "enter", "enter")
		r.wants("ben 5 very positive", "ada 4 positive", "ada note: x", "v1            2 negative 48 %")
		r.keys("end")
		r.wants("humour        funny", "sentiment     very_positive")
		r.keys("esc", "u", "u", "enter")
		r.wants("1 event, after your answer", "4 positive (taken back)", "note: x (taken back)", "ada took back the note")
		r.keys("esc", "U", "enter")
		r.wants("ada said it again")
		r.keys("esc", "f")
		r.write("cut off")
		r.keys("enter", "left", "enter")
		r.wants("ada flagged", "ada flagged: cut off")
		r.keys("esc")
		r.lacks("All about")
		if got := r.given(); got != "1:5 1:4 1:note 1:retract 1:retract 1:retract 1:flag 1:flag" {
			t.Errorf("log: %s", got)
		}
	})
}

// A folder that a picture lies in may be called like its level: none is named before the annotator's own
// answer, on the screens or in lines.
func TestFoldersAreNamedAfterTheAnswer(t *testing.T) {
	const level = "very_positive"
	ms := memes(3)
	for i := range ms {
		ms[i].Image.Name, ms[i].Image.Path = level+"/a.png", "/memes/"+level+"/a.png"
	}
	ms[1].Caption = ""
	inRig(t, rigOptions{memes: ms, w: 120, h: 40}, func(t *testing.T, r *rig) {
		r.wants("#0001 a.png")
		for _, keys := range []string{"enter", "end esc G", "m + L", "right", "/"} {
			r.keys(strings.Fields(keys)...)
			r.lacks(level)
		}
		r.keys("esc", "left", "4", "left")
		r.wants(level + "/a.png")
		r.keys("enter", "end")
		r.wants("/memes/" + level)
	})
	ms[0].Image.Path, ms[1].Image.Fault = "", "it is too large"
	inRig(t, inTeam(&fakeTeam{}, labels.RoleAnnotator, rigOptions{memes: ms, w: 120, h: 40}), func(t *testing.T, r *rig) {
		r.settled()
		r.wants("picture not found: a.png")
		r.lacks(level)
		r.keys("right")
		r.wants("it is too large", "a.png")
		r.lacks(level)
	})
	bare := func(s *fakeStore, d *Deps) {
		s.memes[0].Image.Name, s.memes[0].Image.Path = level+"/a.png", "/memes/"+level+"/a.png"
		d.Team, d.OpenFile = (&fakeTeam{}).as(labels.RoleAnnotator), func(string) error { return ErrNoViewer }
	}
	out, _ := plainly(t, "o\n4\n#1\n", bare)
	says(t, out, "#1, a.png.", "the file is a.png", "#2, ", "#1, "+level+"/a.png.")
	out, _ = plainly(t, "", func(s *fakeStore, d *Deps) { bare(s, d); s.said("ada", labels.Positive, 1); d.Queue = queues.Reask })
	says(t, out, "#1, a.png.") // asked again, it is not answered
}

func TestGoToANumber(t *testing.T) {
	inRig(t, rigOptions{memes: memes(12)}, func(t *testing.T, r *rig) {
		r.keys("g", "1", "1")
		r.wants("Go to which meme?", "the name of its picture", "11 ", "enter  go there", "esc  stay here")
		r.keys("enter")
		r.wants("#0011", "caption of meme 11")
		r.keys("g", "#", "2", "enter")
		r.wants("#0002")
		r.keys("g", "7", "esc")
		r.wants("#0002")
		for _, wrong := range []string{"0", "13", "x", "meme_99.png"} {
			r.keys("g")
			r.keys(strings.Split(wrong, "")...)
			r.keys("enter")
			r.wants(`no meme is called "`+wrong+`"`, "Go to which meme?")
			if r.a.ask.answer() != wrong {
				t.Errorf("%q is written, want %q", r.a.ask.answer(), wrong)
			}
			r.keys("ctrl+u", "1", "2", "enter") // it can be mended where it stands
			r.wants("#0012")
			r.keys("g", "２", "enter") // of a Japanese keyboard
			r.wants("#0002")
		}
		r.keys("g")
		r.keys(strings.Split("meme_07.png", "")...)
		r.keys("enter")
		r.wants("#0007")
		if len(r.store.log) != 0 {
			t.Error("a digit of the number was taken for a label")
		}
	})
}

// In a window with few rows what people say has one row, which cuts none of it.
func TestWhatPeopleSayInFewRows(t *testing.T) {
	ben := func(s *fakeStore, _ *Deps) { s.said("ben", labels.Positive, 1) }
	inRig(t, rigOptions{w: 60, h: 16, memes: memes(5), setup: ben}, func(t *testing.T, r *rig) {
		r.keys("left")
		r.wants("#0001", "you —       others 1, after yours")
		r.keys("1", "left")
		r.wants("you ● 1     others ben 4")
		r.keys("s", "left")
		r.wants("you skipped others 1, after yours")
	})
}
