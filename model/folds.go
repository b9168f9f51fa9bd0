package model

import (
	"errors"
	"fmt"
	"slices"

	"memebench/eval"
	"memebench/labels"
)

const (
	// reviewFolds is how many parts train and val are dealt into for a review.
	reviewFolds = 5
	// stopFolds is how many parts the rows that a head may see are dealt into, of
	// which it stops on one: about as many as val has beside train.
	stopFolds = 8
)

// fold is a part of the rows that a head judges, and those of other groups that it
// may see.
type fold struct {
	judge       []int // by their gold levels
	learn, stop []int
}

// folds deals the rows for heads out of fold. Each row with a gold level is judged
// in one fold, and the heads learn, as every training does, also from contested
// memes, by their votes. Rows of a group never come on two sides of a fold.
//
// No row with a gold level is ErrNothingToJudge.
func (g *gathered) folds(seed uint64) ([]fold, error) {
	golden := g.golden()
	if len(golden) == 0 {
		return nil, fmt.Errorf("%s: %w", eval.CVRows, ErrNothingToEvaluate)
	}
	parts := g.deal(golden, reviewFolds, eval.NewStream(seed, eval.ForFolds))
	if len(parts) < 2 {
		return nil, errors.New("review: all labelled memes are of one group: label one that shares neither picture nor caption with them")
	}
	folds := make([]fold, len(parts))
	for f, part := range parts {
		folds[f] = g.without(part, eval.NewStream(seed, eval.ForStop, uint64(f)))
	}
	return folds, nil
}

// without returns the fold in which these rows are judged. Where all others are of
// one group there are none to stop on.
func (g *gathered) without(judge []int, draw eval.Stream) fold {
	f := fold{judge: judge}
	held := make([]bool, len(g.memes))
	for _, r := range judge {
		held[r] = true
	}
	rest := slices.DeleteFunc(g.golden(), func(r int) bool { return held[r] })
	if parts := g.deal(rest, stopFolds, draw); len(parts) > 1 {
		f.stop = parts[0]
	}
	// A contested meme may be of a group whose other memes are judged or stopped on.
	apart := map[string]bool{}
	for _, r := range slices.Concat(judge, f.stop) {
		held[r] = true
		apart[g.groups[r]] = true
	}
	delete(apart, "") // which is no group
	for r, out := range held {
		if !out && !apart[g.groups[r]] {
			f.learn = append(f.learn, r)
		}
	}
	return f
}

// deal deals rows into folds, k of them or as many as there are groups. The rows
// of a group stay together, and the folds have about as many rows of each level:
// the groups, the largest first and in random order among equals, each go where
// their levels are rarest. Every fold gets a group, and its rows are in ascending
// order. It is the idea of scikit-learn's StratifiedGroupKFold with a simpler
// measure of how even the folds are.
func (g *gathered) deal(rows []int, k int, draw eval.Stream) [][]int {
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
func (g *gathered) byGroup(rows []int) [][]int {
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
