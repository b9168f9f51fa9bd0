package eval

import (
	"fmt"
	"slices"

	"memebench/labels"
)

// Chance is what the predictions would score on labels that have nothing to do with
// them: a permutation test (Ojala and Garriga, "Permutation tests for studying classifier
// performance", Journal of Machine Learning Research 11, 2010, their first test).
//
// The groups are put into random order, their labels, group after group, are laid over the
// rows in the order that those have, and the predictions stay: rows of a group mostly keep
// each other, as they do in what is tested.
type Chance struct {
	Permutations int          `json:"permutations"` // 1,000; fewer, at least 100, of more than 100,000 rows; 0 of too little
	Groups       int          `json:"groups"`
	Accuracy     ChanceMetric `json:"accuracy"`
	MacroF1      ChanceMetric `json:"macro_f1"`
	QWK          ChanceMetric `json:"qwk"`
}

// ChanceMetric is how a metric falls out by chance.
type ChanceMetric struct {
	Mean Metric   `json:"mean"`
	CI95 Interval `json:"ci95"` // the 2.5th and the 97.5th percentile

	// P is the chance of what the model has or more: (1 + permutations that reach it) /
	// (1 + permutations), which is never 0 (Phipson and Smyth, "Permutation p-values should
	// never be zero", Statistical Applications in Genetics and Molecular Biology 9(1), 2010).
	P Metric `json:"p"`
}

const (
	permutations      = 1000
	leastPermutations = 100
	permutedRows      = 100_000_000 // in all permutations together, above which there are fewer
	chanceLevel       = .05
)

// chance permutes the labels of the groups. With fewer than 20, or labels that are all equal,
// there is nothing to permute, and all is undefined. Equal rows give equal results.
func (g *grouped) chance() Chance {
	none := ChanceMetric{undefined, noInterval, undefined}
	c := Chance{0, g.n(), none, none, none}
	if g.n() < leastGroups {
		return c
	}
	truth, said := make([]uint8, g.rows()), make([]uint8, g.rows())
	var has table
	for k, cell := range g.cell {
		truth[k], said[k] = cell/labels.Levels, cell%labels.Levels
		has[truth[k]][said[k]]++
	}
	if !slices.ContainsFunc(truth, func(level uint8) bool { return level != truth[0] }) {
		return c
	}
	c.Permutations = max(leastPermutations, min(permutations, permutedRows/g.rows()))
	drawn := make([]scores, c.Permutations)
	inParallel(len(drawn), func(i int) {
		var cells [cellCount]float64
		for k, level := range g.permuted(truth, NewStream(chanceSeed, ForChance, uint64(i))) {
			cells[int(level)*labels.Levels+int(said[k])]++
		}
		var t table
		t.add(&cells, 1)
		drawn[i] = t.scores()
	})
	whole := has.scores()
	c.Accuracy = byChance(drawn, whole, func(s scores) Metric { return s.accuracy })
	c.MacroF1 = byChance(drawn, whole, func(s scores) Metric { return s.macroF1 })
	c.QWK = byChance(drawn, whole, func(s scores) Metric { return s.qwk })
	return c
}

const chanceSeed = ResampleSeed

// permuted lays the labels of the groups, which draw puts in order, over the rows.
func (g *grouped) permuted(truth []uint8, draw Stream) []uint8 {
	if g.n() == g.rows() { // each a group of its own: their labels are shuffled like their numbers
		out := slices.Clone(truth)
		for i := len(out) - 1; i > 0; i-- {
			j := draw.Below(uint64(i), i+1)
			out[i], out[j] = out[j], out[i]
		}
		return out
	}
	order := make([]int, g.n())
	for i := range order {
		order[i] = i
	}
	draw.Shuffle(order)
	out := make([]uint8, 0, len(truth))
	for _, at := range order {
		out = append(out, truth[g.start[at]:g.start[at+1]]...)
	}
	return out
}

