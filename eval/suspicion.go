package eval

import (
	"cmp"
	"math"
	"slices"

	"memebench/labels"
)

// Suspicion is a measure of how likely the level of a row is to be wrong, from
// out-of-sample probabilities. Rows are reviewed in descending order of it.
type Suspicion string

// The measures.
const (
	// ByLoss is the log loss of the row, in nats: -ln p(given), 0 or more. It orders rows
	// as the self-confidence p(given) of Northcutt, Jiang and Chuang (2021) does, upside
	// down. Chong, Hong and Manning ("Detecting label errors by using pre-trained language
	// models", EMNLP 2022) found nothing better.
	ByLoss Suspicion = "loss"
	// ByMargin is the largest probability of another level less that of the given one, in
	// [-1,1]: 1-2m of the normalised margin m of Northcutt, Jiang and Chuang (2021).
	ByMargin Suspicion = "margin"
	// ByDistance is how far the level is from where the model expects it, in levels from 0
	// to 4: Σ p(k)·|k-given|. A level that is far off is more suspect than a neighbour, which
	// the other measures cannot tell.
	ByDistance Suspicion = "distance"
)

// Suspicions are all measures, that by which one reviews if nothing else is asked for first.
var Suspicions = []Suspicion{ByLoss, ByMargin, ByDistance}

// Of measures one row.
func (s Suspicion) Of(r Row) float64 {
	given := r.Probs[r.True]
	switch s {
	case ByMargin:
		other := math.Inf(-1)
		for l, p := range r.Probs {
			if labels.Level(l) != r.True {
				other = max(other, p)
			}
		}
		return other - given
	case ByDistance:
		sum := 0.0
		for l, p := range r.Probs {
			sum += p * float64(apart(labels.Level(l), r.True))
		}
		return sum
	}
	return -math.Log(max(given, labels.LeastProbability)) // finite, as in the log loss of an evaluation
}

// Order returns the places of the rows, the most suspect first. Equally suspect ones stay in
// their order.
func (s Suspicion) Order(rows []Row) []int {
	order, of := make([]int, len(rows)), make([]float64, len(rows))
	for i, r := range rows {
		order[i], of[i] = i, s.Of(r)
	}
	slices.SortStableFunc(order, func(a, b int) int { return cmp.Compare(of[b], of[a]) })
	return order
}
