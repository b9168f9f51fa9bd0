package head

import (
	"context"
	"fmt"
	"math"

	"memebench/eval"
	"memebench/labels"
)

// trainer knows what one training is about: which rows, how they are scaled and
// weighed, what is dropped when. The arithmetic is its engine's. It belongs to one
// goroutine.
type trainer struct {
	data    *Data
	rows    featureRows
	scaling *scaling // nil: features as they are
	config  eval.Config
	targets targets
	decay   int // steps over which the learning rate falls to 0; 0: it stays
	engine  engine
	logits  []float32 // [validationRows, Levels]

	said [][labels.Levels]float64 // the logits of the rows validated last
}

// engine holds the parameters of a head while it is trained, and does the
// arithmetic.
type engine interface {
	// step moves the parameters by Adam, at the batch's learning rate, along the
	// gradient of the batch's loss, which it returns:
	//
	//	scale · Σ_rows Σ_k -q_k log softmax(logits)_k
	//
	// with the row's targets q. The loss may be NaN or infinite; the parameters are
	// of no use then. An engine may look at ctx or leave that to its caller; once ctx
	// has ended an error means that.
	step(ctx context.Context, b *minibatch) (loss float64, err error)

	// threads is on how many threads it trains, where another number gives other sums; else 0.
	threads() int

	// forward writes the logits of the batch, without dropout and with its rows'
	// modalities as they are, [rows, Levels].
	forward(ctx context.Context, b *minibatch, logits []float32) error

	// save copies the parameters, laid out as Head.Params; restore sets them, for
	// forward only: Adam's moments stay.
	save(params []float32)
	restore(params []float32)

	close() error
}

// minibatch is some rows of the data, which the engine has written where it wants
// them: fill may be called by several goroutines at once, for different rows.
type minibatch struct {
	rows  int
	scale float32 // one over the rows' weight
	rate  float64 // the learning rate
	fill  func(k int, to sample)
}

// sample is where one row of a batch goes. What is nil is not wanted.
type sample struct {
	features [][]float32 // of each input
	present  []float32   // 1 or 0 for each input
	masks    [][]float32 // for each input: presence times dropout, one for each unit of its pathway
	dropouts [][]float32 // for each further dropout of the network
	targets  []float32   // [Levels]
}

// validationRows is how many rows are validated at once.
const validationRows = 512

// newTrainer returns a trainer that starts from the head's parameters.
func newTrainer(d *Data, h *Head, s *scaling, o FitOptions, open openEngine) (*trainer, error) {
	t := &trainer{
		data:    d,
		rows:    featureRows{d.Inputs, d.X, d.Present},
		scaling: s,
		config:  h.Config,
		targets: newTargets(d, h.Config),
		logits:  make([]float32, min(validationRows, max(len(d.Val), 1))*labels.Levels),
	}
	var err error
	t.engine, err = open(h, engineSize{
		train: min(h.Config.Batch, len(d.Train)), forward: min(validationRows, len(d.Val)), threads: o.Threads, processors: max(o.Processors, 1),
	})
	return t, err
}

// openEngine returns an engine for the head, at its parameters.
type openEngine func(h *Head, size engineSize) (engine, error)

// engineSize says what an engine must have room for.
type engineSize struct {
	train, forward int // rows of a batch at most
	threads        int // 0: as the engine likes
	processors     int // 1 or more
}

func (t *trainer) close() error { return t.engine.close() }

// step trains on one batch and returns its loss. Epoch and step choose the random
// numbers.
func (t *trainer) step(ctx context.Context, batch []int, epoch, step int) (float64, error) {
	drop := t.newDrop(len(batch), epoch, step)
	weight := 0.0
	for _, r := range batch {
		_, w := t.targets.learn(t.data, r)
		weight += w
	}
	loss, err := t.engine.step(ctx, &minibatch{rows: len(batch), scale: float32(1 / weight), rate: t.rate(epoch, step), fill: func(k int, to sample) {
		t.gather(batch[k], to.features)
		q, _ := t.targets.learn(t.data, batch[k])
		copy(to.targets, q[:])
		drop.fill(k, batch[k], to)
	}})
	if err == nil && (math.IsNaN(loss) || math.IsInf(loss, 0)) {
		err = diverged("loss", loss)
	}
	return loss, err
}

// rate is the learning rate of a step, from 0, of an epoch, from 1. It depends on nothing
// else, so that a training can be repeated from any of them.
func (t *trainer) rate(epoch, step int) float64 {
	rate := t.config.LearningRate
	if t.decay == 0 {
		return rate
	}
	done := (epoch-1)*roundedUp(len(t.data.Train), t.config.Batch) + step
	return rate * max(0, 1-float64(done)/float64(t.decay))
}

// roundedUp is n/per, rounded up: the steps of an epoch of n rows, or the epochs of n steps.
func roundedUp(n, per int) int { return (n + per - 1) / per }

func diverged(what string, loss float64) error {
	return fmt.Errorf("the %s is %v: the training has diverged (try a smaller learning rate), or a feature is far too large", what, loss)
}

