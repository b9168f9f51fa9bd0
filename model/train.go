package model

import (
	"context"
	"fmt"
	"time"

	"memebench/eval"
	"memebench/labels"
	"memebench/model/head"
)

// TrainOptions say how to train.
type TrainOptions struct {
	Config  eval.Config
	Warm    bool   // start from the served head's parameters, where the rule of Train allows
	Promote bool   // serve the new version at once
	Name    string // of the new version; "" for none

	// Policy says whether the new version is compared with the served one, and
	// served in its place. "" does not ask.
	Policy eval.Policy

	Threads int // to train on; 0 means all that Go uses

	likeServed bool // take the config of the served version, if there is one
}

// Trained is what a training made.
type Trained struct {
	eval.Version
	Promoted bool
	Notices  []string // what had to be mended, replaced or left out

	besideStarter bool // the first of people's own, while the starter head is served
}

// Train encodes what lacks features, trains a head on the gold levels of the
// training split, stops on the validation split, checks that the exported head
// says what the trainer says, and keeps it as a new version. Beside it, a head on
// each modality alone is trained on the same rows with the same config, and kept
// with the version, for evaluations to compare with. The workspace's
// first version is served at once, and so is the first that reads new encoders where
// what is served cannot be used with them; later ones are only with Promote or when
// Policy has it so; the decision is kept with the version. The store is not locked
// while the head is trained; labels given meanwhile count for the next version. In the
// end old versions are pruned: see [KeptVersions].
//
// A warm start goes on from the served version's parameters, and the baselines
// from its baselines'. It is not made, and Version.ColdStartReason says why, when that
// version reads other encoders or has another shape, or when it or an ancestor
// was trained on a meme (or one with the same picture or caption) that is now in
// val or test, or stopped on one that is now in test.
//
// Cancelled, it returns ctx.Err(), and no version is kept. Only when that happens
// after the version has been kept, while it is compared or predicts the memes,
// does it return the version beside the error.
func (w *Workbench) Train(ctx context.Context, o TrainOptions, p Report) (Trained, error) {
	if err := o.Config.Validate(); err != nil {
		return Trained{}, err
	}
	t, err := w.trainLocked(ctx, o, p)
	if err == nil && t.besideStarter && !t.Promoted {
		o.Policy, err = w.Policy()
	}
	if err != nil || t.Promoted || o.Policy == "" {
		return t, err
	}
	return t, w.decide(ctx, &t, o.Policy, p)
}

// Retrain trains a version like the served one: with its config, or the default one
// while none is served, from its parameters where the rule of Train allows, and
// served in its place if the workspace's policy has it so. While the starter head
// stands in for a version that cannot be used any more, the config is that version's.
func (w *Workbench) Retrain(ctx context.Context, p Report) (Trained, error) {
	policy, err := w.Policy()
	if err != nil {
		return Trained{}, err
	}
	return w.Train(ctx, TrainOptions{Config: eval.Default(), Warm: true, Policy: policy, likeServed: true}, p)
}

// RetrainUnasked is Retrain where nobody can be asked when it is done: under the policy ask
// the new version is served at once, which is what whoever begins a training there is for.
func (w *Workbench) RetrainUnasked(ctx context.Context, p Report) (Trained, error) {
	policy, err := w.Policy()
	if err != nil {
		return Trained{}, err
	}
	return w.Train(ctx, TrainOptions{Config: eval.Default(), Warm: true, Policy: policy, Promote: policy == eval.PromoteAsk, likeServed: true}, p)
}

func (w *Workbench) trainLocked(ctx context.Context, o TrainOptions, p Report) (Trained, error) {
	if err := w.training.acquire(ctx); err != nil {
		return Trained{}, err
	}
	defer w.training.release()
	return w.train(ctx, o, p)
}

// trainFirst trains a head with the default config, unless somebody else has
// trained one by the time that it holds the lock.
func (w *Workbench) trainFirst(ctx context.Context, p Report) error {
	if err := w.training.acquire(ctx); err != nil {
		return err
	}
	defer w.training.release()
	if served, err := w.store.Served(); err != nil || served != "" {
		return err
	}
	_, err := w.train(ctx, TrainOptions{Config: eval.Default()}, p)
	return err
}

