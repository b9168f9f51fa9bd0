//go:build experiment

package model

import (
	"context"
	"encoding/csv"
	"fmt"
	"math"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"memebench/eval"
	"memebench/labels"
	"memebench/labels/picture"
	"memebench/labels/queue"
	"memebench/labels/starter"
	"memebench/model/assets/assetstest"
	"memebench/model/encoder"
	"memebench/model/head"
)

// TestActiveLearning makes the tables of the section "Which memes first?" of
// eval/README.md, and prints them:
//
//	nice -n 19 go test ./model -tags experiment -run TestActiveLearning -timeout 10h -v
//
// An annotator who is always right labels memes in the order of a queue, beginning with
// the same random ones; after every round a small head learns from them. Features are
// kept in the folder for temporary files, so that a second run does not encode again.
// MEMEBENCH_SEEDS is how often each is done, 50 times unless it says otherwise.
func TestActiveLearning(t *testing.T) {
	for _, e := range []activeLearning{
		{name: "SST-5 (captions alone)", add: addSST5, pool: 2000, first: 50, round: 50, last: 400},
		{name: "the starter set", add: addStarter, pool: 1000, first: 20, round: 20, last: 120},
	} {
		t.Run(e.name, func(t *testing.T) { fmt.Println(e.run(t)) })
	}
}

// activeLearning is one experiment.
type activeLearning struct {
	name               string
	add                func(t *testing.T, r *rig)
	pool               int // memes of train that can be labelled, another sample for each seed
	first, round, last int // labels
}

var compared = []string{queue.Random, queue.Uncertain, queue.Margin, queue.Diverse, queue.Mixed}

func (e activeLearning) run(t *testing.T) string {
	seeds := 50
	if s := os.Getenv("MEMEBENCH_SEEDS"); s != "" {
		if _, err := fmt.Sscan(s, &seeds); err != nil {
			t.Fatal(err)
		}
	}
	r := &rig{store: openStore(t), pictures: t.TempDir()}
	files := assetstest.Cache(t, encoder.PackAssets(encoder.DefaultPack)...)
	folder := filepath.Join(os.TempDir(), "memebench-activelearning")
	r.Workbench = NewWorkbench(r.store, encoder.NewPacks(files, ""), func(context.Context, []string, Report) error { return nil }, folder)
	defer r.Close()
	e.add(t, r)
	if _, err := r.Encode(t.Context(), nil); err != nil {
		t.Fatal(err)
	}
	c, err := r.caches(t.Context(), encoder.DefaultPack, nil)
	if err != nil {
		t.Fatal(err)
	}
	g, err := r.gather(t.Context(), c, func(*labels.Meme, labels.State) bool { return true })
	if err != nil {
		t.Fatal(err)
	}
	all, err := r.directions(t.Context(), seqsTo(len(g.memes)), nil)
	if err != nil {
		t.Fatal(err)
	}
	scores := map[string][][]float64{} // by queue: of each seed, after each round
	for seed := range seeds {
		for _, name := range compared {
			s := simulation{e, g, all, uint64(seed), name}
			scores[name] = append(scores[name], s.run(t))
		}
		fmt.Fprintf(os.Stderr, "%s: seed %d of %d\n", e.name, seed+1, seeds)
	}
	return e.table(scores)
}

// simulation is an annotator who labels by one queue.
type simulation struct {
	activeLearning
	g    *trainingSet
	x    [][]float32
	seed uint64
	name string
}

