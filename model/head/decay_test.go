package head

import (
	"slices"
	"testing"

	"memebench/eval"
)

// The learning rate of each step, and what a training makes of it, are PyTorch's.
func TestDecayEqualsPyTorch(t *testing.T) {
	for name, open := range engines {
		t.Run(name, func(t *testing.T) {
			r := readFiles(t, "data", "concat", "decay")
			tr := r.trainer(t, 1, open)
			steps := roundedUp(r.Train, r.Batch)
			var rates []float64
			for epoch := range r.Epochs {
				for step := range steps {
					rates = append(rates, tr.rate(epoch+1, step))
				}
			}
			within(t, "learning rates", rates, r.Rates, 1e-15)
			checkLossCurve(t, r, 1, open)
		})
	}
}

// A training that goes on from what was saved after an epoch ends with the same bits.
func TestDecayGoesOn(t *testing.T) {
	for name, open := range engines {
		t.Run(name, func(t *testing.T) {
			r := readFiles(t, "data", "concat", "decay")
			epochs := func(tr *trainer, from, to int) {
				for epoch := from; epoch < to; epoch++ {
					order := r.Order[epoch*r.Train : (epoch+1)*r.Train]
					for s := 0; s < r.Train; s += r.Batch {
						if _, err := tr.step(t.Context(), order[s:min(s+r.Batch, r.Train)], epoch+1, s/r.Batch); err != nil {
							t.Fatal(err)
						}
					}
				}
			}
			straight, before, after := r.trainer(t, 1, open), r.trainer(t, 1, open), r.trainer(t, 1, open)
			epochs(straight, 0, 3)
			epochs(before, 0, 2)
			hand(before.engine, after.engine, len(r.Init))
			epochs(after, 2, 3)
			want, _ := straight.parameters(len(r.Init))
			if got, _ := after.parameters(len(r.Init)); !slices.Equal(got, want) {
				t.Error("other parameters")
			}
			if start, _ := before.parameters(len(r.Init)); slices.Equal(start, want) {
				t.Error("the third epoch changes nothing")
			}
		})
	}
}

// hand gives an engine the parameters, the moments and the number of steps of another of its kind.
func hand(from, to engine, size int) {
	switch e := from.(type) {
	case kernelEngine:
		p, m, v := make([]float32, size), make([]float32, size), make([]float32, size)
		to.(kernelEngine).Restore(p, m, v, e.Save(p, m, v))
	case *runtimeEngine:
		other := to.(*runtimeEngine)
		copy(other.flat, e.flat)
		copy(other.adam.M, e.adam.M)
		copy(other.adam.V, e.adam.V)
		other.adam.Steps = e.adam.Steps
	}
}

// TestFitDecays has 8 steps in an epoch.
func TestFitDecays(t *testing.T) {
	d, c := planted(300, 20, 10), smallConfig()
	c.Patience, c.DecaySteps = 1000, 20
	three, history := fit(t, d, c, FitOptions{})
	if len(history) != 3 {
		t.Errorf("%d epochs, want 3: as many as have 20 steps", len(history))
	}
	// What is run is run at the same rates, however many epochs of it.
	for _, epochs := range []int{2, 3, 9} {
		_, again := fit(t, d, c, FitOptions{Epochs: epochs})
		if len(again) != min(epochs, 3) {
			t.Errorf("%d epochs of %d, want no more than 3", len(again), epochs)
		}
		for i, e := range again {
			if e.TrainLoss != history[i].TrainLoss || e.ValLoss != history[i].ValLoss {
				t.Errorf("%d epochs: epoch %d is %+v, want %+v", epochs, i+1, e, history[i])
			}
		}
	}
	for name, change := range map[string]func(*eval.Config){
		"24 steps, which are 3 epochs": func(c *eval.Config) { c.DecaySteps = 24 },
		"3 epochs without patience":    func(c *eval.Config) { c.DecaySteps, c.Epochs, c.Patience = 1, 3, 0 },
	} {
		other := c
		change(&other)
		if _, got := fit(t, d, other, FitOptions{}); len(got) != 3 || got[2].TrainLoss != history[2].TrainLoss {
			t.Errorf("%s: %+v, want %+v", name, got, history)
		}
	}
	// Without patience, too, it falls over more steps than are run.
	c.Patience = 0
	c.Epochs = 2
	if _, got := fit(t, d, c, FitOptions{}); len(got) != 2 || got[1].TrainLoss != history[1].TrainLoss {
		t.Errorf("2 epochs without patience: %+v, want the first of %+v", got, history)
	}
	c.Patience = 1000
	short := c
	if _, got := fit(t, d, short, FitOptions{}); len(got) != 2 || got[1].TrainLoss != history[1].TrainLoss {
		t.Errorf("of 2 epochs: %+v, want the first of %+v", got, history)
	}
	c.DecaySteps = 0
	if _, stays := fit(t, d, c, FitOptions{Epochs: 3}); stays[2].TrainLoss == history[2].TrainLoss {
		t.Error("a rate that stays does what one that falls does")
	}
	// A warm start begins with the whole rate again.
	c.DecaySteps = 8
	once, _ := fit(t, d, c, FitOptions{Epochs: 1, Warm: three})
	if slices.Equal(once.Params, three.Params) {
		t.Error("a warm start changes nothing")
	}
	// Without rows to validate, 240 steps are all there are.
	d.Val = nil
	c.DecaySteps, c.Epochs = 400, 100
	if _, blind := fit(t, d, c, FitOptions{}); len(blind) != 30 {
		t.Errorf("%d epochs without validation rows, want 30", len(blind))
	}
}
