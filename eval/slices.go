package eval

import (
	"cmp"
	"context"
	"fmt"
	"math"
	"slices"
	"strings"

	"memebench/labels"
)

// Slices are the metrics of parts of an evaluation's rows. [Slicing] makes them.
type Slices struct {
	Tests int        `json:"tests"` // of a slice against the other rows, which all p-values are adjusted for
	Note  string     `json:"note"`  // what that says, for people
	By    []SlicedBy `json:"by"`
}

// SlicedBy are the slices by one thing.
type SlicedBy struct {
	By      string  `json:"by"`
	Overlap bool    `json:"overlap,omitempty"` // a row may be in several slices
	Slices  []Slice `json:"slices"`
}

// Slice is a part of the rows.
type Slice struct {
	Value  string `json:"value"`            // that they share; "" where the column says nothing
	Others int    `json:"others,omitempty"` // of the last slice: how many values it has together, rather than one
	Groups int    `json:"groups"`           // of memes
	Levels int    `json:"levels"`           // that are true levels of these rows; the macro-F1 of fewer than five is low for that alone
	Baseline

	AccuracyDelta Metric `json:"accuracy_delta"` // the accuracy less that of all other rows
	P             Metric `json:"p"`              // that it is no different, two-sided; undefined with fewer than 20 groups on either side
	PAdjusted     Metric `json:"p_adjusted"`     // by Holm's method, for the tests of all slices
}

// mostSlices is how many slices a column's values make at most. All others, the rarer ones,
// are one more.
const mostSlices = 20

// sliced are rows by their slices, while they are gathered.
type sliced struct {
	by     slicer
	most   int             // beyond so many slices none are kept; 0 for any number
	known  map[string]bool // all slices
	values [][]string      // by row: the slices that it is in

	inSlices map[string][]int // rows by slice
}

// put puts a row into its slices.
func (p *sliced) put(row int, in []string) {
	if p.most > 0 && len(p.known) > p.most {
		return
	}
	for _, v := range in {
		p.known[v] = true
	}
	p.values[row] = in
}

// Slices evaluates the slices of rows. memes gives all memes of the workspace.
func (s *Slicing) Slices(ctx context.Context, rows []Row, memes func(yield func(labels.Meme, labels.State) error) error) (*Slices, error) {
	parts, err := s.gather(ctx, rows, memes)
	if err != nil {
		return nil, err
	}
	out, g := &Slices{By: []SlicedBy{}}, newGrouped(rows)
	var ps []Metric
	var of [][]*Slice // by test: the slices that it is about
	for i := range parts {
		by, err := parts[i].evaluate(ctx, rows, g)
		if err != nil {
			return nil, err
		}
		out.By = append(out.By, by)
	}
	for i := range out.By {
		by := &out.By[i]
		var tested []*Slice
		for j := range by.Slices {
			if by.Slices[j].P.Defined() {
				tested = append(tested, &by.Slices[j])
			}
		}
		if len(by.Slices) == 2 && len(tested) == 2 && by.Slices[0].N+by.Slices[1].N == len(rows) && !by.Overlap { // each is the other's rest
			ps, of = append(ps, tested[0].P), append(of, tested)
			continue
		}
		for _, slice := range tested {
			ps, of = append(ps, slice.P), append(of, []*Slice{slice})
		}
	}
	for i, p := range holm(ps) {
		for _, slice := range of[i] {
			slice.PAdjusted = p
		}
	}
	out.Tests = len(ps)
	out.Note = out.note()
	return out, nil
}

// note says how far the slices are to be believed.
func (s *Slices) note() string {
	n := 0
	for _, by := range s.By {
		n += len(by.Slices)
	}
	return fmt.Sprintf("%s; %s of a slice against the other rows, in accuracy, where both have %d groups. p is adjusted for all of them (Holm); "+
		"the intervals are not, and one in twenty misses. What is found by looking through slices is to be tried on other memes.",
		plural(n, "slice"), plural(s.Tests, "test"), leastGroups)
}

