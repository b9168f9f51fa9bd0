package head

import (
	"math"
	"slices"

	"memebench/eval"
	"memebench/labels"
)

// targets are what the loss wants of rows. A row of level y stands for the
// distribution over levels k
//
//	t_k = o^|k-y| / Σ_j o^|j-y|
//
// with o = Config.Ordinal: for o = 0 all of it is on y, else each level has o times
// the mass of its neighbour towards y. These are the soft labels of Díaz and
// Marathe ("Soft labels for ordinal regression", CVPR 2019), softmax(-φ(k,y)), for
// the distance φ = -ln(o)·|k-y|.
//
// A training row whose annotators disagree (Data.Votes) stands for the mean of
// their distributions, as in Peterson et al. ("Human uncertainty makes
// classification more robust", ICCV 2019). So a level that two of three gave is
// not learnt as if all three had, and a meme on which two differ teaches that it
// lies between them.
//
// The target in the loss is then q_k = w_k (s/5 + (1-s) t_k), with class weights w
// and label smoothing s, and the row weighs Σ_k w_k t_k.
type targets struct {
	class     [labels.Levels]float64 // the class weights
	smoothing float64
	spread    [labels.Levels]distributionOfLevels // t, for each level
	level     [labels.Levels][labels.Levels]float32
	weight    [labels.Levels]float64
}

// distributionOfLevels sums to 1.
type distributionOfLevels [labels.Levels]float64

func newTargets(d *Data, c eval.Config) targets {
	t := targets{class: classWeights(d, c.ClassWeights), smoothing: c.LabelSmoothing}
	for y := range t.spread {
		t.spread[y] = ordinal(y, c.Ordinal)
		t.level[y], t.weight[y] = t.of(t.spread[y])
	}
	return t
}

// learn returns the target of a training row, and how much the row weighs.
func (t *targets) learn(d *Data, row int) (q [labels.Levels]float32, weight float64) {
	votes, disagree := d.Votes[row]
	if !disagree {
		y := d.Level[row]
		return t.level[y], t.weight[y]
	}
	var mean distributionOfLevels
	all := votes.all()
	for y, n := range votes {
		for k, p := range t.spread[y] {
			mean[k] += p * float64(n) / float64(all)
		}
	}
	return t.of(mean)
}

// of returns the target that a distribution makes, and its weight.
func (t *targets) of(p distributionOfLevels) (q [labels.Levels]float32, weight float64) {
	for k, w := range t.class {
		q[k] = float32(w * (t.smoothing/labels.Levels + (1-t.smoothing)*p[k]))
		weight += w * p[k]
	}
	return q, weight
}

// ordinal is level y with the part of it that its neighbours get.
func ordinal(y int, ratio float64) (p distributionOfLevels) {
	sum := 0.0
	for k := range p {
		p[k] = math.Pow(ratio, math.Abs(float64(k-y)))
		sum += p[k]
	}
	for k := range p {
		p[k] /= sum
	}
	return p
}

// classWeights returns the weights of the levels in the loss. A row whose
// annotators disagree counts for each level by its share of the votes. A level that no row has
// weighs as little as any: what smoothing and ordinal targets give it would else be more than
// what rows have of the levels next to it, and the head would say nothing but what it has never seen.
func classWeights(d *Data, mode string) (w [labels.Levels]float64) {
	var count [labels.Levels]float64
	for _, r := range d.Train {
		votes, disagree := d.Votes[r]
		if !disagree {
			count[d.Level[r]]++
			continue
		}
		all := votes.all()
		for l, n := range votes {
			count[l] += float64(n) / float64(all)
		}
	}
	most := slices.Max(count[:])
	for l := range w {
		if count[l] == 0 {
			count[l] = most
		}
		balanced := float64(len(d.Train)) / (labels.Levels * max(count[l], 1))
		switch mode {
		case eval.WeightsSqrt:
			w[l] = math.Sqrt(balanced)
		case eval.WeightsBalanced:
			w[l] = balanced
		default:
			w[l] = 1
		}
	}
	return w
}
