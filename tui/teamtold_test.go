package tui

import (
	"strings"
	"testing"

	"memebench/labels"
	queues "memebench/labels/queue"
)

// In windows of all sizes, and of memes with notes too, it is said that a level decides.
func TestThatALevelDecides(t *testing.T) {
	noted := func(s *fakeStore, d *Deps) {
		disputedByOthers(s, d)
		s.Append(labels.Event{Time: fakeTime, Meme: s.memes[2].ID, Annotator: "ben", Source: labels.Key, Action: labels.Note, Text: "irony?"})
	}
	for w, h := range map[int]int{60: 16, 80: 24, 140: 40} {
		o := inTeam(&fakeTeam{}, labels.RoleResearcher, rigOptions{w: w, h: h, memes: memes(9), setup: noted})
		inRig(t, o, func(t *testing.T, r *rig) {
			r.lacks("decides")
			r.keys(":")
			r.typeText("queue-disputed")
			r.settled()
			r.keys("enter")
			r.settled()
			r.wants("disputed · 2 left · a level decides", "✎")
			if h > 16 {
				r.wants("ben: irony?")
			}
		})
	}
	o := inTeam(&fakeTeam{}, labels.RoleResearcher, rigOptions{w: 60, h: 16, memes: memes(5), setup: flaggedByBen})
	inRig(t, o, func(t *testing.T, r *rig) { // it lifts the flag
		r.settled()
		r.wants("flagged · ", "a level decides")
	})
}

// Who may not read what enough others have labelled is told that it is enough, before a level is given that
// nobody wants.
func TestWhatEnoughHaveLabelled(t *testing.T) {
	enough := func(s *fakeStore, _ *Deps) {
		s.said("ben", labels.Negative, 3)
		s.said("bea", labels.Positive, 3)
		s.settings[labels.OverlapSetting] = "2"
	}
	for h, says := range map[int]string{16: "others 2, enough", 40: "others  2 answers, enough"} {
		o := inTeam(&fakeTeam{}, labels.RoleAnnotator, rigOptions{w: 60 + 2*h, h: h, memes: memes(9), setup: enough})
		inRig(t, o, func(t *testing.T, r *rig) {
			r.keys("g")
			r.write("3")
			r.keys("enter")
			r.wants(says)
			r.lacks("after yours")
			r.keys("left")
			r.lacks("enough")
		})
	}
	out, _ := plainly(t, "#3\n", func(s *fakeStore, d *Deps) { enough(s, d); d.Team = (&fakeTeam{}).as(labels.RoleAnnotator) })
	says(t, out, "#3, ", "Others have given 2 answers: that is enough, and your level is not wanted.")
	out, _ = plainly(t, "#3\n:disputed\n", func(s *fakeStore, d *Deps) { enough(s, d); d.Team = (&fakeTeam{}).as(labels.RoleResearcher) })
	says(t, out, "bea said: 4 positive.", "That is enough, and your level is not wanted.", "Queue: disputed", "A level decides here")
	if strings.Count(out, "not wanted") != 1 {
		t.Errorf("where a level decides it is wanted:\n%s", out)
	}
}

// Whose role has changed since begins in a queue of the new one, and is told of no fault.
func TestTheQueueOfARoleBefore(t *testing.T) {
	o := rigOptions{memes: memes(9)}.with(func(s *fakeStore, d *Deps) {
		d.Queue, s.settings[queueKey("ada")] = "", queues.Disputed
		s.said("ben", labels.Negative, 3)
		s.said("bea", labels.Positive, 3)
	})
	inRig(t, o, func(t *testing.T, r *rig) { r.wants("disputed · 1 left") })
	inRig(t, inTeam(&fakeTeam{}, labels.RoleAnnotator, o), func(t *testing.T, r *rig) {
		r.wants("in order · 8 left")
		r.lacks("adjudicate", failMark)
	})
}
