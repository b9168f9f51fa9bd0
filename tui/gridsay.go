package tui

import (
	"fmt"
	"slices"
	"time"

	tea "github.com/charmbracelet/bubbletea"

	"memebench/labels"
	queues "memebench/labels/queue"
)

// isMarked reports whether the meme at a place is marked.
func (s *gridScreen) isMarked(place int) bool {
	_, marked := slices.BinarySearch(s.marks, place)
	return marked
}

// ofTest reports whether the selected meme is of test: such are asked for one by one, on Label.
func (s *gridScreen) ofTest() bool { return s.list.test[s.list.seqs[s.here]] }

// mark marks the selected meme, or takes its mark away, and selects the next.
func (s *gridScreen) mark() {
	i, marked := slices.BinarySearch(s.marks, s.here)
	switch {
	case s.ofTest():
		s.status.say("test memes are not marked: each is asked for itself, on Label")
	case marked:
		s.marks = slices.Delete(slices.Clone(s.marks), i, i+1)
		s.sayMarked()
	case s.selected() == nil:
		s.sayReading()
		return
	default:
		s.marks, s.anchor = slices.Insert(slices.Clone(s.marks), i, s.here), s.here
		s.sayMarked()
	}
	if s.here+1 < len(s.list.seqs) {
		s.choose(s.here + 1)
	}
}

// markTo marks all memes from the newest mark to the selected one.
func (s *gridScreen) markTo() {
	from, to := min(s.anchor, s.here), max(s.anchor, s.here)
	if len(s.marks) == 0 {
		from, to = s.here, s.here
	}
	s.markFrom(from, to+1)
	s.anchor = s.here
}

// markAll marks all memes of the list, or takes all marks away.
func (s *gridScreen) markAll() {
	if len(s.marks) > 0 {
		s.marks = nil
		s.sayMarked()
		return
	}
	s.markFrom(0, len(s.list.seqs))
}

// markFrom marks the memes from a place to the one before another, but for those of test.
func (s *gridScreen) markFrom(from, to int) {
	left := 0
	all := slices.Clone(s.marks)
	for place := from; place < to; place++ {
		if s.list.test[s.list.seqs[place]] {
			left++
		} else {
			all = append(all, place)
		}
	}
	slices.Sort(all)
	s.marks = slices.Compact(all)
	switch {
	case left == 1:
		s.status.say("%s marked; one is of test, which is not marked", thousands(len(s.marks)))
	case left > 1:
		s.status.say("%s marked; %s are of test, which are not marked", thousands(len(s.marks)), thousands(left))
	default:
		s.sayMarked()
	}
}

// sayMarked says how many memes are marked, and what labels them.
func (s *gridScreen) sayMarked() {
	switch n := len(s.marks); n {
	case 0:
		s.status.say("nothing is marked any more")
	case 1:
		s.status.say("1 marked: %s label it", s.key(doLabel))
	default:
		s.status.say("%s marked: %s label them", thousands(n), s.key(doLabel))
	}
}

// tell has the memes read that something is said of: the marked ones, in the order of the
// list, or the selected one.
func (s *gridScreen) tell(what saying) tea.Cmd {
	if len(s.marks) == 0 {
		seq := s.list.seqs[s.here]
		if s.ofTest() && (what.do == doLabel || what.do == doAgree) {
			s.status.say("test memes are labelled on Label, one by one: %s opens it", s.key(doOpen))
			return nil
		}
		it := s.selected()
		if it == nil {
			s.sayReading()
			return nil
		}
		if what.do == doAgree {
			if why := s.whyNoAgree(it, s.visible(it)); why != "" {
				s.status.say("%s", why)
				return nil
			}
			what.level = it.pred.Level()
		}
		return s.tellOf(what, seq)
	}
	seqs := make([]uint64, len(s.marks))
	for i, place := range s.marks {
		seqs[i] = s.list.seqs[place]
	}
	return s.tellOf(what, seqs...)
}

// tellOf has memes read that something is said of. The time that they were on the screen,
// since the page came or something was said on it last, is shared among them.
func (s *gridScreen) tellOf(what saying, seqs ...uint64) tea.Cmd {
	what.asked = s.now().Sub(s.since) / time.Duration(len(seqs))
	slow := s.begins(s.nextOp())
	return tea.Batch(targetsCmd(s.deps, s.summary, s.op, what, s.list, seqs), slow)
}

