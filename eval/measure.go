package eval

import (
	"math"

	"memebench/labels"
)

// Measure computes the metrics of evaluated rows. The definitions are those of
// scikit-learn 1.9 (package sklearn.metrics) with labels=[0,1,2,3,4]:
//
//   - Confusion: confusion_matrix.
//   - PerClass: precision_recall_fscore_support with zero_division=0; undefined for a
//     level that is neither true nor predicted in any row, of which nothing is known.
//   - Accuracy: accuracy_score.
//   - MacroF1: f1_score(average="macro", zero_division=0), the plain mean over
//     all five levels, always: a level that is neither true nor predicted in any
//     row counts as 0, where scikit-learn without labels= would leave it out. So
//     the metric cannot reach 1 on rows that lack a level.
//   - WeightedF1: f1_score(average="weighted"), weighted by support.
//   - QWK: cohen_kappa_score(weights="quadratic"), in [-1,1]. It is undefined
//     when truth and prediction are one and the same level throughout. LinearKappa is
//     the one with weights="linear".
//   - Spearman: scipy.stats.spearmanr of the levels, in [-1,1], with midranks for
//     equal ones; undefined when truth or prediction is one level throughout.
//   - MAE: mean_absolute_error of the levels taken as 0 … 4, in levels, [0,4].
//   - WithinOne: the share of rows missed by at most one level.
//   - LogLoss: log_loss, in nats: the mean of -ln p(true), each p clipped to
//     [ε, 1-ε] with ε = 2⁻⁵², the machine precision of float64. It looks at
//     Probs only, never at Pred, and rows are not rescaled to sum to 1.
//   - Brier: the mean over the rows of Σ_k (p_k - [k = true])², in [0,2]: the sum over
//     all levels of Brier's first paper (Monthly Weather Review 78, 1950), which is
//     brier_score_loss with scale_by_half=False.
//
// Log loss and Brier are undefined where one of the rows has a level only.
//
// Rows whose true or predicted level is not one of the five cannot be evaluated and
// are left out; N counts the others. Without any, every metric is undefined and
// the per-class ratios are 0.
func Measure(rows []Row) Metrics {
	var f Metrics
	loss, brier := 0.0, 0.0
	for i := range rows {
		r := &rows[i]
		if !r.evaluable() {
			continue
		}
		f.N++
		f.Confusion[r.True][r.Pred]++
		loss += r.logLoss()
		brier += r.brier()
	}
	f.fromConfusion()
	f.LogLoss, f.Brier = ratio(loss, float64(f.N)), ratio(brier, float64(f.N))
	return f
}

// evaluable reports whether both levels of the row are among the five.
func (r *Row) evaluable() bool { return r.True.Valid() && r.Pred.Valid() }

// levelsOnly counts the rows that can be evaluated and have a level only.
func levelsOnly(rows []Row) (n int) {
	for i := range rows {
		if rows[i].LevelOnly && rows[i].evaluable() {
			n++
		}
	}
	return n
}

// logLoss is the row's part in the log loss, in nats; NaN of a level only.
func (r *Row) logLoss() float64 {
	if r.LevelOnly {
		return math.NaN()
	}
	return -math.Log(math.Min(math.Max(r.Probs[r.True], labels.LeastProbability), 1-labels.LeastProbability))
}

// brier is the row's part in the Brier score, in [0,2]; NaN of a level only.
func (r *Row) brier() float64 {
	if r.LevelOnly {
		return math.NaN()
	}
	sum := 0.0
	for k, p := range r.Probs {
		if labels.Level(k) == r.True {
			p--
		}
		sum += p * p
	}
	return sum
}

// fromConfusion fills in everything that follows from the confusion matrix,
// which is all but the log loss and the Brier score.
func (f *Metrics) fromConfusion() {
	var trues, preds [labels.Levels]int
	for t, row := range f.Confusion {
		for p, n := range row {
			trues[t] += n
			preds[p] += n
		}
	}
	for l := range f.PerClass {
		c := Class{Level: labels.Level(l), Support: trues[l]}
		c.Precision, c.Recall, c.F1 = classScores(float64(f.Confusion[l][l]), trues[l], preds[l])
		f.PerClass[l] = c
	}
	s := tableOf(&f.Confusion).scores()
	f.Accuracy, f.MacroF1, f.WeightedF1, f.QWK, f.LinearKappa = s.accuracy, s.macroF1, s.weightedF1, s.qwk, s.linear
	f.MAE, f.WithinOne, f.Spearman = s.mae, s.within, s.spearman
}

// classScores are the ratios of a class that so many rows have and so many answers,
// hit of them both. Those with an empty denominator are 0, but where both are
// empty there is nothing to score.
func classScores(hit float64, trues, preds int) (precision, recall, f1 Metric) {
	if trues+preds == 0 {
		return undefined, undefined, undefined
	}
	return orZero(ratio(hit, float64(preds))), orZero(ratio(hit, float64(trues))), ratio(2*hit, float64(trues+preds))
}

// tableOf is the matrix as a table.
func tableOf(confusion *[labels.Levels][labels.Levels]int) *table {
	var t table
	for i, row := range confusion {
		for j, n := range row {
			t[i][j] = float64(n)
		}
	}
	return &t
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

// Majority returns the most frequent level, of[l] being the number of training rows with
// gold level l, or of voices for it; of equally frequent ones the lowest, as numpy.argmax
// does.
func Majority(of [labels.Levels]int) labels.Level {
	always := labels.VeryNegative
	for l, n := range of {
		if n > of[always] {
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
		if r := &rows[i]; r.evaluable() {
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
	return Baseline{f.N, 0, f.Accuracy, f.MacroF1, f.QWK, f.MAE, Bootstrap(rows).Intervals}
}
