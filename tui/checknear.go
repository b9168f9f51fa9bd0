package tui

import (
	"fmt"

	tea "github.com/charmbracelet/bubbletea"
)

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
	if it == nil || s.whyNoNear(it) != "" {
		return nil
	}
	return s.wantNearest(&s.near, it, len(s.frame.check().likes), s.search(levelledQuery), true)
}

// alike is a sheet with the memes most like the selected one, by caption, by picture and by
// both, and the command that looks for them; nil while there is none to be read.
func (s *checkScreen) alike() (*aboutSheet, tea.Cmd) {
	it := s.selected()
	if it == nil {
		s.sayNone()
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
