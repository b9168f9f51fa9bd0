package model

import (
	"context"
	"errors"
	"image"
	"os"
	"slices"
	"strings"

	"memebench/eval"
	"memebench/labels"
	"memebench/labels/picture"
	"memebench/model/encoder"
	"memebench/model/head"
)

// predictBatch is how many memes go through the head at once. The head is small:
// beyond some hundreds of rows a larger batch gains nothing.
const predictBatch = 512

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
		p.tell(labels.Step{Phase: "predict", Done: int64(start + len(part)), Total: int64(len(memes)), Unit: "memes"})
	}
	return edited, nil
}

// Predictor predicts memes that are in no workspace. Predict may be called from
// several goroutines at once.
type Predictor struct {
	version string
	pack    *encoder.Pack
	inputs  []eval.Input
	head    *head.Classifier
}

// Predictor opens the version ("served", "latest" or an id) with its encoders.
func (w *Workbench) Predictor(ctx context.Context, version string, p Report) (_ *Predictor, err error) {
	v, err := w.version(version)
	if err != nil {
		return nil, err
	}
	if v.Headless() {
		return nil, noHead(v, "predict other memes")
	}
	if err := w.startRuntime(ctx, v.Pack, p); err != nil {
		return nil, err
	}
	pack, err := w.openPack(ctx, v.Pack)
	if err != nil {
		return nil, err
	}
	defer func() {
		if err != nil {
			err = errors.Join(err, pack.Close())
		}
	}()
	inputs := pack.Inputs()
	if err := sameEncoders(v, inputs); err != nil {
		return nil, err
	}
	onnx, err := w.store.Head(v.ID)
	if err != nil {
		return nil, err
	}
	classifier, err := head.OpenClassifier(onnx, inputs, 1)
	if err != nil {
		return nil, err
	}
	return &Predictor{version: v.ID, pack: pack, inputs: inputs, head: classifier}, nil
}

// Close frees the encoders and the head.
func (p *Predictor) Close() error { return errors.Join(p.head.Close(), p.pack.Close()) }

// Predict predicts one meme from the picture at path ("" for none) and the caption
// (blank for none). It needs at least one of the two.
func (p *Predictor) Predict(ctx context.Context, path, caption string) (labels.Prediction, error) {
	if path == "" {
		return p.predict(ctx, nil, nil, caption)
	}
	open := func() (image.Image, picture.Info, error) { return picture.Open(ctx, path) }
	return p.predict(ctx, open, func() ([]float32, error) { return p.pack.EncodeFrames(ctx, path) }, caption)
}

// PredictRead is Predict for a picture that is in memory; empty for none.
func (p *Predictor) PredictRead(ctx context.Context, file []byte, caption string) (labels.Prediction, error) {
	if len(file) == 0 {
		return p.predict(ctx, nil, nil, caption)
	}
	open := func() (image.Image, picture.Info, error) { return picture.Read(ctx, file) }
	frames := func() (x []float32, err error) { // which are read from a file
		f, err := os.CreateTemp("", "memebench-*")
		if err != nil {
			return nil, err
		}
		defer os.Remove(f.Name())
		if _, err = f.Write(file); err == nil {
			x, err = p.pack.EncodeFrames(ctx, f.Name())
		}
		return x, errors.Join(err, f.Close())
	}
	return p.predict(ctx, open, frames, caption)
}

// Version is the id of the version that predicts.
func (p *Predictor) Version() string { return p.version }

// predict predicts from a picture, nil for none, its frames if it is one that moves, and a
// caption.
func (p *Predictor) predict(ctx context.Context, open func() (image.Image, picture.Info, error), frames func() ([]float32, error), caption string) (labels.Prediction, error) {
	x := make([][]float32, len(p.inputs))
	moving := false
	for i, in := range p.inputs {
		var err error
		switch {
		case in.Modality == encoder.TextModality && strings.TrimSpace(caption) != "":
			x[i], err = p.pack.Text.EncodeText(ctx, caption)
		case in.Modality == encoder.ImageModality && open != nil:
			img, info, oerr := open()
			if oerr != nil {
				return labels.Prediction{}, oerr
			}
			moving = info.Moving()
			x[i], err = p.pack.Image.EncodeImage(ctx, img)
		case in.Modality == encoder.FramesModality && moving: // the picture was read before
			x[i], err = frames()
		}
		if err != nil {
			return labels.Prediction{}, err
		}
	}
	b := newRows(p.inputs, 1)
	out := labels.Prediction{Version: p.version}
	out.Modalities = b.add(func(i int, dst []float32) bool { return copy(dst, x[i]) > 0 })
	if len(out.Modalities) == 0 {
		return out, errors.New("neither a caption nor a picture: give at least one")
	}
	probs, err := p.head.Predict(ctx, b.x, b.present, b.n)
	if err != nil {
		return out, err
	}
	out.Probs = probs[0]
	return out, nil
}
