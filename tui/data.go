package tui

import (
	"errors"
	"slices"

	tea "github.com/charmbracelet/bubbletea"

	"memebench/eval"
	"memebench/labels"
	"memebench/tui/jobs"
)

// dataScreen has three views. People shows who has labelled how much, how fast, and how far
// people agree with themselves, with each other and with the model; overview what memes and
// labels are, and whether the labels can be learned (dataoverview.go); and guide what the
// levels mean here. Statistics and description are made by jobs: when the view is opened,
// and after labels.
type dataScreen struct {
	*session
	view     dataView
	overview overview
	text     scroller // of overview and guide

	made     *counted // nil while there are none
	selected string   // an annotator
	shares   bool     // the levels have shares in place of counts
	asked    uint64   // the newest event when they were asked for last
	tried    bool     // they were asked for at all

	// find opens what finds memes, with a query.
	find func(query string) tea.Cmd
}

// dataView is what is shown of the data.
type dataView int

const (
	viewOverview dataView = iota
	viewPeople
	viewGuide
)

var dataViewNames = []string{viewOverview: "overview", viewPeople: "people", viewGuide: "guide"}

func newDataScreen(s *session) *dataScreen {
	return &dataScreen{session: s, view: viewPeople, overview: overview{session: s}}
}

func (s *dataScreen) title() string { return "Data" }

func (s *dataScreen) keys() keymap { return dataKeys }

func (s *dataScreen) enter() tea.Cmd {
	s.tried, s.overview.tried = false, false // what has failed is tried once more
	s.refresh(true)
	return nil
}

func (s *dataScreen) leave() {}

func (s *dataScreen) update(tea.Msg) tea.Cmd { return nil }

// refresh has the statistics made anew if the screen is open and something has been said
// since they were asked for.
func (s *dataScreen) refresh(open bool) {
	s.overview.refresh(open && s.view == viewOverview)
	if _, making := s.active[jobStats]; !open || making || s.tried && s.asked >= s.summary.Seq {
		return
	}
	if s.made != nil && s.made.Seq >= s.summary.Seq && s.made.Now.YearDay() == s.now().YearDay() {
		return
	}
	s.tried, s.asked = true, s.summary.Seq
	if err := s.startStats(); err != nil && !errors.Is(err, jobs.ErrBusy) {
		s.status.fail("cannot make statistics: %v", err)
	}
}

// ended takes in how making them has ended.
func (s *dataScreen) ended(j jobs.Snapshot, open bool) {
	if made, ok := j.Result.(*counted); ok && j.State == jobs.Done {
		s.made = made
		if s.index() < 0 && len(made.People) > 0 {
			s.selected = made.People[max(0, s.placeOf(s.deps.Annotator))].Annotator
		}
		s.refresh(open)
	}
}

// people are those of the statistics.
func (s *dataScreen) people() []eval.Person {
	if s.made == nil {
		return nil
	}
	return s.made.People
}

func (s *dataScreen) placeOf(annotator string) int {
	return slices.IndexFunc(s.people(), func(p eval.Person) bool { return p.Annotator == annotator })
}

// index is the place of the selected one, -1 for none.
func (s *dataScreen) index() int { return s.placeOf(s.selected) }

// listed are the people that so many rows have room for, with the selected one among them.
func (s *dataScreen) listed(rows int) (people []eval.Person, from int) {
	people = s.people()
	from = min(max(0, s.index()-rows+1), max(0, len(people)-rows))
	return people[from:min(len(people), from+max(0, rows))], from
}

func (s *dataScreen) works(do action) bool {
	if s.view != viewPeople {
		switch do {
		case doUp, doDown, doPageUp, doPageDown, doFirst, doLast:
			return s.text.all > s.text.rows
		}
		return do != doOpen && do != doShares && (do != doReport || s.overview.has != nil)
	}
	switch do {
	case doUp, doDown, doPageUp, doPageDown, doFirst, doLast:
		return len(s.people()) > 1
	case doOpen, doShares:
		return s.index() >= 0
	}
	return true
}

func (s *dataScreen) act(do action, p press) tea.Cmd {
	switch do {
	case doNextView, doBeforeView:
		s.look(do)
		return s.guideCmd()
	case doReport:
		s.report()
		return nil
	}
	if s.view != viewPeople {
		if !s.text.scroll(do) {
			s.status.say("this is for people: %s changes the view", s.viewKeys())
		}
		return nil
	}
	if s.index() < 0 {
		why := s.none()
		s.status.sayWhile(func() bool { return s.index() < 0 && s.none() == why }, "%s", why)
		return nil
	}
	switch do {
	case doChoose:
		s.selected = s.people()[p.nth].Annotator
	case doUp, doDown, doPageUp, doPageDown, doFirst, doLast:
		s.move(do)
	case doShares:
		s.shares = !s.shares
	case doOpen:
		return s.find("by:" + labels.QuoteValue(s.selected))
	}
	return nil
}

// report asks where to write what memes and labels are, or for people how far they agree.
func (s *dataScreen) report() {
	switch {
	case s.view == viewPeople:
		s.askReport(Shown{Agreement: true}, "agreement")
	case s.overview.has == nil:
		why := s.overview.none()
		s.status.sayWhile(func() bool { return s.overview.has == nil && s.overview.none() == why }, "%s", why)
	default:
		s.askReport(Shown{Description: &s.overview.has.Description, Made: &s.overview.has.Seq}, "description")
	}
}

// look changes the view.
func (s *dataScreen) look(do action) {
	s.view = dataView(turned(do, int(s.view), len(dataViewNames)))
	s.text.top = 0
	s.refresh(true)
}

// move selects another annotator.
func (s *dataScreen) move(do action) {
	people, at := s.people(), s.index()
	to := stepped(do, at, len(people), max(1, s.frame.data().listed()))
	if to == at {
		s.status.say("the list ends here")
		return
	}
	s.selected = people[to].Annotator
}

// none says why there is nobody in the list.
func (s *dataScreen) none() string {
	_, making := s.active[jobStats]
	switch {
	case s.made == nil && s.tried && !making:
		return "no statistics yet: " + s.key(doNews) + " says why"
	case s.made == nil || making:
		return "the statistics come in a moment"
	}
	return "nobody has labelled here yet: " + s.key(doLabelScreen) + " begins"
}

// other is the voice that shares the most memes with the selected annotator.
func (s *dataScreen) other(p eval.Person) (eval.Others, bool) {
	var most eval.Others
	for _, o := range p.Others {
		if o.Equal.N > most.Equal.N {
			most = o
		}
	}
	return most, most.Equal.N > 0
}

// at is what a click means on Data: an annotator is selected, and whose memes to find where
// that is selected already.
func (s *dataScreen) at(x, y int) (press, bool) {
	if s.view != viewPeople {
		return press{}, false
	}
	d := s.frame.data()
	people, from := s.listed(d.listed())
	i := y - d.people.y - d.heads
	switch {
	case !d.people.has(x, y) || i < 0 || i >= len(people):
		return press{}, false
	case from+i == s.index():
		return press{do: doOpen}, true
	}
	return press{do: doChoose, nth: from + i}, true
}
