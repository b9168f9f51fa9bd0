package eval

import (
	"math"

	"memebench/labels"
)

// Kappas are Cohen's kappa of two voices on the same memes: how far they agree beyond what
// their margins give by chance, 0 being chance and 1 always. Plain kappa takes every
// disagreement for equal, the linear one counts levels, and the quadratic one their
// squares (Cohen, "A coefficient of agreement for nominal scales", Educational and
// Psychological Measurement 20(1), 1960; "Weighted kappa", Psychological Bulletin 70(4),
// 1968). They are scikit-learn's cohen_kappa_score with labels=[0,1,2,3,4] and weights None,
// "linear" and "quadratic", each in [-1,1], and undefined where both voices give one and
// the same level throughout.
//
// The intervals are percentiles of 1,000 resamples of the memes, as those of [Bootstrap];
// there are none below 20 memes or above 100,000.
type Kappas struct {
	N     int   `json:"n"`     // memes that both have given a level
	Equal Share `json:"equal"` // of them, those with equal levels

	Kappa         Metric   `json:"kappa"`
	KappaCI95     Interval `json:"kappa_ci95"`
	Linear        Metric   `json:"linear"`
	LinearCI95    Interval `json:"linear_ci95"`
	Quadratic     Metric   `json:"quadratic"`
	QuadraticCI95 Interval `json:"quadratic_ci95"`

	Confusion [labels.Levels][labels.Levels]int `json:"confusion"` // rows the first voice's levels
}

// mostResampled is of how many memes, at most, agreement is resampled.
const mostResampled = 100_000

// NewKappas returns the kappas of the voices that were counted, the first one's levels in
// the rows.
func NewKappas(counts [labels.Levels][labels.Levels]int) Kappas {
	k := Kappas{Confusion: counts, KappaCI95: noInterval, LinearCI95: noInterval, QuadraticCI95: noInterval}
	equal := 0
	var cells []uint8 // that the memes are in
	for i, row := range counts {
		equal += row[i]
		for j, n := range row {
			k.N += n
			if k.N <= mostResampled {
				for range n {
					cells = append(cells, uint8(i*labels.Levels+j))
				}
			}
		}
	}
	k.Equal = NewShare(equal, k.N)
	of := kappasOf(&counts)
	k.Kappa, k.Linear, k.Quadratic = of[0], of[1], of[2]
	if k.N < leastGroups || k.N > mostResampled {
		return k
	}
	var drawn [3]sample
	for b := range uint64(resamples) {
		d := derive(bootstrapSeed, b)
		var c [labels.Levels][labels.Levels]int
		for i := range cells {
			at := cells[d.Below(uint64(i), len(cells))]
			c[at/labels.Levels][at%labels.Levels]++
		}
		for i, v := range kappasOf(&c) {
			drawn[i].add(v)
		}
	}
	k.KappaCI95, k.LinearCI95, k.QuadraticCI95 = drawn[0].interval(), drawn[1].interval(), drawn[2].interval()
	return k
}

// kappasOf are the plain, the linear and the quadratic kappa: 1 - Σ w·observed / Σ w·expected,
// expected being what the margins give by chance, and w the distance in levels to the power
// 0, 1 and 2, which is 0 on the diagonal.
func kappasOf(counts *[labels.Levels][labels.Levels]int) (k [3]Metric) {
	var first, second [labels.Levels]float64
	n := 0.0
	for i, row := range counts {
		for j, v := range row {
			first[i] += float64(v)
			second[j] += float64(v)
			n += float64(v)
		}
	}
	for power := range k {
		seen, chance := 0.0, 0.0
		for i, row := range counts {
			for j, v := range row {
				w := distanceTo(i, j, power)
				seen += w * float64(v)
				chance += w * first[i] * second[j] / n
			}
		}
		if k[power] = undefined; n > 0 && chance > 0 {
			k[power] = Metric(1 - seen/chance)
		}
	}
	return k
}

// distanceTo is how far two levels are apart, to a power; equal ones not at all.
func distanceTo(i, j, power int) float64 {
	if i == j {
		return 0
	}
	return math.Pow(math.Abs(float64(i-j)), float64(power))
}
