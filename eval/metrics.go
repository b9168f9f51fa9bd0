package eval

import "memebench/labels"

// Metrics are what a set of evaluated rows amounts to. A metric that the rows
// leave undefined (the kappa of one class predicted as itself) is NaN in memory
// and null in JSON.
type Metrics struct {
	N           int                               `json:"n"`
	Confusion   [labels.Levels][labels.Levels]int `json:"confusion"` // rows true, columns predicted
	Accuracy    Metric                            `json:"accuracy"`
	MacroF1     Metric                            `json:"macro_f1"`
	WeightedF1  Metric                            `json:"weighted_f1"`
	QWK         Metric                            `json:"qwk"`
	MAE         Metric                            `json:"mae"` // in levels
	WithinOne   Metric                            `json:"within_one"`
	LogLoss     Metric                            `json:"log_loss"` // nats
	LinearKappa Metric                            `json:"kappa_linear"`
	Spearman    Metric                            `json:"spearman"`
	Brier       Metric                            `json:"brier"` // in [0,2]
	PerClass    [labels.Levels]Class              `json:"per_class"`
}

// SameSupport reports whether as many rows of each level were measured as in the other: where they were
// not, the metrics are of other rows, or of rows with other labels.
func (m *Metrics) SameSupport(other *Metrics) bool {
	for l := range m.PerClass {
		if m.PerClass[l].Support != other.PerClass[l].Support {
			return false
		}
	}
	return true
}

// Class is one level's line of a classification report. A ratio with an empty
// denominator is 0, as in scikit-learn with zero_division=0; all are undefined for a
// level that no row has and none is predicted to have.
type Class struct {
	Level     labels.Level `json:"level"`
	Precision Metric       `json:"precision"`
	Recall    Metric       `json:"recall"`
	F1        Metric       `json:"f1"`
	Support   int          `json:"support"`
}

// Evaluation is what an evaluation has found of a version on a split, beside the
// baselines. [Evaluation.WriteText] makes the report for people, and JSON the one for
// programs.
type Evaluation struct {
	Version string `json:"version"`
	Split   string `json:"split"` // val, test, CVRows or all
	Seq     uint64 `json:"-"`     // the newest event of the log that counts
	Metrics
	ECE                  Metric              `json:"ece"`         // of the probabilities as served, which is after calibration
	Calibration          *Calibration        `json:"calibration"` // of the version; nil where there is none, or each row's head has its own
	Intervals            EvaluationIntervals `json:"intervals"`
	ThreeClass           ThreeClass          `json:"three_class"` // the same rows as negative, neutral, positive
	Reliability          []Bin               `json:"reliability"` // the 15 bins of the ECE
	Chance               Chance              `json:"chance"`
	Baselines            Baselines           `json:"baselines"`
	Changes              *Changes            `json:"test_labels_changed"`       // nil when none was
	Since                *LabelsSince        `json:"labels_since,omitempty"`    // nil when there are none, or of a version from elsewhere
	Followed             int                 `json:"review_followed,omitempty"` // labels that a review has changed to what the model says
	Flagged              int                 `json:"review_flagged,omitempty"`  // memes that a review has flagged, which are not among the rows for that
	ContainsTrainingRows bool                `json:"contains_training_rows,omitempty"`
	Given                bool                `json:"predictions_from_elsewhere,omitempty"`
	LeftOut              int                 `json:"left_out,omitempty"` // memes of the split that could not be evaluated
	Disputed             int                 `json:"disputed,omitempty"` // memes of the split on which annotators differ: they have no gold level, and are not among the rows
	Slices               *Slices             `json:"slices,omitempty"`   // nil where none were asked for
	TestSeen
	Warnings []string `json:"warnings,omitempty"`
}

// Changes are test labels that were changed, and test memes that were flagged, while the errors
// on test were looked at. Such changes flatter the model: nobody looks at what it gets right.
type Changes struct {
	N       int      `json:"n"`
	Flagged int      `json:"flagged,omitempty"`
	Before  Baseline `json:"before"` // the model, by the labels as they were, with the flagged memes
}

// LabelsSince is what has become of the memes of the rows, and of those that would be among them,
// since a version was trained.
type LabelsSince struct {
	Changed  int `json:"changed"`            // the meme had another level then
	New      int `json:"new"`                // it had none
	Gone     int `json:"gone,omitempty"`     // it had one, and is not among the rows: it was flagged, or is disputed
	Captions int `json:"captions,omitempty"` // it has got another caption
}

// Baselines are what the same rows give with less than the model has to go by.
type Baselines struct {
	Majority   Baseline `json:"majority"`   // always the training rows' most frequent level; on CVRows, that of each head's
	Stratified Baseline `json:"stratified"` // a guess by the shares of the levels in the training rows; on CVRows, in these rows

	// Heads on one modality alone, trained on the same rows with the same config.
	// There is none for a modality that no row has, none where all rows have but one
	// and the model goes by no more, and none of versions that were trained before such
	// heads were.
	TextOnly  *Baseline `json:"text_only"`
	ImageOnly *Baseline `json:"image_only"`
}

// Baseline is the short form of Metrics, with its intervals.
type Baseline struct {
	N         int       `json:"n"`
	Lacking   int       `json:"lacking,omitempty"` // rows without the one modality that the head reads
	Accuracy  Metric    `json:"accuracy"`
	MacroF1   Metric    `json:"macro_f1"`
	QWK       Metric    `json:"qwk"`
	MAE       Metric    `json:"mae"`
	Intervals Intervals `json:"intervals"`
}
