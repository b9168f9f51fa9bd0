package head

import (
	"context"
	"errors"
	"fmt"
	"math"
	"reflect"
	"slices"
	"strings"
	"testing"

	"memebench/eval"
	"memebench/labels"
	"memebench/model/ort/orttest"
)

// planted returns rows whose level can be read off a few features of each
// modality, a tenth of them without the first modality and a tenth without the
// last. Every fifth row is for validation.
func planted(n int, widths ...int) *Data {
	d := &Data{Level: make([]labels.Level, n)}
	draw := eval.NewStream(7, 100)
	next := uint64(0)
	random := func() float64 { next++; return draw.Uniform(next) }
	for r := range n {
		d.Level[r] = labels.Level(random() * labels.Levels)
		if r%5 == 4 {
			d.Val = append(d.Val, r)
		} else {
			d.Train = append(d.Train, r)
		}
	}
	for i, w := range widths {
		d.Inputs = append(d.Inputs, eval.Input{Modality: []string{"text", "image", "audio"}[i], Digest: fmt.Sprint("d", i), Width: w})
		// Modalities of very different size, with a common part.
		size := math.Pow(20, float64(i)) / 20
		x, present := make([]float32, n*w), make([]bool, n)
		for r := range n {
			present[r] = len(widths) == 1 || i > 0 && i < len(widths)-1 || r%10 != i
			for k := range w {
				v := 3 + random() - 0.5
				if k < 5 && k == int(d.Level[r]) {
					v += 1.2
				}
				x[r*w+k] = float32(size * v)
			}
		}
		d.X, d.Present = append(d.X, x), append(d.Present, present)
	}
	return d
}

func smallConfig() eval.Config {
	c := eval.Default()
	c.Width, c.Hidden, c.Batch, c.Epochs = 32, 16, 32, 30
	return c
}

func fit(t testing.TB, d *Data, c eval.Config, o FitOptions) (*Head, []eval.Epoch) {
	t.Helper()
	orttest.Start(t)
	h, history, err := Fit(context.Background(), d, c, o)
	if err != nil {
		t.Fatal(err)
	}
	return h, history
}

func TestFitLearns(t *testing.T) {
	for _, widths := range [][]int{{30}, {30, 50}, {20, 10, 15}} {
		d := planted(500, widths...)
		before := fmt.Sprint(d)
		h, history := fit(t, d, smallConfig(), FitOptions{})
		if fmt.Sprint(d) != before {
			t.Error("the data were changed")
		}
		best := history[h.Epoch-1]
		if best.ValMacroF1 < 0.9 {
			t.Errorf("%d modalities: macro-F1 %.3f after epoch %d", len(widths), best.ValMacroF1, h.Epoch)
		}
		for i, e := range history {
			if e.Epoch != i+1 || e.Seconds <= 0 || e.TrainLoss <= 0 {
				t.Errorf("epoch %d is recorded as %+v", i+1, e)
			}
			if e.ValLoss < best.ValLoss-1e-6 {
				t.Errorf("epoch %d was kept, but epoch %d has the lower loss", h.Epoch, e.Epoch)
			}
		}
		// The finished head takes features as they are: judged anew, without the
		// scaling of the training, it must do what the kept epoch did.
		tr, err := newTrainer(d, h, nil, FitOptions{Threads: 1}, newRuntimeEngine)
		if err != nil {
			t.Fatal(err)
		}
		loss, f1, err := tr.validate(t.Context(), d.Val)
		if err := errors.Join(err, tr.close()); err != nil {
			t.Fatal(err)
		}
		if math.Abs(loss-float64(best.ValLoss)) > 1e-4 || f1 != float64(best.ValMacroF1) {
			t.Errorf("%d modalities: the head has loss %v and macro-F1 %v, its epoch had %v and %v", len(widths), loss, f1, best.ValLoss, best.ValMacroF1)
		}
		if _, err := h.Publish(t.Context()); err != nil {
			t.Error(err)
		}
	}
}

