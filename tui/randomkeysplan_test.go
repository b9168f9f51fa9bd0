package tui

import (
	"fmt"
	"slices"
	"strings"

	"memebench/labels"
	"memebench/tui/term"
)

// whatKeysSay is what a key says of a meme, or does with what was said, wherever it does.
var whatKeysSay = map[string]struct {
	do  action
	nth int
}{
	"1": {doLabel, 0}, "2": {doLabel, 1}, "3": {doLabel, 2}, "4": {doLabel, 3}, "5": {doLabel, 4},
	" ": {doAgree, 0}, "y": {doConfirm, 0}, "s": {doSkip, 0}, "f": {doFlag, 0},
	"u": {doUndo, 0}, "U": {doRedo, 0}, "ctrl+r": {doRedo, 0},
}

// plan is what an event does to the log, nil for nothing.
func (w *walker) plan(e term.Event) *effect {
	var p press
	switch e := e.(type) {
	case term.Key:
		p = press{key: e.Name}
	case term.Mouse:
		clicked := w.a.mouse(e)
		if len(clicked) == 0 {
			return nil
		}
		p = clicked[0]
	default:
		return nil
	}
	do := p.do
	switch sheet, _ := w.a.float.(*commandSheet); {
	case w.a.ask != nil:
		if do == "" {
			do, _ = w.a.ask.keys().find(p.key)
		}
		return w.answered(do)
	case w.a.frame.small():
		return nil
	case sheet != nil:
		if do == "" {
			do, _ = sheet.keys().find(p.key)
		}
		chosen := sheet.chosen
		if do == doChoose {
			chosen = p.nth
		}
		if do != doEnter && do != doChoose || chosen >= len(sheet.found) {
			return nil
		}
		c := sheet.found[chosen]
		return w.says(c.do, c.nth)
	case w.a.float != nil:
		return nil
	case do == "":
		key := whatKeysSay[p.key]
		return w.says(key.do, key.nth)
	}
	return w.says(do, p.nth)
}

// answered is what the answer to the question over the window does.
func (w *walker) answered(do action) *effect {
	title := w.a.ask.title
	if w.a.ask.enter == nil {
		if batch := w.batch; do == doYes && strings.Contains(title, " memes") && batch != nil && !strings.Contains(title, "quit") {
			w.batch = nil
			return batch
		}
		return nil
	}
	if strings.HasPrefix(title, "Why are ") && do == doEnter {
		return w.saysWhy("memes are unfit", w.flagged...)
	}
	var seq uint64
	if _, numbered, ok := strings.Cut(title, "#"); !ok || do != doEnter {
		return nil
	} else if _, err := fmt.Sscanf(numbered, "%d", &seq); err != nil {
		return nil
	}
	text := w.a.ask.answer()
	switch {
	case strings.HasPrefix(title, "Note on"):
		switch notes := w.log.standing(w.who, seq, labels.Note); {
		case text == w.was:
		case text == "":
			return &effect{act: act{away: notes}, says: "took the note away"}
		default:
			return w.say(fmt.Sprintf("note kept, #%04d", seq), word{meme: seq, does: labels.Note, text: text})
		}
	case strings.HasPrefix(title, "Caption of"):
		if text == w.was || text == "" && !hasPicture(w.memes[seq-1]) {
			return nil
		}
		return w.say(fmt.Sprintf("caption changed, #%04d", seq), word{meme: seq, does: labels.Caption, text: text})
	case strings.HasPrefix(title, "Why is "):
		return w.saysWhy("unfit", seq)
	}
	return nil
}

// saysWhy is the effect of the reason for flags that were given just now.
func (w *walker) saysWhy(says string, seqs ...uint64) *effect {
	text := w.a.ask.answer()
	if text == "" {
		return nil
	}
	var words []word
	for _, seq := range seqs {
		words = append(words, word{meme: seq, does: labels.Flag, text: text})
	}
	e := w.say(says, words...)
	e.joins = w.log.own[w.who]
	return e
}

// say is the effect of saying something.
func (w *walker) say(says string, words ...word) *effect {
	for i := range words {
		if !words[i].hasLevel() {
			words[i].level = labels.NoLevel
		}
	}
	return &effect{act: act{words: words}, says: says}
}

// apply does to the log what a key does, and returns what the screen says then.
func (w *walker) apply(e *effect) string {
	n := len(w.unsaved)
	switch {
	case e.undo && n > 0:
		w.unsaved = w.unsaved[:n-1]
		return "which was not saved"
	case e.undo && w.disk.refuses:
		return "nothing taken back: " + errDisk.Error()
	case e.redo && w.disk.refuses:
		return "nothing said again: " + errDisk.Error()
	case e.undo:
		w.log.undo(w.who)
	case e.redo:
		w.log.redo(w.who)
		w.away = false
	default:
		if len(e.words) > 0 && e.words[0].does == labels.Flag {
			w.flagged = nil
			for _, said := range e.words {
				w.flagged = append(w.flagged, said.meme)
			}
		}
		w.unsaved = append(without(w.unsaved, e.act), e.act)
		if w.disk.refuses {
			return notSaved
		}
		w.save()
	}
	return e.says
}

