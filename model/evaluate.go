package model

import (
	"context"
	"errors"
	"fmt"

	"memebench/eval"
	"memebench/labels"
	"memebench/model/bundle"
	"memebench/model/head"
)

// ErrNothingToEvaluate means that the split has no labelled meme.
var ErrNothingToEvaluate = errors.New("no labelled meme in this split: label some of it, or choose another split")

// Evaluate evaluates a version ("served", "latest" or an id) on the gold levels of a
// split and returns the report with its rows, in the order of import. Memes that
// lack features are encoded first, with the encoders the version was trained on.
//
// The split is "val", "test", "all" or "cv": train and val, each meme evaluated by a head with the
// version's config that has not seen it (five folds by group). A report that includes test memes
// counts those whose level was changed from a cell of the matrix, and every report those that were
// changed there to what the model says, and the memes that were flagged there. The report on val,
// test or all counts labels and captions that have changed since the version was trained, and memes
// that have lost their level, and the one on val says when val chose the version's epoch. The
// report on val or test warns when the splits were assigned anew since the version, or one that it
// started from, was trained, and some of those evaluated had been in train or val then. The report
// on test or all says when test was looked at for other versions too. A version without a head is
// evaluated by its predictions on every split; memes that it has none of are left out and counted.
func (w *Workbench) Evaluate(ctx context.Context, version, split string, p Report) (eval.Evaluation, []eval.Row, error) {
	fail := func(err error) (eval.Evaluation, []eval.Row, error) { return eval.Evaluation{}, nil, err }
	switch split {
	case string(labels.Val), string(labels.Test), eval.CVRows, eval.AllRows:
	default:
		return fail(fmt.Errorf("split %q: want val, test, cv or all", labels.Printable(split)))
	}
	v, err := w.version(version)
	if err != nil {
		return fail(err)
	}
	if v.Headless() {
		return w.evaluateGiven(ctx, v, split, p)
	}
	c, err := w.versionCaches(ctx, v, p)
	if err != nil {
		return fail(err)
	}
	if split == eval.CVRows {
		return w.crossValidate(ctx, v, c, p)
	}
	provenance, err := w.provenance(v)
	if err != nil {
		return fail(err)
	}
	g, err := w.gatherSplit(ctx, c, provenance, split)
	if err != nil {
		return fail(err)
	}
	defer spareHeap(g.bytes())()
	if len(g.memes) == 0 {
		return fail(fmt.Errorf("%s: %w", split, ErrNothingToEvaluate))
	}
	onnx, err := w.store.Head(v.ID)
	if err != nil {
		return fail(err)
	}
	p.tell(labels.Step{Phase: "evaluate", Total: int64(len(g.memes)), Unit: "memes"})
	every := upTo(len(g.memes))
	rows, err := evaluateRows(ctx, onnx, g.trainingSet, every)
	if err != nil {
		return fail(err)
	}
	baselines, err := w.evaluateBaselines(ctx, v.ID, g.trainingSet, every)
	if err != nil {
		return fail(err)
	}
	baselines.Majority, baselines.Stratified = eval.MajorityBaseline(g.trained, rows), eval.StratifiedGuess(g.trained, rows)
	report := eval.NewEvaluation(v.ID, split, rows, baselines)
	report.Seq, report.Calibration, report.Disputed = g.seq, v.Calibration, g.disputed.in(split)
	report.Omit(g.left.n, g.left.sentence("evaluated", len(g.memes)))
	report.MayKnow(g.knownOf(rows))
	flagged, err := w.flaggedInReview(g.flagged, split, g.seq)
	if err != nil {
		return fail(err)
	}
	out, err := w.evaluateFlagged(ctx, onnx, c, flagged)
	if err != nil {
		return fail(err)
	}
	if err := w.countReview(&report, rows, g.adjudicated, g.ofTest, out); err != nil {
		return fail(err)
	}
	report.CountFlagged(len(flagged))
	if split == string(labels.Val) && v.ValChose() && v.Origin == nil {
		report.ChoseEpoch()
	}
	if v.Origin == nil { // elsewhere the log is another one
		since, err := w.spokenOf(ctx, v.LabelSeq, g.seq)
		if err != nil {
			return fail(err)
		}
		was, captions, err := w.changedSince(rows, g.silent, since, v.LabelSeq, g.seq)
		if err != nil {
			return fail(err)
		}
		report.CountSince(rows, was, captions)
	}
	if g.tested {
		w.countTest(&report)
	}
	return report, rows, nil
}

// splitSet are the memes of a split that a version is evaluated on, and what a report says of them
// besides what the version does.
type splitSet struct {
	*trainingSet
	trained     [labels.Levels]int     // memes of train by gold level, whether or not they are among the rows
	known       map[labels.MemeID]bool // that the version may know
	adjudicated []labels.MemeID
	ofTest      map[labels.MemeID]bool // of adjudicated
	silent      []labels.MemeID        // of the split, without a gold level
	tested      bool                   // there are rows of test
}

