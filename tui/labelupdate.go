package tui

import (
	"fmt"
	"slices"

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
		if s.answers(msg.op) {
			return s.started(msg)
		}
	case openedMsg:
		if s.answers(msg.op) {
			return s.opened(msg)
		}
	case savedMsg:
		if s.answers(msg.op) {
			return s.saved(msg)
		}
		s.stale = s.stale || msg.err == nil
	case undoneMsg:
		if s.answers(msg.op) {
			return s.undone(msg)
		}
		s.stale = s.stale || msg.err == nil
	case gridSavedMsg:
		s.stale = s.stale || msg.err == nil
	case gridUndoneMsg:
		s.stale = s.stale || msg.err == nil
	case flushedMsg:
		s.stale = s.stale || msg.err == nil
		return s.enter()
	case heardMsg: // what is under way brings as much itself, and more where that was read later
		if s.item != nil && s.op == 0 && msg.err == nil && msg.now.meme.ID == s.item.meme.ID && len(msg.now.events) >= len(s.item.events) {
			s.item.state, s.item.events = msg.now.state, msg.now.events
			s.captioned(msg.now.meme)
		}
	case rereadMsg:
		if s.answers(msg.op) {
			s.reread(msg)
		}
	case firstMsg:
		if s.answers(msg.op) {
			came, cmd := s.firstCame(msg)
			if came {
				cmd = tea.Batch(cmd, s.opened(msg.openedMsg))
			}
			return cmd
		}
	case onMsg:
		if s.answers(msg.op) {
			if msg.err == nil && !msg.found && s.cell == nil {
				return s.queueOver()
			}
			return s.opened(openedMsg(msg))
		}
	case notFoundMsg:
		if s.answers(msg.op) {
			s.askMeme(msg.text, msg.err)
		}
	case aboutMsg:
		if s.answers(msg.op) && msg.err != nil {
			s.status.fail("cannot read what there is of the meme: %v", msg.err)
		}
	case slowMsg:
		return s.lasts(msg)
	case predictedMsg:
		if s.item != nil && msg.meme == s.item.meme.ID && msg.err == nil && s.cell == nil {
			s.item.pred, s.item.predicted = msg.pred, msg.predicted
			if msg.now.Origin == labels.OriginOCR && s.item.meme.Origin == labels.OriginGiven {
				s.item.meme, s.item.events, s.caption = msg.now, msg.events, caption{st: s.st}
			}
		}
	case recalledMsg:
		if s.cell == nil { // what it has asked for
			s.given.recall(msg.answers)
		}
	case nearMsg:
		s.near.came(msg)
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
	if msg.gone != "" {
		s.status.addWarning("the saved query %s is gone: you are in another queue", msg.gone)
	}
	named := s.deps.Queue != "" // on the command line: it is used like one that a key has chosen
	switch {
	case msg.err == nil && msg.queue == queues.Order && named:
		return tea.Batch(s.opened(msg.openedMsg), rememberQueueCmd(s.deps, msg.queue))
	case msg.err != nil || msg.queue == queues.Order:
		return s.opened(msg.openedMsg)
	}
	w := wanted{silent: true, stay: msg.found, resumed: msg.found, chosen: named}
	w.name, w.query = namedOrFound(msg.queue)
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
	if msg.says != "" {
		s.status.say("%s", msg.says)
	}
	return aheadCmd(s.deps, s.queue, msg.item.meme)
}

// reread takes in the meme on the screen as it is now: it is the one that could be read
// before.
func (s *labelScreen) reread(msg rereadMsg) {
	s.stale = false
	if msg.err != nil {
		s.status.fail("cannot read the meme anew: %v", msg.err)
		s.dropTyped()
		return
	}
	if msg.item.meme.Caption != s.item.meme.Caption {
		s.caption = caption{st: s.st}
	}
	*s.item = msg.item
	s.item.again = s.asksAgain(s.item)
}

