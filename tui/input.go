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
	var cmds []tea.Cmd
	for _, e := range events {
		switch e := e.(type) {
		case term.Key:
			keys = append(keys, e)
			a.clicked = term.Mouse{} // a click behind a key doubles none
		case term.Mouse:
			cmds = append(cmds, a.queue(a.keyboard.presses(keys)), a.queue(a.mouse(e)))
			keys, a.clicked = nil, e
		case term.Paste: // behind what was typed before it
			cmds = append(cmds, a.queue(a.keyboard.presses(keys)), a.queue([]press{{text: e.Text, paste: true}}))
			keys = nil
		case term.Resized:
			a.resize(e)
		case term.Written:
			if s := a.labelling(); a.shown.written(e) && s != nil {
				s.since = e.At
			}
		case term.Gone:
			a.stopErr, a.ending = errors.Join(a.stopErr, e.Err), true
			cmds = append(cmds, endTick())
		}
	}
	return tea.Batch(append(cmds, a.queue(a.keyboard.presses(keys)))...)
}

// queue takes keys in.
func (a *app) queue(keys []press) tea.Cmd {
	if a.deps.Team != nil && len(keys) > 0 {
		a.deps.Team.Stay()
	}
	if a.atShell {
		a.forShell += len(keys)
		return nil
	}
	for _, p := range keys {
		if p.key == "ctrl+c" && (a.stopping || slices.ContainsFunc(a.typed, func(p press) bool { return p.key == "ctrl+c" })) {
			// Asked twice while something hangs: go, whatever it is.
			a.stopErr = errors.Join(a.stopErr, ErrUnderWay)
			return tea.Quit
		}
		a.unasked(p)
		if len(a.typed) >= typeAhead {
			a.status.fail("too many keys: dropped those after the %dth", typeAhead)
			return nil
		}
		a.typed = append(a.typed, p)
	}
	return nil
}

// paste takes in pasted text: it is text, and no keys.
func (a *app) paste(text string) tea.Cmd {
	if a.ask != nil && a.ask.enter != nil {
		a.noRoom(a.ask.paste(text))
		return nil
	}
	if a.ask == nil && a.types() {
		return a.float.act(a, "", press{text: text})
	}
	a.status.warn("pasted text does nothing here")
	return nil
}

// press does what one key means now.
func (a *app) press(p press) tea.Cmd {
	if p.paste {
		return a.paste(p.text)
	}
	if p.on != nil && p.on != a.top() {
		return nil // what was clicked is not there any more
	}
	if b, ok := a.keys().binding(p.key); ok && a.covered() && p.repeated && !b.repeats && p.key != "ctrl+c" {
		return nil // held down: what floats has had its first press, or the screen beneath
	}
	if a.ask != nil {
		return a.pressAsk(p)
	}
	if a.frame.small() {
		// Nothing is on the screen that a key could be meant for.
		if do, ok := a.deps.Keys.of(globalKeys).find(p.key); ok && do == doQuit {
			return a.quit()
		}
		return nil
	}
	if a.float != nil {
		do := p.do
		if do == "" {
			do, _ = a.float.keys().find(p.key)
		}
		h, helps := a.float.(*help)
		if helps && h.asked != nil && p.key == "ctrl+c" {
			do = doLeave // the question waits for its answer
		}
		if p.key == "ctrl+c" && do != doLeave {
			a.close()
			return a.quit()
		}
		if do == doHelp && !helps {
			return a.act(do, p)
		}
		if err := a.mayDo(do, p); err != nil {
			a.status.warn("%v", err)
			return nil
		}
		if over := a.float; do == "" && !a.types() && !(helps && a.opensHelp(p.key)) {
			a.status.sayWhile(func() bool { return a.float == over }, "%s does nothing here: %s closes this first", a.nameOf(p, binding{}), a.deps.Keys.key(doLeave))
			return nil
		}
		return a.float.act(a, do, p)
	}
	return a.perform(p)
}

