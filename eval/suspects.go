package eval

import (
	"cmp"
	"math"
	"slices"

	"memebench/labels"
)

// near is what two probabilities may differ by and count as equal, and leastThreshold the
// lowest that a level's threshold can be.
const (
	near           = 1e-6
	leastThreshold = 2 * near
)

// Suspects reports of each row whether its true level is likely to be wrong, by confident
// learning (Northcutt, Jiang and Chuang, "Confident learning: estimating uncertainty in
// dataset labels", Journal of Artificial Intelligence Research 70, 2021), with their rule
// of pruning by noise rate. The probabilities must be out of sample, as those of a
// cross-validation are: a head finds nothing wrong with the rows that it has learnt.
//
// [ConfidentJoint] says how many rows that have level i are likely to be of level j. That
// many of them are suspects, those whose margin p(j)-p(i) is the largest (of equal ones the
// first), for each j; but none of which the model says its own level. A level keeps one row
// at least. The suspects are those of find_label_issues in cleanlab 2.9.0, with its
// defaults.
func Suspects(rows []Row) []bool {
	joint := keepOneRow(ConfidentJoint(rows))
	of := [labels.Levels][]int{} // the rows of each level
	for r := range rows {
		of[rows[r].True] = append(of[rows[r].True], r)
	}
	suspects := make([]bool, len(rows))
	for given, members := range of {
		if len(members) < 2 {
			continue
		}
		for other, n := range joint[given] {
			if other == given || n == 0 {
				continue
			}
			margin := func(r int) float64 { return rows[r].Probs[other] - rows[r].Probs[given] }
			ordered := slices.Clone(members)
			slices.SortStableFunc(ordered, func(a, b int) int { return cmp.Compare(margin(b), margin(a)) })
			for _, r := range ordered[:min(n, len(ordered))] {
				suspects[r] = true
			}
		}
	}
	for r := range rows {
		probs := rows[r].Probs
		probs[rows[r].True] += near
		if best, _ := Likeliest(probs); best == rows[r].True {
			suspects[r] = false
		}
	}
	return suspects
}

// ConfidentJoint estimates how many rows that have level i are of level j. A row is of a
// level, with confidence, if the level's probability is not below what it is on average
// where the level is given; of several, of the likeliest. The counts of such rows, one at
// least on the diagonal, are scaled to the number of rows of each level, and rounded so
// that they still add up to it.
func ConfidentJoint(rows []Row) [labels.Levels][labels.Levels]int {
	var given [labels.Levels]int
	var threshold [labels.Levels]float64
	for _, r := range rows {
		given[r.True]++
		threshold[r.True] += r.Probs[r.True]
	}
	for l, n := range given {
		threshold[l] = max(threshold[l]/float64(n), leastThreshold)
		if n == 0 {
			threshold[l] = math.Inf(1)
		}
	}
	var counts [labels.Levels][labels.Levels]float64
	for _, r := range rows {
		confident, last := 0, labels.NoLevel
		for l, p := range r.Probs {
			if p >= threshold[l]-near {
				confident++
				last = labels.Level(l)
			}
		}
		switch {
		case confident == 1:
			counts[r.True][last]++
		case confident > 1:
			best, _ := Likeliest(r.Probs)
			counts[r.True][best]++
		}
	}
	for i := range counts {
		counts[i][i] = max(counts[i][i], 1)
		sum := 0.0
		for _, n := range counts[i] {
			sum += n
		}
		for j := range counts[i] {
			counts[i][j] = counts[i][j] / sum * float64(given[i])
		}
	}
	all := sumAsNumPy(counts)
	var joint [labels.Levels][labels.Levels]int
	for i := range counts {
		for j := range counts[i] {
			counts[i][j] = counts[i][j] / math.Max(all, math.SmallestNonzeroFloat64) * float64(len(rows))
		}
		joint[i] = roundKeepingSum(counts[i])
	}
	return joint
}

// sumAsNumPy adds up columns, one behind the other, in the order in which NumPy does, by
// eight partial sums. Halves are frequent in small sets, and where the sum is not exact the
// order decides which way they are rounded.
func sumAsNumPy(counts [labels.Levels][labels.Levels]float64) float64 {
	var part [8]float64
	const n = labels.Levels * labels.Levels
	for k := range n - n%8 {
		part[k%8] += counts[k%labels.Levels][k/labels.Levels]
	}
	sum := ((part[0] + part[1]) + (part[2] + part[3])) + ((part[4] + part[5]) + (part[6] + part[7]))
	for k := n - n%8; k < n; k++ {
		sum += counts[k%labels.Levels][k/labels.Levels]
	}
	return sum
}

// roundKeepingSum rounds numbers so that they add up to what they did, rounded: those that
// rounding has moved farthest from there are moved on by one.
func roundKeepingSum(of [labels.Levels]float64) (rounded [labels.Levels]int) {
	sum, is := 0.0, 0
	order := make([]int, labels.Levels)
	for i, x := range of {
		order[i] = i
		sum += x
		rounded[i] = int(math.RoundToEven(x))
		is += rounded[i]
	}
	left := int(math.RoundToEven(sum)) - is
	by := 1
	if left < 0 {
		by = -1
	}
	lost := func(i int) float64 { return of[i] - math.RoundToEven(of[i]) }
	slices.SortStableFunc(order, func(a, b int) int { return cmp.Compare(lost(a), lost(b)) })
	if by > 0 {
		slices.Reverse(order)
	}
	for i := range by * left {
		rounded[order[i%labels.Levels]] += by
	}
	return rounded
}

// keepOneRow has at least one row of each level not be moved to others; the levels that
// rows would be moved to lose equal parts of it.
func keepOneRow(joint [labels.Levels][labels.Levels]int) [labels.Levels][labels.Levels]int {
	for i := range joint {
		if joint[i][i] >= 1 {
			continue
		}
		others := 0
		for _, n := range joint[i] {
			if n != 0 {
				others++
			}
		}
		part := 1 / max(float64(others-1), 1)
		for j, n := range joint[i] {
			joint[i][j] = int(max(float64(n)-part, 0))
		}
		joint[i][i] = 1
	}
	return joint
}
