package tui

import (
	"errors"
	"fmt"
	"slices"
	"strings"

	tea "github.com/charmbracelet/bubbletea"

	"memebench/eval"
	"memebench/labels"
	"memebench/model"
	"memebench/tui/jobs"
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

var tabNames = [tabs]string{"Label", "Evaluate", "Train"}

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
	ask  *dialog

	keyboard keyboard
	typed    []press // read while the screen was about to change, in order
	ending   bool    // the session shall end as soon as nothing is under way
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
	a.label = &labelScreen{session: s, name: "label", course: importOrder{}}
	a.eval = newEvalScreen(s)
	a.train = newTrainScreen(s)
	return a
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
	switch {
	case a.tab == tabLabel:
		return a.label
	case a.tab == tabEvaluate && a.eval.cell != nil:
		return a.eval.cell
	}
	return nil
}

func (a *app) take(msg tea.Msg) tea.Cmd {
	switch msg := msg.(type) {
	case terminalMsg:
		return a.hear(msg)
	case endMsg:
		a.ending = true
		return endTick()
	case hangsMsg:
		return a.hangs()
	case resumedMsg:
		if msg.err != nil {
			a.status.fail("back from the shell: %v", msg.err)
		}
		return nil
	case summaryMsg:
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
		switch {
		case !a.prepared || a.summary.Counts.Memes == 0:
		case a.summary.Served != "":
			a.status.add("the model is ready")
		default:
			a.status.add("the memes are encoded: label some of the train split, then r trains a model")
		}
		a.prepared = false
		a.train.refresh()
		a.trainByItself()
		return a.eval.refresh(a.tab == tabEvaluate)
	case jobsMsg:
		return a.jobNews(msg)
	case pictureMsg:
		a.pics.done(msg)
		return nil
	case fileMsg:
		switch {
		case errors.Is(msg.err, ErrNoViewer):
			a.status.add("the file is %s", msg.path)
		case msg.err != nil:
			a.status.fail("cannot open %s: %v", msg.path, msg.err)
		default:
			a.status.add("opened in the system's viewer")
		}
		return nil
	case versionMsg:
		return a.versionChanged(msg)
	case correctedMsg:
		a.eval.corrected(msg)
		return nil
	case rememberedMsg:
		if msg.err != nil {
			a.status.fail("not remembered for the next time: %v", msg.err)
		}
		return nil
	case cursorMsg:
		return a.cursorDone(msg)
	case cursorTickMsg:
		return a.saveCursor()
	case flushedMsg:
		return a.flushed(msg)
	case stoppedMsg:
		if msg.settled {
			a.unsaved.settle(nil)
		}
		a.rescued = msg.rescued
		a.stopErr = errors.Join(a.stopErr, msg.err)
		return tea.Quit
	}
	return a.answer(msg)
}

// backUp starts the backup of the day, once the screen is there.
func (a *app) backUp() {
	if err := a.startBackup(); err != nil && !errors.Is(err, jobs.ErrShutdown) {
		a.status.addFault("cannot back up: %v", err)
	}
}

// answer gives a message to the label screen whose operation it belongs to.
func (a *app) answer(msg tea.Msg) tea.Cmd {
	before := a.label.item
	cmd, drop := a.label.update(msg)
	if a.eval.cell != nil {
		more, dropped := a.eval.cell.update(msg)
		cmd, drop = tea.Batch(cmd, more), drop || dropped
	}
	switch msg := msg.(type) {
	case savedMsg:
		a.unsaved.settle(msg.err)
		a.allSaved()
		if msg.err == nil {
			a.trainByItself()
		}
	case undoneMsg:
		if msg.err == nil {
			a.trainByItself()
		}
	}
	if drop && len(a.typed) > 0 {
		a.status.fault += fmt.Sprintf("\n%s typed ahead dropped", count(len(a.typed), "key"))
		a.typed = nil
	}
	if a.label.item != nil && a.label.item != before {
		a.cursor = string(a.label.item.meme.ID)
		a.deps.LookAt(a.label.item.meme.Seq)
		cmd = tea.Batch(cmd, cursorTick())
	}
	return cmd
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
	return a.screenKeys().over(globalKeys)
}

