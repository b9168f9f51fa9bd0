package labels

import (
	"cmp"
	"fmt"
	"slices"
)

// BalancePlan assigns all memes so that the shares hold at each level as nearly as memes that
// are tied, which stay together, allow; those without a level go by [Shares.Assign], as an
// import assigns them. Seed 0 moves few: what has a place within the quotas stays. Every
// other seed gives another assignment, of the memes without a level, too.
//
// The largest sets of tied memes are assigned first, each to the split that is then nearest
// to its quotas, as scikit-learn's StratifiedGroupKFold does for folds; then the memes that
// have a level alone, which fill what is left of the quotas in an order drawn by their keys.
func (s Shares) BalancePlan(seed uint64) SplitPlan {
	return func(tied []Tied) Assigner {
		splits := s.balanceAll(tied, seed)
		return func(_ *Meme, key string) (Split, error) {
			if split, ok := splits[key]; ok {
				return split, nil
			}
			return s.Assign(seeded(seed, key)), nil
		}
	}
}

// seeded is a key that another seed makes another one.
func seeded(seed uint64, key string) string {
	if seed == 0 {
		return key
	}
	return fmt.Sprintf("seed:%d\x00%s", seed, key)
}

// balanceAll returns the splits of tied memes by their keys.
func (s Shares) balanceAll(tied []Tied, seed uint64) map[string]Split {
	var quotas [Levels][3]int
	var there [Levels]SplitTally
	var carried [3]float64 // so that the shares hold of all together, too
	for l := range quotas {
		n := 0
		for i := range tied {
			n += tied[i].Levels[l]
		}
		quotas[l] = s.quotas(n, &carried)
	}
	type place struct {
		at       int
		labelled int
		drawn    float64
	}
	order := make([]place, len(tied))
	for i := range tied {
		order[i] = place{i, tied[i].labelled(), unit(seeded(seed, tied[i].Key))}
	}
	slices.SortFunc(order, func(a, b place) int {
		return cmp.Or(cmp.Compare(b.labelled, a.labelled), cmp.Compare(a.drawn, b.drawn), cmp.Compare(a.at, b.at))
	})
	splits := make(map[string]Split, len(tied))
	assign := func(t *Tied, split Split) {
		for l, n := range t.Levels {
			there[l].Count(split, n)
		}
		splits[t.Key] = split
	}
	alone := 0 // from here on in the order
	for alone < len(order) && order[alone].labelled > 1 {
		t := &tied[order[alone].at]
		split := t.Split
		if seed != 0 || !fits(t, &quotas, &there) {
			split = leastOff(t, &quotas, &there)
		}
		assign(t, split)
		alone++
	}
	if seed == 0 {
		for _, p := range order[alone:] {
			if t := &tied[p.at]; fits(t, &quotas, &there) {
				assign(t, t.Split)
			}
		}
	}
	for _, p := range order[alone:] {
		t := &tied[p.at]
		l := slices.Index(t.Levels[:], 1)
		if _, done := splits[t.Key]; done || l < 0 {
			continue
		}
		var lack [3]int
		for i, q := range quotas[l] {
			lack[i] = max(0, q-there[l][i])
		}
		assign(t, draw("split\x00"+seeded(seed, t.Key), lack)) // not by what draws the order
	}
	return splits
}

// fits reports whether tied memes may stay where they are, within the quotas.
func fits(t *Tied, quotas *[Levels][3]int, there *[Levels]SplitTally) bool {
	i := slices.Index(splitOrder[:], t.Split)
	if i < 0 {
		return false
	}
	for l, n := range t.Levels {
		if n > 0 && there[l][i]+n > quotas[l][i] {
			return false
		}
	}
	return true
}

// leastOff returns the split to which tied memes go so that the sum of the squared distances
// to the quotas, each in relation to its quota, grows least.
func leastOff(t *Tied, quotas *[Levels][3]int, there *[Levels]SplitTally) Split {
	best, least := Train, 0.0
	for i, split := range splitOrder {
		grows := 0.0
		for l, n := range t.Levels {
			over := there[l][i] - quotas[l][i]
			grows += float64((over+n)*(over+n)-over*over) / float64(max(quotas[l][i], 1))
			if quotas[l][i] == 0 && n > 0 {
				grows += float64(n * n)
			}
		}
		if i == 0 || grows < least {
			best, least = split, grows
		}
	}
	return best
}
