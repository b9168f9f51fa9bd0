package tui

import (
	"fmt"

	"memebench/eval"
	"memebench/labels"
)

// drawAllMetrics draws the metrics of all memes.
func (s *evalScreen) drawAllMetrics(c *canvas, e evaluateFrame, r *evaluated) {
	if e.brief.w > 0 {
		if r != nil {
			s.drawBrief(c, e.brief, r)
		}
		return
	}
	s.drawMetrics(c, e.metrics, r)
	s.drawBaselines(c, e.baselines, r)
	s.drawSure(c, e.sure, e.chart, r)
}

// drawFiguresPage draws all metrics with their intervals, and how sure the model is.
func (s *evalScreen) drawFiguresPage(c *canvas, p figuresFrame, ev *evaluated) {
	s.drawMetrics(c, p.metrics, ev)
	s.drawBaselines(c, p.baselines, ev)
	s.drawLevelScores(c, p.levels, ev)
	s.drawSure(c, p.sure, p.chart, ev)
	s.drawBins(c, p.bins, ev)
}

// drawLevelScores draws the F1 of each level.
func (s *evalScreen) drawLevelScores(c *canvas, r rect, ev *evaluated) {
	if r.h == 0 {
		return
	}
	c.rule(r, "F1 of each level", "")
	if ev == nil {
		return
	}
	for l := range labels.Level(labels.Levels) {
		row := r.row(1 + int(l))
		c.put(row.x, row.y, 3, s.st.chipOf(l))
		row.x, row.w = row.x+chipColumns, row.w-chipColumns
		s.drawScore(c, row, shortNames[l], ev.report.PerClass[l].F1, ev.report.Intervals.PerClass[l].F1, "", s.st.plain, s.st.teal)
	}
}

// drawBins draws the bars of the diagram in numbers: between which probabilities the model
// was, how sure on average, how often it was right, and of how many memes that is.
func (s *evalScreen) drawBins(c *canvas, r rect, ev *evaluated) {
	if r.h == 0 || ev == nil {
		return
	}
	st := s.st
	line := func(y int, ink, right ink, from, sure, was, n string) {
		c.put(r.x, y, 9, ink.Render(from))
		c.right(r.x+14, y, 5, ink.Render(sure))
		c.right(r.x+21, y, 5, right.Render(was))
		c.right(r.x+28, y, 6, ink.Render(n))
	}
	line(r.y, st.dim, st.dim, "how sure", "mean", "right", "memes")
	y := r.y + 1
	for _, b := range ev.sure {
		if b.N == 0 {
			continue
		}
		ink, right := st.plain, st.strong
		if b.N < fewInBin {
			ink, right = st.dim, st.dim
		}
		line(y, ink, right, fmt.Sprintf("%.0f–%.0f %%", 100*b.From, 100*b.To), percentOf(b.Sure, b.N), percentOf(b.Right, b.N), short(b.N, 6))
		y++
	}
}

// drawBrief draws the metrics where there are few columns: one below the other, as many
// as there are rows for.
func (s *evalScreen) drawBrief(c *canvas, r rect, ev *evaluated) {
	if r.h < briefRows {
		s.drawBriefest(c, r, ev)
		return
	}
	st, y, metrics := s.st, 0, metricsOf(ev)
	spare := r.h - briefRows
	for i, m := range metrics[:len(metrics)-1+min(1, spare)] { // weighted F1 where there is room for it
		s.drawBriefMetric(c, r.row(y), m, i == 0)
		y++
		if i == 0 || m.name == "QWK" || m.name == "accuracy" && spare > 1 {
			s.drawBriefInterval(c, r.row(y), m.interval)
			y++
		}
	}
	gap := 0
	if spare > 3 {
		gap = 1
	}
	y += gap
	c.put(r.x, r.y+y, r.w, st.dim.Render("macro-F1 of"))
	y++
	for _, b := range baselinesOf(ev) {
		style, line := st.plain, st.dim
		if b.model {
			style, line = st.strong, st.teal
		}
		const name = 9
		c.put(r.x, r.y+y, name, style.Render(st.Cut(b.short, name)))
		if w := r.w - name - 1 - 4; w >= 3 {
			c.put(r.x+name, r.y+y, w, st.bar(float64(b.macroF1), w, st.onSurface(line)))
		}
		c.right(r.right(), r.y+y, 4, style.Render(score(b.macroF1)))
		y++
	}
	y += gap
	c.put(r.x, r.y+y, r.w, st.dim.Render("sure → right"))
	c.right(r.right(), r.y+y, 3, st.dim.Render("ECE"))
	c.put(r.x, r.y+y+1, sureBins, st.teal.Render(s.sureLine(ev)))
	c.right(r.right(), r.y+y+1, 4, st.strong.Render(score(ev.report.ECE)))
}

// drawBriefest draws those that matter most where there are few rows, too: no figure without
// what it is to be seen beside.
func (s *evalScreen) drawBriefest(c *canvas, r rect, ev *evaluated) {
	metrics, baselines := metricsOf(ev), baselinesOf(ev)
	s.drawBriefMetric(c, r.row(0), metrics[0], true)
	s.drawBriefInterval(c, r.row(1), metrics[0].interval)
	var rest []metric
	for _, b := range baselines[1:3] {
		rest = append(rest, metric{short: b.short, model: b.macroF1})
	}
	for _, m := range metrics[1:] {
		if m.name != "accuracy" {
			rest = append(rest, m)
		}
	}
	for i, m := range rest[:max(0, min(len(rest), r.h-2))] {
		s.drawBriefMetric(c, r.row(2+i), m, false)
	}
}

func (s *evalScreen) drawBriefMetric(c *canvas, r rect, m metric, first bool) {
	style := s.st.dim
	if first {
		style = s.st.strong
	}
	c.put(r.x, r.y, r.w-5, style.Render(m.short))
	c.right(r.right(), r.y, 5, s.st.bold(style).Render(score(m.model)))
}

func (s *evalScreen) drawBriefInterval(c *canvas, r rect, in eval.Interval) {
	if in.Defined() {
		c.put(r.x, r.y, r.w, s.st.dim.Render(" 95 % "+rangeOf(in)))
	}
}
