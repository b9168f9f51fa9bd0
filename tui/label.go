package tui

import (
	"slices"
	"time"

	tea "github.com/charmbracelet/bubbletea"

	"memebench/labels"
)

// labelScreen shows memes one by one and takes labels for them: those that wait, or,
// opened from the matrix, those of a cell.
type labelScreen struct {
	queueing
	name string         // recorded with every label: label or cell
	cell *cellQueue     // the queue, if it is that of a matrix cell
	back func() tea.Cmd // returns to the matrix that the cell is of

	since    time.Time
	saidAt   time.Time // when the key of the newest label or skip was pressed
	covered  bool      // b hides what the model says of all memes that are not answered
	revealed bool      // b shows what it says of this one
	seen     bool      // b has hidden what was to be seen of this one
	caption  caption
	zoom     zoom

	ahead []labels.Meme
}

func newLabelScreen(s *session) *labelScreen {
	return &labelScreen{queueing: queueing{session: s, queue: importOrder{s.deps.Annotator}}, name: "label"}
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

func (s *labelScreen) enter() tea.Cmd { return nil }

func (s *labelScreen) leave() { s.zoom.end(s.pics) }

func (s *labelScreen) keys() keymap {
	if s.zoom.level != zoomOff {
		return zoomKeys
	}
	if s.cell != nil {
		return cellKeys.over(labelKeys)
	}
	return orderKeys
}

// start opens the first meme.
func (s *labelScreen) start() tea.Cmd {
	op, slow := s.begin()
	return tea.Batch(startCmd(s.deps, s.queue, op), recallCmd(s.deps, s.queue), slow)
}

func (s *labelScreen) works(do action) bool {
	switch do {
	case doLabel, doSkip, doOn, doBack:
		return s.item != nil
	case doWaiting:
		return s.item != nil && s.summary.Waiting() > 0
	case doUndo:
		return s.summary.Counts.Undoable || len(s.unsaved.events) > 0
	case doReveal:
		return s.item != nil && s.whyNoReveal() == ""
	case doUp, doDown, doPageUp, doPageDown, doFirst, doLast:
		return s.item != nil && s.caption.scrolls(s.frame, s.item.meme) > 0
	case doZoom:
		return s.item != nil && s.whyNoZoom() == ""
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
	return s.item.state.Of(s.deps.Annotator)
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
	return s.shows(s.item, s.answered(), s.revealed, s.covered)
}

// act does what a key means. It is called only while nothing is under way.
func (s *labelScreen) act(do action, p press) tea.Cmd {
	if do == doLeave && s.cell != nil {
		return s.back()
	}
	switch {
	case do == doUndo:
	case s.item == nil && s.empty:
		s.status.say("no memes yet: memebench import brings some")
		return nil
	case s.item == nil:
		return nil
	case do == doGoToMeme:
		return s.goToMeme(p.meme)
	case s.cell == nil && slices.Contains(queueActions, do):
		return s.actOnQueue(do, p)
	case s.done:
		return s.actDone(do)
	}
	switch do {
	case doLabel:
		act := labels.SetLevel
		if s.adjudicates() {
			act = labels.Adjudicate
		}
		return s.save(act, labels.Level(p.nth%labels.Levels), p.at)
	case doSkip:
		return s.save(labels.Skip, labels.NoLevel, p.at)
	case doUndo:
		if events := s.unsaved.takeBack(); len(events) > 0 {
			s.status.did("took back %s, which was not saved", spokenOf(events))
			s.allSaved()
			return nil
		}
		op, slow := s.begin()
		return tea.Batch(undoCmd(s.deps, s.queue, op), slow)
	case doOn:
		return s.step(s.item.meme, 1)
	case doBack:
		return s.step(s.item.meme, -1)
	case doGoTo:
		s.askNumber()
	case doReveal:
		s.reveal()
	case doHide:
		return s.hidePictures()
	case doCloser:
		if s.zoom.level == zoomFitted {
			s.zoom.closer(s.pics, s.item.meme)
		} else {
			s.status.say("it does not come closer: %s goes back", s.key(doFarther))
		}
	case doFarther:
		if s.zoom.level == zoomClose {
			s.zoom.farther(s.pics)
		} else {
			s.status.say("the whole picture is here: %s goes back", s.key(doUnzoom))
		}
	case doZoom:
		if why := s.whyNoZoom(); why != "" {
			s.status.say("nothing to zoom: %s", why)
			return nil
		}
		s.zoom.closer(s.pics, s.item.meme)
	case doUnzoom:
		s.zoom.end(s.pics)
	case doPanUp:
		s.panBy(0, -1)
	case doPanDown:
		s.panBy(0, 1)
	case doPanLeft:
		s.panBy(-1, 0)
	case doPanRight:
		s.panBy(1, 0)
	case doView:
		return s.openFile(s.item.meme)
	case doUp, doDown, doPageUp, doPageDown, doFirst, doLast:
		s.scroll(do)
	}
	return nil
}

// scroll scrolls a caption that has more lines than there is room for.
func (s *labelScreen) scroll(do action) {
	if s.caption.scrolls(s.frame, s.item.meme) == 0 {
		s.status.say("all of the caption is in sight")
		return
	}
	page := captionPlace(s.frame.label(), s.item.meme).h
	by := map[action]int{doUp: -1, doDown: 1, doPageUp: -page, doPageDown: page, doFirst: -len(s.caption.lines), doLast: len(s.caption.lines)}
	s.caption.scrollBy(by[do], s.frame, s.item.meme)
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

func (s *labelScreen) panBy(dx, dy int) {
	if s.zoom.level != zoomClose {
		s.status.say("all of the picture is here: %s comes closer", s.key(doZoom))
		return
	}
	if why := s.zoom.panBy(s.pics, s.frame, s.item.meme, dx, dy); why != "" {
		s.status.say("%s", why)
	}
}

// followZoom takes note of the picture that is there now.
func (s *labelScreen) followZoom() {
	if s.item == nil {
		return
	}
	if err := s.zoom.follow(s.pics, s.frame, s.item.meme); err != nil {
		s.status.say("nothing to zoom: %s", whyNoPicture(s.item.meme, s.pics.tech, err))
	}
}

// goTo opens the meme whose number was written.
func (s *labelScreen) goTo(text string) tea.Cmd {
	return s.step(s.item.meme, memeNumber(text)-int(s.item.meme.Seq))
}

// step opens the item so many places from m.
func (s *labelScreen) step(m labels.Meme, by int) tea.Cmd {
	op, slow := s.begin()
	return tea.Batch(stepCmd(s.deps, s.queue, op, m, by), slow)
}

// askNumber asks for the meme to go to.
func (s *labelScreen) askNumber() {
	s.ask = newField(s.st, "Go to the meme of which number?", "", func(text string) error { return isMemeNumber(text, s.summary.Counts.Memes) }, s.goTo)
	s.ask.does, s.ask.leaves = "go there", "stay here"
}

// actDone does what a key means where the queue is finished: there is no meme to be seen.
func (s *labelScreen) actDone(do action) tea.Cmd {
	switch do {
	case doOn:
		return s.onceMore()
	case doBack:
		s.done = false
	case doGoTo:
		s.askNumber()
	default:
		s.status.say("all is done here: %s goes through it again", s.key(doOn))
	}
	return nil
}

// whyNoReveal says why b can neither show nor hide what the model says, "" if it can.
func (s *labelScreen) whyNoReveal() string {
	switch {
	case s.deps.Blind == labels.BlindNever:
		return "the model is never shown in this workspace"
	case !s.item.predicted:
		return "the model has said nothing of this meme yet"
	case s.answered():
		return "the model is shown: you have answered"
	case heldOut(s.item.meme):
		return string(s.item.meme.Split) + " memes are always asked blind"
	}
	return ""
}

// reveal shows what the model says, or hides it.
func (s *labelScreen) reveal() {
	switch why := s.whyNoReveal(); {
	case why != "":
		s.status.say("%s", why)
	case s.visible():
		s.seen, s.revealed, s.covered = true, false, true
		s.status.say("the model is hidden: %s shows it", s.key(doReveal))
	case s.deps.Blind == labels.BlindShown:
		s.covered, s.revealed = false, true
		s.status.say("the model is shown")
	default:
		s.revealed = true
		s.status.say("shown: your label counts as given after it")
	}
}

// adjudicates reports whether a level that is given now decides: in a matrix cell, and of
// the disputed memes.
func (s *labelScreen) adjudicates() bool { return s.cell != nil || s.disputes() }

// save sends a label or a skip on its way, whose key was pressed at a time. It is
// bound to the meme on the screen now, whatever is there when it arrives.
func (s *labelScreen) save(act labels.Action, level labels.Level, pressed time.Time) tea.Cmd {
	it, now := *s.item, s.now()
	s.saidAt = pressed
	e := labels.Event{
		Time:      now,
		Meme:      it.meme.ID,
		Annotator: s.deps.Annotator,
		Source:    labels.Key,
		Action:    act,
		Level:     level,
		ElapsedMS: max(0, now.Sub(s.since).Milliseconds()),
		Shown:     labels.ShownNo,
		Screen:    s.name,
		Queue:     it.queue,
		Place:     it.place,
		ReAsk:     it.again && (act == labels.SetLevel || act == labels.Skip),
		Guide:     s.deps.GuideDigest,
	}
	switch {
	case s.visible() || s.seen:
		e.Shown = labels.ShownBefore
	case s.cell != nil:
		// Whoever opens a cell knows what the model said of the memes in it.
		e.Shown = labels.ShownBefore
	case it.predicted && level.Valid() && s.deps.Blind != labels.BlindNever:
		e.Shown = labels.ShownAfter
	}
	if e.Shown != labels.ShownNo {
		e.Version = it.pred.Version
	}
	op, slow := s.begin()
	return tea.Batch(saveCmd(s.deps, s.queue, op, s.unsaved.with(e), it), slow)
}

// wantPictures returns a command that has the next picture drawn that is missing.
func (s *labelScreen) wantPictures() tea.Cmd {
	if s.item == nil || s.done || s.frame.small() {
		return nil
	}
	if s.zoom.level != zoomOff {
		if cmd := s.pics.wantKey(s.zoom.key(s.pics, s.frame, s.item.meme)); cmd != nil {
			return cmd
		}
	}
	return s.pics.want(s.frame.label().picture.box(), append([]labels.Meme{s.item.meme}, s.ahead...)...)
}

// goToMeme opens a meme that was clicked.
func (s *labelScreen) goToMeme(m labels.Meme) tea.Cmd {
	to, from := s.queue.at(m), s.queue.at(s.item.meme)
	switch {
	case to == 0:
		s.status.say("#%04d is not in this cell", m.Seq)
		return nil
	case to == from && !s.done:
		s.status.say("this is #%04d", m.Seq)
		return nil
	}
	s.done = false
	return s.step(s.item.meme, to-from)
}
