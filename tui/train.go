package tui

import (
	"errors"
	"fmt"
	"slices"
	"strings"

	tea "github.com/charmbracelet/bubbletea"

	"memebench/eval"
	"memebench/tui/jobs"
)

// trainScreen lists the versions, shows a training as it goes, and changes which
// version is served.
type trainScreen struct {
	*session
	selected string // version
}

func newTrainScreen(s *session) *trainScreen { return &trainScreen{session: s} }

// refresh keeps the selection on a version that there is, the newest at first.
func (s *trainScreen) refresh() {
	if _, ok := s.facts.version(s.selected); ok {
		return
	}
	if v, ok := s.facts.latest(); ok {
		s.selected = v.ID
	}
}

func (s *trainScreen) index() int {
	return slices.IndexFunc(s.facts.versions, func(v eval.Version) bool { return v.ID == s.selected })
}

func (s *trainScreen) works(do action) bool {
	_, changing := s.active[jobServe]
	switch do {
	case doUp, doDown:
		return len(s.facts.versions) > 1
	case doPromote:
		return s.index() >= 0 && s.selected != s.facts.served && !changing
	case doRoll:
		return s.facts.before != "" && !changing
	}
	return true
}

// actTrain does what a key means on the train screen.
func (a *app) actTrain(do action) tea.Cmd {
	s := a.train
	i := s.index()
	switch do {
	case doUp, doDown:
		if i < 0 {
			return nil
		}
		if do == doUp {
			i--
		} else {
			i++
		}
		s.selected = s.facts.versions[min(max(0, i), len(s.facts.versions)-1)].ID
	case doPromote:
		v, ok := s.facts.version(s.selected)
		switch {
		case !ok:
			a.status.say("there is no version to serve yet: r trains one")
		case v.ID == s.facts.served:
			a.status.say("%s is served already", v.ID)
		default:
			a.ask = &dialog{question: s.promoteQuestion(v) + "  y/n", yes: func() tea.Cmd { return a.serve(v.ID) }}
		}
	case doRoll:
		if s.facts.before == "" {
			a.status.say("there is nothing to roll back to")
			return nil
		}
		a.ask = &dialog{
			question: fmt.Sprintf("Roll back from %s to %s, which was served before it? Both are kept.  y/n", s.facts.served, s.facts.before),
			yes:      func() tea.Cmd { return a.serve("") },
		}
	}
	return nil
}

func (s *trainScreen) promoteQuestion(v eval.Version) string {
	served, ok := s.facts.version(s.facts.served)
	if !ok {
		return fmt.Sprintf("Serve %s?", v.ID)
	}
	return fmt.Sprintf("Serve %s (val macro-F1 %s) instead of %s (%s)? Both are kept.", v.ID, score(v.Val.MacroF1), served.ID, score(served.Val.MacroF1))
}

// serve changes the served version in the background.
func (a *app) serve(version string) tea.Cmd {
	switch err := a.startServe(version); {
	case errors.Is(err, jobs.ErrBusy):
		a.status.say("the served version is being changed already")
	case err != nil:
		a.status.fail("cannot change the served version: %v", err)
	}
	return nil
}

// runColumns is what the pane of a run needs beside the table.
const runColumns = 34

// view draws the body: exactly f.body lines.
func (s *trainScreen) view() []string {
	f := s.frame
	w := f.w - 2*margin
	var rows []string
	if right := w - tableColumns - 4; right >= runColumns {
		rows = beside(s.table(tableColumns, f.body), tableColumns, blank(4), s.run(min(right, 64), f.body))
	} else {
		// The table gets what a run leaves, but never less than five rows.
		run := s.run(w, min(11, f.body-6))
		rows = append(s.table(w, f.body-len(run)-1), "")
		rows = append(rows, run...)
	}
	for i := range rows {
		rows[i] = cut(blank(margin)+rows[i], f.w)
	}
	for len(rows) < f.body {
		rows = append(rows, "")
	}
	return rows[:f.body]
}

// tableColumns is what the table of versions needs.
const tableColumns = 60

// table lists the versions in exactly h rows, the selected one among them.
func (s *trainScreen) table(w, h int) []string {
	head := fmt.Sprintf("  %-6s%-10s%7s%9s%6s%6s", "", "", "labels", "macro-F1", "QWK", "MAE")
	if w >= tableColumns {
		head += "  trained"
	}
	rows := []string{fit(s.st.dim.Render(head), w)}
	versions := s.facts.versions
	if len(versions) == 0 {
		text := "No version yet: r trains one on the labels there are."
		if _, ok := s.active[jobPrepare]; ok {
			text = "No version yet: the first is being prepared."
		}
		rows = append(rows, "", s.st.dim.Render("  "+text))
	}
	room := h - 1
	if s.compares() {
		room -= 3
	}
	from := 0
	if i := s.index(); len(versions) > room {
		from = min(max(0, i-room/2), len(versions)-room)
	}
	for i := from; i < min(len(versions), from+max(0, room)); i++ {
		rows = append(rows, fit(s.line(versions[i], w), w))
	}
	if s.compares() {
		rows = append(rows, "")
		rows = append(rows, s.comparison()...)
	}
	return column(rows, 0, h, w)
}

// line is one version; where there is no room for all of it, the date goes.
func (s *trainScreen) line(v eval.Version, w int) string {
	latest, _ := s.facts.latest()
	role, mark := "", " "
	switch {
	case v.ID == s.facts.served:
		role = "● served"
	case v.ID == latest.ID:
		role = "candidate"
	}
	if v.ID == s.selected {
		mark = "▸"
	}
	figures := [3]string{"—", "—", "—"}
	if v.Val.N > 0 {
		figures = [3]string{score(v.Val.MacroF1), score(v.Val.QWK), score(v.Val.MAE)}
	}
	text := fmt.Sprintf("%s %-6s%-10s%7d%9s%6s%6s", mark, v.ID, role, v.Labels, figures[0], figures[1], figures[2])
	date := ""
	if w >= tableColumns {
		date = "  " + v.Created.In(s.now().Location()).Format("2 Jan 15:04")
	}
	if v.ID == s.selected {
		return s.st.bold.Render(text) + date
	}
	return text + s.st.dim.Render(date)
}

