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
func (a *app) compare() {
	s := a.train
	if !s.compares() {
		a.status.say("select another version: c compares it with the served one")
		return
	}
	switch err := a.startCompare(s.other(), s.selected); {
	case errors.Is(err, jobs.ErrBusy):
		a.status.say("a comparison is running already: x cancels it")
	case err != nil:
		a.status.fail("cannot compare: %v", err)
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

// comparisonRows is what a comparison needs.
const comparisonRows = 3

// comparison puts the selected version beside the other one: by a comparison on
// the same rows, or while there is none by their own figures.
func (s *trainScreen) comparison(w int) []string {
	v, _ := s.summary.Version(s.selected)
	o, _ := s.summary.Version(s.other())
	if c, ok := s.between(v, o); ok {
		return s.weighed(v, o, c, w)
	}
	if elsewhere, ok := fromElsewhere(v, o); ok {
		return s.remark(w, fmt.Sprintf("%s has its figures from elsewhere: c compares the two here", elsewhere.ID))
	}
	if v.Val.N == 0 || o.Val.N == 0 {
		return s.remark(w, fmt.Sprintf("%s and %s: no figures on validation memes for both; c compares", v.ID, o.ID))
	}
	on := fmt.Sprintf("on %s", count(v.ValN, "validation meme"))
	if o.ValN != v.ValN {
		on += fmt.Sprintf(" (%s: %d)", o.ID, o.ValN)
	}
	part := func(name string, a, b eval.Metric) string {
		return fmt.Sprintf("%s %s (%s)", name, score(a), signed(a-b))
	}
	return []string{
		fmt.Sprintf("  %s against %s, %s:", v.ID, o.ID, on),
		"  " + s.st.bold.Render(part("macro-F1", v.Val.MacroF1, o.Val.MacroF1)) + "   " + part("QWK", v.Val.QWK, o.Val.QWK) + "   " + part("MAE", v.Val.MAE, o.Val.MAE),
		s.st.dim.Render("  c says whether that is chance"),
	}
}

// remark is a sentence in the place of a comparison.
func (s *trainScreen) remark(w int, text string) []string {
	rows := make([]string, comparisonRows)
	for i, l := range s.st.Wrap(text, w-2) {
		if i < len(rows) {
			rows[i] = "  " + l
		}
	}
	return rows
}

// fromElsewhere returns the first of the versions whose figures are not of this
// workspace's memes, so that they say nothing beside those of others.
func fromElsewhere(versions ...eval.Version) (eval.Version, bool) {
	i := slices.IndexFunc(versions, func(v eval.Version) bool { return v.Origin != nil })
	if i < 0 {
		return eval.Version{}, false
	}
	return versions[i], true
}

// weighed draws a comparison on the same rows. Where it has no room for all of it,
// the verdict is what stays.
func (s *trainScreen) weighed(v, o eval.Version, c eval.Comparison, w int) []string {
	on := fmt.Sprintf("on the same %s", count(c.N, "validation meme"))
	if c.Split == eval.CVRows {
		on = fmt.Sprintf("out of fold on %s", count(c.N, "meme"))
	}
	rises := "—"
	if c.ProbImproved.Defined() {
		rises = score(c.ProbImproved)
	}
	title := fmt.Sprintf("  %s against %s, %s:", v.ID, o.ID, on)
	delta := "  " + s.st.bold.Render("macro-F1 "+signed(c.MacroF1Delta)) + fmt.Sprintf(" (%s to %s)   ", signed(c.CI95[0]), signed(c.CI95[1]))
	test := fmt.Sprintf("McNemar p = %s", score(c.McNemarP))
	alone := fmt.Sprintf("  P(better) %s  right alone %s %d, %s %d  ", rises, o.ID, c.FirstRight, v.ID, c.SecondRight)
	if s.st.Width(delta+c.Verdict()) <= w && s.st.Width(alone+test) <= w {
		return []string{title, delta + c.Verdict(), s.st.dim.Render(alone + test)}
	}
	return []string{title, delta + "P(better) " + rises, "  " + c.Verdict() + s.st.dim.Render("  "+test)}
}

// versionMsg says how a change to the list of versions has ended.
type versionMsg struct {
	news string
	err  error
}

func (a *app) versionChanged(msg versionMsg) tea.Cmd {
	if msg.err != nil {
		a.status.fail("%v", msg.err)
		return nil
	}
	a.status.say("%s", msg.news)
	return a.summaryCmd()
}

// askName asks for the selected version's name.
func (a *app) askName() {
	v, ok := a.summary.Version(a.train.selected)
	if !ok {
		a.status.say("there is no version to name yet: r trains one")
		return
	}
	versions := a.deps.Versions
	a.ask = a.field(fmt.Sprintf("Name of %s:", v.ID), v.Name, isName, func(name string) tea.Cmd {
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
func (a *app) askDelete() {
	s := a.train
	v, ok := a.summary.Version(s.selected)
	switch {
	case !ok:
		a.status.say("there is no version to delete")
		return
	case v.ID == a.summary.Served:
		a.status.say("%s is served: serve another one first, then delete it", v.ID)
		return
	}
	versions := a.deps.Versions
	a.ask = &dialog{
		question: fmt.Sprintf("Delete %s (%s) and its predictions for good? Labels stay.", labels.Printable(v.Title()), count(v.Labels, "label")),
		short:    fmt.Sprintf("Delete %s for good? Labels stay.", v.ID),
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
