package tui

import (
	"fmt"

	tea "github.com/charmbracelet/bubbletea"

	"memebench/labels"
)

// update takes in what its operations have brought. Keys that were typed ahead are
// dropped where the meme that they were meant for has not come.
func (s *labelScreen) update(msg tea.Msg) tea.Cmd {
	switch msg := msg.(type) {
	case openedMsg:
		if msg.op == s.op {
			s.op, s.slow = 0, false
			return s.opened(msg)
		}
	case savedMsg:
		if msg.op == s.op {
			s.op, s.slow = 0, false
			return s.saved(msg)
		}
	case undoneMsg:
		if msg.op == s.op {
			s.op, s.slow = 0, false
			return s.undone(msg)
		}
	case notFoundMsg:
		if msg.op == s.op {
			s.op, s.slow = 0, false
			s.askMeme(msg.text, msg.err)
		}
	case aboutMsg:
		if msg.op == s.op {
			s.op, s.slow = 0, false
			if msg.err != nil {
				s.status.fail("cannot read what there is of the meme: %v", msg.err)
			}
		}
	case slowMsg:
		s.slow = s.slow || msg.op == s.op
	case predictedMsg:
		if s.item != nil && msg.meme == s.item.meme.ID && msg.err == nil && s.cell == nil {
			s.item.pred, s.item.predicted = msg.pred, msg.predicted
		}
	case recalledMsg:
		if s.cell == nil { // what it has asked for
			s.given.recall(msg.answers)
		}
	case aheadMsg:
		if s.item != nil && msg.of == s.item.meme.ID {
			s.ahead = msg.memes
		}
	}
	return nil
}

func (s *labelScreen) opened(msg openedMsg) tea.Cmd {
	switch {
	case msg.err != nil:
		s.status.fail("cannot open the meme: %v", msg.err)
		s.dropTyped()
		return nil
	case !msg.found && s.item == nil:
		s.empty = true
		return nil
	case !msg.found:
		s.status.say("no more memes that way")
		return nil
	}
	s.show(msg.item)
	return aheadCmd(s.deps, s.queue, msg.item.meme)
}

// show puts a meme on the screen.
func (s *labelScreen) show(it item) {
	s.item, s.since, s.ahead, s.empty, s.done = &it, s.now(), nil, false, false
	s.revealed, s.seen = false, false
	s.caption = caption{st: s.st}
	s.zoom.end(s.pics)
}

func (s *labelScreen) saved(msg savedMsg) tea.Cmd {
	s.unsaved.answered(msg.err)
	e := msg.event()
	if msg.err != nil {
		s.status.failUntil(labelsAreSaved, notSaved+": %v. The %s is kept: the next key saves it too", msg.err, kept(e))
		s.dropTyped()
		return nil
	}
	s.allSaved()
	s.takenAway = e.Action == labels.Retract
	waited := s.summary.Waiting()
	s.know(msg.now.summary)
	if e.Level.Valid() {
		s.pace.add(e.Time)
	}
	s.given.add(e, msg.of, s.deps.Blind)
	cmd := s.opened(msg.opened)
	ends := s.cell == nil && msg.opened.err == nil && waited > 0 && s.summary.Waiting() == 0
	switch {
	case !msg.stays:
		s.done = ends
	case e.Action == labels.Flag && msg.opened.err == nil:
		s.askReason(e, ends)
	}
	s.status.acknowledge(s.acknowledgement(msg)...) // it is safe, whatever came after
	return cmd
}

// acknowledgement is what there is to say once something is on disk.
func (s *labelScreen) acknowledgement(msg savedMsg) []string {
	said := []string{msg.news}
	if msg.kept > 0 {
		said = append(said, fmt.Sprintf("and %s from before", count(msg.kept, "label")))
	}
	if msg.last {
		said = append(said, "last of this cell: "+s.key(doLeave)+" returns")
	}
	return said
}

func (s *labelScreen) undone(msg undoneMsg) tea.Cmd {
	switch {
	case msg.err != nil && msg.redo:
		s.status.fail("nothing said again: %v", msg.err)
		s.dropTyped()
		return nil
	case msg.err != nil:
		s.status.fail("nothing taken back: %v", msg.err)
		s.dropTyped()
		return nil
	case len(msg.events) == 0 && msg.redo:
		s.status.say("nothing was taken back that could be said again")
		return nil
	case len(msg.events) == 0:
		s.status.say("nothing left to undo")
		return nil
	}
	s.takenAway = false
	s.know(msg.now.summary)
	for _, e := range msg.events {
		switch {
		case msg.redo && e.Meme == msg.opened.item.meme.ID:
			s.given.add(e, msg.opened.item, s.deps.Blind)
		case !msg.redo:
			s.given.takeBack(e.Seq)
			if e.Level.Valid() {
				s.pace.takeBack()
			}
		}
	}
	cmd := s.opened(msg.opened)
	if msg.opened.err == nil {
		s.status.acknowledge(msg.says())
	}
	return cmd
}

// says is what was taken back, or is said again: of one meme, or of several in one act.
func (msg undoneMsg) says() string {
	did := "took back"
	if msg.redo {
		did = "again"
	}
	first := msg.events[0]
	memes := map[labels.MemeID]bool{}
	for _, e := range msg.events {
		memes[e.Meme] = true
	}
	if len(memes) > 1 {
		return fmt.Sprintf("%s what was said of %s", did, count(len(memes), "meme"))
	}
	return fmt.Sprintf("%s %s, #%04d", did, spoken(first), msg.opened.item.meme.Seq)
}
