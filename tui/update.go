package tui

import (
	"slices"

	tea "github.com/charmbracelet/bubbletea"
)

// Init opens the first meme and starts to prepare the model, which a team's is already.
func (a *app) Init() tea.Cmd {
	if a.deps.Team == nil {
		if err := a.startPrepare(); err != nil {
			a.status.fail("cannot prepare the model: %v", err)
		}
	}
	return tea.Batch(a.label.start(), a.summaryCmd(), knownCmd(a.deps), a.followJobs(), a.changedCmd(0))
}

// Update takes in a message. Keys go into a queue, which is worked off as far as
// the screen lets it.
func (a *app) Update(msg tea.Msg) (tea.Model, tea.Cmd) {
	reviewed := a.reviewing()
	cmds := []tea.Cmd{a.take(msg)}
	for len(a.typed) > 0 && !a.busy() && !a.stopping {
		p := a.typed[0]
		a.typed = a.typed[1:]
		cmds = append(cmds, a.press(p))
	}
	cmds = append(cmds, a.label.takeQueue()) // that waited for an answer
	if reviewed && !a.reviewing() {
		a.trainByItself() // which has waited for the end of the list
	}
	if s := a.labelling(); s != nil {
		cmds = append(cmds, s.enter()) // by whatever way
	}
	if a.ending && !a.busy() && !a.stopping {
		cmds = append(cmds, a.stop())
	}
	cmds = append(cmds, a.afterMessage())
	return a, tea.Batch(slices.DeleteFunc(cmds, func(c tea.Cmd) bool { return c == nil })...)
}

// take hands a message to who it is for: the window, the jobs, the end of the
// program, or the screens.
func (a *app) take(msg tea.Msg) tea.Cmd {
	switch msg := msg.(type) {
	case terminalMsg:
		return a.terminalEvents(msg)
	case resumedMsg:
		a.resumed(msg.err)
	case pictureMsg:
		msg.of.done(msg)
	case fileMsg:
		a.fileOpened(msg)
	case reportPlacedMsg:
		a.reportPlaced(msg)
	case listMsg:
		return a.listCame(msg)
	case foundMsg, knownMsg, querySavedMsg, queryForgottenMsg, placeCountedMsg:
		return a.findNews(msg)
	case settingsMsg:
		a.settingsCame(msg)
	case settingSavedMsg:
		return a.settingSaved(msg)
	case followedMsg:
		return a.followed(msg)
	case rememberedMsg:
		a.remembered(msg)
	case jobsMsg:
		return a.jobNews(msg)
	case versionMsg:
		return a.versionChanged(msg)
	case changedMsg:
		return tea.Batch(a.changed(msg), a.hear())
	case summaryMsg:
		return a.summaryCame(msg)
	case cursorMsg:
		cmd := a.cursorDone(msg)
		if a.stopping {
			return a.stop() // which has waited for it
		}
		return cmd
	case cursorTickMsg:
		return a.saveCursor()
	case endMsg:
		a.ending = true
		a.keepUnfinished()
		return endTick()
	case hangsMsg:
		return a.hangs()
	case flushedMsg:
		return tea.Batch(a.flushed(msg), a.updateScreens(msg))
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
			a.logChanged(msg.captions)
			cmds = append(cmds, a.guideCmd())
		}
	case guideMsg:
		a.guideCame(msg)
	case undoneMsg:
		if msg.err == nil {
			a.logChanged(aboutCaptions(msg.events))
		}
	case aboutMsg:
		if s := a.labelling(); s != nil && s.item != nil && !s.done && msg.err == nil {
			about := newAbout(s, msg.set)
			a.float = about
			cmds = append(cmds, s.wantAboutNear(about))
		}
	case aboutNearMsg:
		if about, ok := a.float.(*aboutSheet); ok {
			about.nearCame(msg)
		}
	case recalledMsg:
		if was := msg.guide; was != "" && a.deps.GuideDigest != "" && was != a.deps.GuideDigest {
			a.status.addWarning("guide.md has changed since your last label: %s %[1]s shows it", a.key(doHelp))
		}
	case gridSavedMsg:
		if msg.err == nil {
			a.logChanged(msg.captions)
			cmds = append(cmds, a.guideCmd())
		}
	case gridUndoneMsg:
		if msg.err == nil {
			a.logChanged(aboutCaptions(msg.events))
		}
	}
	if it := a.label.item; it != nil && it != before {
		a.cursor = string(it.meme.ID)
		a.deps.LookAt(it.meme.Seq)
		cmds = append(cmds, cursorTick())
	}
	return tea.Batch(cmds...)
}

// logChanged does what follows from anything that was said or taken back, of captions or not.
func (a *app) logChanged(captions bool) {
	if captions {
		a.readAgain()
	}
	a.backUp()
	a.trainByItself()
}

// afterMessage is called after each message: it has missing pictures drawn, ends what is said
// and is not so any more, and keeps in mind what the next frame shows.
func (a *app) afterMessage() tea.Cmd {
	a.status.passed()
	if f, ok := a.float.(*findSheet); ok {
		a.shown.next(a.frame, nil, a.ask)
		return f.want()
	}
	var want func() tea.Cmd
	switch s := a.front().(type) {
	case *labelScreen:
		s.followZoomOf(&s.zoom, s.item)
		want = s.lacks
	case *gridScreen:
		s.followZoomOf(&s.zoom, s.selected())
		want = s.want
	case *evalScreen:
		want = s.want
	case *checkScreen:
		s.followZoomOf(&s.zoom, s.selected())
		want = s.want
	}
	switch {
	case a.staysRead():
		a.shown.next(a.frame, a.before(), a.ask)
	case a.covered() || a.frame.small():
		a.shown.next(a.frame, nil, a.ask)
	default:
		a.shown.next(a.frame, a.before(), nil)
		a.shown.offer(doAgree, a.offers(doAgree))
		a.shown.offer(doConfirm, a.offers(doConfirm))
	}
	if want == nil {
		return nil
	}
	return want()
}

// guideCame takes in another guide. Who is about to read it reads that; others are told.
func (a *app) guideCame(msg guideMsg) {
	if fails := a.guideFails(msg.err); fails != "" {
		a.status.addWarning("%s", fails)
	}
	if msg.err != nil || msg.digest == a.deps.GuideDigest {
		return
	}
	a.deps.Guide, a.deps.GuideDigest = msg.text, msg.digest
	if h, ok := a.float.(*help); ok {
		h.pages[len(h.pages)-1] = newGuidePage(a.deps.Keys, msg.text)
		return
	}
	if a.tab != tabData || a.data.view != viewGuide {
		a.status.addWarning("guide.md has changed: %s %[1]s shows it", a.key(doHelp))
	}
}

// hear has read what others have said meanwhile of the meme on the screen: at once, or when Label is
// turned to again. Where none is, it looks for one that they have left.
func (a *app) hear() tea.Cmd {
	s := a.labelling()
	if s != a.label {
		a.label.stale = true
	}
	switch {
	case s != nil && s.ungiven() && !s.busy():
		return s.lookAgain()
	case s == nil || s.item == nil:
		return nil
	}
	return heardCmd(a.deps, s.item.meme.ID)
}
