package tui

import (
	"slices"
	"time"

	tea "github.com/charmbracelet/bubbletea"

	"memebench/labels"
	queues "memebench/labels/queue"
)

// act does what a key means. It is called only while nothing is under way.
func (s *labelScreen) act(do action, p press) tea.Cmd {
	s.held = time.Time{} // if that was not all taken back, what is meant now comes first
	if do == doLeave && s.cell != nil {
		s.endFrames()
		return s.back()
	}
	_, answers := answerTimes[do]
	switch {
	case do == doUndo, do == doRedo:
	case s.ungiven():
		return s.actUngiven(do, p)
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
	case s.stayed && answers:
		op, slow := s.begin()
		return tea.Batch(onCmd(s.deps, s.queue, op, s.item.meme), slow)
	case s.zoomed() && s.actZoomed(&s.zoom, s.item, do):
		return nil
	}
	switch do {
	case doLabel:
		return s.giveLevel(labels.Level(p.nth%labels.Levels), p)
	case doAgree:
		return s.agree(p)
	case doConfirm:
		return s.confirm(p)
	case doSkip:
		return s.skip(p)
	case doFlag:
		return s.flag(p)
	case doNote:
		s.askNote()
	case doEdit:
		s.askCaption()
	case doDecide:
		s.askDecision()
	case doUndo:
		return s.undo()
	case doRedo:
		return s.takeBack(true)
	case doAbout:
		op, slow := s.begin()
		return tea.Batch(aboutCmd(s.deps, op, *s.item), slow)
	case doOn:
		return s.step(s.item.meme, 1)
	case doBack:
		return s.step(s.item.meme, -1)
	case doGoTo:
		s.askMeme("", nil)
	case doReveal:
		s.reveal()
	case doHide:
		return s.hidePictures()
	case doZoom:
		if why := s.whyNoZoom(); why != "" {
			s.status.say("nothing to zoom: %s", why)
			return nil
		}
		s.zoom.closer(s.pics, s.item.meme)
		if text := s.damage(s.item.meme); text != "" {
			s.status.say("%s", text)
		}
	case doFrames:
		s.turnFrames(s.item.meme)
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

// goToMeme opens a meme that was clicked.
func (s *labelScreen) goToMeme(m labels.Meme) tea.Cmd {
	switch {
	case s.cell != nil && s.queue.at(m) == 0:
		s.status.say("#%04d is not in this cell", m.Seq)
		return nil
	case m.ID == s.item.meme.ID && !s.done:
		s.status.say("this is #%04d", m.Seq)
		return nil
	}
	s.done = false
	return s.openMeme(m)
}

// actDone does what a key means where the queue is finished: there is no meme to be seen.
func (s *labelScreen) actDone(do action) tea.Cmd {
	switch do {
	case doOn:
		return s.onceMore()
	case doBack:
		return s.backFromEnd()
	case doGoTo:
		s.askMeme("", nil)
	case doAbout:
		return s.takeOffer()
	default:
		s.status.say("all is done here: %s goes through it again", s.key(doOn))
	}
	return nil
}

// backFromEnd goes back into a finished queue, to the meme that was answered last: in the order of import the one at
// hand is that behind it, the first of all behind the last.
func (s *labelScreen) backFromEnd() tea.Cmd {
	s.done = false
	if last, ok := s.given.last(0); ok && s.queueName() == queues.Order {
		return s.openMeme(last.meme)
	}
	return nil
}

// actUngiven does what a key means where none of the memes is given to the annotator.
func (s *labelScreen) actUngiven(do action, p press) tea.Cmd {
	switch do {
	case doWaiting, doOn:
		s.status.say("no meme is left to you now") // unless one comes
		return s.lookAgain()
	case doNextView, doBeforeView, doQueue:
		return s.actOnQueue(do, p)
	case doGoTo:
		s.askMeme("", nil)
		return nil
	}
	s.status.say("no meme is left to you now: %s looks again", s.key(doWaiting))
	return nil
}

// lookAgain opens a meme that waits, if one is given to the annotator by now.
func (s *labelScreen) lookAgain() tea.Cmd {
	d := s.deps
	op, slow := s.begin()
	return tea.Batch(slow, openCmd(d, s.queue, op, func(r Reader) (item, bool, error) {
		return d.next(r, d.importOrder(), labels.Meme{})
	}))
}

// reveal shows what the model says, or hides it.
func (s *labelScreen) reveal() {
	if why := s.whyNoReveal(s.item, s.answered()); why != "" {
		s.status.say("%s", why)
		return
	}
	s.turn(&s.curtain, s.visible(), "")
}
