package tui

import (
	"fmt"
	"slices"
	"time"
	"unicode/utf8"

	tea "github.com/charmbracelet/bubbletea"

	"memebench/labels"
	queues "memebench/labels/queue"
)

// labelScreen shows memes one by one and takes labels for them: those that wait, or,
// opened from the matrix, those of a cell.
type labelScreen struct {
	queueing
	name string         // recorded with every label: label or cell
	cell *cellQueue     // the queue, if it is that of a matrix cell
	back func() tea.Cmd // returns to the matrix that the cell is of

	since   time.Time
	said    []time.Time // when the keys of the newest labels, skips and flags were pressed
	held    time.Time   // since when a key that is held down was only repeated, while what it gave is taken back
	caption caption
	zoom    zoom
	curtain // of this meme; what covers it stays for those after it
	near    near
	stale   bool // something was said on another screen since the meme was read
	stayed  bool // it is answered, and what comes after it could not be opened: an answer goes on, and is not one of this

	ahead []labels.Meme
}

func newLabelScreen(s *session) *labelScreen {
	return &labelScreen{queueing: queueing{session: s, queue: s.deps.importOrder()}, name: "label"}
}

// newCellScreen shows the memes of a cell; back returns to its matrix.
func newCellScreen(s *session, q *cellQueue, back func() tea.Cmd) *labelScreen {
	return &labelScreen{queueing: queueing{session: s, queue: q}, name: labels.CellScreen, cell: q, back: back}
}

func (s *labelScreen) title() string {
	if s.cell != nil {
		return "Label, in a cell"
	}
	return "Label"
}

// enter reads the meme on the screen anew if something was said elsewhere meanwhile.
func (s *labelScreen) enter() tea.Cmd {
	if !s.stale || s.item == nil || s.busy() {
		return nil
	}
	op, slow := s.begin()
	return tea.Batch(rereadCmd(s.deps, s.queue, op, *s.item), slow)
}

func (s *labelScreen) leave() {
	s.zoom.end(s.pics)
	s.endFrames()
}

func (s *labelScreen) keys() keymap {
	switch {
	case s.zoom.level != zoomOff && s.cell == nil:
		return zoomKeys.over(orderKeys.only(doGoTo))
	case s.zoom.level != zoomOff:
		return zoomKeys
	case s.cell != nil:
		return cellKeys.over(labelKeys)
	}
	return orderKeys
}

// start opens the first meme.
func (s *labelScreen) start() tea.Cmd {
	op, slow := s.begin()
	return tea.Batch(startCmd(s.deps, s.queue, op), recallCmd(s.deps), slow)
}

// step opens the item so many places from m.
func (s *labelScreen) step(m labels.Meme, by int) tea.Cmd {
	op, slow := s.begin()
	return tea.Batch(stepCmd(s.deps, s.queue, op, m, by), slow)
}

func (s *labelScreen) works(do action) bool {
	if s.done && slices.Contains([]action{doLabel, doAgree, doSkip, doFlag, doNote, doEdit, doConfirm, doReveal, doZoom, doFrames, doUp, doDown}, do) {
		return false // no meme is asked for
	}
	switch do {
	case doLabel, doSkip, doFlag, doNote, doAbout, doOn, doBack:
		return s.item != nil
	case doWaiting:
		return s.item != nil && s.summary.Waiting() > 0
	case doEdit:
		return s.item != nil && s.whyNoEdit() == ""
	case doAgree:
		return s.item != nil && s.whyNoAgree(s.item, s.visible()) == ""
	case doConfirm:
		return s.confirmable().Valid()
	case doUndo, doRedo:
		return s.takesBack(do)
	case doReveal:
		return s.item != nil && s.whyNoReveal(s.item, s.answered()) == ""
	case doUp, doDown, doPageUp, doPageDown, doFirst, doLast:
		return s.item != nil && s.caption.scrolls(s.frame, s.item.meme) > 0
	case doZoom:
		return s.item != nil && s.whyNoZoom() == ""
	case doFrames:
		return s.item != nil && s.whyNoFrames(s.item.meme) == ""
	case doPanUp, doPanDown, doPanLeft, doPanRight:
		return s.zoom.level == zoomClose
	}
	return true
}

// mine returns what the annotator says of the meme on the screen.
func (s *labelScreen) mine() (labels.CurrentLabel, bool) {
	if s.item == nil || s.item.again {
		return labels.CurrentLabel{Level: labels.NoLevel}, false
	}
	return s.ownLabel(s.item)
}

