package tui

import (
	"testing"

	"memebench/labels"
	"memebench/tui/term"
)

// The parts of Evaluate are where they were meant to be at the sizes that windows have.
func TestEvaluateAtUsualSizes(t *testing.T) {
	for _, c := range []struct {
		w, h     int
		first    rect // the first cell of the matrix
		n, found int
		text     int // its row
		figures  int // where their columns begin
		tiles    tileFrame
	}{
		{60, 16, rect{14, 3, 5, 1}, 44, 0, 9, 45, tileFrame{}},
		{80, 24, rect{14, 3, 7, 3}, 54, 60, 20, 62, tileFrame{}},
		{100, 30, rect{19, 4, 8, 3}, 64, 70, 22, 73, tileFrame{}},
		{130, 38, rect{19, 4, 8, 5}, 64, 70, 32, 73, tileFrame{}},
		{160, 45, rect{19, 5, 12, 5}, 84, 90, 33, 107, tileFrame{7, 22, term.Box{Cols: 18, Rows: 5}}},
		{200, 50, rect{19, 5, 12, 5}, 84, 90, 33, 107, tileFrame{9, 22, term.Box{Cols: 18, Rows: 8}}},
		{250, 70, rect{19, 5, 16, 7}, 104, 110, 43, 127, tileFrame{6, 40, term.Box{Cols: 36, Rows: 18}}},
	} {
		e := newFrame(c.w, c.h).evaluate()
		figures := max(e.brief.x, e.metrics.x)
		if e.cells[0][0] != c.first || e.n != c.n || e.found != c.found || e.text.y != c.text || figures != c.figures || e.tiles != c.tiles {
			t.Errorf("%d×%d: cell %v, n %d, found %d, text %d, figures %d, tiles %+v", c.w, c.h, e.cells[0][0], e.n, e.found, e.text.y, figures, e.tiles)
		}
	}
}

// In no window do parts of Evaluate overlap, or leave the body; and what there is to say
// has its place in each.
func TestEvaluateLayout(t *testing.T) {
	sizes(func(w, h int) {
		f := newFrame(w, h)
		e, body := f.evaluate(), f.body()
		parts := []rect{e.heading, e.heads, e.said, e.note, e.title, e.text, e.level, e.memes, e.brief, e.metrics, e.baselines, e.sure, e.slices}
		if e.tiles.n > 0 {
			parts[7] = rect{}
			for i := range e.tiles.n {
				parts = append(parts, e.tile(i))
			}
		}
		parts = append(parts, e.names[:]...)
		for i := range e.cells {
			parts = append(parts, e.cells[i][:]...)
			// The figures of a level stand in the row of its name.
			from := e.cells[i][labels.Levels-1].right()
			parts = append(parts, rect{from, e.names[i].y, max(e.n, e.found, e.f1) - from, 1})
		}
		taken := make([]bool, w*h)
		for i, r := range parts {
			if r == (rect{}) {
				continue
			}
			if r.x < margin || r.right() > w-margin || r.y < body.y || r.bottom() > body.bottom() || r.w < 1 || r.h < 1 {
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
		if e.note.w < 55 || e.text.w < 52 || e.memes.h < 1 || e.brief.h < 6 && (e.metrics.h < metricsRows-1 || e.baselines.h < baselineRows-1) {
			t.Fatalf("%d×%d: too little room: %+v", w, h, e)
		}
	})
}
