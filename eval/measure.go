package eval

import (
	"math"

	"memebench/labels"
)

// Measure computes the metrics of evaluated rows. The definitions are those of
// scikit-learn 1.9 (package sklearn.metrics) with labels=[0,1,2,3,4]:
//
//   - Confusion: confusion_matrix.
//   - PerClass: precision_recall_fscore_support with zero_division=0.
//   - Accuracy: accuracy_score.
//   - MacroF1: f1_score(average="macro", zero_division=0), the plain mean over
//     all five levels, always: a level that is neither true nor predicted in any
//     row counts as 0, where scikit-learn without labels= would leave it out. So
//     the metric cannot reach 1 on rows that lack a level.
//   - WeightedF1: f1_score(average="weighted"), weighted by support.
//   - QWK: cohen_kappa_score(weights="quadratic"), in [-1,1]. It is undefined
//     when truth and prediction are one and the same level throughout.
//   - MAE: mean_absolute_error of the levels taken as 0 … 4, in levels, [0,4].
//   - WithinOne: the share of rows missed by at most one level.
//   - LogLoss: log_loss, in nats: the mean of -ln p(true), each p clipped to
//     [ε, 1-ε] with ε = 2⁻⁵², the machine precision of float64. It looks at
//     Probs only, never at Pred, and rows are not rescaled to sum to 1.
//
// Rows whose true or predicted level is not one of the five cannot be evaluated and
// are left out; N counts the others. Without any, every metric is undefined and
// the per-class ratios are 0.
func Measure(rows []Row) Metrics {
	var f Metrics
	loss := 0.0
	for i := range rows {
		r := &rows[i]
		if !r.True.Valid() || !r.Pred.Valid() {
			continue
		}
		f.N++
		f.Confusion[r.True][r.Pred]++
		loss -= math.Log(math.Min(math.Max(r.Probs[r.True], epsilon), 1-epsilon))
	}
	f.fromConfusion()
	f.LogLoss = ratio(loss, float64(f.N))
	return f
}

// epsilon is numpy.finfo(float64).eps.
const epsilon = 0x1p-52

// fromConfusion fills in everything that follows from the confusion matrix,
// which is all but the log loss. The bootstrap draws cells of the matrix, so only what is
// computed here can have an interval.
func (f *Metrics) fromConfusion() {
	var trues, preds [labels.Levels]int
	hits, near, distance := 0, 0, 0
	for t, row := range f.Confusion {
		for p, n := range row {
			trues[t] += n
			preds[p] += n
			d := t - p
			if d < 0 {
				d = -d
			}
			distance += d * n
			if d == 0 {
				hits += n
			}
			if d <= 1 {
				near += n
			}
		}
	}
	macro, weighted := 0.0, 0.0
	for l := range f.PerClass {
		hit := float64(f.Confusion[l][l])
		f1 := orZero(ratio(2*hit, float64(trues[l]+preds[l])))
		f.PerClass[l] = Class{
			Level:     labels.Level(l),
			Precision: orZero(ratio(hit, float64(preds[l]))),
			Recall:    orZero(ratio(hit, float64(trues[l]))),
			F1:        f1,
			Support:   trues[l],
		}
		macro += float64(f1)
		weighted += float64(f1) * float64(trues[l])
	}
	n := float64(f.N)
	f.Accuracy = ratio(float64(hits), n)
	f.WeightedF1 = ratio(weighted, n)
	f.MAE = ratio(float64(distance), n)
	f.WithinOne = ratio(float64(near), n)
	f.QWK = kappa(&f.Confusion, &trues, &preds)
	f.MacroF1 = undefined
	if f.N > 0 {
		f.MacroF1 = Metric(macro / labels.Levels)
	}
}

// kappa is Cohen's kappa with quadratic weights: 1 - Σ w·observed / Σ w·expected,
// where w is the squared distance in levels and expected is what the margins
// give by chance (Cohen, "Weighted kappa", Psychological Bulletin 70(4), 1968).
func kappa(observed *[labels.Levels][labels.Levels]int, trues, preds *[labels.Levels]int) Metric {
	n, seen, chance := 0, 0.0, 0.0
	for t := range observed {
		n += trues[t]
		for p := range observed[t] {
			w := float64((t - p) * (t - p))
			seen += w * float64(observed[t][p])
			chance += w * float64(trues[t]) * float64(preds[p])
		}
	}
	if n == 0 || chance == 0 {
		return undefined
	}
	return Metric(1 - seen/(chance/float64(n)))
}

// ratio is a/b, undefined when b is 0.
func ratio(a, b float64) Metric {
	if b == 0 {
		return undefined
	}
	return Metric(a / b)
}

// orZero is scikit-learn's zero_division=0.
func orZero(f Metric) Metric {
	if !f.Defined() {
		return 0
	}
	return f
}

// Majority returns the most frequent level, train[l] being the number of training
// rows with gold level l; of equally frequent ones the lowest, as numpy.argmax
// does.
func Majority(train [labels.Levels]int) labels.Level {
	always := labels.VeryNegative
	for l, n := range train {
		if n > train[always] {
			always = labels.Level(l)
		}
	}
	return always
}

// MajorityBaseline evaluates the model that always answers the [Majority] of the
// training rows. Without training rows there is no such model, and its metrics
// are undefined.
func MajorityBaseline(train [labels.Levels]int, rows []Row) Baseline {
	always := Majority(train)
	answered := make([]Row, 0, len(rows))
	for i := range rows {
		if r := &rows[i]; r.True.Valid() && r.Pred.Valid() {
			answered = append(answered, Row{Group: r.Group, True: r.True, Pred: always})
		}
	}
	if train == ([labels.Levels]int{}) {
		return Baseline{
			N: len(answered), Accuracy: undefined, MacroF1: undefined, QWK: undefined, MAE: undefined,
			Intervals: Intervals{noInterval, noInterval, noInterval, noInterval},
		}
	}
	return NewBaseline(answered)
}

// NewBaseline returns the metrics of a baseline's answers. It looks at the levels and
// the groups of the rows only.
func NewBaseline(rows []Row) Baseline {
	f := Measure(rows)
	return Baseline{f.N, f.Accuracy, f.MacroF1, f.QWK, f.MAE, Bootstrap(rows).Intervals}
}
