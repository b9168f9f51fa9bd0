//go:build experiment

package model

import (
	"errors"
	"fmt"
	"math"
	"os"
	"slices"
	"strings"
	"testing"
	"time"

	"memebench/eval"
	"memebench/labels"
	"memebench/model/head"
	"memebench/model/kernel"
)

// TestRecipes makes the first table of the section "What was tried" of model/README.md, and
// prints it:
//
//	nice -n 19 go test ./model -tags experiment -run 'TestRecipes$' -timeout 10h -v
//
// For each seed, the rows are assigned to five folds anew, and heads with parameters of that
// seed are trained by each recipe and evaluated on the folds they have not seen, together.
// MEMEBENCH_SEEDS is how often: 20 times unless it says otherwise. MEMEBENCH_KEEP names a file
// that has the table as of the last seed done. Features are kept in the folder for temporary
// files.
func TestRecipes(t *testing.T) {
	var all []*recipeExperiment
	seeds := 0
	for _, e := range []struct {
		name string
		add  func(*testing.T, *rig)
		keep func(*labels.Meme, labels.State) bool
	}{
		{"SST-5, train", addSST5, func(m *labels.Meme, _ labels.State) bool { return m.Split == labels.Train }},
		{"the starter set", addStarter, func(*labels.Meme, labels.State) bool { return true }},
	} {
		r, c, n := experimentRig(t, e.add)
		g, err := r.gather(t.Context(), c, e.keep)
		if err != nil {
			t.Fatal(err)
		}
		if err := r.Close(); err != nil { // the next one keeps its features in the same files
			t.Fatal(err)
		}
		all = append(all, &recipeExperiment{name: e.name, g: g, scores: map[string]*recipeScores{}})
		seeds = n
	}
	runRecipes(t, recipes, all, seeds, 0)
}

// TestPromisingRecipes makes the second table, of what is best there, by other seeds.
func TestPromisingRecipes(t *testing.T) {
	for _, e := range decaySets {
		t.Run(e.name, func(t *testing.T) {
			g, seeds := e.gather(t)
			runRecipes(t, promising, []*recipeExperiment{{name: e.name, g: g, rows: e.rows, scores: map[string]*recipeScores{}}}, seeds, 100)
		})
	}
}

// decaySets are what decay was measured on.
var decaySets = []decaySet{
	{name: "SST-5, train", add: addSST5},
	{name: "SST-5, 1,000 of train", add: addSST5, rows: 1000},
	{name: "the starter set", add: addStarter, all: true},
}

type decaySet struct {
	name string
	add  func(*testing.T, *rig)
	all  bool // its memes, not only those of train
	rows int  // that a head learns from or stops on; 0: all
}

// gather returns the rows, and how many seeds there are to be.
func (e decaySet) gather(t *testing.T) (g *trainingSet, seeds int) {
	r, c, seeds := experimentRig(t, e.add)
	g, err := r.gather(t.Context(), c, func(m *labels.Meme, _ labels.State) bool { return e.all || m.Split == labels.Train })
	if err != nil {
		t.Fatal(err)
	}
	return g, seeds
}

// runRecipes evaluates recipes by so many seeds after the first ones.
func runRecipes(t *testing.T, recipes []recipe, all []*recipeExperiment, seeds int, after uint64) {
	for seed := range uint64(seeds) {
		table := ""
		for _, e := range all {
			start := time.Now()
			folds, err := e.g.foldsInto(DefaultFolds, after+seed+1, 0)
			if err != nil {
				t.Fatal(err)
			}
			if e.rows > 0 {
				draw := eval.NewStream(after+seed+1, eval.ForProbe)
				for f := range folds {
					val := e.rows / stopFolds
					folds[f].val, folds[f].train = some(folds[f].val, val, draw), some(folds[f].train, e.rows-val, draw)
				}
			}
			for _, r := range recipes {
				r.evaluate(t, e.g, folds, after+seed+1, e.add)
			}
			fmt.Fprintf(os.Stderr, "%s: seed %d of %d, %.0f s\n", e.name, seed+1, seeds, time.Since(start).Seconds())
			table += e.table()
		}
		if path := os.Getenv("MEMEBENCH_KEEP"); path != "" && seed > 0 {
			if err := os.WriteFile(path, []byte(table), 0o666); err != nil {
				t.Fatal(err)
			}
		}
		if seed+1 == uint64(seeds) {
			fmt.Println(table)
		}
	}
}

// some draws n rows.
func some(rows []int, n int, draw eval.Stream) []int {
	rows = slices.Clone(rows)
	draw.Shuffle(rows)
	rows = rows[:n]
	slices.Sort(rows)
	return rows
}

