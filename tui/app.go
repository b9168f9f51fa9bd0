package tui

import (
	"maps"
	"slices"
	"time"

	tea "github.com/charmbracelet/bubbletea"

	"memebench/labels"
	queues "memebench/labels/queue"
	"memebench/tui/jobs"
	"memebench/tui/term"
)

// app is the root: it owns the screens, routes keys and messages to them, and
// draws what is around them.
type app struct {
	*session
	display display
	shell   bool // there is one to go back to when the program is suspended
	tab     tab
	label   *labelScreen
	grid    *gridScreen
	eval    *evalScreen
	check   *checkScreen
	train   *trainScreen
	data    *dataScreen

	float float // what floats over the window, nil for nothing

	keyboard keyboard
	clicked  term.Mouse // the newest click, which the next one may double
	ending   bool       // the session shall end as soon as nothing is under way
	shown    showing
	atShell  bool // from ctrl+z on, until the program goes on
	forShell int  // keys that came meanwhile
	refused  refusedText

	cursor      string // the meme to resume at, as it should be on disk
	cursorSaved string
	cursorBusy  bool

	prepared   bool // and nothing said of it yet
	byItself   bool // the training that runs was asked for by nobody
	again      bool // another training was asked for while one ran
	wanted     bool // a training was asked for while the model was prepared
	reads      reading
	retraining Retraining
	backedUp   string // the day of the last backup that was begun
	promised   uint64 // the job whose first predictions have been looked for
	flushing   bool   // what could not be saved is tried once more
	stopping   bool
	hurry      bool // it was asked to stop by ctrl+c, twice
	stopErr    error
	rescued    error  // says where what could not be saved is
	leftBehind func() // says what was being written when the session was ended; nil for nothing
}

// reading is what becomes of captions that were edited.
type reading int

const (
	readAll   reading = iota // there are none, or they are read with all other memes
	readNow                  // the job that prepares the model runs because of them
	readLater                // one runs that has begun before
)

func newApp(s *session, shell bool) *app {
	a := &app{session: s, shell: shell}
	a.label, a.train = newLabelScreen(s), newTrainScreen(s)
	a.eval = newEvalScreen(s, a.train)
	a.grid = newGridScreen(s, a.label)
	a.check = newCheckScreen(s)
	toLabel := func(m labels.Meme) tea.Cmd {
		a.show(tabLabel)
		return a.label.openMeme(m)
	}
	a.grid.toLabel, a.check.toLabel = toLabel, toLabel
	a.data = newDataScreen(s)
	return a
}

// screens are those that tab goes round.
func (a *app) screens() [tabs]screen {
	return [tabs]screen{tabLabel: a.label, tabGrid: a.grid, tabEvaluate: a.eval, tabCheck: a.check, tabTrain: a.train, tabData: a.data}
}

// front returns the screen that has the body and the keys.
func (a *app) front() screen {
	if a.tab == tabEvaluate && a.eval.cell != nil {
		return a.eval.cell
	}
	return a.screens()[a.tab]
}

// busy reports that the meme on the screen is about to change, so that a key
// read now is meant for the one that comes.
func (a *app) busy() bool {
	front, _ := a.front().(busier)
	over, _ := a.float.(busier)
	return a.flushing || front != nil && front.busy() || over != nil && over.busy()
}

// busier is a screen, or what floats over one, that keys must wait for at times: what is on
// it is about to change.
type busier interface{ busy() bool }

// labelling returns the label screen that has the keys, nil if another has.
func (a *app) labelling() *labelScreen {
	s, _ := a.front().(*labelScreen)
	return s
}

// before is the meme that a key on the screen in front labels, or the selected one of
// several; nil while there is none.
func (a *app) before() *item {
	switch s := a.front().(type) {
	case *labelScreen:
		if s.asks() {
			return s.item
		}
	case *gridScreen:
		return s.selected()
	case *checkScreen:
		return s.selected()
	}
	return nil
}

// read is the meme that could be read by the time of a press, nil for none.
func (a *app) read(at time.Time) *item {
	if it := a.before(); it != nil && a.shown.readBy(it, at) {
		return it
	}
	return nil
}

// staysRead reports whether the meme could be read before a question about it came: it is no other
// one once that is answered.
func (a *app) staysRead() bool {
	it := a.before()
	return it != nil && a.float == nil && a.ask != nil && (a.ask.beside || a.ask.of == it) && !a.frame.small() && a.shown.readBy(it, a.now())
}

func (a *app) resize(size term.Resized) {
	c := a.pics.cell
	if size.Cell != (term.Cell{}) {
		c = size.Cell
	}
	a.frame = newFrame(size.Width, size.Height)
	if c != a.pics.cell {
		for _, p := range []*pictures{a.pics, a.thumbs} {
			p.cell = c
			p.forget()
		}
	}
}

// keys returns every binding that is live now.
func (a *app) keys() keymap {
	switch {
	case a.ask != nil:
		return a.ask.keys()
	case a.float != nil:
		return a.float.keys()
	}
	return a.live()
}

// live returns what is bound on the screen beneath whatever floats over it.
func (a *app) live() keymap {
	keys := a.deps.Keys
	return keys.of(a.front().keys()).over(keys.of(globalKeys))
}

// display is what the screens are drawn on: a [term.Terminal].
type display interface {
	Draw(term.Frame)
	Repaint()
	Suspend() error
}

// terminalMsg is what has happened at the terminal.
type terminalMsg []term.Event

// covered reports whether something floats over the window. Pictures make way for it.
func (a *app) covered() bool { return a.ask != nil || a.float != nil }

// works reports whether an action has an effect now.
func (a *app) works(do action) bool {
	if a.mayDo(do, press{nth: len(queues.Names)}) != nil {
		return false
	}
	switch do {
	case doRetrain:
		_, training := a.active[jobTrain]
		_, preparing := a.active[jobPrepare]
		return !training && !(preparing && a.wanted) && a.summary.Counts.Memes > 0
	case doCancel:
		return slices.ContainsFunc(slices.Collect(maps.Values(a.active)), func(j jobs.Snapshot) bool { return !a.others(j) })
	}
	if a.covered() {
		return true
	}
	return a.front().works(do)
}

func (a *app) open(t tab) tea.Cmd {
	if t == a.tab {
		title := a.screens()[t].title()
		if a.front() == a.screens()[t] {
			a.status.say("this is %s", title)
		} else {
			a.status.say("this is a cell of %s: %s leaves it", title, a.key(doLeave))
		}
		return nil
	}
	a.front().leave()
	a.tab = t
	return a.front().enter()
}

// besideTab is the next screen in a direction that the annotator may see.
func (a *app) besideTab(by tab) tab {
	t := a.tab
	for {
		t = (t + by + tabs) % tabs
		if t == a.tab || a.mayDo(tabActions[t], press{}) == nil {
			return t
		}
	}
}

// show brings a screen to the front, if it is not there.
func (a *app) show(t tab) {
	if a.tab != t {
		a.front().leave()
		a.tab = t
	}
}

// float is what floats over the window and has the keys: the keys and the guide, all news,
// commands, settings, and what finds memes. A question comes before it.
type float interface {
	keys() keymap
	// act does what a key means; do is "" for a key that is not bound, which may type
	// text. What has done its work closes itself (app.close).
	act(a *app, do action, p press) tea.Cmd
	draw(c *canvas, f frame)
	// at is what a click on a cell means.
	at(f frame, x, y int) (press, bool)
}

// close takes away what floats over the window.
func (a *app) close() { a.float = nil }
