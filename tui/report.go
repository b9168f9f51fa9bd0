package tui

import (
	"context"
	"errors"
	"fmt"
	"path/filepath"
	"slices"
	"strings"

	tea "github.com/charmbracelet/bubbletea"

	"memebench/labels"
	"memebench/tui/jobs"
)

// endings are the formats that there are of what is shown, by the ending of a file's name. csv is a
// table of memes.
func (s Shown) endings() []string {
	switch {
	case s.Check != nil:
		return []string{"csv", "html", "md", "tex"}
	case s.Version != "":
		return []string{"html", "md", "tex"}
	}
	return []string{"html", "md", "tex", "csv"}
}

// endingOf is the ending of a file's name, without its dot.
func endingOf(name string) string {
	return strings.ToLower(strings.TrimPrefix(filepath.Ext(name), "."))
}

// askReport asks for the file to write a report to; name is what it is called if nothing
// else is said, without an ending.
func (s *session) askReport(of Shown, name string) {
	endings := of.endings()
	check := func(text string) error {
		if !slices.Contains(endings, endingOf(text)) {
			return fmt.Errorf("the ending says what is written: want .%s or .%s", strings.Join(endings[:len(endings)-1], ", ."), endings[len(endings)-1])
		}
		return nil
	}
	place := s.deps.ReportPlace
	d := newField("Write a report to which file?", name+"."+endings[0], check, func(text string) tea.Cmd {
		return func() tea.Msg {
			path, there, err := place(text)
			return reportPlacedMsg{of, path, there, err}
		}
	})
	d.field.CharLimit = pathLimit
	d.does, d.leaves, d.endings = "write it", "leave it", endings
	d.note = fmt.Sprintf("In %s, unless you name a folder. tab changes the format: %s.", labels.Printable(s.deps.Here), strings.Join(endings, ", "))
	s.ask = d
}

// pathLimit is the most that a path may have, in characters.
const pathLimit = 4096

// nextEnding puts the next of the endings in the place of the one that the name has.
func (d *dialog) nextEnding() {
	name := d.field.Value()
	i := slices.Index(d.endings, endingOf(name))
	if i >= 0 {
		name = strings.TrimSuffix(name, filepath.Ext(name))
	}
	d.field.SetValue(name + "." + d.endings[(i+1)%len(d.endings)])
	d.field.CursorEnd()
	d.fault = ""
}

// reportPlacedMsg says where a report would go, and whether a file is there.
type reportPlacedMsg struct {
	of    Shown
	path  string
	there bool
	err   error
}

// reportPlaced has the report written; over a file that is there only after a question.
func (s *session) reportPlaced(msg reportPlacedMsg) {
	path := labels.Printable(msg.path)
	switch {
	case msg.err != nil:
		s.status.fail("not written: %v", msg.err)
	case !msg.there:
		s.writeReport(msg.of, msg.path, false)
	case s.ask != nil: // another question has come meanwhile
		s.status.warn("not written: there is a file %s already", path)
	default:
		s.ask = &dialog{
			title: "Write over the file that is there?", note: path + " is there already. What it holds now would be lost.",
			does: "write over it", leaves: "leave it as it is",
			yes: func() tea.Cmd {
				s.writeReport(msg.of, msg.path, true)
				return nil
			},
		}
	}
}

// writtenReport is where a report has been written to.
type writtenReport string

func (s *session) writeReport(of Shown, path string, over bool) {
	write := s.deps.WriteReport
	err := s.startJob(jobReport, func(ctx context.Context, _ func(jobs.Progress)) (any, error) {
		where, err := write(ctx, of, path, over)
		return writtenReport(where), err
	})
	switch {
	case errors.Is(err, jobs.ErrBusy):
		s.status.sayWhile(s.runs(jobReport), "another report is being written: %s again in a moment", s.key(doReport))
	case err != nil:
		s.status.fail("not written: %v", err)
	}
}