// types reports whether what floats over the window has a line that keys write into.
func (a *app) types() bool {
	switch a.float.(type) {
	case *commandSheet, *versionSheet, *findSheet:
		return true
	}
	return false
}

// perform does what a press means on the screen that has the keys.
func (a *app) perform(p press) tea.Cmd {
	if a.typedOn(p) {
		a.status.warn("%s was typed behind %s, which has asked for nothing", a.nameOf(p, binding{}), a.refused.name)
		return nil
	}
	b, ok := a.bound(p)
	if ok && p.do == "" {
		p.nth = b.nth(p.key)
	}
	if why, mind := a.unmeant(p, b, ok); why != "" {
		if mind {
			a.status.warn("%s", why)
			a.answered(p, b, false)
		} else {
			a.status.say("%s", why)
		}
		if (!ok || beginsText[b.do] && !p.repeated) && !p.pasted {
			a.refusesText(p)
		}
		if p.held.IsZero() {
			return nil
		}
		return a.takeBackHeld(p)
	}
	if b.do == doLeave && !a.works(doLeave) {
		b.do = doDismiss // there is nothing to leave
	}
	switch b.do {
	case doNews: // it shows what another key would take away
		return a.act(b.do, p)
	case doDismiss:
		if !a.status.dismiss() {
			a.status.say("nothing to leave here: %s quits", a.key(doQuit))
		}
		return nil
	}
	if err := a.mayDo(b.do, p); err != nil {
		a.status.warn("%v", err)
		a.refusesText(p)
		return nil
	}
	before := a.status.takeNews()
	works, it := a.works(b.do), a.before()
	cmd := a.act(b.do, p)
	if a.ask != nil && it != nil && takesText[b.do] {
		a.ask.of, a.ask.unread = it, !p.chosen && !a.shown.readBy(it, p.at)
	}
	a.answered(p, b, cmd != nil || a.busy() || a.covered() || a.status.news() == "")
	if a.busy() {
		a.status.putBack(before) // until what comes of the key is known
	} else if cmd == nil && !works && !a.covered() && a.status.news() == "" {
		a.status.say("%s has nothing to do here now", a.nameOf(p, b))
	}
	if takesText[b.do] && cmd == nil && !a.busy() && !a.covered() {
		a.dropText() // there is nothing that it could be written into
		a.refusesText(p)
	}
	return cmd
}

// bound returns what a press is bound to here.
func (a *app) bound(p press) (binding, bool) {
	if p.do == "" {
		return a.live().binding(p.key)
	}
	if b, ok := a.live().of(p.do); ok {
		return b, true
	}
	return binding{do: p.do}, true
}

// act does what is meant, wherever it was pressed.
func (a *app) act(do action, p press) tea.Cmd {
	if t := slices.Index(tabActions[:], do); t >= 0 {
		return a.open(tab(t))
	}
	switch do {
	case doQuit:
		return a.quit()
	case doSuspend:
		if !a.shell {
			a.status.say("there is no shell to go back to: %s quits", a.key(doQuit))
			return nil
		}
		// What is typed behind it, on a line that is far away say, is meant for the shell.
		a.atShell, a.forShell, a.typed = true, len(a.typed), nil
		display := a.display
		return func() tea.Msg { return resumedMsg{display.Suspend()} }
	case doRepaint:
		a.pics.lookAgain()
		a.thumbs.lookAgain()
		a.display.Repaint()
		return nil
	case doTab:
		return a.open(a.besideTab(1))
	case doTabBack:
		return a.open(a.besideTab(-1))
	case doHelp:
		h := newHelp(a.front().title(), a.helpful(), a.deps.Keys, a.deps.Guide)
		if f, ok := a.float.(*findSheet); ok {
			h = newHelp("Find", f.keys(), a.deps.Keys, a.deps.Guide)
			h.over = f // with what is written
		}
		a.float = h
		return a.guideCmd()
	case doGuide:
		h := newHelp(a.front().title(), a.helpful(), a.deps.Keys, a.deps.Guide)
		h.turn(len(h.pages) - 1)
		a.float = h
		return a.guideCmd()
	case doNews:
		remarks, _ := a.front().remarks()
		a.float = &newsSheet{said: a.status.log, remarks: remarks}
		return nil
	case doCommands:
		a.float = newCommands(a.st, a.commands(), a.read(p.at), a.perform)
		return nil
	case doSettings:
		return a.openSettings()
	case doFind:
		return a.openFind()
	case doGoTo:
		if s, ok := a.front().(versioned); ok {
			a.openVersions(s)
			return nil
		}
	case doRelink:
		a.status.say("quit, then: memebench relink DIR")
		return nil
	case doRollback:
		a.rollback()
		return nil
	case doCheckAgain:
		a.show(tabCheck)
		a.check.again()
		return nil
	case doAlike:
		sheet, cmd := a.check.alike()
		if sheet != nil {
			a.float = sheet
		}
		return cmd
	case doEvaluate:
		return a.evaluateAgain()
	case doRetrain:
		return a.retrain()
	case doCancel:
		a.cancel()
		return nil
	}
	return a.front().act(do, p)
}

