package tui

import (
	"slices"

	"memebench/labels"
	"memebench/model"
)

// word is one thing that somebody has said of a meme.
type word struct {
	who   string // fromTable, or an annotator
	meme  uint64 // its number
	does  labels.Action
	level labels.Level
	text  string
	reask bool // asked again; it changes nothing
	act   int  // words of one act go back together
	gone  bool // taken back
}

// isAnswer reports whether it is an answer to the meme.
func (w *word) isAnswer() bool {
	return slices.Contains([]labels.Action{labels.SetLevel, labels.Adjudicate, labels.Skip, labels.Flag}, w.does)
}

// hasLevel reports whether it gives a level.
func (w *word) hasLevel() bool { return w.does == labels.SetLevel || w.does == labels.Adjudicate }

// logModel is what the log should amount to, kept as plainly as can be: all words in the
// order in which they were said, and for each annotator what was taken back and can be
// said again. Nothing of it is computed as the store or package labels does it.
type logModel struct {
	words  []*word
	back   map[string][][]*word // the newest last
	acts   int
	events uint64            // that the log has
	own    map[string]uint64 // those of each
}

func newLogModel() *logModel {
	return &logModel{back: map[string][][]*word{}, own: map[string]uint64{}}
}

// logged counts an event of somebody.
func (m *logModel) logged(who string) {
	m.events++
	m.own[who]++
}

// say has somebody say words, as one act.
func (m *logModel) say(who string, words ...word) {
	m.acts++
	m.addTo(m.acts, who, words...)
}

// join has somebody say words that belong to the act of the newest word of theirs.
func (m *logModel) join(who string, words ...word) {
	for _, w := range slices.Backward(m.words) {
		if w.who == who {
			m.addTo(w.act, who, words...)
			return
		}
	}
}

// addTo has somebody say words that belong to an act.
func (m *logModel) addTo(act int, who string, words ...word) {
	for _, w := range words {
		w.who, w.act = who, act
		m.words = append(m.words, &w)
		m.logged(who)
	}
	m.back[who] = nil
}

// standing are somebody's words of a kind on a meme that are not taken back.
func (m *logModel) standing(who string, meme uint64, does labels.Action) (all []*word) {
	for _, w := range m.words {
		if w.who == who && w.meme == meme && w.does == does && !w.gone {
			all = append(all, w)
		}
	}
	return all
}

// takeAway takes words back, which can be said again together.
func (m *logModel) takeAway(who string, words ...*word) {
	for _, w := range words {
		w.gone = true
		m.logged(who)
	}
	m.back[who] = append(m.back[who], words)
}

// undoes are the words that undo takes back: those of the newest act of which any stands.
func (m *logModel) undoes(who string) (act []*word) {
	for _, w := range slices.Backward(m.words) {
		if w.who != who || w.gone {
			continue
		}
		if len(act) > 0 && w.act != act[0].act {
			break
		}
		act = append(act, w)
	}
	return act
}

// undo takes back the newest act, and reports whether there was one.
func (m *logModel) undo(who string) bool {
	act := m.undoes(who)
	if len(act) > 0 {
		m.takeAway(who, act...)
	}
	return len(act) > 0
}

// redo says again what was taken back last, and reports whether there was anything.
func (m *logModel) redo(who string) bool {
	n := len(m.back[who]) - 1
	if n < 0 {
		return false
	}
	for _, w := range m.back[who][n] {
		w.gone = false
		m.logged(who)
	}
	m.back[who] = m.back[who][:n]
	return true
}

// now is what somebody says of a meme, nil for nothing.
func (m *logModel) now(who string, meme uint64) *word {
	for _, w := range slices.Backward(m.words) {
		if w.who == who && w.meme == meme && w.isAnswer() && !w.gone && !w.reask {
			return w
		}
	}
	return nil
}

// levelOf is the level that somebody gives a meme now, if that is what they say of it.
func (m *logModel) levelOf(who string, meme uint64) labels.Level {
	if w := m.now(who, meme); w != nil && w.hasLevel() {
		return w.level
	}
	return labels.NoLevel
}

// note is somebody's note on a meme, "" for none.
func (m *logModel) note(who string, meme uint64) string {
	if all := m.standing(who, meme, labels.Note); len(all) > 0 {
		return all[len(all)-1].text
	}
	return ""
}

