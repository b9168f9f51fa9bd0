package model

import (
	"errors"
	"fmt"
	"reflect"
	"slices"
	"testing"

	"memebench/eval"
	"memebench/labels"
)

// grouped returns rows of mixed levels in groups of the given sizes.
func grouped(sizes ...int) *trainingSet {
	g := &trainingSet{}
	draw := eval.NewStream(3, 0)
	for i, size := range sizes {
		for range size {
			n := len(g.memes)
			g.memes = append(g.memes, labels.MemeID(fmt.Sprint(n)))
			g.groups = append(g.groups, fmt.Sprint("g", i))
			g.Level = append(g.Level, labels.Level(draw.Below(uint64(n), labels.Levels)))
		}
	}
	return g
}

// shared returns a group that rows of both lists are of, "" when there is none.
func (g *trainingSet) shared(a, b []int) string {
	for _, r := range a {
		if slices.ContainsFunc(b, func(s int) bool { return g.groups[s] == g.groups[r] }) {
			return g.groups[r]
		}
	}
	return ""
}

func TestAssignFolds(t *testing.T) {
	ones := make([]int, 103)
	for i := range ones {
		ones[i] = 1
	}
	for name, c := range map[string]struct {
		sizes        []int
		folds, least int // rows in the smallest fold
	}{
		"groups of one":     {ones, 5, 18},
		"a few large":       {[]int{9, 1, 8, 1, 7, 1, 1, 1, 30, 1, 1, 2, 2, 2, 10, 1, 1, 1, 1, 1}, 5, 9},
		"as many as folds":  {[]int{1, 5, 2, 1, 1}, 5, 1},
		"fewer than folds":  {[]int{3, 1, 2}, 3, 1},
		"one":               {[]int{4}, 1, 4},
		"none":              {nil, 0, 0},
		"one of many, many": {[]int{500, 1, 1, 1, 1, 1, 1}, 5, 1},
	} {
		t.Run(name, func(t *testing.T) {
			g := grouped(c.sizes...)
			all := upTo(len(g.memes))
			folds := g.assignFolds(all, 5, eval.NewStream(1, eval.ForFolds))
			if len(folds) != c.folds {
				t.Fatalf("%d folds, want %d", len(folds), c.folds)
			}
			var assigned []int
			for i, fold := range folds {
				if len(fold) < c.least || !slices.IsSorted(fold) {
					t.Errorf("fold %d has %d rows, want %d: %v", i, len(fold), c.least, fold)
				}
				for _, other := range folds[:i] {
					if group := g.shared(fold, other); group != "" {
						t.Errorf("%s is in two folds", group)
					}
				}
				assigned = append(assigned, fold...)
			}
			slices.Sort(assigned)
			if !slices.Equal(assigned, all) {
				t.Errorf("assigned %v", assigned)
			}
			if !slices.EqualFunc(folds, g.assignFolds(all, 5, eval.NewStream(1, eval.ForFolds)), slices.Equal[[]int]) {
				t.Error("assigned otherwise a second time")
			}
		})
	}
}

func TestFoldsBalanceLevels(t *testing.T) {
	g := grouped(make([]int, 0)...)
	for i := range 100 {
		g.memes, g.groups = append(g.memes, "m"), append(g.groups, "")
		g.Level = append(g.Level, labels.Level([]int{0, 3, 3, 3, 3, 3, 3, 2, 2, 2}[i%10]))
	}
	for seed := range uint64(3) {
		for f, fold := range g.assignFolds(upTo(100), 5, eval.NewStream(seed, eval.ForFolds)) {
			var n [labels.Levels]int
			for _, r := range fold {
				n[g.Level[r]]++
			}
			if n != [labels.Levels]int{2, 0, 6, 12, 0} {
				t.Errorf("seed %d: fold %d has %v of the levels", seed, f, n)
			}
		}
	}
}

func TestFoldsDependOnTheSeed(t *testing.T) {
	g := grouped(2, 2, 2, 2, 2, 2, 2, 2, 2, 2)
	all := upTo(20)
	a, b := g.assignFolds(all, 5, eval.NewStream(1, eval.ForFolds)), g.assignFolds(all, 5, eval.NewStream(2, eval.ForFolds))
	if slices.EqualFunc(a, b, slices.Equal[[]int]) {
		t.Errorf("seeds 1 and 2 both give %v", a)
	}
}

