package tui

import (
	"context"
	"fmt"

	tea "github.com/charmbracelet/bubbletea"

	"memebench/labels"
)

// gridScreen shows the memes of Label's queue beside each other, and takes what is said of
// several at once.
type gridScreen struct {
	*session
	label   *labelScreen              // whose queue it is
	toLabel func(labels.Meme) tea.Cmd // opens a meme there

	from   queue           // that the list was read of
	list   *memeList       // its memes; nil until they are read
	test   map[uint64]bool // those of them that are in test
	here   int             // the place of the selected one in the list, from 0
	top    int             // that of the first on the screen
	items  map[uint64]gridItem
	age    int   // of what was read; what is older is read anew
	marks  []int // the places of those that are marked, ascending
	anchor int   // the place of the newest mark, from which v goes on

	larger   int  // sizes that the thumbnails are larger than usual
	covered  bool // b hides what the model says of memes that are not answered
	revealed bool // b shows it
	seen     bool // b has shown it in this list, or hidden what was to be seen
	zoom     zoom

	op      uint64 // what is under way, 0 for nothing
	listing uint64 // the list that is being read, 0 for none
	cancel  context.CancelFunc
	reading bool // memes are being read
	broken  bool // they could not be read: not tried again by itself
}

// gridItem is a meme as it was read at an age.
type gridItem struct {
	*item
	age int
}

// askAbove is how many memes are said something of without a question.
const askAbove = 20

func newGridScreen(s *session, label *labelScreen) *gridScreen {
	return &gridScreen{session: s, label: label, items: map[uint64]gridItem{}, cancel: func() {}}
}

func (s *gridScreen) title() string { return "Grid" }

func (s *gridScreen) keys() keymap {
	if s.zoom.level != zoomOff {
		return gridZoomKeys
	}
	return gridKeys
}

func (s *gridScreen) busy() bool { return s.op != 0 }

// enter reads the list, if Label has another queue now. One that was made anew may stay
// while memes of it are marked.
func (s *gridScreen) enter() tea.Cmd {
	s.age++
	s.broken = false
	if s.list != nil && (s.from == s.label.queue || !s.otherQueue() && len(s.marks) > 0) {
		return nil
	}
	return s.read()
}

// otherQueue reports that Label goes through another queue than that of the list.
func (s *gridScreen) otherQueue() bool { return s.list == nil || s.list.name != s.label.queueName() }

func (s *gridScreen) leave() { s.zoom.end(s.pics) }

// read has the list of Label's queue read.
func (s *gridScreen) read() tea.Cmd {
	s.cancel()
	s.listing, s.from = s.session.op(), s.label.queue
	var ctx context.Context
	ctx, s.cancel = context.WithCancel(s.ctx)
	msg := gridListMsg{op: s.listing}
	if s.label.item != nil {
		msg.at = s.label.item.meme.Seq
	}
	if q, ok := s.from.(*rankedQueue); ok {
		msg.list = listed(q.list)
	}
	q, err := labels.ParseQuery(waitingQuery, nil)
	if err != nil {
		s.status.fail("cannot read the queue: %v", err)
		return nil
	}
	return gridListCmd(ctx, s.deps, msg, s.search(q))
}

// waitingQuery finds what waits, which is the queue in the order of import.
const waitingQuery = "state:waiting"

// listCame takes in the list, if that is still the one that is wanted.
func (s *gridScreen) listCame(msg gridListMsg) {
	if msg.op != s.listing {
		return
	}
	s.listing = 0
	if s.broken = msg.err != nil; s.broken {
		s.status.fail("cannot read the queue: %v", msg.err)
		return
	}
	s.list, s.items, s.marks = msg.list, map[uint64]gridItem{}, nil
	s.revealed, s.covered, s.seen = false, false, false
	s.here, s.top, s.anchor = max(0, s.list.places[msg.at]-1), 0, 0
	s.zoom.end(s.pics)
	s.follow()
}

// refresh has what is shown read anew: something was said of the memes, or the model says
// something else of them.
func (s *gridScreen) refresh() { s.age++ }

