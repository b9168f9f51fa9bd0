package tui

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"
	"testing"

	"memebench/eval"
	"memebench/labels"
	queues "memebench/labels/queue"
	"memebench/model"
)

// disputedByOthers is a workspace in which two people are to label each meme, and in which two
// others have labelled the third and the fifth, and asked something of the fifth.
func disputedByOthers(s *fakeStore, d *Deps) {
	s.settings[labels.OverlapSetting] = "2"
	for _, seq := range []uint64{3, 5} {
		s.said("ben", labels.Negative, seq)
		s.said("bea", labels.Positive, seq)
	}
	s.Append(labels.Event{Meme: s.memes[4].ID, Annotator: "ben", Source: labels.Key, Action: labels.Note, Level: labels.NoLevel, Text: "is this irony?"})
}

// Who adjudicates need not have labelled what is disputed, nor be given it: enough have.
func TestDisputesOfOthersAreSettledInATeam(t *testing.T) {
	f := &fakeTeam{taken: map[uint64]bool{3: true, 5: true}}
	o := inTeam(f, labels.RoleResearcher, rigOptions{w: 140, h: 40, memes: memes(9), setup: disputedByOthers})
	inRig(t, o, func(t *testing.T, r *rig) {
		r.keys(":")
		r.typeText("queue-disputed")
		r.settled()
		r.keys("enter")
		r.settled()
		r.wants("disputed · 2 left", "ben 2 ≠ bea 4", "a level decides")
		if r.at() != 3 {
			t.Fatalf("at #%d", r.at())
		}
		r.keys("2")
		r.wants("ben: is this irony?")
		if r.at() != 5 {
			t.Fatalf("then at #%d", r.at())
		}
		r.keys("1")
		for seq, want := range map[int]labels.Level{3: labels.Negative, 5: labels.VeryNegative} {
			if st, _ := r.store.State(r.store.memes[seq-1].ID); st.Gold != want || !st.Adjudicated {
				t.Errorf("#%d: %+v", seq, st)
			}
		}
	})
}

// What others are done with can be found and read by who may see the figures, and by nobody else.
func TestWhatOthersHaveLabelledIsRead(t *testing.T) {
	for role, opens := range map[labels.Role]bool{labels.RoleAnnotator: false, labels.RoleOwner: true} {
		f := &fakeTeam{taken: map[uint64]bool{3: true, 4: true, 5: true}}
		o := inTeam(f, role, rigOptions{w: 140, h: 40, memes: memes(9), setup: disputedByOthers})
		o = o.with(func(s *fakeStore, _ *Deps) { s.said("ben", labels.Neutral, 4) }) // and somebody has it
		inRig(t, o, func(t *testing.T, r *rig) {
			find := func(text string) {
				r.keys("/")
				r.typeText(text)
				r.settled()
				r.keys("enter")
				r.settled()
			}
			if find("by:ben"); !opens {
				r.lacks("ben 2", "irony")
				return
			}
			r.wants("by:ben · 1 of 3", "ben 2 ≠ bea 4", "enough have labelled it")
			if r.keys("right"); r.at() != 5 {
				t.Errorf("#4, which waits for another, is passed by: at #%d", r.at())
			}
			r.wants("by:ben · 3 of 3", "ben: is this irony?")
			r.keys("enter")
			r.wants("ben note: is this irony?", "bea 4 positive")
			r.keys("esc", "n")
			r.typeText("yes")
			r.keys("enter")
			r.wants("yes")
			if find("state:noted"); r.at() != 5 {
				t.Errorf("at #%d", r.at())
			}
		})
	}
}

// An answer to one's own note is seen in its place.
func TestANoteThatIsAnswered(t *testing.T) {
	inRig(t, rigOptions{w: 140, h: 40, memes: memes(3)}, func(t *testing.T, r *rig) {
		r.keys("n")
		r.typeText("is this irony?")
		r.keys("enter")
		r.store.Append(labels.Event{Time: r.a.now(), Meme: r.store.memes[0].ID, Annotator: "ben", Source: labels.Key, Action: labels.Note, Level: labels.NoLevel, Text: "it is"})
		r.keys("3", "left")
		r.wants("ben: it is")
	})
}

