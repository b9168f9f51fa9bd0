package tui

import (
	"errors"
	"slices"
	"strings"
	"testing"
	"time"

	"memebench/labels"
	queues "memebench/labels/queue"
)

func TestResume(t *testing.T) {
	inRig(t, rigOptions{memes: memes(9)}, func(t *testing.T, r *rig) {
		r.keys("1", "2")
		began := r.store.writes
		r.send(typed("right", "right"))
		if r.at() != 5 || r.store.writes != began {
			t.Fatalf("at %d after %d writes", r.at(), r.store.writes)
		}
		r.pass(2 * time.Second)
		if r.store.writes != began+1 || r.store.settings["cursor/ada"] != string(r.store.memes[4].ID) {
			t.Errorf("%d writes: %v", r.store.writes, r.store.settings)
		}
		// A program that was killed a moment later starts at the same meme.
		again := startRig(t, r.store, *r.deps, rigOptions{})
		if again.at() != 5 {
			t.Errorf("resumed at %d, want 5", again.at())
		}
		again.keys("3")
		if e := r.store.log[2]; e.Queue != "resume" || e.Place != 5 {
			t.Errorf("%+v", e)
		}
		again.stop()
		// Another annotator starts at the first that waits.
		d := *r.deps
		d.Annotator = "ben"
		ben := startRig(t, r.store, d, rigOptions{})
		if ben.at() != 3 {
			t.Errorf("ben at %d, want 3", ben.at())
		}
		ben.stop()
	})
}

func TestAnOrderlyEndRemembersThePlaceAtOnce(t *testing.T) {
	inRig(t, rigOptions{memes: memes(9)}, func(t *testing.T, r *rig) {
		r.keys("1", "q")
		if !r.quit || r.store.settings["cursor/ada"] != string(r.store.memes[1].ID) {
			t.Errorf("quit %v, settings %v", r.quit, r.store.settings)
		}
	})
}

func TestAPlaceThatCannotBeRemembered(t *testing.T) {
	inRig(t, rigOptions{memes: memes(9)}, func(t *testing.T, r *rig) {
		began := r.store.writes
		r.keys("right")
		r.store.fail = errors.New("read-only")
		r.pass(2 * time.Second)
		r.wants("✗ the place to resume at is not saved: read-only")
		if r.store.writes != began+2 { // one for each meme that was shown
			t.Errorf("%d attempts", r.store.writes)
		}
		r.keys("q")
		if !r.quit || r.a.stopErr == nil {
			t.Errorf("quit %v, %v", r.quit, r.a.stopErr)
		}
	})
}

func TestQuitAfterALabelThatIsOnItsWay(t *testing.T) {
	var g gatedLog
	inRig(t, rigOptions{memes: memes(9), setup: gated(&g)}, func(t *testing.T, r *rig) {
		r.keys("4", "q")
		if r.quit {
			t.Fatal("quit while a label was on its way")
		}
		g.gate <- nil
		r.settle()
		if !r.quit || r.given() != "1:4" {
			t.Errorf("quit %v, log %s", r.quit, r.given())
		}
	})
}

func TestASecondCtrlCLeavesAHangingStore(t *testing.T) {
	var g gatedLog
	inRig(t, rigOptions{memes: memes(9), setup: gated(&g)}, func(t *testing.T, r *rig) {
		r.keys("4", "ctrl+c")
		if r.quit {
			t.Fatal("quit at the first ctrl+c")
		}
		r.keys("ctrl+c")
		if !r.quit || r.a.stopErr == nil {
			t.Errorf("quit %v, %v", r.quit, r.a.stopErr)
		}
		g.gate <- nil
	})
}

// Who comes back to a guide that has changed is told, once, and until a label says something
// else; also where much has been said since.
func TestTheGuideHasChanged(t *testing.T) {
	for _, c := range []struct {
		was  string
		told bool
	}{{"fedcba9876543210", true}, {"0123456789abcdef", false}, {"", false}} {
		o := sceneMemes()
		setup := o.setup
		o.setup = func(s *fakeStore, d *Deps) {
			s.Append(labels.Event{Meme: s.memes[0].ID, Annotator: "ada", Source: labels.Key, Action: labels.SetLevel, Level: labels.Neutral, Guide: c.was})
			for range 100 {
				s.Append(labels.Event{Meme: s.memes[1].ID, Annotator: "eve", Source: labels.Key, Action: labels.Note, Level: labels.NoLevel, Text: "x", Guide: "0123456789abcdef"})
			}
			setup(s, d)
		}
		inRig(t, o, func(t *testing.T, r *rig) {
			const says = "! guide.md has changed since your last label: ? ? shows it"
			if there := strings.Contains(r.view(), says); there != c.told {
				t.Errorf("told %v, want %v\n%s", there, c.told, r.view())
			}
			r.keys("?", "?", "esc", "right", "4")
			r.lacks(says)
		})
	}
}

