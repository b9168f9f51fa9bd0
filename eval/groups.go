package eval

import (
	"context"
	"math"
	"runtime"

	"memebench/labels"
	"memebench/labels/workers"
)

// grouped are evaluated rows, those of a group beside each other: what a resample
// draws from. Groups are numbered in the order in which the rows bring them; a row
// without a group is one of its own.
type grouped struct {
	start   []int32 // of group g: the places start[g] … start[g+1]-1
	cell    []uint8 // by place: true·5 + predicted
	place   []int32 // by place: the number of the row
	support [labels.Levels]int
}

// newGrouped groups the rows that can be evaluated.
func newGrouped(rows []Row) *grouped {
	number := make(map[string]int32, len(rows))
	of, sizes := make([]int32, len(rows)), make([]int32, 0, len(rows))
	for i := range rows {
		r := &rows[i]
		if !r.evaluable() {
			of[i] = -1
			continue
		}
		at, known := int32(0), false
		if r.Group != "" {
			at, known = number[r.Group]
		}
		if !known {
			at = int32(len(sizes))
			sizes = append(sizes, 0)
			if r.Group != "" {
				number[r.Group] = at
			}
		}
		of[i] = at
		sizes[at]++
	}
	g := &grouped{start: make([]int32, len(sizes)+1)}
	for i, n := range sizes {
		g.start[i+1] = g.start[i] + n
	}
	n := g.start[len(sizes)]
	g.cell, g.place = make([]uint8, n), make([]int32, n)
	next := append([]int32(nil), g.start...)
	for i, at := range of {
		if at < 0 {
			continue
		}
		r, k := &rows[i], next[at]
		next[at]++
		g.cell[k], g.place[k] = uint8(int(r.True)*labels.Levels+int(r.Pred)), int32(i)
		g.support[r.True]++
	}
	return g
}

// n returns how many groups there are.
func (g *grouped) n() int { return len(g.start) - 1 }

// rows returns how many rows there are.
func (g *grouped) rows() int { return len(g.cell) }

// drawer draws integers below n, each by its place.
type drawer interface{ Below(i uint64, n int) int }

// resample returns the confusion matrix of as many drawn groups as there are.
func (g *grouped) resample(d drawer) *table {
	var cells [cellCount]float64
	n := g.n()
	for i := range n {
		at := d.Below(uint64(i), n)
		for k := g.start[at]; k < g.start[at+1]; k++ {
			cells[g.cell[k]]++
		}
	}
	var t table
	t.add(&cells, 1)
	return &t
}

// answers are what a resample sums of the probabilities of grouped rows.
type answers struct {
	loss, brier []float64 // by group: the sums of its rows
	bin         []uint8   // by place: the row's bin in the reliability diagram
	sure        []float64 // by place: the probability of the predicted level
}

// newAnswers gathers them from the rows that were grouped.
func newAnswers(g *grouped, rows []Row) *answers {
	a := &answers{
		loss: make([]float64, g.n()), brier: make([]float64, g.n()),
		bin: make([]uint8, g.rows()), sure: make([]float64, g.rows()),
	}
	for at := range g.n() {
		for k := g.start[at]; k < g.start[at+1]; k++ {
			r := &rows[g.place[k]]
			a.loss[at] += r.logLoss()
			a.brier[at] += r.brier()
			a.sure[k] = r.Probs[r.Pred]
			a.bin[k] = uint8(binOf(a.sure[k], eceBins))
		}
	}
	return a
}

// sums are the drawn groups': all that the metrics of a resample follow from.
type sums struct {
	cells       [cellCount]float64
	loss, brier float64
	gap         [eceBins]float64 // of the rows of a bin: how many are right, less their probabilities
}

// add counts group at of g w times.
func (s *sums) add(g *grouped, a *answers, at int, w float64) {
	s.loss += w * a.loss[at]
	s.brier += w * a.brier[at]
	for k := g.start[at]; k < g.start[at+1]; k++ {
		c := g.cell[k]
		s.cells[c] += w
		gap := -a.sure[k]
		if c%(labels.Levels+1) == 0 { // on the diagonal
			gap++
		}
		s.gap[a.bin[k]] += w * gap
	}
}

// resampled are the metrics of one resample.
type resampled struct {
	scores
	loss, brier, ece Metric
}

func (s *sums) metrics() resampled {
	var t table
	t.add(&s.cells, 1)
	_, _, n := t.margins()
	gap := 0.0
	for _, v := range s.gap {
		gap += math.Abs(v)
	}
	return resampled{t.scores(), ratio(s.loss, n), ratio(s.brier, n), ratio(gap, n)}
}

// resampleAll returns the metrics of as many drawn groups as there are.
func (g *grouped) resampleAll(a *answers, d drawer) resampled {
	var s sums
	n := g.n()
	for i := range n {
		s.add(g, a, d.Below(uint64(i), n), 1)
	}
	return s.metrics()
}

// poisson returns the metrics of a resample in which each group counts as often as a
// Poisson variable of mean 1 says: for many groups what drawing as many of them with
// replacement is, without looking for each all over memory (Chamandy et al., "Estimating
// uncertainty for massive data streams", Google technical report, 2012).
func (g *grouped) poisson(a *answers, draw Stream) resampled {
	var s sums
	for at := range g.n() {
		if w := poissonOne(draw.At(uint64(at))); w > 0 {
			s.add(g, a, at, w)
		}
	}
	return s.metrics()
}

// poissonOne turns a value that is uniform over all 64-bit integers into a Poisson
// variable of mean 1.
func poissonOne(x uint64) float64 {
	w := 0
	for w < len(poissonUpTo) && x >= poissonUpTo[w] {
		w++
	}
	return float64(w)
}

// poissonUpTo[w] is the chance of at most w, in parts of 2⁶⁴. What is above 15 has less
// than one part in 10¹³.
var poissonUpTo = func() (upTo [16]uint64) {
	sum, p := 0.0, math.Exp(-1)
	for w := range upTo {
		sum += p
		p /= float64(w + 1)
		upTo[w] = uint64(math.Min(sum, 1-0x1p-53) * 0x1p64)
	}
	return upTo
}()

// inParallel calls do with 0 … n-1, on all processors that Go uses. A panic of one of the
// calls is the caller's.
func inParallel(n int, do func(i int)) {
	all := workers.Pool{Goroutines: runtime.GOMAXPROCS(0)}
	_ = all.Each(context.Background(), n, func(_ context.Context, i int) error { // nothing fails or is cancelled
		do(i)
		return nil
	})
}
