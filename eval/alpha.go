package eval

import (
	"math"

	"memebench/labels"
)

// Alphas are Krippendorff's alpha of any number of voices, of which each has given a level
// to some of the memes: 1 - observed disagreement / the one expected by chance (Krippendorff,
// "Computing Krippendorff's Alpha-Reliability", 2011). 1 is full agreement and 0 chance; it
// can fall below 0. Nominal takes every disagreement for equal. Ordinal, which suits levels,
// counts how many of the levels given lie between two, and interval their squared distance.
// They are those of the package krippendorff 0.9.0 for Python, and undefined where no meme
// has two voices, or all voices are of one level.
//
// The intervals are percentiles of 1,000 resamples of the memes that have two voices or
// more; there are none below 20 of them or above 100,000.
type Alphas struct {
	Memes  int `json:"memes"`  // that have two voices or more
	Voices int `json:"voices"` // levels given to them

	Nominal      Metric   `json:"nominal"`
	NominalCI95  Interval `json:"nominal_ci95"`
	Ordinal      Metric   `json:"ordinal"`
	OrdinalCI95  Interval `json:"ordinal_ci95"`
	Interval     Metric   `json:"interval"`
	IntervalCI95 Interval `json:"interval_ci95"`
}

// NewAlphas returns the alphas of units, in each of which so many voices give each level.
// Units with fewer than two voices do not count.
func NewAlphas(units [][labels.Levels]int) Alphas {
	a := Alphas{NominalCI95: noInterval, OrdinalCI95: noInterval, IntervalCI95: noInterval}
	// Units with equal voices are counted together: there are few kinds.
	number := map[[labels.Levels]int]int32{}
	var kinds []unitKind
	var of []int32
	for _, u := range units {
		voices := 0
		for _, n := range u {
			voices += n
		}
		if voices < 2 {
			continue
		}
		at, known := number[u]
		if !known {
			at = int32(len(kinds))
			number[u] = at
			kinds = append(kinds, newUnitKind(u, voices))
		}
		of = append(of, at)
		a.Voices += voices
	}
	a.Memes = len(of)
	counts := make([]int, len(kinds))
	for _, at := range of {
		counts[at]++
	}
	all := alphasOf(kinds, counts)
	a.Nominal, a.Ordinal, a.Interval = all[0], all[1], all[2]
	if a.Memes < leastGroups || a.Memes > mostResampled {
		return a
	}
	var drawn [3]sample
	for b := range uint64(resamples) {
		d := derive(bootstrapSeed, b)
		clear(counts)
		for i := range of {
			counts[of[d.Below(uint64(i), len(of))]]++
		}
		for i, v := range alphasOf(kinds, counts) {
			drawn[i].add(v)
		}
	}
	a.NominalCI95, a.OrdinalCI95, a.IntervalCI95 = drawn[0].interval(), drawn[1].interval(), drawn[2].interval()
	return a
}

// unitKind is what a unit adds to the coincidences: for two levels how many ordered pairs
// of its voices give them, over its voices less one.
type unitKind [labels.Levels][labels.Levels]float64

func newUnitKind(u [labels.Levels]int, voices int) (k unitKind) {
	for i, n := range u {
		for j, m := range u {
			if i == j {
				m--
			}
			k[i][j] = float64(n*m) / float64(voices-1)
		}
	}
	return k
}

// alphasOf are the nominal, the ordinal and the interval alpha of so many units of each kind.
func alphasOf(kinds []unitKind, counts []int) [3]Metric {
	var pairs unitKind
	for k := range kinds {
		if counts[k] == 0 {
			continue
		}
		for i := range pairs {
			for j := range pairs[i] {
				pairs[i][j] += float64(counts[k]) * kinds[k][i][j]
			}
		}
	}
	var given [labels.Levels]float64
	n := 0.0
	for i, row := range pairs {
		for _, v := range row {
			given[i] += v
			n += v
		}
	}
	var seen, chance [3]float64
	for i := range pairs {
		between := given[i] / 2 // the levels given from i to j, of both ends the half
		for j := i + 1; j < labels.Levels; j++ {
			between += given[j] / 2
			for k, d := range [3]float64{1, between * between, math.Pow(float64(j-i), 2)} {
				seen[k] += 2 * pairs[i][j] * d
				chance[k] += 2 * given[i] * given[j] * d
			}
			between += given[j] / 2
		}
	}
	var out [3]Metric
	for k := range out {
		if out[k] = undefined; chance[k] > 0 {
			out[k] = Metric(1 - (n-1)*seen[k]/chance[k])
		}
	}
	return out
}
