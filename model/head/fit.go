package head

import (
	"context"
	"errors"
	"fmt"
	"math"
	"slices"
	"time"

	"memebench/eval"
	"memebench/labels"
)

// FitOptions are the choices in a training that do not belong to the config.
type FitOptions struct {
	// Threads is on how many threads exactly; 0: on as many as there are Processors where their
	// number changes no bit of the head, as in package kernel, else on two, so that machines with
	// other numbers of processors train the same head.
	Threads    int
	Processors int   // 0 means 1
	Warm       *Head // start from these parameters; nil: from new ones

	// Epochs is how many epochs are run, unless the learning rate is 0 before, of which
	// the last is kept; 0: as many as Fit says.
	Epochs int

	// Progress hears how many of at most so many batches are done, on the goroutine
	// that trains: after every epoch, with that epoch's line of the history, and in
	// between no more than ten times a second, with a zero Epoch. It must return
	// quickly.
	Progress func(e eval.Epoch, done, total int)
}

// progressPeriod is the shortest time between two reports within an epoch.
const progressPeriod = 100 * time.Millisecond

// blindSteps bounds a training without validation rows, which nothing else would
// stop: on SST-5 the best epoch by validation loss ended after 20 steps with 100
// rows, 60 with 1,000 and 120 to 240 with 7,690.
const blindSteps = 240

// patientSteps is how many steps in a row must have been of no use before a
// training is given up. The epochs of a small training set have one or two steps,
// and the first dozens of steps often make the validation loss worse.
const patientSteps = 100

// Fit trains a head and returns it with the history of its epochs. It does not
// change the data. ONNX Runtime must have been started.
//
// The loss of a batch is that of torch.nn.CrossEntropyLoss with weight and
// label_smoothing: over its rows with levels y, with class weights w and
// smoothing s,
//
//	Σ_rows Σ_k -q_k log p_k / Σ_rows w_y     q_k = w_k (s/5 + (1-s)[k = y])
//
// With Config.Ordinal, and in training rows whose annotators disagree, a
// distribution over the levels takes the place of [k = y]; see targets.
//
// The class weights come from the training rows; a level that no row has weighs
// as little as any. (So a training set of one level only is accepted, and
// gives a head that hardly says anything else.) A row that has several
// modalities loses one of them, chosen at random, with the chance
// Config.ModalityDropout. The optimizer is Adam, on batches of rows in an order
// that is shuffled anew for each epoch; the last batch of an epoch may be
// smaller.
//
// With Config.DecaySteps the learning rate falls from step to step, linearly: the first has
// Config.LearningRate, and one after the last would have 0 (as
// torch.optim.lr_scheduler.LinearLR with start_factor 1 and end_factor 0). It falls over so many
// steps, rounded up to whole epochs, and the training ends there if it has not ended before; with
// a patience of 0, which runs all epochs, it falls over all of them where they have more steps. A
// warm start begins with Config.LearningRate again.
//
// With validation rows, the parameters kept are those of the epoch with the
// lowest validation loss (dropout off, the same class weights), Head.Epoch; the
// training ends after Config.Epochs epochs, or before when Config.Patience epochs
// in a row, and at least 100 steps, have not lowered the best loss by more than
// 1e-6. With a patience of 0 all epochs are run and the last is kept: validation
// rows then have no say in the parameters at all. So it is with FitOptions.Epochs, which
// are run then, at the learning rates that the config gives them. Without validation rows
// nothing can tell when to stop: Config.Epochs epochs are run, but no more than it takes to
// make 240 steps, and the last is kept; in the history ValLoss and ValMacroF1 are undefined
// then.
//
// The temperature of the softmax is fitted on the logits that the kept parameters
// give for the validation rows (eval.Calibrate), if there are enough of these; it
// leaves every prediction the level that it has.
//
// Features are brought to a common scale for the training, which the parameters
// of the finished head undo: it takes features as they are.
//
// Equal data, config and warm start give bit-identical heads on the same machine;
// where package kernel does not do the arithmetic, equal FitOptions.Threads are
// needed as well. Fit looks at ctx before every batch, of validation too,
// and returns ctx.Err() and no head once it is done, with the epochs that had
// ended.
//
// Errors: ErrNoTrainingRows; data of the wrong shape or with features that are
// not finite, naming the row; a warm start from a head of another shape or for
// other encoders; a loss that is no longer finite.
func Fit(ctx context.Context, d *Data, cfg eval.Config, o FitOptions) (*Head, []eval.Epoch, error) {
	return fitBy(ctx, d, cfg, o, newEngine)
}

