package model

import (
	"errors"
	"slices"

	"memebench/eval"
	"memebench/labels"
)

// stopFolds is how many parts the rows that a head may see are assigned to, of which it stops
// on one: about as many as val has beside train.
const stopFolds = 8

// fold is a part of the rows that a head is evaluated on, and those of other groups
// that it may see.
type fold struct {
	heldOut    []int // evaluated on, by their gold levels
	train, val []int
}

// folds assigns the folds. Each row with a gold level is held out in one fold, and the
// heads learn, as every training does, also from disputed memes, by their votes. Rows of
// a group never come on two sides of a fold.
//
// Each repeat, from 0, has other folds of the seed, which is the workspace's: whatever is
// cross-validated there is so in the same folds.
//
// No row with a gold level is [ErrNothingToEvaluate].
func (g *trainingSet) folds(seed uint64, repeat int) ([]fold, error) {
	return g.foldsInto(DefaultFolds, seed, repeat)
}

// nothingToHoldOut is [ErrNothingToEvaluate] where there is no split to choose.
type nothingToHoldOut struct{}

func (nothingToHoldOut) Error() string {
	return "cv: no meme of train and val has a gold level: label some of them first"
}

func (nothingToHoldOut) Is(target error) bool { return target == ErrNothingToEvaluate }

// ErrOneGroup means that nothing can be held out, as all labelled memes are tied together, or are one.
var ErrOneGroup = errors.New("cv: all labelled memes are of one group: label one that shares neither picture nor caption with them")

// foldsInto assigns k folds, or as many as there are groups, as folds does five.
func (g *trainingSet) foldsInto(k int, seed uint64, repeat int) ([]fold, error) {
	gold := g.withGold()
	if len(gold) == 0 {
		return nil, nothingToHoldOut{}
	}
	var again []uint64 // of the first there is none
	if repeat > 0 {
		again = []uint64{uint64(repeat)}
	}
	parts := g.assignFolds(gold, k, eval.NewStream(seed, eval.ForFolds, again...))
	if len(parts) < 2 {
		return nil, ErrOneGroup
	}
	folds := make([]fold, len(parts))
	for f, part := range parts {
		folds[f] = g.without(part, eval.NewStream(seed, eval.ForStop, append([]uint64{uint64(f)}, again...)...))
	}
	return folds, nil
}

// inRepeat is the config of the heads of a repeat: the first has the seed of the config, the
// others one of their own, so that the luck of a seed shows as that of the folds does
// (Bouthillier et al., "Accounting for variance in machine learning benchmarks", MLSys 2021).
func inRepeat(cfg eval.Config, repeat int) eval.Config {
	if repeat > 0 {
		cfg.Seed = eval.NewStream(cfg.Seed, eval.ForRepeat).At(uint64(repeat)) >> 1
	}
	return cfg
}

// without returns the fold in which these rows are held out. Where all others are of
// one group there are none to stop on.
func (g *trainingSet) without(heldOut []int, draw eval.Stream) fold {
	f := fold{heldOut: heldOut}
	held := make([]bool, len(g.memes))
	for _, r := range heldOut {
		held[r] = true
	}
	rest := slices.DeleteFunc(g.withGold(), func(r int) bool { return held[r] })
	if parts := g.assignFolds(rest, stopFolds, draw); len(parts) > 1 {
		f.val = parts[0]
	}
	// A disputed meme may be of a group whose other memes are held out or stopped on.
	apart := map[string]bool{}
	for _, r := range slices.Concat(heldOut, f.val) {
		held[r] = true
		apart[g.groups[r]] = true
	}
	delete(apart, "") // which is no group
	for r, out := range held {
		if !out && !apart[g.groups[r]] {
			f.train = append(f.train, r)
		}
	}
	return f
}

// assignFolds assigns rows to folds, k of them or as many as there are groups. The rows
// of a group stay together, and the folds have about as many rows of each level:
// the groups, the largest first and in random order among equals, each go where
// their levels are rarest. Every fold gets a group, and its rows are in ascending
// order. It is the idea of scikit-learn's StratifiedGroupKFold with a simpler
// measure of how even the folds are.
func (g *trainingSet) assignFolds(rows []int, k int, draw eval.Stream) [][]int {
	groups := g.byGroup(rows)
	order := make([]int, len(groups))
	for i := range order {
		order[i] = i
	}
	draw.Shuffle(order)
	slices.SortStableFunc(order, func(a, b int) int { return len(groups[b]) - len(groups[a]) })
	folds := make([][]int, min(k, len(groups)))
	counts := make([][labels.Levels]int, len(folds))
	for _, i := range order {
		best, fewest := 0, 0
		for f := range folds {
			same := 0
			for _, r := range groups[i] {
				same += counts[f][g.Level[r]]
			}
			if f == 0 || same < fewest || same == fewest && len(folds[f]) < len(folds[best]) {
				best, fewest = f, same
			}
		}
		folds[best] = append(folds[best], groups[i]...)
		for _, r := range groups[i] {
			counts[best][g.Level[r]]++
		}
	}
	for _, fold := range folds {
		slices.Sort(fold)
	}
	return folds
}

// byGroup returns the rows of each group, in the order in which the groups come. A
// row without a group is one of its own.
func (g *trainingSet) byGroup(rows []int) [][]int {
	var groups [][]int
	number := map[string]int{}
	for _, r := range rows {
		at, known := number[g.groups[r]]
		if g.groups[r] == "" || !known {
			at = len(groups)
			number[g.groups[r]] = at
			groups = append(groups, nil)
		}
		groups[at] = append(groups[at], r)
	}
	return groups
}
