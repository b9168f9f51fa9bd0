package tui

import (
	"fmt"
	"strings"
	"testing"

	"memebench/labels"
	"memebench/tui/term"
)

// checkNearRig has memes of train that two people have labelled, to be checked.
func checkNearRig(w, h int) rigOptions {
	o := rigOptions{w: w, h: h, memes: memes(12)}
	o.memes[5].Split = labels.Test
	o.setup = func(s *fakeStore, d *Deps) {
		s.addVersion(fakeTime)
		for seq := range uint64(12) {
			s.said([]string{"ada", "ben"}[seq%2], labels.Level(seq%labels.Levels), seq+1)
		}
	}
	return o
}

// In wide windows the memes most like the selected one stand beside it, with one's own levels and
// else gold; never beside one of test. They are looked for once it stays on the screen.
func TestCheckHasTheNearest(t *testing.T) {
	inRig(t, checkNearRig(200, 50), func(t *testing.T, r *rig) {
		r.keys("C")
		r.pass(2 * nearAfter)
		r.wants("Nearest labelled", "by you, else gold", "alike", "How the list is made")
		first := r.a.check.near.of
		if first == nil || first != r.a.check.selected() || len(r.a.check.near.items) != nearMost {
			t.Errorf("of %+v: %d", first, len(r.a.check.near.items))
		}
		r.keys("down")
		if r.a.check.near.known {
			t.Error("they were looked for at once")
		}
		r.pass(2 * nearAfter)
		if r.a.check.near.of == first || !r.a.check.near.known {
			t.Error("the next meme has none")
		}
		r.keys("L")
		if r.a.check.near.of != nil {
			t.Error("they are kept where nobody sees them")
		}
	})
	plain := checkNearRig(200, 50).with(func(s *fakeStore, _ *Deps) {
		for i := range s.memes {
			s.memes[i].Image = labels.Image{}
			s.memes[i].Caption = fmt.Sprintf("unmistakable %d", i+1)
		}
	})
	inRig(t, plain, func(t *testing.T, r *rig) {
		r.keys("C")
		r.pass(2 * nearAfter)
		lines := strings.Split(r.view(), "\n")
		for i, place := range r.a.frame.check().likes[:nearMost] {
			row := []rune(lines[place.y+2])
			if side := string(row[min(len(row), place.x):]); !strings.HasPrefix(side, "unmistakable ") {
				t.Errorf("%d: beside a tile where there is no picture: %q", i, side)
			}
		}
	})
	o := checkNearRig(200, 50).with(func(s *fakeStore, _ *Deps) {
		for i := range s.memes {
			s.memes[i].Split = labels.Test
			s.memes[i].Group = "all the same"
		}
	})
	inRig(t, o, func(t *testing.T, r *rig) {
		it := &item{meme: r.store.memes[0]}
		if why := r.a.check.whyNoNear(it); why != "never beside test memes" {
			t.Errorf("%q", why)
		}
	})
}

// Everywhere else a key shows them, by caption, by picture and by both.
func TestCheckShowsWhatIsAlike(t *testing.T) {
	for _, size := range [][2]int{{60, 16}, {80, 24}, {100, 30}} {
		inRig(t, checkNearRig(size[0], size[1]), func(t *testing.T, r *rig) {
			r.keys("C")
			r.lacks("Nearest labelled")
			r.keys("a")
			r.wants("Like #00", "Why it is listed", "a model that has not seen it")
			r.keys("end")
			r.wants(nearTitle+" by you, else gold: picture", "caption of meme")
			r.keys("esc")
			r.lacks(nearTitle)
			r.on("Check")
		})
	}
	inRig(t, rigOptions{w: 200, h: 50, memes: memes(3)}, func(t *testing.T, r *rig) {
		r.keys("C", "a")
		r.wants("no label in train or val yet")
		r.faint("a alike")
	})
}

// z shows the picture alone, closer, and brings the list back; what is decided then is the next
// one's beginning, as on Label.
func TestCheckZooms(t *testing.T) {
	for _, size := range [][2]int{{60, 16}, {100, 30}} {
		o := sceneMemes()
		o.w, o.h, o.images = size[0], size[1], term.ImagesBlocks
		inRig(t, o, func(t *testing.T, r *rig) {
			r.keys("C")
			before := r.view()
			r.keys("z")
			if strings.Contains(r.view(), "given") || !strings.Contains(r.view(), "▀▀▀▀") {
				t.Errorf("not the picture alone:\n%s", r.view())
			}
			r.hints("1-5 change to", "z zoom", "esc back")
			r.keys("right")
			r.wants("z comes closer")
			fitted := r.a.View()
			r.keys("z")
			r.hints("arrows move")
			if r.a.View() == fitted {
				t.Error("the close-up is the fitted one")
			}
			middle := r.a.View()
			r.keys("right")
			if r.a.View() == middle {
				t.Error("the arrow has not moved")
			}
			r.keys("y")
			r.wants("esc leaves the picture first")
			if _, ok := r.a.check.at(5, 5); ok {
				t.Error("a click on the picture means something")
			}
			r.keys("esc")
			if r.view() != before {
				t.Errorf("not back where it began:\n%s", r.view())
			}
			r.keys("z", "3")
			r.wants("1 done", "3 neutral, #")
			if at := r.a.check.list().at; at != 1 || r.a.check.zoomed() {
				t.Errorf("at row %d, zoomed %v", at, r.a.check.zoomed())
			}
			r.keys("z", "z", "z")
			r.wants("1 done")
			r.keys("z")
			r.keys(checkAgain...)
			if r.a.check.zoomed() {
				t.Error("a picture of the list before is still alone")
			}
			r.keys("z", "C", "esc", "i", "z")
			r.wants("nothing to zoom: the picture is hidden")
		})
	}
}