// compares reports whether the selected version stands beside the served one.
func (s *trainScreen) compares() bool {
	_, served := s.facts.version(s.facts.served)
	_, ok := s.facts.version(s.selected)
	return ok && served && s.selected != s.facts.served
}

// comparison puts the selected version beside the served one.
func (s *trainScreen) comparison() []string {
	v, _ := s.facts.version(s.selected)
	o, _ := s.facts.version(s.facts.served)
	on := fmt.Sprintf("on %s", count(v.ValN, "validation meme"))
	if o.ValN != v.ValN {
		on += fmt.Sprintf(" (%s: %d)", o.ID, o.ValN)
	}
	if v.Val.N == 0 || o.Val.N == 0 {
		return []string{fmt.Sprintf("  %s and %s cannot be compared: no validation memes have labels", v.ID, o.ID), ""}
	}
	part := func(name string, a, b eval.Figure) string {
		return fmt.Sprintf("%s %s (%s)", name, score(a), signed(a-b))
	}
	return []string{
		fmt.Sprintf("  %s against %s, %s:", v.ID, o.ID, on),
		"  " + s.st.bold.Render(part("macro-F1", v.Val.MacroF1, o.Val.MacroF1)) + "   " + part("QWK", v.Val.QWK, o.Val.QWK) + "   " + part("MAE", v.Val.MAE, o.Val.MAE),
	}
}

// run shows the training that is under way, or how the selected version was
// trained, in exactly h rows.
func (s *trainScreen) run(w, h int) []string {
	var rows, foot []string
	var epochs []eval.Epoch
	v, ok := s.facts.version(s.selected)
	if j, training := s.training(); training {
		epochs, _ = j.Detail.([]eval.Epoch)
		rows = []string{s.st.running.Render("● "+jobName(j)) + "  " + runProgress(j)}
		foot = s.entry("", "x cancels; what is served goes on serving", w)
	} else if ok {
		c := v.Config
		epochs = v.History
		rows = []string{s.st.bold.Render(v.ID) + s.st.dim.Render(fmt.Sprintf("  kept epoch %d of %d (%.1f s)", v.Best, v.Epochs, v.Seconds))}
		foot = s.entry("data", fmt.Sprintf("%d train · %d val", v.TrainN, v.ValN), w)
		foot = append(foot, s.entry("config", fmt.Sprintf("%s · width %d · dropout %g · lr %g · seed %d", c.Fusion, c.Width, c.Dropout, c.LearningRate, c.Seed), w)...)
		foot = append(foot, s.entry("reads", strings.Join(inputs(v), " + "), w)...)
	}
	if len(epochs) > 0 {
		rows = append(rows, s.history(epochs, w, min(6, max(1, h-len(foot)-5)))...)
	}
	return column(append(rows, foot...), 0, h, w)
}

// training returns the training that is under way. The first one is a part of
// the preparation.
func (s *trainScreen) training() (jobs.Snapshot, bool) {
	if j, ok := s.active[jobTrain]; ok {
		return j, true
	}
	j, ok := s.active[jobPrepare]
	if ok {
		_, ok = j.Detail.([]eval.Epoch)
	}
	return j, ok
}

// nameWidth is the column of names in the pane of a run.
const nameWidth = 9

// entry is a name with what it says, wrapped in its own column.
func (s *trainScreen) entry(name, text string, w int) []string {
	var rows []string
	for _, l := range wrap(text, w-nameWidth) {
		rows = append(rows, s.st.dim.Render(fit(name, nameWidth)+l))
		name = ""
	}
	return rows
}

// history draws how loss and macro-F1 went, the loss in h rows.
func (s *trainScreen) history(epochs []eval.Epoch, w, h int) []string {
	var rows []string
	losses, f1s := make([]float64, len(epochs)), scores(epochs)
	best := 0
	for i, e := range epochs {
		losses[i] = e.ValLoss
		if f1s[i] > f1s[best] {
			best = i
		}
	}
	name := "val loss"
	for _, l := range curve(losses, min(w-nameWidth, 48), h) {
		rows = append(rows, s.st.dim.Render(fit(name, nameWidth))+s.st.running.Render(l))
		name = ""
	}
	last := epochs[len(epochs)-1]
	rows = append(rows, s.entry("", fmt.Sprintf("%.2f  train %.2f", last.ValLoss, last.TrainLoss), w)...)
	rows = append(rows, s.st.dim.Render(fit("val F1", nameWidth))+s.st.running.Render(sparkline(f1s, min(w-nameWidth, 48))))
	return append(rows, s.entry("", fmt.Sprintf("%s  best %s in epoch %d", score(eval.Figure(last.ValMacroF1)), score(eval.Figure(f1s[best])), epochs[best].Epoch), w)...)
}

// runProgress is a gauge with what it counts and how long it still takes.
func runProgress(j jobs.Snapshot) string {
	text := jobAmount(j)
	if share, ok := j.Fraction(); ok {
		text = gauge(share, 8) + "  " + text
	}
	if j.ETA > 0 {
		text += "  " + spell(j.ETA) + " left"
	}
	return text
}

func inputs(v eval.Version) []string {
	var names []string
	for _, in := range v.Encoders {
		names = append(names, in.Encoder)
	}
	return names
}