func (a *app) screenKeys() keymap {
	if s := a.labelling(); s != nil {
		return s.keys()
	}
	if a.tab == tabEvaluate {
		return evalKeys
	}
	return trainKeys
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
		a.help = newHelp(a.screenName(), a.screenKeys().over(globalKeys), a.deps.Guide)
		return nil
	case doDetails:
		if text := a.details(); text != "" {
			a.help = newDetails(text)
		}
		return nil
	case doDismiss:
		a.status.fault = ""
		return nil
	case doRetrain:
		return a.retrain()
	case doCancel:
		a.cancel()
		return nil
	case doLeave:
		a.eval.cell = nil
		return a.eval.refresh(true)
	}
	if s := a.labelling(); s != nil {
		if do == doGoTo && s.item != nil {
			a.ask = a.field("Go to the meme of the number:", "", s.isNumber, s.goTo)
			return nil
		}
		return s.act(do, p)
	}
	if a.tab == tabEvaluate {
		if q := a.eval.asks(); do == doOpen && q != "" {
			a.ask = &dialog{question: q, short: "Open memes of test? Changed labels are counted.", yes: a.eval.openCell}
			return nil
		}
		return a.eval.act(do)
	}
	return a.actTrain(do)
}

func (a *app) screenName() string {
	if a.tab == tabEvaluate && a.eval.cell != nil {
		return "Label, in a cell"
	}
	return tabNames[a.tab]
}

// details is what ! shows.
func (a *app) details() string {
	text := a.status.whole()
	if text == "" {
		text = a.unprepared
	}
	if text == "" && a.tab == tabEvaluate && a.eval.cell == nil {
		text = a.eval.warnings()
	}
	return text
}

func (a *app) open(t tab) tea.Cmd {
	if s := a.labelling(); s != nil {
		s.unzoom()
	}
	a.tab = t
	if t == tabEvaluate && a.eval.cell == nil {
		return a.eval.refresh(true)
	}
	return nil
}

func (a *app) retrain() tea.Cmd {
	if _, ok := a.active[jobPrepare]; ok {
		a.status.say("the model is being prepared: r works when that is done")
		return nil
	}
	switch err := a.startTrain(); {
	case errors.Is(err, jobs.ErrBusy) && a.byItself:
		// Asked for now; what was said since it began is for another one.
		a.byItself, a.again = false, a.summary.New > 0
		a.followUp()
		a.status.say("training is running already, another follows with the labels since; x cancels")
	case errors.Is(err, jobs.ErrBusy):
		a.status.say("training is running already: x cancels it")
	case err != nil:
		a.status.fail("cannot train: %v", err)
	default:
		a.byItself, a.due = false, a.summary.New+a.deps.Retrain
		a.status.say("training on %s", count(a.summary.Counts.ByKind[labels.Labelled], "labelled meme"))
		a.followUp()
	}
	return nil
}

// followUp has the training that was asked for on Evaluate followed by a judgement
// there.
func (a *app) followUp() {
	if a.tab == tabEvaluate {
		a.eval.follow = judgement{split: a.eval.split}
	}
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
		return !complete || a.status.text() == "" && (a.unprepared != "" || a.tab == tabEvaluate && a.eval.warned())
	case doPage:
		return a.help != nil && len(a.help.pages) > 1
	}
	if a.ask != nil || a.help != nil {
		return true
	}
	if s := a.labelling(); s != nil {
		return s.works(do)
	}
	if a.tab == tabEvaluate {
		return a.eval.works(do)
	}
	return a.train.works(do)
}

// jobNews takes in what has happened in the background.
func (a *app) jobNews(msg jobsMsg) tea.Cmd {
	if msg.err != nil {
		return nil // the session has ended
	}
	cmds := []tea.Cmd{later(a.ctx, a.jobsCmd(msg.seen))}
	for _, s := range msg.news {
		if s.Active() {
			a.active[s.Kind] = s
			// What is on the screen is predicted first: it need not wait for the rest.
			if s.Phase == "predict" && s.ID != a.promised && a.label.item != nil {
				a.promised = s.ID
				cmds = append(cmds, predictCmd(a.deps, a.label.item.meme.ID), a.summaryCmd())
			}
			continue
		}
		if a.active[s.Kind].ID == s.ID {
			delete(a.active, s.Kind)
		}
		cmds = append(cmds, a.jobEnded(s))
	}
	return tea.Batch(cmds...)
}

