package tui

import (
	"errors"
	"fmt"
	"slices"

	tea "github.com/charmbracelet/bubbletea"

	"memebench/labels"
	"memebench/tui/term"
)

// typeAhead is how many keys may wait. More than that is a book on the keyboard.
const typeAhead = 256

// terminalEvents takes in what has happened at the terminal.
func (a *app) terminalEvents(events []term.Event) tea.Cmd {
	var keys []term.Key
	var gone tea.Cmd
	for _, e := range events {
		switch e := e.(type) {
		case term.Key:
			keys = append(keys, e)
		case term.Paste:
			a.paste(e.Text)
		case term.Resized:
			a.resize(e)
		case term.Written:
			if s := a.labelling(); a.shown.written(e) && s != nil {
				s.since = e.At
			}
		case term.Gone:
			a.stopErr, a.ending = errors.Join(a.stopErr, e.Err), true
			gone = endTick()
		}
	}
	return tea.Batch(gone, a.queue(a.keyboard.presses(keys)))
}

// queue takes keys in.
func (a *app) queue(keys []press) tea.Cmd {
	for _, p := range keys {
		if p.key == "ctrl+c" && (a.stopping || slices.ContainsFunc(a.typed, func(p press) bool { return p.key == "ctrl+c" })) {
			// Asked twice while something hangs: go, whatever it is.
			a.stopErr = errors.Join(a.stopErr, ErrUnderWay)
			return tea.Quit
		}
		if len(a.typed) >= typeAhead {
			a.status.fail("too many keys ahead of the screen: those after the %dth are dropped", typeAhead)
			return nil
		}
		a.typed = append(a.typed, p)
	}
	return nil
}

// paste takes in pasted text: it is text, and no keys.
func (a *app) paste(text string) {
	if a.ask != nil && a.ask.enter != nil {
		a.ask.paste(text)
		return
	}
	a.status.say("pasted text does nothing here")
}

// press does what one key means now.
func (a *app) press(p press) tea.Cmd {
	if a.ask != nil {
		return a.pressAsk(p)
	}
	if a.frame.small() {
		// Nothing is on the screen that a key could be meant for.
		if do, ok := globalKeys.find(p.key); ok && do == doQuit {
			return a.quit()
		}
		return nil
	}
	if a.help != nil {
		do, _ := helpKeys.find(p.key)
		if p.key == "ctrl+c" {
			a.help = nil
			return a.quit()
		}
		if !a.help.act(do) {
			a.help = nil
		}
		return nil
	}
	b, ok := a.keys().binding(p.key)
	if why := a.unmeant(p, b, ok); why != "" {
		a.status.say("%s", why)
		if p.held.IsZero() {
			return nil
		}
		return a.takeBackHeld(p)
	}
	if b.do == doDetails {
		return a.act(b.do, p) // it shows the news that another key would replace
	}
	before := a.status.takeNews()
	cmd := a.act(b.do, p)
	if a.busy() {
		a.status.putBack(before) // until what comes of the key is known
	}
	return cmd
}

// unmeant says why a key does nothing: it has no meaning here, or nobody has meant
// it; "" when it does what it is bound to.
func (a *app) unmeant(p press, b binding, bound bool) string {
	name := labels.Printable(keyNames([]string{p.key}))
	switch {
	case p.pasted:
		return "pasted text does nothing here"
	case !bound:
		return name + " does nothing here: ? shows the keys"
	case p.repeated && !b.repeats:
		return name + " is held down: only its first press counts"
	case (b.do == doLabel || b.do == doSkip) && a.labelling().item != nil && !a.shown.readBy(a.labelling().item, p.at):
		return fmt.Sprintf("%s came before #%d could be read: press it again", name, a.labelling().item.meme.Seq)
	}
	return ""
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

// act does what is meant, wherever it was pressed.
func (a *app) act(do action, p press) tea.Cmd {
	switch do {
	case doQuit:
		return a.quit()
	case doSuspend:
		if !a.shell {
			a.status.say("there is no shell to go back to: q quits")
			return nil
		}
		display := a.display
		return func() tea.Msg { return resumedMsg{display.Suspend()} }
	case doRepaint:
		a.display.Repaint()
		return nil
	case doTab:
		return a.open((a.tab + 1) % tabs)
	case doTabBack:
		return a.open((a.tab + tabs - 1) % tabs)
	case doLabelScreen:
		return a.open(tabLabel)
	case doEvalScreen:
		return a.open(tabEvaluate)
	case doTrainScreen:
		return a.open(tabTrain)
	case doHelp:
		a.help = newHelp(a.front().title(), a.keys(), a.deps.Guide)
		return nil
	case doDetails:
		if text := a.details(); text != "" {
			a.help = newDetails(text)
		}
		return nil
	case doDismiss:
		a.status.dismiss()
		return nil
	case doRetrain:
		return a.retrain()
	case doCancel:
		a.cancel()
		return nil
	}
	return a.front().act(do, p)
}

func (a *app) open(t tab) tea.Cmd {
	a.front().leave()
	a.tab = t
	return a.front().enter()
}

func (a *app) cancel() {
	for _, k := range jobKinds {
		if j, ok := a.active[k.kind]; ok {
			a.runner.Cancel(k.kind)
			a.again = a.again && k.kind != jobTrain
			a.status.say("cancelling: %s", jobName(j))
			return
		}
	}
	a.status.say("nothing is running that could be cancelled")
}

// resumedMsg says that the program goes on after it was suspended.
type resumedMsg struct{ err error }

func (a *app) pressAsk(p press) tea.Cmd {
	do, _ := a.ask.keys().find(p.key)
	switch {
	case do == doEnter:
		enter, text := a.ask.enter, a.ask.answer()
		if err := a.ask.check(text); err != nil {
			a.ask.fault = labels.Printable(err.Error())
			return nil
		}
		a.ask = nil
		return enter(text)
	case a.ask.enter != nil && do != doNo:
		a.ask.write(p)
	case do == doYes || a.ask.insist && p.key == "ctrl+c":
		a.hurry = p.key == "ctrl+c"
		yes := a.ask.yes
		a.ask = nil
		return yes()
	case do == doNo || p.key == "ctrl+c":
		a.ask = nil
	}
	return nil
}