// answered reports whether the annotator has given the meme a level. In a cell of
// test the answer from before does not count: there the annotator answers anew, and blind.
func (s *labelScreen) answered() bool {
	m, ok := s.mine()
	if s.cell != nil && s.cell.test() && m.Action != labels.Adjudicate {
		return false
	}
	return ok && m.Level.Valid()
}

// visible reports whether the model's answer is on the screen.
func (s *labelScreen) visible() bool {
	if s.item == nil {
		return false
	}
	return s.shows(s.item, s.answered(), s.curtain)
}

// confirmable is the level that can be confirmed: the annotator's own, or in a cell, where it is
// in sight and one decides, the gold level, whoever has given it. NoLevel where there is none.
func (s *labelScreen) confirmable() labels.Level {
	m, _ := s.mine()
	if !m.Level.Valid() && s.item != nil && s.item.state.Kind == labels.Labelled && s.cell != nil && !s.cell.test() {
		return s.item.state.Gold
	}
	return m.Level
}

// adjudicates reports whether a level that is given now decides: in a matrix cell, of the disputed
// memes, and of those that others have flagged.
func (s *labelScreen) adjudicates() bool {
	return s.cell != nil || s.disputes() || s.item != nil && s.deps.liftsFlag(s.queue, s.item.meme, s.item.state)
}

// whyNoZoom says why there is no picture to be zoomed, "" when there is one.
func (s *labelScreen) whyNoZoom() string {
	m := s.item.meme
	if s.zoom.level != zoomOff {
		return ""
	}
	got, _ := s.pics.get(m, s.frame.label().picture.box())
	why := whyNoPicture(m, s.pics.tech, got.err)
	if why == "" && s.pics.hidden {
		why = s.deps.Keys.picturesAreHidden()
	}
	return why
}

// openMeme opens a meme of the queue, or one from elsewhere.
func (s *labelScreen) openMeme(m labels.Meme) tea.Cmd {
	d, q := s.deps, s.queue
	op, slow := s.begin()
	return tea.Batch(slow, openCmd(d, q, op, func(r Reader) (item, bool, error) {
		if err := d.claim(r, m); err != nil {
			return item{}, false, err
		}
		if place := q.at(m); place > 0 {
			return q.item(r, place)
		}
		m, err := r.Meme(m.ID)
		return item{meme: m, queue: queues.Neighbour}, err == nil, err
	}))
}

// whyNoEdit says why the caption is not edited here, "" if it can be.
func (s *labelScreen) whyNoEdit() string {
	if n := utf8.RuneCountInString(s.item.meme.Caption); n > captionLimit {
		return fmt.Sprintf("a caption of %s characters is too long to be edited here", thousands(n))
	}
	return ""
}

// hears reports whether what others say of the meme is on the screen: it is not before
// the annotator has given a level, so as not to sway, but where it is about them. What was
// skipped is still to be answered, and a flag can be taken away. Who is not to label the meme
// any more can read it.
func (s *labelScreen) hears() bool {
	m, said := s.mine()
	return said && m.Level.Valid() || s.disputes() || s.reads() || s.item != nil && s.deps.liftsFlag(s.queue, s.item.meme, s.item.state)
}

// reads reports whether the meme on the screen is there to be read, and not to be labelled.
func (s *labelScreen) reads() bool { return s.enough() && s.deps.judges() }

// enough reports whether a level of the annotator's is not wanted for the meme on the screen, as it
// has those of enough others.
func (s *labelScreen) enough() bool {
	return s.item != nil && s.cell == nil && s.deps.enough(s.item.state, s.summary.Counts.Overlap)
}

// wantPictures returns a command that has the next picture drawn that is missing.
func (s *labelScreen) wantPictures() tea.Cmd {
	if s.item == nil || s.done || s.frame.small() {
		return nil
	}
	box := s.frame.label().picture.box()
	if s.zoom.level != zoomOff {
		alone := s.zoom.key(s.pics, s.frame, s.item.meme)
		s.wantFrames(s.item.meme, alone)
		if cmd := s.pics.wantKey(alone); cmd != nil {
			return cmd
		}
	} else {
		s.wantFrames(s.item.meme, s.pics.key(s.item.meme, box))
	}
	return s.pics.want(box, append([]labels.Meme{s.item.meme}, s.ahead...)...)
}
