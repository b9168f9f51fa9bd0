package model

import (
	"context"
	"fmt"
	"slices"

	"memebench/eval"
	"memebench/labels"
	"memebench/model/bundle"
	"memebench/model/settings"
)

// DefaultRepeats is how many assignments of the folds two versions are compared in.
const DefaultRepeats = 3

// Compare is CompareAll of two versions, by the default number of repeats.
func (w *Workbench) Compare(ctx context.Context, first, second, split string, p Report) (eval.Comparison, error) {
	all, err := w.CompareAll(ctx, []string{first, second}, split, DefaultRepeats, p)
	if err != nil {
		return eval.Comparison{}, err
	}
	return all[0], nil
}

// CompareAll compares each of the versions ("served", "latest", an id or a name) with each
// one that comes before it, and judges all of these comparisons as made together
// ([eval.Holm]). Each pair is evaluated on the same rows.
//
// On "val" or "test" the versions themselves are evaluated, by today's gold levels.
// Rows that were in train or val of an earlier assignment of the splits when one of
// them, or a version that it started from, was trained are left out and counted.
// The rows of val are those that training stops on: the newer of the two kept the
// epoch that is best on them as they are now, which flatters it a little. Those of
// test flatter neither, unless one was chosen by them: each comparison there says for how many
// versions test was looked at until now.
//
// On "cv" (train + val, cross-validated) no version can be evaluated on rows that
// it was trained on. What is compared there is what they were made from: each row
// is predicted by two heads that have not seen its group, one with the config of the
// first version and the labels that there were when it was trained, one with
// those of the second; labels here are those of memes that can be learnt from
// today. Both start from new parameters, so a warm start does not show. The folds are the
// workspace's, so that it makes no difference which version comes first, and all is
// repeated so many times, with other folds and seeds. A version from elsewhere is evaluated
// itself, and rows that it may know are left out. Of one without a head those are evaluated
// that it has predictions of, and what it may know nobody knows.
func (w *Workbench) CompareAll(ctx context.Context, versions []string, split string, repeats int, p Report) ([]eval.Comparison, error) {
	var all []eval.Comparison
	for i := range versions {
		for _, before := range versions[:i] {
			c, err := w.comparePair(ctx, before, versions[i], split, repeats, p)
			if err != nil {
				return nil, err
			}
			all = append(all, c)
		}
	}
	eval.Holm(all)
	if split == string(labels.Test) {
		w.countCompared(all)
	}
	return all, nil
}

// countCompared puts on comparisons on test for how many versions that was looked at until now. What
// was compared is worth more than the count: where that cannot be kept, it is said.
func (w *Workbench) countCompared(all []eval.Comparison) {
	var versions []string
	for _, c := range all {
		if c.N > 0 {
			versions = append(versions, c.First, c.Second)
		}
	}
	n, err := w.seeTest(versions...)
	for i := range all {
		all[i].SeenTest(n)
		if err != nil {
			all[i].Reasons = append(all[i].Reasons, fmt.Sprintf("for the next comparisons: %v", err))
		}
	}
}