func TestFitIsReproducible(t *testing.T) {
	d := planted(300, 40, 60)
	c := smallConfig()
	c.Epochs = 3
	for _, threads := range []int{1, 2} {
		first, history := fit(t, d, c, FitOptions{Threads: threads})
		second, again := fit(t, d, c, FitOptions{Threads: threads})
		if !reflect.DeepEqual(first, second) {
			t.Errorf("%d threads: two trainings gave different heads", threads)
		}
		for i := range history {
			history[i].Seconds, again[i].Seconds = 0, 0
		}
		if !slices.Equal(history, again) {
			t.Errorf("%d threads: histories %v and %v", threads, history, again)
		}
	}
	one, _ := fit(t, d, c, FitOptions{})
	if e, err := newKernelEngine(one, engineSize{train: 1, threads: 1}); err == nil {
		if err := e.close(); err != nil {
			t.Error(err)
		}
		if three, _ := fit(t, d, c, FitOptions{Threads: 3}); !reflect.DeepEqual(three, one) {
			t.Error("another number of threads gave another head")
		}
	}
	c.Seed++
	other, _ := fit(t, d, c, FitOptions{})
	if slices.Equal(one.Params, other.Params) {
		t.Error("another seed gave the same head")
	}
}

// The sums of ONNX Runtime depend on how many threads make them, which is not to be how many
// processors a machine has.
func TestFitIsTheSameOnAnyNumberOfProcessors(t *testing.T) {
	d := planted(300, 384, 384)
	c := eval.Default()
	c.Epochs = 1
	for _, fusion := range eval.Fusions {
		c.Fusion = fusion
		alone, _ := fit(t, d, c, FitOptions{Processors: 1})
		if among, _ := fit(t, d, c, FitOptions{Processors: 4}); !reflect.DeepEqual(among, alone) {
			t.Errorf("%s: four processors gave another head than one", fusion)
		}
	}
}

func TestFitStopsWhenItDoesNotGetBetter(t *testing.T) {
	d := planted(300, 20)
	for _, r := range d.Val { // validation by chance: what is learnt only hurts
		d.Level[r] = (d.Level[r] + 1 + labels.Level(r%4)) % labels.Levels
	}
	c := smallConfig()
	c.Epochs, c.Patience = 200, 3
	h, history := fit(t, d, c, FitOptions{})
	steps := (len(d.Train) + c.Batch - 1) / c.Batch
	// 100 steps are 13 epochs of 8 steps, which is more than the patience.
	if want := h.Epoch + (patientSteps+steps-1)/steps; len(history) != want {
		t.Errorf("best epoch %d, stopped after %d, want %d", h.Epoch, len(history), want)
	}
	c.Patience, c.Epochs = 0, 30
	if h, history := fit(t, d, c, FitOptions{}); len(history) != 30 || h.Epoch != 30 {
		t.Errorf("without patience: epoch %d of %d was kept, want 30 of 30", h.Epoch, len(history))
	}
}

func TestFitWithoutValidationRows(t *testing.T) {
	d := planted(100, 20)
	d.Val = nil
	c := smallConfig()
	h, history := fit(t, d, c, FitOptions{})
	if len(history) != c.Epochs || h.Epoch != c.Epochs {
		t.Errorf("%d epochs, epoch %d kept, want %d and the last", len(history), h.Epoch, c.Epochs)
	}
	if e := history[0]; e.OnVal() {
		t.Errorf("validation figures without validation rows: %+v", e)
	}
	c.Batch, c.Epochs = 1, 100 // 80 steps an epoch, of which 240 are allowed
	if _, history := fit(t, d, c, FitOptions{}); len(history) != 3 {
		t.Errorf("%d epochs, want 3", len(history))
	}
}

func TestFitCanBeCancelled(t *testing.T) {
	orttest.Start(t)
	d := planted(300, 20)
	c := smallConfig()
	ctx, cancel := context.WithCancel(context.Background())
	defer cancel()
	h, history, err := Fit(ctx, d, c, FitOptions{Progress: func(e eval.Epoch, _, _ int) {
		if e.Epoch == 2 {
			cancel()
		}
	}})
	if !errors.Is(err, context.Canceled) || h != nil || len(history) != 2 {
		t.Errorf("cancelled after two epochs: %v, %d epochs, %v", h, len(history), err)
	}
	if h, history, err := Fit(ctx, d, c, FitOptions{}); !errors.Is(err, context.Canceled) || h != nil || len(history) != 0 {
		t.Errorf("cancelled before: %v, %d epochs, %v", h, len(history), err)
	}
}

// cancelledAt is a context that is done from the at-th look at it on.
type cancelledAt struct {
	context.Context
	looks, at int
}

func (c *cancelledAt) Err() error {
	if c.looks++; c.looks >= c.at {
		return context.Canceled
	}
	return nil
}

