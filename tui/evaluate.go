package tui

import (
	"errors"
	"fmt"
	"slices"
	"strings"

	tea "github.com/charmbracelet/bubbletea"

	"memebench/eval"
	"memebench/labels"
	"memebench/model"
	"memebench/tui/jobs"
)

// evalScreen judges the newest version: the confusion matrix, from which one
// walks to the memes of a cell, and the figures.
type evalScreen struct {
	*session
	split    string
	reports  map[string]*judged // by split
	row, col labels.Level       // the selected cell
	placed   bool               // it has been put on the largest error, from where only keys move it
	cell     *labelScreen       // the memes of a cell, when they are open

	opened  bool              // a cell of test, in this session: asked for once
	asked   judgement         // what runs, or ran last
	follow  judgement         // what a training that was started here is followed by; its version comes with its end
	refused map[string]string // the version that could not be judged, by split: not tried again by itself
}

// judgement is what an evaluation is of.
type judgement struct{ version, split string }

func newEvalScreen(s *session) *evalScreen {
	return &evalScreen{session: s, split: eval.CVRows, reports: map[string]*judged{}, refused: map[string]string{}}
}

// judgedSplits are those that s goes round. Errors are corrected on review, train
// and val out of fold, so it comes first; test is for judging.
var judgedSplits = []string{eval.CVRows, string(labels.Val), string(labels.Test)}

// refresh starts an evaluation if the screen is open and has no figures of the
// newest version. Metrics that are only behind the labels stay, with marks where
// these have changed: e renews them. The evaluation that follows a training is
// started wherever one is by then.
func (s *evalScreen) refresh(open bool) tea.Cmd {
	if f := s.follow; f.version != "" {
		if _, known := s.summary.Version(f.version); known {
			s.follow = judgement{}
			s.evaluate(f.version, f.split)
		}
	}
	v, ok := s.summary.Latest()
	if !open || s.cell != nil || !ok {
		return nil
	}
	r := s.reports[s.split]
	if (r == nil || r.report.Version != v.ID) && s.refused[s.split] != v.ID {
		s.evaluate(v.ID, s.split)
	}
	if r != nil && max(r.seq, r.since.seq) < s.summary.Seq {
		return correctionsCmd(s.deps, r)
	}
	return nil
}

// corrected takes in what was said of a report's rows since.
func (s *evalScreen) corrected(msg correctedMsg) {
	switch {
	case msg.err != nil:
		s.status.fail("cannot count what was corrected: %v", msg.err)
	case msg.now.seq >= msg.of.since.seq:
		msg.of.since = msg.now
	}
}

// trained takes in how a training ended.
func (s *evalScreen) trained(j jobs.Snapshot) {
	t, ok := j.Result.(model.Trained)
	if !ok || j.State != jobs.Done {
		s.follow = judgement{}
	}
	if s.follow.split != "" {
		s.follow.version = t.ID
	}
}

func (s *evalScreen) evaluate(version, split string) {
	switch err := s.startEvaluate(version, split, s.reports[split]); {
	case errors.Is(err, jobs.ErrBusy):
		// Its end asks again what is missing.
	case err != nil:
		s.status.fail("cannot evaluate: %v", err)
	default:
		s.asked = judgement{version, split}
	}
}

// ended takes in how an evaluation ended.
func (s *evalScreen) ended(j jobs.Snapshot, open bool) tea.Cmd {
	if r, ok := j.Result.(*judged); ok && j.State == jobs.Done {
		s.reports[s.asked.split] = r
		s.place(r.report.Confusion)
		delete(s.refused, s.asked.split)
	} else {
		s.refused[s.asked.split] = s.asked.version
	}
	return s.refresh(open)
}

// place puts the selection on the largest error of the first report, of several
// that are as large on the one by the most levels: it is what to look into first.
func (s *evalScreen) place(c [labels.Levels][labels.Levels]int) {
	if s.placed {
		return
	}
	s.placed = true
	most, far := 0, 0
	for t := range labels.Level(labels.Levels) {
		for p := range labels.Level(labels.Levels) {
			by := max(t-p, p-t)
			if n := c[t][p]; by > 0 && n > 0 && (n > most || n == most && int(by) > far) {
				s.row, s.col, most, far = t, p, n, int(by)
			}
		}
	}
}

func (s *evalScreen) works(do action) bool {
	_, running := s.active[jobEvaluate]
	switch do {
	case doUp, doDown, doLeft, doRight:
		return s.reports[s.split] != nil
	case doOpen:
		return s.inCell() > 0
	case doJudge:
		_, ok := s.summary.Latest()
		return ok && !running
	}
	return true
}

// inCell returns how many memes the selected cell has.
func (s *evalScreen) inCell() int {
	if r := s.reports[s.split]; r != nil {
		return r.report.Confusion[s.row][s.col]
	}
	return 0
}

