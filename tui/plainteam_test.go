package tui

import (
	"slices"
	"strings"
	"testing"

	"memebench/labels"
	queues "memebench/labels/queue"
	"memebench/model/settings"
)

// says reports which of some texts are not written, in this order.
func says(t *testing.T, out string, texts ...string) {
	t.Helper()
	rest := out
	for _, text := range texts {
		_, after, ok := strings.Cut(rest, text)
		if !ok {
			t.Fatalf("%q is not said, or not there, in:\n%s", text, out)
		}
		rest = after
	}
}

// Who answers is told then what others have said, as was promised; and that a level decides.
func TestPlainKeepsItsPromise(t *testing.T) {
	out, _ := plainly(t, "4\n", func(s *fakeStore, _ *Deps) {
		s.settings[labels.OverlapSetting] = "2"
		s.said("bea", labels.Neutral, 1)
		s.Append(labels.Event{Meme: s.memes[0].ID, Annotator: "ben", Source: labels.Key, Action: labels.Note, Level: labels.NoLevel, Text: "a saying"})
	})
	says(t, out, "1 answer: you are told after yours", "saved 4 positive, #1.", "bea said: 3 neutral.", "Note by ben: a saying", "#2, ")

	out, store := plainly(t, "2\n", func(s *fakeStore, d *Deps) { disputedByOthers(s, d); d.Queue = queues.Disputed })
	says(t, out, "#3, ", "ben said: 2 negative.", "bea said: 4 positive.", "A level decides here", "saved 2 negative, #3.", "#5, ", "is this irony?")
	if strings.Count(out, "ben said") != 2 {
		t.Errorf("what was said already is said again:\n%s", out)
	}
	if st, _ := store.State(store.memes[2].ID); !st.Adjudicated {
		t.Error("it has decided nothing")
	}
}

// The guide is read there, too, and who goes on under another one is told.
func TestPlainGuide(t *testing.T) {
	guide := [2]string{"# Old rules", "old"}
	out, store := plainly(t, "g\n1\n2\ng\n3\n", func(s *fakeStore, d *Deps) {
		s.Append(labels.Event{Meme: s.memes[5].ID, Annotator: "ada", Source: labels.Key, Action: labels.SetLevel, Level: labels.Neutral, Guide: "older"})
		d.Guide, d.GuideDigest = guide[0], guide[1]
		d.ReadGuide = func() (string, string, error) {
			if n, _ := s.LastSeq(); n > 2 {
				guide = [2]string{"# New rules\n- \x1b[2Jcats", "new"}
			}
			return guide[0], guide[1], nil
		}
	})
	says(t, out, "guide.md has changed since your last label: g reads it.", "# Old rules", "saved 1", "saved 2", "guide.md has changed: g reads it.", "# New rules\n- ", "cats", "saved 3")
	if strings.Contains(out, "\x1b") {
		t.Errorf("control codes: %q", out)
	}
	if a, b := store.log[2].Guide, store.log[3].Guide; a != "old" || b != "new" {
		t.Errorf("labels under %q and %q", a, b)
	}
}

// In a team, lines are handed out as the screens are, and go on where a label is not wanted.
func TestPlainInATeam(t *testing.T) {
	f := &fakeTeam{taken: map[uint64]bool{1: true, 4: true}}
	out, store := plainly(t, "4\n5\n", func(s *fakeStore, d *Deps) {
		d.Team, d.Log = f.as(labels.RoleAnnotator), &fullLog{s, s.memes[1].ID}
	})
	says(t, out, "#2, ", "your label of #0001 is not kept, as 2 others have labelled it.", "#3, ", "saved 5 very positive, #3.", "#5, ")
	if f.stays != 2 || f.mine != store.memes[4].ID {
		t.Errorf("heard of %d times, at %s", f.stays, f.mine)
	}
}

// What an owner sets while lines are written holds for the next meme.
func TestAnOwnerHidesTheModelFromLines(t *testing.T) {
	out, store := plainly(t, "4\n5\n", func(s *fakeStore, d *Deps) {
		s.addVersion(fakeTime)
		d.Blind = labels.BlindShown
		d.Team = (&fakeTeam{}).as(labels.RoleAnnotator)
		d.Team.Stay = func() { s.settings[settings.Blind.Name] = string(labels.BlindNever) }
	})
	says(t, out, "The model: ", "saved 4 positive, #1.", "#2, ")
	if n := strings.Count(out, "The model: "); n != 1 {
		t.Errorf("the model is shown %d times:\n%s", n, out)
	}
	if was, is := store.log[0].Shown, store.log[1].Shown; was != labels.ShownBefore || is != labels.ShownNo {
		t.Errorf("shown %s, then %s", was, is)
	}
}