func (s simulation) run(t *testing.T) (macroF1 []float64) {
	who := fmt.Sprint("seed ", s.seed)
	var pool, test []int
	for row := range s.g.memes {
		if slices.Contains(s.g.Val, row) {
			test = append(test, row)
		} else {
			pool = append(pool, row)
		}
	}
	eval.NewStream(s.seed, eval.ForProbe).Shuffle(pool)
	pool = pool[:min(s.pool, len(pool))]
	slices.Sort(pool)
	probs := make([][labels.Levels]float32, len(s.g.memes))
	labelled := map[int]bool{}
	var order []int // of the labels
	in := queue.Input{Annotator: who, Overlap: 1, Facts: func(_ context.Context, q labels.Search, yield func(*labels.Facts) error) error {
		for _, row := range pool {
			f := labels.Facts{Seq: uint64(row + 1), Split: labels.Train, Kind: labels.Unlabelled, Gold: labels.NoLevel, Predicted: q.Version != "", Probs: probs[row]}
			if labelled[row] {
				f.Kind, f.Gold, f.Voices = labels.Labelled, s.g.Level[row], 1
				f.By = map[string]labels.Said{who: {Action: labels.SetLevel, Level: f.Gold}}
			}
			if err := yield(&f); err != nil {
				return err
			}
		}
		return nil
	}, Features: func(_ context.Context, seqs []uint64) ([][]float32, error) {
		out := make([][]float32, len(seqs))
		for i, seq := range seqs {
			out[i] = s.x[seq-1]
		}
		return out, nil
	}}
	cfg := formerDefault()
	cfg.Width, cfg.Hidden, cfg.Seed = 64, 32, s.seed+1
	given := 0
	for given < s.last {
		name, n := s.name, s.round
		if given == 0 {
			name, n = queue.Random, s.first
		}
		in.Lately = map[uint64]bool{}
		for _, row := range order[max(0, len(order)-RememberedLabels):] {
			in.Lately[uint64(row+1)] = true
		}
		l, err := queue.Make(t.Context(), name, in)
		if err != nil {
			t.Fatal(err)
		}
		for _, it := range l.Items[:min(n, len(l.Items))] { // one that is asked again teaches nothing
			row := int(it.Seq() - 1)
			labelled[row] = true
			order = append(order, row)
		}
		given += n
		data := s.g.Data
		data.Val = nil
		data.Train = slices.Collect(func(yield func(int) bool) {
			for _, row := range pool {
				if labelled[row] && !yield(row) {
					return
				}
			}
		})
		h, _, err := head.Fit(t.Context(), &data, cfg, head.FitOptions{Threads: 1})
		if err != nil {
			t.Fatal(err)
		}
		rows, err := evaluateHead(t.Context(), h, s.g, append(slices.Clone(test), pool...))
		if err != nil {
			t.Fatal(err)
		}
		for i, row := range pool {
			for l, p := range rows[len(test)+i].Probs {
				probs[row][l] = float32(p)
			}
		}
		in.Version = "v1"
		macroF1 = append(macroF1, float64(eval.Measure(rows[:len(test)]).MacroF1))
	}
	return macroF1
}

// student is the 97.5th percentile of Student's t with n−1 degrees of freedom
// (Cornish-Fisher expansion around the normal one; within 0.001 for n of 20 and more, 0.01 for 5).
func student(n int) float64 {
	const z = 1.959964
	d := float64(n - 1)
	return z + (z*z*z+z)/(4*d) + (5*math.Pow(z, 5)+16*z*z*z+3*z)/(96*d*d) +
		(3*math.Pow(z, 7)+19*math.Pow(z, 5)+17*z*z*z-15*z)/(384*d*d*d)
}

// interval is the mean of values with its 95 % interval.
func interval(values []float64) (mean, from, to float64) {
	n := float64(len(values))
	for _, v := range values {
		mean += v / n
	}
	sum := 0.0
	for _, v := range values {
		sum += (v - mean) * (v - mean)
	}
	half := student(len(values)) * math.Sqrt(sum/(n-1)/n)
	return mean, mean - half, mean + half
}