// comparePair compares two versions, and judges that on its own.
func (w *Workbench) comparePair(ctx context.Context, first, second, split string, repeats int, p Report) (eval.Comparison, error) {
	fail := func(err error) (eval.Comparison, error) { return eval.Comparison{}, err }
	switch split {
	case string(labels.Val), string(labels.Test), eval.CVRows:
	default:
		return fail(fmt.Errorf("split %q: want val, test or cv", labels.Printable(split)))
	}
	var sides [2]side
	for i, id := range []string{first, second} {
		v, err := w.version(id)
		if err != nil {
			return fail(err)
		}
		if sides[i], err = w.side(ctx, v, p); err != nil {
			return fail(err)
		}
	}
	if sides[0].version.ID == sides[1].version.ID {
		return fail(fmt.Errorf("%s and %s are the same version: want two", labels.Printable(first), labels.Printable(second)))
	}
	of, err := w.gatherBoth(ctx, &sides, split)
	if err != nil {
		return fail(err)
	}
	defer spareHeap(sides[0].rows.bytes())()
	if len(sides[0].rows.withGold())+len(of.known) == 0 {
		return fail(fmt.Errorf("%s: %w", split, ErrNothingToEvaluate))
	}
	wanted := sides[0].rows.withGoldBut(of.known)
	evaluated := saidBy(&sides, wanted)
	var seed *uint64 // of the folds
	switch {
	case len(evaluated) == 0: // nothing is worth a head then
		sides[0].evaluated, sides[1].evaluated = [][]eval.Row{nil}, [][]eval.Row{nil}
	case split != eval.CVRows || sides[0].fixed() && sides[1].fixed():
		err = w.evaluateVersions(ctx, &sides, evaluated, p)
	default:
		seed, err = w.evaluateOutOfFold(ctx, &sides, evaluated, repeats, p)
	}
	if err != nil {
		return fail(err)
	}
	c, err := eval.CompareRepeated(sides[0].evaluated, sides[1].evaluated)
	if err != nil {
		return fail(err)
	}
	c.First, c.Second, c.Split, c.Known, c.LeftOut = sides[0].version.ID, sides[1].version.ID, split, len(of.known), sides[0].rows.left.n+len(wanted)-len(evaluated)
	c.FoldsSeed, c.Seq, c.Disputed = seed, sides[0].rows.seq, sides[0].rows.disputed.in(split)
	for i, s := range sides {
		if of.learners[i] {
			c.Knowing = append(c.Knowing, s.version.ID)
		}
		if s.version.Headless() {
			c.Given = append(c.Given, s.version.ID)
		}
	}
	was, err := w.goldUnreviewed(of.adjudicated, sides[0].rows.seq)
	if err != nil {
		return fail(err)
	}
	c.CountFollowed(sides[0].evaluated, sides[1].evaluated, was)
	if c.Flagged, err = w.countFlagged(sides[0].rows, split); err != nil {
		return fail(err)
	}
	return c, nil
}

// side is one of two versions that are compared.
type side struct {
	version   eval.Version
	caches    *caches
	said      map[labels.MemeID]labels.Prediction // in place of caches, of a version without a head
	rows      *trainingSet
	evaluated [][]eval.Row // by repeat
}

// side opens what a version reads.
func (w *Workbench) side(ctx context.Context, v eval.Version, p Report) (s side, err error) {
	s.version = v
	if v.Headless() {
		s.said, err = w.givenBy(ctx, v)
	} else {
		s.caches, err = w.versionCaches(ctx, v, p)
	}
	return s, err
}

// saidBy returns those of the rows of which no side without a head lacks a prediction.
func saidBy(sides *[2]side, which []int) []int {
	return slices.DeleteFunc(slices.Clone(which), func(r int) bool {
		for i := range sides {
			if _, ok := sides[i].said[sides[i].rows.memes[r]]; !ok && sides[i].version.Headless() {
				return true
			}
		}
		return false
	})
}

// fixed reports whether the version was trained elsewhere, on labels that are not here: no
// other head can be made as it was.
func (s *side) fixed() bool { return s.version.Origin != nil }

// gathered is what is known of the rows that two sides are compared on.
type gathered struct {
	known       map[labels.MemeID]bool // memes that one of the sides may know
	learners    [2]bool                // which of the two knows any
	adjudicated []labels.MemeID        // memes with an adjudicated level
}

// gatherBoth reads the rows of the split for both sides, those of one in the
// order of the other. Memes that one of them may know are not to be
// evaluated. Of cv they are among the rows all the same: the heads of folds may learn from
// them.
func (w *Workbench) gatherBoth(ctx context.Context, sides *[2]side, split string) (of gathered, err error) {
	of.known = map[labels.MemeID]bool{}
	var provenance [2]*bundle.Provenance
	for i := range sides {
		if split == eval.CVRows && !sides[i].fixed() { // its heads are new ones
			continue
		}
		if provenance[i], err = w.provenance(sides[i].version); err != nil {
			return of, err
		}
	}
	knows := func(i int, m *labels.Meme) bool {
		if split == eval.CVRows {
			return sides[i].fixed() && provenance[i].Knows(m)
		}
		return provenance[i].Leaks(m)
	}
	wanted := func(m *labels.Meme, s labels.State) bool {
		if split == eval.CVRows {
			return usedInTraining(m, s)
		}
		return learnable(m, s) && string(m.Split) == split
	}
	// A label may come between the two readings: the second takes what the first
	// has taken, by the level that it had then.
	gold := map[labels.MemeID]labels.Level{}
	a, b := &sides[0], &sides[1]
	if a.caches == nil { // what the other one can read is enough
		a, b = b, a
	}
	if a.caches == nil {
		a.caches = &caches{}
	}
	a.rows, err = w.gather(ctx, a.caches, func(m *labels.Meme, s labels.State) bool {
		if !wanted(m, s) {
			return false
		}
		if first, second := knows(0, m), knows(1, m); s.Gold.Valid() && (first || second) {
			of.known[m.ID] = true
			of.learners[0], of.learners[1] = of.learners[0] || first, of.learners[1] || second
			if split != eval.CVRows {
				return false
			}
		}
		gold[m.ID] = s.Gold
		if s.Adjudicated {
			of.adjudicated = append(of.adjudicated, m.ID)
		}
		return true
	})
	if err != nil {
		return of, err
	}
	if b.caches == nil || slices.Equal(a.caches.inputs, b.caches.inputs) {
		b.rows = a.rows
		return of, nil
	}
	sides[1].rows, err = w.gather(ctx, sides[1].caches, func(m *labels.Meme, s labels.State) bool {
		level, ok := gold[m.ID]
		return ok && wanted(m, s) && s.Gold == level
	})
	if err != nil {
		return of, err
	}
	// Either side's encoders may lack a meme, and nothing but both can be compared.
	both := map[labels.MemeID]bool{}
	for _, id := range sides[1].rows.memes {
		both[id] = true
	}
	sides[0].rows = sides[0].rows.among(both)
	clear(both)
	for _, id := range sides[0].rows.memes {
		both[id] = true
	}
	sides[1].rows = sides[1].rows.among(both)
	return of, nil
}

