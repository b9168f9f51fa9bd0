package model

import (
	"context"
	"errors"
	"fmt"
	"image"
	"os"
	"slices"

	"memebench/eval"
	"memebench/labels"
	"memebench/labels/atomicfile"
	"memebench/labels/media"
	"memebench/labels/picture"
	"memebench/labels/workers"
	"memebench/model/encoder"
	"memebench/model/head"
)

// Predictor predicts memes that are in no workspace. Its methods may be called from
// several goroutines at once, but for Close.
type Predictor struct {
	version string
	pack    *sharedPack
	inputs  []eval.Input
	head    *head.Classifier
	videos  Videos
}

// Predictor opens the version ("served", "latest" or an id) with its encoders, which all
// predictors that read them share.
func (w *Workbench) Predictor(ctx context.Context, version string, p Report) (_ *Predictor, err error) {
	v, err := w.version(version)
	if err != nil {
		return nil, err
	}
	if v.Headless() {
		return nil, noHead(v, "predict other memes")
	}
	if err := w.havePack(v); err != nil {
		return nil, err
	}
	if err := w.startRuntime(ctx, v.Pack, p); err != nil {
		return nil, err
	}
	pack, err := w.sharePack(ctx, v.Pack, v.Encoders)
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
	return &Predictor{version: v.ID, pack: pack, inputs: inputs, head: classifier, videos: w.videos}, nil
}

// Close frees the head, and the encoders if no other predictor reads them.
func (p *Predictor) Close() error { return errors.Join(p.head.Close(), p.pack.Close()) }

// Version is the id of the version that predicts.
func (p *Predictor) Version() string { return p.version }

// Predict predicts one meme from the picture, video or sound at path ("" for none) and the caption
// (one that says nothing is none). It needs at least one of the two.
func (p *Predictor) Predict(ctx context.Context, path, caption string) (labels.Prediction, error) {
	var from *pixels
	switch {
	case path != "" && isMedia(path):
		from = p.pixelsOfVideo(ctx, path)
	case path != "":
		from = &pixels{
			open: func() (image.Image, bool, error) {
				img, info, err := picture.Open(ctx, path)
				return img, info.Moving(), err
			},
			frames: func() ([]float32, error) { return p.pack.EncodeFrames(ctx, path) },
		}
	}
	x, err := p.encode(ctx, from, caption)
	if err != nil {
		return labels.Prediction{Version: p.version}, err
	}
	out, err := p.Classify(ctx, [][][]float32{x})
	if err != nil {
		return labels.Prediction{Version: p.version}, err
	}
	return out[0], nil
}

// Encode encodes one meme from the bytes of its picture, video or sound (none for no picture) and its
// caption (one that says nothing is none), of which it needs at least one: a vector of features for each
// of the model's inputs, nil where the meme has nothing for it. The same meme gives the
// same bits, whatever else is encoded meanwhile.
func (p *Predictor) Encode(ctx context.Context, image []byte, caption string) ([][]float32, error) {
	if len(image) == 0 {
		return p.encode(ctx, nil, caption)
	}
	if media.KindOf(image) == "" {
		return p.encode(ctx, p.pixelsOf(ctx, image), caption)
	}
	path, remove, err := temporary(image)
	if err != nil {
		return nil, err
	}
	defer remove()
	return p.encode(ctx, p.pixelsOfVideo(ctx, path), caption)
}

// temporary is a file with some bytes, till it is removed: where the process is killed, by the next one.
func temporary(b []byte) (path string, remove func(), err error) {
	f, err := atomicfile.NewScratch(os.TempDir(), "video", 0o600)
	if err == nil {
		if _, err = f.Write(b); err != nil {
			f.Discard()
		}
	}
	if err != nil {
		return "", nil, fmt.Errorf("a file for the video: %w", err)
	}
	return f.Name(), f.Discard, nil
}

func (p *Predictor) pixelsOf(ctx context.Context, b []byte) *pixels {
	return &pixels{
		open: func() (image.Image, bool, error) {
			img, info, err := picture.Decode(ctx, b)
			return img, info.Moving(), err
		},
		frames: func() ([]float32, error) { return p.pack.EncodeFramesOf(ctx, b) },
	}
}

func (p *Predictor) pixelsOfVideo(ctx context.Context, path string) *pixels {
	var v *video
	film := func() (img image.Image, moving bool, err error) {
		if v, err = p.videos.open(ctx, path); err != nil {
			return nil, false, err
		}
		if !v.info.Picture {
			return nil, false, p.mustHear()
		}
		img, err = v.ff.First(ctx, path, v.info)
		return img, true, err
	}
	return &pixels{
		open: func() (image.Image, bool, error) {
			img, moving, err := film()
			if err != nil && ctx.Err() == nil {
				// Of moving WebP, which ffmpeg reads since version 8, the first frame is a picture,
				// as at an import.
				if still, _, e := picture.Open(ctx, path); e == nil {
					v, img, moving, err = &video{}, still, false, nil
				}
			}
			return img, moving, err
		},
		frames: func() ([]float32, error) { return p.pack.PoolFrames(ctx, v.frames(ctx)) },
		sound: func() ([]float32, error) {
			if !v.info.Sound {
				return nil, nil
			}
			return v.sound(ctx, p.pack.Pack)
		},
	}
}