// flaggedByBen is a workspace in which others have labelled and flagged the second meme.
func flaggedByBen(s *fakeStore, d *Deps) {
	s.addVersion(fakeTime)
	d.Queue = queues.Flagged
	s.said("bea", labels.Positive, 2)
	s.Append(labels.Event{Meme: s.memes[1].ID, Annotator: "ben", Source: labels.Key, Action: labels.Flag, Level: labels.NoLevel, Text: "cut off"})
	s.Append(labels.Event{Meme: s.memes[1].ID, Annotator: "ben", Source: labels.Key, Action: labels.Flag, Level: labels.NoLevel}) // once more
}

// Who may decide sees why others have flagged a meme and what all say, and a level lifts the flag:
// who has flagged it may be gone.
func TestAFlagOfOthersIsLifted(t *testing.T) {
	f := &fakeTeam{taken: map[uint64]bool{2: true}}
	o := rigOptions{w: 140, h: 40, memes: memes(5), setup: flaggedByBen}
	for name, o := range map[string]rigOptions{"alone": o, "team": inTeam(f, labels.RoleResearcher, o)} {
		inRig(t, o, func(t *testing.T, r *rig) {
			r.settled()
			r.wants("1–5 lift the flag · cut off", "bea 4")
			r.keys("2")
			if st, _ := r.store.State(r.store.memes[1].ID); st.Kind != labels.Labelled || st.Gold != labels.Negative || !st.Adjudicated {
				t.Errorf("%s: %+v", name, st)
			}
		})
	}
	out, store := plainly(t, "2\n", flaggedByBen)
	says(t, out, "bea said: 4 positive.", "Why: cut off", "A level decides here", "saved 2 negative, #2.")
	if st, _ := store.State(store.memes[1].ID); st.Gold != labels.Negative {
		t.Errorf("in lines: %+v", st)
	}
}

// Who may not decide sees why, among the flagged, and not what others feel.
func TestWhyOthersHaveFlaggedAMeme(t *testing.T) {
	f := &fakeTeam{}
	inRig(t, inTeam(f, labels.RoleAnnotator, rigOptions{w: 140, h: 40, memes: memes(5), setup: flaggedByBen}), func(t *testing.T, r *rig) {
		r.settled()
		r.wants("cut off", "2 answers, enough")
		r.lacks("bea 4", "lift")
		r.keys("enter")
		r.wants("flagged: cut off")
		r.lacks("bea 4")
		r.keys("esc", "3")
		if st, _ := r.store.State(r.store.memes[1].ID); st.Kind != labels.Flagged {
			t.Errorf("%+v", st)
		}
	})
}

// Who has decided a level corrects that decision wherever the meme is met; of who has not, the
// level is a voice, and it is said that gold stays.
func TestADecisionIsCorrected(t *testing.T) {
	decided := func(who string) rigOptions {
		return rigOptions{w: 140, h: 40, memes: memes(5), setup: func(s *fakeStore, d *Deps) {
			s.said("bea", labels.Positive, 2)
			s.Append(labels.Event{Time: fakeTime, Meme: s.memes[1].ID, Annotator: who, Source: labels.Key, Action: labels.Adjudicate, Level: labels.Negative})
		}}
	}
	for who, want := range map[string]labels.Level{"ada": labels.VeryPositive, "ben": labels.Negative} {
		inRig(t, decided(who), func(t *testing.T, r *rig) {
			r.keys("g")
			r.typeText("2")
			r.keys("enter")
			decides := "a level decides"
			if who == "ada" {
				r.wants(decides)
			} else {
				r.lacks(decides)
			}
			r.keys("5")
			if st, _ := r.store.State(r.store.memes[1].ID); st.Gold != want || !st.Adjudicated {
				t.Errorf("decided by %s: %+v", who, st)
			}
			if says := "gold stays 2 negative, which was decided"; who == "ada" {
				r.lacks(says)
			} else {
				r.wants("saved 5 very positive", says)
			}
		})
	}
	f := &fakeTeam{} // who may decide no more
	inRig(t, inTeam(f, labels.RoleAnnotator, decided("ada")), func(t *testing.T, r *rig) {
		r.keys("g")
		r.typeText("2")
		r.keys("enter", "5")
		r.wants("saved 5 very positive", "gold stays 2 negative")
		r.keys("left")
		r.wants("gold is 2 negative, decided by you")
	})
}

