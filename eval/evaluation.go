package eval

import (
	"fmt"
	"slices"
	"strings"

	"memebench/labels"
)

// AllRows is the split name of a report over every split at once, CVRows of
// one over train and val in which every row was predicted by a head that has not
// seen it.
const (
	AllRows = "all"
	CVRows  = "cv"
)

// NewEvaluation evaluates the rows of a split, as the version answered them, with
// intervals and beside what the baselines answered. The split is val, test, [CVRows]
// or [AllRows]. It warns of levels with few or no rows, and of a model that is no
// better than chance; [Evaluation.MayKnow] says of how many rows the version may know.
func NewEvaluation(version, split string, rows []Row, baselines Baselines) Evaluation {
	g := newGrouped(rows)
	r := Evaluation{
		Version:     version,
		Split:       split,
		Metrics:     Measure(rows),
		Reliability: Reliability(rows, eceBins),
		Chance:      g.chance(),
		Baselines:   baselines,
	}
	r.ECE = calibrationError(r.Reliability)
	r.ThreeClass = newThreeClass(&r.Confusion)
	r.Intervals, r.ThreeClass.Intervals = bootstrap(rows, g)
	if warning := r.Chance.warning(r.MacroF1); warning != "" {
		r.Warnings = append(r.Warnings, warning)
	}
	var few []FewRows
	var absent, unasked []string
	for _, c := range r.PerClass {
		if c.Support < fewRows {
			few = append(few, FewRows{c.Level, c.Support})
		}
		switch {
		case !c.F1.Defined():
			absent = append(absent, c.Level.Title())
		case c.Support == 0:
			unasked = append(unasked, c.Level.Title())
		}
	}
	if r.N > 0 && few != nil {
		r.Warnings = append(r.Warnings, fewNote(few, "row"))
	}
	if n := labels.Levels - len(absent); r.N > 0 && n < labels.Levels {
		r.Warnings = append(r.Warnings, fmt.Sprintf("%s: neither in the labels nor predicted; macro-F1 counts it as 0, over the other %d it is %s",
			strings.Join(absent, ", "), n, r.MacroF1*labels.Levels/Metric(n)))
	}
	if n := labels.Levels - len(absent) - len(unasked); r.N > 0 && unasked != nil {
		r.Warnings = append(r.Warnings, fmt.Sprintf("%s: predicted, but no row has it, so that its F1 is 0 whatever the model is; over %s macro-F1 is %s",
			strings.Join(unasked, ", "), levelsThatRowsHave(n), r.MacroF1*labels.Levels/Metric(n)))
	}
	return r
}

// NewGivenEvaluation does so with predictions from elsewhere, of which it is not known what
// they were learnt from. On CVRows they are evaluated as they are. Where a row has a level
// only, metrics that need probabilities are undefined, and the report says so.
func NewGivenEvaluation(version, split string, rows []Row, baselines Baselines) Evaluation {
	r := NewEvaluation(version, split, rows, baselines)
	r.Given = true
	if n := levelsOnly(rows); n > 0 {
		r.Warnings = slices.Insert(r.Warnings, 0, fmt.Sprintf("%d of %s have a level without probabilities: there is no log loss, Brier score or calibration", n, plural(r.N, "row")))
	}
	return r
}

// levelsThatRowsHave counts the levels that some row has.
func levelsThatRowsHave(n int) string {
	if n == 1 {
		return "the one level that rows have"
	}
	return fmt.Sprintf("the %d levels that rows have", n)
}

// MayKnow marks the report as containing n rows that the version may have learnt
// from, or that may have decided when it was to stop learning: over all rows as such, and on val and
// test because they were in another split then. It does nothing when n is 0.
func (r *Evaluation) MayKnow(n int) {
	if n == 0 {
		return
	}
	r.ContainsTrainingRows = true
	if r.Split == AllRows {
		r.Warnings = slices.Insert(r.Warnings, 0, "these rows include the ones the model was trained on: the metrics look better than the model is")
		return
	}
	r.Warnings = append(r.Warnings, fmt.Sprintf(
		"%s may know %d of these %d rows: they were in train or val when it, or a version that it started from, was trained; train a new version",
		labels.Printable(r.Version), n, r.N))
}

// Omit puts on the report that n memes of the split could not be evaluated, for the
// reason that the sentence says. It does nothing when n is 0.
func (r *Evaluation) Omit(n int, sentence string) {
	if n == 0 {
		return
	}
	r.LeftOut = n
	r.Warnings = append(r.Warnings, sentence)
}

