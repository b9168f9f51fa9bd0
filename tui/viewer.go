package tui

import (
	"errors"
	"path/filepath"

	tea "github.com/charmbracelet/bubbletea"

	"memebench/labels"
)

// fileMsg says what has become of files that were to be opened.
type fileMsg struct {
	path string // of one that could not be
	err  error
}

// filesOf are the files that show a meme: its video, or its picture and the sound beside it, as
// far as it has some.
func filesOf(m labels.Meme) (paths []string) {
	if m.Image.Path != "" && !m.Image.Media.Moves {
		paths = append(paths, m.Image.Path)
	}
	if m.Image.Media.Is() {
		paths = append(paths, m.Image.Media.Path)
	}
	return paths
}

// openAll opens files, until one cannot be opened.
func (d Deps) openAll(paths []string) (msg fileMsg) {
	for _, path := range paths {
		if err := d.OpenFile(path); err != nil {
			return fileMsg{d.pathOf(path), err}
		}
	}
	return fileMsg{}
}

// openFile has the system show the files of a meme.
func (s *session) openFile(m labels.Meme) tea.Cmd {
	paths := filesOf(m)
	if paths == nil {
		s.status.say("no file to open: %s", whyNoPicture(m, s.pics.tech, nil))
		return nil
	}
	d := s.deps
	return func() tea.Msg { return d.openAll(paths) }
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

// pathOf is a file's path as it may be shown: in a team its folders are the server's, and may be called like the level.
func (d Deps) pathOf(path string) string {
	if d.Team == nil || path == "" {
		return path
	}
	return filepath.Base(path)
}
