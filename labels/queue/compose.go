package queue

import (
	"slices"

	"memebench/eval"
)

// urgent takes out, at random, as many memes of val and test without a gold level as these
// splits lack. Both keep their order.
func (g *gathered) urgent() (urgent []Item, rest []candidate) {
	var held []candidate
	for _, c := range g.waiting {
		if c.split >= 0 && !c.gold {
			held = append(held, c)
		}
	}
	slices.SortFunc(held, byLot)
	lack, taken := g.lack, map[uint32]bool{}
	for _, c := range held {
		if lack[c.split] > 0 {
			lack[c.split]--
			taken[c.seq] = true
			urgent = append(urgent, NewItem(uint64(c.seq), HeldOut))
		}
	}
	if len(taken) == 0 {
		return nil, g.waiting
	}
	rest = make([]candidate, 0, len(g.waiting)-len(taken))
	for _, c := range g.waiting {
		if !taken[c.seq] {
			rest = append(rest, c)
		}
	}
	return urgent, rest
}

// everyFourth puts urgent items at every fourth place, as far as there are any, and the
// rest of them, where the others end before, at the end.
func everyFourth(others, urgent []Item) []Item {
	if len(urgent) == 0 {
		return others
	}
	all := make([]Item, 0, len(others)+len(urgent))
	for len(others) > 0 && len(urgent) > 0 {
		if len(all)%4 == 3 {
			all, urgent = append(all, urgent[0]), urgent[1:]
		} else {
			all, others = append(all, others[0]), others[1:]
		}
	}
	return append(append(all, others...), urgent...)
}

// scatter puts items at random places among others. Both keep their order.
func (m *maker) scatter(others, at []Item) []Item {
	if len(at) == 0 {
		return others
	}
	lots := eval.NewStream(m.lots.At(0), eval.ForQueue, 1)
	all := make([]Item, 0, len(others)+len(at))
	for i := uint64(0); len(others) > 0 && len(at) > 0; i++ {
		if lots.Below(i, len(others)+len(at)) < len(at) {
			all, at = append(all, at[0]), at[1:]
		} else {
			all, others = append(all, others[0]), others[1:]
		}
	}
	return append(append(all, others...), at...)
}

// block is how a mixed queue shares out ten places; they are shuffled in each block.
var block = [...]How{ByName, ByName, ByName, ByName, ByName, ByName, ByName, ByLot, ByLot, Again}

// mix makes a mixed queue: of memes of train, by their rank; of these and of held-out
// ones, at random; and of the annotator's own levels. What there is no more of, the memes
// by their rank take the place of; when none waits any more, it ends.
func (m *maker) mix(train, held []candidate, again *[]Item) []Item {
	m.byLot(*again)
	random := slices.Concat(train, held)
	slices.SortFunc(random, byLot)
	total, last := len(random), uint32(0)
	for _, c := range random {
		last = max(last, c.seq)
	}
	took, taken := 0, make([]bool, last+1)
	next := func(from *[]candidate) (candidate, bool) {
		for len(*from) > 0 {
			c := (*from)[0]
			*from = (*from)[1:]
			if !taken[c.seq] {
				taken[c.seq] = true
				took++
				return c, true
			}
		}
		return candidate{}, false
	}
	lots := eval.NewStream(m.lots.At(0), eval.ForQueue, 2)
	all := make([]Item, 0, total+total/8)
	for i := uint64(0); took < total; i++ {
		order := make([]int, len(block))
		for j := range order {
			order[j] = j
		}
		eval.NewStream(lots.At(i), eval.ForQueue).Shuffle(order)
		for _, j := range order {
			how := block[j]
			if how == Again && len(*again) > 0 && took < total {
				all, *again = append(all, (*again)[0]), (*again)[1:]
				continue
			}
			from := &train
			if how == ByLot {
				from = &random
			}
			c, ok := next(from)
			if !ok && how != ByLot {
				how = ByLot
				c, ok = next(&random)
			}
			if !ok {
				break
			}
			if how == Again {
				how = ByName
			}
			all = append(all, NewItem(uint64(c.seq), how))
		}
	}
	return all
}
