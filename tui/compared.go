package tui

import (
	tea "github.com/charmbracelet/bubbletea"

	"memebench/eval"
	"memebench/labels"
)

// compared is how two versions compare.
type compared struct {
	eval.Comparison
	folds string // the seed of the folds when it began
	seq   uint64 // the newest event then
	since changedSince
}

// title is on which memes two versions were compared, and what has changed since, the longest text first.
func (c compared) title() []string {
	on, changed := comparedOn(c.Comparison), c.changed()
	if changed == "" {
		return []string{on}
	}
	return []string{on + " · " + changed, changed}
}

// changed says what has changed since two versions were compared, "" for nothing.
func (c compared) changed() string {
	if what := c.since.says(); what != "" {
		return what + " have changed since"
	}
	return ""
}

// says is the verdict, and whether it is of older labels.
func (c compared) says() string {
	if changed := c.changed(); changed != "" {
		return c.Verdict() + " (" + changed + ")"
	}
	return c.Verdict()
}

// comparisonSinceMsg brings what has changed since two versions were compared.
type comparisonSinceMsg struct {
	of  *compared
	now changedSince
	err error
}

// lookBack looks, where the screen is open, whether labels have changed since the last comparison.
func (s *trainScreen) lookBack(open bool) tea.Cmd {
	d, of := s.deps, s.compared
	if !open || of == nil || max(of.seq, of.since.seq) >= s.summary.Seq {
		return nil
	}
	from := of.seq + 1
	return func() tea.Msg {
		now, err := d.changedSince(from, nil, func(e labels.Event) bool { return !e.ReAsk })
		return comparisonSinceMsg{of, now, err}
	}
}