// gatherSplit gathers the labelled memes of a split, for a version of this provenance. It may know
// those that are in another split now than when it learnt from them; where all splits are asked
// for, all that it has learnt from or stopped on.
func (w *Workbench) gatherSplit(ctx context.Context, c *caches, provenance *bundle.Provenance, split string) (*splitSet, error) {
	g := &splitSet{known: map[labels.MemeID]bool{}, ofTest: map[labels.MemeID]bool{}}
	var err error
	g.trainingSet, err = w.gather(ctx, c, func(m *labels.Meme, s labels.State) bool {
		if !learnable(m, s) {
			if !m.CrossSplit && inSplit(m.Split, split) {
				g.silent = append(g.silent, m.ID)
			}
			return false
		}
		if m.Split == labels.Train {
			g.trained[s.Gold]++
		}
		if !inSplit(m.Split, split) {
			return false
		}
		if provenance.Leaks(m) || split == eval.AllRows && provenance.Knows(m) {
			g.known[m.ID] = true
		}
		if s.Adjudicated {
			g.adjudicated = append(g.adjudicated, m.ID)
			g.ofTest[m.ID] = m.Split == labels.Test
		}
		g.tested = g.tested || m.Split == labels.Test
		return true
	})
	return g, err
}

// knownOf counts the rows that the version may know.
func (g *splitSet) knownOf(rows []eval.Row) (n int) {
	for _, r := range rows {
		if g.known[r.Meme] {
			n++
		}
	}
	return n
}

// countTest puts on a report that has rows of test for how many versions they were looked at until
// now. What was evaluated is worth more than the count: where that cannot be kept, it is said.
func (w *Workbench) countTest(report *eval.Evaluation) {
	n, err := w.seeTest(report.Version)
	switch {
	case errors.Is(err, errNotKept):
		report.Warnings = append(report.Warnings, err.Error())
	case err != nil:
		report.Warnings = append(report.Warnings, fmt.Sprintf("for how many versions test was looked at is not known: %v", err))
		return
	}
	report.SeenTest(n)
}

// spokenOf returns the memes that the log speaks of after the event seq, and until another one.
func (w *Workbench) spokenOf(ctx context.Context, seq, until uint64) (map[labels.MemeID]bool, error) {
	spoken := map[labels.MemeID]bool{}
	err := w.store.Log(seq+1, func(e labels.Event) error {
		if e.Seq <= until {
			spoken[e.Meme] = true
		}
		return ctx.Err()
	})
	return spoken, err
}

// changedSince returns the gold levels that memes had when the log ended with the event seq, of
// those that have been spoken of since: the rows', and those of silent, which had no level at the
// event until. It counts the rows that had another caption then.
func (w *Workbench) changedSince(rows []eval.Row, silent []labels.MemeID, spoken map[labels.MemeID]bool, seq, until uint64) (was map[labels.MemeID]labels.Level, captions int, err error) {
	was = map[labels.MemeID]labels.Level{}
	take := func(id labels.MemeID) (events, then []labels.Event, err error) {
		if !spoken[id] {
			return nil, nil, nil
		}
		if events, err = w.store.Events(id); err != nil {
			return nil, nil, err
		}
		then = labels.EventsTo(events, seq)
		was[id] = labels.Aggregate(then).Gold
		return events, then, nil
	}
	for _, id := range silent {
		if _, _, err := take(id); err != nil {
			return nil, 0, err
		}
	}
	for _, r := range rows {
		events, then, err := take(r.Meme)
		if err != nil {
			return nil, 0, err
		}
		if !spoken[r.Meme] {
			continue
		}
		m, err := w.store.Meme(r.Meme)
		if err != nil {
			return nil, 0, err
		}
		if m.CaptionAfter(then) != m.CaptionAfter(labels.EventsTo(events, until)) {
			captions++
		}
	}
	return was, captions, nil
}

// upTo returns the rows 0 … n-1.
func upTo(n int) []int {
	rows := make([]int, n)
	for i := range rows {
		rows[i] = i
	}
	return rows
}

// evaluateRows runs an exported head over the given rows.
func evaluateRows(ctx context.Context, onnx []byte, g *trainingSet, which []int) (_ []eval.Row, err error) {
	c, err := head.OpenClassifier(onnx, g.Inputs, 1)
	if err != nil {
		return nil, err
	}
	defer func() { err = errors.Join(err, c.Close()) }()
	out := make([]eval.Row, 0, len(which))
	for start := 0; start < len(which); start += predictBatch {
		if ctx.Err() != nil {
			return nil, ctx.Err()
		}
		part := which[start:min(start+predictBatch, len(which))]
		b := newRows(g.Inputs, len(part))
		for _, r := range part {
			b.add(func(i int, dst []float32) bool { return g.read(dst, i, r) })
		}
		probs, err := c.Predict(ctx, b.x, b.present, b.n)
		if err != nil {
			return nil, err
		}
		for i, r := range part {
			out = append(out, rowOf(g.memes[r], g.groups[r], g.Level[r], labels.Prediction{Probs: probs[i]}))
		}
	}
	return out, nil
}
