//go:build !race

// Of what is compared here very often the race detector would make ten times as much, on ways on
// which it looks in other tests: it is tried without.

package eval

import (
	"flag"
	"fmt"
	"math"
	"testing"

	"memebench/labels"
)

// simulatedPairs is how many pairs each row of the table in README.md ("How often are equal
// heads told apart?") is made of; the test has fewer:
//
//	go test ./eval -run TestFalsePromotions -pairs 2000 -v
var simulatedPairs = flag.Int("pairs", 20, "pairs of heads that TestFalsePromotions simulates")

// Equal heads, and heads that have learnt from shuffled labels, are promoted less often than
// one time in twenty: where the interval of the share is above that, the rule is broken.
func TestFalsePromotions(t *testing.T) {
	for _, c := range []struct {
		name string
		pair func(draw Stream) Comparison
	}{
		{"equal heads, 60 memes", equalHeads(60, 1)},
		{"equal heads, 100 memes", equalHeads(100, 1)},
		{"equal heads, 300 memes", equalHeads(300, 1)},
		{"equal heads, 300 memes in groups of 3", equalHeads(300, 3)},
		{"shuffled labels, 100 memes, cross-validated", shuffledSets(100, 3)},
		{"shuffled labels, 300 memes, on val", shuffledSets(300, 0)},
	} {
		promoted, told := 0, 0
		for i := range *simulatedPairs {
			r := c.pair(NewStream(7, 0, uint64(i)))
			if d := Decide(PromoteBetter, "v1", &r, "", 1); d.Serve {
				promoted++
			}
			if r.Outcome == FirstBetter || r.Outcome == SecondBetter {
				told++
			}
		}
		a, b := NewShare(promoted, *simulatedPairs), NewShare(told, *simulatedPairs)
		t.Logf("%s: promoted %d of %d, %.1f %% (%.1f to %.1f); told apart %.1f %% (%.1f to %.1f)", c.name, promoted, a.N,
			100*a.Share, 100*a.CI95[0], 100*a.CI95[1], 100*b.Share, 100*b.CI95[0], 100*b.CI95[1])
		if a.CI95[0] >= .05 || b.CI95[0] >= .05 {
			t.Errorf("%s: promoted %.3f, told apart %.3f", c.name, a.Share, b.Share)
		}
	}
}

// Of several candidates that are as good as the served version, one after the other on the
// same rows, the chance that any is promoted stays below one in twenty.
func TestFalsePromotionsOfCandidates(t *testing.T) {
	const candidates = 5
	promoted, n := 0, max(1, *simulatedPairs/2)
	for i := range n {
		draw := NewStream(11, 0, uint64(i))
		for tried := 1; tried <= candidates; tried++ {
			c := compareHeads(draw, 100, 1, [2]int{0, tried})
			if Decide(PromoteBetter, "v1", &c, "", tried).Serve {
				promoted++
				break
			}
		}
	}
	share := NewShare(promoted, n)
	t.Logf("any of %d candidates, 100 memes: promoted in %d of %d, %.1f %% (%.1f to %.1f)", candidates, promoted, n, 100*share.Share, 100*share.CI95[0], 100*share.CI95[1])
	if share.CI95[0] >= .05 {
		t.Errorf("promoted in %.3f", share.Share)
	}
}

// equalHeads makes two heads whose logits are the truth and noise of their own, in rows of
// levels as skewed as Memotion's; half of the noise is common to a group.
func equalHeads(n, size int) func(Stream) Comparison {
	return func(draw Stream) Comparison { return compareHeads(draw, n, size, [2]int{0, 1}) }
}

// compareHeads compares two of the heads that draw makes for the same rows.
func compareHeads(draw Stream, n, size int, heads [2]int) Comparison {
	var sides [2][]Row
	for side, head := range heads {
		noise := draw.derive(uint64(1 + head))
		for i := range n {
			group := i / size
			r := Row{Meme: labels.MemeID(fmt.Sprint(i)), Group: fmt.Sprint(group), True: levelAt(draw.derive(0).Uniform(uint64(group)))}
			z := [labels.Levels]float64{}
			for k := range z {
				z[k] = math.Log(memotionShares[k]) + .7*noise.Normal(uint64(i*5+k)) + .7*noise.Normal(uint64((1<<20)+group*5+k))
			}
			z[r.True]++
			r.answer(z)
			sides[side] = append(sides[side], r)
		}
	}
	c, err := Compare(sides[0], sides[1])
	if err != nil {
		panic(err)
	}
	c.Split = string(labels.Val)
	return c
}

// answer gives the row what logits say.
func (r *Row) answer(z [labels.Levels]float64) {
	r.Probs, r.Pred = tempered(z, 1), 0
	for l, p := range r.Probs {
		if p > r.Probs[r.Pred] {
			r.Pred = labels.Level(l)
		}
	}
}

// shuffledFeatures is how many features a meme of a shuffled set has.
const shuffledFeatures = 12

