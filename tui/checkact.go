package tui

import (
	"cmp"
	"fmt"
	"slices"

	tea "github.com/charmbracelet/bubbletea"

	"memebench/eval"
	"memebench/labels"
	"memebench/model"
)

func (s *checkScreen) works(do action) bool {
	l := s.list()
	switch do {
	case doUndo, doRedo:
		return s.takesBack(do)
	case doLabel, doConfirm, doAgree, doFlag, doNote, doOpen, doAlike:
		return s.selected() != nil
	case doZoom:
		return s.zoomed() || s.whyNoZoomOf(s.selected()) == ""
	case doPanUp, doPanDown, doPanLeft, doPanRight:
		return s.zoom.level == zoomClose
	case doGoTo:
		return len(s.summary.Versions) > 0
	case doReport:
		return l != nil && len(l.Doubts) > 0
	case doUp, doDown, doSkip, doPageUp, doPageDown, doFirst, doLast:
		return l != nil && len(l.Doubts) > 1
	}
	return true
}

func (s *checkScreen) act(do action, p press) tea.Cmd {
	if s.zoomed() && s.actZoomed(&s.zoom, s.selected(), do) {
		return nil
	}
	switch do {
	case doNextView, doBeforeView:
		return s.turn(do)
	case doUndo:
		return s.undo()
	case doRedo:
		return s.takeBack(true)
	case doHide:
		return s.hidePictures()
	}
	l := s.list()
	if l == nil || len(l.Doubts) == 0 {
		s.sayNone()
		return nil
	}
	switch do {
	case doUp, doDown, doPageUp, doPageDown, doFirst, doLast:
		s.move(do)
	case doSkip:
		s.move(doDown)
	case doChoose:
		s.choose(p.nth)
	case doNote:
		s.askNote()
	case doZoom:
		s.startZoom(&s.zoom, s.selected())
	case doReport:
		s.reportLeft()
	case doOpen:
		if it := s.selected(); it != nil {
			return s.toLabel(it.meme)
		}
	case doLabel, doConfirm, doAgree, doFlag:
		return s.decide(do, labels.Level(p.nth%labels.Levels))
	}
	return nil
}

// sayNone says why there is no label to be looked at, as long as there is none.
func (s *checkScreen) sayNone() {
	why := s.none()
	s.status.sayWhile(func() bool { return s.selected() == nil && s.none() == why }, "%s", why)
}

// sayReading says why nothing can be said of the selected meme yet.
func (s *checkScreen) sayReading() {
	s.status.sayWhile(func() bool { return s.selected() == nil }, "this meme is being read")
}

// turn shows another list.
func (s *checkScreen) turn(do action) tea.Cmd {
	s.kind = eval.CheckKinds[turned(do, slices.Index(eval.CheckKinds, s.kind), len(eval.CheckKinds))]
	return s.enter()
}

// move selects another row.
func (s *checkScreen) move(do action) {
	l := s.list()
	to := stepped(do, l.at, len(l.Doubts), max(1, s.frame.check().rows()))
	if to == l.at {
		s.status.say("the list ends here")
		return
	}
	s.choose(to)
}

// at is what a click means on Check: a row is selected, and its meme opened where it is
// selected already; or a level is given.
func (s *checkScreen) at(x, y int) (press, bool) {
	if s.zoomed() {
		return press{}, false
	}
	k, l := s.frame.check(), s.list()
	i := y - k.list.y - 1
	switch {
	case l == nil || !k.list.has(x, y) || i < 0 || l.top+i >= len(l.Doubts):
	case l.top+i == l.at:
		return press{do: doOpen}, true
	default:
		return press{do: doChoose, nth: l.top + i}, true
	}
	for level, r := range k.bars {
		if r.has(x, y) {
			return press{do: doLabel, nth: level}, true
		}
	}
	return press{}, false
}