func (s *gridScreen) works(do action) bool {
	if s.list == nil || len(s.list.seqs) == 0 {
		return (do == doUndo || do == doRedo) && s.takesBack(do)
	}
	switch do {
	case doUndo, doRedo:
		return s.takesBack(do)
	case doReveal:
		return s.whyNoReveal() == ""
	case doAgree:
		it := s.selected()
		return len(s.marks) > 0 || it != nil && s.whyNoAgree(it, s.visible(it)) == ""
	case doZoom:
		return s.whyNoZoom() == ""
	case doPanUp, doPanDown, doPanLeft, doPanRight:
		return s.zoom.level == zoomClose
	case doLeave:
		return len(s.marks) > 0
	case doCloser:
		return s.zoom.level != zoomOff || s.frame.grid(s.larger).thumb != s.frame.grid(s.larger+1).thumb
	case doFarther:
		return s.zoom.level != zoomOff || s.frame.grid(s.larger).thumb != s.frame.grid(s.larger-1).thumb
	}
	return true
}

// selected is the selected meme as it was read, nil while it was not.
func (s *gridScreen) selected() *item {
	if s.list == nil || s.here >= len(s.list.seqs) {
		return nil
	}
	return s.items[s.list.seqs[s.here]].item
}

// visible reports whether what the model says of a meme is on the screen.
func (s *gridScreen) visible(it *item) bool {
	return s.shows(it, s.hasLevel(it), s.revealed, s.covered)
}

// act does what a key means. It is called only while nothing is under way.
func (s *gridScreen) act(do action, p press) tea.Cmd {
	switch {
	case do == doUndo:
		return s.undo()
	case do == doRedo:
		return s.takeBack(true)
	case s.list == nil:
		s.status.say("the queue is being read")
		return nil
	case len(s.list.seqs) == 0:
		s.status.say("nothing is left in this queue: %s finds memes", s.key(doFind))
		return nil
	case s.zoom.level != zoomOff && s.actZoomed(do):
		return nil
	}
	switch do {
	case doLeft, doRight, doUp, doDown, doPageUp, doPageDown, doFirst, doLast:
		s.move(do)
	case doChoose:
		s.choose(p.nth)
	case doMark:
		s.mark()
	case doMarkTo:
		s.markTo()
	case doMarkAll:
		s.markAll()
	case doLeave:
		s.marks = nil
		s.status.say("nothing is marked any more")
	case doLabel:
		return s.tell(saying{do: do, level: labels.Level(p.nth % labels.Levels)})
	case doAgree, doSkip, doFlag:
		return s.tell(saying{do: do, level: labels.NoLevel})
	case doOpen:
		return s.openOnLabel()
	case doGoTo:
		s.askNumber()
	case doWaiting:
		return s.nextWaiting()
	case doReveal:
		s.reveal()
	case doHide:
		return s.hidePictures()
	case doCloser:
		s.resize(1)
	case doFarther:
		s.resize(-1)
	case doZoom:
		if why := s.whyNoZoom(); why != "" {
			s.status.say("nothing to zoom: %s", why)
			return nil
		}
		s.zoom.closer(s.pics, s.selected().meme)
	case doView:
		if it := s.selected(); it != nil {
			return s.openFile(it.meme)
		}
	}
	return nil
}

// move selects another meme.
func (s *gridScreen) move(do action) {
	g := s.frame.grid(s.larger)
	by := map[action]int{
		doLeft: -1, doRight: 1, doUp: -g.columns, doDown: g.columns, doPageUp: -g.cells(), doPageDown: g.cells(),
		doFirst: -len(s.list.seqs), doLast: len(s.list.seqs),
	}[do]
	last := len(s.list.seqs) - 1
	to := s.here + by
	switch do {
	case doUp: // in the same column, or not at all
		if to < 0 {
			to = s.here
		}
	case doDown:
		if to > last && s.here/g.columns == last/g.columns {
			to = s.here
		}
	}
	to = max(0, min(to, last))
	if to == s.here {
		s.status.say("the grid ends here")
		return
	}
	s.choose(to)
}

// choose selects the meme at a place.
func (s *gridScreen) choose(place int) {
	s.here = max(0, min(place, len(s.list.seqs)-1))
	s.zoom.end(s.pics)
	s.follow()
}

// follow scrolls by whole rows, so that the selected meme is on the screen.
func (s *gridScreen) follow() {
	if s.frame.small() {
		return
	}
	g := s.frame.grid(s.larger)
	row, first := s.here/g.columns, s.top/g.columns
	first = max(row-g.rows+1, min(first, row))
	s.top = max(0, first) * g.columns
}

// shown are the memes on the screen, by their places in the order of import.
func (s *gridScreen) shown() []uint64 {
	if s.list == nil {
		return nil
	}
	s.follow() // in a window of another size
	return s.list.seqs[s.top:min(len(s.list.seqs), s.top+s.frame.grid(s.larger).cells())]
}

