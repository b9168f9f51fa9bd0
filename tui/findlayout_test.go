package tui

import (
	"testing"

	queues "memebench/labels/queue"
)

// overlaps wants parts to be inside of the body of a window, or in one row, and apart.
func overlaps(t *testing.T, w, h int, parts []rect) {
	t.Helper()
	taken := make([]bool, w*h)
	for i, r := range parts {
		if r.w == 0 || r.h == 0 {
			continue
		}
		if r.x < margin || r.right() > w-margin || r.y < 1 || r.bottom() > h-2 || r.w < 1 || r.h < 1 {
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
}

// The parts of Find are where they were drawn at the sizes that windows have.
func TestFindHasTheRoom(t *testing.T) {
	for _, c := range []struct {
		w, h   int
		queues rect
		hits   int
		first  rect
		tokens rect
		thumbs bool
	}{
		{60, 16, rect{1, 2, 24, 12}, 6, rect{26, 3, 33, 1}, rect{26, 9, 33, 5}, false},
		{80, 24, rect{1, 2, 36, 20}, 10, rect{39, 3, 40, 1}, rect{39, 13, 40, 9}, false},
		{100, 30, rect{1, 2, 44, 26}, 15, rect{47, 3, 52, 1}, rect{47, 19, 52, 9}, false},
		{200, 50, rect{1, 3, 56, 44}, 12, rect{59, 4, 68, 4}, rect{59, 38, 80, 9}, true},
	} {
		l := newFrame(c.w, c.h).find()
		if l.queues != c.queues || len(l.hits) != c.hits || l.hits[0] != c.first || l.tokens != c.tokens || (l.thumb.Rows > 0) != c.thumbs {
			t.Errorf("%d×%d: queues %v, %d hits from %v, tokens %v, thumbnails %v", c.w, c.h, l.queues, len(l.hits), l.hits[0], l.tokens, l.thumb)
		}
	}
}

// In no window do parts of Find overlap, or leave the window.
func TestFindLayout(t *testing.T) {
	sizes(func(w, h int) {
		l := newFrame(w, h).find()
		parts := append([]rect{l.field, l.count, l.queues, l.title, l.tokens, l.model}, l.hits...)
		overlaps(t, w, h, parts)
		if len(l.hits) < 2 || l.field.w < 30 || l.tokens.h < tokenRowsLeast {
			t.Fatalf("%d×%d: too little room: %+v", w, h, l)
		}
	})
}

// In the smallest window a row below the queues says that there are more: saved ones are out of sight at first.
func TestFindSaysThatThereAreMoreQueues(t *testing.T) {
	o := findMemes().with(func(s *fakeStore, _ *Deps) { s.settings["query/the cats"] = "cat" })
	o.w, o.h = minWidth, minHeight
	inRig(t, o, func(t *testing.T, r *rig) {
		r.keys("/")
		r.wants("↓ more")
		r.lacks("the cats")
		for range len(queues.Names) + 1 {
			r.keys("down")
		}
		r.wants("the cats", "↑ more")
		r.resize(100, 30)
		r.wants("the cats")
		r.lacks("more")
	})
}

// The list says of each queue what it is.
func TestEveryQueueHasWords(t *testing.T) {
	for _, p := range queuePlaces() {
		if p.says == "" {
			t.Errorf("nothing says what the queue %s is", p.name)
		}
	}
}
