package tui

import (
	"fmt"
	"strings"

	"memebench/eval"
	"memebench/tui/jobs"
	"memebench/tui/term"
)

// runColumns is what the pane of a run needs beside the table.
const runColumns = 34

func (s *trainScreen) context(int) (left, right string) { return "", "" }

func (s *trainScreen) draw(c *canvas) { c.lines(s.frame.body(), s.view()...) }

func (s *trainScreen) remarks() (string, bool) { return "", false }

func (s *trainScreen) view() []string {
	f := s.frame
	w := f.w - 2*margin
	var rows []string
	if right := w - tableColumns - 4; right >= runColumns {
		rows = beside(s.table(tableColumns, f.body().h), tableColumns, blank(4), s.run(min(right, 64), f.body().h))
	} else {
		// The table gets what a run leaves, but never less than its head, three
		// versions and a comparison.
		run := s.run(w, min(11, f.body().h-1-1-3-1-comparisonRows))
		rows = append(s.table(w, f.body().h-len(run)-1), "")
		rows = append(rows, run...)
	}
	for i := range rows {
		rows[i] = s.st.Cut(blank(margin)+rows[i], f.w)
	}
	for len(rows) < f.body().h {
		rows = append(rows, "")
	}
	return rows[:f.body().h]
}

// tableColumns is what the table of versions needs.
const tableColumns = 62

// table lists the versions in exactly h rows, the selected one among them.
func (s *trainScreen) table(w, h int) []string {
	head := fmt.Sprintf("  %-6s%-12s%7s%9s%6s%6s", "", "", "labels", "macro-F1", "QWK", "MAE")
	if w >= tableColumns {
		head += "  trained"
	}
	rows := []string{s.st.Fit(s.st.dim.Render(head), w)}
	versions := s.summary.Versions
	if len(versions) == 0 {
		text := "No version yet: r trains one on the labels there are."
		if _, ok := s.active[jobPrepare]; ok {
			text = "No version yet: the first is being prepared."
		}
		rows = append(rows, "", s.st.dim.Render("  "+text))
	}
	room := h - 1
	if s.compares() {
		room -= 1 + comparisonRows
	}
	from := 0
	if i := s.index(); len(versions) > room {
		from = min(max(0, i-room/2), len(versions)-room)
	}
	for i := from; i < min(len(versions), from+max(0, room)); i++ {
		rows = append(rows, s.st.Fit(s.line(versions[i], w), w))
	}
	if s.compares() {
		rows = append(rows, "")
		rows = append(rows, s.comparison(w)...)
	}
	return s.st.column(rows, 0, h, w)
}

// line is one version; where there is no room for all of it, the date goes.
func (s *trainScreen) line(v eval.Version, w int) string {
	latest, _ := s.summary.Latest()
	role, mark := v.Name, " "
	switch {
	case v.ID == s.summary.Served && v.Name != "":
		role = "● " + v.Name
	case v.ID == s.summary.Served:
		role = "● served"
	case v.Name == "" && v.ID == latest.ID:
		role = "candidate"
	}
	switch v.ID {
	case s.selected:
		mark = "▸"
	case s.marked:
		mark = "="
	}
	metrics := [3]string{"—", "—", "—"}
	if v.Val.N > 0 {
		metrics = [3]string{score(v.Val.MacroF1), score(v.Val.QWK), score(v.Val.MAE)}
	}
	text := fmt.Sprintf("%s %-6s%s%s%7d%9s%6s%6s", mark, v.ID, s.st.Fit(role, 12), term.Column, v.Labels, metrics[0], metrics[1], metrics[2])
	date := ""
	if w >= tableColumns {
		date = "  " + v.Created.In(s.now().Location()).Format("2 Jan 15:04")
	}
	if v.ID == s.selected {
		return s.st.strong.Render(text) + date
	}
	return text + s.st.dim.Render(date)
}

