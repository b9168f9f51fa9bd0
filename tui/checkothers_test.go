package tui

import (
	"testing"
	"time"

	"memebench/labels"
)

// What others say of a meme in the list is on Check within two seconds: a decision is made with it in sight.
func TestCheckShowsWhatOthersSay(t *testing.T) {
	f := &fakeTeam{}
	inRig(t, inTeam(f, labels.RoleOwner, sceneMemes()), func(t *testing.T, r *rig) {
		r.keys("C")
		it := r.a.check.selected()
		if it == nil || it.state.Kind == labels.Flagged {
			t.Fatalf("%+v is selected", it)
		}
		r.lacks("⚑")
		flag := labels.Event{Time: fakeTime, Meme: it.meme.ID, Annotator: "bea", Source: labels.Key, Action: labels.Flag, Level: labels.NoLevel}
		if _, err := r.store.Append(flag); err != nil {
			t.Fatal(err)
		}
		f.changes <- 1
		r.pass(2 * time.Second)
		if now := r.a.check.selected(); now == nil || now.state.Kind != labels.Flagged {
			t.Errorf("%+v is selected", now)
		}
		r.wants("⚑")
	})
}

// A level that somebody else has given since the list was made is in sight, is not kept away by the one of
// the list, and is named where it was decided and another is.
func TestCheckKeepsNothingThatStandsNoMore(t *testing.T) {
	f := &fakeTeam{}
	inRig(t, inTeam(f, labels.RoleOwner, sceneMemes()), func(t *testing.T, r *rig) {
		r.keys("C")
		d, _ := r.a.check.list().selected()
		other := labels.Level((int(d.Label) + 1) % labels.Levels)
		decide := labels.Event{Time: fakeTime.Add(time.Hour), Meme: d.Meme, Annotator: "bea", Source: labels.Key, Action: labels.Adjudicate, Level: other}
		if _, err := r.store.Append(decide); err != nil {
			t.Fatal(err)
		}
		f.changes <- 1
		r.pass(2 * time.Second)
		has := "bea has decided " + levelName(other)
		r.wants(has)
		n := len(r.store.log)
		r.keys("y")
		r.wants(has + " since the list was made: 1–5 say which level is right")
		if len(r.store.log) != n {
			t.Errorf("said: %+v", r.store.log[n:])
		}
		r.keys(digitOf(d.Label))
		r.wants("bea had decided " + levelName(other))
		r.keys("up", digitOf(other), "up", "y") // one's own word is no obstacle
		r.wants("kept " + levelName(d.Label))
	})
}

// A key that was typed for the row after one that is not kept is not taken for that one.
func TestCheckDropsWhatWasTypedForTheNextRow(t *testing.T) {
	f := &fakeTeam{}
	inRig(t, inTeam(f, labels.RoleOwner, sceneMemes()), func(t *testing.T, r *rig) {
		r.keys("C")
		d, _ := r.a.check.list().selected()
		decide := labels.Event{Meme: d.Meme, Annotator: "bea", Source: labels.Key, Action: labels.Adjudicate, Level: (d.Label + 1) % labels.Levels}
		if _, err := r.store.Append(decide); err != nil {
			t.Fatal(err)
		}
		n := len(r.store.log)
		read := r.a.session.deps.Read
		r.a.session.deps.Read = func(f func(Reader) error) error {
			time.Sleep(time.Second)
			return read(f)
		}
		r.pass(time.Second)
		r.send(typed("y"))
		r.pass(time.Second / 2)
		r.send(typed(digitOf(d.Label)))
		r.pass(5 * time.Second)
		r.wants("bea has decided")
		if len(r.store.log) != n {
			t.Errorf("said: %+v", r.store.log[n:])
		}
	})
}

// A reason that the store does not take, as the flag was lifted meanwhile, is told of, and the next row is there.
func TestCheckReasonThatIsNotWanted(t *testing.T) {
	log := &fullLog{}
	o := sceneMemes().with(func(s *fakeStore, d *Deps) { log.fakeStore, d.Log = s, log })
	inRig(t, o, func(t *testing.T, r *rig) {
		r.keys("C")
		d, _ := r.a.check.list().selected()
		r.keys("f")
		log.full = d.Meme
		r.typeText("cut off")
		r.keys("enter")
		r.wants("2 others have labelled it", "2 of ")
		r.lacks(notSaved)
		r.keys("y")
		r.wants("✓ kept")
	})
}
