package eval

import "memebench/labels"

// Polarity is one of the three classes that SemEval-2020 task 8 (Memotion) has.
type Polarity int

// The classes, in order.
const (
	NegativeClass Polarity = iota
	NeutralClass
	PositiveClass
)

// polarities is how many classes there are.
const polarities = 3

// String is the class as files have it.
func (p Polarity) String() string {
	return [polarities]string{"negative", "neutral", "positive"}[p]
}

// MarshalText writes the class as files have it.
func (p Polarity) MarshalText() ([]byte, error) { return []byte(p.String()), nil }

// UnmarshalText reads what MarshalText writes; anything else is neutral.
func (p *Polarity) UnmarshalText(b []byte) error {
	*p = NeutralClass
	for _, is := range []Polarity{NegativeClass, PositiveClass} {
		if string(b) == is.String() {
			*p = is
		}
	}
	return nil
}

// collapse is the class of a level: the two below neutral are negative, the two above
// positive. That is how the five levels of Memotion became the three classes of its
// task A (Sharma et al., "SemEval-2020 task 8: Memotion analysis", 2020), whose metric
// is macro-F1.
func collapse(l labels.Level) Polarity {
	switch {
	case l < labels.Neutral:
		return NegativeClass
	case l > labels.Neutral:
		return PositiveClass
	}
	return NeutralClass
}

// ThreeClass are the metrics of the same rows with true and predicted levels brought to
// three classes. The definitions are those of scikit-learn with labels=[0,1,2] and
// zero_division=0, as for [Metrics].
type ThreeClass struct {
	N          int                         `json:"n"`
	Confusion  [polarities][polarities]int `json:"confusion"` // rows true, columns predicted: negative, neutral, positive
	Accuracy   Metric                      `json:"accuracy"`
	MacroF1    Metric                      `json:"macro_f1"`
	WeightedF1 Metric                      `json:"weighted_f1"`
	PerClass   [polarities]PolarityClass   `json:"per_class"`
	Intervals  ThreeClassIntervals         `json:"intervals"`
}

// PolarityClass is one class's line of a classification report, as [Class] is a level's.
type PolarityClass struct {
	Class     Polarity `json:"class"`
	Precision Metric   `json:"precision"`
	Recall    Metric   `json:"recall"`
	F1        Metric   `json:"f1"`
	Support   int      `json:"support"`
}

// ThreeClassIntervals are 95 % intervals, of the resamples of [Bootstrap].
type ThreeClassIntervals struct {
	Accuracy   Interval `json:"accuracy"`
	MacroF1    Interval `json:"macro_f1"`
	WeightedF1 Interval `json:"weighted_f1"`
}

// newThreeClass collapses a confusion matrix. The intervals are not filled in.
func newThreeClass(confusion *[labels.Levels][labels.Levels]int) ThreeClass {
	var t ThreeClass
	var trues, preds [polarities]int
	for i, row := range confusion {
		for j, n := range row {
			a, b := collapse(labels.Level(i)), collapse(labels.Level(j))
			t.Confusion[a][b] += n
			trues[a] += n
			preds[b] += n
			t.N += n
		}
	}
	for c := range t.PerClass {
		hit := float64(t.Confusion[c][c])
		of := PolarityClass{Class: Polarity(c), Support: trues[c]}
		of.Precision, of.Recall, of.F1 = classScores(hit, trues[c], preds[c])
		t.PerClass[c] = of
	}
	s := tableOf(confusion).scores().three
	t.Accuracy, t.MacroF1, t.WeightedF1 = s.accuracy, s.macroF1, s.weightedF1
	return t
}

// threeScores are the metrics after the collapse of a table of n rows.
func (t *table) threeScores(n float64) threeScores {
	var hit, trues, preds [polarities]float64
	for i := range t {
		a := collapse(labels.Level(i))
		for j, v := range t[i] {
			b := collapse(labels.Level(j))
			trues[a] += v
			preds[b] += v
			if a == b {
				hit[a] += v
			}
		}
	}
	hits, macro, weighted := 0.0, 0.0, 0.0
	for c := range hit {
		f1 := float64(orZero(ratio(2*hit[c], trues[c]+preds[c])))
		hits += hit[c]
		macro += f1
		weighted += f1 * trues[c]
	}
	s := threeScores{ratio(hits, n), undefined, ratio(weighted, n)}
	if n > 0 {
		s.macroF1 = Metric(macro / polarities)
	}
	return s
}