// table has two tables: the macro-F1 of each queue, and what each gains over random.
func (e activeLearning) table(scores map[string][][]float64) string {
	var b strings.Builder
	head := func(names []string) {
		fmt.Fprintf(&b, "\n| labels | %s |\n|---|%s\n", strings.Join(names, " | "), strings.Repeat("---|", len(names)))
	}
	rounds := len(scores[queue.Random][0])
	of := func(name string, round int) (values []float64) {
		for _, s := range scores[name] {
			values = append(values, s[round])
		}
		return values
	}
	fmt.Fprintf(&b, "%s, %d seeds\n", e.name, len(scores[queue.Random]))
	head(compared)
	for round := range rounds {
		fmt.Fprintf(&b, "| %d |", e.first+round*e.round)
		for _, name := range compared {
			mean, from, to := interval(of(name, round))
			fmt.Fprintf(&b, " %s (%s–%s) |", short(mean), short(from), short(to))
		}
		fmt.Fprintln(&b)
	}
	head(compared[1:])
	for round := 1; round < rounds; round++ {
		fmt.Fprintf(&b, "| %d |", e.first+round*e.round)
		for _, name := range compared[1:] {
			gains := of(name, round)
			for i, base := range of(queue.Random, round) {
				gains[i] -= base
			}
			gain, low, high := interval(gains)
			fmt.Fprintf(&b, " %s (%s to %s) |", signed(gain), signed(low), signed(high))
		}
		fmt.Fprintln(&b)
	}
	return b.String()
}

func short(x float64) string { return strings.TrimPrefix(fmt.Sprintf("%.3f", x), "0") }

func signed(x float64) string {
	if x < 0 {
		return "−" + short(-x)
	}
	return "+" + short(x)
}

// keep stores memes with their levels; those of val are what is evaluated.
func keep(t *testing.T, r *rig, memes []labels.Meme, levels []labels.Level) {
	t.Helper()
	var events []labels.Event
	for i := range memes {
		memes[i] = r.meme(memes[i], i+2)
		events = append(events, labels.Event{Meme: memes[i].ID, Annotator: "gold", Source: labels.Import, Action: labels.SetLevel, Level: levels[i]})
	}
	for len(memes) > 0 {
		n := min(len(memes), 1000)
		if _, err := r.store.AddMemes(memes[:n], labels.DefaultShares); err != nil {
			t.Fatal(err)
		}
		if _, err := r.store.Append(events[:n]...); err != nil {
			t.Fatal(err)
		}
		memes, events = memes[n:], events[n:]
	}
}

func addSST5(t *testing.T, r *rig) {
	var memes []labels.Meme
	var levels []labels.Level
	for _, from := range []struct {
		file  string
		split labels.Split
	}{{"train.csv", labels.Train}, {"dev.csv", labels.Val}} {
		file, split := from.file, from.split
		f, err := os.Open(filepath.Join("../../shared/data/sst5", file))
		if err != nil {
			t.Fatal(err)
		}
		rows, err := csv.NewReader(f).ReadAll()
		f.Close()
		if err != nil {
			t.Fatal(err)
		}
		for _, row := range rows[1:] {
			level, err := labels.ParseLevel(row[3])
			if err != nil {
				t.Fatal(err)
			}
			memes = append(memes, labels.Meme{Key: file + row[0], Caption: row[1], Split: split})
			levels = append(levels, level)
		}
	}
	keep(t, r, memes, levels)
}

func addStarter(t *testing.T, r *rig) {
	set, err := starter.Memes()
	if err != nil {
		t.Fatal(err)
	}
	if err := os.CopyFS(r.pictures, starter.Pictures); err != nil {
		t.Fatal(err)
	}
	var memes []labels.Meme
	var levels []labels.Level
	for _, m := range set {
		path := filepath.Join(r.pictures, m.Picture)
		info, err := picture.Probe(path)
		if err != nil {
			t.Fatal(err)
		}
		split := m.Split
		if split == labels.Test {
			split = labels.Val // the set is small: both are evaluated on
		}
		memes = append(memes, labels.Meme{
			Key: m.Name, Caption: m.Caption, Split: split,
			Image: labels.Image{Name: m.Picture, Path: path, SHA256: info.SHA256, Format: info.Format, Width: info.Width, Height: info.Height},
		})
		levels = append(levels, m.Level)
	}
	keep(t, r, memes, levels)
}
