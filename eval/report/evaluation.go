package report

import (
	"fmt"
	"strings"

	"memebench/eval"
)

// Evaluation is the report of a version on a split, with the learning curve of the workspace
// if there are versions on it, and memes that it gets wrong if there are any to be shown.
func Evaluation(e eval.Evaluation, curve eval.Curve, wrong []Item, origin Origin) (Document, error) {
	d := Document{Title: fmt.Sprintf("%s on %s", e.Version, evaluatedOn(&e)), Origin: origin}
	d.Of = d.Title
	d.warn(e.Warnings)
	judged, majority := e.Version, "always saying the most frequent level"
	if e.HeldOutNote() != "" {
		judged, majority = "the config of "+e.Version, "saying the level that the head of a row has met most often in training"
	}
	beside := fmt.Sprintf("%s gives %s", majority, e.Baselines.Majority.MacroF1)
	if e.N > 0 && !e.Baselines.Majority.MacroF1.Defined() {
		beside = "no row of train is labelled, so there is no most frequent level to say"
	}
	d.say("On %s of %s the macro-F1 of %s is %s%s; %s.%s",
		count(e.N, "row"), evaluatedOn(&e), judged, e.MacroF1, bracketed(e.Intervals.MacroF1), beside, chanceSentence(e.Chance, e.MacroF1))
	if note := e.HeldOutNote(); note != "" {
		d.say("%s", sentence(note))
	}
	if note := e.DisputedNote(); note != "" {
		d.say("%s", note)
	}
	if e.Given {
		d.say("These are predictions from elsewhere: what made them may know these memes.")
	}
	d.heading("Metrics")
	d.table(metricsTable(&e))
	d.say("%s %s", sentence(e.MetricsLegend()), e.IntervalsNote())
	d.calibrated(e.Calibration)
	d.heading("Confusion matrix")
	d.table(matrixTable(&e.Metrics))
	if e.N > 0 {
		f, err := matrixFigure(&e.Metrics)
		if err != nil {
			return Document{}, err
		}
		d.figure(f)
	}
	d.heading("Levels")
	d.table(levelsTable(&e))
	d.slices(e.Slices)
	d.heading("Three classes")
	d.table(threeTable(&e.ThreeClass))
	three := e.ThreeClass
	d.say("With negative and very negative as one class, and positive and very positive as another, as in SemEval-2020 task 8, macro-F1 is %s%s, accuracy %s%s and weighted F1 %s%s.",
		three.MacroF1, bracketed(three.Intervals.MacroF1), three.Accuracy, bracketed(three.Intervals.Accuracy), three.WeightedF1, bracketed(three.Intervals.WeightedF1))
	if e.N > 0 && e.Reliability != nil {
		d.heading("Reliability")
		d.table(reliabilityTable(e.Reliability))
		f, err := reliabilityFigure(e.Reliability)
		if err != nil {
			return Document{}, err
		}
		d.figure(f)
	}
	if err := d.curve(curve); err != nil {
		return Document{}, err
	}
	if len(wrong) > 0 {
		d.heading("What it gets most wrong")
		d.Blocks = append(d.Blocks, Block{Gallery: &Gallery{"Each with its label, what was said instead, and their probabilities; the least probable label first.", wrong}})
	}
	return d, nil
}

// evaluatedOn names the rows of an evaluation. Predictions from elsewhere are not cross-validated.
func evaluatedOn(e *eval.Evaluation) string {
	if e.Given && e.Split == eval.CVRows {
		return "train and val"
	}
	return splitName(e.Split)
}

func splitName(split string) string {
	switch split {
	case eval.CVRows:
		return "train and val (cross-validated)"
	case eval.AllRows:
		return "all splits"
	}
	return split
}

// bracketed is an interval in brackets, "" where there is none.
func bracketed(i eval.Interval) string {
	if !i.Defined() {
		return ""
	}
	return fmt.Sprintf(" (95%% interval %s)", i)
}

