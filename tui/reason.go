package tui

import (
	"fmt"

	tea "github.com/charmbracelet/bubbletea"

	"memebench/labels"
)

// askWhyUnfit asks why memes are unfit that were flagged just now, and has the reason kept, or goes on
// without one. The flags stand, whatever the answer. A question that has come meanwhile, as whether a
// report is written over a file, comes again then.
func (s *session) askWhyUnfit(memes []item, on func() tea.Cmd, keep func(text string) tea.Cmd) {
	title := fmt.Sprintf("Why is #%04d unfit?", memes[0].meme.Seq)
	note := "It is flagged: it leaves training and evaluation. " + s.key(doFlag) + " on it takes the flag away."
	if len(memes) > 1 {
		title = "Why are " + thousands(len(memes)) + " memes unfit?"
		note = "They are flagged: they leave training and evaluation. " + s.key(doUndo) + " takes the flags away."
	}
	waits := s.ask
	goOn := func() tea.Cmd {
		s.ask = waits
		return on()
	}
	s.ask = newField(title, "", anyText, func(text string) tea.Cmd {
		if text == "" {
			return goOn()
		}
		s.ask = waits
		return keep(text)
	})
	s.ask.no = goOn
	s.ask.does, s.ask.leaves, s.ask.note = "keep the reason", "no reason", note
	s.ask.field.CharLimit = noteLimit
}

// askReasonFor asks for the reason of flags that were saved just now, and gives it to save.
func (s *session) askReasonFor(msg gridSavedMsg, save func(what saying, events []labels.Event) tea.Cmd) {
	what, flags := msg.what, msg.events
	s.askWhyUnfit(msg.of, func() tea.Cmd { return nil }, func(text string) tea.Cmd {
		what.text = text
		return save(what, s.reasons(text, flags...))
	})
	s.ask.low = true // what is left of a grid is not drawn anew for each flag
}

// reasons are flags again, with the reason for them. They belong to the act that flagged, and are
// taken back with it: their places in it are counted on from there as they are saved.
func (s *session) reasons(text string, flags ...labels.Event) []labels.Event {
	events := make([]labels.Event, len(flags))
	for i, e := range flags {
		e.Seq, e.Time, e.Text, e.Batch = 0, s.now(), text, flags[len(flags)-1].Batch+1
		events[i] = e
	}
	return events
}
