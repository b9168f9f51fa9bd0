package tui

import (
	"errors"

	tea "github.com/charmbracelet/bubbletea"

	"memebench/labels"
)

// fileMsg says what has become of a file that was to be opened.
type fileMsg struct {
	path string
	err  error
}

// fileOf is the file that shows most of a meme: its video or picture, or else its sound; ""
// for none.
func fileOf(m labels.Meme) string {
	if m.Image.Media.Moves || m.Image.Path == "" {
		return m.Image.Media.Path
	}
	return m.Image.Path
}

// openFile has the system show the file of a meme.
func (s *session) openFile(m labels.Meme) tea.Cmd {
	path := fileOf(m)
	if path == "" {
		s.status.say("no file to open: %s", whyNoPicture(m, s.pics.tech, nil))
		return nil
	}
	open := s.deps.OpenFile
	return func() tea.Msg { return fileMsg{path, open(path)} }
}

// fileOpened says what has become of it.
func (s *session) fileOpened(msg fileMsg) {
	switch {
	case errors.Is(msg.err, ErrNoViewer):
		s.status.add("the file is %s", msg.path)
	case msg.err != nil:
		s.status.fail("cannot open %s: %v", msg.path, msg.err)
	default:
		s.status.addDone("opened in the system's viewer")
	}
}
