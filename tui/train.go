package tui

import (
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
	selected string         // version
	were     []eval.Version // of the summary before, by which its neighbours are found when somebody else has deleted it
	marked   string         // that others are compared with; "" for the one that is served
	compared *compared      // the last that was asked for
	decision *compared      // the one by which was decided on the version that is selected, as it was looked at last
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

func (s *trainScreen) enter() tea.Cmd { return s.lookBack(true) }

func (s *trainScreen) leave() {}

// refresh keeps the selection on a version that there is: at first on the newest, rather one
// that has a head than predictions alone; then, in place of one that is gone, on the next older one, or else the next newer one.
func (s *trainScreen) refresh() {
	if _, ok := s.summary.Version(s.marked); !ok {
		s.marked = ""
	}
	if s.index() < 0 {
		s.selected = s.instead()
	}
	s.were = s.summary.Versions
}

// instead is what is selected in place of a version that is gone, "" where there is none.
func (s *trainScreen) instead() string {
	kept := func(v eval.Version) bool {
		_, ok := s.summary.Version(v.ID)
		return ok
	}
	gone := slices.IndexFunc(s.were, func(v eval.Version) bool { return v.ID == s.selected })
	for i := gone - 1; i >= 0; i-- {
		if kept(s.were[i]) {
			return s.were[i].ID
		}
	}
	if i := slices.IndexFunc(s.were, kept); gone >= 0 && i >= 0 {
		return s.were[i].ID
	}
	if v, ok := s.summary.Latest(); ok {
		return v.ID
	}
	if all := s.summary.Versions; len(all) > 0 {
		return all[len(all)-1].ID
	}
	return ""
}

// comparisonSinceMsg brings what has changed since two versions were compared.
type comparisonSinceMsg struct {
	of  *compared
	now changedSince
	err error
}

// lookBack looks, where the screen is open, whether labels have changed since the comparison that is shown.
func (s *trainScreen) lookBack(open bool) tea.Cmd {
	v, ok := s.summary.Version(s.selected)
	if !open || !ok {
		return nil
	}
	of := s.shown(v, s.other())
	if of == nil || max(of.seq, of.looked) >= s.summary.Seq {
		return nil
	}
	if of.decided {
		s.decision = of
	}
	of.looked = s.summary.Seq
	d, from, splits := s.deps, of.seq+1, of.splits()
	return func() tea.Msg {
		now, err := d.changedSince(from, splits, nil, func(e labels.Event) bool { return !e.ReAsk })
		return comparisonSinceMsg{of, now, err}
	}
}

func (s *trainScreen) update(msg tea.Msg) tea.Cmd {
	switch msg, ok := msg.(comparisonSinceMsg); {
	case !ok:
	case msg.err != nil:
		msg.of.looked = 0
		s.status.fail("cannot see whether labels have changed: %v", msg.err)
	case msg.now.seq >= msg.of.since.seq:
		msg.of.since = msg.now
	}
	return nil
}

// index is the place of the selected version in the summary, -1 for none.
func (s *trainScreen) index() int {
	return slices.IndexFunc(s.summary.Versions, func(v eval.Version) bool { return v.ID == s.selected })
}

// layout is that of the window.
func (s *trainScreen) layout() trainFrame { return s.frame.train(s.open) }

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

// valChanged stands where metrics cannot be compared: the validation memes are others, or
// more of them have labels.
const valChanged = "new val"

// change is by how much macro-F1 on validation differs from that of the version's base,
// where both are of equally many memes of the same splits; or why it cannot be told, ""
// where there is nothing to compare with.
func (s *trainScreen) change(v eval.Version) (by eval.Metric, why string, ok bool) {
	o, ok := s.base(v)
	if !ok || v.Val.N == 0 || o.Val.N == 0 {
		return 0, "", false
	}
	if _, elsewhere := fromElsewhere(v, o); elsewhere {
		return 0, "", false
	}
	if !v.SameVal(o) || v.Resplits != o.Resplits {
		return 0, valChanged, false
	}
	return v.Val.MacroF1 - o.Val.MacroF1, "", true
}

// between returns the comparison of the selected version with the other one, if
// there is one: the last that was asked for, or what was decided by when it was trained.
func (s *trainScreen) between(v, o eval.Version) (compared, bool) {
	c := s.shown(v, o.ID)
	if c == nil {
		return compared{}, false
	}
	shown := *c
	shown.since.splits = c.decided && v.Resplits < s.summary.Resplits
	return shown, true
}

// shown is what between shows of a version and the other one, nil for nothing.
func (s *trainScreen) shown(v eval.Version, other string) *compared {
	if c := s.compared; c != nil && c.First == other && c.Second == v.ID && !s.otherFolds(c) {
		return c
	}
	c, ok := decision(v, other)
	switch was := s.decision; {
	case !ok:
		return nil
	case was != nil && was.First == c.First && was.Second == c.Second && was.seq == c.seq:
		return was
	}
	return &c
}

// otherFolds reports whether a comparison is cross-validated in folds that are not those of today.
func (s *trainScreen) otherFolds(c *compared) bool {
	return c.CrossValidated() && s.otherFoldsThan(c.folds)
}

// fromElsewhere returns the first of the versions whose metrics are not of this
// workspace's memes, so that they say nothing beside those of others. Those of predictions are.
func fromElsewhere(versions ...eval.Version) (eval.Version, bool) {
	i := slices.IndexFunc(versions, func(v eval.Version) bool { return v.Origin != nil && !v.Headless() })
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

// tableRows is for how many versions the table has room. Where it has no column that tells which
// metrics are of another val, the last row does.
func (s *trainScreen) tableRows(t trainFrame) int {
	if t.columns().change > 0 {
		return t.versions()
	}
	if eval.ValChanged(s.summary.Versions) {
		return max(0, t.versions()-1)
	}
	return t.versions()
}

// listed are the versions, the newest first, and at which of them a list of so many rows
// begins that has the selected one in it.
func (s *trainScreen) listed(rows int) (versions []eval.Version, from int) {
	versions = slices.Clone(s.summary.Versions)
	slices.Reverse(versions)
	if place := len(versions) - 1 - s.index(); len(versions) > rows {
		from = min(max(0, place-rows/2), len(versions)-rows)
	}
	return versions, from
}
