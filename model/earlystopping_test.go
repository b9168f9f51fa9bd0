//go:build experiment

package model

import (
	"encoding/csv"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"testing"

	"memebench/eval"
	"memebench/labels"
	"memebench/labels/picture"
	"memebench/model/head"
)

// TestEarlyStopping makes the tables of the section "When to stop" of model/README.md, and
// prints them:
//
//	nice -n 19 go test ./model -tags experiment -run TestEarlyStopping -timeout 10h -v
//
// For each seed, with rows and parameters of its own, one training of all epochs is looked at
// by each rule; the head of the epoch that a rule keeps is trained again and evaluated on
// rows that neither it nor the rule has seen. MEMEBENCH_SEEDS is how often: 20 times unless it
// says otherwise. Features are kept in the folder for temporary files.
func TestEarlyStopping(t *testing.T) {
	r, c, _, seeds := sst5Rig(t)
	all, err := r.gather(t.Context(), c, func(*labels.Meme, labels.State) bool { return true })
	if err != nil {
		t.Fatal(err)
	}
	for _, e := range []stoppingExperiment{
		{name: "SST-5, 200 at random", g: all, rows: 200, byFolds: true},
		{name: "SST-5, 500 at random", g: all, rows: 500, byFolds: true},
		{name: "SST-5, 4,000 at random", g: all, rows: 4000},
		{name: "SST-5, all of train", g: all},
		{name: "SST-5, the first 4,000 and no others", g: all.first(4000)},
	} {
		t.Run(e.name, func(t *testing.T) { e.run(t, seeds) })
	}
}

// TestEarlyStoppingOfMemotion does so with Memotion-7k.
func TestEarlyStoppingOfMemotion(t *testing.T) {
	r, c, seeds := experimentRig(t, addMemotion)
	g, err := r.gather(t.Context(), c, func(*labels.Meme, labels.State) bool { return true })
	if err != nil {
		t.Fatal(err)
	}
	stoppingExperiment{name: "Memotion-7k", g: g}.run(t, seeds)
}

// first are the first n rows, without any to evaluate on.
func (g *trainingSet) first(n int) *trainingSet {
	part := *g
	part.memes, part.groups, part.Train, part.Val = g.memes[:n], g.groups[:n], upTo(n), nil
	part.Level, part.X, part.Present = g.Level[:n], slices.Clone(g.X), slices.Clone(g.Present)
	for i, in := range g.Inputs {
		part.X[i], part.Present[i] = g.X[i][:min(len(g.X[i]), n*in.Width)], g.Present[i][:min(len(g.Present[i]), n)]
	}
	return &part
}

// stoppingExperiment is one of them.
type stoppingExperiment struct {
	name    string
	g       *trainingSet // val is evaluated on; without any, a tenth of train
	rows    int          // of train for each seed; 0: all
	byFolds bool         // also as [Workbench.setEpochs] does
}

// stopRule says which epoch of a training is kept.
type stopRule struct {
	byMacroF1 bool // on val; by the loss otherwise
	patience  int  // epochs; 0: of all
}

var (
	stopRules = []stopRule{{false, 5}, {false, 2}, {false, 10}, {false, 0}, {true, 2}, {true, 5}, {true, 10}, {true, 0}}
	foldRules = []stopRule{{false, 5}, {true, 5}} // in inner folds
)

func (s stopRule) String() string {
	by := "loss"
	if s.byMacroF1 {
		by = "macro-F1"
	}
	if s.patience == 0 {
		return by + ", of all epochs"
	}
	return fmt.Sprintf("%s, patience %d", by, s.patience)
}

// keeps is the epoch, as [head.Fit] chooses it. Of an equal macro-F1 the first one is kept.
func (s stopRule) keeps(history []eval.Epoch, steps int) int {
	const patientSteps = 100 // those of Fit
	best, epoch := 0.0, 0
	for _, e := range history {
		waited := e.Epoch - 1 - epoch
		if epoch > 0 && s.patience > 0 && waited >= s.patience && waited*steps >= patientSteps {
			break
		}
		if is := float64(e.ValMacroF1); s.byMacroF1 && (epoch == 0 || is > best+1e-6) {
			best, epoch = is, e.Epoch
		}
		if is := float64(e.ValLoss); !s.byMacroF1 && (epoch == 0 || is < best-1e-6) {
			best, epoch = is, e.Epoch
		}
	}
	return epoch
}

// stopScores are the values of a rule, one for each seed.
type stopScores struct{ macroF1, accuracy, qwk, loss, epoch []float64 }