// evaluateVersions evaluates the versions themselves on some of the rows.
func (w *Workbench) evaluateVersions(ctx context.Context, sides *[2]side, which []int, p Report) error {
	for i := range sides {
		p.tell(labels.Step{Phase: "compare", Done: int64(i), Total: int64(len(sides)), Unit: "versions", Note: sides[i].version.ID})
		rows, err := w.evaluateVersion(ctx, &sides[i], which)
		if err != nil {
			return err
		}
		sides[i].evaluated = [][]eval.Row{rows}
	}
	return nil
}

// evaluateVersion evaluates a version itself.
func (w *Workbench) evaluateVersion(ctx context.Context, s *side, which []int) ([]eval.Row, error) {
	if s.version.Headless() {
		out, g := make([]eval.Row, len(which)), s.rows
		for i, r := range which {
			out[i] = rowOf(g.memes[r], g.groups[r], g.Level[r], s.said[g.memes[r]])
		}
		return out, nil
	}
	onnx, err := w.store.Head(s.version.ID)
	if err != nil {
		return nil, err
	}
	return evaluateRows(ctx, onnx, s.rows, which)
}

// evaluateOutOfFold predicts some rows by heads that have not seen their groups, trained as
// the versions were, in each repeat in the workspace's folds. A version from elsewhere
// predicts them itself. It returns the seed of these folds.
func (w *Workbench) evaluateOutOfFold(ctx context.Context, sides *[2]side, which []int, repeats int, p Report) (*uint64, error) {
	seed, err := settings.FoldsSeed.Read(w.store)
	if err != nil {
		return nil, err
	}
	var labelled [2]*trainingSet // with the labels of when each version was trained
	made := 0                    // versions whose heads are trained
	for i := range sides {
		s := &sides[i]
		if s.fixed() {
			rows, err := w.evaluateVersion(ctx, s, which)
			if err != nil {
				return nil, err
			}
			s.evaluated = slices.Repeat([][]eval.Row{rows}, repeats)
			continue
		}
		if labelled[i], err = w.asOf(ctx, s.rows, s.version.LabelSeq); err != nil {
			return nil, err
		}
		made++
	}
	done := 0
	for repeat := range repeats {
		folds, err := sides[0].rows.folds(seed, repeat)
		if err != nil {
			return nil, err
		}
		for i := range sides {
			s := &sides[i]
			if s.fixed() {
				continue
			}
			usable := make([]fold, len(folds))
			for f := range folds {
				usable[f] = labelled[i].usable(folds[f])
			}
			heads := outOfFold{name: s.version.ID, g: s.rows, labelled: labelled[i]}
			rows, err := w.holdOutOnce(ctx, heads, inRepeat(s.version.Config, repeat), usable, func(f int) {
				p.tell(labels.Step{
					Phase: "compare", Done: int64(done), Total: int64(repeats * made * len(folds)), Unit: "heads",
					Note: fmt.Sprintf("repeat %d of %d, fold %d of %d, like %s", repeat+1, repeats, f+1, len(folds), s.version.ID),
				})
				done++
			})
			if err != nil {
				return nil, err
			}
			s.evaluated = append(s.evaluated, pick(rows, which))
		}
	}
	return &seed, nil
}
