package eval

import (
	"math"

	"memebench/labels"
)

// table is a confusion matrix, rows true and columns predicted, whose cells may be
// counts, means of several counts, or what is expected by chance.
type table [labels.Levels][labels.Levels]float64

// margins returns the sums of the rows and of the columns, and that of all cells.
func (t *table) margins() (trues, preds [labels.Levels]float64, n float64) {
	for i := range t {
		for j, v := range t[i] {
			trues[i] += v
			preds[j] += v
			n += v
		}
	}
	return trues, preds, n
}

// scores are the metrics that a confusion matrix gives; see [Measure].
type scores struct {
	accuracy, macroF1, weightedF1, qwk, linear, mae, within, spearman Metric
	f1                                                                [labels.Levels]Metric // undefined of a level that is neither true nor predicted
	three                                                             threeScores
}

// threeScores are those of the matrix after [collapse].
type threeScores struct{ accuracy, macroF1, weightedF1 Metric }

// scores computes them all.
func (t *table) scores() (s scores) {
	trues, preds, n := t.margins()
	hits, near, distance, macro, weighted := 0.0, 0.0, 0.0, 0.0, 0.0
	for i := range t {
		hits += t[i][i]
		for j, v := range t[i] {
			d := math.Abs(float64(i - j))
			distance += d * v
			if d <= 1 {
				near += v
			}
		}
		s.f1[i] = ratio(2*t[i][i], trues[i]+preds[i])
		macro += float64(orZero(s.f1[i]))
		weighted += float64(orZero(s.f1[i])) * trues[i]
	}
	s.accuracy, s.weightedF1, s.mae, s.within = ratio(hits, n), ratio(weighted, n), ratio(distance, n), ratio(near, n)
	s.linear = t.kappa(&trues, &preds, n, 1)
	s.qwk = t.kappa(&trues, &preds, n, 2)
	s.spearman = t.spearman(&trues, &preds, n)
	s.macroF1 = undefined
	if n > 0 {
		s.macroF1 = Metric(macro / labels.Levels)
	}
	s.three = t.threeScores(n)
	return s
}

// kappa is Cohen's kappa with weights |i-j|^power: 1 - Σ w·observed / Σ w·expected,
// where expected is what the margins give by chance (Cohen, "Weighted kappa",
// Psychological Bulletin 70(4), 1968).
func (t *table) kappa(trues, preds *[labels.Levels]float64, n float64, power int) Metric {
	seen, chance := 0.0, 0.0
	for i := range t {
		for j := range t[i] {
			w := math.Abs(float64(i - j))
			if power == 2 {
				w *= w
			}
			seen += w * t[i][j]
			chance += w * trues[i] * preds[j]
		}
	}
	if n == 0 || chance == 0 {
		return undefined
	}
	return Metric(1 - seen/(chance/n))
}

// spearman is Pearson's correlation of the midranks that rows of equal levels share.
func (t *table) spearman(trues, preds *[labels.Levels]float64, n float64) Metric {
	of, by := centredRanks(trues, n), centredRanks(preds, n)
	var xy, xx, yy float64
	for i := range t {
		xx += trues[i] * of[i] * of[i]
		yy += preds[i] * by[i] * by[i]
		for j, v := range t[i] {
			xy += v * of[i] * by[j]
		}
	}
	if xx == 0 || yy == 0 {
		return undefined
	}
	return Metric(xy / math.Sqrt(xx*yy))
}

// centredRanks are the midranks of levels that so many rows have, less the mean rank.
// Those of one level throughout are exactly 0.
func centredRanks(rows *[labels.Levels]float64, n float64) (ranks [labels.Levels]float64) {
	before := 0.0
	for l, m := range rows {
		ranks[l] = before + m/2 - n/2
		before += m
	}
	return ranks
}

// add counts each cell of a matrix w times.
func (t *table) add(cells *[cellCount]float64, w float64) {
	for c, v := range cells {
		t[c/labels.Levels][c%labels.Levels] += w * v
	}
}

// cellCount is how many cells a confusion matrix has; cell true·5+predicted is one.
const cellCount = labels.Levels * labels.Levels