// Fit looks at its context before every batch, those of validation included, and
// returns at the first look that finds it done.
func TestFitStopsWithinABatch(t *testing.T) {
	orttest.Start(t)
	d := planted(300, 20)
	c := smallConfig()
	steps := (len(d.Train) + c.Batch - 1) / c.Batch
	for at := 1; at <= 2*steps; at++ {
		ctx := &cancelledAt{context.Background(), 0, at}
		_, history, err := Fit(ctx, d, c, FitOptions{})
		// An epoch takes a look for each step, one for the batch of validation and
		// one after it.
		if !errors.Is(err, context.Canceled) || len(history) != (at-1)/(steps+2) {
			t.Errorf("done at look %d: %d epochs, %v", at, len(history), err)
		}
		if ctx.looks > at+1 {
			t.Errorf("done at look %d: %d more looks", at, ctx.looks-at)
		}
	}
}

func TestFitReportsProgress(t *testing.T) {
	d := planted(300, 20)
	c := smallConfig()
	c.Epochs = 4
	steps := (len(d.Train) + c.Batch - 1) / c.Batch
	last := 0
	var ended []eval.Epoch
	_, history := fit(t, d, c, FitOptions{Progress: func(e eval.Epoch, done, total int) {
		if done < last || total != 4*steps {
			t.Errorf("%d of %d batches after %d", done, total, last)
		}
		if last = done; e.Epoch > 0 {
			ended = append(ended, e)
			if done != e.Epoch*steps {
				t.Errorf("epoch %d ended after %d batches", e.Epoch, done)
			}
		}
	}})
	if !slices.Equal(ended, history) {
		t.Errorf("reported %v, want %v", ended, history)
	}
}

func TestWarmStart(t *testing.T) {
	d := planted(400, 30, 20)
	c := smallConfig()
	first, cold := fit(t, d, c, FitOptions{})

	// With hardly any learning the head must stay what it was.
	c.LearningRate, c.Epochs = 1e-12, 1
	c.Dropout, c.ModalityDropout = 0, 0
	same, warm := fit(t, d, c, FitOptions{Warm: first})
	if best := cold[first.Epoch-1]; math.Abs(float64(warm[0].ValLoss-best.ValLoss)) > 1e-4 {
		t.Errorf("validation loss %v after a warm start, was %v", warm[0].ValLoss, best.ValLoss)
	}
	for i, v := range same.Params {
		if math.Abs(float64(v-first.Params[i])) > 1e-4*math.Max(1, math.Abs(float64(v))) {
			t.Fatalf("parameter %d was %v and became %v", i, first.Params[i], v)
		}
	}

	wider := smallConfig()
	wider.Width++
	if _, _, err := Fit(context.Background(), d, wider, FitOptions{Warm: first}); err == nil || !strings.Contains(err.Error(), "width 32") {
		t.Errorf("warm start of another width: %v", err)
	}
	d.Inputs[1].Digest = "new"
	if _, _, err := Fit(context.Background(), d, c, FitOptions{Warm: first}); err == nil || !strings.Contains(err.Error(), "encoders") {
		t.Errorf("warm start for other encoders: %v", err)
	}
}

func TestFitOfOneLevel(t *testing.T) {
	d := planted(60, 20)
	for r := range d.Level {
		d.Level[r] = labels.Positive
	}
	h, history := fit(t, d, smallConfig(), FitOptions{})
	if f1 := history[h.Epoch-1].ValMacroF1; f1 != 0.2 { // right throughout, four levels count as 0
		t.Errorf("macro-F1 %v, want 0.2", f1)
	}
}