// What others say while a meme is asked is told as it is when one answers, and when the meme is said
// again; and what an owner sets meanwhile holds.
func TestPlainHearsWhatHasChanged(t *testing.T) {
	meanwhile := map[int]func(s *fakeStore){
		1: func(s *fakeStore) { s.said("bea", labels.Neutral, 1); s.Undo("bea"); s.said("ben", labels.Negative, 1) },
		2: func(s *fakeStore) { s.settings[settings.Blind.Name] = string(labels.BlindNever) },
		3: func(s *fakeStore) { s.said("bea", labels.Positive, 3) },
		5: func(s *fakeStore) { s.settings[settings.Blind.Name] = string(labels.BlindAfter) },
	}
	out, store := plainly(t, "4\n5\n\n2\n1\n", func(s *fakeStore, d *Deps) {
		s.settings[labels.OverlapSetting] = "3"
		d.Blind = labels.BlindAfter
		s.addVersion(fakeTime)
		f := &fakeTeam{}
		d.Team = f.as(labels.RoleAnnotator)
		d.Team.Stay = func() {
			if f.stays++; meanwhile[f.stays] != nil {
				meanwhile[f.stays](s)
			}
		}
	})
	says(t, out, "saved 4 positive, #1. The model: ", "ben said: 2 negative.", "#2, ",
		"blind is never from now on.", "saved 5 very positive, #2.\n#3, ", "#3, ", "1 answer: you are told after yours",
		"saved 2 negative, #3.\nbea said: 4 positive.\n#4, ", "blind is after from now on.", "saved 1 very negative, #4. The model: ")
	if strings.Contains(out, "bea said: 3 neutral") {
		t.Errorf("what was taken back is told:\n%s", out)
	}
	shown := map[labels.Shown]int{}
	for _, e := range store.log {
		if e.Annotator == "ada" {
			shown[e.Shown]++
		}
	}
	if shown[labels.ShownAfter] != 2 || shown[labels.ShownNo] != 2 {
		t.Errorf("shown %v", shown)
	}
}

// A caption that somebody else has changed while the meme was asked is said with the level that was given, and
// where the meme is said again.
func TestPlainHearsOfCaptions(t *testing.T) {
	writes := func(s *fakeStore, i int, text string) {
		s.Append(labels.Event{Meme: s.memes[i].ID, Annotator: "bea", Source: labels.Key, Action: labels.Caption, Level: labels.NoLevel, Text: text})
	}
	out, _ := plainly(t, "4\n\n5\n", func(s *fakeStore, d *Deps) {
		f := &fakeTeam{}
		d.Team = f.as(labels.RoleAnnotator)
		d.Team.Stay = func() {
			if f.stays++; f.stays < 3 {
				writes(s, f.stays-1, "another saying")
			}
		}
	})
	says(t, out, "#1, ", "saved 4 positive, #1.", "Its caption was changed before that: another saying", "#2, ", "Caption: another saying", "saved 5 very positive, #2.\n#3, ")
}

// Who has taken a flag or a note away gets it back by u, as on the screens, and not what was said before that
// taken back.
func TestPlainTakesBackWhatWasTakenAway(t *testing.T) {
	out, store := plainly(t, "4\nf\n#2\nf\nu\nn why\nn\nu\nu\n", nil)
	says(t, out, "flagged, #2.", "the flag is taken away, #2.", "Said again: the flag.", "note taken away, #2.", "Said again: the note.", "Taken back: the note.")
	var now []labels.Action
	for _, m := range store.memes[:2] {
		s, _ := store.State(m.ID)
		own, _ := s.Of("ada")
		now = append(now, own.Action)
	}
	if want := []labels.Action{labels.SetLevel, labels.Flag}; !slices.Equal(now, want) {
		t.Errorf("said %v, want %v\n%s", now, want, out)
	}
}

// A flag is taken away as it was given, as on the screens; nobody else's is.
func TestPlainFlag(t *testing.T) {
	out, store := plainly(t, "f\n#1\nf\n\n3\n#2\nf\n", func(s *fakeStore, _ *Deps) {
		s.Append(labels.Event{Meme: s.memes[1].ID, Annotator: "ben", Source: labels.Key, Action: labels.Flag, Level: labels.NoLevel})
	})
	says(t, out, "flagged, #1.", "You said: flag.", "the flag is taken away, #1.", "#1, ", "saved 3 neutral, #1.", "flagged, #2.")
	if st, _ := store.State(store.memes[0].ID); st.Kind != labels.Labelled {
		t.Errorf("%+v", st)
	}
	if st, _ := store.State(store.memes[1].ID); len(st.Current) != 2 {
		t.Errorf("%+v", st)
	}
}

// Who finds all memes with others that people have labelled, or nobody, goes on with those that only
// an import has labelled; they wait as well.
func TestOneGoesOnWithWhatOnlyAnImportHasLabelled(t *testing.T) {
	change := func(s *fakeStore, d *Deps) {
		imported(s, labels.Train)
		s.settings[labels.OverlapSetting] = "2"
		s.said("bea", labels.Positive, 1)
		taken := map[uint64]bool{}
		for _, m := range s.memes {
			taken[m.Seq] = m.Seq == 1 || m.Split != labels.Train
		}
		d.Team = (&fakeTeam{taken: taken}).as(labels.RoleAnnotator)
	}
	out, store := plainly(t, "4\n", change)
	says(t, out, "saved 4 positive, #2.", "#3, ")
	if len(store.log) == 0 || strings.Contains(out, "No meme is left") {
		t.Errorf("it ends:\n%s", out)
	}
}

