package tui

import (
	"slices"

	tea "github.com/charmbracelet/bubbletea"

	"memebench/eval"
	"memebench/labels"
)

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
		s.split = evaluatedSplits[turned(do, slices.Index(evaluatedSplits, s.split), len(evaluatedSplits))]
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
			note:  "Test is for evaluating: what you change or flag is counted on its report.",
			does:  "open them", leaves: "leave them",
			yes: s.openCell,
		}
	}
	return nil
}

// unevaluated returns whether there is no matrix of a split, as a function that tells it at
// any time.
func (s *evalScreen) unevaluated(split string) func() bool {
	return func() bool { return s.split == split && s.reports[split] == nil }
}

// move selects the cell beside the selected one.
func (s *evalScreen) move(do action) {
	if s.reports[s.split] == nil {
		s.status.sayWhile(s.unevaluated(s.split), "the matrix comes with an evaluation")
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
	s.evaluateNow(v)
	return nil
}

// evaluateNow evaluates a version as somebody has asked for, unless an evaluation runs.
func (s *evalScreen) evaluateNow(v eval.Version) {
	if _, busy := s.active[jobEvaluate]; busy {
		s.status.sayWhile(s.runs(jobEvaluate), "an evaluation is running already: %s cancels it", s.key(doCancel))
		return
	}
	s.evaluate(v.ID, s.split)
}

// compare has the version on the screen compared with the served one.
func (s *evalScreen) compare() {
	v, ok := s.onScreen()
	_, beside := s.summary.Version(s.summary.Served)
	switch {
	case !ok:
		s.status.say("%s", s.noVersion())
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
		s.status.say("%s", s.noVersion())
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
		s.status.sayWhile(s.unevaluated(s.split), "a report comes after an evaluation")
		return
	}
	s.askReport(Shown{Evaluation: &r.report, Rows: r.rows, Made: &r.seq}, r.report.Version+"-"+r.report.Split)
}

// openCell opens the memes of the selected cell, at the first of which nothing was said since
// they were evaluated.
func (s *evalScreen) openCell() tea.Cmd {
	r := s.reports[s.split]
	if r == nil {
		s.status.sayWhile(s.unevaluated(s.split), "the matrix comes with an evaluation")
		return nil
	}
	q := newCellQueue(r.report, r.rows, s.row, s.col)
	if len(q.ids) == 0 {
		s.status.say("no memes in this cell")
		return nil
	}
	s.opened = s.opened || s.split == string(labels.Test)
	if v, ok := s.version(); ok {
		s.chosen = v.ID // a training meanwhile takes nobody away from what is gone through, or has been chosen
	}
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
		s.status.sayWhile(s.unevaluated(s.split), "the matrix comes with an evaluation")
		return
	}
	s.placed, s.row, s.col = true, labels.Level(cell/labels.Levels), labels.Level(cell%labels.Levels)
}

// turnPage goes on to the next page.
func (s *evalScreen) turnPage() {
	s.page = (s.page + 1) % evalPages
	s.list = scroller{}
	switch s.page {
	case slicesPage:
		s.status.say("slices: %s goes on to metrics and reliability", s.key(doSlices))
	case figuresPage:
		s.status.say("metrics and reliability: %s goes on to the matrix", s.key(doSlices))
	}
}

// onPage does what a key means on another page than that of the matrix, and reports whether
// it is one of the matrix.
func (s *evalScreen) onPage(do action) bool {
	switch do {
	case doUp, doDown, doPageUp, doPageDown, doFirst, doLast:
		if before := s.list.top; s.page == figuresPage || s.list.scroll(do) && s.list.top == before {
			s.status.say("all there is that way is in sight: %s shows the matrix", s.key(doLeave))
		}
	case doLeft, doRight, doOpen, doShares, doChoose:
		s.status.say("%s is for the matrix: %s shows it", s.key(do), s.key(doLeave))
	default:
		return false
	}
	return true
}

// scrolls reports whether there are more slices than there is room for.
func (s *evalScreen) scrolls() bool { return s.page == slicesPage && s.list.all > s.list.rows }