// A level that takes the annotator's own flag away leaves what was decided before that, which is said.
func TestGoldStaysBehindAFlag(t *testing.T) {
	decided := func(s *fakeStore, _ *Deps) {
		s.Append(labels.Event{Time: fakeTime, Meme: s.memes[1].ID, Annotator: "ben", Source: labels.Key, Action: labels.Adjudicate, Level: labels.Negative})
	}
	says := "gold stays 2 negative, which was decided"
	inRig(t, rigOptions{w: 140, h: 40, memes: memes(5), setup: decided}, func(t *testing.T, r *rig) {
		r.keys("g")
		r.typeText("2")
		r.keys("enter", "f", "enter", "g")
		r.typeText("2")
		r.keys("enter", "5")
		if st, _ := r.store.State(r.store.memes[1].ID); st.Gold != labels.Negative {
			t.Fatalf("%+v", st)
		}
		r.wants(says)
	})
	flagged := func(s *fakeStore, d *Deps) { // by others, so that there is no gold
		decided(s, d)
		s.Append(labels.Event{Time: fakeTime, Meme: s.memes[1].ID, Annotator: "bea", Source: labels.Key, Action: labels.Flag, Level: labels.NoLevel})
	}
	inRig(t, rigOptions{w: 140, h: 40, memes: memes(5), setup: flagged}, func(t *testing.T, r *rig) {
		r.keys("g")
		r.typeText("2")
		r.keys("enter", "5")
		r.wants("saved 5 very positive")
		r.lacks(says)
	})
}

// On Grid, where memes are labelled many at once, no decision is made anew, and it is said of how many
// gold stays.
func TestGoldStaysOnGrid(t *testing.T) {
	decided := func(s *fakeStore, _ *Deps) {
		for i, who := range map[int]string{1: "ben", 2: "ada"} {
			s.Append(labels.Event{Time: fakeTime, Meme: s.memes[i].ID, Annotator: who, Source: labels.Key, Action: labels.Adjudicate, Level: labels.Negative})
		}
	}
	inRig(t, rigOptions{w: 140, h: 40, memes: memes(5), setup: decided}, func(t *testing.T, r *rig) {
		r.keys("/")
		r.typeText("caption")
		r.settled()
		r.keys("enter", "G", "1")
		r.wants("saved 1 very negative, #0001")
		r.lacks("gold")
		r.keys("5")
		r.wants("saved 5 very positive, #0002  gold stays 2 negative, which was decided")
		r.keys("*", "4")
		r.wants("5 memes are 4 positive", "gold of 2 stays, which was decided")
	})
}

// Where two decide a meme, who was the later is told what the other had decided, and the other sees
// whose decision stands.
func TestItIsSaidWhoseDecisionStands(t *testing.T) {
	f := &fakeTeam{taken: map[uint64]bool{3: true, 5: true}}
	decides := func(s *fakeStore, l labels.Level, seq uint64) {
		s.Append(labels.Event{Time: fakeTime, Meme: s.memes[seq-1].ID, Annotator: "kai", Source: labels.Key, Action: labels.Adjudicate, Level: l})
	}
	o := inTeam(f, labels.RoleResearcher, rigOptions{w: 140, h: 40, memes: memes(9), setup: disputedByOthers})
	inRig(t, o.with(func(_ *fakeStore, d *Deps) { d.Queue = queues.Disputed }), func(t *testing.T, r *rig) {
		r.settled()
		decides(r.store, labels.Positive, 3)
		r.keys("2")
		r.wants("saved 2 negative, #0003", "kai had decided 4 positive")
		decides(r.store, labels.VeryPositive, 3)
		r.keys("g")
		r.typeText("3")
		r.keys("enter")
		r.wants("kai 5 gold ≠ ben 2 ≠ bea 4")
		r.keys("u")
		r.wants("took back 2 negative", "kai 5 gold")
	})
	inRig(t, rigOptions{w: 140, h: 40, memes: memes(3), setup: func(s *fakeStore, _ *Deps) {
		s.said("ada", labels.Neutral, 2)
		decides(s, labels.Positive, 2)
	}}, func(t *testing.T, r *rig) {
		r.keys("g")
		r.typeText("2")
		r.keys("enter")
		r.wants("others  kai 4 gold", "gold is 4 positive, decided by kai")
	})
	out, _ := plainly(t, "2\n", func(s *fakeStore, d *Deps) {
		disputedByOthers(s, d)
		d.Queue, d.Team = queues.Disputed, f.as(labels.RoleResearcher)
		d.Team.Stay = func() { decides(s, labels.Positive, 3); decides(s, labels.Positive, 5) }
	})
	says(t, out, "saved 2 negative, #3.", "kai had decided 4 positive.")
	out, _ = plainly(t, "#3\n", func(s *fakeStore, d *Deps) {
		disputedByOthers(s, d)
		s.said("ada", labels.Neutral, 3)
		decides(s, labels.Positive, 3)
	})
	says(t, out, "You said: 3 neutral.", "kai decided: 4 positive.", "Gold is 4 positive, decided by kai.")
}

