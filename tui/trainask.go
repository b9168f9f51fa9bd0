package tui

import (
	"errors"
	"fmt"

	tea "github.com/charmbracelet/bubbletea"

	"memebench/eval"
	"memebench/labels"
	"memebench/tui/jobs"
)

// cannotServe says why predictions from elsewhere are not served.
func cannotServe(v eval.Version) string {
	return v.ID + " is predictions from elsewhere, without a head: it cannot be served"
}

// serveQuestion asks whether to serve a version. If others serve another one meanwhile, it is asked
// again, beside that.
func (s *trainScreen) serveQuestion(v eval.Version) *dialog {
	beside := s.summary.Served
	d := &dialog{
		title: fmt.Sprintf("Serve %s?", v.ID), does: "serve " + v.ID, leaves: "leave it",
		note: "The bars on Label will be those of " + v.ID + " from now on.",
		yes: func() tea.Cmd {
			switch s.summary.Served {
			case beside:
				return s.serve(v.ID)
			case v.ID:
				s.status.say("%s is served already", v.ID)
			default:
				s.ask = s.serveQuestion(v)
				s.status.say("%s is served by now", s.summary.Served)
			}
			return nil
		},
	}
	served, ok := s.summary.Version(s.summary.Served)
	if !ok {
		return d
	}
	d.title, d.leaves = fmt.Sprintf("Serve %s instead of %s?", v.ID, served.ID), "leave "+served.ID
	if c, ok := s.between(v, served); ok && c.N == 0 {
		d.note = cannotTell(c.Comparison) + ". " + d.note
	} else if ok && !c.CI95.Defined() {
		d.note = fmt.Sprintf("%s: %s macro-F1, %s. ", v.ID, signed(c.MacroF1Delta), c.says()) + d.note
	} else if ok {
		d.note = fmt.Sprintf("%s: %s macro-F1 (%s to %s), %s. ", v.ID, signed(c.MacroF1Delta), signed(c.CI95[0]), signed(c.CI95[1]), c.says()) + d.note
	} else if _, ok := fromElsewhere(v, served); !ok {
		of := ""
		if !v.SameVal(served) {
			of = ", each on val as it was then"
		}
		d.note = fmt.Sprintf("Val macro-F1 %s, %s has %s%s. ", score(v.Val.MacroF1), served.ID, score(served.Val.MacroF1), of) + d.note
	}
	d.note += fmt.Sprintf(" You can come back: select %s, %s.", served.ID, s.key(doPromote))
	return d
}

// serve changes the served version in the background.
func (s *trainScreen) serve(version string) tea.Cmd {
	switch err := s.startServe(version); {
	case errors.Is(err, jobs.ErrBusy):
		s.status.sayWhile(s.runs(jobServe), "the served version is being changed already")
	case err != nil:
		s.status.fail("cannot change the served version: %v", err)
	}
	return nil
}

// compare has the selected version compared with the other one.
func (s *trainScreen) compare() {
	if !s.compares() {
		s.status.say("select another version: %s compares it with the served one", s.key(doCompare))
		return
	}
	s.session.compare(s.other(), s.selected)
}

// versionMsg says how a change to the list of versions has ended, and brings the summary
// that was read after it.
type versionMsg struct {
	news  string
	err   error
	after summaryMsg
}

// changeVersion changes the list of versions: f returns what there is to say of it.
func (s *session) changeVersion(f func() (news string, err error)) tea.Cmd {
	d := s.deps
	return func() tea.Msg {
		news, err := f()
		return versionMsg{news, err, d.summaryNow()}
	}
}

// onScreen is the selected version.
func (s *trainScreen) onScreen() (eval.Version, bool) { return s.summary.Version(s.selected) }

// showVersion selects a version.
func (s *trainScreen) showVersion(v eval.Version) tea.Cmd {
	s.selected = v.ID
	return nil
}

// askName asks for a version's name.
func (s *trainScreen) askName(v eval.Version) {
	versions := s.deps.Versions
	s.ask = newField(fmt.Sprintf("Name of %s", v.ID), v.Name, isName, func(name string) tea.Cmd {
		return s.changeVersion(func() (string, error) {
			err := versions.RenameVersion(v.ID, name)
			if name == "" {
				return v.ID + " has no name now", err
			}
			return fmt.Sprintf("%s is called %s, and is not pruned", v.ID, name), err
		})
	})
}

// isName says why a version cannot be called so; "" takes a name away.
func isName(name string) error {
	if name == "" {
		return nil
	}
	return eval.CheckName(name)
}

// askDelete asks whether a version may go.
func (s *trainScreen) askDelete(v eval.Version) {
	if v.ID == s.summary.Served {
		s.status.say("%s is served: serve another one first, then delete it", v.ID)
		return
	}
	versions := s.deps.Versions
	s.ask = &dialog{
		title: fmt.Sprintf("Delete %s?", labels.Printable(v.Title())),
		note:  fmt.Sprintf("Its parameters and predictions go for good. The labels it was made by (%s) stay.", thousands(v.Labels)),
		does:  "delete " + v.ID, leaves: "keep it",
		yes: func() tea.Cmd {
			s.leaveVersion(v.ID)
			return s.changeVersion(func() (string, error) {
				id, err := versions.DeleteVersion(v.ID)
				return id + " is deleted", err
			})
		},
	}
}

// leaveVersion gives the selection of a version that goes to the next older one, or the
// next newer one.
func (s *trainScreen) leaveVersion(id string) {
	i := s.index()
	switch {
	case i < 0 || s.selected != id:
	case i > 0:
		s.selected = s.summary.Versions[i-1].ID
	case len(s.summary.Versions) > 1:
		s.selected = s.summary.Versions[1].ID
	}
}

// report asks where to write what there is of a version, beside the one that it is compared with.
func (s *trainScreen) report(v eval.Version) {
	of, name := Shown{Version: v.ID}, v.ID
	if o, ok := s.beside(v); ok {
		of.Against, name = o.ID, v.ID+"-against-"+o.ID
		if c, ok := s.between(v, o); ok {
			of.Comparison = &c.Comparison
			if !c.decided { // else it was made when the version was
				of.Made = &c.seq
			}
		}
	}
	s.askReport(of, name)
}
