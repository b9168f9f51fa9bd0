package tui

import (
	"errors"
	"time"

	tea "github.com/charmbracelet/bubbletea"

	"memebench/eval"
	"memebench/labels"
	"memebench/tui/jobs"
)

// checkScreen lists labels that are likely wrong or contradict each other, and takes what a
// person decides: keep, change or flag. Each list is made by a job: when it is opened for
// the first time, after a training, or when it is asked for. What needs no model is made
// anew whenever it is opened.
type checkScreen struct {
	*session
	toLabel func(labels.Meme) tea.Cmd // opens a meme on Label

	kind   eval.CheckKind
	chosen string                        // the version to go by, "" for the served one
	lists  map[eval.CheckKind]*checkList // those that were made
	failed map[eval.CheckKind]bool       // those that could not be made: not tried again by themselves
	asked  eval.CheckKind                // that is made, or was last

	items   knownItems[labels.MemeID]
	age     int // of what was read; what is older is read anew
	reading bool
	broken  bool // they could not be read: not tried again by itself
	operation
	since time.Time // when the selected meme came
	zoom  zoom
	near  near
}

func newCheckScreen(s *session) *checkScreen {
	return &checkScreen{
		session: s, kind: eval.CheckErrors, lists: map[eval.CheckKind]*checkList{},
		failed: map[eval.CheckKind]bool{}, items: knownItems[labels.MemeID]{},
	}
}

func (s *checkScreen) title() string { return "Check" }

func (s *checkScreen) keys() keymap {
	if s.zoomed() {
		return checkZoomKeys
	}
	return checkKeys
}

func (s *checkScreen) busy() bool { return s.op != 0 }

func (s *checkScreen) zoomed() bool { return s.zoom.level != zoomOff }

func (s *checkScreen) enter() tea.Cmd {
	clear(s.failed)
	s.broken, s.since = false, s.now()
	if l := s.lists[s.kind]; l != nil && !s.kind.NeedsModel() && l.seq < s.summary.Seq {
		delete(s.lists, s.kind)
	}
	s.refresh(true)
	return s.look(true)
}

func (s *checkScreen) leave() {
	s.zoom.end(s.pics)
	s.near.forget()
}

// refresh has the list made if the screen is open and has none.
func (s *checkScreen) refresh(open bool) {
	if _, making := s.active[jobCheck]; !open || making || s.lists[s.kind] != nil || s.failed[s.kind] {
		return
	}
	s.make()
}

// look looks, where the screen is open, whether the labels of its list have changed, and has what is shown of its memes
// read anew, of which others may have said something.
func (s *checkScreen) look(open bool) tea.Cmd {
	l := s.lists[s.kind]
	if !open || l == nil || max(l.seq, l.since.seq) >= s.summary.Seq {
		return nil
	}
	s.age++
	return changedSinceCmd(s.deps, l)
}

// changed takes in what has changed since a list was made.
func (s *checkScreen) changed(msg changedSinceMsg) {
	switch {
	case msg.err != nil:
		s.status.fail("cannot see whether labels have changed: %v", msg.err)
	case msg.now.seq >= msg.of.since.seq:
		msg.of.since = msg.now
	}
}

// again has the list on the screen made anew, by the labels that there are now.
func (s *checkScreen) again() {
	clear(s.failed)
	s.status.say("the list is being made anew")
	s.make()
}

// anew is how one has a list made anew.
func (s *checkScreen) anew() string { return s.key(doCommands) + string(doCheckAgain) }

// make has the list of the kind made anew.
func (s *checkScreen) make() {
	version := ""
	if _, ok := s.summary.Version(s.chosen); !ok {
		s.chosen = "" // it is gone
	}
	if s.kind.NeedsModel() {
		version = s.chosen
	}
	switch err := s.startCheck(s.kind, version); {
	case err == nil:
		s.asked = s.kind
	case errors.Is(err, jobs.ErrBusy):
		s.status.sayWhile(s.runs(jobCheck), "a list is being made already: %s cancels it", s.key(doCancel))
	case !errors.Is(err, jobs.ErrShutdown):
		s.failed[s.kind] = true
		s.status.fail("cannot check the labels: %v", err)
	}
}

// ended takes in how making a list has ended.
func (s *checkScreen) ended(j jobs.Snapshot, open bool) tea.Cmd {
	l, ok := j.Result.(*checkList)
	switch {
	case !ok || j.State != jobs.Done:
		s.failed[s.asked] = true
	case s.otherFolds(l): // it is made anew
	default:
		s.lists[l.kind] = l
		s.since = s.now()
		s.zoom.end(s.pics)
	}
	s.refresh(open)
	return s.look(open)
}

