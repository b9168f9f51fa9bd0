package tui

import (
	"slices"
	"strings"
	"testing"

	"memebench/labels"
	queues "memebench/labels/queue"
	"memebench/model/settings"
	"memebench/tui/term"
)

func TestBlind(t *testing.T) {
	bars, hidden := "Model v1", "hidden till you answer"
	for _, c := range []struct {
		name    string
		blind   labels.Blind
		split   labels.Split
		keys    []string // before the label
		sees    string
		shown   labels.Shown
		version string
	}{
		{"shown", labels.BlindShown, labels.Train, nil, bars, labels.ShownBefore, "v1"},
		{"after", labels.BlindAfter, labels.Train, nil, hidden, labels.ShownAfter, "v1"},
		{"never", labels.BlindNever, labels.Train, nil, "hidden in this workspace", labels.ShownNo, ""},
		{"held out, val", labels.BlindShown, labels.Val, nil, hidden, labels.ShownAfter, "v1"},
		{"held out, test", labels.BlindShown, labels.Test, nil, hidden, labels.ShownAfter, "v1"},
		{"held out and never", labels.BlindNever, labels.Test, nil, "hidden in this workspace", labels.ShownNo, ""},
		{"revealed", labels.BlindAfter, labels.Train, []string{"b"}, bars, labels.ShownBefore, "v1"},
		{"held out, and asked", labels.BlindShown, labels.Val, []string{"b"}, "val memes are always asked blind", labels.ShownAfter, "v1"},
		{"never, and asked", labels.BlindNever, labels.Train, []string{"b"}, "the model is never shown in this workspace", labels.ShownNo, ""},
		{"hidden after it was seen", labels.BlindShown, labels.Train, []string{"b"}, hidden, labels.ShownBefore, "v1"},
		{"hidden, and so is the next one", labels.BlindShown, labels.Train, []string{"b", "right"}, hidden, labels.ShownAfter, "v1"},
		{"hidden, and shown again", labels.BlindShown, labels.Train, []string{"b", "right", "b"}, bars, labels.ShownBefore, "v1"},
		{"revealed, left and come back to", labels.BlindAfter, labels.Train, []string{"b", "right", "left"}, hidden, labels.ShownBefore, "v1"},
		{"shown, left, and hidden elsewhere", labels.BlindShown, labels.Train, []string{"right", "b", "left"}, hidden, labels.ShownBefore, "v1"},
		{"revealed on Grid", labels.BlindAfter, labels.Train, []string{"G", "b", "enter"}, hidden, labels.ShownBefore, "v1"},
		{"not revealed for the next one", labels.BlindAfter, labels.Train, []string{"b", "right"}, hidden, labels.ShownAfter, "v1"},
	} {
		t.Run(c.name, func(t *testing.T) {
			ms := memes(5)
			for i := range ms {
				ms[i].Split = c.split
			}
			setup := func(s *fakeStore, d *Deps) { s.addVersion(fakeTime); d.Blind = c.blind }
			inRig(t, rigOptions{w: 120, h: 30, memes: ms, images: term.ImagesNone, setup: setup}, func(t *testing.T, r *rig) {
				r.keys(c.keys...)
				r.wants(c.sees)
				if c.sees != bars {
					r.lacks(bars)
				}
				r.keys("3")
				e := r.store.log[0]
				if e.Shown != c.shown || e.Version != c.version {
					t.Errorf("recorded as %q %q, want %q %q", e.Shown, e.Version, c.shown, c.version)
				}
				// Beside the label, and nowhere a second time.
				told := 1
				if c.blind == labels.BlindNever {
					told = 0
				}
				if n := strings.Count(r.view(), "you 3 · model "); n != told {
					t.Errorf("tells %d times what the model had said\n%s", n, r.view())
				}
				if news := r.a.status.news(); !strings.HasPrefix(news, "saved 3 neutral, #000") || strings.Contains(news, "model") {
					t.Errorf("news: %q", news)
				}
				// Back at the meme one has answered: there is nothing to hide
				// any more, but where it is never shown.
				r.keys("left")
				if c.blind == labels.BlindNever {
					r.lacks(bars)
				} else {
					r.lacks("always asked blind")
					r.wants(bars)
				}
			})
		})
	}
}

