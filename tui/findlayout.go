package tui

import "memebench/tui/term"

// findFrame says where the parts of Find are. It depends on the size of the window only:
// nothing moves from one query to the next.
//
// The line that is written is in the place of the context. Below it are the queues at the
// left, and at the right the first memes that are found, what can be written, and in large
// windows what the model says of what is found.
type findFrame struct {
	bar    rect // with the background of a field
	field  rect // in it
	count  rect
	queues rect // a list, with its titles
	left   int  // columns of the numbers at its end
	says   int  // where it says what a queue is; 0 where there is no room for that
	title  rect // of the hits
	hits   []rect
	thumb  term.Box // of each hit; none where there is no room for pictures
	tokens rect     // with a title
	meant  int      // where it says what is meant; 0 where there is no room for that
	model  rect     // how the hits are spread over the levels, with a title
}

// What the parts of Find need.
const (
	tokenRows      = 1 + 8 // with their title
	tokenRowsLeast = 1 + 4
	foundRows      = 4 // of a hit with a picture, and one blank row
	foundThumb     = 8 // columns
	tokensColumn   = 80
	findCount      = 14
)

func (f frame) find() findFrame {
	body := f.body()
	var l findFrame
	l.bar = rect{0, 1, f.w, 1}
	l.count = rect{f.w - margin - findCount, 1, findCount, 1}
	l.field = rect{margin + 2, 1, l.count.x - margin - 3, 1}
	list := 56
	switch {
	case f.w < mediumWidth:
		list = 24
	case f.w < brandWidth:
		list = 36
	case f.w < wideWidth:
		list = 44
	}
	l.queues, l.left = rect{body.x, body.y, list, body.h}, 6
	if f.w >= brandWidth {
		l.says = body.x + 18
	}
	x := body.x + list + f.gutter()
	right := rect{x, body.y, body.right() - x, body.h}
	gap := 0
	if f.airy() {
		gap = 1
	}
	tokens := tokenRows
	if body.h < 2*tokenRows {
		tokens = tokenRowsLeast
	}
	l.title = right.row(0)
	room := right.h - 1 - gap - tokens // of the hits
	if f.w >= wideWidth && f.tall() {
		l.thumb = term.Box{Cols: foundThumb, Rows: foundRows}
		each := (right.w - 3) / 2
		for i := range 2 * (room / (foundRows + 1)) {
			l.hits = append(l.hits, rect{right.x + i%2*(each+3), right.y + 1 + i/2*(foundRows+1), each, foundRows})
		}
	} else {
		for i := range room {
			l.hits = append(l.hits, right.row(1+i))
		}
	}
	l.tokens = right.rows(right.h-tokens, tokens)
	if f.w >= wideWidth {
		l.tokens.w = tokensColumn
		if right.w-tokensColumn < 4+40 {
			l.tokens.w = right.w
		} else {
			l.model = rect{l.tokens.right() + 4, l.tokens.y, right.w - tokensColumn - 4, tokens}
		}
		l.meant = l.tokens.x + 44
	}
	return l
}