// update takes in what the commands of the screen have brought, and what was said elsewhere.
func (s *checkScreen) update(msg tea.Msg) tea.Cmd {
	switch msg := msg.(type) {
	case checkItemsMsg:
		s.itemsCame(msg)
	case checkTargetMsg:
		if s.answers(msg.op) {
			return s.told(msg)
		}
	case changedSinceMsg:
		s.changed(msg)
	case nearMsg:
		s.near.came(msg)
	case slowMsg:
		return s.lasts(msg)
	case gridSavedMsg:
		if msg.err == nil {
			s.heard(msg.events, false)
		}
		if s.answers(msg.op) {
			s.saved(msg)
			return s.look(msg.kept > 0) // what is said here changes nothing
		}
	case gridUndoneMsg:
		if msg.err == nil {
			s.heard(msg.events, !msg.redo)
		}
		if s.answers(msg.op) {
			s.undone(msg)
			return s.look(true)
		}
	case savedMsg:
		if msg.err == nil {
			s.heard(msg.events, false)
		}
	case undoneMsg:
		if msg.err == nil {
			s.heard(msg.events, !msg.redo)
		}
	}
	return nil
}

// heard takes in what was said, or taken back, on whichever screen.
func (s *checkScreen) heard(events []labels.Event, back bool) {
	s.age++
	for _, l := range s.lists {
		l.take(events, back)
	}
}

// itemsCame takes in memes that were read.
func (s *checkScreen) itemsCame(msg checkItemsMsg) {
	s.reading = false
	if msg.err != nil {
		s.broken = true
		s.status.fail("cannot read the memes: %v", msg.err)
		return
	}
	for _, it := range msg.items {
		s.items.take(it.meme.ID, it, msg.age)
	}
}

// decide says of the selected meme that its level is right (doConfirm), is another one
// (doLabel, or doAgree for the suggested one), or that it is unfit (doFlag), or no longer.
func (s *checkScreen) decide(do action, level labels.Level) tea.Cmd {
	l, it := s.list(), s.selected()
	if it == nil {
		s.sayReading()
		return nil
	}
	d, _ := l.selected()
	switch do {
	case doConfirm:
		level = d.Label
	case doAgree:
		level = d.Suggested
	}
	return s.tell(saying{do: do, level: level, was: d.Label}, it, l, d)
}

// tell has a meme of a list read anew of which something is said: it may have been said, or taken back,
// by the key before.
func (s *checkScreen) tell(what saying, it *item, l *checkList, d eval.Doubt) tea.Cmd {
	msg := checkTargetMsg{what: what, made: l.seq}
	msg.now, msg.how = s.as(it, l, d)
	slow := s.begins(s.nextOp())
	msg.op = s.op
	return tea.Batch(checkTargetCmd(s.deps, msg), slow)
}

// told says of a meme that was read what is to be said of it.
func (s *checkScreen) told(msg checkTargetMsg) tea.Cmd {
	if msg.err != nil {
		s.status.fail("nothing is saved: %v", msg.err)
		s.dropTyped()
		return nil
	}
	if other := s.otherwise(&msg.now, msg.what.was, msg.made); msg.what.do == doConfirm && other != "" {
		s.status.say("%s: %s say which level is right", other, s.key(doLabel))
		s.dropTyped() // it was meant for the next row
		s.age++
		return nil
	}
	var events []labels.Event
	switch own, _ := s.ownLabel(&msg.now); {
	case msg.what.do == doNote:
		events = s.noting(&msg.now, msg.what.text, msg.how)
	case msg.what.do == doFlag && own.Action == labels.Flag:
		events = s.retractions(&msg.now, labels.Flag, msg.how)
	case msg.what.do == doFlag:
		events = []labels.Event{s.event(&msg.now, labels.Flag, labels.NoLevel, msg.how)}
	default:
		e := s.event(&msg.now, labels.SetLevel, msg.what.level, msg.how)
		e.Accepted = msg.what.do == doAgree && msg.now.predicted
		events = []labels.Event{e}
	}
	if len(events) == 0 {
		s.status.say("it is as that has it already")
		s.dropTyped() // as u, which would take back what was said before
		return nil
	}
	return s.save(msg.what, msg.now, events)
}

// askNote asks for a note of the selected meme.
func (s *checkScreen) askNote() {
	it := s.selected()
	if it == nil {
		s.sayReading()
		return
	}
	l := s.list() // which a training may take away while the note is written
	d, _ := l.selected()
	s.askNoteOf(it, func(text string) tea.Cmd {
		return s.tell(saying{do: doNote, level: labels.NoLevel, was: d.Label, text: text}, it, l, d)
	})
}

