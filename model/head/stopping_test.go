package head

import (
	"context"
	"math"
	"testing"

	"memebench/eval"
)

// scripted is an engine whose steps have the losses that a test wants, in turns, and whose one
// validation row, of the first level, has those after each epoch.
type scripted struct {
	train, val   []float64
	steps, looks int
}

func (s *scripted) open(*Head, engineSize) (engine, error) { return s, nil }

func (s *scripted) step(context.Context, *minibatch) (float64, error) {
	s.steps++
	return s.train[(s.steps-1)%len(s.train)], nil
}

func (s *scripted) forward(_ context.Context, _ *minibatch, logits []float32) error {
	loss := s.val[min(s.looks, len(s.val)-1)]
	s.looks++
	clear(logits)
	logits[0] = float32(-math.Log(math.Expm1(loss) / float64(len(logits)-1)))
	return nil
}

func (s *scripted) threads() int      { return 0 }
func (s *scripted) save([]float32)    {}
func (s *scripted) restore([]float32) {}
func (s *scripted) close() error      { return nil }

// When a training ends, to the epoch and the step, which epoch it keeps, and what it says of its
// loss.
func TestFitByScript(t *testing.T) {
	c := eval.Default()
	c.Width, c.Hidden, c.Batch, c.LabelSmoothing, c.ClassWeights, c.DecaySteps, c.Epochs = 8, 8, 1, 0, eval.WeightsNone, 0, 60
	for name, test := range map[string]struct {
		rows, patience int
		val            []float64
		best, epochs   int
	}{
		"no better by 1e-6":          {20, 5, []float64{1, 1 - .8e-6}, 1, 6},
		"better by more":             {20, 5, []float64{1, 1 - 2e-6}, 2, 7},
		"by little again and again":  {20, 5, []float64{1, 1 - .4e-6, 1 - .8e-6, 1 - 1.6e-6}, 4, 9},
		"100 steps":                  {20, 2, []float64{1, 2}, 1, 6},
		"99 steps":                   {33, 2, []float64{1, 2}, 1, 5},
		"more steps than patience":   {200, 3, []float64{2, 1, 3}, 2, 5},
		"better in the last of them": {50, 2, []float64{2, 3, 1, 3}, 3, 5},
	} {
		d := planted(test.rows+1, 4)
		d.Train, d.Val = nil, []int{test.rows}
		for r := range test.rows {
			d.Train = append(d.Train, r)
		}
		d.Level[test.rows] = 0
		c.Patience = test.patience
		s := &scripted{train: []float64{1}, val: test.val}
		h, history, err := fitBy(t.Context(), d, c, FitOptions{}, s.open)
		if err != nil {
			t.Fatal(name, err)
		}
		if h.Epoch != test.best || len(history) != test.epochs {
			t.Errorf("%s: epoch %d of %d is kept, want %d of %d", name, h.Epoch, len(history), test.best, test.epochs)
		}
	}
	d := planted(25, 4) // 20 of train, of which the last batch has 2
	c.Batch = 6
	s := &scripted{train: []float64{1, 2, 3, 10}, val: []float64{1}}
	_, history, err := fitBy(t.Context(), d, c, FitOptions{Epochs: 1}, s.open)
	if want := (6*1 + 6*2 + 6*3 + 2*10) / 20.; err != nil || history[0].TrainLoss != want {
		t.Errorf("a loss of %v, %v: want %v, each row counting alike", history[0].TrainLoss, err, want)
	}
}
