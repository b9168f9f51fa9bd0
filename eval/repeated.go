package eval

import (
	"fmt"
	"io"
	"math"
)

// Repeated are the metrics of heads that were made several times of one config, with other
// folds or seeds, on the same rows.
type Repeated struct {
	N        int      `json:"n"` // rows, the same in each repeat
	Groups   int      `json:"groups"`
	Repeats  int      `json:"repeats"`
	Accuracy Estimate `json:"accuracy"`
	MacroF1  Estimate `json:"macro_f1"`
	QWK      Estimate `json:"qwk"`
	LogLoss  Estimate `json:"log_loss"` // nats
	Scarce
	Followed int `json:"review_followed,omitempty"` // labels that a review has changed to what the heads say, the mean of the repeats
	Flagged  int `json:"review_flagged,omitempty"`  // memes that a review has flagged, which are not among the rows for that
}

// Estimate is a metric over the repeats.
type Estimate struct {
	Mean Metric   `json:"mean"`
	CI95 Interval `json:"ci95"`
	SD   Metric   `json:"sd"` // between the repeats, with n-1; undefined of one
	Each []Metric `json:"each"`
}

// NewRepeated measures rows[r][i], where i is of one meme with one true level for all
// repeats r. The intervals are those of [CompareRepeated] for one version alone: 2,000
// resamples of the groups of memes and, of several repeats, of the repeats as well (Owen's
// pigeonhole bootstrap), so that they hold the luck of the folds and of the seeds as well as
// that of the memes. The standard deviation is of the repeats alone: as they are of the same
// memes, it says nothing of how far other memes would be off. Rows whose levels are not valid
// in every repeat are left out. Rows of other memes, and no repeat at all, are [ErrOtherRows].
func NewRepeated(rows [][]Row) (Repeated, error) {
	rows, _, err := sameRows(rows, rows)
	if err != nil {
		return Repeated{}, err
	}
	s := newSide(rows)
	out := Repeated{N: len(rows[0]), Groups: s[0].n(), Repeats: len(rows), Scarce: scarceOf(rows[0])}
	for _, of := range rows {
		m := Measure(of)
		for _, e := range []struct {
			to *Estimate
			is Metric
		}{{&out.Accuracy, m.Accuracy}, {&out.MacroF1, m.MacroF1}, {&out.QWK, m.QWK}, {&out.LogLoss, m.LogLoss}} {
			e.to.Each = append(e.to.Each, e.is)
		}
	}
	estimates := []*Estimate{&out.Accuracy, &out.MacroF1, &out.QWK, &out.LogLoss}
	for _, e := range estimates {
		e.Mean, e.SD = spread(e.Each)
		e.CI95 = noInterval
	}
	if out.Groups < leastGroups {
		return out, nil
	}
	drawn := make([]compared, compareResamples)
	inParallel(compareResamples, func(r int) { drawn[r] = s.resample(drawRepeats(out.Repeats, r), r) })
	var samples [4]sample
	for _, d := range drawn {
		for i, m := range []Metric{d.accuracy, d.macroF1, d.qwk, d.loss} {
			samples[i].add(m)
		}
	}
	for i, e := range estimates {
		e.CI95 = samples[i].interval()
	}
	return out, nil
}

// spread is the mean of values and their standard deviation, with n-1; undefined where one
// of the values is.
func spread(values []Metric) (mean, sd Metric) {
	n := Metric(len(values))
	for _, v := range values {
		mean += v / n
	}
	if len(values) < 2 || !mean.Defined() {
		return mean, undefined
	}
	square := 0.0
	for _, v := range values {
		square += float64((v - mean) * (v - mean))
	}
	return mean, Metric(math.Sqrt(square / float64(n-1)))
}

// writeMetrics writes a table of them.
func (r *Repeated) writeMetrics(w io.Writer) {
	line(w, left("Metric", nameWidth)+right("mean", 8)+right("95% interval", intervalWidth)+right("sd of repeats", 15))
	for _, f := range []struct {
		name string
		of   *Estimate
	}{{"accuracy", &r.Accuracy}, {"macro-F1", &r.MacroF1}, {"QWK", &r.QWK}, {"log loss", &r.LogLoss}} {
		line(w, left(f.name, nameWidth)+right(f.of.Mean.String(), 8)+right(known(f.of.CI95), intervalWidth)+right(known(f.of.SD), 15))
	}
	line(w, r.IntervalsNote())
}

// IntervalsNote says where the intervals come from, or why there are none.
func (r *Repeated) IntervalsNote() string {
	switch {
	case r.Groups < leastGroups:
		return fmt.Sprintf("Intervals need %d groups of memes; there are %d.", leastGroups, r.Groups)
	case r.Repeats > 1:
		return fmt.Sprintf("Intervals: percentiles of %s resamples of %s and the repeats.", Thousands(compareResamples), plural(r.Groups, "group"))
	}
	return fmt.Sprintf("Intervals: percentiles of %s resamples of %s.", Thousands(compareResamples), plural(r.Groups, "group"))
}