// evaluate measures the slices in their order.
func (p *sliced) evaluate(ctx context.Context, rows []Row, g *grouped) (SlicedBy, error) {
	out := SlicedBy{By: p.by.name, Overlap: p.by.overlap, Slices: []Slice{}}
	p.inSlices = map[string][]int{}
	for r, values := range p.values {
		for _, v := range values {
			p.inSlices[v] = append(p.inSlices[v], r)
		}
	}
	names, others, err := p.order(len(rows))
	if err != nil {
		return out, err
	}
	for _, name := range names {
		if ctx.Err() != nil {
			return out, ctx.Err()
		}
		out.Slices = append(out.Slices, newSlice(name, rows, g, p.inSlices[name]))
	}
	if len(others) > 0 {
		var which []int
		for _, name := range others {
			which = append(which, p.inSlices[name]...)
		}
		slices.Sort(which)
		rest := newSlice("", rows, g, slices.Compact(which))
		rest.Others = len(others)
		out.Slices = append(out.Slices, rest)
	}
	return out, nil
}

// order returns the values in the order in which they are shown, and those that are one slice
// together.
func (p *sliced) order(rows int) (names, others []string, err error) {
	for name := range p.inSlices {
		names = append(names, name)
	}
	slices.SortFunc(names, func(a, b string) int {
		if at := cmp.Compare(slices.Index(p.by.order, a), slices.Index(p.by.order, b)); at != 0 {
			return at
		}
		return cmp.Or(cmp.Compare(len(p.inSlices[b]), len(p.inSlices[a])), strings.Compare(a, b))
	})
	if len(names) <= mostSlices {
		return names, nil, nil
	}
	if 2*len(names) > rows {
		return nil, nil, fmt.Errorf("slices by %s: there are %d different values on %d memes: choose a column whose values many memes share",
			labels.Quoted(p.by.name), len(names), rows)
	}
	return names[:mostSlices], names[mostSlices:], nil
}

// newSlice measures some of the rows, which are given by their numbers, in order; g are all of them.
func newSlice(value string, rows []Row, g *grouped, which []int) Slice {
	in := make([]bool, len(rows))
	some := make([]Row, len(which))
	for i, r := range which {
		some[i], in[r] = rows[r], true
	}
	s := Slice{Value: value, Groups: newGrouped(some).n(), Baseline: NewBaseline(some)}
	var levels [labels.Levels]bool
	for i := range some {
		if some[i].evaluable() && !levels[some[i].True] {
			levels[some[i].True] = true
			s.Levels++
		}
	}
	s.AccuracyDelta, s.P = g.besides(in)
	s.PAdjusted = undefined
	return s
}

// besides returns how much more accurate the rows are that are in a slice, by their numbers,
// than those that are not, and the p-value that they are no different: by the score test of a difference of
// two means whose units are the groups, not the rows (Boos, "On generalized score tests",
// The American Statistician 46(4), 1992; the sums over groups are those of Liang and Zeger,
// "Longitudinal data analysis using generalized linear models", Biometrika 73(1), 1986). A
// group may have rows on both sides.
func (g *grouped) besides(in []bool) (delta, p Metric) {
	var n, right [2]float64 // outside, inside
	var groups [2]int
	sums := make([][2][2]float64, g.n()) // by group and side: rows, and how many are right
	for at := range g.n() {
		for k := g.start[at]; k < g.start[at+1]; k++ {
			side := 0
			if in[g.place[k]] {
				side = 1
			}
			sums[at][side][0]++
			if g.cell[k]%(labels.Levels+1) == 0 { // on the diagonal
				sums[at][side][1]++
			}
		}
		for side := range n {
			n[side] += sums[at][side][0]
			right[side] += sums[at][side][1]
			if sums[at][side][0] > 0 {
				groups[side]++
			}
		}
	}
	delta, p = ratio(right[1], n[1])-ratio(right[0], n[0]), undefined
	if min(groups[0], groups[1]) < leastGroups {
		return delta, p
	}
	mean, square := (right[0]+right[1])/(n[0]+n[1]), 0.0
	for _, s := range sums {
		u := (s[1][1]-mean*s[1][0])/n[1] - (s[0][1]-mean*s[0][0])/n[0]
		square += u * u
	}
	if square == 0 { // all are right, or all wrong
		return delta, 1
	}
	all := float64(g.n())
	z := math.Abs(float64(delta)) / math.Sqrt(square*all/(all-1))
	return delta, Metric(math.Erfc(z / math.Sqrt2))
}
