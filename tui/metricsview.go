package tui

import (
	"fmt"

	"memebench/eval"
)

// metric is one line of metrics: the model's, its interval and the baselines'.
type metric struct {
	name     string
	model    eval.Metric
	interval eval.Interval
	of       func(eval.Baseline) eval.Metric // nil: the baselines do not have it, and there is no interval
}

// metricsOf lists the metrics of the screen, the most telling first: where there is little
// room the last ones are left out. [eval.Evaluation.WriteText] has a list of its own, of
// all there are.
func metricsOf(r *evaluated) []metric {
	f, in := r.report.Metrics, r.report.Intervals
	return []metric{
		{"macro-F1", f.MacroF1, in.MacroF1, func(b eval.Baseline) eval.Metric { return b.MacroF1 }},
		{"accuracy", f.Accuracy, in.Accuracy, func(b eval.Baseline) eval.Metric { return b.Accuracy }},
		{"QWK", f.QWK, in.QWK, func(b eval.Baseline) eval.Metric { return b.QWK }},
		{"MAE", f.MAE, in.MAE, func(b eval.Baseline) eval.Metric { return b.MAE }},
		{name: "weighted F1", model: f.WeightedF1},
		{name: "within one", model: f.WithinOne},
		{name: "log loss", model: f.LogLoss},
	}
}

// baseline is a column or a row of metrics beside the model's.
type baseline struct {
	name string
	of   *eval.Baseline // nil: the version has none
}

func baselinesOf(r *evaluated) []baseline {
	b := r.report.Baselines
	return []baseline{{"majority", &b.Majority}, {"text", b.TextOnly}, {"image", b.ImageOnly}}
}

// metric is what a line of metrics says of the baseline, "" for nothing.
func (b baseline) metric(f metric) string {
	if b.of == nil || f.of == nil {
		return ""
	}
	return score(f.of(*b.of))
}

// rangeOf writes an interval, "" when there is none.
func rangeOf(i eval.Interval) string {
	if !i.Defined() {
		return ""
	}
	return score(i[0]) + "–" + score(i[1])
}

// intervalRows is what the metrics below the matrix need with their intervals:
// names, the model, the intervals, and three baselines.
const intervalRows = 6

// metricsAcross draws the metrics below the matrix, a column for each, as many as fit
// in w: their names, the model's and the majority baseline's. With room for five rows
// the baselines on one modality are there as well, with [intervalRows] the intervals.
func (s *evalScreen) metricsAcross(r *evaluated, w, room int) []string {
	if r == nil {
		return []string{"", "", ""}
	}
	var fits []metric
	used := 9
	for _, f := range metricsOf(r) {
		if used += acrossWidth(f); used > w {
			break
		}
		fits = append(fits, f)
	}
	row := func(name string, cell func(metric) string) string {
		line := fmt.Sprintf("%-9s", name)
		for _, f := range fits {
			line += fmt.Sprintf("%*s", acrossWidth(f), cell(f))
		}
		return line
	}
	rows := []string{
		s.st.dim.Render(row("", func(f metric) string { return f.name })),
		s.st.strong.Render(row(r.report.Version, func(f metric) string { return score(f.model) })),
	}
	if room >= intervalRows && r.report.Intervals.Accuracy.Defined() {
		rows = append(rows, s.st.dim.Render(row("95%", func(f metric) string {
			if f.of == nil {
				return ""
			}
			return rangeOf(f.interval)
		})))
	}
	for _, b := range baselinesOf(r) {
		if b.of != nil && (room >= 5 || b.name == "majority") {
			rows = append(rows, s.st.dim.Render(row(b.name, b.metric)))
		}
	}
	return rows
}

// acrossWidth is the column of a metric: wide enough for its name, and for its
// interval ("1.10–1.49") if it has one.
func acrossWidth(m metric) int {
	if m.of != nil {
		return max(9, len(m.name)) + 2
	}
	return max(7, len(m.name)) + 2
}

// metricsDown draws the metrics as a table beside the matrix.
func (s *evalScreen) metricsDown(r *evaluated) []string {
	if r == nil {
		return nil
	}
	baselines := baselinesOf(r)
	head, missing := fmt.Sprintf("%-12s%6s", "", r.report.Version), 0
	for _, b := range baselines {
		if b.of == nil {
			missing++
			continue
		}
		head += fmt.Sprintf("%*s", downWidth(b), b.name)
	}
	rows := []string{"", s.st.dim.Render(head)}
	for _, f := range metricsOf(r) {
		line := ""
		for _, b := range baselines {
			if b.of != nil {
				line += fmt.Sprintf("%*s", downWidth(b), b.metric(f))
			}
		}
		rows = append(rows, fmt.Sprintf("%-12s", f.name)+s.st.strong.Render(fmt.Sprintf("%6s", score(f.model)))+s.st.dim.Render(line))
	}
	if in := r.report.Intervals; in.Accuracy.Defined() {
		rows = append(rows, "",
			s.st.dim.Render(fmt.Sprintf("95%%: macro-F1 %s  acc. %s", rangeOf(in.MacroF1), rangeOf(in.Accuracy))),
			s.st.dim.Render(fmt.Sprintf("     QWK %s  MAE %s", rangeOf(in.QWK), rangeOf(in.MAE))))
	}
	rows = append(rows, "", s.st.dim.Render("majority: always the most"), s.st.dim.Render("frequent training level"))
	if missing < 2 {
		rows = append(rows, s.st.dim.Render("text, image: heads on one alone"))
	}
	return rows
}

// downWidth is the column of a baseline beside the matrix; with the names and the
// model's they take sideWidth.
func downWidth(b baseline) int {
	return map[string]int{"majority": 9, "text": 5, "image": 6}[b.name]
}