// recipe is a way to train a head.
type recipe struct {
	name   string
	alter  func(*eval.Config) // the former default
	recipe head.Recipe
	heads  []int // averages of so many heads are evaluated, too
}

// formerDefault is the default config until 27 November 2026, which recipes are compared with.
func formerDefault() eval.Config {
	c := eval.Default()
	c.DecaySteps = 0
	return c
}

// decay lets the learning rate decay over so many steps.
func decay(steps int) func(*eval.Config) {
	return func(c *eval.Config) { c.DecaySteps = steps }
}

func cosineDecay(share float64) float64 { return (1 + math.Cos(math.Pi*share)) / 2 }

var recipes = []recipe{
	{name: "the former default", heads: []int{2, 3, 5}},
	{name: "ordinal .1", alter: func(c *eval.Config) { c.Ordinal = .1 }},
	{name: "ordinal .3", alter: func(c *eval.Config) { c.Ordinal = .3 }},
	{name: "ordinal .5", alter: func(c *eval.Config) { c.Ordinal = .5 }},
	{name: "label smoothing 0", alter: withoutSmoothing},
	{name: "label smoothing .1", alter: func(c *eval.Config) { c.LabelSmoothing = .1 }},
	{name: "label smoothing .2", alter: func(c *eval.Config) { c.LabelSmoothing = .2 }},
	{name: "linear decay over 750 steps", alter: decay(750)},
	{name: "cosine decay over 750 steps", alter: decay(750), recipe: head.Recipe{Decay: cosineDecay}},
	{name: "linear decay over 400 steps", alter: decay(400)},
	{name: "learning rate 3e-4 (no decay)", alter: func(c *eval.Config) { c.LearningRate = 3e-4 }},
	{name: "moving average, β .98", recipe: head.Recipe{Average: .98}},
	{name: "moving average, β .995", recipe: head.Recipe{Average: .995}},
	{name: "mixup, α .2", recipe: head.Recipe{Mixup: .2}},
	{name: "mixup, α 1", recipe: head.Recipe{Mixup: 1}},
}

func withoutSmoothing(c *eval.Config) { c.LabelSmoothing = 0 }

// chosen is the default now.
var chosen = recipe{name: "linear decay over 400 steps", alter: decay(400)}

// unsmoothed is what is best on SST-5.
var unsmoothed = recipe{
	name: "linear decay over 400 steps, label smoothing 0", heads: []int{2, 3},
	alter: func(c *eval.Config) { c.DecaySteps, c.LabelSmoothing = 400, 0 },
}

var promising = []recipe{
	{name: "the former default", heads: []int{2, 3}},
	{name: "label smoothing 0", alter: withoutSmoothing},
	chosen,
	unsmoothed,
}

// fit trains a head as a training of the workspace does: where few rows can stop it, for as
// many epochs as are best in inner folds, but for a warm start (see setEpochs).
func (r recipe) fit(t *testing.T, g *trainingSet, f fold, cfg eval.Config, warm *head.Head) *head.Head {
	if r.alter != nil {
		r.alter(&cfg)
	}
	fit := func(train, val []int, epochs int) *head.Head {
		data := g.Data
		data.Train, data.Val = train, val
		o := head.FitOptions{Threads: 1, Epochs: epochs, Warm: warm}
		h, _, err := head.FitRecipe(t.Context(), &data, cfg, o, r.recipe)
		if errors.Is(err, kernel.ErrUnsupported) {
			h, _, err = head.Fit(t.Context(), &data, cfg, o)
		}
		if err != nil {
			t.Fatal(err)
		}
		return h
	}
	if len(f.val) >= stoppingRows || warm != nil {
		return fit(f.train, f.val, 0)
	}
	inner := *g
	inner.Train = f.train
	var best []int
	for _, part := range g.assignFolds(f.train, innerFolds, eval.NewStream(cfg.Seed, eval.ForStop)) {
		best = append(best, fit(inner.apartFrom(part), part, 0).Epoch)
	}
	slices.Sort(best)
	return fit(f.train, f.val, best[len(best)/2])
}

// recipeExperiment is what recipes make of a set.
type recipeExperiment struct {
	name   string
	g      *trainingSet
	rows   int // that a head learns from or stops on; 0: all
	rated  int // rows that were evaluated
	names  []string
	scores map[string]*recipeScores
}

// recipeScores are the values of a recipe, one for each seed.
type recipeScores struct{ macroF1, accuracy, qwk, loss, seconds []float64 }

func (e *recipeExperiment) add(name string, rows []eval.Row, seconds float64) {
	s := e.scores[name]
	if s == nil {
		s = &recipeScores{}
		e.names, e.scores[name] = append(e.names, name), s
	}
	e.rated = len(rows)
	m := eval.Measure(rows)
	s.macroF1, s.accuracy = append(s.macroF1, float64(m.MacroF1)), append(s.accuracy, float64(m.Accuracy))
	s.qwk, s.loss = append(s.qwk, float64(m.QWK)), append(s.loss, float64(m.LogLoss))
	s.seconds = append(s.seconds, seconds)
}

