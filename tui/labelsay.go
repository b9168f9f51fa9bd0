package tui

import (
	"errors"
	"fmt"
	"slices"
	"strings"
	"time"
	"unicode/utf8"

	tea "github.com/charmbracelet/bubbletea"

	"memebench/labels"
)

// event is something said now of the meme on the screen.
func (s *labelScreen) event(act labels.Action, level labels.Level) labels.Event {
	return s.session.event(s.item, act, level, s.stood())
}

// stood is how the meme stands on the screen.
func (s *labelScreen) stood() stood {
	return stood{
		screen:  s.name,
		visible: s.visible(),
		// Whoever opens a cell, or finds memes by what the model says, knows it.
		known:   s.seen || s.cell != nil || tells(s.queue, s.item),
		decides: s.adjudicates() || s.decided(s.item),
		asked:   max(0, s.now().Sub(s.since)), // what is chosen among the commands waits for no screen
	}
}

// save sends what is said on its way.
func (s *labelScreen) save(say statement) tea.Cmd {
	say.of = *s.item
	say.news = fmt.Sprintf("%s #%04d", say.news, say.of.meme.Seq)
	for i := range say.events {
		say.events[i].Batch += i
	}
	op, slow := s.begin()
	return tea.Batch(saveCmd(s.deps, s.queue, op, s.unsaved.with(say.events...), say), slow)
}

// answer saves what ends with the meme: the next one comes. The press is remembered, to
// be taken back if it turns out to be of a key that is held.
func (s *labelScreen) answer(e labels.Event, p press, news string) tea.Cmd {
	s.saidBy(p)
	return s.save(statement{events: []labels.Event{e}, news: news})
}

// saidBy remembers when the press was that says something, for as long as it may be taken back.
func (s *labelScreen) saidBy(p press) {
	s.said = slices.DeleteFunc(append(s.said, p.at), func(at time.Time) bool { return p.at.Sub(at) > 2*heldWithin })
}

func (s *labelScreen) giveLevel(l labels.Level, p press) tea.Cmd {
	e := s.event(labels.SetLevel, l)
	return s.answer(e, p, "saved "+levelName(e.Level)+",")
}

// agree gives the level that the model takes for the most probable.
func (s *labelScreen) agree(p press) tea.Cmd {
	if why := s.whyNoAgree(s.item, s.visible()); why != "" {
		s.status.say("%s", why)
		return nil
	}
	e := s.event(labels.SetLevel, s.item.pred.Level())
	e.Accepted = true
	return s.answer(e, p, "saved "+levelName(e.Level)+", as the model says,")
}

// confirm says the level that can be confirmed once more. It is a label as any other, and no
// re-ask: whoever confirms sees what was said, so that it tells nothing of how well one
// agrees with oneself.
func (s *labelScreen) confirm(p press) tea.Cmd {
	l := s.confirmable()
	if !l.Valid() {
		s.status.say("nothing of yours to confirm here: %s label it", s.key(doLabel))
		return nil
	}
	return s.answer(s.event(labels.SetLevel, l), p, "confirmed "+levelName(l)+",")
}

func (s *labelScreen) skip(p press) tea.Cmd {
	return s.answer(s.event(labels.Skip, labels.NoLevel), p, "skipped")
}

// flag says that the meme is unfit, or takes that away. It stands at once; a reason is
// asked for then (askReason), and may be left out.
func (s *labelScreen) flag(p press) tea.Cmd {
	if m, _ := s.mine(); m.Action == labels.Flag {
		return s.retract(labels.Flag, "took the flag away,")
	}
	s.saidBy(p)
	return s.save(statement{events: []labels.Event{s.event(labels.Flag, labels.NoLevel)}, stays: true, news: "flagged"})
}

// retract takes all away that the annotator has said of the meme with an action.
func (s *labelScreen) retract(act labels.Action, news string) tea.Cmd {
	return s.save(statement{events: s.retractions(s.item, act, s.stood()), stays: true, news: news})
}

// askReason asks why a meme is unfit that was flagged just now, with an event. Whatever
// the answer, the flag stands, and the next meme comes, unless the queue ends with it.
func (s *labelScreen) askReason(flagged labels.Event, ends bool) {
	s.askWhyUnfit([]item{*s.item}, func() tea.Cmd {
		if ends {
			return s.queueOver()
		}
		op, slow := s.begin()
		return tea.Batch(onCmd(s.deps, s.queue, op, s.item.meme), slow)
	}, func(text string) tea.Cmd {
		return s.save(statement{events: s.reasons(text, flagged), ends: ends, news: "kept why it is unfit,"})
	})
	s.ask.beside = s.showsPicture()
}

// askNote asks for a note of the meme.
func (s *labelScreen) askNote() {
	s.askNoteOf(s.item, func(text string) tea.Cmd {
		news := "note kept,"
		if text == "" {
			news = "took the note away,"
		}
		return s.save(statement{events: s.noting(s.item, text, s.stood()), stays: true, news: news})
	})
	s.ask.beside = s.showsPicture()
}

