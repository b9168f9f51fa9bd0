package tui

import tea "github.com/charmbracelet/bubbletea"

func (s *trainScreen) keys() keymap { return trainKeys }

func (s *trainScreen) works(do action) bool {
	_, changing := s.active[jobServe]
	switch do {
	case doLeave:
		return s.open && s.layout().small
	case doUp, doDown, doPageUp, doPageDown, doFirst, doLast, doMark:
		return len(s.summary.Versions) > 1
	case doPromote:
		return s.index() >= 0 && s.selected != s.summary.Served && !changing && !s.headless()
	case doCompare:
		_, comparing := s.active[jobCompare]
		return s.compares() && !comparing
	case doRename, doGoTo, doNextView, doBeforeView, doReport:
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
		s.status.say("there is no version to serve yet: %s trains one", s.key(doRetrain))
		return nil
	default:
		s.status.say("there is no version yet: %s trains one", s.key(doRetrain))
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
			s.status.say("all of %s is in sight: %s shows its curves, config, labels", v.ID, s.viewKeys())
		}
	case doNextView, doBeforeView:
		s.look(do)
	case doPromote:
		if v.ID == s.summary.Served {
			s.status.say("%s is served already", v.ID)
		} else if v.Headless() {
			s.status.say("%s", cannotServe(v))
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
	case doReport:
		s.report(v)
	}
	return s.lookBack(true)
}

// move selects another version: the newest is at the top.
func (s *trainScreen) move(do action) {
	i, last := s.index(), len(s.summary.Versions)-1
	to := last - stepped(do, last-i, last+1, max(1, s.tableRows(s.layout())-1))
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
func (s *trainScreen) look(do action) {
	if s.layout().small && !s.open {
		s.open = true
		return
	}
	s.view = trainView(turned(do, int(s.view), int(trainViews)))
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

// headless reports whether the selected version is predictions from elsewhere.
func (s *trainScreen) headless() bool {
	v, ok := s.summary.Version(s.selected)
	return ok && v.Headless()
}