// as is a meme as it stands in a list: where it is there, and what a model says of it where the
// list is made by one.
func (s *checkScreen) as(it *item, l *checkList, d eval.Doubt) (now item, how stood) {
	now = *it
	now.queue, now.place = model.CheckQueue(l.kind), l.place(d.Meme)+1
	if now.predicted = l.kind.NeedsModel(); now.predicted {
		now.pred = labels.Prediction{Meme: d.Meme, Version: cmp.Or(l.version, s.summary.Served), LevelOnly: d.LevelOnly}
		for i, p := range d.Probs {
			now.pred.Probs[i] = float32(p)
		}
	}
	return now, stood{screen: labels.CheckScreen, visible: now.predicted, decides: true, asked: s.now().Sub(s.since)}
}

// save sends what is said of a meme, in one act, on its way.
func (s *checkScreen) save(what saying, now item, events []labels.Event) tea.Cmd {
	of := make([]item, len(events))
	for i := range events {
		events[i].Batch += i
		of[i] = now
	}
	slow := s.begins(s.nextOp())
	all := s.unsaved.with(events...)
	return tea.Batch(gridSaveCmd(s.deps, gridSavedMsg{op: s.op, what: what, of: of, kept: len(all) - len(events)}, all), slow)
}

// saved takes in what has become of a decision, and goes on to the next row.
func (s *checkScreen) saved(msg gridSavedMsg) {
	if !s.wasSaved(&msg) {
		return
	}
	e := msg.events[0]
	s.away = e.Action == labels.Retract
	for i := range msg.events {
		s.given.add(msg.events[i], msg.of[i], s.deps.Blind)
	}
	l := s.list()
	d, ok := l.selected()
	said := []string{checkSays(msg)}
	if msg.enough != nil { // a label from before
		said = append(said, msg.enough.Error())
	}
	if msg.over != "" {
		said = append(said, msg.over)
	}
	if msg.kept > 0 {
		said = append(said, fmt.Sprintf("and %d from before", msg.kept))
	}
	if ok && d.Meme == e.Meme && !s.away && msg.what.do != doNote && !msg.isReason() && l.at+1 < len(l.Doubts) {
		s.choose(l.at + 1)
	}
	s.status.acknowledge(said...)
	if msg.isFlagging() {
		s.askReasonFor(msg, func(what saying, events []labels.Event) tea.Cmd { return s.save(what, msg.of[0], events) })
	}
}

// checkSays is what there is to say of a decision once it is on disk.
func checkSays(msg gridSavedMsg) string {
	num := fmt.Sprintf("#%04d", msg.of[0].meme.Seq)
	switch e := msg.events[0]; {
	case msg.what.do == doNote && e.Action == labels.Retract:
		return "took the note away, " + num
	case msg.what.do == doNote:
		return "note kept, " + num
	case e.Action == labels.Retract:
		return "no longer flagged, " + num
	case msg.isReason():
		return "kept why " + num + " is unfit"
	case e.Action == labels.Flag:
		return "flagged " + num
	case e.Level == msg.what.was:
		return "kept " + levelName(e.Level) + ", " + num
	default:
		return fmt.Sprintf("changed to %s, %s", levelName(e.Level), num)
	}
}

// undo takes back what was said last.
func (s *checkScreen) undo() tea.Cmd {
	if s.takesBackUnsaved() {
		return nil
	}
	return s.takeBack(s.away)
}

// takeBack takes back the newest act, or, to redo, what the newest undo took back.
func (s *checkScreen) takeBack(redo bool) tea.Cmd {
	slow := s.begins(s.nextOp())
	return tea.Batch(gridUndoCmd(s.deps, s.op, redo), slow)
}

// undone takes in what was taken back, and selects its row.
func (s *checkScreen) undone(msg gridUndoneMsg) {
	if !s.tookBack(msg.redo, msg.events, msg.now, msg.err) {
		return
	}
	if l := s.list(); l != nil {
		if i := l.place(msg.first.ID); i >= 0 {
			s.choose(i)
		}
	}
	s.acknowledgeBack(msg)
}

// reportLeft has what is left of the list written, without what was decided here: as the list is
// when it is made anew.
func (s *checkScreen) reportLeft() {
	l := s.list()
	left := eval.Check{Doubts: slices.DeleteFunc(slices.Clone(l.Doubts), func(d eval.Doubt) bool {
		_, done := s.decided(d.Meme)
		return done
	}), Review: l.review()}
	if len(left.Doubts) == 0 {
		s.status.say("all labels of this list were looked at: nothing to write")
		return
	}
	s.askReport(Shown{Check: &left, Kind: l.kind, Version: l.version, Made: &l.seq}, "check-"+string(l.kind))
}
