package tui

import (
	"context"
	"time"

	tea "github.com/charmbracelet/bubbletea"

	"memebench/labels"
)

// gridScreen shows the memes of Label's queue beside each other, and takes what is said of
// several at once.
type gridScreen struct {
	*session
	label   *labelScreen              // whose queue it is
	toLabel func(labels.Meme) tea.Cmd // opens a meme there

	from   queue     // that the list was read of
	list   *memeList // its memes; nil until they are read
	here   int       // the place of the selected one in the list, from 0
	top    int       // that of the first on the screen
	items  knownItems[uint64]
	age    int   // of what was read; what is older is read anew
	marks  []int // the places of those that are marked, ascending
	anchor int   // the place of the newest mark, from which v goes on

	larger  int // sizes that the thumbnails are larger than usual
	curtain     // of all memes of the list
	zoom    zoom

	operation
	listing  uint64    // the list that is being read, 0 for none
	ordering uint64    // the order that it is being put in, 0 for none
	toOrder  gridOrder // which that is
	cancel   context.CancelFunc
	reading  bool      // memes are being read
	broken   bool      // they could not be read: not tried again by itself
	counting bool      // what is left is being counted
	counted  int       // the age at which it was counted
	left     int       // memes of the list that are still to be asked; -1 while it is not known
	since    time.Time // when the page came, or something was said on it last
}

// askAbove is how many memes are said something of without a question.
const askAbove = 20

func newGridScreen(s *session, label *labelScreen) *gridScreen {
	return &gridScreen{session: s, label: label, items: knownItems[uint64]{}, cancel: func() {}}
}

func (s *gridScreen) title() string { return "Grid" }

func (s *gridScreen) keys() keymap {
	if s.zoom.level != zoomOff {
		return gridZoomKeys
	}
	return gridKeys
}

func (s *gridScreen) busy() bool { return s.op != 0 }

// enter reads the list, if Label has another queue now. Unless a key has asked for that, the list
// may stay while memes of it are marked.
func (s *gridScreen) enter() tea.Cmd {
	s.age++
	s.broken, s.since = false, s.now()
	if s.list != nil && (s.from == s.label.queue || (!s.otherQueue() || s.label.unasked) && len(s.marks) > 0) {
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
	s.listing, s.ordering, s.from = s.session.nextOp(), 0, s.label.queue
	var ctx context.Context
	ctx, s.cancel = context.WithCancel(s.ctx)
	msg := gridListMsg{op: s.listing}
	if s.label.item != nil {
		msg.at = s.label.item.meme.Seq
	}
	if q, ok := s.from.(*rankedQueue); ok {
		msg.list = listed(q.list)
	}
	return gridListCmd(ctx, s.deps, msg, s.search(waitingQuery))
}

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
	s.list, s.items, s.marks = msg.list, knownItems[uint64]{}, nil
	s.curtain = curtain{}
	s.here, s.top, s.anchor = max(0, s.list.places[msg.at]-1), 0, 0
	s.left, s.counted, s.since = -1, s.age-1, s.now()
	s.zoom.end(s.pics)
	s.follow()
}

// refresh has what is shown read anew: something was said of the memes, or the model says
// something else of them.
func (s *gridScreen) refresh() { s.age++ }

// selected is the selected meme as it was read, nil while it was not.
func (s *gridScreen) selected() *item {
	if s.list == nil || s.here >= len(s.list.seqs) {
		return nil
	}
	return s.items[s.list.seqs[s.here]].item
}

// visible reports whether what the model says of a meme is on the screen.
func (s *gridScreen) visible(it *item) bool {
	return s.shows(it, s.hasLevel(it) && !it.again, s.curtain)
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
	if top := max(0, first) * g.columns; top != s.top {
		s.top, s.since = top, s.now()
	}
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

// sayListing says why there are no memes yet.
func (s *gridScreen) sayListing() {
	if s.listing == 0 {
		s.status.say("the queue could not be read: %s chooses another one", s.key(doFind))
		return
	}
	s.status.sayWhile(func() bool { return s.listing != 0 }, "the queue is being read")
}

// sayReading says why nothing can be done with the selected meme yet.
func (s *gridScreen) sayReading() {
	s.status.sayWhile(func() bool { return s.list != nil && s.selected() == nil }, "this meme is being read")
}