// byChance is how one of the metrics has fallen out, beside what the model has.
func byChance(drawn []scores, whole scores, of func(scores) Metric) ChanceMetric {
	var all sample
	sum, reached := 0.0, 0
	for i := range drawn {
		v := of(drawn[i])
		all.add(v)
		if v.Defined() {
			sum += float64(v)
		}
		if v >= of(whole)-roundingError {
			reached++
		}
	}
	if len(all) == 0 || !of(whole).Defined() {
		return ChanceMetric{undefined, noInterval, undefined}
	}
	return ChanceMetric{
		Mean: Metric(sum / float64(len(all))), CI95: all.interval(),
		P: Metric(float64(1+reached) / float64(1+len(drawn))),
	}
}

// Beaten reports whether the model has a better macro-F1 than one in twenty of the
// permutations; known is false where there is too little to tell.
func (c Chance) Beaten() (beaten, known bool) {
	return c.MacroF1.P <= chanceLevel, c.MacroF1.P.Defined()
}

// Verdict says in a few words how the model stands against chance.
func (c Chance) Verdict() string {
	switch beaten, known := c.Beaten(); {
	case !known && c.Groups >= leastGroups:
		return "all rows have one level, so that nothing can be told from chance"
	case !known:
		return fmt.Sprintf("too few groups of memes to tell from chance (%d, it takes %d)", c.Groups, leastGroups)
	case beaten:
		return "better than chance"
	}
	return "no better than chance"
}

// warning says that the model, with this macro-F1, is no better than chance; "" where it is, or
// that is not known.
func (c Chance) warning(macroF1 Metric) string {
	if beaten, known := c.Beaten(); beaten || !known {
		return ""
	}
	return fmt.Sprintf("no better than chance: macro-F1 %s, and %s (%s) with labels permuted, %s", macroF1, c.MacroF1.Mean, c.MacroF1.CI95, c.MacroF1.P.P())
}

// StratifiedGuess evaluates a model that guesses by the shares that the levels have among
// the training rows, train[l] being the number of those with gold level l: the metrics of
// the confusion matrix that is expected of it, in which a row of level t counts in column
// l by the share of l. Without training rows all is undefined. The intervals are of which
// memes are evaluated; the luck of the guess has no part in them.
func StratifiedGuess(train [labels.Levels]int, rows []Row) Baseline {
	g := newGrouped(rows)
	b := Baseline{
		N: g.rows(), Accuracy: undefined, MacroF1: undefined, QWK: undefined, MAE: undefined,
		Intervals: Intervals{noInterval, noInterval, noInterval, noInterval},
	}
	all := 0
	for _, n := range train {
		all += n
	}
	if all == 0 || g.rows() == 0 {
		return b
	}
	expected := func(t *table) *table {
		trues, _, _ := t.margins()
		var e table
		for i := range e {
			for j := range e[i] {
				e[i][j] = trues[i] * float64(train[j]) / float64(all)
			}
		}
		return &e
	}
	var has table
	for _, c := range g.cell {
		has[c/labels.Levels][c%labels.Levels]++
	}
	s := expected(&has).scores()
	b.Accuracy, b.MacroF1, b.QWK, b.MAE = s.accuracy, s.macroF1, noKappa(s.qwk), s.mae
	if g.n() < leastGroups {
		return b
	}
	times, whole := resamples, (*scores)(nil)
	if g.n() > manyGroups {
		times, whole = manyResamples, &s
	}
	drawn := make([]scores, times)
	inParallel(times, func(i int) { drawn[i] = expected(g.resample(derive(bootstrapSeed, uint64(i)))).scores() })
	b.Intervals = Intervals{
		Accuracy: intervalOf(drawn, whole, 0, 1, func(s *scores) Metric { return s.accuracy }),
		MacroF1:  intervalOf(drawn, whole, 0, 1, func(s *scores) Metric { return s.macroF1 }),
		QWK:      intervalOf(drawn, whole, -1, 1, func(s *scores) Metric { return noKappa(s.qwk) }),
		MAE:      intervalOf(drawn, whole, 0, labels.Levels-1, func(s *scores) Metric { return s.mae }),
	}
	return b
}

// noKappa is 0 for the kappa of what is expected by chance, which rounding may put a hair
// beside it, and undefined where that is.
func noKappa(m Metric) Metric {
	if !m.Defined() {
		return m
	}
	return 0
}
