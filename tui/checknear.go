package tui

import (
	"fmt"

	tea "github.com/charmbracelet/bubbletea"

	"memebench/labels"
)

// checkNearBy says whose levels the memes have that are like the selected one: what is said on Check
// decides, as in a matrix cell, and what all say may be known.
const checkNearBy = "by you, else gold"

// whyNoNear says why the memes most like the selected one are not shown, "" where they are.
func (s *checkScreen) whyNoNear(it *item) string {
	if it.meme.Split == labels.Test {
		return "never beside test memes"
	}
	return ""
}

// want returns a command for what the screen lacks: the memes of the list, and of the selected
// one the picture and what is like it.
func (s *checkScreen) want() tea.Cmd {
	if s.frame.small() {
		return nil
	}
	return tea.Batch(s.wantItems(), s.wantPicture(), s.wantNear())
}

// wantNear has the memes looked for that are most like the selected one, where there is room
// for them, and then their thumbnails.
func (s *checkScreen) wantNear() tea.Cmd {
	it := s.selected()
	if it == nil || s.zoomed() || s.whyNoNear(it) != "" {
		return nil
	}
	return s.wantNearest(&s.near, it, len(s.frame.check().likes), s.search(levelledQuery), true)
}

// drawNear draws the memes most like the selected one, each with its level.
func (s *checkScreen) drawNear(c *canvas, k checkFrame, it *item) {
	if len(k.likes) == 0 {
		return
	}
	if why := s.whyNoNear(it); why != "" {
		c.rule(k.near, nearTitle, why)
		return
	}
	c.rule(k.near, nearTitle, checkNearBy)
	s.drawNearest(c, &s.near, it, k.likes, noneNear)
}

// alike is a sheet with the memes most like the selected one, by caption, by picture and by
// both, and the command that looks for them; nil while there is none to be read.
func (s *checkScreen) alike() (*aboutSheet, tea.Cmd) {
	it := s.selected()
	if it == nil {
		s.status.say("%s", s.none())
		return nil, nil
	}
	d, _ := s.list().selected()
	a := &aboutSheet{
		title: fmt.Sprintf("Like #%04d", it.meme.Seq),
		facts: []aboutFact{
			{name: "Why it is listed"}, {"caption", captionOrName(it.meme)}, {"given", levelName(d.Label)}, {"suggested", levelName(d.Suggested)}, {"", d.Reason},
		},
	}
	return a, s.wantSheetNear(a, it, checkNearBy, s.whyNoNear(it), s.search(levelledQuery), true)
}