// run shows the training that is under way, or how the selected version was
// trained, in exactly h rows.
func (s *trainScreen) run(w, h int) []string {
	var rows, foot []string
	var epochs []eval.Epoch
	v, ok := s.summary.Version(s.selected)
	if j, training := s.training(); training {
		epochs, _ = j.Detail.([]eval.Epoch)
		rows = []string{s.st.accent.Render("● "+jobName(j)) + "  " + runProgress(j)}
		foot = s.entry("", "x cancels; what is served goes on serving", w)
	} else if ok {
		c := v.Config
		epochs = v.History
		from := ""
		if v.Parent != "" {
			from = "  from " + v.Parent
		}
		rows = []string{s.st.strong.Render(v.Title()) + s.st.dim.Render(fmt.Sprintf("%s  %s in %.1f s, epoch %d kept", from, count(v.Epochs, "epoch"), v.Seconds, v.Best))}
		if d := v.Decision; d != nil && d.Comparison != nil {
			what := "kept back"
			switch {
			case d.Serve:
				what = "served"
			case d.Policy == eval.PromoteAsk:
				what = "yours"
			}
			foot = s.entry("decision", fmt.Sprintf("%s: %s", what, d.Why), w)
			// Against which one may stand above; it does not get a row.
			if all := s.entry("decision", fmt.Sprintf("%s: %s (against %s)", what, d.Why, d.Against), w); len(all) == len(foot) {
				foot = all
			}
		}
		foot = append(foot, s.entry("data", fmt.Sprintf("%d train · %d val", v.TrainN, v.ValN), w)...)
		foot = append(foot, s.entry("config", fmt.Sprintf("%s · width %d · dropout %g · lr %g · seed %d", c.Fusion, c.Width, c.Dropout, c.LearningRate, c.Seed), w)...)
		foot = append(foot, s.entry("reads", strings.Join(inputs(v), " + "), w)...)
		foot = append(foot, s.entry("labels", s.learning(), w)...)
	}
	if len(epochs) > 0 {
		if room := h - len(rows) - len(foot); room >= chartRows {
			rows = append(rows, s.history(epochs, w, min(6, max(1, room-chartRows)))...)
		} else {
			rows = append(rows, s.shortHistory(epochs, w)...)
		}
	}
	return s.st.column(append(rows, foot...), 0, h, w)
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
	for _, l := range s.st.Wrap(text, w-nameWidth) {
		rows = append(rows, s.st.dim.Render(s.st.Fit(name, nameWidth)+l))
		name = ""
	}
	return rows
}

// chartRows is what history needs with the loss in one row.
const chartRows = 4

// history draws how loss and macro-F1 went, the loss in h rows.
func (s *trainScreen) history(epochs []eval.Epoch, w, h int) []string {
	var rows []string
	name := "val loss"
	for _, l := range curve(losses(epochs), min(w-nameWidth, 48), h) {
		rows = append(rows, s.st.dim.Render(s.st.Fit(name, nameWidth))+s.st.accent.Render(l))
		name = ""
	}
	loss, f1 := reached(epochs)
	rows = append(rows, s.entry("", loss, w)...)
	rows = append(rows, s.st.dim.Render(s.st.Fit("val F1", nameWidth))+s.st.accent.Render(sparkline(scores(epochs), min(w-nameWidth, 48))))
	return append(rows, s.entry("", f1, w)...)
}

// shortHistory is history in two rows.
func (s *trainScreen) shortHistory(epochs []eval.Epoch, w int) []string {
	const columns = 16
	row := func(name, chart, text string) string {
		return s.st.Cut(s.st.dim.Render(s.st.Fit(name, nameWidth))+s.st.accent.Render(s.st.Fit(chart, columns))+s.st.dim.Render("  "+text), w)
	}
	loss, f1 := reached(epochs)
	return []string{
		row("val loss", strings.Join(curve(losses(epochs), columns, 1), ""), loss),
		row("val F1", sparkline(scores(epochs), columns), f1),
	}
}

func losses(epochs []eval.Epoch) []float64 {
	ls := make([]float64, len(epochs))
	for i, e := range epochs {
		ls[i] = e.ValLoss
	}
	return ls
}

// reached says where loss and macro-F1 are.
func reached(epochs []eval.Epoch) (loss, f1 string) {
	last := epochs[len(epochs)-1]
	f1s := scores(epochs)
	best := 0
	for i := range f1s {
		if f1s[i] > f1s[best] {
			best = i
		}
	}
	return fmt.Sprintf("%.2f  train %.2f", last.ValLoss, last.TrainLoss),
		fmt.Sprintf("%s  best %s in epoch %d", score(eval.Metric(last.ValMacroF1)), score(eval.Metric(f1s[best])), epochs[best].Epoch)
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

// learning is the learning curve in a line, and what the next labels may bring.
func (s *trainScreen) learning() string {
	c := s.curve.Curve
	if c.Gain == nil {
		return "more labels? " + c.Verdict()
	}
	f1s := make([]float64, len(c.Points))
	for i, p := range c.Points {
		f1s[i] = float64(p.MacroF1)
	}
	return sparkline(f1s, 12) + "  " + c.Verdict()
}

func inputs(v eval.Version) []string {
	var names []string
	for _, in := range v.Encoders {
		names = append(names, in.Encoder)
	}
	return names
}