// resize makes the thumbnails larger, or smaller.
func (s *gridScreen) resize(by int) {
	before := s.frame.grid(s.larger).thumb
	if s.frame.grid(s.larger+by).thumb == before {
		s.status.say("thumbnails are as %s as they get here", map[int]string{1: "large", -1: "small"}[by])
		return
	}
	s.larger += by
	s.follow()
}

// openOnLabel opens the selected meme on Label, which goes on from there.
func (s *gridScreen) openOnLabel() tea.Cmd {
	it := s.selected()
	if it == nil {
		s.status.say("this meme is being read")
		return nil
	}
	return s.toLabel(it.meme)
}

// askNumber asks for the meme to select.
func (s *gridScreen) askNumber() {
	check := func(text string) error {
		if err := isMemeNumber(text, s.summary.Counts.Memes); err != nil {
			return err
		}
		if s.list.places[uint64(memeNumber(text))] == 0 {
			return fmt.Errorf("#%04d is not in this grid", memeNumber(text))
		}
		return nil
	}
	s.ask = newField(s.st, "Select the meme of which number?", "", check, func(text string) tea.Cmd {
		if place := s.list.places[uint64(memeNumber(text))]; place > 0 {
			s.choose(place - 1)
		}
		return nil
	})
	s.ask.does, s.ask.leaves = "select it", "stay here"
}

// nextWaiting selects the next meme that waits for the annotator.
func (s *gridScreen) nextWaiting() tea.Cmd {
	q, err := labels.ParseQuery(waitingQuery, s.deps.Columns)
	if err != nil {
		s.status.fail("cannot search: %v", err)
		return nil
	}
	s.op = s.session.op()
	return waitingCmd(s.ctx, s.deps, s.op, s.list, s.here, s.search(q))
}

// whyNoReveal says why b can neither show nor hide what the model says, "" if it can.
func (s *gridScreen) whyNoReveal() string {
	switch {
	case s.deps.Blind == labels.BlindNever:
		return "the model is never shown in this workspace"
	case s.summary.Served == "":
		return s.noModel()
	}
	return ""
}

// reveal shows what the model says of all memes of train in the list, or hides it.
func (s *gridScreen) reveal() {
	switch why := s.whyNoReveal(); {
	case why != "":
		s.status.say("%s", why)
	case s.revealed || s.deps.Blind == labels.BlindShown && !s.covered:
		s.seen, s.revealed, s.covered = true, false, true
		s.status.say("the model is hidden: %s shows it", s.key(doReveal))
	default:
		s.seen, s.revealed, s.covered = true, true, false
		s.status.say("shown: labels count as given after it; val and test stay hidden")
	}
}

// whyNoZoom says why there is no picture to be zoomed, "" when there is one.
func (s *gridScreen) whyNoZoom() string {
	it := s.selected()
	if it == nil {
		return "this meme is being read"
	}
	why := whyNoPicture(it.meme, s.pics.tech, nil)
	if why == "" && s.pics.hidden {
		why = s.deps.Keys.picturesAreHidden()
	}
	return why
}

// actZoomed does what a key means while the picture is alone, and reports whether it was
// one of those.
func (s *gridScreen) actZoomed(do action) bool {
	it := s.selected()
	if it == nil {
		return false
	}
	pan := map[action][2]int{doPanUp: {0, -1}, doPanDown: {0, 1}, doPanLeft: {-1, 0}, doPanRight: {1, 0}}
	switch by, pans := pan[do]; {
	case pans && s.zoom.level != zoomClose:
		s.status.say("all of the picture is here: %s comes closer", s.key(doZoom))
	case pans:
		if why := s.zoom.panBy(s.pics, s.frame, it.meme, by[0], by[1]); why != "" {
			s.status.say("%s", why)
		}
	case do == doUnzoom:
		s.zoom.end(s.pics)
	case do == doCloser && s.zoom.level == zoomClose:
		s.status.say("it does not come closer: %s goes back", s.key(doFarther))
	case do == doCloser:
		s.zoom.closer(s.pics, it.meme)
	case do == doFarther && s.zoom.level == zoomFitted:
		s.status.say("the whole picture is here: %s goes back", s.key(doUnzoom))
	case do == doFarther:
		s.zoom.farther(s.pics)
	default:
		return false
	}
	return true
}

// followZoom takes note of the picture that is there now.
func (s *gridScreen) followZoom() {
	it := s.selected()
	if it == nil {
		return
	}
	if err := s.zoom.follow(s.pics, s.frame, it.meme); err != nil {
		s.status.say("nothing to zoom: %s", whyNoPicture(it.meme, s.pics.tech, err))
	}
}
