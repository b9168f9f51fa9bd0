package model

import (
	"slices"

	"memebench/labels"
)

// deal deals rows into folds, k of them or as many as there are groups. The rows
// of a group stay together, and the folds have about as many rows of each level:
// the groups, the largest first and in random order among equals, each go where
// their levels are rarest. Every fold gets a group, and its rows are in ascending
// order. It is the idea of scikit-learn's StratifiedGroupKFold with a simpler
// measure of how even the folds are.
func (g *gathered) deal(rows []int, k int, draw stream) [][]int {
	groups := g.byGroup(rows)
	order := make([]int, len(groups))
	for i := range order {
		order[i] = i
	}
	draw.shuffle(order)
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