// train is Train for who holds the lock of trainings.
func (w *Workbench) train(ctx context.Context, o TrainOptions, p Report) (Trained, error) {
	if err := w.nameIsFree(o.Name); err != nil {
		return Trained{}, err
	}
	encoded, err := w.Encode(ctx, p)
	if err != nil {
		return Trained{}, err
	}
	c, err := w.caches(ctx, encoded.Pack, p)
	if err != nil {
		return Trained{}, err
	}
	// The log's end is read before the rows: a label that comes between the two
	// is trained on and counted as not seen, never the other way round.
	seq, err := w.store.LastSeq()
	if err != nil {
		return Trained{}, err
	}
	resplits, err := w.store.Resplits()
	if err != nil {
		return Trained{}, err
	}
	served, err := w.startingPoint(o.Warm)
	if err != nil {
		return Trained{}, err
	}
	if o.likeServed && served.ID != "" {
		if o.Config, err = w.configOf(served); err != nil {
			return Trained{}, err
		}
	}
	start := &warmStart{}
	if o.Warm && served.ID != "" {
		if start, err = w.warmStart(o.Config, c.inputs, served); err != nil {
			return Trained{}, err
		}
	}
	g, err := w.gather(ctx, c, func(m *labels.Meme, s labels.State) bool {
		start.check(m)
		return usedInTraining(m, s)
	})
	if err != nil {
		return Trained{}, err
	}
	defer spareHeap(g.bytes())()
	if len(g.Train) == 0 {
		return Trained{}, head.ErrNoTrainingRows
	}
	first, err := w.firstOwn(served, c.inputs)
	if err != nil {
		return Trained{}, err
	}
	unusable := served.ID != "" && w.unusable(served) != nil
	start.decide()
	v := eval.Version{
		Name:   o.Name,
		Parent: start.parent, ColdStartReason: start.coldStartReason,
		Config: o.Config, Pack: encoded.Pack, Encoders: g.Inputs, Fingerprint: g.fingerprint,
		LabelSeq: seq, Labels: len(g.withGold()), Resplits: resplits, TrainN: len(g.Train), ValN: len(g.Val),
	}
	threads := o.Threads
	if threads == 0 {
		threads = w.threads
	}
	fit := head.FitOptions{Threads: threads, Warm: start.head, Progress: func(e eval.Epoch, done, total int) {
		s := Step{Step: labels.Step{Phase: "train", Done: int64(done), Total: int64(total), Unit: "batches"}}
		if e.Epoch > 0 {
			s.Epoch = &e
		}
		if p != nil {
			p(s)
		}
	}}
	notices := encoded.Notices
	if left := g.left.sentence("learnt from", len(g.memes)); left != "" {
		notices = append(notices, left)
	}
	began := time.Now()
	v.StoppedBy, err = w.setEpochs(ctx, &fit, g, o.Config, p)
	if err != nil {
		return Trained{}, err
	}
	h, history, err := head.Fit(ctx, &g.Data, o.Config, fit)
	if err != nil {
		return Trained{}, err
	}
	v.Seconds = time.Since(began).Seconds()
	v.History, v.Epochs, v.Best, v.Calibration = history, len(history), h.Epoch, h.Calibration
	p.tell(labels.Step{Phase: "publish"})
	onnx, err := h.Publish(ctx)
	if err != nil {
		return Trained{}, err
	}
	rows, err := evaluateRows(ctx, onnx, g, g.Val)
	if err != nil {
		return Trained{}, err
	}
	v.Val = eval.Measure(rows)
	if ci := eval.Bootstrap(rows).MacroF1; ci.Defined() {
		v.ValInterval = &ci
	}
	if ctx.Err() != nil {
		return Trained{}, ctx.Err()
	}
	weights, err := h.Weights()
	if err != nil {
		return Trained{}, err
	}
	baselines, err := w.fitBaselines(ctx, g, o.Config, threads, v.Parent, p)
	if err != nil {
		return Trained{}, err
	}
	if start.provenance != nil {
		g.provenance.Join(start.provenance)
	}
	g.provenance.Sort()
	v, err = w.store.AddVersion(v, eval.Artifacts{Head: onnx, Weights: weights, Baselines: baselines, Provenance: g.provenance.Encode()})
	if err != nil {
		return Trained{}, err
	}
	// The store serves the first version by itself, and somebody may have promoted
	// another one since the training began.
	now, err := w.store.Served()
	t := Trained{Version: v, Promoted: now == v.ID, Notices: append(notices, w.Notices()...), besideStarter: first && !unusable}
	switch {
	case err != nil:
	case t.Promoted:
		err = w.refresh(ctx, v.ID, nil, p)
	case o.Promote || first && unusable:
		if err = w.Promote(ctx, v.ID, p); err == nil {
			t.Promoted = true
		}
	}
	if err != nil {
		return t, err
	}
	_, err = w.store.PruneVersions(KeptVersions)
	return t, err
}

// startingPoint returns the version that is served as a training begins, without an
// id if there is none. A warm training adds the starter head first if there is
// nothing else to start from.
func (w *Workbench) startingPoint(warm bool) (eval.Version, error) {
	ask := w.store.Served
	if warm {
		ask = w.Served
	}
	served, err := ask()
	if err != nil || served == "" {
		return eval.Version{}, err
	}
	return w.store.Version(served)
}

// nameIsFree reports why no new version can have the name, before it is trained; "" can always
// be had.
func (w *Workbench) nameIsFree(name string) error {
	if name == "" {
		return nil
	}
	if err := eval.CheckName(name); err != nil {
		return err
	}
	versions, err := w.store.Versions()
	if err != nil {
		return err
	}
	for _, v := range versions {
		if v.Name == name {
			return fmt.Errorf("name %q: %s has it already", name, v.ID)
		}
	}
	return nil
}
