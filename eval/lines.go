package eval

import (
	"fmt"
	"strings"
)

// MetricLine is a line of the table of metrics.
type MetricLine struct {
	Name     string
	Model    Metric
	Interval Interval
	Of       func(*Baseline) Metric // nil: baselines do not have it
}

// MetricLines are the metrics in the order in which they are read.
func (r *Evaluation) MetricLines() []MetricLine {
	in := r.Intervals
	return []MetricLine{
		{"accuracy", r.Accuracy, in.Accuracy, func(b *Baseline) Metric { return b.Accuracy }},
		{"macro-F1", r.MacroF1, in.MacroF1, func(b *Baseline) Metric { return b.MacroF1 }},
		{"weighted F1", r.WeightedF1, in.WeightedF1, nil},
		{"QWK", r.QWK, in.QWK, func(b *Baseline) Metric { return b.QWK }},
		{"linear kappa", r.LinearKappa, in.LinearKappa, nil},
		{"Spearman", r.Spearman, in.Spearman, nil},
		{"MAE", r.MAE, in.MAE, func(b *Baseline) Metric { return b.MAE }},
		{"within one level", r.WithinOne, in.WithinOne, nil},
		{"log loss", r.LogLoss, in.LogLoss, nil},
		{"Brier", r.Brier, in.Brier, nil},
		{"ECE", r.ECE, in.ECE, nil},
	}
}

// Beside is a baseline with its name.
type Beside struct {
	Name string
	*Baseline
}

// Besides are the baselines that the report has, in the order in which they are read.
func (r *Evaluation) Besides() []Beside {
	return append([]Beside{{"majority", &r.Baselines.Majority}, {"guess", &r.Baselines.Stratified}}, r.alone()...)
}

// alone returns those baselines on one modality that the report has.
func (r *Evaluation) alone() (all []Beside) {
	for _, b := range []Beside{{"text only", r.Baselines.TextOnly}, {"image only", r.Baselines.ImageOnly}} {
		if b.Baseline != nil {
			all = append(all, b)
		}
	}
	return all
}

// MetricsLegend says in a few sentences what the metrics are, and what the baselines go by.
func (r *Evaluation) MetricsLegend() string {
	if r.heldOut() {
		return metricsLegend + " Majority: the level that the head of a row has met most often in training. " +
			"Guess: by the shares of the levels in train and val."
	}
	return metricsLegend + " Guess: by the shares of the levels in train."
}

const metricsLegend = "macro-F1 is the mean over all five levels, weighted F1 that by support. QWK is " +
	"the quadratic weighted kappa; 0 is chance. MAE is in levels; lower is better. " +
	"Log loss is in nats; an even guess has ln 5 = 1.609. Brier is the squared error " +
	"of the probabilities, 0 to 2. ECE is the expected calibration error: how far the " +
	"probability of the predicted level is from how often it is right."

// heldOut reports whether each row was predicted by a head that has not seen it, rather than by the
// version: predictions from elsewhere are what they are.
func (r *Evaluation) heldOut() bool { return r.Split == CVRows && !r.Given }

// HeldOutNote says what has predicted the rows where that is not the version itself, else "".
func (r *Evaluation) HeldOutNote() string {
	if !r.heldOut() {
		return ""
	}
	return "each row is predicted by a head of the same config that has not seen it or its group, trained on the rows of the other folds."
}

// DisputedNote says how many memes are not among the rows, as annotators differ on them; "" where
// there are none.
func (r *Evaluation) DisputedNote() string { return disputedNote(r.Disputed) }

// DisputedNote is that of an [Evaluation].
func (c *CrossValidation) DisputedNote() string { return disputedNote(c.Disputed) }

func disputedNote(memes int) string {
	if memes == 0 {
		return ""
	}
	return fmt.Sprintf("Not evaluated: %s.", disputedMemes(memes))
}

// disputedMemes names so many memes that are not among the rows.
func disputedMemes(memes int) string {
	return plural(memes, "meme") + " on which annotators differ, without a gold level"
}

// IntervalsNote says where the intervals come from, or why there are none.
func (r *Evaluation) IntervalsNote() string { return strings.Join(r.intervalsNotes(), " ") }

// intervalsNotes is IntervalsNote by sentences.
func (r *Evaluation) intervalsNotes() (notes []string) {
	in := r.Intervals
	for _, one := range r.alone() {
		if one.Baseline.Lacking > 0 {
			notes = append(notes, fmt.Sprintf("For %s, %d of %s have nothing to read: it goes by the frequencies of levels there.",
				one.Name, one.Baseline.Lacking, plural(one.Baseline.N, "row")))
		}
	}
	if !in.Accuracy.Defined() {
		return append(notes, fmt.Sprintf("Intervals need %d groups of memes; there are %d.", leastGroups, in.Groups))
	}
	for _, one := range r.alone() {
		notes = append(notes, fmt.Sprintf("Macro-F1 of %s lies within %s.", one.Name, one.Baseline.Intervals.MacroF1))
	}
	if in.Groups > manyGroups {
		notes = append(notes, fmt.Sprintf("Intervals: 1.96 standard deviations of %s resamples of %s.", Thousands(manyResamples), plural(in.Groups, "group")))
	} else {
		notes = append(notes, fmt.Sprintf("Intervals: percentiles of %s resamples of %s of memes.", Thousands(resamples), plural(in.Groups, "group")))
	}
	if in.Groups < roughGroups {
		notes = append(notes, fmt.Sprintf("With fewer than %d they are too narrow, those of macro-F1 most.", roughGroups))
	}
	return notes
}
