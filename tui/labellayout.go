package tui

import (
	"math"

	"memebench/labels"
)

// labelFrame says where the parts of the label screen are. It depends on the size of the
// window only: nothing moves from one meme to the next.
//
// The picture is at the left and has all that the pane does not need; the pane beside it
// names the meme and has its caption, the bars, and what people say. Large windows have a
// third column, with the last labels and figures. Below it all are the last labels, where
// that column is not.
type labelFrame struct {
	picture rect
	pane    rect
	heading rect
	caption rect
	title   rect
	bars    [labels.Levels]rect
	you     rect
	others  rect // not there in dense windows: the row of you has both
	remark  rect // nor this
	near    rect // the title of likes
	likes   []rect
	strip   rect // not there where the side column is
	side    rect // not there below certain sizes
	dense   bool // the body has few rows
}

// The pane takes 38 % of the window between these widths; a caption needs the one, and
// nothing in it needs more than the other.
const (
	paneLeast = 33
	paneMost  = 48
)

// sideColumn is the side column without the blank between the line at its left and the
// pane.
const sideColumn = 52

// The side column may cost the picture 15 % of the cells per side of the largest square
// that the window could show.
const sideKeeps = .85

// Bodies of less than denseRows rows give up blank rows, those of airyRows and more have
// a blank row between the bars.
const (
	denseRows   = 15
	looseRows   = 22
	airyRows    = 34
	airyCaption = 12 // rows of the caption then
	nearMost    = 3  // memes that are like the one on the screen
	nearRows    = 3  // of each
)

func (f frame) label() labelFrame {
	pane := min(paneMost, max(paneLeast, int(math.Round(.38*float64(f.w)))))
	body := f.body()
	room := body.w - f.gutter() - pane
	rows := body.h - 1 // but for the strip; in tall windows with a blank row above it
	square := func(w, h int) int { return min(w, 2*h) }
	var l labelFrame
	side := 0
	if w := room - sideColumn - f.gutter(); f.w >= wideWidth && f.tall() && float64(square(w, body.h)) >= sideKeeps*float64(square(room, rows)) {
		side, room, rows = sideColumn, w, body.h
	}
	if side == 0 {
		l.strip = rect{margin, f.h - 3, body.w, 1}
	}
	l.picture = rect{margin, body.y, room, rows}
	l.pane = rect{l.picture.right() + f.gutter(), body.y, pane, rows}
	if side > 0 {
		l.side = rect{l.pane.right() + 1, body.y, side + 1, rows}
	}
	l.placePane()
	return l
}

// placePane places what is in the pane: the bars from its end, where they are read with
// what people say; in airy windows from the caption's, whose rows are then as many as any
// caption is likely to need, and the memes that are like it have the rest.
func (l *labelFrame) placePane() {
	p := l.pane
	l.dense = p.h < denseRows
	airy := p.h >= airyRows
	step, votes, gap := 1, 3, 1
	if airy {
		step = 2
	}
	if l.dense {
		votes, gap = 1, 0
	}
	l.heading = p.row(0)
	height := labels.Levels*step - (step - 1)
	bar := p.h - votes - gap - height
	caption := 2
	switch {
	case l.dense, !airy && p.h < looseRows:
		caption = 1
	case airy:
		bar = caption + airyCaption + 1 + 2
	}
	title := bar - step
	l.title = p.row(title)
	for i := range l.bars {
		l.bars[i] = p.row(bar + i*step)
	}
	l.caption = p.rows(caption, title-caption-gap)
	said := bar + height + gap
	l.you = p.row(said)
	if !l.dense {
		l.others, l.remark = p.row(said+1), p.row(said+2)
	}
	if !airy {
		return
	}
	at := said + votes + 1
	l.near = p.row(at)
	for y := at + 1; len(l.likes) < nearMost && y+nearRows <= p.h; y += nearRows + 1 {
		l.likes = append(l.likes, p.rows(y, nearRows))
	}
}

// stage is where the caption of a meme without a picture stands.
func (l labelFrame) stage() rect { return stageIn(l.picture) }

// stageIn is where a caption stands in the place of a picture.
func stageIn(picture rect) rect {
	return rect{picture.x + 4, picture.y + 1, min(picture.w-4, 72), picture.h - 2}
}

// sideAnswers is how many of the last answers the side column has.
const sideAnswers = 15

// sideInner is the side column without the line at its left.
func (l labelFrame) sideInner() rect {
	return rect{l.side.x + 2, l.side.y, l.side.w - 2, l.side.h}
}
