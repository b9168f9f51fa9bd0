package tui

import (
	"errors"
	"fmt"
	"slices"

	tea "github.com/charmbracelet/bubbletea"

	"memebench/eval"
	"memebench/labels"
	"memebench/tui/jobs"
)

// trainScreen lists the versions, shows a training as it goes, and changes which
// version is served.
type trainScreen struct {
	*session
	selected string           // version
	marked   string           // that others are compared with; "" for the one that is served
	compared *eval.Comparison // the last that was asked for
}

func newTrainScreen(s *session) *trainScreen { return &trainScreen{session: s} }

func (s *trainScreen) title() string { return "Train" }

func (s *trainScreen) keys() keymap { return trainKeys }

func (s *trainScreen) enter() tea.Cmd { return nil }

func (s *trainScreen) leave() {}

func (s *trainScreen) update(msg tea.Msg) tea.Cmd {
	if msg, ok := msg.(versionMsg); ok {
		return s.versionChanged(msg)
	}
	return nil
}

// refresh keeps the selection on a version that there is, the newest at first.
func (s *trainScreen) refresh() {
	if _, ok := s.summary.Version(s.marked); !ok {
		s.marked = ""
	}
	if _, ok := s.summary.Version(s.selected); ok {
		return
	}
	if v, ok := s.summary.Latest(); ok {
		s.selected = v.ID
	}
}

func (s *trainScreen) index() int {
	return slices.IndexFunc(s.summary.Versions, func(v eval.Version) bool { return v.ID == s.selected })
}

func (s *trainScreen) works(do action) bool {
	_, changing := s.active[jobServe]
	switch do {
	case doUp, doDown:
		return len(s.summary.Versions) > 1
	case doPromote:
		return s.index() >= 0 && s.selected != s.summary.Served && !changing
	case doCompare:
		_, comparing := s.active[jobCompare]
		return s.compares() && !comparing
	case doMark:
		return len(s.summary.Versions) > 2
	case doRename:
		return s.index() >= 0
	case doDelete:
		return s.index() >= 0 && s.selected != s.summary.Served
	}
	return true
}

func (s *trainScreen) act(do action, _ press) tea.Cmd {
	i := s.index()
	switch do {
	case doUp, doDown:
		if i < 0 {
			return nil
		}
		if do == doUp {
			i--
		} else {
			i++
		}
		s.selected = s.summary.Versions[min(max(0, i), len(s.summary.Versions)-1)].ID
	case doPromote:
		v, ok := s.summary.Version(s.selected)
		switch {
		case !ok:
			s.status.say("there is no version to serve yet: r trains one")
		case v.ID == s.summary.Served:
			s.status.say("%s is served already", v.ID)
		default:
			s.ask = s.serveQuestion(v)
		}
	case doMark:
		if s.marked == s.selected {
			s.marked = ""
		} else {
			s.marked = s.selected
		}
	case doCompare:
		s.compare()
	case doRename:
		s.askName()
	case doDelete:
		s.askDelete()
	}
	return nil
}

// serveQuestion asks whether to serve a version.
func (s *trainScreen) serveQuestion(v eval.Version) *dialog {
	d := &dialog{
		title: fmt.Sprintf("Serve %s?", v.ID), does: "serve " + v.ID, leaves: "leave it",
		note: "The bars on Label will be those of " + v.ID + " from now on.",
		yes:  func() tea.Cmd { return s.serve(v.ID) },
	}
	served, ok := s.summary.Version(s.summary.Served)
	if !ok {
		return d
	}
	d.title, d.leaves = fmt.Sprintf("Serve %s instead of %s?", v.ID, served.ID), "leave "+served.ID
	if c, ok := s.between(v, served); ok {
		d.note = fmt.Sprintf("%s: %s macro-F1 (%s to %s), %s. ", v.ID, signed(c.MacroF1Delta), signed(c.CI95[0]), signed(c.CI95[1]), c.Verdict()) + d.note
	} else if _, ok := fromElsewhere(v, served); !ok {
		d.note = fmt.Sprintf("Val macro-F1 %s, %s has %s. ", score(v.Val.MacroF1), served.ID, score(served.Val.MacroF1)) + d.note
	}
	d.note += fmt.Sprintf(" You can come back: select %s, p.", served.ID)
	return d
}

