//go:build experiment

package model

import (
	"fmt"
	"os"
	"testing"
	"time"

	"memebench/eval"
	"memebench/labels"
	"memebench/model/head"
)

// TestDecayOfFusions compares the chosen recipe with the former default for the other fusions,
// MEMEBENCH_SEEDS=5:
//
//	nice -n 19 go test ./model -tags experiment -run TestDecayOfFusions -timeout 10h -v
func TestDecayOfFusions(t *testing.T) {
	for _, fusion := range []string{eval.Gated, eval.Attention} {
		for _, e := range decaySets {
			if fusion == eval.Attention && e.rows == 0 && !e.all {
				continue // it takes an hour
			}
			t.Run(fusion+", "+e.name, func(t *testing.T) {
				g, seeds := e.gather(t)
				var both []recipe
				for _, r := range []recipe{{name: "the former default"}, chosen, unsmoothed} {
					alter := r.alter
					both = append(both, recipe{name: r.name, alter: func(c *eval.Config) {
						if alter != nil {
							alter(c)
						}
						c.Fusion = fusion
					}})
				}
				runRecipes(t, both, []*recipeExperiment{{name: t.Name(), g: g, rows: e.rows, scores: map[string]*recipeScores{}}}, seeds, 200)
			})
		}
	}
}

// TestDecayOfWarmStarts compares what comes of retraining a head again and again while labels
// are given: a head learns from the first rows of each fold, and after so many more a warm
// start goes on from it with all that there are then.
func TestDecayOfWarmStarts(t *testing.T) {
	for _, e := range []warmExperiment{
		{decaySets[0], 3000, 4000},
		{decaySets[1], 475, 100},
		{decaySets[2], 60, 25},
	} {
		t.Run(e.name, e.run)
	}
}

type warmExperiment struct {
	decaySet
	first, more int // rows of train
}

// chain is how heads are retrained.
type chain struct {
	name        string
	first, next recipe
	cold        bool // the next ones start anew
}

func (e warmExperiment) run(t *testing.T) {
	former := recipe{}
	g, seeds := e.gather(t)
	out := &recipeExperiment{name: e.name, g: g, scores: map[string]*recipeScores{}}
	for seed := range uint64(seeds) {
		folds, err := g.foldsInto(DefaultFolds, 300+seed, 0)
		if err != nil {
			t.Fatal(err)
		}
		for _, c := range []chain{
			{name: "the former default", first: former, next: former},
			{name: "decay, in warm starts too", first: chosen, next: chosen},
			{name: "decay, in warm starts none", first: chosen, next: former},
			{name: "decay and label smoothing 0", first: unsmoothed, next: unsmoothed},
			{name: "decay, always from new parameters", first: chosen, next: chosen, cold: true},
		} {
			e.evaluate(t, g, c, folds, 300+seed, out.add)
		}
		fmt.Fprintf(os.Stderr, "%s: seed %d of %d\n", e.name, seed+1, seeds)
		if seed+1 == uint64(seeds) {
			fmt.Println(out.table())
		}
	}
}

// evaluate retrains in each fold, and tells what the last heads say of the rows that are held out.
func (e warmExperiment) evaluate(t *testing.T, g *trainingSet, c chain, folds []fold, seed uint64, add func(string, []eval.Row, float64)) {
	cfg := formerDefault()
	cfg.Seed = seed
	var rows []eval.Row
	seconds := 0.0
	for _, f := range folds {
		draw := eval.NewStream(seed, eval.ForProbe)
		if e.rows > 0 {
			val := e.rows / stopFolds
			f.val, f.train = some(f.val, val, draw), some(f.train, e.rows-val, draw)
		}
		order := some(f.train, len(f.train), draw)
		draw.Shuffle(order)
		var h *head.Head
		for n := e.first; ; n += e.more {
			n = min(n, len(order))
			if c.cold && n < len(order) {
				continue
			}
			now := fold{train: order[:n], val: f.val}
			start := time.Now()
			if h == nil {
				h = c.first.fit(t, g, now, cfg, nil)
			} else {
				h = c.next.fit(t, g, now, cfg, h)
			}
			seconds += time.Since(start).Seconds()
			if n == len(order) {
				break
			}
		}
		part, err := evaluateHead(t.Context(), h, g, f.heldOut)
		if err != nil {
			t.Fatal(err)
		}
		rows = append(rows, part...)
	}
	add(c.name, rows, seconds)
}

// TestDecayWithWrongLabels compares the chosen recipe with the former default where 10 % of 3,000
// sentences have any other level, on the 1,101 sentences of dev.
func TestDecayWithWrongLabels(t *testing.T) {
	r, c, all, seeds := sst5Rig(t)
	dev, err := r.gather(t.Context(), c, func(m *labels.Meme, _ labels.State) bool { return m.Split == labels.Val })
	if err != nil {
		t.Fatal(err)
	}
	out := &recipeExperiment{name: "SST-5, 10 % of the labels wrong", g: dev, scores: map[string]*recipeScores{}}
	for seed := range uint64(seeds) {
		g, _, _ := flipped{seed: seed, rows: 3000, share: .1}.flip(t, r, c, all)
		f := g.without(nil, eval.NewStream(seed, eval.ForStop))
		recipes := []recipe{{name: "the former default"}, {name: "label smoothing 0", alter: withoutSmoothing}, chosen, unsmoothed}
		for _, by := range recipes {
			cfg := formerDefault()
			cfg.Seed = seed + 1
			start := time.Now()
			h := by.fit(t, g, f, cfg, nil)
			seconds := time.Since(start).Seconds()
			rows, err := evaluateHead(t.Context(), h, dev, upTo(len(dev.memes)))
			if err != nil {
				t.Fatal(err)
			}
			out.add(by.name, rows, seconds)
		}
	}
	fmt.Println(out.table())
}