// captioned shows the caption that somebody else has given the meme on the screen: what is said of the
// meme from now on is said of that.
func (s *labelScreen) captioned(now labels.Meme) {
	if now.Caption != s.item.meme.Caption {
		s.caption = caption{st: s.st}
		if now.Origin != labels.OriginOCR {
			s.status.addWarning("the caption of #%04d is another since you opened it", now.Seq)
		}
	}
	s.item.meme = now
}

// asksAgain reports whether a meme is asked as one that is asked again: not if it has been
// meanwhile, or if the level that the answer is to be compared with stands no more.
func (s *session) asksAgain(it *item) bool {
	return it.again && !s.reasked[it.meme.ID] && s.hasLevel(it)
}

// show puts a meme on the screen.
func (s *labelScreen) show(it item) {
	s.stale, s.stayed = false, false
	it.again = s.asksAgain(&it)
	s.item, s.since, s.ahead, s.empty, s.done = &it, s.now(), nil, false, false
	s.queue = cameTo(s.queue, it)
	s.revealed, s.seen = false, false
	s.caption = caption{st: s.st}
	s.zoom.end(s.pics)
	s.endFrames()
	s.near.forget()
}

// lacks returns a command for what the screen lacks: pictures, and what is like the meme.
func (s *labelScreen) lacks() tea.Cmd {
	s.keepSeen()
	return tea.Batch(s.wantPictures(), s.wantNear())
}

// keepSeen keeps in mind that what the model says of the meme is in sight, also of one that was answered before it had
// said anything: the answer may be taken back.
func (s *labelScreen) keepSeen() {
	if s.asks() && s.visible() {
		s.sawAnswer(s.item)
	}
}

// asked keeps in mind that the annotator has answered to a meme that was asked again, or
// has taken that back.
func (s *session) asked(e labels.Event, answered bool) {
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
	if notWanted(msg.err, msg.of.meme.ID) {
		return s.notWanted(msg)
	}
	e := msg.event()
	if msg.err != nil {
		s.status.failUntil(labelsAreSaved, notSaved+": %v. The %s is kept: what you say next saves it too", msg.err, kept(e))
		s.dropTyped()
		return nil
	}
	s.allSaved()
	s.away = e.Action == labels.Retract
	waited := s.summary.Waiting()
	s.know(msg.now.summary)
	if e.Level.Valid() {
		s.pace.add(e.Time)
	}
	s.given.add(e, msg.of, s.deps.Blind)
	s.asked(e, true)
	cmd := s.goesOn(msg)
	ends := msg.ends || s.queueName() == queues.Order && waited > 0 && s.summary.Waiting() == 0
	switch {
	case msg.opened.err != nil:
	case msg.stays && e.Action == labels.Flag:
		s.askReason(e, ends && s.cell == nil)
	case !msg.stays && s.cell == nil && (ends || msg.last):
		cmd = tea.Batch(cmd, s.queueOver())
	}
	s.status.acknowledge(s.acknowledgement(msg)...) // it is safe, whatever came after
	return cmd
}

// goesOn shows what comes after something was saved: the next meme, or the same one as it is now.
func (s *labelScreen) goesOn(msg savedMsg) tea.Cmd {
	if msg.opened.err != nil && !msg.stays {
		s.stayed = true
		return tea.Batch(s.opened(msg.opened), heardCmd(s.deps, msg.of.meme.ID))
	}
	if !msg.stays || msg.opened.err != nil || s.done {
		return s.opened(msg.opened)
	}
	s.reread(rereadMsg(msg.opened))
	return nil
}

// notWanted goes on after a label that the store did not take, because others have labelled
// the meme meanwhile.
func (s *labelScreen) notWanted(msg savedMsg) tea.Cmd {
	s.know(msg.now.summary)
	s.dropTyped()
	cmd := s.opened(msg.opened)
	if msg.last && msg.opened.err == nil && s.cell == nil {
		cmd = tea.Batch(cmd, s.queueOver())
	}
	s.status.warn("%v", msg.err)
	return cmd
}