// Who may adjudicate decides a meme wherever it is met, also in place of somebody else.
func TestAMemeIsDecidedWhereItIsMet(t *testing.T) {
	decided := func(s *fakeStore, _ *Deps) {
		s.said("ada", labels.Neutral, 2)
		s.Append(labels.Event{Time: fakeTime, Meme: s.memes[1].ID, Annotator: "kai", Source: labels.Key, Action: labels.Adjudicate, Level: labels.Positive})
	}
	decide := func(r *rig, level string) {
		r.keys("g")
		r.typeText("2")
		r.keys("enter", ":")
		r.typeText("decide")
		r.keys("enter")
		r.typeText(level)
		r.keys("enter")
	}
	gold := func(r *rig) labels.Level {
		st, _ := r.store.State(r.store.memes[1].ID)
		return st.Gold
	}
	inRig(t, rigOptions{w: 140, h: 40, memes: memes(3), setup: decided}, func(t *testing.T, r *rig) {
		decide(r, "7")
		r.wants("level 7: want 1 to 5 or a name")
		r.keys("backspace", "2", "enter")
		r.wants("decided 2 negative, #0002", "kai had decided 4 positive", "2 negative")
		if gold(r) != labels.Negative {
			t.Errorf("gold is %v", gold(r))
		}
		r.keys("u")
		r.wants("took back 2 negative", "gold is 4 positive, decided by kai")
		decide(r, "")
		if gold(r) != labels.Positive {
			t.Errorf("then gold is %v", gold(r))
		}
		r.keys("5")
		r.wants("gold stays 4 positive, which was decided: :decide decides anew")
		r.store.Append(labels.Event{Time: fakeTime, Meme: r.store.memes[1].ID, Annotator: "bea", Source: labels.Key, Action: labels.Flag, Level: labels.NoLevel})
		decide(r, "")
		r.keys(":")
		r.typeText("decide")
		r.keys("enter")
		r.wants("lifts the flag.")
		r.typeText("4")
		r.keys("enter")
		r.wants("decided 4 positive, #0002", "bea had flagged it: the flag is lifted")
	})
	o := inTeam(&fakeTeam{}, labels.RoleAnnotator, rigOptions{w: 140, h: 40, memes: memes(3), setup: decided})
	inRig(t, o, func(t *testing.T, r *rig) {
		decide(r, "2")
		r.lacks("decides anew", "decided 2")
		if gold(r) != labels.Positive {
			t.Errorf("an annotator has made %v gold", gold(r))
		}
	})
}

// The cells of the matrix are given whoever has their memes, as a level there decides; what is like
// them in the queue of what waits is not.
func TestACellIsGivenInATeam(t *testing.T) {
	store := newFakeStore(memes(3)...)
	d := fakeDeps(store)
	d.Team = (&fakeTeam{taken: map[uint64]bool{2: true}}).as(labels.RoleResearcher)
	cell := newCellQueue(eval.Evaluation{Split: "val"}, []eval.Row{{Meme: store.memes[1].ID, True: 1, Pred: 2}}, 1, 2)
	err := d.Read(func(r Reader) error {
		for q, want := range map[queue]bool{cell: true, d.importOrder(): false} {
			given, err := d.given(r, q, store.memes[1])
			free, err2 := d.free(r, q, store.memes[1])
			if err := errors.Join(err, err2); err != nil || given != want || free != want {
				t.Errorf("%T: given %v, free %v, %v", q, given, free, err)
			}
		}
		it, ok, err := d.step(r, cell, labels.Meme{}, 1)
		if !ok || it.meme.Seq != 2 {
			t.Errorf("the cell opens #%d, %v", it.meme.Seq, ok)
		}
		return err
	})
	if err != nil {
		t.Error(err)
	}
}