// Who has labelled the place meanwhile, in lines say, does not begin at it: the next key would
// change that label. Where nothing else waits, it is there to be looked at.
func TestAPlaceThatIsLabelledByNow(t *testing.T) {
	queueRig(t, "", rigOptions{memes: memes(4)}, func(t *testing.T, r *rig) {
		r.settled()
		r.store.settings["queue/ada"] = queues.Order
		r.store.said("ada", labels.Negative, 1)
		r.store.said("ada", labels.Positive, 2)
		begins := func(at, want uint64) {
			t.Helper()
			r.store.settings["cursor/ada"] = string(r.store.memes[at-1].ID)
			again := startRig(t, r.store, *r.deps, rigOptions{})
			again.settled()
			if again.at() != want {
				t.Errorf("at #%d before, at #%d now, want #%d: %+v %T", at, again.at(), want, again.a.label.wanted, again.a.label.queue)
			}
			again.stop()
		}
		begins(2, 3)
		r.store.said("ada", labels.Positive, 3, 4)
		begins(2, 2)
		r.store.settings["queue/ada"] = unnamed + "level:4" // all of what is found is gone through
		begins(3, 3)
		begins(1, 2) // which is none of these
	})
}

// The guide that is changed while a session is open is there with the next label, and where it
// is read; labels that are given before are recorded under the one that was known.
func TestTheGuideChangesWhileOneLabels(t *testing.T) {
	now := [2]string{"# Old rules", "old"}
	o := rigOptions{w: 120, h: 36, memes: memes(9), setup: func(_ *fakeStore, d *Deps) {
		d.Guide, d.GuideDigest = now[0], now[1]
		d.ReadGuide = func() (string, string, error) { return now[0], now[1], nil }
	}}
	inRig(t, o, func(t *testing.T, r *rig) {
		r.keys("1")
		r.lacks("guide.md has changed")
		now = [2]string{"# New rules", "new"}
		r.keys("2")
		r.wants("guide.md has changed: ? ? shows it", "saved 2 negative")
		r.keys("3")
		for i, want := range []string{"old", "old", "new"} {
			if got := r.store.log[i].Guide; got != want {
				t.Errorf("label %d is given under %q, want %q", i+1, got, want)
			}
		}
		now = [2]string{"# Newest rules", "newest"}
		r.keys("?", "?")
		r.wants("Newest rules")
		now = [2]string{"# Last rules", "last"}
		for r.keys("esc", "D"); r.a.data.view != viewGuide; {
			r.keys("]")
		}
		r.wants("Last rules")
	})
}

// A guide that cannot be read any more stays as it was, which is said once; labels stay under it.
func TestAGuideThatCannotBeRead(t *testing.T) {
	var err error
	now := [2]string{"# Old rules", "old"}
	read := func(d *Deps) {
		d.Guide, d.GuideDigest = now[0], now[1]
		d.ReadGuide = func() (string, string, error) {
			if err != nil {
				return "", "", err
			}
			return now[0], now[1], nil
		}
	}
	const fails = "guide.md cannot be read, the guide stays: it is a folder"
	inRig(t, rigOptions{w: 80, h: 24, memes: memes(9), setup: func(_ *fakeStore, d *Deps) { read(d) }}, func(t *testing.T, r *rig) {
		r.keys("1")
		r.lacks("cannot be read")
		err = errors.New("it is a folder")
		r.keys("2")
		r.wants(fails)
		r.keys("3", "4")
		r.lacks("cannot be read")
		err = nil // it is there again as it was, and then it is not
		r.keys("5")
		err = errors.New("it is a folder")
		r.keys("1")
		r.wants(fails)
		r.keys("2")
		r.lacks("cannot be read")
		r.keys("?", "?")
		r.wants("Old rules")
		r.keys("esc")
		now, err = [2]string{"# New rules", "new"}, nil
		r.keys("5")
		r.wants("guide.md has changed")
		err = errors.New("it is a folder")
		r.keys("1")
		r.wants(fails)
		for i, want := range append(slices.Repeat([]string{"old"}, 8), "new") {
			if got := r.store.log[i].Guide; got != want {
				t.Errorf("label %d is given under %q, want %q", i+1, got, want)
			}
		}
	})
	now, err = [2]string{"# Old rules", "old"}, errors.New("it is a folder")
	out, _ := plainly(t, "1\n2\ng\n", func(_ *fakeStore, d *Deps) { read(d) })
	if says(t, out, fails+".", "# Old rules"); strings.Count(out, fails) != 1 {
		t.Errorf("it is not said once:\n%s", out)
	}
}
