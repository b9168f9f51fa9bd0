package tui

import (
	"slices"

	tea "github.com/charmbracelet/bubbletea"

	"memebench/tui/term"
)

// tab is one of the screens.
type tab int

const (
	tabLabel tab = iota
	tabEvaluate
	tabTrain
	tabs
)

// app is the root: it owns the screens, routes keys and messages to them, and
// draws what is around them.
type app struct {
	*session
	display display
	shell   bool // there is one to go back to when the program is suspended
	tab     tab
	label   *labelScreen
	eval    *evalScreen
	train   *trainScreen

	help *help

	keyboard keyboard
	ending   bool // the session shall end as soon as nothing is under way
	shown    showing

	cursor      string // the meme to resume at, as it should be on disk
	cursorSaved string
	cursorBusy  bool

	prepared bool   // and nothing said of it yet
	byItself bool   // the training that runs was asked for by nobody
	again    bool   // another training was asked for while one ran
	due      int    // new labels at which the next starts by itself, if that is more than usual
	promised uint64 // the job whose first predictions have been looked for
	flushing bool   // what could not be saved is tried once more
	stopping bool
	hurry    bool // it was asked to stop by ctrl+c, twice
	stopErr  error
	rescued  error // says where what could not be saved is
}

func newApp(s *session, shell bool) *app {
	a := &app{session: s, shell: shell}
	a.label, a.eval, a.train = newLabelScreen(s), newEvalScreen(s), newTrainScreen(s)
	return a
}

// screens are those that tab goes round.
func (a *app) screens() [tabs]screen {
	return [tabs]screen{tabLabel: a.label, tabEvaluate: a.eval, tabTrain: a.train}
}

// front returns the screen that has the body and the keys.
func (a *app) front() screen {
	if a.tab == tabEvaluate && a.eval.cell != nil {
		return a.eval.cell
	}
	return a.screens()[a.tab]
}

// Init opens the first meme and starts to prepare the model.
func (a *app) Init() tea.Cmd {
	if err := a.startPrepare(); err != nil {
		a.status.fail("cannot prepare the model: %v", err)
	}
	return tea.Batch(a.label.start(), a.summaryCmd(), a.jobsCmd(0))
}

// Update takes in a message. Keys go into a queue, which is worked off as far as
// the screen lets it.
func (a *app) Update(msg tea.Msg) (tea.Model, tea.Cmd) {
	cmds := []tea.Cmd{a.take(msg)}
	for len(a.typed) > 0 && !a.busy() && !a.stopping {
		p := a.typed[0]
		a.typed = a.typed[1:]
		cmds = append(cmds, a.press(p))
	}
	if a.ending && !a.busy() && !a.stopping {
		cmds = append(cmds, a.stop())
	}
	cmds = append(cmds, a.settle())
	return a, tea.Batch(slices.DeleteFunc(cmds, func(c tea.Cmd) bool { return c == nil })...)
}

// busy reports that the meme on the screen is about to change, so that a key
// read now is meant for the one that comes.
func (a *app) busy() bool {
	s := a.labelling()
	return a.flushing || s != nil && s.busy()
}

// labelling returns the label screen that has the keys, nil if another has.
func (a *app) labelling() *labelScreen {
	s, _ := a.front().(*labelScreen)
	return s
}

// take hands a message to who it is for: the window, the jobs, the end of the
// program, or the screens.
func (a *app) take(msg tea.Msg) tea.Cmd {
	switch msg := msg.(type) {
	case terminalMsg:
		return a.hear(msg)
	case resumedMsg:
		if msg.err != nil {
			a.status.fail("back from the shell: %v", msg.err)
		}
	case pictureMsg:
		a.pics.done(msg)
	case fileMsg:
		a.fileOpened(msg)
	case rememberedMsg:
		a.remembered(msg)
	case jobsMsg:
		return a.jobNews(msg)
	case summaryMsg:
		return a.summaryCame(msg)
	case cursorMsg:
		return a.cursorDone(msg)
	case cursorTickMsg:
		return a.saveCursor()
	case endMsg:
		a.ending = true
		return endTick()
	case hangsMsg:
		return a.hangs()
	case flushedMsg:
		return a.flushed(msg)
	case stoppedMsg:
		return a.stopped(msg)
	default:
		return a.updateScreens(msg)
	}
	return nil
}

