package tui

import (
	"time"

	tea "github.com/charmbracelet/bubbletea"

	"memebench/labels"
	"memebench/model/settings"
	"memebench/tui/jobs"
)

// teamKinds are the kinds of jobs that run for all.
var teamKinds = map[string]bool{jobPrepare: true, jobTrain: true, jobServe: true}

// runnerOf is who runs jobs of a kind.
func (s *session) runnerOf(kind string) *jobs.Runner {
	if s.deps.Team != nil && teamKinds[kind] {
		return s.deps.Team.Jobs
	}
	return s.runner
}

// others reports whether somebody else has started a job.
func (s *session) others(j jobs.Snapshot) bool {
	return s.deps.Team != nil && teamKinds[j.Kind] && j.By != s.deps.Annotator
}

// StartedBy is who has started a job, in words.
func StartedBy(j jobs.Snapshot) string {
	if j.By == "" {
		return "the server"
	}
	return labels.Printable(j.By)
}

// changedMsg says that something was written to the store.
type changedMsg struct {
	revision uint64
	err      error
}

// changesEvery is how often the screens look at what others have written.
const changesEvery = time.Second

// changedCmd waits until the store is another than after a revision.
func (s *session) changedCmd(after uint64) tea.Cmd {
	team, ctx := s.deps.Team, s.ctx
	if team == nil {
		return nil
	}
	return func() tea.Msg {
		revision, err := team.Changed(ctx, after)
		return changedMsg{revision, err}
	}
}

// changed has the summary read anew, with the settings that the screens go by, and the store looked at again a moment later.
func (s *session) changed(msg changedMsg) tea.Cmd {
	if msg.err != nil {
		return nil // the session has ended
	}
	next, ctx := s.changedCmd(msg.revision), s.ctx
	return tea.Batch(s.summaryCmd(), followCmd(s.deps), func() tea.Msg {
		select {
		case <-time.After(changesEvery):
		case <-ctx.Done():
		}
		return next()
	})
}

// followedMsg brings the settings that screens go by while they are open, as far as they are set,
// and the saved queries.
type followedMsg struct {
	set     map[string]string
	queries []labels.SavedQuery
	unread  error // why there are no queries
}

// followCmd reads the settings and queries that others may have changed. What cannot be read stays as it was:
// the next change is looked at again.
func followCmd(d Deps) tea.Cmd {
	return func() tea.Msg {
		msg := followedMsg{set: map[string]string{}}
		for _, s := range []settings.Setting{settings.Blind.Setting, settings.FoldsSeed.Setting, settings.Promote.Setting} {
			if value, set, err := d.Settings.Setting(s.Name); err == nil && set && s.Check(value) == nil {
				msg.set[s.Name] = value
			}
		}
		msg.queries, msg.unread = d.SavedQueries()
		return msg
	}
}
