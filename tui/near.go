package tui

import (
	"context"
	"fmt"
	"time"

	tea "github.com/charmbracelet/bubbletea"

	"memebench/labels"
	"memebench/tui/term"
)

// near are the memes most like the one on the screen, among those that the annotator has
// given a level: what others say of the rest would tell what is hidden there. Where a level
// decides, and what all say is on the screen, they are among all that have a level.
type near struct {
	of     *item // whose they are; another one is looked for anew
	items  []nearItem
	known  bool // they are there, or that there are none
	fault  error
	cancel context.CancelFunc
}

// forget forgets what was like the meme before.
func (n *near) forget() {
	if n.cancel != nil {
		n.cancel()
	}
	*n = near{}
}

// nearItem is a meme with how much it is like another, a cosine, and its level.
type nearItem struct {
	meme   labels.Meme
	level  labels.Level
	cosine float32
}

// nearMsg brings the memes most like an item.
type nearMsg struct {
	of    *item
	items []nearItem
	err   error
}

// mineQuery finds the memes that the annotator has given a level.
var mineQuery = ownQuery("state:mine")

// levelledQuery finds the memes of which the annotator or gold says a level that may be known.
var levelledQuery = ownQuery("level:1-5")

// nearAfter is how long a meme stays on the screen before its like are looked for: that
// reads features of all memes of one's own.
const nearAfter = 200 * time.Millisecond

// nearThumb is the size of their thumbnails.
var nearThumb = term.Box{Cols: 6, Rows: nearRows}

// nearCmd finds the n memes most like an item among those that a search finds, with
// their gold levels where it is gold and the annotator has said none.
func nearCmd(ctx context.Context, d Deps, of *item, search labels.Search, gold bool, n int) tea.Cmd {
	seq := of.meme.Seq
	return func() tea.Msg {
		select {
		case <-time.After(nearAfter):
		case <-ctx.Done():
			return nil
		}
		msg := nearMsg{of: of}
		hits, err := d.Search(ctx, search)
		if err == nil && hits.Count > 0 {
			msg.items, err = likest(ctx, d, seq, hits.Seqs, labels.AlikeInAll, n, gold)
		}
		if msg.err = err; ctx.Err() != nil {
			return nil // another meme is on the screen
		}
		return msg
	}
}

// likest reads the n of some memes that are most like one in something, as far as there is a
// level of them: the annotator's, or gold if that may be told.
func likest(ctx context.Context, d Deps, seq uint64, among []uint64, by labels.Likeness, n int, gold bool) (items []nearItem, err error) {
	alike, err := d.Likest(ctx, seq, among, by, n)
	if err != nil {
		return nil, err
	}
	err = d.Read(func(r Reader) error {
		items = items[:0]
		for _, l := range alike {
			m, err := r.MemeAt(l.Seq)
			if err != nil {
				return err
			}
			state, err := r.State(m.ID)
			if err != nil {
				return err
			}
			level := labels.NoLevel
			if own, ok := state.InPerson(d.Annotator); ok {
				level = own.Level
			}
			if gold && !level.Valid() {
				level = state.Gold
			}
			if level.Valid() {
				items = append(items, nearItem{m, level, l.Cosine})
			}
		}
		return nil
	})
	return items, err
}

// nearTitle is above the memes most like one.
const nearTitle = "Nearest labelled"

// noneNear is said where there are none with gold levels.
const noneNear = "no labelled meme has features yet"

// wantNearest has the memes looked for that are most like an item, as many as there are places
// for, among those that a search finds; and then their thumbnails.
func (s *session) wantNearest(n *near, of *item, places int, search labels.Search, gold bool) tea.Cmd {
	_, preparing := s.active[jobPrepare]
	switch {
	case places == 0:
		return nil
	case n.of == of:
		var memes []labels.Meme
		for _, like := range n.items {
			memes = append(memes, like.meme)
		}
		return s.thumbs.want(nearThumb, memes...)
	case preparing || s.unprepared != "":
		return nil // there are no features yet
	}
	n.forget()
	n.of = of
	var ctx context.Context
	ctx, n.cancel = context.WithCancel(s.ctx)
	return nearCmd(ctx, s.deps, of, search, gold, places)
}

// came takes in the memes most like one, if they are still wanted.
func (n *near) came(msg nearMsg) {
	if msg.of == n.of {
		n.items, n.known, n.fault = msg.items, true, msg.err
	}
}

// drawNearest draws the memes most like an item in their places, each with its level; none
// says why there are none.
func (s *session) drawNearest(c *canvas, n *near, of *item, places []rect, none string) {
	st := s.st
	switch {
	case n.of != of:
		return
	case n.fault != nil:
		s.drawShort(c, places[0], st.dim, labels.Printable(n.fault.Error()))
		return
	case n.known && len(n.items) == 0:
		s.drawShort(c, places[0], st.dim, none)
		return
	}
	for i, like := range n.items[:min(len(n.items), len(places))] {
		r := places[i]
		x := r.x
		if hasPicture(like.meme) { // else the caption beside it is all there is
			s.drawThumb(c, rect{r.x, r.y, nearThumb.Cols, nearThumb.Rows}, like.meme)
			x += nearThumb.Cols + 2
		}
		w := r.right() - x
		c.put(x, r.y, w, st.chipOf(like.level)+" "+like.level.Title())
		c.right(r.right(), r.y, 10, st.dim.Render(fmt.Sprintf("%.2f alike", like.cosine)))
		c.put(x, r.y+1, w, st.dim.Render(fmt.Sprintf("#%04d %s", like.meme.Seq, labels.Printable(like.meme.Title()))))
		c.put(x, r.y+2, w, firstLine(like.meme))
	}
}
