package tui

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"time"

	tea "github.com/charmbracelet/bubbletea"

	"memebench/eval"
	"memebench/labels"
	"memebench/tui/jobs"
)

// session is what the screens of one terminal share. Only Update changes it.
type session struct {
	ctx    context.Context // ends with the program
	deps   Deps
	st     styles
	pics   *pictures
	thumbs *pictures // small ones
	runner *jobs.Runner

	frame       frame
	summary     eval.Summary // of the workspace, as far as it is known; see know
	queries     []labels.SavedQuery
	curve       curveMade
	status      status
	pace        pace
	seenAnswers map[labels.MemeID]seenAnswer // what the model says of a meme, as far as it was shown before the annotator's answer
	given       answers                      // of this session, and before it the last of earlier ones
	unsaved     unsaved
	away        bool                     // what was said last took a flag or a note away: undo brings it back
	reasked     map[labels.MemeID]bool   // memes that were asked again and have their answer
	active      map[string]jobs.Snapshot // running jobs by kind
	ops         uint64                   // operations started so far
	ask         *dialog                  // the question over the window, nil for none
	typed       []press                  // read while the screen was about to change, in order

	folds      string // the seed of the folds now, "" where nobody has changed it since one came
	unprepared string // why there is no model, when preparing one has failed
	guideFault string // what was said of a guide that cannot be read, "" while it can
}

// otherFoldsThan reports whether the folds are not those of a seed any more.
func (s *session) otherFoldsThan(seed string) bool { return s.folds != "" && seed != s.folds }

// seenAnswer is a version whose answer to a meme was shown before the annotator's, to a meme that was asked
// again or not.
type seenAnswer struct {
	version string
	again   bool
}

// nextOp numbers an operation, so that its answer is told from any other.
func (s *session) nextOp() uint64 {
	s.ops++
	return s.ops
}

// dropTyped drops the keys that were typed ahead for what has not come.
func (s *session) dropTyped() { s.dropFirst(len(s.typed)) }

// dropText drops what was typed ahead up to the first key that is no text, as ctrl+c.
func (s *session) dropText() {
	n := slices.IndexFunc(s.typed, func(p press) bool { return p.text == "" })
	if n < 0 {
		n = len(s.typed)
	}
	s.dropFirst(n)
}

func (s *session) dropFirst(n int) {
	if n > 0 {
		s.status.alsoFailed("%s typed ahead dropped", count(n, "key"))
		s.typed = s.typed[n:]
	}
}

// noRoom says that a text had no room in a line, until the next key.
func (s *session) noRoom(err error) {
	if err != nil {
		s.status.answer(reply, mindMark, theNextKey, "%v", err)
	}
}

// allSaved takes the error out of sight once nothing is left of what it says.
func (s *session) allSaved() {
	if len(s.unsaved.events) == 0 {
		s.status.happened(labelsAreSaved)
	}
}

// takesBack reports whether undo, or redo, has something to do.
func (s *session) takesBack(do action) bool {
	c := s.summary.Counts
	if do == doRedo {
		return c.Redoable
	}
	return c.Undoable || len(s.unsaved.events) > 0
}

// takesBackUnsaved takes back what was said last and is not on disk, and reports whether
// there was anything.
func (s *session) takesBackUnsaved() bool {
	events := s.unsaved.takeBack()
	if len(events) == 0 {
		return false
	}
	s.status.did("took back %s, which was not saved", spokenOf(events))
	s.allSaved()
	return true
}

// tookBack takes in the events that were taken back, or are said again, with the summary after
// that, and reports whether there are any; if not, it says why.
func (s *session) tookBack(redo bool, events []labels.Event, now summarised, err error) bool {
	var enough *labels.EnoughError
	switch {
	case redo && errors.As(err, &enough):
		s.status.warn("nothing said again: %v", err)
	case err != nil && redo:
		s.status.fail("nothing said again: %v", err)
	case err != nil:
		s.status.fail("nothing taken back: %v", err)
	case len(events) > 0:
		s.know(now.summary)
		s.away = false
		for _, e := range events {
			if redo {
				s.given.again(e.Seq)
			} else {
				s.given.takeBack(e.Seq)
			}
		}
		return true
	case redo:
		s.status.say("nothing was taken back that could be said again")
	default:
		s.status.say("nothing left to undo")
	}
	if err != nil {
		s.dropTyped()
	}
	return false
}

// key is the key of an action, for sentences that name it.
func (s *session) key(do action) string { return s.deps.Keys.key(do) }

// viewKeys are the keys of the other views of a screen.
func (s *session) viewKeys() string { return s.key(doBeforeView) + " " + s.key(doNextView) }