func chanceSentence(c eval.Chance, macro eval.Metric) string {
	if _, known := c.Beaten(); !known {
		return " Chance: " + c.Verdict() + "."
	}
	return fmt.Sprintf(" %s permutations of the labels give %s (95%% within %s): %s is %s (%s).",
		eval.Thousands(c.Permutations), c.MacroF1.Mean, c.MacroF1.CI95, macro, c.Verdict(), c.MacroF1.P.P())
}

func metricsTable(e *eval.Evaluation) Table {
	t := Table{Caption: "The metrics beside the baselines.", Words: 1, Head: []string{"Metric", "model", "95% interval"}}
	others := e.Besides()
	for _, b := range others {
		t.Head = append(t.Head, b.Name)
	}
	t.Head = append(t.Head, "chance")
	chance := map[string]eval.ChanceMetric{"accuracy": e.Chance.Accuracy, "macro-F1": e.Chance.MacroF1, "QWK": e.Chance.QWK}
	for _, m := range e.MetricLines() {
		row := []string{m.Name, m.Model.String(), m.Interval.String()}
		for _, b := range others {
			of := ""
			if m.Of != nil && b.Baseline.N > 0 {
				of = m.Of(b.Baseline).String()
			}
			row = append(row, of)
		}
		last := ""
		if c, ok := chance[m.Name]; ok {
			last = c.Mean.String()
		}
		t.Rows = append(t.Rows, append(row, last))
	}
	return t
}

func matrixTable(m *eval.Metrics) Table {
	t := Table{Caption: "Rows are true levels, columns predicted ones: count, and share of the row.", Words: 1, Head: append([]string{"True level"}, levelNames()...)}
	t.Head = append(t.Head, "rows")
	for l, row := range m.Confusion {
		support := m.PerClass[l].Support
		cells := []string{levelNames()[l]}
		for _, n := range row {
			cells = append(cells, fmt.Sprintf("%d (%s)", n, percent(n, support)))
		}
		t.Rows = append(t.Rows, append(cells, fmt.Sprint(support)))
	}
	return t
}

func levelsTable(e *eval.Evaluation) Table {
	t := Table{Caption: "The metrics of each level.", Words: 1, Head: []string{"Level", "precision", "recall", "F1", "95% interval", "rows"}}
	for l, c := range e.PerClass {
		interval := e.Intervals.PerClass[l]
		of := interval.F1.String()
		if interval.TooFew {
			of = "too few rows"
		}
		t.Rows = append(t.Rows, []string{levelNames()[l], c.Precision.String(), c.Recall.String(), c.F1.String(), of, fmt.Sprint(c.Support)})
	}
	return t
}

func threeTable(three *eval.ThreeClass) Table {
	t := Table{Caption: "The metrics of three classes.", Words: 1, Head: []string{"Class", "precision", "recall", "F1", "rows"}}
	for _, c := range three.PerClass {
		t.Rows = append(t.Rows, []string{c.Class.String(), c.Precision.String(), c.Recall.String(), c.F1.String(), fmt.Sprint(c.Support)})
	}
	return t
}

func reliabilityTable(bins []eval.Bin) Table {
	t := Table{Caption: "How often the predicted level is right, by its probability.", Head: []string{"from", "to", "rows", "mean probability", "right"}}
	for _, b := range bins {
		if b.N > 0 {
			t.Rows = append(t.Rows, []string{
				fmt.Sprintf("%.3f", b.From), fmt.Sprintf("%.3f", b.To), fmt.Sprint(b.N), b.Sure.String(), b.Right.String(),
			})
		}
	}
	return t
}

// sentences joins what are sentences already, or parts of one.
func sentences(parts ...string) string { return strings.Join(parts, "; ") }

// calibrated says by what the probabilities of a version were calibrated, if they were.
func (d *Document) calibrated(c *eval.Calibration) {
	if c != nil {
		d.say("Temperature %.2f, fitted on %s of val: their log loss went from %s to %s, their ECE from %s to %s.",
			c.Temperature, count(c.N, "row"), c.LogLossBefore, c.LogLossAfter, c.ECEBefore, c.ECEAfter)
	}
}