// A label that was taken back, b and the grid have shown what the model says: the label that is given then is no blind one.
func TestWhatWasTakenBackHasToldTheModel(t *testing.T) {
	for _, split := range []labels.Split{labels.Train, labels.Test} {
		ms := memes(3)
		for i := range ms {
			ms[i].Split = split
		}
		setup := func(s *fakeStore, d *Deps) { s.addVersion(fakeTime); d.Blind = labels.BlindAfter }
		inRig(t, rigOptions{memes: ms, setup: setup}, func(t *testing.T, r *rig) {
			r.keys("4", "u", "3", "2", "s", "u", "5")
			var shown []labels.Shown
			for _, e := range r.store.log {
				if e.Action == labels.SetLevel {
					shown = append(shown, e.Shown)
				}
			}
			want := []labels.Shown{labels.ShownAfter, labels.ShownBefore, labels.ShownAfter, labels.ShownAfter} // a skip tells nothing
			if !slices.Equal(shown, want) {
				t.Errorf("of %s shown %q, want %q", split, shown, want)
			}
		})
	}
	_, store := plainly(t, "b\n#2\n#1\n4\n#2\n4\nu\n5\n", func(s *fakeStore, d *Deps) { s.addVersion(fakeTime); d.Blind = labels.BlindAfter })
	if first, last := store.log[0].Shown, store.log[3].Shown; first != labels.ShownBefore || last != labels.ShownBefore || store.log[1].Shown != labels.ShownAfter {
		t.Errorf("in lines: %+v", store.log)
	}
}

// Who has answered before there was a model, and comes back to the meme, sees what it says: that is known when the
// answer is taken back.
func TestWhatWasSeenBesideAnAnswerIsKnownWithoutIt(t *testing.T) {
	early := func(s *fakeStore, d *Deps) {
		s.addVersion(fakeTime)
		s.said("ada", labels.Positive, 1)
		d.Blind = labels.BlindAfter
	}
	for keys, want := range map[string]labels.Shown{"u 3": labels.ShownAfter, "g 1 enter u 3": labels.ShownBefore, "/ # 1 ctrl+g u 3": labels.ShownBefore} {
		inRig(t, rigOptions{memes: memes(3), setup: early}, func(t *testing.T, r *rig) {
			r.keys(strings.Fields(keys)...)
			if e := r.newest(); e.Shown != want || e.Level != labels.Neutral {
				t.Errorf("%s is recorded as %q: %+v", keys, e.Shown, e)
			}
		})
	}
	for lines, want := range map[string]labels.Shown{"u\n3\n": labels.ShownAfter, "#1\nu\n3\n": labels.ShownBefore} {
		_, store := plainly(t, lines, early)
		if e := store.log[len(store.log)-1]; e.Shown != want || e.Level != labels.Neutral {
			t.Errorf("%q is recorded as %q: %+v", lines, e.Shown, e)
		}
	}
}

// What lines have shown of a meme was seen, also once an owner hides it.
func TestLinesHaveShownWhatIsHiddenSince(t *testing.T) {
	_, store := plainly(t, "#2\n#1\n4\n#6\n4\n", func(s *fakeStore, d *Deps) {
		s.addVersion(fakeTime)
		d.Blind, d.Team = labels.BlindShown, (&fakeTeam{}).as(labels.RoleAnnotator)
		d.Team.Stay = func() { s.settings[settings.Blind.Name] = string(labels.BlindAfter) }
	})
	if one, six := store.log[0].Shown, store.log[1].Shown; one != labels.ShownBefore || six != labels.ShownAfter {
		t.Errorf("recorded as %q, then %q", one, six)
	}
}

// What a table says in one's own name is no answer: the model and others stay hidden till there is one, on the screens and in lines.
func TestATableInOnesOwnNameIsNoAnswer(t *testing.T) {
	tabled := func(s *fakeStore, d *Deps) {
		s.addVersion(fakeTime)
		imported(s, labels.Train)
		for i := range s.log {
			s.log[i].Annotator = d.Annotator
		}
		d.Blind = labels.BlindAfter
	}
	inRig(t, rigOptions{w: 120, h: 30, memes: memes(3), images: term.ImagesNone, setup: tabled}, func(t *testing.T, r *rig) {
		n := len(r.store.log)
		r.wants("3 left", "hidden till you answer", "not yet")
		r.lacks("Model v1 ─")
		r.keys("4", "left")
		r.wants("Model v1")
		if e := r.store.log[n]; e.Shown != labels.ShownAfter {
			t.Errorf("recorded as %q", e.Shown)
		}
	})
	said, store := plainly(t, "4\n", tabled)
	if e := store.log[len(store.log)-1]; e.Shown != labels.ShownAfter || strings.Contains(said[:strings.Index(said, "> ")], "You said") {
		t.Errorf("in lines recorded as %q:\n%s", e.Shown, said)
	}
}

