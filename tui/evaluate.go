package tui

import (
	"errors"
	"slices"

	tea "github.com/charmbracelet/bubbletea"

	"memebench/eval"
	"memebench/labels"
	"memebench/model"
	"memebench/tui/jobs"
)

// evalScreen shows how well a version does: the confusion matrix, from which one walks to
// the memes of a cell, and the metrics.
type evalScreen struct {
	*session
	train    *trainScreen // asks before a version is served, and shows comparisons
	chosen   string       // the version that is evaluated; "" for the newest
	split    string
	reports  map[string]*evaluated // by split
	row, col labels.Level          // the selected cell
	placed   bool                  // it has been put on the largest error, from where only keys move it
	shares   matrixShares          // which ones the matrix has
	held     cellMemes             // what the selected cell holds, as far as it is shown
	page     evalPage              // what is shown of it
	list     scroller              // of the slices, on their page
	cell     *labelScreen          // the memes of a cell, when they are open

	opened  bool              // a cell of test, in this session: asked for once
	asked   evaluation        // what runs, or ran last
	follow  evaluation        // what a training that was started here is followed by; its version comes with its end
	refused map[string]string // the version that could not be evaluated, by split: not tried again by itself
}

// evaluation is what an evaluation is of.
type evaluation struct{ version, split string }

func newEvalScreen(s *session, train *trainScreen) *evalScreen {
	return &evalScreen{session: s, train: train, split: eval.CVRows, reports: map[string]*evaluated{}, refused: map[string]string{}}
}

// evaluatedSplits are those that [ and ] go round. Errors are corrected on the
// cross-validated memes of train and val, so these come first; test is for evaluating.
var evaluatedSplits = []string{eval.CVRows, string(labels.Val), string(labels.Test)}

func (s *evalScreen) title() string { return "Evaluate" }

func (s *evalScreen) keys() keymap { return evalKeys }

func (s *evalScreen) enter() tea.Cmd { return s.refresh(true) }

func (s *evalScreen) leave() {}

// update also takes in what the cell that is open has asked for.
func (s *evalScreen) update(msg tea.Msg) tea.Cmd {
	switch msg := msg.(type) {
	case correctedMsg:
		s.corrected(msg)
		return nil
	case cellMemesMsg:
		s.cellCame(msg)
		return nil
	}
	if s.cell != nil {
		return s.cell.update(msg)
	}
	return nil
}

// version is the one that is evaluated: the one that was chosen, or the newest. It is
// false while there is none.
func (s *evalScreen) version() (eval.Version, bool) {
	if v, ok := s.summary.Version(s.chosen); ok {
		return v, true
	}
	return s.summary.Latest()
}

// onScreen is the version whose metrics are on the screen; while there are none, the one
// that is evaluated.
func (s *evalScreen) onScreen() (eval.Version, bool) {
	if r := s.reports[s.split]; r != nil {
		if v, ok := s.summary.Version(r.report.Version); ok {
			return v, true
		}
	}
	return s.version()
}

// refresh starts an evaluation if the screen is open and has no metrics of its
// version. Metrics that are only behind the labels stay, with marks where these have
// changed: a training, or choosing the version again, renews them. The evaluation that
// follows a training is started wherever one is by then.
func (s *evalScreen) refresh(open bool) tea.Cmd {
	if f := s.follow; f.version != "" {
		if _, known := s.summary.Version(f.version); known {
			s.follow, s.chosen = evaluation{}, ""
			s.evaluate(f.version, f.split)
		}
	}
	v, ok := s.version()
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
		s.follow = evaluation{}
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
		s.asked = evaluation{version, split}
	}
}

// ended takes in how an evaluation ended.
func (s *evalScreen) ended(j jobs.Snapshot, open bool) tea.Cmd {
	if r, ok := j.Result.(*evaluated); ok && j.State == jobs.Done {
		s.reports[s.asked.split] = r
		s.place(r.report.Confusion)
		delete(s.refused, s.asked.split)
	} else {
		s.refused[s.asked.split] = s.asked.version
	}
	return s.refresh(open)
}

// place puts the selection on the largest error of the first report with one, of several
// that are as large on the one by the most levels: it is what to look into first.
func (s *evalScreen) place(c [labels.Levels][labels.Levels]int) {
	if s.placed {
		return
	}
	most, far := 0, 0
	for t := range labels.Level(labels.Levels) {
		for p := range labels.Level(labels.Levels) {
			by := max(t-p, p-t)
			if n := c[t][p]; by > 0 && n > 0 && (n > most || n == most && int(by) > far) {
				s.row, s.col, most, far = t, p, n, int(by)
			}
		}
	}
	s.placed = most > 0
}