// errUnheard is of a sound alone, where no encoder hears it.
var errUnheard = errors.New("a sound alone, which the encoders of this version do not hear")

// mustHear returns an error where the encoders hear no sounds.
func (p *Predictor) mustHear() error {
	if p.pack.Sound == nil {
		return errUnheard
	}
	return nil
}

// pixels are how a meme's picture is read, from wherever it is.
type pixels struct {
	open   func() (img image.Image, moving bool, err error) // no picture of a sound alone
	frames func() ([]float32, error)                        // after open, of one that moves
	sound  func() ([]float32, error)                        // after open; nil for none
}

// errNothing is of a meme that has nothing to predict from.
var errNothing = errors.New("neither a caption nor a picture: give at least one (nan, none and names of sites are no captions)")

// OfMeme reports whether an error of a Predictor is about the meme: it has nothing to read, its
// picture, video or sound is damaged or of no kind that is read here, or an encoder makes nothing
// of it. All others are about the program and its machine.
func OfMeme(err error) bool {
	return slices.ContainsFunc([]error{
		errNothing, errUnheard, encoder.ErrNoFeatures,
		picture.ErrNotPicture, picture.ErrTooLarge, picture.ErrDamaged, picture.ErrUnsupported,
		media.ErrNotMedia, media.ErrTooLarge, media.ErrDamaged, media.ErrNoStream,
	}, func(e error) bool { return errors.Is(err, e) })
}

// encode encodes a meme when a processor is free, and the caption beside the picture if
// another one is: with more at a time than there are processors all would take longer.
func (p *Predictor) encode(ctx context.Context, from *pixels, caption string) ([][]float32, error) {
	said := !labels.SaysNothing(caption) // as at an import, so that a meme has one prediction wherever it comes from
	if from == nil && !said {
		return nil, errNothing
	}
	processors := p.pack.of.processors
	select {
	case processors <- struct{}{}:
		defer func() { <-processors }()
	case <-ctx.Done():
		return nil, ctx.Err()
	}
	var text []float32
	var seen map[string][]float32 // by modality
	var tasks []func() error
	if said {
		tasks = append(tasks, func() (err error) {
			text, err = p.pack.Text.EncodeText(ctx, caption)
			return err
		})
	}
	if from != nil {
		tasks = append(tasks, func() (err error) {
			seen, err = p.encodePicture(ctx, from)
			return err
		})
	}
	goroutines := 1
	if len(tasks) > 1 {
		select {
		case processors <- struct{}{}:
			defer func() { <-processors }()
			goroutines++
		default:
		}
	}
	err := workers.Pool{Goroutines: goroutines}.Each(ctx, len(tasks), func(_ context.Context, i int) error { return tasks[i]() })
	return p.inOrder(text, seen), err
}

func (p *Predictor) encodePicture(ctx context.Context, from *pixels) (x map[string][]float32, err error) {
	pixels, moving, err := from.open()
	if err != nil {
		return nil, err
	}
	x = map[string][]float32{}
	if pixels != nil {
		x[encoder.ImageModality], err = p.pack.Image.EncodeImage(ctx, pixels)
	}
	if err == nil && p.pack.Frames && moving {
		x[encoder.FramesModality], err = from.frames()
	}
	if err == nil && p.pack.Sound != nil && from.sound != nil {
		x[encoder.SoundModality], err = from.sound()
	}
	return x, err
}

// inOrder are the features in the order of the head's inputs.
func (p *Predictor) inOrder(text []float32, seen map[string][]float32) [][]float32 {
	x := make([][]float32, len(p.inputs))
	for i, in := range p.inputs {
		if x[i] = seen[in.Modality]; in.Modality == encoder.TextModality {
			x[i] = text
		}
	}
	return x
}

// Classify predicts memes from what Encode has made of them, all at once.
func (p *Predictor) Classify(ctx context.Context, memes [][][]float32) ([]labels.Prediction, error) {
	b := newRows(p.inputs, len(memes))
	out := make([]labels.Prediction, len(memes))
	for k, x := range memes {
		has := b.add(func(i int, dst []float32) bool { return copy(dst, x[i]) > 0 })
		out[k] = labels.Prediction{Version: p.version, Modalities: has}
	}
	probs, err := p.head.Predict(ctx, b.x, b.present, b.n)
	if err != nil {
		return nil, err
	}
	for k := range out {
		out[k].Probs = probs[k]
	}
	return out, nil
}
