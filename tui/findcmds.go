package tui

import (
	"context"

	tea "github.com/charmbracelet/bubbletea"

	"memebench/eval"
	"memebench/labels"
	queues "memebench/labels/queue"
)

// found are the first memes that a search has found.
type found struct {
	count  int
	items  []item
	asked  int                // how many were asked for
	spread [labels.Levels]int // over the model's levels; see foundCmd
	spoken bool               // spread is known
}

// foundMsg brings what a search has found.
type foundMsg struct {
	op    uint64
	query string
	found found
	err   error
}

// knownMsg brings what queries can name: the saved ones, and annotators.
type knownMsg struct {
	saved      []labels.SavedQuery
	annotators []string
	err        error
}

// querySavedMsg says whether a query is on disk.
type querySavedMsg struct {
	name string
	err  error
}

// queryForgottenMsg says whether a saved query is gone.
type queryForgottenMsg struct {
	name string
	err  error
}

// placeCountedMsg brings how many memes a queue has left.
type placeCountedMsg struct {
	counts string
	n      int
	err    error
}

// foundCmd searches, and reads the first memes that are found.
func foundCmd(ctx context.Context, d Deps, summary eval.Summary, op uint64, s labels.Search, rows int) tea.Cmd {
	return func() tea.Msg {
		msg := foundMsg{op: op, query: s.Query.Text}
		s.Limit = rows
		hits, err := d.Search(ctx, s)
		if err != nil {
			msg.err = err
			return msg
		}
		msg.found.count, msg.found.asked = hits.Count, rows
		msg.found.items, msg.err = readItems(d, summary, hits.Seqs)
		if msg.err == nil {
			msg.err = msg.found.countLevels(ctx, d, s)
		}
		return msg
	}
}

// countLevels counts how the memes that are found are spread over what the model says of
// them. Memes that are asked blind are left out; where all are, nothing is counted.
func (f *found) countLevels(ctx context.Context, d Deps, s labels.Search) error {
	if d.Blind != labels.BlindShown || s.Version == "" || f.count == 0 {
		return nil
	}
	s.Limit = 1
	for l := range labels.Levels {
		q, err := labels.ParseQuery(s.Query.Text+" -split:val,test model:"+digitOf(labels.Level(l)), d.Columns)
		if err != nil {
			return err
		}
		s.Query = q
		hits, err := d.Search(ctx, s)
		if err != nil {
			return err
		}
		f.spread[l] = hits.Count
	}
	f.spoken = true
	return nil
}

// placeCountCmd counts what a search finds.
func placeCountCmd(ctx context.Context, d Deps, counts string, s labels.Search) tea.Cmd {
	return func() tea.Msg {
		s.Limit = 1
		hits, err := d.Search(ctx, s)
		return placeCountedMsg{counts, hits.Count, err}
	}
}

// listMsg brings all memes that a search has found, as a queue.
type listMsg struct {
	op       uint64
	on       tab    // where it is opened
	at       uint64 // the meme to begin with, 0 for the first
	list     queues.List
	remember string // as what it is remembered, see queueKey
	err      error
}

// listCmd reads all memes that a search finds, or those of the queue that is so called.
func listCmd(ctx context.Context, d Deps, msg listMsg, s labels.Search) tea.Cmd {
	return func() tea.Msg {
		if queues.BuiltIn(msg.list.Name) {
			msg.list, msg.err = d.MakeQueue(ctx, msg.list.Name, nil)
			return msg
		}
		msg.list, msg.err = listOf(ctx, d, msg.list.Name, s)
		return msg
	}
}

// knownCmd reads what queries can name.
func knownCmd(d Deps) tea.Cmd {
	return func() tea.Msg {
		var msg knownMsg
		if msg.saved, msg.err = d.SavedQueries(); msg.err == nil {
			msg.annotators, msg.err = d.Annotators()
		}
		return msg
	}
}

// saveQueryCmd keeps a query under a name.
func saveQueryCmd(d Deps, q labels.SavedQuery) tea.Cmd {
	return func() tea.Msg {
		s := q.Setting()
		return querySavedMsg{q.Name, d.Settings.SetSetting(s.Name, s.Value)}
	}
}

// forgetQueryCmd removes a saved query, also as the queue that the annotator has used last.
func forgetQueryCmd(d Deps, name string) tea.Cmd {
	return func() tea.Msg {
		err := d.Settings.SetSetting(labels.SavedQuery{Name: name}.Setting().Name, "")
		if err == nil {
			var last string
			if last, _, err = d.Settings.Setting(queueKey(d.Annotator)); err == nil && last == name {
				err = d.Settings.SetSetting(queueKey(d.Annotator), "")
			}
		}
		return queryForgottenMsg{name, err}
	}
}
