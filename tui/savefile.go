package tui

import (
	"context"
	"errors"
	"io"
	"io/fs"
	"strings"

	tea "github.com/charmbracelet/bubbletea"

	"memebench/labels"
)

// fileToSave is what is written to a file whose name is asked for.
type fileToSave struct {
	what  string // "254 labels"
	path  string // as it was written
	write func(context.Context, io.Writer) error
}

// fileSavedMsg says what has become of it.
type fileSavedMsg struct {
	fileToSave
	full string // the path, of the machine on which the program runs
	err  error  // fs.ErrExist: a file of this name is there, and nobody has said that it may go
}

// askFile asks for the name of a file, which is written then; note is what to know of it.
func (s *session) askFile(title, note string, f fileToSave) {
	check := func(text string) error {
		switch {
		case text == "":
			return errors.New("a file needs a name")
		case strings.HasSuffix(text, "/"):
			return errors.New("this is a folder: add the name of a file")
		}
		return nil
	}
	s.ask = newField(s.st, title, f.path, check, func(text string) tea.Cmd {
		f.path = text
		return s.saveFile(f, false)
	})
	s.ask.field.CharLimit = pathLimit
	s.ask.note, s.ask.does, s.ask.leaves = note, "write it", "write nothing"
}

// pathLimit is the most that a path may have, in characters: as much as systems take.
const pathLimit = 4096

// saveFile writes a file, whole or not at all.
func (s *session) saveFile(f fileToSave, replace bool) tea.Cmd {
	ctx, d := s.ctx, s.deps
	return func() tea.Msg {
		full, err := d.WriteFile(f.path, replace, func(w io.Writer) error { return f.write(ctx, w) })
		return fileSavedMsg{f, full, err}
	}
}

// fileSaved says what has become of a file, and asks whether one that is there may be replaced.
func (s *session) fileSaved(msg fileSavedMsg) {
	name := labels.Printable(msg.path)
	switch {
	case errors.Is(msg.err, fs.ErrExist) && s.ask != nil:
		s.status.warn("nothing is written: %s is there already", name)
	case errors.Is(msg.err, fs.ErrExist):
		s.ask = &dialog{
			title: "Replace " + name + "?", note: "A file of this name is there already. What is in it would be lost.",
			does: "replace it", leaves: "keep it",
			yes: func() tea.Cmd { return s.saveFile(msg.fileToSave, true) },
		}
	case msg.err != nil:
		s.status.fail("nothing is written: %v", msg.err)
	default:
		s.status.addDone("%s written to %s", msg.what, labels.Printable(msg.full))
	}
}
