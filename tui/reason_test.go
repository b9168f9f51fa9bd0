package tui

import (
	"testing"
	"time"

	"memebench/labels"
	"memebench/tui/term"
)

// What is typed after f is a reason on Grid and Check, too, and no keys.
func TestReasonOnGridAndCheck(t *testing.T) {
	for name, way := range map[string][]string{"Grid": {"G"}, "Check": {"C"}} {
		inRig(t, sceneMemes(), func(t *testing.T, r *rig) {
			r.keys(way...)
			r.on(name)
			r.keys("f")
			r.wants("✓ flagged #0", "Why is #0", " unfit?", "leaves training and evaluation")
			flag := r.newest()
			if flag.Action != labels.Flag || flag.Text != "" {
				t.Fatalf("recorded as %+v", flag)
			}
			r.write("blur")
			r.keys("enter")
			r.wants("✓ kept why #0", " is unfit")
			reason := r.newest()
			if reason.Action != labels.Flag || reason.Text != "blur" || reason.Meme != flag.Meme || reason.Batch != 1 || reason.Queue != flag.Queue || reason.Place != flag.Place {
				t.Errorf("recorded as %+v after %+v", reason, flag)
			}
			// It goes and comes with its flag, and undo brings back what was selected.
			r.keys("u")
			r.wants("took back the flag, #0")
			if st, _ := r.store.State(flag.Meme); st.Kind == labels.Flagged {
				t.Error("the flag is there")
			}
			r.keys("U")
			r.wants("again the flag, #0")
			r.keys("f") // it is selected
			r.wants("no longer flagged, #0")
			r.lacks("unfit?")
			r.keys("f", "enter", "f")
			r.wants("unfit?")
			if e := r.newest(); e.Action != labels.Flag || e.Text != "" || e.Meme == flag.Meme {
				t.Errorf("recorded as %+v", e)
			}
		})
	}
}

// Several that were flagged at once have one reason, and are one act with it.
func TestReasonOfSeveral(t *testing.T) {
	inRig(t, gridMemes(12), func(t *testing.T, r *rig) {
		r.keys("G", "m", "m", "m", "f")
		r.wants("✓ flagged 3 memes", "Why are 3 memes unfit?", "They are flagged: they leave training and evaluation.")
		r.write("no memes")
		r.keys("enter")
		r.wants("✓ kept why 3 memes are unfit")
		if got := r.given(); got != "1:flag 2:flag 3:flag 1:flag 2:flag 3:flag" {
			t.Error(got)
		}
		for i, e := range r.store.log {
			if e.Batch != i || (e.Text == "no memes") != (i >= 3) {
				t.Errorf("%d: recorded as %+v", i, e)
			}
		}
		if n := len(r.a.given.all); n != 3 {
			t.Errorf("%d answers are known of", n)
		}
		r.keys("u")
		r.wants("took back")
		for _, m := range r.store.memes[:3] {
			if st, _ := r.store.State(m.ID); st.Kind == labels.Flagged {
				t.Errorf("#%d is flagged", m.Seq)
			}
		}
	})
}

// The question leaves the pictures above it where they are.
func TestReasonLeavesPictures(t *testing.T) {
	o := gridMemes(40)
	o.images = term.ImagesSixel
	inRig(t, o, func(t *testing.T, r *rig) {
		r.keys("G")
		before := len(r.desk.frame.Images)
		r.keys("f")
		r.wants("unfit?")
		if left := len(r.desk.frame.Images); left <= before/2 || left >= before {
			t.Errorf("%d pictures are left of %d", left, before)
		}
	})
}

// A question that comes while a flag is saved waits until the reason is given, or none.
func TestReasonBeforeAnotherQuestion(t *testing.T) {
	for _, way := range []string{"L", "G", "C"} {
		for _, answer := range [][]string{{"x", "enter"}, {"enter"}, {"esc"}} {
			o := sceneMemes().with(func(s *fakeStore, d *Deps) {
				d.ReportPlace = func(name string) (string, bool, error) {
					time.Sleep(time.Second)
					return "/tmp/" + name, true, nil
				}
				d.Log = slowLog{s, 2 * time.Second}
			})
			inRig(t, o, func(t *testing.T, r *rig) {
				r.keys("D", "o", "enter", way, "f")
				r.pass(4 * time.Second)
				r.wants("unfit?")
				r.keys(answer...)
				r.pass(4 * time.Second)
				r.wants("Write over the file that is there?")
			})
		}
	}
}