// decidesAnew is how another level becomes gold, for who may decide that.
func (s *labelScreen) decidesAnew() string {
	if s.cell != nil || s.may(labels.MayAdjudicate) != nil {
		return ""
	}
	return ": " + s.key(doCommands) + string(doDecide) + " decides anew"
}

// staysDisputed is what there is to say of a level after which people still differ without a
// majority, to who may decide; "" if they do not.
func (s *labelScreen) staysDisputed(it item, e labels.Event) string {
	if e.Action != labels.SetLevel || e.ReAsk || it.state.Kind != labels.Disputed || s.may(labels.MayAdjudicate) != nil {
		return ""
	}
	if labels.Aggregate(append(slices.Clone(it.events), e)).Kind != labels.Disputed {
		return ""
	}
	return "stays disputed: the disputed queue decides"
}

// acknowledgement is what there is to say once something is on disk.
func (s *labelScreen) acknowledgement(msg savedMsg) []string {
	said := []string{msg.news}
	if stays := staysGold(msg.of, msg.event()); stays != "" {
		said = append(said, stays+s.decidesAnew())
	}
	if stays := s.staysDisputed(msg.of, msg.event()); stays != "" {
		said = append(said, stays)
	}
	if brings := unsays(s.key(doUndo), msg.of.events, msg.event()); brings != "" {
		said = append(said, brings)
	}
	if msg.overrules != "" {
		said = append(said, labels.Printable(msg.overrules))
	}
	if msg.kept > 0 {
		said = append(said, fmt.Sprintf("and %d from before", msg.kept))
	}
	if msg.last && s.cell != nil {
		said = append(said, "last of this cell: "+s.key(doLeave)+" returns")
	}
	return said
}

func (s *labelScreen) undone(msg undoneMsg) tea.Cmd {
	if !s.tookBack(msg.redo, msg.events, msg.now, msg.err) {
		return nil
	}
	for _, e := range msg.events {
		s.asked(e, msg.redo)
		_, known := s.given.place(e.Seq)
		switch {
		case msg.redo && !known && e.Meme == msg.opened.item.meme.ID: // it was taken back in an earlier session
			s.given.add(e, msg.opened.item, s.deps.Blind)
		case !msg.redo && e.Level.Valid():
			s.pace.takeBack()
		}
	}
	s.waitsAgain(&msg.opened)
	cmd := s.opened(msg.opened)
	if msg.opened.err == nil {
		s.status.acknowledge(msg.says()...)
	}
	return tea.Batch(cmd, s.takeBackHeld())
}

// waitsAgain puts a meme that waits again into the queue, where it was made since the meme
// was answered: one goes on with it and what follows, as one would have then.
func (s *labelScreen) waitsAgain(msg *openedMsg) {
	q, ok := s.queue.(*rankedQueue)
	if !ok || msg.err != nil || !msg.found || !queues.Waiting(q.list.Name) || q.at(msg.item.meme) > 0 {
		return
	}
	if !msg.item.state.Waits(s.deps.Annotator, s.summary.Counts.Overlap) {
		return
	}
	place := min(max(1, q.left), len(q.list.Items)+1)
	s.queue = &rankedQueue{q.list.With(place, queues.NewItem(msg.item.meme.Seq, queues.ByLot)), q.annotator, place}
	msg.item.place = place
}

// says is what was taken back, or is said again: of one meme, or of several in one act.
func (msg undoneMsg) says() []string {
	said := takenBack(msg.events, msg.redo)
	if at := msg.opened.item.meme; !slices.ContainsFunc(msg.events, func(e labels.Event) bool { return e.Meme != at.ID }) {
		said += fmt.Sprintf(", #%04d", at.Seq)
	}
	return andLeft(said, msg.left)
}
