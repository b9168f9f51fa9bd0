package labels

import (
	"cmp"
	"fmt"
	"slices"
)

// BalancePlan assigns all memes so that the shares hold at each level as nearly as memes that
// are tied, which stay together, allow; those without a level go by [Shares.Assign]. Seed 0
// assigns the latter as an import does; every other seed gives another assignment.
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
	for l := range quotas {
		n := 0
		for i := range tied {
			n += tied[i].Levels[l]
		}
		quotas[l] = s.quotas(n)
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
	for _, p := range order {
		t := &tied[p.at]
		var split Split
		if p.labelled > 1 {
			split = leastOff(t, &quotas, &there)
		} else {
			l := slices.Index(t.Levels[:], 1)
			if l < 0 {
				continue
			}
			// Of what draws the order, a part decides no more.
			var lack [3]int
			for i, q := range quotas[l] {
				lack[i] = max(0, q-there[l][i])
			}
			split = draw("split\x00"+seeded(seed, t.Key), lack)
		}
		for l, n := range t.Levels {
			there[l].Count(split, n)
		}
		splits[t.Key] = split
	}
	return splits
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