func (s *evalScreen) act(do action) tea.Cmd {
	switch do {
	case doUp, doDown, doLeft, doRight:
		if s.reports[s.split] != nil {
			s.move(do)
		}
	case doSplit:
		s.split = judgedSplits[(slices.Index(judgedSplits, s.split)+1)%len(judgedSplits)]
		return s.refresh(true)
	case doJudge:
		v, ok := s.summary.Latest()
		if !ok {
			s.status.say("there is no model yet: r trains one")
			return nil
		}
		if _, running := s.active[jobEvaluate]; running {
			s.status.say("an evaluation is running already: x cancels it")
			return nil
		}
		s.evaluate(v.ID, s.split)
	case doOpen:
		return s.openCell()
	}
	return nil
}

// move selects the cell beside the selected one.
func (s *evalScreen) move(do action) {
	switch do {
	case doUp:
		s.row = max(labels.VeryNegative, s.row-1)
	case doDown:
		s.row = min(labels.VeryPositive, s.row+1)
	case doLeft:
		s.col = max(labels.VeryNegative, s.col-1)
	case doRight:
		s.col = min(labels.VeryPositive, s.col+1)
	}
}

// asks returns the question that comes before the selected cell is opened, "" when
// there is none.
func (s *evalScreen) asks() string {
	if s.opened || s.split != string(labels.Test) || s.inCell() == 0 {
		return ""
	}
	return "Test is there to judge by: labels that you change are counted on its report.  Open?"
}

// openCell opens the memes of the selected cell.
func (s *evalScreen) openCell() tea.Cmd {
	r := s.reports[s.split]
	if r == nil {
		return nil
	}
	c := newCell(r.report, r.rows, s.row, s.col)
	if len(c.ids) == 0 {
		s.status.say("no memes in this cell")
		return nil
	}
	s.opened = s.opened || s.split == string(labels.Test)
	s.cell = &labelScreen{session: s.session, name: labels.CellScreen, course: c, cell: c}
	op, slow := s.cell.begin()
	d := s.deps
	return tea.Batch(slow, func() tea.Msg {
		at, _, err := c.open(d, 1)
		if err != nil {
			return openedMsg{op: op, err: err}
		}
		it, err := d.load(at)
		return openedMsg{op: op, item: it, found: true, err: err}
	})
}

// message is below the title: what is going on, or what to mind, which may be
// several lines.
func (s *evalScreen) message() string {
	r := s.reports[s.split]
	v, trained := s.summary.Latest()
	if j, ok := s.active[jobEvaluate]; ok {
		amount := jobAmount(j)
		if amount != "" {
			amount = "  " + amount
		}
		return s.st.running.Render(fmt.Sprintf("evaluating %s on %s", s.asked.version, s.asked.split)) + s.st.dim.Render(amount)
	}
	if _, training := s.active[jobTrain]; training && s.follow.split != "" {
		return s.st.running.Render(fmt.Sprintf("training a new version, then judging it on %s", s.follow.split)) + s.st.dim.Render("  x cancels; all else goes on working")
	}
	switch {
	case !trained:
		if _, ok := s.active[jobPrepare]; ok {
			return s.st.dim.Render("the model is being prepared; the figures come with it")
		}
		return s.st.dim.Render("no model yet: r trains one on the labels there are")
	case r == nil || r.report.Version != v.ID:
		return s.st.dim.Render(fmt.Sprintf("no figures of %s on %s: e evaluates", v.ID, s.split))
	}
	// The most pressing comes first: there may be room for one line only.
	var lines []string
	switch {
	case r.seq == s.summary.Seq:
	case r.since.all.none():
		lines = append(lines, s.st.bold.Render("labels have changed since: r retrains, e evaluates again"))
	default:
		lines = append(lines, s.st.bold.Render(r.since.all.String()+" since: r retrains, e evaluates again"))
	}
	if r.was != nil {
		lines = append(lines, r.compare(s.row, s.col))
	}
	if len(r.report.Warnings) > 0 {
		for _, l := range s.st.Wrap("! "+s.warnings(), s.frame.w-2*margin) {
			lines = append(lines, s.st.dim.Render(l))
		}
	}
	return strings.Join(lines, "\n")
}

// warnings are what to mind about the figures on the screen.
func (s *evalScreen) warnings() string {
	r := s.reports[s.split]
	if r == nil {
		return ""
	}
	return labels.Printable(strings.Join(r.report.Warnings, "; "))
}

// warned reports that the warnings have more lines than there is room for.
func (s *evalScreen) warned() bool {
	return s.cell == nil && s.warnings() != "" && strings.Count(s.message(), "\n") >= s.frame.messageRows()
}

// note describes the selected cell.
func (s *evalScreen) note() string {
	r := s.reports[s.split]
	if r == nil {
		return ""
	}
	n, of := s.inCell(), 0
	for _, k := range r.report.Confusion[s.row] {
		of += k
	}
	text := fmt.Sprintf("true %s, predicted %s: ", s.row.Title(), s.col.Title())
	switch c := r.since.cells[s.row][s.col]; {
	case !c.none():
		text += fmt.Sprintf("%d → %d · %s", n, n+c.change(), c)
	case of > 0:
		text += fmt.Sprintf("%d of %s (%.0f %%)", n, count(of, "meme"), 100*float64(n)/float64(of))
	default:
		text += "no memes"
	}
	if open := "; enter opens them"; n > 0 && s.st.Width(text+open) <= s.frame.w-2*margin {
		text += open
	}
	return text
}
