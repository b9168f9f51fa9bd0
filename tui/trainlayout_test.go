package tui

import "testing"

// parts are the places of a layout that may not overlap.
func (t trainFrame) parts() []rect {
	return []rect{t.table, t.brief, t.differ, t.better, t.why, t.facts, t.line, t.sheet}
}

// apart fails unless all parts are in a rectangle, and none overlaps another.
func apart(t *testing.T, w, h int, name string, in rect, parts ...rect) {
	t.Helper()
	taken := make([]bool, in.w*in.h)
	for i, r := range parts {
		if r.w == 0 || r.h == 0 {
			continue
		}
		if r.x < in.x || r.right() > in.right() || r.y < in.y || r.bottom() > in.bottom() || r.w < 0 || r.h < 0 {
			t.Fatalf("%d×%d: %s: part %d is at %v, outside of %v", w, h, name, i, r, in)
		}
		for y := r.y; y < r.bottom(); y++ {
			for x := r.x; x < r.right(); x++ {
				if at := (y-in.y)*in.w + x - in.x; taken[at] {
					t.Fatalf("%d×%d: %s: part %d at %v overlaps another", w, h, name, i, r)
				} else {
					taken[at] = true
				}
			}
		}
	}
}

// In no window do parts of the train screen, or of one of its views, overlap or have too
// little room.
func TestTrainLayout(t *testing.T) {
	sizes(func(w, h int) {
		f := newFrame(w, h)
		for _, open := range []bool{false, true} {
			l := f.train(open)
			apart(t, w, h, "screen", f.body(), l.parts()...)
			if small := w < 80 || h < 24; l.small != small {
				t.Fatalf("%d×%d is small: %v", w, h, l.small)
			}
			if l.table.h > 0 && (l.versions() < 5 || l.table.w < 56) {
				t.Fatalf("%d×%d: too little room for versions: %v", w, h, l.table)
			}
			if l.table.h == 0 != (l.small && open) || l.sheet.h == 0 != (l.small && !open) {
				t.Fatalf("%d×%d: table %v, sheet %v, open %v", w, h, l.table, l.sheet, open)
			}
			if l.table.h > 0 {
				tableLayout(t, w, h, l)
			}
			if l.sheet.h == 0 {
				continue
			}
			c, n, s := l.curves(), l.learned(), l.config()
			apart(t, w, h, "curves", l.sheet, c.title, c.loss, c.f1, c.axis, c.learned.title, c.learned.chart, c.learned.axis, c.learned.verdict)
			if c.loss.h < 5 || c.f1.h < 4 || c.loss.w-endColumns < 16 || c.learned.title.w > 0 && c.learned.chart.h < 7 {
				t.Fatalf("%d×%d: too little room for curves: %+v", w, h, c)
			}
			apart(t, w, h, "learned", l.sheet, n.title, n.chart, n.axis, n.verdict, n.points)
			if n.chart.h < 7 {
				t.Fatalf("%d×%d: too little room for the learning curve: %+v", w, h, n)
			}
			apart(t, w, h, "config", l.sheet, append([]rect{s.title, s.head, s.facts, s.choices}, s.settings...)...)
			rows := 0
			for _, r := range s.settings {
				rows += r.h
			}
			if rows < len(configSettings) || l.facts.h == 0 && s.facts.h < 3 {
				t.Fatalf("%d×%d: too little room for settings: %+v", w, h, s)
			}
		}
	})
}

// tableLayout checks that the columns of the table follow each other.
func tableLayout(t *testing.T, w, h int, l trainFrame) {
	t.Helper()
	at := l.columns()
	ends := []int{at.selected, at.marked, at.role, at.id, at.name.x, at.name.right(), at.labels, at.f1, at.qwk, at.mae, at.trained.x, at.trained.right()}
	if at.change > 0 {
		ends = append(ends, at.change)
	}
	if at.choices.w > 0 {
		ends = append(ends, at.choices.x, at.choices.right())
	}
	for i, e := range ends[1:] {
		if e < ends[i] {
			t.Fatalf("%d×%d: column %d of the table is at %d, before %d", w, h, i+1, e, ends[i])
		}
	}
	if last := ends[len(ends)-1]; last > l.table.w {
		t.Fatalf("%d×%d: the table has %d columns, and room for %d", w, h, last, l.table.w)
	}
}

// The parts have the places that were meant at the sizes that windows have.
func TestTrainPlaces(t *testing.T) {
	for _, c := range []struct {
		w, h         int
		table, sheet rect
		loss, f1     int // rows
		learned      int
	}{
		{60, 16, rect{1, 2, 58, 10}, rect{}, 0, 0, 0},
		{80, 24, rect{1, 2, 78, 6}, rect{1, 8, 78, 12}, 5, 4, 0},
		{100, 30, rect{1, 2, 56, 10}, rect{59, 2, 40, 26}, 7, 4, 7},
		{200, 50, rect{1, 3, 74, 15}, rect{78, 3, 121, 44}, 15, 8, 13},
	} {
		l := newFrame(c.w, c.h).train(false)
		if l.table != c.table || l.sheet != c.sheet {
			t.Errorf("%d×%d: table %v, sheet %v; want %v, %v", c.w, c.h, l.table, l.sheet, c.table, c.sheet)
		}
		if c.sheet.h == 0 {
			continue
		}
		if v := l.curves(); v.loss.h != c.loss || v.f1.h != c.f1 || v.learned.chart.h != c.learned {
			t.Errorf("%d×%d: %d rows of loss, %d of F1, %d of the learning curve; want %d, %d, %d", c.w, c.h, v.loss.h, v.f1.h, v.learned.chart.h, c.loss, c.f1, c.learned)
		}
	}
}
