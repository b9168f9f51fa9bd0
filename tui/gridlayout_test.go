package tui

import "testing"

// Thumbnails are as large and as many as was drawn at the sizes that windows have.
func TestGridHasTheRoom(t *testing.T) {
	for _, c := range []struct {
		w, h                      int
		cols, rows, columns, down int
		side                      int // where its text begins
	}{
		{60, 16, 10, 5, 5, 1, 0},
		{80, 24, 14, 7, 5, 2, 0},
		{100, 30, 12, 6, 7, 3, 0},
		{200, 50, 16, 8, 8, 4, 149},
	} {
		g := newFrame(c.w, c.h).grid(0)
		side := 0
		if g.side.w > 0 {
			side = g.heading.x
		}
		if g.thumb.Cols != c.cols || g.thumb.Rows != c.rows || g.columns != c.columns || g.rows != c.down || side != c.side {
			t.Errorf("%d×%d: thumbnails of %v, %d × %d, side %d; want %d×%d, %d × %d, %d", c.w, c.h, g.thumb, g.columns, g.rows, side, c.cols, c.rows, c.columns, c.down, c.side)
		}
	}
}

// In no window, with thumbnails of no size, do parts of Grid overlap, or leave the window;
// all thumbnails that are shown are kept.
func TestGridLayout(t *testing.T) {
	sizes(func(w, h int) {
		for _, larger := range []int{-9, -1, 0, 1, 9} {
			if larger != 0 && w%7 > 0 { // which takes its time
				continue
			}
			g := newFrame(w, h).grid(larger)
			parts := []rect{g.detail, {}, g.heading, g.picture, g.caption, g.bars, g.marked}
			for i := range g.cells() {
				parts = append(parts, g.cell(i))
			}
			overlaps(t, w, h, parts)
			if g.columns < 1 || g.rows < 1 || g.cells() > keptThumbs {
				t.Fatalf("%d×%d, %+d: %d × %d thumbnails", w, h, larger, g.columns, g.rows)
			}
			if g.side.w > 0 && (g.picture.h < 4 || g.bars.h != 6 || g.marked.h < 4) {
				t.Fatalf("%d×%d: too little room: %+v", w, h, g)
			}
		}
	})
}