// save puts on disk what is not.
func (w *walker) save() {
	for _, a := range w.unsaved {
		switch {
		case len(a.away) > 0:
			w.log.takeAway(w.who, a.away...)
		case a.joins > 0 && a.joins == w.log.own[w.who]:
			w.log.join(w.who, a.words...)
		default:
			w.log.say(w.who, a.words...)
		}
		w.away = len(a.away) > 0
	}
	w.unsaved = nil
}

// without leaves out of acts what a newer one says instead: an answer of the same meme, a
// note, a caption.
func without(acts []act, newer act) (left []act) {
	for _, a := range acts {
		a.words = slices.DeleteFunc(slices.Clone(a.words), func(o word) bool {
			return slices.ContainsFunc(newer.words, func(n word) bool {
				return o.meme == n.meme && (o.does == n.does || o.isAnswer() && n.isAnswer())
			})
		})
		a.away = slices.DeleteFunc(slices.Clone(a.away), func(o *word) bool { return slices.Contains(newer.away, o) })
		if len(a.words)+len(a.away) > 0 {
			left = append(left, a)
		}
	}
	return left
}

// says is what an action does on the screen in front.
func (w *walker) says(do action, nth int) *effect {
	if !slices.Contains([]action{doLabel, doAgree, doConfirm, doSkip, doFlag, doUndo, doRedo}, do) {
		return nil
	}
	switch s := w.a.front().(type) {
	case *labelScreen:
		return w.onLabel(s, do, nth)
	case *gridScreen:
		if s.zoom.level == zoomOff {
			return w.onGrid(s, do, nth)
		}
	case *checkScreen:
		return w.onCheck(s, do, nth)
	}
	return nil
}

// onCheck is what an action does on Check, where levels are decided and a skip is only a move.
func (w *walker) onCheck(s *checkScreen, do action, nth int) *effect {
	if do == doUndo || do == doRedo {
		return w.takesBack(do)
	}
	it := s.selected()
	if it == nil || do == doSkip || nth < 0 {
		return nil
	}
	seq := it.meme.Seq
	d, _ := s.list().selected()
	level := map[action]labels.Level{doLabel: labels.Level(nth), doConfirm: d.Label, doAgree: d.Suggested}
	if do != doFlag {
		return w.say(fmt.Sprintf("#%04d", seq), word{meme: seq, does: labels.Adjudicate, level: level[do]})
	}
	if own := w.log.now(w.who, seq); own != nil && own.does == labels.Flag {
		return &effect{act: act{away: w.log.standing(w.who, seq, labels.Flag)}, says: fmt.Sprintf("#%04d", seq)}
	}
	return w.say(fmt.Sprintf("#%04d", seq), word{meme: seq, does: labels.Flag})
}

// takesBack is what undo and redo do. Undo brings back what was taken away last.
func (w *walker) takesBack(do action) *effect {
	switch redo := do == doRedo || w.away; {
	case do == doUndo && len(w.unsaved) > 0:
		return &effect{undo: true}
	case redo && (w.disk.refuses || len(w.log.back[w.who]) > 0):
		return &effect{redo: true, says: "again "}
	case !redo && (w.disk.refuses || len(w.log.undoes(w.who)) > 0):
		return &effect{undo: true, says: "took back "}
	}
	return nil
}

// onLabel is what an action does on Label, and in a cell of the matrix.
func (w *walker) onLabel(s *labelScreen, do action, nth int) *effect {
	if do == doUndo || do == doRedo {
		return w.takesBack(do)
	}
	zoomed := s.zoom.level != zoomOff
	if s.item == nil || s.done || zoomed && (do == doAgree || do == doConfirm) {
		return nil
	}
	m := w.memes[s.item.meme.Seq-1]
	heading, number := w.a.frame.label().heading, fmt.Sprintf("#%04d", m.Seq)
	heading.w = len(number)
	if shown := w.text(heading); !zoomed && !w.a.covered() && shown != number {
		w.fatal("%s is asked for, and %q is on the screen", number, shown)
	}
	// That a meme is asked again is not shown.
	again := s.item.again
	own, level := w.log.now(w.who, m.Seq), w.log.levelOf(w.who, m.Seq)
	if again && level == labels.NoLevel {
		w.fatal("%s is asked again, and %s has given it no level", number, w.who)
	}
	gives := func(how string, l labels.Level) *effect {
		given := word{meme: m.Seq, does: labels.SetLevel, level: l, reask: again}
		if s.adjudicates() || !again && own != nil && own.does == labels.Adjudicate && w.log.decidedBy(m.Seq) == w.who {
			given.does, given.reask = labels.Adjudicate, false
		}
		return w.say(fmt.Sprintf("%s %s", how, levelName(l)), given)
	}
	switch do {
	case doLabel:
		if nth < 0 {
			return nil // a click on the hint
		}
		return gives("saved", labels.Level(nth))
	case doConfirm:
		if state := s.item.state; !again && level == labels.NoLevel && s.cell != nil && !s.cell.test() && state.Kind == labels.Labelled {
			level = state.Gold // of a table, or of somebody else: there one decides
		}
		if again || level == labels.NoLevel {
			return nil
		}
		return gives("confirmed", level)
	case doAgree:
		if l, ok := w.modelOnLabel(s); ok && m.Split == labels.Train {
			e := gives("saved", l)
			e.says += ", as the model says"
			return e
		}
	case doSkip:
		return w.say("skipped "+number, word{meme: m.Seq, does: labels.Skip, reask: again})
	case doFlag:
		if !again && own != nil && own.does == labels.Flag {
			flags := w.log.standing(w.who, m.Seq, labels.Flag)
			return &effect{act: act{away: flags}, says: "took the flag away"}
		}
		return w.say("flagged "+number, word{meme: m.Seq, does: labels.Flag})
	}
	return nil
}

