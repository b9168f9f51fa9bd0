package tui

import (
	"context"
	"fmt"

	tea "github.com/charmbracelet/bubbletea"

	"memebench/labels"
)

// whyNoNear says why the memes most like this one are not shown, "" where they are: their
// levels would sway as much as what the model says.
func (s *labelScreen) whyNoNear() string {
	switch {
	case s.item.meme.Split == labels.Test:
		return "never beside test memes"
	case !s.answered() && !s.visible():
		return s.whyHidden()
	}
	return ""
}

// nearSearch finds the memes among which those are looked for that are like the one on the
// screen.
func (s *labelScreen) nearSearch() labels.Search {
	if s.adjudicates() {
		return s.search(levelledQuery)
	}
	return s.search(mineQuery)
}

// nearBy says whose levels they have.
func (s *labelScreen) nearBy() string {
	if s.adjudicates() {
		return "by you, else gold"
	}
	return "by you"
}

// wantNear has the memes looked for that are most like the one on the screen, where there is
// room for them, and then their thumbnails.
func (s *labelScreen) wantNear() tea.Cmd {
	places := s.frame.label().likes
	_, preparing := s.active[jobPrepare]
	switch {
	case s.item == nil || s.done || s.frame.small() || s.zoom.level != zoomOff:
		return nil
	case len(places) == 0 || s.whyNoNear() != "":
		return nil
	case s.near.of == s.item:
		var memes []labels.Meme
		for _, n := range s.near.items {
			memes = append(memes, n.meme)
		}
		return s.thumbs.want(nearThumb, memes...)
	case preparing || s.unprepared != "":
		return nil // there are no features yet
	}
	s.near.forget()
	s.near.of = s.item
	var ctx context.Context
	ctx, s.near.cancel = context.WithCancel(s.ctx)
	return nearCmd(ctx, s.deps, s.item, s.nearSearch(), s.adjudicates(), len(places))
}

// nearCame takes in the memes most like one, if it is still on the screen.
func (s *labelScreen) nearCame(msg nearMsg) {
	if msg.of != s.item {
		return
	}
	s.near.items, s.near.known, s.near.fault = msg.items, true, msg.err
}

// drawNear draws the memes most like the one on the screen, each with its level.
func (s *labelScreen) drawNear(c *canvas, l labelFrame) {
	if len(l.likes) == 0 {
		return
	}
	st, why := s.st, s.whyNoNear()
	right := why
	if why == "" {
		right = s.nearBy()
	}
	c.rule(l.near, "Nearest labelled", right)
	if why != "" || s.near.of != s.item {
		return
	}
	first := l.likes[0]
	switch {
	case s.near.fault != nil:
		s.drawShort(c, first, st.dim, labels.Printable(s.near.fault.Error()))
		return
	case s.near.known && len(s.near.items) == 0:
		none := "none yet: they come from your own labels"
		if s.adjudicates() {
			none = "no labelled meme has features yet"
		}
		s.drawShort(c, first, st.dim, none)
		return
	}
	for i, n := range s.near.items[:min(len(s.near.items), len(l.likes))] {
		r := l.likes[i]
		s.drawThumb(c, rect{r.x, r.y, nearThumb.Cols, nearThumb.Rows}, n.meme)
		x := r.x + nearThumb.Cols + 2
		w := r.right() - x
		c.put(x, r.y, w, st.chipOf(n.level)+" "+n.level.Title())
		c.right(r.right(), r.y, 10, st.dim.Render(fmt.Sprintf("%.2f alike", n.cosine)))
		c.put(x, r.y+1, w, st.dim.Render(fmt.Sprintf("#%04d %s", n.meme.Seq, labels.Printable(n.meme.Title()))))
		c.put(x, r.y+2, w, firstLine(n.meme))
	}
}