// Who lifts flags is given one after another, whoever has their memes or has labelled them, also in
// lines: a level there is none too many.
func TestFlagsOfOthersAreLiftedInARow(t *testing.T) {
	flagged := func(s *fakeStore, d *Deps) {
		flaggedByBen(s, d)
		for _, seq := range []int{3, 5} {
			s.Append(labels.Event{Meme: s.memes[seq-1].ID, Annotator: "ben", Source: labels.Key, Action: labels.Flag, Level: labels.NoLevel})
		}
	}
	taken := map[uint64]bool{2: true, 3: true, 5: true}
	all := func(t *testing.T, store *fakeStore) {
		for _, seq := range []int{2, 3, 5} {
			if st, _ := store.State(store.memes[seq-1].ID); st.Kind != labels.Labelled || !st.Adjudicated {
				t.Errorf("#%d: %+v", seq, st)
			}
		}
	}
	o := inTeam(&fakeTeam{taken: taken}, labels.RoleResearcher, rigOptions{w: 140, h: 40, memes: memes(6), setup: flagged})
	inRig(t, o, func(t *testing.T, r *rig) {
		r.settled()
		r.keys("2", "3", "4")
		all(t, r.store)
	})
	_, store := plainly(t, "2\n3\n4\n", func(s *fakeStore, d *Deps) {
		flagged(s, d)
		d.Team = (&fakeTeam{taken: taken}).as(labels.RoleResearcher)
	})
	all(t, store)
}

// What was read before the annotator has said something takes nothing of that from the screen.
func TestWhatIsHeardLate(t *testing.T) {
	inRig(t, rigOptions{w: 140, h: 40, memes: memes(3)}, func(t *testing.T, r *rig) {
		heard := heardCmd(r.a.deps, r.store.memes[0].ID)()
		r.keys("n")
		r.typeText("is this irony?")
		r.keys("enter")
		r.send(heard)
		r.wants("is this irony?")
	})
}

// What others say while one is in a cell of the matrix is on Label when one comes back.
func TestWhatIsSaidWhileACellIsOpen(t *testing.T) {
	f := &fakeTeam{}
	inRig(t, inTeam(f, labels.RoleResearcher, evaluatedMemes()), func(t *testing.T, r *rig) {
		r.keys("L")
		id, was := r.a.label.item.meme.ID, len(r.a.label.item.events)
		r.keys("E", "]")
		find(t, r, 1)
		r.keys("enter")
		if r.a.eval.cell == nil {
			t.Fatal("no cell is open")
		}
		r.store.Append(labels.Event{Time: fakeTime, Meme: id, Annotator: "ben", Source: labels.Key, Action: labels.Note, Level: labels.NoLevel, Text: "is this irony?"})
		f.changes <- 1
		r.pass(2 * changesEvery)
		r.keys("esc", "L")
		if it := r.a.label.item; it.meme.ID != id || len(it.events) != was+1 {
			t.Errorf("%d events of #%d, were %d", len(it.events), it.meme.Seq, was)
		}
	})
}

// A queue that has its own order is not over while a meme waits that others had when one came by, and
// left since; nor where one waits that the list has not.
func TestWhatOthersHaveLeftIsComeBackTo(t *testing.T) {
	f := &fakeTeam{taken: map[uint64]bool{}}
	all := func(leave func()) func(*fakeStore, *Deps) {
		return func(s *fakeStore, d *Deps) {
			clear(f.taken)
			f.taken[1], d.Queue, d.Team = true, queues.Random, f.as(labels.RoleAnnotator)
			n := 0
			d.Team.Stay = func() {
				if n++; n == 5 {
					leave()
				}
			}
		}
	}
	out, _ := plainly(t, strings.Repeat("4\n", 5), all(func() { delete(f.taken, 1) }))
	says(t, out, "#1, ")
	if strings.Contains(out, "No meme is left") {
		t.Errorf("it is over:\n%s", out)
	}
	out, _ = plainly(t, strings.Repeat("4\n", 5), all(func() {}))
	says(t, out, "No meme is left")
}