// fitBy is Fit by another engine.
func fitBy(ctx context.Context, d *Data, cfg eval.Config, o FitOptions, open openEngine) (_ *Head, _ []eval.Epoch, err error) {
	head, err := New(cfg, d.Inputs)
	if err != nil {
		return nil, nil, fmt.Errorf("train: %w", err)
	}
	if err := d.check(); err != nil {
		return nil, nil, fmt.Errorf("train: %w", err)
	}
	scale := measureScaling(d)
	if o.Warm != nil {
		if err := o.Warm.CheckStart(cfg, d.Inputs); err != nil {
			return nil, nil, fmt.Errorf("train: %w", err)
		}
		copy(head.Params, o.Warm.Params)
		scale.unfold(head)
	}
	t, err := newTrainer(d, head, scale, o, open)
	if err != nil {
		return nil, nil, fmt.Errorf("train: %w", err)
	}
	defer func() {
		if e := t.close(); e != nil && err == nil {
			err = fmt.Errorf("train: %w", e)
		}
	}()

	steps := roundedUp(len(d.Train), cfg.Batch)
	epochs, patience, decay := limits(cfg, o, steps, len(d.Val) == 0)
	t.decay = decay
	report := func(e eval.Epoch, done int) {
		if o.Progress != nil {
			o.Progress(e, done, steps*epochs)
		}
	}
	best := bestEpoch{loss: math.Inf(1), params: slices.Clone(head.Params)}
	var history []eval.Epoch
	rows := make([]int, len(d.Train))
	reported := time.Now()
	for epoch := 1; epoch <= epochs && !best.stale(patience, epoch-1, steps); epoch++ {
		start := time.Now()
		copy(rows, d.Train)
		eval.NewStream(cfg.Seed, eval.ForOrder, uint64(epoch)).Shuffle(rows)
		total := 0.0
		for step := range steps {
			if err := ctx.Err(); err != nil {
				return nil, history, err
			}
			batch := rows[step*cfg.Batch : min((step+1)*cfg.Batch, len(rows))]
			loss, err := t.step(ctx, batch, epoch, step)
			if err != nil {
				if ctx.Err() != nil {
					err = ctx.Err()
				} else {
					err = fmt.Errorf("train: epoch %d: %w", epoch, err)
				}
				return nil, history, err
			}
			total += loss * float64(len(batch))
			if now := time.Now(); now.Sub(reported) >= progressPeriod {
				reported = now
				report(eval.Epoch{}, (epoch-1)*steps+step+1)
			}
		}
		e := eval.Epoch{Epoch: epoch, TrainLoss: total / float64(len(rows)), ValLoss: unmeasured, ValMacroF1: unmeasured}
		if len(d.Val) > 0 {
			loss, f1, err := t.validate(ctx, d.Val)
			if err := ctx.Err(); err != nil {
				return nil, history, err
			}
			if err != nil {
				return nil, history, fmt.Errorf("train: epoch %d: %w", epoch, err)
			}
			e.ValLoss, e.ValMacroF1 = eval.Metric(loss), eval.Metric(f1)
		}
		e.Seconds = time.Since(start).Seconds()
		history = append(history, e)
		report(e, epoch*steps)

		if len(d.Val) == 0 || patience == 0 || float64(e.ValLoss) < best.loss-1e-6 {
			best.loss, best.epoch = float64(e.ValLoss), epoch
			t.engine.save(best.params)
		}
	}
	head.Params, head.Epoch, head.Threads = best.params, best.epoch, t.engine.threads()
	head.Calibration, err = t.calibrate(ctx, best.params)
	if err := ctx.Err(); err != nil {
		return nil, history, err
	}
	if err != nil {
		return nil, history, fmt.Errorf("train: %w", err)
	}
	scale.fold(head)
	return head, history, nil
}

// unmeasured is what an epoch has on validation rows where there are none.
var unmeasured = eval.Metric(math.NaN())

// limits says how many epochs, of so many steps, a training has at most, how many it waits for a
// better one, and over how many steps its learning rate falls to 0; 0: it stays. A blind one has no
// validation rows.
func limits(cfg eval.Config, o FitOptions, steps int, blind bool) (epochs, patience, decay int) {
	epochs, patience = cfg.Epochs, cfg.Patience
	switch {
	case o.Epochs > 0:
		epochs = o.Epochs
	case blind:
		epochs = min(epochs, roundedUp(blindSteps, steps))
	}
	if cfg.DecaySteps > 0 {
		falls := roundedUp(cfg.DecaySteps, steps)
		if patience == 0 {
			falls = max(falls, epochs)
		}
		epochs, decay = min(epochs, falls), falls*steps
	}
	if o.Epochs > 0 {
		patience = 0
	}
	return epochs, patience, decay
}

// bestEpoch is the epoch whose parameters a training keeps so far; 0 before the first.
type bestEpoch struct {
	epoch  int
	loss   float64 // on the validation rows
	params []float32
}

// stale reports whether a training that has had so many epochs, of so many steps each,
// has waited long enough for a better one.
func (b *bestEpoch) stale(patience, epochs, steps int) bool {
	waited := epochs - b.epoch
	return patience > 0 && waited >= patience && waited*steps >= patientSteps
}

// calibrate fits the temperature on what the kept parameters say of the
// validation rows.
func (t *trainer) calibrate(ctx context.Context, kept []float32) (*eval.Calibration, error) {
	rows := t.data.Val
	truth := make([]labels.Level, len(rows))
	for i, r := range rows {
		truth[i] = t.data.Level[r]
	}
	t.said = t.said[:0]
	if len(rows) > 0 {
		t.engine.restore(kept)
		if _, _, err := t.validate(ctx, rows); err != nil {
			return nil, err
		}
	}
	return eval.Calibrate(t.said, truth), nil
}

// CheckStart reports why a training with this config, on features from these
// inputs, cannot start from the head's parameters.
func (h *Head) CheckStart(c eval.Config, inputs []eval.Input) error {
	if !slices.Equal(inputs, h.Inputs) {
		return errors.New("warm start: the other head was trained on other modalities or encoders")
	}
	layout, _, err := describe(c, inputs)
	if err != nil {
		return fmt.Errorf("warm start: %w", err)
	}
	if b := h.Config; c.Fusion != b.Fusion || c.Width != b.Width || c.Hidden != b.Hidden || c.Depth != b.Depth || len(h.Params) != layout.Size() {
		return fmt.Errorf("warm start: the other head has fusion %s, width %d, hidden %d and depth %d: want %s, %d, %d and %d",
			labels.Printable(b.Fusion), b.Width, b.Hidden, b.Depth, c.Fusion, c.Width, c.Hidden, c.Depth)
	}
	return nil
}