func (e stoppingExperiment) run(t *testing.T, seeds int) {
	names := []string{}
	scores := map[string]*stopScores{}
	add := func(name string, m eval.Metrics, epoch int) {
		s := scores[name]
		if s == nil {
			s = &stopScores{}
			names, scores[name] = append(names, name), s
		}
		s.macroF1, s.accuracy = append(s.macroF1, float64(m.MacroF1)), append(s.accuracy, float64(m.Accuracy))
		s.qwk, s.loss = append(s.qwk, float64(m.QWK)), append(s.loss, float64(m.LogLoss))
		s.epoch = append(s.epoch, float64(epoch))
	}
	rowsOf := [3]int{}
	for seed := range uint64(seeds) {
		cfg := formerDefault()
		cfg.Seed, cfg.Patience = seed+1, 0
		data, evaluated := e.split(seed)
		rowsOf = [3]int{len(data.Train), len(data.Val), len(evaluated)}
		fit := func(d *head.Data, epochs int) (*head.Head, []eval.Epoch) {
			h, history, err := head.Fit(t.Context(), d, cfg, head.FitOptions{Threads: 2, Epochs: epochs})
			if err != nil {
				t.Fatal(err)
			}
			return h, history
		}
		made := map[int]eval.Metrics{}
		score := func(name string, epoch int) {
			if _, ok := made[epoch]; !ok {
				h, _ := fit(&data, epoch)
				rows, err := evaluateHead(t.Context(), h, e.g, evaluated)
				if err != nil {
					t.Fatal(err)
				}
				made[epoch] = eval.Measure(rows)
			}
			add(name, made[epoch], epoch)
		}
		if e.byFolds {
			best := make([][]int, len(foldRules))
			for _, part := range e.g.assignFolds(data.Train, innerFolds, eval.NewStream(cfg.Seed, eval.ForStop)) {
				inner := data
				inner.Train = slices.DeleteFunc(slices.Clone(data.Train), func(r int) bool { return slices.Contains(part, r) })
				inner.Val = part
				_, history := fit(&inner, 0)
				for i, rule := range foldRules {
					best[i] = append(best[i], rule.keeps(history, (len(inner.Train)+cfg.Batch-1)/cfg.Batch))
				}
			}
			for i, rule := range foldRules {
				slices.Sort(best[i])
				score("five folds, "+rule.String(), best[i][len(best[i])/2])
			}
		}
		_, history := fit(&data, 0)
		for _, rule := range stopRules {
			score(rule.String(), rule.keeps(history, (len(data.Train)+cfg.Batch-1)/cfg.Batch))
		}
		fmt.Fprintf(os.Stderr, "%s: seed %d of %d\n", e.name, seed+1, seeds)
	}
	fmt.Printf("\n%s: %d rows, %d of val, evaluated on %d; %d seeds\n\n", e.name, rowsOf[0], rowsOf[1], rowsOf[2], seeds)
	fmt.Println("| kept by | epoch | macro-F1 | over the default | accuracy | QWK | log loss | over the default |\n|---|---|---|---|---|---|---|---|")
	for _, name := range names {
		s, base := scores[name], scores[names[0]]
		epoch, _, _ := interval(s.epoch)
		f, from, to := interval(s.macroF1)
		accuracy, _, _ := interval(s.accuracy)
		qwk, _, _ := interval(s.qwk)
		loss, _, _ := interval(s.loss)
		fmt.Printf("| %s | %.1f | %s (%s–%s) | %s | %s | %s | %.3f | %s |\n", name, epoch, short(f), short(from), short(to), gain(s.macroF1, base.macroF1), short(accuracy), short(qwk), loss, gain(s.loss, base.loss))
	}
}

// gain is the mean difference of pairs, with its interval.
func gain(of, over []float64) string {
	differences := slices.Clone(of)
	for i := range differences {
		differences[i] -= over[i]
	}
	mean, from, to := interval(differences)
	return fmt.Sprintf("%s (%s to %s)", signed(mean), signed(from), signed(to))
}

// split draws the rows of a seed: a tenth of those of train is val.
func (e stoppingExperiment) split(seed uint64) (data head.Data, evaluated []int) {
	rows, evaluated := slices.Clone(e.g.Train), e.g.Val
	draw := func(i uint64) eval.Stream { return eval.NewStream(seed, eval.ForProbe, i) }
	if e.rows > 0 {
		draw(0).Shuffle(rows)
		rows = rows[:e.rows]
		slices.Sort(rows)
	}
	parts := e.g.assignFolds(rows, 10, draw(1))
	data = e.g.Data
	if len(evaluated) == 0 {
		evaluated, parts = parts[9], parts[:9]
	}
	data.Val, data.Train = parts[0], slices.Concat(parts[1:]...)
	slices.Sort(data.Train)
	return data, evaluated
}

// addMemotion adds the memes of Memotion-7k that have a picture, all for train.
func addMemotion(t *testing.T, r *rig) {
	const folder = "../../shared/data/memotion7k"
	f, err := os.Open(filepath.Join(folder, "labels.csv"))
	if err != nil {
		t.Fatal(err)
	}
	table, err := csv.NewReader(f).ReadAll()
	f.Close()
	if err != nil {
		t.Fatal(err)
	}
	var memes []labels.Meme
	var levels []labels.Level
	for _, row := range table[1:] {
		path, err := filepath.Abs(filepath.Join(folder, "images", row[1]))
		if err != nil {
			t.Fatal(err)
		}
		info, err := picture.Probe(path)
		if errors.Is(err, fs.ErrNotExist) {
			continue
		}
		if err != nil {
			t.Fatal(err)
		}
		level, err := labels.ParseLevel(row[8])
		if err != nil {
			t.Fatal(err)
		}
		caption := row[3]
		if caption == "" {
			caption = row[2]
		}
		memes = append(memes, labels.Meme{
			Key: row[1], Caption: caption, Split: labels.Train,
			Image: labels.Image{Name: row[1], Path: path, SHA256: info.SHA256, Format: info.Format, Width: info.Width, Height: info.Height},
		})
		levels = append(levels, level)
	}
	keep(t, r, memes, levels)
}
