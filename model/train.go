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

	Threads int // to train on, as [head.FitOptions] has it; 0 means as many as leave the head the same on every machine

	likeServed bool // take the config of the served version, if there is one
}

// Trained is what a training made.
type Trained struct {
	eval.Version
	Promoted bool
	Notices  []string // what had to be mended, replaced or left out

	besideStarter bool // the first of people's own, while the starter head is served
}

// Train encodes what lacks features, trains a head on the gold levels of the training split, and on
// the votes of what is disputed there, stops on the validation split, checks that the exported head
// says what the trainer says, and keeps it as a new version. Beside it, a head on each modality
// alone is trained on the same rows with the same config, and kept with the version, for
// evaluations to compare with. The workspace's first version is served at once, and so is the first
// that reads new encoders where what is served cannot be used with them; later ones are only with
// Promote or when Policy has it so; the decision is kept with the version. The store is not locked
// while the head is trained; labels given meanwhile count for the next version. In the end old
// versions are pruned: see [KeptVersions].
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
	t, err := w.beginTraining(ctx, o, p)
	if err != nil {
		return Trained{}, err
	}
	defer spareHeap(t.g.bytes())()
	made, err := t.fit(ctx)
	if err != nil {
		return Trained{}, err
	}
	if t.v, err = w.store.AddVersion(t.v, made); err != nil {
		return Trained{}, err
	}
	return t.serve(ctx)
}

// training is one training under way.
type training struct {
	w *Workbench
	o TrainOptions
	p Report

	g       *trainingSet
	start   *warmStart
	v       eval.Version // as far as it is made
	notices []string

	first    bool // of people's own versions, while the starter head is served
	unusable bool // what is served cannot be used with these encoders
}

// beginTraining gathers what a training learns from, and what it goes on from.
func (w *Workbench) beginTraining(ctx context.Context, o TrainOptions, p Report) (*training, error) {
	encoded, err := w.Encode(ctx, p)
	if err != nil {
		return nil, err
	}
	c, err := w.caches(ctx, encoded.Pack, p)
	if err != nil {
		return nil, err
	}
	resplits, err := w.store.Resplits()
	if err != nil {
		return nil, err
	}
	served, err := w.startingPoint(o.Warm)
	if err != nil {
		return nil, err
	}
	if o.likeServed && served.ID != "" {
		if o.Config, err = w.configOf(served); err != nil {
			return nil, err
		}
	}
	t := &training{w: w, o: o, p: p, start: &warmStart{}, notices: encoded.Notices}
	if o.Warm && served.ID != "" {
		if t.start, err = w.warmStart(o.Config, c.inputs, served); err != nil {
			return nil, err
		}
	}
	if t.g, err = w.gather(ctx, c, func(m *labels.Meme, s labels.State) bool {
		t.start.check(m)
		return usedInTraining(m, s)
	}); err != nil {
		return nil, err
	}
	if len(t.g.Train) == 0 {
		return nil, head.ErrNoTrainingRows
	}
	if t.first, err = w.firstOwn(served, c.inputs); err != nil {
		return nil, err
	}
	t.unusable = served.ID != "" && w.unusable(served) != nil
	if left := t.g.left.sentence("learnt from", len(t.g.memes)); left != "" {
		t.notices = append(t.notices, left)
	}
	t.start.decide()
	t.v = eval.Version{
		Name:   o.Name,
		Parent: t.start.parent, ColdStartReason: t.start.coldStartReason,
		Config: o.Config, Pack: encoded.Pack, Encoders: t.g.Inputs, Fingerprint: t.g.fingerprint,
		LabelSeq: t.g.seq, Labels: len(t.g.withGold()), Resplits: resplits, TrainN: len(t.g.Train), ValN: len(t.g.Val),
	}
	return t, nil
}

// fit trains the head and its baselines, and measures the head on val.
func (t *training) fit(ctx context.Context) (made eval.Artifacts, err error) {
	w, g, v := t.w, t.g, &t.v
	fit := head.FitOptions{Threads: t.o.Threads, Processors: w.threads, Warm: t.start.head, Progress: func(e eval.Epoch, done, total int) {
		s := Step{Step: labels.Step{Phase: "train", Done: int64(done), Total: int64(total), Unit: "batches"}}
		if e.Epoch > 0 {
			s.Epoch = &e
		}
		if t.p != nil {
			t.p(s)
		}
	}}
	began := time.Now()
	if v.StoppedBy, err = w.setEpochs(ctx, &fit, g, t.o.Config, t.p); err != nil {
		return made, err
	}
	h, history, err := head.Fit(ctx, &g.Data, t.o.Config, fit)
	if err != nil {
		return made, err
	}
	v.Seconds = time.Since(began).Seconds()
	v.History, v.Epochs, v.Best, v.Calibration, v.Threads = history, len(history), h.Epoch, h.Calibration, h.Threads
	t.p.tell(labels.Step{Phase: "publish"})
	if made.Head, err = h.Publish(ctx); err != nil {
		return made, err
	}
	rows, err := evaluateRows(ctx, made.Head, g, g.Val)
	if err != nil {
		return made, err
	}
	v.Val = eval.Measure(rows)
	if ci := eval.Bootstrap(rows).MacroF1; ci.Defined() {
		v.ValInterval = &ci
	}
	if ctx.Err() != nil {
		return made, ctx.Err()
	}
	if made.Weights, err = h.Weights(); err != nil {
		return made, err
	}
	if made.Baselines, err = w.fitBaselines(ctx, g, t.o.Config, t.o.Threads, v.Parent, t.p); err != nil {
		return made, err
	}
	if t.start.provenance != nil {
		g.provenance.Join(t.start.provenance)
	}
	g.provenance.Sort()
	made.Provenance = g.provenance.Encode()
	return made, nil
}

// serve has the new version served where it is to be at once, and prunes old ones. The
// store serves the first version by itself, and somebody may have promoted another one
// since the training began.
func (t *training) serve(ctx context.Context) (Trained, error) {
	now, err := t.w.store.Served()
	out := Trained{Version: t.v, Promoted: now == t.v.ID, Notices: append(t.notices, t.w.Notices()...), besideStarter: t.first && !t.unusable}
	switch {
	case err != nil:
	case out.Promoted:
		err = t.w.refresh(ctx, t.v.ID, nil, t.p)
	case t.o.Promote || t.first && t.unusable:
		if err = t.w.Promote(ctx, t.v.ID, t.p); err == nil {
			out.Promoted = true
		}
	}
	if err != nil {
		return out, err
	}
	_, err = t.w.store.PruneVersions(KeptVersions)
	return out, err
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
