package eval

import (
	"math"

	"memebench/labels"
)

// Calibration is how the probabilities of a head were brought in line with how
// often it is right: temperature scaling (Guo et al., "On calibration of modern
// neural networks", ICML 2017). The logits are divided by one number before the
// softmax, which moves the probabilities and never which level has the most.
type Calibration struct {
	Temperature float64 `json:"temperature"` // above 1: the head was surer than it had reason to be
	N           int     `json:"n"`           // validation rows that it was fitted on

	// On the same rows, at temperature 1 and at the one fitted. It is the log loss that
	// is made lowest, which the calibration error need not follow.
	LogLossBefore Metric `json:"log_loss_before"`
	LogLossAfter  Metric `json:"log_loss_after"`
	ECEBefore     Metric `json:"ece_before"`
	ECEAfter      Metric `json:"ece_after"`
}

const (
	// CalibrationRows is how many validation rows it takes to fit a temperature:
	// with fewer it stays 1. On rows drawn from a head that needs none, with normal
	// logits of deviation 1.3, the temperatures fitted to 100 rows spread by a factor
	// of 1.15 (one deviation), those fitted to 50 by 1.23 and to 20 by 1.39: no less
	// than what there mostly is to mend.
	CalibrationRows = 100

	// MinTemperature and MaxTemperature bound the temperature: rows that are all
	// right would otherwise make every probability 0 or 1.
	MinTemperature = 0.2
	MaxTemperature = 5
)

// Calibrate fits the temperature that makes the log loss of logits z [N, 5] with
// these true levels lowest. In b = 1/T the loss is convex, so its derivative
//
//	Σ_rows Σ_k softmax(b·z)_k z_k - z_y
//
// is bisected, always in the same number of steps: equal rows give equal
// temperatures. It returns nil for fewer than CalibrationRows rows, or a logit
// that is not finite.
func Calibrate(logits [][labels.Levels]float64, truth []labels.Level) *Calibration {
	if len(logits) < CalibrationRows || len(truth) != len(logits) {
		return nil
	}
	slope := func(b float64) float64 {
		sum := 0.0
		for i, z := range logits {
			for k, p := range tempered(z, b) {
				sum += p * z[k]
			}
			sum -= z[truth[i]]
		}
		return sum
	}
	low, high := 1.0/MaxTemperature, 1.0/MinTemperature
	if s := slope(1); math.IsNaN(s) || math.IsInf(s, 0) {
		return nil
	}
	for range 60 {
		middle := (low + high) / 2
		if slope(middle) > 0 { // the loss rises from here on
			high = middle
		} else {
			low = middle
		}
	}
	b := (low + high) / 2
	c := &Calibration{Temperature: 1 / b, N: len(logits)}
	before, after := answered(logits, truth, 1), answered(logits, truth, b)
	c.LogLossBefore, c.LogLossAfter = Measure(before).LogLoss, Measure(after).LogLoss
	c.ECEBefore, c.ECEAfter = ECE(before), ECE(after)
	return c
}

// answered are the rows that a head of these logits answers at a temperature of 1/b.
func answered(logits [][labels.Levels]float64, truth []labels.Level, b float64) []Row {
	rows := make([]Row, len(logits))
	for i, z := range logits {
		rows[i] = Row{True: truth[i], Probs: tempered(z, b)}
		for l, p := range rows[i].Probs {
			if p > rows[i].Probs[rows[i].Pred] {
				rows[i].Pred = labels.Level(l)
			}
		}
	}
	return rows
}

// tempered is softmax(b·z).
func tempered(z [labels.Levels]float64, b float64) (p [labels.Levels]float64) {
	top := math.Inf(-1)
	for _, v := range z {
		top = max(top, b*v)
	}
	sum := 0.0
	for k, v := range z {
		p[k] = math.Exp(b*v - top)
		sum += p[k]
	}
	for k := range p {
		p[k] /= sum
	}
	return p
}

// eceBins is the number of bins that Guo et al. use.
const eceBins = 15

// ECE is the top-label expected calibration error of evaluated rows, in [0,1]: how far, on
// average, the probability of the predicted level is from how often such
// predictions are right. With the rows in the 15 bins of [Reliability]
//
//	ECE = Σ_bins n_bin/n · |accuracy - mean probability|
//
// as in Guo et al. (2017). Without any row that can be evaluated it is undefined.
func ECE(rows []Row) Metric { return calibrationError(Reliability(rows, eceBins)) }

// calibrationError is the ECE of a reliability diagram.
func calibrationError(bins []Bin) Metric {
	sum, n := 0.0, 0
	for _, b := range bins {
		if b.N > 0 {
			n += b.N
			sum += float64(b.N) * math.Abs(float64(b.Right-b.Sure))
		}
	}
	return ratio(sum, float64(n))
}

// Bin is evaluated rows whose predicted levels are about equally probable.
type Bin struct {
	From  float64 `json:"from"` // that probability is more than this, but in the first bin
	To    float64 `json:"to"`   // and at most this
	N     int     `json:"n"`
	Sure  Metric  `json:"sure"`  // the mean probability of the predicted levels, in [0,1]; undefined without rows
	Right Metric  `json:"right"` // the share of right predictions, in [0,1]; undefined without rows
}

// binOf is the bin of n that a probability falls into.
func binOf(p float64, n int) int { return min(max(int(math.Ceil(p*float64(n)))-1, 0), n-1) }

// Reliability puts evaluated rows into n bins of equal width by the probability of the
// predicted level, a bin's upper end belonging to it: the reliability diagram, in
// which a calibrated model has Right equal to Sure in each bin. Rows that cannot be
// evaluated are left out, as by Measure. There are no bins, nil, where one of them has a
// level only.
func Reliability(rows []Row, n int) []Bin {
	if levelsOnly(rows) > 0 {
		return nil
	}
	bins := make([]Bin, n)
	for i := range rows {
		r := &rows[i]
		if !r.evaluable() {
			continue
		}
		p := r.Probs[r.Pred]
		b := &bins[binOf(p, n)]
		b.N++
		b.Sure += Metric(p)
		if r.True == r.Pred {
			b.Right++
		}
	}
	for i := range bins {
		b := &bins[i]
		b.From, b.To = float64(i)/float64(n), float64(i+1)/float64(n)
		b.Sure, b.Right = ratio(float64(b.Sure), float64(b.N)), ratio(float64(b.Right), float64(b.N))
	}
	return bins
}
