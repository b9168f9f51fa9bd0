package model

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"time"

	"memebench/eval"
	"memebench/labels"
	"memebench/model/settings"
)

// DefaultFolds is how many folds train and val are assigned to for a cross-validation where
// nobody says.
const DefaultFolds = 5

// CVOptions say how to cross-validate.
type CVOptions struct {
	Version string // whose config and encoders: "served", "latest", an id or a name
	Folds   int    // 2 or more
	Repeats int    // 1 or more
	Ablate  bool   // also without each modality, where there are others

	Keep func(eval.HeldOut) // is given the rows of each repeat, unless it is nil
}

// CrossValidate cross-validates a version's config on train and val, as [Workbench.Evaluate]
// does on "cv", several times: each repeat has folds of the workspace's seed and a seed
// of the heads of its own, the first of which are those of that evaluation.
// It makes no version.
func (w *Workbench) CrossValidate(ctx context.Context, o CVOptions, p Report) (eval.CrossValidation, error) {
	fail := func(err error) (eval.CrossValidation, error) { return eval.CrossValidation{}, err }
	began := time.Now()
	s, err := w.prepareCV(ctx, o.Version, p)
	if err != nil {
		return fail(err)
	}
	defer spareHeap(s.g.bytes())()
	kinds := []outOfFold{fused(s.g)}
	if o.Ablate {
		for i, in := range s.g.Inputs {
			if s.g.has(i, s.gold) && !s.g.sole(i, s.gold) {
				rest := s.g.withoutInput(i)
				kinds = append(kinds, outOfFold{name: eval.WithoutModality(in.Modality), modality: in.Modality, g: rest, labelled: rest})
			}
		}
		if len(kinds) == 1 {
			return fail(errors.New("cv: the memes have one modality alone: leave out --ablate"))
		}
	}
	rows := make([][][]eval.Row, len(kinds)) // by kind and repeat
	out := eval.CrossValidation{
		Version: s.version.ID, Config: s.version.Config, FoldsSeed: s.seed, Fingerprint: s.g.fingerprint, LeftOut: s.g.left.n,
		Disputed: s.g.disputed.in(eval.CVRows),
	}
	for repeat := range o.Repeats {
		folds, err := s.g.foldsInto(o.Folds, s.seed, repeat)
		if err != nil {
			return fail(err)
		}
		out.Folds = len(folds)
		for i, kind := range kinds {
			all, err := w.holdOutOnce(ctx, kind, inRepeat(s.version.Config, repeat), folds, func(f int) {
				p.tell(labels.Step{
					Phase: "cross-validate", Unit: "heads",
					Done: int64((repeat*len(kinds)+i)*len(folds) + f), Total: int64(o.Repeats * len(kinds) * len(folds)),
					Note: fmt.Sprintf("repeat %d of %d, fold %d of %d, %s", repeat+1, o.Repeats, f+1, len(folds), kind.name),
				})
			})
			if err != nil {
				return fail(err)
			}
			rows[i] = append(rows[i], pick(all, s.gold))
			if o.Keep != nil {
				held := eval.HeldOut{Repeat: repeat + 1, Rows: rows[i][repeat]}
				if i > 0 {
					held.Without = kind.modality
				}
				o.Keep(held)
			}
		}
	}
	if out.Repeated, err = eval.NewRepeated(rows[0]); err != nil {
		return fail(err)
	}
	was, err := w.goldUnreviewed(s.adjudicated, s.g.seq)
	if err != nil {
		return fail(err)
	}
	out.CountFollowed(rows[0], was)
	if out.Flagged, err = w.countFlagged(s.g, eval.CVRows); err != nil {
		return fail(err)
	}
	for i, without := range kinds[1:] {
		in := slices.IndexFunc(s.g.Inputs, func(in eval.Input) bool { return in.Modality == without.modality })
		having := len(s.gold) - s.g.lacking(in, s.gold)
		if err := out.Ablate(without.modality, having, without.g.blank(s.gold), rows[i+1], rows[0]); err != nil {
			return fail(err)
		}
		out.Ablation[i].CountFollowed(rows[i+1], rows[0], was)
	}
	out.Seconds = time.Since(began).Seconds()
	return out, nil
}

// cvRows are what is cross-validated.
type cvRows struct {
	version eval.Version
	g       *trainingSet // train and val
	gold    []int        // rows that can be evaluated
	seed    uint64       // of the folds

	adjudicated []labels.MemeID
}

// prepareCV gathers the rows that heads with the version's config learn from and are
// evaluated on. Memes that lack features are encoded first. A version whose config no head
// can be trained with is an error.
func (w *Workbench) prepareCV(ctx context.Context, version string, p Report) (cvRows, error) {
	v, err := w.version(version)
	if err != nil {
		return cvRows{}, err
	}
	if v.Headless() {
		return cvRows{}, noHead(v, "be cross-validated")
	}
	if err := v.Config.Validate(); err != nil {
		return cvRows{}, fmt.Errorf("%s was not trained here, and its config is no use: %w", v.ID, err)
	}
	c, err := w.versionCaches(ctx, v, p)
	if err != nil {
		return cvRows{}, err
	}
	g, adjudicated, err := w.gatherTraining(ctx, c)
	if err != nil {
		return cvRows{}, err
	}
	seed, err := settings.FoldsSeed.Read(w.store)
	if err != nil {
		return cvRows{}, err
	}
	return cvRows{v, g, g.withGold(), seed, adjudicated}, nil
}

// blank is how many of the rows have no input at all.
func (g *trainingSet) blank(rows []int) (n int) {
	for _, r := range rows {
		if !slices.ContainsFunc(g.Present, func(has []bool) bool { return has[r] }) {
			n++
		}
	}
	return n
}

// withoutInput returns the same rows without input i. A row that has nothing else tells a head
// no more than how frequent its level is.
func (g *trainingSet) withoutInput(i int) *trainingSet {
	rest := *g
	rest.Inputs = slices.Delete(slices.Clone(g.Inputs), i, i+1)
	rest.X = slices.Delete(slices.Clone(g.X), i, i+1)
	rest.Present = slices.Delete(slices.Clone(g.Present), i, i+1)
	return &rest
}
