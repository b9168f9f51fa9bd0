package tui

import (
	"slices"
	"testing"
)

// sizes are those of the grid of windows that everything is tried in.
func sizes(try func(w, h int)) {
	step := 1
	if underRace { // see fewerUnderRace
		step = 7
	}
	for w := minWidth; w <= 260; w += step {
		for h := minHeight; h <= 80; h++ {
			try(w, h)
		}
	}
	try(maxWidth, 100)
}

// The tabs of all screens have room in the header.
func TestTheTabsHaveRoom(t *testing.T) {
	inRig(t, rigOptions{}, func(t *testing.T, r *rig) {
		all, w := r.a.tabs(), 0
		for _, tab := range all {
			w += tab.w
		}
		if w > allTabs {
			t.Errorf("%d tabs have %d cells, more than allTabs", len(all), w)
		}
	})
}

// The largest square that a picture can be is as large as was meant at the sizes that
// windows have.
func TestThePictureHasTheRoom(t *testing.T) {
	for _, c := range []struct {
		w, h          int
		picture, pane rect
		side          int // where its text begins
	}{
		{60, 16, rect{1, 2, 24, 11}, rect{26, 2, 33, 11}, 0},
		{80, 24, rect{1, 2, 43, 19}, rect{46, 2, 33, 19}, 0},
		{100, 30, rect{1, 2, 58, 25}, rect{61, 2, 38, 25}, 0},
		{130, 38, rect{1, 2, 78, 33}, rect{81, 2, 48, 33}, 0},
		{160, 45, rect{1, 3, 108, 38}, rect{111, 3, 48, 38}, 0},
		{180, 48, rect{1, 3, 74, 42}, rect{77, 3, 48, 42}, 128},
		{200, 50, rect{1, 3, 94, 44}, rect{97, 3, 48, 44}, 148},
		{250, 70, rect{1, 3, 144, 64}, rect{147, 3, 48, 64}, 198},
	} {
		l := newFrame(c.w, c.h).label()
		side := 0
		if l.side.w > 0 {
			side = l.sideInner().x
		}
		if l.picture != c.picture || l.pane != c.pane || side != c.side {
			t.Errorf("%d×%d: picture %v, pane %v, side %d; want %v, %v, %d", c.w, c.h, l.picture, l.pane, side, c.picture, c.pane, c.side)
		}
	}
}

// In no window do parts of the label screen overlap, or leave the window.
func TestLabelLayout(t *testing.T) {
	sizes(func(w, h int) {
		l := newFrame(w, h).label()
		parts := append([]rect{l.picture, l.heading, l.caption, l.title, l.you, l.others, l.remark, l.strip, l.side, l.near}, slices.Concat(l.bars[:], l.likes)...)
		taken := make([]bool, w*h)
		for i, r := range parts {
			if r == (rect{}) || r.w == 0 {
				continue
			}
			if r.x < margin || r.right() > w-margin || r.y < 2 || r.bottom() > h-2 || r.w < 1 || r.h < 1 {
				t.Fatalf("%d×%d: part %d is at %v", w, h, i, r)
			}
			for y := r.y; y < r.bottom(); y++ {
				for x := r.x; x < r.right(); x++ {
					if taken[y*w+x] {
						t.Fatalf("%d×%d: part %d at %v overlaps another", w, h, i, r)
					}
					taken[y*w+x] = true
				}
			}
		}
		if l.caption.h < 2 || l.picture.w < 24 || l.picture.h < 9 {
			t.Fatalf("%d×%d: too little room: %+v", w, h, l)
		}
	})
}
