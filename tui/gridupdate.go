package tui

import (
	tea "github.com/charmbracelet/bubbletea"

	"memebench/labels"
)

// update takes in what the commands of the screen have brought.
func (s *gridScreen) update(msg tea.Msg) tea.Cmd {
	switch msg := msg.(type) {
	case gridListMsg:
		s.listCame(msg)
	case gridItemsMsg:
		s.itemsCame(msg)
	case gridOrderMsg:
		s.orderCame(msg)
	case gridLeftMsg:
		s.leftCame(msg)
	case targetsMsg:
		if s.answers(msg.op) {
			return s.told(msg)
		}
	case gridSavedMsg:
		if s.answers(msg.op) {
			return s.saved(msg)
		}
		s.refresh() // it was said on Check
	case gridUndoneMsg:
		if s.answers(msg.op) {
			return s.undone(msg)
		}
		s.refresh()
	case slowMsg:
		return s.lasts(msg)
	case waitingMsg:
		if s.answers(msg.op) {
			s.waitingCame(msg)
		}
	case savedMsg, undoneMsg, predictedMsg:
		s.refresh()
	}
	return nil
}

func (s *gridScreen) waitingCame(msg waitingMsg) {
	switch {
	case msg.err != nil:
		s.status.fail("cannot find what waits: %v", msg.err)
	case msg.place < 0:
		s.status.say("nothing waits in this grid: %s chooses another queue", s.key(doFind))
	case msg.place == s.here:
		s.status.say("this is the only one that waits here")
	default:
		if msg.place < s.here {
			s.status.say("nothing waits further on: this is from the beginning again")
		}
		s.choose(msg.place)
	}
}

// itemsCame takes in memes that were read.
func (s *gridScreen) itemsCame(msg gridItemsMsg) {
	s.reading = false
	switch {
	case msg.list != s.list:
		return
	case msg.err != nil:
		s.broken = true
		s.status.fail("cannot read the memes: %v", msg.err)
		return
	}
	s.askAgain(msg.items)
	for _, it := range msg.items {
		s.items.take(it.meme.Seq, it, msg.age)
	}
}

// want returns a command for what the screen lacks: the list, the memes that are shown and
// those of the page after them, and then their pictures.
func (s *gridScreen) want() tea.Cmd {
	if s.frame.small() {
		return nil
	}
	// A queue that no key has asked for takes no meme from under the finger, and no mark: it is
	// read when Grid is opened again.
	if s.otherQueue() && s.from != s.label.queue && !s.broken && (s.list == nil || !s.label.unasked) {
		return s.read()
	}
	if s.list == nil {
		return nil
	}
	s.keepSeen()
	if s.zoom.level != zoomOff {
		if it := s.selected(); it != nil {
			if cmd := s.pics.wantKey(s.zoom.key(s.pics, s.frame, it.meme)); cmd != nil {
				return cmd
			}
		}
	}
	return tea.Batch(s.wantItems(), s.wantPictures(), s.wantLeft())
}

// keepSeen keeps in mind of which memes in sight it is shown what the model says: one may go on with any of them on
// Label, or take back what one has answered.
func (s *gridScreen) keepSeen() {
	for _, seq := range s.shown() {
		if it := s.items[seq].item; it != nil && s.visible(it) {
			s.sawAnswer(it)
		}
	}
}

// wantLeft has what is left counted, when something may have changed.
func (s *gridScreen) wantLeft() tea.Cmd {
	if s.counting || s.broken || s.counted == s.age {
		return nil
	}
	s.counting = true
	return gridLeftCmd(s.ctx, s.deps, s.list, s.age, s.search(s.list.left()))
}

// leftCame takes in how many are left. What cannot be counted is not told.
func (s *gridScreen) leftCame(msg gridLeftMsg) {
	s.counting = false
	if s.list == nil || msg.list.name != s.list.name || len(msg.list.queued) != len(s.list.queued) {
		return
	}
	s.counted, s.left = msg.age, msg.n
	if msg.err != nil {
		s.left = -1
	}
}

// wantItems reads what is shown, and what the next page shows, as far as it is not known.
func (s *gridScreen) wantItems() tea.Cmd {
	if s.reading || s.broken {
		return nil
	}
	shown := s.shown()
	next := s.list.seqs[s.top:min(len(s.list.seqs), s.top+2*len(shown))]
	lack := s.items.lacking(shown, s.age)
	if lack == nil { // what is shown comes first
		lack = s.items.lacking(next, s.age)
	}
	if lack == nil {
		return nil
	}
	s.items.makeRoom(next)
	s.reading = true
	return gridItemsCmd(s.deps, s.summary, s.list, s.age, lack)
}

// wantPictures has the picture of the selected meme drawn, and thumbnails: those that are
// shown first, and those of the next page where all have room to be kept.
func (s *gridScreen) wantPictures() tea.Cmd {
	g := s.frame.grid(s.larger)
	var cmds []tea.Cmd
	if it := s.selected(); it != nil && g.side.w > 0 {
		cmds = append(cmds, s.pics.want(g.picture.box(), it.meme))
	}
	shown := s.shown()
	pages := s.list.seqs[s.top:min(len(s.list.seqs), s.top+2*len(shown))]
	if !s.thumbs.roomFor(2 * g.cells()) {
		pages = shown
	}
	if s.pics.hidden {
		return tea.Batch(cmds...)
	}
	var memes []labels.Meme
	for _, seq := range pages {
		if it, ok := s.items[seq]; ok {
			memes = append(memes, it.meme)
		}
	}
	return tea.Batch(append(cmds, s.thumbs.want(g.thumb, memes...))...)
}