// otherFolds reports whether a list is by models that were cross-validated in other folds.
func (s *checkScreen) otherFolds(l *checkList) bool {
	return l != nil && l.kind.NeedsModel() && s.otherFoldsThan(l.folds)
}

// refolded has the lists made anew that are in other folds than those of today.
func (s *checkScreen) refolded(open bool) {
	for _, kind := range eval.CheckKinds {
		if s.otherFolds(s.lists[kind]) {
			delete(s.lists, kind)
			delete(s.failed, kind)
		}
	}
	s.refresh(open)
}

// anewByModel has the lists made anew that are by a model: its config may be another one.
func (s *checkScreen) anewByModel(open bool) {
	for _, kind := range eval.CheckKinds {
		if kind.NeedsModel() {
			delete(s.lists, kind)
			delete(s.failed, kind)
		}
	}
	s.refresh(open)
}

// onScreen is the version by which errors are found, false where there is none yet.
func (s *checkScreen) onScreen() (eval.Version, bool) {
	if v, ok := s.summary.Version(s.chosen); ok && s.chosen != "" {
		return v, true
	}
	return s.summary.Version(s.summary.Served)
}

// showVersion has errors found by another version from now on, or by the same one anew.
func (s *checkScreen) showVersion(v eval.Version) tea.Cmd {
	if _, making := s.active[jobCheck]; making {
		s.status.sayWhile(s.runs(jobCheck), "a list is being made already: %s cancels it", s.key(doCancel))
		return nil
	}
	if s.chosen = v.ID; v.ID == s.summary.Served {
		s.chosen = ""
	}
	if !s.kind.NeedsModel() {
		s.kind = eval.CheckErrors
	}
	s.anewByModel(true)
	return nil
}

// list is the list on the screen, nil while there is none.
func (s *checkScreen) list() *checkList { return s.lists[s.kind] }

// selected is the selected meme as it was read, nil while it was not.
func (s *checkScreen) selected() *item {
	d, ok := s.list().selected()
	if !ok {
		return nil
	}
	return s.items[d.Meme].item
}

// decided is what was said of a meme here last, in whichever list, and whether anything was.
func (s *checkScreen) decided(id labels.MemeID) (labels.Level, bool) {
	last := checkedLabel{now: labels.NoLevel}
	for _, l := range s.lists {
		if said, ok := l.decision(id); ok && said.seq > last.seq {
			last = said
		}
	}
	return last.now, last.seq > 0
}

// choose selects the row at a place.
func (s *checkScreen) choose(place int) {
	l := s.list()
	l.at, s.since = min(max(0, place), len(l.Doubts)-1), s.now()
	s.zoom.end(s.pics)
}

// checkAhead is how many labels after the selected one are in sight, where there are any.
const checkAhead = 2

// shown are the labels on the screen.
func (s *checkScreen) shown() []eval.Doubt {
	l := s.list()
	if l == nil {
		return nil
	}
	rows := s.frame.check().rows()
	l.top = max(min(l.at+checkAhead, len(l.Doubts)-1)-rows+1, min(l.top, l.at), 0)
	return l.Doubts[l.top:min(len(l.Doubts), l.top+rows)]
}

// wantItems reads the memes that are shown and were not read, or not since something was said.
func (s *checkScreen) wantItems() tea.Cmd {
	if s.reading || s.broken {
		return nil
	}
	var shown []labels.MemeID
	for _, d := range s.shown() {
		shown = append(shown, d.Meme)
	}
	lack := s.items.lacking(shown, s.age)
	if lack == nil {
		return nil
	}
	s.items.makeRoom(shown)
	s.reading = true
	return checkItemsCmd(s.deps, s.age, lack)
}

// checkNearBy says whose levels the memes have that are like the selected one: what is said on Check
// decides, as in a matrix cell, and what all say may be known.
const checkNearBy = "by you, else gold"

// whyNoNear says why the memes most like the selected one are not shown, "" where they are.
func (s *checkScreen) whyNoNear(it *item) string {
	if it.meme.Split == labels.Test {
		return "never beside test memes"
	}
	return ""
}

func (s *checkScreen) wantPicture() tea.Cmd {
	it, k := s.selected(), s.frame.check()
	switch {
	case it == nil:
		return nil
	case s.zoomed():
		return s.pics.wantKey(s.zoom.key(s.pics, s.frame, it.meme))
	case k.small:
		return nil
	}
	return s.pics.want(k.picture.box(), it.meme)
}