func (a *app) jobEnded(s jobs.Snapshot) tea.Cmd {
	title := jobTitles[s.Kind]
	switch {
	case s.State == jobs.Cancelled:
		a.status.add("cancelled: %s", title)
	case s.State == jobs.Failed:
		a.status.addFault("%s: %v", title, s.Err)
	case strings.HasPrefix(a.status.fault, title+": "):
		a.status.fault = "" // what failed has been done now
	}
	var cmd tea.Cmd
	switch s.Kind {
	case jobPrepare:
		a.unprepared = ""
		switch s.State {
		case jobs.Failed:
			a.unprepared = labels.PrintableLines(s.Err.Error())
		case jobs.Cancelled:
			a.unprepared = "preparing the model was cancelled; r goes on with it"
		case jobs.Done:
			// Whether there is one now, the summary says that comes next.
			a.prepared = true
			if notices, ok := s.Result.([]string); ok && len(notices) > 0 {
				a.status.addFault("%s", strings.Join(notices, "\n"))
			}
		}
		if s.State != jobs.Done {
			// A training would begin with what was cancelled, or fail at the same.
			a.due = a.summary.New + a.deps.Retrain
		}
	case jobTrain:
		a.eval.trained(s)
		if t, ok := s.Result.(model.Trained); ok && s.State == jobs.Done {
			a.unprepared, a.due = "", 0
			a.trained(t)
		}
	case jobBackup:
		if said, ok := s.Result.(string); ok && said != "" && s.State == jobs.Done {
			a.status.addFault("%s", said)
		}
	case jobServe:
		if id, ok := s.Result.(string); ok && s.State == jobs.Done {
			a.status.add("%s is served now", id)
		}
	case jobEvaluate:
		cmd = a.eval.ended(s, a.tab == tabEvaluate)
	case jobCompare:
		if c, ok := s.Result.(eval.Comparison); ok && s.State == jobs.Done {
			a.train.compared = &c
			if a.tab != tabTrain {
				a.status.add("%s against %s: macro-F1 %s, %s", c.Second, c.First, signed(c.MacroF1Delta), c.Verdict())
			}
		}
	}
	if a.label.item != nil {
		cmd = tea.Batch(cmd, predictCmd(a.deps, a.label.item.meme.ID))
	}
	return tea.Batch(cmd, a.summaryCmd())
}

// trained says how a new version compares with the one that was served before its
// training, and whether it has taken that one's place.
func (a *app) trained(t model.Trained) {
	v, serves := t.Version, t.Promoted
	before, ok := a.summary.Version(a.summary.Served)
	if ok && before.ID == v.ID { // the summary knows already
		before, ok = a.summary.Version(a.summary.Before)
	}
	// Metrics of other memes, or of more or fewer, say nothing beside these.
	_, apart := fromElsewhere(before)
	apart = apart || v.ValN != before.ValN
	d := v.Decision
	switch decided := d != nil && d.Comparison != nil; {
	case decided && d.Serve:
		a.status.add("%s is served now: %s", v.ID, d.Why)
	case decided && d.Policy == eval.PromoteBetter:
		a.status.add("%s kept back: %s; on Train, p serves it anyway", v.ID, d.Why)
	case decided:
		a.status.add("%s is trained: %s; on Train, p serves it", v.ID, d.Why)
	case !ok:
		a.status.add("%s is trained: macro-F1 %s on %s", v.ID, score(v.Val.MacroF1), count(v.ValN, "validation meme"))
	case apart && serves:
		a.status.add("%s is trained and served: macro-F1 %s on %s; on Train, R rolls back", v.ID, score(v.Val.MacroF1), count(v.ValN, "validation meme"))
	case apart && a.byItself:
		a.status.add("%s is trained, macro-F1 %s on %s", v.ID, score(v.Val.MacroF1), count(v.ValN, "validation meme"))
	case apart:
		a.status.add("%s is trained: macro-F1 %s on %s; on Train, p serves it", v.ID, score(v.Val.MacroF1), count(v.ValN, "validation meme"))
	case serves && a.byItself:
		// It comes beside what a key has done: as short as can be.
		a.status.add("%s is trained and served, val macro-F1 %s (%s)", v.ID, score(v.Val.MacroF1), signed(v.Val.MacroF1-before.Val.MacroF1))
	case serves:
		a.status.add("%s is trained and served now: val macro-F1 %s, %s had %s; on Train, R rolls back", v.ID, score(v.Val.MacroF1), before.ID, score(before.Val.MacroF1))
	case a.byItself:
		a.status.add("%s is trained, val macro-F1 %s (%s)", v.ID, score(v.Val.MacroF1), signed(v.Val.MacroF1-before.Val.MacroF1))
	default:
		a.status.add("%s is trained: val macro-F1 %s, %s has %s; on Train, p serves it", v.ID, score(v.Val.MacroF1), before.ID, score(before.Val.MacroF1))
	}
	if a.summary.Seq > v.LabelSeq && !a.byItself {
		a.status.news += "; labels given meanwhile count for the next"
	}
	if v.ColdStartReason != "" {
		a.status.news += "; it started from new parameters: " + v.ColdStartReason
	}
	for _, notice := range t.Notices {
		a.status.news += "; " + labels.Printable(notice)
	}
	if !a.byItself {
		a.train.selected = v.ID // where somebody looks at another one, that stays
	}
}

