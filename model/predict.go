package model

import (
	"context"
	"errors"
	"slices"

	"memebench/eval"
	"memebench/labels"
	"memebench/model/head"
)

// predictBatch is how many memes go through the head at once. The head is small:
// beyond some hundreds of rows a larger batch gains nothing.
const predictBatch = 512

// Predicting is the phase of a [Report] in which memes are predicted.
const Predicting = "predict"

// refresh predicts every meme that has features and no prediction by this version
// yet, beginning with the meme on the screen. After the first of them are stored it
// calls ready once, unless that is nil. Memes whose captions are edited meanwhile are
// looked at again at the end; those whose new ones have no features by then come with
// the next refresh.
func (w *Workbench) refresh(ctx context.Context, version string, ready func() error, p Report) (err error) {
	v, err := w.version(version)
	if err != nil {
		return err
	}
	c, err := w.versionCaches(ctx, v, p)
	if err != nil {
		return err
	}
	once := func() error {
		if ready == nil {
			return nil
		}
		is := ready
		ready = nil
		return is()
	}
	for edited := true; edited && err == nil; {
		var memes []labels.Meme
		if memes, err = w.unpredicted(ctx, v, c); err != nil {
			return err
		}
		if len(memes) == 0 {
			return once()
		}
		edited, err = w.predictMemes(ctx, v, c, memes, once, p)
	}
	return err
}

// unpredicted lists the memes that have features of which the version's predictions are not
// made yet, beginning with the one on the screen.
func (w *Workbench) unpredicted(ctx context.Context, v eval.Version, c *caches) (memes []labels.Meme, err error) {
	have := map[labels.MemeID]int{}
	err = w.store.Predictions(v.ID, func(p labels.Prediction) error {
		have[p.Meme] = len(p.Modalities)
		return ctx.Err()
	})
	if err != nil {
		return nil, err
	}
	looked, next := w.looked.Load(), 0
	err = w.store.Rows(func(m labels.Meme, _ labels.State) error {
		// A meme whose picture turned up after the prediction has more to go by.
		n := 0
		for i, in := range c.inputs {
			if key, ok := featureKey(in.Modality, &m); ok && c.features[i].Has(key) {
				n++
			}
		}
		if n > have[m.ID] {
			memes = append(memes, labels.Meme{ID: m.ID, Caption: m.Caption, Image: m.Image})
			if m.Seq < looked {
				next = len(memes)
			}
		}
		return ctx.Err()
	})
	return slices.Concat(memes[next:], memes[:next]), err
}

// predictMemes predicts memes and stores it, part by part, calling stored after each. It
// reports whether somebody has edited a caption of them meanwhile: of that meme nothing is
// stored.
func (w *Workbench) predictMemes(ctx context.Context, v eval.Version, c *caches, memes []labels.Meme, stored func() error, p Report) (edited bool, err error) {
	onnx, err := w.store.Head(v.ID)
	if err != nil {
		return false, err
	}
	classifier, err := head.OpenClassifier(onnx, c.inputs, 1)
	if err != nil {
		return false, err
	}
	defer func() { err = errors.Join(err, classifier.Close()) }()
	defer c.releaseMemory()
	for start := 0; start < len(memes); start += predictBatch {
		if ctx.Err() != nil {
			return edited, ctx.Err()
		}
		part := memes[start:min(start+predictBatch, len(memes))]
		b := newRows(c.inputs, len(part))
		ps, captions := make([]labels.Prediction, 0, len(part)), make([]string, 0, len(part))
		for _, m := range part {
			has := b.add(func(i int, dst []float32) bool { return c.read(dst, i, &m) })
			if len(has) == 0 { // they turned out to be damaged, and are encoded next time
				b.drop()
				continue
			}
			ps = append(ps, labels.Prediction{Meme: m.ID, Version: v.ID, Modalities: has})
			captions = append(captions, m.Caption)
		}
		probs, err := classifier.Predict(ctx, b.x, b.present, b.n)
		if err != nil {
			return edited, err
		}
		for i := range ps {
			ps[i].Probs = probs[i]
		}
		n, err := w.store.PutPredictions(ps, captions)
		if err != nil {
			return edited, err
		}
		edited = edited || n < len(ps)
		if err := stored(); err != nil {
			return edited, err
		}
		p.tell(labels.Step{Phase: Predicting, Done: int64(start + len(part)), Total: int64(len(memes)), Unit: "memes"})
	}
	return edited, nil
}