// askNote asks for a note of the selected meme.
func (s *gridScreen) askNote() {
	it := s.selected()
	if it == nil {
		s.sayReading()
		return
	}
	s.askNoteOf(it, func(text string) tea.Cmd {
		return s.tellOf(saying{do: doNote, level: labels.NoLevel, text: text}, it.meme.Seq)
	})
}

// told takes in the memes that something is to be said of, and says it; of many only
// after a question.
func (s *gridScreen) told(msg targetsMsg) tea.Cmd {
	if msg.err != nil {
		s.status.fail("nothing is saved: %v", msg.err)
		s.dropTyped()
		return nil
	}
	if now, other := msg.saysOther(); other {
		s.status.warn("the model says %s of it by now: press again", levelName(now))
		s.dropTyped()
		s.age++
		return nil
	}
	s.askAgain(msg.items)
	events, of, left := s.sayings(msg)
	switch {
	case len(events) > 0:
	case left > 0:
		s.status.say("the model is hidden on all of these: %s shows it", s.key(doReveal))
		s.dropTyped() // as u, which would take back what was said before
		return nil
	default:
		s.status.say("they are as that has it already")
		s.dropTyped()
		return nil
	}
	memes := distinct(of)
	if memes <= askAbove {
		return s.save(msg.what, events, of, left)
	}
	n := count(memes, "meme")
	question := map[action][2]string{
		doLabel: {"Label " + n + " as " + levelName(msg.what.level) + "?", "label them"},
		doAgree: {"Agree with the model on " + n + "?", "agree"},
		doSkip:  {"Skip " + n + "?", "skip them"},
		doFlag:  {"Flag " + n + " as unfit?", "flag them"},
	}[msg.what.do]
	if s.decides() && msg.what.do == doLabel {
		question = [2]string{"Decide " + n + ": gold is " + levelName(msg.what.level) + "?", "decide them"}
	}
	kept := "Each is kept as a label of its own"
	if slices.ContainsFunc(events, func(e labels.Event) bool { return e.ReAsk }) {
		kept = "Each is kept as a second answer, and your labels stay"
	}
	s.ask = &dialog{
		title: question[0], note: fmt.Sprintf("%s; %s takes all of them back.", kept, s.key(doUndo)),
		does: question[1], leaves: "leave them",
		yes: func() tea.Cmd {
			for i := range events {
				events[i].Time = s.now() // it is said now, however long the question was there
			}
			return s.save(msg.what, events, of, left)
		},
	}
	return nil
}

// decides reports whether a level that is given here decides.
func (s *gridScreen) decides() bool { return s.list.name == queues.Disputed }

// reasks reports whether the memes are asked again: what is said of them then changes no label.
func (s *gridScreen) reasks() bool { return s.list.name == queues.Reask }

// askAgain asks memes again where the queue does that, as Label would: without what was said of them before.
func (s *gridScreen) askAgain(items []item) {
	for i := range items {
		it := &items[i]
		it.again = s.reasks()
		it.again = s.label.asksAgain(it)
	}
}

// sayings makes an event for each meme, or several; left counts those that nothing is said
// of, since the model's answer to them is hidden.
func (s *gridScreen) sayings(msg targetsMsg) (events []labels.Event, of []item, left int) {
	unflag := msg.what.do == doFlag
	for i := range msg.items {
		own, _ := s.ownLabel(&msg.items[i])
		unflag = unflag && own.Action == labels.Flag
	}
	for i := range msg.items {
		it := &msg.items[i]
		said, hidden := s.sayingOf(it, msg.what, unflag)
		if hidden {
			left++
		}
		for _, e := range said {
			events, of = append(events, e), append(of, *it)
		}
	}
	return events, of, left
}