func TestFitRefuses(t *testing.T) {
	orttest.Start(t)
	nan, inf := float32(math.NaN()), float32(math.Inf(-1))
	for want, change := range map[string]func(d *Data, c *eval.Config){
		"no training rows":                func(d *Data, _ *eval.Config) { d.Train = nil },
		"row 3: image feature 1 is NaN":   func(d *Data, _ *eval.Config) { d.X[1][3*8+1] = nan },
		"row 4: text feature 0 is -Inf":   func(d *Data, _ *eval.Config) { d.X[0][4*6] = inf },
		"row 0 is used for training and":  func(d *Data, _ *eval.Config) { d.Val = append(d.Val, 0) },
		"training row 50: there are 50":   func(d *Data, _ *eval.Config) { d.Train = append(d.Train, 50) },
		"validation row -1":               func(d *Data, _ *eval.Config) { d.Val = append(d.Val, -1) },
		"row 2 has no level":              func(d *Data, _ *eval.Config) { d.Level[2] = labels.NoLevel },
		"text: 299 features: want 50":     func(d *Data, _ *eval.Config) { d.X[0] = d.X[0][1:] },
		"image: presence of 49 rows":      func(d *Data, _ *eval.Config) { d.Present[1] = d.Present[1][1:] },
		"features of 1 and presence of 2": func(d *Data, _ *eval.Config) { d.X = d.X[:1] },
		"but there are no features":       func(d *Data, _ *eval.Config) { d.X[0] = nil },
		"batch 0":                         func(_ *Data, c *eval.Config) { c.Batch = 0 },
		"0 modalities":                    func(d *Data, _ *eval.Config) { d.Inputs = nil },
		"the validation loss is NaN":      func(d *Data, _ *eval.Config) { d.X[0][4*6] = 3e38 },
	} {
		d, c := planted(50, 6, 8), smallConfig()
		change(d, &c)
		h, _, err := Fit(context.Background(), d, c, FitOptions{})
		if err == nil || h != nil || !strings.Contains(err.Error(), want) || !strings.HasPrefix(err.Error(), "train: ") {
			t.Errorf("%v, want … %s …", err, want)
		}
		if strings.HasPrefix(want, "no training") && !errors.Is(err, ErrNoTrainingRows) {
			t.Errorf("%v is not ErrNoTrainingRows", err)
		}
	}
}

func TestFitReportsDivergence(t *testing.T) {
	d, c := planted(50, 6), smallConfig()
	huge, err := New(c, d.Inputs)
	if err != nil {
		t.Fatal(err)
	}
	for i := range huge.Params {
		huge.Params[i] = 1e30
	}
	orttest.Start(t)
	if _, _, err := Fit(context.Background(), d, c, FitOptions{Warm: huge}); err == nil || !strings.Contains(err.Error(), "epoch 1: the loss is NaN: the training has diverged") {
		t.Errorf("%v", err)
	}
}

// TestFitLooksAtNothingElse has features that are not finite where none are to be
// read: in absent modalities and in rows of neither split.
func TestFitLooksAtNothingElse(t *testing.T) {
	d, c := planted(60, 6, 8), smallConfig()
	c.Epochs = 2
	d.Train = slices.DeleteFunc(d.Train, func(r int) bool { return r == 7 })
	want, _ := fit(t, d, c, FitOptions{})
	nan := float32(math.NaN())
	d.Level[7] = labels.NoLevel
	for r := range 60 {
		for i, w := range []int{6, 8} {
			if r == 7 || !d.Present[i][r] {
				d.X[i][r*w] = nan
			}
		}
	}
	if got, _ := fit(t, d, c, FitOptions{}); !reflect.DeepEqual(got, want) {
		t.Error("features that must not be looked at had an effect")
	}
}

func TestDropout(t *testing.T) {
	r := readReference(t)
	tr := r.trainer(t, 1, newRuntimeEngine)
	batch := r.Order[:r.Train]
	tr.config.Dropout, tr.config.ModalityDropout = 0.25, 0.3
	units, dropped, rows, lost := 0, 0, 0, 0
	to := sample{present: make([]float32, 2), masks: [][]float32{make([]float32, r.Width), make([]float32, r.Width)}}
	for step := range 40 {
		drop := tr.newDrop(len(batch), 1, step)
		for k, row := range batch {
			drop.fill(k, row, to)
			has, gone := 0, 0
			for i, mask := range to.masks {
				empty := !slices.ContainsFunc(mask, func(v float32) bool { return v != 0 })
				if empty != (to.present[i] == 0) {
					t.Fatalf("modality %d of row %d: present %v, but a mask of %v", i, row, to.present[i], mask)
				}
				if !tr.data.Present[i][row] {
					if !empty {
						t.Fatalf("row %d has no modality %d, but a mask of %v", row, i, mask)
					}
					continue
				}
				has++
				if empty {
					gone++
					continue
				}
				for _, v := range mask {
					units++
					switch v {
					case 0:
						dropped++
					case float32(1 / 0.75):
					default:
						t.Fatalf("mask value %v", v)
					}
				}
			}
			switch {
			case has == 2:
				rows++
				lost += gone
				if gone == 2 {
					t.Fatal("a row lost both its modalities")
				}
			case has == 1 && gone > 0:
				t.Fatal("a row lost its only modality")
			}
		}
	}
	if rate := float64(dropped) / float64(units); math.Abs(rate-0.25) > 4*math.Sqrt(0.25*0.75/float64(units)) {
		t.Errorf("%.4f of %d units were dropped, want 0.25", rate, units)
	}
	if rate := float64(lost) / float64(rows); math.Abs(rate-0.3) > 4*math.Sqrt(0.3*0.7/float64(rows)) {
		t.Errorf("%.4f of %d rows lost a modality, want 0.3", rate, rows)
	}
}

