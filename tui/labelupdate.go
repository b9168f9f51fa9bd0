package tui

import (
	"fmt"

	tea "github.com/charmbracelet/bubbletea"

	"memebench/labels"
	queues "memebench/labels/queue"
)

// update takes in what its operations have brought. Keys that were typed ahead are
// dropped where the meme that they were meant for has not come.
func (s *labelScreen) update(msg tea.Msg) tea.Cmd {
	cmd := s.take(msg)
	return tea.Batch(cmd, s.usedUp(), s.takeQueue())
}

// take takes in what one operation has brought.
func (s *labelScreen) take(msg tea.Msg) tea.Cmd {
	switch msg := msg.(type) {
	case startedMsg:
		if msg.op == s.op {
			s.op, s.slow = 0, false
			return s.started(msg)
		}
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

// started takes in where a session begins.
func (s *labelScreen) started(msg startedMsg) tea.Cmd {
	s.byDefault = !msg.chosen
	if msg.err != nil || msg.queue == queues.Order {
		return s.opened(msg.openedMsg)
	}
	w := wanted{name: msg.queue, silent: true, stay: msg.found}
	if !msg.found {
		return s.want(w)
	}
	return tea.Batch(s.opened(msg.openedMsg), s.want(w))
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
	it.again = it.again && !s.reasked[it.meme.ID]
	s.item, s.since, s.ahead, s.empty, s.done = &it, s.now(), nil, false, false
	s.revealed, s.seen = false, false
	s.caption = caption{st: s.st}
	s.zoom.end(s.pics)
}

// asked keeps in mind that the annotator has answered to a meme that was asked again, or
// has taken that back.
func (s *labelScreen) asked(e labels.Event, answered bool) {
	switch {
	case !e.ReAsk:
	case answered && s.reasked == nil:
		s.reasked = map[labels.MemeID]bool{e.Meme: true}
	case answered:
		s.reasked[e.Meme] = true
	default:
		delete(s.reasked, e.Meme)
	}
}

func (s *labelScreen) saved(msg savedMsg) tea.Cmd {
	s.unsaved.answered(msg.err)
	if msg.err != nil {
		s.status.failUntil(labelsAreSaved, notSaved+": %v. The %s is kept: the next key saves it too", msg.err, kept(msg.event))
		s.dropTyped()
		return nil
	}
	s.allSaved()
	waited := s.summary.Waiting()
	s.know(msg.now.summary)
	if msg.event.Level.Valid() {
		s.pace.add(msg.event.Time)
	}
	s.given.add(msg.event, msg.of, s.deps.Blind)
	s.asked(msg.event, true)
	cmd := s.opened(msg.opened)
	if over := msg.last || s.queueName() == queues.Order && waited > 0 && s.summary.Waiting() == 0; over && s.cell == nil && msg.opened.err == nil {
		cmd = tea.Batch(cmd, s.queueOver())
	}
	s.status.acknowledge(s.acknowledgement(msg)...) // the label is safe, whatever came after
	return cmd
}

// acknowledgement is what there is to say once a label or a skip is on disk.
func (s *labelScreen) acknowledgement(msg savedMsg) []string {
	said := []string{fmt.Sprintf("saved %s, #%04d", spoken(msg.event), msg.of.meme.Seq)}
	if msg.event.Action == labels.Skip {
		said[0] = fmt.Sprintf("skipped #%04d", msg.of.meme.Seq)
	}
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
	case msg.err != nil:
		s.status.fail("nothing taken back: %v", msg.err)
		s.dropTyped()
		return nil
	case !msg.found:
		s.status.say("nothing left to undo")
		return nil
	}
	s.know(msg.now.summary)
	what := levelName(msg.event.Level)
	if msg.event.Level.Valid() {
		s.pace.takeBack()
	}
	s.given.takeBack(msg.event.Meme)
	s.asked(msg.event, false)
	switch msg.event.Action {
	case labels.Skip:
		what = "the skip"
	case labels.Flag:
		what = "the flag"
	}
	cmd := s.opened(msg.opened)
	if msg.opened.err == nil {
		s.status.acknowledge(fmt.Sprintf("took back %s, #%04d", what, msg.opened.item.meme.Seq))
	}
	return cmd
}