// sayingOf is what is said of one meme; hidden: nothing, since it is what the model says,
// which is hidden.
func (s *gridScreen) sayingOf(it *item, what saying, unflag bool) (said []labels.Event, hidden bool) {
	how := stood{
		screen: gridName, visible: s.visible(it), known: (s.seen || s.list.tells) && telling(it),
		decides: s.decides(), asked: what.asked,
	}
	one := func(act labels.Action, level labels.Level) []labels.Event {
		return []labels.Event{s.event(it, act, level, how)}
	}
	switch what.do {
	case doLabel:
		return one(labels.SetLevel, what.level), false
	case doAgree:
		if s.whyNoAgree(it, how.visible) != "" {
			return nil, true
		}
		said = one(labels.SetLevel, it.pred.Level())
		said[0].Accepted = true
		return said, false
	case doSkip:
		return one(labels.Skip, labels.NoLevel), false
	case doNote:
		return s.noting(it, what.text, how), false
	}
	if unflag { // with its reason, which is an event of its own
		return s.retractions(it, labels.Flag, how), false
	}
	if own, _ := s.ownLabel(it); own.Action == labels.Flag {
		return nil, false // it has its flag
	}
	return one(labels.Flag, labels.NoLevel), false
}

// gridName is the screen that is recorded with what is said on Grid.
const gridName = "grid"

// save sends events, as one act, on their way.
func (s *gridScreen) save(what saying, events []labels.Event, of []item, left int) tea.Cmd {
	slow := s.begins(s.nextOp())
	for i := range events {
		events[i].Batch += i
	}
	all := s.unsaved.with(events...)
	return tea.Batch(gridSaveCmd(s.deps, gridSavedMsg{op: s.op, what: what, of: of, left: left, kept: len(all) - len(events)}, all), slow)
}

// saved takes in what has become of events.
func (s *gridScreen) saved(msg gridSavedMsg) tea.Cmd {
	saved := s.wasSaved(&msg)
	if msg.err == nil { // the memes are others now, also where others have said enough of them
		s.age++
	}
	if !saved {
		return nil
	}
	s.away = msg.events[0].Action == labels.Retract
	for i, e := range msg.events {
		s.given.add(e, msg.of[i], s.deps.Blind)
		s.label.asked(e, true)
	}
	s.since = s.now()
	if msg.what.do != doNote && msg.what.text == "" {
		if len(s.marks) == 0 && s.list != nil && s.here+1 < len(s.list.seqs) {
			s.choose(s.here + 1)
		}
		s.marks = nil
	}
	said := []string{s.acknowledgement(msg)}
	if stays := msg.goldStays(); stays != "" {
		said = append(said, stays)
	}
	if gone := s.unsaid(msg); gone != "" {
		said = append(said, gone)
	}
	if len(msg.events) == 1 && msg.events[0].ReAsk {
		said = append(said, "asked again: your label stays")
	}
	if msg.over != "" {
		said = append(said, msg.over)
	}
	if msg.left > 0 {
		said = append(said, fmt.Sprintf("%s hidden, left as they were", count(msg.left, "meme")))
	}
	if msg.enough != nil {
		said = append(said, msg.enough.Error())
	}
	if msg.kept > 0 {
		said = append(said, fmt.Sprintf("and %d from before", msg.kept))
	}
	s.status.acknowledge(said...)
	if msg.isFlagging() {
		s.askReasonFor(msg, func(what saying, events []labels.Event) tea.Cmd { return s.save(what, events, msg.of, 0) })
	}
	return nil
}

// undo takes back what was said last, all of it that was said at once.
func (s *gridScreen) undo() tea.Cmd {
	if s.takesBackUnsaved() {
		return nil
	}
	return s.takeBack(s.away)
}

// takeBack takes back the newest act, or, to redo, what the newest undo took back.
func (s *gridScreen) takeBack(redo bool) tea.Cmd {
	slow := s.begins(s.nextOp())
	return tea.Batch(gridUndoCmd(s.deps, s.op, redo), slow)
}

// undone takes in what was taken back.
func (s *gridScreen) undone(msg gridUndoneMsg) tea.Cmd {
	if !s.tookBack(msg.redo, msg.events, msg.now, msg.err) {
		return nil
	}
	for _, e := range msg.events {
		s.label.asked(e, msg.redo)
	}
	s.age++
	s.since = s.now()
	if s.list != nil && s.list.places[msg.first.Seq] > 0 {
		s.choose(s.list.places[msg.first.Seq] - 1)
	}
	s.acknowledgeBack(msg)
	return nil
}
