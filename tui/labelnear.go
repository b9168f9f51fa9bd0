package tui

import (
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
	if s.item == nil || s.done || s.frame.small() || s.zoom.level != zoomOff || s.whyNoNear() != "" {
		return nil
	}
	return s.wantNearest(&s.near, s.item, len(s.frame.label().likes), s.nearSearch(), s.adjudicates())
}

// drawNear draws the memes most like the one on the screen, each with its level.
func (s *labelScreen) drawNear(c *canvas, l labelFrame) {
	if len(l.likes) == 0 {
		return
	}
	why := s.whyNoNear()
	if why != "" {
		c.rule(l.near, nearTitle, why)
		return
	}
	c.rule(l.near, nearTitle, s.nearBy())
	none := "none yet: they come from your own labels"
	if s.adjudicates() {
		none = noneNear
	}
	s.drawNearest(c, &s.near, s.item, l.likes, none)
}
