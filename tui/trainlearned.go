package tui

import (
	"fmt"
	"math"
	"slices"

	"memebench/eval"
)

// drawLearned draws macro-F1 by the number of labels with the intervals, and what more of
// them may bring.
func (s *trainScreen) drawLearned(c *canvas, l learnedFrame) {
	if l.title.w == 0 {
		return
	}
	st, curve := s.st, s.curve.Curve
	notes := []string{"macro-F1 by number of labels, 95 %", "macro-F1 by labels", "macro-F1"}
	if len(curve.Points) > 0 && !slices.ContainsFunc(curve.Points, func(p eval.Point) bool { return p.Interval.Defined() }) {
		notes = []string{"macro-F1 by number of labels: too few val memes for 95 %", "95 %: too few val memes", "95 %: too few memes", "macro-F1"}
	}
	title := "More labels?"
	c.rule(l.title, title, st.fitting(l.title.w-len(title)-8, notes))
	c.lines(l.verdict, s.wrapped(curve.Verdict(), l.verdict)...)
	if len(curve.Points) > 0 {
		s.plotLearned(c, l, curve)
	}
	s.listPoints(c, l.points, curve.Points)
}

// wrapped is a text in the rows of a part, the last one cut.
func (s *trainScreen) wrapped(text string, r rect) []string {
	lines := s.st.Wrap(text, r.w)
	if len(lines) > r.h && r.h > 0 {
		lines[r.h-1] = s.st.cutWords(lines[r.h-1]+" "+lines[r.h], r.w)
	}
	return lines[:min(len(lines), r.h)]
}

// plotLearned plots the points of the curve on scales that end at round numbers.
func (s *trainScreen) plotLearned(c *canvas, l learnedFrame, curve eval.Curve) {
	st, signs := s.st, s.st.chart
	points, last := curve.Points, curve.Points[len(curve.Points)-1]
	low, high := math.Inf(1), math.Inf(-1)
	cover := func(from, to eval.Metric) {
		if from.Defined() && to.Defined() {
			low, high = min(low, float64(from)), max(high, float64(to))
		}
	}
	for _, p := range points {
		cover(p.MacroF1, p.MacroF1)
		cover(p.Interval[0], p.Interval[1])
	}
	more := 0
	if g := curve.Gain; g != nil {
		more = g.More
		cover(last.MacroF1+g.CI95[0], last.MacroF1+g.CI95[1])
	}
	if math.IsInf(low, 0) {
		return
	}
	const step = .05
	low = max(-1, math.Floor(low/step+1e-9)*step)
	high = min(1, max(low+step, math.Ceil(high/step-1e-9)*step))
	// A point or two have some room around them.
	first, end := points[0].Labels, last.Labels+more
	if least := max(4, last.Labels/2); end-first < least {
		first = max(0, end-least)
	}
	grid := evenStep(end-first, 4)
	from := first / grid * grid
	to := max(from+grid, (end+grid-1)/grid*grid)
	p := newPlot(l.chart.w, l.chart.h+1)
	p.rule(p.h-1, p.w, signs.rule, &st.faint)
	p.numbers(p.h-1, p.w, from, to, signs.rule, &st.dim)
	x := func(n float64) int {
		return int(math.Round((n - float64(from)) / float64(to-from) * float64(p.w-1)))
	}
	y := func(v eval.Metric) int {
		return min(l.chart.h-1, max(0, int(math.Round((high-float64(v))/(high-low)*float64(l.chart.h-1)))))
	}
	if g := curve.Gain; g != nil {
		for k := x(float64(last.Labels)) + 1; k <= x(float64(last.Labels+more)); k++ {
			share := eval.Metric(float64(k-x(float64(last.Labels))) / float64(max(1, x(float64(last.Labels+more))-x(float64(last.Labels)))))
			for q := y(last.MacroF1 + share*g.CI95[1]); q <= y(last.MacroF1+share*g.CI95[0]); q++ {
				p.set(k, q, signs.band, &st.dim)
			}
		}
	}
	point := st.bold(st.teal)
	for _, q := range points {
		if q.Interval.Defined() {
			for k := y(q.Interval[1]); k <= y(q.Interval[0]); k++ {
				p.set(x(float64(q.Labels)), k, signs.whisker, &st.dim)
			}
		}
	}
	for _, q := range points {
		if q.MacroF1.Defined() {
			p.set(x(float64(q.Labels)), y(q.MacroF1), signs.point, &point)
		}
	}
	c.lines(rect{l.chart.x, l.chart.y, l.chart.w, p.h}, p.rows()...)
	s.drawScale(c, l.chart, "", score(eval.Metric(high)), score(eval.Metric(low)))
}

// listPoints lists the points of the curve, those with the most labels first.
func (s *trainScreen) listPoints(c *canvas, r rect, points []eval.Point) {
	if r.h < 2 || len(points) == 0 {
		return
	}
	st := s.st
	head := fmt.Sprintf("%-8s%8s%10s   %s", "version", "labels", "macro-F1", "95 %")
	c.put(r.x, r.y, r.w, st.dim.Render(head))
	for i := range min(len(points), r.h-1) {
		p := points[len(points)-1-i]
		row := r.row(1 + i)
		c.put(row.x, row.y, row.w, fmt.Sprintf("%-8s%8s", p.Version, thousands(p.Labels)))
		c.right(row.x+26, row.y, 8, st.strong.Render(score(p.MacroF1)))
		in := "—"
		if p.Interval.Defined() {
			in = rangeOf(p.Interval)
		}
		c.put(row.x+29, row.y, row.w-29, st.dim.Render(in))
	}
}