// shuffledSets makes a set whose features say nothing of the levels, and two heads (softmax
// regressions) that learn from different halves of the features: cross-validated in five folds,
// so many times, or if that is 0 trained on as many other memes.
func shuffledSets(n, repeats int) func(Stream) Comparison {
	return func(draw Stream) Comparison {
		all := n
		if repeats == 0 {
			all = 2 * n
		}
		x, rows := make([][shuffledFeatures]float64, all), make([]Row, all)
		for i := range rows {
			rows[i] = Row{Meme: labels.MemeID(fmt.Sprint(i)), True: levelAt(draw.derive(0).Uniform(uint64(i)))}
			for k := range x[i] {
				x[i][k] = draw.derive(1).Normal(uint64(i*shuffledFeatures + k))
			}
		}
		var sides [2][][]Row
		for side := range sides {
			from, to := side*shuffledFeatures/2, (side+1)*shuffledFeatures/2
			if repeats == 0 {
				h := fitSoftmax(x[n:], rows[n:], from, to)
				out := append([]Row(nil), rows[:n]...)
				for i := range out {
					out[i].answer(h.logits(&x[i]))
				}
				sides[side] = [][]Row{out}
				continue
			}
			for r := range repeats {
				order := make([]int, n)
				for i := range order {
					order[i] = i
				}
				draw.derive(2 + uint64(r)).Shuffle(order)
				out := append([]Row(nil), rows...)
				for fold := range 5 {
					var learnX [][shuffledFeatures]float64
					var learn []Row
					for place, i := range order {
						if place%5 != fold {
							learnX, learn = append(learnX, x[i]), append(learn, rows[i])
						}
					}
					h := fitSoftmax(learnX, learn, from, to)
					for place, i := range order {
						if place%5 == fold {
							out[i].answer(h.logits(&x[i]))
						}
					}
				}
				sides[side] = append(sides[side], out)
			}
		}
		c, err := CompareRepeated(sides[0], sides[1])
		if err != nil {
			panic(err)
		}
		c.Split = CVRows
		return c
	}
}

// softmax is a softmax regression on some of the features, the last weight being the bias.
type softmax struct {
	from, to int
	w        [labels.Levels][shuffledFeatures + 1]float64
}

func (h *softmax) logits(x *[shuffledFeatures]float64) (z [labels.Levels]float64) {
	for l := range z {
		z[l] = h.w[l][shuffledFeatures]
		for k := h.from; k < h.to; k++ {
			z[l] += h.w[l][k] * x[k]
		}
	}
	return z
}

// fitSoftmax makes forty steps down the gradient of the log loss, enough to learn by heart
// what there is to learn.
func fitSoftmax(x [][shuffledFeatures]float64, rows []Row, from, to int) *softmax {
	h := &softmax{from: from, to: to}
	for range 40 {
		var slope [labels.Levels][shuffledFeatures + 1]float64
		for i := range rows {
			p := tempered(h.logits(&x[i]), 1)
			p[rows[i].True]--
			for l, v := range p {
				for k := from; k < to; k++ {
					slope[l][k] += v * x[i][k]
				}
				slope[l][shuffledFeatures] += v
			}
		}
		for l := range h.w {
			for k := range h.w[l] {
				h.w[l][k] -= 2 * slope[l][k] / float64(len(rows))
			}
		}
	}
	return h
}

// Of shuffled labels hardly more than one set in twenty looks as if it had been learnt from.
func TestChanceOfShuffledLabels(t *testing.T) {
	beaten := 0
	for seed := range uint64(200) {
		rows := make([]Row, 60)
		draw := NewStream(seed, ForProbe)
		for i := range rows {
			rows[i].True, rows[i].Pred = levelAt(draw.Uniform(uint64(2*i))), levelAt(draw.Uniform(uint64(2*i+1)))
		}
		if is, _ := newGrouped(rows).chance().Beaten(); is {
			beaten++
		}
	}
	if beaten < 2 || beaten > 20 {
		t.Errorf("%d of 200, want about 10", beaten)
	}
}

// Of slices that have nothing to do with what is right, as many are told apart as 5 % say,
// also where groups of four are right or wrong together. The two sides of a difference are one test.
func TestSliceTestIsHonest(t *testing.T) {
	const times, memes = 400, 400
	found := 0
	for k := range times {
		draw := NewStream(uint64(k), ForProbe)
		rows, all := slicedMemes(memes, func(i int) bool { return draw.Uniform(uint64(i/4)) < .6 }, func(i int, m *labels.Meme, _ *labels.State) {
			m.Group = fmt.Sprint("g", i/4)
			v := fmt.Sprint("v", draw.Below(uint64(1000+i/4), 2))
			m.Values = []string{v, v}
		})
		in := make([]bool, memes)
		for i := range in {
			in[i] = draw.Below(uint64(1000+i/4), 2) == 0
		}
		if _, p := newGrouped(rows).besides(in); p <= .05 {
			found++
		}
		if k%100 > 0 { // resampling takes long
			continue
		}
		s := mustSlice(t, rows, all, "humour", "column:picture")
		if s.Tests != 2 {
			t.Fatalf("%d tests, want one of each column of two values", s.Tests)
		}
		if a, b := s.By[0].Slices[0], s.By[0].Slices[1]; a.PAdjusted != b.PAdjusted || a.AccuracyDelta != -b.AccuracyDelta || a.PAdjusted != min(1, 2*a.P) {
			t.Errorf("the two sides of one difference are %+v and %+v", a, b)
		}
	}
	if found < times*2/100 || found > times*9/100 {
		t.Errorf("%d of %d told apart", found, times)
	}
}
