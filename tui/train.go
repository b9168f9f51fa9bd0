package tui

import (
	"fmt"
	"slices"
	"strings"

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
	view     trainView
	open     bool // in a small window: the sheet of the selected version, in place of the list
}

// trainView is what the sheet shows.
type trainView int

const (
	curvesView trainView = iota
	configView
	labelsView
	trainViews
)

var trainViewNames = [trainViews]string{"curves", "config", "labels"}

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

// index is the place of the selected version in the summary, -1 for none.
func (s *trainScreen) index() int {
	return slices.IndexFunc(s.summary.Versions, func(v eval.Version) bool { return v.ID == s.selected })
}

// layout is that of the window.
func (s *trainScreen) layout() trainFrame { return s.frame.train(s.open) }

func (s *trainScreen) works(do action) bool {
	_, changing := s.active[jobServe]
	switch do {
	case doLeave:
		return s.open && s.layout().small
	case doUp, doDown, doPageUp, doPageDown, doFirst, doLast, doMark:
		return len(s.summary.Versions) > 1
	case doPromote:
		return s.index() >= 0 && s.selected != s.summary.Served && !changing
	case doCompare:
		_, comparing := s.active[jobCompare]
		return s.compares() && !comparing
	case doRename, doGoTo, doNextView, doBeforeView:
		return s.index() >= 0
	case doOpen:
		return s.index() >= 0 && s.layout().small
	case doDelete:
		return s.index() >= 0 && s.selected != s.summary.Served
	}
	return true
}

func (s *trainScreen) act(do action, p press) tea.Cmd {
	if do == doLeave {
		s.open = false
		return nil
	}
	v, ok := s.summary.Version(s.selected)
	switch {
	case ok:
	case do == doPromote:
		s.status.say("there is no version to serve yet: r trains one")
		return nil
	default:
		s.status.say("there is no version yet: r trains one")
		return nil
	}
	switch do {
	case doUp, doDown, doPageUp, doPageDown, doFirst, doLast:
		s.move(do)
	case doChoose:
		if p.nth < len(s.summary.Versions) {
			s.selected = s.summary.Versions[p.nth].ID
		}
	case doOpen:
		if s.layout().small && !s.open {
			s.open = true
		} else {
			s.status.say("all of %s is in sight: [ ] shows its curves, config, labels", v.ID)
		}
	case doNextView:
		s.look(1)
	case doBeforeView:
		s.look(trainViews - 1)
	case doPromote:
		if v.ID == s.summary.Served {
			s.status.say("%s is served already", v.ID)
		} else {
			s.ask = s.serveQuestion(v)
		}
	case doMark:
		s.mark()
	case doCompare:
		s.compare()
	case doRename:
		s.askName(v)
	case doDelete:
		s.askDelete(v)
	case doGoTo:
		s.askVersion()
	}
	return nil
}

// move selects another version: the newest is at the top.
func (s *trainScreen) move(do action) {
	i, last := s.index(), len(s.summary.Versions)-1
	to, page := i, max(1, s.layout().versions()-1)
	switch do {
	case doUp:
		to++
	case doDown:
		to--
	case doPageUp:
		to += page
	case doPageDown:
		to -= page
	case doFirst:
		to = last
	case doLast:
		to = 0
	}
	to = min(max(0, to), last)
	switch {
	case to != i:
		s.selected = s.summary.Versions[to].ID
	case i == last && (do == doUp || do == doPageUp || do == doFirst):
		s.status.say("%s is the newest version", s.selected)
	default:
		s.status.say("%s is the oldest version", s.selected)
	}
}

// look goes on to another view, and brings it into sight.
func (s *trainScreen) look(by trainView) {
	if s.layout().small && !s.open {
		s.open = true
		return
	}
	s.view = (s.view + by) % trainViews
}

// mark marks the selected version, or takes its mark away.
func (s *trainScreen) mark() {
	if s.marked == s.selected {
		s.marked = ""
		s.status.say("no version is marked now")
		return
	}
	s.marked = s.selected
	s.status.say("others are compared with %s now", s.marked)
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

// beside returns the version that the settings of the selected one are shown beside: the
// other one, or the one that it came after.
func (s *trainScreen) beside(v eval.Version) (eval.Version, bool) {
	if s.compares() {
		return s.summary.Version(s.other())
	}
	return s.base(v)
}

// base is the version that another one was trained from, or else the one that was
// trained before it. It may have been pruned since.
func (s *trainScreen) base(v eval.Version) (eval.Version, bool) {
	all := s.summary.History
	at := slices.IndexFunc(all, func(o eval.Version) bool { return o.ID == v.ID })
	if at < 0 {
		return eval.Version{}, false
	}
	for _, o := range all[:at] {
		if v.Parent != "" && o.ID == v.Parent {
			return o, true
		}
	}
	if at == 0 {
		return eval.Version{}, false
	}
	return all[at-1], true
}

// change is by how much macro-F1 on validation differs from that of the version's base,
// where both are of equally many memes of the same splits.
func (s *trainScreen) change(v eval.Version) (eval.Metric, bool) {
	o, ok := s.base(v)
	if !ok || v.Val.N == 0 || v.ValN != o.ValN || v.Resplits != o.Resplits {
		return 0, false
	}
	_, elsewhere := fromElsewhere(v, o)
	return v.Val.MacroF1 - o.Val.MacroF1, !elsewhere
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

// training returns the training that is under way, with what it has reported. The first
// one is a part of the preparation.
func (s *session) training() (j jobs.Snapshot, epochs []eval.Epoch, ok bool) {
	if j, ok = s.active[jobTrain]; ok {
		epochs, _ = j.Detail.([]eval.Epoch)
		return j, epochs, true
	}
	if j, ok = s.active[jobPrepare]; ok {
		epochs, ok = j.Detail.([]eval.Epoch)
	}
	return j, epochs, ok
}

// named returns the kept version that a text names: by its id, its number or its name, or
// as the newest or the served one.
func (s *session) named(text string) (eval.Version, error) {
	switch text {
	case "latest":
		if v, ok := s.summary.Latest(); ok {
			return v, nil
		}
	case "served":
		text = s.summary.Served
	}
	for _, v := range s.summary.Versions {
		if text != "" && (strings.EqualFold(v.ID, text) || v.ID == "v"+text || v.Name == text) {
			return v, nil
		}
	}
	return eval.Version{}, fmt.Errorf("no version %q here: its number, as 12, or its name", labels.Printable(text))
}
