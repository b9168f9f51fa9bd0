package model

import (
	"context"
	"fmt"
	"math"
	"slices"
	"time"

	"memebench/eval"
	"memebench/labels"
)

// SubsampleOptions say how to draw a learning curve from one set of labels.
type SubsampleOptions struct {
	Version string    // whose config and encoders: "served", "latest", an id or a name
	Shares  []float64 // of the labels, each in (0,1]
	Folds   int       // 2 or more
	Repeats int       // 1 or more
}

// Subsample draws a learning curve from the labels that there are: in each fold of each repeat of
// a cross-validation of the version's config, heads learn from (and stop on) ever more of
// what the fold's head may see, and all predict what is held out. What few labels there are
// at first are there later, too, as in a workspace that is labelled in random order; groups
// are taken whole. Beside the shares that are asked for there are those of
// [eval.CurveShares]. It makes no version.
func (w *Workbench) Subsample(ctx context.Context, o SubsampleOptions, p Report) (eval.Subsampled, error) {
	fail := func(err error) (eval.Subsampled, error) { return eval.Subsampled{}, err }
	began := time.Now()
	s, err := w.prepareCV(ctx, o.Version, p)
	if err != nil {
		return fail(err)
	}
	defer spareHeap(s.g.bytes())()
	folds := make([][]fold, o.Repeats)
	all, voted := 0, 0
	for repeat := range folds {
		if folds[repeat], err = s.g.foldsInto(o.Folds, s.seed, repeat); err != nil {
			return fail(err)
		}
		for _, f := range folds[repeat] {
			all += f.seen()
			for _, r := range f.train {
				if !s.g.Level[r].Valid() {
					voted++
				}
			}
		}
	}
	made := o.Repeats * len(folds[0]) // folds
	parts := s.g.subsets(folds, eval.CurveShares(o.Shares, all/made), s.seed)
	sizes := make([]eval.SubsampledSize, len(parts))
	done := 0
	for i, size := range parts {
		sizes[i].Share, sizes[i].Labels = size.share, int(math.Round(float64(size.seen)/float64(made)))
		for repeat, of := range size.folds {
			rows, err := w.holdOutOnce(ctx, fused(s.g), inRepeat(s.version.Config, repeat), of, func(f int) {
				p.tell(labels.Step{
					Phase: "learning curve", Unit: "heads", Done: int64(done), Total: int64(len(parts) * made),
					Note: fmt.Sprintf("%d labels, repeat %d of %d, fold %d of %d", of[f].seen(), repeat+1, o.Repeats, f+1, len(of)),
				})
				done++
			})
			if err != nil {
				return fail(err)
			}
			sizes[i].Rows = append(sizes[i].Rows, pick(rows, s.gold))
		}
	}
	curve, err := eval.NewSubsampled(sizes)
	if err != nil {
		return fail(err)
	}
	was, err := w.goldUnreviewed(s.adjudicated, s.g.seq)
	if err != nil {
		return fail(err)
	}
	curve.CountFollowed(sizes[len(sizes)-1], was)
	if curve.Flagged, err = w.countFlagged(s.g, eval.CVRows); err != nil {
		return fail(err)
	}
	curve.Version, curve.Config, curve.Folds, curve.FoldsSeed = s.version.ID, s.version.Config, len(folds[0]), s.seed
	curve.Disputed = int(math.Round(float64(voted) / float64(made)))
	curve.Seconds = time.Since(began).Seconds()
	return curve, nil
}

// seen is how many rows the fold's head may see.
func (f fold) seen() int { return len(f.train) + len(f.val) }

// subsampledFolds are folds, by repeat, of which the heads may see a share of the rows.
type subsampledFolds struct {
	share float64
	seen  int // rows, of all of them
	folds [][]fold
}

// subsets takes shares, ascending, of the rows of folds. Two shares that come to the same rows,
// as they do of few, are one, the larger.
func (g *trainingSet) subsets(folds [][]fold, shares []float64, seed uint64) (sizes []subsampledFolds) {
	for _, share := range shares {
		size := subsampledFolds{share: share, folds: make([][]fold, len(folds))}
		for repeat := range folds {
			for f, whole := range folds[repeat] {
				part := g.subset(whole, share, eval.NewStream(seed, eval.ForSubset, uint64(repeat), uint64(f)))
				size.folds[repeat] = append(size.folds[repeat], part)
				size.seen += part.seen()
			}
		}
		// The rows of a smaller share are among those of a larger one.
		if n := len(sizes); n > 0 && sizes[n-1].seen == size.seen {
			sizes = sizes[:n-1]
		}
		sizes = append(sizes, size)
	}
	return sizes
}

// subset is the fold with a share of the rows that its head may see: of those that it learns
// from, and of those that it stops on. A smaller share's rows are among a larger one's. Of
// each there is at least one group, if there was one.
func (g *trainingSet) subset(f fold, share float64, draw eval.Stream) fold {
	part := fold{heldOut: f.heldOut, train: f.train, val: f.val}
	if share < 1 {
		part.train, part.val = g.take(f.train, share, draw), g.take(f.val, share, draw)
	}
	return part
}

// take returns about a share of the rows, in ascending order: whole groups, in the order of the draw.
func (g *trainingSet) take(rows []int, share float64, draw eval.Stream) []int {
	groups := g.byGroup(rows)
	order := make([]int, len(groups))
	for i := range order {
		order[i] = i
	}
	draw.Shuffle(order)
	want := share * float64(len(rows))
	var taken []int
	for _, i := range order {
		// The group is taken if that comes closer to the share than to leave it.
		if len(taken) > 0 && float64(len(taken))+float64(len(groups[i]))/2 > want {
			break
		}
		taken = append(taken, groups[i]...)
	}
	slices.Sort(taken)
	return taken
}