// CountChanges puts on the report how many of its rows had another level before
// the errors on test were reviewed, and how many memes were flagged then, and what the model made of
// those: was has the levels of then, NoLevel for a meme that had none, and flagged are the rows that
// would be there, too.
func (r *Evaluation) CountChanges(rows []Row, was map[labels.MemeID]labels.Level, flagged []Row) {
	before, changed := slices.Concat(rows, flagged), 0
	for i := range before {
		if level, ok := was[before[i].Meme]; ok && level != before[i].True {
			before[i].True = level
			changed++
		}
	}
	var did []string
	if changed > 0 {
		did = append(did, plural(changed, "test label")+" changed")
	}
	if len(flagged) > 0 {
		did = append(did, plural(len(flagged), "test meme")+" flagged")
	}
	if did == nil {
		return
	}
	r.Changes = &Changes{N: changed, Flagged: len(flagged), Before: NewBaseline(before)}
	r.Warnings = append(r.Warnings, fmt.Sprintf("%s in review: macro-F1 before %s, after %s",
		strings.Join(did, " and "), r.Changes.Before.MacroF1, r.MacroF1))
}

// CountFlagged puts on the report how many memes a review in a cell of the matrix or on Check has
// flagged. Where only what the model got wrong is looked at, only that is left out.
func (r *Evaluation) CountFlagged(n int) {
	if n == 0 {
		return
	}
	r.Flagged = n
	r.Warnings = append(r.Warnings, flagged(n, "the model where it had"))
}

// CountSince puts on the report how many of its rows have another level, or a first one, than
// when the version was trained, and how many memes have none any more: was has what they had then, of
// those that have been spoken of since, also of memes that are not among the rows. So many rows have
// got another caption.
func (r *Evaluation) CountSince(rows []Row, was map[labels.MemeID]labels.Level, captions int) {
	since := LabelsSince{Captions: captions}
	for _, level := range was {
		if level.Valid() {
			since.Gone++
		}
	}
	for i := range rows {
		level, ok := was[rows[i].Meme]
		switch {
		case !ok:
		case !level.Valid():
			since.New++
		default:
			since.Gone--
			if level != rows[i].True {
				since.Changed++
			}
		}
	}
	if since == (LabelsSince{}) {
		return
	}
	r.Since = &since
	r.Warnings = append(r.Warnings, since.sentence(labels.Printable(r.Version)))
}

// sentence says it of a version.
func (s LabelsSince) sentence(version string) string {
	said := fmt.Sprintf("since %s was trained %d of these labels %s changed and %d %s new", version,
		s.Changed, oneOrMany(s.Changed, "has", "have"), s.New, oneOrMany(s.New, "is", "are"))
	if s.Gone > 0 {
		said += fmt.Sprintf("; %s %s none any more and %s left out", plural(s.Gone, "meme"), oneOrMany(s.Gone, "has", "have"), oneOrMany(s.Gone, "is", "are"))
	}
	if s.Captions > 0 {
		said += fmt.Sprintf("; %s %s another caption", plural(s.Captions, "meme"), oneOrMany(s.Captions, "has", "have"))
	}
	return said
}

// ChoseEpoch puts on the report that these are the rows by which was decided which epoch of
// the version's training is kept.
func (r *Evaluation) ChoseEpoch() {
	r.Warnings = append(r.Warnings, fmt.Sprintf("val chose the epoch of %s that is kept: its metrics on val are a little better than it is", labels.Printable(r.Version)))
}

// TestSeen is for how many versions test was evaluated or compared until now.
type TestSeen struct {
	TestVersions int `json:"test_versions,omitempty"` // in all, where there are several

	TestVersionsBefore int `json:"test_versions_before,omitempty"` // of these, the ones before the splits were assigned anew
	TestMemes          int `json:"test_memes,omitempty"`           // that are in test, where there are such versions
	TestMemesBefore    int `json:"test_memes_before,omitempty"`    // of these, the ones that were in test when it was looked at for them
}

// SeenTest puts on the report for how many versions test was evaluated or compared until now,
// this one among them, where there are others.
func (r *Evaluation) SeenTest(seen TestSeen) {
	if seen.TestVersions < 2 {
		return
	}
	r.TestSeen = seen
	r.Warnings = append(r.Warnings, seen.Seen())
}

// Seen says for how many versions test was looked at, "" where it is not to be said.
func (s TestSeen) Seen() string {
	if s.TestVersions == 0 {
		return ""
	}
	before := ""
	if s.TestVersionsBefore > 0 {
		before = fmt.Sprintf(", for %d of them before the splits were assigned anew, when it had %d of the %d memes that it has now", s.TestVersionsBefore, s.TestMemesBefore, s.TestMemes)
	}
	return fmt.Sprintf("test was looked at for %d versions until now%s: one that was chosen by it looks better on it than it is", s.TestVersions, before)
}

// SeenTest puts on a comparison for how many versions test was evaluated or compared until now, these
// two among them, where there are others.
func (c *Comparison) SeenTest(seen TestSeen) {
	if seen.TestVersions > 2 {
		c.TestSeen = seen
	}
}