// resumedMsg says that the program goes on after it was suspended.
type resumedMsg struct{ err error }

// draw is what the window shows.
func (a *app) draw() term.Frame {
	f := term.Frame{Width: a.frame.w, Height: a.frame.h, Rows: strings.Split(a.View(), "\n"), Serial: a.shown.serial}
	if s := a.labelling(); s != nil && a.help == nil && !a.frame.small() && !a.stopping {
		f.Image = s.image()
	}
	return f
}

// View draws the window: exactly as many lines as it has, none wider.
func (a *app) View() string {
	f := a.frame
	switch {
	case f.w <= 0 || f.h <= 0:
		return ""
	case f.small():
		text := fmt.Sprintf("window too small: %d×%d, needs %d×%d (q quits)", f.w, f.h, minWidth, minHeight)
		if a.ask != nil {
			text = a.ask.question
			if a.ask.enter == nil {
				text += "  y/n"
			}
		}
		return strings.Join(a.st.column(a.st.Wrap(text, f.w), 0, f.h, f.w), "\n")
	}
	status, _ := a.statusLine()
	hints := a.keys().hints(a.st, f.w, a.works)
	if s := a.labelling(); s != nil && s.zoom.level != zoomOff && a.help == nil {
		return strings.Join(append(s.zoomView(), status, hints), "\n")
	}
	rows := make([]string, 0, f.h)
	rows = append(rows, a.header())
	rows = append(rows, a.body()...)
	if f.note {
		rows = append(rows, a.st.dim.Render(a.st.Cut(blank(margin)+a.note(), f.w)))
	}
	rows = append(rows, status, hints)
	return strings.Join(rows, "\n")
}

func (a *app) body() []string {
	if a.help != nil {
		return a.help.view(a.st, a.frame)
	}
	if s := a.labelling(); s != nil {
		return s.view()
	}
	if a.tab == tabEvaluate {
		return a.eval.view()
	}
	return a.train.view()
}

func (a *app) note() string {
	if a.help != nil {
		return ""
	}
	if s := a.labelling(); s != nil {
		return s.note()
	}
	if a.tab == tabEvaluate {
		return a.eval.note()
	}
	return ""
}

// statusLine draws the line above the hints, and says whether it has room for
// everything.
func (a *app) statusLine() (string, bool) {
	if a.ask != nil {
		return a.ask.line(a.st, a.frame.w), true
	}
	job := ""
	if j, n := a.newestJob(); n > 0 {
		job = jobLine(a.st, j)
		if n > 1 {
			job += a.st.dim.Render(fmt.Sprintf("  +%d", n-1))
		}
	}
	if a.stopping {
		return a.st.dim.Render(a.st.Fit(" stopping …", a.frame.w)), true
	}
	st := a.status
	if s := a.labelling(); s != nil && s.slow && s.op != 0 {
		st.news = "saving …"
	}
	return st.line(a.st, job, a.frame.w)
}

// header names the workspace and the screens, and counts.
func (a *app) header() string {
	left := " " + a.st.bold.Render("memebench") + "  " + a.st.dim.Render(a.st.Cut(labels.Printable(a.deps.Workspace), 20)) + "  " + term.Column
	for t, name := range tabNames {
		if tab(t) == a.tab {
			left += " ▸" + a.st.tabOn.Render(name)
		} else {
			left += "  " + a.st.tab.Render(name)
		}
	}
	p := a.summary.Counts
	parts := []string{fmt.Sprintf("%d/%d", p.Memes-a.summary.Waiting(), p.Memes)}
	if p.Memes == 0 {
		parts = nil
	}
	if n := len(a.unsaved.events); n > 0 {
		parts = append([]string{fmt.Sprintf("%d %s", n, notSaved)}, parts...)
	}
	room := a.frame.w - a.st.Width(left) - 3
	add := func(s string) {
		if a.st.Width(strings.Join(append(parts, s), " · ")) <= room {
			parts = append(parts, s)
		}
	}
	if v := a.pace.perMinute(); v > 0 {
		add(fmt.Sprintf("%.0f/min", v))
		if n := a.summary.Waiting(); n > 0 {
			add(timeLeft(n, v))
		}
	}
	if who := labels.Printable(a.deps.Annotator); a.st.Width(who)+a.st.Width(strings.Join(parts, " · "))+3 <= room {
		parts = append([]string{who}, parts...)
	}
	return a.st.ends(left, a.st.dim.Render(strings.Join(parts, " · "))+" ", a.frame.w)
}