// Each repeat has folds of its own, and the first of a seed those that it always had.
func TestFoldsOfRepeats(t *testing.T) {
	g := grouped(slices.Repeat([]int{2}, 30)...)
	at := func(seed uint64, repeat int) [][]int {
		folds, err := g.folds(seed, repeat)
		if err != nil {
			t.Fatal(err)
		}
		var out [][]int
		for _, f := range folds {
			out = append(out, f.heldOut, f.val)
		}
		return out
	}
	all := [][][]int{at(1, 0), at(1, 1), at(1, 2), at(2, 0), at(2, 1)}
	for i, a := range all {
		for _, b := range all[:i] {
			if reflect.DeepEqual(a, b) {
				t.Errorf("two are equal: %v", a)
			}
		}
	}
	if !reflect.DeepEqual(at(1, 1), all[1]) {
		t.Error("the second repeat is another one the next time")
	}
	c := eval.Default()
	if inRepeat(c, 0) != c || inRepeat(c, 1).Seed == inRepeat(c, 2).Seed || inRepeat(c, 1).Seed == c.Seed {
		t.Errorf("seeds %d, %d, %d", inRepeat(c, 0).Seed, inRepeat(c, 1).Seed, inRepeat(c, 2).Seed)
	}
	next := c // as of a sweep
	next.Seed++
	if inRepeat(c, 1).Seed == next.Seed || inRepeat(c, 2).Seed == inRepeat(next, 1).Seed {
		t.Error("the heads of a repeat are those of another seed")
	}
}

// What a head learns from, stops on and is evaluated on are of different groups.
func TestWithout(t *testing.T) {
	g := grouped(3, 1, 1, 4, 2, 2, 1, 1, 1, 6, 2, 2, 2, 1, 1, 1, 1, 3, 3)
	gold := len(g.memes)
	folds, err := g.folds(1, 0)
	if err != nil || len(folds) != 5 {
		t.Fatalf("%d folds, %v", len(folds), err)
	}
	for i, f := range folds {
		if len(f.train) == 0 || len(f.val) == 0 || len(f.train)+len(f.val)+len(f.heldOut) != gold || len(f.train) < 3*len(f.val) {
			t.Errorf("fold %d of %d: learns from %d, stops on %d", i, len(f.heldOut), len(f.train), len(f.val))
		}
		g.checkApart(t, i, f)
	}
	// Disputed memes, one of each group and two of none, are learnt from wherever
	// nothing of their group are held out or stopped on, and change nothing else.
	for i := range 19 {
		g.groups = append(g.groups, fmt.Sprint("g", i))
	}
	g.groups = append(g.groups, "", "")
	for len(g.memes) < len(g.groups) {
		g.memes, g.Level = append(g.memes, "disputed"), append(g.Level, labels.NoLevel)
	}
	more, err := g.folds(1, 0)
	if err != nil {
		t.Fatal(err)
	}
	for i, f := range more {
		was := folds[i]
		learnt := slices.DeleteFunc(slices.Clone(f.train), func(r int) bool { return r >= gold })
		if !slices.Equal(f.heldOut, was.heldOut) || !slices.Equal(f.val, was.val) || !slices.Equal(learnt, was.train) {
			t.Errorf("fold %d was %v and is %v", i, was, f)
		}
		groups := func(rows []int) int { return len(g.byGroup(rows)) }
		if got, want := len(f.train)-len(learnt), groups(was.train)+2; got != want {
			t.Errorf("fold %d learns from %d disputed memes, want %d", i, got, want)
		}
		g.checkApart(t, i, f)
	}
	two := grouped(2, 3)
	if f := two.without([]int{0, 1}, eval.NewStream(1, eval.ForStop)); !slices.Equal(f.train, []int{2, 3, 4}) || f.val != nil {
		t.Errorf("of one group: %v", f)
	}
	nothing := &trainingSet{memes: []labels.MemeID{"disputed"}, groups: []string{""}}
	nothing.Level = []labels.Level{labels.NoLevel}
	if _, err := nothing.folds(1, 0); !errors.Is(err, ErrNothingToEvaluate) {
		t.Errorf("disputed alone: %v", err)
	}
}

// checkApart fails the test where a group is on two sides of the fold.
func (g *trainingSet) checkApart(t *testing.T, i int, f fold) {
	t.Helper()
	for _, pair := range [][2][]int{{f.train, f.val}, {f.train, f.heldOut}, {f.val, f.heldOut}} {
		if group := g.shared(pair[0], pair[1]); group != "" {
			t.Errorf("fold %d: %s is on two sides", i, group)
		}
	}
}