// gather writes the features of a row, scaled.
func (t *trainer) gather(r int, to [][]float32) {
	for i, x := range to {
		if t.scaling != nil && t.data.Present[i][r] {
			t.scaling.apply(x, t.data.X[i][r*len(x):], i)
		} else {
			t.rows.gather(x, i, r)
		}
	}
}

// drop decides what the rows of one batch do without.
type drop struct {
	t                 *trainer
	rows              int
	units, modalities eval.Stream
}

func (t *trainer) newDrop(rows, epoch, step int) *drop {
	return &drop{
		t, rows,
		eval.NewStream(t.config.Seed, eval.ForDropout, uint64(epoch), uint64(step)),
		eval.NewStream(t.config.Seed, eval.ForModality, uint64(epoch), uint64(step)),
	}
}

// fill writes what the k-th row of the batch, row r of the data, has: its
// modalities less one here and there, and the masks, which are that times
// dropout.
func (d *drop) fill(k, r int, to sample) {
	lost := d.lose(k, r)
	first := 0 // of the random numbers of a mask
	for i, mask := range to.masks {
		has := i != lost && d.t.data.Present[i][r]
		if to.present != nil {
			to.present[i] = indicator(has)
		}
		if has {
			d.thin(mask, first+k*len(mask))
		} else {
			clear(mask)
		}
		first += d.rows * len(mask)
	}
	for _, mask := range to.dropouts {
		d.thin(mask, first+k*len(mask))
		first += d.rows * len(mask)
	}
}

// thin writes the mask of a dropout. As in torch.nn.Dropout, units that stay are
// scaled up so that the expected output is the same with and without.
func (d *drop) thin(mask []float32, first int) {
	chance := d.t.config.Dropout
	either := [2]float32{float32(1 / (1 - chance)), 0}
	if chance == 0 {
		for j := range mask {
			mask[j] = 1
		}
		return
	}
	// The 53 random bits of eval.Stream.Uniform below the chance, as integers and without
	// a branch, which would be guessed wrong for every dropped unit.
	limit := uint64(math.Ceil(chance * (1 << 53)))
	for j := range mask {
		below := (d.units.At(uint64(first+j))>>11 - limit) >> 63
		mask[j] = either[below]
	}
}

// lose returns the modality that the k-th row of the batch, row r of the data,
// does without, or -1. The only modality of a row is never lost.
func (d *drop) lose(k, r int) int {
	chance := d.t.config.ModalityDropout
	if chance == 0 || d.modalities.Uniform(uint64(2*k)) >= chance {
		return -1
	}
	has := 0
	for _, present := range d.t.data.Present {
		if present[r] {
			has++
		}
	}
	if has < 2 {
		return -1
	}
	which := d.modalities.Below(uint64(2*k+1), has)
	for i, present := range d.t.data.Present {
		if !present[r] {
			continue
		}
		if which == 0 {
			return i
		}
		which--
	}
	return -1
}

// validate returns the loss over the rows and the macro-F1, or ctx.Err() once ctx
// is done.
func (t *trainer) validate(ctx context.Context, rows []int) (loss, macroF1 float64, err error) {
	evaluated := make([]eval.Row, 0, len(rows))
	t.said = t.said[:0]
	sum, weight := 0.0, 0.0
	for start := 0; start < len(rows); start += validationRows {
		if err := ctx.Err(); err != nil {
			return 0, 0, err
		}
		part := rows[start:min(start+validationRows, len(rows))]
		logits, err := t.predict(ctx, part)
		if err != nil {
			return 0, 0, err
		}
		for k, r := range part {
			y := t.data.Level[r]
			weight += t.targets.weight[y]
			row := eval.Row{True: y, Pred: labels.VeryNegative}
			t.said = append(t.said, logits[k])
			log := logSoftmax(logits[k])
			for l, v := range log {
				sum -= float64(t.targets.level[y][l]) * v
				row.Probs[l] = math.Exp(v)
				if v > log[row.Pred] {
					row.Pred = labels.Level(l)
				}
			}
			evaluated = append(evaluated, row)
		}
	}
	loss = sum / weight
	if math.IsNaN(loss) || math.IsInf(loss, 0) {
		return 0, 0, diverged("validation loss", loss)
	}
	return loss, float64(eval.Measure(evaluated).MacroF1), nil
}

// predict returns the logits of at most validationRows rows, without dropout.
func (t *trainer) predict(ctx context.Context, rows []int) ([][labels.Levels]float64, error) {
	logits := t.logits[:len(rows)*labels.Levels]
	err := t.engine.forward(ctx, &minibatch{rows: len(rows), fill: func(k int, to sample) {
		r := rows[k]
		t.gather(r, to.features)
		for i, present := range t.data.Present {
			has := indicator(present[r])
			if to.present != nil {
				to.present[i] = has
			}
			if to.masks != nil {
				for j := range to.masks[i] {
					to.masks[i][j] = has
				}
			}
		}
	}}, logits)
	if err != nil {
		return nil, err
	}
	out := make([][labels.Levels]float64, len(rows))
	for k := range out {
		for l := range out[k] {
			out[k][l] = float64(logits[k*labels.Levels+l])
		}
	}
	return out, nil
}
