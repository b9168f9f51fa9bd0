package tui

import (
	"math"
	"strings"

	"memebench/eval"
)

// metric is one metric of all memes.
type metric struct {
	name, short string
	model       eval.Metric
	interval    eval.Interval
	unit        string // of what is on no scale from 0 to 1
}

// metricsOf are the metrics of a report, those first that versions are chosen by.
func metricsOf(r *evaluated) []metric {
	f, in, three := r.report.Metrics, r.report.Intervals, r.report.ThreeClass
	return []metric{
		{"macro-F1", "macro-F1", f.MacroF1, in.MacroF1, ""},
		{"accuracy", "accuracy", f.Accuracy, in.Accuracy, ""},
		{"QWK", "QWK", f.QWK, in.QWK, ""},
		{"3-level F1", "3 levels", three.MacroF1, three.Intervals.MacroF1, ""},
		{"MAE", "MAE", f.MAE, in.MAE, "levels"},
		{"within one", "within one", f.WithinOne, in.WithinOne, ""},
		{"log loss", "log loss", f.LogLoss, in.LogLoss, "nats"},
		{"weighted F1", "weighted F1", f.WeightedF1, in.WeightedF1, ""},
	}
}

// baseline is what stands beside the model's macro-F1.
type baseline struct {
	name, short string
	macroF1     eval.Metric
	interval    eval.Interval
	model       bool // it is the model itself
}

// baselinesOf are the model and the baselines that there are: those on one modality at the
// end, since a set with one alone has none.
func baselinesOf(r *evaluated) []baseline {
	b, chance := r.report.Baselines, r.report.Chance.MacroF1
	all := []baseline{
		{r.report.Version, r.report.Version, r.report.MacroF1, r.report.Intervals.MacroF1, true},
		{"chance", "chance", chance.Mean, chance.CI95, false},
		{"majority", "majority", b.Majority.MacroF1, b.Majority.Intervals.MacroF1, false},
	}
	if b.TextOnly != nil {
		all = append(all, baseline{"text only", "text", b.TextOnly.MacroF1, b.TextOnly.Intervals.MacroF1, false})
	}
	if b.ImageOnly != nil {
		all = append(all, baseline{"image only", "image", b.ImageOnly.MacroF1, b.ImageOnly.Intervals.MacroF1, false})
	}
	return all
}

// legend says what the baselines are.
const legend = "chance: permuted labels. majority: the commonest level. text, image: heads on one."

// Columns of the metrics at their right end: an interval, and a metric before it; and
// those of their names at the left.
const (
	rangeColumns = 9
	scoreColumns = 6
	nameColumns  = 13
	leastScale   = 8

	// A column that is no narrower has an interval in numbers.
	numbersColumn = nameColumns + scoreColumns + rangeColumns
)

// drawScore draws a metric in a row: its name, the interval on a scale from 0 to 1 where
// there is room for it, or what it is measured in, the metric, and the interval.
func (s *evalScreen) drawScore(c *canvas, r rect, name string, m eval.Metric, in eval.Interval, unit string, style, line ink) {
	st := s.st
	end := r.right() - rangeColumns
	scale := end - 1 - scoreColumns - r.x - nameColumns
	if long := name + ", " + unit; unit != "" && scale < leastScale && len(long) < nameColumns {
		name = long
	}
	c.put(r.x, r.y, nameColumns, style.Render(st.Cut(name, nameColumns-1)))
	c.right(r.right(), r.y, rangeColumns, st.dim.Render(rangeOf(in)))
	c.right(end-1, r.y, scoreColumns, st.bold(style).Render(score(m)))
	switch {
	case scale < leastScale:
	case unit != "":
		c.put(r.x+nameColumns, r.y, scale, st.dim.Render("in "+unit))
	default:
		c.put(r.x+nameColumns, r.y, scale, st.interval(scale, m, in, line))
	}
}

func (s *evalScreen) drawMetrics(c *canvas, r rect, ev *evaluated) {
	st := s.st
	if r.h > metricsRows {
		c.rule(r, "Metrics", "95 % of resamples")
		r = r.rows(1, metricsRows)
	}
	if ev == nil {
		return
	}
	for i, f := range metricsOf(ev)[:min(metricsRows, r.h)] {
		style := st.plain
		if i == 0 {
			style = st.strong
		}
		s.drawScore(c, r.row(i), f.name, f.model, f.interval, f.unit, style, st.teal)
	}
}

func (s *evalScreen) drawBaselines(c *canvas, r rect, ev *evaluated) {
	st := s.st
	title, right := "macro-F1 beside", "the same memes"
	if r.w < metricsColumn {
		title, right = "macro-F1", "0 to 1"
	}
	if r.w >= numbersColumn && r.w < metricsColumn {
		right = "95 %"
	}
	c.rule(r, title, right)
	if ev == nil {
		return
	}
	for i, b := range baselinesOf(ev) {
		if 1+i >= r.h {
			break
		}
		row := r.row(1 + i)
		style, line := st.plain, st.dim
		if b.model {
			style, line = st.strong, st.teal
		}
		if r.w >= numbersColumn {
			s.drawScore(c, row, b.name, b.macroF1, b.interval, "", style, line)
			continue
		}
		const name = 9
		c.put(row.x, row.y, name, style.Render(st.Cut(b.short, name-1)))
		c.put(row.x+name, row.y, row.w-name-4, st.interval(row.w-name-4, b.macroF1, b.interval, line))
		c.right(row.right(), row.y, 4, style.Render(score(b.macroF1)))
	}
	if r.h > baselineRows {
		for i, l := range st.Wrap(legend, r.w) {
			if y := baselineRows + i; y < r.h {
				c.put(r.x, r.y+y, r.w, st.dim.Render(l))
			}
		}
	}
}

// interval draws a metric in [0,1] and its interval on a scale of w cells. What lies
// outside of the scale stands at its end.
func (st styles) interval(w int, m eval.Metric, in eval.Interval, line ink) string {
	signs := st.chart
	draw := func(sign rune, n int, by ink) string { return by.Render(strings.Repeat(string(sign), max(0, n))) }
	if !m.Defined() {
		return draw(signs.track, w, st.faint)
	}
	at := func(m eval.Metric) int { return int(math.Round(min(1, max(0, float64(m))) * float64(w-1))) }
	low, point, high := at(m), at(m), at(m)
	if in.Defined() {
		low, high = min(low, at(in[0])), max(high, at(in[1]))
	}
	return draw(signs.track, low, st.faint) + draw(signs.span, point-low, line) + draw(signs.point, 1, line) +
		draw(signs.span, high-point, line) + draw(signs.track, w-1-high, st.faint)
}
