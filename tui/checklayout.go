package tui

import "memebench/labels"

// checkFrame says where the parts of Check are. It depends on the size of the window only.
//
// The list is at the left, and the selected meme beside it: its picture, its caption, what
// models say that have not seen it, and why it is listed. Wide windows have the words in a
// column of their own, beside the picture. Of a text alone the caption stands in the place of the
// picture. Small windows have the list, and below it caption and reason.
type checkFrame struct {
	list    rect // a row of names, and a label in each of the others
	line    rect // between list and meme
	heading rect
	picture rect
	caption rect
	title   rect
	bars    [labels.Levels]rect
	reason  rect   // why it is listed
	near    rect   // the title of likes
	likes   []rect // the memes most like it; only in wide windows, as how
	how     rect   // how the list is made

	small bool // list, caption and reason alone
}

// Columns of the list and of the words beside the picture.
const (
	checkNarrow  = 36
	checkMedium  = 46
	checkWide    = 74
	checkWords   = 50
	checkCaption = 2 // rows, in windows that are not wide
	checkReason  = 2
	checkHow     = 7
)

func (f frame) check() checkFrame {
	body := f.body()
	width := checkNarrow
	switch {
	case f.w < mediumWidth || f.h < stackedHeight:
		from := body.h - checkCaption - checkReason
		return checkFrame{small: true, list: body.rows(0, from), caption: body.rows(from, checkCaption), reason: body.rows(from+checkCaption, checkReason)}
	case f.w >= wideWidth:
		width = checkWide
	case f.w >= brandWidth:
		width = checkMedium
	}
	k := checkFrame{list: rect{body.x, body.y, width, body.h}}
	gap := f.gutter()
	if f.w >= brandWidth {
		k.line = rect{k.list.right() + 1, body.y, 1, body.h}
		gap = lineGap
	}
	meme := rect{k.list.right() + gap, body.y, body.right() - k.list.right() - gap, body.h}
	words := meme
	caption := checkCaption
	if f.w >= wideWidth {
		words.x, words.w = meme.right()-checkWords, checkWords
		k.picture = rect{meme.x, meme.y, meme.w - checkWords - lineGap, meme.h}
		k.heading = words.row(0)
		caption = min(airyCaption, words.h-1-1-labels.Levels-checkReason-3)
		k.caption = words.rows(2, caption)
		k.placeBelow(words, 2+caption+1)
		k.placeLikes(words)
		return k
	}
	from := meme.h - checkReason - labels.Levels - 1
	k.heading = meme.row(0)
	k.picture = meme.rows(1, from-caption-1)
	k.caption = meme.rows(from-caption, caption)
	k.placeBelow(meme, from)
	return k
}

// placeBelow places the bars with their title from a row on, and below them the reason.
func (k *checkFrame) placeBelow(r rect, from int) {
	k.title = r.row(from)
	for l := range k.bars {
		k.bars[l] = r.row(from + 1 + l)
	}
	k.reason = r.rows(from+1+labels.Levels, checkReason)
}

// placeLikes places below the reason the memes most like the selected one, and below them how the
// list is made: both where there is room for one meme besides, or else what has room.
func (k *checkFrame) placeLikes(words rect) {
	from, how := k.reason.bottom()-words.y+1, words.h-checkHow
	end := how - 1
	if end < from+1+nearRows {
		end = words.h
	}
	for y := from + 1; len(k.likes) < nearMost && y+nearRows <= end; y += nearRows + 1 {
		k.likes = append(k.likes, words.rows(y, nearRows))
	}
	if k.likes != nil {
		k.near = words.row(from)
	}
	if (k.likes == nil || end < words.h) && how >= from {
		k.how = words.rows(how, checkHow)
	}
}

// stage is where the caption of a meme without a picture stands.
func (k checkFrame) stage() rect {
	r := stageIn(k.picture)
	if k.caption.x == k.picture.x { // below it
		r.h = k.caption.bottom() - r.y
	}
	return r
}

// rows is how many labels the list has room for.
func (k checkFrame) rows() int { return max(0, k.list.h-1) }