// helpful are the keys of the screen beneath: that for frames only where there are some.
func (a *app) helpful() keymap {
	return slices.DeleteFunc(a.live(), func(b binding) bool { return b.do == doFrames && !a.works(doFrames) })
}

// cancel cancels what was asked for last, and then what the program does by itself.
func (a *app) cancel() {
	if a.wanted {
		a.wanted, a.eval.follow = false, evaluation{}
		a.status.say("called off: training")
		return
	}
	var theirs string
	for _, k := range jobKinds {
		if j, ok := a.active[k.kind]; ok && a.others(j) {
			theirs = fmt.Sprintf("%s is not yours to cancel: %s has started it", jobName(j), StartedBy(j))
		} else if ok {
			a.runnerOf(k.kind).Cancel(k.kind)
			a.again = a.again && k.kind != jobTrain
			a.status.say("cancelling: %s", jobName(j))
			return
		}
	}
	if theirs == "" {
		theirs = "nothing runs that could be cancelled"
	}
	a.status.say("%s", theirs)
}

// resumedMsg says that the program goes on after it was suspended.
type resumedMsg struct{ err error }

// resumed goes on after that. Nothing is meant for what was on the screen before the shell had it.
func (a *app) resumed(err error) {
	n := a.forShell
	a.atShell, a.forShell = false, 0
	a.shown = showing{serial: a.shown.serial}
	switch {
	case err != nil:
		a.status.fail("back from the shell: %v", err)
	case n > 0:
		a.status.warn("dropped %s that came behind %s before the shell was there", count(n, "key"), a.deps.Keys.key(doSuspend))
	}
}

func (a *app) pressAsk(p press) tea.Cmd {
	do := p.do
	if do == "" {
		do, _ = a.ask.keys().find(p.key)
	}
	switch {
	case a.tooEarly(do, p):
	case do == doEnter:
		enter, text := a.ask.enter, a.ask.answer()
		if err := a.ask.check(text); err != nil {
			a.ask.fault = labels.Printable(err.Error())
			return nil
		}
		a.ask = nil
		return enter(text)
	case do == doFormat:
		a.ask.nextEnding()
	case do == doHelp:
		h := newQuestionHelp(a.ask, a.deps.Keys, a.deps.Guide)
		h.over, a.float, a.ask = a.float, h, nil
		return a.guideCmd()
	case a.ask.enter != nil && do != doNo:
		a.status.answered()
		a.noRoom(a.ask.write(a.st, a.frame, p))
	case do == doYes && !a.shown.askedBy(a.ask, p.at):
		a.status.warn("%s came before the question could be read: press again", a.givenAs(p, "y"))
	case do == doYes || a.ask.insist && p.key == "ctrl+c":
		a.hurry = p.key == "ctrl+c"
		yes := a.ask.yes
		a.ask = nil
		return yes()
	case do == doNo || p.key == "ctrl+c":
		no := a.ask.no
		a.ask = nil
		if no != nil {
			return no()
		}
	}
	return nil
}