// Who is asked again has forgotten what the model had said, but not what it has said since.
func TestAskedAgainWhatWasShownSinceTells(t *testing.T) {
	for lines, want := range map[string]labels.Shown{
		"3\n":             labels.ShownAfter,
		"2\nu\n3\n":       labels.ShownBefore,
		"b\n:reask\n3\n":  labels.ShownBefore,
		"s\nu\n3\n":       labels.ShownAfter,
		"b\ns\nu\n3\n":    labels.ShownBefore,
		"2\nu\nU\nu\n3\n": labels.ShownBefore,
	} {
		_, store := plainly(t, lines, func(s *fakeStore, d *Deps) {
			s.addVersion(fakeTime)
			s.said("ada", labels.Positive, 1)
			s.log[0].Shown, s.log[0].Version = labels.ShownAfter, "v1"
			d.Blind, d.Queue = labels.BlindAfter, queues.Reask
		})
		if e := store.log[len(store.log)-1]; e.Shown != want || e.Level != labels.Neutral {
			t.Errorf("%q: recorded as %+v, want shown %q", lines, e, want)
		}
	}
}

// What Grid has shown of a meme, it has shown also where that was not the selected one.
func TestWhatGridHasShownTells(t *testing.T) {
	for keys, want := range map[string]string{
		"G b L 3 right right 3":         "before before",
		"G b b L 3":                     "before",
		"G L 3":                         "after",
		"G right right b end L 3 3 3 3": "before before before before",
		"G b L g 6 0 enter 3":           "after", // it was not in sight
	} {
		o := rigOptions{w: 80, h: 24, memes: memes(60), images: term.ImagesNone, setup: func(s *fakeStore, d *Deps) { s.addVersion(fakeTime); d.Blind = labels.BlindAfter }}
		inRig(t, o, func(t *testing.T, r *rig) {
			r.keys(strings.Fields(keys)...)
			var shown []string
			for _, e := range r.store.log {
				shown = append(shown, string(e.Shown))
			}
			if got := strings.Join(shown, " "); got != want {
				t.Errorf("%s: shown %s, want %s", keys, got, want)
			}
		})
	}
}

// Who decides what tables dispute sees also the level that one of them has in the own name.
func TestATableInOnesOwnNameIsSeenWhereItIsDisputed(t *testing.T) {
	tabled := func(s *fakeStore, d *Deps) {
		for i, who := range []string{d.Annotator, "bo"} {
			s.log = append(s.log, labels.Event{
				Seq: uint64(i + 1), Meme: s.memes[0].ID, Annotator: who, Source: labels.Import, Action: labels.SetLevel, Level: labels.Level(3 * i),
			})
		}
		d.Queue = queues.Disputed
	}
	inRig(t, rigOptions{w: 120, h: 30, memes: memes(3), images: term.ImagesNone, setup: tabled}, func(t *testing.T, r *rig) {
		r.pass(2 * jobsEvery)
		r.wants("not yet", r.a.deps.Annotator+" 1 ", "bo 4")
	})
	said, _ := plainly(t, "q\n", tabled)
	if !strings.Contains(said, " said: 1 very negative.") || !strings.Contains(said, "bo said: 4 positive.") {
		t.Errorf("in lines:\n%s", said)
	}
}

// A decision of somebody else's is told of also where a table in one's own name says the same.
func TestADecisionBesideATableInOnesOwnName(t *testing.T) {
	of := &item{state: labels.Aggregate([]labels.Event{
		{Seq: 1, Annotator: "ann", Source: labels.Import, Action: labels.SetLevel, Level: labels.Positive},
		{Seq: 2, Annotator: "bo", Source: labels.Key, Action: labels.Adjudicate, Level: labels.Positive},
	})}
	of.events = []labels.Event{{Seq: 2, Annotator: "bo", Source: labels.Key, Action: labels.Adjudicate, Level: labels.Positive}}
	s := &session{deps: Deps{Annotator: "ann"}}
	if got := s.goldIs(of); got != "gold is 4 positive, decided by bo" {
		t.Errorf("%q", got)
	}
}