func (s *evalScreen) works(do action) bool {
	matrix := s.page == matrixPage
	switch do {
	case doUp, doDown:
		return matrix && s.reports[s.split] != nil || s.scrolls()
	case doPageUp, doPageDown, doFirst, doLast:
		return s.scrolls()
	case doLeft, doRight:
		return matrix && s.reports[s.split] != nil
	case doOpen:
		return matrix && s.inCell() > 0
	case doShares:
		return matrix
	case doLeave:
		return !matrix
	case doGoTo:
		return len(s.summary.Versions) > 0
	case doReport:
		return s.reports[s.split] != nil
	case doCompare, doPromote:
		v, ok := s.onScreen()
		_, comparing := s.active[jobCompare]
		_, changing := s.active[jobServe]
		_, served := s.summary.Version(s.summary.Served)
		return ok && v.ID != s.summary.Served && !(do == doCompare && (comparing || !served)) && !(do == doPromote && (changing || v.Headless()))
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

func (s *evalScreen) act(do action, p press) tea.Cmd {
	if s.page != matrixPage && s.onPage(do) {
		return nil
	}
	switch do {
	case doSlices:
		s.turnPage()
	case doLeave:
		s.page = matrixPage
	case doChoose:
		s.choose(p.nth)
	case doUp, doDown, doLeft, doRight:
		s.move(do)
	case doNextView, doBeforeView:
		by := 1
		if do == doBeforeView {
			by = len(evaluatedSplits) - 1
		}
		s.split = evaluatedSplits[(slices.Index(evaluatedSplits, s.split)+by)%len(evaluatedSplits)]
		return s.refresh(true)
	case doShares:
		var said string
		s.shares, said = s.shares.next(s.frame.evaluate().cell.Rows >= roomyRows)
		s.status.say("%s", said)
	case doCompare:
		s.compare()
	case doPromote:
		s.serve()
	case doHide:
		return s.hidePictures()
	case doReport:
		s.report()
	case doOpen:
		if s.opened || s.split != string(labels.Test) || s.inCell() == 0 {
			return s.openCell()
		}
		s.ask = &dialog{
			title: "Open memes of the test split?",
			note:  "Test is for evaluating: labels that you change are counted on its report.",
			does:  "open them", leaves: "leave them",
			yes: s.openCell,
		}
	}
	return nil
}

// move selects the cell beside the selected one.
func (s *evalScreen) move(do action) {
	if s.reports[s.split] == nil {
		s.status.say("the matrix comes with an evaluation")
		return
	}
	s.placed = true
	row, col := s.row, s.col
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
	if s.row == row && s.col == col {
		s.status.say("the matrix ends here")
	}
}

// showVersion evaluates a version from now on, also the one that is on the screen anew.
func (s *evalScreen) showVersion(v eval.Version) tea.Cmd {
	s.chosen = v.ID
	delete(s.refused, s.split)
	if latest, _ := s.summary.Latest(); latest.ID == v.ID {
		s.chosen = ""
	}
	if _, busy := s.active[jobEvaluate]; busy {
		s.status.say("an evaluation is running already: %s cancels it", s.key(doCancel))
		return nil
	}
	s.evaluate(v.ID, s.split)
	return nil
}

// compare has the version on the screen compared with the served one.
func (s *evalScreen) compare() {
	v, ok := s.onScreen()
	_, beside := s.summary.Version(s.summary.Served)
	switch {
	case !ok:
		s.status.say("%s", s.noModel())
		return
	case !beside:
		s.status.say("no version is served that %s could be compared with", v.ID)
		return
	case v.ID == s.summary.Served:
		s.status.say("%s is the served version: %s chooses another", v.ID, s.key(doGoTo))
		return
	}
	s.session.compare(s.summary.Served, v.ID)
}

// serve asks whether to serve the version on the screen.
func (s *evalScreen) serve() {
	switch v, ok := s.onScreen(); {
	case !ok:
		s.status.say("%s", s.noModel())
	case v.ID == s.summary.Served:
		s.status.say("%s is served already", v.ID)
	case v.Headless():
		s.status.say("%s", cannotServe(v))
	default:
		s.ask = s.train.serveQuestion(v)
	}
}

// report asks where to write what is on the screen.
func (s *evalScreen) report() {
	r := s.reports[s.split]
	if r == nil {
		s.status.say("a report comes after an evaluation")
		return
	}
	s.askReport(Shown{Evaluation: &r.report, Rows: r.rows}, r.report.Version+"-"+r.report.Split)
}

// openCell opens the memes of the selected cell, at the first of which nothing was said since
// they were evaluated.
func (s *evalScreen) openCell() tea.Cmd {
	r := s.reports[s.split]
	if r == nil {
		s.status.say("the matrix comes with an evaluation")
		return nil
	}
	q := newCellQueue(r.report, r.rows, s.row, s.col)
	if len(q.ids) == 0 {
		s.status.say("no memes in this cell")
		return nil
	}
	s.opened = s.opened || s.split == string(labels.Test)
	s.cell = newCellScreen(s.session, q, func() tea.Cmd {
		s.cell = nil
		return s.refresh(true)
	})
	from := labels.Meme{}
	if i := slices.IndexFunc(q.ids, func(id labels.MemeID) bool { return !r.since.done[id] }); i > 0 {
		from.ID = q.ids[i-1]
	}
	return s.cell.step(from, 1)
}

// choose selects the cell that was clicked.
func (s *evalScreen) choose(cell int) {
	if s.reports[s.split] == nil {
		s.status.say("the matrix comes with an evaluation")
		return
	}
	s.placed, s.row, s.col = true, labels.Level(cell/labels.Levels), labels.Level(cell%labels.Levels)
}

// cellCame takes in the memes of a cell, if that is still the selected one.
func (s *evalScreen) cellCame(msg cellMemesMsg) {
	switch {
	case msg.of != s.held.of || len(msg.memes) < len(s.held.memes):
	case msg.err != nil:
		s.status.fail("cannot read the memes of this cell: %v", msg.err)
	default:
		s.held.memes = msg.memes
	}
}

// crossValidated is the last cross-validated evaluation, nil while there is none. One of
// predictions from elsewhere is none.
func (s *evalScreen) crossValidated() *eval.Evaluation {
	if r := s.reports[eval.CVRows]; r != nil && !r.report.Given {
		return &r.report
	}
	return nil
}
