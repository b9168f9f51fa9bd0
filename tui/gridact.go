package tui

import (
	"fmt"

	tea "github.com/charmbracelet/bubbletea"

	"memebench/labels"
)

func (s *gridScreen) works(do action) bool {
	if s.list == nil || len(s.list.seqs) == 0 {
		return (do == doUndo || do == doRedo) && s.takesBack(do)
	}
	switch do {
	case doUndo, doRedo:
		return s.takesBack(do)
	case doReveal:
		return s.whyNoReveal(nil, false) == ""
	case doLabel:
		return len(s.marks) > 0 || !s.ofTest()
	case doMark:
		return !s.ofTest()
	case doAgree:
		it := s.selected()
		return len(s.marks) > 0 || it != nil && s.whyNoAgree(it, s.visible(it)) == ""
	case doZoom:
		return s.whyNoZoomOf(s.selected()) == ""
	case doPanUp, doPanDown, doPanLeft, doPanRight:
		return s.zoom.level == zoomClose
	case doLeave:
		return len(s.marks) > 0
	case doCloser:
		return s.zoom.level != zoomOff || s.frame.grid(s.larger).thumb != s.frame.grid(s.larger+1).thumb
	case doFarther:
		return s.zoom.level != zoomOff || s.frame.grid(s.larger).thumb != s.frame.grid(s.larger-1).thumb
	}
	return true
}

// act does what a key means. It is called only while nothing is under way.
func (s *gridScreen) act(do action, p press) tea.Cmd {
	switch {
	case do == doUndo:
		return s.undo()
	case do == doRedo:
		return s.takeBack(true)
	case s.list == nil:
		s.sayListing()
		return nil
	case len(s.list.seqs) == 0:
		s.status.say("nothing is left in this queue: %s finds memes", s.key(doFind))
		return nil
	case s.zoomed() && s.actZoomed(&s.zoom, s.selected(), do):
		return nil
	}
	switch do {
	case doLeft, doRight, doUp, doDown, doPageUp, doPageDown, doFirst, doLast:
		s.move(do)
	case doChoose:
		s.choose(p.nth)
	case doMark:
		s.mark()
	case doMarkTo:
		s.markTo()
	case doMarkAll:
		s.markAll()
	case doLeave:
		s.marks = nil
		s.sayMarked()
	case doLabel:
		return s.tell(saying{do: do, level: labels.Level(p.nth % labels.Levels)})
	case doNote:
		s.askNote()
	case doNextView:
		return s.reorder(1)
	case doBeforeView:
		return s.reorder(-1)
	case doAgree, doSkip, doFlag:
		return s.tell(saying{do: do, level: labels.NoLevel})
	case doOpen:
		return s.openOnLabel()
	case doGoTo:
		s.askNumber()
	case doWaiting:
		return s.nextWaiting()
	case doReveal:
		s.reveal()
	case doHide:
		return s.hidePictures()
	case doCloser:
		s.resize(1)
	case doFarther:
		s.resize(-1)
	case doZoom:
		s.startZoom(&s.zoom, s.selected())
	case doView:
		if it := s.selected(); it != nil {
			return s.openFile(it.meme)
		}
	}
	return nil
}

// openOnLabel opens the selected meme on Label, which goes on from there.
func (s *gridScreen) openOnLabel() tea.Cmd {
	it := s.selected()
	if it == nil {
		s.sayReading()
		return nil
	}
	return s.toLabel(it.meme)
}

// askNumber asks for the meme to select.
func (s *gridScreen) askNumber() {
	check := func(text string) error {
		if err := isMemeNumber(text, s.summary.Counts.Memes); err != nil {
			return err
		}
		if s.list.places[uint64(memeNumber(text))] == 0 {
			return fmt.Errorf("#%04d is not in this grid", memeNumber(text))
		}
		return nil
	}
	s.ask = newField("Select the meme of which number?", "", check, func(text string) tea.Cmd {
		if place := s.list.places[uint64(memeNumber(text))]; place > 0 {
			s.choose(place - 1)
		}
		return nil
	})
	s.ask.does, s.ask.leaves = "select it", "stay here"
}

// nextWaiting selects the next meme that waits for the annotator, or of a queue of others what is left in it.
func (s *gridScreen) nextWaiting() tea.Cmd {
	slow := s.begins(s.nextOp())
	return tea.Batch(waitingCmd(s.ctx, s.deps, s.op, s.list, s.here, s.search(s.list.left())), slow)
}

// reveal shows what the model says of all memes of train in the list, or hides it.
func (s *gridScreen) reveal() {
	if why := s.whyNoReveal(nil, false); why != "" {
		s.status.say("%s", why)
		return
	}
	s.turn(&s.curtain, s.opens(s.deps.Blind), "; val and test stay hidden")
}
