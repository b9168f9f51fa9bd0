// Package eval evaluates a model: the confusion matrix and the metrics computed from
// it, the baselines they stand beside, and the records the store keeps of a
// trained head ([Version], [Config], [Epoch]). Functions here are pure: rows in,
// metrics out, no I/O.
//
// Rows of a confusion matrix are true levels and columns predicted ones, both in
// ordinal order, as scikit-learn's confusion_matrix has them. Levels are ordered,
// so beside accuracy and macro-F1 every report has the quadratic weighted kappa
// and the mean absolute error in levels, by which a miss of two levels is worse
// than a miss of one.
//
// The metrics come with intervals from resampling the
// groups of memes ([Bootstrap]): with a few hundred rows most differences between two
// heads are smaller than those. Beside them stand what less than the model gives ([Baselines])
// and what nothing at all does ([Chance]).
//
// Two versions are evaluated on the same rows by [Compare], or several times by
// [CompareRepeated], and one is better by more than macro-F1 alone ([Outcome]); what a
// workspace makes of that, by its [Policy], is a [Decision] that is kept with the newer one.
// [Slicing] evaluates parts of the rows ([Slices]), and [WriteItems] writes the rows as a table.
//
// [LearningCurve] says how macro-F1 has gone with the number of labels, and whether
// more of them seem worth it; [Subsampled] is such a curve from one set of labels. What is
// made several times is [Repeated]: a [CrossValidation], or a [Sweep] over configs.
//
// [Suspects] finds levels that are likely wrong, from out-of-sample probabilities, and a
// [Suspicion] ranks all; a [Doubt] is a label to be looked at again, for whatever reason.
//
// [MakeStats] counts what the log says of the people who label: how much, how fast, and how
// far they agree with themselves, with each other and with the model ([Stats]).
// [MakeAgreement] has the measures of agreement that are quoted ([Kappas], [Alphas], [Crowd]).
// [Describe] counts memes and labels, and says whether the labels can be learned ([Learnable]).
//
// The parts: metrics.go has what is reported, metric.go a number that may be undefined, table.go computes what a confusion matrix gives
// and measure.go the rest, threeclass.go the three classes of SemEval, slicing.go says which
// rows are in which slice, slices.go measures slices and slices_text.go writes them, items.go
// writes rows, groups.go draws groups,
// bootstrap.go has the intervals, chance.go what chance and a guess give, calibration.go
// temperature, calibration error and reliability diagram,
// compare.go two versions side by side, compare_text.go that for people, judge.go the rule by which
// one is better, decision.go what becomes of it, curve.go the learning curve, subsample.go
// that of ever more of the labels there are, repeated.go what is made several times,
// crossvalidation.go and sweep.go what that is, differences.go in what versions differ,
// suspects.go confident learning, suspicion.go the measures, check.go lists of doubts and
// doubts.go a table of them, followed.go what reviews have done for a model,
// evaluation.go all of it for a version on a split ([Evaluation]), lines.go what is read of it,
// text.go that for people (package report has the documents); version.go and config.go what the
// store keeps of a trained head, summary.go what it says of the workspace; stats.go what
// there is to say of annotators and queues, stats_make.go and stats_sum.go count it, stats_compare.go
// holds it beside what the model had said,
// stats_share.go has its shares and times, and stats_text.go writes it; agreement.go what there is to say of agreement, agreement_read.go reads
// who says what, kappa.go, alpha.go and crowd.go measure it, and agreement_text.go writes
// it; describe.go what memes and labels are, learnable.go whether there is something to
// learn, and describe_text.go writes both; random.go the one random generator. README.md
// explains the metrics, with their sources.
package eval