// caption is the caption that somebody has given a meme last, or else the one that was read in its picture
// last, and which of them it is.
func (m *logModel) caption(meme uint64) (text string, origin labels.Origin) {
	origin = labels.OriginGiven
	for _, w := range m.words {
		switch {
		case w.meme != meme || w.does != labels.Caption || w.gone:
		case w.who != model.CaptionReader:
			text, origin = w.text, labels.OriginEdited
		case origin != labels.OriginEdited:
			text, origin = w.text, labels.OriginOCR
		}
	}
	return text, origin
}

// fromTable is who says what an import has brought.
const fromTable = "gold"

// people are all who have said anything.
func (m *logModel) people() (all []string) {
	for _, w := range m.words {
		if !slices.Contains(all, w.who) {
			all = append(all, w.who)
		}
	}
	return all
}

// outcome is what becomes of a meme by all that is said of it.
type outcome struct {
	kind    labels.Kind
	gold    labels.Level
	decided bool // by an adjudication
	voices  int  // people who give a level
}

// decidedBy is who has decided on a meme last, "" for nobody.
func (m *logModel) decidedBy(meme uint64) (who string) {
	for _, w := range m.words {
		if w.meme == meme && w.does == labels.Adjudicate && !w.gone {
			who = w.who
		}
	}
	return who
}

// outcomeOf decides on a meme: by the newest adjudication, else by the people, else by the
// tables. More than half of the voices must say a level. A flag stands above all of it but
// an adjudication that is newer.
func (m *logModel) outcomeOf(meme uint64) outcome {
	o := outcome{kind: labels.Unlabelled, gold: labels.NoLevel}
	decision := -1
	for i, w := range m.words {
		if w.meme == meme && w.does == labels.Adjudicate && !w.gone {
			decision = i
		}
	}
	var people, tables []labels.Level
	flagged, skipped := false, false
	for _, who := range m.people() {
		w := m.now(who, meme)
		switch {
		case w == nil:
		case w.does == labels.Flag:
			flagged = flagged || slices.Index(m.words, w) > decision
		case w.does == labels.Skip:
			skipped = true
		case who == fromTable:
			tables = append(tables, w.level)
		default:
			people = append(people, w.level)
		}
	}
	o.voices = len(people)
	voices := people
	if len(people) == 0 {
		voices = tables
	}
	most := labels.NoLevel
	for l := range labels.Level(labels.Levels) {
		n := 0
		for _, v := range voices {
			if v == l {
				n++
			}
		}
		if 2*n > len(voices) {
			most = l
		}
	}
	switch {
	case flagged:
		o.kind = labels.Flagged
	case decision >= 0:
		o.kind, o.gold, o.decided = labels.Labelled, m.words[decision].level, true
	case most != labels.NoLevel:
		o.kind, o.gold = labels.Labelled, most
	case len(voices) > 0:
		o.kind = labels.Disputed
	case skipped:
		o.kind = labels.Skipped
	}
	return o
}

// waits reports whether a meme waits for somebody, where so many people are to label each.
func (m *logModel) waits(who string, meme uint64, overlap int) bool {
	o := m.outcomeOf(meme)
	return m.now(who, meme) == nil && !o.decided && o.kind != labels.Flagged && o.voices < overlap
}

// counts is what somebody's screens should say of so many memes.
func (m *logModel) counts(who string, memes, overlap int) labels.Counts {
	c := labels.Counts{
		Memes: memes, Overlap: overlap, Undoable: len(m.undoes(who)) > 0, Redoable: len(m.back[who]) > 0,
		ByKind: map[labels.Kind]int{labels.Unlabelled: 0, labels.Labelled: 0, labels.Skipped: 0, labels.Flagged: 0, labels.Disputed: 0},
	}
	for meme := range uint64(memes) {
		o := m.outcomeOf(meme + 1)
		c.ByKind[o.kind]++
		if o.gold != labels.NoLevel {
			c.ByGold[o.gold]++
		}
		if m.levelOf(who, meme+1) != labels.NoLevel {
			c.Mine++
			c.InName++
		}
		if m.waits(who, meme+1, overlap) {
			c.Waiting++
		}
	}
	return c
}