// updateScreens offers a message to every screen: it is for the one that has asked
// for it. What follows from a change of the log, or of the meme to label, comes after.
func (a *app) updateScreens(msg tea.Msg) tea.Cmd {
	before := a.label.item
	var cmds []tea.Cmd
	for _, s := range a.screens() {
		cmds = append(cmds, s.update(msg))
	}
	switch msg := msg.(type) {
	case savedMsg:
		if msg.err == nil {
			a.trainByItself()
		}
	case undoneMsg:
		if msg.err == nil {
			a.trainByItself()
		}
	}
	if it := a.label.item; it != nil && it != before {
		a.cursor = string(it.meme.ID)
		a.deps.LookAt(it.meme.Seq)
		cmds = append(cmds, cursorTick())
	}
	return tea.Batch(cmds...)
}

// summaryCame takes in what the workspace holds now. The first time, the screens have
// come up.
func (a *app) summaryCame(msg summaryMsg) tea.Cmd {
	if msg.err != nil {
		a.status.fail("cannot read the workspace: %v", msg.err)
		return nil
	}
	first := a.curve.revision == 0
	a.know(msg.summary)
	a.plot(msg.summary.Revision, msg.curve)
	if first {
		a.backUp()
	}
	a.sayPrepared()
	a.train.refresh()
	a.trainByItself()
	return a.eval.refresh(a.tab == tabEvaluate)
}

func (a *app) resize(size term.Resized) {
	c := a.pics.cell
	if size.Cell != (term.Cell{}) {
		c = term.Cell{W: size.Cell.W, H: size.Cell.H}
	}
	a.frame = newFrame(size.Width, size.Height)
	if c != a.pics.cell {
		a.pics.cell = c
		a.pics.forget()
	}
}

// settle is called after each message: it has missing pictures drawn, and keeps in
// mind what the next frame shows.
func (a *app) settle() tea.Cmd {
	s := a.labelling()
	if s == nil {
		a.shown.next(nil)
		return nil
	}
	s.followZoom()
	if a.help != nil || a.frame.small() {
		a.shown.next(nil)
	} else {
		a.shown.next(s.item)
	}
	return s.wantPictures()
}

// keys returns every binding that is live now.
func (a *app) keys() keymap {
	switch {
	case a.ask != nil:
		return a.ask.keys()
	case a.help != nil:
		return helpKeys
	}
	return a.front().keys().over(globalKeys)
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

// details is what ! shows.
func (a *app) details() string {
	text := a.status.whole()
	if text == "" {
		text = a.unprepared
	}
	if text == "" {
		text, _ = a.front().remarks()
	}
	return text
}

func (a *app) open(t tab) tea.Cmd {
	a.front().leave()
	a.tab = t
	return a.front().enter()
}

func (a *app) cancel() {
	for _, kind := range cancelOrder {
		if j, ok := a.active[kind]; ok {
			a.runner.Cancel(kind)
			a.again = a.again && kind != jobTrain
			a.status.say("cancelling: %s", jobName(j))
			return
		}
	}
	a.status.say("nothing is running that could be cancelled")
}

// works reports whether an action has an effect now.
func (a *app) works(do action) bool {
	switch do {
	case doRetrain:
		_, training := a.active[jobTrain]
		_, preparing := a.active[jobPrepare]
		return !training && !preparing && a.summary.Counts.Memes > 0
	case doCancel:
		return len(a.active) > 0
	case doDetails:
		_, complete := a.statusLine()
		_, remarks := a.front().remarks()
		return !complete || a.status.text() == "" && (a.unprepared != "" || remarks)
	case doPage:
		return a.help != nil && len(a.help.pages) > 1
	}
	if a.ask != nil || a.help != nil {
		return true
	}
	return a.front().works(do)
}

// resumedMsg says that the program goes on after it was suspended.
type resumedMsg struct{ err error }
