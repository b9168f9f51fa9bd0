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
// The metrics come with intervals from resampling the groups of memes ([Bootstrap]): with a
// few hundred rows most differences between two heads are smaller than those. Beside them
// stand what less than the model gives ([Baselines]) and what nothing at all does ([Chance]).
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
// # Where things are
//
//	metrics.go, metric.go      what is reported; a number that may be undefined
//	table.go, measure.go       what a confusion matrix gives; the other metrics
//	threeclass.go              the three classes of SemEval
//	scarce.go                  levels that no row has, or few, and what macro-F1 makes of them
//	groups.go, bootstrap.go    resamples of groups; the intervals
//	chance.go                  what chance gives, and a guess
//	calibration.go             temperature, calibration error, reliability diagram
//	evaluation.go, followed.go all of it for a version on a split; what reviews have done for it
//	lines.go, text.go          what is read of an evaluation; that for people (documents: package report)
//	slicing.go                 which rows are in which slice
//	slices.go, slices_text.go  measure slices, and write them
//	items.go                   writes rows
//
//	compare.go, compare_text.go  two versions side by side, also for people
//	judge.go, decision.go        the rule by which one is better; what becomes of it
//	differences.go               in what versions differ
//	curve.go, subsample.go       the learning curve; that of ever more of the labels there are
//	repeated.go                  what is made several times: crossvalidation.go, sweep.go
//
//	suspects.go, suspicion.go    confident learning; the measures by which labels are ranked
//	check.go, doubts.go          lists of doubts; a table of them
//
//	version.go, config.go        what the store keeps of a trained head
//	summary.go                   what it says of the workspace
//
//	stats.go                     what there is to say of annotators and queues, which
//	                             stats_make.go, stats_sum.go, stats_compare.go and stats_share.go
//	                             count, and stats_text.go writes
//	agreement.go                 what there is to say of agreement: agreement_read.go reads who says
//	                             what, kappa.go, alpha.go and crowd.go measure it, and
//	                             agreement_text.go writes it
//	describe.go, learnable.go    what memes and labels are; whether there is something to learn;
//	                             describe_text.go writes both
//
//	random.go                    the one random generator
//
// README.md explains the metrics, with their sources.
package eval