// Another caption that others write stands on the screen, also line by line: what the model says is soon of
// that.
func TestACaptionThatOthersChange(t *testing.T) {
	f := &fakeTeam{}
	inRig(t, inTeam(f, labels.RoleAnnotator, rigOptions{w: 140, h: 40, memes: memes(3)}), func(t *testing.T, r *rig) {
		says := func(event labels.Event, told uint64) {
			event.Meme, event.Annotator, event.Source, event.Level = r.store.memes[0].ID, "zoe", labels.Key, labels.NoLevel
			if _, err := r.store.Append(event); err != nil {
				t.Fatal(err)
			}
			f.changes <- told
			r.pass(2 * changesEvery)
		}
		says(labels.Event{Action: labels.Caption, Text: "what is really there"}, 1)
		r.wants("what is really there", "meme_01.png · edited", "is another since you opened it")
		r.lacks("caption of meme 1")
		r.keys("1", "left")
		says(labels.Event{Action: labels.Retract, Retracts: 1}, 2)
		r.wants("caption of meme 1")
	})
	out, _ := plainly(t, "\n", func(s *fakeStore, d *Deps) {
		d.Team = f.as(labels.RoleAnnotator)
		d.Team.Stay = func() {
			s.Append(labels.Event{Meme: s.memes[0].ID, Annotator: "zoe", Source: labels.Key, Action: labels.Caption, Level: labels.NoLevel, Text: "what is really there"})
		}
	})
	says(t, out, "#1, ", "> #1, ", "Caption: what is really there")
}

// A decision on Grid says, as one on Label, what somebody else had decided a moment before.
func TestGridSaysWhatOthersHadDecided(t *testing.T) {
	o := inTeam(&fakeTeam{}, labels.RoleResearcher, rigOptions{w: 140, h: 40, memes: memes(9), setup: disputedByOthers})
	inRig(t, o, func(t *testing.T, r *rig) {
		r.keys(":")
		r.typeText("queue-disputed")
		r.settled()
		r.keys("enter", "G")
		for _, i := range []int{2, 4} {
			e := labels.Event{Meme: r.store.memes[i].ID, Annotator: "kai", Source: labels.Key, Action: labels.Adjudicate, Level: labels.Positive}
			if _, err := r.store.Append(e); err != nil {
				t.Fatal(err)
			}
		}
		r.keys("home", "1")
		r.wants("saved 1 very negative, #0003", "kai had decided 4 positive")
		r.keys("u", "*", "2")
		r.wants("2 memes are 2 negative", "others had decided otherwise on 2 of them, or flagged them")
	})
}

// They come in the order of the queue, and as of it; then what the list has not, as memes that wait.
func TestWhatOthersHaveLeftComesInOrder(t *testing.T) {
	f := &fakeTeam{taken: map[uint64]bool{1: true, 2: true}}
	_, store := plainly(t, "4\n4\n4\n4\n4\n", func(s *fakeStore, d *Deps) {
		s.memes = s.memes[:5]
		made := queues.List{Name: queues.Random}
		for _, seq := range []uint64{2, 1, 3, 4} {
			made.Items = append(made.Items, queues.NewItem(seq, queues.ByName))
		}
		d.MakeQueue = func(context.Context, string, model.Report) (queues.List, error) { return made, nil }
		d.Queue, d.Team = queues.Random, f.as(labels.RoleAnnotator)
		d.Team.Stay = func() {
			if f.stays++; f.stays == 2 {
				clear(f.taken)
			}
		}
	})
	var got []string
	for _, e := range store.log {
		m, err := store.Meme(e.Meme)
		if err != nil {
			t.Fatal(err)
		}
		got = append(got, fmt.Sprintf("%d %s %d", m.Seq, e.Queue, e.Place))
	}
	if want := []string{"3 random 3", "4 random 4", "2 random 1", "1 random 2", "5 waiting 0"}; !slices.Equal(got, want) {
		t.Errorf("%q, want %q", got, want)
	}
}