// askDecision asks for a level that is gold from then on, whatever others say or have decided.
func (s *labelScreen) askDecision() {
	s.ask = newField(fmt.Sprintf("Which level is gold of #%04d?", s.item.meme.Seq), "", aLevel, func(text string) tea.Cmd {
		if text == "" {
			return nil
		}
		l, _ := labels.ParseDigitOrLevel(text)
		return s.save(statement{events: []labels.Event{s.event(labels.Adjudicate, l)}, stays: true, news: "decided " + levelName(l) + ","})
	})
	s.ask.does, s.ask.leaves = "decide", "decide nothing"
	s.ask.note = "1 very negative to 5 very positive. It is gold, whatever others say or have decided."
	if s.item.state.Kind == labels.Flagged {
		s.ask.note += " It lifts the flag."
	}
	s.ask.beside = s.showsPicture()
}

// aLevel takes the name or the digit of a level, and nothing.
func aLevel(text string) error {
	if text == "" {
		return nil
	}
	_, err := labels.ParseDigitOrLevel(text)
	return err
}

// showsPicture reports whether the meme's picture stands in its place on the screen.
func (s *labelScreen) showsPicture() bool {
	return hasPicture(s.item.meme) && s.zoom.level == zoomOff
}

// askNoteOf asks for a note of a meme, and has it kept; "" is none. One that was written elsewhere, and is
// longer than notes are here, keeps its length.
func (s *session) askNoteOf(it *item, keep func(text string) tea.Cmd) {
	was, began := labels.PrintableLines(s.noteOf(it)), ""
	s.ask = newField(fmt.Sprintf("Note on #%04d", it.meme.Seq), "", anyText, func(text string) tea.Cmd {
		if text == began {
			s.status.say("the note is as it was")
			return nil
		}
		return keep(text)
	})
	s.ask.lengthen(noteRows, max(noteLimit, utf8.RuneCountInString(was)), was)
	began = s.ask.began
	s.ask.does = "keep it"
	s.ask.note = "Others see it once they have answered. Empty: no note."
}

// The rows that the fields of a note and of a caption have where there is room for them.
const (
	noteRows    = 3
	captionRows = 8
)

// errBare is why a caption is not taken away.
var errBare = errors.New("without a picture there would be nothing left of this meme")

// askCaption asks for another caption of the meme.
func (s *labelScreen) askCaption() {
	if why := s.whyNoEdit(); why != "" {
		s.status.say("%s", why)
		return
	}
	m := s.item.meme
	was, began := captionText(m), ""
	check := func(text string) error {
		if strings.TrimSpace(text) == "" && !hasPicture(m) {
			return errBare
		}
		return nil
	}
	s.ask = newField(fmt.Sprintf("Caption of #%04d", m.Seq), "", check, func(text string) tea.Cmd {
		if text == began {
			s.status.say("the caption is as it was")
			return nil
		}
		e := s.event(labels.Caption, labels.NoLevel)
		e.Text = text
		return s.save(statement{events: []labels.Event{e}, stays: true, news: "caption changed,", from: was})
	})
	s.ask.lengthen(captionRows, captionLimit, was)
	began = s.ask.began
	s.ask.does = "save it"
	s.ask.note = "alt+enter: a new line. The imported caption is kept."
	s.ask.beside = s.showsPicture()
}

// undo takes back what was said last. Where that took a flag or a note away, it is back.
func (s *labelScreen) undo() tea.Cmd {
	if s.takesBackUnsaved() {
		return nil
	}
	return s.takeBack(s.away)
}

// takeBackHeld takes back, one after the other, what a key that is held down gave by its repetitions.
func (s *labelScreen) takeBackHeld() tea.Cmd {
	for n := len(s.said) - 1; n >= 0 && !s.held.IsZero() && !s.said[n].Before(s.held); n-- {
		s.said = s.said[:n]
		if cmd := s.undo(); cmd != nil {
			return cmd
		}
	}
	s.held = time.Time{}
	return nil
}

// takeBack takes back the newest act, or, to redo, what the newest undo took back.
func (s *labelScreen) takeBack(redo bool) tea.Cmd {
	op, slow := s.begin()
	return tea.Batch(undoCmd(s.deps, s.queue, op, redo), slow)
}

// askMeme asks for the meme to go to: what was written already is there, with why it is
// no meme.
func (s *labelScreen) askMeme(text string, why error) {
	s.ask = newField("Go to which meme?", text, anyText, func(text string) tea.Cmd {
		op, slow := s.begin()
		return tea.Batch(findCmd(s.deps, s.queue, op, text), slow)
	})
	if s.ask.does, s.ask.leaves = "go there", "stay here"; why != nil {
		s.ask.fault = labels.Printable(why.Error())
	}
	s.ask.note = "Its number, the name of its picture, or the beginning of its id."
}