// serve changes the served version in the background.
func (s *trainScreen) serve(version string) tea.Cmd {
	switch err := s.startServe(version); {
	case errors.Is(err, jobs.ErrBusy):
		s.status.say("the served version is being changed already")
	case err != nil:
		s.status.fail("cannot change the served version: %v", err)
	}
	return nil
}

// other returns the version that the selected one is compared with.
func (s *trainScreen) other() string {
	if s.marked != "" && s.marked != s.selected {
		return s.marked
	}
	return s.summary.Served
}

// compares reports whether the selected version stands beside another one.
func (s *trainScreen) compares() bool {
	_, ok := s.summary.Version(s.selected)
	_, beside := s.summary.Version(s.other())
	return ok && beside && s.selected != s.other()
}

// compare has the selected version compared with the other one.
func (s *trainScreen) compare() {
	if !s.compares() {
		s.status.say("select another version: c compares it with the served one")
		return
	}
	switch err := s.startCompare(s.other(), s.selected); {
	case errors.Is(err, jobs.ErrBusy):
		s.status.say("a comparison is running already: x cancels it")
	case err != nil:
		s.status.fail("cannot compare: %v", err)
	}
}

// between returns the comparison of the selected version with the other one, if
// there is one: the last that was asked for, or what was decided by.
func (s *trainScreen) between(v, o eval.Version) (eval.Comparison, bool) {
	if c := s.compared; c != nil && c.First == o.ID && c.Second == v.ID {
		return *c, true
	}
	if d := v.Decision; d != nil && d.Comparison != nil && d.Against == o.ID {
		return *d.Comparison, true
	}
	return eval.Comparison{}, false
}

// fromElsewhere returns the first of the versions whose metrics are not of this
// workspace's memes, so that they say nothing beside those of others.
func fromElsewhere(versions ...eval.Version) (eval.Version, bool) {
	i := slices.IndexFunc(versions, func(v eval.Version) bool { return v.Origin != nil })
	if i < 0 {
		return eval.Version{}, false
	}
	return versions[i], true
}

// versionMsg says how a change to the list of versions has ended.
type versionMsg struct {
	news string
	err  error
}

func (s *trainScreen) versionChanged(msg versionMsg) tea.Cmd {
	if msg.err != nil {
		s.status.fail("%v", msg.err)
		return nil
	}
	s.status.say("%s", msg.news)
	return s.summaryCmd()
}

// askName asks for the selected version's name.
func (s *trainScreen) askName() {
	v, ok := s.summary.Version(s.selected)
	if !ok {
		s.status.say("there is no version to name yet: r trains one")
		return
	}
	versions := s.deps.Versions
	s.ask = newField(s.st, fmt.Sprintf("Name of %s", v.ID), v.Name, isName, func(name string) tea.Cmd {
		return func() tea.Msg {
			err := versions.RenameVersion(v.ID, name)
			if name == "" {
				return versionMsg{v.ID + " has no name now", err}
			}
			return versionMsg{fmt.Sprintf("%s is called %s, and is not pruned", v.ID, name), err}
		}
	})
}

// isName says why a version cannot be called so; "" takes a name away.
func isName(name string) error {
	if name == "" {
		return nil
	}
	return eval.CheckName(name)
}

// askDelete asks whether the selected version may go.
func (s *trainScreen) askDelete() {
	v, ok := s.summary.Version(s.selected)
	switch {
	case !ok:
		s.status.say("there is no version to delete")
		return
	case v.ID == s.summary.Served:
		s.status.say("%s is served: serve another one first, then delete it", v.ID)
		return
	}
	versions := s.deps.Versions
	s.ask = &dialog{
		title: fmt.Sprintf("Delete %s?", labels.Printable(v.Title())),
		note:  fmt.Sprintf("Its parameters and predictions go for good. The labels it was trained on (%d) stay.", v.Labels),
		does:  "delete " + v.ID, leaves: "keep it",
		yes: func() tea.Cmd {
			// The selection goes to its neighbour.
			if i := s.index(); i > 0 {
				s.selected = s.summary.Versions[i-1].ID
			} else if len(s.summary.Versions) > 1 {
				s.selected = s.summary.Versions[1].ID
			}
			return func() tea.Msg {
				id, err := versions.DeleteVersion(v.ID)
				return versionMsg{id + " is deleted", err}
			}
		},
	}
}