func TestClassWeights(t *testing.T) {
	d := &Data{Level: []labels.Level{0, 0, 0, 1, 2, 2, 4, 4, 4, 4, 3}, Train: []int{0, 1, 2, 3, 4, 5, 6, 7, 8, 9}}
	// sklearn.utils.class_weight.compute_class_weight("balanced") has n/(classes
	// present · count); here absent levels count as classes, with as many rows as any has.
	balanced := []float64{10.0 / 15, 10.0 / 5, 10.0 / 10, 10.0 / 20, 10.0 / 20}
	for mode, want := range map[string]func(float64) float64{
		eval.WeightsBalanced: func(b float64) float64 { return b },
		eval.WeightsSqrt:     math.Sqrt,
		eval.WeightsNone:     func(float64) float64 { return 1 },
	} {
		for l, w := range classWeights(d, mode) {
			if math.Abs(w-want(balanced[l])) > 1e-12 {
				t.Errorf("%s, level %d: %v, want %v", mode, l, w, want(balanced[l]))
			}
		}
	}
}

// TestScaling compares a head for scaled features with the head that fold makes
// of it for features as they are.
func TestScaling(t *testing.T) {
	d := planted(200, 30, 50)
	s := measureScaling(d)
	h := smallHead(t, 30, 50)
	folded := *h
	folded.Params = slices.Clone(h.Params)
	s.fold(&folded)
	for r := range 20 {
		var raw, scaled [][]float32
		for i, in := range h.Inputs {
			raw = append(raw, d.X[i][r*in.Width:(r+1)*in.Width])
			z := make([]float32, in.Width)
			s.apply(z, raw[i], i)
			for _, v := range z {
				if math.Abs(float64(v)) > 1.5 {
					t.Errorf("row %d: a scaled feature of %v", r, v)
				}
			}
			scaled = append(scaled, z)
		}
		want, got := h.plain().probabilities(scaled, []bool{true, true}), folded.plain().probabilities(raw, []bool{true, true})
		within(t, fmt.Sprintf("row %d", r), got[:], want[:], 1e-5)
	}
	s.unfold(&folded)
	within(t, "parameters folded and unfolded", folded.Params, h.Params, 1e-5)
}

func TestScalingOfHardlyAnything(t *testing.T) {
	d := planted(10, 4, 3)
	for r := range 10 {
		d.Present[0][r] = r == 0
		d.Present[1][r] = false
	}
	s := measureScaling(d)
	if s.unit[0] != 1 || s.unit[1] != 1 || !slices.Equal(s.mean[0], d.X[0][:4]) || !slices.Equal(s.mean[1], make([]float32, 3)) {
		t.Errorf("%+v", s)
	}
}

// BenchmarkEpoch trains one epoch over 1,000 memes with both modalities, with the
// widths of the default encoders and the default config:
//
//	go test -run '^$' -bench Epoch ./model/head
func BenchmarkEpoch(b *testing.B) {
	orttest.Start(b)
	d := planted(1000, 384, 1280)
	d.Train = append(d.Train, d.Val...)
	d.Val = nil
	for i := range d.Present {
		for r := range d.Present[i] {
			d.Present[i][r] = true
		}
	}
	for name, open := range engines {
		for _, threads := range []int{1, 2} {
			b.Run(fmt.Sprintf("engine=%s/threads=%d", name, threads), func(b *testing.B) {
				h, err := New(eval.Default(), d.Inputs)
				if err != nil {
					b.Fatal(err)
				}
				t, err := newTrainer(d, h, measureScaling(d), FitOptions{Threads: threads}, open)
				if err != nil {
					b.Fatal(err)
				}
				defer t.close()
				for epoch := 1; b.Loop(); epoch++ {
					for s := 0; s < len(d.Train); s += h.Config.Batch {
						if _, err := t.step(b.Context(), d.Train[s:min(s+h.Config.Batch, len(d.Train))], epoch, s); err != nil {
							b.Fatal(err)
						}
					}
				}
			})
		}
	}
}