// What one has gone to by its number, or comes back to with u, is before one as what one is given: it is
// nobody else's meanwhile.
func TestWhatOneGoesToIsClaimed(t *testing.T) {
	f := &fakeTeam{taken: map[uint64]bool{5: true}}
	inATeam := func(_ *fakeStore, d *Deps) { d.Team = f.as(labels.RoleAnnotator) }
	for lines, want := range map[string]uint64{"4\n": 2, "4\nu\n": 1, "#4\n": 4, "4\n#5\n": 2} {
		_, store := plainly(t, lines, inATeam)
		if m, err := store.Meme(f.mine); err != nil || m.Seq != want {
			t.Errorf("%q: #%d is claimed, %v; want #%d", lines, m.Seq, err, want)
		}
	}
	for keys, want := range map[string]uint64{"4": 2, "4 u": 1, "g 4 enter": 4} {
		inRig(t, inTeam(f, labels.RoleAnnotator, rigOptions{memes: memes(6)}), func(t *testing.T, r *rig) {
			r.keys(strings.Fields(keys)...)
			if m, err := r.store.Meme(f.mine); err != nil || m.Seq != want {
				t.Errorf("%s: #%d is claimed, %v; want #%d", keys, m.Seq, err, want)
			}
		})
	}
}

// Where the others have the last memes, lines say so; an empty line looks again, and the meme that the
// annotator had goes to others.
func TestPlainLooksAgain(t *testing.T) {
	f := &fakeTeam{taken: map[uint64]bool{1: true, 2: true}}
	out, store := plainly(t, "4\ns\n\n\n5\n", func(s *fakeStore, d *Deps) {
		s.memes = s.memes[:3]
		d.Team = f.as(labels.RoleAnnotator)
		d.Team.Stay = func() {
			if f.stays++; f.stays == 4 {
				delete(f.taken, 2)
			}
		}
	})
	says(t, out, "#3, ", "saved 4 positive, #3.\nNo meme is left to you here. Others have the last 2 memes open. An empty line looks again",
		"No meme is asked", "No meme is left to you here.", "> #2, ", "saved 5 very positive, #2.", "Another annotator has the last meme open.")
	if f.yields != 3 || len(store.log) != 2 {
		t.Errorf("%d times given back, log: %v", f.yields, store.log)
	}
}

// A queue whose memes are for others says why none of them is asked.
func TestPlainQueueOfMemesForOthers(t *testing.T) {
	for _, want := range []bool{true, false} {
		f := &fakeTeam{taken: map[uint64]bool{3: want, 5: want}}
		out, _ := plainly(t, ":second\n", func(s *fakeStore, d *Deps) {
			disputedByOthers(s, d)
			s.settings[labels.OverlapSetting] = "3"
			d.Team = f.as(labels.RoleAnnotator)
		})
		says(t, out, "Queue: second opinion, 2 memes.")
		if got := strings.Contains(out, "Others have the memes of this queue, or enough have labelled them."); got != want {
			t.Errorf("others have them: %t: %s", want, out)
		}
	}
}

// A meme that is said again is said with how many wait by now.
func TestPlainCountsAgain(t *testing.T) {
	out, _ := plainly(t, "\n", func(s *fakeStore, d *Deps) {
		s.memes, d.Team = s.memes[:3], (&fakeTeam{}).as(labels.RoleAnnotator)
		d.Team.Stay = func() { s.said("bea", labels.Neutral, 2) }
	})
	says(t, out, "#1, meme_01.png. Waiting for you: 3 memes.", "#1, meme_01.png. Waiting for you: 2 memes.")
}

// Nothing is opened for who is in a team: the files are the server's.
func TestPlainOpensNothingInATeam(t *testing.T) {
	out, _ := plainly(t, "o\n?\n", func(s *fakeStore, d *Deps) {
		s.memes[0].Image.Media = labels.Media{Path: "/memes/negative/a.mp4", SHA256: "aa", Format: "mp4", Seconds: 4, Moves: true}
		d.Team, d.OpenFile = (&fakeTeam{}).as(labels.RoleAnnotator), func(string) error { return ErrNoViewer }
	})
	says(t, out, "without sound: o says which file it is.", "There is no viewer here: the file is a.mp4", "o: say which file the picture, video or sound is")
	if strings.Contains(out, "opens") || strings.Contains(out, "in your viewer") {
		t.Errorf("it is said to open:\n%s", out)
	}
}

// A guide in which nothing stands is there all the same.
func TestPlainGuideThatIsEmpty(t *testing.T) {
	out, _ := plainly(t, "g\n", func(_ *fakeStore, d *Deps) { d.Guide = " \n" })
	says(t, out, "There is nothing in this workspace's guide.md.")
}
