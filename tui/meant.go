package tui

import (
	"fmt"

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
		return "pasted text does nothing here", true
	case !bound:
		return a.notHere(p.key, name), false
	case b.do == doLabel && p.nth < 0:
		return a.key(doLabel) + " label a meme: click one of the levels", false
	case p.repeated && !b.repeats:
		return name + " is held down: only its first press counts", true
	case answers && !p.chosen && !a.shown.shownFor(it, p.at, least):
		return fmt.Sprintf("%s came before #%04d could be read: press again", a.givenAs(p, name), it.meme.Seq), true
	case (b.do == doUndo || b.do == doRedo) && !p.chosen && a.shown.missed.of != nil && !a.shown.missed.readBy(p.at):
		return fmt.Sprintf("%s came before it could be read that %v did nothing: press again", a.givenAs(p, name), a.shown.missed.of.(*missedKey).name), true
	}
	return "", false
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

// takeBackHeld takes back what the first repetition of a key did that turned out to
// be held down.
func (a *app) takeBackHeld(p press) tea.Cmd {
	s := a.labelling()
	if s == nil || !s.saidAt.Equal(p.held) {
		return nil
	}
	return s.act(doUndo, press{})
}
