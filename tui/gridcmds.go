package tui

import (
	"context"
	"fmt"

	tea "github.com/charmbracelet/bubbletea"

	"memebench/eval"
	"memebench/labels"
)

// gridItemsMsg brings memes of the list, as they were at an age.
type gridItemsMsg struct {
	list  *memeList
	age   int
	items []item
	err   error
}

func gridItemsCmd(d Deps, summary eval.Summary, list *memeList, age int, seqs []uint64) tea.Cmd {
	return func() tea.Msg {
		msg := gridItemsMsg{list: list, age: age}
		msg.items, msg.err = readItems(d, summary, seqs)
		return msg
	}
}

// targetsMsg brings the memes that something is to be said of.
type targetsMsg struct {
	op    uint64
	what  saying
	items []item
	err   error
}

func targetsCmd(d Deps, summary eval.Summary, op uint64, what saying, list *memeList, seqs []uint64) tea.Cmd {
	return func() tea.Msg {
		msg := targetsMsg{op: op, what: what}
		msg.items, msg.err = readItems(d, summary, seqs)
		for i := range msg.items {
			msg.items[i].place = list.places[msg.items[i].meme.Seq]
		}
		return msg
	}
}

// gridSavedMsg says that events are on disk.
type gridSavedMsg struct {
	op     uint64
	what   saying
	events []labels.Event
	of     []item // what they were said of
	left   int    // memes that nothing was said of
	kept   int    // events from before that are on disk with them
	now    summarised
	err    error // they are not on disk
}

// gridSaveCmd appends events in one transaction, of which the last are new.
func gridSaveCmd(d Deps, msg gridSavedMsg, events []labels.Event) tea.Cmd {
	return func() tea.Msg {
		stored, err := d.Log.Append(events...)
		if err == nil && len(stored) != len(events) {
			err = fmt.Errorf("the store took %d of %s", len(stored), count(len(events), "event"))
		}
		if msg.err = err; err != nil {
			return msg
		}
		msg.events = stored[msg.kept:]
		msg.now = d.summarise()
		return msg
	}
}

// gridUndoneMsg says what was taken back, or is said again.
type gridUndoneMsg struct {
	op     uint64
	redo   bool
	events []labels.Event
	first  labels.Meme // of the first of them in the order in which they were said
	now    summarised
	err    error
}

func gridUndoCmd(d Deps, op uint64, redo bool) tea.Cmd {
	return func() tea.Msg {
		msg := gridUndoneMsg{op: op, redo: redo}
		if msg.events, msg.err = d.takeBack(redo); msg.err != nil || len(msg.events) == 0 {
			return msg
		}
		msg.now = d.summarise()
		msg.err = d.Read(func(r Reader) (err error) {
			msg.first, err = r.Meme(msg.events[len(msg.events)-1].Meme)
			return err
		})
		return msg
	}
}

// waitingMsg brings the place of the next meme of the list that waits, from 0, -1 for none.
type waitingMsg struct {
	op    uint64
	place int
	err   error
}

// waitingCmd finds the next meme of the list behind a place that is among those that a
// search finds, going round at its end.
func waitingCmd(ctx context.Context, d Deps, op uint64, list *memeList, from int, s labels.Search) tea.Cmd {
	return func() tea.Msg {
		msg := waitingMsg{op: op, place: -1}
		hits, err := d.Search(ctx, s)
		if err != nil {
			msg.err = err
			return msg
		}
		n, best := len(list.seqs), 0
		for _, seq := range hits.Seqs {
			place := list.places[seq]
			if place == 0 {
				continue
			}
			if by := (place - 1 - from - 1 + n) % n; msg.place < 0 || by < best {
				msg.place, best = place-1, by
			}
		}
		return msg
	}
}

// update takes in what the commands of the screen have brought.
func (s *gridScreen) update(msg tea.Msg) tea.Cmd {
	switch msg := msg.(type) {
	case gridListMsg:
		s.listCame(msg)
	case gridItemsMsg:
		s.itemsCame(msg)
	case targetsMsg:
		if msg.op == s.op {
			s.op = 0
			return s.told(msg)
		}
	case gridSavedMsg:
		if msg.op == s.op {
			s.op = 0
			return s.saved(msg)
		}
	case gridUndoneMsg:
		if msg.op == s.op {
			s.op = 0
			return s.undone(msg)
		}
	case waitingMsg:
		if msg.op == s.op {
			s.op = 0
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
		s.choose(msg.place)
	}
}

// itemsCame takes in memes that were read. One that is there already is changed in its
// place: it is the same that could be read before.
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
	for _, it := range msg.items {
		old, ok := s.items[it.meme.Seq]
		if !ok {
			old.item = &item{}
		}
		*old.item = it
		s.items[it.meme.Seq] = gridItem{old.item, msg.age}
	}
}

// keptItems is how many memes of a list are kept: more than any window shows.
const keptItems = 2000

// want returns a command for what the screen lacks: the list, the memes that are shown and
// those of the page after them, and then their pictures.
func (s *gridScreen) want() tea.Cmd {
	if s.frame.small() {
		return nil
	}
	if s.otherQueue() && s.from != s.label.queue && !s.broken {
		return s.read()
	}
	if s.list == nil {
		return nil
	}
	if s.zoom.level != zoomOff {
		if it := s.selected(); it != nil {
			if cmd := s.pics.wantKey(s.zoom.key(s.pics, s.frame, it.meme)); cmd != nil {
				return cmd
			}
		}
	}
	return tea.Batch(s.wantItems(), s.wantPictures())
}

// wantItems reads what is shown, and what the next page shows, as far as it is not known.
func (s *gridScreen) wantItems() tea.Cmd {
	if s.reading || s.broken {
		return nil
	}
	shown := s.shown()
	next := s.list.seqs[s.top:min(len(s.list.seqs), s.top+2*len(shown))]
	var lack []uint64
	for _, seqs := range [][]uint64{shown, next} {
		for _, seq := range seqs {
			if it, ok := s.items[seq]; !ok || it.age < s.age {
				lack = append(lack, seq)
			}
		}
		if len(lack) > 0 {
			break // what is shown comes first
		}
	}
	if len(lack) == 0 {
		return nil
	}
	if len(s.items) > keptItems {
		kept := map[uint64]gridItem{}
		for _, seq := range next {
			if it, ok := s.items[seq]; ok {
				kept[seq] = it
			}
		}
		s.items = kept
	}
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
	if 2*g.cells() > keptThumbs {
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