// evaluate trains by a recipe and tells what a head, and what averages of several make of the
// rows that are held out, and in how many seconds they were trained.
func (r recipe) evaluate(t *testing.T, g *trainingSet, folds []fold, seed uint64, add func(name string, rows []eval.Row, seconds float64)) {
	cfg := formerDefault()
	var said [][]eval.Row // of each head
	seconds := 0.0
	for i := range max(1, slices.Max(append(r.heads, 1))) {
		cfg.Seed = seed
		if i > 0 {
			cfg.Seed = eval.NewStream(seed, eval.ForProbe).At(uint64(i)) >> 1
		}
		var rows []eval.Row
		for _, f := range folds {
			start := time.Now()
			h := r.fit(t, g, f, cfg, nil)
			seconds += time.Since(start).Seconds()
			part, err := evaluateHead(t.Context(), h, g, f.heldOut)
			if err != nil {
				t.Fatal(err)
			}
			rows = append(rows, part...)
		}
		said = append(said, rows)
		if i == 0 {
			add(r.name, rows, seconds)
		}
		if slices.Contains(r.heads, i+1) {
			add(fmt.Sprintf("%s, mean probabilities of %d heads", r.name, i+1), meanRows(said, false), seconds)
			add(fmt.Sprintf("%s, mean logits of %d heads", r.name, i+1), meanRows(said, true), seconds)
		}
	}
}

// meanRows are rows by the mean of what several heads say, or the softmax of the mean of its
// logarithms.
func meanRows(said [][]eval.Row, logits bool) []eval.Row {
	mean := slices.Clone(said[0])
	for i := range mean {
		sum := 0.0
		for l := range mean[i].Probs {
			p := 0.0
			for _, rows := range said {
				if q := rows[i].Probs[l]; logits {
					p += math.Log(q) / float64(len(said))
				} else {
					p += q / float64(len(said))
				}
			}
			if logits {
				p = math.Exp(p)
			}
			mean[i].Probs[l] = p
			sum += p
		}
		for l := range mean[i].Probs {
			mean[i].Probs[l] /= sum
		}
		mean[i].Pred, _ = eval.Likeliest(mean[i].Probs)
	}
	return mean
}

func (e *recipeExperiment) table() string {
	var b strings.Builder
	base := e.scores[e.names[0]]
	if len(base.loss) < 2 {
		return ""
	}
	fmt.Fprintf(&b, "\n%s: evaluated on %d rows, %d seeds\n\n", e.name, e.rated, len(base.loss))
	fmt.Fprintln(&b, "| recipe | macro-F1 | accuracy | QWK | log loss | macro-F1 over the former default | accuracy | log loss | time |\n|---|---|---|---|---|---|---|---|---|")
	for _, name := range e.names {
		s := e.scores[name]
		mean := func(values []float64) float64 {
			m, _, _ := interval(values)
			return m
		}
		fmt.Fprintf(&b, "| %s | %.4f | %.4f | %.4f | %.4f | %s | %s | %s | %.2f |\n", name, mean(s.macroF1), mean(s.accuracy), mean(s.qwk), mean(s.loss),
			fineGain(s.macroF1, base.macroF1), fineGain(s.accuracy, base.accuracy), fineGain(s.loss, base.loss), mean(s.seconds)/mean(base.seconds))
	}
	return b.String()
}

// fineGain is gain with four digits.
func fineGain(of, over []float64) string {
	differences := slices.Clone(of)
	for i := range differences {
		differences[i] -= over[i]
	}
	mean, from, to := interval(differences)
	return fmt.Sprintf("%+.4f (%+.4f to %+.4f)", mean, from, to)
}

// TestChosenRecipeOnDev evaluates chosen and what is best on the sentences of dev of SST-5. They
// are heads of all of train, of which an eighth stops them, another for each seed.
func TestChosenRecipeOnDev(t *testing.T) {
	r, c, _, seeds := sst5Rig(t)
	g, err := r.gather(t.Context(), c, func(*labels.Meme, labels.State) bool { return true })
	if err != nil {
		t.Fatal(err)
	}
	e := recipeExperiment{name: "SST-5, dev", g: g, scores: map[string]*recipeScores{}}
	for seed := range uint64(seeds) {
		f := g.without(g.Val, eval.NewStream(seed+1, eval.ForStop))
		for _, r := range []recipe{{name: "the former default"}, chosen, unsmoothed} {
			r.evaluate(t, g, []fold{f}, seed+1, e.add)
		}
	}
	fmt.Println(e.table())
}