// turned is the view that a key goes on to, or back to, from one of n; they go round.
func turned(do action, at, n int) int {
	if do == doBeforeView {
		return (at + n - 1) % n
	}
	return (at + 1) % n
}

// views are the views of a screen, of which one is shown, between their keys.
func (s *session) views(names []string, shown int) string {
	st := s.st
	text := st.focus.Render(s.key(doBeforeView))
	for i, name := range names {
		style := st.dim
		if i == shown {
			style = st.chosen
		}
		text += " " + style.Render(name) + " "
	}
	return text + st.focus.Render(s.key(doNextView))
}

// noModel is said in place of what needs one.
func (s *session) noModel() string {
	return "no model yet: " + s.key(doRetrain) + " trains one on the labels there are"
}

// search is the search for a query, which tells nothing that the screens hide.
func (s *session) search(q labels.Query) labels.Search {
	return s.deps.searchBy(q, s.summary.Served)
}

// searchBy is the same by what a version says.
func (d Deps) searchBy(q labels.Query, version string) labels.Search {
	// In a team only who judges labels may find memes by what others have said of them.
	alone := d.may(labels.MayJudge) != nil
	return labels.Search{Query: q, Annotator: d.Annotator, Version: version, Blind: d.Blind, Alone: alone}
}

// ownQuery reads a query that the program asks by itself.
func ownQuery(text string) labels.Query {
	q, err := labels.ParseQuery(text, nil)
	if err != nil {
		panic(err) // it is written here
	}
	return q
}

// waits is the newest version, if it is newer than the served one: it waits for somebody
// to serve it.
func (s *session) waits() (eval.Version, bool) {
	v, ok := s.summary.Latest()
	served, serves := s.summary.Version(s.summary.Served)
	return v, ok && serves && v.Number > served.Number
}

// likely is what a comparison has shown of the second version, with P(better).
func likely(c eval.Comparison) string {
	p := c.ProbImproved
	switch {
	case c.N == 0:
		return "not comparable"
	case !p.Defined() || c.Outcome == eval.TooFew:
		return "too few memes to tell"
	}
	worth := "perhaps chance"
	switch mixed, ok := c.Mixed(); {
	case ok:
		worth = mixed
	case c.Outcome == eval.SecondBetter:
		worth = "better"
	case c.Outcome == eval.FirstBetter:
		worth = "worse"
	}
	return fmt.Sprintf("%s, P(better) %s", worth, score(p))
}

// waitsSays is what a version that waits is worth, and how it is served by who may.
func (s *session) waitsSays(v eval.Version) string {
	worth := ""
	if d := v.Decision; d != nil && d.Comparison != nil && d.Against == s.summary.Served {
		worth = ", " + likely(*d.Comparison)
	}
	says := v.ID + " waits" + worth
	if s.deps.may(labels.MayPromote) != nil {
		return says
	}
	return fmt.Sprintf("%s: %s, then %s serves it", says, s.key(doTrainScreen), s.key(doPromote))
}

func (s *session) now() time.Time { return s.deps.Now() }

// summaryMsg brings a summary of the workspace, and the learning curve of its
// history.
type summaryMsg struct {
	summarised
	curve eval.Curve
}

// summarised is a summary as a command has read it, or why it could not.
type summarised struct {
	summary eval.Summary
	err     error
}

// curveMade is the learning curve of the summary of a revision. It takes longer
// than a label may, so it does not come with each summary.
type curveMade struct {
	revision uint64
	eval.Curve
}

func (d Deps) summarise() summarised {
	var s summarised
	s.err = d.Read(func(r Reader) (err error) {
		s.summary, err = r.Summary(d.Annotator)
		return err
	})
	return s
}

// summaryNow reads the summary. It is for commands alone.
func (d Deps) summaryNow() summaryMsg {
	got := d.summarise()
	return summaryMsg{got, eval.LearningCurve(got.summary.History)}
}

// summaryCmd reads the summary.
func (s *session) summaryCmd() tea.Cmd {
	d := s.deps
	return func() tea.Msg { return d.summaryNow() }
}

// know takes in a summary, unless a newer one is known: commands run beside each
// other, and the answer of the slower comes last whatever it has read.
func (s *session) know(summary eval.Summary) {
	if summary.Revision >= s.summary.Revision {
		s.summary = summary
	}
}

// plot takes in a learning curve, unless a newer one is known.
func (s *session) plot(revision uint64, curve eval.Curve) {
	if revision >= s.curve.revision {
		s.curve = curveMade{revision, curve}
	}
}