// text is what is written in cells of a row.
func (w *walker) text(r rect) string {
	return strings.Join(cellsOf(w.a)[r.y][r.x:r.right()], "")
}

// modelOnLabel is the level that the bars on the screen say is the most probable, and
// whether they say anything.
func (w *walker) modelOnLabel(s *labelScreen) (most labels.Level, ok bool) {
	if w.a.covered() { // by the commands
		return s.item.pred.Level(), s.visible()
	}
	best := -1
	for l, bar := range w.a.frame.label().bars {
		percent := 0
		text := strings.TrimSpace(w.text(rect{bar.right() - 4, bar.y, 4, 1}))
		if _, err := fmt.Sscanf(text, "%d", &percent); err == nil && percent > best {
			most, best = labels.Level(l), percent
		}
	}
	return most, best >= 0
}

// onGrid is what an action does with the marked memes, or the selected one.
func (w *walker) onGrid(s *gridScreen, do action, nth int) *effect {
	if do == doUndo || do == doRedo {
		return w.takesBack(do)
	}
	if s.list == nil || len(s.list.seqs) == 0 || nth < 0 {
		return nil
	}
	var seqs []uint64
	for _, place := range s.marks {
		seqs = append(seqs, s.list.seqs[place])
	}
	if len(seqs) == 0 {
		seqs = []uint64{s.list.seqs[s.here]}
		if w.memes[seqs[0]-1].Split == labels.Test && do != doSkip && do != doFlag {
			return nil
		}
	}
	gives := labels.SetLevel
	if s.decides() {
		gives = labels.Adjudicate
	}
	var words []word
	var flags []*word
	for _, seq := range seqs {
		again := w.askedAgain(s, seq)
		switch own := w.log.now(w.who, seq); do {
		case doLabel:
			words = append(words, word{meme: seq, does: gives, level: labels.Level(nth), reask: again})
		case doAgree:
			if l, ok := w.modelOnGrid(s, seq); ok {
				words = append(words, word{meme: seq, does: gives, level: l, reask: again})
			}
		case doSkip:
			words = append(words, word{meme: seq, does: labels.Skip, reask: again})
		case doFlag:
			if own != nil && own.does == labels.Flag {
				flags = append(flags, w.log.standing(w.who, seq, labels.Flag)...)
			} else {
				words = append(words, word{meme: seq, does: labels.Flag})
			}
		}
	}
	n := len(words)
	var e *effect
	switch {
	case n > 0:
		e = w.say("", words...)
	case len(flags) > 0:
		n = len(seqs)
		e = &effect{act: act{away: flags}, says: "no longer flagged"}
	}
	if n > 20 {
		w.batch = e
		return nil
	}
	return e
}

// askedAgain reports whether Grid asks a meme again, which is not shown.
func (w *walker) askedAgain(s *gridScreen, seq uint64) bool {
	return s.reasks() && w.log.levelOf(w.who, seq) != labels.NoLevel && !s.label.reasked[w.memes[seq-1].ID]
}

// modelOnGrid is what the model says of a meme, where that is shown.
func (w *walker) modelOnGrid(s *gridScreen, seq uint64) (l labels.Level, ok bool) {
	m, shown := w.memes[seq-1], w.log.levelOf(w.who, seq) != labels.NoLevel && !w.askedAgain(s, seq)
	shown = shown || s.revealed || w.a.deps.Blind == labels.BlindShown && !s.covered
	if !shown || m.Split != labels.Train || w.a.deps.Blind == labels.BlindNever {
		return l, false
	}
	err := w.deps.Read(func(r Reader) error {
		p, has, err := importOrder{}.prediction(r, w.a.summary, m.ID)
		l, ok = p.Level(), has
		return err
	})
	if err != nil {
		w.fatal("%v", err)
	}
	return l, ok
}
