package tui

import (
	"fmt"
	"time"

	tea "github.com/charmbracelet/bubbletea"

	"memebench/labels"
)

// nameOf is how a press is called in a sentence on it.
func (a *app) nameOf(p press, b binding) string {
	if p.do != "" && len(b.keys) > 0 {
		return keyNames(b.keys[:1])
	}
	return labels.Printable(keyNames([]string{p.key}))
}

// unmeant says why a key does nothing: it has no meaning here, or nobody has meant
// it, which is to be minded; "" when it does what it is bound to.
func (a *app) unmeant(p press, b binding, bound bool) (why string, mind bool) {
	name := a.nameOf(p, b)
	it := a.before()
	least, answers := answerTimes[b.do]
	answers = answers && it != nil
	if a.labelling() == nil {
		least = min(least, readTime) // what is marked has been there before the selected one
	}
	switch {
	case p.pasted:
		return name + " came as fast as pasted text, which does nothing here: press again", true
	case !bound:
		return a.notHere(p.key, name), false
	case b.do == doLabel && p.nth < 0:
		return a.key(doLabel) + " label a meme: click one of the levels", false
	case p.repeated && !b.repeats:
		return name + " is held down: only its first press counts", true
	case answers && !p.chosen && !a.shown.shownFor(it, p.at, least):
		return fmt.Sprintf("%s came before #%04d could be read: press again", a.givenAs(p, name), it.meme.Seq), true
	case answers && !p.chosen && a.comesTooEarlyFor(b.do, p.at, least):
		return fmt.Sprintf("%s came before it could be read that it gives %s: press again", a.givenAs(p, name), levelName(a.offers(b.do).level)), true
	case answers && p.double:
		return "a second click so soon counts for nothing: click again", true
	case (b.do == doUndo || b.do == doRedo) && !p.chosen && a.shown.missed.of != nil && !a.shown.missed.readBy(p.at):
		return fmt.Sprintf("%s came before it could be read that %v did nothing: press again", a.givenAs(p, name), a.shown.missed.of.(*missedKey).name), true
	}
	return "", false
}

// tooEarly reports whether a key that answers a question does nothing because it came before it could be read
// of which meme the question is: what was typed stays, and the first enter that is meant for it keeps it.
func (a *app) tooEarly(do action, p press) bool {
	ask := a.ask
	if !ask.unread || do == doNo || do == doHelp || a.shown.askedBy(ask, p.at) {
		return false
	}
	if do == doEnter && !ask.early {
		ask.early = true
		a.status.warn("%s came before #%04d could be read: press again", a.givenAs(p, "enter"), ask.of.(*item).meme.Seq)
	}
	return ask.early
}

// refusesText keeps in mind that a key which begins a text, here or elsewhere, has not.
func (a *app) refusesText(p press) {
	keys := a.deps.Keys
	for _, in := range places {
		if b, ok := keys.of(in.keys).over(keys.of(globalKeys)).binding(p.key); ok && beginsText[b.do] {
			a.refused = refusedText{a.nameOf(p, b), p.key, p.at}
			return
		}
	}
}

// typedOn reports whether a key is a part of a text that nothing has asked for, while there is a meme that it would label.
func (a *app) typedOn(p press) bool {
	r := &a.refused
	if r.name == "" || a.before() == nil || p.do != "" || p.text == "" && p.key != "enter" || p.at.Sub(r.at) > typedOnWithin || p.key == r.again {
		*r = refusedText{}
		return false
	}
	r.again, r.at = "", p.at
	return true
}

// comesTooEarlyFor reports whether a key gives another level than could be read by the time of its press:
// another version is served since, say.
func (a *app) comesTooEarlyFor(do action, at time.Time, least time.Duration) bool {
	o := a.offers(do)
	return o != nil && !a.shown.offeredFor(do, *o, at, least)
}

// offers is what a key would say now that names no level, nil for nothing.
func (a *app) offers(do action) *offer {
	s, ok := a.front().(offering)
	if !ok || do != doAgree && do != doConfirm {
		return nil
	}
	if level := s.offered(do); level.Valid() {
		return &offer{a.before(), level}
	}
	return nil
}

// offering is a screen with keys that give a level without naming it: offered is the level, NoLevel for none.
type offering interface {
	offered(do action) labels.Level
}

func (s *labelScreen) offered(do action) labels.Level {
	switch {
	case !s.asks():
	case do == doConfirm:
		return s.confirmable()
	case s.whyNoAgree(s.item, s.visible()) == "":
		return s.item.pred.Level()
	}
	return labels.NoLevel
}

// offered is of the selected meme. What many memes that are marked get cannot all be read.
func (s *gridScreen) offered(do action) labels.Level {
	it := s.selected()
	if do != doAgree || len(s.marks) > 0 || it == nil || s.whyNoAgree(it, s.visible(it)) != "" {
		return labels.NoLevel
	}
	return it.pred.Level()
}

func (s *checkScreen) offered(do action) labels.Level {
	d, ok := s.list().selected()
	switch {
	case !ok:
		return labels.NoLevel
	case do == doConfirm:
		return d.Label
	}
	return d.Suggested
}

// givenAs is what a press that comes too early is called, whose key has a name.
func (a *app) givenAs(p press, name string) string {
	switch {
	case p.do == "":
		return name
	case p.key != "":
		return p.key // of a command
	}
	return "a click"
}

// answered keeps in mind whether a key that answers a meme has answered it. Until it could
// be read that it has not, a key that takes back is meant for that, and not for what was
// said before.
func (a *app) answered(p press, b binding, did bool) {
	switch _, answers := answerTimes[b.do]; {
	case !answers:
	case did:
		a.shown.look(&a.shown.missed, nil)
	default:
		a.shown.look(&a.shown.missed, &missedKey{a.givenAs(p, a.nameOf(p, b))})
	}
}

// takeBackHeld takes back what the repetitions of a key did that turned out to be held down.
func (a *app) takeBackHeld(p press) tea.Cmd {
	s := a.labelling()
	if s == nil {
		return nil
	}
	s.held = p.held
	return s.takeBackHeld()
}
